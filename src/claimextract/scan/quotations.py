"""Text between quotation marks, by the marks alone: English, German, French, Chinese, Japanese; over paragraphs.

A mark of another kind inside an open quotation belongs to it ("outer 'inner' outer"). Single marks quote only where
they cannot be apostrophes: „‚ ‘“ by their own opening mark, 'straight' and ‘curly’ ones where text has no double marks
around them and a word boundary on either side.
"""

import re
from collections.abc import Sequence

from claimextract.models import Quotation, QuotationKind, Span

from .blocks import Block

_CLOSER = {
    "“": "”", "«": "»", "»": "«", "„": "“”", '"': '"', "「": "」", "『": "』", "''": "''", "``": "''",
    "‘": "’", "‚": "‘’", "'": "'", "‹": "›", "《": "》",
}  # fmt: skip
_MARK = re.compile("''|``|[“”«»„\"「」『』‘’‚'‹›]")
_STRAIGHT = frozenset({'"', "''", "'"})
_SINGLE = frozenset({"‘", "'", "‹"})
_CLOSING = "\"'”’»」』“‘›"
_SPEECH_END = re.compile(r"[,.!?…—–。！？，-]$")
_TITLE = re.compile(r"\b(?:entitled|titled|called|named|headlined|dubbed|known as|so-called|byline|column)\W*$", re.I)
_LONGEST_OPEN = 600  # characters of a quotation that its paragraph's end must close
_SHORTEST_SINGLE = 3  # words between single marks


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
            elif text[rest] not in "\"'`" and 2 < block.end - rest < _LONGEST_OPEN:
                found.append([Span.of(text, rest, block.end)])
    if open_over is not None:
        found.append(open_over)
    found.sort(key=lambda parts: parts[0].start)
    return [
        Quotation(id=f"q{number}", parts=tuple(parts), kind=_kind(text, parts)) for number, parts in enumerate(found, 1)
    ]


def inner(text: str) -> str:
    """What stands between the marks of a quotation."""
    return re.sub(r"^(?:''|``|\W)|(?:''|[\"'”’»」』“‘›«])$", "", text).strip()


def _in_block(text: str, block: Block) -> tuple[list[tuple[int, int]], int | None]:
    """The closed quotations of a paragraph, and where an unclosed one begins."""
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for match in _MARK.finditer(text, block.start, block.end):
        mark, start = match.group(), opened.group() if opened is not None else ""
        if opened is None:
            if mark in _CLOSER and _opens(text, match, block):
                opened = match
        elif mark in _closers(start) and _ends(text, opened, match, block):
            if mark in _STRAIGHT and mark == start and _opens(text, match, block) and not _closes(text, match, block):
                opened = match  # the first was a stray mark
                continue
            if start not in _SINGLE or len(text[opened.end() : match.start()].split()) >= _SHORTEST_SINGLE:
                spans.append((opened.start(), match.end()))
            opened = None
        elif (mark == "“" and start == "“") or (
            start in _SINGLE and mark not in _SINGLE and _opens(text, match, block)
        ):
            opened = match  # the first was never closed, or was no mark
    return spans, opened.start() if opened is not None and opened.group() not in _SINGLE else None


def _closers(mark: str) -> frozenset[str]:
    if mark == "''":
        return frozenset({"''"})
    return frozenset(_CLOSER[mark]) | ({'"'} if mark == "“" else set()) if len(mark) == 1 else frozenset({"''"})


def _ends(text: str, opened: re.Match[str], match: re.Match[str], block: Block) -> bool:
    """Whether a fitting mark closes a quotation: an apostrophe does not, nor a straight mark before a word."""
    after = text[match.end()] if match.end() < block.end else " "
    if match.group() in {"’", "'", "‘"}:
        return not after.isalnum() and not text[match.start() - 1].isspace()
    if opened.group() == "“" and match.group() == '"':
        return not _opens(text, match, block)
    return True


def _opens(text: str, match: re.Match[str], block: Block) -> bool:
    mark = match.group()
    before = text[match.start() - 1] if match.start() > block.start else " "
    after = text[match.end()] if match.end() < block.end else " "
    if mark in _SINGLE:  # no apostrophe: a space or a dash before it, and a capital, that opens a sentence, behind it
        return (before.isspace() or before in "([—–") and after.isalpha() and after.isupper()
    if mark == "»":
        return not after.isspace() and (before.isspace() or before in "([—–:")
    if mark not in _STRAIGHT:
        return True
    if before.isdigit() and not after.isalpha():
        return False
    return not after.isspace() and not (before.isalnum() or before in ",.!?")


def _closes(text: str, match: re.Match[str], block: Block) -> bool:
    before = text[match.start() - 1] if match.start() > block.start else " "
    return not before.isspace() and before not in "([—–"


def _kind(text: str, parts: Sequence[Span]) -> QuotationKind:
    """Scare quotes are short, stand inside a clause and end without punctuation of their own."""
    said = inner(parts[0].exact)
    words = len(re.findall(r"\w+", said))
    before = text[max(0, parts[0].start - 40) : parts[0].start]
    if _TITLE.search(before) and len(parts) == 1 and words <= 14:
        return "title"
    if len(parts) > 1 or words >= 5 or re.search(r"[!?！？]$", said):
        return "speech"
    if _SPEECH_END.search(said) and (not before.strip() or before.rstrip()[-1:] in f".!?:,：，{_CLOSING}"):
        return "speech"
    return "scare"
