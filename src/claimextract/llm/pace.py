"""How fast an endpoint is asked: requests in flight, and requests and tokens a minute."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from pyrate_limiter import GCRA, Duration, Limiter, Rate, SingleBucketFactory, StateBucket, StateStore

from ..config import Profile, Settings
from ..errors import StoppedError
from .allowance import Allowance
from .shared import Common

__all__ = ["Pace", "Turn"]

_log = logging.getLogger(__name__)

# Of a limit a minute this part may go out at once and the rest evenly, so that no minute ever sees more than the limit.
_BURST = 0.1
_WORTH_TELLING = 5.0  # seconds; shorter pauses are not logged


@dataclass(frozen=True)
class Turn:
    """A request's leave to be sent: when it went out, and what had been taken with it."""

    started: float
    requests: int
    tokens: int


class Pace:
    """Gives requests their turn, in the order in which they came, and learns from the answers.

    The number in flight follows additive increase and multiplicative decrease (Chiu and Jain 1989; TCP's rule): too
    much halves it, each round of answers adds one. It begins at ``profile.concurrency`` and passes that only while the
    endpoint's headers tell what is left, up to ``profile.most_in_flight``. A pause holds everybody.

    Requests and tokens a minute are kept by ``pyrate_limiter``'s leaky bucket (GCRA), in ``common`` for all processes
    that share it, else for this one.
    """

    def __init__(self, profile: Profile, settings: Settings, common: Common | None = None) -> None:
        self._begin = float(profile.concurrency)
        self._most = float(profile.most_in_flight)
        self._window = self._begin
        self._flying = 0
        self._told = False  # the headers tell what is left
        self._slowed = self._resume = 0.0
        self._gate = asyncio.Lock()
        self._freed = asyncio.Event()
        self._ended = asyncio.Event()
        self._reason = ""
        self._requests, self._tokens = Allowance("requests"), Allowance("tokens")
        minute = {"requests": settings.requests_per_minute, "tokens": settings.tokens_per_minute}
        self._request_rate, self._token_rate = (
            _Rate(limit, common.rate(name) if common else None) if limit else None for name, limit in minute.items()
        )

    @property
    def window(self) -> int:
        """How many requests may be in flight now."""
        return int(self._window)

    @contextlib.asynccontextmanager
    async def turn(self, expected: Callable[[], tuple[int, int]]) -> AsyncIterator[Turn]:
        """Wait for leave to send a request; it is in flight inside the block.

        Args:
            expected: asked when its turn has come; the tokens that it will take, to be held against our own limit a
                minute, and those that it could take, which is what endpoints hold against theirs.

        Raises:
            StoppedError: ``stop`` was called.
        """
        async with self._gate:  # what the first in the line waits for, all behind it wait for
            while self._flying >= self.window and not self._ended.is_set():
                self._freed.clear()
                await self._freed.wait()
            tokens, at_most = expected()
            for rate, amount in ((self._request_rate, 1), (self._token_rate, tokens)):
                if rate:
                    await self._unless_ended(rate.take(amount))
            while (wait := self._wait(at_most)) > 0 and not self._ended.is_set():
                await self.sleep(wait)
            if self._ended.is_set():
                raise StoppedError(self._reason)
            turn = Turn(time.monotonic(), self._requests.take(1), self._tokens.take(at_most))
            self._flying += 1
        try:
            yield turn
        finally:
            self._flying -= 1
            self._freed.set()

    def answered(self, turn: Turn, headers: Mapping[str, str]) -> None:
        """An answer came, of whatever kind: what its headers tell is kept to."""
        told = (self._requests.told(headers, turn.requests), self._tokens.told(headers, turn.tokens))
        self._told = self._told or any(told)

    def served(self) -> None:
        """A request was answered: one more at once with each round of them; until the first halving, with each."""
        most = self._most if self._told else self._begin
        if self._window < most:
            self._window = min(most, self._window + (1 / self._window if self._slowed else 1))
            self._freed.set()

    def slow_down(self, turn: Turn) -> None:
        """The endpoint had too much: half as many at once. What went out before the last halving tells nothing new."""
        if turn.started > self._slowed:
            self._slowed = time.monotonic()
            self._window = max(1.0, self._window / 2)
            _log.info("the endpoint has too much to do: %d requests at once from now on", self.window)

    def pause(self, wait: float) -> None:
        """Nobody sends anything for so many seconds."""
        resume = time.monotonic() + wait
        if wait > _WORTH_TELLING and resume > self._resume + _WORTH_TELLING:
            _log.warning("the endpoint asks to wait: nothing is sent for %.0f s", wait)
        self._resume = max(self._resume, resume)

    def stop(self, reason: str) -> None:
        """From now on nobody is given a turn."""
        self._reason = reason
        self._ended.set()
        self._freed.set()

    async def sleep(self, seconds: float) -> None:
        """Wait, unless the pace is stopped."""
        await self._unless_ended(asyncio.sleep(seconds))

    async def _unless_ended(self, waiting: Coroutine[Any, Any, None]) -> None:
        tasks = {asyncio.ensure_future(waiting), asyncio.ensure_future(self._ended.wait())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()

    def _wait(self, tokens: int) -> float:
        return max(self._resume - time.monotonic(), self._requests.wait(1), self._tokens.wait(tokens))


class _Rate:
    """So many units a minute."""

    def __init__(self, limit: int, store: StateStore | None) -> None:
        self._burst = max(1, int(limit * _BURST))
        rate = Rate(max(1, limit - self._burst), Duration.MINUTE, burst=self._burst)
        bucket = StateBucket([rate], algorithm=GCRA(), store=store)
        self._limiter = Limiter(SingleBucketFactory(bucket, schedule_leak=False), buffer_ms=1)

    async def take(self, amount: int) -> None:
        """Wait until so many more may go out."""
        for left in range(amount, 0, -self._burst):  # no more than the burst fits at a time
            await self._limiter.try_acquire_async(weight=min(left, self._burst))
