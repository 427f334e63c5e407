"""The evidence table: clusters become rows that lead back to the characters they came from."""

from .changes import changes
from .export import COLUMNS, csv_text, write_csv
from .frame import Table
from .frames import Frame, framed, pandas_frame, polars_frame
from .notebook import notebook_html
from .rows import build

__all__ = [
    "COLUMNS",
    "Frame",
    "Table",
    "build",
    "changes",
    "csv_text",
    "framed",
    "notebook_html",
    "pandas_frame",
    "polars_frame",
    "write_csv",
]
