"""The records that fill the five tables."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from ...language.edtf import bounds
from ...models import Claim, DocumentEntry, EvidenceRow, Span
from .material import Material
from .schema import SCHEMA_VERSION

__all__ = ["records"]

Record = dict[str, Any]


def records(material: Material, table: str, number: int = 1) -> Iterator[Record]:
    """The records of one table, keys in the order of its columns; ``number`` is the run's place in the database."""
    run = material.run_id
    if table == "runs":
        yield _run(material, number)
    elif table == "documents":
        met: Counter[str] = Counter()
        for position, entry in enumerate(material.documents, 1):
            met[entry.id] += 1
            again = "" if met[entry.id] == 1 else f"~{met[entry.id]}"  # two entries may not have one key
            yield {"run_id": run, "document_id": entry.id + again, "position": position} | _document(entry)
    elif table == "claims":
        for position, claim in enumerate(material.claims, 1):
            yield {"run_id": run, "claim_id": claim.claim_id, "position": position} | _claim(claim)
    elif table == "rows":
        for position, row in enumerate(material.rows, 1):
            yield {"run_id": run, "row_id": row.row_id, "position": position} | _row(row)
    else:
        for row in material.rows:
            for position, item in enumerate(row.evidence, 1):
                fields = item.model_dump()
                fields["quote_start"], fields["quote_end"] = fields.pop("start"), fields.pop("end")
                yield {"run_id": run, "row_id": row.row_id, "position": position} | fields


def _run(material: Material, number: int) -> Record:
    summary = material.summary
    tokens = summary.get("tokens") or {}
    settings = summary.get("settings")
    return {
        "run_id": material.run_id,
        "number": number,
        "schema_version": SCHEMA_VERSION,
        "package_version": summary.get("package_version"),
        "model": summary.get("model"),
        "documents": len(material.documents),
        "claims": len(material.claims),
        "rows": len(material.rows),
        "rejected": summary.get("rejected"),
        "requests_sent": (summary.get("requests") or {}).get("sent"),
        "tokens_prompt": tokens.get("prompt"),
        "tokens_output": tokens.get("output"),
        "cost": summary.get("cost"),
        "settings": None if settings is None else json.dumps(settings, ensure_ascii=False, sort_keys=True),
    }


def _document(entry: DocumentEntry) -> Record:
    first, last = _days(entry.published)
    fields = entry.model_dump(exclude={"id", "counts"}) | entry.counts.model_dump()
    return fields | {"published_from": first, "published_until": last}


def _row(row: EvidenceRow) -> Record:
    stated, event = _days(row.first_stated), _days(row.event_date)
    fields = row.model_dump(exclude={"row_id", "evidence", "decisions"})
    return fields | {
        "first_stated_from": stated[0],
        "first_stated_until": stated[1],
        "event_from": event[0],
        "event_until": event[1],
        "decisions": [decision.model_dump_json(exclude_none=True) for decision in row.decisions],
    }


def _claim(claim: Claim) -> Record:
    attribution, source = claim.attribution, claim.attribution.source
    fields = claim.model_dump(include=_SHARED)
    return fields | {
        "status": claim.grounding.status,
        "tier": claim.grounding.tier,
        "reasons": list(claim.grounding.reasons),
        "attribution": attribution.type,
        "mode": attribution.mode,
        "speaker": source.name if source else None,
        "speaker_kind": source.kind if source else None,
        "speaker_role": source.role if source else None,
        "speaker_span": _span(source.span if source else None),
        "mention_span": _span(source.mention_span if source else None),
        "cue": _span(attribution.cue),
        "content": [_span(part) for part in attribution.content],
        "via": [one.name for one in attribution.via],
        **claim.provenance.model_dump(),
    }


_SHARED = {
    "document_id", "text", "kind", "certainty", "polarity", "confidence", "evidence", "dates", "cited_works",
    "quantities",
}  # fmt: skip


def _span(span: Span | None) -> Record | None:
    return span.model_dump() if span is not None else None


def _days(value: str | None) -> tuple[str | None, str | None]:
    """First and last day that an EDTF value may mean; null where the value or the interval's end is open."""
    found = bounds(value) if value is not None else None
    if found is None:
        return None, None
    first, last = found
    return (
        None if first == date.min else first.isoformat(),
        None if last == date.max else last.isoformat(),
    )
