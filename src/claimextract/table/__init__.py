"""The evidence table: clusters become rows that lead back to the characters they came from."""

from .export import COLUMNS, csv_text, write_csv
from .frame import Table
from .rows import build

__all__ = ["COLUMNS", "Table", "build", "csv_text", "write_csv"]
