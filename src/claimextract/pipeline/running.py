"""The public calls: from documents to a table."""

import asyncio
import warnings
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from .. import documents as reading
from ..config import Settings
from ..errors import ConfigurationError, InputError
from ..folder import RunFolder
from ..models import Claim, Decision, Document
from ..reconciliation import NO_JUDGEMENTS, Judgements
from ..table import Table
from .asking import open_model
from .extracting import Extraction, extract_all
from .judging import UNJUDGED, judge_anew
from .performing import nothing_read, perform
from .stopping import Stop, interruptible
from .tables import Run, rows_of, rows_with
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
    "run_streamed",
    "update_table",
]

Paths = str | Path


def load_documents(*paths: Paths) -> list[Document]:
    """Read documents from files, folders, globs or ``-`` (standard input).

    A file that cannot be used is passed over with a warning that names it and the reason.

    Raises:
        InputError: nothing could be read.
    """
    _paths(paths)
    loaded = reading.read(paths, limits=reading.Limits.of(Settings()))
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
    settings = _settings(settings)
    given = [] if isinstance(documents, str | Path) else [*documents]
    if isinstance(documents, str | Path) or not all(isinstance(one, Document) for one in given):
        raise InputError("extract takes documents: extract(load_documents('articles/*.md'))")
    async with open_model(settings, progress or Quiet()) as (client, profile):
        return await extract_all(given, client, profile, progress or Quiet())


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
    judgements: Judgements = NO_JUDGEMENTS,
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
        judgements: what a judge said of pairs of claims (``claimextract.reconciliation.Judgement``), by their ids.

    Raises:
        InputError: a claim's document is missing, or two decisions contradict each other.
    """
    return Table(tuple(rows_with(table.rows, claims, documents, added, decisions, judgements)))


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
    if settings is not None and _settings(settings).judge:
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

    A document that was finished before is taken whole from the cache folder, as long as it, the model, how it is asked
    and this program are the same.

    Args:
        paths: files, folders, globs or ``-``.
        out: the run's folder; an earlier run's row ids are kept in it.
        settings: which model and how to ask it.
        add: keep the documents that the folder already describes.
        table: reconcile too; without it the folder holds the extraction only.
        progress: told of every document.

    Raises:
        InputError: nothing could be read, or a path is none.
        ConfigurationError, WeightsError, ServerError: there is no model to ask, or a setting is wrong.
        RunFolderError: the folder cannot be written, or its decisions.yaml is faulty; or this run failed where the
            one before did not, and the folder is left as it was.
        CacheError: what is finished cannot be kept.
    """
    _paths(paths)
    folder = RunFolder(Path(out)) if out is not None else None
    return await perform(paths, folder, _settings(settings), add=add, table=table, progress=progress)


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


def run_streamed(
    *paths: Paths,
    out: Paths,
    settings: Settings,
    add: bool = False,
    table: bool = True,
    progress: Progress,
    told: Callable[[], None],
) -> Run:
    """``run`` for a program: documents and claims are held only as long as a table is made of them.

    The first Ctrl-C finishes what is in flight and writes (``told`` is called then), the second ends the program.
    Without a table, the result holds of the documents those that are not done, and no claims.
    """
    stop = Stop()
    work = perform(
        paths, RunFolder(Path(out)), settings, add=add, table=table, progress=progress, stop=stop, hold=False
    )
    return asyncio.run(interruptible(work, stop, told))


def _settings(given: Settings | None) -> Settings:
    if given is not None and not isinstance(given, Settings):
        raise ConfigurationError(
            f"settings must be claimextract.Settings(...), e.g. Settings(model='local'), not {_kind(given)}"
        )
    return given or Settings()


def _paths(given: Sequence[object]) -> None:
    for path in given:
        if not isinstance(path, str | Path):
            raise InputError(f"each path is an argument of its own, a string or a Path, not {_kind(path)}")


def _kind(given: object) -> str:
    return f"a {type(given).__name__}"
