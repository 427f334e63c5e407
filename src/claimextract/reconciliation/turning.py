"""Does one claim deny what the other asserts? Asked only of two voices, and only where they speak of the same deed."""

import re

from .likeness import holds
from .opposites import contrasts, denies_whole, opposed
from .slots import Slots, one_voice
from .wording import is_hollow

# Share of the denied words that the other side must assert, and of the shorter wording that both must share.
_REACH = 0.5
_FULL_REACH = 0.6
_COMMON = 0.5
# Share of what is asserted that the denial must speak of.
_COVERED = 0.4
# The same, where only a phrase is denied beside another.
_COMMON_BESIDE = 0.75
# What rises today falls tomorrow: such scales oppose two claims only where both are dated alike.
_FLEETING = frozenset({"rise/fall", "higher/lower", "advance/retreat", "strong/weak", "improve/worsen"})
# Verbs whose denial denies the whole report, and words of intent, which stand between a denial and the deed.
_EMPTY = frozenset({"happen", "exist", "real", "tru", "seem", "occur", "plan", "intend", "expect"})
# "No leader had come before" denies earlier visits, not this one.
# Who supposes asserts nothing.
_SUPPOSED = re.compile(r"\b(?:would|could|might|may|if|whether)\b", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:before|previously|earlier|prior to|until|yet|so far)\b", re.IGNORECASE)


def turned(a: Slots, b: Slots) -> str | None:
    """Why one denies what the other asserts, or None.

    Never so within one voice of one article, nor where both deny the same: what looks like a contradiction there is a
    matter of reading.
    """
    if one_voice(a, b):
        return None
    scale = opposite_ends(a, b)
    denied = _denied(a, b)
    if denied == (scale is not None):
        return None
    if scale in _FLEETING and not (a.event_dates and b.event_dates):
        return None
    return "One asserts what the other denies." if denied else f"They say the opposite ({scale})."


def opposite_ends(a: Slots, b: Slots) -> str | None:
    """The scale on which two claims of one deed stand at opposite ends, or None."""
    scale = opposed(a.directions, b.directions)
    return scale if scale and _common(a, b) >= _COMMON else None


def _denied(a: Slots, b: Slots) -> bool:
    if a.polarity == b.polarity:
        return False
    denial, other = (a, b) if a.polarity == "negative" else (b, a)
    scope = _scope(denial)
    asserted = other.words - other.denied
    if _SUPPOSED.search(other.text) or holds(other.wording, denial.wording) < _COVERED:
        return False
    if bool(_EARLIER.search(denial.text)) != bool(_EARLIER.search(other.text)):
        return False
    if not scope or denies_whole(denial.text):
        return not other.denied and _common(a, b) >= _COMMON
    least = _COMMON_BESIDE if contrasts(denial.text) else _COMMON
    reached, names = scope & asserted, denial.wording.names | other.wording.names
    if scope & other.denied - names or not reached:
        return False
    head = next((word for word in denial.denied_order if word in scope and word not in names), None)
    if head not in asserted and len(reached) < _FULL_REACH * len(scope):
        return False
    affirmed = asserted & (denial.words - scope) - names
    return len(reached) >= _REACH * len(scope) and len(reached - names) >= len(affirmed) and _common(a, b) >= least


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
