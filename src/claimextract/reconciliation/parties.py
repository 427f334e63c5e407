"""Whom two claims name: others than each other, or the same."""

import re

from claimextract.language.names import same_name

from .likeness import shared_quote
from .places import one_place
from .slots import Slots
from .wording import read

# So many words that are no names tell which report is called untrue.
_REPORTED = 3
_DAY_OR_MONTH = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December"
)


def other_parties(a: Slots, b: Slots) -> tuple[str, str] | None:
    """Who is named on one side only, for both sides, where that makes it another matter: another place, another person.

    It does where the two share no name, and where they differ in nothing but names. Who calls a report untrue may tell
    it without its names.
    """
    only_a, only_b = alone(a, b), alone(b, a)
    if not only_a or not only_b or shared_quote(a.wording, b.wording):
        return None
    if one_place(only_a, only_b, (a.article, b.article)):
        return None
    share = len(only_a) < len(a.wording.parties) or len(only_b) < len(b.wording.parties)
    more = (a.wording.plain ^ b.wording.plain) - a.wording.names - b.wording.names
    return None if more and (share or _one_report(a, b)) else (", ".join(only_a), ", ".join(only_b))


def alone(a: Slots, b: Slots) -> list[str]:
    """The parties of ``a`` that ``b`` does not speak of, by that name or another form of it."""
    return [
        name
        for name in a.wording.parties
        if not _DAY_OR_MONTH.fullmatch(name)
        and not read(name).plain <= b.words
        and not any(same_name(name, other) for other in b.wording.parties)
    ]


def _one_report(a: Slots, b: Slots) -> bool:
    """Whether one calls untrue what the other says, in many words that are no names, or with no other name.

    A capital that only opens a text need be no name: "Librarian made it up".
    """
    if a.denies_whole == b.denies_whole:
        return False
    denial, other = (a, b) if a.denies_whole else (b, a)
    opening = all(re.match(rf"{re.escape(name)}[\s,:]", denial.text) for name in alone(denial, other))
    return len(denial.wording.said & other.wording.said) >= (1 if opening else _REPORTED)
