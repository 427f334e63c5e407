"""Text between quotation marks, by the marks alone, as print and keyboards of many languages set them; over paragraphs.

A mark of another kind inside an open quotation belongs to it ("outer 'inner' outer"). Single marks quote only where
they cannot be apostrophes: ‘curly’, 'straight' and `LaTeX' ones before a capital at a word's start, and where a fitting
mark follows that no letter follows. 《…》 is a title.
"""

import re
from collections.abc import Sequence

from claimextract.models import Quotation, QuotationKind, Span

from . import dialogue
from .blocks import Block

_CLOSERS = {
    "《": "》", "“": '”"', "«": "»", "»": "«", "„": '“”"', "”": "”", '"': '"',
    "「": "」", "『": "』", "''": ("''",), "``": ("''",),
}  # fmt: skip
_SINGLES = {"‘": "’", "‚": "‘’", "'": "'", "`": "'", "‹": "›", "›": "‹"}
_APOSTROPHES = frozenset("‘'`")
_MARK = re.compile("''|``|[“”«»„\"「」『』《》‘’‚'`‹›]")
_STRAIGHT = frozenset({'"', "''"})
_CLOSING = "\"'”’»」』“‘›"
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\\W\u3040-\u30ff\u3400-\u9fff]+")
_SPEECH_END = re.compile(r"[,.!?…—–。！？，-]$")
_TITLE = re.compile(r"\b(?:entitled|titled|called|named|headlined|dubbed|known as|so-called|byline|column)\W*$", re.I)
_RESUMED = frozenset({"«»"})  # the marks of an open quotation and of the paragraph that goes on with it
_LONGEST_OPEN = 600  # characters of a quotation that its paragraph's end must close
_LONGEST_SINGLE = 2000  # characters between single marks
_SHORTEST_SINGLE = 3  # words between single marks


def find(text: str, blocks: Sequence[Block], language: str = "en") -> list[Quotation]:
    """Find quotations in text order. An unpaired mark is a mark and no quotation.

    A quotation left open at the end of a paragraph goes on where the next paragraph opens with a mark. In languages
    that print dialogue so, a paragraph that a dash opens is a quotation too.
    """
    spoken = dialogue.find(text, blocks, language)
    found = [[Span.of(text, *part)] for parts in spoken for part in parts]
    dashed = {parts[0][0] for parts in spoken}
    open_over: list[Span] | None = None
    for index, block in enumerate(blocks):
        if block.start in dashed:
            continue
        carried = text[open_over[-1].start] if open_over else ""
        spans, rest = _in_block(text, block, carried if carried != "»" else "«")
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
            if following is not None and text[rest] + text[following] in _RESUMED | {text[rest] * 2}:
                open_over = [Span.of(text, rest, block.end)]
            elif text[rest] not in "\"'`”" and 2 < block.end - rest < _LONGEST_OPEN:
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


def _in_block(text: str, block: Block, carried: str = "") -> tuple[list[tuple[int, int]], int | None]:
    """The closed quotations of a paragraph, and where an unclosed one begins.

    ``carried``: the mark of a quotation that the paragraph before left open.
    """
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    start, depth = "", 0
    at = block.start
    while match := _MARK.search(text, at, block.end):
        mark, at = match.group(), match.end()
        if opened is None:
            if match.start() == block.start and mark == "»" and carried == "«":
                opened, start, depth = match, carried, 1
            elif mark in _SINGLES:
                end = _single_end(text, match, block)
                if end is not None:
                    spans.append((match.start(), end))
                    at = end
            elif mark in _CLOSERS and _opens(text, match, block):
                opened, start, depth = match, mark, 1
        elif mark in _CLOSERS[start] and _ends(text, start, match, block):
            if mark in _STRAIGHT and mark == start and _opens(text, match, block) and not _closes(text, match, block):
                opened = match  # the first was a stray mark
                continue
            depth -= 1
            if depth == 0:
                spans.append((opened.start(), match.end()))
                opened = None
        elif mark == start == "«" and text.count("»", at, block.end) - text.count("«", at, block.end) >= 2:
            depth += 1  # « outer « inner » outer »
        elif mark == start and mark in "“«":
            opened = match  # the first was never closed
    return spans, opened.start() if opened is not None else None


def _single_end(text: str, opening: re.Match[str], block: Block) -> int | None:
    """Where a quotation between single marks ends; None where the mark opens none.

    A mark inside a word is an apostrophe; one behind an s closes only where no surer mark follows ("the boys' club").
    """
    mark, start = opening.group(), opening.end()
    if not _opens(text, opening, block):
        return None
    doubtful = None
    curved = mark not in _APOSTROPHES
    for match in re.compile(f"[{_SINGLES[mark]}]").finditer(text, start, min(block.end, start + _LONGEST_SINGLE)):
        before, after = text[match.start() - 1], text[match.end()] if match.end() < block.end else " "
        if curved:
            return match.end()
        if after.isalnum() or before.isspace():
            continue
        if before not in ",.!?…;:—–" and after not in ",.;:!?…)—–" and (before == "s" or mark != "‘"):
            inside = text[start : match.start()]
            doubtful = doubtful or (None if f" {mark}" in inside or (before == "s" and mark != "‘") else match.end())
            continue
        long = len(text[start : match.start()].split()) >= _SHORTEST_SINGLE
        return match.end() if long or before in ",.!?…" else None
    long = doubtful is not None and len(text[start:doubtful].split()) >= _SHORTEST_SINGLE
    return doubtful if long else None


def _ends(text: str, start: str, match: re.Match[str], block: Block) -> bool:
    """Whether a fitting mark closes a quotation: a straight mark before a word does not."""
    return not (start in "“„" and match.group() == '"') or not _opens(text, match, block)


def _opens(text: str, match: re.Match[str], block: Block) -> bool:
    mark = match.group()
    before = text[match.start() - 1] if match.start() > block.start else " "
    after = text[match.end()] if match.end() < block.end else " "
    if mark in _APOSTROPHES:  # a space or a dash before it, and a capital, that opens a sentence, behind it
        return (before.isspace() or before in "([—–") and after.isalpha() and after.isupper()
    if mark in "»›”":  # as German and Swedish print them
        return not after.isspace() and after.isalnum() and (before.isspace() or before in "([—–:")
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
    if parts[0].exact[0] in "—–―《":
        return "title" if parts[0].exact[0] == "《" else "speech"
    said = inner(parts[0].exact)
    words = len(_WORD.findall(said))
    before = text[max(0, parts[0].start - 40) : parts[0].start]
    if _TITLE.search(before) and len(parts) == 1 and words <= 14:
        return "title"
    if len(parts) > 1 or words >= 5 or re.search(r"[!?！？]$", said):
        return "speech"
    if _SPEECH_END.search(said) and (not before.strip() or before.rstrip()[-1:] in f".!?:,：，{_CLOSING}"):
        return "speech"
    return "scare"
