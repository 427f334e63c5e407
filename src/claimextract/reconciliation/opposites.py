"""Words that turn a statement into its opposite, put it in doubt, or say that it replaces an earlier one."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from claimextract.language.names import place_of
from claimextract.language.negation import find_directions, find_negations, is_content, polarity
from claimextract.language.stems import words
from claimextract.models import Polarity

from .denial import denies_whole, stands_by
from .synonyms import one_word

Demand = Literal["demand", "wish"] | None

# To hold back from a deed is not to do it.
_HOLDING = re.compile(
    r"\b(?:(?:refrain|abstain|shy|shied)(?:s|ed|ing|ies)?(?: away)? from|avoid(?:s|ed|ing)?|eschew(?:s|ed|ing)?|"
    r"test(?:s|ed|ing)? negative for|clear(?:s|ed) (?:\w+ ){0,3}of|absent from|innocent of|free of|"
    r"(?:has|have|had) yet to)\b",
    re.IGNORECASE,
)
_PREFIXED = re.compile(r"(?:un|in|im|il|ir|dis|non)[a-z]{3,}$", re.IGNORECASE)
_NO = re.compile(r"^\W*No,\s+|\bfor nothing\b")
_NOT_BEFORE = re.compile(r"(?:\b(?:not|never|no|cannot|without)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)
_MARKS = re.compile(r"[“”«»\"]")
_CLAUSE_END = re.compile(r"[,;:.!?()—–]|\b(?:but|while|although|because|which|who|that)\b")
# What should be done, and milder words for a wish or a duty, which may report the same.
_DEMAND = re.compile(r"\b(?:should|must|ought to|needs? to|had better)\b", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:ha(?:s|ve|d) to|no choice but|urg(?:e|es|ed|ing)|propos(?:e|es|ed|ing|als?)|recommend(?:s|ed)?|"
    r"demand(?:s|ed)?|call(?:s|ed|ing)? (?:on|for)|want(?:s|ed)?|essential|imperative|necessary|subject to)\b",
    re.IGNORECASE,
)
# Who asks who should do it demands nothing.
_WHICH = re.compile(r"\W*(?:who|which|what|where|when|how|why)\b.*\?", re.IGNORECASE)
_DENIES = re.compile(r"\bden(?:y|ies|ied|ying)\b", re.IGNORECASE)
_CONTRAST = re.compile(
    r"(?:\band|\bbut|,)\s+not\b|\bnot\b[^.;]{1,60}?,?\s+but\b|\brather than\b|\binstead of\b", re.IGNORECASE
)
_UPDATE = re.compile(
    r"\b(?:correct(?:s|ed|ion)|revis(?:es?|ed|ion)|updat(?:es?|ed)|(?:up|down) from|"
    r"(?:rose|rises|climbed|climbs|jumped|jumps|swelled|swells) to|now (?:at|stands?|puts?|says?|estimated?|counted)|"
    r"previously (?:said|reported|put|given)|"
    r"(?:has|had|have) (?:since )?(?:risen|grown|climbed|fallen|dropped) to)\b",
    re.IGNORECASE,
)
# Opposites that cannot both be true of one thing. Others can: who buys deals with one who sells, and "before" and
# "after" order different things.
_EXCLUSIVE_TEXT = """
rise/fall higher/lower support/oppose accept/reject allow/ban succeed/fail improve/worsen strong/weak
guilty/innocent convict/acquit alive/die safe/dangerous optimistic/pessimistic include/exclude build/destroy
surplus/deficit advance/retreat encourage/discourage praise/criticize ally/enemy enter/exit true/false
permanent/temporary go/stay plan/withdraw
"""
_EXCLUSIVE = frozenset(_EXCLUSIVE_TEXT.split())
# Ends of one scale that are two occasions or two halves: both can be true, but they are never one claim.
_APART_TEXT = """
begin/end arrive/depart north/south east/west largest/smallest highest/lowest oldest/youngest maximum/minimum
majority/minority urban/rural
"""
_APART = frozenset(_APART_TEXT.split())


# Phrases that stand at the ends of scales: for each scale those at its one end and those at its other.
_PHRASES = {
    scale: (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for scale, one, other in (
        (
            "accept/reject",
            r"vot(?:es?|ed|ing)\s+(?:for|in\s+favou?r)|green\s+light|wav(?:es|ed|ing)\s+through",
            r"(?:turn|vot)(?:s|es|ed|ing)?\s+(?:\w+\s+){0,3}down|vot(?:es?|ed|ing)\s+against"
            r"|(?:threw|throws?|thrown)\s+out|(?:struck|strikes?)\s+down",
        ),
        (
            "go/stay",
            r"resign(?:s|ed|ing|ation)?|step(?:s|ped|ping)?\s+down|(?:left|leaves?|leaving)\s+office|ousted",
            r"(?:remain|stay)(?:s|ed|ing)?\s+(?:on|put|in\s+(?:office|power|charge|(?:his|her|their|the)\s+(?:post|job)))"
            r"|(?:keep|hold)(?:s|ing)?\s+(?:on\s+to\s+)?(?:his|her|their|the)\s+(?:post|job|seat|office)",
        ),
        (
            "plan/withdraw",
            r"(?:to|will|is|are)\s+(?:be\s+)?"
            r"(?:play|star|join|marry|wed|host|perform|open|launch|buy|acquire|run|build|lead|head)(?:ing)?",
            r"quits?|(?:pull|drop|back)(?:s|ed|ing)?\s+out|(?:walk|back)(?:s|ed|ing)?\s+away\s+from|withdr(?:aws?|ew|awn|awing)|turn(?:s|ed)?\s+down|"
            r"call(?:s|ed)?\s+off|cancel(?:s|l?ed)|scrap(?:s|ped)|abandon(?:s|ed)|shelve[sd]|axe[sd]",
        ),
    )
}


def undone(text: str) -> dict[str, str]:
    """Words that the text has in their negative, by the stem of what they negate: "safe" for "unsafe"."""
    return {
        one_word(place_of(negation.scope[0])): negation.exact.lower()
        for negation in find_negations(text)
        if _PREFIXED.match(negation.exact) and negation.scope
    }


def polarity_of(text: str) -> Polarity:
    """Whether the text denies what it speaks of: by negation, or by calling it a hoax and the like."""
    text = _NO.sub("", _MARKS.sub(" ", text))  # a quoted predicate counts as any other: she is "not a candidate"
    held = any(not _NOT_BEFORE.search(text[: match.start()]) for match in _HOLDING.finditer(text))
    if held or denies_whole(text):
        return "negative"
    return "positive" if stands_by(text) else polarity(text)


def denied_words(text: str) -> tuple[str, ...]:
    """The stems in the reach of the text's negations, in their order."""
    scoped = [word for negation in find_negations(text) for word in negation.scope]
    for match in _HOLDING.finditer(text):
        clause = _CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
        scoped += [word.stem for word in words(clause) if is_content(word)]
    return tuple(dict.fromkeys(one_word(place_of(word)) for word in scoped))


