"""Rules for dates that lean on the day of publication or on the date before them."""

import re

from .date_absolute import Match, Rule
from .date_anchor import Anchor, shift
from .date_words import (
    COUNT,
    ENGLISH_WEEKDAY,
    MONTH,
    ORDINALS,
    PHASE,
    SEASON,
    SEASONS,
    UNIT,
    WEEKDAYS,
    S,
    count,
    month,
)


def _day_word(match: Match, at: Anchor) -> str | None:
    word = re.sub(r"\s+", " ", match[0].lower())
    return shift(str(at.published), "day", _DAY_WORDS.get(word, 0))


def _weekday(match: Match, at: Anchor) -> str | None:
    """The newswire's habit: a bare weekday is the latest up to publication, or the next if the verb is a future one."""
    today = at.published.as_date() if at.published else None
    if today is None:
        return None
    which = (match["which"] or "").lower()
    back = (today.weekday() - WEEKDAYS[match["w"]]) % 7
    ahead = -back % 7
    if which in {"last", "past"}:
        steps = -(back or 7)
    elif which in {"next", "coming"}:
        steps = ahead or 7
    else:
        steps = ahead if at.tense == "future" else -back
    return shift(today.isoformat(), "day", steps)


def _period(match: Match, at: Anchor) -> str | None:
    """Last year, this month, next quarter, earlier this year; a week has no EDTF value, so it stays unknown."""
    which, unit = match["which"].lower().split()[-1], match["unit"].lower()
    if which in {"following", "previous", "preceding"}:
        value = shift(at.previous, unit, 1 if which == "following" else -1)
        if value or which == "following":
            return value
    steps = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(which, 0)
    if unit == "decade":
        return f"{(at.published.year // 10 + steps):03}X" if at.published and which != "past" else None
    if unit == "century":
        return f"{(at.published.year // 100 + steps):02}XX" if at.published and which != "past" else None
    if unit == "quarter":
        return shift(_current_quarter(at), "quarter", steps)
    if unit == "year" and which == "past":
        return None  # "the past year" is a stretch of twelve months, not a year
    value = shift(str(at.published), unit, steps)
    return f"{value}~" if value and match["phase"] else value


def _current_quarter(at: Anchor) -> str | None:
    if at.published is None or at.published.month is None:
        return None
    return f"{at.published.year:04}-{33 + (at.published.month - 1) // 3}"


def _which_month(match: Match, at: Anchor) -> str | None:
    """Last July, this past July, next July."""
    if at.published is None:
        return None
    number = month(match["m"])
    which = match["which"].lower().split()[-1]
    year = at.published.year
    if at.published.month is None:
        return f"{year:04}-{number:02}" if which in {"this", "past"} else None
    if which == "last":
        # In early March "last February" is not the one that ended a week ago: that is "in February".
        year -= number >= at.published.month - 1
    elif which == "past":
        year -= number > at.published.month
    elif which in {"next", "coming"}:
        year += number <= at.published.month
    value = f"{year:04}-{number:02}"
    return f"{value}~" if match["phase"] else value


def _which_season(match: Match, at: Anchor) -> str | None:
    which = (match["which"] or "in").lower().split()[-1]
    return at.season(SEASONS[match["season"].lower()], {"coming": "next", "the": "in"}.get(which, which))


def _ago(match: Match, at: Anchor) -> str | None:
    """A year ago, three months ago; next to a quarter's figures "a year ago" is that quarter a year before."""
    unit = match["unit"].lower().rstrip("s")
    number = 1 if re.match(r"(?i)an?\b", match["n"]) else count(match["n"])
    if unit == "year" and number == 1 and at.quarter:
        return shift(at.quarter, "year", -1)
    value = shift(str(at.published), unit, -number)
    return f"{value}~" if value and (match["about"] or unit == "decade") else value


def _hence(match: Match, at: Anchor) -> str | None:
    return shift(str(at.published), match["unit"].lower().rstrip("s"), count(match["n"]))


def _from_previous(match: Match, at: Anchor) -> str | None:
    """Two days later, a year earlier: counted from the date before it."""
    unit = match["unit"].lower().rstrip("s")
    steps = count(match["n"]) * (1 if match["way"].lower() in {"later", "after", "afterward", "afterwards"} else -1)
    if unit == "year" and steps == -1:  # a comparison of figures: with the quarter's, or with this year's
        return shift(at.quarter or at.previous or str(at.published), unit, steps)
    return shift(at.previous, unit, steps)


