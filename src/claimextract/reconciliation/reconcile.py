"""From claims to clusters: candidates, decisions, linkage, stances and the sources behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from claimextract.errors import InputError
from claimextract.language.edtf import bounds
from claimextract.models import Claim, Cluster, Document, Member, RowStatus, Stance

from .candidates import neighbour_pairs
from .clusters import cluster
from .compare import SAME_MATTER, Verdict, judge
from .copies import originals
from .explain import explain
from .independence import voices
from .likeness import alike, holds, rarity
from .slots import Slots, slots_of

# A first word that leans on a sentence before it.
_LEANING_TEXT = """
he she it they him her them his its their this that these those such there but and so however yet also then
"""
_LEANING = frozenset(_LEANING_TEXT.split())
# From this likeness on, names alone may tie two claims.
_BY_NAME = 0.6
# So many members, the earliest, choose the claim that stands for a row.
_CHOOSING = 24
Role = Literal["backs", "opposes", "updates", "outdated"]


@dataclass(frozen=True)
class _Standing:
    """Where a claim stands in its row, and the verdict that put it there."""

    role: Role
    verdict: Verdict


class _Pairs:
    """Verdicts on pairs of claims by index, each reached once."""

    def __init__(self, slots: Sequence[Slots]) -> None:
        self._slots = slots
        telling = rarity([claim.wording for claim in slots])
        self._words = [
            {word: weight * telling[word] for word, weight in claim.wording.weights.items()} for claim in slots
        ]
        self._known: dict[tuple[int, int], tuple[float, Verdict]] = {}

    def verdict(self, i: int, j: int) -> tuple[float, Verdict]:
        """The likeness and the verdict of ``j`` as seen from ``i``."""
        if (i, j) not in self._known:
            a, b = self._slots[i], self._slots[j]
            likeness = alike(a.wording, b.wording, self._words[i], self._words[j])
            self._known[i, j] = likeness, judge(a, b, likeness)
        return self._known[i, j]

    def borne_out(self, i: int, j: int) -> float:
        """How much of what ``i`` says ``j`` says too, 0 to 1: all of it where ``j`` says it more exactly."""
        relation = self.verdict(i, j)[1].relation
        if relation == "same":
            return holds(self._slots[i].wording, self._slots[j].wording)
        return 1.0 if relation == "refines" else 0.0

    def link(self, i: int, j: int) -> float | None:
        """How strongly the pair is tied for the clustering; None keeps it apart."""
        likeness, verdict = self.verdict(i, j)
        if verdict.firm:
            return None
        if verdict.relation == "different" or (likeness < _BY_NAME and self._names_only(i, j)):
            return min(likeness, SAME_MATTER)
        return likeness

    def _names_only(self, i: int, j: int) -> bool:
        """Whether names are nearly all that the two share. In articles on one affair that ties nothing together."""
        a, b = self._slots[i].wording.said, self._slots[j].wording.said
        return len(a & b) < min(2, len(a), len(b))


def reconcile(claims: Sequence[Claim], documents: Sequence[Document]) -> list[Cluster]:
    """Bring together the grounded claims that assert or dispute the same thing.

    Every grounded claim stands in exactly one cluster; ungrounded ones in none. Claims that contradict each other share
    one, as opposing stances. The order of the input does not matter. No model is called.

    Raises:
        InputError: If a grounded claim names a document that is not among ``documents``.
    """
    by_id = {document.id: document for document in documents}
    grounded = {claim.claim_id: claim for claim in claims if claim.grounding.status == "grounded"}
    for claim in grounded.values():
        if claim.document_id not in by_id:
            raise InputError(
                f"document {claim.document_id} of claim {claim.claim_id} is missing: name it in the same run"
            )
    ordered = sorted(grounded.values(), key=lambda claim: _order(claim, by_id[claim.document_id]))
    homes = [by_id[claim.document_id] for claim in ordered]
    pairs = _Pairs([slots_of(claim, document) for claim, document in zip(ordered, homes, strict=True)])
    copied = originals(list({document.id: document for document in homes}.values()))
    clusters = []
    passages = _passages(ordered)
    near = neighbour_pairs([claim.text for claim in ordered], passages)
    for members in cluster(near, pairs.link, passages):
        left = members
        while left:
            row, left = _row(left, ordered, homes, pairs, copied)
            clusters.append(row)
    place = {claim.claim_id: index for index, claim in enumerate(ordered)}
    return sorted(clusters, key=lambda row: place[row.canonical])


def _passages(claims: Sequence[Claim]) -> list[int]:
    """For each claim a number that it shares with the claims read from the same words of the same article."""
    numbers: dict[tuple[object, ...], int] = {}
    return [
        numbers.setdefault((claim.document_id, claim.evidence[0].start) if claim.evidence else (index,), len(numbers))
        for index, claim in enumerate(claims)
    ]


def _order(claim: Claim, document: Document) -> tuple[object, ...]:
    """By date of publication (unknown last), document, place and id: what does not depend on the input's order."""
    days = bounds(document.published) if document.published else None
    start = claim.evidence[0].start if claim.evidence else 0
    return (days is None, days or (), document.published or "", claim.document_id, start, claim.claim_id)


