"""Rules for dates in German, French, Spanish and Chinese; dates with a day and a month's name are absolute ones."""

import re
from dataclasses import replace

from .date_absolute import Match, Rule
from .date_anchor import Anchor, shift
from .date_languages import (
    COUNTS,
    DAYS,
    LAST,
    MONTH_NAMES,
    NEXT,
    ORDINALS,
    PERIODS,
    SEASONS,
    UNITS,
    month_words,
    weekday_words,
)
from .date_words import YEAR, S, any_of

_WEEKDAYS = weekday_words()
_CHINESE_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_SEASON_OF = {word: number for words in SEASONS.values() for word, number in words.items()}
_NOT_IN_A_WORD = r"(?<![\w’'-])"


def _in(language: str, at: Anchor) -> Anchor:
    return replace(at, language=language)


def _weekday(match: Match, at: Anchor) -> str | None:
    """A bare weekday is the latest up to publication, or the next if the verb is a future one."""
    language, wanted = _WEEKDAYS[match["w"]]
    return _near(wanted, match["last"] or match["last2"], match["next"] or match["next2"], _in(language, at))


def _chinese_weekday(match: Match, at: Anchor) -> str | None:
    """A weekday of this week, of the last ("上周五") or of the next: a Chinese week begins on Monday."""
    today = at.published.as_date() if at.published else None
    wanted = _CHINESE_DAYS[match["w"]]
    if today is None or not match["which"]:
        return _near(wanted, None, None, _in("zh", at))
    steps = {"上": -7, "下": 7}.get(match["which"], 0)
    return shift(today.isoformat(), "day", wanted - today.weekday() + steps)


def _near(wanted: int, last: str | None, coming: str | None, at: Anchor) -> str | None:
    today = at.published.as_date() if at.published else None
    if today is None:
        return None
    back = (today.weekday() - wanted) % 7
    ahead = -back % 7
    if last:
        return shift(today.isoformat(), "day", -(back or 7))
    if coming:
        return shift(today.isoformat(), "day", ahead or 7)
    return shift(today.isoformat(), "day", ahead if at.tense == "future" else -back)


def _day(language: str) -> Rule:
    """Yesterday, today, tomorrow. "Hier" is a place in German, "mañana" also the morning."""
    words = {word.replace(" ", r"\s").replace("'", "['’]"): steps for word, steps in DAYS[language].items()}
    steps = DAYS[language]
    before, after = ("", "") if language == "zh" else (_NOT_IN_A_WORD, r"(?![\w-])")

    def value(match: Match, at: Anchor) -> str | None:
        word = re.sub(r"\s", " ", match[0].lower().replace("’", "'"))
        return shift(str(at.published), "day", steps[word])

    def accepts(match: Match, at: Anchor) -> bool:
        word = match[0]
        if language != "zh" and not word.islower() and at.language != language:
            return False  # a surname: Hoy, Ayer
        if word == "hier":
            return at.language not in {"de", "nl"}
        if word == "Morgen":  # in a sentence the morning
            return re.search(r"[\w,]\s\Z", at.before) is None
        return word != "mañana" or re.search(r"\b(?:la|una|buena|cada)\s\Z", at.before) is None

    needs = tuple(max(re.split(r"[ '-]", word), key=len) for word in steps)
    return Rule(re.compile(rf"{before}(?i:{any_of(words)}){after}"), value, accepts, needs=needs)


def _period(language: str, unit: str, steps: int, words: str, needs: tuple[str, ...]) -> Rule:
    edges = ("", "") if language == "zh" else (_NOT_IN_A_WORD, r"(?!\w)")
    pattern = re.compile(rf"{edges[0]}(?i:{words}){edges[1]}")
    return Rule(
        pattern, lambda _match, at: None if unit == "week" else shift(str(at.published), unit, steps), needs=needs
    )


