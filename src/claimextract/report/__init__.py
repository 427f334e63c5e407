"""The evidence table for the eye: one self-contained HTML file."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import get_args

from jinja2 import Environment, StrictUndefined, Template

from ..models import Claim, DocumentEntry, DocumentStatus, EvidenceRow, Rejection, RowStatus
from .passages import link, passage_view

__all__ = ["render"]

# Shown as U+FFFD: control characters, halves of surrogate pairs (no file in UTF-8 can hold them), and the two
# direction overrides, with which an article could show 2020 as 0202.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")


def render(
    rows: Sequence[EvidenceRow],
    claims: Sequence[Claim],
    entries: Sequence[DocumentEntry],
    rejected: Sequence[Rejection],
    summary: Mapping[str, object],
) -> str:
    """Show the table with its passages in context, and all that did not get in, as HTML.

    The page holds no script and loads nothing; whatever comes from articles is escaped. The same records give the
    same bytes: of ``summary`` (run.json) only ``model``, ``package_version`` and the decisions without effect are
    shown, for what a run took in time and requests differs when it is replayed.
    """
    decided = summary.get("decisions")
    documents = {entry.id: entry for entry in reversed(entries)}  # of a repeated id, the first
    known = {claim.claim_id: claim for claim in claims}
    ungrounded = [claim for claim in claims if claim.grounding.status == "ungrounded"]
    page = _template().render(
        rows=[
            (
                row,
                [
                    passage_view(item, known.get(item.claim_id), documents.get(item.document_id))
                    for item in row.evidence
                ],
            )
            for row in rows
        ],
        row_counts=_counts(get_args(RowStatus), [row.status for row in rows]),
        entries=sorted(entries, key=lambda entry: entry.status == "ok"),  # what needs attention first
        entry_counts=_counts(get_args(DocumentStatus), [entry.status for entry in entries]),
        claims=len(claims),
        ungrounded=ungrounded,
        rejected=rejected,
        rejection_counts=sorted(Counter((item.stage, item.reason) for item in rejected).items(), key=_most_first),
        documents=documents,
        model=summary.get("model"),
        version=summary.get("package_version"),
        idle=decided["without effect"] if isinstance(decided, dict) else (),
        link=link,
    )
    return _UNPRINTABLE.sub("\ufffd", page)


def _counts(names: tuple[str, ...], found: list[str]) -> list[tuple[str, int]]:
    return [(name, found.count(name)) for name in names]


def _most_first(item: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -item[1], item[0]


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["sha256"] = _sha256
    return environment.from_string(files(__name__).joinpath("report.html.jinja").read_text("utf-8"))


def _sha256(style: str) -> str:
    """The hash by which the page's security policy allows its own style sheet and no other (CSP level 3)."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
