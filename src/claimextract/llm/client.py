"""The client: one question in, one validated answer out, from the store if it has been asked before."""

import asyncio
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel

from ..config import LOCAL, Endpoint, Profile, Settings
from ..errors import ConfigurationError, EndpointError, LLMError, ReplayError
from ..models import Exchange
from . import replies
from .requests import request_sha256, response_format
from .stores import Store
from .usage import Usage

if TYPE_CHECKING:
    from .transport import Transport

__all__ = ["Client"]

T = TypeVar("T", bound=BaseModel)


class _Flight:
    """A request under way: twins wait at the lock and take the response."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.response: dict[str, object] | None = None


class Client:
    """Asks one endpoint, through ``instructor``, and keeps every raw response in a store.

    Use as an async context manager. Without an endpoint nothing is ever sent: the store must hold every answer, and
    ``settings.model`` must be the model's name in the recorded requests (a replay).

    Args:
        endpoint: where to send, or None. The embedded model's must have been ``served``.
        profile: the limits to keep to.
        settings: sampling, retries and re-asks.
        store: where responses are looked up and kept.
        address: gives the address of an endpoint that has none yet, starting its server; called in a thread before the
            first request that must be sent, so that a run answered by the store alone starts nothing.

    Raises:
        ConfigurationError: there is no model name, or neither an address nor ``address``.
    """

    def __init__(
        self,
        endpoint: Endpoint | None,
        profile: Profile,
        settings: Settings,
        store: Store,
        *,
        address: Callable[[], str] | None = None,
    ) -> None:
        model = endpoint.model if endpoint else settings.model
        if not model or model == LOCAL:
            raise ConfigurationError("a client needs the name of its model: set model")
        if endpoint and not endpoint.base_url and not address:
            raise ConfigurationError(f"the endpoint of {model} has no address: start its server first")
        self._endpoint = endpoint
        self._model = model
        self._profile = profile
        self._settings = settings
        self._store = store
        self._address = address
        self._starting = asyncio.Lock()
        self._transport: Transport | None = None
        self._slots = asyncio.Semaphore(profile.concurrency)
        self._flights: WeakValueDictionary[str, _Flight] = WeakValueDictionary()
        self._usage = Usage()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport:
            await self._transport.close()

    @property
    def model(self) -> str:
        """The model's name, as requests carry it."""
        return self._model

    @property
    def usage(self) -> Usage:
        """What was spent so far."""
        return replace(self._usage, retried=self._transport.retried if self._transport else 0)

    async def ask(
        self,
        messages: list[dict[str, str]],
        answer: type[T],
        *,
        document_id: str,
        step: str,
        log: list[Exchange],
        max_output_tokens: int | None = None,
    ) -> T:
        """Ask a question and return its validated answer.

        An answer that does not fit is asked for again with the reason, ``settings.reasks`` times. Every raw answer
        used, cached or not, is appended to ``log``; so are those that then raise, and a failure of the endpoint as
        ``{"error": ...}``: a replay goes the same way.

        Args:
            messages: role and content of each message; content is sent as it is.
            answer: the Pydantic model of the answer; it must have a strict schema.
            document_id: whose question this is.
            step: the kind of question, for the log.
            log: where exchanges go; give concurrent questions a log each to keep the order.
            max_output_tokens: a limit for this question below the profile's.

        Raises:
            TruncatedError: a token limit was hit: ask for less.
            RefusedError: the model or a filter refused.
            InvalidAnswerError: the answer never fitted.
            EndpointError: there was no answer.
            ServerError: the embedded server did not start (or whatever else ``address`` raised).
            ReplayError: there is no endpoint and the store does not hold the answer.
        """
        # Deferred: these import openai and instructor, which takes a second or more.
        from .structured import ask_until_valid  # noqa: PLC0415

        form = response_format(answer)
        limit = min(max_output_tokens or self._profile.max_output_tokens, self._profile.max_output_tokens)
        attempts = itertools.count(1)

        async def complete(conversation: list[dict[str, str]]) -> str:
            request = self._request(conversation, form, limit)
            digest = request_sha256(request)
            response = await self._respond(request, digest)
            log.append(
                Exchange(
                    document_id=document_id,
                    step=step,
                    attempt=next(attempts),
                    request_sha256=digest,
                    response=response,
                )
            )
            return replies.text(response)

        sendable = [{"role": message["role"], "content": _encodable(message["content"])} for message in messages]
        try:
            return await ask_until_valid(complete, sendable, answer, self._settings.reasks)
        except LLMError as error:
            raise type(error)(f"document {document_id}, {step}: {error}") from None

    def _request(self, messages: list[dict[str, str]], form: dict[str, object], limit: int) -> dict[str, object]:
        request: dict[str, object] = {
            "model": self._model,
            "messages": messages,
            "response_format": form,
            "temperature": self._settings.temperature,
            "seed": self._settings.seed,
            "max_tokens": limit,
        }
        if self._profile.extra_body:
            request["extra_body"] = dict(self._profile.extra_body)
        return request

    async def _respond(self, request: Mapping[str, object], digest: str) -> dict[str, object]:
        flight = self._flights.setdefault(digest, _Flight())
        async with flight.lock:
            response = flight.response or self._stored(digest)
            if response is not None:
                self._count(response, cached=True)
            else:
                response = await self._send(request, digest)
                self._count(response, cached=False)
            flight.response = response
            return response

    def _stored(self, digest: str) -> dict[str, object] | None:
        raw = self._store.get(digest)
        try:
            response = json.loads(raw) if raw else None
        except ValueError:
            return None
        return response if isinstance(response, dict) else None

    async def _send(self, request: Mapping[str, object], digest: str) -> dict[str, object]:
        if self._endpoint is None:
            raise ReplayError(
                f"responses.jsonl holds no answer to request {digest[:16]}: it was made from other documents, "
                "with other settings or by another version; run again instead of replaying"
            )
        transport = await self._connected(self._endpoint)
        async with self._slots:
            self._usage = replace(self._usage, sent=self._usage.sent + 1)
            try:
                response = await transport.send(request)
            except EndpointError as error:
                response = replies.failure(str(error))
        if self._endpoint.kind == "embedded":
            response = replies.steady(response, self._model)
        if replies.is_answer(response):
            self._store.put(digest, json.dumps(response).encode())
        else:
            self._usage = replace(self._usage, failed=self._usage.failed + 1)
        return response

    async def _connected(self, endpoint: Endpoint) -> "Transport":
        from .transport import Transport  # noqa: PLC0415

        async with self._starting:
            if self._transport is None:
                if endpoint.base_url is None and self._address:
                    endpoint = endpoint.served(endpoint.model, await asyncio.to_thread(self._address))
                self._transport = Transport(endpoint, self._profile, self._settings)
        return self._transport

    def _count(self, response: Mapping[str, object], *, cached: bool) -> None:
        prompt, output = replies.tokens(response)
        usage = self._usage
        if cached:
            self._usage = replace(
                usage,
                cached=usage.cached + 1,
                saved_prompt_tokens=usage.saved_prompt_tokens + prompt,
                saved_output_tokens=usage.saved_output_tokens + output,
            )
        else:
            self._usage = replace(
                usage, prompt_tokens=usage.prompt_tokens + prompt, output_tokens=usage.output_tokens + output
            )


def _encodable(text: str) -> str:
    """The text with lone surrogates, which no request can carry, replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
