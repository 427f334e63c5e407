"""Rules for decades, centuries, seasons, quarters, half-years, fiscal years and feasts that are named outright."""

import re
from datetime import date, timedelta

from .date_absolute import SPELLED_YEAR, Match, Rule, full_year
from .date_anchor import Anchor
from .date_words import CENTURIES, DECADES, HOLIDAYS, ORDINALS, PHASE, SEASON, SEASONS, YEAR, S, any_of, spelled_year


def _decade(match: Match, _at: Anchor) -> str | None:
    if match["word"]:
        return f"19{DECADES[match['word'].lower()]}X"
    digits = match["y"] or ("19" if int(match["short"]) > 20 else "20") + match["short"]
    return digits[:3] + "X"


def _century(match: Match, _at: Anchor) -> str | None:
    number = int(match["n"]) if match["n"] else CENTURIES[match["word"].lower()]
    return f"{number - 1:02}XX" if 1 <= number <= 100 else None


def _season_year(match: Match, _at: Anchor) -> str | None:
    year = match["y"] if match["y"] else str(spelled_year(match["spelled"]) or "")
    return f"{year}-{SEASONS[match['season'].lower()]}" if year else None


def _quarter_year(match: Match, _at: Anchor) -> str | None:
    number = match["n"] or match["q"] or match["q2"]
    return f"{match['y'] or match['y2']}-{32 + _ordinal(number)}"


def _half_year(match: Match, _at: Anchor) -> str | None:
    return f"{match['y']}-{39 + _ordinal(match['n'] or match['h'])}"


def _ordinal(word: str) -> int:
    return int(word[0]) if word[0].isdigit() else ORDINALS[word.lower()]


def _fiscal(match: Match, _at: Anchor) -> str | None:
    return str(full_year(match["y"]))


def _holiday(match: Match, at: Anchor) -> str | None:
    name = re.sub(r"\s+", " ", match["name"].lower().replace("’", "'"))
    if name in HOLIDAYS:
        number, day = HOLIDAYS[name]
        return at.with_year(int(match["y"]) if match["y"] else at.year).month_day(number, day)
    year = int(match["y"]) if match["y"] else at.published.year if at.published else None
    if year is None:
        return None
    first = date(year, 11, 1)
    if name.startswith("thanks"):  # the fourth Thursday of November, as in the United States
        return (first + timedelta(days=(3 - first.weekday()) % 7 + 21)).isoformat()
    return (first + timedelta(days=(0 - first.weekday()) % 7 + 1)).isoformat()  # the Tuesday after the first Monday


_QUARTER = r"(?:[1-4](?:st|nd|rd|th)|(?i:first|second|third|fourth))"
_THE = rf"(?:(?i:the){S})?"

PERIODS = (
    Rule(
        re.compile(
            rf"(?:\b(?:the{S})?(?:{PHASE}(?:{S}|-))?(?P<y>(?:1\d|20)\d)0['’]?s\b"
            rf"|(?:\bthe{S})?(?:\b{PHASE}(?:{S}|-))?['’‘](?P<short>\d0)s\b"
            rf"|\bthe{S}(?:{PHASE}(?:{S}|-))?(?P<word>(?i:{any_of(DECADES)}))\b)"
        ),
        _decade,
        needs=("0s", "0's", "0’s", *DECADES),
    ),
    Rule(
        re.compile(
            rf"\b{_THE}(?:{PHASE}(?:{S}|-))?(?:(?P<n>\d{{1,2}})(?:st|nd|rd|th)"
            rf"|(?P<word>(?i:{any_of(CENTURIES)})))[\s-](?i:century)\b(?!\s(?:BC|B\.C))"
        ),
        _century,
        needs=("century",),
    ),
    Rule(
        re.compile(
            rf"\b{_THE}(?P<season>{SEASON}){S}(?:of{S})?(?:(?P<y>{YEAR})(?:[-–/]\d\d(?:\d\d)?)?|(?P<spelled>{SPELLED_YEAR}))(?!\w)"
        ),
        _season_year,
        needs=tuple(SEASONS),
    ),
    Rule(
        re.compile(
            rf"\b{_THE}(?:(?i:fiscal){S})?(?:(?P<n>{_QUARTER})(?:{S}|-)(?i:quarter){S}?(?:(?:of|in){S})?(?:(?i:fiscal){S})?"
            rf"|Q(?P<q>[1-4]){S}?)(?:(?P<y>{YEAR}))(?!\w)|\b(?P<y2>{YEAR}){S}?Q(?P<q2>[1-4])(?!\w)"
        ),
        _quarter_year,
        role="quarter",
        needs=("quarter", "q1", "q2", "q3", "q4"),
    ),
    Rule(
        re.compile(
            rf"\b{_THE}(?:(?P<n>(?i:first|second)|1st|2nd)(?:{S}|-)(?i:half){S}(?:of{S})?|H(?P<h>[12]){S}?)(?P<y>{YEAR})(?!\w)"
        ),
        _half_year,
        needs=("half", "h1", "h2"),
    ),
    Rule(
        re.compile(rf"\b(?:(?i:fiscal)(?:{S}(?i:year))?{S}|FY{S}?['’]?)(?P<y>{YEAR}|\d\d)(?!\w)"),
        _fiscal,
        needs=("fiscal", "fy"),
    ),
    Rule(
        re.compile(
            rf"\b(?P<name>Christmas(?:{S}(?:Eve|Day))?|New{S}Year['’]s{S}(?:Eve|Day)|Valentine['’]s{S}Day|Halloween|"
            rf"the{S}Fourth{S}of{S}July|Thanksgiving(?:{S}Day)?|Election{S}Day)(?:,?{S}(?P<y>{YEAR}))?(?!\w)"
        ),
        _holiday,
        needs=("christmas", "year", "valentine", "halloween", "july", "thanksgiving", "election"),
    ),
    Rule(re.compile(r"(?<![\d/])9/11(?![\d/])"), lambda _m, _at: "2001-09-11"),
)
