"""How one claim stands to another: decided slot by slot, in code, each decision with its reason."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from claimextract.language.edtf import bounds
from claimextract.language.names import same_name
from claimextract.models import Cause, Comparison, Relation

from .figures import FigureComparison, compare_figures, written
from .likeness import holds, shared_quote
from .slots import MONEY_AND_SHARES, Slots, one_passage, one_voice
from .turning import opposite_ends, reaches, turned, unsettled
from .wording import read

# Likeness of wording (see likeness.alike) at which two claims speak of one matter, and say one thing.
SAME_MATTER = 0.25
SAME_THING = 0.38
SAME_WORDS = 0.7
_LIKELY_SAME, _SURELY_SAME = 0.5, 0.65
_NEVER = 2.0
_SAME_QUOTE = 0.8
# Figures clash only where at least this share of the shorter wording is common to both.
_SAME_COUNT = 0.8
_QUOTE_WORDS = 4
# A claim of fewer content words joins only its like.
_SLIGHT = 4
_SAME_SLIGHT = 0.7
_WHOLE, _LIKE_SLIGHT = 0.95, 0.6
# What the fuller of two claims has of the other's words, and how many of its own it adds.
_HOLDS, _ADDS = 0.75, 3
# Who has less of the other's words says only part of it.
_PART = 0.5
PART_ONLY = "Says part of it."
_NAMED = frozenset({"person", "organization", "document"})

_DAY_OR_MONTH = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December"
)

Order = Literal["first", "second", "unknown"]


@dataclass(frozen=True)
class Verdict:
    """A comparison, and what only the clustering needs of it.

    ``firm``: a slot, not a lack of likeness, sets the two apart. ``newer``: which of the two updates the other.
    """

    relation: Relation
    reason: str
    cause: Cause | None = None
    firm: bool = False
    newer: Order = "unknown"


def compare_slots(a: Slots, b: Slots, similarity: float) -> Comparison:
    """Say how ``b`` stands to ``a``; ``similarity`` is how alike they are in wording or meaning, 0 to 1.

    ``contradicts`` and ``different`` do not depend on the order of the two; ``refines`` means that ``b`` says it more
    exactly; ``superseded`` that one of them, named in the reason, updates the other.
    """
    verdict = judge(a, b, similarity)
    return Comparison(relation=verdict.relation, cause=verdict.cause, reason=verdict.reason, similarity=similarity)


def judge(a: Slots, b: Slots, similarity: float) -> Verdict:
    """Decide. The order matters: what makes two claims incomparable is asked before what makes them disagree."""
    if _quote_conflict(a, b):
        return Verdict("contradicts", f"The same words are given to {a.speaker} and to {b.speaker}.", "attribution")
    if similarity < SAME_MATTER:
        return Verdict("different", "The two have too little in common to be about one matter.")
    if parties := _other_parties(a, b):
        return Verdict("different", f"They name others: {parties[0]} here, {parties[1]} there.", firm=True)
    if _one_demands(a, b):
        return Verdict("different", "One says what should be done, the other what is.", firm=True)
    apart = _times_apart(a, b)
    figures = compare_figures(a.quantities, b.quantities, similarity >= SAME_THING)
    return _disagreement(a, b, similarity, apart, figures) or _agreement(a, b, similarity, figures)


def _disagreement(a: Slots, b: Slots, similarity: float, apart: bool, figures: FigureComparison) -> Verdict | None:
    when = f"{_listed(a.event_dates)} and {_listed(b.event_dates)}"
    denied = turned(a, b)
    if apart and (denied or figures.clashing):
        return Verdict("different", f"They speak of different times: {when}.", firm=True)
    if denied:
        return Verdict("contradicts", denied, "negation")
    if a.polarity == b.polarity and (scale := opposite_ends(a, b)):
        return Verdict("different", f"They say opposite things ({scale}), but not of one time and matter.", firm=True)
    if figures.clashing and (_shared(a, b) < _SAME_COUNT or (one_voice(a, b) and not _update(a, b))):
        return Verdict("different", "Their figures are of different things.", firm=True)
    if figures.clashing:
        x, y = figures.clashing[0]
        what = f"{written(x)} against {written(y)}" + (f" ({x.unit})" if x.unit in MONEY_AND_SHARES else "")
        if newer := _update(a, b):
            later, earlier = (x, y) if newer == "first" else (y, x)
            reason = f"A later statement updates the figure: {written(later)} after {written(earlier)}."
            return Verdict("superseded", reason, "number", newer=newer)
        return Verdict("contradicts", f"The figures for the same thing differ: {what}.", "number")
    if apart:
        if similarity >= SAME_WORDS:
            return Verdict("contradicts", f"The same event is put at different dates: {when}.", "date")
        return Verdict("different", f"They speak of different times: {when}.", firm=True)
    if unsettled(a, b):
        return Verdict(
            "contradicts", "One states it as certain, the other says that it is not established.", "certainty"
        )
    return None


def _agreement(a: Slots, b: Slots, similarity: float, figures: FigureComparison) -> Verdict:
    needed = _needed(a, b)
    if similarity < needed and not (figures.agreeing and similarity >= SAME_MATTER and needed == SAME_THING):
        return Verdict("different", "They share a subject, but not enough to say the same thing.")
    if min(len(a.words), len(b.words)) < _SLIGHT and not (
        shared_quote(a.wording, b.wording) or _held(a, b, similarity)
    ):
        return Verdict("different", "One of them says too little to be compared.")
    sharper = figures.sharper or _sharper_date(a, b) or _fuller(a, b)
    if sharper > 0:
        return Verdict("refines", _gain(a, b, figures))
    if holds(a.wording, b.wording) < _PART and not figures.agreeing:
        return Verdict("same", PART_ONLY)
    agreed = [written(y) for _, y in figures.agreeing]
    return Verdict("same", f"Says the same{', with the same figure (' + agreed[0] + ')' if agreed else ''}.")


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


def _needed(a: Slots, b: Slots) -> float:
    """The likeness from which the two say the same: more where something speaks against it."""
    if one_passage(a, b):
        return SAME_THING
    quote = shared_quote(a.wording, b.wording)
    if a.polarity != b.polarity and reaches(a, b) and not quote:
        return _NEVER
    if quote:
        return SAME_THING
    # An article seldom says a thing twice; a judgement does not confirm a fact; who names nobody may speak of others.
    if one_voice(a, b) or (a.kind == "opinion") != (b.kind == "opinion"):
        return _SURELY_SAME
    return _LIKELY_SAME if _unnamed(a) != _unnamed(b) else SAME_THING


def _unnamed(a: Slots) -> bool:
    """Whether the subject stands in a sentence before: "The relationship is ..."."""
    return a.text.startswith(("The ", "This ", "These ", "It ", "They ")) and not a.wording.names


def _shared(a: Slots, b: Slots) -> float:
    """The share of the shorter side's words that the other has too, figures left out."""
    words_a, words_b = a.wording.plain, b.wording.plain
    return len(words_a & words_b) / max(1, min(len(words_a), len(words_b)))


