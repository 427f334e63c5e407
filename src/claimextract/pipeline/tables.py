"""From the claims of all documents to the table, and to the files of a run's folder."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import reconciliation
from ..folder import RunFolder
from ..models import Claim, Document, DocumentEntry, EvidenceRow, Exchange, Rejection
from ..report import render
from ..table import Table, build, csv_text
from .extracting import Extraction

__all__ = ["Run", "finished", "rows_of", "shown", "write", "write_table"]


@dataclass(frozen=True)
class Run:
    """A whole run: the table, the claims behind it, and every document met. ``summary`` is run.json."""

    table: Table
    claims: tuple[Claim, ...]
    documents: tuple[DocumentEntry, ...]
    rejected: tuple[Rejection, ...]
    summary: Mapping[str, Any]


def rows_of(
    claims: Sequence[Claim], documents: Sequence[Document], previous: Sequence[EvidenceRow]
) -> list[EvidenceRow]:
    clusters = reconciliation.reconcile(claims, documents)
    return build(clusters, claims, documents, previous)


def finished(
    entries: Sequence[DocumentEntry],
    extracted: Extraction,
    folder: RunFolder | None,
    summary: Mapping[str, Any],
    previous: Sequence[EvidenceRow] = (),
    *,
    table: bool = True,
) -> Run:
    """Reconcile, and count everything."""
    if folder is not None and folder.has("evidence.jsonl"):
        previous = folder.read_rows()
    outcome = {entry.id: entry for entry in extracted.documents}
    met = tuple(outcome.get(entry.id, entry) if entry.status != "skipped" else entry for entry in entries)
    documents = [d for entry in extracted.documents if (d := entry.document())]
    rows = rows_of(extracted.claims, documents, previous) if table else []
    return Run(
        table=Table(tuple(rows)),
        claims=extracted.claims,
        documents=met,
        rejected=extracted.rejected,
        summary={
            **summary,
            "documents": _tally(met, "status"),
            "claims": {**Counter(claim.grounding.status for claim in extracted.claims), "all": len(extracted.claims)},
            "rows": _tally(rows, "status"),
            "rejected": len(extracted.rejected),
        },
    )


def _tally(records: Sequence[Any], field: str) -> dict[str, int]:
    return {**dict(sorted(Counter(getattr(record, field) for record in records).items())), "all": len(records)}


def write(folder: RunFolder, result: Run, exchanges: Sequence[Exchange], *, table: bool = True) -> None:
    folder.write("documents.jsonl", result.documents)
    folder.write("claims.jsonl", result.claims)
    folder.write("rejected.jsonl", result.rejected)
    folder.write("responses.jsonl", exchanges)
    if table:
        write_table(folder, result)
    else:
        folder.remove("evidence.jsonl", "evidence.csv", "report.html")  # an older table would tell of other claims


def write_table(folder: RunFolder, result: Run) -> None:
    folder.write("evidence.jsonl", result.table.rows)
    folder.write_text("evidence.csv", csv_text(result.table.rows))
    folder.write_text(
        "report.html",
        render(result.table.rows, result.claims, result.documents, result.rejected, shown(result.summary)),
    )


def shown(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What of run.json the report shows: nothing that changes from one run of the same input to the next."""
    return {name: summary[name] for name in ("model", "package_version", "documents", "claims", "rows", "rejected")}
