"""Texts that repeat each other: wire stories, handouts, republished articles."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from claimextract.models import Document

_RUN = 5  # words in a row
_COPIED = 0.7  # share of the shorter text's runs that the longer one repeats
_LEAST_RUNS = 4
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


def copies(runs: Sequence[frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Pairs of texts, given by their runs, of which one repeats most of the other; enough to connect all copies."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, own in enumerate(runs):
        for run in sorted(own):
            holders[run].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for held in holders.values():
        # Beyond that many, neighbours in the list suffice: copies of one text share all their runs.
        shared.update(combinations(held[:_PAIRED], 2))
        shared.update(pairwise(held[_PAIRED - 1 :]))
    for (i, j), count in sorted(shared.items()):
        if count >= _COPIED * min(len(runs[i]), len(runs[j])) and count >= _LEAST_RUNS:
            yield i, j


def originals(documents: Sequence[Document]) -> dict[str, str]:
    """For each article that is a near copy of another, the id of the first of its kind, in the order given."""
    sketches = [frozenset(sorted(runs_of(document.text))[:_SKETCH]) for document in documents]
    first: dict[str, str] = {}
    for i, j in copies(sketches):
        low, high = documents[i].id, documents[j].id
        first[high] = min(first.get(low, low), first.get(high, low))
    return first
