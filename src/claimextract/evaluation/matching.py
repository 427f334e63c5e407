"""How predictions are held against labels: spans, names, dates. The rules are part of what a figure means."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from ..models import Attribution, Claim

__all__ = [
    "PRONOUNS",
    "QUOTED_MODES",
    "Offsets",
    "attributed",
    "coverage",
    "in_timex",
    "iou",
    "pair_up",
    "same_name",
    "shared",
]

Offsets = tuple[int, int]
G = TypeVar("G")
P = TypeVar("P")

PRONOUNS = frozenset("i you he she it we they me him her us them who which that his their my our".split())
QUOTED_MODES: frozenset[str | None] = frozenset({"speech", "writing", None})
_TITLES = frozenset("mr mrs ms dr sir the president prime minister secretary".split())
_MOST_EXTRA_WORDS = 4
_SUB_YEARS = {
    "21": "SP", "22": "SU", "23": "FA", "24": "WI", "25": "SP", "26": "SU", "27": "FA", "28": "WI",
    "33": "Q1", "34": "Q2", "35": "Q3", "36": "Q4",
}  # fmt: skip


def shared(a: Offsets, b: Offsets) -> int:
    """How many characters two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def coverage(gold: Offsets, predicted: Offsets) -> float:
    """The share of the gold span that the prediction covers."""
    return shared(gold, predicted) / max(1, gold[1] - gold[0])


def iou(gold: Offsets, predicted: Offsets) -> float:
    """Intersection over union of two spans."""
    common = shared(gold, predicted)
    if common == 0:
        return 0.0
    return common / (max(gold[1], predicted[1]) - min(gold[0], predicted[0]))


def pair_up(
    gold: Sequence[G], predicted: Sequence[P], score: Callable[[G, P], float], threshold: float
) -> list[tuple[int, int]]:
    """One-to-one pairs of indices whose score exceeds the threshold, taken greedily, the best first.

    Of equal scores the pair that stands later in the lists goes first.
    """
    scored = [(score(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)]
    free_gold, free_predicted = set(range(len(gold))), set(range(len(predicted)))
    pairs = []
    for value, i, j in sorted(scored, reverse=True):
        if value > threshold and i in free_gold and j in free_predicted:
            free_gold.remove(i)
            free_predicted.remove(j)
            pairs.append((i, j))
    return pairs


def _name_words(name: str | None) -> list[str]:
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    return [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _TITLES]


def same_name(a: str | None, b: str | None) -> bool:
    """Whether two names can be one source's.

    Titles aside, one name holds all words of the other; or both end in the same word and begin with the same letter.
    The longer may have four words more at most.
    """
    first, second = _name_words(a), _name_words(b)
    if not first or not second or abs(len(first) - len(second)) > _MOST_EXTRA_WORDS:
        return False
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    return first[-1] == second[-1] and first[0][0] == second[0][0]


def attributed(
    claims: Iterable[Claim], modes: Collection[str | None] | None = None
) -> list[tuple[Offsets, Attribution]]:
    """The attributed passages of one document: each distinct content once, with the attribution of its first claim.

    A content in parts counts from its first to its last character. ``modes`` leaves out other attributions.
    """
    seen: dict[Offsets, Attribution] = {}
    for claim in claims:
        attribution = claim.attribution
        if attribution.type == "none" or not attribution.content:
            continue
        if modes is not None and attribution.mode not in modes:
            continue
        span = (min(part.start for part in attribution.content), max(part.end for part in attribution.content))
        seen.setdefault(span, attribution)
    return list(seen.items())


def in_timex(value: str | None) -> str | None:
    """An EDTF value in the spelling of TIMEX3: quarters, seasons, decades and centuries; without qualifiers.

    ``1989-35`` is 1989-Q3, ``2021-24`` 2021-WI, ``198X`` 198.
    """
    if not value:
        return None
    value = re.sub(r"[~?%]", "", value)
    if (match := re.fullmatch(r"(\d{4})-(\d\d)", value)) and match[2] in _SUB_YEARS:
        return f"{match[1]}-{_SUB_YEARS[match[2]]}"
    match = re.fullmatch(r"(\d{2,3})X{1,2}", value)
    return match[1] if match else value
