"""Who is present in the reader's mind at some point of a text: what a pronoun or an untagged quotation can mean.

Every mention outside quotation marks counts, subjects most, the best one of each sentence, and fades with each sentence
(after Lappin and Leass 1994).
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .cast import Person

SUBJECT, INTRODUCED, INNER, BESIDE, SPEAKER = 1.0, 0.7, 0.4, 0.3, 0.3
_FADES = 0.4  # per sentence
_FORGOTTEN = 25  # sentences


@dataclass(frozen=True)
class Presence:
    """A mention at an offset, or a speaker's words that begin there."""

    at: int
    member: Person
    weight: float
    spoke: bool = False
    number: int = 0  # in the order in which they were found


class Salience:
    """Mentions and speakers of a text up to the block that is being read."""

    def __init__(self) -> None:
        self._present: list[Presence] = []  # by offset; they are not found in text order
        self._sentences: list[int] = []

    def sentence(self, start: int) -> None:
        """A sentence begins."""
        self._sentences.append(start)

    def mention(self, at: int, member: Person, weight: float) -> None:
        """A member is named at an offset."""
        insort(self._present, Presence(at, member, weight, number=len(self._present)), key=_place)

    def spoke(self, member: Person, at: int) -> None:
        """Words of a member begin at an offset."""
        insort(self._present, Presence(at, member, SPEAKER, spoke=True, number=len(self._present)), key=_place)

    def ranked(self, at: int, fits: Callable[[Person], bool], since: int = 0) -> list[tuple[float, Person]]:
        """The members present between two offsets, most salient at the later one first."""
        here = bisect_right(self._sentences, at)
        if here > _FORGOTTEN:
            since = max(since, self._sentences[here - _FORGOTTEN - 1])
        best: dict[tuple[int, int], float] = {}
        members: dict[int, Person] = {}
        for presence in sorted(self._between(since, at), key=lambda p: p.number):
            if fits(presence.member):
                members[id(presence.member)] = presence.member
                key = id(presence.member), here - bisect_right(self._sentences, presence.at)
                best[key] = max(best.get(key, 0.0), presence.weight)
        scores: dict[int, float] = defaultdict(float)
        for (member, sentences), weight in best.items():
            scores[member] += weight * _FADES**sentences
        return sorted(((score, members[key]) for key, score in scores.items()), key=lambda item: -item[0])

    def subjects(self, start: int, end: int, fits: Callable[[Person], bool]) -> list[Person]:
        """The members who are subjects between two offsets, in text order."""
        return [p.member for p in self._between(start, end) if not p.spoke and p.weight > BESIDE and fits(p.member)]

    def last_speaker(self, at: int) -> Person | None:
        """Whose words stand last before an offset, or who is the subject of what follows them."""
        last: Presence | None = None
        for n in range(bisect_left(self._present, at, key=_place) - 1, -1, -1):
            p = self._present[n]
            if last is None or p.at == last.at:
                named = p.weight >= SUBJECT and p.member.kind == "person"
                last = p if p.spoke or named else last
            if p.spoke:
                return last.member if last is not None else None
        return None

    def _between(self, start: int, end: int) -> Sequence[Presence]:
        first, stop = (bisect_left(self._present, at, key=_place) for at in (start, end))
        return self._present[first:stop]


def _place(presence: Presence) -> int:
    return presence.at


def first_fitting(ranked: Sequence[tuple[float, Person]]) -> tuple[Person | None, bool]:
    """The most salient member, and whether no other comes near it."""
    if not ranked:
        return None, False
    clear = len(ranked) == 1 or ranked[1][0] < ranked[0][0] * 0.6
    return ranked[0][1], clear
