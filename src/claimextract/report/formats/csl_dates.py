"""EDTF as the date variable of CSL-JSON."""

import re
from datetime import date
from typing import Any

from ...language.edtf import bounds

__all__ = ["csl_date"]

_OPEN = {"", ".."}
_SEASONS = range(21, 33)


def csl_date(value: str) -> dict[str, Any]:
    """The date with its precision: a year stays a year, an interval has two ends, an open one ends in 0.

    Seasons (sub-years 21 to 32) are CSL's 1 to 4; quarters and other parts of a year, and years that are left open
    (198X), become the interval of what they may mean. ``~``, ``?``, ``%`` and ``X`` are ``circa``. What has no
    beginning, or is no EDTF, stands as it was written, as ``literal``.
    """
    vague = {"circa": True} if re.search("[~?%X]", value) else {}
    start, slash, end = re.sub("[~?%]", "", value).partition("/")
    first = _ends(start)
    last = [[0], [0]] if slash and end in _OPEN else _ends(end) if slash else first
    if first is None or last is None:
        return {"literal": value}
    _, _, part = start.partition("-")
    if not slash and part.isdecimal() and int(part) in _SEASONS and "X" not in start:
        return {"date-parts": [[int(start[:4])]], "season": (int(part) - 21) % 4 + 1} | vague
    parts = [first[0], last[1]]
    return {"date-parts": parts if parts[0] != parts[1] else parts[:1]} | vague


def _ends(value: str) -> list[list[int]] | None:
    """The first and the last day that the value may mean, no more precise than it is."""
    days = bounds(value)
    if days is None:
        return None
    known = [part for part in value.split("T", maxsplit=1)[0].split("-") if part != "XX"]
    return [_parts(day, len(known)) for day in days]


def _parts(day: date, precision: int) -> list[int]:
    return [day.year, day.month, day.day][:precision]
