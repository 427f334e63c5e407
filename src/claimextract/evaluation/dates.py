"""Dates: their values on the labelled expressions, and as they are found from end to end."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from ..models import Claim, Document
from ..scan import normalize_date, scan
from .labelled import DatedText
from .matching import Offsets, in_timex, pair_up, shared
from .tally import Tally, place

__all__ = ["score_dates", "score_found_dates"]

_CALENDAR = "day, month, year"
_OTHER = "other, expressible"
_NOT = "not expressible in EDTF"
_EXPRESSIBLE = re.compile(r"\d{2,4}|\d{4}-\d\d(-\d\d)?|\d{4}-(Q[1-4]|SP|SU|FA|WI)")

Dated = tuple[Offsets, str]


def score_dates(labels: Sequence[DatedText], documents: Sequence[Document]) -> list[Tally]:
    """The values that ``normalize_date`` gives the labelled expressions, each with the sentence around it."""
    ids = [text.id for text in labels]
    groups = {name: Tally(f"{name}, on gold expressions", "share", ids) for name in (_CALENDAR, _OTHER, _NOT)}
    for text, document in zip(labels, documents, strict=True):
        sentences = [(sentence.span.start, sentence.span.end) for sentence in scan(document).sentences]
        for label in text.expressions:
            start, end = label.span
            value = normalize_date(text.text[start:end], text.date, _around(text.text, label.span, sentences))
            groups[_group(label.kind, label.value)].item(
                text.id, place(text.id, label.span), in_timex(value) == label.value
            )
    return list(groups.values())


def score_found_dates(
    labels: Sequence[DatedText], documents: Sequence[Document], claims: Mapping[str, Sequence[Claim]]
) -> list[Tally]:
    """Dates from end to end: found in the text, and standing in a claim, each with the right value.

    A date found and a label are a pair where their spans overlap and their values agree; a range counts as its two
    ends, "since" as the date that it begins with. What EDTF cannot say neither counts for nor against.
    """
    ids = [text.id for text in labels]
    in_text, in_claims = (Tally(f"found in the {where}, value F1", "f1", ids) for where in ("text", "claims"))
    for text, document in zip(labels, documents, strict=True):
        gold = [(label.span, label.value) for label in text.expressions if _group(label.kind, label.value) != _NOT]
        unsayable = [label.span for label in text.expressions if _group(label.kind, label.value) == _NOT]
        scanned = [((d.span.start, d.span.end), d.value) for d in scan(document).dates if d.value]
        claimed = [
            ((d.span.start, d.span.end), d.value)
            for c in claims.get(text.id, ())
            for d in c.dates
            if d.span is not None
        ]
        for tally, found in ((in_text, scanned), (in_claims, claimed)):
            ends = [(span, end) for span, value in found for end in _ends(value)]
            predicted = [d for d in dict.fromkeys(ends) if not any(shared(d[0], span) for span in unsayable)]
            count_dates(tally, text.id, gold, predicted)
    return [in_text, in_claims]


def count_dates(tally: Tally, id: str, gold: Sequence[Dated], predicted: Sequence[Dated]) -> None:
    """Count dates of one document whose spans overlap and whose values agree."""
    pairs = pair_up(gold, predicted, _agree, 0)
    tally.matched(id, pairs, [place(id, span) for span, _ in gold], [place(id, span) for span, _ in predicted])


def _agree(gold: Dated, predicted: Dated) -> float:
    return float(gold[1] == predicted[1] and shared(gold[0], predicted[0]) > 0)


def _ends(value: str) -> Iterable[str]:
    return [end for part in value.split("/") if part != ".." and (end := in_timex(part))]


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
