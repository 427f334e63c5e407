"""A server with the OpenAI API that misbehaves as it is told, on loopback, and keeps exact count of what it did."""

import asyncio
import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from stub import answer_plainly

PROMPT_TOKENS, OUTPUT_TOKENS = 100, 10


@dataclass(frozen=True)
class Reply:
    """How one call is answered.

    Attributes:
        body: what is sent; the whole length is always announced.
        delay: seconds before anything is sent.
        sends: how many bytes of the body are really sent before the connection is closed; None for all.
        stalls: seconds for which nothing more comes after those bytes.
        drips: seconds before each byte.
        hangs_up: the connection is closed without a word.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    sends: int | None = None
    stalls: float = 0.0
    drips: float = 0.0
    hangs_up: bool = False

    @property
    def whole(self) -> bool:
        """It gives a usable answer."""
        if self.status != 200 or self.sends is not None or self.hangs_up or "content-encoding" in self.headers:
            return False
        try:
            return bool(json.loads(self.body)["choices"])
        except (ValueError, TypeError, LookupError):
            return False


def good(request: Mapping[str, Any], content: str | None = None, finish: str = "stop", **more: Any) -> Reply:
    """A usable answer: the plainest that the schema allows, or the content given."""
    text = json.dumps(answer_plainly(dict(request))) if content is None else content
    message = {"role": "assistant", "content": text, **more.pop("message", {})}
    usage = {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": OUTPUT_TOKENS}
    body = {
        "id": "rough",
        "object": "chat.completion",
        "created": 0,
        "model": request["model"],
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {**usage, "total_tokens": PROMPT_TOKENS + OUTPUT_TOKENS},
    }
    return Reply(json.dumps(body).encode(), **more)


def bad(status: int, headers: Mapping[str, str] | None = None, **error: Any) -> Reply:
    """An error's answer."""
    return Reply(json.dumps({"error": {"message": "rough", **error}}).encode(), status, headers or {})


Script = Callable[[dict[str, Any], int], Reply]


class Rough:
    """Answers each call by ``script(request, number of the call)``; counts are for reading when it is quiet."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.url = ""
        self.calls = self.answered = self.in_flight = self.most_in_flight = 0
        self.repeated = 0  # calls for what had been answered in whole
        self.by_question: Counter[str] = Counter()
        self.headers: list[str] = []
        self._done: set[str] = set()

    @property
    def tokens(self) -> tuple[int, int]:
        """Prompt and output tokens of what was answered in whole."""
        return self.answered * PROMPT_TOKENS, self.answered * OUTPUT_TOKENS

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._once(reader, writer):
                pass
        writer.close()

    async def _once(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lengths = [line for line in head.lower().split("\r\n") if line.startswith("content-length:")]
        content = await reader.readexactly(int(lengths[0].split(":")[1])) if lengths else b"{}"
        question = hashlib.sha256(content).hexdigest()
        self.calls += 1
        self.headers.append(head)
        self.by_question[question] += 1
        self.repeated += question in self._done
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            reply = self.script(json.loads(content), self.calls)
            await asyncio.sleep(reply.delay)
        finally:
            self.in_flight -= 1
        if reply.hangs_up:
            return False
        lines = {"content-type": "application/json", "content-length": str(len(reply.body)), **reply.headers}
        start = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {reply.status} Rough\r\n{start}\r\n".encode())
        body = reply.body if reply.sends is None else reply.body[: reply.sends]
        if reply.drips:
            for byte in body:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(reply.drips)
        writer.write(b"" if reply.drips else body)
        await writer.drain()
        if reply.whole and not reader.at_eof():  # where the client has not given up
            self.answered += 1
            self._done.add(question)
        await asyncio.sleep(reply.stalls)
        return reply.sends is None


@contextmanager
def behaving(script: Script) -> Iterator[Rough]:
    """Run such a server in a thread of its own."""
    server = Rough(script)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def main() -> None:
        listening = await asyncio.start_server(server._serve, "127.0.0.1", 0, backlog=1024)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
        ready.set()
        with suppress(asyncio.CancelledError):
            await listening.serve_forever()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    running = loop.create_task(main())
    thread = threading.Thread(target=lambda: loop.run_until_complete(running))
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(running.cancel)
        thread.join(10)
        loop.close()
