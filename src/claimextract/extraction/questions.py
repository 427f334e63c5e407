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


@dataclass(frozen=True)
class Question:
    """One question about one unit, date or cited work. ``options`` empty: the answer is a list of sentences."""

    id: str
    kind: QuestionKind
    start: int
    end: int
    words: str
    options: tuple[str, ...] = ()
    remark: str = ""


def questions_of(scan: Scan, units: Sequence[Unit], profile: Profile) -> list[Question]:
    """Everything that the profile asks about a document, in text order."""
    names = {member.id: member.name for member in scan.cast}
    asked: list[Question] = []
    for unit in units:
        spot = (unit.start, unit.end)
        words = _words(unit)
        if "speakers" in profile.asks or (
            "unsure_speakers" in profile.asks and unit.passage is not None and unit.passage.confidence == "unsure"
        ):
            first = unit.passage is None or unit.part[0].start == unit.passage.content[0].start
            if first:
                asked.append(Question(_id("speaker", unit), "speakers", *spot, words, _speakers(scan, unit, names)))
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
                    (*unit.reference.candidates, NOTHING),
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


def answer_model(questions: Sequence[Question]) -> type[BaseModel]:
    """The schema of a call's answer: one field a question, each closed by an enum or bounded in length.

    Option lists become shared definitions: an endpoint counts their values once (OpenAI allows 1,000 a schema).
    """
    enums: dict[tuple[str, ...], Any] = {}
    sentences = Annotated[list[Annotated[str, Field(max_length=_LONGEST)]], Field(max_length=_MOST_CLAIMS)]
    fields: dict[str, Any] = {}
    for question in questions:
        if question.options:
            if question.options not in enums:
                members = {f"o{n}": option for n, option in enumerate(question.options)}
                enums[question.options] = Enum(f"Options{len(enums) + 1}", members, type=str)
            fields[question.id] = (enums[question.options], ...)
        else:
            fields[question.id] = (sentences, ...)
    return create_model("Answers", __config__=ConfigDict(extra="forbid"), **fields)


def _id(what: str, unit: Unit) -> str:
    return f"{what}_{unit.id}"


def _words(unit: Unit) -> str:
    return " ".join(span.exact for span in unit.part) or " ".join(s.span.exact for s in unit.sentences)


def _speakers(scan: Scan, unit: Unit, names: dict[str, str]) -> tuple[str, ...]:
    """Everybody who has spoken or is named up to a page before or after, in the order of the cast."""
    near = range(unit.start - 3000, unit.end + 1000)
    speaking = {p.source for p in scan.passages if p.source}
    options = [
        member.name
        for member in scan.cast
        if member.id in speaking or any(span.start in near for span in member.mentions) and member.kind == "person"
    ]
    return (*dict.fromkeys(options), ARTICLE, UNNAMED)
