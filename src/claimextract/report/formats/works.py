"""The cited works as CSL-JSON (Citation Style Language 1.0.2, input data), which Zotero and Pandoc read."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, TextIO

from ...models import CitedWork, WorkKind
from .csl_dates import csl_date
from .fragments import web_address
from .material import Material, label

__all__ = ["write_csl"]

_TYPES: dict[WorkKind, str] = {
    "article": "article-newspaper",  # in CSL a bare "article" is a preprint
    "report": "report",
    "statement": "document",
    "treaty": "treaty",
    "speech": "speech",
    "interview": "interview",
    "book": "book",
    "website": "webpage",
    "link": "webpage",
    "other": "document",
}
_CONTAINED = {"article-newspaper", "webpage"}  # what their publisher's name is the container of


def write_csl(material: Material, file: TextIO) -> None:
    """Write every work that a grounded claim cites, once, as a list of CSL-JSON items in the order of the claims.

    ``note`` names the documents that cite it, and ``custom`` has the passages with their offsets. Names stand as
    ``literal``: which part of one is the family name is not known. An address is given only where it is http or https.
    """
    file.write("[")
    for number, item in enumerate(_items(material)):
        file.write(f"{',' if number else ''}\n{json.dumps(item, ensure_ascii=False)}")
    file.write("\n]\n")


def _items(material: Material) -> Iterator[dict[str, Any]]:
    found: dict[CitedWork, list[dict[str, Any]]] = {}
    for claim in material.claims:
        if claim.grounding.status != "grounded":
            continue
        for work in claim.cited_works:
            place = {"claim_id": claim.claim_id, "document_id": claim.document_id}
            place |= work.span.model_dump() if work.span else {}
            found.setdefault(work.model_copy(update={"span": None}), []).append(place)
    for work, places in found.items():
        yield _item(work, places, material)


def _item(work: CitedWork, places: list[dict[str, Any]], material: Material) -> dict[str, Any]:
    kind = _TYPES[work.kind]
    documents = dict.fromkeys(place["document_id"] for place in places)
    item = {
        "id": hashlib.sha256(work.model_dump_json().encode()).hexdigest()[:16],
        "type": kind,
        "title": _line(work.name),
        "author": [{"literal": _line(work.author)}] if work.author else None,
        "container-title" if kind in _CONTAINED else "publisher": _line(work.publisher) if work.publisher else None,
        "issued": csl_date(work.date) if work.date else None,
        "URL": web_address(work.url),
        "note": "Cited by " + "; ".join(_line(label(material.by_id.get(one), one)) for one in documents),
        "custom": {"cited_in": places},
    }
    return {name: value for name, value in item.items() if value is not None}


def _line(text: str) -> str:
    """On one line: reference managers read further lines of a note as fields of their own."""
    return " ".join(text.split())
