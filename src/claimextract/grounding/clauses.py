"""Splits sentences into clauses and finds the clauses that a wording speaks about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..language.negation import find_negations, is_content
from ..language.stems import words

_BREAK = re.compile(
    r"[;:.!?](?=\s|$|[\"”’)])|,(?=\s)|[()“”\n]|\s[—–-]\s|—"
    r"|\b(?:but|while|whereas|although|though|yet|because|unless|however|which|if|when|despite)\b"
    r"|\band\s+(?=(?:the|an?|he|she|it|they|we|his|her|its|their)\b|(?-i:[A-Z]))|\band\s+(?=\w+\s+(?:\w+ed|rose|fell|grew|sold|bought)\b)",
    re.IGNORECASE,
)
# What parts statements so that neither can turn the other round; a comma alone does not ("It is false, he said, that").
_APART = r"[;.!?](?=\s|$|[\"”’)])|:\s|,?\s*\b(?:but|while|whereas|although|though|yet|because|since|which)\b|,\s*and\b"
_BEFORE = re.compile(_APART, re.IGNORECASE)
_AFTER = re.compile(rf"{_APART}|\band\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(?:if|unless|until|whether|provided|as long as|in case|may|might|could|would have|allegedly|reportedly"
    r"|supposedly|(?:alleg|claim|accus|threaten|promis|plan|want|hop|expect|intend|propos|urg)\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """A clause as written, and the stems of its content words."""

    text: str
    stems: frozenset[str]


def clauses(text: str) -> list[Clause]:
    """The clauses of a text, those without a content word left out; a conjunction opens the clause it leads."""
    cuts = [0, *(match.start() for match in _BREAK.finditer(text)), len(text)]
    parts = [text[start:end] for start, end in pairwise(cuts)]
    found = [Clause(part, content_stems(part)) for part in parts]
    return [clause for clause in found if clause.stems]


def content_stems(text: str) -> frozenset[str]:
    """The stems of the content words of a text."""
    return frozenset(word.stem for word in words(text) if is_content(word))


def nearest(wording: Clause, among: Sequence[Clause], without: frozenset[str] = frozenset()) -> list[Clause]:
    """The clauses that share most content words with ``wording``, several on a tie, none if nothing is shared."""
    shared = [len((wording.stems & clause.stems) - without) for clause in among]
    best = max(shared, default=0)
    return [clause for clause, count in zip(among, shared, strict=True) if count == best and count]


def own_part(text: str, words: str, evidence: str) -> str | None:
    """The ``words`` of the evidence that a wording was drawn from, where they stand for themselves.

    They do if the wording speaks of them and not of the rest, and what stands between them and the next clauses could
    not turn them round.
    """
    start = evidence.find(words)
    claimed, inside = content_stems(text), content_stems(words)
    best = nearest(Clause(text, claimed), clauses(evidence))
    if start < 0 or not best or any(len(c.stems & claimed & inside) * 2 < len(c.stems & claimed) for c in best):
        return None
    end = start + len(words)
    before = [min(match.end(), start) for match in _BEFORE.finditer(evidence) if match.start() < start]
    after = _AFTER.search(evidence, end)
    beside = evidence[max(before, default=0) : start], evidence[end : after.start() if after else None]
    return None if any(find_negations(part) or _DOUBT.search(part) for part in beside) else words


def all_stems(text: str) -> frozenset[str]:
    """The stems of all words of a text."""
    return frozenset(word.stem for word in words(text))
