"""Drafts: what the scan found and the model answered, put together as claims to be checked."""

import re
from collections.abc import Collection, Sequence

from claimextract.language.names import equivalent_name
from claimextract.language.negation import polarity
from claimextract.models import (
    Attribution,
    CastMember,
    CitedWork,
    ClaimDate,
    ClaimKind,
    Document,
    Draft,
    Provenance,
    Rejection,
    Scan,
    Sentence,
    Source,
    Span,
)

from .asking import Answers
from .modality import certainty_of, kind_of
from .questions import ARTICLE, NOTHING, UNNAMED, Missed
from .units import Unit, resolve, wording


def drafts_of(
    document: Document,
    scan: Scan,
    units: Sequence[Unit],
    answers: Answers,
    provenance: Provenance,
    missed: Collection[str] | None = None,
) -> tuple[list[Draft], list[Rejection]]:
    """A draft for every claim of every unit, and what was offered and not taken.

    ``missed`` names the questions what was left out whose answers count; by default all do.
    """
    maker = _Maker(document, scan, units, answers, provenance)
    drafts = [draft for unit in units for draft in maker.drafts(unit)]
    asked = [q for q in answers.values if q.startswith("missed_") and (missed is None or q in missed)]
    drafts += [draft for question in asked for draft in maker.missed(question)]
    return drafts, maker.rejections


_BEHIND = 200  # characters between a full stop and a work that is cited behind it
_UNNAMED_SOURCE = Source(name=UNNAMED, kind="anonymous")


