"""Reads a text with its white space, typography or letter case levelled, and finds the way back to its offsets."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from ..models import Tier

# Soft hyphen, zero width space, word joiner, byte order mark, direction marks: they print nothing.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff\u200e\u200f"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SINGLE = "'\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\u0060\u00b4\uff07"
_DOUBLE = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u301d\u301e\u301f\uff02'
_MARKS = {**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"')}
# Starters that join the character before them when a text is composed: Hangul vowels and finals, kana voicing.
_JOINING = "\u1160-\u11ff\ud7b0-\ud7fb\uff9e\uff9f"
_LONG = 1000  # characters
# Ideographs, hiragana and Hangul syllables: on their own they never change, and a text may consist of them.
_STABLE = "\u3041-\u3096\u4e00-\u9fff\uac00-\ud7a3"


@dataclass(frozen=True)
class Folded:
    """A levelled text and the stretches at which its offsets part from those of the original."""

    text: str
    starts: list[int]  # of each such stretch, in the levelled text
    ends: list[int]
    original_starts: list[int]
    original_ends: list[int]

    def original(self, start: int, end: int) -> tuple[int, int] | None:
        """The offsets in the original text; None where one would fall inside an expanded character."""
        before = bisect_right(self.ends, start)  # stretches that end at or before the start
        if before < len(self.starts) and self.starts[before] < start:
            return None
        after = bisect_left(self.starts, end)  # stretches that start before the end
        if after and self.ends[after - 1] > end:
            return None
        first = start + (self.original_ends[before - 1] - self.ends[before - 1] if before else 0)
        last = end + (self.original_ends[after - 1] - self.ends[after - 1] if after else 0)
        return first, last


def fold(text: str, tier: Tier) -> Folded:
    """Level ``text`` as far as ``tier`` allows: white space, then typography too, then letter case too.

    White space: a run equals one space. Typography: quotation marks, apostrophes, dashes (a run equals one), invisible
    characters, and Unicode normal form NFKC (UAX 15), except that superscripts, subscripts, circled digits and
    fractions stay what they are. Letter case: Unicode case folding.
    """
    # Documents are folded for every claim again, and must not give way to the claims' own words.
    return _fold(text, tier) if len(text) > _LONG else _fold.__wrapped__(text, tier)


@lru_cache(maxsize=16)
def _fold(text: str, tier: Tier) -> Folded:
    pieces: list[str] = []
    stretches: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
    done, length = 0, 0
    for match in _pattern(tier).finditer(text):
        plain = text[done : match.start()]
        changed = _fold_piece(match.group(), tier)
        pieces += (plain.lower() if tier == "case" else plain, changed)
        done = match.end()
        length += len(plain)
        if len(changed) != 1 or match.end() - match.start() != 1:
            for values, value in zip(stretches, (length, length + len(changed), *match.span()), strict=True):
                values.append(value)
        length += len(changed)
    pieces.append(text[done:].lower() if tier == "case" else text[done:])
    return Folded("".join(pieces), *stretches)


@cache
def _pattern(tier: Tier) -> re.Pattern[str]:
    """What may change at a tier; all between two matches is ASCII or stays as it is."""
    if tier == "whitespace":
        return re.compile(r"\s{2,}|[^\S ]")
    combining = _combining_class()
    return re.compile(
        rf"[{_INVISIBLE}]+(?:\s[\s{_INVISIBLE}]*)?|\s[\s{_INVISIBLE}]+|[^\S ]"
        rf"|[{_DASHES}]{{2,}}|.[{combining}]+|[^\x00-\x7f{_STABLE}]|`",
        re.DOTALL,
    )


@cache
def _combining_class() -> str:
    """A character class of all that belongs to the character before it."""
    codes = [code for code in range(0x300, 0xE01F0) if unicodedata.category(chr(code))[0] == "M"]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + _JOINING


@lru_cache(maxsize=65536)
def _fold_piece(piece: str, tier: Tier) -> str:
    if piece[0] in _INVISIBLE or piece[0].isspace():
        # The mark of a mark on a space stays; a run of white space becomes one space, of invisible characters nothing.
        if unicodedata.category(piece[-1])[0] == "M":
            return piece
        return " " if any(character.isspace() for character in piece) else ""
    if piece[0] in _DASHES and all(character in _DASHES for character in piece):
        return "-"
    folded = _MARKS.get(piece) or _compose(piece)
    # Capital İ is the capital of i in the languages that write it.
    return folded.replace("İ", "i").casefold() if tier == "case" else folded


def _compose(piece: str) -> str:
    if any(_keeps_its_form(character) for character in piece):
        return unicodedata.normalize("NFC", piece)
    composed = unicodedata.normalize("NFKC", piece)
    # The spacing forms of accents would turn into a space with a mark, and no white space is ever made up.
    return unicodedata.normalize("NFC", piece) if " " in composed else composed


def _keeps_its_form(character: str) -> bool:
    """Whether compatibility folding would change a digit or what it means: 10², CO₂, ①, ½, ㎡."""
    if character < "\x80" or unicodedata.category(character) == "Nd":
        return False
    kind = unicodedata.decomposition(character).split(" ")[0]
    return kind in {"<super>", "<sub>", "<fraction>"} or any(
        folded.isdigit() for folded in unicodedata.normalize("NFKC", character)
    )
