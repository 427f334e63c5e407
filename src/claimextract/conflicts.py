"""Decisions that cannot both hold."""

from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import pairwise

from .models import Decision

__all__ = ["conflict"]


def conflict(decisions: Sequence[Decision]) -> str | None:
    """What the first two decisions say that cannot both hold, with the lines of their file; None where all can.

    One puts two claims together, perhaps by way of others, and another keeps them apart; or two give one row different
    wordings.
    """
    ties: dict[str, list[tuple[str, Decision]]] = defaultdict(list)
    for decision in decisions:
        for group in decision.groups:
            for a, b in pairwise(group):
                ties[a].append((b, decision))
                ties[b].append((a, decision))
    row = _rows(ties)
    worded: dict[str, Decision] = {}
    for decision in decisions:
        held: dict[str, tuple[int, str]] = {}
        for number, group in enumerate(decision.groups):
            for claim in group:
                other, known = held.setdefault(row.get(claim, claim), (number, claim))
                if other != number:
                    path = _named(_path(ties, known, claim))
                    return f"{path} put claims {known} and {claim} in one row, {_named([decision])} keeps them apart"
        if decision.kind == "wording":
            first = worded.setdefault(row.get(decision.claims[0], decision.claims[0]), decision)
            if (first.groups, first.text) != (decision.groups, decision.text):
                return f"{_named([first])} and {_named([decision])} give one row different wordings"
    return None


def _rows(ties: dict[str, list[tuple[str, Decision]]]) -> dict[str, str]:
    """For each tied claim one that stands for all that it is tied to."""
    row: dict[str, str] = {}
    for claim in ties:
        waiting = [] if claim in row else [claim]
        while waiting:
            item = waiting.pop()
            if item not in row:
                row[item] = claim
                waiting += [other for other, _ in ties[item]]
    return row


def _path(ties: dict[str, list[tuple[str, Decision]]], start: str, end: str) -> list[Decision]:
    """The decisions by which one claim is tied to another, as few as possible."""
    came: dict[str, tuple[str, Decision] | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came:
        item = waiting.popleft()
        for other, decision in ties[item]:
            if other not in came:
                came[other] = item, decision
                waiting.append(other)
    path = []
    step = came[end]
    while step is not None:
        path.append(step[1])
        step = came[step[0]]
    return list({id(decision): decision for decision in path}.values())


def _named(decisions: Sequence[Decision]) -> str:
    """The lines of decisions; one that stands in no file by what it says."""
    ordered = sorted(decisions, key=lambda decision: (decision.line is None, decision.line or 0))
    return " and ".join(
        f"`{decision.kind}` of {', '.join(decision.claims)}" if decision.line is None else f"line {decision.line}"
        for decision in ordered
    )
