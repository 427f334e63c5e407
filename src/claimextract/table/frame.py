"""The table as an object, and as a data frame of pandas or polars where they are installed."""

import importlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from claimextract.errors import ConfigurationError
from claimextract.models import EvidenceRow

from .export import COLUMNS, csv_text, lines
from .rows import STATUSES


@dataclass(frozen=True, repr=False)
class Table:
    """The evidence rows in their fixed order."""

    rows: tuple[EvidenceRow, ...] = ()

    def __iter__(self) -> Iterator[EvidenceRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        found = Counter(row.status for row in self.rows)
        counts = ", ".join(f"{found[status]} {status}" for status in STATUSES if status in found)
        return f"<Table of {len(self.rows)} row{'' if len(self.rows) == 1 else 's'}{': ' + counts if counts else ''}>"

    def to_csv(self) -> str:
        """The text of evidence.csv."""
        return csv_text(self.rows)

    def to_pandas(self) -> Any:  # noqa: ANN401
        """A pandas frame, one line for each passage of evidence, with the columns of evidence.csv; lists stay lists.

        Raises:
            ConfigurationError: If pandas is not installed.
        """
        return _library("pandas").DataFrame(list(lines(self.rows)), columns=list(COLUMNS))

    def to_polars(self) -> Any:  # noqa: ANN401
        """The same as ``to_pandas``, as a polars frame.

        Raises:
            ConfigurationError: If polars is not installed.
        """
        library = _library("polars")
        types = {"documents": int, "independent_sources": int, "start": int, "end": int, "ignored": bool}
        names = dict.fromkeys(("speakers", "cited_works"), library.List(library.String))
        schema = {column: types.get(column) or names.get(column) or library.String for column in COLUMNS}
        return library.DataFrame(list(lines(self.rows)), schema=schema)


def _library(name: str) -> Any:  # noqa: ANN401
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ConfigurationError(f"{name} is not installed: run `pip install {name}`, or use to_csv()") from error
