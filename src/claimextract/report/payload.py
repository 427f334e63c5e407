"""What the page carries of a run: its records without what no reader needs, within a limit of size."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, get_args

from ..models import Claim, DocumentEntry, DocumentStatus, EvidenceRow, Record, Rejection, RowStatus

__all__ = ["LIMIT", "payload"]

LIMIT = 16_000_000  # characters of rows, and as many of articles; a page of twice that still opens in a few seconds
_LISTED = 5_000  # ungrounded claims, rejections, documents that no row of the page names
_IMPORTANCE: Mapping[RowStatus, int] = {"disputed": 0, "corroborated": 1, "superseded": 2, "single-source": 3}

Parts = dict[str, Any]


def payload(
    rows: Sequence[EvidenceRow],
    claims: Sequence[Claim],
    entries: Sequence[DocumentEntry],
    rejected: Sequence[Rejection],
    summary: Mapping[str, object],
    limit: int = LIMIT,
) -> Parts:
    """The page's blocks of data by their names: ``run``, ``rows``, ``documents``, ``left`` and ``part-0`` onward.

    A ``part`` holds one document's text and claims, so that the browser decodes an article only when it is opened.
    Spans are ``[start, end]`` in code points; what is null, empty or the default is left out. Where the rows take
    more than ``limit`` characters, those that matter most are carried: disputed, corroborated, superseded, single.
    Articles that do not fit into as much again come without their text. ``run`` counts what there is and what is here.
    """
    kinds = {claim.claim_id: claim.kind for claim in claims}
    carried = _rows(rows, kinds, limit)
    used = list(dict.fromkeys(item["document_id"] for row in carried for item in row["evidence"]))
    documents = _documents(entries, set(used))
    ungrounded = [claim for claim in claims if claim.grounding.status == "ungrounded"]
    parts = _parts(claims, entries, carried, used, limit)
    decided = summary.get("decisions")
    run = {
        "model": summary.get("model"),
        "version": summary.get("package_version"),
        "rows": _tally(get_args(RowStatus), [row.status for row in rows]),
        "documents": _tally(get_args(DocumentStatus), [entry.status for entry in entries]),
        "claims": len(claims),
        "ungrounded": len(ungrounded),
        "rejected": len(rejected),
        "reasons": _most_first(Counter((one.stage, one.reason) for one in rejected)),
        "idle": decided["without effect"] if isinstance(decided, dict) else [],
        "texts": sum(entry.text is not None for entry in entries),
        "here": {
            "rows": len(carried),
            "documents": len(documents),
            "texts": sum("text" in part for part in parts.values()),
        },
        "parts": list(parts),
    }
    left = {
        "ungrounded": [_claim(claim) for claim in ungrounded[:_LISTED]],
        "rejected": [_lean(one, {"request_sha256"}) for one in rejected[:_LISTED]],
    }
    blocks: Parts = {"run": run, "rows": carried, "documents": documents, "left": left}
    return blocks | {f"part-{number}": part for number, part in enumerate(parts.values())}


def _rows(rows: Sequence[EvidenceRow], kinds: Mapping[str, str], limit: int) -> list[Parts]:
    """As many as fit, in the order of the table."""
    ranked = sorted(
        range(len(rows)),
        key=lambda n: (_IMPORTANCE[rows[n].status], -rows[n].independent_sources, -rows[n].documents, n),
    )
    kept: dict[int, Parts] = {}
    for number in ranked:
        row = rows[number]
        limit -= _size(row)
        if limit < 0 and kept:
            break
        backing = (kinds.get(item.claim_id) for item in row.evidence if item.stance != "contradicts")
        kept[number] = _lean(row) | {
            "evidence": [_lean(item) for item in row.evidence],
            "kinds": sorted({kind for kind in backing if kind is not None}),
        }
    return [kept[number] for number in sorted(kept)]


def _size(row: EvidenceRow) -> int:
    """About how many characters a row takes."""
    quotes = sum(len(item.quote) + 250 for item in row.evidence)
    return 300 + len(row.claim) + len(row.explanation) + quotes + sum(len(step.text) + 150 for step in row.history)


def _documents(entries: Sequence[DocumentEntry], used: set[str]) -> list[Parts]:
    """Every document that a row of the page names, and others, first those that need attention, while there is room."""
    others = [entry for entry in entries if entry.id not in used]
    listed = {id(entry) for entry in sorted(others, key=lambda entry: entry.status == "ok")[:_LISTED]}
    return [
        _lean(entry, {"text", "sha256"}) | {"status": entry.status}
        for entry in entries
        if entry.id in used or id(entry) in listed
    ]


def _parts(
    claims: Sequence[Claim], entries: Sequence[DocumentEntry], carried: Sequence[Parts], used: list[str], limit: int
) -> dict[str, Parts]:
    """Text and grounded claims of each document, those of the rows first; without its text where that does not fit."""
    texts = {entry.id: entry.text for entry in reversed(entries)}  # of a repeated id, the first
    needed = {item["claim_id"] for row in carried for item in row["evidence"]}
    own: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.grounding.status == "grounded":
            own[claim.document_id].append(claim)
    parts: dict[str, Parts] = {}
    for name in dict.fromkeys(chain(used, texts, own)):
        text = texts.get(name)
        size = len(text or "") + 500 * len(own[name])
        fits = size <= limit
        limit -= size if fits else 0
        held = [_claim(claim) for claim in own[name] if fits or claim.claim_id in needed]
        if held or (fits and text is not None):
            parts[name] = {"claims": held} | ({"text": text} if fits and text is not None else {})
    return parts


def _claim(claim: Claim) -> Parts:
    """A claim without its provenance; of its cue the words too, which are shown where the article is not."""
    lean = _lean(claim, {"provenance", "quantities", "grounding"})
    cue = claim.attribution.cue
    return lean | {
        "kind": claim.kind,
        "attribution": _lean(claim.attribution) | ({"cue_words": cue.exact} if cue else {}),
        "tier": claim.grounding.tier,
        "reasons": claim.grounding.reasons,
    }


def _lean(record: Record, without: Iterable[str] = ()) -> Parts:
    found = record.model_dump(mode="json", exclude_defaults=True, exclude=set(without))
    return {name: _short(value) for name, value in found.items()}


def _short(value: object) -> object:
    if isinstance(value, dict):
        if value.keys() == {"start", "end", "exact"}:
            return [value["start"], value["end"]]
        return {name: _short(part) for name, part in value.items()}
    return [_short(part) for part in value] if isinstance(value, list) else value


def _tally(names: tuple[str, ...], found: Sequence[str]) -> dict[str, int]:
    counted = Counter(found)
    return {name: counted[name] for name in names}


def _most_first(counted: Counter[tuple[str, str]]) -> list[tuple[str, str, int]]:
    return sorted(((*key, number) for key, number in counted.items()), key=lambda item: (-item[2], item))
