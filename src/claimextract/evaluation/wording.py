"""Whether a claim says one thing: one sentence with one finite main clause."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..scan.grammar import is_finite
from ..scan.parser import english, read, reading

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["is_atomic"]

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})


def is_atomic(texts: Sequence[str]) -> list[bool]:
    """For each text, whether the parser sees exactly one finite main clause in it.

    A main clause hangs on the root or is joined to one that does, and is finite; one that is joined counts only if it
    has a subject of its own. Reported and subordinate clauses do not count: "She said that ..." is one.
    """
    with reading():
        return [_main_clauses(doc) == 1 for doc in read(map(english().make_doc, texts))]


def _main_clauses(doc: "Doc") -> int:
    return sum(_is_main(token) for token in doc)


def _is_main(token: "Token") -> bool:
    if token.pos_ not in {"VERB", "AUX"} or not is_finite(token):
        return False
    while token.dep_ == "conj" and any(child.dep_ in _SUBJECTS for child in token.children):
        token = token.head
    return token.dep_ == "ROOT"
