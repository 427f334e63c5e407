"""Two claims in time: whether they can be of one time, which dates the event more narrowly, and which came later."""

from datetime import date
from typing import Literal

from claimextract.language.edtf import bounds
from claimextract.language.names import same_name

from .slots import Slots

Order = Literal["first", "second", "unknown"]
_NAMED = frozenset({"person", "organization", "document"})


def times_apart(a: Slots, b: Slots) -> bool:
    """Whether both are dated and no date of one can be a date of the other; differing precision is no conflict."""
    if not a.event_dates or not b.event_dates:
        return False
    return not any(_overlap(x, y) for x in a.event_dates for y in b.event_dates)


def _overlap(x: str, y: str) -> bool:
    first, second = bounds(x), bounds(y)
    return first is not None and second is not None and first[0] <= second[1] and second[0] <= first[1]


def update(a: Slots, b: Slots) -> Order | None:
    """Which one updates the other: the later of one source, or the one that says so; None where neither does."""
    latest = later(a, b)
    if a.updates != b.updates and not _known_others(a, b):
        order: Order = "first" if a.updates else "second"
        return order if latest in {order, None} else None
    return latest if _one_source(a, b) else None


def replaces(a: Slots, b: Slots) -> Order | None:
    """Which one says that the other's figure was the earlier one ("15, up from 12"); None where neither does."""
    found: list[Order] = []
    if b.replaced & {figure.value for figure in a.quantities} and not a.replaced:
        found.append("second")
    if a.replaced & {figure.value for figure in b.quantities} and not b.replaced:
        found.append("first")
    return found[0] if len(found) == 1 and later(a, b) in {found[0], None} else None


def later(a: Slots, b: Slots) -> Order | None:
    """Which one was stated later; None where the dates leave it open."""
    if not a.statement_dates or not b.statement_dates:
        return None
    (first_a, last_a), (first_b, last_b) = _extent(a.statement_dates), _extent(b.statement_dates)
    return "second" if last_a < first_b else "first" if last_b < first_a else None


def days_between(a: Slots, b: Slots) -> int:
    """How many days lie at least between the two statements; 0 where their dates leave it open."""
    if not a.statement_dates or not b.statement_dates:
        return 0
    (first_a, last_a), (first_b, last_b) = _extent(a.statement_dates), _extent(b.statement_dates)
    return max(0, (first_b - last_a).days, (first_a - last_b).days)


def _extent(values: tuple[str, ...]) -> tuple[date, date]:
    days = [known for value in values if (known := bounds(value))]
    return min(first for first, _ in days), max(last for _, last in days)


def _known_others(a: Slots, b: Slots) -> bool:
    named = a.speaker_kind in _NAMED and b.speaker_kind in _NAMED
    return bool(named and a.speaker and b.speaker and not same_name(a.speaker, b.speaker))


def _one_source(a: Slots, b: Slots) -> bool:
    """The same named speaker; or the same publisher, where neither leans on a speaker of its own."""
    if a.speaker and b.speaker and a.speaker_kind in _NAMED and b.speaker_kind in _NAMED:
        return same_name(a.speaker, b.speaker)
    unnamed = a.speaker_kind not in _NAMED and b.speaker_kind not in _NAMED
    return bool(unnamed and a.publisher and a.publisher == b.publisher)


def sharper_date(a: Slots, b: Slots) -> int:
    """1 where ``b`` dates the event more narrowly, -1 where ``a`` does, else 0."""
    widths = [min((_width(value) for value in side.event_dates), default=10**7) for side in (a, b)]
    return (widths[0] > widths[1]) - (widths[0] < widths[1])


def _width(value: str) -> int:
    days = bounds(value)
    return (days[1] - days[0]).days if days else 10**7
