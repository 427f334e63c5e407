"""Whether ``confidence`` keeps its word: of the claims that carry 0.8, four in five should be attributed rightly.

A claim of somebody's is right if its passage is a labelled one (IoU above 0.5 with a content or an uninterrupted part
of one) and the names of the sources agree. A claim of the article's own is right unless most of its words stand in a
labelled content; only labels of all that is attributed, thoughts too, can tell, so quotations are no judge of these.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ..models import Claim, Span
from .labelled import AttributedText, QuotedText
from .matching import PRONOUNS, QUOTED_MODES, Offsets, iou, same_name, shared
from .records import Measure
from .tally import Figure, Tally, interval, place

__all__ = ["BINS", "Judged", "Reliability", "judge_attributions", "judge_quotations", "score_confidence"]

BINS = 10  # of equal width
_MOST = 0.5  # of a claim's own words


@dataclass(frozen=True)
class Judged:
    """A grounded claim held against labels.

    ``passage``: it is attributed where a labeller attributes, to somebody or to nobody. ``source``: so is its source;
    None where there is none to compare, or where the label's ("he", "the senator") does not say whose name it means.
    ``fair`` is false for a claim that would be left out if its passage were right, and must be if it is wrong.
    """

    claim: Claim
    passage: bool
    source: bool | None = None
    fair: bool = True

    @property
    def right(self) -> bool | None:
        """Whether passage and source are right; None where that cannot be told, or not without bias."""
        if self.claim.attribution.type == "none":
            return self.passage
        if not self.fair:
            return None
        return self.source if self.passage else False


@dataclass(frozen=True)
class _Label:
    span: Offsets
    source: str | None
    source_spans: Sequence[Offsets] | None = None  # None: the source is a name that was resolved by hand


def judge_quotations(labels: Sequence[QuotedText], claims: Mapping[str, Sequence[Claim]]) -> list[Judged]:
    """Claims of what somebody said or wrote, held against labelled quotations."""
    judged: list[Judged] = []
    for text in labels:
        gold = [_Label(quotation.quote_span, quotation.canonical_speaker) for quotation in text.gold]
        judged += (
            _attributed(claim, gold)
            for claim in _attributing(_grounded(claims.get(text.id, ())))
            if claim.attribution.mode in QUOTED_MODES
        )
    return judged


def judge_attributions(labels: Sequence[AttributedText], claims: Mapping[str, Sequence[Claim]]) -> list[Judged]:
    """All claims, held against labels of all that is attributed."""
    judged: list[Judged] = []
    for text in labels:
        gold = [
            _Label(span, label.source, label.source_spans)
            for label in text.gold
            if label.content_spans
            for span in {(label.content_spans[0][0], label.content_spans[-1][1]), *label.content_spans}
        ]
        found = _grounded(claims.get(text.id, ()))
        said = _places(span for claim in _attributing(found) for span in _attribution(claim))
        labelled = _places(Span(start=s, end=e, exact=" " * (e - s)) for s, e in (label.span for label in gold))
        judged += (_attributed(claim, gold) for claim in _attributing(found))
        for claim in found:
            own = _places(claim.evidence) - said
            if claim.attribution.type == "none" and own:
                judged.append(Judged(claim, len(own & labelled) <= _MOST * len(own)))
    return judged


def _grounded(claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.grounding.status == "grounded"]


def _attributing(claims: Iterable[Claim]) -> Iterator[Claim]:
    return (claim for claim in claims if claim.attribution.type != "none" and claim.attribution.content)


def _attribution(claim: Claim) -> Iterator[Span]:
    """All spans of an attribution in the claim's own sentence: what is said, the cue, the mention of who says it."""
    attribution = claim.attribution
    mention = attribution.source.mention_span if attribution.source else None
    yield from attribution.content
    yield from (span for span in (attribution.cue, mention) if span is not None)


