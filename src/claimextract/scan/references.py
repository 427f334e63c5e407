"""Pronouns at the head of a sentence, and what they may stand for: the names and subjects just before them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimextract.models import Reference, Span

from .cast import Cast
from .mentions import clean
from .parse import ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Span as SpanOfTokens
    from spacy.tokens import Token

_PEOPLE = frozenset({"he", "she", "his", "her"})
_PLURAL = frozenset({"they", "their"})
_PRONOUNS = _PEOPLE | _PLURAL | {"it", "its"}
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_EMPTY_VERBS = frozenset({"be", "remain", "seem", "appear", "become"})
_LOOK_BACK = 3  # sentences
_MOST = 8  # candidates


def find(text: str, parsed: Sequence[ParsedBlock], cast: Cast) -> list[Reference]:
    """Find each sentence's first pronoun that nothing before it in the sentence can be meant by.

    Only the pronoun that opens a paragraph is looked for in the one before: what stands between paragraphs, or in
    another one, changes nothing.
    """
    found: list[Reference] = []
    before: list[tuple[ParsedBlock, SpanOfTokens]] = []
    for block in parsed:
        if block.block.kind != "prose":
            continue
        for sentence in block.doc.sents:
            pronoun = _leading(block, sentence)
            earlier = [place for place in before[-_LOOK_BACK:] if place[0] is block] or before[-_LOOK_BACK:]
            candidates = _candidates(earlier, cast, pronoun) if pronoun is not None else []
            if pronoun is not None and candidates:
                found.append(
                    Reference(
                        id=f"r{len(found) + 1}",
                        span=Span.of(text, block.start(pronoun), block.end(pronoun)),
                        since=earlier[0][0].start(earlier[0][1][0]),
                        candidates=tuple(candidates),
                        guess=_guess(earlier, cast, pronoun),
                    )
                )
            before.append((block, sentence))
    return found


def _leading(block: ParsedBlock, sentence: "SpanOfTokens") -> "Token | None":
    for token in sentence:
        if token.lower_ in _PRONOUNS:
            nothing = token.dep_ == "expl" or _impersonal(token) or _looks_ahead(token, sentence)
            return None if nothing or block.quoted[token.i] else token
        if token.pos_ == "PROPN" or token.dep_ in _SUBJECTS:
            return None
    return None


def _looks_ahead(pronoun: "Token", sentence: "SpanOfTokens") -> bool:
    """Whether an owner stands for the subject that follows it: "At its summit, the council decided ..."."""
    if pronoun.dep_ != "poss":
        return False
    subject = next((t for t in sentence if t.dep_ in _SUBJECTS and t.head.dep_ in {"ROOT", "conj"}), None)
    return subject is not None and pronoun.i < subject.i and not subject.is_ancestor(pronoun)


def _impersonal(pronoun: "Token") -> bool:
    """Whether "it" means nothing: "It is tempting to ...", "it remains to be seen"."""
    verb = pronoun.head
    return (
        pronoun.lower_ == "it"
        and verb.lemma_ in _EMPTY_VERBS
        and any(
            c.dep_ in {"ccomp", "xcomp", "csubj", "advcl", "acomp", "attr"} and _has_clause(c) for c in verb.children
        )
    )


def _has_clause(token: "Token") -> bool:
    return any(t.lower_ in {"to", "that"} and t.dep_ in {"aux", "mark"} for t in token.subtree)


def _candidates(earlier: "Sequence[tuple[ParsedBlock, SpanOfTokens]]", cast: Cast, pronoun: "Token") -> list[str]:
    """Names and subjects, the nearest sentence first; people only for "he" and "she"."""
    names: dict[str, str] = {}
    for _, sentence in reversed(earlier):
        for chunk in sentence.noun_chunks:
            named = next((e for e in sentence.ents if e.start <= chunk.root.i < e.end and e.label_ in _NAMED), None)
            if named is None and (chunk.root.dep_ not in _SUBJECTS or chunk.root.pos_ != "NOUN"):
                continue
            name = clean(named.text if named is not None else chunk.text)
            person = cast.find(name, "person")
            if pronoun.lower_ in _PEOPLE:
                if person is None or person.kind != "person":
                    continue
                name = person.name
            if name and len(name) < 80:
                names.setdefault(name.lower(), name)
    return list(names.values())[:_MOST]


def _guess(earlier: "Sequence[tuple[ParsedBlock, SpanOfTokens]]", cast: Cast, pronoun: "Token") -> str | None:
    """The subject of the sentence before, or its owner ("Beijing's resistance"), where it is named and fits."""
    for _, sentence in reversed(earlier):
        subject = next((t for t in sentence if t.dep_ in _SUBJECTS and t.head.dep_ in {"ROOT", "ccomp"}), None)
        if subject is None or subject.pos_ == "PRON":
            continue
        if pronoun.lower_ not in _PLURAL and any(child.dep_ == "conj" for child in subject.children):
            return None  # "China and North Korea signed a treaty. It ...": none of two
        for token in [subject, *(t for t in subject.children if t.dep_ == "poss")]:
            entity = next((e for e in sentence.ents if e.start <= token.i < e.end and e.label_ in _NAMED), None)
            name = clean(entity.text if entity is not None else token.text)
            person = cast.find(name, "person")
            if pronoun.lower_ in _PEOPLE:
                if person is not None and person.kind == "person":
                    return person.name
            elif pronoun.lower_ in _PLURAL:
                chunk = next((c for c in sentence.noun_chunks if c.root == token), None)
                if token.tag_ in {"NNS", "NNPS"} and chunk is not None:
                    return clean(chunk.text)
            elif token.pos_ == "PROPN" and (person is None or person.kind != "person"):
                return name
        return None
    return None
