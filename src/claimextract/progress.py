"""How a run's progress is shown: a bar on a terminal, plain lines elsewhere, or nothing."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from .models import DocumentEntry
from .terminal import counted, safe, say

__all__ = ["Bar", "Lines", "Silent", "shown"]


class Silent:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def expect(self, documents: int) -> None:
        """So many more documents, as far as can be told."""

    def spent(self, dollars: float) -> None:
        """So much more was spent."""

    def begin(self, calls: int) -> None:
        """So many more calls to the model are planned."""

    def asked(self) -> None:
        """One call is answered."""

    def done(self, entry: DocumentEntry) -> None:
        """One document is finished."""

    def weights(self, step: str, done: int, total: int) -> None:
        """The embedded model's weights: bytes done, bytes in all."""

    def phase(self, name: str) -> None:
        """What is done now, after the documents."""


class Lines(Silent):
    """A line for each document, for logs and pipes."""

    def __init__(self) -> None:
        self._step = ""

    def done(self, entry: DocumentEntry) -> None:
        name = entry.path or entry.id
        say(f"{entry.status}: {name}: {counted(entry.counts.claims, 'claim')}")

    def phase(self, name: str) -> None:
        say(name)

    def weights(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self._step = step
            say(f"{step} ({total / 1e6:.0f} MB)")


class Bar(Silent):
    """A bar over the documents with rate, cost and time left, one over the calls, and one while weights are fetched."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
        )
        self._calls: TaskID | None = None
        self._bytes: TaskID | None = None
        self._known = 0
        self._documents: TaskID | None = None
        self._expected = self._done = 0
        self._spent = 0.0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def expect(self, documents: int) -> None:
        self._expected += documents
        self._show()

    def spent(self, dollars: float) -> None:
        self._spent += dollars
        self._show()

    def _show(self) -> None:
        if self._documents is None:
            self._documents = self._bars.add_task("documents", total=None, told="")
        rate = f"{self._done / max(0.001, time.monotonic() - self._began):.1f}/s"
        cost = f", ${self._spent:.4f}" if self._spent else ""
        total = max(self._expected, self._done) or None
        self._bars.update(self._documents, completed=self._done, total=total, told=f"{rate}{cost}")

    def begin(self, calls: int) -> None:
        self._known += calls
        if self._calls is None:
            self._calls = self._bars.add_task("asking the model", total=0, told="")
        self._bars.update(self._calls, total=self._known)

    def asked(self) -> None:
        if self._calls is not None:
            self._bars.advance(self._calls)

    def done(self, entry: DocumentEntry) -> None:
        self._done += 1
        if self._expected:
            self._show()
        self._bars.console.print(
            safe(f"{entry.status}: {entry.path or entry.id}: {counted(entry.counts.claims, 'claim')}"),
            markup=False,
            highlight=False,
        )

    def phase(self, name: str) -> None:
        self._bars.console.print(safe(name), markup=False, highlight=False)

    def weights(self, step: str, done: int, total: int) -> None:
        if self._bytes is None:
            self._bytes = self._bars.add_task(step, total=None, told="")
        self._bars.update(
            self._bytes, description=f"{step} (MB)", completed=done // 1_000_000, total=total // 1_000_000
        )


def shown(quiet: bool = False) -> Silent:
    """What fits where standard error leads: a bar on a terminal, lines elsewhere, nothing if ``quiet``."""
    if quiet:
        return Silent()
    return Bar() if sys.stderr.isatty() else Lines()
