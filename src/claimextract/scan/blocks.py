"""Paragraphs: where one begins and ends, and which line breaks only wrap a sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from claimextract.models import SentenceKind

_BREAK = re.compile(r"(?<![ \t\u00a0])[ \t\u00a0]*\n\s*")
_ENDED = re.compile(r"[.!?:;…。！？][\"'”’“‘»«›‹」』)\]*_\u00a0\u202f]*$|[\"”»)\]]$")
_NOTICE = re.compile(
    r"\bviews (?:expressed|of the (?:respective |individual )?authors?)\b|\ball rights reserved\b|\bfor any comments, "
    r"|\bsign up (?:for|to)\b.{0,60}\bnewsletter|\b(?:our|this|free|daily|weekly) newsletter\b"
    r"|^(?:subscribe|advertisement|publication:)"
    r"|^read more(?:$|\s*:|\s+(?:about|on|at|from|here|stories)\b)"
    r"|^related(?:$|\s*:|\s+(?:articles|content|stories|topics)\b)"
    r"|^(?:photo|image)s?(?:$|\s*:|\s*/|\s+(?:by|courtesy|credits?)\b)",
    re.IGNORECASE,
)
# A sentence that tells the reader what to do with the page.
_ADDRESSED = re.compile(
    r"\[?(?:scroll (?:down|up)\b|swipe (?:left|right|up|down)\b|follow us on\b|download (?:the|our) app\b"
    r"|(?:click|tap) (?:here\b|below\b|to\b|\[|on the\b|the (?:link|button|icon)\b)"
    r"|sign up (?:here\b|(?:for|to) (?:our|the|this|free|daily|weekly)\b)"
    r"|subscribe (?:to our|to the|now|here|today)\b|watch the video (?:above|below)\b)",
    re.IGNORECASE,
)
# A line with who wrote it: "By Anna Weber and Tom Hale, Harbour Post", but not "By May it was over."
_BYLINE = re.compile(r"[Bb][Yy] [A-Z][\w.'’-]*(?:[ ,|]+(?:and\b|&|[A-Z][\w.'’-]*)){0,12}")
_ABOUT_AUTHOR = re.compile(
    r"^[-–—*\s]*[A-Z][\w.'’ -]{3,60}(?:\([^)]*\)\s*)?\bis (?:an? |the )?.{0,100}"
    r"\b(?:[Ff]ellow|[Pp]rofessor|[Ee]ditor|[Aa]nalyst|[Rr]esearcher|[Dd]irector|[Ss]cholar|[Rr]eporter|[Cc]orrespondent|"
    r"[Cc]olumnist|[Aa]uthor)\b"
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？][”’」』）]*")
_LONGEST_SENTENCE = 2000  # characters: what goes on longer is no sentence
_LONGEST = 10_000  # characters of a paragraph; parsing takes more than twice the time for twice the length
_LONGEST_HEADING = 1000  # characters, which 14 words do not fill
_LONGEST_ADDRESS = 200  # characters
_SHORT = 400  # characters of a notice
_EDGE = 3  # paragraphs at either end among which an author's note stands
_CAPTION = re.compile(
    r"\((?:source|photo|image|credit|picture)\b|^(?:photo|image)s?(?:\s*[:/]|\s+(?:by|courtesy|credits?)\b)|^(?:figure|fig\.)\s*\d",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"(?:,|-|\b(?:a|an|and|as|at|by|for|from|his|in|its|of|on|or|that|the|their|to|with))$")
_FOLLOWING = re.compile("[ \t\u00a0\n\"“‘'[(]*(.)", re.DOTALL)
_MARKUP = re.compile(r"^#{1,6}\s|^[*_=-]{3,}$|^\|")

# A line this long that ends without punctuation was wrapped or cut by a page, not ended.
_WRAPPED_LINE = 45
_WRAPPED_PARAGRAPH = 100


@dataclass(frozen=True)
class Block:
    """A paragraph of ``text[start:end]``; page breaks inside a sentence do not end it."""

    start: int
    end: int
    kind: SentenceKind


def split(text: str) -> list[Block]:
    """Split a text into paragraphs, in text order, each stripped of the white space around it."""
    lines: list[tuple[int, int, bool]] = []
    at, last = 0, len(text.rstrip())
    for match in _BREAK.finditer(text):
        lines.append((at, match.start(), match.group().count("\n") > 1))
        at = match.end()
    lines.append((at, max(at, last), True))
    blocks: list[Block] = []
    start: int | None = None
    for line_start, line_end, blank in lines:
        if line_end <= line_start:
            continue
        begin = line_start if start is None else start
        body = text[line_start:line_end]
        if line_end < last and not _ENDED.search(body) and _goes_on(text, body, line_end, blank):
            start = begin
            continue
        start = None
        stripped = begin + len(text[begin:line_end]) - len(text[begin:line_end].lstrip())
        blocks.append(Block(stripped, line_end, _kind(text[stripped:line_end])))
    if start is not None:
        blocks.append(Block(start, last, _kind(text[start:].strip())))
    blocks = [
        replace(block, kind="notice") if _is_about_author(text, blocks, n) else block for n, block in enumerate(blocks)
    ]
    return [piece for block in blocks for piece in _pieces(text, block)]


def is_addressed(sentence: str) -> bool:
    """Whether a sentence tells the reader what to do with the page: "Click here to subscribe."."""
    return len(sentence) < _LONGEST_ADDRESS and _ADDRESSED.match(sentence) is not None


def _pieces(text: str, block: Block) -> Iterator[Block]:
    """The block, in parts that a parser can take: no stretch without an end of a sentence goes on for pages.

    It is cut where a sentence ends, outside quotation marks if that can be, else at a white space.
    """
    start = block.start
    while block.end - start > _LONGEST_SENTENCE:
        stop = min(block.end, start + _LONGEST)
        ends = [start, *(match.end() for match in _SENTENCE_END.finditer(text, start, stop)), stop]
        run = next((a for a, b in pairwise(ends) if b - a > _LONGEST_SENTENCE), None)
        if run == start:
            space = max(text.rfind(mark, start, start + _LONGEST_SENTENCE) for mark in " \n\t")
            cut = space + 1 if space > start else start + _LONGEST_SENTENCE
        elif run is not None:
            cut = run
        elif stop == block.end:
            break
        else:
            cut = next((end for end in reversed(ends[1:-1]) if _is_even(text[start:end])), ends[-2])
        yield from _piece(text, start, cut, block.kind)
        start = cut
    yield from _piece(text, start, block.end, block.kind)


def _piece(text: str, start: int, end: int, kind: SentenceKind) -> Iterator[Block]:
    body = text[start:end]
    if body.strip():
        yield Block(start + len(body) - len(body.lstrip()), start + len(body.rstrip()), kind)


def _is_even(body: str) -> bool:
    """Whether no quotation is open at the end."""
    return body.count('"') % 2 == 0 and body.count("“") <= body.count("”") and body.count("«") <= body.count("»")


def _is_about_author(text: str, blocks: Sequence[Block], number: int) -> bool:
    """Whether a paragraph says who the author is: near the end, or near the beginning under a byline."""
    block = blocks[number]
    under = number < _EDGE and any(above.kind == "notice" for above in blocks[:number])
    edge = under or number >= len(blocks) - _EDGE
    return edge and block.end - block.start < _SHORT and _ABOUT_AUTHOR.search(text[block.start : block.end]) is not None


def _goes_on(text: str, body: str, end: int, blank: bool) -> bool:
    """Whether a line without punctuation at its end was wrapped, or cut by a page: then its sentence goes on."""
    if not blank:
        return len(body) >= _WRAPPED_LINE
    following = _FOLLOWING.match(text, end)
    small = following is not None and following[1].islower()
    return len(body) >= _WRAPPED_PARAGRAPH and (small or bool(_UNFINISHED.search(body)))


def _kind(body: str) -> SentenceKind:
    """What a paragraph is by its look; notes about the author are told apart later, by their place."""
    if len(body) < 250 and _CAPTION.search(body):
        return "caption"
    if len(body) < _SHORT and (_NOTICE.search(body) or _BYLINE.fullmatch(body)):
        return "notice"
    if _MARKUP.match(body):
        return "heading"
    if len(body) > _LONGEST_HEADING:
        return "prose"
    words = re.findall("[\u3040-\u30ff\u3400-\u9fff]{1,2}|\\S+?(?=[\u3040-\u9fff]|\\s|$)", body)
    if (
        len(words) <= 14
        and not re.search(r"[.!?…。！？][\"'”’“‘»«›‹)」』\s]*$", body)
        and not re.search(r"[“\"].+[”\"]", body)
    ):
        return "heading"
    return "prose"
