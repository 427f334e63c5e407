"""Texts that repeat each other: wire stories, handouts, republished articles."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from claimextract.models import Document

_RUN = 5  # words in a row
_COPIED = 0.7  # share of the shorter text's runs that the longer one repeats
_LEAST_RUNS = 4
# The same where an article takes over a part of another; and for its sentences, which may be edited.
_PARTLY, _LEAST_PART = 0.3, 12
_EDITED, _LEAST_EDITED = 0.25, 2
_PAIRED = 50  # holders of one run that are compared each with each
# Of an article so many runs are compared: those with the lowest checksums, which copies have in common (bottom-k
# sketches, Broder 1997).
_SKETCH = 64


def runs_of(text: str) -> frozenset[int]:
    """The runs of five words of a text, as checksums."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(
        zlib.crc32(" ".join(words[start : start + _RUN]).encode("utf-8", "surrogatepass"))
        for start in range(len(words) - _RUN + 1)
    )


def copies(runs: Sequence[frozenset[int]], shared: Mapping[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """Pairs of texts, given by their runs and how many of them each two share, of which one repeats most of the other.

    They are enough to connect all copies.
    """
    return _repeating(shared, runs, _COPIED, _LEAST_RUNS)


def taken_over(runs: Sequence[frozenset[int]], shared: Mapping[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """Pairs of passages of which one may be the other, edited; it tells only where their articles share text."""
    return _repeating(shared, runs, _EDITED, _LEAST_EDITED)


def in_common(runs: Sequence[frozenset[int]]) -> Counter[tuple[int, int]]:
    """How many runs texts share, pair by pair."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, own in enumerate(runs):
        for run in sorted(own):
            holders[run].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for held in holders.values():
        if len(held) > 1:
            # Beyond that many, neighbours in the list suffice: copies of one text share all their runs.
            shared.update(combinations(held[:_PAIRED], 2))
            shared.update(pairwise(held[_PAIRED - 1 :]))
    return shared


def _repeating(
    shared: Mapping[tuple[int, int], int], runs: Sequence[frozenset[int]], share: float, least: int
) -> Iterator[tuple[int, int]]:
    for (i, j), count in sorted(shared.items()):
        if count >= share * min(len(runs[i]), len(runs[j])) and count >= least:
            yield i, j


@dataclass(frozen=True)
class Repeats:
    """Articles that repeat each other's text, each under the id of the first of its group, in the order given.

    ``whole``: articles that are copies as wholes, republished or under another headline. ``parts``: those that have a
    good part of their text in common, such as two that draw on one wire story; copies are among them. Articles that
    stand alone are in neither.
    """

    whole: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    def copied(self, a: str, b: str) -> bool:
        """Whether the two articles are one text."""
        return a in self.whole and self.whole[a] == self.whole.get(b)

    def related(self, a: str, b: str) -> bool:
        """Whether the two have a good part of their text in common."""
        return a in self.parts and self.parts[a] == self.parts.get(b)

    def among(self, articles: Iterable[str]) -> "Repeats":
        """What of it concerns these articles."""
        known = [name for name in articles if name in self.parts or name in self.whole]
        whole, parts = ({name: held[name] for name in known if name in held} for held in (self.whole, self.parts))
        return Repeats(whole, parts)


def repeats(documents: Sequence[Document]) -> Repeats:
    """Find the articles that repeat each other, wholly or in part."""
    sketches = [frozenset(sorted(runs_of(document.text))[:_SKETCH]) for document in documents]
    ids = [document.id for document in documents]
    shared = in_common(sketches)
    return Repeats(
        _groups(_repeating(shared, sketches, _COPIED, _LEAST_RUNS), ids),
        _groups(_repeating(shared, sketches, _PARTLY, _LEAST_PART), ids),
    )


def _groups(pairs: Iterable[tuple[int, int]], ids: Sequence[str]) -> dict[str, str]:
    """Each item of a pair by its id, with that of the first item of its group."""
    first: dict[int, int] = {}

    def root(item: int) -> int:
        while first.setdefault(item, item) != item:
            item = first[item]
        return item

    for i, j in pairs:
        low, high = sorted((root(i), root(j)))
        first[high] = low
    return {ids[item]: ids[root(item)] for item in sorted(first)}
