"""Workers on many machines for one run: a bench of the workers of a Dask scheduler."""

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from ..config import Settings
from ..errors import CacheError, ClaimextractError, ConfigurationError, StoppedError
from ..llm import Usage
from ..models import Document
from .flowing import Receipt
from .outpost import MARK, leave, stop, work
from .shares import Share
from .stores import ObjectStore
from .storing import FileStore, Finished, program
from .watching import Progress
from .wire import told_error

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Fleet"]

_log = logging.getLogger(__name__)

_FEWEST, _MOST = 16, 64  # documents in a shard
_LONGEST = 2_000_000  # characters in a shard, but for one document that is longer: it passes through the scheduler
_ANSWER, _FIRST = 10, 30  # seconds for the scheduler to answer, and for a first worker to be there
_MOMENT = 0.2  # seconds without another document, after which a worker that is free gets those that wait
_UNSEEN = (0.0, 0.5, 2.0, 10.0, 60.0)  # seconds until a folder on a network must show what another machine put there
# What decides what comes out, and what all keep to together. A worker's key, its folders and what it may use of its own
# machine are its own.
_TOLD = (
    "model base_url temperature seed questions_per_call max_output_tokens concurrency timeout retries retry_wait "
    "reasks requests_per_minute tokens_per_minute max_requests max_tokens max_cost"
).split()


