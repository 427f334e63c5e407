"""Text between quotation marks, by the marks alone: curly, straight and angle ones, over paragraphs too."""

import re
from collections.abc import Sequence

from claimextract.models import Quotation, QuotationKind, Span

from .blocks import Block

_CLOSER = {"“": "”", "«": "»", "„": "“", '"': '"', "「": "」", "『": "』"}
_MARK = re.compile('[“”«»„"「」『』]')
_SPEECH_END = re.compile(r"[,.!?…—–-]$")
_TITLE = re.compile(r"\b(?:entitled|titled|called|named|headlined|dubbed|known as|so-called|byline|column)\W*$", re.I)


def find(text: str, blocks: Sequence[Block]) -> list[Quotation]:
    """Find quotations in text order. An unpaired mark is a mark and no quotation.

    A quotation left open at the end of a paragraph goes on where the next paragraph opens with a mark.
    """
    found: list[list[Span]] = []
    open_over: list[Span] | None = None
    for index, block in enumerate(blocks):
        spans, rest = _in_block(text, block)
        if open_over is not None:
            if spans and spans[0][0] == block.start:
                open_over.append(Span.of(text, *spans.pop(0)))
                found.append(open_over)
                open_over = None
            elif rest == block.start:
                open_over.append(Span.of(text, rest, block.end))
            else:
                found.append(open_over)
                open_over = None
        found.extend([Span.of(text, *span)] for span in spans)
        if rest is not None and open_over is None:
            following = blocks[index + 1].start if index + 1 < len(blocks) else None
            if following is not None and text[following] == text[rest]:
                open_over = [Span.of(text, rest, block.end)]
            elif text[rest] != '"' and block.end - rest < 600:
                found.append([Span.of(text, rest, block.end)])
    if open_over is not None:
        found.append(open_over)
    found.sort(key=lambda parts: parts[0].start)
    return [
        Quotation(id=f"q{number}", parts=tuple(parts), kind=_kind(text, parts)) for number, parts in enumerate(found, 1)
    ]


def _in_block(text: str, block: Block) -> tuple[list[tuple[int, int]], int | None]:
    """The closed quotations of a paragraph, and where an unclosed one begins."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for match in _MARK.finditer(text, block.start, block.end):
        mark, at = match.group(), match.start()
        if opened is None:
            if mark in _CLOSER and _opens(text, at, block):
                opened = at
        elif mark == _CLOSER[text[opened]] or (text[opened] == "“" and mark == '"' and not _opens(text, at, block)):
            if mark == '"' and text[opened] == '"' and _opens(text, at, block) and not _closes(text, at, block):
                opened = at  # the first was a stray mark
                continue
            spans.append((opened, at + 1))
            opened = None
        elif mark == "“" and text[opened] == "“":
            opened = at  # the first was never closed
    return spans, opened


def _opens(text: str, at: int, block: Block) -> bool:
    if text[at] != '"':
        return True
    before = text[at - 1] if at > block.start else " "
    after = text[at + 1] if at + 1 < block.end else " "
    if before.isdigit() and not after.isalpha():
        return False
    return not after.isspace() and not (before.isalnum() or before in ",.!?")


def _closes(text: str, at: int, block: Block) -> bool:
    before = text[at - 1] if at > block.start else " "
    return not before.isspace() and before not in "([—–"


def _kind(text: str, parts: Sequence[Span]) -> QuotationKind:
    """Scare quotes are short, stand inside a clause and end without punctuation of their own."""
    inner = parts[0].exact[1:].rstrip('”"»」』').strip()
    words = len(re.findall(r"\w+", inner))
    before = text[max(0, parts[0].start - 40) : parts[0].start]
    if _TITLE.search(before) and len(parts) == 1 and words <= 14:
        return "title"
    if len(parts) > 1 or words >= 5 or re.search(r"[!?]$", inner):
        return "speech"
    if _SPEECH_END.search(inner) and (not before.strip() or before.rstrip()[-1:] in '.!?:,”"'):
        return "speech"
    return "scare"
