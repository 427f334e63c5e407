"""What bears on a claim: the dates, cited works and quantities that belong to its words."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from claimextract.models import CitedWork, ClaimDate, Document, Quantity, Scan, Span, Statement

from .asking import Answers
from .units import Unit

T = TypeVar("T")

_BEHIND = 200  # characters between a full stop and a work that is cited behind it


class Bearing:
    """Finds what bears on the units of one document."""

    def __init__(self, document: Document, scan: Scan, answers: Answers) -> None:
        self.document, self.scan, self.answers = document, scan, answers
        self.works = [c.work.span for c in scan.citations if c.work.span is not None]
        self._dates = _by_sentence(scan, [(date, date.span) for date in scan.dates])
        self._quantities = _by_sentence(scan, [(quantity, quantity.span) for quantity in scan.quantities])
        self._cited = _by_sentence(scan, [(c, c.work.span) for c in scan.citations], _BEHIND)

    def dates(self, unit: Unit, statement: Statement | None = None) -> tuple[ClaimDate, ...]:
        """A date inside what is said is the event's; one beside the cue is the statement's."""
        dates: list[ClaimDate] = []
        beside = statement is not None and statement.base is None
        for date in _of(unit, self._dates):
            if date.value is None or date.value.endswith("XX"):
                continue
            said = unit.passage is not None and not any(_covers(span, date.span) for span in unit.part)
            if unit.passage is None and not beside and not any(_covers(span, date.span) for span in unit.part):
                continue
            if (beside or not said) and not _in_words(statement, date.span):
                continue
            answer = self.answers.values.get(f"date_{date.id}")
            within = [span for span in self.works if _covers(span, date.span)]
            if within and (answer is None or any(self._bracketed(span) for span in within)):
                continue  # the date of the work, which carries it
            if answer == "neither":
                continue
            role = answer if answer in {"event", "statement"} else "statement" if said and not beside else "event"
            dates.append(
                ClaimDate(role="statement" if role == "statement" else "event", value=date.value, span=date.span)
            )
        return tuple(dates)

    def quantities(self, unit: Unit, statement: Statement | None = None) -> tuple[Quantity, ...]:
        """The quantities of a unit's sentences, or of a statement's words alone."""
        return tuple(
            quantity
            for quantity in _of(unit, self._quantities)
            if quantity.span and _in_words(statement, quantity.span)
        )

    def cited(self, unit: Unit) -> tuple[CitedWork, ...]:
        """The works that a unit's sentences cite: a citation stands for all that its sentence says."""
        return tuple(
            citation.work
            for citation in _of(unit, self._cited)
            if self.answers.values.get(f"work_{citation.id}") != "mention"
        )

    def _bracketed(self, span: Span) -> bool:
        """Whether a work is cited in parentheses."""
        return self.document.text[: span.start].rstrip()[-1:] in {"(", ";"}


def _by_sentence(scan: Scan, found: Iterable[tuple[T, Span | None]], behind: int = 0) -> dict[str, list[T]]:
    """What stands in each sentence, by its id, or up to so many characters behind it."""
    starts, ends = [s.span.start for s in scan.sentences], [s.span.end for s in scan.sentences]
    places: dict[str, list[T]] = {}
    for thing, span in found:
        if span is None:
            continue
        around, before = bisect_right(starts, span.start) - 1, bisect_right(ends, span.start) - 1
        if around >= 0 and span.end <= ends[around]:
            places.setdefault(scan.sentences[around].id, []).append(thing)
        elif before >= 0 and span.start - ends[before] < behind:
            places.setdefault(scan.sentences[before].id, []).append(thing)
    return places


def _of(unit: Unit, places: Mapping[str, Sequence[T]]) -> Iterator[T]:
    """What stands in the sentences of a unit, in text order."""
    return (thing for sentence in unit.sentences for thing in places.get(sentence.id, ()))


def _in_words(statement: Statement | None, span: Span) -> bool:
    """Whether a span stands in the words of a statement; where there is none, nothing is left out."""
    return statement is None or any(not isinstance(piece, str) and _covers(piece, span) for piece in statement.words)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
