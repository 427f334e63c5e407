"""Extraction: the units that code sees in a scanned document, the questions that a model answers, and the drafts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from claimextract.config import Profile
from claimextract.llm import Asker
from claimextract.models import Document, Draft, Exchange, Provenance, Rejection, Scan
from claimextract.prompting import Prompt, load

from .asking import Answers, again, ask
from .confidence import confidence_of
from .drafting import drafts_of
from .modality import certainty_of, kind_of
from .questions import Question, batches, questions_of, with_missed
from .units import Unit, units_of

__all__ = ["Extracted", "Plan", "certainty_of", "confidence_of", "extract", "extract_again", "kind_of", "plan"]


@dataclass(frozen=True)
class Plan:
    """What will be asked about a document: its units, and the calls with their questions."""

    document: Document
    scan: Scan
    units: tuple[Unit, ...]
    calls: tuple[tuple[Question, ...], ...]


@dataclass(frozen=True)
class Extracted:
    """The drafts of a document, what was offered and not taken, every raw answer, and what stayed unanswered."""

    drafts: tuple[Draft, ...]
    rejections: tuple[Rejection, ...]
    exchanges: tuple[Exchange, ...]
    unanswered: Mapping[str, str]
    answers: Answers

    def followed_by(self, later: "Extracted") -> "Extracted":
        """Both, in the order in which they were asked."""
        return Extracted(
            self.drafts + later.drafts,
            self.rejections + later.rejections,
            self.exchanges + later.exchanges,
            {**self.unanswered, **later.unanswered},
            later.answers,
        )


def plan(document: Document, scan: Scan, profile: Profile) -> Plan:
    """Find the units of a scanned document, and what the profile asks about them."""
    units = units_of(scan)
    questions = questions_of(scan, units, profile)
    calls = batches(questions, profile.questions_per_call)
    return Plan(document, scan, tuple(units), tuple(with_missed(calls, scan) if "missed" in profile.asks else calls))


async def extract(plan: Plan, asker: Asker, profile: Profile) -> Extracted:
    """Ask what was planned about a document and draft its claims; what stays unanswered is left to the rules."""
    prompt = load("questions")
    answers = await ask(plan.document, plan.scan, plan.calls, asker, profile, prompt)
    drafts, rejections = drafts_of(plan.document, plan.scan, plan.units, answers, _provenance(plan, asker, prompt))
    return Extracted(
        tuple(drafts),
        (*rejections, *_unanswered(plan.document, answers)),
        tuple(answers.exchanges),
        dict(answers.unanswered),
        answers,
    )


async def extract_again(
    plan: Plan, first: Extracted, reasons: Mapping[str, str], asker: Asker, profile: Profile
) -> Extracted:
    """Ask again what was answered in words that the document does not bear out.

    Args:
        plan: what was asked.
        first: what came of it; the other answers about a unit stay.
        reasons: by question id, why the answer was not accepted.
        asker: the client.
        profile: how to ask.
    """
    prompt = load("questions")
    questions = again([question for call in plan.calls for question in call], reasons)
    calls = batches(questions, profile.questions_per_call)
    second = await ask(plan.document, plan.scan, calls, asker, profile, prompt, "again")
    answers = first.answers.without(reasons)
    answers.add(second)
    made, refused = drafts_of(plan.document, plan.scan, plan.units, answers, _provenance(plan, asker, prompt))
    drafts = [
        draft.model_copy(update={"signals": (*draft.signals, "asked again")})
        for draft in made
        if draft.question in reasons or draft not in first.drafts
    ]
    refused = [rejection for rejection in refused if rejection not in first.rejections]
    rejections = (*refused, *_unanswered(plan.document, second))
    return Extracted(tuple(drafts), rejections, tuple(second.exchanges), dict(second.unanswered), answers)


def _unanswered(document: Document, answers: Answers) -> tuple[Rejection, ...]:
    return tuple(
        Rejection(document_id=document.id, stage="extraction", text=question, reason=reason)
        for question, reason in answers.unanswered.items()
    )


def _provenance(plan: Plan, asker: Asker, prompt: Prompt) -> Provenance:
    return Provenance(model=asker.model, prompt_sha256=prompt.sha256, package_version=_version())


@cache
def _version() -> str:
    return version("claimextract")