def _month(language: str, lead: str) -> Rule:
    """A month without its year, behind a preposition; early and late make it approximate."""
    numbers = month_words(language)
    year = rf"(?:,?{S}(?:(?:de|del){S})?(?P<y>{YEAR}))?"
    names = any_of(MONTH_NAMES[language].replace("|", " ").split())
    pattern = re.compile(rf"{_NOT_IN_A_WORD}(?i:{lead})(?P<m>(?i:{names})){year}(?!\w)")

    def value(match: Match, at: Anchor) -> str | None:
        settled = int(match["y"]) if match["y"] else at.year
        found = _in(language, at).with_year(settled).month_day(numbers[match["m"].lower()])
        return f"{found}~" if found and match["phase"] else found

    return Rule(pattern, value, needs=tuple(numbers))


def _vague_year(match: Match, _at: Anchor) -> str | None:
    return f"{match['y']}~"


def _season(match: Match, at: Anchor) -> str | None:
    season = _SEASON_OF[match["season"]]
    if match["y"]:
        return f"{match['y']}-{season}"
    which = "last" if match["last"] or match["last2"] else "next" if match["next"] or match["next2"] else "in"
    return at.season(season, "this" if match["this"] else which)


def _part(first: int, match: Match, at: Anchor) -> str | None:
    """A quarter (sub-years from 33) or half (from 40) of a year: this year's where none is named."""
    year = match["y"] or match["y2"] or (f"{at.published.year:04}" if at.published else None)
    number = ORDINALS[(match["n"] or match["n2"]).lower().rstrip(".")]
    return f"{year}-{first + number - 1}" if year and number <= (4 if first == 33 else 2) else None


def _quarter(match: Match, at: Anchor) -> str | None:
    return _part(33, match, at)


def _half(match: Match, at: Anchor) -> str | None:
    return _part(40, match, at)


def _decade(match: Match, _at: Anchor) -> str | None:
    if match["y"]:
        return f"{match['y'][:3]}X"
    return f"{int(match['century']) - 1}{match['tens'][0]}X"


def _century(match: Match, _at: Anchor) -> str | None:
    number = int(match["n"]) if match["n"] else _roman(match["roman"].upper())
    return f"{number - 1:02}XX" if 1 <= number <= 21 else None


def _roman(digits: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[digit] for digit in digits]
    return sum(-v if v < following else v for v, following in zip(values, [*values[1:], 0], strict=True))


