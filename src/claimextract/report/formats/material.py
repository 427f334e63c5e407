"""What an export is made of: a run's rows, claims and documents, and the id that its content gives it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...errors import InputError
from ...models import Claim, DocumentEntry, EvidenceRow

__all__ = ["Material", "label"]


@dataclass(frozen=True)
class Material:
    """The records of one run. ``summary`` is run.json; ``notes`` gathers what a format could not hold as it is."""

    rows: Sequence[EvidenceRow]
    claims: Sequence[Claim]
    documents: Sequence[DocumentEntry]
    summary: Mapping[str, Any]
    notes: list[str] = field(default_factory=list)

    @cached_property
    def run_id(self) -> str:
        """A hash of the model, the package's version and every row, claim and document: the same content, the same id.

        Raises:
            InputError: A text holds half a surrogate pair, which no file can hold.
        """
        digest = hashlib.sha256(f"{self.summary.get('package_version')}\n{self.summary.get('model')}\n".encode())
        try:
            for records in (self.rows, self.claims, self.documents):
                for record in records:
                    digest.update(record.model_dump_json().encode() + b"\n")
                digest.update(b"\n")
        except ValueError as error:
            raise InputError(
                f"a text of the run holds half a surrogate pair, which no file can hold ({error}): replace it"
            ) from None
        return digest.hexdigest()[:16]

    @cached_property
    def by_id(self) -> Mapping[str, DocumentEntry]:
        """The documents by id; of a repeated id, the first."""
        return {entry.id: entry for entry in reversed(self.documents)}

    @cached_property
    def claims_by_id(self) -> Mapping[str, Claim]:
        """The claims by id."""
        return {claim.claim_id: claim for claim in self.claims}


def label(entry: DocumentEntry | None, document_id: str) -> str:
    """What to call a document: its title, else its path, else its id."""
    names = (entry.title, entry.path) if entry else ()
    return next((name for name in names if name and name.strip()), document_id)
