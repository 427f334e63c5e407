"""Complements in the parse: the subject and "that" of a clause, and where a tag begins and a phrase ends."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
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
