"""From the claims that may belong together to the rows of the table: linkage, stances and the sources behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from claimextract.models import Claim, Cluster, Document, Member, RowStatus, Stance

from .clusters import cluster
from .compare import SAME_MATTER, Verdict
from .copies import Repeats
from .decided import Rulings, sentences
from .explain import explain
from .independence import relayed, voices
from .judging import Judgements
from .matter import leans
from .variants import variants
from .verdicts import AS_DECIDED, Pairs, SlotStore
from .workers import Records

# So many members, the earliest, choose the claim that stands for a row.
_CHOOSING = 24
Role = Literal["backs", "opposes", "updates", "outdated"]


class Component(NamedTuple):
    """Claims of which none belongs with one outside; ``pairs`` are those worth comparing, by index.

    ``places`` are the claims' places among all, ``stored`` those in the store, ``passages`` the passage that each was
    read from.
    """

    places: list[int]
    stored: list[int]
    pairs: list[tuple[int, int]]
    passages: list[int]
    rulings: Rulings


class Batch(NamedTuple):
    """Some components, and what their rows depend on: the store holds their claims, perhaps among others."""

    components: list[Component]
    store: SlotStore
    repeated: Repeats
    judgements: Judgements


@dataclass(frozen=True)
class _Standing:
    """Where a claim stands in its row, and the verdict that put it there."""

    role: Role
    verdict: Verdict


def rows_of(batch: Batch) -> tuple[list[int], Sequence[Cluster]]:
    """The clusters of a batch, and of each the place of the claim that stands for it."""
    firsts, rows = [], []
    for own in batch.components:
        claims, documents = batch.store.claims(own.stored)
        heard = relayed(claims)
        verdicts = Pairs(batch.store, own.stored, own.rulings, batch.judgements)
        for members in cluster(own.pairs, verdicts.link, own.passages, own.rulings):
            left = members
            while left:
                row, first, left = _row(left, claims, heard, documents, verdicts, batch.repeated, own.rulings)
                firsts.append(own.places[first])
                rows.append(row)
    # JSON has no room for the line of a decision.
    return firsts, rows if any(row.decisions for row in rows) else Records(rows)


def _row(
    members: list[int],
    claims: list[Claim],
    heard: list[Claim],
    documents: list[Document],
    pairs: Pairs,
    repeated: Repeats,
    rulings: Rulings,
) -> tuple[Cluster, int, list[int]]:
    """One cluster from ``members``, its canonical claim, and those that turn out to say nothing on it.

    ``heard`` are the claims with whom they relay.
    """
    worded, wording = rulings.wording(members) or (None, None)
    counting = [item for item in members if item not in rulings.ignored]
    canonical = worded if worded is not None else _canonical(counting or members, claims, documents, pairs)
    standings = _standings(canonical, [item for item in members if item != canonical], pairs, rulings)
    ordered = [canonical, *sorted(item for item in standings if item != canonical)]
    placed = {
        item: _member(claims[item].claim_id, standings[item], ignored=item in rulings.ignored) for item in ordered
    }
    counted = {item: standing for item, standing in standings.items() if item not in rulings.ignored}
    backing = [item for item in ordered if standings[item].role == "backs"]
    # A row that nothing bears any more still says where it comes from.
    backing = [item for item in backing if item in counted] or backing
    groups = voices([heard[item] for item in backing], [documents[item] for item in backing], repeated)
    sources = len(groups) if backing[0] in counted else 0
    for number, group in enumerate(groups[:sources], 1):
        for place in group.members:
            item = backing[place]
            placed[item] = placed[item].model_copy(update={"source": number})
    against = [item for item in ordered if item in counted and standings[item].role == "opposes"]
    opposing = voices([heard[item] for item in against], [documents[item] for item in against], repeated)
    quoted = variants([claims[item] for item in ordered], [documents[item] for item in ordered])

    def told(chosen: Iterable[int]) -> list[tuple[Member, Claim, Document]]:
        return [(placed[item], claims[item], documents[item]) for item in chosen]

    def who(*roles: Role) -> list[tuple[Member, Claim, Document]]:
        return told(item for item in ordered if item in counted and standings[item].role in roles)

    row = Cluster(
        canonical=claims[canonical].claim_id,
        members=tuple(placed.values()),
        status=_status(counted, sources),
        independent_sources=sources,
        explanation=explain(told(backing), who("opposes"), groups, who("updates", "outdated"), quoted, opposing)
        + sentences(rulings, ordered, claims, documents),
        wording=wording.text if wording else None,
        decisions=rulings.bearing(ordered),
        variants=quoted,
    )
    return row, canonical, [item for item in members if item not in standings]


def _canonical(members: list[int], claims: list[Claim], documents: list[Document], pairs: Pairs) -> int:
    """The claim that stands for the row: one that can be read alone and says what the most others say, no more.

    Of what one passage says, somebody's words go before the article's own; a quotation cut so that it says something
    else goes last. Where some disagree it is the first one, against which the others are read.
    """
    members = members[:_CHOOSING]
    verdicts = {(i, j): pairs.verdict(i, j)[1] for i in members for j in members if i != j}
    relations = {verdict.relation for verdict in verdicts.values()}
    turned = _turned([claims[item] for item in members], [documents[item] for item in members])
    whole = [item for item in members if claims[item].claim_id not in turned] or members
    alone = [item for item in whole if not leans(claims[item].text)] or whole
    if {"contradicts", "superseded"} & relations:
        # Of a figure and its update the earlier one, though it may have been published later.
        updating = {i for (i, _), verdict in verdicts.items() if verdict.newer == "first"}
        return next((item for item in alone if item not in updating), alone[0])
    passage = {item: (claims[item].document_id, claims[item].evidence) for item in members}
    elsewhere, here = (
        {
            item: sum(
                pairs.borne_out(item, other)
                for other in members
                if other != item and (passage[other] == passage[item]) is same
            )
            for item in alone
        }
        for same in (False, True)
    )
    spoken = {passage[item] for item in members if claims[item].attribution.type != "none"}
    own = {item: claims[item].attribution.type == "none" and passage[item] in spoken for item in alone}
    return min(alone, key=lambda item: (-round(elsewhere[item], 2), own[item], -round(here[item], 2), item))


def _turned(claims: list[Claim], documents: list[Document]) -> frozenset[str]:
    return frozenset(one.version for one in variants(claims, documents) if one.changes_meaning)


def _standings(canonical: int, rest: list[int], pairs: Pairs, rulings: Rulings) -> dict[int, _Standing]:
    """Where each member stands to the canonical claim; members that no one in the row speaks to are left out.

    The nearest come first: what is too unlike the canonical claim is placed by a member that stands between them. What
    the analyst put together stands as its first member does.
    """
    standings = {canonical: _Standing("backs", Verdict("same", "The claim of this row."))}
    waiting = sorted(rest, key=lambda item: (-round(pairs.verdict(canonical, item)[0], 9), item))
    placed = True
    while placed:
        placed = False
        for item in list(waiting):
            standing = _standing(item, canonical, standings, pairs)
            if standing is not None and item in waiting:
                for one in set(rulings.with_it(item)) & set(waiting):
                    standings[one] = standing if one == item else replace(standing, verdict=_alike(standing.verdict))
                    waiting.remove(one)
                placed = True
    newer = [item for item, standing in standings.items() if standing.role == "updates"]
    for item, standing in standings.items():
        # Who repeats the updated figure does not dispute the old one.
        number = standing.role == "opposes" and standing.verdict.cause == "number"
        group = rulings.with_it(item)
        if number and any(pairs.verdict(one, new)[1].relation in {"same", "refines"} for one in group for new in newer):
            reason = f"Gives the updated figure. {standing.verdict.reason}"
            standings[item] = _Standing("updates", replace(standing.verdict, reason=reason))
    return standings


def _standing(item: int, canonical: int, standings: dict[int, _Standing], pairs: Pairs) -> _Standing | None:
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


def _alike(verdict: Verdict) -> Verdict:
    """The verdict on a claim for another that the analyst put beside it."""
    return replace(verdict, reason=f"{AS_DECIDED.reason} {verdict.reason}")


def _member(claim_id: str, standing: _Standing, *, ignored: bool) -> Member:
    stance: Stance = "refines"
    if standing.role == "opposes":
        stance = "contradicts"
    elif standing.role == "backs" and standing.verdict.relation != "refines":
        stance = "supports"
    cause = None if standing.role == "backs" else standing.verdict.cause
    return Member(claim_id=claim_id, stance=stance, cause=cause, reason=standing.verdict.reason, ignored=ignored)


def _status(standings: dict[int, _Standing], sources: int) -> RowStatus:
    roles = {standing.role for standing in standings.values()}
    if "opposes" in roles:
        return "disputed"
    if "updates" in roles:
        return "superseded"
    return "corroborated" if sources > 1 else "single-source"
