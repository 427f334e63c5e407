"""What bears on a claim: the dates, cited works and quantities that belong to its words."""

from collections.abc import Sequence

from claimextract.models import CitedWork, ClaimDate, Document, Quantity, Scan, Sentence, Span, Statement

from .asking import Answers
from .units import Unit

_BEHIND = 200  # characters between a full stop and a work that is cited behind it


class Bearing:
    """Finds what bears on the units of one document."""

    def __init__(self, document: Document, scan: Scan, answers: Answers) -> None:
        self.document, self.scan, self.answers = document, scan, answers
        self.works = [c.work.span for c in scan.citations if c.work.span is not None]
        self.cited_in = {c.id: _sentence_of(c.work.span, scan.sentences) for c in scan.citations if c.work.span}

    def dates(self, unit: Unit, statement: Statement | None = None) -> tuple[ClaimDate, ...]:
        """A date inside what is said is the event's; one beside the cue is the statement's."""
        dates: list[ClaimDate] = []
        beside = statement is not None and statement.base is None
        for date in self.scan.dates:
            if date.value is None or date.value.endswith("XX") or not _inside(unit, date.span):
                continue
            said = unit.passage is not None and not any(_covers(span, date.span) for span in unit.part)
            if unit.passage is None and not beside and not any(_covers(span, date.span) for span in unit.part):
                continue
            if (beside or not said) and not _in_words(statement, date.span):
                continue
            answer = self.answers.values.get(f"date_{date.id}")
            within = [span for span in self.works if _covers(span, date.span)]
            if within and (answer is None or any(self._bracketed(span) for span in within)):
                continue  # the date of the work, which carries it
            if answer == "neither":
                continue
            role = answer if answer in {"event", "statement"} else "statement" if said and not beside else "event"
            dates.append(
                ClaimDate(role="statement" if role == "statement" else "event", value=date.value, span=date.span)
            )
        return tuple(dates)

    def quantities(self, unit: Unit, statement: Statement | None = None) -> tuple[Quantity, ...]:
        """The quantities of a unit's sentences, or of a statement's words alone."""
        return tuple(
            quantity
            for quantity in self.scan.quantities
            if quantity.span and _inside(unit, quantity.span) and _in_words(statement, quantity.span)
        )

    def cited(self, unit: Unit) -> tuple[CitedWork, ...]:
        """The works that a unit's sentences cite: a citation stands for all that its sentence says."""
        ids = {sentence.id for sentence in unit.sentences}
        return tuple(
            citation.work
            for citation in self.scan.citations
            if self.cited_in.get(citation.id) in ids and self.answers.values.get(f"work_{citation.id}") != "mention"
        )

    def _bracketed(self, span: Span) -> bool:
        """Whether a work is cited in parentheses."""
        return self.document.text[: span.start].rstrip()[-1:] in {"(", ";"}


def _sentence_of(work: Span, sentences: Sequence[Sentence]) -> str | None:
    """The sentence that cites a work: the one around it, or the one that ends right before it."""
    for sentence in sentences:
        if _covers(sentence.span, work):
            return sentence.id
    before = [sentence for sentence in sentences if sentence.span.end <= work.start]
    return before[-1].id if before and work.start - before[-1].span.end < _BEHIND else None


def _in_words(statement: Statement | None, span: Span) -> bool:
    """Whether a span stands in the words of a statement; where there is none, nothing is left out."""
    return statement is None or any(not isinstance(piece, str) and _covers(piece, span) for piece in statement.words)


def _inside(unit: Unit, span: Span) -> bool:
    return any(_covers(sentence.span, span) for sentence in unit.sentences)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
