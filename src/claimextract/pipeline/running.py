"""The public calls: from documents to a table."""

import asyncio
import time
import warnings
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from .. import documents as reading
from ..config import Settings
from ..errors import InputError
from ..folder import RunFolder
from ..models import Claim, Decision, Document, DocumentEntry
from ..table import Table
from .asking import open_model, what_was_asked
from .extracting import Extraction, extract_all
from .judging import UNJUDGED, admitted, consult, judge_anew
from .tables import Run, finished, rows_of, rows_with, write, write_changes
from .waiting import wait
from .watching import Progress, Quiet

__all__ = [
    "aextract",
    "aload_documents",
    "areconcile",
    "arun",
    "extract",
    "load_decisions",
    "load_documents",
    "reconcile",
    "run",
    "update_table",
]

Paths = str | Path


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
        raise InputError(nothing_read(loaded.entries))
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
    async with open_model(settings, progress or Quiet()) as (client, profile):
        return await extract_all(documents, client, profile, progress or Quiet())


def extract(documents: Sequence[Document], settings: Settings | None = None) -> Extraction:
    """Extract the claims of documents; see ``aextract``. Works inside a running event loop too."""
    return wait(aextract(documents, settings))


def load_decisions(folder: Paths) -> list[Decision]:
    """What the analyst decided: the entries of decisions.yaml in a run's folder, none where there is no such file.

    Raises:
        RunFolderError: an entry is faulty, or two contradict each other; the message names the line.
    """
    return RunFolder(Path(folder)).read_decisions()


def reconcile(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    settings: Settings | None = None,
    decisions: Sequence[Decision] = (),
) -> Table:
    """Bring the claims of all documents together in one table; see ``areconcile``."""
    return wait(areconcile(claims, documents, settings, decisions))


def update_table(
    table: Table,
    claims: Sequence[Claim],
    documents: Sequence[Document],
    added: Collection[str],
    decisions: Sequence[Decision] = (),
) -> Table:
    """Bring new articles into a table that is too large to be made again for a few of them.

    Only the rows that they touch are made anew; the others stay, ids and all. ``reconcile`` is exact and this is not
    quite: how rare words are is judged by a sample, so that a few rows may differ from its.

    Args:
        table: the earlier table.
        claims: all claims, old and new.
        documents: all documents.
        added: ids of the documents that are new, or were read again.
        decisions: what the analyst decided.

    Raises:
        InputError: a claim's document is missing, or two decisions contradict each other.
    """
    return Table(tuple(rows_with(table.rows, claims, documents, added, decisions)))


async def areconcile(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    settings: Settings | None = None,
    decisions: Sequence[Decision] = (),
) -> Table:
    """Bring the claims of all documents together in one table.

    A model is asked only where the settings ask for a judge, and it passed as one (see ``calibrate``).

    Raises:
        InputError: a claim's document is missing, or two decisions contradict each other.
        ConfigurationError, WeightsError, ServerError: a judge is asked for, and there is no model to ask.
    """
    judging = UNJUDGED
    if settings is not None and settings.judge:
        judging = await judge_anew(claims, documents, settings, Quiet())
    rows = await asyncio.to_thread(rows_of, claims, documents, decisions=decisions, judgements=judging.judgements)
    return Table(tuple(rows))


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
        RunFolderError: the folder cannot be written, or its decisions.yaml is faulty.
    """
    settings = settings or Settings()
    settings.endpoint()  # nothing is read or written where there is no model to ask
    progress = progress or Quiet()
    began = time.monotonic()
    folder = RunFolder(Path(out)) if out is not None else None
    entries = _entries(paths, folder if add else None)
    if folder:
        folder.create()
        folder.read_decisions()  # a fault in it is told before anything is paid for
    judging = UNJUDGED
    async with open_model(settings, progress) as (client, profile):
        judge = table and admitted(client.model, settings)
        extracted = await extract_all([d for e in entries if (d := e.document())], client, profile, progress)
        if judge:
            judging = await consult(extracted.claims, extracted.read(), client, profile, settings, progress)
        summary = {**what_was_asked(client, profile, settings), **judging.summary}
    result = finished(entries, extracted, folder, summary, table=table, judgements=judging.judgements)
    result = replace(result, summary={**result.summary, "seconds": round(time.monotonic() - began, 3)})
    if folder:
        write_changes(folder, result)
        write(folder, result, (*extracted.exchanges, *judging.exchanges), table=table)
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
    return wait(arun(*paths, out=out, settings=settings, add=add, table=table, progress=progress))


def _entries(paths: Sequence[Paths], earlier: RunFolder | None) -> list[DocumentEntry]:
    """What the paths hold, after what an earlier run into the folder held."""
    loaded = reading.read(paths)
    entries = list(loaded.entries)
    if earlier is not None and earlier.has("documents.jsonl"):
        ids = {entry.id for entry in entries}
        paths_now = {entry.path for entry in entries} - {None, "-"}
        known = earlier.read_documents()
        kept = [entry for entry in known if entry.id not in ids and entry.path not in paths_now]
        entries = sorted([*kept, *entries], key=lambda entry: (entry.path or "", entry.id))
    if not any(entry.document() for entry in entries):
        raise InputError(nothing_read(loaded.entries))
    return entries


def nothing_read(entries: Sequence[DocumentEntry]) -> str:
    reasons = "; ".join(f"{entry.path}: {entry.reason}" for entry in entries[:5])
    return f"nothing to read: {reasons or 'name at least one file or folder'}"
