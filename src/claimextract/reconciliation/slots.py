"""What a claim says, taken apart into slots that code can compare."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from claimextract.language.edtf import bounds
from claimextract.language.names import same_name
from claimextract.language.negation import negations
from claimextract.language.numerals import Numeral, find_numerals
from claimextract.models import (
    AttributionType,
    Certainty,
    Claim,
    ClaimKind,
    Comparator,
    Document,
    Polarity,
    Quantity,
    SourceKind,
)

from .denial import denies_whole, doubts
from .opposites import Demand, demands, denied_words, ends, polarity_of, undone, updates
from .places import Places, places_in
from .wording import Wording, is_content, read, stem, tokens

_BEFORE = 24
_BEFORE_NUMBERS: tuple[tuple[Comparator, str], ...] = (
    (">=", r"at least|no fewer than|no less than|not less than|minimum of"),
    ("<=", r"at most|up to|as many as|no more than|not more than|maximum of"),
    (">", r"more than|over|above|exceed(?:s|ed|ing)?|upwards of"),
    ("<", r"less than|fewer than|under|below|nearly|almost"),
    ("~", r"about|around|some|roughly|approximately|an estimated|circa|close to|~"),
)
_COMPARATORS: tuple[tuple[Comparator, re.Pattern[str]], ...] = tuple(
    (comparator, re.compile(rf"(?:{words})(?:\s+(?:a|the|as|an|\$|€|£))*\s*[$€£]?$", re.IGNORECASE))
    for comparator, words in _BEFORE_NUMBERS
)
# What stands after these was the figure until now.
_REPLACED = re.compile(
    r"(?:\b(?:up|down|revised|corrected)\s+from|\b(?:correct|revis|cut|rais|lower)\w*\b.*\bto\b.*\bfrom"
    r"|\b(?:earlier|initial|previous|first)\s+\w+\s+of|\bpreviously\s+(?:reported|put\s+at))"
    r"\s+(?:the\s+|an?\s+)?[$€£]?$",
    re.IGNORECASE,
)
# Who confirms or reports a thing is no party to it: "..., as the Gazette has since confirmed".
_AS_TOLD = re.compile(
    r",? as (?:the )?[A-Z][\w.’' -]{1,40}? (?:(?:has|had|have|since|also|already|first) )*"
    r"(?:confirm|report|reveal|said|say|note|wrote|writes|told)\w*\b"
)
_PART = re.compile(r"\s+of\s+(?:the|its|their|his|her|our|these|those|them|whom|which)\b", re.IGNORECASE)
_CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yuan"}
# Those who are counted, and what befalls them, as stems.
_PERSONS = (
    "people worker soldier civilian child resident student passenger migrant protester officer sailor miner guest"
)
PERSONS = frozenset(stem(word) for word in _PERSONS.split())
_BEFALLS = frozenset(
    stem(word) for word in ("kill", "injure", "arrest", "detain", "evacuate", "displace", "rescue", "strand")
)
_MONTH_NEAR = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)


MONEY_AND_SHARES = frozenset({"percent", "percentage point", "dollar", "euro", "pound", "yuan"})


@dataclass(frozen=True)
class Figure:
    """A number with its unit, and the words beside it, which tell what it counts. ``exact`` is as written, or empty.

    ``part``: it counts some of a whole that is spoken of: "21 of the workers".
    """

    value: float
    unit: str | None
    comparator: Comparator
    context: frozenset[str]
    exact: str
    part: bool = False


@dataclass(frozen=True)
class Slots:
    """A claim in comparable parts. Dates are EDTF; words are stems; ``quoted`` are the words of a direct quotation.

    ``denied_order`` are the stems in reach of a negation as they come, ``directions`` the ends of scales (see
    ``opposites``) that the text stands on, ``sides`` those of scales whose ends are two occasions, ``undone`` the words
    that it has in their negative. ``replaced``: the values that it says were the figures until now. ``denies_whole``:
    it calls a whole report untrue. ``doubted``: it calls the matter unconfirmed. ``updates``: it says that it corrects
    or updates. ``demands``: it says what should be done. ``article``: the text that it stands in. ``place``: where its
    evidence stands there.
    """

    text: str
    polarity: Polarity
    certainty: Certainty
    kind: ClaimKind
    quantities: tuple[Figure, ...]
    replaced: frozenset[float]
    event_dates: tuple[str, ...]
    statement_dates: tuple[str, ...]
    speaker: str | None
    speaker_kind: SourceKind | None
    attribution: AttributionType
    cited_works: tuple[str, ...]
    publisher: str | None
    wording: Wording
    quoted: tuple[str, ...]
    denied_order: tuple[str, ...]
    directions: Mapping[str, int]
    sides: Mapping[str, int]
    undone: Mapping[str, str]
    places: Places
    denies_whole: bool
    doubted: bool
    updates: bool
    demands: Demand
    document_id: str
    article: str
    place: tuple[int, int]

    @cached_property
    def denied(self) -> frozenset[str]:
        """The stems in the reach of a negation."""
        return frozenset(self.denied_order)

    @property
    def words(self) -> frozenset[str]:
        """The stems of the content words."""
        return self.wording.words


def slots_of(claim: Claim, document: Document | None = None) -> Slots:
    """Take a claim apart.

    The document, where given, adds its publisher, and its date of publication where no date of statement is known.
    """
    source = claim.attribution.source
    stated = _dates(date.value for date in claim.dates if date.role == "statement")
    if not stated and document is not None and document.published:
        stated = _dates([document.published])
    direct = claim.attribution.type in {"direct", "mixed"}
    quoted = " ".join(span.exact for span in claim.attribution.content) if direct else ""
    wording = read(_AS_TOLD.sub("", claim.text))
    opposing = ends(claim.text)
    return Slots(
        text=claim.text,
        # The wording decides where it has a negation that code can read; else what was recorded.
        polarity=polarity_of(claim.text) if negations(claim.text) or claim.polarity == "positive" else "negative",
        certainty=claim.certainty,
        kind=claim.kind,
        quantities=_figures(claim.text, claim.quantities) if claim.quantities else _found_figures(claim.text),
        replaced=frozenset(n.value for n in find_numerals(claim.text) if _REPLACED.search(claim.text[: n.start])),
        event_dates=_dates(date.value for date in claim.dates if date.role == "event"),
        statement_dates=stated,
        speaker=source.name if source else None,
        speaker_kind=source.kind if source else None,
        attribution=claim.attribution.type,
        cited_works=tuple(sorted({work.name for work in claim.cited_works})),
        publisher=document.publisher if document else None,
        wording=replace(wording, quotes=(*wording.quotes, *_spoken(claim))),
        quoted=_plain(quoted),
        denied_order=denied_words(claim.text),
        directions=opposing.exclusive,
        sides=opposing.apart,
        undone=undone(claim.text),
        places=places_in(claim.text),
        denies_whole=denies_whole(claim.text),
        doubted=doubts(claim.text),
        updates=updates(claim.text),
        demands=demands(claim.text),
        document_id=claim.document_id,
        article=document.text if document else claim.text,
        place=(
            min((span.start for span in claim.evidence), default=0),
            max((span.end for span in claim.evidence), default=0),
        ),
    )


def one_passage(a: Slots, b: Slots) -> bool:
    """Whether the two were read from the same words of one article."""
    return a.document_id == b.document_id and a.place[0] < b.place[1] and b.place[0] < a.place[1]


def one_voice(a: Slots, b: Slots) -> bool:
    """Whether one article says both, itself or through one speaker, or in one breath."""
    if a.document_id != b.document_id:
        return False
    own_a, own_b = a.speaker_kind in {None, "author"}, b.speaker_kind in {None, "author"}
    if own_a or own_b:
        return own_a == own_b or one_passage(a, b)
    return one_passage(a, b) or bool(a.speaker and b.speaker and same_name(a.speaker, b.speaker))


def _spoken(claim: Claim) -> Iterator[tuple[str, ...]]:
    """The words of a direct quotation that the claim gives without its marks."""
    if claim.attribution.type == "direct":
        words = _plain(claim.text)
        if words and any(f" {' '.join(words)} " in f" {' '.join(_plain(s.exact))} " for s in claim.attribution.content):
            yield words


def _plain(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for _, word in tokens(text))


def _dates(values: Iterable[str]) -> tuple[str, ...]:
    """The dates that can be compared, each once, in the order of time."""
    known = {value: days for value in values if (days := bounds(value))}
    return tuple(sorted(known, key=lambda value: (known[value], value)))


def _figures(text: str, quantities: Sequence[Quantity]) -> tuple[Figure, ...]:
    """The quantities that a claim records, each with its place in the claim's own wording where it stands there."""
    numerals = find_numerals(text)
    figures = []
    for quantity in quantities:
        here = next((n for n in numerals if n.value == quantity.value), None)
        context = _context(text, here.start, here.end) if here else frozenset()
        unit = _unit(quantity.unit) if quantity.unit else _unit_beside(text, here) if here else None
        exact = here.exact if here else quantity.span.exact if quantity.span else ""
        part = here is not None and _is_part(text, here)
        figures.append(Figure(quantity.value, unit, quantity.comparator, context, exact, part))
    return _in_order(figures)


