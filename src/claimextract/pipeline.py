"""The order of the stages: documents, scan, extraction, grounding, reconciliation, table, report."""

import asyncio
import contextlib
import time
import warnings
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from . import documents as reading
from . import extraction, grounding, reconciliation, scan
from .cache import ResponseCache
from .config import Endpoint, Profile, Settings, profile_for, profile_named
from .errors import InputError, RunFolderError
from .folder import RunFolder
from .llm import Client, ReplayStore
from .local import PINNED, EmbeddedServer, weights_path
from .models import (
    Attribution,
    Claim,
    ClaimDate,
    Comparison,
    Document,
    DocumentCounts,
    DocumentEntry,
    EvidenceRow,
    Exchange,
    Grounding,
    Provenance,
    Rejection,
    Source,
)
from .report import render
from .table import Table, build, csv_text

__all__ = [
    "Extraction",
    "Progress",
    "Run",
    "aextract",
    "aload_documents",
    "areconcile",
    "areplay",
    "arun",
    "compare",
    "extract",
    "load_documents",
    "reconcile",
    "reconcile_folder",
    "replay",
    "report_folder",
    "run",
]

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
Paths = str | Path


class Progress(Protocol):
    """Told what a run does; every method may be called from another thread."""

    def begin(self, calls: int) -> None:
        """So many more calls to the model are planned."""

    def asked(self) -> None:
        """One call is answered."""

    def done(self, entry: DocumentEntry) -> None:
        """One document is finished."""

    def weights(self, step: str, done: int, total: int) -> None:
        """The embedded model's weights are being fetched or verified: bytes done, bytes in all."""


class _Quiet:
    def begin(self, calls: int) -> None:
        pass

    def asked(self) -> None:
        pass

    def done(self, entry: DocumentEntry) -> None:
        pass

    def weights(self, step: str, done: int, total: int) -> None:
        pass


@dataclass(frozen=True)
class Extraction:
    """The claims of documents, what became of each document, and what the model offered that did not get in."""

    claims: tuple[Claim, ...]
    documents: tuple[DocumentEntry, ...]
    rejected: tuple[Rejection, ...]
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True)
class Run:
    """A whole run: the table, the claims behind it, and every document met. ``summary`` is run.json."""

    table: Table
    claims: tuple[Claim, ...]
    documents: tuple[DocumentEntry, ...]
    rejected: tuple[Rejection, ...]
    summary: Mapping[str, Any]


# -- the public calls --------------------------------------------------------------------------------------------------


def load_documents(*paths: Paths) -> list[Document]:
    """Read documents from files, folders, globs or ``-`` (standard input).

    A file that cannot be used is passed over with a warning that names it and the reason.

    Raises:
        InputError: nothing could be read.
    """
    loaded = reading.read(paths)
    for entry in loaded.entries:
        if entry.status == "failed":
            warnings.warn(f"{entry.path}: {entry.reason}", stacklevel=2)
    if not loaded.documents:
        raise InputError(_nothing(loaded.entries))
    return list(loaded.documents)


async def aload_documents(*paths: Paths) -> list[Document]:
    """``load_documents`` off the event loop's thread."""
    return await asyncio.to_thread(load_documents, *paths)


async def aextract(
    documents: Sequence[Document], settings: Settings | None = None, *, progress: Progress | None = None
) -> Extraction:
    """Extract the claims of documents.

    Raises:
        ConfigurationError: no model can be asked, or a setting is wrong.
        WeightsError, ServerError: the embedded model cannot be had.
    """
    settings = settings or Settings()
    async with _model(settings, progress or _Quiet()) as (client, profile):
        return await _extract(documents, client, profile, progress or _Quiet())


def extract(documents: Sequence[Document], settings: Settings | None = None) -> Extraction:
    """Extract the claims of documents; see ``aextract``. Works inside a running event loop too."""
    return _wait(aextract(documents, settings))


