"""The cast: who and what is named in a document, with roles, so that "Cooper" and "he" find their name again."""

import re
import sys
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from claimextract.language.names import name_words, plain_words
from claimextract.models import CastMember, SourceKind, Span

from .places import Places

_BEHIND = re.compile(r" (?:of|at|for|in|to|on|with|from|by|who|whose|that|which)\b")


@dataclass
class Person:
    """A cast member while the cast is being built."""

    name: str
    kind: SourceKind
    role: str | None = None
    mentions: list[Span] = field(default_factory=list)
    gender: str | None = None
    head: str | None = None  # the noun of an unnamed source: "official"
    plural: bool = False
    place: bool = False  # a body whose name is a place's
    roles: list[str] = field(default_factory=list)  # all that the text gives; ``role`` is the first
    number: int = 0  # among the members of the cast
    full: list[int] = field(default_factory=list)  # where the mentions of several words begin, in text order
    places: set[tuple[int, int]] = field(default_factory=set)


class Cast:
    """Names in the order of their first mention, found again by any shorter form."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.members: list[Person] = []
        self._by_word: dict[str, list[Person]] = {}
        self._by_head: dict[str, list[Person]] = defaultdict(list)
        self._by_office: dict[str, list[Person]] = defaultdict(list)
        self._mentions: Places[tuple[Person, Span]] = Places()

    def add(
        self, name: str, kind: SourceKind, span: Span | None, role: str | None = None, head: str | None = None
    ) -> Person:
        """Find the member of that name, or enter it."""
        member = self.find(name, kind, span.start if span is not None else None)
        if member is None:
            member = self._enter(Person(name, kind, head=head))
            for word in name_words(name):
                self._by_word.setdefault(word, []).append(member)
        elif kind == "person" and member.kind == "person" and _completes(name, member.name):
            for word in name_words(name):
                if member not in self._by_word.setdefault(word, []):
                    self._by_word[word].append(member)
            member.name = name
        if span is not None:
            self.named(member, span)
        if role is not None and role not in member.roles and not set(name_words(role)) <= set(name_words(member.name)):
            member.role = member.role or role
            member.roles.append(role)
            for office in offices(role):
                if member not in self._by_office[office]:
                    self._by_office[office].append(member)
        return member

    def _enter(self, member: Person) -> Person:
        member.number = len(self.members)
        self.members.append(member)
        if member.head is not None:
            self._by_head[member.head].append(member)
        return member

    def named(self, member: Person, span: Span) -> None:
        """Enter a mention, once."""
        if (span.start, span.end) not in member.places:
            member.places.add((span.start, span.end))
            self.mention(member, span)

    def mention(self, member: Person, span: Span) -> None:
        """Enter a mention, even if it is known."""
        member.mentions.append(span)
        if " " in span.exact:
            insort(member.full, span.start)
        self._mentions.add(span.start, span.end, (member, span))

    def over(self, at: int) -> list[tuple[Person, Span]]:
        """The mentions that an offset stands in, by the order of their members."""
        return sorted(self._mentions.over(at, at + 1), key=_number)

    def beginning(self, start: int, end: int) -> list[tuple[Person, Span]]:
        """The mentions that begin between two offsets, by the order of their members."""
        return sorted(self._mentions.beginning(start, end), key=_number)

    def headed(self, head: str) -> Sequence[Person]:
        """The unnamed sources of a noun, in the order in which they came up."""
        return self._by_head.get(head, ())

    def holders(self, office: str) -> Sequence[Person]:
        """Everyone with a role that can be called by a noun."""
        return self._by_office.get(office, ())

    def joint(self, people: Sequence[Person], span: Span) -> Person:
        """Find or enter several people as one source: no shorter name finds them."""
        name = f"{', '.join(person.name for person in people[:-1])} and {people[-1].name}"
        member = next((m for m in self.members if m.name == name), None)
        if member is None:
            member = self._enter(Person(name, "person", plural=True))
        self.named(member, span)
        return member

    def find(self, name: str, kind: SourceKind | None = None, at: int | None = None) -> Person | None:
        """The member whom this name can mean: of the same words, or the one most named that bears the surname.

        Of two who are named in full equally often the last one before the offset ``at`` is meant.
        """
        words = _words(name)
        if not words:
            return None
        fitting = [m for m in self._by_word.get(words[-1], []) if _means(words, _words(m.name), m.kind, kind)]
        if kind is not None and any(m.kind == kind for m in fitting):
            fitting = [m for m in fitting if m.kind == kind]
        fitting = [m for m in fitting if _words(m.name) == words] or fitting
        if len(fitting) < 2:
            return fitting[0] if fitting else None

        def prominence(member: Person) -> tuple[int, int]:
            if at is None:
                return len(member.mentions), -1
            before = bisect_left(member.full, at)
            return len(member.full), member.full[before - 1] if before else -1

        return max(fitting, key=prominence)

    def ids(self) -> dict[int, str]:
        """The id of each member, by its identity: p1, p2 ... in the order of first mention."""
        ordered = sorted(self.members, key=lambda m: min((span.start for span in m.mentions), default=sys.maxsize))
        return {id(member): f"p{number}" for number, member in enumerate(ordered, 1)}

    def records(self) -> list[CastMember]:
        """The cast as records, in the order of the ids."""
        members = {id(member): member for member in self.members}
        return [
            CastMember(
                id=name,
                name=members[key].name,
                kind=members[key].kind,
                role=members[key].role,
                mentions=tuple(sorted(members[key].mentions, key=lambda span: span.start)),
            )
            for key, name in self.ids().items()
        ]


@lru_cache(maxsize=4096)
def offices(role: str) -> frozenset[str]:
    """The nouns that whoever has a role can be called by: "director" of "director at the mill"."""
    parts = (plain_words(_BEHIND.split(part)[0])[-1:] for part in re.split(r",| and |/", role))
    return frozenset(word for words in parts for word in words)


@lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    return tuple(name_words(name))


def _number(mention: tuple[Person, Span]) -> int:
    return mention[0].number


def _completes(name: str, known: str) -> bool:
    """Whether a name says more than the known one: "Crooked" in front of a full name does not."""
    words, fewer = name_words(name), name_words(known)
    return len(words) > len(fewer) and not (" " in known and words[-len(fewer) :] == fewer)


def _means(short: tuple[str, ...], full: tuple[str, ...], kind: SourceKind, wanted: SourceKind | None) -> bool:
    if short == full:
        return True
    if kind != "person" or wanted not in (None, "person"):
        return False
    # One word is a surname, or a given name, or the family name that stands first ("Xi" of Xi Jinping).
    if len(short) == 1:
        return short[0] in {full[0], full[-1]}
    if len(full) == 1:
        return full[0] in {short[0], short[-1]}
    return short[-1] == full[-1] and (short[0][0] == full[0][0] or short == full[-len(short) :])
