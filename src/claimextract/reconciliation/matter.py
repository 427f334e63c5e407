"""Do two claims of a collection surely speak of one matter? Only then is one set against the other.

Two texts that somebody puts side by side are about one matter; two claims of a hundred articles that share a name and a
verb seldom are, and a dispute that is none costs a reader more than one that is missed.
"""

import re
from collections.abc import Collection

from .compare import SAME_FIGURE, Verdict
from .likeness import shared_quote
from .slots import Slots
from .wording import stem

# First words that lean on a sentence before them.
_LEANING_TEXT = """
he she it they him her them his its their this that these those such there but and so however yet also then
"""
_LEANING = frozenset(_LEANING_TEXT.split())
_FRAGMENT = re.compile(r"^[^\"“:]{1,80}: [\"“](?:\W*)[a-z]")
_SPEAKING = frozenset("i we you me us my our your".split())
_OTHERS = frozenset("he she they him her them his their".split())
# Content words that both have, names aside, and all that they share.
DEED, _IN_COMMON = 2, 4
# The share of the shorter one's words; who doubts adds words of doubt.
_SHARE, _SHARE_DOUBTED, _SHARE_AGREED = 0.6, 0.5, 0.4
# Of two articles, how much of the longer claim is shared too; of the shorter one where that is less, or where it is
# names and one word; of the longer one where the figure is the same.
_SHARE_OF_LONGER, _WITHIN, _MOST, _SHARE_FIGURED = 0.4, 0.9, 0.8, 0.3
_BOTH = 2
# So alike, two claims are one sentence, copied.
_COPIED = 0.9
# The same where none of them is a name, or where the two say hardly anything else.
_FEW, _LIKE = 3, 0.75
# How alike a report and its denial must be.
_REPEATED = 0.5


def leans(text: str) -> bool:
    """Whether a text cannot be understood without the words before it: ``Ole Brandt: "but a new roof"`` cannot."""
    return _first(text) in _LEANING or bool(_FRAGMENT.search(text))


def one_matter(a: Slots, b: Slots, likeness: float, verdict: Verdict) -> bool:
    """Whether what the two share is enough for the verdict: a deed, and what it was done to.

    Of figures ``compare`` asks already that the rest is the same. One article is of one matter: what it says twice
    needs no more to be the same.
    """
    agree = verdict.relation in {"same", "refines"}
    words = a.wording.plain, b.wording.plain
    shared, shorter = words[0] & words[1], min(map(len, words))
    if agree and a.document_id != b.document_id and a.event_dates and b.event_dates and _lasting(a) != _lasting(b):
        return False
    copied = likeness >= _COPIED and len(shared) >= (_FEW if agree and a.words != b.words else DEED)
    if agree and (a.document_id == b.document_id or copied or shared_quote(a.wording, b.wording)):
        return True
    deed = shared - a.wording.names - b.wording.names
    if a.denies_whole != b.denies_whole:  # "a hoax" repeats of the report what tells it, seldom in the same words
        return likeness >= _REPEATED and len(shared) >= max(DEED, _SHARE * shorter)
    if len(deed) < (1 if agree else DEED):
        return False
    if verdict.cause == "number" or (agree and SAME_FIGURE in verdict.reason):
        return not agree or len(shared) >= max(_FEW, _SHARE_FIGURED * max(map(len, words)))
    if a.document_id != b.document_id and any(_leaves_open(side) for side in (a, b)):
        return False
    if agree and not _says_as_much(a, b, shared, deed):
        return False
    nearly = likeness >= _LIKE or (agree and len(shared) == shorter)
    enough = len(shared) >= _IN_COMMON or len(deed) >= _FEW or (len(shared) >= _FEW and nearly)
    least = _SHARE_AGREED if agree else _SHARE_DOUBTED if verdict.cause == "certainty" else _SHARE
    return enough and len(shared) >= least * shorter


def _says_as_much(a: Slots, b: Slots, shared: Collection[str], deed: Collection[str]) -> bool:
    """Whether two articles say one thing: what they share is most of the shorter claim and much of the longer one.

    Of names and one word it must be two names: "China and Russia are not allies".
    """
    shorter, longer = sorted(len(side.wording.plain) for side in (a, b))
    if len(deed) >= DEED:
        return len(shared) >= min(max(_IN_COMMON, _WITHIN * shorter), _SHARE_OF_LONGER * longer)
    named = [
        sum(any(stem(word) in shared for word in name.split()) for name in side.wording.parties) for side in (a, b)
    ]
    return (
        min(named) >= _BOTH
        and len(shared) >= _MOST * shorter
        and (len(shared) == shorter or len(shared) >= _SHARE_OF_LONGER * longer)
    )


def _lasting(claim: Slots) -> bool:
    """Whether a claim tells of a time that goes on: one exercise in 2016 is not what there has been since 2012."""
    return any(".." in value for value in claim.event_dates)


def _leaves_open(claim: Slots) -> bool:
    """Whether a claim names nothing and leaves to its article who or what it speaks of."""
    if claim.wording.parties:
        return False
    words = (word.strip("\"'“”‘’(),.").lower() for word in claim.text.split())
    return _first(claim.text) in _LEANING | _SPEAKING or not _OTHERS.isdisjoint(words)


def _first(text: str) -> str:
    return text.split(maxsplit=1)[0].strip("\"'“‘(").lower() if text.strip() else ""
