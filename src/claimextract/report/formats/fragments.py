"""Web addresses that lead to a passage: URL Fragment Text Directives, W3C WICG, section 3."""

import re
from urllib.parse import quote

__all__ = ["passage_address", "web_address"]

_WEB = re.compile(r"https?://[^\s<>\"'`\\\x00-\x20\x7f]+", re.IGNORECASE)
_WHOLE = 120  # a passage of up to so many characters is named whole, a longer one by its first and last words
_WORDS = 5


def web_address(url: str | None) -> str | None:
    """The address if it may be followed with a click: http and https only."""
    return url if url is not None and _WEB.fullmatch(url) else None


def passage_address(url: str | None, passage: str) -> str | None:
    """The address of a passage within a page, which browsers scroll to and highlight; None where there is no page."""
    page = web_address(url)
    words = passage.split()
    if page is None or not words:
        return page
    short = len(passage) <= _WHOLE and "\n" not in passage.strip()
    if short or len(words) <= 2 * _WORDS:
        parts = [" ".join(words)]
    else:
        parts = [" ".join(words[:_WORDS]), " ".join(words[-_WORDS:])]
    directive = ",".join(quote(part, safe="").replace("-", "%2D") for part in parts)
    return f"{page}{'' if '#' in page else '#'}:~:text={directive}"
