"""Groups so large that likeness alone must have chained them, taken apart before they are clustered."""

from collections.abc import Callable

import numpy as np

from .clusters import LINKAGE, groups
from .columns import Flags, Ints
from .judging import NO_JUDGEMENTS, Judgements
from .likenesses import Likeness
from .matter import DEED
from .verdicts import Pairs, SlotStore

# Groups of more claims are taken apart.
_MANY = 100
_BLOCK = 10_000  # pairs that are judged at a time
# Likeness in columns is that of the words as written: so much less than a tie asks for is let through.
_MARGIN = 0.1


def taken_apart(
    pairs: Ints, size: int, store: SlotStore, likeness: Likeness, judgements: Judgements = NO_JUDGEMENTS
) -> Ints:
    """The pairs of claims 0 to ``size`` that can stand in one cluster.

    Of a large group only what strong ties connect stays together: first those that may be strong for all that the words
    tell, and where that leaves a large group yet, those that are by their verdicts.
    """

    def may_be(crowded: Ints) -> Flags:
        alike = likeness.of(crowded) >= LINKAGE - _MARGIN
        # What contradicts in few words shares a deed, unless it gives the same words to another.
        return alike | (likeness.said(crowded) >= DEED) | likeness.quoting(crowded) | _named(crowded, store, judgements)

    def are(crowded: Ints) -> Flags:
        ties: list[bool] = []
        for start in range(0, len(crowded), _BLOCK):
            verdicts = Pairs(store, range(size), judgements=judgements)
            ties += [(verdicts.link(i, j) or 0.0) >= LINKAGE for i, j in crowded[start : start + _BLOCK].tolist()]
        return np.array(ties, dtype=np.bool_)

    return _connected(_connected(pairs, size, may_be), size, are)


def _connected(pairs: Ints, size: int, tied: Callable[[Ints], Flags]) -> Ints:
    """The pairs without those that hold a large group together and that no path of ``tied`` ones connects."""
    group = groups(pairs, size)
    crowded = np.bincount(group)[group[pairs[:, 0]]] > _MANY
    strong = ~crowded
    strong[crowded] = tied(pairs[crowded])
    group = groups(pairs[strong], size)
    kept: Ints = pairs[group[pairs[:, 0]] == group[pairs[:, 1]]]
    return kept


def _named(pairs: Ints, store: SlotStore, judgements: Judgements) -> Flags:
    """Whether a judge spoke of both claims, of the two together perhaps."""
    if not judgements:
        return np.zeros(len(pairs), dtype=np.bool_)
    names = {name for pair in judgements for name in pair}
    spoken = {place for place in np.unique(pairs).tolist() if store.claims([place])[0][0].claim_id in names}
    return np.array([i in spoken and j in spoken for i, j in pairs.tolist()], dtype=np.bool_)
