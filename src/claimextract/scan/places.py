"""Things found by where they stand in a text: those beside an offset, without a look at all the others."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")

_CELL = 512  # characters


class Places(Generic[T]):
    """Things with the stretches of text they take, in the order in which they were added."""

    def __init__(self, things: Iterable[tuple[int, int, T]] = ()) -> None:
        self._cells: dict[int, list[tuple[int, int, int, T]]] = defaultdict(list)
        self._added = 0
        for start, end, thing in things:
            self.add(start, end, thing)

    def add(self, start: int, end: int, thing: T) -> None:
        """Add a thing that stands from ``start`` to ``end``."""
        self._added += 1
        for cell in range(start // _CELL, end // _CELL + 1):
            self._cells[cell].append((self._added, start, end, thing))

    def over(self, start: int, end: int) -> list[T]:
        """The things that share a character with a stretch."""
        near = {
            number: thing
            for cell in range(start // _CELL, end // _CELL + 1)
            for number, first, stop, thing in self._cells.get(cell, ())
            if first < end and start < stop
        }
        return [near[number] for number in sorted(near)]

    def beginning(self, start: int, end: int) -> list[T]:
        """The things that begin in a stretch."""
        near = {
            number: thing
            for cell in range(start // _CELL, end // _CELL + 1)
            for number, first, _, thing in self._cells.get(cell, ())
            if start <= first < end
        }
        return [near[number] for number in sorted(near)]
