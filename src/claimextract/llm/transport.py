"""Sending one request, and trying again where that can help. Imported on first use only, as it imports openai."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import httpx2
import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential, wait_random

from .. import spans
from ..config import Endpoint, Profile, Settings
from ..errors import EndpointError
from . import failures, replies, telling
from .connection import Connection, TooLongError
from .failures import Failure
from .incoming import json_object, without_key
from .limits import Limits, Reservation
from .pace import Pace, Turn
from .prices import Prices
from .shared import Common
from .typical import Typical

__all__ = ["Transport"]

_LONGEST_BACKOFF = 60.0
_CONNECT_TIMEOUT = 10.0
_KEPT_ALIVE = 4.0  # seconds; many servers close an idle connection after five, just as the next request goes out
_PATIENCE = 2  # times as many retries of what is only throttled: a limit a minute takes a minute to come back
_MOST_BYTES = 50_000_000  # of one answer, unpacked

# Parameters that some models refuse (reasoning models: temperature) or know by another name (max_tokens).
_REPLACEMENTS = {"temperature": None, "seed": None, "max_tokens": "max_completion_tokens"}


class _TransientError(Exception):
    """A failure that may pass."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass
class _Calls:
    """What came of one request so far."""

    digest: str
    made: int = 0
    answered: bool = False


