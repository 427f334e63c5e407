"""Who a cue's subject is: a name, a pronoun that stands for one, or somebody who stays unnamed."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimextract.models import Confidence, SourceKind, Span

from .cast import Cast, Person
from .cues import ANY_BODY, BODY_NOUNS, DOCUMENT_NOUNS, OWN_WORDS, PERSON_NOUNS, SAYING
from .grammar import subject_of
from .mentions import entity_words, mention_of, name_of
from .parse import ParsedBlock
from .roles import kind_of
from .salience import BESIDE, INNER_SUBJECT, SUBJECT, Salience, first_fitting

if TYPE_CHECKING:
    from spacy.tokens import Token

_GENDERS = {"he": "male", "him": "male", "his": "male", "she": "female", "her": "female"}
_OWNERS = frozenset({"his", "her", "its", "their"})
_FIRST = frozenset({"i", "we", "you", "one", "me", "us", "my", "our", "your"})
_NONE = frozenset({"nobody", "none", "nothing"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_NEAR = 1500  # characters back to the body that "the agency" means


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
        named = {
            at: (member, span)
            for member in self.cast.members
            for span in member.mentions
            if block.block.start <= span.start < block.block.end
            for at in range(span.start, span.end)
        }
        weights: dict[int, tuple[int, Person, float]] = {}
        for token in block.doc:
            if block.quoted[token.i]:
                continue
            at, weight = block.start(token), self._weight(block, token, named)
            if at in named:
                member, span = named[at]
                before = weights.get(span.start, (at, member, 0.0))
                weights[span.start] = (span.start, member, max(before[2], weight))
            elif weight > BESIDE and token.lower_ in {"he", "she"}:
                for entry in weights.values():
                    self.salience.mention(*entry)
                weights.clear()
                meant = self._meant(block, token)[0]
                if meant is not None:
                    weights[at] = (at, meant, weight)
        for entry in weights.values():
            self.salience.mention(*entry)

    @staticmethod
    def _weight(block: ParsedBlock, token: "Token", named: dict[int, tuple[Person, Span]]) -> float:
        """How much a word brings its member to mind."""
        if token.dep_ in {"nsubj", "nsubjpass"}:
            return SUBJECT if token.head.dep_ in {"ROOT", "conj"} else INNER_SUBJECT
        member, span = named.get(block.start(token), (None, None))
        if member is None or span is None:
            return 0.0
        if _leads(token) or _is_beside_cue(block, span):
            return SUBJECT
        return 0.0 if member.place else BESIDE

    def _named(self, block: ParsedBlock, token: "Token") -> Person | None:
        """The member whose name a token belongs to."""
        at = block.start(token)
        around = [(span, m) for m in self.cast.members for span in m.mentions if span.start <= at < span.end]
        if around:
            return max(around, key=lambda item: item[0].end - item[0].start)[1]
        name = name_of(block, token)
        return self.cast.find(name, "person") or self.cast.find(name)

    def _meant(self, block: ParsedBlock, pronoun: "Token") -> tuple[Person | None, Confidence]:
        """Whom a pronoun most likely means."""
        gender = _GENDERS.get(pronoun.lower_)

        def fits(member: Person) -> bool:
            if gender is not None:
                human = member.kind == "person" or (member.head in PERSON_NOUNS and not member.plural)
                return human and member.gender in (None, gender)
            return member.plural if pronoun.lower_ in {"they", "their"} else member.kind in {"organization", "document"}

        at = block.start(pronoun)
        if self.salience.subjects(block.block.start, at, fits):
            return first_fitting(self.salience.ranked(at, fits, block.block.start))[0], "sure"
        member, clear = first_fitting(self.salience.ranked(at, fits))
        return member, "likely" if clear else "unsure"

    @staticmethod
    def is_own(pronoun: "Token") -> bool:
        """Whether a pronoun stands for the speaker in whose reported words it stands."""
        return _governing_source(pronoun) is not None

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
        if subject.pos_ == "PRON" and word in {*_GENDERS, *_OWNERS, "they", "it", "this", "these", "those"}:
            return self._pronoun(block, subject, mention)
        if (
            (subject.text[0].isupper() and self._named(block, subject))
            or subject.pos_ == "PROPN"
            or subject.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}
        ):
            return self._name(block, subject, mention)
        return self._noun(block, subject, mention)

    def _name(self, block: ParsedBlock, subject: "Token", mention: Span) -> Resolved:
        name = name_of(block, subject)
        member = self._named(block, subject)
        if member is None:
            # The parser takes a bare surname for a body, and leaves the given name before it out.
            lone = len(entity_words(subject)) < 2 and name.endswith(f" {subject.text}")
            person = subject.ent_type_ == "PERSON" or (subject.ent_type_ == "ORG" and lone)
            member = self.cast.add(name, "person" if person else "organization", mention)
        if subject.lemma_.lower() in DOCUMENT_NOUNS:
            member.kind = "document"
        return Resolved(member, mention, "sure", "name")

    def _pronoun(self, block: ParsedBlock, subject: "Token", mention: Span) -> Resolved | None:
        word = subject.lower_
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
        owner = self._author(block, subject) if lemma in DOCUMENT_NOUNS else None
        if owner is not None:
            return owner
        for child in subject.children:  # "the spokeswoman, Ana Ruiz, said"
            if child.dep_ == "appos" and child.ent_type_ == "PERSON" and (member := self._named(block, child)):
                return Resolved(member, mention, "sure", "name")
        chunk = re.sub(r"\s+", " ", mention.exact)
        kind: SourceKind = "document" if lemma in DOCUMENT_NOUNS else kind_of(subject)
        definite = re.match(r"(?:the|this|that)\s+", chunk, re.IGNORECASE)
        if definite is not None:
            known = self._known(lemma, chunk[definite.end() :].lower(), kind, block.start(subject))
            if known is not None:
                known.mentions.append(mention)
                return Resolved(known, mention, "likely", "role" if known.kind == "person" else "noun")
        member = self.cast.add(chunk, kind, mention, head=lemma)
        member.plural = subject.tag_ == "NNS"
        return Resolved(member, mention, "likely", "noun")

    def _author(self, block: ParsedBlock, document: "Token") -> Resolved | None:
        """Whose document it is: "a 2017 article by X", "a statement from X", "X's letter", "her statement"."""
        for child in document.children:
            if child.lower_ in {"by", "from"}:
                author = next((a for a in child.children if a.pos_ == "PROPN"), None)
                if author is not None:
                    return self._name(block, author, mention_of(block, author, self.text))
            elif child.dep_ == "poss" and document.lemma_.lower() in OWN_WORDS:
                if child.lower_ in _OWNERS:
                    mention = mention_of(block, child, self.text)
                    member, confidence = self._meant(block, child)
                    return Resolved(member, mention, confidence, "pronoun") if member is not None else None
                return self.resolve(block, child)
        return None

    def _known(self, lemma: str, phrase: str, kind: SourceKind, at: int) -> Person | None:
        """The member that a definite noun means: by role, by the noun in its name, by the noun used before."""

        def has_role(member: Person) -> bool:
            return member.kind == "person" and phrase in (member.role or "").lower()

        def has_name(member: Person) -> bool:
            return member.kind == "organization" and lemma in member.name.lower().split()

        if lemma in PERSON_NOUNS:
            holders = [m for m in self.cast.members if has_role(m)]
            if holders:
                return first_fitting(self.salience.ranked(at, has_role))[0] or (
                    holders[0] if len(holders) == 1 else None
                )
        same = [m for m in self.cast.members if m.head == lemma and m.kind == kind]
        if lemma in BODY_NOUNS:
            named = first_fitting(self.salience.ranked(at, has_name))[0]
            if named is not None:
                return named
            if lemma in ANY_BODY and not same:
                return first_fitting(self.salience.ranked(at, lambda m: m.kind == "organization", at - _NEAR))[0]
        return same[-1] if same else None


def _leads(token: "Token") -> bool:
    """Whether a name heads its sentence, alone or behind a role: "Former mayor Ana Ruiz went ..."."""
    return all(t.pos_ in {"PROPN", "NOUN", "ADJ", "DET"} for t in token.doc[token.sent.start : token.i])


def _is_beside_cue(block: ParsedBlock, name: Span) -> bool:
    """Whether a name stands right beside a speech verb, whatever the parser makes of it."""
    before = [t for t in block.doc if block.start(t) < name.start]
    tokens = before[-1:] + [t for t in block.doc if block.start(t) >= name.end][:1]
    return any(t.pos_ == "VERB" and t.lemma_.lower() in SAYING for t in tokens)


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
