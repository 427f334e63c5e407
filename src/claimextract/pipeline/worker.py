"""A process that goes through documents for another one, which talks to it over a socket.

It is started with the numbers of one or more sockets, and forks so that there is a process for each, once it has loaded
what takes seconds to load. A process ends when it is told to, or at once when the other end is gone.
"""

import asyncio
import os
import random
import socket
import sys
import warnings
from contextlib import suppress
from dataclasses import asdict
from threading import Thread
from typing import Any, BinaryIO

from .. import logs
from ..config import Settings
from ..errors import ClaimextractError
from ..models import Document
from .asking import open_model
from .flowing import Desk
from .scanning import load
from .stores import store_of
from .storing import Finished
from .wire import LENGTH, packed, unpacked


def _receive(source: BinaryIO) -> dict[str, Any]:
    body = b""
    with suppress(OSError):  # where the other end went and left something unread
        head = source.read(LENGTH.size)
        body = source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
    if not body:
        os._exit(1)  # nobody is left to work for
    return unpacked(body)


class _Teller:
    """Tells the other process of progress and results."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def tell(self, **message: Any) -> None:  # noqa: ANN401
        try:
            self._target.write(packed(message))
            self._target.flush()
        except OSError:
            os._exit(1)  # nobody is left to work for

    def begin(self, calls: int) -> None:
        self.tell(begin=calls)

    def asked(self) -> None:
        self.tell(asked=True)

    def spent(self, dollars: float) -> None:
        self.tell(spent=dollars)

    def expect(self, documents: int) -> None:
        pass

    def done(self, entry: object) -> None:
        pass

    def weights(self, step: str, done: int, total: int) -> None:
        pass


async def _work(source: BinaryIO, teller: _Teller) -> None:
    first = _receive(source)
    settings = Settings(**first["settings"], api_key=first["key"], limiter=first["limiter"])
    logs.configure(json_lines=settings.log_json, level=first["level"])
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    under_way: set[asyncio.Task[None]] = set()

    async with open_model(settings, teller, share=first["share"]) as (client, profile):
        known = Finished(store_of(settings), client.model, profile, settings)
        desk = Desk(client, profile, known, teller)

        async def take(number: int, key: str, document: Document) -> None:
            try:
                receipt = await desk.take(document, key)
            except Exception as error:
                kind = type(error).__name__
                ours = isinstance(error, ClaimextractError)
                message = str(error) if ours else f"unexpected {kind}: {error}; please report it with the document"
                teller.tell(number=number, error=kind, message=message, usage=asdict(client.usage))
                return
            # What was spent is told each time: the process may end before it could be told at last.
            teller.tell(number=number, **receipt.told(), usage=asdict(client.usage))

        def hear(message: dict[str, Any]) -> None:
            if "document" in message:
                document = Document.model_validate(message["document"])
                task = loop.create_task(take(message["number"], message["key"], document))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            elif "stop" in message:
                client.stop(message["stop"])
            else:
                ended.set()

        def listen() -> None:
            while True:
                message = _receive(source)
                loop.call_soon_threadsafe(hear, message)

        Thread(target=listen, daemon=True).start()
        teller.tell(ready=os.getpid())
        await ended.wait()
        await asyncio.gather(*under_way)
        await desk.settled()
        teller.tell(usage=asdict(client.usage))


def main() -> None:
    """Work until told to end."""
    os.dup2(2, 1)  # what libraries print is for people
    sockets = [socket.socket(fileno=int(number)) for number in sys.argv[1:]]
    load()
    own = sockets[0]
    forked: list[int] = []
    for other in sockets[1:]:
        if (pid := os.fork()) == 0:
            own, forked = other, []
            random.seed()
            break
        forked.append(pid)
    for other in sockets:
        if other is not own:  # or nobody would learn of its end
            other.close()
    teller = _Teller(own.makefile("wb"))
    warnings.showwarning = lambda message, *_, **__: teller.tell(warning=str(message))
    asyncio.run(_work(own.makefile("rb"), teller))
    for pid in forked:
        os.waitpid(pid, 0)
    os._exit(0)  # the thread that listens would hold the interpreter up


if __name__ == "__main__":
    main()