def _count(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS[word.lower()]


def _ago(match: Match, at: Anchor) -> str | None:
    return shift(str(at.published), UNITS[match["unit"]], -_count(match["n"]))


def _later(match: Match, at: Anchor) -> str | None:
    return shift(at.previous, UNITS[match["unit"]], _count(match["n"]))


def _that_year(match: Match, at: Anchor) -> str | None:
    if at.published is None:
        return None
    year = at.published.year + {"前年": -2, "去年": -1, "明年": 1}.get(match["year"], 0)
    return at.with_year(year).month_day(int(match["m"]), int(match["d"]) if match["d"] else None)


def _chinese_digits(match: Match, at: Anchor) -> str | None:
    """二〇二一年三月十二日 in figures."""
    year = int("".join(_DIGITS[digit] for digit in match["y"]))
    month, day = (_chinese_number(match[group]) if match[group] else None for group in ("m", "d"))
    return str(year) if month is None else at.with_year(year).month_day(month, day)


def _chinese_number(digits: str) -> int:
    tens, ten, ones = digits.rpartition("十")
    return (int(_DIGITS[tens]) if tens else 1 if ten else 0) * 10 + (int(_DIGITS[ones]) if ones else 0)


_N = rf"(?P<n>\d{{1,3}}|(?i:{any_of(word for word in COUNTS if word.isascii() or word.isalpha())}))"
_UNIT = rf"(?P<unit>{any_of(UNITS)})"
_WHICH = rf"(?:(?P<last>{LAST})|(?P<next>{NEXT}))"
_WHICH_BEHIND = rf"(?:{S}(?:(?P<last2>{LAST})|(?P<next2>{NEXT})))"
_ORDINAL = any_of(word for word in ORDINALS if (word.isalpha() and word.isascii()) or "è" in word)
_SEASONS = any_of(word for words in list(SEASONS.values())[:3] for word in words)
_EDGE = r"(?!\w)"
_DAYTIME = r"(?:früh|morgen|vormittag|mittag|nachmittag|abend|nacht)?s?"

FOREIGN = (
    *(_day(language) for language in DAYS),
    *(_period(*period) for period in PERIODS),
    Rule(
        re.compile(rf"{_NOT_IN_A_WORD}(?:{_WHICH}{S})?(?P<w>{any_of(_WEEKDAYS)}){_DAYTIME}{_WHICH_BEHIND}?{_EDGE}"),
        _weekday,
        lambda m, at: (
            (
                m["w"].islower()
                or at.language == _WEEKDAYS[m["w"]][0]
                or re.search(r"\b(?:am|vom|bis|seit)\s\Z", at.before) is not None
            )
            and not (m["w"] == "Domingo" and re.match(rf"{S}[A-ZÀ-Ý]", at.after))
        ),
        needs=tuple(word.lower() for word in _WEEKDAYS),
    ),
    Rule(
        re.compile("(?P<which>[上本下这這])?个?(?:周|週|星期|礼拜|禮拜)(?P<w>[一二三四五六日天])(?!\\w?年)"),
        _chinese_weekday,
        needs=("周", "週", "星期", "礼拜", "禮拜"),
    ),
    _month("de", rf"(?:(?P<phase>Anfang|Mitte|Ende){S}|(?:im|seit|bis|ab|vom){S}(?:(?:Monat){S})?)"),
    _month(
        "fr",
        rf"(?:(?P<phase>début{S}|fin{S}|à{S}la{S}(?:mi-|fin{S})|(?:la{S})?mi-)(?:de{S})?"
        rf"|(?:en|depuis|dès|jusqu['’]en|au{S}mois{S}d(?:e{S}|['’])){S}?)",
    ),
    _month(
        "es",
        rf"(?:(?P<phase>(?:a{S})?(?:principios|comienzos|mediados|finales|fines){S}de{S})|(?:en|desde|hasta){S}"
        rf"(?:el{S}mes{S}de{S})?)",
    ),
    Rule(
        re.compile(
            rf"{_NOT_IN_A_WORD}(?i:(?:Anfang|Mitte|Ende|etwa|circa|début|fin|vers|autour{S}de|environ|hacia|alrededor{S}de|"
            rf"a{S}(?:principios|comienzos|mediados|finales){S}de)){S}(?:des{S}Jahres{S})?(?P<y>{YEAR}){_EDGE}"
        ),
        _vague_year,
    ),
    Rule(re.compile(r"(?<!\d)(?P<y>(?:1\d|20)\d\d)年(?:年?[初中底末])"), _vague_year, needs=("年",)),
    Rule(
        re.compile(
            rf"{_NOT_IN_A_WORD}(?:(?:im|in|au|en|el|l['’]|la|le|del|desde{S}(?:el|la)|seit{S}dem){S}?)?"
            rf"(?:(?P<this>diesen|diesem|cet|ce|este|esta){S}|(?:im{S})?{_WHICH}{S})?(?P<season>{_SEASONS})"
            rf"(?:{_WHICH_BEHIND}|{S}(?:(?:de|del){S})?(?P<y>{YEAR}))?{_EDGE}"
        ),
        _season,
        lambda m, at: (
            bool(m["y"] or m["this"] or m["last"] or m["next"] or m["last2"] or m["next2"])
            or (m[0] != m["season"] != "été" and at.language != "en")
        ),
        needs=tuple(word.lower() for word in _SEASON_OF),
    ),
    Rule(
        re.compile(
            "(?P<y>(?:1\\d|20)\\d\\d)年(?P<this>)(?P<last>)(?P<last2>)(?P<next>)(?P<next2>)(?P<season>[春夏秋冬])[季天]?"
        ),
        _season,
        needs=("年",),
    ),
    Rule(
        re.compile(
            rf"{_NOT_IN_A_WORD}(?:(?:(?P<n>(?i:{_ORDINAL})|[1-4]\.?){S}(?i:Quartal|trimestre)(?:{S}(?:(?:de|del){S})?(?P<y>{YEAR}))?)"
            rf"|T(?P<n2>[1-4]){S}(?P<y2>{YEAR})){_EDGE}"
        ),
        _quarter,
        role="quarter",
        needs=("quartal", "trimestre", "t1", "t2", "t3", "t4"),
    ),
    Rule(
        re.compile("(?:(?P<y>(?:1\\d|20)\\d\\d)年)?第?(?P<n>[一二三四1-4])季度(?P<n2>)(?P<y2>)"),
        _quarter,
        role="quarter",
        needs=("季度",),
    ),
    Rule(
        re.compile(
            rf"{_NOT_IN_A_WORD}(?P<n>(?i:{_ORDINAL})|[12]\.?){S}(?i:Halbjahr|semestre|mitad|moitié)(?:{S}(?:de{S})?(?P<y>{YEAR}))?"
            rf"(?P<n2>)(?P<y2>){_EDGE}"
        ),
        _half,
        needs=("halbjahr", "semestre", "mitad", "moitié"),
    ),
    Rule(re.compile("(?:(?P<y>(?:1\\d|20)\\d\\d)年)(?P<n>[上下])半年(?P<n2>)(?P<y2>)"), _half, needs=("半年",)),
    Rule(
        re.compile(
            rf"{_NOT_IN_A_WORD}(?:(?:die|der|den|in{S}den){S})?(?P<y>(?:1\d|20)\d0)er(?:n)?(?:(?:-|{S})Jahren?)?{_EDGE}"
            rf"|{_NOT_IN_A_WORD}(?:(?:les|des){S})?années{S}(?P<y2>(?:1\d|20)\d0){_EDGE}"
        ),
        lambda m, _at: f"{(m['y'] or m['y2'])[:3]}X",
        needs=("0er", "années"),
    ),
    Rule(
        re.compile(rf"{_NOT_IN_A_WORD}(?:(?:los|en{S}los){S})?años{S}(?P<y>(?:1\d|20)\d0){_EDGE}"),
        _decade,
        needs=("años",),
    ),
    Rule(
        re.compile("(?:(?P<y>(?:1\\d|20)\\d0)|(?P<century>1\\d|20|21)世纪(?P<tens>[1-9]0))年代"),
        _decade,
        needs=("年代",),
    ),
    Rule(
        re.compile(
            rf"{_NOT_IN_A_WORD}(?P<n>\d{{1,2}})\.{S}Jahrhunderts?{_EDGE}|{_NOT_IN_A_WORD}(?P<roman>[IVX]{{1,5}})(?:e|ème){S}siècle{_EDGE}"
        ),
        _century,
        needs=("jahrhundert", "siècle"),
    ),
    Rule(re.compile(rf"{_NOT_IN_A_WORD}(?P<n>)siglo{S}(?P<roman>[IVX]{{1,5}}){_EDGE}"), _century, needs=("siglo",)),
    Rule(re.compile(r"(?<!\d)(?P<n>\d{1,2})世[纪紀](?!\d)(?P<roman>)"), _century, needs=("世",)),
    Rule(
        re.compile(rf"{_NOT_IN_A_WORD}(?i:vor|il{S}y{S}a|hace){S}{_N}{S}{_UNIT}{_EDGE}"),
        _ago,
        role="derived",
    ),
    Rule(
        re.compile("(?P<year>前年|去年|今年|明年)(?P<m>\\d{1,2})月(?:(?P<d>\\d{1,2})[日号號])?"),
        _that_year,
        needs=("月",),
    ),
    Rule(re.compile(rf"(?<![\d第]){_N}(?P<unit>年|天|个月|個月)(?:之?前|以前)"), _ago, role="derived", needs=("前",)),
    Rule(
        re.compile(rf"{_NOT_IN_A_WORD}{_N}{S}{_UNIT}{S}(?:später|danach|plus{S}tard|après|después|más{S}tarde){_EDGE}"),
        _later,
        role="derived",
        needs=("später", "danach", "tard", "après", "después"),
    ),
    Rule(
        re.compile(rf"(?<![\d第]){_N}(?P<unit>年|天|个月|個月)(?:之?后|之?後|以后|以後)"),
        _later,
        role="derived",
        needs=("后", "後"),
    ),
    Rule(
        re.compile(
            "(?P<y>[一二][〇○零一二三四五六七八九]{3})年(?:(?P<m>十[一二]?|[一二三四五六七八九])月(?:(?P<d>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号號])?)?"
        ),
        _chinese_digits,
        needs=("年",),
    ),
)
