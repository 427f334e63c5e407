"""Numbers as a text writes them: digits, spelled numbers, and both together ("1.4 billion", "three million")."""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Numeral:
    """A cardinal number in a text: ``text[start:end] == exact``, in code points. A currency sign is not part of it."""

    start: int
    end: int
    value: float
    exact: str


_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: number for number, word in enumerate(_SMALL.split())}
_TENS = {word: 10 * number for number, word in enumerate(_ROUND.split(), start=2)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "lakh": 1e5,
    "crore": 1e7,
}
_SHORT_SCALES = {
    "bn": 1e9,
    "tn": 1e12,
    "mn": 1e6,
    "mln": 1e6,
    "bln": 1e9,
    "tln": 1e12,
    "mio": 1e6,
    "mrd": 1e9,
    "k": 1e3,
    "m": 1e6,
    "b": 1e9,
    "万亿": 1e12,
    "亿": 1e8,
    "億": 1e8,
    "万": 1e4,
    "萬": 1e4,
}
# After digits only: as words of their own these are too easily something else.
_FOREIGN_SCALES = {
    "millions": 1e6,
    "milliards": 1e9,
    "milliard": 1e9,
    "millionen": 1e6,
    "milliarden": 1e9,
    "milliarde": 1e9,
    "billionen": 1e12,
    "millones": 1e6,
    "millón": 1e6,
    "mil millones": 1e9,
}
_FRACTIONS = {
    "half": 1 / 2,
    "halves": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fourth": 1 / 4,
    "fourths": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
    "sixth": 1 / 6,
    "sixths": 1 / 6,
    "eighth": 1 / 8,
    "eighths": 1 / 8,
    "tenth": 1 / 10,
    "tenths": 1 / 10,
}
_VULGAR = {
    "½": 1 / 2,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "¼": 1 / 4,
    "¾": 3 / 4,
    "⅕": 0.2,
    "⅛": 0.125,
    "⅜": 0.375,
    "⅝": 0.625,
    "⅞": 0.875,
}

# A letter of a script that puts spaces between words: Chinese and Japanese may touch a number without being part of it.
_LETTER = r"[^\W\d_\u2e80-\u9fff\uf900-\ufaff]"
_SPACE = r"(?:[ \t\u00a0\u2009\u202f]|[ \t]?\r?\n[ \t]?)"


