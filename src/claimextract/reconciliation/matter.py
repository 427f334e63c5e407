"""Do two claims of a collection surely speak of one matter? Only then is one set against the other.

Two texts that somebody puts side by side are about one matter; two claims of a hundred articles that share a name and a
verb seldom are, and a dispute that is none costs a reader more than one that is missed.
"""

from .compare import SAME_FIGURE, Verdict
from .likeness import shared_quote
from .slots import Slots

# First words that lean on a sentence before them.
_LEANING_TEXT = """
he she it they him her them his its their this that these those such there but and so however yet also then
"""
_LEANING = frozenset(_LEANING_TEXT.split())
_SPEAKING = frozenset("i we you me us my our your".split())
# Content words that both have, names aside, and all that they share.
_DEED, _IN_COMMON = 2, 4
# The share of the shorter one's words; who doubts adds words of doubt.
_SHARE, _SHARE_DOUBTED, _SHARE_AGREED = 0.6, 0.5, 0.4
# So alike, two claims are one sentence, copied.
_COPIED = 0.9
# The same where none of them is a name, or where the two say hardly anything else.
_FEW, _LIKE = 3, 0.75
# How alike a report and its denial must be.
_REPEATED = 0.5


def leans(text: str) -> bool:
    """Whether a text cannot be understood without the sentence before it."""
    return _first(text) in _LEANING


def one_matter(a: Slots, b: Slots, likeness: float, verdict: Verdict) -> bool:
    """Whether what the two share is enough for the verdict: a deed, and what it was done to.

    Of figures ``compare`` asks already that the rest is the same. One article is of one matter: what it says twice
    needs no more to be the same.
    """
    agree = verdict.relation in {"same", "refines"}
    words = a.wording.plain, b.wording.plain
    shared, shorter = words[0] & words[1], min(map(len, words))
    copied = likeness >= _COPIED and len(shared) >= _DEED
    if agree and (a.document_id == b.document_id or copied or shared_quote(a.wording, b.wording)):
        return True
    deed = shared - a.wording.names - b.wording.names
    if a.denies_whole != b.denies_whole:  # "a hoax" repeats of the report what tells it, seldom in the same words
        return likeness >= _REPEATED and len(shared) >= max(_DEED, _SHARE * shorter)
    if len(deed) < (1 if agree else _DEED):
        return False
    if verdict.cause == "number" or (agree and SAME_FIGURE in verdict.reason):
        return True
    if a.document_id != b.document_id and any(_leaves_open(side) for side in (a, b)):
        return False
    nearly = likeness >= _LIKE or (agree and len(shared) == shorter)
    enough = len(shared) >= _IN_COMMON or len(deed) >= _FEW or (len(shared) >= _FEW and nearly)
    least = _SHARE_AGREED if agree else _SHARE_DOUBTED if verdict.cause == "certainty" else _SHARE
    return enough and len(shared) >= least * shorter


def _leaves_open(claim: Slots) -> bool:
    """Whether a claim names nothing and leaves to its article who or what it speaks of."""
    return not claim.wording.parties and _first(claim.text) in _LEANING | _SPEAKING


def _first(text: str) -> str:
    return text.split(maxsplit=1)[0].strip("\"'“‘(").lower() if text.strip() else ""