def _found_figures(text: str) -> tuple[Figure, ...]:
    """The numbers that stand in a text, dates left out."""
    figures = []
    for numeral in find_numerals(text):
        if _part_of_date(text, numeral):
            continue
        context = _context(text, numeral.start, numeral.end)
        unit, comparator, part = _unit_beside(text, numeral), _comparator(text, numeral), _is_part(text, numeral)
        figures.append(Figure(numeral.value, unit, comparator, context, numeral.exact, part))
    return _in_order(figures)


def _is_part(text: str, numeral: Numeral) -> bool:
    return _PART.match(text, numeral.end) is not None


def _comparator(text: str, numeral: Numeral) -> Comparator:
    before = text[max(0, numeral.start - _BEFORE) : numeral.start]
    for comparator, pattern in _COMPARATORS:
        if pattern.search(before):
            return comparator
    return "="


def _in_order(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(set(figures), key=lambda f: (f.unit or "", f.value, f.comparator, f.exact, sorted(f.context))))


def _part_of_date(text: str, numeral: Numeral) -> bool:
    around = text[max(0, numeral.start - 10) : numeral.start], text[numeral.end : numeral.end + 10]
    day = numeral.value.is_integer() and 1 <= numeral.value <= 31
    year = numeral.exact.isdigit() and len(numeral.exact) == 4 and 1500 <= numeral.value <= 2100
    beside_month = any(_MONTH_NEAR.search(part) for part in around)
    clock = bool(re.match(r":\d\d|\s?[ap]\.?m\b", around[1])) or bool(re.search(r"\d:$", around[0]))
    return clock or (day and beside_month) or (year and _unit_beside(text, numeral) not in MONEY_AND_SHARES)


