"""The files that a search has found, held outside of memory: a folder may hold a million of them."""

import sqlite3
from collections.abc import Iterator
from typing import Self, cast

from ..models import DocumentStatus


class Listing:
    """Files and notes by path, each path once. Paths may hold any bytes. What it holds goes with it."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # a file without a name
        self._rows.execute(
            "CREATE TABLE files (path BLOB PRIMARY KEY, kind TEXT, identity TEXT, link INT) WITHOUT ROWID"
        )
        self._rows.execute("CREATE INDEX names ON files (identity, link, path)")
        self._rows.execute("CREATE TABLE notes (path BLOB PRIMARY KEY, status TEXT, reason TEXT) WITHOUT ROWID")
        self._rows.execute("BEGIN")

    def add(self, path: str, kind: str | None, identity: str, *, is_link: bool = False) -> None:
        """Take up a file; ``identity`` tells whether two paths lead to the same one."""
        self._rows.execute("INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?)", (_bytes(path), kind, identity, is_link))

    def note(self, path: str, status: DocumentStatus, reason: str) -> None:
        """Take up what will not be read; the first reason stays."""
        self._rows.execute("INSERT OR IGNORE INTO notes VALUES (?, ?, ?)", (_bytes(path), status, reason))

    def files(self) -> Iterator[tuple[str, str | None, str]]:
        """Path, kind and the path by which the same file is read, real paths before links; sorted by path."""
        rows = self._rows.execute(
            "SELECT path, kind, (SELECT path FROM files AS other WHERE other.identity = files.identity "
            "ORDER BY link, path LIMIT 1) FROM files ORDER BY path"
        )
        for path, kind, first in rows:
            yield _text(path), kind, _text(first)

    def notes(self) -> Iterator[tuple[str, DocumentStatus, str]]:
        """Path, status and reason of what will not be read, sorted by path."""
        for path, status, reason in self._rows.execute("SELECT path, status, reason FROM notes ORDER BY path"):
            yield _text(path), cast(DocumentStatus, status), reason

    def __len__(self) -> int:
        counts = self._rows.execute("SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM notes)").fetchone()
        return int(counts[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogatepass")


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogatepass")
