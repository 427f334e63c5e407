"""What a run has met so far, outside of memory, and given back in the order of its files."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from ..errors import CacheError, RunFolderError
from ..models import DocumentEntry
from .shares import Share
from .storing import Finished

__all__ = ["Spool"]


class Spool:
    """One line for each document met: of a finished one its key in the store, of any other its whole share.

    It is a file without a name, so that nothing is left of it however the run ends.
    """

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._rows.execute(
            "CREATE TABLE met (path TEXT, id TEXT, sha256 TEXT, status TEXT, reason TEXT, key TEXT, share BLOB)"
        )
        self._rows.execute("CREATE INDEX places ON met (path, id)")
        self._rows.execute("CREATE INDEX ids ON met (id)")
        self._rows.execute("BEGIN")

    def add(self, entry: DocumentEntry, held: str | bytes) -> None:
        """Take in what became of a document: the key of its share in the store, or the share.

        Raises:
            RunFolderError: there is no room for it.
        """
        key, share = (held, None) if isinstance(held, str) else (None, held)
        with _told():
            self._rows.execute(
                "INSERT INTO met VALUES (?, ?, ?, ?, ?, ?, ?)",
                (entry.path, entry.id, entry.sha256, entry.status, entry.reason, key, share),
            )

    def __len__(self) -> int:
        return int(self._rows.execute("SELECT count(*) FROM met").fetchone()[0])

    def holds(self, entry: DocumentEntry, among: int) -> bool:
        """Whether a document of that id, or one from that file, is ``among`` the first so many; "-" is no file."""
        found = self._rows.execute(
            "SELECT 1 FROM met WHERE (id = ? OR (path = ? AND path != '-')) AND rowid <= ? LIMIT 1",
            (entry.id, entry.path, among),
        )
        return found.fetchone() is not None

    def has_done(self) -> bool:
        """Whether any document is done, at least in part."""
        return self._rows.execute("SELECT 1 FROM met WHERE status IN ('ok', 'partial')").fetchone() is not None

    def failure(self, of: DocumentEntry | None = None) -> str | None:
        """Why this very document failed, the same text under the same id; of None, why the first that failed did."""
        one = "id = ? AND sha256 = ?" if of else "TRUE"
        found = self._rows.execute(
            f"SELECT ifnull(path, id) || ': ' || reason FROM met WHERE {one} AND status = 'failed' LIMIT 1",  # noqa: S608
            (of.id, of.sha256) if of else (),
        ).fetchone()
        return str(found[0]) if found else None

    def shares(self, finished: Finished) -> Iterator[Share]:
        """All shares by path, then id; ``finished`` has those that are not held here.

        Raises:
            CacheError: what was finished in this run is no longer in the store.
        """
        rows = self._rows.execute("SELECT path, id, key, share FROM met ORDER BY ifnull(path, ''), id, rowid")
        for path, id, key, held in rows:
            share = finished.get(key) if key else Share.read(held)
            if share is None:
                raise CacheError(f"document {id} was taken out of the cache while the run went on; run again")
            yield share.at(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise RunFolderError(
            f"the folder for temporary files has no room ({error}); make some, or name another in SQLITE_TMPDIR"
        ) from error