class Ends(NamedTuple):
    """The end of each scale that a text stands on, but for scales on which it stands at both.

    ``apart`` are the scales whose ends are two occasions or two halves ("begins" and "ends"), ``exclusive`` those of
    which only one end can be true.
    """

    exclusive: dict[str, int]
    apart: dict[str, int]


def ends(text: str) -> Ends:
    """Read where a text stands.

    A word that is itself a negation ("reject") counts there and not here, so that nothing is turned twice.
    """
    negated = {position for n in find_negations(text) for position in range(n.start, n.end)}
    sides: dict[str, set[int]] = {}
    for scale, patterns in _PHRASES.items():
        for side, pattern in enumerate(patterns):
            if any(not _NOT_BEFORE.search(text[: match.start()]) for match in pattern.finditer(text)):
                sides.setdefault(scale, set()).add(side)
    for direction in find_directions(text):
        if direction.start not in negated:
            sides.setdefault(direction.scale, set()).add(direction.side)
    one = {scale: side.pop() for scale, side in sorted(sides.items()) if len(side) == 1}
    exclusive, apart = ({scale: one[scale] for scale in one if scale in held} for held in (_EXCLUSIVE, _APART))
    return Ends(exclusive, apart)


def opposed(a: Mapping[str, int], b: Mapping[str, int]) -> str | None:
    """The first scale on which the two stand at opposite ends, or None."""
    return next((scale for scale, side in a.items() if b.get(scale, side) != side), None)


def denies_outright(text: str) -> bool:
    """Whether somebody is said to deny it: "denies", "denied"."""
    return _DENIES.search(text) is not None


def updates(text: str) -> bool:
    """Whether the text says that it replaces what was said before."""
    return _UPDATE.search(text) is not None


def demands(text: str) -> Demand:
    """Whether the text says what should be done, or speaks of a wish or a duty, or of neither."""
    return "demand" if _DEMAND.search(text) and not _WHICH.match(text) else "wish" if _WISH.search(text) else None


def contrasts(text: str) -> bool:
    """Whether the text denies only a phrase, beside another that it asserts: "A and not B", "A rather than B"."""
    return _CONTRAST.search(text) is not None
