"""Finds words in a document, by four tiers of likeness and never by edit distance."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ..models import Tier
from .folding import fold

_LEVELLED: tuple[Tier, ...] = ("whitespace", "typography", "case")
_APOSTROPHES = "'’"
_SEPARATORS = ".,'’·:/⁄٫٬"
_FIXED_SPACES = "\u00a0\u2009\u202f"
# Scripts that put no space between words: a word may begin and end at any of their letters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
_KATAKANA = re.compile("[\u30a1-\u30ff\uff66-\uff9f]")
_PREFIXES = "non un anti ex pre post mis counter pseudo quasi semi half vice former would-be so-called"
_PREFIX_BEFORE = re.compile(rf"(?<!\w)(?:{'|'.join(_PREFIXES.split())})[-‐‑]$", re.IGNORECASE)
_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = "(?:one|two|three|four|five|six|seven|eight|nine|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
_TENS_BEFORE = re.compile(rf"(?<!\w){_TENS}[-‐‑]$", re.IGNORECASE)
# A minus sign or a leading decimal point: -5, -$5, .5.
_AMOUNT = re.compile(r"[\d$€£¥]")
_SIGN_BEFORE = re.compile(r"(?:^|[\s(\[$€£¥])[-−–.][$€£¥]?$")
_ONES_AFTER = re.compile(rf"[-‐‑]{_ONES}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Located:
    """Where words stand in a text, ``[start, end)`` in code points, and the tier at which they were recognised."""

    start: int
    end: int
    tier: Tier


def locate(words: str, text: str, within: tuple[int, int] | None = None) -> Located | None:
    """Find ``words`` in ``text``: as they are, else with white space, typography or letter case levelled.

    The tiers are tried in that order, each including the one before. A match never cuts a word, a number, an expanded
    character or a combining sequence. A place inside ``within`` is preferred, at whatever tier; else the first place
    counts. None for words that do not stand there, and for words without a letter or digit.
    """
    words = words.strip()
    if not any(character.isalnum() for character in words):
        return None
    if within is not None:
        low, high = max(0, within[0]), min(len(text), within[1])
        found = _search(words, text, low, high) if low < high else None
        if found:
            return found
    return _search(words, text, 0, len(text))


def _search(words: str, text: str, low: int, high: int) -> Located | None:
    for start in _occurrences(words, text, low, high):
        if _stands_free(text, start, start + len(words)):
            return Located(start, start + len(words), "exact")
    part = text[low:high]
    for tier in _LEVELLED:
        needle, folded = fold(words, tier).text.strip(), fold(part, tier)
        if not needle:
            return None
        for position in _occurrences(needle, folded.text, 0, len(folded.text)):
            place = folded.original(position, position + len(needle))
            if place is None:
                continue
            start, end = place[0] + low, place[1] + low
            if _stands_free(text, start, end) and (tier != "case" or _differs_by_case(words, text[start:end])):
                return Located(start, end, tier)
    return None


def _occurrences(needle: str, text: str, low: int, high: int) -> Iterator[int]:
    position = text.find(needle, low, high)
    while position >= 0:
        yield position
        position = text.find(needle, position + 1, high)


def _differs_by_case(words: str, found: str) -> bool:
    """Whether nothing but case differs: ß and ss are one letter in capitals only ("Maße" is not "Masse")."""
    levelled = fold(words, "typography").text.strip(), fold(found, "typography").text
    pairs = zip(levelled[0].split(), levelled[1].split(), strict=True)
    return all(("ß" in a.lower()) == ("ß" in b.lower()) or a.isupper() or b.isupper() for a, b in pairs)


def _stands_free(text: str, start: int, end: int) -> bool:
    return (
        start < end
        and not _cuts(text, start)
        and not _cuts(text, end)
        and not _drops_before(text, start)
        and not _drops_after(text, end)
    )


def _cuts(text: str, position: int) -> bool:
    """Whether a boundary here would go through a word, a number or a combining sequence."""
    if not 0 < position < len(text):
        return False
    left, right = text[position - 1], text[position]
    if unicodedata.category(right)[0] == "M" or "\u200d" in (left, right):
        return True
    if left.isdigit() and right in _SEPARATORS and text[position + 1 : position + 2].isdigit():
        return True
    if right.isdigit() and left in _SEPARATORS and text[position - 2 : position - 1].isdigit():
        return True
    if _parts_thousands(text, position) or _parts_thousands(text, position - 1):
        return True
    return _cuts_word(text, position)


def _parts_thousands(text: str, position: int) -> bool:
    """Whether a fixed space that parts thousands stands here: 1 000 000."""
    return bool(
        position > 0
        and text[position] in _FIXED_SPACES
        and text[position - 1].isdigit()
        and re.match(r"\d{3}(?!\d)", text[position + 1 : position + 5])
    )


def _cuts_word(text: str, position: int) -> bool:
    # A mark, or an invisible character inside a word, belongs to the letter before it.
    before = position - 1
    while before > 0 and (unicodedata.category(text[before])[0] == "M" or text[before] in "\u00ad\u2060"):
        before -= 1
    after = position
    while after < len(text) - 1 and text[after] in "\u00ad\u2060":
        after += 1
    left, right = text[before], text[after]
    if not ((left.isalnum() or left == "_") and (right.isalnum() or right == "_")):
        return False
    if left.isnumeric() and right.isnumeric():
        return True
    if _UNSPACED.match(left) or _UNSPACED.match(right):
        return False
    return bool(_KATAKANA.match(left)) == bool(_KATAKANA.match(right))


def _drops_before(text: str, start: int) -> bool:
    """Whether the match would lose what turns its first word round: a sign, a negating prefix, half a number word."""
    head = text[max(0, start - 12) : start]
    if _AMOUNT.match(text[start]) and _SIGN_BEFORE.search(head):
        return True
    if re.match(r"(?:s|t|re|ve|ll|d|m)\b", text[start : start + 3], re.IGNORECASE) and re.search(r"\w['’]$", head):
        return True
    after_hyphen = head[-1:] in "-‐‑" and bool(head)
    return after_hyphen and bool(
        _PREFIX_BEFORE.search(head) or (_TENS_BEFORE.search(head) and _ONES_AFTER.match(text[start - 1 : start + 10]))
    )


def _drops_after(text: str, end: int) -> bool:
    """Whether the match would lose what turns its last word round: the n't of "can't", half a number word."""
    tail = text[end : end + 10]
    if tail[:1] in _APOSTROPHES and re.match(r".t\b", tail, re.IGNORECASE):
        return text[end - 1] in "nN"
    return bool(_ONES_AFTER.match(tail) and re.search(rf"(?<!\w){_TENS}$", text[max(0, end - 12) : end], re.IGNORECASE))