def _beside_previous(match: Match, at: Anchor) -> str | None:
    """The next day, the same month, that year: read off the date before it."""
    steps = {"next": 1, "following": 1, "previous": -1, "preceding": -1}.get((match["which"] or "").lower(), 0)
    return shift(at.previous, match["unit"].lower(), steps)


def _year_ago_period(match: Match, at: Anchor) -> str | None:
    """The year-earlier quarter, the year-ago third quarter, year-earlier results."""
    if match["q"]:
        quarter = _nearest_quarter(ORDINALS[match["q"].lower()], at)
    else:
        named = "quarter" in match[0].lower()
        quarter = at.quarter or (shift(_current_quarter(at), "quarter", -1) if named else None)
    return shift(quarter or str(at.published), "year", -1)


def _nearest_quarter(number: int, at: Anchor) -> str | None:
    """The quarter of that number that has begun by publication, or the next if the verb is a future one."""
    if at.published is None:
        return None
    year = at.year or at.published.year
    if at.year is None and at.published.month is not None:
        current = 1 + (at.published.month - 1) // 3
        if number > current and not (at.tense == "future" and number - current <= 2):
            year -= 1
    return f"{year:04}-{32 + number}"


def _quarter(match: Match, at: Anchor) -> str | None:
    beside = re.match(r"\s+of\s+(last|this|next)\s+year", at.after)
    which = (match["which"] or "").lower() or (beside[1] if beside else "")
    number = ORDINALS[match["q"].lower()]
    if which and at.published:
        return f"{at.published.year + {'last': -1, 'next': 1}.get(which, 0):04}-{32 + number}"
    if re.search(r"(?i)year-(?:ago|earlier)\W+\Z", at.before):
        return shift(_nearest_quarter(number, at), "year", -1)
    return _nearest_quarter(number, at)


def _the_quarter(match: Match, at: Anchor) -> str | None:
    """The quarter that figures are reported for: the one named before, else the last to have ended."""
    if match["which"] and match["which"].lower() == "current":
        return _current_quarter(at)
    return at.quarter or shift(_current_quarter(at), "quarter", -1)


def _the_period(match: Match, at: Anchor) -> str | None:
    """Later in the day, the end of the year: the day or year of publication."""
    return shift(str(at.published), match["unit"].lower(), 0)


def _half(match: Match, at: Anchor) -> str | None:
    if at.published is None:
        return None
    year = at.published.year + _WHICH_YEAR.get((match["which"] or match["later"]).lower(), 0)
    return f"{year:04}-{39 + ORDINALS[(match['q'] or match['q2']).lower()]}"


def _unknown(_match: Match, _at: Anchor) -> None:
    return None


_WHICH_YEAR = {"last": -1, "this": 0, "next": 1}
_Q = r"(?i:first|second|third|fourth)"
_TIME = r"(?i:morning|afternoon|evening|night)"
_PHASE = rf"(?:(?P<phase>{PHASE})(?:{S}|-))?"
_THE = rf"(?:(?i:the){S})?"
_DAY_WORDS = {
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day before yesterday": -2,
    "the day after tomorrow": 2,
}
_WHICH = rf"(?i:last|next|this{S}past|this{S}coming|past|coming|this)"

