"""What a judge said of pairs of claims, and the verdicts that follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from claimextract.models import Cause, Relation

from .compare import Verdict
from .sequence import later
from .slots import Slots

# How the second of two claims stands to the first; an update is one of either, which the dates tell.
Answer = Literal[
    "same", "more", "less", "number", "date", "negation", "certainty", "attribution", "update", "different"
]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
JUDGED = ", as judged by "
_TURNED: Mapping[Answer, Answer] = {"more": "less", "less": "more"}
# "less" is the same seen from the other side: what says part of a claim supports it.
_RELATIONS: Mapping[Answer, Relation] = {
    "same": "same",
    "more": "refines",
    "less": "same",
    "update": "superseded",
    "different": "different",
}
_REASONS: Mapping[Answer, str] = {
    "same": "Says the same",
    "more": "Says the same and more",
    "less": "Says part of it",
    "number": "The figures for the same thing differ",
    "date": "The same event is put at different dates",
    "negation": "The one denies what the other says",
    "certainty": "One states it as certain, the other says that it is not established",
    "attribution": "The same is put down to others",
    "update": "A later statement updates it",
    "different": "They speak of different things",
}


@dataclass(frozen=True)
class Judgement:
    """How the second claim of a pair stands to the first, by whose judgement."""

    answer: Answer
    by: str

    @property
    def relation(self) -> Relation:
        """The relation that the answer stands for."""
        return _RELATIONS.get(self.answer, "contradicts")

    @property
    def cause(self) -> Cause | None:
        """Of a contradiction, its cause."""
        match self.answer:
            case "number" | "date" | "negation" | "certainty" | "attribution" as cause:
                return cause
            case _:
                return None

    @property
    def turned(self) -> "Judgement":
        """The same of the first claim as seen from the second."""
        return Judgement(_TURNED.get(self.answer, self.answer), self.by)


# By the ids of two claims, in the order in which they were put to the judge.
Judgements = Mapping[tuple[str, str], Judgement]
NO_JUDGEMENTS: Judgements = {}


def judged(judgements: Judgements, pair: tuple[str, str], a: Slots, b: Slots) -> Verdict | None:
    """The verdict on claim ``b`` as seen from ``a``; None where there is no judgement, or the dates do not bear it."""
    if (found := judgements.get(pair)) is None:
        back = judgements.get((pair[1], pair[0]))
        found = back.turned if back else None
    newer = later(a, b)
    if found is None or (found.answer == "update" and newer is None):
        return None
    reason = f"{_REASONS[found.answer]}{JUDGED}{found.by}."
    return Verdict(found.relation, reason, found.cause, newer=newer or "unknown", by=found.by)
