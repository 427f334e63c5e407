"""Who a cue's subject is: a name, a pronoun that stands for one, or somebody who stays unnamed."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimextract.language.names import name_words
from claimextract.models import Confidence, SourceKind, Span

from .cast import Cast, Person, is_role, kind_of, name_start, role_of
from .cues import DOCUMENT_NOUNS, PERSON_NOUNS, SAYING
from .grammar import subject_of
from .parse import ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Token

_HE = frozenset({"he", "him"})
_SHE = frozenset({"she", "her"})
_FIRST = frozenset({"i", "we", "you", "one", "me", "us"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_CLAUSES = frozenset({"relcl", "acl", "appos", "advcl", "parataxis"})
_QUANTIFIERS = frozenset("some many most all both several few other others none each one two three".split())


@dataclass(frozen=True)
class Resolved:
    """The source of one passage."""

    member: Person | None
    mention: Span | None
    confidence: Confidence
    rule: str


NOBODY = Resolved(None, None, "unsure", "none")


class Sources:
    """Resolves subjects in text order and remembers who spoke last."""

    def __init__(self, text: str, cast: Cast) -> None:
        self.text = text
        self.cast = cast
        self.speakers: list[tuple[int, Person]] = []
        self.speaking_bodies: list[tuple[int, Person]] = []
        self.recent: list[tuple[int, Person]] = []  # people as subjects, with the offset at which they stand
        self.bodies: list[tuple[int, Person]] = []  # the same for bodies: the likeliest meaning of "it"

    def spoke(self, resolved: Resolved, at: int) -> None:
        """Remember the source of a passage that begins at an offset."""
        member = resolved.member
        if member is not None:
            (self.speakers if member.kind in {"person", "anonymous"} else self.speaking_bodies).append((at, member))

    def last(self, at: int) -> Person | None:
        """The person who spoke last before an offset."""
        return _latest(self.speakers, at)

    def note_subjects(self, block: ParsedBlock) -> None:
        """Remember the people who are subjects in a block: the likeliest meaning of "he"."""
        for token in block.doc:
            if token.dep_ in {"nsubj", "nsubjpass"} and not block.quoted[token.i] and token.text[0].isupper():
                member = self.cast.find(_name_of(block, token), "person")
                if member is not None and member.kind == "person":
                    self.recent.append((block.start(token), member))
                elif (
                    token.head.dep_ in {"ROOT", "conj"}
                    and token.ent_type_ in {"ORG", "GPE"}
                    and (body := self.cast.find(_name_of(block, token)))
                ):
                    self.bodies.append((block.start(token), body))

    def resolve(self, block: ParsedBlock, subject: "Token") -> Resolved | None:
        """The source that a subject names; None where it cannot be one (first person, nothing animate)."""
        word = subject.lower_
        if word in _FIRST:
            return None
        if word in _RELATIVE:
            head = subject.head
            while head.dep_ not in {"relcl", "acl"} and head.head != head:
                head = head.head
            return self.resolve(block, head.head) if head.head != head and head.head.lower_ not in _RELATIVE else None
        mention = _mention(block, subject, self.text)
        if subject.pos_ == "PRON" and word in _HE | _SHE | {"they", "it", "this", "these", "those"}:
            return self._pronoun(block, subject, mention)
        named = subject.text[0].isupper() and self.cast.find(_name_of(block, subject), "person") is not None
        if named or subject.pos_ == "PROPN" or subject.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}:
            return self._name(block, subject, mention)
        return self._noun(block, subject, mention)

    def _name(self, block: ParsedBlock, subject: "Token", mention: Span) -> Resolved:
        name = _name_of(block, subject)
        member = self.cast.find(name, "person") or self.cast.find(name)
        if member is None:
            # The parser takes a bare surname for a body, and leaves the given name before it out.
            person = subject.ent_type_ == "PERSON" or (subject.ent_type_ == "ORG" and name.endswith(f" {subject.text}"))
            kind: SourceKind = "person" if person and len(_entity_words(subject)) < 2 else "organization"
            kind = "person" if subject.ent_type_ == "PERSON" else kind
            member = self.cast.add(name, kind, mention)
        member.role = member.role or (role_of(block, subject) if member.kind == "person" else None)
        if subject.lemma_.lower() in DOCUMENT_NOUNS:
            member.kind = "document"
        return Resolved(member, mention, "sure", "name")

    def _pronoun(self, block: ParsedBlock, subject: "Token", mention: Span) -> Resolved | None:
        word, at = subject.lower_, block.start(subject)
        if word in {"this", "these", "those"}:
            return None
        if word == "it":
            bodies = [member for offset, member in self.bodies if block.block.start <= offset < at]
            body = bodies[-1] if bodies else _latest(self.speaking_bodies, at)
            return Resolved(body, mention, "likely" if bodies else "unsure", "pronoun") if body else None
        said_by = _governing_source(subject)
        if said_by is not None and said_by != subject and (governing := self.resolve(block, said_by)) is not None:
            return Resolved(governing.member, mention, "likely", "pronoun")
        last = self.last(at)
        if word == "they":
            plural = _latest([item for item in self.speakers if item[1].plural], at)
            return Resolved(plural, mention, "unsure", "pronoun")
        gender = "male" if word in _HE else "female"
        here = [m for offset, m in self.recent if block.block.start <= offset < at and m.gender in (None, gender)]
        if here:
            here[-1].gender = here[-1].gender or gender
            return Resolved(here[-1], mention, "sure", "pronoun")
        if last is not None and last.gender in (None, gender):
            last.gender = last.gender or gender
            return Resolved(last, mention, "likely", "pronoun")
        earlier = [m for offset, m in self.recent if offset < at and m.gender in (None, gender)]
        if earlier:
            return Resolved(earlier[-1], mention, "unsure", "pronoun")
        return Resolved(None, mention, "unsure", "pronoun")

    def _noun(self, block: ParsedBlock, subject: "Token", mention: Span) -> Resolved | None:
        lemma = subject.lemma_.lower()
        if lemma in DOCUMENT_NOUNS:
            author = next((a for by in subject.children if by.lower_ == "by" for a in by.children), None)
            if author is not None and author.pos_ == "PROPN":  # "a 2017 article by ...": its author says it
                return self._name(block, author, _mention(block, author, self.text))
        chunk = re.sub(r"\s+", " ", mention.exact)
        definite = chunk.lower().startswith(("the ", "this ", "that "))
        if lemma in DOCUMENT_NOUNS:
            kind: SourceKind = "document"
        elif lemma in PERSON_NOUNS or lemma in _QUANTIFIERS or subject.pos_ in {"NOUN", "NUM", "ADJ", "PRON", "DET"}:
            kind = kind_of(subject)
        else:
            return None
        for child in subject.children:  # "the spokeswoman, Ana Ruiz, said"
            if child.dep_ == "appos" and child.ent_type_ == "PERSON":
                member = self.cast.find(_name_of(block, child), "person")
                if member is not None:
                    member.role = member.role or re.sub(r"^(?:the|a|an) ", "", chunk, flags=re.I)
                    return Resolved(member, mention, "sure", "name")
        if definite and kind == "anonymous":
            by_role = [m for m in self.cast.members if m.role and lemma in m.role.lower().split()]
            if len(by_role) == 1 and by_role[0].kind == "person":
                return Resolved(by_role[0], mention, "likely", "role")
        if definite:
            same = [m for m in self.cast.members if m.head == lemma and m.kind == kind]
            if same:
                same[-1].mentions.append(mention)
                return Resolved(same[-1], mention, "likely", "noun")
        member = self.cast.add(chunk, kind, mention, head=lemma)
        member.plural = subject.tag_ == "NNS"
        return Resolved(member, mention, "likely", "noun")


def _governing_source(pronoun: "Token") -> "Token | None":
    """The subject of the cue whose content a pronoun stands in: the leaders in "leaders say that they ..."."""
    verb = pronoun.head
    while verb.head != verb:
        if verb.dep_ == "ccomp" and verb.head.lemma_.lower() in SAYING:
            subject = subject_of(verb.head)
            plural = subject is not None and subject.tag_ in {"NNS", "NNPS"}
            fits = subject is not None and subject.pos_ != "PRON" and plural == (pronoun.lower_ == "they")
            return subject if fits else None
        verb = verb.head
    return None


def _latest(said: list[tuple[int, Person]], at: int) -> Person | None:
    """The entry with the greatest offset below ``at``: passages are not found in text order."""
    earlier = [item for item in said if item[0] < at]
    return max(earlier, key=lambda item: item[0])[1] if earlier else None


def _name_of(block: ParsedBlock, token: "Token") -> str:
    """The name around a token: its entity, or the capitalised words that hang on it."""
    for entity in block.doc.ents:
        if entity.start <= token.i < entity.end and entity.label_ in {"PERSON", "ORG", "GPE", "NORP"}:
            name = block.doc.text[name_start(entity) : entity.end_char] if len(entity) == 1 else entity.text
            return _clean(name)
    tokens = [t for t in token.subtree if t.dep_ in {"compound", "flat"} and t.head == token] + [token]
    tokens.sort(key=lambda t: t.i)
    while len(tokens) > 1 and is_role(tokens[0]):
        tokens.pop(0)
    return _clean(block.doc[tokens[0].i : token.i + 1].text)


def _entity_words(token: "Token") -> list[str]:
    return next((e.text.split() for e in token.doc.ents if e.start <= token.i < e.end), [])


def _clean(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" \"“”'’[]()*_,.;:")
    name = re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE)
    return re.sub(r"['’]s$", "", name)


def _mention(block: ParsedBlock, token: "Token", text: str) -> Span:
    """The words of the subject as a person reads them: no relative clauses, no appositions."""
    tokens = [token]
    queue = [token]
    while queue:
        for child in queue.pop().children:
            if child.dep_ in _CLAUSES or child.dep_ == "punct" or (child.dep_ == "prep" and child.lower_ != "of"):
                continue
            if child.i < token.i or child.dep_ in {"prep", "pobj", "cc", "conj", "compound", "amod", "det", "nmod"}:
                tokens.append(child)
                queue.append(child)
    first, last = min(t.i for t in tokens), max(t.i for t in tokens)
    entity = next((e for e in block.doc.ents if e.start <= token.i < e.end and e.label_ == "PERSON"), None)
    if entity is not None:
        first, last = entity.start, entity.end - 1
    if last - first > 24:
        first = last = token.i
    start, end = block.start(block.doc[first]), block.end(block.doc[last])
    raw = text[start:end]
    end -= len(raw) - len(re.sub(r"(?:['’]s)?[\s\"“”*_,\]\[]*$", "", raw))
    start += len(raw) - len(raw.lstrip('"“”*_[ '))
    return Span.of(text, start, max(end, start + 1))


def surname(member: Person) -> str:
    """The last word of a name, folded."""
    words = name_words(member.name)
    return words[-1] if words else member.name
