"""The evidence table for the eye: one self-contained HTML file, a small application over the run's data."""

from collections.abc import Mapping, Sequence

from ..models import Claim, DocumentEntry, EvidenceRow, Rejection
from .page import page
from .payload import LIMIT, payload

__all__ = ["render"]


def render(
    rows: Sequence[EvidenceRow],
    claims: Sequence[Claim],
    entries: Sequence[DocumentEntry],
    rejected: Sequence[Rejection],
    summary: Mapping[str, object],
    limit: int = LIMIT,
) -> str:
    """The table with its passages in context, and all that did not get in, as one HTML file for a browser.

    The page runs its own script only, loads nothing, and shows whatever comes from articles as text. The same records
    give the same bytes: of ``summary`` (run.json) only ``model``, ``package_version`` and the decisions without effect
    are shown, for what a run took in time and requests differs when it is replayed.

    Where the rows take more than ``limit`` characters, the page carries those that matter most and says so.
    """
    return page(payload(rows, claims, entries, rejected, summary, limit))
