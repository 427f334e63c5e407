"""The units that a text gives its numbers: currencies, shares, measures."""

import re

from ..language.numerals import Numeral

_CURRENCIES = {
    "$": "dollars",
    "€": "euros",
    "£": "pounds",
    "¥": "yen",
    "₹": "rupees",
    "₽": "roubles",
    "₩": "won",
    "₺": "lira",
    "usd": "dollars",
    "us$": "dollars",
    "eur": "euros",
    "gbp": "pounds",
    "rmb": "yuan",
    "cny": "yuan",
    "jpy": "yen",
    "chf": "francs",
    "rs": "rupees",
}
_CURRENCY_BEFORE = re.compile(
    r"(us\$|[$€£¥₹₽₩₺]|\b(?:usd|eur|gbp|rmb|cny|jpy|chf|rs\.?))[ \u00a0]?[-−]?$", re.IGNORECASE
)
# The first group that matches what follows a number names its unit.
_UNITS_AFTER = (
    ("percentage points", r"percentage[- ]points?|pp\b|points?\s+of\s+a\s+percent"),
    ("basis points", r"basis[- ]points?|bps?\b"),
    ("percent", r"%|per\s?cent\b|percent\b|pct\b"),
    ("permille", r"‰"),
    ("points", r"points?\b"),
    ("dollars", r"(?:u\.?s\.?\s+)?dollars?\b|usd\b"),
    ("cents", r"cents?\b"),
    ("euros", r"euros?\b|eur\b|€"),
    ("pounds", r"pounds?\b"),
    ("yuan", r"yuan\b|renminbi\b|rmb\b"),
    ("yen", r"yen\b"),
    ("rupees", r"rupees?\b"),
    ("roubles", r"rou?bles?\b"),
    ("francs", r"francs?\b"),
    ("crowns", r"crowns?\b|krone[rn]?\b|kron(?:a|or)\b"),
    ("degrees C", r"°\s?C\b|degrees?\s+(?:celsius|centigrade)\b"),
    ("degrees F", r"°\s?F\b|degrees?\s+fahrenheit\b"),
    ("degrees", r"°|degrees?\b"),
    ("square kilometres", r"square\s+(?:kilomet(?:er|re)s?|km)\b|km[²2]|km\^2|sq\.?\s?km\b"),
    ("square metres", r"square\s+met(?:er|re)s?\b|m[²2](?!\w)"),
    ("square miles", r"square\s+miles?\b"),
    ("cubic metres", r"cubic\s+met(?:er|re)s?\b|m[³3](?!\w)"),
    ("km/h", r"km/h\b|kph\b|kmh\b|kilomet(?:er|re)s?\s+(?:per|an)\s+hour\b"),
    ("mph", r"mph\b|miles?\s+(?:per|an)\s+hour\b"),
    ("nautical miles", r"nautical\s+miles?\b"),
    ("kilometres", r"kilomet(?:er|re)s?\b|km\b"),
    ("metres", r"met(?:er|re)s?\b|m\b"),
    ("centimetres", r"centimet(?:er|re)s?\b|cm\b"),
    ("millimetres", r"millimet(?:er|re)s?\b|mm\b"),
    ("miles", r"miles?\b"),
    ("feet", r"feet\b|foot\b|ft\b"),
    ("inches", r"inch(?:es)?\b"),
    ("acres", r"acres?\b"),
    ("hectares", r"hectares?\b|ha\b"),
    ("tonnes", r"(?:metric\s+tons?|tonnes?|t)\b"),
    ("tons", r"tons?\b"),
    ("kilograms", r"kilo(?:gram(?:me)?)?s?\b|kg\b"),
    ("grams", r"gram(?:me)?s?\b|g\b"),
    ("litres", r"lit(?:er|re)s?\b"),
    ("gallons", r"gallons?\b"),
    ("barrels", r"barrels?\b"),
    ("gigawatts", r"gigawatts?\b|GW\b"),
    ("megawatts", r"megawatts?\b|MW\b"),
    ("kilowatts", r"kilowatts?\b|kW\b"),
    ("seconds", r"seconds?\b"),
    ("minutes", r"minutes?\b"),
    ("hours", r"hours?\b"),
    ("days", r"days?\b"),
    ("weeks", r"weeks?\b"),
    ("months", r"months?\b"),
    ("years", r"years?\b"),
    ("decades", r"decades?\b"),
    ("centuries", r"centur(?:y|ies)\b"),
    ("times", r"times\b|-?fold\b"),
)
_UNIT_PATTERNS = tuple(
    (unit, re.compile(rf"(?:[\s\u00a0-]{{0,2}})(?:{pattern})", re.IGNORECASE)) for unit, pattern in _UNITS_AFTER
)
CURRENCIES = frozenset(_CURRENCIES.values())
# A unit that a number may not lose or gain without changing what it says.
BINDING = CURRENCIES | {"percent", "percentage points", "basis points", "permille", "points", "cents", "crowns"}


def unit_of(text: str, numeral: Numeral) -> str | None:
    """The unit that ``text`` gives a number by a sign before or a word after it, None if none."""
    currency = _CURRENCY_BEFORE.search(text[max(0, numeral.start - 6) : numeral.start])
    if currency:
        return _CURRENCIES[currency[1].lower().rstrip(".")]
    for unit, pattern in _UNIT_PATTERNS:
        if pattern.match(text, numeral.end):
            return unit
    return None
