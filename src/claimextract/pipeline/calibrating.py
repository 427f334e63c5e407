"""Measuring a model as a judge: on labelled pairs, against what slots and likeness alone reach on them."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .. import reconciliation
from ..config import Settings
from ..errors import EndpointError, InputError
from ..models import Cause, Relation
from ..reconciliation import Question, Shown
from .asking import open_model
from .calibrations import Calibration, Score, keep
from .comparing import compared
from .extracting import Counting
from .waiting import wait
from .watching import Progress, Quiet

__all__ = ["acalibrate", "calibrate"]

# Fewer pairs would let a model pass by chance.
_LEAST = 40
# A model of whose answers more than this share are one relation does not tell relations apart.
_MOST = 0.8


class _Pair(BaseModel):
    """A line of a file of pairs; the first relation that is accepted names the pair's own."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    a: str
    b: str
    accept: tuple[Relation, ...] = Field(min_length=1)
    cause: Cause | None = None


async def acalibrate(
    settings: Settings | None = None, pairs: str | Path | None = None, *, progress: Progress | None = None
) -> Calibration:
    """Ask the model to judge labelled pairs, and keep whether it may be asked in a run.

    It is refused when more than 80% of its answers are one relation, when it finds none of the pairs of a relation
    that occurs, and when neither it alone nor it on what slots leave open is right more often than slots and
    likeness alone.

    Args:
        settings: which model, and how to ask it.
        pairs: JSON lines with ``id``, ``a``, ``b`` and ``accept``, a list of relations (and perhaps ``cause``); the
            package's own pairs if none are named.
        progress: told of every call.

    Raises:
        ConfigurationError, WeightsError, ServerError: there is no model to ask.
        EndpointError: the endpoint did not answer; nothing is kept then.
        InputError: the pairs cannot be read, or are fewer than 40.
        CacheError: the outcome cannot be kept.
    """
    settings, progress = settings or Settings(), progress or Quiet()
    labelled, digest = _read(pairs)
    questions = _questions(labelled)
    rules = compared((pair.a, pair.b) for pair in labelled)
    async with open_model(settings, progress) as (client, _):
        progress.begin(len(questions))
        judged = await reconciliation.ask(questions, Counting(client, progress))
        usage, model = client.usage, client.model
    for error in judged.unanswered.values():
        if isinstance(error, EndpointError):
            raise error
    answers = [judged.judgements.get((_id(pair.a), _id(pair.b))) for pair in labelled]
    given = Counter(answer.relation for answer in answers if answer)
    most, times = max(given.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
    caught = [
        answer.cause == pair.cause
        for pair, answer in zip(labelled, answers, strict=True)
        if pair.cause and answer and answer.cause
    ]
    right = [bool(answer and answer.relation in p.accept) for p, answer in zip(labelled, answers, strict=True)]
    by_rules = [comparison.relation in p.accept for p, (comparison, _) in zip(labelled, rules, strict=True)]
    left = [is_left and answer is not None for (_, is_left), answer in zip(rules, answers, strict=True)]
    outcome = Calibration(
        model=model,
        temperature=settings.temperature,
        seed=settings.seed,
        **reconciliation.asked_with(),
        pairs_sha256=digest,
        judge=_score(right),
        rules=_score(by_rules),
        together=_score([one if is_left else other for is_left, one, other in zip(left, right, by_rules, strict=True)]),
        left_open=sum(is_left for _, is_left in rules),
        unanswered=sum(answer is None for answer in answers),
        recall=_recall(labelled, right),
        causes=_score(caught),
        most_frequent=most,
        share=times / max(1, given.total()),
        requests=usage.sent + usage.cached,
        prompt_tokens=usage.prompt_tokens + usage.saved_prompt_tokens,
        output_tokens=usage.output_tokens + usage.saved_output_tokens,
        refused=(),
        made=datetime.now(UTC).isoformat(timespec="microseconds"),
    )
    outcome = outcome.model_copy(update={"refused": tuple(_objections(outcome))})
    keep(outcome, settings)
    return outcome


def calibrate(
    settings: Settings | None = None, pairs: str | Path | None = None, *, progress: Progress | None = None
) -> Calibration:
    """``acalibrate``, waited for. Works inside a running event loop too."""
    return wait(acalibrate(settings, pairs, progress=progress))


def _objections(outcome: Calibration) -> Iterator[str]:
    if outcome.share > _MOST:
        yield f"{outcome.share:.0%} of its answers are {outcome.most_frequent}, so it does not tell relations apart"
    for relation, score in outcome.recall.items():
        if not score.right:
            yield f"it finds none of the {score.of} pairs that are {relation}"
    if outcome.judge.right <= outcome.rules.right:
        yield f"it is right on {outcome.judge}, slots and similarity alone on {outcome.rules}"
    if outcome.together.right <= outcome.rules.right:
        yield f"on what slots leave open it adds nothing: {outcome.together} with it, {outcome.rules} without"


def _score(right: Sequence[bool]) -> Score:
    return Score(right=sum(right), of=len(right))


def _recall(labelled: Sequence[_Pair], right: Sequence[bool]) -> dict[Relation, Score]:
    """For each relation that occurs the pairs of it that were answered rightly."""
    return {
        relation: _score([hit for pair, hit in zip(labelled, right, strict=True) if pair.accept[0] == relation])
        for relation in get_args(Relation)
        if any(pair.accept[0] == relation for pair in labelled)
    }


def _questions(labelled: Sequence[_Pair]) -> list[Question]:
    """One question for each first text, as in a run one for each claim."""
    seconds: dict[str, dict[str, Shown]] = {}
    for pair in labelled:
        seconds.setdefault(pair.a, {})[pair.b] = Shown(_id(pair.b), f"pair {pair.id}", pair.b)
    return [
        question
        for first, others in seconds.items()
        for question in reconciliation.questions_on(
            Shown(_id(first), next(iter(others.values())).document_id, first), list(others.values())
        )
    ]


def _id(text: str) -> str:
    """A hash: in their order the texts do not tell what they were labelled."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _read(path: str | Path | None) -> tuple[list[_Pair], str]:
    """The pairs, and the hash of their file."""
    source = Path(path) if path is not None else files("claimextract.pipeline").joinpath("calibration_pairs.jsonl")
    try:
        data = source.read_bytes()
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise InputError(f"{source}: this is no UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror})") from error
    labelled = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            labelled.append(_Pair.model_validate_json(line))
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"])) or "the line"
            raise InputError(f"{source}, line {number}: {where}: {error.errors()[0]['msg']}") from None
    if len(labelled) < _LEAST:
        raise InputError(f"{source}: {len(labelled)} pairs are too few to tell by; give at least {_LEAST}")
    return labelled, hashlib.sha256(data).hexdigest()
