"""A run by the Batch API: questions are handed in, and the same call made again later collects the answers.

A document's later questions depend on earlier answers, so it takes rounds: each call collects what is ready and hands
in what is missing then. Once nothing is, a run like any other finds every answer in the cache and writes the folder.
"""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import documents as reading
from ..config import Profile, Settings
from ..errors import RunFolderError
from ..folder import RunFolder
from ..llm import Client, Planner, Usage
from ..models import Document
from .asking import open_model
from .extracting import Counting, outcome_of
from .guarding import apart_from_articles
from .performing import perform
from .stores import store_of
from .storing import Finished
from .tables import Run
from .waiting import apart, wait
from .watching import Progress, Quiet

__all__ = ["Batched", "abatch", "batch"]

_STATE = "batches.json"


@dataclass
class Batched:
    """What one call came to.

    Attributes:
        handed: batches that were handed in now, with how many requests each holds.
        waiting: batches that are not done, with how far they are.
        answered: requests whose answers were collected now.
        failed: requests that a batch left without answer, with the reason; they are in the next round.
        problems: batches that did not end well, with the reason.
        run: the run, once nothing is missing.
    """

    handed: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    answered: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    run: Run | None = None


@dataclass
class _State:
    """What is handed in for a run's folder, and what its batches took so far."""

    folder: RunFolder
    model: str
    batches: dict[str, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)

    @classmethod
    def of(cls, folder: RunFolder, model: str) -> "_State":
        if not folder.has(_STATE):
            return cls(folder, model)
        try:
            told = json.loads(folder.read_text(_STATE))
            state = cls(folder, told["model"], dict(told["batches"]), Usage(**told["usage"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise RunFolderError(f"{folder.path / _STATE}: it is damaged; remove it to hand in anew") from None
        if state.model != model:
            raise RunFolderError(
                f"{folder.path / _STATE}: {state.model} was handed questions; pass --model {state.model} to collect "
                "them, or remove the file"
            )
        return state

    def write(self) -> None:
        told = {"model": self.model, "batches": self.batches, "usage": asdict(self.usage)}
        self.folder.write_text(_STATE, json.dumps(told, indent=1) + "\n")

    def summary(self) -> dict[str, Any]:
        """What run.json tells of the batches: their answers are among the cached ones."""
        usage = self.usage
        cost = None if usage.cost is None else round(usage.cost, 6)
        tokens = {"prompt": usage.prompt_tokens, "output": usage.output_tokens}
        return {"answers": usage.sent, "tokens": tokens, "cost": cost}


async def abatch(
    *paths: str | Path,
    out: str | Path,
    settings: Settings | None = None,
    add: bool = False,
    table: bool = True,
    progress: Progress | None = None,
) -> Batched:
    """Collect what is ready, and hand in what is missing; the folder is written once nothing is.

    Args:
        paths: files, folders or globs; the same each time.
        out: the run's folder; what is handed in is noted there.
        settings: which model and how to ask it.
        add: keep the documents that the folder already describes.
        table: reconcile too, in the end.
        progress: told of every document, in the end.

    Raises:
        ConfigurationError: there is no model to ask, or it takes no batches.
        EndpointError: the endpoint cannot be asked; what was handed in is noted.
        LimitReachedError: the caps leave no room for a question.
        RunFolderError: the folder cannot be written, or another model was handed its questions.
    """
    # Deferred: it imports openai.
    from ..llm.batches import Batches  # noqa: PLC0415

    settings, progress = settings or Settings(), progress or Quiet()
    folder = RunFolder(Path(out))
    apart_from_articles(paths, folder)
    folder.create()
    found = Batched()
    async with open_model(settings, progress) as (client, profile), Batches(client) as batches:
        state = _State.of(folder, client.model)
        collected = await batches.collect(list(state.batches))
        found.waiting, found.failed, found.problems = collected.waiting, collected.failed, collected.problems
        found.answered = collected.answered
        state.batches = {name: state.batches[name] for name in found.waiting}
        state.usage += collected.usage
        state.write()
        if found.waiting:
            return found
        asked = -1
        while client.usage.sent > asked and not found.handed:  # what is asked at once may bring another question
            asked = client.usage.sent
            async for handed in batches.submit(_missing(paths, client, profile, settings)):
                found.handed[handed.name] = state.batches[handed.name] = handed.requests
                state.write()
        state.usage += client.usage
        state.write()
    if found.handed:
        return found
    run = await perform(paths, folder, settings, add=add, table=table, progress=progress)
    found.run = replace(run, summary={**run.summary, "batches": state.summary()})
    folder.write_run(found.run.summary)
    folder.remove(_STATE)
    return found


def batch(
    *paths: str | Path,
    out: str | Path,
    settings: Settings | None = None,
    add: bool = False,
    table: bool = True,
    progress: Progress | None = None,
) -> Batched:
    """``abatch``, waited for."""
    return wait(abatch(*paths, out=out, settings=settings, add=add, table=table, progress=progress))


async def _missing(
    paths: Sequence[str | Path], client: Client, profile: Profile, settings: Settings
) -> AsyncIterator[tuple[str, Any]]:
    """The requests that a run would send now, document after document."""
    known = Finished(store_of(settings), client.model, profile, settings)
    planner = Planner(client)
    documents = reading.stream(paths, limits=reading.Limits.of(settings))
    while (one := await apart(lambda: next(documents, None))) is not None:
        if isinstance(one, Document) and known.of(one) is None:
            await outcome_of(one, Counting(planner, Quiet()), profile)
            for item in planner.requests.items():
                yield item
            planner.requests.clear()
