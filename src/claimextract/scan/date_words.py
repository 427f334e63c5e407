"""The words that dates are made of, in English, German, French, Spanish and Chinese, and pieces of pattern for them."""

import re
from collections.abc import Iterable

_ENGLISH = "january february march april may june july august september october november december"
_FULL_MONTHS = (
    _ENGLISH,
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
_SHORT_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "janv févr mars avr mai juin juil aout sept okt nov dez",
)
ENGLISH_MONTH_NAMES = tuple(_ENGLISH.title().split())
ENGLISH_MONTHS = frozenset(f"{_ENGLISH} {_SHORT_MONTHS[0]} sept".split())
MONTHS = {
    word: number for names in (*_FULL_MONTHS, *_SHORT_MONTHS) for number, word in enumerate(names.split(), start=1)
}
MONTHS |= {"setiembre": 9, "déc": 12}

_WEEKDAYS_BY_LANGUAGE = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY",
    "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
)
_ENGLISH_WEEKDAYS = " ".join(_WEEKDAYS_BY_LANGUAGE[:2]).split()
WEEKDAYS = {word: number for names in _WEEKDAYS_BY_LANGUAGE for number, word in enumerate(names.split())}

# EDTF level 1: seasons are sub-years 21 to 24, independent of the hemisphere.
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
SEASON_START = {21: 3, 22: 6, 23: 9, 24: 12}

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_CENTURIES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
)
CENTURIES = {word: number for number, word in enumerate(_CENTURIES.split(), start=1)}
_COUNTS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
COUNTS = {word: number for number, word in enumerate(_COUNTS.split(), start=1)} | {
    "a": 1,
    "an": 1,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties"
DECADES = {word: number for number, word in enumerate(_DECADES.split(), start=2)}
HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "valentine's day": (2, 14),
    "halloween": (10, 31),
    "the fourth of july": (7, 4),
}

# One space, a line break, or a few spaces: bounded, so that no pattern can run away.
S = r"(?:[ \t\u00a0\u202f]{1,3}|[ \t]{0,2}\r?\n[ \t]{0,2})"
_ABBREVIATED = "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


MONTH = (
    rf"(?:(?:{any_of(_ENGLISH.title().split())}|{any_of(_ENGLISH.upper().split())})\b"
    rf"|(?:{any_of(_ABBREVIATED.split())}|{any_of(_ABBREVIATED.upper().split())})\b\.?)"
)
MONTH_ANY = (
    rf"(?i:(?:{any_of(word for names in _FULL_MONTHS for word in names.split())})\b"
    rf"|(?:{any_of(('sept', 'déc', *(word for names in _SHORT_MONTHS for word in names.split())))})\b\.?)"
)
DAY = r"(?:(?:0?[1-9]|[12]\d|3[01])(?!\d))"
YEAR = r"(?:(?:1[0-9]|20)\d\d(?!\d))"
WEEKDAY = rf"(?:(?:{any_of(WEEKDAYS)})\b)"
ENGLISH_WEEKDAY = rf"(?:(?:{any_of(_ENGLISH_WEEKDAYS)})\b)"
SEASON = r"(?i:spring|summer|autumn|fall|winter)"
COUNT = rf"(?:\d{{1,4}}|(?i:{any_of(COUNTS)}))"
UNIT = r"(?i:day|week|month|quarter|year|decade)"
PHASE = r"(?i:early|mid|late|the middle of|middle of|the end of|the beginning of|the start of)"


def month(word: str) -> int:
    """The number of a month that one of the patterns matched."""
    return MONTHS[word.lower().rstrip(".")]


def count(word: str) -> int:
    """The number that ``COUNT`` matched."""
    return int(word) if word.isdigit() else COUNTS[word.lower()]


def spelled_year(words: str) -> int | None:
    """The year in words such as "nineteen ninety-four" or "two thousand and five"; None for other words."""
    tokens = [token for token in re.split(r"[\s-]+", words.lower()) if token not in {"and", "oh"}]
    if tokens[:2] == ["two", "thousand"]:
        rest = tokens[2:]
        century = 2000
    else:
        century = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}.get(tokens[0], 0)
        rest = tokens[1:]
    if not century or any(token not in COUNTS for token in rest):
        return None
    return century + sum(COUNTS[token] for token in rest)
