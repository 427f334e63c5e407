"""Rows, held against chains of mentions of one event across articles."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from ..models import Claim, Document
from ..pipeline import reconcile
from .labelled import EventGroup
from .matching import shared
from .records import Measure
from .tally import EXTRA, Figure, Tally, interval

__all__ = ["BCubed", "score_articles", "score_events"]

Flags = npt.NDArray[np.bool_]


def score_articles(
    labels: Sequence[EventGroup], documents: Sequence[Document], claims: Mapping[str, Sequence[Claim]]
) -> list[Figure]:
    """Reconcile the claims of each group, and score the rows."""
    by_id = {document.id: document for document in documents}
    rows = {}
    for group in labels:
        told = {claim.claim_id: claim for article in group.docs for claim in claims.get(article.doc, ())}
        table = reconcile(list(told.values()), [by_id[article.doc] for article in group.docs])
        rows[group.id] = [[told[id] for id in dict.fromkeys(item.claim_id for item in row.evidence)] for row in table]
    return score_events(labels, rows)


def score_events(labels: Sequence[EventGroup], rows: Mapping[str, Sequence[Sequence[Claim]]]) -> list[Figure]:
    """Pairs of claims of different articles that stand in one row, and B-cubed over all claims.

    Claims are scored whose evidence holds a mention; two belong together where they mention the same event.

    Args:
        labels: groups of articles.
        rows: by the id of a group, the rows made of its articles, each with its claims.
    """
    pairs = Tally("pairs of claims across articles", "f1", [group.id for group in labels])
    cubed = BCubed("B3 of claims")
    for group in labels:
        claims, row, events = _items(group, rows.get(group.id, ()))
        ids = [claim.claim_id for claim in claims]
        together: Flags = np.array([[a == b for b in row] for a in row], dtype=np.bool_).reshape(len(ids), len(ids))
        belonging: Flags = np.array([[bool(a & b) for b in events] for a in events], dtype=np.bool_)
        belonging = belonging.reshape(len(ids), len(ids))
        if ids:
            cubed.add(group.id, ids, together, belonging)
        for i, j in combinations(range(len(claims)), 2):
            if claims[i].document_id != claims[j].document_id and (together[i, j] or belonging[i, j]):
                right = bool(together[i, j] and belonging[i, j])
                pairs.add(group.id, int(right), int(together[i, j]), int(belonging[i, j]))
                pairs.note(f"{'' if belonging[i, j] else EXTRA}{' '.join(sorted((ids[i], ids[j])))}", right)
    return [pairs, cubed]


def _items(group: EventGroup, rows: Sequence[Sequence[Claim]]) -> tuple[list[Claim], list[int], list[frozenset[str]]]:
    """The claims that mention an event, the row of each, and the events that it mentions."""
    claims, homes, events = [], [], []
    for number, row in enumerate(rows):
        for claim in row:
            mentioned = frozenset(_mentioned(group, claim))
            if mentioned:
                claims.append(claim)
                homes.append(number)
                events.append(mentioned)
    return claims, homes, events


def _mentioned(group: EventGroup, claim: Claim) -> Iterator[str]:
    for chain in group.event_clusters:
        for mention in chain.mentions:
            held = any(shared(mention.span, (part.start, part.end)) for part in claim.evidence)
            if mention.doc == claim.document_id and held:
                yield chain.id


class BCubed:
    """B-cubed (Bagga and Baldwin 1998), where a claim may speak of several events.

    For each claim, precision is the share of its row that belongs with it, itself included, and recall the share
    of what belongs with it that stands in its row. The figure is F1 of both means.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.items: dict[str, bool] = {}
        self._sums: dict[str, tuple[float, float, int]] = {}

    def add(self, group: str, claims: Sequence[str], together: Flags, belonging: Flags) -> None:
        """Count the claims of a group: which stand in one row, and which belong together."""
        right = (together & belonging).sum(axis=1)
        whole = right == (together | belonging).sum(axis=1)
        self.items.update(zip(claims, whole.tolist(), strict=True))
        precision, recall = right / together.sum(axis=1), right / belonging.sum(axis=1)
        self._sums[group] = float(precision.sum()), float(recall.sum()), len(claims)

    def measure(self) -> Measure:
        """The figure over all claims; ``hits`` are those whose row is just what belongs with them."""
        table = np.array(list(self._sums.values()), dtype=np.float64).reshape(-1, 3)
        precision, recall, claims = (float(value) for value in table.sum(axis=0))
        low, high = interval(table, _f1) if len(table) else (None, None)
        return Measure(
            name=self.name,
            kind="f1",
            value=round(_f1(table.sum(axis=0)), 3),
            low=low,
            high=high,
            precision=round(precision / max(1.0, claims), 3),
            recall=round(recall / max(1.0, claims), 3),
            hits=sum(self.items.values()),
            predicted=int(claims),
            gold=int(claims),
        )


def _f1(sums: npt.NDArray[np.float64]) -> float:
    precision, recall = (float(value) / max(1.0, float(sums[2])) for value in sums[:2])
    return 2 * precision * recall / max(1e-9, precision + recall)