class _Maker:
    def __init__(
        self, document: Document, scan: Scan, units: Sequence[Unit], answers: Answers, provenance: Provenance
    ) -> None:
        self.document, self.scan, self.answers, self.provenance = document, scan, answers, provenance
        self.cast = {member.id: member for member in scan.cast}
        self.names = {member.name: member for member in reversed(scan.cast)}
        self.works = [c.work.span for c in scan.citations if c.work.span is not None]
        self.rejections: list[Rejection] = []
        self.cited_in = {c.id: _sentence_of(c.work.span, scan.sentences) for c in scan.citations if c.work.span}
        self.covered = {_bare(words) for unit in units for words in _wordings(unit)}
        self.asked: dict[str, str] = {}  # passage id -> the unit that was asked about
        for unit in units:
            if unit.passage is not None and f"speaker_{unit.id}" in answers.values:
                self.asked.setdefault(unit.passage.id, unit.id)

    def drafts(self, unit: Unit) -> list[Draft]:
        attribution = self._attribution(unit)
        speaker = attribution.source.name if attribution.source else None
        own = wording(unit, speaker, self.works)
        resolved = [name for name in (speaker, *(v.name for v in attribution.via)) if name]
        texts: list[str] = []
        question = f"claims_{unit.id}"
        offered = self.answers.values.get(question)
        if isinstance(offered, list):
            texts = [line for line in dict.fromkeys(" ".join(str(text).split()) for text in offered) if line]
        name = self._meaning(unit)
        if name is not None and unit.reference is not None:
            resolved.append(name)
            own = resolve(own, unit.reference.span.exact, name)
        asked = bool(texts)
        kind = self._kind(unit, own)
        return [
            Draft(
                document_id=self.document.id,
                question=question if asked else None,
                text=text,
                kind=kind,
                certainty=certainty_of(text),
                polarity=polarity(text),
                evidence=tuple(sentence.span for sentence in unit.sentences),
                resolved=tuple(dict.fromkeys(resolved)),
                attribution=attribution,
                dates=self._dates(unit),
                cited_works=self._works(unit),
                quantities=tuple(q for q in self.scan.quantities if q.span and _inside(unit, q.span)),
                provenance=self._provenance(unit, asked),
            )
            for text in texts or [own]
        ]

    def missed(self, question: str) -> list[Draft]:
        """What the model found beside the units: its words must still be found in the passage."""
        drafts = []
        for item in self.answers.values[question]:
            if not isinstance(item, Missed) or not item.words.strip():
                continue
            if _bare(item.words) in self.covered:
                self._reject("missed", item.words, "a question covers these words already", question)
                continue
            said = getattr(item.speaker, "value", item.speaker)
            member = self.names.get(said) if said not in {ARTICLE, UNNAMED} else None
            source = _source(member, None) if member else self._author() if said == ARTICLE else _UNNAMED_SOURCE
            text = " ".join(item.claim.split()) or " ".join(item.words.split())
            drafts.append(
                Draft(
                    document_id=self.document.id,
                    question=question,
                    text=text,
                    kind=kind_of(text),
                    certainty=certainty_of(text),
                    polarity=polarity(text),
                    copied=(item.words,),
                    within=self.answers.spots[question],
                    resolved=(source.name,) if source else (),
                    attribution=Attribution(
                        type="none" if said == ARTICLE else "indirect",
                        mode=None if said == ARTICLE else "speech",
                        source=source,
                    ),
                    provenance=self.provenance.model_copy(
                        update={
                            "request_sha256": self.answers.requests[question],
                            "schema_sha256": self.answers.schemas[question],
                        }
                    ),
                )
            )
        return drafts

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
                return Attribution(type="none", source=self._author())
            content = tuple(sentence.span for sentence in unit.sentences)
            return Attribution(type="indirect", mode="speech", source=_source(member, None), content=content)
        source = self._speaker(unit, str(answer) if answer is not None else None)
        return Attribution(
            type=passage.type,
            mode=passage.mode,
            source=source,
            cue=passage.cue,
            content=passage.content,
            via=tuple(_source(self.cast[relay], None) for relay in passage.via),
        )

    def _named(self, unit: Unit) -> object:
        """The speaker that the model named; a passage of several sentences was asked about once."""
        asked = unit.id if unit.passage is None else self.asked.get(unit.passage.id, unit.id)
        return self.answers.values.get(f"speaker_{asked}")

    def _speaker(self, unit: Unit, answer: str | None) -> Source | None:
        passage = unit.passage
        assert passage is not None
        by_rule = _source(self.cast[passage.source], passage.mention) if passage.source else None
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
        return _source(self.names[answer], passage.mention) if answer in self.names else by_rule

    def _author(self) -> Source | None:
        names = ", ".join(self.document.authors)
        return Source(name=names, kind="author") if names else None

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

    # -- dates and works -------------------------------------------------------------------------------------------

    def _dates(self, unit: Unit) -> tuple[ClaimDate, ...]:
        """A date inside what is said is the event's; one beside the cue is the statement's."""
        dates: list[ClaimDate] = []
        for date in self.scan.dates:
            if date.value is None or date.value.endswith("XX") or not _inside(unit, date.span):
                continue
            if unit.passage is None and not any(_covers(span, date.span) for span in unit.part):
                continue
            if any(span.start <= date.span.start and date.span.end <= span.end for span in self.works):
                continue  # the date of the work, which carries it
            answer = self.answers.values.get(f"date_{date.id}")
            if answer == "neither":
                continue
            said = unit.passage is not None and not any(_covers(span, date.span) for span in unit.part)
            role = answer if answer in {"event", "statement"} else "statement" if said else "event"
            dates.append(
                ClaimDate(role="statement" if role == "statement" else "event", value=date.value, span=date.span)
            )
        return tuple(dates)

    def _works(self, unit: Unit) -> tuple[CitedWork, ...]:
        ids = {sentence.id for sentence in unit.sentences}
        return tuple(
            citation.work
            for citation in self.scan.citations
            if self.cited_in.get(citation.id) in ids and self.answers.values.get(f"work_{citation.id}") != "mention"
        )


def _source(member: CastMember, mention: Span | None) -> Source:
    """A cast member as a source: ``span`` is where the full name stands first."""
    words = re.findall(r"\w+", member.name)
    named = [span for span in member.mentions if re.findall(r"\w+", span.exact) == words]
    first = next(iter((*named, *member.mentions)), None)
    return Source(name=member.name, kind=member.kind, role=member.role, span=first, mention_span=mention)


def _wordings(unit: Unit) -> list[str]:
    """The words that a unit stands for: its own, and its sentences."""
    return [*(span.exact for span in unit.part), *(sentence.span.exact for sentence in unit.sentences)]


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower()))


def _sentence_of(work: Span, sentences: Sequence[Sentence]) -> str | None:
    """The sentence that cites a work: the one around it, or the one that ends right before it."""
    for sentence in sentences:
        if _covers(sentence.span, work):
            return sentence.id
    before = [sentence for sentence in sentences if sentence.span.end <= work.start]
    return before[-1].id if before and work.start - before[-1].span.end < _BEHIND else None


def _inside(unit: Unit, span: Span) -> bool:
    return any(_covers(sentence.span, span) for sentence in unit.sentences)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
