"""Do two sets of numbers agree, or can they not both be true?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .slots import MONEY_AND_SHARES, PERSONS, Figure

# What "about" may hide, and the most that a round number may: both as a share of the number.
_ABOUT = 0.15
_ROUND = 0.05


@dataclass(frozen=True)
class FigureComparison:
    """Pairs that agree, pairs that clash, and whether the second side is sharper (1), looser (-1) or neither (0)."""

    agreeing: tuple[tuple[Figure, Figure], ...]
    clashing: tuple[tuple[Figure, Figure], ...]
    sharper: int


def compare_figures(a: Sequence[Figure], b: Sequence[Figure], alike: bool) -> FigureComparison:
    """Pair the numbers that count the same thing and judge each pair.

    Numbers count the same thing when their units agree and the words beside them meet; where no words are known,
    ``alike`` (the wordings as a whole are near) stands in. A number that finds its like on the other side clashes with
    none there; the nearest clash comes first.
    """
    pairs = [(x, y) for x in a for y in b if _comparable(x, y, alike)]
    fitting = [(x, y) for x, y in pairs if compatible(x, y)]
    settled_a, settled_b = {x for x, _ in fitting}, {y for _, y in fitting}
    clashing = [(x, y) for x, y in pairs if x not in settled_a and y not in settled_b]
    fitting = [(x, y) for x, y in fitting if not _both_open(x, y)]
    sharper = sum(_sharpness(y) - _sharpness(x) for x, y in fitting)
    return FigureComparison(tuple(fitting), tuple(sorted(clashing, key=_farness)), (sharper > 0) - (sharper < 0))


def part_and_whole(a: Sequence[Figure], b: Sequence[Figure]) -> bool:
    """Whether one counts some of those whom the other counts: "21 of the workers", "35 workers"."""
    return any(x.part != y.part and x.unit == y.unit and not compatible(x, y) for x in a for y in b)


def compatible(x: Figure, y: Figure) -> bool:
    """Whether both numbers can be true of one thing: their ranges meet, or one is the other rounded."""
    (low_x, high_x), (low_y, high_y) = _range(x), _range(y)
    if low_x == high_x and low_y == high_y:
        return math.isclose(low_x, low_y, rel_tol=1e-9) or _rounded(x, y)
    low, high = max(low_x, low_y), min(high_x, high_y)
    return low < high or (low == high and not any(f.value == low and f.comparator in {"<", ">"} for f in (x, y)))


def _both_open(x: Figure, y: Figure) -> bool:
    """Whether both are limits on one side, and not the same: "up to 4" says nothing that "up to 14" says."""
    return x.value != y.value and any({x.comparator, y.comparator} <= side for side in ({"<", "<="}, {">", ">="}))


def written(figure: Figure) -> str:
    """The number as a reader knows it."""
    sign = "" if figure.comparator == "=" else {"~": "about "}.get(figure.comparator, figure.comparator + " ")
    return sign + (figure.exact or f"{figure.value:,.10g}")


def _comparable(x: Figure, y: Figure, alike: bool) -> bool:
    if x.part != y.part:
        return False
    if x.unit != y.unit:
        if {x.unit, y.unit} & MONEY_AND_SHARES or x.unit is None or y.unit is None:
            return False
        # "12 killed" and "12 people were killed": whoever is counted, what befell them stands beside the number.
        return (y.unit in PERSONS and x.unit in y.context) or (x.unit in PERSONS and y.unit in x.context)
    beside_x, beside_y = x.context - {x.unit}, y.context - {y.unit}
    if not beside_x or not beside_y:
        return alike
    # A number without a unit counts what only its surroundings tell: one word in common is too little.
    return len(beside_x & beside_y) >= (1 if x.unit else 2)


def _farness(pair: tuple[Figure, Figure]) -> tuple[int, float, float, float]:
    x, y = pair
    return -len(x.context & y.context), abs(x.value - y.value), min(x.value, y.value), max(x.value, y.value)


def _range(figure: Figure) -> tuple[float, float]:
    value = figure.value
    if figure.comparator == "~":
        margin = abs(value) * _ABOUT
        return value - margin, value + margin
    if figure.comparator in {">", ">="}:
        return value, math.inf
    if figure.comparator in {"<", "<="}:
        return -math.inf, value
    return value, value


def _rounded(x: Figure, y: Figure) -> bool:
    """Whether the coarser of two exact numbers is the finer one rounded, by no more than a twentieth."""
    place_x, place_y = _place(x.value), _place(y.value)
    if place_x == place_y:
        return False
    coarse, place = (x.value, place_x) if place_x > place_y else (y.value, place_y)
    return abs(x.value - y.value) <= min(place / 2, abs(coarse) * _ROUND)


def _place(value: float) -> float:
    """The place of the last digit that counts: 0.1 for 4.9, 1 for 40 (a count), 1000 for 21,000."""
    if not value.is_integer():
        digits = f"{value:.10g}".partition(".")[2].partition("e")[0]
        return float(10 ** -max(1, len(digits)))
    if abs(value) < 1000:
        return 1.0
    digits = f"{abs(value):.0f}"
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def _sharpness(figure: Figure) -> float:
    return {"=": 2.0, "~": 1.0}.get(figure.comparator, 0.0) - min(0.9, math.log10(_place(figure.value) + 1) / 12)
