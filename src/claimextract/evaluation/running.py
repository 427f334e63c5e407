"""Runs the pipeline on labelled sets, one after the other, and scores what comes out."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from ..config import LOCAL, Settings
from ..errors import InputError
from ..models import Claim, Document, Exchange
from ..pipeline import Progress, aextract, compare
from .claims import score_claims
from .dates import score_dates
from .events import score_articles
from .falsified import score_falsified
from .gold import score_gold
from .labelled import (
    FILES,
    GOLD_ENDING,
    AttributedText,
    DatedText,
    Half,
    QuotedText,
    UnitText,
    read_documents,
    read_events,
    read_gold,
    read_pairs,
    read_texts,
)
from .pairs import score_pairs
from .passages import score_attributions, score_quotations
from .records import TASKS, Cost, Evaluation, Task, TaskResult
from .reliability import judge_attributions, judge_quotations, score_confidence
from .rows import read_rows, score_reconciled
from .tally import Figure

__all__ = ["aevaluate", "cost_of", "evaluate"]

_NOT_ASKING = frozenset({"pairs", "falsified"})  # tasks that ask no model


def evaluate(
    folder: str | Path,
    tasks: Collection[Task] = TASKS,
    settings: Settings | None = None,
    *,
    half: Half | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """``aevaluate``, waited for."""
    return asyncio.run(aevaluate(folder, tasks, settings, half=half, limit=limit, progress=progress))


async def aevaluate(
    folder: str | Path,
    tasks: Collection[Task] = TASKS,
    settings: Settings | None = None,
    *,
    half: Half | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure the pipeline on the labelled sets of a folder.

    Args:
        folder: holds any of quotes.jsonl, attributions.jsonl, dates.jsonl, claim_pairs.jsonl, atomic_claims.jsonl,
            event_clusters.jsonl, gold claims as ``<name>.claims.jsonl`` with the documents beside or above them, and
            the rows that these make, rows.jsonl.
        tasks: which of the sets to use, of those that are there.
        settings: which model to ask, and how.
        half: of each set only the items at even or odd places, so that one can develop on one half and report on the
            other. Rows are scored whole.
        limit: of each set only so many items, rows left out.
        progress: told of every document.

    Raises:
        InputError: the folder holds no labelled set of these tasks, or one that cannot be used.
        ConfigurationError, WeightsError, ServerError: there is no model to ask.
    """
    run = _Running(Path(folder), settings or Settings(), half, limit, progress)
    chosen = _present(run.folder, tasks)
    asking = any(task not in _NOT_ASKING for task in chosen)
    return Evaluation(
        package_version=version("claimextract"),
        model=_model(run.settings) if asking else None,
        data=run.folder.resolve().name,
        half=half,
        limit=limit,
        tasks=tuple([await run.task(task) for task in chosen]),
    )


def _model(settings: Settings) -> str:
    """The model's name in a result: the embedded one's is ``local``, or its file's where another was chosen."""
    endpoint = settings.endpoint()
    return endpoint.model or (settings.weights.name if settings.weights else LOCAL)


def _present(folder: Path, tasks: Collection[Task]) -> list[Task]:
    """Those of the tasks that the folder has labels for."""
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; name one that holds labelled sets")
    present: set[Task] = {task for task in TASKS if task in FILES and (folder / FILES[task]).is_file()}
    if any(folder.glob(f"*{GOLD_ENDING}")):
        present.add("gold")
    if present - {"pairs"}:
        present.add("falsified")
    chosen = [task for task in TASKS if task in tasks and task in present]
    if not chosen:
        names = ", ".join([*FILES.values(), f"<name>{GOLD_ENDING}"])
        raise InputError(f"{folder}: holds no labels for {', '.join(tasks)}; name a folder with any of {names}")
    return chosen


