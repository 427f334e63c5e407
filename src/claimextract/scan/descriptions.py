"""What a definite noun means that names nobody: "the minister", "the company", "the report"."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimextract.language.names import plain_words
from claimextract.models import SourceKind

from .cast import Cast, Person, offices
from .cues import ANY_BODY, BODY_NOUNS, DOCUMENT_NOUNS, PERSON_NOUNS
from .parse import ParsedBlock
from .salience import Salience, first_fitting

if TYPE_CHECKING:
    from spacy.tokens import Token

_NEAR = 1500  # characters back to the body that "the agency" means
_DEFINITE = re.compile(r"(?:the|this|that)\s+", re.IGNORECASE)
_FRESH = 0.4  # the salience of the subject of the sentence before
_OFFICES = frozenset(
    """
    billionaire candidate chancellor congressman congresswoman governor lawmaker leader mayor minister nominee
    politician premier president senator
    """.split()
)
_EMPTY = frozenset({"late", "same", "new", "own", "the"})
_RANKS = frozenset({"acting", "assistant", "associate", "deputy", "ex", "former", "junior", "vice"})


def definite(chunk: str) -> str | None:
    """What follows "the", "this" or "that" in a noun phrase, in lower case."""
    match = _DEFINITE.match(chunk)
    return chunk[match.end() :].lower() if match is not None else None


@dataclass(frozen=True)
class Document:
    """A document as the text first speaks of it."""

    block: ParsedBlock
    noun: "Token"

    @property
    def at(self) -> int:
        """Where its noun begins."""
        return self.block.start(self.noun)


class Descriptions:
    """Finds the member of the cast that a definite noun takes up again."""

    def __init__(self, cast: Cast, salience: Salience) -> None:
        self.cast, self.salience = cast, salience
        self._documents: dict[str, list[Document]] = defaultdict(list)  # by noun, in text order

    def enter(self, block: ParsedBlock) -> None:
        """Remember the documents that a block brings up: "a report", "the report by", "her letter"."""
        for token in block.doc:
            if token.pos_ == "NOUN" and token.lemma_.lower() in DOCUMENT_NOUNS and not block.quoted[token.i]:
                known = any(c.lower_ in {"the", "this", "that"} for c in token.children)
                if not known or any(c.lower_ in {"by", "from"} for c in token.children):
                    self._documents[token.lemma_.lower()].append(Document(block, token))

    def document(self, noun: "Token", phrase: str, at: int) -> Document | None:
        """The document of that kind that was last brought up, if the phrase says nothing more of it."""
        if plain_words(phrase) != (noun.lower_,) or noun.tag_ == "NNS":
            return None
        return next((d for d in reversed(self._documents.get(noun.lemma_.lower(), ())) if d.at < at), None)

    def titled(self, noun: "Token", block: ParsedBlock) -> Person | None:
        """Whoever was a subject just before and has no role yet, where an office is named that nobody holds."""
        at, lemma = block.start(noun), noun.lemma_.lower()
        if lemma not in _OFFICES or noun.tag_ != "NN" or self.cast.headed(lemma):
            return None
        ranked = self.salience.ranked(at, lambda m: m.kind == "person" and not m.plural)
        return ranked[0][1] if ranked and ranked[0][0] >= _FRESH and not ranked[0][1].roles else None

    def known(self, noun: "Token", phrase: str, kind: SourceKind, at: int) -> Person | None:
        """The member that a noun means: by role, by the noun in its name, by the noun used before."""
        lemma = noun.lemma_.lower()
        words = set(plain_words(phrase)) - _EMPTY - {lemma, noun.lower_}
        plural = noun.tag_ == "NNS"

        def has_role(member: Person) -> bool:
            return any(_holds(role, lemma, words) for role in member.roles)

        def has_name(member: Person) -> bool:
            return member.kind == "organization" and lemma in member.name.lower().split()

        if lemma in PERSON_NOUNS and not plural:
            holder = self._one(has_role, lemma, at)
            if holder is not None:
                return holder
        same = [m for m in self.cast.headed(lemma) if m.kind == kind and _agree(words, m)]
        if lemma in BODY_NOUNS:
            body = self._one(lambda m: m.kind == "organization" and has_role(m), lemma, at) if not plural else None
            body = body or first_fitting(self.salience.ranked(at, has_name))[0]
            if body is not None and _agree(words, body):
                return body
            if lemma in ANY_BODY and not same and not words:
                return first_fitting(self.salience.ranked(at, lambda m: m.kind == "organization", at - _NEAR))[0]
        return same[-1] if same else None

    def _one(self, fits: Callable[[Person], bool], office: str, at: int) -> Person | None:
        """The most present member with an office that fits, or the only one there is."""
        if (present := first_fitting(self.salience.ranked(at, fits))[0]) is not None:
            return present
        members = [m for m in self.cast.holders(office) if fits(m)]
        return members[0] if len(members) == 1 else None


def _holds(role: str, noun: str, words: set[str]) -> bool:
    """Whether who has a role can be called by a noun and words before it: no vice president is "the president"."""
    held = set(plain_words(role))
    return noun in offices(role) and words <= held and not (held - words) & _RANKS


def _agree(words: set[str], member: Person) -> bool:
    """Whether a description says nothing of its noun that the member's name and roles do not: "the Hale campaign"."""
    return words <= set(plain_words(" ".join([member.name, *member.roles])))
