"""Where a text puts what happened, and whose it is: a headline that capitalises every word has no names to read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claimextract.language.names import COUNTRIES, place_of

from .subjects import tells_deed
from .wording import is_content, stem, tokens

_WHERE = frozenset({"in", "near", "across", "off", "outside"})
# "in the far north of China": so many words may stand before the country.
_REACH = 3
_WHOSE = frozenset({"USA", "UK", "EU"})
_COUNTRIES = frozenset(stem(country) for country in COUNTRIES)


@dataclass(frozen=True)
class Places:
    """The countries in or near which a text puts something, and whose each thing is, by its noun; all as stems."""

    located: frozenset[str]
    peoples: Mapping[str, str]


def places_in(text: str) -> Places:
    """Read the countries of a text: "near Greece", "Greek police"."""
    words = [word for _, word in tokens(text)]
    return Places(_located(words), _peoples(words))


def _located(words: Sequence[str]) -> frozenset[str]:
    found = set()
    for place, word in enumerate(words):
        before = [other.lower() for other in words[max(0, place - _REACH) : place]]
        after = words[place + 1].lower() if place + 1 < len(words) else ""
        # "in a US airstrike" says whose it was, not where.
        whose = word in _WHOSE and is_content(after)
        if _is_country(word) and _WHERE.intersection(before) and not whose:
            found.add(stem(word.lower()))
    return frozenset(found)


def _peoples(words: Sequence[str]) -> Mapping[str, str]:
    return {
        stem(noun.lower()): stem(word.lower())
        for word, noun in pairwise(words)
        if _is_country(word) and place_of(word) != word.lower()
    }


def elsewhere(here: Places, there: Places) -> tuple[str, str] | None:
    """The two countries, where two texts put like things into different ones."""
    if here.located and there.located and not here.located & there.located:
        return min(here.located), min(there.located)
    own, other = here.peoples, there.peoples
    apart = sorted((own[noun], other[noun]) for noun in own.keys() & other.keys() if own[noun] != other[noun])
    return apart[0] if apart else None


def one_place(names: Sequence[str], others: Sequence[str], articles: Sequence[str]) -> bool:
    """Whether an article says that something of one name is in or at another: "the Selma works in Quay Street".

    Then one may be named for the other.
    """
    return any(
        _stands_in(x, y, text) or _stands_in(y, x, text)
        for x in names
        for y in others
        for text in articles
        if x in text and y in text
    )


def _stands_in(name: str, place: str, text: str) -> bool:
    pattern = rf"\b{re.escape(name)}((?:\s+[a-z]+){{1,3}})\s+(?:in|at|on|near)\s+(?:the\s+)?{re.escape(place)}\b"
    found = (match[1].split() for match in re.finditer(pattern, text))
    return any(all(is_content(word) and not tells_deed(word) for word in words) for words in found)


def _is_country(word: str) -> bool:
    return word[:1].isupper() and stem(word.lower()) in _COUNTRIES