def _row(
    members: list[int], claims: list[Claim], documents: list[Document], pairs: _Pairs, copied: dict[str, str]
) -> tuple[Cluster, list[int]]:
    """One cluster from ``members``, and those of them that turn out to say nothing on its canonical claim."""
    canonical = _canonical(members, claims, pairs)
    standings = _standings(canonical, [item for item in members if item != canonical], pairs)
    ordered = [canonical, *sorted(item for item in standings if item != canonical)]
    placed = {item: _member(claims[item].claim_id, standings[item]) for item in ordered}
    backing = [item for item in ordered if standings[item].role == "backs"]
    groups = voices([claims[item] for item in backing], [documents[item] for item in backing], copied)

    def told(*roles: Role) -> list[tuple[Member, Claim, Document]]:
        chosen = (item for item in ordered if standings[item].role in roles)
        return [(placed[item], claims[item], documents[item]) for item in chosen]

    row = Cluster(
        canonical=claims[canonical].claim_id,
        members=tuple(placed.values()),
        status=_status(standings, len(groups)),
        independent_sources=len(groups),
        explanation=explain(told("backs"), told("opposes"), groups, told("updates", "outdated")),
    )
    return row, [item for item in members if item not in standings]


def _canonical(members: list[int], claims: list[Claim], pairs: _Pairs) -> int:
    """The claim that stands for the row: one that can be read alone and says what the most others say, no more.

    Where some disagree it is the first one, against which the others are read.
    """
    members = members[:_CHOOSING]
    relations = {(i, j): pairs.verdict(i, j)[1].relation for i in members for j in members if i != j}
    alone = [item for item in members if not _leans(claims[item].text)] or members
    if {"contradicts", "superseded"} & set(relations.values()):
        return alone[0]
    shared = {item: sum(pairs.borne_out(item, other) for other in members if other != item) for item in alone}
    return min(alone, key=lambda item: (-round(shared[item], 2), item))


def _standings(canonical: int, rest: list[int], pairs: _Pairs) -> dict[int, _Standing]:
    """Where each member stands to the canonical claim; members that no one in the row speaks to are left out.

    The nearest come first: what is too unlike the canonical claim is placed by a member that stands between them.
    """
    standings = {canonical: _Standing("backs", Verdict("same", "The claim of this row."))}
    waiting = sorted(rest, key=lambda item: (-round(pairs.verdict(canonical, item)[0], 9), item))
    placed = True
    while placed:
        placed = False
        for item in list(waiting):
            standing = _standing(item, canonical, standings, pairs)
            if standing is not None:
                standings[item] = standing
                waiting.remove(item)
                placed = True
    newer = [item for item, standing in standings.items() if standing.role == "updates"]
    for item, standing in standings.items():
        # Who repeats the updated figure does not dispute the old one.
        number = standing.role == "opposes" and standing.verdict.cause == "number"
        if number and any(pairs.verdict(item, other)[1].relation in {"same", "refines"} for other in newer):
            reason = f"Gives the updated figure. {standing.verdict.reason}"
            standings[item] = _Standing("updates", replace(standing.verdict, reason=reason))
    return standings


def _standing(item: int, canonical: int, standings: dict[int, _Standing], pairs: _Pairs) -> _Standing | None:
    verdict = pairs.verdict(canonical, item)[1]
    if verdict.relation != "different":
        return _Standing(_role(verdict), verdict)
    if verdict.firm:
        return None
    if pairs.verdict(canonical, item)[0] < SAME_MATTER:
        return None
    between = sorted(standings, key=lambda other: (-round(pairs.verdict(other, item)[0], 9), other))
    for other in between:
        verdict = pairs.verdict(other, item)[1]
        if verdict.relation == "different":
            continue
        role, known = _role(verdict), standings[other]
        if role == "backs":
            # Who agrees with a claim of this row, but not with what the row asserts, backs another row.
            if known.role == "backs":
                continue
            return _Standing(known.role, replace(verdict, cause=known.verdict.cause))
        if known.role == "backs":
            return _Standing(role, verdict)
        # Who denies a denial asserts; who gives a third figure still disagrees.
        return _Standing("backs" if verdict.cause == "negation" == known.verdict.cause else "opposes", verdict)
    return None


def _role(verdict: Verdict) -> Role:
    if verdict.relation == "superseded":
        return "updates" if verdict.newer == "second" else "outdated"
    return "opposes" if verdict.relation == "contradicts" else "backs"


def _member(claim_id: str, standing: _Standing) -> Member:
    stance: Stance = "refines"
    if standing.role == "opposes":
        stance = "contradicts"
    elif standing.role == "backs" and standing.verdict.relation != "refines":
        stance = "supports"
    cause = None if standing.role == "backs" else standing.verdict.cause
    return Member(claim_id=claim_id, stance=stance, cause=cause, reason=standing.verdict.reason)


def _status(standings: dict[int, _Standing], sources: int) -> RowStatus:
    roles = {standing.role for standing in standings.values()}
    if "opposes" in roles:
        return "disputed"
    if "updates" in roles:
        return "superseded"
    return "corroborated" if sources > 1 else "single-source"


def _leans(text: str) -> bool:
    first = text.split(maxsplit=1)[0].strip("\"'“‘(").lower() if text.strip() else ""
    return first in _LEANING
