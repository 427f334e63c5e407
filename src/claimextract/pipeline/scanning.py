"""Scanning in another thread: what waits is scanned together, since short documents take less time so."""

import asyncio
from collections import deque
from collections.abc import Sequence

from ..models import Document, Scan

__all__ = ["Scanner", "load"]

_TOGETHER = 10_000  # characters, which is about what the parser reads at a time


class Scanner:
    """Scans documents, one thread at a time, as scans would only wait for each other."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Document, asyncio.Future[Scan]]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def scan(self, document: Document) -> Scan:
        """Scan a document; what goes wrong with it is raised here, and nowhere else."""
        scanned: asyncio.Future[Scan] = asyncio.get_running_loop().create_future()
        self._waiting.append((document, scanned))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await scanned

    async def _work(self) -> None:
        while self._waiting:
            await asyncio.sleep(0)  # others may come
            some = self._next()
            try:
                results = await asyncio.to_thread(_scans_of, [document for document, _ in some])
            except Exception as error:  # there may be no thread to be had
                results = [error] * len(some)
            for (_, scanned), result in zip(some, results, strict=True):
                if scanned.done():  # given up
                    continue
                if isinstance(result, Exception):
                    scanned.set_exception(result)
                else:
                    scanned.set_result(result)

    def _next(self) -> list[tuple[Document, asyncio.Future[Scan]]]:
        some = [self._waiting.popleft()]
        room = _TOGETHER - len(some[0][0].text)
        while self._waiting and (room := room - len(self._waiting[0][0].text)) >= 0:
            some.append(self._waiting.popleft())
        return some


def load() -> None:
    """Load what takes seconds before there is work to do: the stages, the parser and the client."""
    from .. import extraction, grounding, scan  # noqa: F401, PLC0415 - see _scans_of
    from ..llm import structured, transport  # noqa: F401, PLC0415 - they import openai

    scan.scan(Document.from_text("The mill has no wheel."))


def _scans_of(documents: Sequence[Document]) -> list[Scan | Exception]:
    from .. import scan  # noqa: PLC0415 - where other processes go through the documents it is not needed

    try:
        return [*scan.scan_all(documents)]
    except Exception as error:
        if len(documents) == 1:
            return [error]
    return [result for document in documents for result in _scans_of((document,))]
