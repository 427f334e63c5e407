"""Rules for dates that name a day, month or year outright, and what a rule is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .date_anchor import Anchor, valid
from .date_words import (
    COUNTS,
    DAY,
    ENGLISH_MONTHS,
    MONTH,
    MONTH_ANY,
    PHASE,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    S,
    any_of,
    month,
    spelled_year,
)

Match = re.Match[str]


@dataclass(frozen=True)
class Rule:
    """A pattern, what its match is worth in EDTF, and when a match in running text is no date after all."""

    pattern: re.Pattern[str]
    value: Callable[[Match, Anchor], str | None]
    accepts: Callable[[Match, Anchor], bool] = lambda _match, _at: True
    role: Literal["anchor", "quarter", "derived"] = "anchor"  # whether later expressions may count from its value
    needs: tuple[str, ...] = ()  # in lower case: a text without any of these has no match, and need not be searched


def _phase(match: Match, value: str | None) -> str | None:
    """Early, mid and late make a month or year approximate."""
    return f"{value}~" if value and match["phase"] else value


def _iso(match: Match, _at: Anchor) -> str | None:
    return valid(int(match["y"]), int(match["m"]), int(match["d"]))


def _year_month(match: Match, _at: Anchor) -> str | None:
    """2021-10 is a month; 2011-12 is a pair of years, as seasons and budgets are written."""
    year, second = int(match["y"]), int(match["m"])
    return f"{year}/{year + 1}" if second == (year + 1) % 100 and second > 9 else valid(year, second)


def _slashed(match: Match, at: Anchor) -> str | None:
    """The US order in English, unless only the other one is a date; elsewhere the day stands first."""
    first, second, year = int(match["a"]), int(match["b"]), full_year(match["y"])
    if at.language != "en":
        first, second = second, first
    return valid(year, first, second) or valid(year, second, first)


def _dotted(match: Match, _at: Anchor) -> str | None:
    return valid(full_year(match["y"]), int(match["m"]), int(match["d"]))


def full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 50 else 1900 + int(digits)


def _chinese(match: Match, at: Anchor) -> str | None:
    year = int(match["y"]) if match["y"] else None
    if not match["m"]:
        return str(year)
    number, day = int(match["m"]), int(match["d"]) if match["d"] else None
    return at.with_year(year).month_day(number, day)


def _named_day(match: Match, at: Anchor) -> str | None:
    """A day of a named month, or the interval of two. The weekday settles the year if nothing else does."""
    number, first = month(match["m"]), int(match["d"])
    groups = match.groupdict()
    year = int(groups["y"]) if groups["y"] else None
    if year is None and groups.get("w") and at.published and at.year is None:
        year = _year_of_weekday(groups["w"], number, first, at.published.year)
    at = at.with_year(year or at.year)
    start = at.month_day(number, first)
    if not groups.get("d2"):
        return start
    end = at.month_day(month(groups["m2"]) if groups.get("m2") else number, int(groups["d2"]))
    return f"{start}/{end}" if start and end and start < end else None


def _is_day_month(match: Match, at: Anchor) -> bool:
    """Not "only 3 may survive", nor "he came 5. March was next": a point after the day is German."""
    word = match["m"].rstrip(".")
    if word.islower() and word in ENGLISH_MONTHS:
        return bool(match["y"])
    return at.text[match.end("d")] != "." or word.lower() not in ENGLISH_MONTHS or word in _GERMAN_TOO


def _year_of_weekday(weekday: str, number: int, day: int, around: int) -> int | None:
    wanted = WEEKDAYS[weekday]
    for year in (around, around - 1, around + 1):
        if valid(year, number, day) and date(year, number, day).weekday() == wanted:
            return year
    return None


def _month_year(match: Match, _at: Anchor) -> str | None:
    return _phase(match, valid(int(match["y"]), month(match["m"])))


def _month_alone(match: Match, at: Anchor) -> str | None:
    if match["which"]:
        steps = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
        at = at.with_year(at.published.year + steps if at.published else None)
    return _phase(match, at.month_day(month(match["m"])))


def _is_month(match: Match, at: Anchor) -> bool:
    """Whether a lone month name is one: not June Hale, nor "March on", nor "May I"."""
    if match["phase"] or match["which"]:
        return True
    after = at.text[match.end() : match.end() + 2]
    if re.match(r"[-’']?[^\W\d_]", after) and not re.match(r"['’]s", after):
        return False
    lead = at.text[max(0, match.start() - 14) : match.start()]
    if _TIME_PREPOSITION.search(lead):
        return True
    if match["m"].rstrip(".").lower() in {"may", "march", "mar", "jan"}:
        return bool(_DETERMINER.search(lead))
    named = re.match(rf"{S}[A-Z][a-z]", at.text[match.end() : match.end() + 5])
    called = re.search(r"[A-Z][a-z]+\.?\s\Z", at.text[max(0, match.start() - 20) : match.start()])
    return not (named or called)


def _year(match: Match, _at: Anchor) -> str | None:
    return _phase(match, match["y"] + ("~" if match["about"] and not match["phase"] else ""))


def _is_year(match: Match, at: Anchor) -> bool:
    if match["phase"]:
        return True
    before = at.text[max(0, match.start("y") - 14) : match.start("y")]
    after = at.text[match.end() : match.end() + 14]
    if re.search(r"[$€£¥₹#.,\d]\Z|[^\W\d_]-\Z|\d[ -]\Z|\bNo\.?\s\Z", before) and not re.search(
        r"[^\d][.,]\Z|\b(?:pre|post|mid)-\Z", before
    ):
        return False
    if re.match(
        r"[.,:]\d|%|-(?!\d\d\d\d\b|\d\d\b)\w|\s?(?:people|troops|soldiers|miles|kilomet|km\b|m\b|metres|meters|tons|tonnes|"
        r"workers|jobs|dollars|points|feet|pages|per ?cent|members|votes|years|shares|euros|pounds|yuan|cases|deaths|"
        r"homes|hours|hrs|GMT)",
        after,
    ):
        return False
    return int(match["y"]) >= 1900 or bool(
        re.search(r"\b(?:in|since|of|by|until|from|to|and|before|after|about|around|the)\s\Z", before, re.IGNORECASE)
    )


def _short_year(match: Match, at: Anchor) -> str | None:
    ceiling = (at.published.year if at.published else 2049) + 5
    year = ceiling // 100 * 100 + int(match["y"])
    return str(year if year <= ceiling else year - 100)


def _spelled(match: Match, _at: Anchor) -> str | None:
    year = spelled_year(match["y"])
    return str(year) if year else None


_TIME_PREPOSITION = re.compile(
    r"\b(?:in|since|until|till|by|of|for|during|through|before|after|last|this|next|past|late|early|throughout|around"
    r"|following|previous|im|en|seit)\s{1,2}\Z",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"\b(?:a|the|and|or|from|to|between|each|every)\s{1,2}\Z", re.IGNORECASE)
_GERMAN_TOO = {"April", "August", "September", "November"}
_TH = r"(?:st|nd|rd|th)?"
_DASH = rf"{S}?(?:-|–|—|to|through){S}?"
_WEEK = rf"(?:(?P<w>{WEEKDAY}),?{S})?"
_OF = r"(?:of|de|del)"
_PHASE = rf"(?:(?P<phase>{PHASE})(?:{S}|-))?"
SPELLED_YEAR = (
    rf"(?i:(?:eighteen|nineteen|twenty){S}(?:oh[- ])?(?:{any_of(COUNTS)})(?:[- ](?:{any_of(COUNTS)}))?\b"
    rf"|two{S}thousand(?:{S}(?:and{S})?(?:{any_of(COUNTS)})\b)?)"
)

ABSOLUTE = (
    Rule(re.compile(r"(?<![\d\w/-])(?P<y>\d{4})([-/.])(?P<m>\d\d)\2(?P<d>\d\d)(?![\d/-])"), _iso),
    Rule(re.compile(rf"(?<![\d\w/-])(?P<y>{YEAR})-(?P<m>0[1-9]|1[0-2])(?![\d/-])"), _year_month),
    Rule(re.compile(r"(?<![\d/.$-])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d\d)(?![\d/])"), _slashed),
    Rule(re.compile(r"(?<![\d/.$-])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?![\d/])"), _dotted),
    Rule(re.compile(r"(?P<y>\d{4})年(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?)?"), _chinese, needs=("年",)),
    Rule(re.compile(r"(?<!\d)(?<!年)(?P<y>)(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?"), _chinese, needs=("月",)),
    Rule(  # June 8, 2020; June 3-5, 2020; June 30 to July 2
        re.compile(
            rf"\b{_WEEK}(?P<m>{MONTH}){S}(?P<d>{DAY}){_TH}"
            rf"(?:{_DASH}(?:(?P<m2>{MONTH}){S})?(?P<d2>{DAY}){_TH}(?!,?\d|{S}(?i:percent|people|million)))?"
            rf"(?:[,.]?{S}(?P<y>{YEAR})(?!\s?%))?(?![\w%])(?!{S}(?:per{S}?cent|people|million|billion|points)\b)"
        ),
        _named_day,
    ),
    Rule(  # 8 June 2020; 3-5 June; 23. Juni 2021; 1er juin; 23 de junio de 2021
        re.compile(
            rf"(?<![\d.,$€£/-])\b{_WEEK}(?P<d>{DAY})(?:{_TH}|er|\.)(?:(?:-|–|{S}(?:bis(?:{S}zum)?|au|al){S})(?P<d2>{DAY})\.?)?{S}(?:(?:of|de){S})?(?P<m>{MONTH_ANY})"
            rf"(?:,?{S}(?:{_OF}{S})?(?P<y>{YEAR}))?(?!\w)"
        ),
        _named_day,
        _is_day_month,
    ),
    Rule(
        re.compile(rf"\b{_PHASE}(?P<m>{MONTH_ANY})[,']?{S}(?:{_OF}{S})?(?P<y>{YEAR})(?!\w)"),
        _month_year,
    ),
    Rule(
        re.compile(rf"\b{_PHASE}(?P<m>{MONTH})(?:,?{S}(?:of{S})?(?P<which>(?i:this|last|next)){S}year\b|(?!\w))"),
        _month_alone,
        _is_month,
    ),
    Rule(
        re.compile(rf"\b{_PHASE}(?:(?P<about>(?i:circa|c\.|about|around)){S})?(?P<y>{YEAR})(?!\w)"),
        _year,
        _is_year,
    ),
    Rule(re.compile(r"(?<![\w’'])['’‘](?P<y>\d\d)(?![\d\w'’])"), _short_year, lambda m, at: at.before[-1:] != "-"),
    Rule(
        re.compile(rf"\b(?P<y>{SPELLED_YEAR})"),
        _spelled,
        lambda _m, at: bool(re.search(r"\b(?:in|of|since|year|by|until|after|before)\s\Z", at.before, re.IGNORECASE)),
        needs=("eighteen", "nineteen", "twenty", "thousand"),
    ),
)
