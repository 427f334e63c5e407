"""Whom a pronoun means: by the grammar of its sentence, else whoever is most present in the reader's mind."""

from typing import TYPE_CHECKING

from claimextract.models import Confidence

from .cast import Cast, Person
from .cues import PERSON_NOUNS, SAYING
from .grammar import subject_of
from .mentions import named
from .parse import ParsedBlock
from .salience import Salience, first_fitting

if TYPE_CHECKING:
    from spacy.tokens import Token

GENDERS = {"he": "male", "him": "male", "his": "male", "she": "female", "her": "female"}
OWNERS = frozenset({"his", "her", "its", "their"})
PLURALS = frozenset({"they", "their"})
PRONOUNS = frozenset({*GENDERS, *OWNERS, *PLURALS, "it"})
_CLIMBED = 4  # clauses

Meant = tuple[Person | None, Confidence]


class Pronouns:
    """Reads each pronoun once: what it was taken for must not confirm itself."""

    def __init__(self, cast: Cast, salience: Salience) -> None:
        self.cast, self.salience = cast, salience
        self._read: dict[int, Meant] = {}

    def meant(self, block: ParsedBlock, pronoun: "Token") -> Meant:
        """Whom a pronoun most likely means."""
        at = block.start(pronoun)
        if at not in self._read:
            self._read[at] = self.by_grammar(block, pronoun) or self._by_salience(block, pronoun)
        return self._read[at]

    def by_grammar(self, block: ParsedBlock, pronoun: "Token") -> Meant | None:
        """The subject of the clause that a pronoun's own clause hangs on: "Hale was right when he said"."""
        if pronoun.lower_ not in GENDERS or pronoun.dep_ != "nsubj":
            return None
        verb = pronoun.head
        for _ in range(_CLIMBED):
            if verb.dep_ not in {"advcl", "conj", "xcomp"} or verb.head == verb:
                return None
            hangs, verb = verb.dep_, verb.head
            subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
            if subject is None:
                continue
            if subject.i > pronoun.i and hangs != "advcl":
                return None
            if subject.lower_ == pronoun.lower_ and subject.i < pronoun.i:
                return self.meant(block, subject)
            member = named(self.cast, block, subject) if subject.pos_ == "PROPN" else None
            if member is not None and self.fits(member, pronoun):
                return member, "sure" if subject.i < pronoun.i else "likely"
            return None
        return None

    def _by_salience(self, block: ParsedBlock, pronoun: "Token") -> Meant:
        at = block.start(pronoun)

        def fits(member: Person) -> bool:
            return self.fits(member, pronoun)

        if self.salience.subjects(block.block.start, at, fits):
            member, clear = first_fitting(self.salience.ranked(at, fits, block.block.start))
            return member, "sure" if clear else "likely"
        member, clear = first_fitting(self.salience.ranked(at, fits))
        return member, "likely" if clear else "unsure"

    @staticmethod
    def fits(member: Person, pronoun: "Token") -> bool:
        """Whether a member agrees with a pronoun in gender and number."""
        gender = GENDERS.get(pronoun.lower_)
        if gender is not None:
            human = member.kind == "person" or member.head in PERSON_NOUNS
            return human and not member.plural and member.gender in (None, gender)
        return member.plural if pronoun.lower_ in PLURALS else member.kind in {"organization", "document"}


def governing_source(pronoun: "Token") -> "Token | None":
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
