"""What extraction offers and grounding judges."""

from .base import Record, Span
from .claims import (
    Attribution,
    Certainty,
    CitedWork,
    ClaimDate,
    ClaimKind,
    Polarity,
    Provenance,
    Quantity,
)


class Draft(Record):
    """A claim before it is checked.

    ``evidence`` holds spans that were chosen by id; ``copied`` holds words that the model copied and that must still
    be found between ``within[0]`` and ``within[1]`` (code points of the document). ``parts`` are the words of the
    evidence that the wording is made of, where the parse took it apart from the rest of its sentence. ``resolved`` are
    the names that stand for mentions in the evidence ("he" is Zack Cooper): the wording may use them. Dates, cited
    works and quantities carry the spans at which the scan found them. ``question`` is the id of the question whose
    answer the wording is, where a model was asked: a wording that fails can be asked for again. ``signals`` are the
    names of what is known for and against the attribution.
    """

    document_id: str
    question: str | None = None
    text: str
    kind: ClaimKind = "fact"
    certainty: Certainty = "unknown"
    polarity: Polarity = "positive"
    evidence: tuple[Span, ...] = ()
    copied: tuple[str, ...] = ()
    within: tuple[int, int] | None = None
    parts: tuple[Span, ...] = ()
    resolved: tuple[str, ...] = ()
    attribution: Attribution
    dates: tuple[ClaimDate, ...] = ()
    cited_works: tuple[CitedWork, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    provenance: Provenance
    signals: tuple[str, ...] = ()


class Rejection(Record):
    """One line of rejected.jsonl: what the model offered and did not get in."""

    document_id: str
    stage: str
    text: str
    reason: str
    request_sha256: str | None = None


class Exchange(Record):
    """One line of responses.jsonl: a raw answer that was used, cached or not."""

    document_id: str
    step: str
    attempt: int
    request_sha256: str
    response: dict[str, object]
