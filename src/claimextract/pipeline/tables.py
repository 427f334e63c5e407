"""From the claims of all documents to the table, and to the files of a run's folder."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import reconciliation
from ..folder import RunFolder, line_of
from ..grounding import check_wording
from ..local import called
from ..models import Claim, Cluster, Decision, Document, DocumentEntry, EvidenceRow, Exchange, Rejection, RowChange
from ..report import render
from ..table import (
    Frame,
    Table,
    build,
    changes,
    csv_text,
    framed,
    notebook_html,
    pandas_frame,
    polars_frame,
)
from ..terminal import counted
from .extracting import Extraction
from .shares import Counted, Share

__all__ = [
    "Run",
    "finished",
    "remove_table",
    "rows_of",
    "rows_with",
    "shown",
    "write",
    "write_changes",
    "write_extraction",
    "write_table",
]


@dataclass(frozen=True)
class Run:
    """A whole run: the table, the claims behind it, and every document met. ``summary`` is run.json.

    ``changes`` is what differs from the table that stood in the folder before; nothing where none did. ``left_out`` is
    how many documents the folder held before and this run was not told of.
    """

    table: Table
    claims: tuple[Claim, ...]
    documents: tuple[DocumentEntry, ...]
    rejected: tuple[Rejection, ...]
    summary: Mapping[str, Any]
    changes: tuple[RowChange, ...] = ()
    left_out: int = 0

    def __repr__(self) -> str:
        return f"<Run of {self._counts()}, {repr(self.table).strip('<>')}>"

    def _counts(self) -> str:
        return f"{counted(len(self.documents), 'document')}, {counted(len(self.claims), 'claim')}"

    def to_pandas(self, of: Frame = "evidence") -> Any:  # noqa: ANN401
        """A pandas frame: of the table's passages (as ``table.to_pandas()``), of all claims, or of all documents met.

        Raises:
            ConfigurationError: pandas is not installed.
        """
        return pandas_frame(*framed(of, self.table.rows, self.claims, self.documents))

    def to_polars(self, of: Frame = "evidence") -> Any:  # noqa: ANN401
        """The same as ``to_pandas``, as a polars frame.

        Raises:
            ConfigurationError: polars is not installed.
        """
        return polars_frame(*framed(of, self.table.rows, self.claims, self.documents))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return notebook_html(self.table.rows, repr(self).strip("<>"))


def rows_of(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    previous: Sequence[EvidenceRow] = (),
    decisions: Sequence[Decision] = (),
    judgements: reconciliation.Judgements = reconciliation.NO_JUDGEMENTS,
) -> list[EvidenceRow]:
    known = {claim.claim_id: claim for claim in claims} if decisions else {}
    found = reconciliation.reconcile(claims, documents, decisions, judgements=judgements)
    return build([_held_against(row, known) for row in found], claims, documents, previous)


def rows_with(
    earlier: Sequence[EvidenceRow],
    claims: Sequence[Claim],
    documents: Sequence[Document],
    added: Collection[str],
    decisions: Sequence[Decision] = (),
    judgements: reconciliation.Judgements = reconciliation.NO_JUDGEMENTS,
) -> list[EvidenceRow]:
    known = {claim.claim_id: claim for claim in claims} if decisions else {}
    changed = reconciliation.update(claims, documents, earlier, added, decisions, judgements)
    clusters = [_held_against(row, known) for row in changed.clusters]
    kept = [row for place, row in enumerate(earlier) if place not in changed.replaced]
    replaced = [row for place, row in enumerate(earlier) if place in changed.replaced]
    return build(clusters, claims, documents, replaced, kept)


def _held_against(row: Cluster, claims: Mapping[str, Claim]) -> Cluster:
    """The cluster; where the analyst words it, with what the passages do not bear out of these words."""
    if row.wording is None:
        return row
    held = [claims[member.claim_id] for member in row.members if member.stance != "contradicts"]
    passages = [span.exact for claim in held for span in claim.evidence]
    named = [source.name for claim in held if (source := claim.attribution.source)]
    wrong = check_wording(row.wording, passages, named, above="\n".join(claim.text for claim in held))
    told = f" The passages do not bear out all of that wording: {' '.join(wrong)}" if wrong else ""
    return row.model_copy(update={"explanation": row.explanation + told})


def finished(
    entries: Sequence[DocumentEntry],
    extracted: Extraction,
    folder: RunFolder | None,
    summary: Mapping[str, Any],
    *,
    table: bool = True,
    judgements: reconciliation.Judgements = reconciliation.NO_JUDGEMENTS,
) -> Run:
    """Reconcile, and count everything; ``folder`` holds the analyst's decisions and perhaps an earlier table."""
    earlier = folder is not None and folder.has("evidence.jsonl")
    previous = folder.read_rows() if folder is not None and earlier else []
    decisions = folder.read_decisions() if folder is not None else []
    outcome = {entry.id: entry for entry in extracted.documents}
    met = tuple(outcome.get(entry.id, entry) if entry.status != "skipped" else entry for entry in entries)
    documents = extracted.read()
    rows = rows_of(extracted.claims, documents, previous, decisions, judgements) if table else []
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
            "decisions": {
                "all": len(decisions),
                "without effect": _without_effect(decisions, extracted.claims, documents, rows) if table else [],
            },
        },
        changes=tuple(changes(previous, rows)) if table and earlier else (),
    )


