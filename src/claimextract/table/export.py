"""The table as CSV: one line for each passage of evidence, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TextIO

from claimextract.models import EvidenceRow

Cell = str | int | None
COLUMNS = (
    "row_id",
    "claim",
    "status",
    "documents",
    "independent_sources",
    "speakers",
    "first_stated",
    "event_date",
    "cited_works",
    "explanation",
    "claim_id",
    "document_id",
    "stance",
    "cause",
    "quote",
    "start",
    "end",
    "speaker",
    "published",
    "ignored",
)
# What makes a spreadsheet read a cell as a formula (OWASP, CSV injection), full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def lines(rows: Iterable[EvidenceRow]) -> Iterator[dict[str, Cell | list[str]]]:
    """One record for each passage of evidence, the row's own fields repeated; lists are lists of names."""
    for row in rows:
        own = row.model_dump(exclude={"evidence", "speakers", "cited_works", "decisions"})
        own |= {"speakers": list(row.speakers), "cited_works": [work.name for work in row.cited_works]}
        for item in row.evidence:
            record = own | item.model_dump()
            yield {column: record[column] for column in COLUMNS}


def write_csv(rows: Iterable[EvidenceRow], file: TextIO) -> None:
    """Write the table as CSV (RFC 4180, but LF) into a file that was opened with ``newline=""`` and UTF-8.

    Lists are joined by "; ". Every text is quoted; one that a spreadsheet would run as a formula gets an apostrophe in
    front. Numbers stay numbers; true is "yes", and false nothing.
    """
    # Quoting all text keeps a lone carriage return inside its cell, which minimal quoting does not on every Python.
    writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    for line in lines(rows):
        writer.writerow([_cell(line[column]) for column in COLUMNS])


def csv_text(rows: Iterable[EvidenceRow]) -> str:
    """The table as one CSV text; see ``write_csv``."""
    buffer = io.StringIO(newline="")
    write_csv(rows, buffer)
    return buffer.getvalue()


def _cell(value: Cell | list[str]) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int):
        return value
    text = "; ".join(value) if isinstance(value, list) else value or ""
    return f"'{text}" if text.startswith(_FORMULA) else text
