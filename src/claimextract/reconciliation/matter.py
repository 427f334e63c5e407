"""Do two claims of a collection surely speak of one matter? Only then is one set against the other.

Two texts that somebody puts side by side are about one matter; two claims of a hundred articles that share a name and a
verb seldom are, and a dispute that is none costs a reader more than one that is missed.
"""

from claimextract.models import Cause

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
_SHARE, _SHARE_DOUBTED = 0.6, 0.5
# The same where none of them is a name, or where the two say hardly anything else.
_FEW, _LIKE = 3, 0.75
# Who calls a report untrue repeats of it what tells it.
_REPEATED = 0.5


def leans(text: str) -> bool:
    """Whether a text cannot be understood without the sentence before it."""
    return _first(text) in _LEANING


def one_matter(a: Slots, b: Slots, likeness: float, cause: Cause | None) -> bool:
    """Whether what the two share is enough to call them contrary: a deed, and what it was done to.

    Of figures ``compare`` asks already that the rest is the same.
    """
    words = a.wording.plain, b.wording.plain
    shared = words[0] & words[1]
    deed = shared - a.wording.names - b.wording.names
    if len(deed) < _DEED:
        return False
    if cause == "number":
        return True
    if a.document_id != b.document_id and any(_leaves_open(side) for side in (a, b)):
        return False
    if a.denies_whole != b.denies_whole and likeness < _REPEATED:
        return False
    enough = len(shared) >= _IN_COMMON or len(deed) >= _FEW or (len(shared) >= _FEW and likeness >= _LIKE)
    return enough and len(shared) >= (_SHARE_DOUBTED if cause == "certainty" else _SHARE) * min(map(len, words))


def _leaves_open(claim: Slots) -> bool:
    """Whether a claim names nothing and leaves to its article who or what it speaks of."""
    return not claim.wording.parties and _first(claim.text) in _LEANING | _SPEAKING


def _first(text: str) -> str:
    return text.split(maxsplit=1)[0].strip("\"'“‘(").lower() if text.strip() else ""