def _unit(word: str) -> str:
    """A unit in one spelling: currency signs by name, nouns by their stem, the last word of several."""
    word = word.strip().lower()
    if word in _CURRENCY:
        return _CURRENCY[word]
    if word in {"%", "percent", "per cent", "pct"}:
        return "percent"
    if re.fullmatch(r"percentage points?|pp", word):
        return "percentage point"
    last = word.split()[-1] if word else word
    return stem(last)


def _unit_beside(text: str, numeral: Numeral) -> str | None:
    """What a number counts: a sign that touches it, or the noun that follows (guessed: the last of the next words)."""
    before, after = text[: numeral.start].rstrip(), text[numeral.end :]
    if before[-1:] in _CURRENCY:
        return _CURRENCY[before[-1]]
    if match := re.match(r"\s*(%|per\s?cent\b|pct\b)", after):
        return "percent" if match else None
    if re.match(r"\s*-?percentage[ -]points?\b", after):
        return "percentage point"
    if part := _PART.match(after):
        after = after[part.end() :]
    for _, word in tokens(re.split(r"[.,;:!?()]", after, maxsplit=1)[0]):
        plain = word.lower()
        if plain.isdigit():
            return None
        if plain in {"more", "other", "new", "further", "old"}:
            continue
        return stem(plain) if is_content(plain) else _befallen(before)
    return _befallen(before)


def _befallen(before: str) -> str | None:
    """What befell those counted, where the verb stands before the number: "kills 12 in Torvik"."""
    words = [stem(word.lower()) for _, word in tokens(before[-_BEFORE:])]
    return words[-1] if words and words[-1] in _BEFALLS else None


def _context(text: str, start: int, end: int) -> frozenset[str]:
    """The content words near a number, at most five on either side, none beyond the clause."""
    left = re.split(r"[;:.!?]\s", text[:start])[-1]
    right = re.split(r"[;:.!?]\s", text[end:], maxsplit=1)[0]
    near = [word for _, word in tokens(left)][-5:] + [word for _, word in tokens(right)][:5]
    return frozenset(stem(word.lower()) for word in near if is_content(word.lower()) and not word.isdigit())
