"""Clusters of claims, and the rows of the evidence table."""

from typing import Literal

from .base import Record
from .claims import CitedWork

Relation = Literal["same", "refines", "contradicts", "superseded", "different"]
Cause = Literal["number", "date", "negation", "attribution", "certainty"]
Stance = Literal["supports", "contradicts", "refines"]
RowStatus = Literal["corroborated", "single-source", "disputed", "superseded"]


class Comparison(Record):
    """How the second of two claims stands to the first, and why."""

    relation: Relation
    cause: Cause | None = None
    reason: str
    similarity: float


class Member(Record):
    """A claim's place in its cluster, as seen from the canonical claim."""

    claim_id: str
    stance: Stance
    cause: Cause | None = None
    reason: str


class Cluster(Record):
    """Claims that assert the same thing, and those that contradict it; ``canonical`` is the claim_id of one member."""

    canonical: str
    members: tuple[Member, ...]
    status: RowStatus
    independent_sources: int
    explanation: str


class EvidenceItem(Record):
    """One claim's evidence in a row. Offsets are code points of the document named."""

    claim_id: str
    document_id: str
    stance: Stance
    cause: Cause | None = None
    quote: str
    start: int
    end: int
    speaker: str | None = None
    published: str | None = None


class EvidenceRow(Record):
    """One line of evidence.jsonl: what is claimed, by whom, where, and how independent the support is."""

    row_id: str
    claim: str
    status: RowStatus
    documents: int
    independent_sources: int
    speakers: tuple[str, ...] = ()
    first_stated: str | None = None
    event_date: str | None = None
    cited_works: tuple[CitedWork, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    explanation: str
