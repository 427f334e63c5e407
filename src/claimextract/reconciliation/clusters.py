"""Average-linkage clusters among neighbours, with pairs that must never meet."""

import heapq
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy.sparse import coo_matrix  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from .columns import Ints
from .decided import NO_RULINGS, Rulings

# A pair's link: how strongly it ties two claims, 0 to 1, or None where they must not stand in one cluster.
Link = Callable[[int, int], float | None]

LINKAGE = 0.48
# Of larger clusters only this many members speak for the rest, so that a merge costs a bounded number of links.
_SPEAKERS = 12


def groups(pairs: Ints, size: int) -> Ints:
    """For each of the items 0 to ``size`` the number of its group; pairs connect the items of a group."""
    graph = coo_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def components(pairs: Ints, size: int) -> Iterator[tuple[list[int], list[tuple[int, int]]]]:
    """Each group of items with its pairs, numbered within the group.

    No cluster reaches beyond its group, so that only one group at a time need be held. The order is that of the first
    items.
    """
    group = groups(pairs, size)
    items = np.argsort(group, kind="stable")
    ends = np.searchsorted(group[items], np.arange(group.max(initial=-1) + 2))
    within = np.empty(size, dtype=np.int64)
    within[items] = np.arange(size) - ends[group[items]]
    home = group[pairs[:, 0]]
    local = within[pairs[np.argsort(home, kind="stable")]]
    pair_ends = np.searchsorted(np.sort(home), np.arange(len(ends)))
    for number in np.argsort(items[ends[:-1]]).tolist():
        members = items[ends[number] : ends[number + 1]].tolist()
        yield members, [(i, j) for i, j in local[pair_ends[number] : pair_ends[number + 1]].tolist()]


def cluster(
    pairs: Sequence[tuple[int, int]], link: Link, passages: Sequence[int], rulings: Rulings = NO_RULINGS
) -> list[list[int]]:
    """Join the items: always the two neighbouring clusters with the highest mean link, down to ``LINKAGE``.

    Only clusters that share one of ``pairs`` (sorted within the pair) are neighbours, but the mean runs over all their
    members: a chain of likenesses does not carry. ``passages`` gives for each item the passage that it was read from:
    what one passage says in several wordings counts by the wording that fits best. What ``rulings`` put together begins
    as one cluster and counts as one passage; what they keep apart never meets. Clusters come in the order of their
    first item. Ties go to the lower.
    """
    size = len(passages)
    members = {item: list(held) for item in range(size) if item == (held := rulings.with_it(item))[0]}
    near: dict[int, set[int]] = {item: set() for item in members}
    heap: list[tuple[float, int, int]] = []
    home = [rulings.with_it(item)[0] for item in range(size)]
    pairs = [(home[i], home[j]) for i, j in pairs if home[i] != home[j]]
    passages = [passages[item] for item in home]

    def offer(a: int, b: int) -> None:
        if rulings.part(members[a], members[b]):
            return
        strength = _mean_link(members[a], members[b], link, passages)
        if strength is not None and strength >= LINKAGE:
            heapq.heappush(heap, (-round(strength, 9), min(a, b), max(a, b)))

    for i, j in pairs:
        near[i].add(j)
        near[j].add(i)
    for i, j in pairs:
        offer(i, j)
    label = size  # a merged cluster takes a new label, so that what the heap says of its parts is void
    while heap:
        _, a, b = heapq.heappop(heap)
        if a not in members or b not in members:
            continue
        members[label] = sorted(members.pop(a) + members.pop(b))
        near[label] = (near.pop(a) | near.pop(b)) - {a, b}
        for other in sorted(near[label]):
            near[other] -= {a, b}
            near[other].add(label)
            offer(label, other)
        label += 1
    return sorted(members.values())


def _mean_link(a: list[int], b: list[int], link: Link, passages: Sequence[int]) -> float | None:
    best: dict[tuple[int, int], float] = {}
    for i in a[:_SPEAKERS]:
        for j in b[:_SPEAKERS]:
            strength = link(min(i, j), max(i, j))
            if strength is None:
                return None
            pair = passages[i], passages[j]
            best[pair] = max(strength, best.get(pair, 0.0))
    return sum(best.values()) / len(best)
