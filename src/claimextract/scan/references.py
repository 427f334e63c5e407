"""Pronouns at the head of a sentence, and what they may stand for: the names and subjects just before them."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimextract.models import Reference, Span

from .parse import ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Token

_PRONOUNS = frozenset("he she it they his her its their".split())
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})
_LOOK_BACK = 3  # sentences
_MOST = 10  # candidates


def find(text: str, parsed: Sequence[ParsedBlock]) -> list[Reference]:
    """Find each sentence's first pronoun that nothing before it in the sentence can be meant by."""
    found: list[Reference] = []
    for block in parsed:
        if block.block.kind != "prose":
            continue
        sentences = list(block.doc.sents)
        for index, sentence in enumerate(sentences):
            pronoun = next((t for t in sentence if t.lower_ in _PRONOUNS and t.dep_ != "expl"), None)
            if (
                pronoun is None
                or _impersonal(pronoun)
                or any(t.i < pronoun.i and (t.pos_ == "PROPN" or t.dep_ in {"nsubj", "nsubjpass"}) for t in sentence)
            ):
                continue
            before = [t for earlier in sentences[max(0, index - _LOOK_BACK) : index] for t in earlier]
            candidates = _candidates(block, before)
            if not candidates:
                continue
            start = block.start(pronoun)
            found.append(
                Reference(
                    id=f"r{len(found) + 1}",
                    span=Span.of(text, start, block.end(pronoun)),
                    candidates=tuple(candidates[:_MOST]),
                    guess=_guess(block, sentences, index, pronoun),
                )
            )
    return found


def _impersonal(pronoun: "Token") -> bool:
    """ "It is tempting to ...", "it remains to be seen": the pronoun means nothing."""
    if pronoun.lower_ != "it":
        return False
    verb = pronoun.head
    return any(
        child.dep_ in {"ccomp", "xcomp", "csubj", "advcl"}
        and child.i > verb.i
        and any(t.lower_ in {"to", "that"} and t.i < child.i for t in child.lefts)
        for child in verb.children
    ) and (verb.lemma_ in {"be", "remain", "seem", "appear", "become"})


def _candidates(block: ParsedBlock, tokens: Sequence["Token"]) -> list[str]:
    names: list[str] = []
    wanted = {t.i for t in tokens}
    for entity in reversed(block.doc.ents):
        if entity.label_ in _NAMED and entity.root.i in wanted:
            _add(names, entity.text)
    for chunk in reversed(list(block.doc.noun_chunks)):
        if chunk.root.i in wanted and chunk.root.dep_ in {"nsubj", "nsubjpass"} and chunk.root.pos_ == "NOUN":
            _add(names, chunk.text)
    return names


def _add(names: list[str], name: str) -> None:
    name = clean(name)
    if name and len(name) < 80 and name.lower() not in {n.lower() for n in names}:
        names.append(name)


def clean(name: str) -> str:
    """A name without white space runs, possessive ending and marks around it."""
    name = re.sub(r"\s+", " ", name).strip(" \"“”'’[]()*_,.;:")
    return re.sub(r"['’]s?$", "", name) if re.search(r"['’]s?$", name) else name


def _guess(block: ParsedBlock, sentences: Sequence[object], index: int, pronoun: "Token") -> str | None:
    """The subject of the sentence before, or its owner ("Beijing's resistance"), where it is named."""
    for earlier in reversed(list(block.doc.sents)[max(0, index - _LOOK_BACK) : index]):
        subject = next(
            (t for t in earlier if t.dep_ in {"nsubj", "nsubjpass"} and t.head.dep_ in {"ROOT", "ccomp"}), None
        )
        if subject is None or subject.pos_ == "PRON":
            continue
        person = pronoun.lower_ in {"he", "she", "his", "her"}
        plural = pronoun.lower_ in {"they", "their"}
        for token in [subject, *(t for t in subject.children if t.dep_ == "poss")]:
            entity = next((e for e in block.doc.ents if e.start <= token.i < e.end), None)
            if (
                token.pos_ == "PROPN"
                and not plural
                and (entity is None or not person or entity.label_ in {"PERSON", "ORG"})
            ):
                return clean(entity.text if entity is not None and entity.label_ in _NAMED else token.text)
            if plural and token.tag_ in {"NNS", "NNPS"}:
                chunk = next((c for c in block.doc.noun_chunks if c.root == token), None)
                return clean(chunk.text) if chunk is not None else None
        return None
    return None
