"""Who a cue's subject is: a name, a pronoun that stands for one, or somebody who stays unnamed."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimextract.language.names import plain_words
from claimextract.models import Confidence, SourceKind, Span

from .cast import Cast, Person
from .cues import BODY_NOUNS, DOCUMENT_NOUNS, OWN_WORDS, PERSON_NOUNS, SAYING
from .descriptions import Descriptions, definite
from .grammar import subject_of
from .mentions import entity_words, mention_of, name_of, named
from .parse import ParsedBlock
from .prominence import weight_of
from .pronouns import GENDERS, OWNERS, PLURALS, PRONOUNS, Pronouns, governing_source
from .roles import kind_of, role_of
from .salience import BESIDE, INTRODUCED, Salience

if TYPE_CHECKING:
    from spacy.tokens import Token

_FIRST = frozenset({"i", "we", "you", "one", "me", "us", "my", "our", "your"})
_NONE = frozenset({"nobody", "none", "nothing"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_POINTING = frozenset({"this", "these", "those"})
_AGE = re.compile(r"\s*,\s*(?:aged )?\d{1,2}\b")
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})


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
        self.pronouns = Pronouns(cast, self.salience)
        self.descriptions = Descriptions(cast, self.salience)
        self._met: set[int] = set()
        self._plurals: list[tuple[ParsedBlock, Token]] = []

    def spoke(self, resolved: Resolved, at: int) -> None:
        """Remember the source of a passage that begins at an offset."""
        if resolved.member is not None:
            self.salience.spoke(resolved.member, at)

    def enter(self, block: ParsedBlock) -> None:
        """Remember who is named in a block, before its passages are looked for."""
        for sentence in block.doc.sents:
            self.salience.sentence(block.block.start + sentence.start_char)
        mentioned = {
            at: (member, span)
            for member, span in self.cast.beginning(block.block.start, block.block.end)
            for at in range(span.start, span.end)
        }
        weights: dict[int, tuple[int, Person, float]] = {}
        for token in block.doc:
            if block.quoted[token.i]:
                continue
            at = block.start(token)
            member, span = mentioned.get(at, (None, None))
            weight = weight_of(block, token, span)
            if member is not None and span is not None:
                if member.place and weight <= BESIDE:
                    weight = 0.0
                elif " " in span.exact and token.dep_ != "poss" and self._introduces(block, member, span):
                    weight = max(weight, INTRODUCED)
                before = weights.get(span.start, (at, member, 0.0))
                weights[span.start] = (span.start, member, max(before[2], weight))
            elif weight > BESIDE:
                for entry in weights.values():
                    self.salience.mention(*entry)
                weights.clear()
                meant = self._taken_up(block, token)
                if meant is not None:
                    weights[at] = (at, meant, weight)
            if token.tag_ == "NNS" and token.dep_ in {"nsubj", "nsubjpass"} and token.lemma_.lower() in PERSON_NOUNS:
                self._plurals.append((block, token))
        for entry in weights.values():
            self.salience.mention(*entry)
        self._met.update(id(member) for member, _ in mentioned.values())
        self.descriptions.enter(block)

    def _introduces(self, block: ParsedBlock, member: Person, name: Span) -> bool:
        """Whether a full name stands with what its bearer is: an age, or at its first mention a role."""
        if _AGE.match(self.text, name.end):
            return True
        inside = block.tokens(name.start, name.end)
        return id(member) not in self._met and role_of(block, inside[0].i, inside[-1]) is not None

    def _taken_up(self, block: ParsedBlock, token: "Token") -> Person | None:
        """Whom a subject means that is no name."""
        if token.lower_ in {"he", "she"}:
            return self.pronouns.meant(block, token)[0]
        if token.pos_ == "NOUN" and token.lemma_.lower() in PERSON_NOUNS:
            return self._described(block, token, mention_of(block, token, self.text), "anonymous")
        return None

    def _described(self, block: ParsedBlock, noun: "Token", mention: Span, kind: SourceKind) -> Person | None:
        phrase = definite(re.sub(r"\s+", " ", mention.exact))
        return self.descriptions.known(noun, phrase, kind, block.start(noun)) if phrase is not None else None

    @staticmethod
    def is_own(pronoun: "Token") -> bool:
        """Whether a pronoun stands for the speaker in whose reported words it stands."""
        return governing_source(pronoun) is not None

    def resolve(self, block: ParsedBlock, subject: "Token") -> Resolved | None:
        """The source that a subject names; None where it cannot be one (first person, nothing animate)."""
        word = subject.lower_
        if word in _FIRST | _NONE or any(c.dep_ == "det" and c.lower_ in {"no", "neither"} for c in subject.children):
            return None
        if word in _RELATIVE:
            head = subject.head
            while head.dep_ not in {"relcl", "acl"} and head.head != head:
                head = head.head
            return self.resolve(block, head.head) if head.head != head and head.head.lower_ not in _RELATIVE else None
        mention = mention_of(block, subject, self.text)
        if subject.pos_ == "PRON" and word in PRONOUNS | _POINTING:
            return self._pronoun(block, subject, mention)
        if (
            (subject.text[0].isupper() and named(self.cast, block, subject))
            or subject.pos_ == "PROPN"
            or (subject.ent_type_ in _NAMED and subject.lemma_ not in PERSON_NOUNS)
        ):
            return self._name(block, subject, mention)
        return self._noun(block, subject, mention)

    def _name(self, block: ParsedBlock, subject: "Token", mention: Span) -> Resolved:
        name = name_of(block, subject)
        member = named(self.cast, block, subject)
        if member is None:
            # The parser takes a bare surname for a body, and leaves the given name before it out.
            lone = len(entity_words(subject)) < 2 and name.endswith(f" {subject.text}")
            role = set((role_of(block, subject.i, subject) or "").lower().split())
            person = subject.ent_type_ == "PERSON" or (subject.ent_type_ == "ORG" and lone) or role & PERSON_NOUNS
            member = self.cast.add(name, "person" if person else "organization", mention)
        if subject.lemma_.lower() in DOCUMENT_NOUNS:
            member.kind = "document"
        return self._joint(block, subject, Resolved(member, mention, "sure", "name"))

    def _joint(self, block: ParsedBlock, subject: "Token", first: Resolved) -> Resolved:
        """Several people who speak as one: "Ana Ruiz and Tom Hale said"."""
        members, last = [first.member], subject
        while (other := next((c for c in last.children if c.dep_ == "conj" and c.pos_ == "PROPN"), None)) is not None:
            members.append(named(self.cast, block, other))
            last = other
        people = [m for m in members if m is not None and m.kind == "person" and not m.plural]
        if first.mention is None or len(people) < 2 or len(people) < len(members):
            return first
        mention = Span.of(self.text, first.mention.start, max(first.mention.end, block.end(last)))
        return Resolved(self.cast.joint(people, mention), mention, "sure", "name")

    def _pronoun(self, block: ParsedBlock, subject: "Token", mention: Span) -> Resolved | None:
        word = subject.lower_
        if word in _POINTING:
            return None
        said_by = governing_source(subject) if self.pronouns.by_grammar(block, subject) is None else None
        if said_by is not None and said_by != subject and (governing := self.resolve(block, said_by)) is not None:
            return Resolved(governing.member, mention, "likely", "pronoun")
        member, confidence = self.pronouns.meant(block, subject)
        if member is None and word in PLURALS:
            member = self._last_plural(block, subject)
        if member is None:
            return Resolved(None, mention, "unsure", "pronoun") if word != "it" else None
        if word in GENDERS:
            member.gender = GENDERS[word]
        return Resolved(member, mention, confidence, "pronoun")

    def _last_plural(self, block: ParsedBlock, pronoun: "Token") -> Person | None:
        """The people who were last a subject, though they have said nothing before "they" say it."""
        at = block.start(pronoun)
        place, noun = next(((p, n) for p, n in reversed(self._plurals) if p.start(n) < at), (None, None))
        resolved = self.resolve(place, noun) if place is not None and noun is not None else None
        return resolved.member if resolved is not None else None

    def _noun(self, block: ParsedBlock, subject: "Token", mention: Span) -> Resolved | None:
        lemma = subject.lemma_.lower()
        owner = self._author(block, subject) if lemma in DOCUMENT_NOUNS else None
        if owner is not None:
            return owner
        for child in subject.children:  # "the spokeswoman, Ana Ruiz, said"
            if child.dep_ == "appos" and child.ent_type_ == "PERSON" and (member := named(self.cast, block, child)):
                return self._joint(block, child, Resolved(member, mention, "sure", "name"))
        if subject.dep_ == "appos" and (member := named(self.cast, block, subject.head)) is not None:
            return Resolved(member, mention, "sure", "name")  # "Ana Ruiz, the engineer who says"
        kind: SourceKind = "document" if lemma in DOCUMENT_NOUNS else kind_of(subject)
        if kind == "document" and (written := self._document(block, subject, mention)) is not None:
            return written
        known = self._described(block, subject, mention, kind)
        if known is not None:
            self.cast.mention(known, mention)
            same = kind != "document" and (
                known.head == lemma or lemma in plain_words(f"{known.name} {known.role or ''}")
            )
            sure: Confidence = "likely" if same else "unsure"
            return Resolved(known, mention, sure, "role" if known.kind == "person" else "noun")
        if definite(mention.exact) is not None and (bearer := self.descriptions.titled(subject, block)) is not None:
            return Resolved(bearer, mention, "unsure", "role")
        member = self.cast.add(self._owned(block, subject, mention), kind, mention, head=lemma)
        member.plural = subject.tag_ == "NNS"
        return Resolved(member, mention, "likely" if lemma in PERSON_NOUNS | BODY_NOUNS else "unsure", "noun")

    def _owned(self, block: ParsedBlock, subject: "Token", mention: Span) -> str:
        """The words of a mention, a body that owns its noun named: "its leaders" are "Tessaly's leaders"."""
        chunk = re.sub(r"\s+", " ", mention.exact)
        owner = next((c for c in subject.children if c.dep_ == "poss" and c.lower_ == "its"), None)
        if owner is None or block.start(owner) != mention.start:
            return chunk
        member, confidence = self.pronouns.meant(block, owner)
        if member is None or confidence == "unsure" or member.kind != "organization":
            return chunk
        return f"{member.name}'s{chunk[len(owner) :]}"

    def _document(self, block: ParsedBlock, noun: "Token", mention: Span) -> Resolved | None:
        """The author of the document that "the report" means, else the document in the words that brought it up."""
        phrase = definite(re.sub(r"\s+", " ", mention.exact))
        document = self.descriptions.document(noun, phrase, block.start(noun)) if phrase is not None else None
        if document is None:
            return None
        author = self._author(document.block, document.noun)
        verb = document.noun.head.head if document.noun.head.lower_ == "in" else None
        writer = subject_of(verb) if verb is not None and verb.lemma_.lower() in SAYING else None
        if author is None and writer is not None:
            author = self.resolve(document.block, writer)
        if author is not None and author.member is not None:
            return Resolved(author.member, mention, "likely", "document")
        first = mention_of(document.block, document.noun, self.text)
        member = self.cast.add(re.sub(r"\s+", " ", first.exact), "document", first, head=noun.lemma_.lower())
        self.cast.mention(member, mention)
        return Resolved(member, mention, "unsure", "noun")

    def _author(self, block: ParsedBlock, document: "Token") -> Resolved | None:
        """Whose document it is: "a 2017 article by X", "a statement from X", "X's letter", "her statement"."""
        for child in document.children:
            if child.lower_ in {"by", "from"}:
                author = next((a for a in child.children if a.pos_ == "PROPN"), None)
                if author is not None:
                    return self._name(block, author, mention_of(block, author, self.text))
            elif child.dep_ == "poss" and document.lemma_.lower() in OWN_WORDS:
                if child.lower_ in OWNERS:
                    mention = mention_of(block, child, self.text)
                    member, confidence = self.pronouns.meant(block, child)
                    return Resolved(member, mention, confidence, "pronoun") if member is not None else None
                return self.resolve(block, child)
        return None
