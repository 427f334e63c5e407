"""Drafts: what the scan found and the model answered, put together as claims to be checked."""

from collections.abc import Collection, Sequence

from claimextract.language.names import equivalent_name
from claimextract.models import (
    Attribution,
    ClaimKind,
    Document,
    Draft,
    Provenance,
    Rejection,
    Scan,
    Source,
    Statement,
)

from .asking import Answers
from .bearing import Bearing
from .confidence import unit_signals
from .leftout import LeftOut, author_of, source_of
from .modality import certainty_of, kind_of, polarity_of
from .questions import ARTICLE, ASIDE, NOTHING, UNNAMED
from .units import Unit, apart, resolve, stated, wording


def drafts_of(
    document: Document,
    scan: Scan,
    units: Sequence[Unit],
    answers: Answers,
    provenance: Provenance,
) -> tuple[list[Draft], list[Rejection]]:
    """A draft for every claim of every unit and for all that the model found beside; what was offered and not taken."""
    aside = {unit.id for unit in units if answers.values.get(f"kind_{unit.id}") == ASIDE}
    covered = [words for unit in units if unit.id not in aside for words in _wordings(unit)]
    asked = [question for question in answers.values if question.startswith("missed_")]
    left_out = LeftOut(document, scan, answers, provenance, covered)
    beside = [draft for question in asked for draft in left_out.drafts(question)]
    maker = _Maker(document, scan, units, answers, provenance)
    kept = maker.kept(units, aside, left_out.claimed)
    drafts = [draft for unit in kept for draft in maker.drafts(unit)]
    return drafts + beside, maker.rejections + left_out.rejections