def reconcile(claims: Sequence[Claim], documents: Sequence[Document], settings: Settings | None = None) -> Table:
    """Bring the claims of all documents together in one table. No model is asked."""
    del settings  # the first cut has nothing to set; later ones will
    return Table(tuple(_rows(claims, documents, ())))


async def areconcile(claims: Sequence[Claim], documents: Sequence[Document], settings: Settings | None = None) -> Table:
    """``reconcile`` off the event loop's thread."""
    return await asyncio.to_thread(reconcile, claims, documents, settings)


async def arun(
    *paths: Paths,
    out: Paths | None = None,
    settings: Settings | None = None,
    add: bool = False,
    table: bool = True,
    progress: Progress | None = None,
) -> Run:
    """Read documents, extract, reconcile, and write the run's folder where ``out`` is given.

    Args:
        paths: files, folders, globs or ``-``.
        out: the run's folder; an earlier run's row ids are kept in it.
        settings: which model and how to ask it.
        add: keep the documents that the folder already describes.
        table: reconcile too; without it the folder holds the extraction only.
        progress: told of every document.

    Raises:
        InputError: nothing could be read.
        ConfigurationError, WeightsError, ServerError: there is no model to ask.
        RunFolderError: the folder cannot be written.
    """
    settings = settings or Settings()
    settings.endpoint()  # nothing is read or written where there is no model to ask
    progress = progress or _Quiet()
    began = time.monotonic()
    folder = RunFolder(Path(out)) if out is not None else None
    entries = _entries(paths, folder if add else None)
    if folder:
        folder.create()
    async with _model(settings, progress) as (client, profile):
        extracted = await _extract([d for e in entries if (d := e.document())], client, profile, progress)
        summary = _asked(client, profile, settings)
    result = _finish(entries, extracted, folder, summary, table=table)
    result = replace(result, summary={**result.summary, "seconds": round(time.monotonic() - began, 3)})
    if folder:
        _write(folder, result, extracted.exchanges, table=table)
        folder.write_run(result.summary)
    return result


def run(
    *paths: Paths,
    out: Paths | None = None,
    settings: Settings | None = None,
    add: bool = False,
    table: bool = True,
    progress: Progress | None = None,
) -> Run:
    """``arun``, waited for. Works inside a running event loop too."""
    return _wait(arun(*paths, out=out, settings=settings, add=add, table=table, progress=progress))


def replay(folder: Paths, out: Paths | None = None) -> Run:
    """Rebuild a run's files from its responses.jsonl and documents.jsonl: no model, no network.

    Every file but run.json comes out byte for byte under the same package version; another version says so in a
    warning.

    Raises:
        RunFolderError: the folder is no run's, or a file in it is damaged.
        ReplayError: an answer that is needed was not recorded.
    """
    source = RunFolder(Path(folder))
    recorded = source.read_run()
    asked = recorded.get("settings")
    if not isinstance(asked, dict) or not recorded.get("model"):
        raise RunFolderError(f"{source.path / 'run.json'}: the run did not finish; run again")
    if recorded.get("package_version") != version("claimextract"):
        warnings.warn(
            f"{folder}: made by claimextract {recorded.get('package_version')}, replayed by {version('claimextract')}: "
            "the files may differ",
            stacklevel=2,
        )
    settings = Settings(
        model=str(recorded["model"]), temperature=asked["temperature"], seed=asked["seed"], reasks=asked["reasks"]
    )
    profile = replace(
        profile_named(str(asked["profile"])),
        asks=frozenset(asked["asks"]),
        questions_per_call=asked["questions_per_call"],
        max_output_tokens=asked["max_output_tokens"],
        context=asked["context"],
    )
    entries = source.read_documents()
    client = Client(None, profile, settings, ReplayStore(source.read_responses()))
    ready = [d for e in entries if e.status != "skipped" and (d := e.document())]
    extracted = _wait(_extract(ready, client, profile, _Quiet()))
    target = RunFolder(Path(out)) if out is not None else source
    previous = source.read_rows() if source.has("evidence.jsonl") else []
    result = _finish(entries, extracted, None, recorded, previous)
    target.create()
    _write(target, result, extracted.exchanges)
    if target.path != source.path:
        target.write_run(recorded)
    return result


