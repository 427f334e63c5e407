"""Asking: the questions of a document go out in calls, and a call whose answer is cut off goes out in halves."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from claimextract.config import Profile
from claimextract.errors import EndpointError, InvalidAnswerError, LLMError, RefusedError, TruncatedError
from claimextract.llm import Asker, schema_sha256
from claimextract.models import Document, Exchange, Scan
from claimextract.prompting import Prompt, one_line

from .answers import Missed, answer_model
from .questions import ARTICLE, ASIDE, BEFORE, NOTHING, UNNAMED, Question


@dataclass
class Answers:
    """What came back: an answer by question id, the exchanges in order, and the questions left without answer."""

    values: dict[str, str | list[str] | list[Missed]] = field(default_factory=dict)
    spots: dict[str, tuple[int, int]] = field(default_factory=dict)  # question id -> what it was about
    requests: dict[str, str] = field(default_factory=dict)  # question id -> sha256 of the request that answered it
    schemas: dict[str, str] = field(default_factory=dict)  # question id -> sha256 of the schema it was answered in
    exchanges: list[Exchange] = field(default_factory=list)
    unanswered: dict[str, str] = field(default_factory=dict)  # question id -> reason

    def without(self, questions: Collection[str]) -> "Answers":
        """The answers to all other questions, without their exchanges."""

        def kept(values: dict[str, Any]) -> dict[str, Any]:
            return {name: value for name, value in values.items() if name not in questions}

        return Answers(kept(self.values), kept(self.spots), kept(self.requests), kept(self.schemas))

    def add(self, other: "Answers") -> None:
        """Take over what another call brought."""
        self.values.update(other.values)
        self.spots.update(other.spots)
        self.requests.update(other.requests)
        self.schemas.update(other.schemas)
        self.exchanges.extend(other.exchanges)
        self.unanswered.update(other.unanswered)


_Once = Callable[[Sequence[Question]], Awaitable[tuple[Answers, LLMError | None]]]  # one call, and why it failed


async def ask(
    document: Document,
    scan: Scan,
    calls: Sequence[Sequence[Question]],
    asker: Asker,
    profile: Profile,
    prompt: Prompt,
    step: str = "questions",
) -> Answers:
    """Make all calls, several calls at a time where the profile allows it; exchanges stay in text order.

    A call without a usable answer leaves its questions unanswered, with the reason.
    """

    async def once(questions: Sequence[Question]) -> tuple[Answers, LLMError | None]:
        return await _call(document, scan, questions, asker, profile, prompt, step)

    answers = Answers()
    for part in await asyncio.gather(*(_all(questions, once) for questions in calls)):
        answers.add(part)
    return answers


async def _all(questions: Sequence[Question], once: _Once) -> Answers:
    return await _settled(questions, *await once(questions), once)


async def _settled(questions: Sequence[Question], answers: Answers, error: LLMError | None, once: _Once) -> Answers:
    """What came of a call, and where it failed of its halves, and of theirs."""
    if error is None:
        return answers
    if len(questions) > 1 and not isinstance(error, EndpointError):
        middle = len(questions) // 2
        halves = [(half, *await once(half)) for half in (questions[:middle], questions[middle:])]
        hopeless = all(_is_alike(error, failed) for *_, failed in halves)
        for half, part, failed in halves:
            answers.add(part if hopeless else await _settled(half, part, failed, once))
        if not hopeless:
            return answers
    answers.unanswered.update(dict.fromkeys((question.id for question in questions), str(error)))
    return answers


def _is_alike(whole: LLMError, half: LLMError | None) -> bool:
    """Whether an answer and that to a half are wrong in the same words or in all they hold.

    Where both halves are, it is hardly the number of questions, nor any one of them: a model that could only answer
    one at a time is given up, so that one that cannot answer at all costs three tries and not two for each question.
    """
    if not isinstance(whole, InvalidAnswerError) or not isinstance(half, InvalidAnswerError):
        return False
    return str(whole) == str(half) or (whole.nothing_fitted and half.nothing_fitted)


async def _call(
    document: Document,
    scan: Scan,
    questions: Sequence[Question],
    asker: Asker,
    profile: Profile,
    prompt: Prompt,
    step: str,
) -> tuple[Answers, LLMError | None]:
    answers = Answers()
    system, user = _render(document, scan, questions, profile, prompt)
    try:
        answer = await asker.ask(
            [{"role": "system", "content": system}, {"role": "user", "content": user}],
            answer_model(questions),
            document_id=document.id,
            step=step,
            log=answers.exchanges,
        )
    except (TruncatedError, InvalidAnswerError, RefusedError, EndpointError) as error:
        return answers, error
    request = answers.exchanges[-1].request_sha256 if answers.exchanges else ""
    schema = schema_sha256(type(answer))
    for question in questions:
        value = getattr(answer, question.id)
        answers.values[question.id] = value
        answers.spots[question.id] = (question.start, question.end)
        answers.requests[question.id] = request
        answers.schemas[question.id] = schema
    return answers, None


def again(questions: Sequence[Question], reasons: Mapping[str, str]) -> list[Question]:
    """The questions whose answers were rejected, each with the reason."""
    return [
        replace(question, remark=f"(Your last answer was not accepted: {reasons[question.id]}. Answer again.)")
        for question in questions
        if question.id in reasons
    ]


def _render(
    document: Document, scan: Scan, questions: Sequence[Question], profile: Profile, prompt: Prompt
) -> tuple[str, str]:
    rendered = prompt.render(
        kinds={question.kind for question in questions},
        article=ARTICLE,
        unnamed=UNNAMED,
        nothing=NOTHING,
        aside=ASIDE,
        before=BEFORE,
        passage=_passage(document, scan, questions, profile.context),
        questions=[
            replace(
                question,
                words=one_line(question.words),
                options=tuple(one_line(option) for option in question.options),
                takes=tuple(one_line(option) for option in question.takes),
                remark=one_line(question.remark),
            )
            for question in questions
        ],
    )
    system, _, user = rendered.partition("\n=====\n")
    return system.strip(), user.strip()


def _passage(document: Document, scan: Scan, questions: Sequence[Question], context: int) -> str:
    """The sentences that the questions are about, with some characters of context before and after."""
    start = min(question.start for question in questions) - context
    end = max(question.end for question in questions) + context // 2
    inside = [s for s in scan.sentences if s.span.end > start and s.span.start < end]
    paragraphs: dict[int, list[str]] = {}
    for sentence in inside:
        paragraphs.setdefault(sentence.paragraph, []).append(one_line(sentence.span.exact))
    return "\n".join(" ".join(lines) for lines in paragraphs.values())