class _Maker:
    def __init__(
        self, document: Document, scan: Scan, units: Sequence[Unit], answers: Answers, provenance: Provenance
    ) -> None:
        self.document, self.scan, self.answers, self.provenance = document, scan, answers, provenance
        self.cast = {member.id: member for member in scan.cast}
        self.names = {member.name: member for member in reversed(scan.cast)}
        self.bearing = Bearing(document, scan, answers)
        self.rejections: list[Rejection] = []
        self.asked: dict[str, str] = {}  # passage id -> the unit that was asked about
        self.worded: dict[tuple[int, str, str | None], str] = {}  # evidence, wording and speaker -> the passage
        for unit in units:
            if unit.passage is not None and f"speaker_{unit.id}" in answers.values:
                self.asked.setdefault(unit.passage.id, unit.id)

    def kept(self, units: Sequence[Unit], aside: Collection[str], claimed: Collection[str]) -> list[Unit]:
        """The units without those put aside. What would leave a sentence without any claim is not put aside."""
        spoken = {sentence.id for unit in units if unit.id not in aside for sentence in unit.sentences} | set(claimed)
        kept = []
        for unit in units:
            if unit.id not in aside:
                kept.append(unit)
                continue
            words, question = " ".join(sentence.span.exact for sentence in unit.sentences), f"kind_{unit.id}"
            if spoken.issuperset(sentence.id for sentence in unit.sentences):
                self._reject("unit", _own_words(unit) or words, "the model claims this in other words", question)
            else:
                kept.append(unit)
                self._reject("kind", ASIDE, f"no other claim stands for “{words}”", question)
        return kept

    def drafts(self, unit: Unit) -> list[Draft]:
        """The claims that a model made of a unit, else its statements, else the unit as one claim."""
        attribution = self._attribution(unit)
        speaker = attribution.source.name if attribution.source else None
        works = self.bearing.works
        name = self._meaning(unit)
        own = _resolved(unit, wording(unit, speaker, works), name)
        whole = unit.start, own, speaker
        if unit.passage is not None and speaker and self.worded.setdefault(whole, unit.passage.id) != unit.passage.id:
            own = apart(unit, speaker, works)
        offered = self.answers.values.get(f"claims_{unit.id}")
        if isinstance(offered, list):
            texts = [line for line in dict.fromkeys(" ".join(str(text).split()) for text in offered) if line]
            if texts:
                return [self._draft(unit, attribution, name, text, own, asked=True) for text in texts]
        drafts = [
            self._draft(unit, attribution, name, text, text, statement)
            for statement in unit.statements
            for text in [_resolved(unit, stated(statement, unit, speaker, works), name)]
        ]
        article = Attribution(type="none", source=author_of(self.document))
        for statement in unit.beside:
            text = stated(statement, unit, None, works)
            drafts.append(self._draft(unit, article, None, text, text, statement))
        return drafts if unit.statements else [self._draft(unit, attribution, name, own, own), *drafts]

    def _draft(
        self,
        unit: Unit,
        attribution: Attribution,
        meaning: str | None,
        text: str,
        own: str,
        statement: Statement | None = None,
        asked: bool = False,
    ) -> Draft:
        sources = (attribution.source, *attribution.via)
        names = [source.name for source in sources if source] + [meaning]
        return Draft(
            document_id=self.document.id,
            question=f"claims_{unit.id}" if asked else None,
            text=text,
            kind=self._kind(unit, own),
            certainty=certainty_of(text, attribution.cue.exact if attribution.cue else ""),
            polarity=polarity_of(text),
            evidence=tuple(sentence.span for sentence in unit.sentences),
            parts=tuple(piece for piece in statement.words if not isinstance(piece, str)) if statement else (),
            resolved=tuple(dict.fromkeys(name for name in names if name)),
            attribution=attribution,
            dates=self.bearing.dates(unit, statement),
            cited_works=self.bearing.cited(unit),
            quantities=self.bearing.quantities(unit, statement),
            provenance=self._provenance(unit, asked),
            signals=self._signals(unit),
        )

    def _provenance(self, unit: Unit, asked: bool) -> Provenance:
        ids = [f"claims_{unit.id}"] if asked else []
        ids += [f"speaker_{unit.id}", f"reference_{unit.reference.id}" if unit.reference else "", f"kind_{unit.id}"]
        answered = next((i for i in ids if i in self.answers.requests), None)
        if answered is None:  # the rules settled everything
            return self.provenance.model_copy(update={"model": None, "prompt_sha256": None})
        return self.provenance.model_copy(
            update={
                "request_sha256": self.answers.requests[answered],
                "schema_sha256": self.answers.schemas[answered],
            }
        )

    def _kind(self, unit: Unit, own: str) -> ClaimKind:
        answer = self.answers.values.get(f"kind_{unit.id}")
        by_words = kind_of(own)
        for kind in ("fact", "prediction", "opinion", "proposal"):
            if answer == kind:
                return kind
        return by_words

    def _meaning(self, unit: Unit) -> str | None:
        """What the unit's pronoun means: only where code and model, asked apart, agree."""
        if unit.reference is None:
            return None
        answer = self.answers.values.get(f"reference_{unit.reference.id}")
        guess = unit.reference.guess
        if answer is None or answer == NOTHING:
            return None
        if guess is not None and (guess.lower() == str(answer).lower() or equivalent_name(guess, str(answer))):
            return guess
        self._reject(
            "reference",
            str(answer),
            f"the rules take “{unit.reference.span.exact}” for {guess or 'nobody'}; the pronoun stays",
            f"reference_{unit.reference.id}",
        )
        return None

    # -- attribution -----------------------------------------------------------------------------------------------

    def _attribution(self, unit: Unit) -> Attribution:
        passage = unit.passage
        answer = self._named(unit)
        if passage is None:
            member = self.names.get(str(answer)) if answer not in (None, ARTICLE, UNNAMED) else None
            if member is None:
                return Attribution(type="none", source=author_of(self.document))
            content = tuple(sentence.span for sentence in unit.sentences)
            return Attribution(type="indirect", mode="speech", source=source_of(member, None), content=content)
        if answer == ARTICLE and passage.confidence != "sure" and passage.type != "direct":
            named = self.cast[passage.source].name if passage.source else "somebody unnamed"
            reason = f"the model takes it for the article's own; the rule was {passage.rule}"
            self._reject("speaker", named, reason, f"speaker_{unit.id}")
            return Attribution(type="none", source=author_of(self.document))
        source = self._speaker(unit, str(answer) if answer is not None else None)
        return Attribution(
            type=passage.type,
            mode=passage.mode,
            source=source,
            cue=passage.cue,
            content=passage.content,
            via=tuple(source_of(self.cast[relay], None) for relay in passage.via),
        )

    def _named(self, unit: Unit) -> object:
        """The speaker that the model named; a passage of several sentences was asked about once."""
        asked = unit.id if unit.passage is None else self.asked.get(unit.passage.id, unit.id)
        return self.answers.values.get(f"speaker_{asked}")

    def _speaker(self, unit: Unit, answer: str | None) -> Source | None:
        passage = unit.passage
        assert passage is not None
        by_rule = source_of(self.cast[passage.source], passage.mention) if passage.source else None
        if answer is None or (by_rule is not None and by_rule.name == answer):
            return by_rule
        if by_rule is not None and passage.confidence == "sure":
            self._reject("speaker", answer, f"the words beside the passage name {by_rule.name}", f"speaker_{unit.id}")
            return by_rule
        if answer == ARTICLE:
            self._reject("speaker", answer, "the passage is marked as somebody's words", f"speaker_{unit.id}")
            return by_rule
        if by_rule is not None:
            self._reject(
                "speaker", by_rule.name, f"the model names {answer}; the rule was {passage.rule}", f"speaker_{unit.id}"
            )
        if answer == UNNAMED:
            return Source(
                name=passage.mention.exact if passage.mention else "unnamed",
                kind="anonymous",
                mention_span=passage.mention,
            )
        return source_of(self.names[answer], passage.mention) if answer in self.names else by_rule

    def _signals(self, unit: Unit) -> tuple[str, ...]:
        answer = self._named(unit)
        by_rule = self.cast.get(unit.passage.source or "") if unit.passage is not None else None
        return unit_signals(unit, by_rule, None if answer is None else str(answer))

    def _reject(self, stage: str, text: str, reason: str, question: str) -> None:
        self.rejections.append(
            Rejection(
                document_id=self.document.id,
                stage=stage,
                text=text,
                reason=reason,
                request_sha256=self.answers.requests.get(question),
            )
        )


def _resolved(unit: Unit, words: str, name: str | None) -> str:
    """Words with the name of whom the unit's pronoun means."""
    return words if name is None or unit.reference is None else resolve(words, unit.reference.span.exact, name)


def _own_words(unit: Unit) -> str:
    return " ".join(span.exact for span in unit.part)


def _wordings(unit: Unit) -> list[str]:
    """The words that a unit stands for: its own, and its sentences."""
    return [*(span.exact for span in unit.part), *(sentence.span.exact for sentence in unit.sentences)]
