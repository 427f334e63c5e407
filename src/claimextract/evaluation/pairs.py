"""Pairs of sentences: how the second stands to the first."""

from collections.abc import Sequence

from ..models import Comparison
from .labelled import LabelledPair
from .tally import Tally

__all__ = ["score_pairs"]

_CONTRADICTS = "contradicts"


def score_pairs(labels: Sequence[LabelledPair], answers: Sequence[Comparison]) -> list[Tally]:
    """Right relations in all, by label, and by set and label; and contradictions seen where there is none."""
    ids = [pair.id for pair in labels]
    everything = Tally("all", "share", ids)
    false = Tally("false contradictions (fewer is better)", "share", ids)
    by_label: dict[str, Tally] = {}
    by_group: dict[str, Tally] = {}
    for pair, answer in zip(labels, answers, strict=True):
        right = answer.relation in pair.accept
        group = f"{_set_of(pair)}: {pair.label}"
        everything.item(pair.id, pair.id, right)
        by_label.setdefault(pair.label, Tally(f"recall of {pair.label}", "share", ids)).item(pair.id, pair.id, right)
        by_group.setdefault(group, Tally(group, "share", ids)).item(pair.id, pair.id, right)
        if _CONTRADICTS not in pair.accept:
            wrongly = answer.relation == _CONTRADICTS
            false.add(pair.id, int(wrongly), 0, 1)
            false.note(pair.id, not wrongly)
    groups = by_group if len(by_group) > len(by_label) else {}
    return [everything, *(t for _, t in sorted(by_label.items())), *(t for _, t in sorted(groups.items())), false]


def _set_of(pair: LabelledPair) -> str:
    return pair.source.split("/")[0].split("-")[0]