def _places(spans: Iterable[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


def _attributed(claim: Claim, gold: Sequence[_Label]) -> Judged:
    attribution = claim.attribution
    span = (attribution.content[0].start, attribution.content[-1].end)
    source = attribution.source
    mention = source.mention_span if source else None
    # Where labels give sources as they are written, no claim that goes by a pronoun can be judged.
    resolved = all(label.source_spans is None for label in gold)
    fair = resolved or mention is None or mention.exact.lower() not in PRONOUNS
    best = max(gold, key=lambda label: iou(label.span, span), default=None)
    if best is None or iou(best.span, span) <= _MOST:
        return Judged(claim, False, fair=fair)
    return Judged(claim, True, _same_source(best, source.name if source else None, mention), fair)


def _same_source(label: _Label, name: str | None, mention: Span | None) -> bool | None:
    if not label.source or label.source.strip().lower() in PRONOUNS:
        return None
    # A labelled source takes its apposition along: "Ilse Brandt, the mayor of the town by the northern sea".
    if same_name(label.source, name) or same_name(re.split(r"[,(]", label.source)[0], name):
        return True
    if label.source_spans is None or _is_named(label.source):
        return False
    # The words agree, or nothing stands there, and the claim's name for them may be the right one.
    same_words = mention is None or any(shared(span, (mention.start, mention.end)) for span in label.source_spans)
    return None if same_words and name is not None else False


def _is_named(source: str) -> bool:
    """Whether the words of a labelled source hold a name."""
    return any(word[0].isupper() for word in re.findall(r"\w+", source) if word.lower() not in {"the", "a", "an"})


class Reliability:
    """Predicted chances and outcomes, document by document: a figure of error, or the table behind it.

    Args:
        name: of the figure.
        kind: ``brier`` (mean squared error) or ``ece`` (expected calibration error: the distance of the mean
            prediction from the share right, over ten bins of equal width, weighted by their claims).
        judged: what counts; claims without confidence or without outcome are passed over.
        documents: all documents scored.
    """

    def __init__(
        self, name: str, kind: Literal["brier", "ece"], judged: Iterable[Judged], documents: Iterable[str]
    ) -> None:
        self.name = name
        self.kind = kind
        self.items: dict[str, bool] = {}
        self.sums = {document: np.zeros((BINS, 4)) for document in documents}
        for one in judged:
            chance, right = one.claim.confidence, one.right
            if chance is not None and right is not None:
                row = self.sums[one.claim.document_id][min(BINS - 1, int(chance * BINS))]
                row += (1, chance, right, (chance - right) ** 2)

    def bins(self) -> list[tuple[int, float, float]]:
        """For each bin the number of claims, the mean prediction and the share right; nothing in an empty bin."""
        total = self._stacked().sum(axis=0)
        return [
            (int(n), round(chance / max(1, n), 3), round(right / max(1, n), 3))
            for n, chance, right, _ in total.tolist()
        ]

    def measure(self) -> Measure:
        """The figure over all documents, with a 95% bootstrap interval over documents."""
        stacked = self._stacked()
        total = stacked.sum(axis=(0, 1))
        low, high = interval(stacked, self._error)
        value = round(self._error(stacked.sum(axis=0)), 3)
        return Measure(
            name=self.name, kind="error", value=value, low=low, high=high, hits=int(total[2]), gold=int(total[0])
        )

    def _stacked(self) -> npt.NDArray[np.float64]:
        return np.array(list(self.sums.values())).reshape(-1, BINS, 4)

    def _error(self, total: npt.NDArray[np.float64]) -> float:
        claims = max(1.0, float(total[:, 0].sum()))
        if self.kind == "brier":
            return float(total[:, 3].sum()) / claims
        return float(np.abs(total[:, 1] - total[:, 2]).sum()) / claims


def score_confidence(judged: Sequence[Judged], documents: Sequence[str]) -> list[Figure]:
    """The share of claims that are right, and how far their confidence is off."""
    right = Tally("claims right in passage and source", "share", documents)
    for one in judged:
        if one.right is not None:
            evidence = one.claim.evidence
            name = place(one.claim.document_id, (evidence[0].start, evidence[-1].end))
            right.item(one.claim.document_id, name, one.right)
    return [
        right,
        Reliability("confidence, Brier score", "brier", judged, documents),
        Reliability("confidence, calibration error", "ece", judged, documents),
    ]
