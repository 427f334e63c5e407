"""Whether the numbers of a wording stand in its evidence: same value, same unit, same bound."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..language.numerals import Numeral, find_numerals
from ..language.stems import stem, words
from .units import BINDING, CURRENCIES, unit_of

_SHARE = re.compile(r"\s?(?:%|per\s?cent|pct)\s+of(?:\s+(?:the|all|its|their|his|her|our))?(?=\s)", re.IGNORECASE)
_RANGE_AFTER = re.compile(r"\s?(?:[-–—]|to|and|or|through)\s?[$€£¥]?$")
_BOUNDS_BEFORE = (
    (
        "at least",
        r"at\s+least|no\s+(?:fewer|less)\s+than|not\s+less\s+than|a\s+minimum\s+of|minimum\s+of|upwards?\s+of",
    ),
    (
        "at most",
        r"at\s+(?:the\s+)?most|no\s+more\s+than|not\s+more\s+than|up\s+to|as\s+(?:many|much|high)\s+as|a\s+maximum\s+of|within",
    ),
    ("just over", r"(?:just|slightly|a\s+little)\s+(?:over|above|more\s+than)"),
    (
        "nearly",
        r"nearly|almost|close\s+to|just\s+(?:under|below|short\s+of)|(?:slightly|a\s+little)\s+(?:under|below|less\s+than)",
    ),
    ("more than", r"more\s+than|over|above|exceed(?:ed|ing|s)?|greater\s+than|higher\s+than|in\s+excess\s+of"),
    ("less than", r"(?:less|fewer|lower)\s+than|under|below"),
    ("about", r"about|around|roughly|approximately|some|(?:an\s+)?estimated|circa|approx\.?|or\s+so|near"),
)
_BOUND_PATTERNS = tuple(
    (name, re.compile(rf"\b(?:{pattern})\s+(?:(?:an?|the|another|us)\s+)?[$€£¥]?$", re.IGNORECASE))
    for name, pattern in _BOUNDS_BEFORE
)
_BOUND_AFTER = (
    ("at least", re.compile(r"\W{1,2}(?:\w+\s+)?or\s+more\b", re.I)),
    ("at most", re.compile(r"\W{1,2}(?:\w+\s+)?or\s+(?:less|fewer)\b", re.I)),
)
_NO_NOUN_LIST = """
of to in on at by for from with and or but as than that which who is was were are be been has had have will would
could may might should must this last next after before while when where per out into if so not during since until
ago old did
"""
_NO_NOUN = frozenset(_NO_NOUN_LIST.split())
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
)
_ORDINAL_VALUES = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)} | {"twentieth": 20}
_ORDINAL = re.compile(
    rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(_ORDINAL_VALUES)}))\b(?!\s+(?:of\s+all|and\s+foremost))", re.IGNORECASE
)
_DECADE = re.compile(r"\b(\d{3}0)['’]?s\b|['’](\d0)s\b")
_VAGUE = (
    "dozens dozen scores|hundreds|thousands|millions|billions|trillions",
    "all every each everyone everybody entire whole|most majority|some several|few|half halved halves halve|both",
    "doubled double doubles doubling twice twofold|tripled triple triples tripling threefold",
    "quadrupled quadruple fourfold",
)
_VAGUE_GROUPS = [frozenset(group.split()) for line in _VAGUE for group in line.split("|")]
_ONLY = re.compile(r"\b(not\s+)?(?:only|just|merely|solely)\b", re.IGNORECASE)
_NOT_VAGUE = re.compile(
    r"\b(?:at|above|after|first\s+of|of|in)\s+all\b(?!\s+(?:the|of))|\bat\s+most\b|\bsome\s+(?=[\d$€£])|\bmost\s+(?=\w+ly\b)",
    re.I,
)


@dataclass(frozen=True)
class Amount:
    """A number with its unit (null where none is known), the noun or nouns that follow it, and its bound."""

    numeral: Numeral
    unit: str | None
    nouns: tuple[str, ...]
    bound: str


def check_numbers(wording: str, evidence: str, resolved: Sequence[str]) -> list[str]:
    """Why the numbers of ``wording`` are not borne out by ``evidence``; numbers inside a resolved name are its own."""
    for name in resolved:
        wording = wording.replace(name, " " * len(name)) if any(character.isdigit() for character in name) else wording
    stated = _amounts(evidence)
    evidence_stems = {word.stem for word in words(evidence)} | {word.stem for name in resolved for word in words(name)}
    reasons = [
        reason for amount in _amounts(wording) if (reason := _check_amount(amount, stated, evidence, evidence_stems))
    ]
    ordinals = _ordinals(evidence)
    for value, exact in _ordinals(wording).items():
        if value not in ordinals:
            reasons.append(f'The evidence has no "{exact}".')
    decades = {next(filter(None, match.groups()))[-2:] for match in _DECADE.finditer(evidence)}
    for match in _DECADE.finditer(wording):
        if next(filter(None, match.groups()))[-2:] not in decades:
            reasons.append(f"The evidence does not speak of the {match[0]}.")
    return reasons + _check_vague(wording, evidence)


def _amounts(text: str) -> list[Amount]:
    numerals = find_numerals(text)
    units = [unit_of(text, numeral) for numeral in numerals]
    # "3 to 5 percent" and "$3 to 5": the unit of a range stands once.
    for index in range(len(numerals) - 1, 0, -1):
        if _RANGE_AFTER.fullmatch(text[numerals[index - 1].end : numerals[index].start]):
            units[index - 1] = units[index - 1] or units[index]
            units[index] = units[index] or (units[index - 1] if units[index - 1] in CURRENCIES else None)
    return [
        Amount(numeral, unit, _counted(text, numeral, unit), _bound(text, numeral))
        for numeral, unit in zip(numerals, units, strict=True)
    ]


def _nouns(text: str, end: int) -> tuple[str, ...]:
    """The stems of the lower-case words, three at most, that directly follow a number."""
    found: list[str] = []
    position = end
    while len(found) < 3 and (match := re.compile(r"[ \u00a0\n-]([^\W\d_]+)").match(text, position)):
        if not match[1].islower() or match[1] in _NO_NOUN:
            break
        found.append(stem(match[1]))
        position = match.end()
    return tuple(found)


def _counted(text: str, numeral: Numeral, unit: str | None) -> tuple[str, ...]:
    """The nouns that a number counts, or that its percentage is of; none for another measure."""
    if unit is None:
        return _nouns(text, numeral.end)
    share = _SHARE.match(text, numeral.end) if unit == "percent" else None
    return _nouns(text, share.end()) if share else ()


def _bound(text: str, numeral: Numeral) -> str:
    before, after = text[max(0, numeral.start - 40) : numeral.start], text[numeral.end : numeral.end + 40]
    for name, pattern in _BOUND_AFTER:
        if pattern.match(after):
            return name
    for name, pattern in _BOUND_PATTERNS:
        if pattern.search(before):
            return name
    return "exactly"


def _check_amount(amount: Amount, stated: Sequence[Amount], evidence: str, evidence_stems: set[str]) -> str | None:
    exact = amount.numeral.exact
    same = [other for other in stated if _equal(other.numeral.value, amount.numeral.value)]
    if not same:
        if amount.numeral.value == 1 and not exact[0].isdigit() and _single(amount, evidence):
            return None
        return f'The number "{exact}" is not in the evidence.'
    fitting = [other for other in same if _units_agree(amount, other)]
    if not fitting:
        return f'"{exact}" has another unit in the evidence ({same[0].unit or "none"}, not {amount.unit or "none"}).'
    counted = [other for other in fitting if _nouns_agree(amount, other, stated, evidence_stems)]
    if not counted:
        return f'"{exact}" counts something else in the evidence than "{amount.nouns[0]}…".'
    if all(other.bound != amount.bound for other in counted):
        return f'The evidence says "{counted[0].bound}" of {exact}, the wording "{amount.bound}".'
    return None


def _equal(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def _single(amount: Amount, evidence: str) -> bool:
    """Whether "one guard" stands in the evidence as "a guard"."""
    return any(
        amount.nouns and stem(match[1]) == amount.nouns[0]
        for match in re.finditer(r"\b(?:an?|single|sole)\s+(\w+)", evidence, re.IGNORECASE)
    )


def _units_agree(a: Amount, b: Amount) -> bool:
    if a.unit == b.unit:
        return True
    if a.unit is None or b.unit is None:
        return not {a.unit, b.unit} & BINDING
    return {a.unit, b.unit} in ({"degrees", "degrees C"}, {"degrees", "degrees F"})


def _nouns_agree(wording: Amount, evidence: Amount, stated: Sequence[Amount], evidence_stems: set[str]) -> bool:
    """Whether both numbers can count the same: "30 planes" is not borne out by "30 ships and 12 planes"."""
    if not wording.nouns or set(wording.nouns) & set(evidence.nouns):
        return True
    elsewhere = {noun for other in stated if other is not evidence for noun in other.nouns[:2]}
    return wording.nouns[0] in evidence_stems and not (wording.nouns[0] in elsewhere and bool(evidence.nouns))


def _ordinals(text: str) -> dict[int, str]:
    return {
        int(match[1]) if match[1] else _ORDINAL_VALUES[match[2].lower()]: match[0] for match in _ORDINAL.finditer(text)
    }


def _check_vague(wording: str, evidence: str) -> list[str]:
    """Why words of vague quantity, and "only" and "not only", are not those of the evidence."""
    alone = {bool(match[1]) for match in _ONLY.finditer(evidence)}
    unsaid = [
        f'The evidence does not say "{match[0]}".' for match in _ONLY.finditer(wording) if bool(match[1]) not in alone
    ]
    claimed = {word.lower for word in words(_NOT_VAGUE.sub(" ", wording))}
    stated = {word.lower for word in words(evidence)}
    return unsaid + [
        f'The evidence does not say "{min(claimed & group)}".'
        for group in _VAGUE_GROUPS
        if claimed & group and not stated & group
    ]
