"""The table as a memo in Markdown: rows by status, with footnotes that lead to the passages."""

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from ...local import called
from ...models import EvidenceItem, EvidenceRow, RowStatus
from .fragments import passage_address
from .material import Material, label

__all__ = ["write_memo"]

_SECTIONS: tuple[tuple[RowStatus, str], ...] = (
    ("disputed", "Disputed"),
    ("corroborated", "Corroborated by independent sources"),
    ("superseded", "Superseded"),
    ("single-source", "One source only"),
)
_MARKS = re.compile(r"[\\`*_{}\[\]#|~^$!@]")
_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
# What would end a line or a paragraph, or be trimmed at an end, is written as a character reference.
_SPACES = re.compile("[\t\n\x0c\r\u2028\u2029]|^ | $| (?= )")
# Not shown, as in the report: control characters, and marks that could turn the direction of what follows.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp)(?=://)|\bwww(?=\.)")


def write_memo(material: Material, file: TextIO) -> None:
    """Write the table as Markdown (CommonMark with footnotes, as GitHub, Pandoc and Obsidian read it).

    Whatever comes from articles is escaped, for Markdown and for HTML: none of it becomes markup, link or footnote.
    Line ends and tabs within a text are character references, so that a rendered passage is the passage. Control
    characters and direction overrides are shown as U+FFFD.
    """
    notes: list[str] = []
    for part in _parts(material, notes):
        file.write(f"{part}\n\n")
    for note in notes:
        file.write(f"{note}\n\n")


def _parts(material: Material, notes: list[str]) -> Iterator[str]:
    read = sum(entry.status in {"ok", "partial"} for entry in material.documents)
    yield "# Who claims what"
    yield (
        f"{_count(len(material.rows), 'row')} from {_count(read, 'document')}. "
        f"Run {material.run_id}, claimextract {escaped(str(material.summary.get('package_version')))}, "
        f"model {escaped(called(str(material.summary.get('model'))))}. "
        "Characters are counted in Unicode code points of the document's text, from 0."
    )
    for status, title in _SECTIONS:
        rows = [row for row in material.rows if row.status == status]
        if rows:
            yield f"## {title} ({len(rows)})"
        for number, row in enumerate(rows, 1):
            yield _row(number, row, material, notes)
    ungrounded = [claim for claim in material.claims if claim.grounding.status == "ungrounded"]
    if ungrounded:
        yield f"## Not borne out by their document ({len(ungrounded)})"
        yield "\n".join(
            f"- {escaped(claim.text)} ({escaped(label(material.by_id.get(claim.document_id), claim.document_id))}"
            f"{': ' if claim.grounding.reasons else ''}{escaped('; '.join(claim.grounding.reasons))})"
            for claim in ungrounded
        )
    unread = [entry for entry in material.documents if entry.status != "ok"]
    if unread:
        yield f"## Documents not read, or only in part ({len(unread)})"
        yield "\n".join(
            f"- {escaped(label(entry, entry.id))}: {entry.status}, {escaped(entry.reason or '')}" for entry in unread
        )


def _row(number: int, row: EvidenceRow, material: Material, notes: list[str]) -> str:
    facts = [
        escaped("; ".join(row.speakers)),
        f"first stated {escaped(row.first_stated)}" if row.first_stated else "",
        f"of {escaped(row.event_date)}" if row.event_date else "",
        f"{_count(row.documents, 'document')}, {_count(row.independent_sources, 'independent source')}",
        f"row {escaped(row.row_id)}",
    ]
    cited = "; ".join(escaped(work.name) for work in row.cited_works)
    lines = [
        f"**{escaped(row.claim)}**",
        " · ".join(fact for fact in facts if fact),
        f"Cites {cited}." if cited else "",
        _evidence(row.evidence, material, notes),
        escaped(row.explanation),
    ]
    margin = " " * (len(str(number)) + 2)
    return f"{number}. " + f"\\\n{margin}".join(line for line in lines if line)


def _evidence(items: Sequence[EvidenceItem], material: Material, notes: list[str]) -> str:
    """The footnotes of a row by stance, and each footnote itself into ``notes``."""
    named: dict[str, list[str]] = {}
    for item in items:
        stance = f"{item.stance} ({item.cause})" if item.cause else item.stance
        number = len(notes) + 1
        named.setdefault(f"{stance}, ignored" if item.ignored else stance, []).append(f"[^{number}]")
        notes.append(f"[^{number}]: {_passage(item, material)}")
    return "; ".join(f"{stance}: {' '.join(marks)}" for stance, marks in named.items())


def _passage(item: EvidenceItem, material: Material) -> str:
    entry = material.by_id.get(item.document_id)
    origin = [
        escaped(item.speaker or ""),
        f"*{escaped(label(entry, item.document_id).strip())}*",
        escaped((entry.publisher if entry else None) or ""),
        escaped(item.published or ""),
        f"document {escaped(item.document_id)}, characters {item.start} to {item.end}, claim {escaped(item.claim_id)}",
    ]
    address = passage_address(entry.url if entry else None, item.quote)
    link = f" [Read there](<{address}>)." if address else ""
    return f"“{escaped(item.quote)}” {', '.join(part for part in origin if part)}.{link}"


def escaped(text: str) -> str:
    """The text as Markdown that renders as exactly this text."""
    text = _UNSHOWN.sub("\ufffd", text)
    text = _MARKS.sub(r"\\\g<0>", text.translate(_ENTITIES))
    text = _AUTOLINK.sub(lambda found: f"{found[0]}\\", text)
    return _SPACES.sub(lambda found: f"&#{ord(found[0])};", text)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
