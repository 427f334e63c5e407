"""Putting to a model what slots leave open: one question for each claim, with those that it may be one with."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from claimextract.errors import EndpointError, InvalidAnswerError, LLMError, RefusedError, TruncatedError
from claimextract.llm import Asker, schema_sha256
from claimextract.models import Claim, Document, Exchange
from claimextract.prompting import load, one_line

from .brought import brought
from .compare import SAME_MATTER, Verdict, judge
from .judging import ANSWERS, Judgement
from .preparing import prepared
from .slots import Slots
from .verdicts import Pairs, SlotStore

# A verdict by likeness alone is open between these. On 194 labelled pairs of news sentences it was right on 33 of the
# 54 between and on all 32 above; below, few claims of a collection speak of one matter.
OPEN_FROM, OPEN_TO = SAME_MATTER, 0.7
# A question with more candidates is put in several.
MOST_CANDIDATES = 12
STEP = "judge"
_PROMPT = "judge"
_HASH = len("sha256:") + 12
_EDTF = re.compile(r"[0-9X][0-9X~?%/.-]{3,24}")
_Relation = Enum("_Relation", {answer: answer for answer in ANSWERS}, type=str)  # type: ignore[misc]


@dataclass(frozen=True)
class Shown:
    """A claim as the judge sees it."""

    id: str
    document_id: str
    text: str
    speaker: str | None = None
    published: str | None = None


@dataclass(frozen=True)
class Question:
    """How does each of the candidates stand to the claim?"""

    claim: Shown
    candidates: tuple[Shown, ...]


@dataclass(frozen=True)
class Judged:
    """The judgements, every raw answer in the order of the questions, and why a pair stayed without one."""

    judgements: dict[tuple[str, str], Judgement]
    exchanges: tuple[Exchange, ...]
    unanswered: dict[tuple[str, str], LLMError]


def is_open(verdict: Verdict, likeness: float) -> bool:
    """Whether a judge may be asked: no slot decided, and the words are neither strangers nor nearly the same."""
    return verdict.open and OPEN_FROM <= likeness < OPEN_TO


def left_open(a: Slots, b: Slots, similarity: float) -> bool:
    """The same of two texts that somebody puts side by side (see ``compare_slots``)."""
    likeness = brought(a, b, similarity)
    return is_open(judge(a, b, likeness), likeness)


def open_questions(claims: Sequence[Claim], documents: Sequence[Document]) -> list[Question]:
    """What slots leave open among the grounded claims of different documents.

    The earlier of two claims asks, the later is its candidate. Neither the order of the input nor what the analyst
    decided changes the questions.

    Raises:
        InputError: If a grounded claim names a document that is not among ``documents``.
    """
    ready = prepared(claims, documents)
    store = ready.store
    verdicts = Pairs(store, range(len(claims)))
    asked: dict[int, list[int]] = defaultdict(list)
    for i, j in ready.pairs.tolist():
        (a, b), _ = store.claims((i, j))
        likeness, verdict = verdicts.verdict(i, j)
        if a.document_id != b.document_id and is_open(verdict, likeness):
            asked[i].append(j)
    return [
        question
        for place, others in sorted(asked.items())
        for question in questions_on(_shown(store, place), [_shown(store, other) for other in others])
    ]


def questions_on(claim: Shown, candidates: Sequence[Shown]) -> list[Question]:
    """The questions about a claim; candidates come in the order of their ids, which says nothing about them."""
    ordered = sorted(candidates, key=lambda one: one.id)
    return [
        Question(claim, tuple(ordered[start : start + MOST_CANDIDATES]))
        for start in range(0, len(ordered), MOST_CANDIDATES)
    ]


async def ask(questions: Sequence[Question], asker: Asker) -> Judged:
    """Put all questions, as many at a time as the asker allows; one without a usable answer leaves its pairs open."""
    parts = await asyncio.gather(*(_ask(question, asker) for question in questions))
    return Judged(
        {pair: judgement for part in parts for pair, judgement in part.judgements.items()},
        tuple(exchange for part in parts for exchange in part.exchanges),
        {pair: reason for part in parts for pair, reason in part.unanswered.items()},
    )


def asked_with() -> dict[str, str]:
    """The hashes of the prompt and of the schema that a judge is asked with."""
    return {"prompt_sha256": load(_PROMPT).sha256, "schema_sha256": schema_sha256(_answers(1))}


def judge_name(model: str) -> str:
    """A model's name as a reader sees it: of a hash the beginning."""
    return model[:_HASH] if model.startswith("sha256:") else one_line(model)


async def _ask(question: Question, asker: Asker) -> Judged:
    pairs = [(question.claim.id, candidate.id) for candidate in question.candidates]
    rendered = load(_PROMPT).render(
        claim=_fenced(question.claim), candidates=[_fenced(candidate) for candidate in question.candidates]
    )
    system, _, user = rendered.partition("\n=====\n")
    messages = [{"role": "system", "content": system.strip()}, {"role": "user", "content": user.strip()}]
    log: list[Exchange] = []
    try:
        answer = await asker.ask(
            messages, _answers(len(pairs)), document_id=question.claim.document_id, step=STEP, log=log
        )
    except (TruncatedError, InvalidAnswerError, RefusedError, EndpointError) as error:
        return Judged({}, tuple(log), dict.fromkeys(pairs, error))
    values = [getattr(answer, f"c{number}").value for number in range(1, len(pairs) + 1)]
    return Judged(
        {pair: Judgement(value, judge_name(asker.model)) for pair, value in zip(pairs, values, strict=True)},
        tuple(log),
        {},
    )


def _answers(candidates: int) -> type[BaseModel]:
    """The schema of an answer: one field a candidate, closed by the relations."""
    fields: dict[str, Any] = {f"c{number}": (_Relation, ...) for number in range(1, candidates + 1)}
    return create_model("Answers", __config__=ConfigDict(extra="forbid"), **fields)


def _shown(store: SlotStore, place: int) -> Shown:
    [claim], [document] = store.claims((place,))
    source = claim.attribution.source
    return Shown(claim.claim_id, claim.document_id, claim.text, source.name if source else None, document.published)


def _fenced(claim: Shown) -> dict[str, str | None]:
    """Words of an article each on a line; a date only where it can be nothing else."""
    return {
        "text": one_line(claim.text),
        "speaker": one_line(claim.speaker) if claim.speaker else None,
        "published": claim.published if claim.published and _EDTF.fullmatch(claim.published) else None,
    }
