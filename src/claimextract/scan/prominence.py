"""How much a word of a sentence brings somebody to mind: a subject most, an owner less, who is named beside least."""

from typing import TYPE_CHECKING

from claimextract.models import Span

from .cues import SAYING
from .parse import ParsedBlock
from .salience import BESIDE, INNER, SUBJECT

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def weight_of(block: ParsedBlock, token: "Token", name: Span | None) -> float:
    """The weight of a word, which may belong to a name."""
    if token.dep_ in _SUBJECTS:
        return SUBJECT if token.head.dep_ in {"ROOT", "conj"} else INNER
    if token.dep_ == "appos" and token.head.dep_ in _SUBJECTS:  # "a lawyer of the town, Ana Ruiz, said"
        return SUBJECT if name is not None else 0.0
    owns = token.dep_ == "poss" and token.head.dep_ in _SUBJECTS
    if name is None:
        return INNER if owns else 0.0
    if _is_part(block, token, name):
        return BESIDE  # "Hale spokeswoman Ana Ruiz"
    if _leads(token) or _is_beside_cue(block, name):
        return SUBJECT
    return INNER if owns else BESIDE


def _is_part(block: ParsedBlock, token: "Token", name: Span) -> bool:
    """Whether a name only belongs to the noun or name behind it."""
    return token.dep_ in {"compound", "nmod", "amod"} and block.start(token.head) >= name.end


def _leads(token: "Token") -> bool:
    """Whether a name heads its sentence, alone or behind a role: "Former mayor Ana Ruiz went ..."."""
    return all(t.pos_ in {"PROPN", "NOUN", "ADJ", "DET"} for t in token.doc[token.sent.start : token.i])


def _is_beside_cue(block: ParsedBlock, name: Span) -> bool:
    """Whether a name stands right beside a speech verb, whatever the parser makes of it."""
    first, stop = block.number(name.start), block.number(name.end)
    tokens = [*block.doc[max(0, first - 1) : first], *block.doc[stop : stop + 1]]
    return any(t.pos_ == "VERB" and t.lemma_.lower() in SAYING for t in tokens)
