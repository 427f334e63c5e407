"""Date expressions in a text, and their value in EDTF (ISO 8601-2): rules, no model.

The rules follow the newswire's habits: what is left out of a date is taken from the day of publication, "Monday" is the
latest one up to that day unless the verb is a future one, "two days later" counts from the date before it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from . import languages
from .date_absolute import ABSOLUTE, Rule
from .date_anchor import Anchor, Moment
from .date_foreign import FOREIGN
from .date_periods import PERIODS
from .date_relative import RELATIVE

_RULES = (*ABSOLUTE, *PERIODS, *RELATIVE, *FOREIGN)
_NEAR = 400  # code points within which a date still is "the date before"
_RANGE = re.compile(r"\s{0,2}(?:-|–|—|to|through|until|till|bis(?:\szum)?|à|au|a|al|hasta(?:\sel)?|至|到)\s{0,2}")
_SINCE = re.compile(
    r"(?:\b(?:since|seit|depuis|desde|dès)\s{1,2}(?:(?:the|dem|der|le|la|el)\s{1,2}|l['’])?|自从?|自從)\Z",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:\b(?:from|vom|von|du|de|del|desde(?:\sel)?)\s{1,2}|[从從自])\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre)\s{1,2}\Z", re.IGNORECASE)
_AND = re.compile(r"\s{1,2}(?:and|to|und|et|y|e|-|–)\s{1,2}")
_DASHES = frozenset("-–—至到")
_SHORT_END = re.compile(r"[-–/](\d\d)(?![\d\w-])")


@dataclass(frozen=True)
class _Atom:
    """One rule's match; ``value`` is null where the rule knows that the text does not settle it."""

    rule: Rule
    match: re.Match[str]
    at: Anchor
    value: str | None

    @property
    def start(self) -> int:
        return self.match.start()

    @property
    def end(self) -> int:
        return self.match.end()


def find_dates(
    text: str, published: str | date | None = None, sentences: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int, str | None]]:
    """Find every date expression in ``text``.

    Args:
        text: the document.
        published: its day of publication, as an EDTF string or a date; may be a month or a year only.
        sentences: the (start, end) of its sentences, in order; without them they are guessed at.

    Returns:
        (start, end, EDTF value or None) each, in text order, in code points; None where the text does not settle it.
        Durations ("three days") and vague words ("recently") are no date expressions.
    """
    atoms = _atoms(text, 0, len(text), Moment.read(published), sentences or _sentences(text), guarded=True)
    return list(_join(text, 0, atoms))


def normalize_date(expression: str, published: str | date | None = None, context: str | None = None) -> str | None:
    """Give a date expression its EDTF value (ISO 8601-2 level 1, and the sub-years 21 to 41 of level 2).

    ===================================  ==========================  =============================
    expression                           published / context         value
    ===================================  ==========================  =============================
    June 8, 2020; 8 June 2020; 6/8/2020                              2020-06-08
    June 3-5, 2020                                                   2020-06-03/2020-06-05
    June 23                              2022-07-20                  2022-06-23
    June 23; February 30, 2020                                       None
    Monday                               2020-06-10                  2020-06-08
    Monday                               2020-06-10, "will meet"     2020-06-15
    last Monday; next Friday             2020-06-10                  2020-06-08; 2020-06-12
    yesterday; last month; last year     2020-06-10                  2020-06-09; 2020-05; 2019
    two months ago; about 3 years ago    2020-06-10                  2020-04; 2017~
    this past July; earlier this year    2021-11-05                  2021-07; 2021
    late June 2022; about 2015                                       2022-06~; 2015~
    the third quarter of 1989; Q3 2021                               1989-35; 2021-35
    the first half of 2020                                           2020-40
    winter 2021; last summer             2022-07-20                  2021-24; 2021-22
    fiscal 2019; FY19                                                2019
    the 1990s; the 19th century                                      199X; 18XX
    since 2012; from 2012 to 2014                                    2012/..; 2012/2014
    two days later                       "On June 3, 2020, ..."      2020-06-05
    that year; a year later              "In 1931 ..."               1931; 1932
    Christmas Day                        2021-12-27                  2021-12-25
    last week; three days; recently                                  None
    ===================================  ==========================  =============================

    German, French, Spanish and Chinese say the same in words of their own:

    ===================  =====================  =====================  ===============  ===============
    German               French                 Spanish                Chinese          value
    ===================  =====================  =====================  ===============  ===============
    23. Juni 2021        23 juin 2021           23 de junio de 2021    2021年6月23日    2021-06-23
    am Montag            lundi                  el lunes               周一             the latest
    wird am Montag       votera lundi           votará el lunes        将于周一         the next
    gestern              hier                   ayer                   昨天             the day before
    im vergangenen Jahr  l'an dernier           el año pasado          去年             the year before
    vor zwei Jahren      il y a deux ans        hace dos años          两年前           two years before
    zwei Tage später     deux jours plus tard   dos días después       两天后           from the last
    im Herbst 2021       l'automne 2021         otoño de 2021          2021年秋季       2021-23
    drittes Quartal ...  troisième trimestre    tercer trimestre       第三季度         2021-35
    1990er-Jahre         les années 1990        los años 1990          1990年代         199X
    seit 2012            depuis 2012            desde 2012             自2012年         2012/..
    von 2012 bis 2014    de 2012 à 2014         entre 2012 y 2014      2012年至2014年   2012/2014
    Ende 2019            fin 2019               a finales de 2019      2019年底         2019~
    letzte Woche         la semaine dernière    la semana pasada       上周             None
    ===================  =====================  =====================  ===============  ===============

    Args:
        expression: the words of the date, as they stand in the text.
        published: when the text was published: an EDTF string or a date.
        context: the sentence around the expression, for its tense and for the dates before it.

    Returns:
        The value at the precision that the text gives, or None where it gives none. Never raises on any text.
    """
    text = context if context and expression in context else expression
    start = text.index(expression)
    end = start + len(expression)
    if cut := re.match(r"\s(?:ago|earlier|later)\b", text[end : end + 9]):
        end += cut.end()
    moment = Moment.read(published)
    earlier = _atoms(text, 0, start, moment, [(0, len(text))], guarded=True)
    atoms = _atoms(text, start, end, moment, [(0, len(text))], guarded=False, earlier=earlier)
    joined = list(_join(text, start, atoms))
    return max(joined, key=lambda found: found[1] - found[0])[2] if joined else None