class Transport:
    """An ``openai`` client that owns the retries: 408, 409, 429, 5xx, timeouts and broken connections.

    Waits grow exponentially with jitter, or are what ``Retry-After`` asks for, up to two minutes; where the endpoint
    has too much to do they hold everybody. A refused key, a used-up quota and a certificate that is not trusted are
    final: later requests fail at once.
    No message ever holds the key.

    Args:
        endpoint: where to send; it has an address.
        profile: how many requests at once, and how long one may take.
        settings: retries, and requests and tokens a minute.
        limits: the caps of the run.
        prices: what an answer costs.
        common: where limits a minute are kept, if several machines keep to them together.

    Attributes:
        sent: requests that went out, each counted once however often it was tried.
        retried: calls after the first of a request; the endpoint saw ``sent + retried``.
        failed: those of ``sent`` that brought no answer.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        profile: Profile,
        settings: Settings,
        limits: Limits,
        prices: Prices,
        common: Common | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._timeout = profile.timeout
        self._connections = profile.most_in_flight
        self._retries = settings.retries
        backoff = wait_exponential(multiplier=settings.retry_wait, max=_LONGEST_BACKOFF)
        self._backoff = backoff + wait_random(0, settings.retry_wait)
        self._limits = limits
        self._prices = prices
        self._pace = Pace(profile, settings, common)
        self._client: openai.AsyncOpenAI | None = None
        self._final: str | None = None
        self._unsupported: set[str] = set()
        self._typical = Typical()
        self.sent = self.retried = self.failed = 0

    async def send(self, request: Mapping[str, Any], digest: str) -> dict[str, object]:
        """Send a chat completion request and return the response as JSON; ``digest`` names the request in the log.

        Raises:
            EndpointError: no answer, after the retries; the message says what to do.
            LimitReachedError: the caps leave no room for it, or for another try.
            StoppedError: ``stop`` was called before it could be sent.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_TransientError),
            stop=self._enough,
            wait=self._wait,
            sleep=self._pace.sleep,
            reraise=True,
        )
        calls = _Calls(digest)
        try:
            async for attempt in retrying:
                with attempt:
                    answer = await self._send_once(request, calls)
                    calls.answered = True
                    return answer
        except _TransientError as error:
            problem = f"{error} (tried {calls.made} times)"
        finally:
            self.sent += calls.made > 0
            self.retried += max(0, calls.made - 1)
            self.failed += calls.made > 0 and not calls.answered
        raise EndpointError(problem)

    def stop(self, reason: str) -> None:
        """Send nothing new; what is in flight ends as it would."""
        self._pace.stop(reason)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _send_once(self, request: Mapping[str, Any], calls: _Calls) -> dict[str, object]:
        answer: dict[str, object] | Failure | None = None
        letters, limit = len(json.dumps(request, ensure_ascii=False)), int(request["max_tokens"])
        while answer is None:  # once more without a parameter that was refused
            async with (
                self._limits.room_for(request) as room,
                self._pace.turn(lambda: self._typical.of(letters, limit)) as turn,
            ):
                if self._final:
                    raise EndpointError(self._final)
                sent = self.adapted(request)
                with spans.span(*telling.asked(self._endpoint, sent), client=True) as attributes:
                    room.sent()
                    calls.made += 1
                    answer, headers = await self._post(sent)
                    attributes.update(telling.answered(answer))
                telling.log(calls.digest, calls.made, time.monotonic() - turn.started, answer)
                self._pace.answered(turn, headers)
                self._settle(room, letters, answer)
                self._heed(turn, answer)
        # No exception is being handled here: openai's hold the request's headers, and with them the key, and would
        # hang on ours as their context.
        if not isinstance(answer, Failure):
            return answer
        if answer.transient:
            raise _TransientError(answer)
        if answer.final:
            self._final = answer.message
        raise EndpointError(answer.message)

    async def _post(self, sent: Mapping[str, Any]) -> tuple[dict[str, object] | Failure | None, Mapping[str, str]]:
        """One call: the answer, or why there is none, or None if a parameter was refused; and the answer's headers."""
        client, where = self._connect(), self._endpoint.base_url or ""
        key = self._endpoint.api_key.get_secret_value()
        headers: Mapping[str, str] = {}
        try:
            async with asyncio.timeout(self._timeout):
                # Not chat.completions.create, which takes longer to copy every field than the rest of the call takes.
                raw = await client.post("/chat/completions", cast_to=httpx2.Response, body=sent)
            headers, answer = raw.headers, json_object(raw.content, key)
            if answer is None:
                return failures.broken(where, raw.content), headers
            return answer if replies.is_answer(answer) else failures.empty(where, answer), headers
        except (openai.APITimeoutError, TimeoutError) as error:
            broke_off = _broke_off(error)
            if broke_off is None:
                failure = failures.timed_out(where, self._timeout)
            else:
                failure = failures.unreachable(where, broke_off)
        except openai.APIConnectionError as error:
            failure = failures.unreachable(where, error.__cause__ or error)
        except openai.APIStatusError as error:
            headers = error.response.headers
            body = failures.body(error.response.content, key)
            if error.status_code == failures.BAD_REQUEST and replies.is_verdict(body):
                return body, headers
            if self._drop_refused_parameter(error.status_code, body, sent):
                return None, headers
            failure = failures.refused(self._endpoint, error.status_code, headers, body)
        except openai.OpenAIError as error:
            failure = replace(failures.other(where, error), unanswered=isinstance(error, TooLongError))
        return replace(failure, message=without_key(failure.message, key)), headers

    def _settle(self, room: Reservation, letters: int, answer: Mapping[str, object] | Failure | None) -> None:
        if answer is None or (isinstance(answer, Failure) and not answer.unanswered):
            room.settle(0, 0.0)
        elif not isinstance(answer, Failure) and (counted := replies.counted(answer)):
            self._typical.learn(letters, counted)
            room.settle(counted.prompt + counted.output, self._prices.of(answer))

    def _heed(self, turn: Turn, answer: Mapping[str, object] | Failure | None) -> None:
        if not isinstance(answer, Failure):
            self._pace.served()
        elif answer.throttled:
            self._pace.slow_down(turn)

    def _connect(self) -> openai.AsyncOpenAI:
        if self._client is None:
            # A proxy from the environment must not come between us and a server in this very process.
            remote = self._endpoint.kind != "embedded"
            self._client = openai.AsyncOpenAI(
                api_key=self._endpoint.api_key.get_secret_value(),
                base_url=self._endpoint.base_url,
                max_retries=0,
                timeout=openai.Timeout(self._timeout, connect=min(_CONNECT_TIMEOUT, self._timeout)),
                http_client=Connection(
                    _MOST_BYTES,
                    trust_env=remote,
                    limits=httpx2.Limits(max_connections=self._connections, keepalive_expiry=_KEPT_ALIVE),
                ),
            )
        return self._client

    def adapted(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request without the parameters that this endpoint has refused; its hash stays that of the original."""
        adapted = {name: value for name, value in request.items() if name != "extra_body"}
        adapted.update(request.get("extra_body", {}))
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

    def _enough(self, state: RetryCallState) -> bool:
        failure = _failure(state)
        tries = self._retries * (_PATIENCE if failure and failure.throttled else 1)
        return state.attempt_number > tries

    def _wait(self, state: RetryCallState) -> float:
        failure = _failure(state)
        # What a busy endpoint asks for holds everybody, as does any wait where it says that we are too fast.
        wait = float(self._backoff(state)) if failure is None or failure.wait is None else failure.wait
        if failure and (failure.throttled or (failure.too_much and failure.wait is not None)):
            self._pace.pause(wait)
        return wait


def _failure(state: RetryCallState) -> Failure | None:
    error = state.outcome.exception() if state.outcome else None
    return error.failure if isinstance(error, _TransientError) else None


def _broke_off(error: BaseException) -> BaseException | None:
    """What broke the connection, which the aiohttp transport tells as a timeout; None if it was one."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, aiohttp.ClientConnectionError):
        cause = cause.__cause__
    return None if isinstance(cause, TimeoutError) else cause
