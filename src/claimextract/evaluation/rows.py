"""Rows: how far a reconciliation agrees with rows that were made by reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import InputError
from ..models import Cause, Claim, Cluster, Document, Member, RowStatus, Stance
from ..reconciliation import reconcile
from .gold import same_claims
from .labelled import Gold
from .tally import Tally

__all__ = ["GoldRow", "read_rows", "score_reconciled", "score_rows"]

# How a claim stands against its row: what it does and for what cause; None where it backs the row.
Mark = tuple[Stance, Cause] | None


class _Labels(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldMember(_Labels):
    """A claim of a row; one that updates the row's figure ``refines`` it and has a cause."""

    claim_id: str
    stance: Stance
    cause: Cause | None = None


class GoldRow(_Labels):
    """A line of rows.jsonl: claims that assert or dispute one thing, the one that stands for the row first."""

    row: str
    status: RowStatus
    independent_sources: int
    claims: tuple[GoldMember, ...]

    @property
    def canonical(self) -> str:
        """The id of the claim that stands for the row."""
        return self.claims[0].claim_id


@dataclass(frozen=True)
class _Rows:
    """Rows or clusters: for each claim the place of its row, and how it stands there."""

    homes: Mapping[str, int]
    marks: Mapping[str, Mark]

    @classmethod
    def of(cls, rows: Iterable[Sequence[GoldMember] | Sequence[Member]]) -> "_Rows":
        homes: dict[str, int] = {}
        marks: dict[str, Mark] = {}
        for place, members in enumerate(rows):
            for member in members:
                homes[member.claim_id] = place
                marks[member.claim_id] = (member.stance, member.cause) if member.cause else None
        return cls(homes, marks)

    def between(self, a: str, b: str) -> Mark:
        """What sets two claims of one row apart: the mark of one where the other backs the row; else None."""
        if self.homes.get(a) is None or self.homes.get(a) != self.homes.get(b):
            return None
        x, y = self.marks[a], self.marks[b]
        return None if x and y else x or y


def read_rows(path: Path) -> tuple[GoldRow, ...]:
    """Read rows.jsonl.

    Raises:
        InputError: a line does not hold what it should; the reason names it.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            rows.append(GoldRow.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise InputError(f"{path}, line {number}: {where}: {first['msg']}; correct the row") from None
    return tuple(rows)


def score_reconciled(
    rows: Sequence[GoldRow],
    labels: Sequence[Gold],
    documents: Sequence[Document],
    claims: Mapping[str, Sequence[Claim]],
) -> list[Tally]:
    """Reconcile the gold claims, then the extracted ones, and score both against the rows.

    An extracted claim counts as the gold claim it was matched with (see ``score_gold``); one that matches none takes
    no part, and a gold claim that was not found stands in no row.
    """
    known = {text.id: text.claims for text in labels}
    right = score_rows(rows, reconcile([claim for found in known.values() for claim in found], documents))
    names: dict[str, str] = {}
    for id, wanted in known.items():
        names |= {found.claim_id: gold.claim_id for gold, found in same_claims(wanted, claims.get(id, ()))}
    clusters = reconcile([claim for found in claims.values() for claim in found], documents)
    whole = score_rows(rows, [_renamed(cluster, names) for cluster in clusters])
    for title, tallies in (("gold claims", right), ("end to end", whole)):
        for tally in tallies:
            tally.name = f"{title}: {tally.name}"
    return [*right, *whole]


def _renamed(cluster: Cluster, names: Mapping[str, str]) -> Cluster:
    """A cluster by the ids that its claims have in the gold."""
    members = [member.model_copy(update={"claim_id": names.get(member.claim_id, "")}) for member in cluster.members]
    return cluster.model_copy(
        update={
            "canonical": names.get(cluster.canonical, ""),
            "members": tuple(member for member in members if member.claim_id),
        }
    )


def score_rows(rows: Sequence[GoldRow], clusters: Sequence[Cluster]) -> list[Tally]:
    """Claims brought together, disagreements and their causes, independent sources and status, row by row.

    Claims that stand in no gold row take no part. Whichever claim of a row the reconciliation lets stand for it, the
    same disagreements are expected. Sources and status are those of the cluster that holds the gold row's first claim,
    and are asked of rows of several claims only: those of the others follow.
    """
    gold, found = _Rows.of(row.claims for row in rows), _Rows.of(cluster.members for cluster in clusters)
    names = [row.row for row in rows]
    return [
        _together(names, gold, found),
        _disagreements("contradictions found, with their cause", "contradicts", rows, found),
        _disagreements("updated figures found", "refines", rows, found),
        _false(names, clusters, gold),
        *_sums(rows, clusters, found),
    ]


def _together(names: Sequence[str], gold: _Rows, found: _Rows) -> Tally:
    """F1 of the pairs of claims that stand in one row."""
    tally = Tally("claims in one row, pairwise F1", "f1", names)
    for a, b in combinations(gold.homes, 2):
        wanted = gold.homes[a] == gold.homes[b]
        given = a in found.homes and found.homes[a] == found.homes.get(b)
        name = names[gold.homes[a]]
        tally.add(name, int(wanted and given), int(given), int(wanted))
        if wanted or given:
            tally.note(f"{'' if wanted else '+'}{name} {a} {b}", wanted and given)
    return tally


def _disagreements(title: str, stance: Stance, rows: Sequence[GoldRow], found: _Rows) -> Tally:
    tally = Tally(title, "share", [row.row for row in rows])
    for row in rows:
        for member in row.claims:
            if member.cause is not None and member.stance == stance:
                right = found.between(row.canonical, member.claim_id) == (stance, member.cause)
                tally.item(row.row, f"{row.row} {member.claim_id} {member.cause}", right)
    return tally


def _false(names: Sequence[str], clusters: Sequence[Cluster], gold: _Rows) -> Tally:
    """Disagreements seen where there are none; a wrong cause is a miss, not a disagreement made up."""
    tally = Tally("false contradictions and updates (fewer is better)", "share", names)
    for cluster in clusters:
        for member in cluster.members:
            if member.cause is None or not {cluster.canonical, member.claim_id} <= gold.homes.keys():
                continue
            mark = _gold_mark(gold, cluster.canonical, member.claim_id)
            wrong = mark is None or mark[0] != member.stance
            name = names[gold.homes[cluster.canonical]]
            tally.add(name, int(wrong), 0, 1)
            tally.note(f"{name} {cluster.canonical} {member.claim_id} {member.cause}", not wrong)
    return tally


def _gold_mark(gold: _Rows, a: str, b: str) -> Mark:
    """The same as ``between``, but two claims that dispute a row for different causes may dispute each other."""
    x, y = gold.marks[a], gold.marks[b]
    if gold.homes[a] == gold.homes[b] and x and y and x != y:
        return x
    return gold.between(a, b)


def _sums(rows: Sequence[GoldRow], clusters: Sequence[Cluster], found: _Rows) -> Iterable[Tally]:
    several = [row for row in rows if len(row.claims) > 1]
    sources = Tally("independent sources exact", "share", [row.row for row in several])
    status = Tally("status right", "share", [row.row for row in several])
    for row in several:
        place = found.homes.get(row.canonical)
        cluster = None if place is None else clusters[place]
        sources.item(row.row, row.row, cluster is not None and cluster.independent_sources == row.independent_sources)
        status.item(row.row, row.row, cluster is not None and cluster.status == row.status)
    return sources, status
