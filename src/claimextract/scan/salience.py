"""Who is present in the reader's mind at some point of a text: what a pronoun or an untagged quotation can mean.

Every mention outside quotation marks counts, subjects most, the best one of each sentence, and fades with each sentence
(after Lappin and Leass 1994).
"""

from bisect import bisect_right
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


class Salience:
    """Mentions and speakers of a text up to the block that is being read."""

    def __init__(self) -> None:
        self._present: list[Presence] = []
        self._sentences: list[int] = []

    def sentence(self, start: int) -> None:
        """A sentence begins."""
        self._sentences.append(start)

    def mention(self, at: int, member: Person, weight: float) -> None:
        """A member is named at an offset."""
        self._present.append(Presence(at, member, weight))

    def spoke(self, member: Person, at: int) -> None:
        """Words of a member begin at an offset."""
        self._present.append(Presence(at, member, SPEAKER, spoke=True))

    def ranked(self, at: int, fits: Callable[[Person], bool], since: int = 0) -> list[tuple[float, Person]]:
        """The members present between two offsets, most salient at the later one first."""
        here = bisect_right(self._sentences, at)
        best: dict[tuple[int, int], float] = {}
        members: dict[int, Person] = {}
        for presence in self._present:
            sentences = here - bisect_right(self._sentences, presence.at)
            if since <= presence.at < at and sentences <= _FORGOTTEN and fits(presence.member):
                members[id(presence.member)] = presence.member
                key = id(presence.member), sentences
                best[key] = max(best.get(key, 0.0), presence.weight)
        scores: dict[int, float] = defaultdict(float)
        for (member, sentences), weight in best.items():
            scores[member] += weight * _FADES**sentences
        return sorted(((score, members[key]) for key, score in scores.items()), key=lambda item: -item[0])

    def subjects(self, start: int, end: int, fits: Callable[[Person], bool]) -> list[Person]:
        """The members who are subjects between two offsets, in text order."""
        return [
            p.member
            for p in sorted(self._present, key=lambda p: p.at)
            if start <= p.at < end and not p.spoke and p.weight > BESIDE and fits(p.member)
        ]

    def last_speaker(self, at: int) -> Person | None:
        """Whose words stand last before an offset, or who is the subject of what follows them.

        Passages are not found in text order.
        """
        earlier = [
            p for p in self._present if p.at < at and (p.spoke or (p.weight >= SUBJECT and p.member.kind == "person"))
        ]
        return max(earlier, key=lambda p: p.at).member if any(p.spoke for p in earlier) else None


def first_fitting(ranked: Sequence[tuple[float, Person]]) -> tuple[Person | None, bool]:
    """The most salient member, and whether no other comes near it."""
    if not ranked:
        return None, False
    clear = len(ranked) == 1 or ranked[1][0] < ranked[0][0] * 0.6
    return ranked[0][1], clear
