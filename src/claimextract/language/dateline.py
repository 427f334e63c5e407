"""The dateline of a news story: "HAVENFORD (NPA) — A bridge fell"."""

import re

_PLACE = r"\s*[A-Z]{2}[A-Z .'’-]{0,40}(?:, (?:[A-Z][\w.]*|\d{1,2})(?: (?:[A-Z][\w.]*|\d{1,2})){0,2})?"
_DATELINE = re.compile(_PLACE + r"(?:\s*\((?P<agency>[A-Z][\w .&]{1,24})\)\s*[-–—]+|\s+[-–—]{1,2})\s+(?=[A-Z“\"‘'])")


def dateline(text: str, start: int = 0) -> tuple[str | None, int] | None:
    """The agency that a dateline at ``start`` names, if any, and where the story begins behind it."""
    found = _DATELINE.match(text, start)
    return (found["agency"], found.end()) if found else None
