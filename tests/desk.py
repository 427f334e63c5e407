"""Claims and run folders made by hand: what a desk has before it decides anything."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claimextract.folder import RunFolder
from claimextract.models import (
    Attribution,
    CitedWork,
    Claim,
    Document,
    DocumentEntry,
    EvidenceRow,
    Grounding,
    Provenance,
    Source,
    Span,
    claim_id,
)
from claimextract.pipeline import reconcile_folder

BARNS = "The fire in Mill Lane in Ostrel destroyed 14 barns."
AGAIN = "In Ostrel 14 barns were destroyed by the fire in Mill Lane."
MORE = "The fire in Mill Lane in Ostrel destroyed 19 barns."
LIBRARY = "The council will open a new library beside the ferry pier."


def article(name: str, text: str, publisher: str | None = None, **fields: Any) -> Document:
    return Document.from_text(text, id=name, publisher=publisher or f"{name.title()} Post", **fields)


def says(
    document: Document, text: str | None = None, *, speaker: str | None = None, via: str | None = None, cites: str = ""
) -> Claim:
    """A claim on a passage of the document, on all of it if none is named."""
    text = text or document.text
    start = document.text.index(text)
    span = Span.of(document.text, start, start + len(text))
    return Claim(
        claim_id=claim_id(document.id, [span], text, speaker),
        document_id=document.id,
        text=text,
        evidence=(span,),
        attribution=Attribution(
            type="indirect" if speaker else "none",
            source=Source(name=speaker, kind="person") if speaker else None,
            content=(span,) if speaker else (),
            via=(Source(name=via, kind="person"),) if via else (),
        ),
        cited_works=(CitedWork(name=cites),) if cites else (),
        grounding=Grounding(status="grounded"),
        provenance=Provenance(package_version="0"),
    )


def desk(*texts: str) -> tuple[list[Document], list[Claim]]:
    """Articles of one claim each, of houses of their own, published day after day."""
    documents = [article(f"d{n}", text, published=f"2030-05-{n + 1:02}") for n, text in enumerate(texts)]
    return documents, [says(document) for document in documents]


def folder_of(path: Path, documents: Sequence[Document], claims: Sequence[Claim]) -> Path:
    """A run's folder with these claims and their table."""
    home = RunFolder(path)
    home.create()
    home.write("documents.jsonl", [DocumentEntry.of(document) for document in documents])
    home.write("claims.jsonl", claims)
    home.write("rejected.jsonl", [])
    home.write("responses.jsonl", [])
    home.write_run({"model": "none", "package_version": "0"})
    reconcile_folder(path)
    return path


def rows(folder: Path) -> list[EvidenceRow]:
    return RunFolder(folder).read_rows()


def row_of(table: Sequence[EvidenceRow], claim: Claim) -> EvidenceRow:
    """The row that a claim stands in."""
    [found] = [row for row in table if claim.claim_id in {item.claim_id for item in row.evidence}]
    return found
