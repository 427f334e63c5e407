"""The client: one question in, one validated answer out, from the store if it has been asked before."""

import asyncio
import contextlib
import copy
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from ..config import LOCAL, Endpoint, Profile, Settings
from ..errors import (
    ConfigurationError,
    EndpointError,
    LLMError,
    RefusedError,
    ReplayError,
    StoppedError,
    TruncatedError,
)
from ..models import Exchange
from . import replies
from .limits import Limits
from .prices import Prices
from .requests import request_sha256, response_format
from .stores import Store
from .usage import Usage

if TYPE_CHECKING:
    from .shared import Common
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
        run: names a run of several machines, which keep to its caps together by way of ``settings.limiter``.

    Raises:
        ConfigurationError: there is no model name, or neither an address nor ``address``, or no price to hold
            ``max_cost`` by.
    """

    def __init__(
        self,
        endpoint: Endpoint | None,
        profile: Profile,
        settings: Settings,
        store: Store,
        *,
        address: Callable[[], str] | None = None,
        run: str | None = None,
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
        self._prices = Prices(endpoint, settings.prices)
        self._limits = Limits(settings, self._prices)
        self._common: Common | None = None
        if settings.limiter and endpoint:
            from . import shared  # noqa: PLC0415 - seldom needed

            self._common = shared.Common(settings.limiter, endpoint)
            if run:  # a request that is not heard of for that long was given up, with the process that sent it
                self._limits = shared.SharedLimits(settings, self._prices, self._common, run, 2 * profile.timeout)
        self._stopped: str | None = None
        self._flights: WeakValueDictionary[str, _Flight] = WeakValueDictionary()
        self._usage = Usage()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport:
            await self._transport.close()
        if self._common:
            await self._common.close()

    @property
    def model(self) -> str:
        """The model's name, as requests carry it."""
        return self._model

    @property
    def usage(self) -> Usage:
        """What was spent so far."""
        if self._transport is None:
            return self._usage
        transport = self._transport
        return replace(self._usage, sent=transport.sent, failed=transport.failed, retried=transport.retried)

    @property
    def endpoint(self) -> Endpoint | None:
        """Where it asks; None if it asks nobody."""
        return self._endpoint

    @property
    def store(self) -> Store:
        """Where answers are looked up and kept."""
        return self._store

    @property
    def prices(self) -> Prices:
        """What this endpoint's answers cost."""
        return self._prices

    async def open_account(self) -> None:
        """Begin the account of a run of several machines, before any of them asks.

        Raises:
            StoppedError: the server that keeps it cannot be reached.
        """
        await self._limits.open()

    def stop(self, reason: str) -> None:
        """Send nothing new from now on, not even a retry; what is in flight ends as it would.

        Questions that need a request raise ``StoppedError`` with the reason; those in the store are still answered.
        """
        self._stopped = reason
        if self._transport:
            self._transport.stop(reason)

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
            LimitReachedError: it was not asked, as it does not fit under the caps of the run.
            StoppedError: it was not asked, as ``stop`` was called.
            ServerError: the embedded server did not start (or whatever else ``address`` raised).
            ReplayError: there is no endpoint and the store does not hold the answer.
        """
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
            first = await complete(sendable)
            try:
                return answer.model_validate_json(first, strict=True)
            except ValidationError:
                # Deferred: it imports openai and instructor, which takes a second or more.
                from .structured import ask_again  # noqa: PLC0415

            return await ask_again(complete, sendable, answer, self._settings.reasks, first)
        except LLMError as error:
            located = copy.copy(error)
            located.args = (f"document {document_id}, {step}: {error}",)
            raise located from None

    async def handed_in(self, request: Mapping[str, object]) -> dict[str, object] | None:
        """The request as it is to be handed in otherwise, counted by the caps; None if they leave no room for it."""
        if self._endpoint is None or not self._limits.take(request):
            return None
        return (await self._connected(self._endpoint)).adapted(request)

    async def ask_now(self, request: Mapping[str, object], digest: str) -> None:
        """Ask by a whole request, for its answer to be in the store.

        Raises:
            EndpointError: there was no answer.
            LimitReachedError, StoppedError: it was not asked.
        """
        with contextlib.suppress(TruncatedError, RefusedError):  # answers too
            replies.text(await self._respond(request, digest))

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
        if self._stopped:
            raise StoppedError(self._stopped)
        transport = await self._connected(self._endpoint)
        try:
            response = await transport.send(request, digest)
        except EndpointError as error:
            response = replies.failure(str(error))
        if self._endpoint.kind == "embedded":
            response = replies.steady(response, self._model)
        if replies.is_answer(response):
            self._store.put(digest, json.dumps(response).encode())
        return response

    async def _connected(self, endpoint: Endpoint) -> "Transport":
        from .transport import Transport  # noqa: PLC0415

        async with self._starting:
            if self._transport is None:
                if endpoint.base_url is None and self._address:
                    endpoint = endpoint.served(endpoint.model, await asyncio.to_thread(self._address))
                self._transport = Transport(
                    endpoint, self._profile, self._settings, self._limits, self._prices, self._common
                )
                if self._stopped:
                    self._transport.stop(self._stopped)
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
        elif replies.is_answer(response):
            cost = self._prices.of(response)
            self._usage = replace(
                usage,
                prompt_tokens=usage.prompt_tokens + prompt,
                output_tokens=usage.output_tokens + output,
                cost=None if cost is None or usage.cost is None else usage.cost + cost,
            )


def _encodable(text: str) -> str:
    """The text with lone surrogates, which no request can carry, replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
