"""Questions: narrow, with the possible answers in the schema, so that a model cannot answer beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from claimextract.config import Profile, QuestionKind
from claimextract.models import Scan

from .units import Unit

ARTICLE = "the article itself"
UNNAMED = "somebody unnamed"
NOTHING = "none of these"
KINDS = ("fact", "prediction", "opinion", "proposal")
_LONGEST = 400  # characters of one claim
_MOST_CLAIMS = 4
_MOST_MISSED = 8


@dataclass(frozen=True)
class Question:
    """One question about a unit, date, cited work or passage. ``options`` empty: the answer is a list of sentences."""

    id: str
    kind: QuestionKind
    start: int
    end: int
    words: str
    options: tuple[str, ...] = ()
    remark: str = ""


class Missed(BaseModel):
    """A claim that no question covers: its words as the passage has them, what they claim, who says it."""

    model_config = ConfigDict(extra="forbid")

    words: str
    claim: str
    speaker: str


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
            asked.append(Question(_id("kind", unit), "kinds", *spot, words, KINDS))
        if "claims" in profile.asks:
            asked.append(Question(_id("claims", unit), "claims", *spot, words))
        elif "references" in profile.asks and unit.reference is not None:
            pronoun = unit.reference.span
            asked.append(
                Question(
                    f"reference_{unit.reference.id}",
                    "references",
                    *spot,
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
    """Split the questions, in text order, into calls of at most so many."""
    return [tuple(questions[at : at + most]) for at in range(0, len(questions), most)]


def with_missed(calls: Sequence[Sequence[Question]]) -> list[tuple[Question, ...]]:
    """Add to every call the question what it leaves out: the one answer for which a model copies words."""
    added = []
    for number, call in enumerate(calls, 1):
        start, end = min(q.start for q in call), max(q.end for q in call)
        speakers = dict.fromkeys(option for q in call if q.kind == "speakers" for option in q.options)
        options = tuple(speakers) or (ARTICLE, UNNAMED)
        added.append((*call, Question(f"missed_m{number}", "missed", start, end, "the whole passage", options)))
    return added


def answer_model(questions: Sequence[Question]) -> type[BaseModel]:
    """The schema of a call's answer: one field a question, each closed by an enum or bounded in length.

    Option lists become shared definitions: an endpoint counts their values once (OpenAI allows 1,000 a schema).
    """
    enums: dict[tuple[str, ...], Any] = {}
    sentences = Annotated[list[Annotated[str, Field(max_length=_LONGEST)]], Field(max_length=_MOST_CLAIMS)]
    fields: dict[str, Any] = {}
    for question in questions:
        options: Any = None
        if question.options:
            if question.options not in enums:
                members = {f"o{n}": option for n, option in enumerate(question.options)}
                enums[question.options] = Enum(f"Options{len(enums) + 1}", members, type=str)
            options = enums[question.options]
        if question.kind == "missed":
            line = Annotated[str, Field(max_length=_LONGEST)]
            missed = create_model(
                "Missed", __base__=Missed, words=(line, ...), claim=(line, ...), speaker=(options, ...)
            )
            fields[question.id] = (Annotated[list[missed], Field(max_length=_MOST_MISSED)], ...)
        else:
            fields[question.id] = (options or sentences, ...)
    return create_model("Answers", __config__=ConfigDict(extra="forbid"), **fields)


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
