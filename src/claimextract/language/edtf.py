"""The days that a date in EDTF may mean, so that dates of different precision can be compared."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

# First month and number of months of the sub-years of ISO 8601-2 level 2. Seasons without a hemisphere are
# read as northern; one that runs over the new year begins in December of the year before.
_SUB_YEARS = {
    **{21 + n: (3 + 3 * n, 3) for n in range(3)},
    24: (0, 3),
    **{25 + n: (3 + 3 * n, 3) for n in range(3)},
    28: (0, 3),
    29: (9, 3),
    30: (0, 3),
    **{31 + n: (3 + 3 * n, 3) for n in range(2)},
    **{33 + n: (1 + 3 * n, 3) for n in range(4)},
    **{37 + n: (1 + 4 * n, 4) for n in range(3)},
    **{40 + n: (1 + 6 * n, 6) for n in range(2)},
}
_PLAIN = re.compile(r"(\d[\dX]{3})(?:-(\d\d|XX))?(?:-(\d\d|XX))?")


@lru_cache(maxsize=65536)
def bounds(value: str) -> tuple[date, date] | None:
    """The first and the last day that ``value`` may mean, both included; None where it is no EDTF that names days.

    Read are the dates of ISO 8601-2 level 1 with four-digit years, the sub-years 21 to 41, unspecified digits and
    intervals, open ends as the first and last day that ``datetime.date`` knows. ``~`` and ``%`` widen by half the
    length of the period on either side; ``?`` (uncertain) leaves the days as they are.
    """
    if "/" in value:
        return _interval(value)
    approximate = "~" in value or "%" in value
    match = _PLAIN.fullmatch(re.sub(r"[~?%]", "", value.split("T", maxsplit=1)[0]))
    if match is None:
        return None
    try:
        first, last = _period(match[1], match[2], match[3])
        if approximate:
            margin = timedelta(days=max(1, (last - first).days // 2))
            first, last = first - margin, last + margin
    except (ValueError, OverflowError):
        return None
    return first, last


def _interval(value: str) -> tuple[date, date] | None:
    left, _, right = value.partition("/")
    if left in {"", ".."} and right in {"", ".."}:
        return None
    start = (date.min, date.min) if left in {"", ".."} else bounds(left)
    end = (date.max, date.max) if right in {"", ".."} else bounds(right)
    if start is None or end is None or start[0] > end[1]:
        return None
    return start[0], end[1]


def _period(year: str, month: str | None, day: str | None) -> tuple[date, date]:
    earliest, latest = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month is None or month == "XX":
        return date(earliest, 1, 1), date(latest, 12, 31)
    if int(month) in _SUB_YEARS:
        start, length = _SUB_YEARS[int(month)]
        return _month_start(earliest, start), _month_start(latest, start + length) - timedelta(days=1)
    if day is None or day == "XX":
        return date(earliest, int(month), 1), date(latest, int(month), monthrange(latest, int(month))[1])
    return date(earliest, int(month), int(day)), date(latest, int(month), int(day))


def _month_start(year: int, month: int) -> date:
    """The first day of a month counted from January of ``year`` as 1; it may lie in the year before or after."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
