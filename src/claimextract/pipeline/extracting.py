"""Documents through scan, extraction and grounding."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, TypeVar

from pydantic import BaseModel

from .. import spans
from ..config import Profile
from ..errors import ClaimextractError, LLMError
from ..llm import Client
from ..models import Claim, Document, DocumentCounts, DocumentEntry, Draft, Exchange, Record, Rejection, Scan, Sentence
from ..terminal import counted
from .scanning import Scanner
from .watching import Progress

if TYPE_CHECKING:
    from ..grounding import Grounded

__all__ = ["Counting", "Extraction", "Outcome", "extract_all", "outcome_of", "outcomes_of"]

M = TypeVar("M", bound=BaseModel)


class Outcome(Record):
    """What became of one document."""

    entry: DocumentEntry
    claims: tuple[Claim, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True)
class Extraction:
    """The claims of documents, what became of each document, and what the model offered that did not get in."""

    claims: tuple[Claim, ...]
    documents: tuple[DocumentEntry, ...]
    rejected: tuple[Rejection, ...]
    exchanges: tuple[Exchange, ...] = ()

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Self:
        """The outcomes of documents together."""
        held = list(outcomes)
        return cls(
            claims=tuple(claim for outcome in held for claim in outcome.claims),
            documents=tuple(outcome.entry for outcome in held),
            rejected=tuple(rejection for outcome in held for rejection in outcome.rejected),
            exchanges=tuple(exchange for outcome in held for exchange in outcome.exchanges),
        )

    def read(self) -> list[Document]:
        """The documents whose text is known."""
        return [document for entry in self.documents if (document := entry.document())]


async def extract_all(
    documents: Sequence[Document], client: Client, profile: Profile, progress: Progress
) -> Extraction:
    """All documents at once, as many at a time as the profile lets be in flight."""
    return Extraction.of(await outcomes_of(documents, client, profile, progress))


async def outcomes_of(
    documents: Sequence[Document], client: Client, profile: Profile, progress: Progress
) -> list[Outcome]:
    """What becomes of each document, in the order in which they are given."""
    asker = Counting(client, progress)
    limit = asyncio.Semaphore(max(2, profile.most_in_flight))

    async def one(document: Document) -> Outcome:
        async with limit:
            outcome = await outcome_of(document, asker, profile)
        progress.done(outcome.entry)
        return outcome

    return await asyncio.gather(*(one(document) for document in documents))


async def outcome_of(document: Document, asker: "Counting", profile: Profile) -> Outcome:
    """What becomes of a document. An error that is not ours fails this document alone."""
    try:
        with spans.span("document", {"claimextract.document.id": document.id}) as attributes:
            outcome = await _document(document, asker, profile)
            attributes["claimextract.document.status"] = outcome.entry.status
            return outcome
    except ClaimextractError:
        raise
    except Exception as error:
        reason = f"unexpected {type(error).__name__}: {error}; please report it with the document"
        return Outcome(entry=DocumentEntry.of(document, "failed", reason))


class Counting:
    """The client, with its calls reported."""

    def __init__(self, client: Client, progress: Progress) -> None:
        self.client = client
        self.progress = progress
        self._asking: set[asyncio.Task[object]] = set()
        self._scanner = Scanner()

    @property
    def model(self) -> str:
        return self.client.model

    async def ask(
        self, messages: list[dict[str, str]], answer: type[M], *, document_id: str, step: str, log: list[Exchange]
    ) -> M:
        task = asyncio.current_task()
        self._asking |= {task} if task else set()
        try:
            answered = await self.client.ask(messages, answer, document_id=document_id, step=step, log=log)
        except LLMError:  # it was asked all the same
            self.progress.asked()
            raise
        finally:
            self._asking.discard(task)
        self.progress.asked()
        return answered

    async def scan(self, document: Document) -> Scan:
        """Scan a document out of the way of the calls."""
        return await self._scanner.scan(document)

    async def settled(self) -> None:
        """Wait for the calls whose documents were given up: what they bring is kept for the next run."""
        await asyncio.gather(*self._asking, return_exceptions=True)


def _judged(draft: Draft, document: Document, sentences: Sequence[Sentence]) -> "Grounded":
    """A draft held against its document, with how far its attribution can be trusted."""
    from .. import extraction, grounding  # noqa: PLC0415 - see _document

    result = grounding.ground(draft, document, sentences)
    trust = extraction.confidence_of(draft, result.claim)
    return replace(result, claim=result.claim.model_copy(update={"confidence": trust}))


async def _document(document: Document, asker: Counting, profile: Profile) -> Outcome:
    """One document through scan, extraction and grounding; a wording that fails is asked for once more."""
    from .. import extraction  # noqa: PLC0415 - where other processes go through the documents it is not needed

    scanned = await asker.scan(document)
    plan = extraction.plan(document, scanned, profile)
    asker.progress.begin(len(plan.calls))
    extracted = await extraction.extract(plan, asker, profile)
    if plan.calls and len(extracted.unanswered) == sum(map(len, plan.calls)):
        reason = next(iter(extracted.unanswered.values()))
        return Outcome(entry=DocumentEntry.of(document, "failed", reason), exchanges=extracted.exchanges)
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
        reason = f"{counted(len(extracted.unanswered), 'question')} stayed without answer: {first}"
        entry = DocumentEntry.of(document, "partial", reason, counts)
    return Outcome(entry=entry, claims=tuple(ordered), rejected=tuple(rejected), exchanges=extracted.exchanges)
