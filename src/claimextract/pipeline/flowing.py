"""Documents on their way through a run, so many at a time that memory does not grow with their number."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..config import Profile
from ..errors import ClaimextractError, StoppedError
from ..llm import Client
from ..models import Document, DocumentEntry
from .extracting import Counting, outcome_of
from .shares import Share
from .spooling import Spool
from .stopping import Stop
from .storing import Finished
from .waiting import apart
from .watching import Progress

__all__ = ["Bench", "Desk", "Flow", "Found", "Receipt", "Saved"]

_log = logging.getLogger(__name__)

Found = Document | DocumentEntry
# What is read at a time while others are asked about: so many, or for so many seconds.
_AT_ONCE, _SECONDS = 32, 0.1
_AHEAD = 64


@dataclass(frozen=True)
class Receipt:
    """What became of a document: its entry without the text, and the key of its share in the store, or the share."""

    entry: DocumentEntry
    held: str | bytes

    def told(self) -> dict[str, Any]:
        """What another process is told of it, which knows the key."""
        share = self.held.decode() if isinstance(self.held, bytes) else None
        return {"entry": self.entry.model_dump(mode="json"), "share": share}


@dataclass
class Saved:
    """What documents brought along that were finished before: answers that cost nothing now."""

    requests: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0

    def add(self, share: Share) -> None:
        """Count a document's answers."""
        self.requests += share.head.exchanges
        self.prompt_tokens += share.head.prompt_tokens
        self.output_tokens += share.head.output_tokens

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.output_tokens + other.output_tokens,
        )


class Bench(Protocol):
    """Where documents are gone through."""

    async def take(self, document: Document, key: str) -> Receipt:
        """Go through a document; it is in the store before the receipt says so.

        Raises:
            StoppedError: the run was told to end, or a cap leaves no room.
        """

    async def settled(self) -> None:
        """Wait for the calls of documents that were given up: what they bring is kept for the next run."""

    async def dismissed(self) -> None:
        """End at once, whatever is under way."""


class Desk:
    """A bench in this process."""

    def __init__(self, client: Client, profile: Profile, finished: Finished, progress: Progress) -> None:
        self._asker = Counting(client, progress)
        self._client = client
        self._progress = progress
        self._profile = profile
        self._finished = finished
        self._spent = 0.0

    async def take(self, document: Document, key: str) -> Receipt:
        """See ``Bench``."""
        share = Share.of(await outcome_of(document, self._asker, self._profile))
        if (cost := self._client.usage.cost) is not None and cost > self._spent:
            self._progress.spent(cost - self._spent)
            self._spent = cost
        entry = share.head.entry
        if entry.status != "ok":  # tried again by the next run
            return Receipt(entry, share.bytes())
        await self._finished.keep(key, share)
        return Receipt(entry, key)

    async def settled(self) -> None:
        """See ``Bench``."""
        await self._asker.settled()

    async def dismissed(self) -> None:
        """See ``Bench``; what is under way here ends with the tasks."""


class Flow:
    """Takes every document to the spool: from the store, else by way of a bench, so many at a time.

    Once a cap is reached or the run is told to stop, what is left is noted as failed for that reason, but for
    documents that are finished already.
    """

    def __init__(
        self, bench: Bench, finished: Finished, spool: Spool, progress: Progress, stop: Stop, in_flight: int
    ) -> None:
        self._bench = bench
        self._finished = finished
        self._spool = spool
        self._progress = progress
        self._stop = stop
        self._most = in_flight + max(2, min(in_flight, _AHEAD))  # some are scanned while others are asked about
        self._trouble: ClaimextractError | None = None

    async def take(self, found: Iterator[Found]) -> Saved:
        """Take documents to the spool; what else was met goes there as it is.

        Raises:
            ClaimextractError: the run cannot go on; documents that were begun are finished first.
        """
        under_way: set[asyncio.Task[None]] = set()
        try:
            saved = await self._begin(found, under_way)
            await asyncio.gather(*under_way)
        except BaseException:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            raise
        if self._trouble:
            raise self._trouble
        return saved

    async def _begin(self, found: Iterator[Found], under_way: "set[asyncio.Task[None]]") -> Saved:
        saved = Saved()
        async for one in _read(found):
            if self._trouble:
                break
            if isinstance(one, DocumentEntry):
                share = Share.unsettled(one)
                self._spool.add(share.head.entry, share.bytes())
                self._progress.expect(-1)
                continue
            key = self._finished.key(one)
            if kept := await self._finished.find(one):
                saved.add(kept)
                self._note(kept.head.entry.model_copy(update={"path": one.path}), key)
            elif self._stop.reason:
                self._put_off(one)
            else:
                while len(under_way) >= self._most:
                    await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                task = asyncio.create_task(self._go_through(one, key))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
        return saved

    async def _go_through(self, document: Document, key: str) -> None:
        try:
            receipt = await self._bench.take(document, key)
            self._note(receipt.entry, receipt.held)
        except StoppedError as error:
            self._stop(str(error))
            self._put_off(document)
        except ClaimextractError as error:
            self._trouble = self._trouble or error
            self._stop(str(error))

    def _put_off(self, document: Document) -> None:
        share = Share.unsettled(document, f"not done: {self._stop.reason}")
        self._spool.add(share.head.entry, share.bytes())
        self._tell(share.head.entry)  # and not the progress: it is not done

    def _note(self, entry: DocumentEntry, held: str | bytes) -> None:
        self._spool.add(entry, held)
        self._progress.done(entry)
        self._tell(entry)

    def _tell(self, entry: DocumentEntry) -> None:
        told = {"document": entry.id, "status": entry.status, "claims": entry.counts.claims}
        _log.info("document %s: %s", entry.id, entry.reason or entry.status, extra=told)


async def _read(found: Iterator[Found]) -> AsyncIterator[Found]:
    """The same, read in another thread."""
    while some := await apart(lambda: _some(found)):
        for one in some:
            yield one


def _some(found: Iterator[Found]) -> list[Found]:
    until = time.monotonic() + _SECONDS
    some: list[Found] = []
    for one in found:
        some.append(one)
        if len(some) == _AT_ONCE or time.monotonic() > until:
            break
    return some
