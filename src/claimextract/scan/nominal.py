"""Attributions whose cue is no verb: "his warning that ...", "she is confident that ...", "in her view, ..."."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claimextract.models import AttributionMode

from .contents import Contents
from .cues import CUE_ADJECTIVES, CUE_NOUNS
from .found import Found
from .grammar import described, is_person, stands_alone, subject_of
from .parse import ParsedBlock
from .sources import Sources

if TYPE_CHECKING:
    from spacy.tokens import Token

_VIEWS: dict[str, AttributionMode] = {"view": "belief", "opinion": "belief", "eyes": "belief", "words": "speech"}


def find(block: ParsedBlock, contents: Contents, sources: Sources) -> Iterator[Found]:
    """Every noun, adjective or phrase of a paragraph that attributes a clause to somebody who is named beside it."""
    for token in block.doc:
        if block.quoted[token.i]:
            continue
        found = None
        if token.pos_ == "NOUN" and token.lemma_.lower() in CUE_NOUNS:
            found = _noun(token, block, contents, sources)
        elif token.pos_ == "ADJ" and token.lower_ in CUE_ADJECTIVES:
            found = _adjective(token, block, contents, sources)
        elif token.lower_ in _VIEWS and token.dep_ == "pobj" and token.head.lower_ == "in":
            found = _view(token, block, contents, sources)
        if found is not None:
            yield found


def _noun(noun: "Token", block: ParsedBlock, contents: Contents, sources: Sources) -> Found | None:
    owner = _owner(noun)
    clause = next((c for c in noun.children if c.dep_ in {"acl", "ccomp", "relcl"} and _opened(c)), None)
    if owner is None or clause is None:
        return None
    source, spans = sources.resolve(block, owner), contents.under(clause, noun)
    if source is None or not spans:
        return None
    mode = CUE_NOUNS[noun.lemma_.lower()]
    alone = stands_alone(clause)
    return Found("indirect", mode, spans, (block.start(noun), block.end(noun)), source, "noun", alone)


def _adjective(adjective: "Token", block: ParsedBlock, contents: Contents, sources: Sources) -> Found | None:
    verb = adjective.head
    clause = next((c for c in [*adjective.children, *verb.children] if c.dep_ == "ccomp" and c.i > adjective.i), None)
    subject = subject_of(verb) if verb.lemma_ in {"be", "feel", "seem", "remain"} else None
    negated = any(c.dep_ == "neg" or c.tag_ == "MD" for c in verb.children)
    if clause is None or subject is None or negated or not (is_person(subject) or subject.pos_ == "PROPN"):
        return None
    source, spans = sources.resolve(block, described(subject, verb)), contents.under(clause, adjective)
    if source is None or not spans:
        return None
    cue = (block.start(adjective), block.end(adjective))
    return Found("indirect", "belief", spans, cue, source, "adjective", stands_alone(clause))


def _view(noun: "Token", block: ParsedBlock, contents: Contents, sources: Sources) -> Found | None:
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    source = sources.resolve(block, owner) if owner is not None else None
    if owner is None or source is None:
        return None
    cue = (block.start(noun.head), block.end(noun))
    spans = contents.around(noun, *cue)
    return Found("indirect", _VIEWS[noun.lower_], spans, cue, source, "view", len(spans) == 1) if spans else None


def _owner(noun: "Token") -> "Token | None":
    """Whose claim it is: "Ruiz's claim", "a claim by Ruiz"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.lower_ in {"by", "from"}:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _opened(clause: "Token") -> bool:
    return any(c.lower_ == "that" and c.dep_ in {"mark", "advmod"} for c in clause.children)
