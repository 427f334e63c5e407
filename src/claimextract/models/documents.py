"""What we read."""

import hashlib
from typing import Literal

from .base import Record

DocumentStatus = Literal["ok", "partial", "failed", "skipped"]


class Document(Record):
    """One text with what is known about it. ``published`` is EDTF; ``path`` is as the user gave it."""

    id: str
    text: str
    sha256: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    path: str | None = None

    @classmethod
    def from_text(cls, text: str, *, id: str | None = None, **fields: object) -> "Document":
        """Build a document; without an id, the first 16 hex digits of the text's sha256 are its id."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls.model_validate({**fields, "id": id or digest[:16], "text": text, "sha256": digest})


class DocumentCounts(Record):
    """How much was found in a document."""

    sentences: int = 0
    quotations: int = 0
    dates: int = 0
    citations: int = 0
    claims: int = 0
    grounded: int = 0
    ungrounded: int = 0
    rejected: int = 0


class DocumentEntry(Record):
    """One line of documents.jsonl: a document that was met, and what became of it.

    ``text`` and ``sha256`` are null where the file could not be read. ``reason`` is set unless the status is ``ok``.
    """

    id: str
    text: str | None = None
    sha256: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    path: str | None = None
    status: DocumentStatus
    reason: str | None = None
    counts: DocumentCounts = DocumentCounts()

    @classmethod
    def of(
        cls,
        document: Document,
        status: DocumentStatus = "ok",
        reason: str | None = None,
        counts: DocumentCounts | None = None,
    ) -> "DocumentEntry":
        """The entry of a document that was read."""
        return cls(**document.model_dump(), status=status, reason=reason, counts=counts or DocumentCounts())

    @classmethod
    def unread(cls, path: str, status: DocumentStatus, reason: str) -> "DocumentEntry":
        """The entry of a file that was not read: its id is a hash of its path."""
        digest = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(id=digest[:16], path=path, status=status, reason=reason)

    def document(self) -> Document | None:
        """The document of this entry, or None where there is no text."""
        if self.text is None or self.sha256 is None:
            return None
        return Document.model_validate(self.model_dump(include=set(Document.model_fields)))
