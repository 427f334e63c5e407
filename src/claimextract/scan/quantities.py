"""Quantities: a number with what is counted and how exactly ("more than 300 sheep", "about $3bn", "12 percent")."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import cast

from claimextract.language.numerals import Numeral, find_numerals
from claimextract.models import Comparator, Quantity, Span

_S = r"[ \t\u00a0\u202f]?\n?[ \t\u00a0\u202f]?"
_CURRENCY_SIGNS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD", "NT$": "TWD", "R$": "BRL",
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₴": "UAH",
    "Rs.": "INR", "Rs": "INR", "RMB": "CNY", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CNY": "CNY", "JPY": "JPY",
    "CHF": "CHF",
}  # fmt: skip
_CURRENCY_WORDS = {
    "dollar": "USD", "dlr": "USD", "usd": "USD", "euro": "EUR", "eur": "EUR", "gbp": "GBP", "yuan": "CNY",
    "renminbi": "CNY", "rmb": "CNY", "cny": "CNY", "yen": "JPY", "jpy": "JPY", "ruble": "RUB", "rouble": "RUB",
    "rupee": "INR", "chf": "CHF", "美元": "USD", "欧元": "EUR", "人民币": "CNY", "元": "CNY",
}  # fmt: skip
_UNIT_SIGNS = {"%": "percent", "％": "percent", "$": "USD", "€": "EUR", "£": "GBP", "人": "people"}
_PERCENT = re.compile(
    rf"{_S}(?:%|％|-?per{_S}?cent\b(?!age)|pct\b\.?|Prozent\b|pour{_S}cent\b|por{_S}ciento\b)", re.IGNORECASE
)
_POINTS = re.compile(rf"{_S}-?percentage{_S}points?\b", re.IGNORECASE)
_SIGN_AFTER = re.compile(r"[ \u00a0\u202f]?(?:US)?([$€£]|美元|欧元|人民币|元|人)")
_MEASURE = re.compile(r"[ \u00a0-]?(km/h|km²|km2|km|kg|cm|mm|mph|kph|ft|lbs?|MW|GW|kW|GWh|MWh|kWh|TWh|GB|MB|TB)\b")

_COMPARATORS: dict[str, str] = {
    ">=": "at least|no fewer than|no less than|not less than|a minimum of|mindestens|au moins|al menos|至少",
    "<=": "up to|at most|no more than|not more than|as many as|as much as|a maximum of|höchstens|bis zu|jusqu'à|"
    "au plus|hasta|至多|最多",
    ">": "more than|over|greater than|higher than|above|exceeding|upwards of|in excess of|well over|mehr als|über|"
    "plus de|más de|超过",
    "<": "fewer than|less than|lower than|under|below|weniger als|unter|moins de|menos de|不到",
    "~": "about|nearly|almost|roughly|some|around|approximately|an estimated|estimated|close to|circa|ca.|etwa|rund|"
    "fast|environ|près de|alrededor de|cerca de|casi|约|大约|近",
}
_COMPARATOR_OF = {phrase: sign for sign, phrases in _COMPARATORS.items() for phrase in phrases.split("|")}
_PHRASES = "|".join(re.escape(phrase).replace(r"\ ", _S) for phrase in sorted(_COMPARATOR_OF, key=len, reverse=True))
_BEFORE = re.compile(rf"(?:(?<!\w)|(?<=[\u4e00-\u9fff]))(?:{_PHRASES})\s{{0,2}}\Z", re.IGNORECASE)
_AFTER = re.compile(rf"(?:(?P<plus>\+)|{_S}or{_S}(?P<word>more|so|fewer|less)\b)", re.IGNORECASE)
_AFTER_SIGNS = {"more": ">=", "so": "~", "fewer": "<=", "less": "<="}

_WORD = re.compile(r"[ \t\u00a0]{1,2}|[ \t]?\n[ \t]?|-")
_NOUN = re.compile(r"[^\W\d_]{1,40}(?:[’'-][^\W\d_]{1,40}){0,4}")
_STOP = (
    "a an the this that these those of in on at by for from to with into and or nor but than as per if so not no "
    "who whom which whose where when while after before since until is are was were be been has have had do does "
    "did will would can could may might must should said says ago later earlier more less fewer other others "
    "another such each every it its he she they we you his her their our my out up down off over under about "
    "against between through during among times made "
)
_STOP_WORDS = frozenset(_STOP.split())
_PLURALS = {
    "people": "people", "persons": "people", "individuals": "people", "men": "man", "women": "woman",
    "children": "child", "lives": "life", "wives": "wife", "feet": "foot", "teeth": "tooth", "series": "series",
    "species": "species", "crises": "crisis", "police": "police", "sheep": "sheep", "fish": "fish",
    "aircraft": "aircraft", "headquarters": "headquarters", "yen": "yen", "yuan": "yuan", "renminbi": "renminbi",
}  # fmt: skip
_LABEL = re.compile(
    r"(?:\b(?:Article|Section|Resolution|Chapter|Flight|Page|Volume|Vol|Issue|Route|Highway|Room|Act|Part|Phase|Level|"
    r"Figure|Table|Channel|Group)[.:]?|\bNo\.|#|\bp\.)\s?\Z"
)
# Numbers in adjectives and names: "zero-sum", "a one-sided deal", "the one China policy", "“one town, two ports” plan".
_ADJECTIVE = re.compile(
    r"(?i:zero|one)[-‐‑](?!(?:second|minute|hour|day|night|week|month|year|mile|metre|meter|foot|storey|story)s?\b)[a-z]"
)
_PRINCIPLE = r"(?:policy|policies|principles?|doctrine|formula|framework|slogan)\b"
_NAMED = re.compile(rf"[-‐‑ ][A-Z]\w+[”\"’']? {_PRINCIPLE}")
_QUOTED = re.compile(r"[“\"‘'][\w, -]{0,30}\Z")
_QUOTED_NAME = re.compile(rf"[-‐‑ ][\w, -]{{1,30}}[”\"’'] {_PRINCIPLE}")
_CLOCK = re.compile(r":\d\d|[ \u00a0]?(?:[ap]\.?m\b|o['’]clock|Uhr\b)", re.IGNORECASE)


def find_quantities(text: str, skip: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """Find every quantity in ``text``, in text order.

    Args:
        text: any text.
        skip: spans whose numbers are no quantities, such as dates; sorted by start.

    Returns:
        One record for each number that counts or measures; numbers that only name are left out (Article 5, 10:30).
        ``unit`` is ``percent``, ``percentage point``, a currency's ISO 4217 code, ``people``, a measure as written
        (``km``), the singular of the noun that is counted in lower case, or None. ``span`` covers comparator, number
        and unit.
    """
    begins = [start for start, _ in skip]
    every = find_numerals.__wrapped__(text)  # a whole document, which is asked for once: nothing to remember
    numerals = [n for n in every if not _inside(n, begins, skip) and _counts(text, n)]
    found: list[Quantity] = []
    for numeral, following in zip(numerals, [*numerals[1:], None], strict=False):
        start, unit = _currency_before(text, numeral.start)
        end = numeral.end
        after = _AFTER.match(text, end)
        if after:
            end = after.end()
        if unit is None:
            unit, end = _unit_after(text, end, numeral)
        if (
            unit is None
            and following
            and re.fullmatch(r"\s?(?:-|–|—|to|and|or|bis|à|a)\s?", text[end : following.start])
        ):
            unit = _unit_after(text, following.end, following)[0]  # "30 to 40 percent"
        comparator = "="
        before = _BEFORE.search(text, max(0, start - 24), start)
        if after:
            comparator = ">=" if after["plus"] else _AFTER_SIGNS[after["word"].lower()]
        if before:
            comparator = _COMPARATOR_OF[re.sub(r"\s+", " ", before[0].strip().lower())]
            start = before.start()
        found.append(
            Quantity(
                value=numeral.value,
                unit=unit,
                comparator=cast(Comparator, comparator),
                span=Span.of(text, start, end),
            )
        )
    return found


def _inside(numeral: Numeral, begins: Sequence[int], skip: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(begins, numeral.end - 1) - 1
    return index >= 0 and numeral.start < skip[index][1]


def _counts(text: str, numeral: Numeral) -> bool:
    """Whether the number is an amount: no label (Article 5), no time of day, no part of a name (Seven Sisters)."""
    if numeral.exact[0].isupper() and numeral.start and re.match(r" [A-Z]", text[numeral.end : numeral.end + 2]):
        return False
    quoted = _QUOTED.search(text, max(0, numeral.start - 32), numeral.start)
    adjective = _ADJECTIVE.match(text, numeral.start)
    if (adjective and adjective.end() == numeral.end + 2) or _NAMED.match(text, numeral.end):
        return False
    if quoted and _QUOTED_NAME.match(text, numeral.end):
        return False
    before = text[max(0, numeral.start - 14) : numeral.start]
    return not (
        _LABEL.search(before) or _CLOCK.match(text, numeral.end) or re.search(r"\d:\Z", before) or before.endswith("@")
    )


def _currency_before(text: str, start: int) -> tuple[int, str | None]:
    before = text[max(0, start - 4) : start]
    stripped = before.rstrip(" \u00a0")
    gap = len(before) - len(stripped)
    for sign, code in _CURRENCY_SIGNS.items():
        if stripped.endswith(sign) and gap <= 1:
            begin = start - gap - len(sign)
            if not (sign[0].isalpha() and text[begin - 1 : begin].isalpha()):
                return begin, code
    return start, None


def _unit_after(text: str, end: int, numeral: Numeral) -> tuple[str | None, int]:
    """The unit that follows a number, and where it ends."""
    for pattern, unit in ((_POINTS, "percentage point"), (_PERCENT, "percent")):
        if match := pattern.match(text, end):
            return unit, match.end()
    if match := _SIGN_AFTER.match(text, end):
        return _UNIT_SIGNS.get(match[1]) or _CURRENCY_WORDS[match[1]], match.end()
    if match := _MEASURE.match(text, end):
        return match[1], match.end()
    return _counted(text, end, numeral)


def _counted(text: str, end: int, numeral: Numeral) -> tuple[str | None, int]:
    """The noun counted: the first plural within four words; after a hyphen, or after one, the word itself."""
    position, last = end, None
    for _ in range(4):
        gap = _WORD.match(text, position)
        word = _NOUN.match(text, gap.end()) if gap else None
        if gap is None or word is None or word[0].lower() in _STOP_WORDS:
            break
        lowered = word[0].lower().replace("’", "'").removesuffix("'s")
        if gap[0] == "-" and position == end:
            return _named(lowered.split("-")[0]), gap.end() + len(word[0].split("-")[0])
        if (single := _singular(lowered)) is not None:
            return _named(single), word.end()
        if lowered in _CURRENCY_WORDS:
            return _CURRENCY_WORDS[lowered], word.end()
        position, last = word.end(), word
    if last is not None and abs(numeral.value) == 1:
        return _named(last[0].lower()), last.end()
    return None, end


def _named(noun: str) -> str:
    return "people" if noun in {"person", "individual"} else _CURRENCY_WORDS.get(noun, noun)


def _singular(word: str) -> str | None:
    """The singular of a plural noun; None for a word that does not look like one."""
    word = word.rsplit("-", 1)[-1]
    if word in _PLURALS:
        return _PLURALS[word]
    if not word.endswith("s") or word.endswith(("ss", "us", "is", "'s", "ous")) or len(word) < 4:
        return None
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]
