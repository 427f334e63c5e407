"""Publication dates as people and programs write them, turned into EDTF (ISO 8601-2) at the precision given."""

import re
from datetime import date, datetime

_EDTF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?]?)")
_ISO_TIME = re.compile(r"(\d{4})([-/])(\d\d?)\2(\d\d?)(?:[T ]\d\d?:.*)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d.*)?")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = r"(?:,?\s+(?:at\s+)?\d\d?[:.]\d\d.*)?"
_WRITTEN = (
    re.compile(rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}}){_TIME}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}}){_TIME}", re.IGNORECASE),
    re.compile(rf"{_MONTH},?\s+(?P<year>\d{{4}})(?P<day>)", re.IGNORECASE),
)


def edtf(value: object) -> str | None:
    """A date in EDTF: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, with a trailing ``~`` or ``?`` kept.

    Understands date and datetime objects, years as integers, ISO 8601 with or without a time, and English written
    dates such as "8 June 2020", "June 8, 2020" and "November 2021". A missing month or day is never filled in.
    Returns None for whatever is not a date, or is one that can be read in two ways ("06/08/2020").
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    written = " ".join(value.split())
    if found := _EDTF.fullmatch(written):
        year, month, day, qualifier = found.groups()
        return _joined(year, month, day, qualifier)
    if found := _ISO_TIME.fullmatch(written):
        return _joined(found[1], found[3], found[4])
    if found := _COMPACT.fullmatch(written):
        return _joined(found[1], found[2], found[3])
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(written):
            month = str(_MONTHS.index(found["month"][:3].lower()) // 4 + 1)
            return _joined(found["year"], month, found["day"] or None)
    return None


def _joined(year: str, month: str | None, day: str | None, qualifier: str = "") -> str | None:
    try:
        exact = date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:  # no such month or day
        return None
    return exact[: 10 if day else 7 if month else 4] + qualifier
