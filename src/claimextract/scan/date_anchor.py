"""What a date expression is read against: the day of publication, the tense around it, the date before it."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, Self

from .date_languages import TENSES
from .date_words import SEASON_START

Tense = Literal["past", "future"]
_BOTH: tuple[Tense, Tense] = ("future", "past")


@dataclass(frozen=True)
class Moment:
    """A day, a month or a year: as much as is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    @classmethod
    def read(cls, value: str | date | None) -> Self | None:
        """Read a ``date`` or an EDTF string; None for what is no single day, month or year."""
        if isinstance(value, date):
            value = value.isoformat()
        match = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?=$|[T~?%]|-XX)", value or "")
        if not match:
            return None
        year, month, day = (int(part) if part else None for part in match.groups())
        if month is not None and not 1 <= month <= 12:
            month = day = None
        if year is None or not 100 <= year <= 9800 or (month and day and valid(year, month, day) is None):
            return None  # so far from the ends of the calendar, no arithmetic can leave it
        return cls(year, month, day)

    def as_date(self) -> date | None:
        """The calendar day, if the day is known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    def months_on(self, months: int) -> "Moment | None":
        """The month that is so many months later."""
        if self.month is None:
            return None
        index = self.year * 12 + self.month - 1 + months
        return Moment(index // 12, index % 12 + 1)


def valid(year: int, month: int, day: int | None = None) -> str | None:
    """The EDTF value of a month or day that exists in the calendar; else None."""
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    if day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return str(Moment(year, month, day))


def shift(value: str | None, unit: str, steps: int) -> str | None:
    """Move an EDTF value by so many days, months, quarters, years or decades, at the precision of the unit.

    A quarter or season moved by years stays one. Weeks have no EDTF value, nor has what is less precise than the unit.
    """
    part = re.fullmatch(r"(\d{4})-(2[1-4]|3[3-6])", re.sub(r"[~?%]", "", value or ""))
    if part and unit in {"year", "quarter"}:
        year, index = int(part[1]), int(part[2])
        if unit == "year":
            return f"{year + steps:04}-{index}"
        if index < 33:
            return None
        total = year * 4 + index - 33 + steps
        return f"{total // 4:04}-{total % 4 + 33}"
    moment = Moment.read(value)
    if moment is None:
        return None
    if unit in {"year", "decade"}:
        year = moment.year + steps * (10 if unit == "decade" else 1)
        return str(Moment(year)) if 0 < year <= 9999 else None
    if unit == "month":
        moved = moment.months_on(steps) if abs(steps) < 12 * 5000 else None
        return str(moved) if moved and 0 < moved.year <= 9999 else None
    day = moment.as_date()
    if unit == "day" and day and abs(steps) < 365 * 100:
        try:
            return (day + timedelta(days=steps)).isoformat()
        except OverflowError:
            return None
    return None


@dataclass(frozen=True)
class Anchor:
    """One expression in its place: ``text[start:end]`` in the sentence from ``lower`` to ``upper``."""

    text: str
    start: int
    end: int
    lower: int
    upper: int
    published: Moment | None = None
    previous: str | None = None  # the value of the date expression before this one
    quarter: str | None = None  # the last quarter that was named
    year: int | None = None  # settled from outside: the other end of a range has it
    language: str = "en"

    @property
    def before(self) -> str:
        """The sentence up to the expression; within parentheses, what stands in them."""
        before = self.text[max(self.lower, self.start - 300) : self.start]
        return before[before.rfind("(") + 1 :] if self.enclosed else before

    @property
    def enclosed(self) -> bool:
        """Whether the expression stands in parentheses, as the dates of citations do."""
        before = self.text[max(self.lower, self.start - 300) : self.start]
        return before.rfind("(") > before.rfind(")")

    @property
    def after(self) -> str:
        """The sentence from the expression on."""
        return self.text[self.end : min(self.upper, self.end + 300)]

    @cached_property
    def tense(self) -> Tense | None:
        """The tense of the verb that stands nearest before the expression, else nearest after it."""
        if self.language in TENSES:
            return self._foreign_tense()
        # "by Friday" looks ahead unless it looks back: "by Friday they had left".
        if _LIMIT.search(self.before) and not _BACK.search(self.before[-120:] + self.after[:60]):
            return "future"
        found = list(_CUES.finditer(self.before))
        cue = found[-1] if found else None if self.enclosed else _CUES.search(self.after)
        return None if cue is None else "future" if cue["future"] else "past"

    def _foreign_tense(self) -> Tense | None:
        """As ``tense``, by single words: behind the expression only where none stands before it in its clause."""
        for stretch, last in ((self.before, True), (re.split("[，,;；]", self.after)[0], False)):
            found = [
                (match.start(), tense)
                for cues, tense in zip(TENSES[self.language], _BOTH, strict=True)
                for match in cues.finditer(stretch)
            ]
            if found:
                return max(found)[1] if last else min(found)[1]
        return None

    def with_year(self, year: int | None) -> "Anchor":
        """The same place with the year settled."""
        return replace(self, year=year)

    def month_day(self, month: int, day: int | None = None) -> str | None:
        """The value of a month, or a day of a month, whose year the expression leaves out."""
        year = self.year or self._year_beside() or self._nearest_year(month, day)
        return None if year is None else valid(year, month, day)

    def _year_beside(self) -> int | None:
        """The year that stands right after the expression: "in April next year", "in March of 2020"."""
        match = re.match(
            r"'?,?\s{0,2}(?:of\s)?(?:(?i:(this|last|next|the same|that|the following|the previous)\s+year)\b|"
            r"((?:1[5-9]|20)\d\d)(?![\d,]))",
            self.after,
        )
        if match is None:
            return None
        if match[2]:
            return int(match[2])
        word = match[1].lower()
        base = Moment.read(self.previous) if word.startswith("th") and word != "this" else self.published
        steps = {"last": -1, "the previous": -1, "next": 1, "the following": 1}.get(word, 0)
        return base.year + steps if base else None

    def _nearest_year(self, month: int, day: int | None) -> int | None:
        published = self.published
        if published is None:
            # Only a chronicle goes on in the year of its last full date; an essay leaps.
            previous = Moment.read(self.previous)
            return previous.year if previous and previous.day else None
        if published.month is None or (published.month == month and (day is None or published.day is None)):
            return published.year
        today = date(published.year, published.month, published.day or 15)
        if (month, day or 15) <= (today.month, today.day):
            past, future = published.year, published.year + 1
        else:
            past, future = published.year - 1, published.year
        ago = (today.year - past) * 365 + (today.month - month) * 30 + today.day - (day or 15)
        ahead = 365 - ago
        if self.tense == "future":
            return future if ahead < 300 else past
        # The near future wins over a year ago: "was told to leave by January 14", published on January 5.
        near = (30 if day else 0) if self.tense == "past" else 0 if self.enclosed else 90
        return future if ahead <= near else past

    def season(self, index: int, which: str) -> str | None:
        """The value of "last summer", "this spring", "next winter"; a winter has the year in which it begins."""
        if self.published is None:
            return None
        if self.published.month is None:
            return None if which in {"last", "next"} else f"{self.published.year:04}-{index}"
        now = self.published.year * 12 + self.published.month - 1
        begin = self.published.year * 12 + SEASON_START[index] - 1
        if index == 24 and self.published.month <= 2:
            begin -= 12  # the winter that January is in
        if (which == "last" and begin + 4 > now) or (which == "past" and begin > now):  # a season just over is "this"
            begin -= 12
        elif which == "next" and begin <= now:
            begin += 12
        elif which == "in":
            begin += (
                -12
                if begin > now and self.tense != "future"
                else 12
                if begin + 3 <= now and self.tense == "future"
                else 0
            )
        return f"{begin // 12:04}-{index}"


_LIMIT = re.compile(r"\b(?:by|until|till|pending|effective|after|as soon as)\s+(?:the\s+)?\Z", re.IGNORECASE)
_BACK = re.compile(r"\b(?:had|was|were)\b")
_IRREGULAR = (
    "was were had did said told began took came went made found met held won lost led left got gave saw fell rose "
    "became wrote bought brought sold ran sent spoke struck shot broke built chose drew drove fought flew forgot "
    "froze grew heard kept knew laid lay meant paid rode sat shook slept spent stole stood swore taught thought "
    "threw understood woke wore withdrew fled fed bore bound caught dealt dug hung hid lent overtook sank sang "
    "sought sped stuck swam swept swung tore undertook upheld since has have says"
)
# A future cue takes the verb after it along: "will be closed" and "would still be held" are not past.
_CUES = re.compile(
    rf"""\b(?:
      (?P<future>(?:will|won['’]t|shall|would|should|must|can|could|may|might)
          (?:\s(?:not|[a-z]+ly|also|now|then|still|soon|again|be|been|have)){{0,3}}\s[a-z]+
        |(?:plans?|planning|planned|intends?|expect(?:s|ed)?|aims?|hopes?|due|slated|scheduled|set|needs?|wants?|decided|asked
          |ordered|urged|threatened|invited|agreed|vowed|pledged|promised|about|ready|required|likely|is|are)\sto\s[a-z]+
        |(?:planned|due|slated|scheduled|set|expected)\s(?:for|by)
        |to\sbe\s[a-z]+
        |due|expected|scheduled|upcoming|takes?\seffect|begins|starts|matur(?:es|ing)|payable|until)
      |{_IRREGULAR.replace(" ", "|")}|set(?!\s(?:to|for|by)\b)
      |(?<!\ba\s)(?<!\ban\s)(?<!\bthe\s)(?<!\bstill\s)[a-z]{{2,}}ed
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
