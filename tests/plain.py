"""Articles of one sentence each, and the claim that each makes."""

from collections.abc import Sequence

from claimextract.models import Attribution, Claim, Document, Grounding, Provenance, Span, claim_id


def claims_of(texts: Sequence[str]) -> tuple[list[Claim], list[Document]]:
    documents = [
        Document.from_text(text, id=f"d{place:04}", publisher=f"House {place}") for place, text in enumerate(texts)
    ]
    return [says(document) for document in documents], documents


def says(document: Document) -> Claim:
    span = Span.of(document.text, 0, len(document.text))
    return Claim(
        claim_id=claim_id(document.id, [span], document.text, None),
        document_id=document.id,
        text=document.text,
        evidence=(span,),
        attribution=Attribution(type="none"),
        grounding=Grounding(status="grounded"),
        provenance=Provenance(package_version="0"),
    )