def _sentences(text: str) -> list[tuple[int, int]]:
    """Rough sentences: enough to keep one sentence's tense out of the next."""
    ends = [
        match.end()
        for match in re.finditer(r"(?<=[^.\s]{3})[.!?]['’”\"]{0,2}\s(?=\W{0,2}[A-Z])|\n\s*\n|[。！？]", text)
    ]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _atoms(
    text: str,
    start: int,
    end: int,
    published: Moment | None,
    sentences: Sequence[tuple[int, int]],
    *,
    guarded: bool,
    earlier: Sequence[_Atom] = (),
) -> list[_Atom]:
    """Every rule's matches between ``start`` and ``end``; of two that overlap the longer stays."""
    begins = [lower for lower, _ in sentences]
    language = languages.of(text, None)
    plain = text.casefold()
    rules = [rule for rule in _RULES if not rule.needs or any(word in plain for word in rule.needs)]
    matches = [(match, rule) for rule in rules for match in rule.pattern.finditer(text, start, end)]
    matches.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    atoms = list(earlier)
    for match, rule in matches:
        index = max(0, bisect_right(begins, match.start()) - 1)
        lower, upper = sentences[index] if sentences else (0, len(text))
        at = Anchor(
            text,
            match.start(),
            match.end(),
            min(lower, match.start()),
            max(upper, match.end()),
            published,
            *_known(atoms, match.start()),
            language=language,
        )
        if guarded and not rule.accepts(match, at):
            continue
        atom = _Atom(rule, match, at, rule.value(match, at))
        if atoms and atoms[-1].end > atom.start:
            if atoms[-1].end - atoms[-1].start >= atom.end - atom.start:
                continue
            atoms.pop()
        atoms.append(atom)
    return atoms[len(earlier) :] if earlier else atoms


def _known(atoms: Sequence[_Atom], start: int) -> tuple[str | None, str | None]:
    """The value of the date before ``start``, and the quarter named last, if near enough."""
    value = quarter = None
    for atom in reversed(atoms):
        if atom.start < start - 10 * _NEAR or quarter:
            break
        if atom.end > start or not atom.value:
            continue
        if value is None and atom.rule.role != "derived" and atom.start >= start - _NEAR:
            value = atom.value
        if atom.rule.role == "quarter":
            quarter = atom.value
    return value, quarter


def _join(text: str, lower: int, atoms: Sequence[_Atom]) -> Iterator[tuple[int, int, str | None]]:
    """Join the two ends of a range, and "since" with its date."""
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        index += 1
        start, end, value = atom.start, atom.end, atom.value
        before = text[max(lower, start - 14) : start]
        following = atoms[index] if index < len(atoms) else None
        opening = _FROM.search(before) or _BETWEEN.search(before)
        if following and (interval := _interval(text[end : following.start], atom, following, opening)):
            yield start - len(opening[0]) if opening else start, following.end, interval
            index += 1
            continue
        short = _SHORT_END.match(text, end) if value and re.fullmatch(r"\d{4}", value) else None
        if short and int(short[1]) > int(str(value)[2:]):
            yield start, short.end(), f"{value}/{str(value)[:2]}{short[1]}"
            continue
        since = _SINCE.search(before)
        if since and value and "/" not in value:
            yield start - len(since[0]), end, f"{value}/.."
            continue
        yield start, end, value


def _interval(gap: str, first: _Atom, second: _Atom, opening: re.Match[str] | None) -> str | None:
    """The interval between two dates; a year that only the second names holds for the first too."""
    words = _AND if opening and _BETWEEN.match(opening[0]) else _RANGE
    end = second.value
    if not words.fullmatch(gap) or end is None or "/" in end:
        return None
    start = first.value
    year = Moment.read(end)
    if year and re.search(r"\d{4}", second.match[0]) and not re.search(r"\d{4}", first.match[0]):
        start = first.rule.value(first.match, first.at.with_year(year.year))
        if start and start > end:
            start = first.rule.value(first.match, first.at.with_year(year.year - 1))
    if start is None or "/" in start or start >= end:
        return None
    # "moved from Monday to June" aside, two dates with a mere "to" between them are a range if they are of one kind.
    return f"{start}/{end}" if opening or gap.strip() in _DASHES or len(start) == len(end) else None