RELATIVE = (
    Rule(
        re.compile(
            r"\b(?i:the\sday\s(?:before\syesterday|after\stomorrow)|yesterday|today|tonight|tomorrow|last\snight|"
            rf"this{S}{_TIME})\b(?!['’]s\s(?:world|society|youth|generation|standards)\b)"
        ),
        _day_word,
        lambda m, at: m[0].lower() != "tomorrow" or not at.before.endswith("of "),
        needs=("yesterday", "today", "tonight", "tomorrow", "night", "morning", "afternoon", "evening"),
    ),
    Rule(
        re.compile(rf"\b(?:(?P<which>{_WHICH}){S})?(?P<w>{ENGLISH_WEEKDAY})(?:{S}{_TIME}\b)?"),
        _weekday,
        needs=("day",),
    ),
    Rule(
        re.compile(
            rf"\b(?:(?P<phase>(?i:early|late|mid))(?:{S}|-)|(?i:earlier|later){S})?{_THE}"
            rf"(?P<which>{_WHICH}|(?i:following|previous|preceding)){S}"
            r"(?P<unit>(?i:week|month|quarter|year|decade|century))\b(?!-)(?!['’]s\s(?:first|second|third|fourth)\b)"
        ),
        _period,
        needs=("week", "month", "quarter", "year", "decade", "century"),
    ),
    Rule(re.compile(rf"\b{_PHASE}(?P<which>{_WHICH}){S}(?P<m>{MONTH})(?!\w)"), _which_month),
    Rule(
        re.compile(rf"\b(?P<which>{_WHICH}|(?i:in{S}the)){S}(?P<season>{SEASON})\b(?!{S}(?:of{S})?\d)"),
        _which_season,
        needs=tuple(SEASONS),
    ),
    Rule(
        re.compile(
            rf"\b(?:(?P<about>(?i:about|almost|nearly|around|roughly|some|more{S}than|over|less{S}than)){S})?"
            rf"(?P<n>{COUNT}){S}(?P<unit>{UNIT})s?{S}ago\b"
        ),
        _ago,
        role="derived",
        needs=("ago",),
    ),
    Rule(
        re.compile(rf"\b(?P<n>{COUNT}){S}(?P<unit>{UNIT})s?{S}(?i:from{S}now|hence)\b"), _hence, needs=("now", "hence")
    ),
    Rule(
        re.compile(rf"\b(?P<n>{COUNT}){S}(?P<unit>{UNIT})s?{S}(?P<way>(?i:later|earlier|before|afterwards?))\b"),
        _from_previous,
        role="derived",
        needs=("later", "earlier", "before", "afterward"),
    ),
    Rule(
        re.compile(
            rf"\b(?:(?i:earlier|later){S})?(?:(?i:the){S}(?P<which>(?i:next|following|previous|preceding|same))|(?P<that>(?i:that|the{S}same)))"
            rf"{S}(?P<unit>(?i:day|month|year))\b"
        ),
        _beside_previous,
    ),
    Rule(
        re.compile(rf"\b{_THE}(?i:year-(?:ago|earlier))\b(?:{S}(?:(?P<q>{_Q})[ -])?(?:quarter|period)\b)?"),
        _year_ago_period,
        role="derived",
        needs=("year-",),
    ),
    Rule(
        re.compile(
            rf"\b{_THE}(?i:fiscal{S})?(?:(?P<which>(?i:last|this|next)){S}year['’]s{S})?(?i:fiscal{S})?(?P<q>{_Q})(?:{S}|-)(?i:quarter)\b"
        ),
        _quarter,
        role="quarter",
        needs=("quarter",),
    ),
    Rule(
        re.compile(rf"\b(?i:the{S}(?:(?P<which>latest|current){S})?(?:quarter|(?<=latest\s)period))\b"),
        _the_quarter,
        lambda m, at: bool(m["which"] or at.quarter),
        role="derived",
        needs=("quarter", "period"),
    ),
    Rule(
        re.compile(
            rf"\b(?i:(?:earlier|later){S}in|(?:the{S})?end{S}of|(?:the{S})?(?:beginning|start|middle){S}of){S}the{S}(?P<unit>(?i:day|month|year))\b"
        ),
        _the_period,
    ),
    Rule(
        re.compile(
            rf"\b(?:(?P<which>(?i:last|this|next)){S}year['’]s{S}(?P<q>(?i:first|second)){S}half\b"
            rf"|{_THE}(?P<q2>(?i:first|second)){S}half{S}of{S}(?P<later>(?i:last|this|next)){S}year\b)"
        ),
        _half,
        needs=("half",),
    ),
    Rule(
        re.compile(
            rf"\b(?:(?i:in|over|during|for|within|throughout){S})?(?:(?i:the){S})?(?i:last|past|next|coming|recent|previous){S}"
            rf"(?:(?:(?i:few|several|couple{S}of|half|many)|{COUNT}){S})?(?i:days|weeks|months|quarters|years|decades|centuries|decade|half-century)\b"
        ),
        _unknown,
        needs=("days", "weeks", "months", "quarters", "years", "decade", "centuries", "century"),
    ),
    Rule(
        re.compile(
            rf"\b(?i:(?:a{S}few|several|many|some|a{S}couple{S}(?:of{S})?){S}?(?:days|weeks|months|years|decades){S}(?:ago|later|earlier))\b"
        ),
        _unknown,
        needs=("ago", "later", "earlier"),
    ),
)
