"""What a worker of a Dask scheduler does: it goes through shards of documents, at a desk that stays for their run.

Orders and answers are JSON. The key, and whatever opens the store and the limiter, are those of the worker's own
environment; no order holds them.
"""

import asyncio
import json
import os
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict
from typing import Any

from ..config import Settings
from ..errors import ClaimextractError, ConfigurationError
from ..llm import Client, Usage
from ..models import Document
from .asking import open_model
from .flowing import Desk
from .scanning import load
from .stores import store_of
from .storing import Finished, program
from .watching import Quiet

__all__ = ["MARK", "leave", "stop", "work"]

# What every process that has the same store finds in it.
MARK = "claimextract"

_outposts: dict[str, "asyncio.Task[_Outpost]"] = {}  # by run
_stopped: dict[str, str] = {}  # runs, with the reason


async def work(order: str) -> str:
    """Go through a shard. Nothing is raised: Dask would log a part of the order, which is a part of an article."""
    try:
        return json.dumps(await _work(json.loads(order)))
    except ClaimextractError as error:
        kind, message = type(error).__name__, str(error)
    except Exception as error:
        kind, message = "ClaimextractError", f"unexpected {type(error).__name__}: {error}; please report it"
    return json.dumps({"error": kind, "message": f"worker {socket.gethostname()} ({os.getpid()}): {message}"})


async def stop(run: str, reason: str) -> None:
    """Send nothing more for a run; what is in flight ends as it would."""
    _stopped[run] = reason
    if opened := _outposts.get(run):
        with suppress(ClaimextractError):  # it never opened
            (await opened).client.stop(reason)


async def leave(run: str) -> None:
    """Close what was opened for a run."""
    _stopped.pop(run, None)
    if opened := _outposts.pop(run, None):
        with suppress(ClaimextractError):
            await (await opened).close()


async def _work(order: dict[str, Any]) -> dict[str, Any]:
    run = order["run"]
    if run not in _outposts:
        for other, opened in list(_outposts.items()):  # of runs that ended without a word
            if opened.done() and (opened.exception() or not opened.result().shards):
                _outposts.pop(other)
                if not opened.exception():
                    await opened.result().close()
    if run not in _outposts:
        _outposts[run] = asyncio.create_task(_Outpost.open(order))
    outpost = await asyncio.shield(_outposts[run])
    if run in _stopped:
        outpost.client.stop(_stopped[run])
    return await outpost.take(order["documents"])


class _Outpost:
    """A desk in this process, for all shards of a run: they share what may be in flight and what the endpoint said."""

    def __init__(self, opened: AsyncExitStack, client: Client, known: Finished, desk: Desk) -> None:
        self._opened = opened
        self.client = client
        self._known = known
        self._desk = desk
        self._kept = self._told = Usage()
        self.shards = 0

    @classmethod
    async def open(cls, order: Mapping[str, Any]) -> "_Outpost":
        """Make ready for a run.

        Raises:
            ConfigurationError: this process would not do the same as the one that gives the order.
        """
        _check(order["program"], program())
        settings = Settings(**order["settings"])
        if order["keyed"] and settings.api_key is None:
            raise ConfigurationError("there is no key in its environment; set OPENAI_API_KEY there and start it again")
        if (kind := settings.endpoint().kind) != order["kind"]:
            raise ConfigurationError(
                f"its environment makes it ask the {kind} model where the run asks the {order['kind']} one; "
                "name the model and --base-url"
            )
        store = store_of(settings)
        if store.get(MARK) is None:
            raise ConfigurationError(
                f"it does not find in {settings.store} what was put there; name a folder or an object store that all "
                "machines see with --store"
            )
        await asyncio.to_thread(load)  # out of the way of what the worker hears from its scheduler
        opened = AsyncExitStack()
        client, profile = await opened.enter_async_context(open_model(settings, Quiet(), run=order["run"]))
        known = Finished(store, client.model, profile, settings)
        return cls(opened, client, known, Desk(client, profile, known, Quiet()))

    async def take(self, documents: list[dict[str, Any]]) -> dict[str, Any]:
        """What becomes of each document, and what was spent since that was last told."""
        self.shards += 1
        try:
            answers = await asyncio.gather(*(self._one(item["key"], item["document"]) for item in documents))
            if any("error" in answer for answer in answers):
                await self._desk.settled()
        finally:
            self.shards -= 1
        spent, before = asdict(self.client.usage + self._kept), asdict(self._told)
        self._told = Usage(**spent)
        return {"documents": answers, "usage": {name: _less(spent[name], before[name]) for name in spent}}

    async def close(self) -> None:
        """Close its connections."""
        await self._opened.aclose()

    async def _one(self, key: str, told: dict[str, Any]) -> dict[str, Any]:
        document = Document.model_validate(told)
        try:
            # A worker that ended may have finished it.
            if share := await self._known.find(document):
                head = share.head
                self._kept += Usage(
                    cached=head.exchanges,
                    saved_prompt_tokens=head.prompt_tokens,
                    saved_output_tokens=head.output_tokens,
                )
                return {"entry": share.at(document.path).head.entry.model_dump(mode="json"), "share": None}
            receipt = await self._desk.take(document, key)
        except ClaimextractError as error:
            return {"error": type(error).__name__, "message": str(error)}
        return receipt.told()


def _check(theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Whether both are the same program, with the same packages that decide what comes out."""
    differing = sorted(name for name in theirs.keys() | ours.keys() if theirs.get(name) != ours.get(name))
    if differing:
        told = ", ".join(
            f"{name} {ours.get(name, '')[:12]} where the run has {theirs.get(name, '')[:12]}" for name in differing
        )
        raise ConfigurationError(f"it has {told}; install the same versions there and start it again")


def _less(now: float | None, before: float | None) -> float | None:
    return None if now is None else now - (before or 0)
