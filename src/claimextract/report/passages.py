"""A piece of evidence as the report shows it: its words in context, who says them, where."""

import re
from dataclasses import dataclass
from itertools import pairwise

from ..models import Claim, DocumentEntry, EvidenceItem, Span

CONTEXT = 200  # characters shown on either side

_LINK = re.compile(r"https?://[^\s<>\"'`\\\x00-\x20\x7f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive characters of one look: in the evidence or around it, part of speaker or cue or neither."""

    text: str
    evidence: bool
    role: str  # "speaker", "cue" or ""


@dataclass(frozen=True, slots=True)
class PassageView:
    """One evidence item with its claim and document, as far as they are known."""

    item: EvidenceItem
    claim: Claim | None
    entry: DocumentEntry | None
    segments: tuple[Segment, ...]
    cut_before: bool
    cut_after: bool


def passage_view(item: EvidenceItem, claim: Claim | None, entry: DocumentEntry | None) -> PassageView:
    """Put the evidence into its context; where the document does not bear it out, show the quote alone."""
    text = entry.text if entry is not None else None
    if text is None or text[item.start : item.end] != item.quote:
        return PassageView(item, claim, entry, (Segment(item.quote, True, ""),), False, False)
    start, end = _window(text, item.start, item.end)
    segments = _segments(text, start, end, item, claim)
    return PassageView(item, claim, entry, segments, start > 0, end < len(text))


def link(url: str | None) -> str | None:
    """The address if it may be followed with a click: http and https only."""
    return url if url is not None and _LINK.fullmatch(url) else None


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to the context, ending between words where a white space is near."""
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    if first > 0 and (gap := re.search(r"\s", text[first : min(first + 30, start)])):
        first += gap.end()
    if last < len(text) and (words := re.match(r"(?s).*\s", text[max(last - 30, end) : last])):
        last = max(last - 30, end) + words.end()
    return first, last


def _segments(text: str, start: int, end: int, item: EvidenceItem, claim: Claim | None) -> tuple[Segment, ...]:
    source = claim.attribution.source if claim is not None else None
    roles: list[tuple[Span, str]] = []
    if source is not None and (mention := source.mention_span or source.span) is not None:
        roles.append((mention, "speaker"))
    if claim is not None and claim.attribution.cue is not None:
        roles.append((claim.attribution.cue, "cue"))
    borders = {start, end, item.start, item.end}
    borders.update(border for span, _ in roles for border in (span.start, span.end) if start < border < end)
    return tuple(
        Segment(
            text[left:right],
            item.start <= left < item.end,
            next((role for span, role in roles if span.start <= left < span.end), ""),
        )
        for left, right in pairwise(sorted(borders))
    )
