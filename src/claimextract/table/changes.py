"""What became of the rows of an earlier table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import get_args

from claimextract.models import Change, EvidenceRow, RowChange, RowState, RowStatus

_NOW: Mapping[RowStatus, Change] = {"corroborated": "confirmed", "disputed": "disputed", "superseded": "superseded"}


def changes(before: Sequence[EvidenceRow], after: Sequence[EvidenceRow]) -> list[RowChange]:
    """How ``after`` differs from ``before``, what needs attention first; rows are the same by their ids.

    Rows that state the same on the same claims are left out.
    """
    old = {row.row_id: row for row in before}
    new = {row.row_id for row in after}
    owners = {item.claim_id: row.row_id for row in after for item in row.evidence}
    found = [change for row in after if (change := _change(old.get(row.row_id), row))]
    found += [_withdrawn(row, owners) for row in before if row.row_id not in new]
    return sorted(found, key=lambda change: get_args(Change).index(change.change))


def _change(before: EvidenceRow | None, row: EvidenceRow) -> RowChange | None:
    known = {item.document_id for item in before.evidence} if before else set()
    came = tuple(dict.fromkeys(item.document_id for item in row.evidence if item.document_id not in known))
    if before is None:
        return RowChange(row_id=row.row_id, change="new", after=_state(row), documents=came)
    if (_state(before), _claims(before)) == (_state(row), _claims(row)):
        return None
    change = _NOW.get(row.status, "changed") if row.status != before.status else "changed"
    return RowChange(row_id=row.row_id, change=change, before=_state(before), after=_state(row), documents=came)


def _withdrawn(row: EvidenceRow, owners: Mapping[str, str]) -> RowChange:
    heirs = Counter(owners[item.claim_id] for item in row.evidence if item.claim_id in owners)
    into = min(heirs, key=lambda heir: (-heirs[heir], heir), default=None)
    return RowChange(row_id=row.row_id, change="withdrawn", before=_state(row), into=into)


def _state(row: EvidenceRow) -> RowState:
    return RowState.model_validate(row.model_dump(include=set(RowState.model_fields)))


def _claims(row: EvidenceRow) -> set[tuple[str, str, bool]]:
    return {(item.claim_id, item.stance, item.ignored) for item in row.evidence}
