"""OpenAI's Batch API: questions handed in as files and collected within a day, at half the price.

Answers go into the store under the hashes of their requests, so that a run afterwards finds them as if it had asked.
What a document is asked after an answer is in no batch before that answer is collected: a run may take several rounds.
Imported on first use only, as it imports openai.
"""

import json
import re
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import openai

from ..errors import ConfigurationError, EndpointError
from . import failures, replies
from .client import Client
from .connection import Connection
from .incoming import json_object, without_key
from .usage import Usage

__all__ = ["Batches", "Collected", "Handed"]

T = TypeVar("T")

# OpenAI, "Batch API": the most that one input file may hold.
_MOST_REQUESTS = 50_000
_MOST_BYTES = 200 * 1000 * 1000
_MOST_COLLECTED = 10 * _MOST_BYTES
_URL: Literal["/v1/chat/completions"] = "/v1/chat/completions"
_OVER = frozenset({"completed", "failed", "expired", "cancelled"})
_TIMEOUT = 120.0  # seconds
_RETRIES = 4
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Handed:
    """A batch that the endpoint has: its name there, and how many requests it holds."""

    name: str
    requests: int


@dataclass
class Collected:
    """What came of batches.

    Attributes:
        waiting: batches that are still being worked on, with how far they are.
        answered: requests whose answers are in the store now.
        failed: requests without an answer, with the reason; they can be handed in again.
        problems: batches that were not worked on at all, or not to the end, with the reason.
        usage: what the answers took, at the price of a batch.
    """

    waiting: dict[str, str] = field(default_factory=dict)
    answered: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)


class Batches:
    """Hands in requests and collects answers, through a client's endpoint and into its store.

    Use as an async context manager.

    Raises:
        ConfigurationError: the endpoint is the embedded model's, which takes none, or there is no endpoint.
    """

    def __init__(self, client: Client) -> None:
        endpoint = client.endpoint
        if endpoint is None or endpoint.kind == "embedded":
            raise ConfigurationError("the embedded model takes no batches: leave out --batch")
        self._asking = client
        self._endpoint = endpoint
        self._key = endpoint.api_key.get_secret_value()
        self._store = client.store
        self._prices = client.prices.in_batches()
        self._client = openai.AsyncOpenAI(
            api_key=self._key,
            base_url=endpoint.base_url,
            max_retries=_RETRIES,
            timeout=_TIMEOUT,
            http_client=Connection(_MOST_COLLECTED),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()

    async def submit(
        self,
        requests: AsyncIterable[tuple[str, Mapping[str, Any]]],
        *,
        most: int = _MOST_REQUESTS,
        size: int = _MOST_BYTES,
    ) -> AsyncIterator[Handed]:
        """Hand in requests, in as many batches as it takes; each is given as soon as the endpoint has it.

        The first request is asked at once instead, at the full price: whether the key is good and which parameters the
        model refuses is known before the others are handed in. What the caps leave no room for stays out.

        Args:
            requests: what is asked, each with the hash of the request; one that comes again is passed over.
            most: requests in a batch.
            size: bytes in a batch's file.

        Raises:
            EndpointError: it was not taken; batches given before were.
            LimitReachedError: the caps leave no room for the first.
        """
        seen: set[str] = set()
        lines: list[bytes] = []
        held = 0
        async for digest, request in requests:
            if digest in seen:
                continue
            seen.add(digest)
            if len(seen) == 1:
                await self._asking.ask_now(request, digest)
                continue
            body = await self._asking.handed_in(request)
            if body is None:
                break
            line = json.dumps({"custom_id": digest, "method": "POST", "url": _URL, "body": body}).encode() + b"\n"
            if lines and (len(lines) == most or held + len(line) > size):
                yield await self._hand_in(lines)
                lines, held = [], 0
            lines.append(line)
            held += len(line)
        if lines:
            yield await self._hand_in(lines)

    async def _hand_in(self, lines: list[bytes]) -> Handed:
        content = b"".join(lines)
        file = await self._made(self._client.files.create(file=("requests.jsonl", content), purpose="batch"))
        made = self._client.batches.create(input_file_id=file.id, endpoint=_URL, completion_window="24h")
        return Handed((await self._made(made)).id, len(lines))

    async def collect(self, batches: Sequence[str]) -> Collected:
        """Take what is ready to the store; it may be done again.

        Raises:
            EndpointError: the endpoint cannot be asked, or does not know a batch.
        """
        found = Collected()
        for name in batches:
            batch = await self._made(self._client.batches.retrieve(name))
            if batch.status not in _OVER:
                counts = batch.request_counts
                so_far = f", {counts.completed + counts.failed} of {counts.total} done" if counts else ""
                found.waiting[name] = f"{batch.status}{so_far}"
                continue
            if batch.status != "completed":
                reasons = [str(error.message) for error in (batch.errors and batch.errors.data) or ()]
                found.problems[name] = without_key("; ".join([batch.status, *reasons]), self._key)[:300]
            # A request stands in one of them: answered, or failed or never begun.
            for file in (batch.output_file_id, batch.error_file_id):
                if file:
                    await self._take(file, found)
        return found

    async def _take(self, file: str, found: Collected) -> None:
        content = await self._made(self._client.files.content(file))
        for line in content.content.splitlines():
            entry = json_object(line, self._key) or {}
            digest, response = entry.get("custom_id"), entry.get("response")
            body = response.get("body") if isinstance(response, dict) else None
            if isinstance(digest, str) and _DIGEST.fullmatch(digest):
                self._keep(digest, body if isinstance(body, dict) else {}, entry.get("error"), found)

    def _keep(self, digest: str, body: dict[str, object], error: object, found: Collected) -> None:
        if not replies.is_answer(body):
            said = error if isinstance(error, dict) else body.get("error")
            message = said.get("message") if isinstance(said, dict) else None
            found.failed[digest] = str(message or "no reason given")[:300]
            return
        self._store.put(digest, json.dumps(body).encode())
        found.answered += 1
        prompt, output = replies.tokens(body)
        cost = self._prices.of(body)
        found.usage = Usage(
            sent=found.usage.sent + 1,
            prompt_tokens=found.usage.prompt_tokens + prompt,
            output_tokens=found.usage.output_tokens + output,
            cost=None if cost is None or found.usage.cost is None else found.usage.cost + cost,
        )

    async def _made(self, call: Awaitable[T]) -> T:
        """The outcome of a call; its failure is told without openai's exceptions, which hold headers and so the key."""
        where = self._endpoint.base_url or ""
        try:
            return await call
        except openai.APITimeoutError:
            failure = failures.timed_out(where, _TIMEOUT)
        except openai.APIConnectionError as error:
            failure = failures.unreachable(where, error.__cause__ or error)
        except openai.NotFoundError:
            failure = failures.Failure(f"{where} has no Batch API, or does not know the batch; leave out --batch")
        except openai.APIStatusError as error:
            body = failures.body(error.response.content, self._key)
            failure = failures.refused(self._endpoint, error.status_code, error.response.headers, body)
        except openai.OpenAIError as error:
            failure = failures.other(where, error)
        raise EndpointError(without_key(failure.message, self._key))