def _without_effect(
    decisions: Sequence[Decision], claims: Sequence[Claim], documents: Sequence[Document], rows: Sequence[EvidenceRow]
) -> list[str]:
    """What of the decisions no longer bears on anything, each with its line: they are kept, and told of."""
    status = {claim.claim_id: claim.grounding.status for claim in claims} if decisions else {}
    told: list[tuple[int, str]] = []
    for decision in decisions:
        line = decision.line or 0
        if decision.ignored and not reconciliation.concerns(decision.ignored, claims, documents):
            told.append((line, f"no {decision.ignored.kind} here is {decision.ignored.name}"))
        for claim in decision.claims:
            if claim not in status:
                told.append((line, f"claim {claim} is no longer among the claims"))
            elif status[claim] != "grounded":
                told.append((line, f"claim {claim} is ungrounded and stands in no row"))
    for row in rows:
        wordings = [decision for decision in row.decisions if decision.kind == "wording"]
        for one in wordings[:-1]:
            if (one.groups, one.text) != (wordings[-1].groups, wordings[-1].text):
                told.append((one.line or 0, f"line {wordings[-1].line} gives the same row another wording"))
    return [f"line {line}: {what}" for line, what in sorted(told)]


def _tally(records: Sequence[Any], field: str) -> dict[str, int]:
    return {**dict(sorted(Counter(getattr(record, field) for record in records).items())), "all": len(records)}


def write(folder: RunFolder, result: Run, shares: Iterable[Share], exchanges: Sequence[Exchange] = ()) -> None:
    """All files of a run but run.json; ``exchanges`` are those that are no document's."""
    write_extraction(folder, shares, exchanges)
    write_table(folder, result)


def write_extraction(folder: RunFolder, shares: Iterable[Share], exchanges: Sequence[Exchange] = ()) -> Counted:
    """Write what came of each document, and count it."""
    counted = Counted()
    with folder.writing("documents.jsonl", "claims.jsonl", "rejected.jsonl", "responses.jsonl") as files:
        for share in shares:
            counted.add(share)
            for name, lines in share.lines().items():
                for line in lines:
                    files[name].write(f"{line}\n")
        for exchange in exchanges:
            files["responses.jsonl"].write(f"{line_of(exchange)}\n")
    return counted


def remove_table(folder: RunFolder) -> None:
    """Remove a table that tells of other claims than those that are there now."""
    folder.remove("evidence.jsonl", "evidence.csv", "report.html", "changes.jsonl")


def write_changes(folder: RunFolder, result: Run) -> None:
    """Write changes.jsonl, or remove it where nothing changed.

    It comes before the table itself: a run that is stopped in between tells the same the next time.
    """
    if result.changes:
        folder.write("changes.jsonl", result.changes)
    else:
        folder.remove("changes.jsonl")


def write_table(folder: RunFolder, result: Run) -> None:
    folder.write("evidence.jsonl", result.table.rows)
    folder.write_text("evidence.csv", csv_text(result.table.rows))
    folder.write_text(
        "report.html",
        render(result.table.rows, result.claims, result.documents, result.rejected, shown(result.summary)),
    )


def shown(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What of run.json the report shows: nothing that changes from one run of the same input to the next."""
    names = ("model", "package_version", "documents", "claims", "rows", "rejected", "decisions")
    model = summary.get("model")
    return {**{name: summary.get(name) for name in names}, "model": called(str(model)) if model else None}
