"""How the claim of a row came up and changed: its steps in the order of time."""

from collections.abc import Sequence
from typing import Literal

from claimextract.language.edtf import bounds
from claimextract.models import Claim, Document, Member, Step

Told = tuple[Member, Claim, Document]
Change = Literal["first", "confirmed", "refined", "updated", "disputed"]


def history(members: Sequence[Told]) -> tuple[Step, ...]:
    """The steps of a row with these members: its first appearance, and whatever was new after that.

    Who says again what another of the same source said adds nothing. A claim is placed by the date of its statement,
    which an article may report much later, else by that of publication; what has neither is no step.
    """
    members = [told for told in members if _dated(told)]
    steps: list[Step] = []
    seen: set[tuple[str, ...]] = set()
    latest: str | None = None
    for member, claim, document in sorted(members, key=_order):
        side = _side(member)
        change: Change | None = None
        if side == "against":
            voice = claim.attribution.source.name if claim.attribution.source else document.publisher or document.id
            change = "disputed" if _new(seen, side, str(member.cause), voice) else None
        elif latest is None:
            change = "first"
        elif side != latest:
            change = "updated" if _new(seen, side) else None
        elif member.source is not None and _new(seen, "source", str(member.source)):
            change = "confirmed"
        elif member.stance == "refines" and side == "with":
            change = "refined" if _new(seen, "refined", document.id) else None
        if side != "against" and (change is not None or latest is None):
            latest = side
            seen |= {(side,), ("source", str(member.source))}
        if change:
            steps.append(
                Step(
                    date=_dated((member, claim, document)),
                    change=change,
                    claim_id=claim.claim_id,
                    document_id=document.id,
                    text=claim.text,
                )
            )
    return tuple(steps)


def _dated(told: Told) -> str | None:
    _, claim, document = told
    return stated(claim) or document.published


def stated(claim: Claim) -> str | None:
    """The earliest date on which the claim was stated, where it is known (EDTF)."""
    values = [date.value for date in claim.dates if date.role == "statement"]
    return min(values, key=_when, default=None)


def _side(member: Member) -> Literal["with", "other", "against"]:
    """Whether it gives the claim as the row has it, another state of it, or contradicts it."""
    if member.stance == "contradicts":
        return "against"
    return "other" if member.cause else "with"


def _new(seen: set[tuple[str, ...]], *key: str) -> bool:
    if key in seen:
        return False
    seen.add(key)
    return True


def _order(told: Told) -> tuple[object, ...]:
    _, claim, document = told
    start = claim.evidence[0].start if claim.evidence else 0
    return *_when(_dated(told)), *_when(document.published), document.id, start, claim.claim_id


def _when(value: str | None) -> tuple[object, ...]:
    days = bounds(value) if value else None
    return days is None, days or (), value or ""
