"""Being told to stop: what is in flight is finished, and nothing more is begun."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import TypeVar

__all__ = ["Stop", "interruptible"]

T = TypeVar("T")


class Stop:
    """Holds the reason to stop, once there is one, and passes it on to those who must know.

    ``reading`` tells whether what is left is still read, so that it can be listed with its text.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self.reading = True
        self._told: list[Callable[[str], None]] = []

    def tell(self, whom: Callable[[str], None]) -> None:
        """Have somebody told of the reason, now if there is one."""
        self._told.append(whom)
        if self.reason:
            whom(self.reason)

    def __call__(self, reason: str, *, reading: bool = True) -> None:
        """Stop for this reason; a later one changes nothing."""
        self.reading &= reading
        if self.reason is None:
            self.reason = reason
            for whom in self._told:
                whom(reason)

    def unread(self) -> str | None:
        """Why nothing more is read, if so."""
        return None if self.reading else f"not read: {self.reason}"


async def interruptible(work: Awaitable[T], stop: Stop, told: Callable[[], None]) -> T:
    """Await work that Ctrl-C ends gently; a second Ctrl-C ends it at once. Only in a program's main thread.

    Args:
        work: what listens to ``stop``.
        stop: called at the first Ctrl-C.
        told: called then too, to say so.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as for a program in the background
        return await work
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        loop.remove_signal_handler(signal.SIGINT)  # the next one is a KeyboardInterrupt
        told()
        stop("interrupted; the same command goes on from there", reading=False)

    loop.add_signal_handler(signal.SIGINT, interrupted)
    try:
        return await work
    finally:
        loop.remove_signal_handler(signal.SIGINT)
