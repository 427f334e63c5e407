"""The documents met so far, by id and by text: held outside of memory, since a corpus may be of any size."""

import sqlite3
from typing import NamedTuple, Self


class Met(NamedTuple):
    """A document that was met: its id, its text's hash, and where it stands."""

    id: str
    sha256: str
    place: str


class Known:
    """Tells whether an id or a text has come up before. What it knows goes with it."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # a file without a name
        self._rows.execute("CREATE TABLE met (id TEXT PRIMARY KEY, sha256 TEXT, place TEXT) WITHOUT ROWID")
        self._rows.execute("CREATE TABLE texts (sha256 TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID")
        self._rows.execute("BEGIN")

    def by_id(self, id: str) -> Met | None:
        """The document of that id."""
        row = self._rows.execute("SELECT id, sha256, place FROM met WHERE id = ?", (id,)).fetchone()
        return Met(*row) if row else None

    def by_text(self, sha256: str) -> Met | None:
        """The first document with that text."""
        row = self._rows.execute("SELECT id FROM texts WHERE sha256 = ?", (sha256,)).fetchone()
        return self.by_id(row[0]) if row else None

    def add(self, met: Met) -> None:
        """Remember a document whose id is new."""
        self._rows.execute("INSERT INTO met VALUES (?, ?, ?)", met)
        self._rows.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (met.sha256, met.id))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()
