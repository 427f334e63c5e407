"""One document after another through scan, extraction and grounding."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic import BaseModel

from .. import extraction, grounding, scan
from ..config import Profile
from ..errors import ClaimextractError
from ..llm import Client
from ..models import Claim, Document, DocumentCounts, DocumentEntry, Draft, Exchange, Rejection, Sentence
from .watching import Progress

__all__ = ["Counting", "Extraction", "extract_all"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Extraction:
    """The claims of documents, what became of each document, and what the model offered that did not get in."""

    claims: tuple[Claim, ...]
    documents: tuple[DocumentEntry, ...]
    rejected: tuple[Rejection, ...]
    exchanges: tuple[Exchange, ...] = ()

    def read(self) -> list[Document]:
        """The documents whose text is known."""
        return [document for entry in self.documents if (document := entry.document())]


async def extract_all(
    documents: Sequence[Document], client: Client, profile: Profile, progress: Progress
) -> Extraction:
    asker = Counting(client, progress)
    limit = asyncio.Semaphore(max(2, profile.concurrency))

    async def one(document: Document) -> Extraction:
        async with limit:
            try:
                result = await _document(document, asker, profile)
            except ClaimextractError:
                raise
            except Exception as error:  # one document must not take the others down with it
                reason = f"unexpected {type(error).__name__}: {error}; please report it with the document"
                result = Extraction((), (DocumentEntry.of(document, "failed", reason),), ())
        progress.done(result.documents[0])
        return result

    results = await asyncio.gather(*(one(document) for document in documents))
    return Extraction(
        claims=tuple(claim for result in results for claim in result.claims),
        documents=tuple(result.documents[0] for result in results),
        rejected=tuple(rejection for result in results for rejection in result.rejected),
        exchanges=tuple(exchange for result in results for exchange in result.exchanges),
    )


@dataclass(frozen=True)
class Counting:
    """The client, with its calls reported."""

    client: Client
    progress: Progress

    @property
    def model(self) -> str:
        return self.client.model

    async def ask(
        self, messages: list[dict[str, str]], answer: type[M], *, document_id: str, step: str, log: list[Exchange]
    ) -> M:
        try:
            return await self.client.ask(messages, answer, document_id=document_id, step=step, log=log)
        finally:
            self.progress.asked()


def _judged(draft: Draft, document: Document, sentences: Sequence[Sentence]) -> grounding.Grounded:
    """A draft held against its document, with how far its attribution can be trusted."""
    result = grounding.ground(draft, document, sentences)
    trust = extraction.confidence_of(draft, result.claim)
    return replace(result, claim=result.claim.model_copy(update={"confidence": trust}))


async def _document(document: Document, asker: Counting, profile: Profile) -> Extraction:
    """One document through scan, extraction and grounding; a wording that fails is asked for once more."""
    scanned = await asyncio.to_thread(scan.scan, document)
    plan = extraction.plan(document, scanned, profile)
    asker.progress.begin(len(plan.calls))
    extracted = await extraction.extract(plan, asker, profile)
    if plan.calls and len(extracted.unanswered) == sum(map(len, plan.calls)):
        reason = next(iter(extracted.unanswered.values()))
        return Extraction((), (DocumentEntry.of(document, "failed", reason),), (), extracted.exchanges)
    grounded = [(draft, _judged(draft, document, scanned.sentences)) for draft in extracted.drafts]
    reasons = {
        draft.question: "; ".join(rejection.reason for rejection in result.rejections)
        for draft, result in grounded
        if draft.question is not None and result.rejections
    }
    refused: list[Rejection] = []
    if reasons:
        refused = [r for draft, result in grounded if draft.question in reasons for r in result.rejections]
        second = await extraction.extract_again(plan, extracted, reasons, asker, profile)
        grounded = [item for item in grounded if item[0].question not in reasons]
        grounded += [(draft, _judged(draft, document, scanned.sentences)) for draft in second.drafts]
        extracted = extracted.followed_by(second)
    claims: dict[str, Claim] = {}
    for _, result in grounded:
        claims.setdefault(result.claim.claim_id, result.claim)
    rejected = [*extracted.rejections, *refused, *(r for _, result in grounded for r in result.rejections)]
    # A stable sort: the claims of one sentence stay in the order of their words.
    ordered = sorted(claims.values(), key=lambda claim: claim.evidence[0].start if claim.evidence else 0)
    counts = DocumentCounts(
        sentences=len(scanned.sentences),
        quotations=len(scanned.quotations),
        dates=len(scanned.dates),
        citations=len(scanned.citations),
        claims=len(ordered),
        grounded=sum(c.grounding.status == "grounded" for c in ordered),
        ungrounded=sum(c.grounding.status == "ungrounded" for c in ordered),
        rejected=len(rejected),
    )
    entry = DocumentEntry.of(document, "ok", None, counts)
    if extracted.unanswered:
        first = next(iter(extracted.unanswered.values()))
        reason = f"{len(extracted.unanswered)} questions stayed without answer: {first}"
        entry = DocumentEntry.of(document, "partial", reason, counts)
    return Extraction(tuple(ordered), (entry,), tuple(rejected), extracted.exchanges)
