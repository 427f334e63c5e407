"""Average-linkage clusters among neighbours, with pairs that must never meet."""

import heapq
from collections.abc import Callable, Sequence

# A pair's link: how strongly it ties two claims, 0 to 1, or None where they must not stand in one cluster.
Link = Callable[[int, int], float | None]

LINKAGE = 0.48
# Of larger clusters only this many members speak for the rest, so that a merge costs a bounded number of links.
_SPEAKERS = 12


def cluster(pairs: Sequence[tuple[int, int]], link: Link, passages: Sequence[int]) -> list[list[int]]:
    """Join the items: always the two neighbouring clusters with the highest mean link, down to ``LINKAGE``.

    Only clusters that share one of ``pairs`` (sorted within the pair) are neighbours, but the mean runs over all their
    members: a chain of likenesses does not carry. ``passages`` gives for each item the passage that it was read from:
    what one passage says in several wordings counts by the wording that fits best. Clusters come in the order of their
    first item. Ties go to the lower.
    """
    size = len(passages)
    members: dict[int, list[int]] = {item: [item] for item in range(size)}
    near: dict[int, set[int]] = {item: set() for item in range(size)}
    heap: list[tuple[float, int, int]] = []

    def offer(a: int, b: int) -> None:
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
