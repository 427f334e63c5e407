"""What a run's folder is kept from: lying where articles are read, and losing what it holds to a run that failed."""

from collections.abc import Sequence
from pathlib import Path

from .. import documents as reading
from ..errors import ConfigurationError, RunFolderError
from ..folder import RunFolder
from .spooling import Spool

__all__ = ["apart_from_articles", "held_against"]


def apart_from_articles(paths: Sequence[str | Path], folder: RunFolder | None) -> None:
    """See that the next run reads the same articles: none of a folder or a glob lies where the run is to be written.

    Raises:
        ConfigurationError: one does; a folder that holds a run.json is never read.
    """
    if folder is None or not folder.path.is_dir() or folder.has("run.json"):
        return
    if article := reading.lying_in(folder.path, paths):
        raise ConfigurationError(
            f"--out {folder.path} holds articles that are to be read ({article}), and a run's folder is never read "
            f"as input: name another, such as {folder.path / 'run'}"
        )


def held_against(folder: RunFolder, spool: Spool) -> int:
    """How many documents the folder holds done that this run was not told of, neither by their id nor by their file.

    A run that failed does not take the place of one that did not. Nothing is lost by that: what was done is kept in the
    cache, and a later run takes it up.

    Raises:
        RunFolderError: a document that the folder holds done failed now, with the same text under the same id; or none
            could be done now.
    """
    if not folder.has("documents.jsonl"):
        return 0
    met, done, left, failed, why = len(spool), 0, 0, 0, None
    for entry in folder.each_document():
        if entry.status in {"ok", "partial"}:
            done += 1
            left += not spool.holds(entry, among=met)
            if reason := spool.failure(entry):
                failed, why = failed + 1, why or reason
    if failed or (done and not spool.has_done()):
        some = f"{failed} of its {done} documents failed now" if failed else "no document could be done now"
        raise RunFolderError(
            f"{folder.path}: left as it was, because {some} ({why or spool.failure()}); what was done is kept in the "
            "cache: run again when the cause is gone, or write to another folder"
        )
    return left
