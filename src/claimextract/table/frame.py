"""The table as an object, and as a data frame of pandas or polars where they are installed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, overload

from claimextract.models import EvidenceRow

from .export import csv_text
from .frames import framed, pandas_frame, polars_frame
from .notebook import notebook_html
from .rows import STATUSES


@dataclass(frozen=True, repr=False)
class Table:
    """The evidence rows in their fixed order."""

    rows: tuple[EvidenceRow, ...] = ()

    def __iter__(self) -> Iterator[EvidenceRow]:
        return iter(self.rows)

    @overload
    def __getitem__(self, place: int) -> EvidenceRow: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[EvidenceRow, ...]: ...
    def __getitem__(self, place: int | slice) -> EvidenceRow | tuple[EvidenceRow, ...]:
        return self.rows[place]

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
        return pandas_frame(*framed("evidence", self.rows))

    def to_polars(self) -> Any:  # noqa: ANN401
        """The same as ``to_pandas``, as a polars frame.

        Raises:
            ConfigurationError: If polars is not installed.
        """
        return polars_frame(*framed("evidence", self.rows))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return notebook_html(self.rows, repr(self).strip("<>"))