async def areplay(folder: Paths, out: Paths | None = None) -> Run:
    """``replay`` off the event loop's thread."""
    return await asyncio.to_thread(replay, folder, out)


def reconcile_folder(folder: Paths) -> Table:
    """Make evidence.jsonl, evidence.csv and report.html again from the claims in a run's folder.

    Raises:
        RunFolderError: the folder is no run's, or a file in it is damaged.
    """
    home = RunFolder(Path(folder))
    summary = home.read_run()
    entries = home.read_documents()
    extracted = Extraction(
        tuple(home.read_claims()),
        tuple(entry for entry in entries if entry.status in {"ok", "partial"}),
        tuple(home.read_rejected()),
    )
    result = _finish(entries, extracted, home, summary)
    _write_table(home, result)
    home.write_run(result.summary)
    return result.table


def report_folder(folder: Paths) -> None:
    """Write report.html again from the other files of a run's folder.

    Raises:
        RunFolderError: the folder is no run's, or a file in it is damaged.
    """
    home = RunFolder(Path(folder))
    summary = home.read_run()
    page = render(home.read_rows(), home.read_claims(), home.read_documents(), home.read_rejected(), _shown(summary))
    home.write_text("report.html", page)


def compare(pairs: Iterable[tuple[str, str]]) -> list[Comparison]:
    """How the second text of each pair stands to the first: same, refines, contradicts, superseded or different.

    No model is called, and independence is not judged from two texts.
    """
    pairs = list(pairs)
    close = reconciliation.similarity([a for a, _ in pairs], [b for _, b in pairs])
    return [
        reconciliation.compare_slots(_slots(a), _slots(b), similarity)
        for (a, b), similarity in zip(pairs, close, strict=True)
    ]


# -- how it is done ----------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def _model(settings: Settings, progress: Progress) -> AsyncIterator[tuple[Client, Profile]]:
    """The client of the endpoint that the settings choose. The embedded server starts with the first real request."""
    endpoint = settings.endpoint()
    profile = profile_for(endpoint, settings)
    with contextlib.ExitStack() as stack:
        address = None
        if endpoint.kind == "embedded":
            endpoint, address = _embedded(settings, endpoint, progress, stack)
        cache = stack.enter_context(ResponseCache(settings.responses_dir, settings.cache_size_limit))
        async with Client(endpoint, profile, settings, cache, address=address) as client:
            yield client, profile


def _embedded(
    settings: Settings, endpoint: Endpoint, progress: Progress, stack: contextlib.ExitStack
) -> tuple[Endpoint, Callable[[], str]]:
    name = f"sha256:{PINNED.sha256}"
    if settings.weights is not None:
        name = weights_path(settings.cache_dir, settings.weights, progress.weights).name

    def start() -> str:
        weights = weights_path(settings.cache_dir, settings.weights, progress.weights)
        return stack.enter_context(EmbeddedServer(weights)).base_url

    return replace(endpoint, model=name), start


async def _extract(documents: Sequence[Document], client: Client, profile: Profile, progress: Progress) -> Extraction:
    asker = _Counting(client, progress)
    limit = asyncio.Semaphore(max(2, profile.concurrency))

    async def one(document: Document) -> Extraction:
        async with limit:
            result = await _document(document, asker, profile)
        progress.done(result.documents[0])
        return result

    results = await asyncio.gather(*(one(document) for document in documents))
    return Extraction(
        claims=tuple(claim for result in results for claim in result.claims),
        documents=tuple(result.documents[0] for result in results),
        rejected=tuple(rejection for result in results for rejection in result.rejected),
        exchanges=tuple(exchange for result in results for exchange in result.exchanges),
    )


