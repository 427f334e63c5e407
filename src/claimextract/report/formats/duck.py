"""The five tables in DuckDB: as a database that keeps every run, or as a folder of Parquet files."""

import json
import tempfile
from pathlib import Path

from ...errors import RunFolderError
from .material import Material
from .optional import library
from .schema import SCHEMA_VERSION, TABLES, Table, creation, named
from .tables import records

__all__ = ["write_duckdb", "write_parquet"]

_LONGEST = 1 << 28  # bytes of one record, its whole text included


def write_duckdb(material: Material, path: Path) -> None:
    """Add the run to a database of DuckDB; a run that stands there already stays as it is.

    Raises:
        ConfigurationError: duckdb is not installed.
        RunFolderError: The file is no database of this schema, or rows and claims do not fit each other.
    """
    duckdb = library("duckdb", "a DuckDB database")
    try:
        with duckdb.connect(str(path)) as base, tempfile.TemporaryDirectory() as folder:
            base.execute("BEGIN")
            for table in TABLES:
                base.execute(creation(table, str))
                held = [row[0] for row in base.execute(f"DESCRIBE {named(table.name)}").fetchall()]
                if held != [column.name for column in table.columns]:
                    raise RunFolderError(f"{path}: its table {table.name} has other columns; name another file")
            if base.execute("SELECT 1 FROM runs WHERE run_id = ?", [material.run_id]).fetchall():
                material.notes.append(f"{path} holds this run already ({material.run_id}): nothing added")
                base.execute("ROLLBACK")
                return
            [[number]] = base.execute("SELECT coalesce(max(number), 0) + 1 FROM runs").fetchall()
            for table in TABLES:
                source = _lines(material, table, Path(folder), number)
                base.execute(f"INSERT INTO {named(table.name)} {_reading(table)}", [source])
            base.execute("COMMIT")
    except duckdb.ConstraintException as error:
        raise RunFolderError(f"the run's files do not fit each other ({error}): run again to make them anew") from None
    except duckdb.Error as error:
        raise RunFolderError(f"{path}: {error}; name another file") from None


def write_parquet(material: Material, folder: Path) -> None:
    """Write the five tables as Parquet files into an empty folder; the same run gives the same bytes.

    Raises:
        ConfigurationError: duckdb is not installed.
    """
    duckdb = library("duckdb", "Parquet")
    with duckdb.connect() as base, tempfile.TemporaryDirectory() as temporary:
        base.execute("SET threads = 1")  # the order of rows and the cut of row groups are then the same every time
        for table in TABLES:
            source = _lines(material, table, Path(temporary), 1)
            target = str(folder / f"{table.name}.parquet").replace("'", "''")
            base.execute(
                f"COPY ({_reading(table)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, "
                f"KV_METADATA {{run_id: '{material.run_id}', schema_version: '{SCHEMA_VERSION}'}})",
                [source],
            )


def _reading(table: Table) -> str:
    """A query that reads JSON lines as this table's columns, none of them guessed."""
    columns = ", ".join(f"{named(column.name)}: '{column.type}'" for column in table.columns)
    names = ", ".join(named(column.name) for column in table.columns)
    return (
        f"SELECT {names} FROM read_json(?, columns={{{columns}}}, format='newline_delimited', "  # noqa: S608
        f"maximum_object_size={_LONGEST}, auto_detect=false)"
    )


def _lines(material: Material, table: Table, folder: Path, number: int) -> str:
    """The table's records as JSON lines, which DuckDB reads far faster than it takes rows one by one."""
    path = folder / f"{table.name}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for record in records(material, table.name, number):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return str(path)
