"""The five tables in SQLite: one file, which keeps every run that was ever added to it."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from ...errors import RunFolderError
from .material import Material
from .schema import TABLES, Column, creation, named
from .tables import records

__all__ = ["write_sqlite"]

_TYPES = {"BIGINT": "INTEGER", "BOOLEAN": "INTEGER", "DOUBLE": "REAL"}


def write_sqlite(material: Material, path: Path) -> None:
    """Add the run to a database in SQLite; a run that stands there already stays as it is.

    Lists and structs are JSON, dates and EDTF text, true and false 1 and 0. Keys are declared and hold.

    Raises:
        RunFolderError: The file is no database of this schema, or rows and claims do not fit each other.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as base:
            base.execute("PRAGMA foreign_keys = ON")
            base.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                base.execute(creation(table, lambda kind: _TYPES.get(kind, "TEXT")))
                held = [name for _, name, *_ in base.execute(f"PRAGMA table_info({named(table.name)})")]
                if held != [column.name for column in table.columns]:
                    raise RunFolderError(f"{path}: its table {table.name} has other columns; name another file")
            if base.execute("SELECT 1 FROM runs WHERE run_id = ?", [material.run_id]).fetchone():
                material.notes.append(f"{path} holds this run already ({material.run_id}): nothing added")
                return
            [number] = base.execute("SELECT coalesce(max(number), 0) + 1 FROM runs").fetchone()
            for table in TABLES:
                places = ", ".join("?" for _ in table.columns)
                base.executemany(
                    f"INSERT INTO {named(table.name)} VALUES ({places})",  # noqa: S608 - names of our own
                    (
                        [_cell(record, column) for column in table.columns]
                        for record in records(material, table.name, number)
                    ),
                )
            base.execute("COMMIT")
    except sqlite3.IntegrityError as error:
        raise RunFolderError(f"the run's files do not fit each other ({error}): run again to make them anew") from None
    except sqlite3.DatabaseError as error:
        raise RunFolderError(f"{path}: {error}; name another file") from None


def _cell(record: Mapping[str, Any], column: Column) -> Any:  # noqa: ANN401
    value = record[column.name]
    return json.dumps(value, ensure_ascii=False) if column.nested and value is not None else value
