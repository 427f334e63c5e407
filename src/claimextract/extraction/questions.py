"""Questions: narrow, with the possible answers in the schema, so that a model cannot answer beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from claimextract.config import Profile, QuestionKind
from claimextract.models import Scan

from .units import Unit

ARTICLE = "the article itself"
UNNAMED = "somebody unnamed"
NOTHING = "none of these"
KINDS = ("fact", "prediction", "opinion", "proposal")
ASIDE = "put aside"  # what these words claim stands in missed_, in better form
MODES = ("speech", "writing", "belief", "intention")
BEFORE = "the sentence before"
_SHOWN = 6  # words at each end of a stretch of text


@dataclass(frozen=True)
class Question:
    """One question about a unit, date, cited work or passage. ``options`` empty: the answer is a list of sentences.

    ``takes``: the dates and works that a claim of the passage can take to itself, each after its id.
    """

    id: str
    kind: QuestionKind
    start: int
    end: int
    words: str
    options: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    remark: str = ""


def questions_of(scan: Scan, units: Sequence[Unit], profile: Profile) -> list[Question]:
    """Everything that the profile asks about a document, in text order."""
    asked: list[Question] = []
    for unit in units:
        spot = (unit.start, unit.end)
        words = _words(unit)
        first = unit.passage is None or unit.part[0].start == unit.passage.content[0].start
        if "speakers" in profile.asks and first:
            asked.append(Question(_id("speaker", unit), "speakers", *spot, words, _speakers(scan, unit)))
        if "kinds" in profile.asks:
            asked.append(Question(_id("kind", unit), "kinds", *spot, words, _kinds(profile)))
        if "claims" in profile.asks:
            asked.append(Question(_id("claims", unit), "claims", *spot, words))
        elif "references" in profile.asks and unit.reference is not None:
            pronoun = unit.reference.span
            asked.append(
                Question(
                    f"reference_{unit.reference.id}",
                    "references",
                    unit.reference.since,
                    unit.end,
                    pronoun.exact,
                    tuple(dict.fromkeys((*unit.reference.candidates, NOTHING))),
                )
            )
    if "dates" in profile.asks:
        asked += [
            Question(f"date_{d.id}", "dates", d.span.start, d.span.end, d.span.exact, ("event", "statement", "neither"))
            for d in scan.dates
        ]
    if "works" in profile.asks:
        asked += [
            Question(f"work_{c.id}", "works", c.work.span.start, c.work.span.end, c.work.name, ("source", "mention"))
            for c in scan.citations
            if c.work.span is not None
        ]
    unique = {question.id: question for question in asked}
    return sorted(unique.values(), key=lambda question: question.start)


def batches(questions: Sequence[Question], most: int) -> list[tuple[Question, ...]]:
    """Split the questions, in text order, into calls of at most so many; those about one sentence stay together."""
    groups: list[list[Question]] = []
    end = -1
    for question in questions:
        if groups and question.start < end:
            groups[-1].append(question)
        else:
            groups.append([question])
        end = max(end, question.end)
    calls: list[tuple[Question, ...]] = []
    for group in groups:
        if calls and len(calls[-1]) + len(group) <= most:
            calls[-1] += tuple(group)
        else:
            calls += [tuple(group[at : at + most]) for at in range(0, len(group), most)]
    return calls


def with_missed(calls: Sequence[Sequence[Question]], scan: Scan) -> list[tuple[Question, ...]]:
    """Add to every call the question what it leaves out: the one answer for which a model copies words.

    It is about the call's own sentences and what stands between them and those of its neighbours.
    """
    added = []
    starts, ends = [min(q.start for q in call) for call in calls], [max(q.end for q in call) for call in calls]
    last = max((sentence.span.end for sentence in scan.sentences), default=0)
    for number, call in enumerate(calls, 1):
        start = min(starts[number - 1], ends[number - 2] if number > 1 else 0)
        end = max(ends[number - 1], starts[number] if number < len(calls) else last)
        speakers = dict.fromkeys(option for q in call if q.kind == "speakers" for option in q.options)
        options = tuple(speakers) or (ARTICLE, UNNAMED)
        takes = _takes(scan, start, end)
        words = _ends([sentence.span.exact for sentence in scan.sentences if start <= sentence.span.start < end])
        added.append((*call, Question(f"missed_m{number}", "missed", start, end, words, options, takes)))
    return added


def _ends(sentences: Sequence[str]) -> str:
    """A stretch of text by its first and last words."""
    if not sentences:
        return "the whole passage"
    return f"{' '.join(sentences[0].split()[:_SHOWN])} … {' '.join(sentences[-1].split()[-_SHOWN:])}"


def _takes(scan: Scan, start: int, end: int) -> tuple[str, ...]:
    """The dates and works of a passage, each after its id."""
    spots = [(date.id, date.span) for date in scan.dates if date.value is not None]
    spots += [(citation.id, citation.work.span) for citation in scan.citations if citation.work.span is not None]
    return tuple(f"{id} {_line(span.exact)}" for id, span in spots if start <= span.start < end)


def _line(words: str) -> str:
    return " ".join(words.split())


def _kinds(profile: Profile) -> tuple[str, ...]:
    return (*KINDS, ASIDE) if "missed" in profile.asks else KINDS


def _id(what: str, unit: Unit) -> str:
    return f"{what}_{unit.id}"


def _words(unit: Unit) -> str:
    return " ".join(span.exact for span in unit.part) or " ".join(s.span.exact for s in unit.sentences)


def _speakers(scan: Scan, unit: Unit) -> tuple[str, ...]:
    """Everybody who has spoken or is named up to a page before or after, in the order of the cast."""
    near = range(unit.start - 3000, unit.end + 1000)
    speaking = {p.source for p in scan.passages if p.source}
    options = [
        member.name
        for member in scan.cast
        if member.id in speaking or (any(span.start in near for span in member.mentions) and member.kind == "person")
    ]
    return tuple(dict.fromkeys((*options, ARTICLE, UNNAMED)))
