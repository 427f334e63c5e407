"""The run as JSON-LD: schema.org for claims and quotations, Web Annotation for passages, PROV for the run."""

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TextIO

from ...models import CitedWork, Claim, DocumentEntry, EvidenceItem, EvidenceRow, Source, Span
from .fragments import web_address
from .material import Material

__all__ = ["contexts", "write_jsonld"]

SCHEMA, ANNOTATION, PROV = (
    "https://schema.org/",
    "http://www.w3.org/ns/anno.jsonld",
    "https://openprovenance.org/prov-jsonld/context.jsonld",
)
_FILES = {SCHEMA: "schemaorg.jsonld", ANNOTATION: "anno.jsonld", PROV: "prov.jsonld"}
_EDTF = "http://id.loc.gov/datatypes/edtf"
_ISSUED = "http://purl.org/dc/terms/issued"
_CALENDAR = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?")
_NAMES = uuid.UUID("6f4c4c0e-0d0f-5c52-9d0b-3b8d2a5f7c11")
_AROUND = 32  # characters of context in a TextQuoteSelector

Node = dict[str, Any]


def contexts() -> Mapping[str, Any]:
    """The published contexts that an export names, by address, for a JSON-LD processor that works without a network."""
    return {address: json.loads(_resource(name)) for address, name in _FILES.items()}


@cache
def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def write_jsonld(material: Material, file: TextIO) -> None:
    """Write the run as one JSON-LD document; the same run gives the same bytes.

    Nodes of schema.org: the table (Dataset), documents (CreativeWork), passages (Quotation), claims and rows (Claim).
    Each passage of a row is an Annotation with a TextPositionSelector, in code points of the document's text, and a
    TextQuoteSelector. The run is an Activity of PROV that used the documents and generated the table. Each kind of
    node stands under its own published context and no other.
    """
    file.write(f'{{"@context":{json.dumps(SCHEMA)},"@graph":[')
    for number, node in enumerate(_nodes(material)):
        file.write(f"{',' if number else ''}\n{json.dumps(node, ensure_ascii=False, separators=(',', ':'))}")
    file.write("\n]}\n")


def _nodes(material: Material) -> Iterator[Node]:
    run, summary = material.run_id, material.summary
    table, program = _iri("table", run), _iri("program", str(summary.get("package_version")))
    yield {
        "@type": "SoftwareApplication",
        "@id": program,
        "name": "claimextract",
        "softwareVersion": str(summary.get("package_version")),
    }
    yield {
        "@type": "Dataset",
        "@id": table,
        "name": "Evidence table",
        "identifier": run,
        "creator": {"@id": program},
        "hasPart": [{"@id": _iri("row", run, row.row_id)} for row in material.rows],
    }
    for entry in material.documents:
        yield _document(entry, material)
    seen: set[str] = set()
    for claim in material.claims:
        yield _claim(claim, material)
        for span in claim.evidence:
            passage = _quotation(claim, span, material)
            if passage["@id"] not in seen:
                seen.add(passage["@id"])
                yield passage
    for row in material.rows:
        yield _row(row, material)
    yield {
        "@context": [None, ANNOTATION],
        "id": _iri("annotations", run),
        "type": "AnnotationPage",
        "items": [_annotation(row, item, material) for row in material.rows for item in row.evidence],
    }
    yield from _provenance(material, table, program)


def _document(entry: DocumentEntry, material: Material) -> Node:
    return _filled(
        {
            "@type": "CreativeWork",
            "@id": _text(material, entry.id),
            "identifier": [
                entry.id,
                *([{"@type": "PropertyValue", "propertyID": "sha256", "value": entry.sha256}] if entry.sha256 else []),
            ],
            "name": entry.title,
            "author": [{"@type": "Person", "name": name} for name in entry.authors],
            "publisher": {"@type": "Organization", "name": entry.publisher} if entry.publisher else None,
            "url": web_address(entry.url),
            "inLanguage": entry.language,
            "creativeWorkStatus": entry.status,
            **_dated(entry.published),
        }
    )


def _claim(claim: Claim, material: Material) -> Node:
    source = claim.attribution.source
    cited = [_work(work) for work in claim.cited_works]
    if source is not None and source.kind == "document":
        cited.append({"@type": "CreativeWork", "name": source.name})
    return _filled(
        {
            "@type": "Claim",
            "@id": _iri("claim", claim.claim_id),
            "identifier": claim.claim_id,
            "text": claim.text,
            "author": _agent(source),
            "appearance": {"@id": _text(material, claim.document_id)},
            "citation": cited,
            "temporalCoverage": [when.value for when in claim.dates if when.role == "event"],
            "keywords": [claim.kind, f"certainty: {claim.certainty}", f"polarity: {claim.polarity}"],
            "creativeWorkStatus": claim.grounding.status,
            "isBasedOn": [{"@id": _passage(material, claim, span)} for span in claim.evidence],
        }
    )


