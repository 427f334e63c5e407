"""The evidence table: clusters become rows that lead back to the characters they came from."""

from .changes import changes
from .export import COLUMNS, csv_text, write_csv
from .frame import Table
from .rows import build

__all__ = ["COLUMNS", "Table", "build", "changes", "csv_text", "write_csv"]