def _alternatives(words: dict[str, float]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DIGITS = re.compile(
    rf"""
    (?P<sign>(?<![\w.,\-−–—)%/])[-−](?=[\d.]))?
    (?P<number>
        \d{{1,3}}(?:[\u00a0\u2009\u202f]\d{{3}})+(?:[.,]\d+)?   # 1 234 567,8 with a fixed space
      | [1-9]\d{{0,2}}(?:[ ]0\d\d|(?:[ ]\d{{3}}){{2,3}})(?:,\d+)?(?!\d)     # 5 000; 1 234 567
      | \d[\d.,]*(?<![.,])                                      # any mixture, judged by _plain_number
      | (?<![.\w])\.\d+
    )
    (?P<rest>[½⅓⅔¼¾⅕⅛⅜⅝⅞]|[ -](?P<top>\d{{1,2}})/(?P<bottom>2|3|4|5|8|16|32|64)(?![\d/]))?
    (?:
        (?:{_SPACE}|-)?(?P<scale>{_alternatives(_SCALES | _FOREIGN_SCALES)}|bn|tn|mn|mln|bln|Mio|Mrd)(?!\w)
      | (?P<short>{_alternatives(_SHORT_SCALES)})(?!{_LETTER}|\d)
    )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PREFIX_BEFORE = re.compile(r"(?:[$€£¥₹₽₩₺]|\b(?:US|USD|EUR|GBP|RMB|CNY|JPY|CHF|Rs|Rs\.|DM|SFr))\Z")
_WORD_BEFORE = re.compile(rf"({_LETTER}+)[-‐‑]?\Z")
# "pre-2020" and "top-10" hold a number; "G-7", "COVID-19" and "F-35" are names.
_OPEN = "pre post mid top under over sub plus early late since from to and or by of in until between than about some"
_OPEN_PREFIXES = frozenset(_OPEN.split())
_UNIT_AFTER = re.compile(
    r"(?:km|kg|cm|mm|mph|kph|kmh|ft|lb|lbs|mg|ml|pc|pct|GW|MW|kW|GWh|MWh|kWh|TWh|GB|MB|TB|m|g|p)\b²?"
)

_CARDINAL = _alternatives({**_UNITS, **_TENS})
_JOINER = r"(?:-|‐|‑|[ \t\u00a0]|[ \t]?\r?\n[ \t]?)"
_WORDS = re.compile(
    rf"""
    (?<![\w’'])
    (?:
        (?P<run>(?:(?:an?{_SPACE}(?={_alternatives(_SCALES)}))?(?:{_CARDINAL}|{_alternatives(_SCALES)})\b)
            (?:{_JOINER}(?:and{_SPACE})?(?:{_CARDINAL}|{_alternatives(_SCALES)})\b){{0,12}})
        (?:(?P<half>{_SPACE}and{_SPACE}a{_SPACE}half\b)(?:{_SPACE}(?P<halfscale>{_alternatives(_SCALES)})\b)?
          |[-‐‑ ](?P<fraction>{_alternatives(_FRACTIONS)})\b)?
      | (?P<part>half)(?:{_SPACE}an?{_SPACE}|-)(?P<partscale>{_alternatives(_SCALES)})\b
      | (?P<bare>half)(?={_SPACE}(?:of|the|its|their|his|her|our|my|your|all)\b)
      | an?{_SPACE}(?P<of>{_alternatives(_FRACTIONS)})(?={_SPACE}of\b)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_]+")
_NOT_A_COUNT_BEFORE = re.compile(
    r"\b(?:no|any|every|some|each|this|that|which|the|another|first|last|next|only|loved|not)[ \t\n-]\Z", re.IGNORECASE
)
_COUNTED_AFTER = re.compile(
    r"[ \t\n-](?!(?:of|another|that|who|which|and|or|is|was|has|had|can|could|may|might|must|should|will|would|to|in|"
    r"on|by|with|for|as|at|from|side|does|did|wants|needs|sees|way|such|more)\b)[^\W\d_]",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Find every cardinal number in ``text``, in text order, none overlapping.

    Read are digits with separators (``1,234``, ``1.234.567``, ``3,5``), scales (``1.4 billion``, ``$3bn``, ``3亿``),
    English spelled numbers (``twenty-one``, ``a hundred``, ``two and a half million``) and plain fractions. A lone
    group of three after a point is a decimal (``1.234``), after a comma thousands (``1,234``). Left out: digits in
    names (``5G``, ``G-7``, ``COVID-19``), ordinals, decades (``1990s``), vague words (``dozens``), pronoun ``one``.
    """
    found = [numeral for match in _DIGITS.finditer(text) if (numeral := _from_digits(text, match))]
    taken = {position for numeral in found for position in range(numeral.start, numeral.end)}
    for match in _WORDS.finditer(text):
        found.extend(n for n in _from_words(text, match) if n.start not in taken)
    return tuple(sorted(found, key=lambda numeral: numeral.start))


def _from_digits(text: str, match: re.Match[str]) -> Numeral | None:
    value = _plain_number(match["number"])
    if value is None or not _stands_free(text, match):
        return None
    end = match.end("number")
    if match["top"] and int(match["top"]) >= int(match["bottom"]):
        return Numeral(match.start(), end, value, text[match.start() : end])
    if match["rest"]:
        end = match.end("rest")
        value += _VULGAR.get(match["rest"]) or int(match["top"]) / int(match["bottom"])
    if match["scale"]:
        end = match.end("scale")
        word = match["scale"].lower()
        value *= _SCALES.get(word) or _FOREIGN_SCALES.get(word) or _SHORT_SCALES[word]
    elif match["short"]:
        word = match["short"].lower()
        # "5m" may be metres and "5b" a paragraph: only money makes them millions and billions.
        if word not in {"m", "b"} or _PREFIX_BEFORE.search(text[max(0, match.start() - 4) : match.start()]):
            end = match.end("short")
            value *= _SHORT_SCALES[word]
    if match["sign"]:
        value = -value
    return Numeral(match.start(), end, value, text[match.start() : end])


def _plain_number(digits: str) -> float | None:
    """The value of digits with separators; None for what is no number, such as 1.2.3."""
    digits = re.sub(r"[ \u00a0\u2009\u202f]", "", digits)
    if len(digits) > 30:
        return None
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        return float(digits.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}", digits):
        return float(digits.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        return float(digits.replace(",", "."))
    return float(digits) if re.fullmatch(r"\d*\.?\d+", digits) else None


def _stands_free(text: str, match: re.Match[str]) -> bool:
    """Whether the digits are a number of their own and no part of a name, an ordinal or a decade."""
    start, end = match.start(), match.end()
    before = text[max(0, start - 40) : start]
    if before[-1:] == "_" or (before[-1:] in {".", ","} and before[-2:-1].isdigit()):
        return False
    word = _WORD_BEFORE.search(before)
    if word and not _PREFIX_BEFORE.search(before):
        joined = before[-1] not in "-‐‑"
        if joined or word[1].lower() not in _OPEN_PREFIXES:
            return False
    tail = text[end : end + 8]
    return not re.match(rf"{_LETTER}|_", tail) or bool(_UNIT_AFTER.match(tail))


def _from_words(text: str, match: re.Match[str]) -> list[Numeral]:
    start, end = match.span()
    whole = text[start:end]
    if match["bare"] or match["of"]:
        return [Numeral(start, end, _FRACTIONS[(match["bare"] or match["of"]).lower()], whole)]
    if match["part"]:
        return [Numeral(start, end, 0.5 * _SCALES[match["partscale"].lower()], whole)]
    numbers = _spelled(match["run"], match.start("run"))
    if not numbers:
        return []
    first, last, value = numbers[-1]
    if match["fraction"]:
        part = match["fraction"].lower()
        # "one third" is a part, "two-third" and "five sixth" are not; "twenty fifth" is an ordinal.
        if (value == 1) == (part.endswith("s")) or value > 9:
            return []
        numbers[-1] = (first, end, value * _FRACTIONS[part])
    elif match["half"]:
        scale = _SCALES[match["halfscale"].lower()] if match["halfscale"] else 1.0
        numbers[-1] = (first, end, (value + 0.5) * scale)
    elif len(numbers) == 1 and text[first:last].lower() == "one" and not _is_count(text, first, last):
        return []
    return [Numeral(a, b, number, text[a:b]) for a, b, number in numbers]


def _is_count(text: str, start: int, end: int) -> bool:
    """Whether a lone "one" counts something: "one witness", not "no one", "one of", "the one who"."""
    return not _NOT_A_COUNT_BEFORE.search(text[max(0, start - 9) : start]) and bool(_COUNTED_AFTER.match(text, end))


def _spelled(run: str, offset: int) -> list[tuple[int, int, float]]:
    """Split a run of number words into numbers: (start, end, value) each; "two three" is two of them."""
    numbers: list[tuple[int, int, float]] = []
    start: int | None = None
    end = 0
    total = group = 0.0
    ceiling = 0.0  # only a smaller word may be added: "twenty five" but not "five twenty"
    largest = float("inf")  # scales must fall: "two million three thousand"
    latest = (0, 0, 0.0)  # where the last word was added, what ended before it, what it added

    def close() -> None:
        if start is not None:
            numbers.append((offset + start, offset + end, total + group))

    for token in _TOKEN.finditer(run):
        word = token[0].lower()
        if word in {"a", "an"}:
            close()
            start, end, total, group, ceiling, largest = token.start(), token.end(), 0.0, 1.0, 0.0, float("inf")
        elif word in _SCALES:
            scale = _SCALES[word]
            if start is None:
                continue  # "hundred" with nothing before it is vague
            if scale == 100 and group >= 100:  # "one hundred and three hundred" are two
                begin, before, added = latest
                numbers.append((offset + start, offset + before, total + group - added))
                start, total, group, ceiling, largest = begin, 0.0, added * 100, 100, float("inf")
            elif scale == 100 and group:
                group, ceiling = group * 100, 100
            elif scale < largest:
                total, group, largest, ceiling = total + group * scale, 0.0, scale, 1000
            end = token.end()
        elif word != "and":
            number = float(_UNITS[word] if word in _UNITS else _TENS[word])
            if start is None or number >= ceiling or number == 0:
                close()
                start, total, group, largest = token.start(), 0.0, number, float("inf")
            else:
                latest = (token.start(), end, number)
                group += number
            end, ceiling = token.end(), 10.0 if number >= 20 else 0.0
    close()
    return numbers
