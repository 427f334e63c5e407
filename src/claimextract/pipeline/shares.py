"""What became of one document, as its lines in the files of a run's folder: kept and copied without being read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self, TypeVar

from pydantic import ValidationError

from ..folder import line_of
from ..llm.replies import tokens
from ..models import Claim, Document, DocumentEntry, Exchange, Record, Rejection
from .extracting import Outcome

__all__ = ["Counted", "Head", "Share"]

R = TypeVar("R", bound=Record)


class Head(Record):
    """What must be known of a document's share of the files without reading it; ``entry`` is without the text.

    ``claims`` counts by grounding status; the tokens are those of its exchanges.
    """

    entry: DocumentEntry
    claims: dict[str, int]
    rejected: int
    exchanges: int
    prompt_tokens: int
    output_tokens: int


class Share:
    """A document's lines of documents.jsonl, claims.jsonl, rejected.jsonl and responses.jsonl, after a head."""

    def __init__(self, head: Head, lines: list[str]) -> None:
        self.head = head
        self._lines = lines

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """The share of an outcome."""
        spent = [tokens(exchange.response) for exchange in outcome.exchanges]
        head = Head(
            entry=outcome.entry.model_copy(update={"text": None}),
            claims=Counter(claim.grounding.status for claim in outcome.claims),
            rejected=len(outcome.rejected),
            exchanges=len(outcome.exchanges),
            prompt_tokens=sum(prompt for prompt, _ in spent),
            output_tokens=sum(output for _, output in spent),
        )
        return cls(head, [line_of(r) for r in (outcome.entry, *outcome.claims, *outcome.rejected, *outcome.exchanges)])

    @classmethod
    def unsettled(cls, document: Document | DocumentEntry, reason: str | None = None) -> Self:
        """The share of what was not gone through: a document for a reason, or anything that is none."""
        entry = document if isinstance(document, DocumentEntry) else DocumentEntry.of(document, "failed", reason)
        return cls.of(Outcome(entry=entry))

    @classmethod
    def read(cls, value: bytes) -> Self | None:
        """A share from its bytes; None if this is none."""
        try:
            head, *lines = value.decode().split("\n")
            share = cls(Head.model_validate_json(head), lines)
        except (ValueError, ValidationError):
            return None
        told = 1 + sum(share.head.claims.values()) + share.head.rejected + share.head.exchanges
        return share if len(lines) == told else None

    def bytes(self) -> bytes:
        """What ``read`` reads."""
        return "\n".join([self.head.model_dump_json(), *self._lines]).encode()

    def at(self, path: str | None) -> Self:
        """The same of the document under another path."""
        if self.head.entry.path == path:
            return self
        head = self.head.model_copy(update={"entry": self.head.entry.model_copy(update={"path": path})})
        entry = DocumentEntry.model_validate_json(self._lines[0]).model_copy(update={"path": path})
        return type(self)(head, [line_of(entry), *self._lines[1:]])

    def lines(self) -> dict[str, list[str]]:
        """Its lines by the name of the file."""
        claims, rejected, exchanges = self._cut()
        return {
            "documents.jsonl": self._lines[:1],
            "claims.jsonl": claims,
            "rejected.jsonl": rejected,
            "responses.jsonl": exchanges,
        }

    def outcome(self) -> Outcome:
        """The records."""
        claims, rejected, exchanges = self._cut()
        return Outcome(
            entry=DocumentEntry.model_validate_json(self._lines[0]),
            claims=_records(Claim, claims),
            rejected=_records(Rejection, rejected),
            exchanges=_records(Exchange, exchanges),
        )

    def fits(self, document: Document) -> bool:
        """Whether it is whole and of this very document: its text, and claims whose words stand there."""
        try:
            outcome = self.outcome()
        except ValidationError:
            return False
        entry, text = outcome.entry, document.text
        own = (entry.id, entry.sha256, entry.text) == (document.id, document.sha256, text)
        return (
            own
            and self.head.entry == entry.model_copy(update={"text": None})
            and all(
                claim.document_id == document.id
                and all(text[span.start : span.end] == span.exact for span in claim.evidence)
                for claim in outcome.claims
            )
        )

    def _cut(self) -> tuple[list[str], list[str], list[str]]:
        first = 1 + sum(self.head.claims.values())
        second = first + self.head.rejected
        third = second + self.head.exchanges
        return self._lines[1:first], self._lines[first:second], self._lines[second:third]


@dataclass
class Counted:
    """Documents, claims and rejections by status, as run.json tells them, and the documents that are not done."""

    documents: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    rejected: int = 0
    undone: list[DocumentEntry] = field(default_factory=list)

    def add(self, share: Share) -> None:
        """Count a document."""
        self.documents[share.head.entry.status] += 1
        self.claims.update(share.head.claims)
        self.rejected += share.head.rejected
        if share.head.entry.status != "ok":
            self.undone.append(share.head.entry)

    def summary(self) -> dict[str, object]:
        """What run.json tells of them."""
        return {
            "documents": {**dict(sorted(self.documents.items())), "all": self.documents.total()},
            "claims": {**self.claims, "all": self.claims.total()},
            "rejected": self.rejected,
        }


def _records(kind: type[R], lines: Iterable[str]) -> tuple[R, ...]:
    return tuple(kind.model_validate_json(line) for line in lines)
