"""Whether a claim's own wording is borne out by its evidence: numbers, names, negation, direction, certainty."""

import re
from collections.abc import Iterable, Sequence

from ..language.names import equivalent_name, find_names, name_words, plain_words, title_words
from ..language.negation import find_directions, is_content
from ..language.numerals import find_numerals
from ..language.stems import Word, stem
from ..language.stems import words as words_of
from .clauses import all_stems, clauses, content_stems, nearest, own_part
from .naming import Surroundings, is_mentioned, is_said, is_shortened, parts_of, replaced_name
from .numbers import check_numbers
from .turning import check_direction, check_negation, check_roles

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

_UNIT = 2  # the word behind a figure begins within so many characters

_SUPPLIED = "is are was were the s"  # words that put parts together

# "the former mayor" is not the mayor, "the second-largest" not the largest.
_QUALIFIED = re.compile(
    r"\b(?:former|ex|vice|deputy|acting|would-be|so-called|proposed|draft|planned|alleged|suspected|supposed|fake|honorary"
    r"|(?:second|third|fourth|fifth)(?=[-‐‑\s]+\w+est\b))[-‐‑\s]+([^\W\d_]+)",
    re.IGNORECASE,
)


def check_wording(
    text: str,
    evidence: Sequence[str],
    resolved: Sequence[str],
    before: Sequence[str] = (),
    above: str = "",
    words: Sequence[str] = (),
    parts: Sequence[str] = (),
) -> list[str]:
    """Give the reasons why the wording ``text`` is not borne out by its ``evidence`` texts; none means it is.

    Checked are numbers (value, unit, bound), names (in the evidence, or one of the ``resolved`` names that stand for
    its mentions), whether it is told in the evidence's words for the most part, negation, words of opposite direction,
    and whether it is surer than the evidence. The check is
    strict: a wording that it cannot follow is refused, for the evidence itself can always take its place.

    A wording may name what its evidence only points to ("it", "the treaty"): a name that stands in the sentences
    ``before``, or a part of it there and the whole ``above``, is borne out too, unless it took another name's place.
    Negation and certainty are those of the ``words`` it was drawn from, where these stand for themselves. A wording in
    no other words than the ``parts`` that the parse took the evidence apart into is borne out by them.
    """
    joined = "\n".join(evidence)
    if _collapsed(text) in {_collapsed(joined), *map(_collapsed, evidence)}:
        return []
    if parts and _plain(text) <= _plain(" ".join((*parts, *resolved, _SUPPLIED))):
        return []
    own = "\n".join([part for each in words if (part := own_part(text, each, joined))] or [joined])
    return [
        *check_numbers(text, joined, resolved),
        *_check_names(text, joined, resolved, Surroundings("\n".join(before), above)),
        *_check_content(text, "\n".join((joined, *before, *resolved)), above),
        *check_negation(text, own),
        *check_direction(text, joined),
        *check_roles(text, joined),
        *_check_qualifiers(text, joined),
        *_check_certainty(text, own),
    ]


def _plain(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _collapsed(text: str) -> str:
    return " ".join(text.split())


def _check_names(text: str, evidence: str, resolved: Sequence[str], surroundings: Surroundings) -> list[str]:
    known = [*(evidence[start:end] for start, end in find_names(evidence)), *resolved]
    spoken = {stem(word) for part in (evidence, *resolved) for word in plain_words(part)}
    reasons = []
    for start, end in find_names(text):
        name = text[start:end]
        if not (is_said(name, evidence) or any(_is_part(name, other) for other in known)):
            unsaid = [part for part in parts_of(name) if not is_said(part, evidence)]
            pointed = is_shortened(name, evidence) or is_mentioned(text, (start, end), evidence)
            if unsaid and not (pointed and all(surroundings.name(part, evidence) for part in unsaid)):
                reasons.append(f'The name "{name}" is not in the evidence.')
            elif other := replaced_name(text, (start, end), evidence):
                reasons.append(f'The wording says "{name}" where the evidence says "{other}".')
        elif titles := [title for title in title_words(name) if stem(title) not in spoken]:
            reasons.append(f'The evidence does not call anybody "{titles[0]}".')
    return reasons


def _check_content(text: str, evidence: str, above: str) -> list[str]:
    """Of what is said of those named, most must be said in words of the evidence: "stole" is not "lost".

    Figures are held to the evidence elsewhere, and "increased" is as good as "rose". Words of the text ``above`` do
    too, for a wording may say what its evidence points to.
    """
    held = [(numeral.start, numeral.end + _UNIT) for numeral in find_numerals(text)]
    ways = {(one.scale, one.side) for one in find_directions(evidence)}
    held += [(one.start, one.end) for one in find_directions(text) if (one.scale, one.side) in ways]
    # A capital is a name's, which is held to the evidence elsewhere too.
    own = [word for word in words_of(text) if is_content(word) and text[word.start].islower()]
    new = {word.stem: word.lower for word in own if not _within(word, held)}
    for said in (evidence, above):
        for one in all_stems(said):
            new.pop(one, None)
        if 2 * len(new) < max(1, len({word.stem for word in own})):
            return []
    return [f"Neither the evidence nor the text above it says {', '.join(new.values())}."]


def _within(word: Word, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)


def _is_part(name: str, other: str) -> bool:
    """Whether a name adds nothing to another one: its words stand in it in order, or it is a short form of it."""
    words_left = iter(name_words(other))
    return all(word in words_left for word in name_words(name)) or equivalent_name(name, other)


def _check_qualifiers(text: str, evidence: str) -> list[str]:
    """What makes a word mean less may not be left out: "former", "deputy", "proposed", "second"."""
    bare = all_stems(_QUALIFIED.sub(" ", text)) - all_stems(_QUALIFIED.sub(" ", evidence))
    return [f'The evidence says "{match[0]}".' for match in _QUALIFIED.finditer(evidence) if stem(match[1]) in bare]


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
