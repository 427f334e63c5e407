"""Markup in prose: links and emphasis as Markdown writes them."""

import re

LINK = re.compile(r"(\[)([^\[\]\n]{1,300})(\]\([^()\s]*\))")
EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)([^*_\n]{1,200}?)(?<=\S)(\1)(?!\w)")


_STRAY = re.compile(r"(?<=\w)\*+(?=[\s,.;:!?]|$)|(?:^|(?<=\s))\*+(?=\w)")


def plain(words: str) -> str:
    """The words without the marks of links and emphasis, and without half a pair that a cut has left."""
    return _STRAY.sub("", EMPHASIS.sub(r"\2", LINK.sub(r"\2", words)))
