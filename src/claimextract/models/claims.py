"""Claims and their parts. Attribution, source, cue and content are the terms of PARC and PolNeAR."""

import hashlib
import json
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Record, Span

ClaimKind = Literal["fact", "prediction", "opinion", "proposal"]
Certainty = Literal["certain", "probable", "possible", "unknown"]
Polarity = Literal["positive", "negative"]
AttributionType = Literal["direct", "indirect", "mixed", "none"]
AttributionMode = Literal["speech", "writing", "belief", "intention"]
SourceKind = Literal["person", "organization", "document", "anonymous", "author"]
DateRole = Literal["event", "statement"]
Comparator = Literal["=", "<", ">", "<=", ">=", "~"]
Tier = Literal["exact", "whitespace", "typography", "case"]
WorkKind = Literal[
    "article", "report", "statement", "treaty", "speech", "interview", "book", "website", "link", "other"
]


class Source(Record):
    """Who says it, as a person reads it. ``span`` is where the name stands, ``mention_span`` the words used here."""

    name: str
    kind: SourceKind
    role: str | None = None
    span: Span | None = None
    mention_span: Span | None = None


class Attribution(Record):
    """Who says it (source), the words that say so (cue), what is said (content), who relays it (via, outermost first).

    ``content`` is the whole uninterrupted attributed passage, quotation marks included: the same in every claim
    drawn from it. Type ``none``: the article itself asserts it.
    """

    type: AttributionType
    mode: AttributionMode | None = None
    source: Source | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = ()
    via: tuple[Source, ...] = ()


class ClaimDate(Record):
    """A date that belongs to the claim: of the event, or of the statement. ``value`` is EDTF (ISO 8601-2)."""

    role: DateRole
    value: str
    span: Span | None = None


class CitedWork(Record):
    """A publication, report, treaty, statement or link that the document or the speaker leans on."""

    name: str
    kind: WorkKind = "other"
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    span: Span | None = None


class Quantity(Record):
    """A number in the claim, with its unit (``percent``, ``dollars``, ``people`` ... or null) and comparator."""

    value: float
    unit: str | None = None
    comparator: Comparator = "="
    span: Span | None = None


class Grounding(Record):
    """Whether the evidence stands in the document, and how its words had to be read to find it there."""

    status: Literal["grounded", "ungrounded"]
    tier: Tier | None = None
    reasons: tuple[str, ...] = ()


class Provenance(Record):
    """What made this claim: enough to make it again."""

    model: str | None = None
    prompt_sha256: str | None = None
    schema_sha256: str | None = None
    request_sha256: str | None = None
    package_version: str


class Claim(Record):
    """One assertion made in one document.

    ``confidence`` is the probability, 0 to 1, that a human labeller would attribute the evidence as the claim does: the
    passage to its source, or to nobody for type ``none``. It does not say that the assertion is true, nor that
    ``text``, dates or works are right. Null: the claim is ungrounded, or nothing was known to judge it by.
    """

    claim_id: str
    document_id: str
    text: str
    kind: ClaimKind = "fact"
    certainty: Certainty = "unknown"
    polarity: Polarity = "positive"
    evidence: tuple[Span, ...] = ()
    attribution: Attribution
    dates: tuple[ClaimDate, ...] = ()
    cited_works: tuple[CitedWork, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    grounding: Grounding
    provenance: Provenance
    confidence: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _grounded_has_evidence(self) -> Self:
        if self.grounding.status == "grounded" and not self.evidence:
            raise ValueError(f"claim {self.claim_id} is grounded and has no evidence")
        return self


def claim_id(document_id: str, evidence: Sequence[Span], text: str, source: str | None) -> str:
    """The id of a claim: a hash of document, evidence offsets, text and source name."""
    parts = [document_id, [[span.start, span.end] for span in evidence], text, source]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:16]
