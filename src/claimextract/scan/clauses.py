"""The main clauses in which the article itself asserts something: what is neither a tag nor somebody's words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimextract.language.dateline import dateline
from claimextract.models import Span

from .found import trim
from .grammar import is_finite
from .parse import ParsedBlock
from .places import Places

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_SHORTEST = 4  # words of a clause that is cut out of its sentence


def own_clauses(text: str, block: ParsedBlock, start: int, end: int, attributed: Places[Span]) -> list[Span]:
    """The article's own main clauses in a sentence; the whole sentence where it is one.

    Clauses that hang on a cue ("he said, because ...") belong to the tag. A clause is cut out only if it has a subject
    of its own that is no pronoun: it must be understood alone. A dateline says nothing.
    """
    if (line := dateline(text, start)) is not None and line[1] < end:
        start = line[1]
    tokens = block.tokens(start, end)
    parsed = block.tagged  # the tokens of an unparsed text have no heads to follow
    mains = [t for t in tokens if _is_main(t, tokens)] if parsed else []
    taken = attributed.over(start, end)
    heads = [t for t in mains if not _is_attributed(block, t, taken)]
    if not mains and not taken:
        return [Span.of(text, start, end)]  # the parser found no main verb
    if not heads:
        return []
    if len(mains) == 1 or not all(_stands_alone(t) for t in mains[1:]):
        return [Span.of(text, start, end)]
    clauses = []
    for head in heads:
        others = [t for t in mains if t != head]
        mine = [t for t in head.subtree if not any(o == t or o.is_ancestor(t) for o in others if head.is_ancestor(o))]
        mine = _without_ends([t for t in mine if start <= block.start(t) < end])
        span = trim(text, block.start(mine[0]), block.end(mine[-1])) if len(mine) >= _SHORTEST else None
        relative = any(t.tag_ in {"WDT", "WP", "WP$"} for t in mine[:3])
        if span is None or relative or any(block.start(o) in range(*span) for o in others):
            return [Span.of(text, start, end)]  # the clauses are woven into each other
        clauses.append(Span.of(text, *span))
    return clauses


def _is_main(token: "Token", sentence: "Sequence[Token]") -> bool:
    """The root, or a finite verb with a subject that is joined to the root."""
    if token.pos_ not in {"VERB", "AUX"} and not is_finite(token):
        return False
    if token.dep_ == "ROOT" or token.head not in sentence:
        return is_finite(token) or any(c.dep_ in _SUBJECTS for c in token.children)
    while token.dep_ == "conj" and is_finite(token) and any(c.dep_ in _SUBJECTS for c in token.children):
        token = token.head
        if token.dep_ == "ROOT":
            return True
    return False


def _is_attributed(block: ParsedBlock, token: "Token", attributed: Sequence[Span]) -> bool:
    at = block.start(token)
    return any(span.start <= at < span.end for span in attributed)


def _stands_alone(head: "Token") -> bool:
    subject = next((c for c in head.children if c.dep_ in _SUBJECTS), None)
    return (
        subject is not None
        and subject.pos_ in {"NOUN", "PROPN"}
        and not any(c.dep_ == "poss" and c.pos_ == "PRON" for c in subject.children)
    )


def _without_ends(tokens: "list[Token]") -> "list[Token]":
    """Without the conjunction and the punctuation that joined the clause to the others."""
    while tokens and tokens[-1].dep_ in {"cc", "punct"}:
        tokens.pop()
    while tokens and tokens[0].dep_ in {"cc", "punct"} and tokens[0].text not in '“"«(':
        tokens.pop(0)
    return tokens
