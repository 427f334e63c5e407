"""Processes that share the work where there is much of it."""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import cache
from types import TracebackType
from typing import Any, Self, TypeVar

from pydantic import BaseModel, TypeAdapter

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")
_Record = TypeVar("_Record", bound=BaseModel)

# From so many claims on processes are worth their start; more of them than this would wait for the one that feeds them.
WORTH, _MOST = 20_000, 8
_AHEAD = 3  # parts for each process that are made before the first of them is needed


class Workers:
    """Processes for work on so many claims; none where there are few, or where they cannot be started here.

    They are given the parts of the work and hold nothing else, so that neither their number nor where the claims are
    read from changes a result. Each is an interpreter of its own, not a copy of this process. ``LOKY_MAX_CPU_COUNT`` in
    the environment limits them.
    """

    def __init__(self, claims: int) -> None:
        self._executor: Any = None
        self.processes = _allowed() if claims >= WORTH else 1

    def __enter__(self) -> Self:
        if self.processes > 1:
            self._executor = _executor(self.processes)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, kill_workers=kind is not None)

    def each(self, work: Callable[[_Part], _Result], parts: Iterable[_Part]) -> Iterator[_Result]:
        """``work(part)`` for each of the parts, in their order.

        The parts are made in this process and this thread, a few at a time. ``work`` is a function of a module.
        """
        if self._executor is None:
            yield from map(work, parts)
            return
        waiting: deque[tuple[Future[_Result] | None, _Part]] = deque()
        for part in parts:
            waiting.append((self._submitted(work, part), part))
            if len(waiting) > self.processes * _AHEAD:
                yield _result(work, *waiting.popleft())
        while waiting:
            yield _result(work, *waiting.popleft())

    def _submitted(self, work: Callable[[_Part], _Result], part: _Part) -> Future[_Result] | None:
        try:
            future: Future[_Result] = self._executor.submit(work, part)
            return future
        except (BrokenExecutor, OSError):
            return None


NO_WORKERS = Workers(0)


class Records(tuple[_Record, ...]):
    """Records of one kind, which travel between processes as JSON: several times quicker than one by one."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        if self:
            try:
                return _read, (type(self[0]), _adapter(type(self[0])).dump_json(self))
            except ValueError:  # half a surrogate pair
                pass
        return tuple, (list(self),)


@cache
def _adapter(kind: type[_Record]) -> TypeAdapter[tuple[_Record, ...]]:
    return TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]


def _read(kind: type[_Record], text: bytes) -> tuple[_Record, ...]:
    return _adapter(kind).validate_json(text)


def _result(work: Callable[[_Part], _Result], future: Future[_Result] | None, part: _Part) -> _Result:
    """What came of a part; this process does it itself where another was killed, by lack of memory perhaps."""
    try:
        if future is not None:
            return future.result()
    except BrokenExecutor:
        pass
    return work(part)


def _allowed() -> int:
    """How many processes may share the work: a daemon of multiprocessing may have none."""
    if multiprocessing.current_process().daemon:
        return 1
    from loky import cpu_count  # type: ignore[import-untyped]  # noqa: PLC0415 - seldom needed

    return min(int(cpu_count()), _MOST)


def _executor(processes: int) -> Executor | None:
    from loky import ProcessPoolExecutor  # noqa: PLC0415 - seldom needed

    try:
        started: Executor = ProcessPoolExecutor(processes, initializer=_begin, initargs=(os.getpid(),))
    except (ImportError, NotImplementedError, OSError):  # no semaphores here
        return None
    return started


def _begin(parent: int) -> None:
    """What each process does first: leave Ctrl-C to the one that started it, and end when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
