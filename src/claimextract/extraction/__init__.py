"""Extraction: the units that code sees in a scanned document, the questions that a model answers, and the drafts."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from claimextract.config import Profile
from claimextract.models import Document, Draft, Exchange, Provenance, Rejection, Scan
from claimextract.prompting import Prompt, load

from .asking import Asker, again, ask
from .drafting import drafts_of
from .modality import certainty_of, kind_of
from .questions import Question, batches, questions_of, with_missed
from .units import Unit, units_of

__all__ = ["Asker", "Extracted", "Plan", "certainty_of", "extract", "extract_again", "kind_of", "plan"]


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

    def followed_by(self, later: "Extracted") -> "Extracted":
        """Both, in the order in which they were asked."""
        return Extracted(
            self.drafts + later.drafts,
            self.rejections + later.rejections,
            self.exchanges + later.exchanges,
            {**self.unanswered, **later.unanswered},
        )


def plan(document: Document, scan: Scan, profile: Profile) -> Plan:
    """Find the units of a scanned document, and what the profile asks about them."""
    units = units_of(scan)
    questions = questions_of(scan, units, profile)
    calls = batches(questions, profile.questions_per_call)
    return Plan(document, scan, tuple(units), tuple(with_missed(calls) if "missed" in profile.asks else calls))


async def extract(plan: Plan, asker: Asker, profile: Profile) -> Extracted:
    """Ask what was planned about a document and draft its claims; what stays unanswered is left to the rules."""
    prompt = load("questions")
    answers = await ask(plan.document, plan.scan, plan.calls, asker, profile, prompt)
    drafts, rejections = drafts_of(plan.document, plan.scan, plan.units, answers, _provenance(plan, asker, prompt))
    rejections += [
        Rejection(document_id=plan.document.id, stage="extraction", text=question, reason=reason)
        for question, reason in answers.unanswered.items()
    ]
    return Extracted(tuple(drafts), tuple(rejections), tuple(answers.exchanges), answers.unanswered)


async def extract_again(plan: Plan, reasons: Mapping[str, str], asker: Asker, profile: Profile) -> Extracted:
    """Ask again what was answered in a wording that its evidence does not bear out.

    Args:
        plan: what was asked.
        reasons: by question id, why the answer was not accepted.
        asker: the client.
        profile: how to ask.
    """
    prompt = load("questions")
    questions = again([question for call in plan.calls for question in call], reasons)
    answers = await ask(
        plan.document, plan.scan, batches(questions, profile.questions_per_call), asker, profile, prompt, "again"
    )
    units = [unit for unit in plan.units if f"claims_{unit.id}" in reasons]
    drafts, rejections = drafts_of(plan.document, plan.scan, units, answers, _provenance(plan, asker, prompt))
    return Extracted(tuple(drafts), tuple(rejections), tuple(answers.exchanges), answers.unanswered)


def _provenance(plan: Plan, asker: Asker, prompt: Prompt) -> Provenance:
    return Provenance(model=asker.model, prompt_sha256=prompt.sha256, package_version=version("claimextract"))