def _row(row: EvidenceRow, material: Material) -> Node:
    first = next((step.document_id for step in row.history if step.change == "first"), None)
    backing = [item.claim_id for item in row.evidence if item.stance != "contradicts" and not item.ignored]
    return _filled(
        {
            "@type": "Claim",
            "@id": _iri("row", material.run_id, row.row_id),
            "identifier": row.row_id,
            "text": row.claim,
            "description": row.explanation,
            "creativeWorkStatus": row.status,
            "temporalCoverage": row.event_date,
            "firstAppearance": {"@id": _text(material, first)} if first is not None else None,
            "appearance": [{"@id": _text(material, one)} for one in dict.fromkeys(x.document_id for x in row.evidence)],
            "isBasedOn": [{"@id": _iri("claim", one)} for one in dict.fromkeys(backing)],
        }
    )


def _quotation(claim: Claim, span: Span, material: Material) -> Node:
    """The article's words; their author is the speaker only where they are given as his own."""
    own = claim.attribution.type == "direct" and any(
        part.start <= span.start and span.end <= part.end for part in claim.attribution.content
    )
    return _filled(
        {
            "@type": "Quotation",
            "@id": _passage(material, claim, span),
            "text": span.exact,
            "isPartOf": {"@id": _text(material, claim.document_id)},
            "author": _agent(claim.attribution.source) if own else None,
        }
    )


def _annotation(row: EvidenceRow, item: EvidenceItem, material: Material) -> Node:
    entry = material.by_id.get(item.document_id)
    text = (entry.text if entry else None) or ""
    tags = [item.stance, *([item.cause] if item.cause else []), *(["ignored"] if item.ignored else [])]
    return {
        "id": _iri("annotation", material.run_id, row.row_id, item.claim_id, str(item.start), str(item.end)),
        "type": "Annotation",
        "motivation": "linking",
        "body": [
            _iri("row", material.run_id, row.row_id),
            _iri("claim", item.claim_id),
            *({"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags),
        ],
        "target": {
            "source": _text(material, item.document_id),
            "selector": [
                {"type": "TextPositionSelector", "start": item.start, "end": item.end},
                _filled(
                    {
                        "type": "TextQuoteSelector",
                        "exact": item.quote,
                        "prefix": text[max(0, item.start - _AROUND) : item.start],
                        "suffix": text[item.end : item.end + _AROUND],
                    }
                ),
            ],
        },
    }


def _provenance(material: Material, table: str, program: str) -> Iterator[Node]:
    activity = _iri("run", material.run_id)
    agents = [(program, f"claimextract {material.summary.get('package_version')}")]
    if model := material.summary.get("model"):
        agents.append((_iri("model", str(model)), str(model)))
    yield _prov("Activity", {"@id": activity, "label": f"claimextract run {material.run_id}"})
    for iri, name in agents:
        yield _prov("Agent", {"@id": iri, "type": "prov:SoftwareAgent", "label": name})
        yield _prov("Association", {"activity": activity, "agent": iri})
    for entry in material.documents:
        if entry.status in {"ok", "partial"}:
            document = _text(material, entry.id)
            yield _prov("Entity", {"@id": document})
            yield _prov("Usage", {"activity": activity, "entity": document})
    yield _prov("Entity", {"@id": table})
    yield _prov("Generation", {"entity": table, "activity": activity})


def _prov(kind: str, fields: Node) -> Node:
    return {"@context": [None, PROV], "@type": kind, **fields}


def _agent(source: Source | None) -> Node | None:
    if source is None or source.kind == "document":
        return None
    kind = "Organization" if source.kind == "organization" else "Person"
    anonymous = "not named" if source.kind == "anonymous" else None
    return _filled({"@type": kind, "name": source.name, "description": source.role or anonymous})


def _work(work: CitedWork) -> Node:
    return _filled(
        {
            "@type": "CreativeWork",
            "name": work.name,
            "genre": work.kind,
            "author": {"@type": "Person", "name": work.author} if work.author else None,
            "publisher": {"@type": "Organization", "name": work.publisher} if work.publisher else None,
            "url": web_address(work.url),
            **_dated(work.date),
        }
    )


def _dated(value: str | None) -> Node:
    """A date as EDTF, and as schema.org's Date where it is one."""
    if not value:
        return {}
    return {
        "datePublished": value if _CALENDAR.fullmatch(value) else None,
        _ISSUED: {"@type": _EDTF, "@value": value},
    }


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, [], "")}


def _text(material: Material, document_id: str) -> str:
    """A document by its id and text: an id that a user gave may stand for another text in another run."""
    entry = material.by_id.get(document_id)
    return _iri("document", document_id, (entry.sha256 if entry else None) or "")


def _passage(material: Material, claim: Claim, span: Span) -> str:
    return _iri("passage", _text(material, claim.document_id), str(span.start), str(span.end))


@lru_cache(maxsize=65536)
def _iri(*parts: str) -> str:
    """A name for a thing that has no address: a UUID of version 5 (RFC 9562) over what it is and its ids."""
    return uuid.uuid5(_NAMES, json.dumps(parts)).urn
