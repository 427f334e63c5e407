"""Paragraphs that a name at their end signs: quotations set apart from the text, and posts taken into it."""

import re

from claimextract.models import Span

from .cast import Cast
from .found import Found
from .parse import ParsedBlock
from .sources import Resolved

_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’&-]*|of|the|de|van|von|al|bin)){0,4}"
_SIGNED = re.compile(
    rf"(?P<said>.{{20,}}?[.!?…]['\"”’]?)\s+[—–-]*\s*(?P<name>{_NAME})(?P<role>, [^.!?“\"]{{3,90}})?", re.DOTALL
)
_POSTED = re.compile(
    r"(?P<said>.{20,}?)\s*[—–-]+\s*(?P<name>[^@—–]{2,60}?)\s*\(@\w{1,20}\)\s*[A-Z][a-z]+\.? \d{1,2}, \d{4}", re.DOTALL
)
_LINKS = re.compile(r"(?:\s*(?:pic\.twitter\.com/\S+|https?://\S+|#\w+?(?=pic\.)|[#@]\w+))+[\s.]*$")
_LONGEST = 2000  # characters of a message or a letter that somebody signs


def find(text: str, block: ParsedBlock, cast: Cast) -> Found | None:
    """The passage that a paragraph without quotation marks is, where somebody named elsewhere in the text signs it."""
    start, end = block.block.start, block.block.end
    body = text[start:end]
    if len(body) > _LONGEST:
        return None
    posted = _POSTED.fullmatch(body)
    signed = posted or _SIGNED.fullmatch(body)
    if signed is None or (posted is None and any(block.quoted)):
        return None
    name = Span.of(text, start + signed.start("name"), start + signed.end("name"))
    member = cast.find(name.exact, "person") or cast.find(name.exact)
    if member is None or (posted is None and not _is_named_elsewhere(text, name, start, end)):
        if posted is None:
            return None
        member = cast.add(name.exact, "organization", name)
    stop = start + signed.end("said")
    links = _LINKS.search(text, start, stop) if posted is not None else None
    content = (start, links.start() if links is not None and links.start() > start else stop)
    source = Resolved(member, name, "likely", "name")
    return Found("direct", "writing" if posted else "speech", [content], None, source, "signed")


def _is_named_elsewhere(text: str, name: Span, start: int, end: int) -> bool:
    last = re.escape(name.exact.split()[-1])
    return any(not start <= match.start() < end for match in re.finditer(rf"\b{last}\b", text))
