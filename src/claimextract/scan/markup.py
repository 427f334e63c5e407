"""Markup and citations in the text: the parser reads past them, and offsets stay as they are."""

import re
from collections.abc import Sequence

from claimextract.language.markup import EMPHASIS, LINK
from claimextract.models import Citation

from .places import Places

_PARENTHESES = re.compile(r"\([^()]*\)")


def masked(text: str, citations: Sequence[Citation]) -> str:
    """A text of the same length in which marks of links and emphasis, and parentheses that only cite, are blank."""
    characters = list(text)
    for pattern in (LINK, EMPHASIS):
        for match in pattern.finditer(text):
            for group in (1, 3):
                _blank(characters, *match.span(group))
    spans = [citation.work.span for citation in citations if citation.work.span is not None]
    works = Places((span.start, span.end, span) for span in spans)
    for match in _PARENTHESES.finditer(text):
        if any(match.start() < work.start and work.end < match.end() for work in works.over(*match.span())):
            _blank(characters, *match.span())
    return "".join(characters)


def _blank(characters: list[str], start: int, end: int) -> None:
    for at in range(start, end):
        if not characters[at].isspace():
            characters[at] = " "
