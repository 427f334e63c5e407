"""Extraction: the units that code sees in a scanned document, the questions that a model answers, and the drafts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version

from claimextract.config import Profile
from claimextract.models import Document, Draft, Exchange, Provenance, Rejection, Scan
from claimextract.prompting import load

from .asking import Answers, Asker, again, ask
from .drafting import drafts_of
from .questions import answer_model, questions_of
from .units import units_of

__all__ = ["Asker", "Extracted", "extract"]


@dataclass(frozen=True)
class Extracted:
    """The drafts of a document, what was offered and not taken, every raw answer, and what stayed unanswered."""

    drafts: tuple[Draft, ...]
    rejections: tuple[Rejection, ...]
    exchanges: tuple[Exchange, ...]
    unanswered: Mapping[str, str]


async def extract(document: Document, scan: Scan, asker: Asker, profile: Profile) -> Extracted:
    """Ask what the profile asks about a document and draft its claims.

    Raises:
        EndpointError: the endpoint does not answer.
    """
    units = units_of(document.text, scan)
    questions = questions_of(scan, units, profile)
    prompt = load("questions")
    answers = await ask(document, scan, questions, asker, profile, prompt)
    schema = answer_model(questions).model_json_schema() if questions else {}
    provenance = Provenance(
        model=asker.model,
        prompt_sha256=prompt.sha256,
        schema_sha256=sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest(),
        package_version=version("claimextract"),
    )
    drafts, rejections = drafts_of(document, scan, units, answers, provenance)
    rejections += [
        Rejection(document_id=document.id, stage="extraction", text=question, reason=reason)
        for question, reason in answers.unanswered.items()
    ]
    return Extracted(tuple(drafts), tuple(rejections), tuple(answers.exchanges), answers.unanswered)
