"""Clusters of claims, and the rows of the evidence table."""

from typing import Literal

from .base import Record
from .claims import CitedWork
from .decisions import Decision

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


class QuoteVariant(Record):
    """A quotation that one claim (``version``) gives otherwise than the one that gives most of it (``whole``).

    ``left_out`` and ``put_in`` are the words by which it differs; where it differs in several places, the most telling.
    ``changes_meaning``: the words taken out or put in turn what was said: a cut before "but", a lost "not", another
    figure.
    """

    whole: str
    version: str
    left_out: str = ""
    put_in: str = ""
    changes_meaning: bool = False


class Member(Record):
    """A claim's place in its cluster, as seen from the canonical claim. ``ignored``: the analyst lets it not count.

    Claims with the same number in ``source`` come from one source; it is null where the claim does not back the row.
    """

    claim_id: str
    stance: Stance
    cause: Cause | None = None
    reason: str
    ignored: bool = False
    source: int | None = None


class Cluster(Record):
    """Claims that assert the same thing, and those that contradict it; ``canonical`` is the claim_id of one member.

    ``wording`` is what the analyst says in place of the canonical claim's text, ``decisions`` all that bear on it.
    """

    canonical: str
    members: tuple[Member, ...]
    status: RowStatus
    independent_sources: int
    explanation: str
    wording: str | None = None
    decisions: tuple[Decision, ...] = ()
    variants: tuple[QuoteVariant, ...] = ()


class EvidenceItem(Record):
    """One claim's evidence in a row. Offsets are code points of the document named.

    ``ignored``: by the analyst's decision it counts neither for the row nor against it. ``published``, ``stated`` and
    ``event_date`` are when the article appeared, when it was said, and when it happened (EDTF). Items with the same
    number in ``source`` come from one independent source; it is null where an item does not back the row.
    """

    claim_id: str
    document_id: str
    stance: Stance
    cause: Cause | None = None
    quote: str
    start: int
    end: int
    speaker: str | None = None
    published: str | None = None
    ignored: bool = False
    stated: str | None = None
    event_date: str | None = None
    source: int | None = None


class Step(Record):
    """What became of a claim on a day: when it appeared first, and each time that it changed.

    ``date`` is that of the statement where it is known, else of the publication (EDTF; null where neither is known).
    ``confirmed``: a further independent source says it. A repetition is no step.
    """

    date: str | None
    change: Literal["first", "confirmed", "refined", "updated", "disputed"]
    claim_id: str
    document_id: str
    text: str


class EvidenceRow(Record):
    """One line of evidence.jsonl: what is claimed, by whom, where, and how independent the support is.

    ``decisions`` are those of the analyst that bear on this row, ``history`` how the claim appeared and changed, in the
    order of time, ``variants`` the quotations that articles give differently.
    """

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
    decisions: tuple[Decision, ...] = ()
    history: tuple[Step, ...] = ()
    variants: tuple[QuoteVariant, ...] = ()
