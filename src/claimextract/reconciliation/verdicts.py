"""Verdicts on pairs of claims, each reached once, and how strongly the pairs are tied."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from claimextract.models import Claim, Document

from .clusters import LINKAGE
from .compare import SAME_MATTER, Verdict, judge
from .decided import NO_RULINGS, Rulings
from .judging import NO_JUDGEMENTS, Judgements, judged
from .likeness import alike, holds
from .matter import one_matter
from .slots import Slots, slots_of
from .workers import Records

# From this likeness on, names alone may tie two claims.
_BY_NAME = 0.6
# What is read from the words alone; of quotations and dates others ask for more already.
_IN_WORDS = frozenset({"negation", "certainty", "number"})
NO_MATTER = Verdict("different", "They share too little to speak of one matter.")
AS_DECIDED = Verdict("same", "It says the same by the analyst's decision.")
# How strongly a judge's word ties two claims: as a likeness that leaves little doubt.
_BY_JUDGE = 0.65
# So many claims are held in slots at a time.
_HELD = 20_000


class SlotStore:
    """The slots of claims by place, taken when they are needed; only the last ones are held."""

    def __init__(
        self,
        claims: Sequence[Claim],
        order: Sequence[int],
        documents: Mapping[str, Document],
        telling: Mapping[str, float],
    ) -> None:
        self._claims, self._order, self._documents, self._telling = claims, order, documents, telling
        self.of = lru_cache(_HELD)(self._take)

    def __reduce__(self) -> tuple[Any, ...]:
        return _store, (Records(self._claims), self._order, Records(self._documents.values()), self._telling)

    def claims(self, places: Iterable[int]) -> tuple[list[Claim], list[Document]]:
        """Claims and the document of each."""
        claims = [self._claims[self._order[place]] for place in places]
        return claims, [self._documents[claim.document_id] for claim in claims]

    def _take(self, place: int) -> tuple[Slots, dict[str, float]]:
        """The slots of a claim, and its words by how much they tell."""
        [claim], [document] = self.claims([place])
        slots = slots_of(claim, document)
        # A word that only the text without an aside has is as rare as any.
        return slots, {word: weight * self._telling.get(word, 1.0) for word, weight in slots.wording.weights.items()}


def _store(
    claims: Sequence[Claim], order: Sequence[int], documents: Sequence[Document], telling: Mapping[str, float]
) -> SlotStore:
    return SlotStore(claims, order, {document.id: document for document in documents}, telling)


class Pairs:
    """Verdicts on pairs of claims by index; ``places`` gives the place of each in the store."""

    def __init__(
        self,
        store: SlotStore,
        places: Sequence[int],
        rulings: Rulings = NO_RULINGS,
        judgements: Judgements = NO_JUDGEMENTS,
    ) -> None:
        self._store, self._places, self._rulings, self._judgements = store, places, rulings, judgements
        self._likeness: dict[tuple[int, int], float] = {}
        self._known: dict[tuple[int, int], tuple[float, Verdict]] = {}

    def verdict(self, i: int, j: int) -> tuple[float, Verdict]:
        """The likeness and the verdict of ``j`` as seen from ``i``."""
        if (i, j) not in self._known:
            likeness = self._alike(min(i, j), max(i, j))
            a, b = self._of(i)[0], self._of(j)[0]
            verdict = judge(a, b, likeness)
            by_words = verdict.relation in {"same", "refines"} or verdict.cause in _IN_WORDS
            if by_words and not one_matter(a, b, likeness, verdict):
                verdict = NO_MATTER
            if verdict.open and self._judgements:
                verdict = self._by_judge(i, j) or verdict
            if j in self._rulings.with_it(i) and verdict.relation not in {"same", "refines"}:
                verdict = AS_DECIDED
            self._known[i, j] = likeness, verdict
        return self._known[i, j]

    def _by_judge(self, i: int, j: int) -> Verdict | None:
        (a, b), _ = self._store.claims((self._places[i], self._places[j]))
        return judged(self._judgements, (a.claim_id, b.claim_id), self._of(i)[0], self._of(j)[0])

    def _alike(self, i: int, j: int) -> float:
        if (i, j) not in self._likeness:
            (a, words_a), (b, words_b) = self._of(i), self._of(j)
            self._likeness[i, j] = alike(a.wording, b.wording, words_a, words_b)
        return self._likeness[i, j]

    def _of(self, item: int) -> tuple[Slots, dict[str, float]]:
        return self._store.of(self._places[item])

    def borne_out(self, i: int, j: int) -> float:
        """How much of what ``i`` says ``j`` says too, 0 to 1: all of it where ``j`` says it more exactly."""
        relation = self.verdict(i, j)[1].relation
        if relation == "same":
            return holds(self._of(i)[0].wording, self._of(j)[0].wording)
        return 1.0 if relation == "refines" else 0.0

    def link(self, i: int, j: int) -> float | None:
        """How strongly the pair is tied for the clustering; None keeps it apart."""
        likeness, verdict = self.verdict(i, j)
        if verdict.firm:
            return None
        if verdict.relation in {"contradicts", "superseded"}:
            # A denial repeats little of what it denies, and must yet stand beside it.
            return max(likeness, LINKAGE)
        if verdict.by and verdict.relation != "different":
            return max(likeness, _BY_JUDGE)
        if verdict.relation == "different" or (likeness < _BY_NAME and self._names_only(i, j)):
            return min(likeness, SAME_MATTER)
        return likeness

    def _names_only(self, i: int, j: int) -> bool:
        """Whether names are nearly all that the two share. In articles on one affair that ties nothing together."""
        a, b = self._of(i)[0].wording.said, self._of(j)[0].wording.said
        return len(a & b) < min(2, len(a), len(b))
