"""The table as a notebook shows it: a few rows, in the notebook's own colours, each opening into its passages."""

from collections.abc import Sequence
from html import escape

from claimextract.models import EvidenceItem, EvidenceRow
from claimextract.terminal import safe

__all__ = ["notebook_html"]

_ROWS = 20
_PASSAGES = 10
_HEAD = ("status", "claim", "speakers", "first stated", "articles", "independent sources")
_LEFT = ' style="text-align: left; vertical-align: top"'


def notebook_html(rows: Sequence[EvidenceRow], caption: str) -> str:
    """An HTML fragment without script, style sheet or colour; whatever comes from articles is escaped."""
    head = "".join(f"<th{_LEFT}>{name}</th>" for name in _HEAD)
    body = "".join(map(_row, rows[:_ROWS]))
    more = f"<p>{len(rows) - _ROWS} more rows</p>" if len(rows) > _ROWS else ""
    shown = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    return f"<p>{_text(caption)}</p>{shown}{more}"


def _row(row: EvidenceRow) -> str:
    passages = "".join(f"<li dir=auto>{_passage(item)}</li>" for item in row.evidence[:_PASSAGES])
    rest = len(row.evidence) - _PASSAGES
    more = f"<p>{rest} more passages</p>" if rest > 0 else ""
    claim = f"<details><summary dir=auto>{_text(row.claim)}</summary><ol>{passages}</ol>{more}</details>"
    counts = (str(row.documents), str(row.independent_sources))
    others = (_text("; ".join(row.speakers)), _text(row.first_stated or ""), *counts)
    return f"<tr>{''.join(f'<td{_LEFT}>{cell}</td>' for cell in (row.status, claim, *others))}</tr>"


def _passage(item: EvidenceItem) -> str:
    stance = f"{item.stance} ({item.cause})" if item.cause else item.stance
    who = ", ".join(part for part in (item.speaker, item.published, item.document_id) if part)
    return f"{stance}: <q>{_text(item.quote)}</q> ({_text(who)}, {item.start} to {item.end})"


def _text(text: str) -> str:
    return escape(safe(text))