class Fleet:
    """A bench of the workers of a Dask scheduler. What they finish is in the store before they say so."""

    def __init__(
        self, dask: "Client", slots: int, order: Mapping[str, Any], finished: Finished, progress: Progress
    ) -> None:
        self._dask = dask
        self._slots = slots
        self._order = order
        self._finished = finished
        self._progress = progress
        self._waiting: list[tuple[Document, str, asyncio.Future[Receipt]]] = []
        self._shards: set[asyncio.Task[None]] = set()
        self._telling: list[asyncio.Task[None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._number = 0
        self.room = 2 * slots * _MOST  # documents that may be under way: one shard in work and one in line for each
        self.usage = Usage()

    @classmethod
    async def of(
        cls, settings: Settings, store: FileStore | ObjectStore, finished: Finished, run: str, progress: Progress
    ) -> Self:
        """The workers of the scheduler that ``settings.engine`` names.

        Raises:
            ConfigurationError: there is none, or it has no workers.
            CacheError: nothing can be put into the store.
        """
        try:
            from distributed import Client  # noqa: PLC0415 - an extra, and slow to load
        except ImportError:
            raise ConfigurationError("the setting engine needs Dask: pip install 'claimextract[dask]'") from None
        store.put(MARK, b"The store of finished documents of claimextract.")
        place = urlsplit(settings.engine or "").netloc
        try:
            dask = await Client(  # type: ignore[no-untyped-call]
                f"tcp://{place}", asynchronous=True, set_as_default=False, timeout=_ANSWER
            )
        except (OSError, TimeoutError) as error:
            raise ConfigurationError(
                f"the Dask scheduler {settings.engine} cannot be reached ({error}); start it with `dask scheduler`, "
                "or check --engine and the network"
            ) from None
        try:
            await dask.wait_for_workers(1, timeout=_FIRST)
        except TimeoutError:
            await dask.close()
            raise ConfigurationError(
                f"the Dask scheduler {settings.engine} has no workers; start one with `dask worker {place}` where the "
                "key is in the environment"
            ) from None
        endpoint = settings.endpoint()
        order = {
            "run": run,
            "program": dict(program()),
            "settings": {name: getattr(settings, name) for name in _TOLD}
            | {"store": settings.store or settings.finished_dir.absolute().as_uri()},
            "kind": endpoint.kind,
            "keyed": settings.api_key is not None,
        }
        return cls(dask, sum((await dask.nthreads()).values()), order, finished, progress)

    async def take(self, document: Document, key: str) -> Receipt:
        """See ``Bench``."""
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((document, key, receipt))
        full = _MOST if len(self._shards) >= self._slots else _FEWEST
        if len(self._waiting) >= full or sum(len(waiting.text) for waiting, _, _ in self._waiting) > _LONGEST:
            self._send()
        else:
            self._send_soon()
        return await receipt

    def stop(self, reason: str) -> None:
        """Have the workers send nothing more."""
        self._telling.append(asyncio.create_task(self._tell(stop, reason)))

    async def settled(self) -> None:
        """End the work on this run, here and there."""
        await asyncio.gather(*self._shards)
        await asyncio.gather(*self._telling)
        await self._tell(leave)
        await self._dask.close()  # type: ignore[no-untyped-call]

    async def dismissed(self) -> None:
        """See ``Bench``."""
        for shard in self._shards:
            shard.cancel()
        await asyncio.gather(*self._shards, return_exceptions=True)
        await self._tell(leave)
        await self._dask.close()  # type: ignore[no-untyped-call]

    async def _tell(self, what: Callable[..., Awaitable[None]], *more: str) -> None:
        """Tell all workers; they end by themselves what they do for a run that is heard of no more."""
        with contextlib.suppress(Exception):  # the scheduler may be gone
            await self._dask.run(what, self._order["run"], *more, on_error="ignore")

    def _send_soon(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._waiting and len(self._shards) < self._slots:
            self._timer = asyncio.get_running_loop().call_later(_MOMENT, self._send)

    def _send(self) -> None:
        if self._timer:
            self._timer.cancel()
        shard, self._waiting = self._waiting, []
        task = asyncio.create_task(self._go_through(shard))
        self._shards.add(task)
        task.add_done_callback(self._shards.discard)
        task.add_done_callback(lambda _: self._send_soon())

    async def _go_through(self, shard: list[tuple[Document, str, "asyncio.Future[Receipt]"]]) -> None:
        self._number += 1
        documents = [{"key": key, "document": document.model_dump(mode="json")} for document, key, _ in shard]
        name = f"claimextract-{self._order['run']}-{self._number}"
        order = json.dumps({**self._order, "documents": documents})
        results: list[Receipt | BaseException]
        try:
            told = await self._answer(name, order)
            answers = told if told is not None else itertools.repeat(None, len(shard))
            paired = list(zip(shard, answers, strict=True))
            receipts = (self._receipt(*one[:2], answer) for one, answer in paired)
            results = await asyncio.gather(*receipts, return_exceptions=True)
        except ClaimextractError as error:
            results = [error] * len(shard)
        except Exception as error:  # whatever it is, it is theirs who wait
            reason = f"a worker's answer cannot be read ({type(error).__name__}: {error}); see the workers' logs"
            results = [ConfigurationError(reason)] * len(shard)
        for (_, _, waiting), result in zip(shard, results, strict=True):
            if isinstance(result, Receipt):
                waiting.set_result(result)
            else:
                waiting.set_exception(result)

    async def _answer(self, name: str, order: str) -> list[dict[str, Any]] | None:
        """What a worker says of the documents of a shard; None if each worker that had it ended."""
        from concurrent.futures import CancelledError  # noqa: PLC0415

        from distributed import KilledWorker  # noqa: PLC0415

        try:
            told = json.loads(await self._dask.submit(work, order, key=name, pure=False))
        except KilledWorker as error:
            _log.warning("%d workers ended one after the other over %s", error.allowed_failures + 1, name)
            return None
        except CancelledError:
            raise StoppedError("the scheduler was lost; run again: what is finished is kept") from None
        except Exception as error:
            raise ConfigurationError(
                f"a worker cannot do its work ({type(error).__name__}: {error}); install claimextract[dask] there, in "
                "the same versions as here"
            ) from None
        if "error" in told:
            raise told_error(told)
        spent = Usage(**told["usage"])
        self.usage += spent
        self._progress.begin(spent.sent)
        for _ in range(spent.sent):
            self._progress.asked()
        self._progress.spent(spent.cost or 0.0)
        answers: list[dict[str, Any]] = told["documents"]
        return answers

    async def _receipt(self, document: Document, key: str, answer: Mapping[str, Any] | None) -> Receipt:
        if answer and "error" in answer:
            raise told_error(answer)
        if answer and answer["share"] is not None:
            share = Share.read(answer["share"].encode())
            if share is None or not share.fits(document):
                share = Share.unsettled(
                    document, "what a worker answered is not of this document; see the workers' logs"
                )
            return Receipt(share.head.entry, share.bytes())
        for wait in _UNSEEN if answer else _UNSEEN[:1]:
            await asyncio.sleep(wait)
            if share := await self._finished.find(document):  # which also brings it near
                return Receipt(share.at(document.path).head.entry, key)
        if answer:
            raise CacheError(f"document {document.id} was finished, but the store does not show it; check --store")
        share = Share.unsettled(document, "the workers that went through it ended; see their logs, and run again")
        return Receipt(share.head.entry, share.bytes())
