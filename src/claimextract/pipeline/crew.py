"""Several processes for one run: each goes through documents as a bench of its own, and keeps what it finished."""

import asyncio
import contextlib
import logging
import os
import socket
import sys
import warnings
from collections.abc import AsyncIterator
from typing import Any

from ..config import Profile, Settings
from ..errors import StoppedError
from ..llm import Usage
from ..models import Document, DocumentEntry
from .flowing import Bench, Receipt
from .shares import Share
from .watching import Progress
from .wire import LENGTH, packed, told_error, unpacked

__all__ = ["Crew", "processes_for"]

_log = logging.getLogger(__name__)

_ALONE = 48  # documents that are not worth other processes, which take seconds to start
_MOMENT = 0.15  # seconds in which so many come if they are at hand
_NOTICE = 0.05  # seconds in which it is noticed that a process has ended
_LEAST_IN_FLIGHT = 16
_FORKS = sys.platform == "linux"  # elsewhere a process that has loaded the parser cannot be relied on to fork


class _LostError(Exception):
    """The process ended before the document was done."""


def processes_for(settings: Settings, profile: Profile) -> int:
    """How many processes a run of many documents is worth: one a core, but one in all where a cap must hold for all."""
    capped = (settings.max_cost, settings.max_tokens, settings.max_requests)
    if profile.most_in_flight < _LEAST_IN_FLIGHT or any(cap is not None for cap in capped):
        return 1
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    rates = (settings.requests_per_minute, settings.tokens_per_minute)
    parts = [rate for rate in rates if rate and settings.limiter is None]  # each has its part of what is allowed
    return min(settings.processes or cores, profile.most_in_flight, *parts) if sys.platform != "win32" else 1


class Crew:
    """A bench of processes. Another bench does the work where they are not worth it, and until they are there.

    Where many documents are at hand from the beginning they wait for the processes: the other bench would take as long
    to begin, and take the time from them.

    Args:
        desk: the other bench, in this process.
        count: how many processes.
        settings: what they are told.
        progress: told what they tell.
    """

    def __init__(self, desk: Bench, count: int, settings: Settings, progress: Progress) -> None:
        self._desk = desk
        self._count = count
        self._settings = settings
        self._progress = progress
        self._taken = 0
        self._hands: list[_Hand] = []
        self._starting: asyncio.Task[None] | None = None
        self._crowd = asyncio.Event()
        self._doubted = asyncio.Lock()
        self._alone = count == 1  # the other bench has begun
        self._reason: str | None = None
        self.usage = Usage()

    async def take(self, document: Document, key: str) -> Receipt:
        """See ``Bench``."""
        self._taken += 1
        if self._count > 1:
            await self._company()
        with contextlib.suppress(_LostError):
            return await self._give(document, key)
        # It may be what ended the process. From here one at a time, so that no other one is taken for it.
        async with self._doubted:
            await asyncio.sleep(_NOTICE)
            with contextlib.suppress(_LostError):
                return await self._give(document, key)
        share = Share.unsettled(document, "the process that worked on it ended; please report it with the document")
        return Receipt(share.head.entry, share.bytes())

    async def _give(self, document: Document, key: str) -> Receipt:
        hands = [hand for hand in self._hands if hand.alive]
        if not hands:
            return await self._desk.take(document, key)
        # The same text goes where it is asked about already, so that nothing is asked twice.
        twins = [hand for hand in hands if document.sha256 in hand.texts]
        return await (twins or [min(hands, key=lambda hand: len(hand.waiting))])[0].take(document, key)

    def stop(self, reason: str) -> None:
        """Have the processes send nothing more."""
        self._reason = reason
        if self._starting:
            self._starting.cancel()
        for hand in self._hands:
            hand.tell({"stop": reason})

    async def settled(self) -> None:
        """End the processes, and take in what they spent."""
        await self._unstarted()
        for usage in await asyncio.gather(*(hand.end() for hand in self._hands)):
            self.usage += usage
        self._hands, self._starting, self._taken, self._alone = [], None, 0, self._count == 1
        self._crowd.clear()
        await self._desk.settled()

    async def dismissed(self) -> None:
        """See ``Bench``."""
        await self._unstarted()
        for hand in self._hands:
            await hand.dismissed()
        await self._desk.dismissed()

    async def _unstarted(self) -> None:
        if self._starting:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)

    async def _company(self) -> None:
        if self._taken > _ALONE and not (self._starting or self._reason):
            self._starting = asyncio.create_task(self._start())
            self._crowd.set()
        if not self._alone:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._crowd.wait(), _MOMENT)
        if self._alone or not self._starting:
            self._alone = True
        else:
            await asyncio.wait({self._starting})
            if self._reason:
                raise StoppedError(self._reason)

    async def _start(self) -> None:
        together = self._count if _FORKS else 1
        hands: list[_Hand] = []
        try:
            while len(hands) < self._count:
                hands += await self._started(min(together, self._count - len(hands)))
            await asyncio.gather(*(hand.ready.wait() for hand in hands))
        except BaseException:
            for hand in hands:
                await hand.dismissed()
            raise
        if not any(hand.alive for hand in hands):
            _log.warning("the processes of this run did not start; this one does their work")
        self._hands = hands

    async def _started(self, count: int) -> "list[_Hand]":
        """A process that loads what takes long, and forks so that there are so many."""
        ends = [socket.socketpair() for _ in range(count)]
        theirs = [end.fileno() for _, end in ends]
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # where the articles are there may be a random.py
                "-m",
                f"{__package__}.worker",
                *map(str, theirs),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=theirs,
                start_new_session=True,  # a terminal's Ctrl-C is for this process to deal with
            )
        finally:
            for _, end in ends:
                end.close()
        hands = []
        try:
            for own, _ in ends:
                hand = _Hand(process, *await asyncio.open_connection(sock=own), self._progress)
                hand.tell(self._order())
                hands.append(hand)
        except BaseException:
            process.kill()
            raise
        return hands

    def _order(self) -> dict[str, Any]:
        key, limiter = self._settings.api_key, self._settings.limiter
        return {
            "settings": self._settings.model_dump(mode="json"),
            "key": key.get_secret_value() if key else None,  # through a socket, where nobody sees it
            "limiter": limiter.get_secret_value() if limiter else None,
            "share": self._count,
            "level": logging.getLogger("claimextract").getEffectiveLevel(),
        }


