"""What a run's folder is kept from: lying where articles are read, and losing what it holds to a run that failed."""

from collections.abc import Sequence
from pathlib import Path

from .. import documents as reading
from ..errors import ConfigurationError, RunFolderError
from ..folder import RunFolder
from .spooling import Spool

__all__ = ["apart_from_articles", "left_out", "worth_writing"]


def apart_from_articles(paths: Sequence[str | Path], out: Path) -> None:
    """See that the next run reads the same articles: none of a folder or a glob lies where the run is to be written.

    Raises:
        ConfigurationError: one does; a folder that holds a run.json is never read.
    """
    if not RunFolder(out).has("run.json") and (article := reading.lying_in(out, paths)):
        raise ConfigurationError(
            f"--out {out} holds articles that are to be read ({article}), and a run's folder is never read as input: "
            f"name another, such as {out / 'run'}"
        )


def worth_writing(folder: RunFolder, spool: Spool) -> None:
    """See that a run that failed does not take the place of one that did not.

    Nothing is lost by that: what was done is kept in the cache, and a later run takes it up.

    Raises:
        RunFolderError: a document that the folder holds done failed now, with the same text under the same id; or none
            could be done, and the folder describes some.
    """
    why = spool.failure()
    if why is None or not folder.has("documents.jsonl"):
        return
    done, lost = 0, []
    for entry in folder.each_document():
        if entry.status in {"ok", "partial"}:
            done += 1
            lost += [reason] if (reason := spool.failure(entry)) else []
    if lost or (done and not spool.has_done()):
        some = f"{len(lost)} of its {done} documents failed now" if lost else "no document could be done now"
        raise RunFolderError(
            f"{folder.path}: left as it was, because {some} ({(lost or [why])[0]}); what was done is kept in the "
            "cache: run again when the cause is gone, or write to another folder"
        )


def left_out(folder: RunFolder, spool: Spool) -> int:
    """How many documents that the folder holds done this run knows neither by their id nor by their file."""
    if not folder.has("documents.jsonl"):
        return 0
    met = len(spool)
    done = (entry for entry in folder.each_document() if entry.status in {"ok", "partial"})
    return sum(not spool.holds(entry, among=met) for entry in done)
