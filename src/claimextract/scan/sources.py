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
from .salience import BESIDE, INNER_SUBJECT, SUBJECT, Salience, first_fitting

if TYPE_CHECKING:
    from spacy.tokens import Token

_GENDERS = {"he": "male", "him": "male", "she": "female", "her": "female"}
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
        self.salience = Salience()

    def spoke(self, resolved: Resolved, at: int) -> None:
        """Remember the source of a passage that begins at an offset."""
        if resolved.member is not None:
            self.salience.spoke(resolved.member, at)

    def enter(self, block: ParsedBlock) -> None:
        """Remember who is named in a block, before its passages are looked for."""
        for sentence in block.doc.sents:
            self.salience.sentence(block.block.start + sentence.start_char)
        spans = {
            span.start: member
            for member in self.cast.members
            for span in member.mentions
            if block.block.start <= span.start < block.block.end
        }
        for token in block.doc:
            if block.quoted[token.i]:
                continue
            at, subject = block.start(token), token.dep_ in {"nsubj", "nsubjpass"}
            weight = SUBJECT if token.head.dep_ in {"ROOT", "conj"} else INNER_SUBJECT
            if subject and token.text[0].isupper() and token.pos_ != "PRON":
                name = _name_of(block, token)
                member = self.cast.find(name, "person") or self.cast.find(name)
                if member is not None:
                    self.salience.mention(member, at, weight)
            elif subject and token.lower_ in {"he", "she"}:
                member = self._meant(block, token)[0]
                if member is not None:
                    self.salience.mention(member, at, weight)
            elif at in spans:
                self.salience.mention(spans[at], at, SUBJECT if token.is_sent_start else BESIDE)

    def _meant(self, block: ParsedBlock, pronoun: "Token") -> tuple[Person | None, Confidence]:
        """Whom a pronoun most likely means."""
        gender = _GENDERS.get(pronoun.lower_)

        def fits(member: Person) -> bool:
            if gender is not None:
                return member.kind in {"person", "anonymous"} and not member.plural and member.gender in (None, gender)
            return member.plural if pronoun.lower_ == "they" else member.kind in {"organization", "document"}

        at = block.start(pronoun)
        here = self.salience.subjects(block.block.start, at, fits)
        if here:
            return here[-1], "sure"
        member, clear = first_fitting(self.salience.ranked(at, fits))
        return member, "likely" if clear else "unsure"

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
        if subject.pos_ == "PRON" and word in {*_GENDERS, "they", "it", "this", "these", "those"}:
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
        said_by = _governing_source(subject)
        if said_by is not None and said_by != subject and (governing := self.resolve(block, said_by)) is not None:
            return Resolved(governing.member, mention, "likely", "pronoun")
        member, confidence = self._meant(block, subject)
        if member is None:
            return Resolved(None, mention, "unsure", "pronoun") if word != "it" else None
        if word in _GENDERS:
            member.gender = _GENDERS[word]
        return Resolved(member, mention, confidence, "pronoun")

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
