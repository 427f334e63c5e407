"""What the rules for attributed passages share: a passage as found, and small questions about spans."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimextract.models import AttributionMode, AttributionType, Quotation, QuotationKind

from .parse import Offsets
from .sources import Resolved

_TRIM = " \t\n,;:—–-"
_CITED = re.compile(r"\s*\([^()]*$|\s*\([^()]*(?:\d|source|[A-Z])[^()]*\)$")


@dataclass
class Found:
    """An attributed passage before it becomes a record. ``clause``: the content can stand alone as a sentence."""

    kind: AttributionType
    mode: AttributionMode | None
    content: list[Offsets]
    cue: Offsets | None
    source: Resolved
    rule: str
    clause: bool = True
    frame: Offsets | None = None


@dataclass(frozen=True)
class Part:
    """One part of a quotation, in one paragraph. ``earlier``: where its parts in earlier paragraphs begin."""

    start: int
    end: int
    kind: QuotationKind
    earlier: tuple[int, ...] = ()


def share_speakers(found: Sequence[Found], quotations: Sequence[Quotation]) -> None:
    """The parts of a quotation over paragraphs have one speaker: the one whom a tag names, wherever it stands."""
    for quotation in quotations:
        starts = {part.start for part in quotation.parts}
        parts = [item for item in found if len(starts) > 1 and item.content[0][0] in starts]
        tagged = next((item for item in parts if item.rule == "tag"), None)
        for item in parts:
            if tagged is not None and item.rule != "tag":
                item.source, item.rule = replace(tagged.source, mention=None), "continued"


def covers(content: Sequence[Offsets], part: Part) -> bool:
    """Whether a quotation stands in a content; a comma may keep its closing mark outside."""
    return any(start <= part.start and part.end <= end + 1 for start, end in content)


def words_outside(text: str, content: Sequence[Offsets], parts: Sequence[Part]) -> int:
    """How many words of a content stand outside quotation marks."""
    words = 0
    for start, end in content:
        piece = list(text[start:end])
        for part in parts:
            for at in range(max(part.start, start), min(part.end, end)):
                piece[at - start] = " "
        words += len(re.findall(r"\w+", "".join(piece)))
    return words


def trim(text: str, start: int, end: int) -> Offsets | None:
    """Offsets without the punctuation around, and without a parenthetical citation at the end."""
    cited = _CITED.search(text, start, end)
    if cited is not None and cited.start() > start:
        end = cited.start()
    while start < end and text[start] in _TRIM:
        start += 1
    while start < end and text[end - 1] in _TRIM + ".":
        end -= 1
    return (start, end) if start < end else None


def mark_before(text: str, at: int) -> str:
    """The last character before an offset that is no white space; none at the beginning."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return text[at - 1 : at]


def count_words(text: str) -> int:
    """Words, as white space divides them."""
    return len(text.split())
