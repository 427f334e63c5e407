"""Rows of the evidence table as a terminal shows them: a list of them, or one opened into its evidence."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .models import CitedWork, Claim, DocumentEntry, EvidenceItem, EvidenceRow, RowStatus, Span
from .terminal import counted, safe

__all__ = ["line", "listed", "opened"]

_CONTEXT = 200  # characters shown on either side of a passage
_NARROW = 60  # columns below which nothing stands side by side
_STYLES: Mapping[RowStatus, str] = {"corroborated": "green", "disputed": "bold red", "superseded": "yellow"}
_STANCES = {"supports": "green", "contradicts": "bold red"}


def line(row: EvidenceRow) -> str:
    """The row as one line for other programs: id, status, articles, sources, first stated, speakers, claim; by tabs."""
    counts = (str(row.documents), str(row.independent_sources))
    cells = (row.row_id, row.status, *counts, row.first_stated or "", "; ".join(row.speakers), row.claim)
    return "\t".join(_flat(cell) for cell in cells)


def listed(rows: Sequence[EvidenceRow], width: int, digits: int) -> RenderableType:
    """The rows below each other, for a terminal of so many columns; ids are cut to ``digits``."""
    if width < _NARROW:
        return Group(*(Text.assemble(_status(row, digits), "\n", _claim(row), "\n") for row in rows))
    table = Table(box=None, padding=(0, 2, 1, 0), show_header=False, expand=False)
    for _ in range(3):
        table.add_column(no_wrap=False, overflow="fold")
    for row in rows:
        counted = Text(f"\n{_counts(row)}", "dim")
        table.add_row(
            row.row_id[:digits], Text.assemble((row.status, _STYLES.get(row.status, "")), counted), _claim(row)
        )
    return table


def opened(
    row: EvidenceRow, claims: Mapping[str, Claim], documents: Mapping[str, DocumentEntry], width: int
) -> RenderableType:
    """One row with its evidence: each passage in its context, who says it when and citing what, and how it counts."""
    head = [
        Text.assemble(_status(row, len(row.row_id)), f", {_counts(row)}"),
        Text(safe(row.claim), "bold"),
        _fields(
            [
                ("speakers", "; ".join(row.speakers)),
                ("first stated", row.first_stated),
                ("event date", row.event_date),
                ("cites", _works(row.cited_works)),
                ("why", row.explanation),
            ],
            width,
        ),
    ]
    items = [
        Group("", *_item(number, item, claims.get(item.claim_id), documents.get(item.document_id), row, width))
        for number, item in enumerate(row.evidence, 1)
    ]
    return Group(*head, *items, *_afterwards(row, documents, width))


def _item(
    number: int,
    item: EvidenceItem,
    claim: Claim | None,
    entry: DocumentEntry | None,
    row: EvidenceRow,
    width: int,
) -> Iterator[RenderableType]:
    stance = item.stance if item.cause is None else f"{item.stance} ({item.cause})"
    notes = [f"source {item.source}"] if item.source is not None else []
    notes += ["not counted, by decision"] if item.ignored else []
    yield Text.assemble(f"{number}. ", (stance, _STANCES.get(item.stance, "")), *(f", {note}" for note in notes))
    yield Padding(_passage(item, claim, entry), (0, 0, 0, 3 if width >= _NARROW else 0))
    fields = [("said by", _speaker(item, claim)), ("article", _article(item, entry))]
    if claim is not None:
        if claim.text not in (row.claim, item.quote):
            fields.append(("claims", claim.text))
        fields += [
            ("dates", "; ".join(_date(date.role, date.value, date.span) for date in claim.dates)),
            ("cites", _works(claim.cited_works)),
            ("taken as", _kind(claim)),
        ]
    fields.append(("claim id", item.claim_id))
    yield Padding(_fields(fields, width - 3), (0, 0, 0, 3 if width >= _NARROW else 0))


def _afterwards(row: EvidenceRow, documents: Mapping[str, DocumentEntry], width: int) -> Iterator[RenderableType]:
    if len(row.history) > 1:
        steps = [
            (step.date or "no date", f"{step.change}: {step.text} ({_name(step.document_id, documents)})")
            for step in row.history
        ]
        yield Group("", Text("how it came up", "bold"), _fields(steps, width))
    if row.variants:
        told = [
            f"⟦{one.whole}⟧ is also given as ⟦{one.version}⟧{': this turns its meaning' if one.changes_meaning else ''}"
            for one in row.variants
        ]
        yield Group("", Text("given differently", "bold"), *(Text(safe(one)) for one in told))
    if row.decisions:
        made = [(one.kind, "; ".join(part for part in (one.by, one.date, one.note) if part)) for one in row.decisions]
        yield Group("", Text("decided", "bold"), _fields([(kind, note or "no note") for kind, note in made], width))


def _passage(item: EvidenceItem, claim: Claim | None, entry: DocumentEntry | None) -> Text:
    """The evidence in marks that need no colour, its speaker and cue in colour, with what stands around it."""
    text = entry.text if entry is not None else None
    if text is None or text[item.start : item.end] != item.quote:
        return Text(f"⟦{safe(item.quote)}⟧ (documents.jsonl does not hold this passage)")
    start, end = _window(text, item)
    roles = [(span, style) for span, style in _roles(claim) if start <= span.start < span.end <= end]
    borders = {start, end, item.start, item.end, *(border for span, _ in roles for border in (span.start, span.end))}
    shown = Text("… " if text[:start].strip() else "")
    for left, right in pairwise(sorted(borders)):
        style = next((style for span, style in roles if span.start <= left < span.end), "")
        look = "bold" if item.start <= left < item.end else "dim"
        shown.append("⟦" if left == item.start else "")
        shown.append(safe(text[left:right]).replace("\n", " "), f"{look} {style}".strip())
        shown.append("⟧" if right == item.end else "")
    return shown.append(" …" if text[end:].strip() else "")


def _window(text: str, item: EvidenceItem) -> tuple[int, int]:
    """The evidence with its context, which ends between words and within the paragraph."""
    first, last = max(0, item.start - _CONTEXT), min(len(text), item.end + _CONTEXT)
    before, after = text[first : item.start], text[item.end : last]
    if (paragraph := before.rfind("\n\n")) >= 0:
        before = before[paragraph + 2 :]
    elif first:
        before = re.sub(r"^\S*\s", "", before)
    if (paragraph := after.find("\n\n")) >= 0:
        after = after[:paragraph]
    elif last < len(text):
        after = re.sub(r"\s\S*$", "", after)
    return item.start - len(before.lstrip()), item.end + len(after.rstrip())


def _roles(claim: Claim | None) -> list[tuple[Span, str]]:
    if claim is None:
        return []
    source, cue = claim.attribution.source, claim.attribution.cue
    mention = (source.mention_span or source.span) if source else None
    return [(span, style) for span, style in ((mention, "cyan"), (cue, "magenta")) if span is not None]


def _speaker(item: EvidenceItem, claim: Claim | None) -> str:
    if claim is None or claim.attribution.source is None:
        return item.speaker or "the article itself"
    told, source = claim.attribution, claim.attribution.source
    who = source.name + (f", {source.role}" if source.role else "")
    how: list[str] = [source.kind, *([told.type] if told.type != "none" else []), *([told.mode] if told.mode else [])]
    how += [f"“{told.cue.exact}”"] if told.cue else []
    chain = "".join(f", relayed by {one.name}" for one in reversed(told.via))
    return f"{who}{chain} ({', '.join(how)})"


def _article(item: EvidenceItem, entry: DocumentEntry | None) -> str:
    place = f"{item.document_id}, characters {item.start} to {item.end}"
    if entry is None:
        return place
    parts = [entry.title, entry.publisher, f"published {item.published}" if item.published else None, entry.path]
    return "; ".join([*(part for part in parts if part), place])


def _kind(claim: Claim) -> str:
    words: list[str] = [claim.kind, f"certainty {claim.certainty}"]
    words += ["negative"] if claim.polarity == "negative" else []
    words += [f"confidence {claim.confidence:.2f}"] if claim.confidence is not None else []
    return ", ".join(words)


def _date(role: str, value: str, span: Span | None) -> str:
    return f"{role} {value}" + (f" (“{span.exact}”)" if span is not None and span.exact != value else "")


def _works(works: Iterable[CitedWork]) -> str:
    """Each work as: name (kind, author, publisher, date, address)."""
    told = []
    for work in works:
        known = [work.kind if work.kind != "other" else None, work.author, work.publisher, work.date, work.url]
        details = ", ".join(part for part in known if part)
        told.append(f"{work.name} ({details})" if details else work.name)
    return "; ".join(told)


def _fields(fields: Iterable[tuple[str, str | None]], width: int) -> RenderableType:
    """Names and values; what has no value is left out."""
    held = [(name, safe(value)) for name, value in fields if value]
    if width < _NARROW:
        return Group(*(Text.assemble((f"{safe(name)}: ", "dim"), value) for name, value in held))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in held:
        grid.add_row(Text(safe(name)), Text(value))
    return grid


def _status(row: EvidenceRow, digits: int) -> Text:
    return Text.assemble(f"{row.row_id[:digits]}  ", (row.status, _STYLES.get(row.status, "")))


def _counts(row: EvidenceRow) -> str:
    return f"{counted(row.documents, 'article')}, {counted(row.independent_sources, 'independent source')}"


def _claim(row: EvidenceRow) -> Text:
    under = ", ".join(part for part in ("; ".join(row.speakers), row.first_stated) if part)
    return Text.assemble(safe(row.claim), ("\n" + safe(under) if under else "", "dim"))


def _name(document_id: str, documents: Mapping[str, DocumentEntry]) -> str:
    entry = documents.get(document_id)
    return (entry.publisher or entry.title or entry.path if entry else None) or document_id


def _flat(text: str) -> str:
    return " ".join(safe(text).split())
