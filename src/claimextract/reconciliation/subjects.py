"""Two claims that speak of one thing and say different things of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .wording import Wording, is_content, stem, tokens

# Each of two claims on one thing has so many words of its own on it, and the name of a thing at most so many.
_OWN, _LONGEST = 2, 4
# A phrase of so many content words tells something by itself.
_TELLING = 4
# Among so many words from its beginning a text names its subject.
_FIRST = 3
_DETERMINERS = frozenset("the a an its his her their our this that these those both all every each no".split())
# What stands between the words of a name: "the boat shed in the old harbour".
_JOINS = frozenset("of in at on near along for from and the a an".split())
# Of a phrase that tells a deed, two texts say the same in part: "leaders met in Torvik".
_DEEDS_TEXT = """
met made took came went gave got left lost won held began rose fell broke sent spent built bought sold led ran found
felt kept said told saw grew drew flew struck hit put set cut shot killed died
"""
_DEEDS = frozenset(_DEEDS_TEXT.split())
_ENDED = re.compile(r"[a-z]{4,}ed")


def one_thing(a: Wording, b: Wording, text_a: str, text_b: str) -> str | None:
    """The name of a thing that is all that two texts have in common, where each says several words more of it.

    Two sentences on "the boat shed in Dray Street" share four words, and yet one thing.
    """
    shared = a.plain & b.plain
    if not 1 < len(shared) <= _LONGEST or any(len(side.plain - shared) < _OWN for side in (a, b)):
        return None
    named = [_phrase(text, shared) for text in (text_a, text_b)]
    if named[0] is None or named[1] is None or named[0].stems != named[1].stems:
        return None
    return named[0].text if named[0].opened or named[1].opened else None


def same_subject(a: Wording, b: Wording) -> bool:
    """Whether two texts name one subject at their beginning, and share more than that phrase."""
    first_a, first_b = (list(dict.fromkeys(side.order)) for side in (a, b))
    opened = bool(first_a and first_b) and (first_a[0] in first_b[:_FIRST] or first_b[0] in first_a[:_FIRST])
    return opened and not _one_phrase(first_a, first_b)


def only_one_phrase(a: Wording, b: Wording, text_a: str, text_b: str) -> bool:
    """Whether two texts share a phrase that tells no deed and nothing beside it, and each says several words more."""
    shared = a.plain & b.plain
    own = min(len(a.plain - shared), len(b.plain - shared))
    if not 0 < len(shared) < _TELLING or own < _OWN:
        return False
    if not _one_phrase(list(dict.fromkeys(a.order)), list(dict.fromkeys(b.order))):
        return False
    # "Related" with a capital is a name.
    told = (word for text in (text_a, text_b) for _, word in tokens(text) if tells_deed(word))
    return not any(stem(word) in shared for word in told)


def _one_phrase(a: Sequence[str], b: Sequence[str]) -> bool:
    shared = set(a) & set(b)
    places = [[place for place, word in enumerate(side) if word in shared] for side in (a, b)]
    return all(not side or side[-1] - side[0] < len(side) for side in places)


def tells_deed(word: str) -> bool:
    """Whether a word has the look of a verb in the past."""
    return word in _DEEDS or _ENDED.fullmatch(word) is not None


@dataclass(frozen=True)
class _Phrase:
    """A phrase as written, the stems of its content words, and whether an article or the like opens it."""

    text: str
    stems: tuple[str, ...]
    opened: bool


def _phrase(text: str, shared: frozenset[str]) -> _Phrase | None:
    """The phrase of the shared stems, where they stand side by side as the words of a name do."""
    words = [word for _, word in tokens(text)]
    places: dict[str, int] = {}
    for place, word in enumerate(words):
        plain = word.lower()
        if is_content(plain) and (short := stem(plain)) in shared:
            places.setdefault(short, place)
    start, end = min(places.values(), default=0), max(places.values(), default=-1) + 1
    if places.keys() != shared or any(
        word.lower() not in _JOINS for place, word in enumerate(words[start:end], start) if place not in places.values()
    ):
        return None
    if any(tells_deed(word) for word in words[start:end]):
        return None
    opened = start > 0 and words[start - 1].lower() in _DETERMINERS
    return _Phrase(" ".join(words[start:end]), tuple(sorted(places, key=places.__getitem__)), opened)
