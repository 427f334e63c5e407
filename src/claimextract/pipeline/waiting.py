"""Waiting for a coroutine, inside a running event loop or outside of one."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from threading import Event, Thread
from typing import Any, TypeVar

__all__ = ["apart", "wait"]

T = TypeVar("T")


def wait(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, in a thread of its own where a loop runs already (a notebook).

    Where the waiting is stopped, as a notebook's cell can be, the work is too: it might cost more.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    result: list[T] = []
    problem: list[BaseException] = []
    stops: list[Callable[[], object]] = []
    ended = Event()

    async def watched() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task:
            stops.append(lambda: loop.call_soon_threadsafe(task.cancel))
        return await work

    def target() -> None:
        try:
            result.append(asyncio.run(watched()))
        except BaseException as error:  # handed on to the caller's thread
            problem.append(error)
        ended.set()

    Thread(target=copy_context().run, args=(target,)).start()
    try:
        ended.wait()  # not join(), which before Python 3.13 takes a thread for ended once it was interrupted
    except BaseException:
        with suppress(RuntimeError):  # it has just ended
            for stop in stops:
                stop()
        ended.wait()
        raise
    if problem:
        raise problem[0]
    return result[0]


async def apart(work: Callable[[], T]) -> T:
    """Do work in a thread that nobody waits for should the program be told to end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: list[T], problem: BaseException | None) -> None:
        if done.cancelled():
            return
        if problem:
            done.set_exception(problem)
        else:
            done.set_result(result[0])

    def target() -> None:
        result: list[T] = []
        problem: BaseException | None = None
        try:
            result.append(work())
        except BaseException as error:  # handed on to the loop's thread
            problem = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, result, problem)

    Thread(target=target, daemon=True).start()
    return await done
