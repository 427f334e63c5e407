"""Claims that no question covers: the one answer for which a model copies words, held against the text at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from claimextract.language.names import equivalent_name, place_of, plain_words
from claimextract.models import (
    Attribution,
    AttributionMode,
    AttributionType,
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

from .answers import Missed
from .asking import Answers
from .confidence import MISSED
from .modality import certainty_of, kind_of, polarity_of
from .questions import ARTICLE, BEFORE, UNNAMED

_QUOTED = re.compile(r"[“„«\"][^“”„«»\"]*[”“»\"]")
_UNNAMED_SOURCE = Source(name=UNNAMED, kind="anonymous")
_ARTICLES = frozenset({"a", "an", "the"})


@dataclass
class LeftOut:
    """What the model found beside the units, or claims better than they do.

    ``covered`` are the words that units stand for; ``claimed`` fills with the sentences that these claims stand in.
    """

    document: Document
    scan: Scan
    answers: Answers
    provenance: Provenance
    covered: Iterable[str]
    rejections: list[Rejection] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.stood_for = {_bare(words) for words in self.covered}
        self.names = {member.name: member for member in reversed(self.scan.cast)}
        self.cast = {member.id: member for member in self.scan.cast}

    def drafts(self, question: str) -> list[Draft]:
        """The claims of one answer; those whose words or speaker do not fit the text are listed as rejected."""
        items = self.answers.values[question]
        made = (self._draft(item, question) for item in items if isinstance(item, Missed) and item.words.strip())
        return [draft for draft in made if draft is not None]

    def _draft(self, item: Missed, question: str) -> Draft | None:
        if _bare(item.words) in self.stood_for:
            self._reject("missed", item.words, "a question covers these words already", question)
            return None
        spot = self.answers.spots[question]
        content = self._find(item.words, spot)
        touched = self._touched(content, item.cue.strip()) if content else []
        around = [*self._before(touched), *touched] or self._touched(Span.of(self.document.text, *spot))
        source = None
        if item.speaker != ARTICLE:
            source = self._source(item.speaker, around, content)
            if source is None:
                self._reject("speaker", item.speaker, "nobody of this name is named there", question)
                return None
            if content and (other := self._sure(content, source)) and not _is_named(source, touched, content):
                reason = f"the words beside the passage name {other}"
                self._reject("speaker", source.name, reason, question)
                return None
        text = " ".join(item.claim.split()) or " ".join(item.words.split())
        taken = {_plain(option) for option in item.takes}
        evidence = [*(self._before(touched)[-1:] if BEFORE in taken else []), *touched]
        ids = {option.partition(" ")[0] for option in taken - {BEFORE}}
        self.claimed.update(sentence.id for sentence in touched)
        return Draft(
            document_id=self.document.id,
            question=question,
            text=text,
            kind=_kind(_plain(item.kind), text),
            certainty=certainty_of(text, item.cue),
            polarity=polarity_of(text),
            evidence=tuple(sentence.span for sentence in evidence),
            copied=(item.words,),
            within=spot,
            resolved=(source.name,) if source else (),
            attribution=self._attribution(item, source, content, touched, question),
            dates=self._dates(ids, source),
            cited_works=self._works(ids),
            quantities=tuple(q for q in self.scan.quantities if content and q.span and _covers(content, q.span)),
            provenance=self.provenance.model_copy(
                update={
                    "request_sha256": self.answers.requests[question],
                    "schema_sha256": self.answers.schemas[question],
                }
            ),
            signals=MISSED,
        )

    # -- where the words stand -------------------------------------------------------------------------------------

    def _find(self, words: str, spot: tuple[int, int]) -> Span | None:
        """Words exactly as they stand in a part of the text; what differs by a letter is left to the grounding."""
        start = self.document.text.find(words.strip(), *spot)
        return Span.of(self.document.text, start, start + len(words.strip())) if start >= 0 else None

    def _touched(self, span: Span, cue: str = "") -> list[Sentence]:
        """The sentences that some words stand in, and the one behind them where only that one holds their cue."""
        touched = [s for s in self.scan.sentences if s.span.start < span.end and span.start < s.span.end]
        if cue and touched and not any(cue in _without(s.span, span) for s in touched):
            behind = [s for s in self.scan.sentences if s.span.start >= touched[-1].span.end]
            touched += [s for s in behind[:1] if s.paragraph == touched[-1].paragraph and cue in s.span.exact]
        return touched

    def _before(self, touched: list[Sentence]) -> list[Sentence]:
        """The sentences before, back to the beginning of the paragraph; at its beginning, the paragraph above."""
        if not touched:
            return []
        before = [s for s in self.scan.sentences if s.span.end <= touched[0].span.start]
        return [s for s in before if s.paragraph == before[-1].paragraph]

    # -- attribution -----------------------------------------------------------------------------------------------

    def _source(self, name: str, around: list[Sentence], content: Span | None) -> Source | None:
        """Who is meant: one of the cast, or somebody whose name is made of words that stand around."""
        if name == UNNAMED:
            return _UNNAMED_SOURCE
        member = self.names.get(name)
        if member is not None:
            mentions = [span for span in member.mentions if any(_covers(s.span, span) for s in around[-1:])]
            return source_of(member, next((m for m in mentions if content and not _covers(content, m)), None))
        wanted = _words(name)
        stated = {place_of(word) for sentence in around for word in plain_words(sentence.span.exact)}
        if not wanted or not wanted <= stated:
            return None
        span = self._find(name, (around[0].span.start, around[-1].span.end))
        return Source(name=name, kind="organization" if name[:1].isupper() else "anonymous", span=span)

    def _sure(self, content: Span, source: Source) -> str | None:
        """Whom the rules are sure to be the source of these words, where it is somebody else."""
        for passage in self.scan.passages:
            if passage.confidence == "sure" and passage.source and _shares(passage.content, content):
                name = self.cast[passage.source].name
                if not equivalent_name(name, source.name) and not _words(name) <= _words(source.name):
                    return name
        return None

    def _attribution(
        self, item: Missed, source: Source | None, content: Span | None, touched: list[Sentence], question: str
    ) -> Attribution:
        if item.speaker == ARTICLE:
            return Attribution(type="none", source=author_of(self.document))
        via = [
            source_of(self.cast[passage.source], passage.mention)
            for passage in self.scan.passages
            if source and content and passage.source and self.cast[passage.source].name != source.name
            if passage.confidence == "sure"
            if any(_covers(span, content) and span != content for span in passage.content)
        ]
        return Attribution(
            type=_type(content),
            mode=_mode(_plain(item.mode)),
            source=source,
            cue=self._cue(item, content, touched, question),
            content=(content,) if content else (),
            via=tuple(via),
        )

    def _cue(self, item: Missed, content: Span | None, touched: list[Sentence], question: str) -> Span | None:
        """The cue nearest to the words, in their sentence and outside them."""
        cue = item.cue.strip()
        if not cue or content is None or not touched:
            return None
        low, high = touched[0].span.start, touched[-1].span.end
        pattern = re.compile(rf"(?<!\w){re.escape(cue)}(?!\w)")
        spots = [match.span() for match in pattern.finditer(self.document.text, low, high)]
        outside = [(start, end) for start, end in spots if end <= content.start or content.end <= start]
        if not outside:
            self._reject("cue", cue, "these words do not stand beside the passage", question)
            return None
        start, end = min(outside, key=lambda spot: max(content.start - spot[1], spot[0] - content.end))
        return Span.of(self.document.text, start, end)

    # -- dates and works -------------------------------------------------------------------------------------------

    def _dates(self, ids: set[str], source: Source | None) -> tuple[ClaimDate, ...]:
        dates = []
        for date in self.scan.dates:
            if date.id in ids and date.value is not None:
                statement = source is not None and self.answers.values.get(f"date_{date.id}") == "statement"
                dates.append(ClaimDate(role="statement" if statement else "event", value=date.value, span=date.span))
        return tuple(dates)

    def _works(self, ids: set[str]) -> tuple[CitedWork, ...]:
        return tuple(citation.work for citation in self.scan.citations if citation.id in ids)

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


def source_of(member: CastMember, mention: Span | None) -> Source:
    """A cast member as a source: ``span`` is where the full name stands first."""
    words = re.findall(r"\w+", member.name)
    named = [span for span in member.mentions if re.findall(r"\w+", span.exact) == words]
    first = next(iter((*named, *member.mentions)), None)
    return Source(name=member.name, kind=member.kind, role=member.role, span=first, mention_span=mention)


def author_of(document: Document) -> Source | None:
    """The authors of a document as one source."""
    names = ", ".join(document.authors)
    return Source(name=names, kind="author") if names else None


def _is_named(source: Source, sentences: list[Sentence], content: Span) -> bool:
    """Whether a name stands in the sentences of a passage, outside the passage."""
    outside = " ".join(_without(sentence.span, content) for sentence in sentences)
    stated = [place_of(word) for word in plain_words(outside)]
    words = [place_of(word) for word in plain_words(source.name) if word.lower() not in _ARTICLES]
    return any(stated[at : at + len(words)] == words for at in range(len(stated)))


def _words(name: str) -> set[str]:
    return {place_of(word) for word in plain_words(name)} - _ARTICLES


def _without(span: Span, content: Span) -> str:
    low, high = max(span.start, content.start) - span.start, min(span.end, content.end) - span.start
    return f"{span.exact[:low]} {span.exact[high:]}" if low < high else span.exact


def _shares(parts: tuple[Span, ...], content: Span) -> bool:
    """Whether half of some words are a part of a passage."""
    common = sum(max(0, min(part.end, content.end) - max(part.start, content.start)) for part in parts)
    return common * 2 > content.end - content.start


def _type(content: Span | None) -> AttributionType:
    if content is None or not (quoted := _QUOTED.search(content.exact)):
        return "indirect"
    return "direct" if quoted.group() == content.exact else "mixed"


def _kind(kind: str, text: str) -> ClaimKind:
    for known in ("fact", "prediction", "opinion", "proposal"):
        if kind == known:
            return known
    return kind_of(text)


def _mode(mode: str) -> AttributionMode:
    for known in ("writing", "belief", "intention"):
        if mode == known:
            return known
    return "speech"


def _plain(option: str) -> str:
    return str(getattr(option, "value", option))


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower()))
