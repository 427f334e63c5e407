"""How one claim stands to another: decided slot by slot, in code, each decision with its reason."""

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from claimextract.language.names import same_name
from claimextract.models import Cause, Comparison, Relation

from .brought import brought
from .figures import FigureComparison, compare_figures, part_and_whole, written
from .likeness import holds, shared_quote
from .opposites import opposed
from .parties import alone, other_parties
from .places import elsewhere, one_place
from .sequence import Order, days_between, later, replaces, sharper_date, times_apart, update
from .slots import MONEY_AND_SHARES, Slots, one_passage, one_voice
from .subjects import one_thing, only_one_phrase
from .turning import opposite_ends, reaches, turned, unsettled
from .wording import read

# Likeness of wording (see likeness.alike) at which two claims speak of one matter, and say one thing.
SAME_MATTER = 0.25
SAME_THING = 0.38
SAME_WORDS = 0.7
_LIKELY_SAME, _SURELY_SAME = 0.5, 0.65
# Unlike from here on, two wordings that differ in such an end differ in little else.
_ONE_WORD_APART = 0.9
_NEVER = 2.0
_SAME_QUOTE = 0.8
# Figures clash only where at least this share of the shorter wording is common to both.
_SAME_COUNT = 0.8
_QUOTE_WORDS = 6
# A claim of fewer content words joins only its like.
_SLIGHT = 4
_SAME_SLIGHT = 0.7
_WHOLE, _LIKE_SLIGHT = 0.95, 0.55
# What the fuller of two claims has of the other's words, and how many of its own it adds.
_HOLDS, _ADDS = 0.75, 3
# Who has less of the other's words says only part of it.
_PART = 0.5
PART_ONLY = "Says part of it."
SAME_FIGURE = ", with the same figure ("

# Days after which the news is of something else, unless a claim says what it speaks of.
_OTHER_NEWS = 3

