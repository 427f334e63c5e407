"""Adding to what the analyst decided on a run, and making its table again."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import InputError
from ..folder import RunFolder
from ..models import Claim, Decision, DecisionKind, DocumentEntry, EvidenceRow
from .replaying import reconcile_folder
from .tables import Run

__all__ = ["adecide", "decide", "decision_on"]

Paths = str | Path
_LABEL = 80  # characters of a claim in a comment


def decide(folder: Paths, decision: Decision) -> Run:
    """Write a decision at the end of a run's decisions.yaml, comments and all else kept, and make the table again.

    Raises:
        InputError: the decision names a claim that the folder does not hold.
        RunFolderError: the folder is no run's, a file in it is damaged, or the decision contradicts an earlier one;
            nothing is written then.
    """
    home = RunFolder(Path(folder))
    home.read_run()
    with home.deciding():
        claims = {claim.claim_id: claim for claim in home.read_claims()}
        if missing := [claim for claim in decision.claims if claim not in claims]:
            raise InputError(f"{folder}: there is no claim {missing[0]}; ids stand in evidence.csv and in report.html")
        entries = {entry.id: entry for entry in reversed(home.read_documents())}
        labels = {claim: _label(claims[claim], entries) for claim in decision.claims}
        home.add_decision(decision, labels)
        return reconcile_folder(folder)


async def adecide(folder: Paths, decision: Decision) -> Run:
    """``decide`` off the event loop's thread."""
    return await asyncio.to_thread(decide, folder, decision)


def decision_on(
    folder: Paths,
    kind: DecisionKind,
    references: Sequence[str],
    *,
    text: str | None = None,
    note: str | None = None,
    by: str | None = None,
    date: str | None = None,
) -> Decision:
    """The decision on claims and rows of a folder's table, named by their ids; a row stands for its claims.

    ``split`` takes a row and the claims that leave it together; ``wording`` one claim, or a row whose wording is to
    stay. ``not same`` takes claims.

    Raises:
        InputError: an id is no claim's or row's, or the decision makes no sense on these.
        RunFolderError: the folder is no run's, or a file in it is damaged.
    """
    home = RunFolder(Path(folder))
    home.read_run()
    rows = {row.row_id: row for row in home.read_rows()}
    groups = [_held(rows[name]) if name in rows else [name] for name in references]
    match kind:
        case "same":
            groups = [list(dict.fromkeys(claim for group in groups for claim in group))]
        case "not same":
            if several := [name for name, group in zip(references, groups, strict=True) if len(group) > 1]:
                raise InputError(f"row {several[0]} holds several claims: name claims, or split it")
        case "split":
            leaving = [claim for group in groups[1:] for claim in group]
            rest = [claim for claim in groups[0] if claim not in leaving] if groups else []
            if not leaving or not rest or not set(leaving) <= set(groups[0]):
                raise InputError("split takes a row, and some but not all of its claims")
            groups = [leaving, rest]
        case "wording":
            if len(references) != 1:
                raise InputError("wording takes one claim, or one row")
            groups = [[_worded(rows[references[0]], home.read_claims())]] if references[0] in rows else groups
    try:
        split = tuple(map(tuple, groups))
        return Decision(kind=kind, groups=split, text=text, note=note, by=by, date=date)
    except ValueError:
        raise InputError(f"`{kind}` needs two different claims or more") from None


def _held(row: EvidenceRow) -> list[str]:
    return list(dict.fromkeys(item.claim_id for item in row.evidence))


def _worded(row: EvidenceRow, claims: Sequence[Claim]) -> str:
    """The claim of a row that it is worded by; the first that supports it, where the words are the analyst's."""
    texts = {claim.claim_id: claim.text for claim in claims}
    held = _held(row)
    supporting = [item.claim_id for item in row.evidence if item.stance == "supports"]
    return next((claim for claim in held if texts.get(claim) == row.claim), (supporting or held)[0])


def _label(claim: Claim, entries: Mapping[str, DocumentEntry]) -> str:
    entry = entries.get(claim.document_id)
    place = (entry.publisher or entry.title or entry.path) if entry else None
    text = claim.text if len(claim.text) <= _LABEL else f"{claim.text[:_LABEL]}…"
    return f"{text} ({place or claim.document_id})"
