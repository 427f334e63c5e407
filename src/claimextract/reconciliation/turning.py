"""Does one claim deny what the other asserts? Asked only of two voices, and only where they speak of the same deed."""

import re

from .likeness import holds
from .opposites import contrasts, denies_outright, opposed
from .slots import Slots, one_voice
from .wording import is_hollow

# Share of the denied words that the other side must assert, and of the shorter wording that both must share.
_REACH = 0.5
_FULL_REACH = 0.6
# A denial that repeats so much of what is asserted, and asserts none of it, need deny only some of it.
_HELD = 0.7
_COMMON = 0.5
# Of the dead and of the living few other words are the same, and nobody is both.
_COMMON_LIFE = 0.4
# Share of what is asserted that the denial must speak of.
_COVERED = 0.4
_SPOKEN_OF = 0.3
# Where the two are near in wording, less of what is denied must be met.
_MET, _NEAR, _CLOSE = 0.3, 0.45, 0.6
# The same, where only a phrase is denied beside another.
_COMMON_BESIDE = 0.75
# What rises today falls tomorrow: such scales oppose two claims only where both are dated alike.
_FLEETING = frozenset({"rise/fall", "higher/lower", "advance/retreat", "strong/weak", "improve/worsen"})
# Verbs whose denial denies the whole report, and words of intent, which stand between a denial and the deed.
_EMPTY = frozenset({"happen", "exist", "real", "tru", "seem", "occur", "plan", "intend", "expect"})
# Who supposes asserts nothing.
_SUPPOSED = re.compile(r"\b(?:would|could|might|may|if|whether)\b", re.IGNORECASE)
# "He left without paying" denies that he paid, not that he left.
_ASIDE = re.compile(r"\bwith(?:out| no)\b", re.IGNORECASE)
# "No leader had come before" denies earlier visits, not this one.
_EARLIER = re.compile(r"\b(?:before|previously|earlier|prior to|until|yet|so far)\b", re.IGNORECASE)


def turned(a: Slots, b: Slots, similarity: float) -> str | None:
    """Why one denies what the other asserts, or None.

    Never so within one voice of one article, nor where both deny the same: what looks like a contradiction there is a
    matter of reading.
    """
    if one_voice(a, b):
        return None
    scale = opposite_ends(a, b)
    denied = _denied(a, b, similarity)
    if denied == (scale is not None):
        return None
    if scale in _FLEETING and not (a.event_dates and b.event_dates):
        return None
    return "One asserts what the other denies." if denied else f"They say the opposite ({scale})."


def opposite_ends(a: Slots, b: Slots) -> str | None:
    """The scale on which two claims of one deed stand at opposite ends, or None."""
    undone = sorted({*_undone(a, b), *_undone(b, a)})
    scale = opposed(a.directions, b.directions) or next(iter(undone), None)
    return scale if scale and _common(a, b) >= (_COMMON_LIFE if scale == "alive/die" else _COMMON) else None


def _undone(a: Slots, b: Slots) -> list[str]:
    """The negatives in ``a`` of words that ``b`` has and does not deny: "unsafe", where the other says "safe"."""
    return [written for stem, written in a.undone.items() if stem in b.words - b.denied]


def _denied(a: Slots, b: Slots, similarity: float) -> bool:
    pair = _denial_first(a, b)
    if pair is None:
        return False
    denial, other = pair
    if denial.denies_whole:
        return _report_denied(denial, other, similarity)
    scope = _scope(denial)
    asserted = other.words - other.denied
    covered = _COVERED if similarity < _NEAR else _SPOKEN_OF
    if _SUPPOSED.search(other.text) or holds(other.wording, denial.wording) < covered:
        return False
    if bool(_EARLIER.search(denial.text)) != bool(_EARLIER.search(other.text)):
        return False
    if not scope:
        return not other.denied and _common(a, b) >= _COMMON
    least = _COMMON_BESIDE if contrasts(denial.text) else _COMMON
    reached, names = scope & asserted, denial.wording.names | other.wording.names
    if scope & other.denied - names or not reached:
        return False
    if not (reached | denial.words) - names:
        return False
    affirmed = asserted & (denial.words - scope) - names
    beside = contrasts(denial.text) or _ASIDE.search(denial.text)
    on_deed = similarity >= _CLOSE or len(reached) > len(affirmed)
    if not beside and not affirmed and holds(other.wording, denial.wording) >= _HELD:
        return True
    head = next((word for word in denial.denied_order if word in scope and word not in names), None)
    if similarity >= _NEAR and on_deed and not beside and reached - names:
        # "Nobody was hurt in the fire" leaves alone what the fire cost.
        missed = head not in asserted and len(reached - names) < _FULL_REACH * len(scope - names)
        if missed and holds(other.wording, denial.wording) < _FULL_REACH:
            return False
        return len(reached) >= _REACH * len(scope) or denies_outright(denial.text)
    if head not in asserted and len(reached) < _FULL_REACH * len(scope):
        return False
    return len(reached) >= _REACH * len(scope) and len(reached - names) >= len(affirmed) and _common(a, b) >= least


def _report_denied(denial: Slots, other: Slots, similarity: float) -> bool:
    """Whether the report that is called untrue is what the other says: not the words denied, what they share counts."""
    said = other.wording.said
    spoken_of = similarity >= _MET or len(said & denial.words) >= _SPOKEN_OF * len(said)
    meant = similarity >= _NEAR or holds(other.wording, denial.wording) >= _SPOKEN_OF
    return not other.denied & denial.words and spoken_of and meant


def _denial_first(a: Slots, b: Slots) -> tuple[Slots, Slots] | None:
    """The one that denies and the other; of two with a negation the one that calls a whole report untrue."""
    if a.polarity != b.polarity:
        return (a, b) if a.polarity == "negative" else (b, a)
    whole = a.denies_whole, b.denies_whole
    if a.polarity == "positive" or whole[0] == whole[1]:
        return None
    return (a, b) if whole[0] else (b, a)


def _common(a: Slots, b: Slots) -> float:
    return max(holds(a.wording, b.wording), holds(b.wording, a.wording))


def _scope(a: Slots) -> frozenset[str]:
    """What is denied: neither figures nor words that only say how it is said."""
    return frozenset(word for word in a.denied if not is_hollow(word) and not word.isdigit()) - _EMPTY


def reaches(a: Slots, b: Slots) -> bool:
    """Whether one denies, and most of what it denies the other speaks of without denying it."""
    denial, other = (a, b) if a.polarity == "negative" else (b, a)
    scope = _scope(denial)
    return not scope or len(scope & (other.words - other.denied)) > _REACH * len(scope)


def unsettled(a: Slots, b: Slots) -> bool:
    """Whether one states as certain what the other calls unconfirmed."""
    certain = (b if a.doubted else a).certainty == "certain"
    return a.doubted != b.doubted and certain and not one_voice(a, b) and _common(a, b) >= _COMMON
