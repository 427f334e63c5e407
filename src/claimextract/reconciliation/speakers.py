"""Names that stand for one voice: a state and its capital, its officials; a body and what it published."""

import re

from claimextract.language.names import COUNTRIES, place_of

# Seats of government, and names of states other than those that a people's name leads to.
_SEATS_TEXT = """
beijing:china prc:china people's republic of china:china mainland china:china moscow:russia kremlin:russia
russian federation:russia washington:america us:america usa:america united states:america white house:america
london:britain uk:britain united kingdom:britain downing street:britain paris:france berlin:germany tokyo:japan
delhi:india new delhi:india kyiv:ukraine kiev:ukraine taipei:taiwan tehran:iran ankara:turkey canberra:australia
ottawa:canada rome:italy madrid:spain warsaw:poland islamabad:pakistan pyongyang:north korea seoul:south korea
jakarta:indonesia manila:philippines hanoi:vietnam riyadh:saudi cairo:egypt damascus:syria baghdad:iraq
budapest:hungary vienna:austria athens:greece lisbon:portugal stockholm:sweden oslo:norway copenhagen:denmark
helsinki:finland the hague:netherlands
"""
_SEAT: dict[str, str] = dict(re.findall(r"([a-z' ]+?):((?:north |south )?[a-z]+)\s+", _SEATS_TEXT.lstrip()))
_STATES = COUNTRIES - {"europe", "asia", "africa"} | {"north korea", "south korea"}
# Those who speak for a state when nobody of them is named.
_OFFICE = re.compile(
    r"(?:\s*\b(?:officials?|leaders?|leadership|government|authorities|diplomats?|policymakers?|state|foreign|defen[cs]e"
    r"|interior|ministry|administration|spokes(?:man|woman|person|people)))+$"
)
_BEFORE = re.compile(r"^(?:(?:the|some|senior|top|unnamed)\s+)+")
_OWNED = re.compile(
    r"(?:the\s+)?(?P<owner>.{2,80}?)['’]s?\s+(?:\w+\s+){0,3}(?:report|statement|study|survey|letter|bulletin|review)\b.*"
    r"|(?:the\s+|an?\s+)?(?:\w+\s+){0,2}(?:report|statement|study|survey|letter|bulletin|review)\s+(?:of|by|from)\s+"
    r"(?:the\s+)?(?P<issuer>\D{2,80})",
    re.IGNORECASE,
)


def state_of(name: str) -> str | None:
    """The state whose voice a name is, or None: "Beijing" and "Chinese officials" are one, "Chinese scholars" none."""
    plain = _BEFORE.sub("", name.lower().replace(".", "").replace("’", "'")).strip()
    whose = _OFFICE.sub("", plain).strip()
    if whose in _SEAT:
        return _SEAT[whose]
    *before, last = whose.split() or [""]
    state = " ".join([*before, place_of(last)])
    spoken_for = whose != plain or not before
    return state if spoken_for and state in _STATES and before in ([], ["north"], ["south"]) else None


def owner_of(name: str) -> str | None:
    """Whose a document is, by its name: "the inspectorate's report of 7 March" is the inspectorate's."""
    found = _OWNED.fullmatch(name.strip())
    return str(found["owner"] or found["issuer"]).strip() if found else None
