"""What changed in the table since it was last made."""

from typing import Literal

from .base import Record
from .rows import RowStatus

Change = Literal["disputed", "superseded", "withdrawn", "confirmed", "new", "changed"]


class RowState(Record):
    """What of a row can change."""

    claim: str
    status: RowStatus
    documents: int
    independent_sources: int


class RowChange(Record):
    """One line of changes.jsonl: what became of a row since the table was last made.

    ``new`` has no ``before``, ``withdrawn`` no ``after``; ``confirmed``, ``disputed`` and ``superseded`` have that
    status now and had another; ``changed`` is any other difference of what the row states or rests on. ``documents``
    are those that came into the row. ``into`` is the row that holds most of a withdrawn row's claims, if one does.
    """

    row_id: str
    change: Change
    before: RowState | None = None
    after: RowState | None = None
    documents: tuple[str, ...] = ()
    into: str | None = None
