"""The cast: who and what is named in a document, with roles, so that "Cooper" and "he" find their name again."""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimextract.language.names import name_words
from claimextract.models import CastMember, SourceKind, Span

from .cues import MEDIA_WORDS, PERSON_NOUNS
from .parse import ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Span as SpanOfTokens
    from spacy.tokens import Token

_TITLES = frozenset("mr mrs ms miss dr sir lord lady prof professor rev".split())
_COURTESY = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_ROLE_TAGS = frozenset({"PROPN", "NOUN", "ADJ", "PART"})
_RANKS = frozenset(
    "general secretary secretary-general councilor councillor premier king queen prince princess sgt lt gen col adm".split()
)


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
        member = self.find(name, kind)
        if member is None:
            member = Person(name, kind, head=head)
            self.members.append(member)
            for word in name_words(name):
                self._by_word.setdefault(word, []).append(member)
        elif kind == "person" and member.kind == "person" and len(name_words(name)) > len(name_words(member.name)):
            for word in name_words(name):
                if member not in self._by_word.setdefault(word, []):
                    self._by_word[word].append(member)
            member.name = name
        if span is not None and span not in member.mentions:
            member.mentions.append(span)
        member.role = member.role or role
        return member

    def find(self, name: str, kind: SourceKind | None = None) -> Person | None:
        """The latest member whom this name can mean: same words, or a surname with no other given name."""
        words = name_words(name)
        if not words:
            return None
        for member in reversed(self._by_word.get(words[-1], [])):
            if _means(words, name_words(member.name), member.kind, kind):
                return member
        return None

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


def build(text: str, parsed: Iterable[ParsedBlock], authors: Sequence[str]) -> Cast:
    """Enter the authors, and every person and organization that the parser names, full names first."""
    cast = Cast(text)
    for author in authors:
        cast.add(author, "person", None)
    people: list[tuple[int, int, str, str | None]] = []
    others: list[tuple[int, int, str, str]] = []
    blocks = list(parsed)
    for block in blocks:
        if block.block.kind == "notice":
            continue
        for entity in block.doc.ents:
            first = name_start(entity) if entity.label_ == "PERSON" else entity.start_char
            start, end = _trim(text, block.block.start + first, block.block.start + entity.end_char)
            if start >= end:
                continue
            if entity.label_ == "PERSON" and _looks_like_a_name(text[start:end]):
                people.append((start, end, text[start:end], role_of(block, entity.root)))
            elif entity.label_ in {"ORG", "GPE", "NORP", "FAC", "LOC"}:
                others.append((start, end, text[start:end], entity.label_))
    for start, end, name, role in sorted(people, key=lambda item: -len(name_words(item[2]))):
        cast.add(name, "person", Span.of(text, start, end), role)
    for start, end, name, label in others:
        words = name_words(name)
        known = cast.find(name, "person") if len(words) == 1 else None
        full = name_words(known.name) if known is not None else []
        # The parser takes many a bare surname for a body.
        if known is not None and len(full) > 1 and (words[0] == full[-1] or label in {"ORG", "FAC"}):
            known.mentions.append(Span.of(text, start, end))
        else:
            cast.add(name, "organization", Span.of(text, start, end))
    return cast


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    name = text[start:end]
    match = re.match(r"(?:the|a|an)\s+", name, re.IGNORECASE)
    if match:
        start += match.end()
    end -= len(text[start:end]) - len(re.sub(r"(?:['’]s?|[\s,;:.\]\[*_])+$", "", text[start:end]))
    return start, end


def _looks_like_a_name(name: str) -> bool:
    return bool(re.match(r"[^\W\d_]", name)) and name[0].isupper() and len(name) < 60 and "\n\n" not in name


def name_start(entity: "SpanOfTokens") -> int:
    """Where a person's name begins: the parser often leaves a given name out of it."""
    first = entity[0]
    while first.i > 0:
        before = first.nbor(-1)
        if before.pos_ != "PROPN" or before.ent_type_ or before.dep_ != "compound" or not before.text.isalpha():
            break
        if is_role(before) or before.text.isupper():
            break
        first = before
    return first.idx


def is_role(token: "Token") -> bool:
    """Whether a word before a name is a title or an office."""
    word = token.lower_.strip(".")
    return word in PERSON_NOUNS or word in _TITLES or word in _RANKS


def role_of(block: ParsedBlock, root: "Token") -> str | None:
    """The role that stands with a name: "NATO Secretary-General X", "X, a scholar at Y", "Y's X"."""
    entity = next((e for e in block.doc.ents if e.start <= root.i < e.end), None)
    end = entity.start if entity is not None else root.i
    if entity is not None:
        end -= sum(1 for t in block.doc[: entity.start] if t.idx >= name_start(entity))
    start = end
    while start > root.sent.start:
        token = block.doc[start - 1]
        if block.quoted[token.i] or (token.pos_ not in _ROLE_TAGS and token.text not in {"-", "–"}):
            break
        start -= 1
    role = _words([t for t in block.doc[start:end] if t.lower_.strip(".") not in _COURTESY])
    if role:
        return role
    for child in root.children:
        if child.dep_ == "appos" and child.i > root.i and child.ent_type_ != "PERSON":
            return _words([t for t in child.subtree if not _in_clause(t, child)][:16])
    return None


def _in_clause(token: "Token", head: "Token") -> bool:
    while token != head:
        if token.dep_ in {"relcl", "acl", "appos"}:
            return True
        token = token.head
    return False


def _words(tokens: Sequence["Token"]) -> str | None:
    if not tokens:
        return None
    words = "".join(t.text_with_ws for t in tokens).strip()
    words = re.sub(r"\s+", " ", words).strip(' ,;:.-–—"“”[]()*_')
    words = re.sub(r"^(?:the|a|an|its|his|her|their|former\s+the)\s+", "", words, flags=re.IGNORECASE)
    words = re.sub(r"['’]s$|['’]$", "", words).strip()
    return words if words and any(c.isalpha() for c in words) and len(words) < 120 else None


def kind_of(head: "Token") -> SourceKind:
    """What an unnamed source is: a person who stays anonymous, or a body."""
    lemma = head.lemma_.lower()
    if lemma in PERSON_NOUNS:
        return "anonymous"
    if lemma in MEDIA_WORDS or head.ent_type_ in {"ORG", "GPE"}:
        return "organization"
    return "anonymous"
