"""Whether a claim's own wording is borne out by its evidence: numbers, names, negation, direction, certainty."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..language.names import (
    canonical_words,
    equivalent_name,
    find_names,
    name_words,
    place_of,
    plain_words,
    title_words,
)
from ..language.negation import Negation, find_directions, find_negations
from ..language.stems import stem, words
from .clauses import Clause, clauses, content_stems, nearest
from .numbers import check_numbers

# How sure a statement is: 1 possible, 2 probable, planned or demanded, 3 said flatly.
_POSSIBLE = re.compile(
    r"\b(?:(?-i:may)|might|could|possibly|perhaps|maybe|potentially|possible|possibility|conceivably|risks?)\b",
    re.IGNORECASE,
)
_PROBABLE = re.compile(
    r"\b(?:likely|probably|probable|would|will|shall|should|ought|expect(?:s|ed)?|(?:is|are|was|were)\s+(?:set|due)\s+to|plan(?:s|ned|ning)?\s+to|"
    r"intend(?:s|ed)?|aim(?:s|ed)?\s+to|hop(?:es?|ed|ing)\s+to|promis(?:es?|ed)|pledg(?:es?|ed)|threaten(?:s|ed)?|propos(?:es?|ed)|"
    r"allegedly|alleged|reportedly|reported\s+to|purportedly|supposedly|apparently|seem(?:s|ed)?|appear(?:s|ed)?\s+to|suspect(?:s|ed)?|"
    r"rumou?red|accus(?:es?|ed)|considering|virtually|partly|partially|(?:almost|nearly)(?!\s+[\d$€£])|(?:tr(?:y|ies|ied)|attempt(?:s|ed)?|want(?:s|ed)?|seeks?|sought|agreed|vowed|ready|willing|urged|asked|"
    r"ordered|called\s+on)\b[^,.;]{0,30}?\s+to|['’]ll|['’]d)\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|unless|provided\s+that|as\s+long\s+as|in\s+case|in\s+the\s+event)\b", re.IGNORECASE)
_NOT_IF = re.compile(r"\b(?:as|even|see|asked?|know|wonder(?:ed)?)\s+if\b", re.IGNORECASE)


_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b.*\bby\b", re.DOTALL)
# "the former mayor" is not the mayor, "the second-largest" not the largest.
_QUALIFIED = re.compile(
    r"\b(?:former|ex|vice|deputy|acting|would-be|so-called|proposed|draft|planned|alleged|suspected|supposed|fake|honorary"
    r"|(?:second|third|fourth|fifth)(?=[-‐‑\s]+\w+est\b))[-‐‑\s]+([^\W\d_]+)",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"\b(to|into|towards?|from|out of|for|against)\s+(?:the\s+|its\s+|their\s+)?([^\W_]+)", re.IGNORECASE
)
_AWAY = {"to": "from", "into": "out of", "toward": "from", "towards": "from", "from": "to", "out of": "into"}
_OTHER_WAY = {**_AWAY, "for": "against", "against": "for"}


def check_wording(text: str, evidence: Sequence[str], resolved: Sequence[str]) -> list[str]:
    """Give the reasons why the wording ``text`` is not borne out by its ``evidence`` texts; none means it is.

    Checked are numbers (value, unit, bound), names (in the evidence, or one of the ``resolved`` names that stand for
    its mentions), negation, words of opposite direction, and whether it is surer than the evidence. The check is
    strict: a wording that it cannot follow is refused, for the evidence itself can always take its place.
    """
    joined = "\n".join(evidence)
    if _collapsed(text) in {_collapsed(joined), *map(_collapsed, evidence)}:
        return []
    return [
        *check_numbers(text, joined, resolved),
        *_check_names(text, joined, resolved),
        *_check_negation(text, joined),
        *_check_direction(text, joined),
        *_check_order(text, joined),
        *_check_qualifiers(text, joined),
        *_check_certainty(text, joined),
    ]


def _collapsed(text: str) -> str:
    return " ".join(text.split())


def _check_names(text: str, evidence: str, resolved: Sequence[str]) -> list[str]:
    stated = plain_words(evidence)
    stems = {stem(word) for word in stated}
    known = [*(evidence[start:end] for start, end in find_names(evidence)), *resolved]
    resolved_words = [{*plain_words(name), *canonical_words(name)} for name in resolved]
    reasons = []
    for start, end in find_names(text):
        name = text[start:end]
        own = name_words(name)
        borne_out = (
            _in_order(own, stated)
            or any(set(own) <= group for group in resolved_words)
            or any(equivalent_name(name, other) for other in known)
            or (len(own) == 1 and stem(own[0]) in stems)  # an everyday word that opens the sentence
        )
        titles = {stem(title) for title in title_words(name)} - stems
        if not borne_out or not titles <= {stem(word) for group in resolved_words for word in group}:
            reasons.append(f'The name "{name}" is not in the evidence.')
    return reasons


def _in_order(own: Sequence[str], evidence_words: Sequence[str]) -> bool:
    """Whether the words of a name stand together in the evidence, no more than two words between them."""
    wanted = [place_of(word) for word in own]
    stated = [place_of(word) for word in evidence_words]
    for start, word in enumerate(stated):
        if word != wanted[0]:
            continue
        position = start
        for following in wanted[1:]:
            window = stated[position + 1 : position + 4]
            if following not in window:
                break
            position += 1 + window.index(following)
        else:
            return True
    return False


def _check_negation(text: str, evidence: str) -> list[str]:
    claimed, stated = find_negations(text), find_negations(evidence)
    odd_claimed, odd_stated = _negated(claimed), _negated(stated)
    shared = content_stems(text) & content_stems(evidence)
    reasons = []
    for negation in claimed:
        reach = {word for word in negation.scope if word in odd_claimed}
        bare = not negation.scope and bool(stated)
        if not bare and not reach & odd_stated and (negation.scope or not stated):
            reasons.append(f'The evidence does not bear out "{negation.exact}".')
    for negation in stated:
        reach = {word for word in negation.scope if word in odd_stated} & (shared | _all_stems(text))
        if reach and not reach & odd_claimed:
            reasons.append(f'The wording leaves out "{negation.exact}".')
    if stated and not claimed and not reasons:
        reasons += _negated_all_about(text, evidence)
    return list(dict.fromkeys(reasons))


def _all_stems(text: str) -> set[str]:
    return {word.stem for word in words(text)}


def _negated(negations: Sequence[Negation]) -> set[str]:
    """The stems in reach of an odd number of negations: two of them cancel."""
    odd: set[str] = set()
    for negation in negations:
        odd ^= set(negation.scope)
    return odd


def _negated_all_about(text: str, evidence: str) -> Iterator[str]:
    """A reason if every clause that the wording could come from is negated."""
    among = clauses(evidence)
    for clause in clauses(text):
        best = nearest(clause, among)
        negated = [found for candidate in best for found in find_negations(candidate.text)[:1]]
        if best and len(negated) == len(best):
            yield f'The wording leaves out "{negated[0].exact}".'


def _check_direction(text: str, evidence: str) -> list[str]:
    among = clauses(evidence)
    reasons = []
    for clause in clauses(text):
        for claimed in find_directions(clause.text):
            both = [found for found in find_directions(evidence) if found.scale == claimed.scale]
            sides = {found.side for found in both}
            if sides == {1 - claimed.side} or (
                len(sides) == 2 and _opposed_nearby(clause, claimed.scale, claimed.side, among)
            ):
                other = next(found for found in both if found.side != claimed.side)
                if claimed.stem not in {found.stem for found in both} or len(sides) == 2:
                    reasons.append(
                        f'The wording says "{clause.text[claimed.start : claimed.end]}", '
                        f'the evidence "{evidence[other.start : other.end]}".'
                    )
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


def _check_order(text: str, evidence: str) -> list[str]:
    """Who did it to whom, and from where to where: two names on either side of a verb may not change places."""
    reasons = []
    for first, verb, second in _triples(text):
        if (second, verb, first) in set(_triples(evidence)) and (first, verb, second) not in set(_triples(evidence)):
            reasons.append(f'The wording turns "{first}" and "{second}" round.')
    for match in re.finditer(r"\bfrom\s+(\S+)\s+to\s+(\S+?)(?=[\s.,;]|$)", text):
        turned = rf"\bfrom\s+{re.escape(match[2])}\s+to\s+{re.escape(match[1])}(?!\w)"
        if match[1] != match[2] and re.search(turned, evidence):
            reasons.append(f'The evidence goes from "{match[2]}" to "{match[1]}".')
    stated = {(match[1].lower(), stem(match[2])) for match in _PLACED.finditer(evidence)}
    for match in _PLACED.finditer(text):
        way, place = match[1].lower(), stem(match[2])
        if (way, place) not in stated and (_OTHER_WAY[way], place) in stated:
            reasons.append(f'The evidence says "{_OTHER_WAY[way]}", the wording "{match[0]}".')
    return reasons


def _check_qualifiers(text: str, evidence: str) -> list[str]:
    """What makes a word mean less may not be left out: "former", "deputy", "proposed", "second"."""
    reasons = []
    for match in _QUALIFIED.finditer(evidence):
        word = stem(match[1])
        unqualified = _QUALIFIED.sub(" ", text), _QUALIFIED.sub(" ", evidence)
        if word in _all_stems(unqualified[0]) and word not in _all_stems(unqualified[1]):
            reasons.append(f'The evidence says "{match[0]}".')
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


def _check_certainty(text: str, evidence: str) -> list[str]:
    reasons = []
    among = clauses(evidence)
    for clause in clauses(text):
        best = nearest(clause, among)
        if best and _sureness(text) > (least := max(_sureness(other.text) for other in best)):
            hedge = next(match for other in best if (match := _hedge(other.text, least)))
            reasons.append(f'The evidence says "{hedge[0]}", the wording is surer.')
    if _IF.search(_NOT_IF.sub(" ", evidence)) and not _IF.search(text) and _sureness(text) > 1:
        reasons.append("The wording leaves out a condition.")
    if evidence.rstrip("\"'”’) \n").endswith("?") and "?" not in text and "?" not in evidence.rstrip("\"'”’) \n?"):
        asked = re.split(r"(?<=[.!])\s+", evidence.strip())[-1]
        if content_stems(text) and len(content_stems(text) & content_stems(asked)) * 2 > len(content_stems(text)):
            reasons.append("The evidence asks, the wording asserts.")
    return list(dict.fromkeys(reasons))


def _sureness(text: str) -> int:
    if _POSSIBLE.search(text):
        return 1
    return 2 if _PROBABLE.search(text) else 3


def _hedge(text: str, sureness: int) -> re.Match[str] | None:
    return {1: _POSSIBLE, 2: _PROBABLE}[sureness].search(text)
