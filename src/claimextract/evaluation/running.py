"""Runs the pipeline on labelled sets, one after the other, and scores what comes out."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ..config import LOCAL, Settings
from ..errors import InputError
from ..models import Claim, Document
from ..pipeline import Extraction, Progress, aextract, compare
from .claims import score_claims
from .dates import score_dates, score_found_dates
from .falsified import score_falsified
from .gold import score_gold
from .labelled import (
    GOLD_ENDING,
    AttributedText,
    DatedText,
    Half,
    QuotedText,
    UnitText,
    read_gold,
    read_pairs,
    read_texts,
)
from .pairs import score_pairs
from .passages import score_attributions, score_quotations
from .records import TASKS, Cost, Evaluation, Task, TaskResult
from .tally import Tally

__all__ = ["aevaluate", "evaluate"]

_FILES: Mapping[str, str] = {
    "quotes": "quotes.jsonl",
    "attributions": "attributions.jsonl",
    "dates": "dates.jsonl",
    "pairs": "claim_pairs.jsonl",
    "claims": "atomic_claims.jsonl",
}


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
        folder: holds any of quotes.jsonl, attributions.jsonl, dates.jsonl, claim_pairs.jsonl, atomic_claims.jsonl, and
            gold claims as ``<name>.claims.jsonl`` with the documents beside or above them.
        tasks: which of the sets to use, of those that are there.
        settings: which model to ask, and how.
        half: of each set only the items at even or odd places, so that one can develop on one half and report on the
            other.
        limit: of each set only so many items.
        progress: told of every document.

    Raises:
        InputError: the folder holds no labelled set of these tasks, or one that cannot be used.
        ConfigurationError, WeightsError, ServerError: there is no model to ask.
    """
    folder, settings = Path(folder), settings or Settings()
    endpoint = settings.endpoint()
    wanted = _present(folder, tasks)
    run = _Running(folder, settings, progress, half, limit)
    results = [await run.task(task) for task in wanted]
    if "falsified" in tasks and (wanted != ["pairs"]):
        results.append(await asyncio.to_thread(run.falsified))
    return Evaluation(
        package_version=version("claimextract"),
        model=settings.weights.name if settings.weights else endpoint.model or LOCAL,
        data=folder.resolve().name,
        half=half,
        limit=limit,
        tasks=tuple(results),
    )


def _present(folder: Path, tasks: Collection[Task]) -> list[Task]:
    """Those of the tasks that the folder has labels for."""
    present: list[Task] = [task for task in TASKS if task in _FILES and (folder / _FILES[task]).is_file()]
    if any(folder.glob(f"*{GOLD_ENDING}")):
        present.append("gold")
    chosen = [task for task in present if task in tasks]
    if not chosen and "falsified" not in tasks:
        names = ", ".join([*_FILES.values(), f"<name>{GOLD_ENDING}"])
        raise InputError(
            f"{folder}: there are no labels for {', '.join(tasks)} here; name a folder with any of {names}"
        )
    return chosen


@dataclass
class _Running:
    folder: Path
    settings: Settings
    progress: Progress | None
    half: Half | None
    limit: int | None

    def __post_init__(self) -> None:
        self.documents: dict[str, Document] = {}

    async def task(self, task: Task) -> TaskResult:
        """Run the pipeline on one set, and score it."""
        path = self.folder / _FILES.get(task, "")
        match task:
            case "pairs":
                return await self._pairs(path)
            case "gold":
                gold = read_gold(self.folder, self.half, self.limit)
                extracted, seconds = await self._extract(gold.documents)
                tallies = score_gold(gold.labels, _by_document(extracted.claims))
            case "quotes":
                quoted = read_texts(path, QuotedText, self.half, self.limit)
                extracted, seconds = await self._extract(quoted.documents)
                tallies = score_quotations(quoted.labels, _by_document(extracted.claims))
            case "attributions":
                texts = read_texts(path, AttributedText, self.half, self.limit)
                extracted, seconds = await self._extract(texts.documents)
                tallies = score_attributions(texts.labels, _by_document(extracted.claims))
            case "dates":
                dated = read_texts(path, DatedText, self.half, self.limit)
                extracted, seconds = await self._extract(dated.documents)
                tallies = score_dates(dated.labels, dated.documents)
                tallies += score_found_dates(dated.labels, dated.documents, _by_document(extracted.claims))
            case _:
                units = read_texts(path, UnitText, self.half, self.limit)
                extracted, seconds = await self._extract(units.documents)
                tallies = score_claims(units.labels, _by_document(extracted.claims))
        failed = tuple(entry.id for entry in extracted.documents if entry.status != "ok")
        ids = [entry.id for entry in extracted.documents]
        return _result(task, ids, tallies, failed, _cost(extracted, seconds))

    async def _pairs(self, path: Path) -> TaskResult:
        pairs = read_pairs(path, self.half, self.limit)
        began = time.monotonic()
        answers = await asyncio.to_thread(compare, [(pair.a, pair.b) for pair in pairs])
        cost = Cost(seconds=round(time.monotonic() - began, 3))
        return _result("pairs", [pair.id for pair in pairs], score_pairs(pairs, answers), (), cost)

    def falsified(self) -> TaskResult:
        """Falsify the documents of all the other sets."""
        documents = list(self.documents.values())
        began = time.monotonic()
        tallies = score_falsified(documents)
        cost = Cost(seconds=round(time.monotonic() - began, 3))
        return _result("falsified", [document.id for document in documents], tallies, (), cost)

    async def _extract(self, documents: Sequence[Document]) -> tuple[Extraction, float]:
        self.documents.update({document.id: document for document in documents})
        began = time.monotonic()
        extracted = await aextract(documents, self.settings, progress=self.progress)
        return extracted, time.monotonic() - began


def _result(
    task: Task, documents: Sequence[str], tallies: Sequence[Tally], failed: tuple[str, ...], cost: Cost
) -> TaskResult:
    return TaskResult(
        task=task,
        documents=tuple(documents),
        failed=failed,
        measures=tuple(tally.measure() for tally in tallies),
        cost=cost,
        items={tally.name: tally.items for tally in tallies},
    )


def _by_document(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.document_id].append(claim)
    return groups


def _cost(extracted: Extraction, seconds: float) -> Cost:
    """What the answers used cost by the endpoint's own count, from the cache or not."""
    prompt = output = 0
    for exchange in extracted.exchanges:
        usage = exchange.response.get("usage")
        if isinstance(usage, dict):
            prompt += int(usage.get("prompt_tokens") or 0)
            output += int(usage.get("completion_tokens") or 0)
    return Cost(
        requests=len(extracted.exchanges), prompt_tokens=prompt, output_tokens=output, seconds=round(seconds, 3)
    )
