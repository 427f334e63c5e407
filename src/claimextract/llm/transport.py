"""Sending one request, and trying again where that can help. Imported on first use only, as it imports openai."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import openai
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from ..config import PLACEHOLDER_KEY, Endpoint, Profile, Settings
from ..errors import EndpointError
from . import failures, replies

__all__ = ["Transport"]

_LONGEST_BACKOFF = 60.0
_CONNECT_TIMEOUT = 10.0

# Parameters that some models refuse (reasoning models: temperature) or know by another name (max_tokens).
_REPLACEMENTS = {"temperature": None, "seed": None, "max_tokens": "max_completion_tokens"}


class _TransientError(Exception):
    """A failure that may pass; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, message: str, wait: float | None) -> None:
        super().__init__(message)
        self.wait = wait


class Transport:
    """An ``openai`` client that owns the retries: 408, 409, 429, 5xx, timeouts and broken connections.

    Waits grow exponentially with jitter, or are what ``Retry-After`` asks for, up to two minutes. A refused key and a
    used-up quota are final: later requests fail at once. No message ever holds the key.
    """

    def __init__(self, endpoint: Endpoint, profile: Profile, settings: Settings) -> None:
        self._endpoint = endpoint
        self._timeout = profile.timeout
        self._retries = settings.retries
        backoff = wait_exponential(multiplier=settings.retry_wait, max=_LONGEST_BACKOFF)
        self._backoff = backoff + wait_random(0, settings.retry_wait)
        self._client: openai.AsyncOpenAI | None = None
        self._final: str | None = None
        self._unsupported: set[str] = set()
        self.retried = 0

    async def send(self, request: Mapping[str, Any]) -> dict[str, object]:
        """Send a chat completion request and return the response as JSON.

        Raises:
            EndpointError: no answer, after the retries; the message says what to do.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_TransientError),
            stop=stop_after_attempt(self._retries + 1),
            wait=self._wait,
            before_sleep=self._count,
            reraise=True,
        )
        try:
            async for attempt in retrying:
                with attempt:
                    return await self._send_once(request)
        except _TransientError as error:
            problem = f"{error} (tried {self._retries + 1} times)"
        raise EndpointError(problem)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _send_once(self, request: Mapping[str, Any]) -> dict[str, object]:
        if self._final:
            raise EndpointError(self._final)
        client, where = self._connect(), self._endpoint.base_url or ""
        sent, dropped = self._adapted(request), False
        try:
            async with asyncio.timeout(self._timeout):
                raw = await client.chat.completions.with_raw_response.create(**sent)
            return _json_object(self._without_key(raw.http_response.content), where)
        except (openai.APITimeoutError, TimeoutError):
            failure = failures.timed_out(where, self._timeout)
        except openai.APIConnectionError as error:
            failure = failures.unreachable(where, error.__cause__ or error)
        except openai.APIStatusError as error:
            body = failures.body(self._without_key(error.response.content))
            if error.status_code == failures.BAD_REQUEST and replies.is_verdict(body):
                return body
            dropped = self._drop_refused_parameter(error.status_code, body, sent)
            failure = failures.refused(self._endpoint, error.status_code, error.response.headers, body)
        except openai.OpenAIError as error:
            failure = failures.other(where, error)
        # From here on no exception is being handled: openai's hold the request's headers, and with them the key, and
        # would hang on ours as their context.
        if dropped:
            return await self._send_once(request)
        problem = self._without_key(failure.message.encode()).decode()
        if failure.transient:
            raise _TransientError(problem, failure.wait)
        if failure.final:
            self._final = problem
        raise EndpointError(problem)

    def _connect(self) -> openai.AsyncOpenAI:
        if self._client is None:
            # A proxy from the environment must not come between us and a server in this very process.
            embedded = self._endpoint.kind == "embedded"
            self._client = openai.AsyncOpenAI(
                api_key=self._endpoint.api_key.get_secret_value(),
                base_url=self._endpoint.base_url,
                max_retries=0,
                timeout=openai.Timeout(self._timeout, connect=min(_CONNECT_TIMEOUT, self._timeout)),
                http_client=openai.DefaultAsyncHttpxClient(trust_env=False) if embedded else None,
            )
        return self._client

    def _adapted(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request without the parameters that this endpoint has refused; its hash stays that of the original."""
        adapted = dict(request)
        for name in self._unsupported & adapted.keys():
            value, replacement = adapted.pop(name), _REPLACEMENTS[name]
            if replacement:
                adapted[replacement] = value
        return adapted

    def _drop_refused_parameter(self, status: int, body: Mapping[str, object], sent: Mapping[str, Any]) -> bool:
        name = failures.refused_parameter(body) if status == failures.BAD_REQUEST else None
        if name not in _REPLACEMENTS or name not in sent:
            return False
        self._unsupported.add(name)
        return True

    def _without_key(self, content: bytes) -> bytes:
        """What came back, should it hold the key: neither messages nor stored responses may."""
        key = self._endpoint.api_key.get_secret_value()
        return content if key == PLACEHOLDER_KEY else content.replace(key.encode(), b"[key]")

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, _TransientError) else None
        return float(self._backoff(state)) if asked is None else asked

    def _count(self, _: RetryCallState) -> None:
        self.retried += 1


def _json_object(content: bytes, where: str) -> dict[str, object]:
    try:
        # NaN and lone surrogates are not JSON that can be written again.
        value = json.loads(content, parse_constant=lambda _: None)
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise EndpointError(f"{where} answered with something that is no JSON object; check --base-url")
    return value
