"""Dates: their values on the labelled expressions, and as they are found from end to end."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..models import Claim, Scan
from ..scan import normalize_date, scan
from .labelled import DatedText, Sample
from .matching import Offsets, in_timex, pair_up, shared
from .tally import Tally, place

__all__ = ["count_dates", "score_dates"]

_CALENDAR = "day, month, year"
_OTHER = "other, expressible"
_NOT = "not expressible in EDTF"
_EXPRESSIBLE = re.compile(r"\d{2,4}|\d{4}-\d\d(-\d\d)?|\d{4}-(Q[1-4]|SP|SU|FA|WI)")

Dated = tuple[Offsets, str]


@dataclass(frozen=True)
class _Text:
    labels: DatedText
    scanned: Scan


def score_dates(sample: Sample[DatedText], claims: Mapping[str, Sequence[Claim]]) -> list[Tally]:
    """Dates on the labelled expressions, and from end to end."""
    texts = [_Text(label, scan(document)) for label, document in zip(sample.labels, sample.documents, strict=True)]
    return [*_on_expressions(texts), *_from_end_to_end(texts, claims)]


def _on_expressions(texts: Sequence[_Text]) -> list[Tally]:
    """The values that ``normalize_date`` gives the labelled expressions, each with the sentence around it."""
    ids = [text.labels.id for text in texts]
    groups = {name: Tally(f"{name}, on gold expressions", "share", ids) for name in (_CALENDAR, _OTHER, _NOT)}
    for text in texts:
        id, words, published = text.labels.id, text.labels.text, text.labels.date
        sentences = [(sentence.span.start, sentence.span.end) for sentence in text.scanned.sentences]
        for label in text.labels.expressions:
            value = normalize_date(words[slice(*label.span)], published, _around(words, label.span, sentences))
            right = in_timex(value) == label.value
            groups[_group(label.kind, label.value)].item(id, place(id, label.span), right)
    return list(groups.values())


def _from_end_to_end(texts: Sequence[_Text], claims: Mapping[str, Sequence[Claim]]) -> list[Tally]:
    """Dates from end to end: found in the text, and standing in a claim, each with the right value.

    A date found and a label are a pair where their spans overlap and their values agree; a range counts as its two
    ends, "since" as the date that it begins with. What EDTF cannot say neither counts for nor against.
    """
    ids = [text.labels.id for text in texts]
    in_text, in_claims = (Tally(f"found in the {where}, value F1", "f1", ids) for where in ("text", "claims"))
    for text in texts:
        id = text.labels.id
        gold, unsayable = [], []
        for label in text.labels.expressions:
            if _group(label.kind, label.value) == _NOT:
                unsayable.append(label.span)
            else:
                gold.append((label.span, label.value))
        scanned = [(date.span, date.value) for date in text.scanned.dates]
        claimed = [(date.span, date.value) for claim in claims.get(id, ()) for date in claim.dates]
        for tally, found in ((in_text, scanned), (in_claims, claimed)):
            ends = [((span.start, span.end), end) for span, value in found if span for end in _ends(value)]
            predicted = [date for date in dict.fromkeys(ends) if not any(shared(date[0], span) for span in unsayable)]
            count_dates(tally, id, gold, predicted)
    return [in_text, in_claims]


def count_dates(tally: Tally, id: str, gold: Sequence[Dated], predicted: Sequence[Dated]) -> None:
    """Count dates of one document whose spans overlap and whose values agree."""
    pairs = pair_up(gold, predicted, _agree, 0)
    tally.matched(id, pairs, [place(id, span) for span, _ in gold], [place(id, span) for span, _ in predicted])


def _agree(gold: Dated, predicted: Dated) -> float:
    return float(gold[1] == predicted[1] and shared(gold[0], predicted[0]) > 0)


def _ends(value: str | None) -> list[str]:
    return [end for part in (value or "..").split("/") if part != ".." and (end := in_timex(part))]


def _group(kind: str, value: str) -> str:
    if kind in {"day", "month", "year"}:
        return _CALENDAR
    return _OTHER if _EXPRESSIBLE.fullmatch(value) else _NOT


def _around(text: str, span: Offsets, sentences: Sequence[Offsets]) -> str:
    """The sentence that holds a span, or the words around it where no sentence does."""
    index = bisect_right(sentences, span[0], key=lambda sentence: sentence[0]) - 1
    if index >= 0 and span[1] <= sentences[index][1]:
        return text[slice(*sentences[index])]
    return text[max(0, span[0] - 200) : span[1] + 200]
