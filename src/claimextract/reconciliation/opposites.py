"""Words that turn a statement into its opposite, put it in doubt, or say that it replaces an earlier one."""

import re
from collections.abc import Mapping
from typing import Literal

from claimextract.language.names import place_of
from claimextract.language.negation import find_directions, find_negations, is_content, polarity
from claimextract.language.stems import words
from claimextract.models import Polarity

from .synonyms import one_word

Demand = Literal["demand", "wish"] | None

# Denials of a whole report, beyond the negations that language knows.
_DENIAL = re.compile(
    r"\b(?:dismiss(?:es|ed|ing)?\s+(?:\w+\s+){0,2}(?:reports?|claims?|rumou?rs?|allegations?|suggestions?|speculation|stor(?:y|ies))|debunk(?:s|ed)?|refut(?:es?|ed)|retract(?:s|ed)?|hoax(?:es)?|faked?|bogus|fabricated|"
    r"made[- ]up|groundless|myth|never happened|figment|(?:has|have|had) yet to)\b|\?\s+(?:\w+\s+)?(?:not?)\b",
    re.IGNORECASE,
)
# To hold back from a deed is not to do it.
_HOLDING = re.compile(
    r"\b(?:(?:refrain|abstain|shy|shied)(?:s|ed|ing|ies)?(?: away)? from|avoid(?:s|ed|ing)?|eschew(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"^\W*No,\s+")
_NOT_BEFORE = re.compile(r"(?:\b(?:not|never|no|cannot|without)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)
_MARKS = re.compile(r"[“”«»\"]")
_CLAUSE_END = re.compile(r"[,;:.!?()—–]|\b(?:but|while|although|because|which|who|that)\b")
_DOUBT = re.compile(
    r"\b(?:unconfirmed|unverified|unproven|unclear (?:whether|if)|no (?:evidence|proof|confirmation)|"
    r"not (?:yet )?(?:clear|known|certain|established|proven) (?:whether|if|that)|doubtful|"
    r"doubts? (?:about|over|whether|that)|"
    r"(?:could|can|has|have) ?not (?:yet )?(?:be|been) (?:confirmed|verified|established))\b",
    re.IGNORECASE,
)
# What should be done, and milder words for a wish or a duty, which may report the same.
_DEMAND = re.compile(r"\b(?:should|must|ought to|needs? to|had better)\b", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:ha(?:s|ve|d) to|no choice but|urg(?:e|es|ed|ing)|propos(?:e|es|ed|ing|als?)|recommend(?:s|ed)?|"
    r"demand(?:s|ed)?|call(?:s|ed|ing)? (?:on|for)|want(?:s|ed)?|essential|imperative|necessary|subject to)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"(?:\band|\bbut|,)\s+not\b|\bnot\b[^.;]{1,60}?,?\s+but\b|\brather than\b|\binstead of\b", re.IGNORECASE
)
_UPDATE = re.compile(
    r"\b(?:correct(?:s|ed|ion)|revis(?:es?|ed|ion)|updat(?:es?|ed)|(?:up|down) from|now stands? at|(?:rose|climbed) to|"
    r"(?:has|had|have) (?:since )?(?:risen|grown|climbed|fallen|dropped) to)\b",
    re.IGNORECASE,
)
# Opposites that cannot both be true of one thing. Others can: who buys deals with one who sells, and "before" and
# "after" order different things.
_EXCLUSIVE_TEXT = """
rise/fall higher/lower support/oppose accept/reject allow/ban succeed/fail improve/worsen strong/weak
guilty/innocent convict/acquit alive/die safe/dangerous optimistic/pessimistic include/exclude build/destroy
surplus/deficit advance/retreat encourage/discourage praise/criticize ally/enemy enter/exit true/false
permanent/temporary
"""
_EXCLUSIVE = frozenset(_EXCLUSIVE_TEXT.split())


def polarity_of(text: str) -> Polarity:
    """Whether the text denies what it speaks of: by negation, or by calling it a hoax and the like."""
    text = _NO.sub("", _MARKS.sub(" ", text))  # a quoted predicate counts as any other: she is "not a candidate"
    denied = any(
        not _NOT_BEFORE.search(text[: match.start()]) for match in (*_DENIAL.finditer(text), *_HOLDING.finditer(text))
    )
    return "negative" if denied else polarity(text)


def denied_words(text: str) -> tuple[str, ...]:
    """The stems in the reach of the text's negations, in their order."""
    scoped = [word for negation in find_negations(text) for word in negation.scope]
    for match in _HOLDING.finditer(text):
        clause = _CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
        scoped += [word.stem for word in words(clause) if is_content(word)]
    return tuple(dict.fromkeys(one_word(place_of(word)) for word in scoped))


def denies_whole(text: str) -> bool:
    """Whether the text calls a whole report untrue, whatever else it denies."""
    return _DENIAL.search(text) is not None


def directions(text: str) -> dict[str, int]:
    """The end of each exclusive scale that the text stands on; scales on which it stands at both ends are left out.

    A word that is itself a negation ("reject") counts there and not here, so that nothing is turned twice.
    """
    negated = {position for n in find_negations(text) for position in range(n.start, n.end)}
    sides: dict[str, set[int]] = {}
    for direction in find_directions(text):
        if direction.scale in _EXCLUSIVE and direction.start not in negated:
            sides.setdefault(direction.scale, set()).add(direction.side)
    return {scale: side.pop() for scale, side in sorted(sides.items()) if len(side) == 1}


def opposed(a: Mapping[str, int], b: Mapping[str, int]) -> str | None:
    """The first scale on which the two stand at opposite ends, or None."""
    return next((scale for scale, side in a.items() if b.get(scale, side) != side), None)


def doubts(text: str) -> bool:
    """Whether the text says that what it speaks of is not established."""
    return _DOUBT.search(text) is not None


def updates(text: str) -> bool:
    """Whether the text says that it replaces what was said before."""
    return _UPDATE.search(text) is not None


def demands(text: str) -> Demand:
    """Whether the text says what should be done, or speaks of a wish or a duty, or of neither."""
    return "demand" if _DEMAND.search(text) else "wish" if _WISH.search(text) else None


def contrasts(text: str) -> bool:
    """Whether the text denies only a phrase, beside another that it asserts: "A and not B", "A rather than B"."""
    return _CONTRAST.search(text) is not None
