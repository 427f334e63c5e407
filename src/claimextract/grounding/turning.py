"""Whether a wording turns its evidence round: by negation, by a word of opposite direction, by changed places."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..language.names import find_names, name_words
from ..language.negation import Negation, find_directions, find_negations
from ..language.stems import stem
from .clauses import Clause, all_stems, clauses, content_stems, nearest

_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b.*\bby\b", re.DOTALL)
_PLACED = re.compile(
    r"\b(to|into|towards?|from|out of|for|against)\s+(?:the\s+|its\s+|their\s+)?([^\W_]+)", re.IGNORECASE
)
_AWAY = {"to": "from", "into": "out of", "toward": "from", "towards": "from", "from": "to", "out of": "into"}
_OTHER_WAY = {**_AWAY, "for": "against", "against": "for"}


def check_negation(text: str, evidence: str) -> list[str]:
    """Why the negations of ``text`` and of its evidence do not agree. Two of one word cancel ("did not deny")."""
    claimed, stated = find_negations(text), find_negations(evidence)
    odd_claimed, odd_stated = _negated(claimed), _negated(stated)
    reasons = []
    for negation in claimed:
        reach = set(negation.scope) & odd_claimed
        if not (reach & odd_stated if reach else stated):
            reasons.append(f'The evidence does not bear out "{negation.exact}".')
    for negation in stated:
        reach = set(negation.scope) & odd_stated & all_stems(text)
        if reach and not reach & odd_claimed:
            reasons.append(f'The wording leaves out "{negation.exact}".')
    if stated and not claimed and not reasons:
        reasons += _negated_all_about(text, evidence)
    return list(dict.fromkeys(reasons))


def _negated(negations: Sequence[Negation]) -> set[str]:
    """The stems in reach of an odd number of negations: two of them cancel, but "neither" and "nor" say one thing."""
    odd: set[str] = set()
    for negation in negations:
        scope = set(negation.scope)
        odd = odd | scope if negation.exact.lower() == "nor" else odd ^ scope
    return odd


def _negated_all_about(text: str, evidence: str) -> Iterator[str]:
    """A reason if every clause that the wording could come from is negated."""
    among = clauses(evidence)
    for clause in clauses(text):
        best = nearest(clause, among)
        negated = [found for candidate in best for found in find_negations(candidate.text)[:1]]
        if best and len(negated) == len(best):
            yield f'The wording leaves out "{negated[0].exact}".'


def check_direction(text: str, evidence: str) -> list[str]:
    """Why the directions of ``text`` are not those of its evidence: "rose" for "fell", "before" for "after"."""
    among = clauses(evidence)
    stated = find_directions(evidence)
    reasons = []
    for clause in clauses(text):
        for claimed in find_directions(clause.text):
            same_scale = [found for found in stated if found.scale == claimed.scale]
            opposite = [found for found in same_scale if found.side != claimed.side]
            if opposite and (
                len(opposite) == len(same_scale) or _opposed_nearby(clause, claimed.scale, claimed.side, among)
            ):
                word, other = clause.text[claimed.start : claimed.end], evidence[opposite[0].start : opposite[0].end]
                reasons.append(f'The wording says "{word}", the evidence "{other}".')
    return list(dict.fromkeys(reasons))


def _opposed_nearby(clause: Clause, scale: str, side: int, among: Sequence[Clause]) -> bool:
    """Whether the clauses of the evidence that speak of the same have only the opposite of this direction."""
    on_scale = [other for other in among if any(found.scale == scale for found in find_directions(other.text))]
    directions = frozenset(
        found.stem for other in [clause, *on_scale] for found in find_directions(other.text) if found.scale == scale
    )
    best = nearest(clause, on_scale, without=directions)
    sides = {found.side for other in best for found in find_directions(other.text) if found.scale == scale}
    return sides == {1 - side}


def check_roles(text: str, evidence: str) -> list[str]:
    """Why who did it to whom, or the way from one to another, is not that of the evidence."""
    stated = set(_triples(evidence))
    reasons = [
        f'The wording turns "{first}" and "{second}" round.'
        for first, verb, second in _triples(text)
        if (second, verb, first) in stated and (first, verb, second) not in stated
    ]
    ways = [(match[1].lower(), stem(match[2])) for match in _PLACED.finditer(evidence)]
    for match in _PLACED.finditer(text):
        way, place = match[1].lower(), stem(match[2])
        if (way, place) not in ways and (_OTHER_WAY[way], place) in ways:
            reasons.append(f'The evidence says "{_OTHER_WAY[way]}", the wording "{match[0]}".')
    return reasons


def _triples(text: str) -> Iterator[tuple[str, str, str]]:
    """Who does what to whom, by the names on either side of a word; in the passive they change places."""
    for clause in clauses(text):
        names = find_names(clause.text)
        for (start, end), (next_start, next_end) in pairwise(names):
            between = clause.text[end:next_start]
            first, second = (name_words(clause.text[a:b])[-1:] for a, b in ((start, end), (next_start, next_end)))
            if _PASSIVE.search(between):
                first, second = second, first
            for verb in content_stems(between) if first and second else ():
                yield first[0], verb, second[0]