@dataclass(frozen=True)
class _Running:
    folder: Path
    settings: Settings
    half: Half | None
    limit: int | None
    progress: Progress | None

    async def task(self, task: Task) -> TaskResult:
        """Run the pipeline on one set, and score it."""
        path = self.folder / FILES.get(task, "")
        chosen = (self.half, self.limit)
        match task:
            case "quotes":
                quoted = read_texts(path, QuotedText, *chosen)
                return await self._extracted(task, quoted.documents, partial(_quotations, quoted.labels))
            case "attributions":
                texts = read_texts(path, AttributedText, *chosen)
                return await self._extracted(task, texts.documents, partial(_attributions, texts.labels))
            case "dates":
                dated = read_texts(path, DatedText, *chosen)
                return await self._extracted(task, dated.documents, partial(score_dates, dated))
            case "claims":
                units = read_texts(path, UnitText, *chosen)
                return await self._extracted(task, units.documents, partial(score_claims, units.labels))
            case "events":
                groups = read_events(path, *chosen)
                articles = [document for group in groups for document in group.documents()]
                return await self._extracted(task, articles, partial(score_articles, groups, articles))
            case "gold":
                gold = read_gold(self.folder, *chosen)
                return await self._extracted(task, gold.documents, partial(score_gold, gold.labels))
            case "rows":
                whole = read_gold(self.folder)
                known = partial(score_reconciled, read_rows(path), whole.labels, whole.documents)
                return await self._extracted(task, whole.documents, known)
            case "pairs":
                pairs = read_pairs(path, *chosen)
                texts_of_pairs = [(pair.a, pair.b) for pair in pairs]
                return await _computed(
                    task, [pair.id for pair in pairs], lambda: score_pairs(pairs, compare(texts_of_pairs))
                )
            case "falsified":
                documents = read_documents(self.folder, *chosen)
                return await _computed(
                    task, [document.id for document in documents], lambda: score_falsified(documents)
                )

    async def _extracted(
        self, task: Task, documents: Sequence[Document], score: Callable[[Mapping[str, list[Claim]]], Sequence[Figure]]
    ) -> TaskResult:
        began = time.monotonic()
        extracted = await aextract(documents, self.settings, progress=self.progress)
        seconds = round(time.monotonic() - began, 3)
        claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in extracted.claims:
            claims[claim.document_id].append(claim)
        tallies = await asyncio.to_thread(score, claims)
        failed = [entry.id for entry in extracted.documents if entry.status != "ok"]
        ids = [document.id for document in documents]
        cost = cost_of(extracted.exchanges).model_copy(update={"seconds": seconds})
        return _result(task, ids, tallies, cost, failed)


def _quotations(labels: Sequence[QuotedText], claims: Mapping[str, Sequence[Claim]]) -> list[Figure]:
    found = score_confidence(judge_quotations(labels, claims), [text.id for text in labels])
    return [*score_quotations(labels, claims), *found]


def _attributions(labels: Sequence[AttributedText], claims: Mapping[str, Sequence[Claim]]) -> list[Figure]:
    found = score_confidence(judge_attributions(labels, claims), [text.id for text in labels])
    return [*score_attributions(labels, claims), *found]


async def _computed(task: Task, ids: Sequence[str], score: Callable[[], Sequence[Figure]]) -> TaskResult:
    began = time.monotonic()
    tallies = await asyncio.to_thread(score)
    return _result(task, ids, tallies, Cost(seconds=round(time.monotonic() - began, 3)))


def _result(
    task: Task, ids: Sequence[str], tallies: Sequence[Figure], cost: Cost, failed: Sequence[str] = ()
) -> TaskResult:
    return TaskResult(
        task=task,
        documents=tuple(ids),
        failed=tuple(failed),
        measures=tuple(tally.measure() for tally in tallies),
        cost=cost,
        items={tally.name: dict(tally.items) for tally in tallies},
    )


def cost_of(exchanges: Iterable[Exchange]) -> Cost:
    """What answers cost by the endpoint's own count, from the cache or not."""
    requests = prompt = output = 0
    for exchange in exchanges:
        requests += 1
        usage = exchange.response.get("usage")
        if isinstance(usage, dict):
            prompt += int(usage.get("prompt_tokens") or 0)
            output += int(usage.get("completion_tokens") or 0)
    return Cost(requests=requests, prompt_tokens=prompt, output_tokens=output)
