"""Complements in the parse: the subject and "that" of a clause, and where a tag begins and a phrase ends."""

from typing import TYPE_CHECKING

from .cues import BESIDE_CLAUSES

if TYPE_CHECKING:
    from spacy.tokens import Token

_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_HEADS = frozenset({"dobj", "det", "amod", "compound"})
_ADDED = frozenset({"WDT", "WP", "WRB", "VBG", "IN"})


def cut(tokens: "list[Token]") -> "list[Token]":
    """A phrase up to what is added to it: behind a comma, or with a verb of its own behind "but" and "and"."""
    for n, token in enumerate(tokens[2:], 2):
        added = token.tag_ in _ADDED or token.dep_ in {"cc", "mark"}
        if tokens[n - 1].text == "," and added and not _listed(tokens[n:]):
            return tokens[: n - 1]
        if token.dep_ == "cc" and any(t.tag_ in _FINITE for t in tokens[n + 1 : n + 5]):
            return tokens[:n]
    return tokens


def _listed(tokens: "list[Token]") -> bool:
    """Whether a list goes on: "..., and a third thing"."""
    return tokens[0].dep_ == "cc" and not any(t.tag_ in _FINITE for t in tokens)


def from_the_start(verb: "Token", tokens: "list[Token]") -> "list[Token]":
    """Where the parser cut off the head of a clause, the clause begins behind the cue or behind "that"."""
    between = list(verb.doc[verb.i + 1 : tokens[0].i])
    that = next((t.i for t in between if t.lower_ == "that" and t.tag_ == "IN"), None)
    if that is not None:
        return list(verb.doc[that + 1 : tokens[0].i]) + tokens
    lost = verb.lemma_.lower() in BESIDE_CLAUSES and between and between[0].dep_ in _HEADS
    timed = lost and between[0].ent_type_ in {"DATE", "TIME"}
    if lost and not timed and not any(t.dep_ == "prep" and t.head == verb for t in between):
        return between + tokens
    return tokens


def with_list(verb: "Token", tokens: "list[Token]") -> "list[Token]":
    """A phrase with the end of its list, which the parser hung on the cue: "to trade with Varn, Ness, and others"."""
    for other in verb.children:
        begins = other.left_edge.i
        if other.dep_ != "conj" or begins <= tokens[-1].i:
            continue
        if any(t.dep_ not in {"cc", "punct"} for t in verb.doc[tokens[-1].i + 1 : begins]):
            continue
        rest = list(verb.doc[tokens[-1].i + 1 : other.right_edge.i + 1])
        if subject_in(other) is not None and not any(t.tag_ in _FINITE for t in rest):
            return tokens + rest
    return tokens


def without_day(tokens: "list[Token]") -> "list[Token]":
    """A clause without the day of its cue before it: "said on Monday the pier was closed"."""
    day = 1
    while tokens[0].lower_ == "on" and day < len(tokens) and tokens[day].ent_type_ == "DATE":
        day += 1
    return tokens[day:] if day > 1 and day < len(tokens) and tokens[day].text != "," else tokens


def tag_start(verb: "Token") -> int:
    """Where a tag behind what it tags begins: at its subject, or at the cue."""
    return min([verb.i, *(c.left_edge.i for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i)])


def has_that(verb: "Token") -> bool:
    """Whether "that" opens a clause without being its subject or object."""
    return any(child.dep_ in {"mark", "advmod"} and child.lower_ == "that" for child in verb.children)


def subject_in(clause: "Token") -> "Token | None":
    return next((child for child in clause.children if child.dep_ in {"nsubj", "nsubjpass"}), None)


def is_added(clause: "Token") -> bool:
    """Whether a clause is added to what is said: ", an example of which is the pier"."""
    subject = subject_in(clause)
    return subject is not None and any(t.tag_ == "WDT" and t.head.lower_ == "of" for t in subject.subtree)


def terms_of(verb: "Token") -> "Token | None":
    """The head of what a thing is described by: "defined “order” in terms of quiet"."""
    phrases = [c for c in verb.children if c.lower_ == "in" and c.i > verb.i]
    terms = next((c for phrase in phrases for c in phrase.children if c.lower_ == "terms"), None)
    return next((c for of in terms.children if of.lower_ == "of" for c in of.children), None) if terms else None