def _quote_conflict(a: Slots, b: Slots) -> bool:
    """Whether one quotation is given to two people. Organizations speak through people, so only people conflict."""
    if a.document_id == b.document_id:
        return False
    if not (a.speaker and b.speaker and a.speaker_kind == b.speaker_kind == "person"):
        return False
    words_a, words_b = set(a.quoted), set(b.quoted)
    if min(len(words_a), len(words_b)) < _QUOTE_WORDS or len(words_a & words_b) < _SAME_QUOTE * len(words_a | words_b):
        return False
    return not same_name(a.speaker, b.speaker)


def _other_parties(a: Slots, b: Slots) -> tuple[str, str] | None:
    """Who is named on one side only, for both sides, where that makes it another matter: another place, another person.

    It does where the two share no name, and where they differ in nothing but names.
    """
    only_a, only_b = _alone(a, b), _alone(b, a)
    if not only_a or not only_b or shared_quote(a.wording, b.wording):
        return None
    share = len(only_a) < len(a.wording.parties) or len(only_b) < len(b.wording.parties)
    if share and (a.wording.plain ^ b.wording.plain) - a.wording.names - b.wording.names:
        return None
    return ", ".join(only_a), ", ".join(only_b)


def _alone(a: Slots, b: Slots) -> list[str]:
    """The parties of ``a`` that ``b`` does not speak of, by that name or another form of it."""
    return [
        name
        for name in a.wording.parties
        if not _DAY_OR_MONTH.fullmatch(name)
        and not any(same_name(name, other) for other in b.wording.parties)
        and not read(name).plain <= b.words
    ]