@dataclass(frozen=True)
class _Counting:
    """The client, with its calls reported."""

    client: Client
    progress: Progress

    @property
    def model(self) -> str:
        return self.client.model

    async def ask(
        self, messages: list[dict[str, str]], answer: type[M], *, document_id: str, step: str, log: list[Exchange]
    ) -> M:
        try:
            return await self.client.ask(messages, answer, document_id=document_id, step=step, log=log)
        finally:
            self.progress.asked()


async def _document(document: Document, asker: _Counting, profile: Profile) -> Extraction:
    """One document through scan, extraction and grounding; a wording that fails is asked for once more."""
    scanned = await asyncio.to_thread(scan.scan, document)
    plan = extraction.plan(document, scanned, profile)
    asker.progress.begin(len(plan.calls))
    extracted = await extraction.extract(plan, asker, profile)
    if plan.calls and len(extracted.unanswered) == sum(map(len, plan.calls)):
        reason = next(iter(extracted.unanswered.values()))
        return Extraction((), (DocumentEntry.of(document, "failed", reason),), (), extracted.exchanges)
    grounded = [(draft, grounding.ground(draft, document, scanned.sentences)) for draft in extracted.drafts]
    reasons = {
        draft.question: "; ".join(rejection.reason for rejection in result.rejections)
        for draft, result in grounded
        if draft.question is not None and result.rejections
    }
    if reasons:
        second = await extraction.extract_again(plan, reasons, asker, profile)
        grounded = [item for item in grounded if item[0].question not in reasons]
        grounded += [(draft, grounding.ground(draft, document, scanned.sentences)) for draft in second.drafts]
        extracted = extracted.followed_by(second)
    claims: dict[str, Claim] = {}
    rejected = list(extracted.rejections)
    for _, result in grounded:
        claims.setdefault(result.claim.claim_id, result.claim)
        rejected.extend(result.rejections)
    ordered = sorted(claims.values(), key=lambda c: (c.evidence[0].start if c.evidence else 0, c.claim_id))
    counts = DocumentCounts(
        sentences=len(scanned.sentences),
        quotations=len(scanned.quotations),
        dates=len(scanned.dates),
        citations=len(scanned.citations),
        claims=len(ordered),
        grounded=sum(c.grounding.status == "grounded" for c in ordered),
        ungrounded=sum(c.grounding.status == "ungrounded" for c in ordered),
        rejected=len(rejected),
    )
    entry = DocumentEntry.of(document, "ok", None, counts)
    if extracted.unanswered:
        first = next(iter(extracted.unanswered.values()))
        reason = f"{len(extracted.unanswered)} questions stayed without answer: {first}"
        entry = DocumentEntry.of(document, "partial", reason, counts)
    return Extraction(tuple(ordered), (entry,), tuple(rejected), extracted.exchanges)


def _entries(paths: Sequence[Paths], earlier: RunFolder | None) -> list[DocumentEntry]:
    """What the paths hold, after what an earlier run into the folder held."""
    loaded = reading.read(paths)
    entries = list(loaded.entries)
    if earlier is not None and earlier.has("documents.jsonl"):
        new = {entry.id for entry in entries}
        kept = [entry for entry in earlier.read_documents() if entry.id not in new]
        entries = sorted([*kept, *entries], key=lambda entry: (entry.path or "", entry.id))
    if not any(entry.document() for entry in entries):
        raise InputError(_nothing(loaded.entries))
    return entries


def _nothing(entries: Sequence[DocumentEntry]) -> str:
    reasons = "; ".join(f"{entry.path}: {entry.reason}" for entry in entries[:5])
    return f"nothing to read: {reasons or 'name at least one file or folder'}"


def _rows(claims: Sequence[Claim], documents: Sequence[Document], previous: Sequence[EvidenceRow]) -> list[EvidenceRow]:
    clusters = reconciliation.reconcile(claims, documents)
    return build(clusters, claims, documents, previous)