class _Hand:
    """One process, as seen from here; ``first`` is the one that forked it, or it itself."""

    def __init__(
        self,
        first: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        progress: Progress,
    ) -> None:
        self._first = first
        self._reader = reader
        self._writer = writer
        self._progress = progress
        self._usage = Usage()
        self._number = 0
        self.alive = True
        self.pid: int | None = None
        self.ready = asyncio.Event()
        self.waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.texts: set[str] = set()
        self._listening = asyncio.create_task(self._listen())

    async def take(self, document: Document, key: str) -> Receipt:
        """Have the process go through a document."""
        self._number += 1
        number, answer = self._number, asyncio.get_running_loop().create_future()
        self.waiting[number] = answer
        self.texts.add(document.sha256)
        self.tell({"number": number, "key": key, "document": document.model_dump(mode="json")})
        try:
            told = await answer
        finally:
            self.waiting.pop(number, None)
            self.texts.discard(document.sha256)
        if "error" in told:
            raise told_error(told)
        entry = DocumentEntry.model_validate(told["entry"])
        return Receipt(entry, told["share"].encode() if told["share"] is not None else key)

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message; one to a process that has ended is lost."""
        if self.alive:
            self._writer.write(packed(message))

    async def end(self) -> Usage:
        """Let the process end, and return what it spent."""
        self.tell({"end": True})
        await asyncio.gather(self._listening, return_exceptions=True)
        self._writer.close()
        await self._first.wait()
        return self._usage

    async def dismissed(self) -> None:
        """Have the process end at once, whatever it is at."""
        self._writer.close()
        with contextlib.suppress(ProcessLookupError):
            self._first.kill()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._first.wait()

    async def _listen(self) -> None:
        try:
            async for told in self._messages():
                self._hear(told)
        finally:
            self.alive = False
            self.ready.set()
            if self.waiting:
                _log.warning("process %s of this run ended; others take over %d documents", self.pid, len(self.waiting))
            for answer in self.waiting.values():
                if not answer.done():
                    answer.set_exception(_LostError())

    def _hear(self, told: dict[str, Any]) -> None:
        if "usage" in told:
            self._usage = Usage(**told["usage"])
        if "number" in told:
            answer = self.waiting.get(told["number"])
            if answer and not answer.done():
                answer.set_result(told)
        elif "warning" in told:
            warnings.warn(told["warning"], stacklevel=2)
        elif "ready" in told:
            self.pid = told["ready"]
            self.ready.set()
        elif "begin" in told:
            self._progress.begin(told["begin"])
        elif "spent" in told:
            self._progress.spent(told["spent"])
        elif "asked" in told:
            self._progress.asked()

    async def _messages(self) -> AsyncIterator[dict[str, Any]]:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                length = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))[0]
                yield unpacked(await self._reader.readexactly(length))