def _times_apart(a: Slots, b: Slots) -> bool:
    """Whether both are dated and no date of one can be a date of the other; differing precision is no conflict."""
    if not a.event_dates or not b.event_dates:
        return False
    return not any(_overlap(x, y) for x in a.event_dates for y in b.event_dates)


def _overlap(x: str, y: str) -> bool:
    first, second = bounds(x), bounds(y)
    return first is not None and second is not None and first[0] <= second[1] and second[0] <= first[1]


def _update(a: Slots, b: Slots) -> Order | None:
    """Which one updates the other: the later of one source, or the one that says so; None where neither does."""
    later = _later(a, b)
    if a.updates != b.updates and not _known_others(a, b):
        order: Order = "first" if a.updates else "second"
        return order if later in {order, None} else None
    return later if _one_source(a, b) else None


def _later(a: Slots, b: Slots) -> Order | None:
    """Which one was stated later; None where the dates leave it open."""
    if not a.statement_dates or not b.statement_dates:
        return None
    (first_a, last_a), (first_b, last_b) = _extent(a.statement_dates), _extent(b.statement_dates)
    return "second" if last_a < first_b else "first" if last_b < first_a else None


def _extent(values: tuple[str, ...]) -> tuple[date, date]:
    days = [known for value in values if (known := bounds(value))]
    return min(first for first, _ in days), max(last for _, last in days)


def _known_others(a: Slots, b: Slots) -> bool:
    named = a.speaker_kind in _NAMED and b.speaker_kind in _NAMED
    return bool(named and a.speaker and b.speaker and not same_name(a.speaker, b.speaker))


def _one_source(a: Slots, b: Slots) -> bool:
    """The same named speaker; or the same publisher, where neither leans on a speaker of its own."""
    if a.speaker and b.speaker and a.speaker_kind in _NAMED and b.speaker_kind in _NAMED:
        return same_name(a.speaker, b.speaker)
    unnamed = a.speaker_kind not in _NAMED and b.speaker_kind not in _NAMED
    return bool(unnamed and a.publisher and a.publisher == b.publisher)


def _sharper_date(a: Slots, b: Slots) -> int:
    """1 where ``b`` dates the event more narrowly, -1 where ``a`` does, else 0."""
    widths = [min((_width(value) for value in side.event_dates), default=10**7) for side in (a, b)]
    return (widths[0] > widths[1]) - (widths[0] < widths[1])


def _width(value: str) -> int:
    days = bounds(value)
    return (days[1] - days[0]).days if days else 10**7


def _fuller(a: Slots, b: Slots) -> int:
    """1 where ``b`` holds nearly all that ``a`` says and several words more."""
    return int(holds(a.wording, b.wording) >= _HOLDS and len(b.words - a.words) >= _ADDS)


def _gain(a: Slots, b: Slots, figures: FigureComparison) -> str:
    """What ``b`` has over ``a``, in a sentence without its subject."""
    if figures.sharper > 0:
        x, y = figures.agreeing[0]
        return f"Gives a more exact figure: {written(y)} for {written(x)}."
    if _sharper_date(a, b) > 0:
        return f"Adds a date: {_listed(b.event_dates)}."
    names = _alone(b, a)
    return f"Also names {', '.join(names[:3])}." if names else "Goes into more detail."


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "no date"