def _finish(
    entries: Sequence[DocumentEntry],
    extracted: Extraction,
    folder: RunFolder | None,
    summary: Mapping[str, Any],
    previous: Sequence[EvidenceRow] = (),
    *,
    table: bool = True,
) -> Run:
    """Reconcile, and count everything."""
    if folder is not None and folder.has("evidence.jsonl"):
        previous = folder.read_rows()
    outcome = {entry.id: entry for entry in extracted.documents}
    met = tuple(outcome.get(entry.id, entry) if entry.status != "skipped" else entry for entry in entries)
    documents = [d for entry in extracted.documents if (d := entry.document())]
    rows = _rows(extracted.claims, documents, previous) if table else []
    return Run(
        table=Table(tuple(rows)),
        claims=extracted.claims,
        documents=met,
        rejected=extracted.rejected,
        summary={
            **summary,
            "documents": _tally(met, "status"),
            "claims": {**Counter(claim.grounding.status for claim in extracted.claims), "all": len(extracted.claims)},
            "rows": _tally(rows, "status"),
            "rejected": len(extracted.rejected),
        },
    )


def _tally(records: Sequence[Any], field: str) -> dict[str, int]:
    return {**dict(sorted(Counter(getattr(record, field) for record in records).items())), "all": len(records)}


def _asked(client: Client, profile: Profile, settings: Settings) -> dict[str, Any]:
    usage = asdict(client.usage)
    return {
        "package_version": version("claimextract"),
        "model": client.model,
        "settings": {
            "profile": profile.name,
            "asks": sorted(profile.asks),
            "questions_per_call": profile.questions_per_call,
            "max_output_tokens": profile.max_output_tokens,
            "context": profile.context,
            "temperature": settings.temperature,
            "seed": settings.seed,
            "reasks": settings.reasks,
        },
        "requests": {name: usage[name] for name in ("sent", "cached", "failed", "retried")},
        "tokens": {name.removesuffix("_tokens"): usage[name] for name in usage if name.endswith("_tokens")},
        "cost": None,
    }


def _write(folder: RunFolder, result: Run, exchanges: Sequence[Exchange], *, table: bool = True) -> None:
    folder.write("documents.jsonl", result.documents)
    folder.write("claims.jsonl", result.claims)
    folder.write("rejected.jsonl", result.rejected)
    folder.write("responses.jsonl", exchanges)
    if table:
        _write_table(folder, result)


def _write_table(folder: RunFolder, result: Run) -> None:
    folder.write("evidence.jsonl", result.table.rows)
    folder.write_text("evidence.csv", csv_text(result.table.rows))
    folder.write_text(
        "report.html",
        render(result.table.rows, result.claims, result.documents, result.rejected, _shown(result.summary)),
    )


def _shown(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What of run.json the report shows: nothing that changes from one run of the same input to the next."""
    return {name: summary[name] for name in ("model", "package_version", "documents", "claims", "rows", "rejected")}


def _slots(text: str) -> reconciliation.Slots:
    """The slots of a bare text: what the scan finds in it."""
    document = Document.from_text(text)
    scanned = scan.scan(document)
    kind = extraction.kind_of(text)
    passage = scanned.passages[0] if scanned.passages else None
    member = next((m for m in scanned.cast if passage and m.id == passage.source), None)
    attribution = Attribution(
        type=passage.type if passage else "none",
        source=Source(name=member.name, kind=member.kind) if member else None,
    )
    return reconciliation.slots_of(
        Claim(
            claim_id=document.id,
            document_id=document.id,
            text=text,
            kind=kind,
            certainty=extraction.certainty_of(text),
            attribution=attribution,
            dates=tuple(ClaimDate(role="event", value=d.value, span=d.span) for d in scanned.dates if d.value),
            quantities=scanned.quantities,
            grounding=Grounding(status="ungrounded"),
            provenance=Provenance(package_version=version("claimextract")),
        )
    )


def _wait(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, in a thread of its own where a loop runs already (a notebook)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    result: list[T] = []
    problem: list[BaseException] = []

    def target() -> None:
        try:
            result.append(asyncio.run(work))
        except BaseException as error:  # handed on to the caller's thread
            problem.append(error)

    thread = Thread(target=target)
    thread.start()
    thread.join()
    if problem:
        raise problem[0]
    return result[0]
