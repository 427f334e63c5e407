"""A judge in a run: asked where it passed calibration, and heard again from what was recorded."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import reconciliation
from ..config import Profile, Settings
from ..llm import Client, ReplayStore
from ..models import Claim, Document, Exchange
from .asking import open_model, replaying, what_was_asked
from .calibrations import why_not
from .extracting import Counting
from .watching import Progress

__all__ = ["UNJUDGED", "Judging", "admitted", "consult", "heard", "judge_anew"]


@dataclass(frozen=True)
class Judging:
    """What a judge said, its raw answers, and what run.json tells of it."""

    judgements: reconciliation.Judgements = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)


UNJUDGED = Judging()


def admitted(model: str, settings: Settings) -> bool:
    """Whether the user asks for the judge and the model passed as one; if it did not, a warning says why."""
    if not settings.judge:
        return False
    if reason := why_not(model, settings):
        warnings.warn(reason, stacklevel=2)
        return False
    return True


async def consult(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    client: Client,
    profile: Profile,
    settings: Settings,
    progress: Progress,
) -> Judging:
    """Ask a judge that was ``admitted`` about what slots leave open; where it gives no answer they stay open."""
    questions = reconciliation.open_questions(claims, documents)
    before = client.usage
    progress.begin(len(questions))
    judged = await reconciliation.ask(questions, Counting(client, progress))
    if judged.unanswered:
        first = next(iter(judged.unanswered.values()))
        warnings.warn(f"the judge left {len(judged.unanswered)} pairs of claims open: {first}", stacklevel=2)
    asked, after = what_was_asked(client, profile, settings), client.usage
    told = {
        "model": asked["model"],
        "settings": asked["settings"],
        **reconciliation.asked_with(),
        "questions": len(questions),
        "pairs": sum(len(question.candidates) for question in questions),
        "unanswered": len(judged.unanswered),
        "requests": {"sent": after.sent - before.sent, "cached": after.cached - before.cached},
        "tokens": {
            "prompt": after.prompt_tokens - before.prompt_tokens,
            "output": after.output_tokens - before.output_tokens,
        },
    }
    return Judging(judged.judgements, judged.exchanges, {"judge": told})


async def judge_anew(
    claims: Sequence[Claim], documents: Sequence[Document], settings: Settings, progress: Progress
) -> Judging:
    """``consult`` for claims that were extracted before."""
    async with open_model(settings, progress) as (client, profile):
        if not admitted(client.model, settings):
            return UNJUDGED
        return await consult(claims, documents, client, profile, settings, progress)


async def heard(
    summary: Mapping[str, object],
    claims: Sequence[Claim],
    documents: Sequence[Document],
    responses: Sequence[Exchange],
    where: str,
) -> Judging:
    """What the judge of an earlier run said, from its recorded answers.

    Raises:
        RunFolderError: a setting is missing in ``where``, which holds the ``summary``.
        ReplayError: an answer that is needed was not recorded.
    """
    told = summary.get("judge")
    if not isinstance(told, Mapping):
        return UNJUDGED
    client, _ = replaying(told, ReplayStore(responses), where)
    judged = await reconciliation.ask(reconciliation.open_questions(claims, documents), client)
    return Judging(judged.judgements, judged.exchanges, {"judge": told})