_WAS = re.compile(r"\b(?:was|were|had been)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """A comparison, and what only the clustering needs of it.

    ``firm``: a slot, not a lack of likeness, sets the two apart. ``newer``: which of the two updates the other.
    ``open``: no slot decided, only the likeness of the words. ``by``: the judge who decided it.
    """

    relation: Relation
    reason: str
    cause: Cause | None = None
    firm: bool = False
    newer: Order = "unknown"
    open: bool = False
    by: str | None = None


def compare_slots(a: Slots, b: Slots, similarity: float) -> Comparison:
    """Say how ``b`` stands to ``a``; ``similarity`` is how alike they are in wording or meaning, 0 to 1.

    ``contradicts`` and ``different`` do not depend on the order of the two; ``refines`` means that ``b`` says it more
    exactly; ``superseded`` that one of them, named in the reason, updates the other.
    """
    verdict = judge(a, b, brought(a, b, similarity))
    return Comparison(relation=verdict.relation, cause=verdict.cause, reason=verdict.reason, similarity=similarity)


def judge(a: Slots, b: Slots, similarity: float) -> Verdict:
    """Decide. The order matters: what makes two claims incomparable is asked before what makes them disagree."""
    if _quote_conflict(a, b):
        return Verdict("contradicts", f"The same words are given to {a.speaker} and to {b.speaker}.", "attribution")
    if similarity < SAME_MATTER:
        return Verdict("different", "The two have too little in common to be about one matter.")
    if parties := other_parties(a, b):
        return Verdict("different", f"They name others: {parties[0]} here, {parties[1]} there.", firm=True)
    if abroad := elsewhere(a.places, b.places):
        return Verdict(
            "different", f"They speak of different countries: {abroad[0].title()}, {abroad[1].title()}.", firm=True
        )
    if _one_demands(a, b):
        return Verdict("different", "One says what should be done, the other what is.", firm=True)
    if _one_ahead(a, b):
        return Verdict("different", "One says what will be, the other what was.", firm=True)
    apart = times_apart(a, b)
    figures = compare_figures(a.quantities, b.quantities, similarity >= SAME_THING)
    if disagreement := _disagreement(a, b, similarity, apart, figures):
        return disagreement
    return replace(_agreement(a, b, similarity, figures), open=not figures.agreeing)


def _disagreement(a: Slots, b: Slots, similarity: float, apart: bool, figures: FigureComparison) -> Verdict | None:
    when = f"{_listed(a.event_dates)} and {_listed(b.event_dates)}"
    denied = turned(a, b, similarity)
    if apart and (denied or figures.clashing):
        return Verdict("different", f"They speak of different times: {when}.", firm=True)
    if denied and _of_other_days(a, b):
        reason = "Neither names or dates what it speaks of, and they were said days apart."
        return Verdict("different", reason, firm=True)
    if denied and not unsettled(a, b):
        return Verdict("contradicts", denied, "negation")
    if a.polarity == b.polarity and (scale := opposite_ends(a, b)):
        return Verdict("different", f"They say opposite things ({scale}), but not of one time and matter.", firm=True)
    if newer := replaces(a, b):
        latest, former = (a, b) if newer == "first" else (b, a)
        before = next(written(figure) for figure in former.quantities if figure.value in latest.replaced)
        return Verdict(
            "superseded", f"Of the two the later one gives {before} as the earlier figure.", "number", newer=newer
        )
    if figures.clashing and (
        _shared(a, b) < _SAME_COUNT or _all_clash(figures) or (one_voice(a, b) and not update(a, b))
    ):
        return Verdict("different", "Their figures are of different things.", firm=True)
    if figures.clashing:
        x, y = figures.clashing[0]
        what = f"{written(x)} against {written(y)}" + (f" ({x.unit})" if x.unit in MONEY_AND_SHARES else "")
        if newer := update(a, b):
            later, earlier = (x, y) if newer == "first" else (y, x)
            reason = f"A later statement updates the figure: {written(later)} after {written(earlier)}."
            return Verdict("superseded", reason, "number", newer=newer)
        return Verdict("contradicts", f"The figures for the same thing differ: {what}.", "number")
    if not figures.agreeing and part_and_whole(a.quantities, b.quantities):
        return Verdict("different", "One counts a part of what the other counts.", firm=True)
    if _measures_differ(a, b):
        return Verdict("different", "One gives a share in percent, the other percentage points.", firm=True)
    if similarity < _ONE_WORD_APART and (scale := opposed(a.sides, b.sides)):
        return Verdict("different", f"They speak of two occasions ({scale}).")
    if apart:
        if similarity >= SAME_WORDS:
            return Verdict("contradicts", f"The same event is put at different dates: {when}.", "date")
        return Verdict("different", f"They speak of different times: {when}.", firm=True)
    if unsettled(a, b):
        return Verdict(
            "contradicts", "One states it as certain, the other says that it is not established.", "certainty"
        )
    return None


def _of_other_days(a: Slots, b: Slots) -> bool:
    """Whether both speak of the news of their day, and name nothing: "Nobody was hurt", said twice in a week."""
    leaning = not (a.wording.parties or b.wording.parties or a.event_dates or b.event_dates)
    return leaning and days_between(a, b) >= _OTHER_NEWS


def _measures_differ(a: Slots, b: Slots) -> bool:
    """Whether the one measures in percent and the other in percentage points."""
    units = [{figure.unit for figure in side.quantities} & {"percent", "percentage point"} for side in (a, b)]
    return all(units) and not units[0] & units[1]


def _all_clash(figures: FigureComparison) -> bool:
    """Whether most of several figures clash: the texts speak of two occasions, not of one disputed count."""
    clashing = min(len({pair[side] for pair in figures.clashing}) for side in (0, 1))
    return clashing > max(1, len(figures.agreeing))


def _agreement(a: Slots, b: Slots, similarity: float, figures: FigureComparison) -> Verdict:
    needed = _needed(a, b)
    if similarity < needed and not (figures.agreeing and similarity >= SAME_MATTER and needed == SAME_THING):
        return Verdict("different", "They share a subject, but not enough to say the same thing.")
    if not figures.agreeing and (thing := one_thing(a.wording, b.wording, a.text, b.text)):
        return Verdict("different", f"They speak of one thing, {thing}, but say different things of it.")
    if not figures.agreeing and similarity < _SURELY_SAME and only_one_phrase(a.wording, b.wording, a.text, b.text):
        return Verdict("different", "They share one phrase, and each says something else.")
    if min(len(a.words), len(b.words)) < _SLIGHT and not (
        shared_quote(a.wording, b.wording) or _held(a, b, similarity)
    ):
        return Verdict("different", "One of them says too little to be compared.")
    sharper = figures.sharper or sharper_date(a, b) or _fuller(a, b)
    if sharper > 0:
        return Verdict("refines", _gain(a, b, figures))
    if holds(a.wording, b.wording) < _PART and not figures.agreeing:
        return Verdict("same", PART_ONLY)
    agreed = [written(y) for _, y in figures.agreeing]
    return Verdict("same", f"Says the same{SAME_FIGURE + agreed[0] + ')' if agreed else ''}.")


def _held(a: Slots, b: Slots, similarity: float) -> bool:
    """Whether a slight claim is the other's like, or stands whole in it."""
    if not a.wording.plain & b.wording.plain - a.wording.names - b.wording.names:
        return a.words == b.words
    one, other = sorted((holds(a.wording, b.wording), holds(b.wording, a.wording)))
    whole = other >= _WHOLE and similarity >= _LIKE_SLIGHT and len(a.words & b.words) >= _SLIGHT - 1
    return one >= _SAME_SLIGHT or whole


def _one_demands(a: Slots, b: Slots) -> bool:
    """Whether one says what should be and the other, in its words and as recorded, what is."""
    if {a.demands, b.demands} != {"demand", None} or shared_quote(a.wording, b.wording):
        return False
    return (b if a.demands else a).kind != "proposal"


def _one_ahead(a: Slots, b: Slots) -> bool:
    """Whether one foretells and the other, which came no later, says what was: a state that lasted, not the same."""
    if (a.kind == "prediction") == (b.kind == "prediction"):
        return False
    ahead, past = (a, b) if a.kind == "prediction" else (b, a)
    return _WAS.search(past.text) is not None and later(ahead, past) != "second"


def _needed(a: Slots, b: Slots) -> float:
    """The likeness from which the two say the same: more where something speaks against it."""
    if one_passage(a, b):
        # One passage does not deny what it says; but a clause of it may be a claim too.
        return SAME_THING if a.polarity == b.polarity or _clause(a, b) or _clause(b, a) else _NEVER
    quote = shared_quote(a.wording, b.wording)
    if a.polarity != b.polarity and reaches(a, b) and not quote:
        return _NEVER
    if quote:
        return SAME_THING
    # An article seldom says a thing twice; a judgement does not confirm a fact; who names nobody may speak of others.
    if one_voice(a, b) or (a.kind == "opinion") != (b.kind == "opinion"):
        return _SURELY_SAME
    return _LIKELY_SAME if _unnamed(a) != _unnamed(b) else SAME_THING


def _clause(a: Slots, b: Slots) -> bool:
    """Whether the words of ``a`` stand as they are in ``b``."""
    return a.text.lower().rstrip(".!? ") in b.text.lower()


def _unnamed(a: Slots) -> bool:
    """Whether the subject stands in a sentence before: "The relationship is ..."."""
    return a.text.startswith(("The ", "This ", "These ", "It ", "They ")) and not a.wording.names


def _shared(a: Slots, b: Slots) -> float:
    """The share of the shorter side's words that the other has too, figures left out."""
    only_a, only_b = alone(a, b), alone(b, a)
    # Two names of one place are as good as one.
    aside = (
        read(" ".join([*only_a, *only_b])).plain if one_place(only_a, only_b, (a.article, b.article)) else frozenset()
    )
    words_a, words_b = a.wording.plain - aside, b.wording.plain - aside
    return len(words_a & words_b) / max(1, min(len(words_a), len(words_b)))


def _quote_conflict(a: Slots, b: Slots) -> bool:
    """Whether one quotation is given to two people. Organizations speak through people, so only people conflict."""
    if a.document_id == b.document_id:
        return False
    if not (a.speaker and b.speaker and a.speaker_kind == b.speaker_kind == "person"):
        return False
    if min(len(a.quoted), len(b.quoted)) < _QUOTE_WORDS or same_name(a.speaker, b.speaker):
        return False
    same = SequenceMatcher(None, a.quoted, b.quoted, autojunk=False).ratio()
    return same >= _SAME_QUOTE


def _fuller(a: Slots, b: Slots) -> int:
    """1 where ``b`` holds nearly all that ``a`` says and several words more."""
    return int(holds(a.wording, b.wording) >= _HOLDS and len(b.words - a.words) >= _ADDS)


def _gain(a: Slots, b: Slots, figures: FigureComparison) -> str:
    """What ``b`` has over ``a``, in a sentence without its subject."""
    if figures.sharper > 0:
        x, y = figures.agreeing[0]
        return f"Gives a more exact figure: {written(y)} for {written(x)}."
    if sharper_date(a, b) > 0:
        return f"Adds a date: {_listed(b.event_dates)}."
    names = alone(b, a)
    return f"Also names {', '.join(names[:3])}." if names else "Goes into more detail."


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "no date"
