"""What bears on a claim: the dates, cited works and quantities that belong to its words."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from claimextract.language.edtf import bounds
from claimextract.models import CitedWork, ClaimDate, DateExpression, Document, Quantity, Scan, Span, Statement

from .asking import Answers
from .units import Unit

T = TypeVar("T")

# "the 2008 Harbour Crisis": the year is a part of the name.
_YEAR = re.compile(r"\d{4}")
_OWNED = re.compile(r"(?:\b(?:the|an?|its|their|his|her|this|that)|['’]s?) \Z", re.IGNORECASE)
_NAME = re.compile(
    r" (?:[A-Z][\w’'-]* (?:(?:of|for|and|on|the) )?){1,5}(?:Accords?|Act|Agreement|Budget|Concept|Conference|Congress|"
    r"Convention|Crash|Crisis|Cup|Declaration|Forum|Framework|Games|Olympics|Pact|Plan|Protocol|Recession|Report|Review|"
    r"Revolution|Strategy|Summit|Treaty|Uprising|War)\b"
)
# What tells when something else was, or more about somebody: no date of what is said.
_ASIDE = re.compile(r"\b(?:who|whom|whose|which|where|when|after|before|since|until|born)\b[^,;:—–)]*\Z", re.IGNORECASE)
_ASIDE_LENGTH = 200  # characters
_BEHIND = 200  # characters between a full stop and a work that is cited behind it


class Bearing:
    """Finds what bears on the units of one document."""

    def __init__(self, document: Document, scan: Scan, answers: Answers) -> None:
        self.document, self.scan, self.answers = document, scan, answers
        self.works = [c.work.span for c in scan.citations if c.work.span is not None]
        self._dates = _by_sentence(scan, [(date, date.span) for date in scan.dates])
        self._quantities = _by_sentence(scan, [(quantity, quantity.span) for quantity in scan.quantities])
        self._cited = _by_sentence(scan, [(c, c.work.span) for c in scan.citations], _BEHIND)

    def dates(self, unit: Unit, statement: Statement | None = None) -> tuple[ClaimDate, ...]:
        """A date inside what is said is the event's; one beside the cue is the statement's."""
        dates: list[ClaimDate] = []
        beside = statement is not None and statement.base is None
        for date in _of(unit, self._dates):
            if date.value is None or date.value.endswith("XX"):
                continue
            said = unit.passage is not None and not any(_covers(span, date.span) for span in unit.part)
            if unit.passage is None and not beside and not any(_covers(span, date.span) for span in unit.part):
                continue
            if (beside or not said) and not _in_words(statement, date.span):
                continue
            answer = self.answers.values.get(f"date_{date.id}")
            if self._is_in_a_name(date.span):
                continue
            within = [span for span in self.works if _covers(span, date.span)]
            if within and (answer is None or any(self._bracketed(span) for span in within)):
                continue  # the date of the work, which carries it
            if answer == "neither":
                continue
            role = answer if answer in {"event", "statement"} else "statement" if said and not beside else "event"
            if role == "statement" and self._is_still_to_come(date):
                if unit.passage is None or unit.passage.mode != "intention":
                    continue
                role = "event"  # "plans to meet on Friday"
            elif role == "statement" and answer is None and not _is_beside_the_cue(unit, date.span, self.document.text):
                continue
            dates.append(
                ClaimDate(role="statement" if role == "statement" else "event", value=date.value, span=date.span)
            )
        return tuple(dates)

    def _is_in_a_name(self, span: Span) -> bool:
        """Whether a year stands in a name: no date of what is told."""
        text = self.document.text
        owned = _OWNED.search(text, max(0, span.start - 8), span.start)
        return bool(owned and _YEAR.fullmatch(span.exact) and _NAME.match(text, span.end))

    def _is_still_to_come(self, date: DateExpression) -> bool:
        """Whether a date lies behind the publication, by more than the hours between time zones."""
        told = bounds(date.value) if date.value else None
        published = bounds(self.document.published) if self.document.published else None
        return told is not None and published is not None and told[0] - published[1] > timedelta(days=1)

    def quantities(self, unit: Unit, statement: Statement | None = None) -> tuple[Quantity, ...]:
        """The quantities of a unit's sentences, or of a statement's words alone."""
        return tuple(
            quantity
            for quantity in _of(unit, self._quantities)
            if quantity.span and _in_words(statement, quantity.span)
        )

    def cited(self, unit: Unit) -> tuple[CitedWork, ...]:
        """The works that a unit's sentences cite: a citation stands for all that its sentence says."""
        return tuple(
            citation.work
            for citation in _of(unit, self._cited)
            if self.answers.values.get(f"work_{citation.id}") != "mention"
        )

    def _bracketed(self, span: Span) -> bool:
        """Whether a work is cited in parentheses."""
        return self.document.text[: span.start].rstrip()[-1:] in {"(", ";"}


def _is_beside_the_cue(unit: Unit, date: Span, text: str) -> bool:
    """Whether a date stands in the clause of a cue: not in what is added about the speaker, nor in another sentence."""
    cue = unit.passage.cue if unit.passage is not None else None
    around = next((sentence.span for sentence in unit.sentences if _covers(sentence.span, date)), None)
    if around is None:
        return True
    since = max(around.start, date.start - _ASIDE_LENGTH)
    return cue is not None and _covers(around, cue) and _ASIDE.search(text, since, date.start) is None


def _by_sentence(scan: Scan, found: Iterable[tuple[T, Span | None]], behind: int = 0) -> dict[str, list[T]]:
    """What stands in each sentence, by its id, or up to so many characters behind it."""
    starts, ends = [s.span.start for s in scan.sentences], [s.span.end for s in scan.sentences]
    places: dict[str, list[T]] = {}
    for thing, span in found:
        if span is None:
            continue
        around, before = bisect_right(starts, span.start) - 1, bisect_right(ends, span.start) - 1
        if around >= 0 and span.end <= ends[around]:
            places.setdefault(scan.sentences[around].id, []).append(thing)
        elif before >= 0 and span.start - ends[before] < behind:
            places.setdefault(scan.sentences[before].id, []).append(thing)
    return places


def _of(unit: Unit, places: Mapping[str, Sequence[T]]) -> Iterator[T]:
    """What stands in the sentences of a unit, in text order."""
    return (thing for sentence in unit.sentences for thing in places.get(sentence.id, ()))


def _in_words(statement: Statement | None, span: Span) -> bool:
    """Whether a span stands in the words of a statement; where there is none, nothing is left out."""
    return statement is None or any(not isinstance(piece, str) and _covers(piece, span) for piece in statement.words)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
