"""The cast: who and what is named in a document, with roles, so that "Cooper" and "he" find their name again."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimextract.language.names import name_words
from claimextract.models import CastMember, SourceKind, Span


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
    _places: set[tuple[int, int]] = field(default_factory=set)

    def named(self, span: Span) -> None:
        """Enter a mention, once."""
        if (span.start, span.end) not in self._places:
            self._places.add((span.start, span.end))
            self.mentions.append(span)


class Cast:
    """Names in the order of their first mention, found again by any shorter form."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.members: list[Person] = []
        self._by_word: dict[str, list[Person]] = {}

    def add(
        self, name: str, kind: SourceKind, span: Span | None, role: str | None = None, head: str | None = None
    ) -> Person:
        """Find the member of that name, or enter it."""
        member = self.find(name, kind, span.start if span is not None else None)
        if member is None:
            member = Person(name, kind, head=head)
            self.members.append(member)
            for word in name_words(name):
                self._by_word.setdefault(word, []).append(member)
        elif kind == "person" and member.kind == "person" and _completes(name, member.name):
            for word in name_words(name):
                if member not in self._by_word.setdefault(word, []):
                    self._by_word[word].append(member)
            member.name = name
        if span is not None:
            member.named(span)
        if role is not None and role not in member.roles and not set(name_words(role)) <= set(name_words(member.name)):
            member.role = member.role or role
            member.roles.append(role)
        return member

    def joint(self, people: Sequence[Person], span: Span) -> Person:
        """Find or enter several people as one source: no shorter name finds them."""
        name = f"{', '.join(person.name for person in people[:-1])} and {people[-1].name}"
        member = next((m for m in self.members if m.name == name), None)
        if member is None:
            member = Person(name, "person", plural=True)
            self.members.append(member)
        member.named(span)
        return member

    def find(self, name: str, kind: SourceKind | None = None, at: int | None = None) -> Person | None:
        """The member whom this name can mean: of the same words, or the one most named that bears the surname.

        Of two who are named in full equally often the last one before the offset ``at`` is meant.
        """
        words = name_words(name)
        if not words:
            return None
        fitting = [m for m in self._by_word.get(words[-1], []) if _means(words, name_words(m.name), m.kind, kind)]
        if kind is not None and any(m.kind == kind for m in fitting):
            fitting = [m for m in fitting if m.kind == kind]
        fitting = [m for m in fitting if name_words(m.name) == words] or fitting
        if len(fitting) < 2:
            return fitting[0] if fitting else None

        def prominence(member: Person) -> tuple[int, int]:
            full = [span.start for span in member.mentions if at is None or " " in span.exact]
            return len(full), max((start for start in full if at is not None and start < at), default=-1)

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


def _completes(name: str, known: str) -> bool:
    """Whether a name says more than the known one: "Crooked" in front of a full name does not."""
    words, fewer = name_words(name), name_words(known)
    return len(words) > len(fewer) and not (" " in known and words[-len(fewer) :] == fewer)


def _means(short: Sequence[str], full: Sequence[str], kind: SourceKind, wanted: SourceKind | None) -> bool:
    if list(short) == list(full):
        return True
    if kind != "person" or wanted not in (None, "person"):
        return False
    # One word is a surname, or a given name, or the family name that stands first ("Xi" of Xi Jinping).
    if len(short) == 1:
        return short[0] in {full[0], full[-1]}
    if len(full) == 1:
        return full[0] in {short[0], short[-1]}
    return short[-1] == full[-1] and (short[0][0] == full[0][0] or list(short) == list(full[-len(short) :]))
