"""Counts by document, and the figures with their intervals that follow from them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from .records import Measure

__all__ = ["EXTRA", "Figure", "Tally", "interval", "place"]

RESAMPLES = 1000
SEED = 20260101
EXTRA = "+"  # begins the name of an item that is not in the gold

Counts = tuple[int, int, int]


class Figure(Protocol):
    """What a task yields: a measure, and the outcome of every item behind it."""

    @property
    def name(self) -> str:
        """What is measured."""
        ...

    @property
    def items(self) -> Mapping[str, bool]:
        """Whether each item was right."""
        ...

    def measure(self) -> Measure:
        """The figure over all documents."""
        ...


class Tally:
    """Hits, predictions and gold items of one figure, document by document, and the outcome of every item.

    Args:
        name: what is measured.
        kind: ``f1`` counts hits, predicted and gold; ``share`` counts hits among gold items only.
        documents: all documents scored, so that one in which nothing is counted takes part in the bootstrap.
    """

    def __init__(self, name: str, kind: Literal["f1", "share"], documents: Iterable[str]) -> None:
        self.name = name
        self.kind = kind
        self.counts: dict[str, Counts] = dict.fromkeys(documents, (0, 0, 0))
        self.items: dict[str, bool] = {}

    def add(self, document: str, hits: int, predicted: int, gold: int) -> None:
        """Count in one document."""
        before = self.counts.get(document, (0, 0, 0))
        self.counts[document] = (before[0] + hits, before[1] + predicted, before[2] + gold)

    def item(self, document: str, item: str, right: bool) -> None:
        """Count one item of a share and note its outcome; the same name again gets a number."""
        self.note(item, right)
        self.add(document, int(right), 0, 1)

    def matched(
        self, document: str, pairs: Sequence[tuple[int, int]], gold: Sequence[str], predicted: Sequence[str]
    ) -> None:
        """Count the gold items and the predictions of a document, by name, of which ``pairs`` belong together."""
        self.add(document, len(pairs), len(predicted), len(gold))
        right, used = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, item in enumerate(gold):
            self.note(item, i in right)
        for j, item in enumerate(predicted):
            if j not in used:
                self.note(EXTRA + item, False)

    def note(self, item: str, right: bool) -> None:
        """Note the outcome of an item without counting it."""
        name, number = item, 1
        while name in self.items:
            number += 1
            name = f"{item} #{number}"
        self.items[name] = right

    def measure(self) -> Measure:
        """The figure over all documents, rounded to three digits, with a 95% bootstrap interval over documents."""
        table = np.array(list(self.counts.values()), dtype=np.int64).reshape(-1, 3)
        hits, predicted, gold = (int(value) for value in table.sum(axis=0))
        low, high = self._interval(table)
        common = {"name": self.name, "low": low, "high": high, "hits": hits, "gold": gold}
        if self.kind == "share":
            return Measure(kind="share", value=round(hits / max(1, gold), 3), **common)
        precision, recall = hits / max(1, predicted), hits / max(1, gold)
        return Measure(
            kind="f1",
            value=round(2 * precision * recall / max(1e-9, precision + recall), 3),
            precision=round(precision, 3),
            recall=round(recall, 3),
            predicted=predicted,
            **common,
        )

    def _interval(self, table: npt.NDArray[np.int64]) -> tuple[float | None, float | None]:
        def value(total: npt.NDArray[np.int64]) -> float:
            hits, predicted, gold = (int(count) for count in total)
            # F1 is 2 hits / (predicted + gold), which is defined where precision or recall is not.
            return hits / max(1, gold) if self.kind == "share" else 2 * hits / max(1, predicted + gold)

        return interval(table, value)


def interval(table: npt.NDArray[Any], value: Callable[[npt.NDArray[Any]], float]) -> tuple[float | None, float | None]:
    """The 95% bootstrap interval of a figure over documents.

    Args:
        table: the counts of each document along the first axis; documents without any take no part.
        value: the figure that follows from summed counts.
    """
    counting = table[table.reshape(len(table), -1).any(axis=1)]
    if len(counting) < 2:
        return None, None
    random = np.random.default_rng(SEED)
    values = [value(counting[random.integers(0, len(counting), len(counting))].sum(axis=0)) for _ in range(RESAMPLES)]
    low, high = np.percentile(values, [2.5, 97.5])
    return round(float(low), 3), round(float(high), 3)


def place(document: str, span: tuple[int, int]) -> str:
    """How an item of a text is named: by its document and its offsets."""
    return f"{document} {span[0]}-{span[1]}"
