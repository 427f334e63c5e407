"""Turns a draft into a claim: its evidence verified and widened, its wording held against it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ..language.markup import plain
from ..language.negation import polarity
from ..models import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    Document,
    Draft,
    Grounding,
    Quantity,
    Rejection,
    Sentence,
    Source,
    Span,
    Tier,
    claim_id,
)
from .locating import locate
from .wording import check_wording

_Item = TypeVar("_Item", ClaimDate, CitedWork, Quantity)
_TIERS: tuple[Tier, ...] = ("exact", "whitespace", "typography", "case")


@dataclass(frozen=True)
class Grounded:
    """A claim with its grounding status, and what of the draft did not get in."""

    claim: Claim
    rejections: tuple[Rejection, ...]


def ground(draft: Draft, document: Document, sentences: Sequence[Sentence]) -> Grounded:
    """Judge a draft against its document.

    Every span must fit the text, and copied words must stand in it (``locate``); evidence is then widened to the
    sentences it touches. One misfit makes the claim ungrounded: nothing is repaired. The wording of a grounded
    claim that its evidence does not bear out (``check_wording``) gives way to the evidence. All refused is listed.
    """
    return _Judgement(draft, document).result(sentences)


@dataclass
class _Judgement:
    draft: Draft
    document: Document
    rejections: list[Rejection] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)  # why the claim is ungrounded
    remarks: list[str] = field(default_factory=list)

    def result(self, sentences: Sequence[Sentence]) -> Grounded:
        draft = self.draft
        located, tier = self._evidence()
        evidence = _widened(located, sentences, self.document.text)
        attribution = self._attribution(draft.attribution)
        grounded = not self.reasons
        text, polar = draft.text.strip(), draft.polarity
        if grounded and (wrong := self._wording(text, evidence, sentences)):
            self._reject("wording", draft.text, "; ".join(wrong))
            text = plain(" ".join(" ".join(span.exact for span in evidence).split()))
            polar = polarity(text)
        source = attribution.source.name if attribution.source else None
        claim = Claim(
            claim_id=claim_id(draft.document_id, evidence, text, source),
            document_id=draft.document_id,
            text=text,
            kind=draft.kind,
            certainty=draft.certainty,
            polarity=polar,
            evidence=evidence,
            attribution=attribution,
            dates=tuple(self._with_span(date) for date in draft.dates),
            cited_works=tuple(self._with_span(work) for work in draft.cited_works),
            quantities=tuple(self._with_span(quantity) for quantity in draft.quantities),
            grounding=Grounding(
                status="grounded" if grounded else "ungrounded",
                tier=tier if grounded else None,
                reasons=(*self.reasons, *self.remarks),
            ),
            provenance=draft.provenance,
        )
        return Grounded(claim, tuple(self.rejections))

    def _evidence(self) -> tuple[list[Span], Tier]:
        """The spans that stand in the text, and the weakest tier that was needed to find one."""
        found: list[Span] = []
        weakest = 0
        for span in self.draft.evidence:
            if self._fits(span):
                found.append(span)
            else:
                self._refuse("evidence", span.exact, "These offsets hold other words.")
        for words in self.draft.copied:
            place = locate(words, self.document.text, self.draft.within)
            if place is None:
                self._refuse("evidence", words, "These words do not stand in the document.")
                continue
            weakest = max(weakest, _TIERS.index(place.tier))
            found.append(Span.of(self.document.text, place.start, place.end))
            if self.draft.within and not _inside((place.start, place.end), self.draft.within):
                self.remarks.append("The copied words stand outside the passage that was asked about.")
        if not found and not self.reasons:
            self.reasons.append("No evidence was given.")
        return found, _TIERS[weakest]

    def _wording(self, text: str, evidence: Sequence[Span], sentences: Sequence[Sentence]) -> list[str]:
        if not text:
            return ["The wording is empty."]
        attribution = self.draft.attribution
        speakers = [source.name for source in (attribution.source, *attribution.via) if source]
        start = evidence[0].start
        return check_wording(
            text,
            [span.exact for span in evidence],
            [*self.draft.resolved, *speakers],
            _before(start, sentences),
            self.document.text[:start],
            self.draft.copied,
            [part.exact for part in self.draft.parts if self._fits(part)],
        )

    def _attribution(self, attribution: Attribution) -> Attribution:
        content = tuple(span for span in attribution.content if self._fits(span))
        for span in attribution.content:
            if not self._fits(span):
                self._refuse("span", span.exact, "The offsets of the attributed passage hold other words.")
        return attribution.model_copy(
            update={
                "source": self._source(attribution.source) if attribution.source else None,
                "cue": self._kept(attribution.cue),
                "content": content,
                "via": tuple(self._source(source) for source in attribution.via),
            }
        )

    def _source(self, source: Source) -> Source:
        return source.model_copy(
            update={"span": self._kept(source.span), "mention_span": self._kept(source.mention_span)}
        )

    def _with_span(self, item: _Item) -> _Item:
        return item.model_copy(update={"span": self._kept(item.span)})

    def _kept(self, span: Span | None) -> Span | None:
        if span is None or self._fits(span):
            return span
        self._reject("span", span.exact, "These offsets hold other words; the span was left out.")
        return None

    def _fits(self, span: Span) -> bool:
        return span.start < span.end and self.document.text[span.start : span.end] == span.exact

    def _refuse(self, stage: str, text: str, reason: str) -> None:
        self.reasons.append(f'{reason} ("{text}")')
        self._reject(stage, text, reason)

    def _reject(self, stage: str, text: str, reason: str) -> None:
        request = self.draft.provenance.request_sha256
        self.rejections.append(
            Rejection(document_id=self.draft.document_id, stage=stage, text=text, reason=reason, request_sha256=request)
        )


def _inside(place: tuple[int, int], within: tuple[int, int]) -> bool:
    return within[0] <= place[0] and place[1] <= within[1]


def _before(start: int, sentences: Sequence[Sentence]) -> list[str]:
    """The sentences before in the same paragraph, and those of the paragraph above."""
    here = first = bisect_right(sentences, start, key=lambda sentence: sentence.span.start)
    while first and sentences[first - 1].paragraph >= sentences[here - 1].paragraph - 1:
        first -= 1
    return [sentence.span.exact for sentence in sentences[first:here] if sentence.span.end <= start]


def _widened(spans: Iterable[Span], sentences: Sequence[Sentence], text: str) -> tuple[Span, ...]:
    """The spans from the start of the first to the end of the last sentence that each touches; overlaps are joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(_sentence_bounds(span, sentences) for span in spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(Span.of(text, start, end) for start, end in merged)


def _sentence_bounds(span: Span, sentences: Sequence[Sentence]) -> tuple[int, int]:
    # White space at an end of the span touches no sentence.
    first = span.start + len(span.exact) - len(span.exact.lstrip())
    last = span.end - (len(span.exact) - len(span.exact.rstrip()))
    begin = bisect_right(sentences, first, key=lambda sentence: sentence.span.end)
    stop = bisect_left(sentences, last, key=lambda sentence: sentence.span.start)
    touched = [sentence.span for sentence in sentences[begin:stop]]
    return min([first, *(t.start for t in touched)]), max([last, *(t.end for t in touched)])
