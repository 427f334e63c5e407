"""Two texts that somebody puts side by side: likelier to be about one matter than two claims of a collection."""

import re

from .slots import Slots
from .subjects import same_subject

# How much nearer the same subject brings them, and how near that makes them at most.
_NEARER, _AT_MOST = 0.28, 0.45
_SHORT = re.compile(r"\b(?:[A-Z]{2,6}|(?:[A-Z]\.){2,6})(?![\w.])")
# Words that need lend no letter to a short form, but may: "Department of Trade", "DT" or "DOT".
_SMALL = "of|and|for|the|on|in|to|&"
_PASSED_OVER = rf"(?:\s+(?:{_SMALL}))*\s+"


def brought(a: Slots, b: Slots, similarity: float) -> float:
    """The likeness of two texts put side by side, from the ``similarity`` of their words.

    Who reports on one subject in other words shares little but the subject. And who calls a report untrue names it in a
    word or two, which beside the report itself is enough to tell which is meant.
    """
    if a.denies_whole != b.denies_whole and a.wording.plain & b.wording.plain:
        return max(similarity, _AT_MOST)
    if same_subject(a.wording, b.wording):
        return max(similarity, min(similarity + _NEARER, _AT_MOST))
    return similarity


def written_out(text: str, other: str) -> str:
    """The text with each short form whose full name the other has written out: "WTO", "World Trade Organization"."""
    return _SHORT.sub(lambda match: _full(match[0], other) or match[0], text)


def _full(short: str, other: str) -> str | None:
    letters = short.replace(".", "")
    if re.search(rf"\b{letters}\b", other):
        return None
    words = [rf"(?:{letter}[^\W\d_A-Z]+|(?={letter.lower()})(?:{_SMALL}))" for letter in letters]
    match = re.search(rf"\b{_PASSED_OVER.join(words)}\b", other)
    return match[0] if match else None
