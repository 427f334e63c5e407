"""Does one claim deny what the other asserts? Asked only of two voices, and only where they speak of the same deed."""

import re

from .likeness import holds
from .opposites import opposed
from .slots import Slots, one_voice
from .wording import is_hollow

# Share of the denied words that the other side must assert, and of the shorter wording that both must share.
_REACH = 0.5
_FULL_REACH = 0.6
_COMMON = 0.5
# What rises today falls tomorrow: such scales oppose two claims only where both are dated alike.
_FLEETING = frozenset({"rise/fall", "higher/lower", "advance/retreat", "strong/weak", "improve/worsen"})
# Verbs whose denial denies the whole report, and words of intent, which stand between a denial and the deed.
_EMPTY = frozenset({"happen", "exist", "real", "tru", "seem", "occur", "plan", "intend", "expect"})
# "No leader had come before" denies earlier visits, not this one.
_EARLIER = re.compile(r"\b(?:before|previously|earlier|prior to|until|yet|so far|first)\b", re.IGNORECASE)


def turned(a: Slots, b: Slots) -> str | None:
    """Why one denies what the other asserts, or None.

    Never so within one voice of one article, nor where both deny the same: what looks like a contradiction there is a
    matter of reading.
    """
    if one_voice(a, b):
        return None
    scale = _opposed(a, b)
    denied = _denied(a, b)
    if denied == (scale is not None):
        return None
    return "One asserts what the other denies." if denied else f"They say the opposite ({scale})."


def _opposed(a: Slots, b: Slots) -> str | None:
    scale = opposed(a.directions, b.directions)
    if scale is None or not _same_deed(a, b):
        return None
    return scale if scale not in _FLEETING or (a.event_dates and b.event_dates) else None


def _denied(a: Slots, b: Slots) -> bool:
    if a.polarity == b.polarity:
        return False
    denial, other = (a, b) if a.polarity == "negative" else (b, a)
    scope = frozenset(word for word in denial.denied if not is_hollow(word)) - _EMPTY
    asserted = other.words - other.denied
    if bool(_EARLIER.search(denial.text)) != bool(_EARLIER.search(other.text)):
        return False
    if not scope:
        return not other.denied and _same_deed(a, b)
    reached, names = scope & asserted, denial.wording.names | other.wording.names
    if scope & other.denied - names or not reached:
        return False
    head = next((word for word in denial.denied_order if word in scope and word not in names), None)
    if head not in asserted and len(reached) < _FULL_REACH * len(scope):
        return False
    affirmed = asserted & (denial.words - scope) - names
    return len(reached) >= _REACH * len(scope) and len(reached - names) >= len(affirmed) and _same_deed(a, b)


def _same_deed(a: Slots, b: Slots) -> bool:
    return max(holds(a.wording, b.wording), holds(b.wording, a.wording)) >= _COMMON
