"""The schema of the five tables; docs/formats.md explains every column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...models import DocumentCounts

__all__ = ["SCHEMA_VERSION", "TABLES", "Column", "Table", "creation", "named"]

SCHEMA_VERSION = 1

_SPAN = 'STRUCT("start" BIGINT, "end" BIGINT, exact VARCHAR)'
_WORK = f"name VARCHAR, kind VARCHAR, publisher VARCHAR, author VARCHAR, date VARCHAR, url VARCHAR, span {_SPAN}"
_DATE = f"role VARCHAR, value VARCHAR, span {_SPAN}"
_QUANTITY = f"value DOUBLE, unit VARCHAR, comparator VARCHAR, span {_SPAN}"
_STEP = "date VARCHAR, change VARCHAR, claim_id VARCHAR, document_id VARCHAR, text VARCHAR"
_VARIANT = "whole VARCHAR, version VARCHAR, left_out VARCHAR, put_in VARCHAR, changes_meaning BOOLEAN"


@dataclass(frozen=True)
class Column:
    """A column and its type in DuckDB. What is nested stands as JSON in SQLite."""

    name: str
    type: str

    @property
    def nested(self) -> bool:
        """Whether the type is a list or a struct."""
        return self.type.startswith("STRUCT") or self.type.endswith("[]")


@dataclass(frozen=True)
class Table:
    """A table; ``key``: the columns of its primary key; ``references``: other tables by the columns that name them."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: Mapping[str, tuple[str, ...]]


def _table(name: str, columns: str, key: str, **references: str) -> Table:
    parsed = (line.strip().partition(" ") for line in columns.strip().splitlines())
    return Table(
        name,
        tuple(Column(column, kind) for column, _, kind in parsed),
        tuple(key.split()),
        {other: tuple(by.split()) for other, by in references.items()},
    )


_COUNTS = tuple(DocumentCounts.model_fields)
TABLES = (
    _table(
        "runs",
        """
        run_id VARCHAR
        number BIGINT
        schema_version BIGINT
        package_version VARCHAR
        model VARCHAR
        documents BIGINT
        claims BIGINT
        rows BIGINT
        rejected BIGINT
        requests_sent BIGINT
        tokens_prompt BIGINT
        tokens_output BIGINT
        cost DOUBLE
        settings VARCHAR
        """,
        "run_id",
    ),
    _table(
        "documents",
        """
        run_id VARCHAR
        document_id VARCHAR
        position BIGINT
        title VARCHAR
        authors VARCHAR[]
        publisher VARCHAR
        published VARCHAR
        published_from DATE
        published_until DATE
        url VARCHAR
        language VARCHAR
        path VARCHAR
        status VARCHAR
        reason VARCHAR
        sha256 VARCHAR
        text VARCHAR
        """
        + "\n".join(f"{count} BIGINT" for count in _COUNTS),
        "run_id document_id",
        runs="run_id",
    ),
    _table(
        "claims",
        f"""
        run_id VARCHAR
        claim_id VARCHAR
        position BIGINT
        document_id VARCHAR
        text VARCHAR
        kind VARCHAR
        certainty VARCHAR
        polarity VARCHAR
        status VARCHAR
        tier VARCHAR
        reasons VARCHAR[]
        confidence DOUBLE
        evidence {_SPAN}[]
        attribution VARCHAR
        mode VARCHAR
        speaker VARCHAR
        speaker_kind VARCHAR
        speaker_role VARCHAR
        speaker_span {_SPAN}
        mention_span {_SPAN}
        cue {_SPAN}
        content {_SPAN}[]
        via VARCHAR[]
        dates STRUCT({_DATE})[]
        cited_works STRUCT({_WORK})[]
        quantities STRUCT({_QUANTITY})[]
        model VARCHAR
        prompt_sha256 VARCHAR
        schema_sha256 VARCHAR
        request_sha256 VARCHAR
        package_version VARCHAR
        """,
        "run_id claim_id",
        runs="run_id",
        documents="run_id document_id",
    ),
    _table(
        "rows",
        f"""
        run_id VARCHAR
        row_id VARCHAR
        position BIGINT
        claim VARCHAR
        status VARCHAR
        documents BIGINT
        independent_sources BIGINT
        speakers VARCHAR[]
        first_stated VARCHAR
        first_stated_from DATE
        first_stated_until DATE
        event_date VARCHAR
        event_from DATE
        event_until DATE
        cited_works STRUCT({_WORK})[]
        explanation VARCHAR
        history STRUCT({_STEP})[]
        variants STRUCT({_VARIANT})[]
        decisions VARCHAR[]
        """,
        "run_id row_id",
        runs="run_id",
    ),
    _table(
        "evidence",
        """
        run_id VARCHAR
        row_id VARCHAR
        position BIGINT
        claim_id VARCHAR
        document_id VARCHAR
        stance VARCHAR
        cause VARCHAR
        quote VARCHAR
        quote_start BIGINT
        quote_end BIGINT
        speaker VARCHAR
        published VARCHAR
        stated VARCHAR
        event_date VARCHAR
        source BIGINT
        ignored BOOLEAN
        """,
        "run_id row_id position",
        rows="run_id row_id",
        claims="run_id claim_id",
        documents="run_id document_id",
    ),
)


def creation(table: Table, kind: Callable[[str], str]) -> str:
    """The statement that makes a table unless it is there; ``kind`` translates a type of DuckDB's."""
    parts = [f"{named(column.name)} {kind(column.type)}" for column in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    for other, by in table.references.items():
        parts.append(f"FOREIGN KEY ({', '.join(by)}) REFERENCES {named(other)} ({', '.join(by)})")
    return f"CREATE TABLE IF NOT EXISTS {named(table.name)} ({', '.join(parts)})"


def named(name: str) -> str:
    """A name as SQL takes it whatever word it is."""
    return f'"{name}"'
