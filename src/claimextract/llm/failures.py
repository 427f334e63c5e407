"""What a failed request means: whether it may pass, and what the user can do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ..config import Endpoint

__all__ = ["BAD_REQUEST", "Failure", "body", "other", "refused", "refused_parameter", "timed_out", "unreachable"]

BAD_REQUEST = 400
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is not waited for
_EXCERPT = 300  # characters of a server's own words in a message
_TRANSIENT = frozenset({408, 409, 429})
_SERVER_ERROR = 500


@dataclass(frozen=True)
class Failure:
    """Why there is no answer.

    Attributes:
        message: for the user, with the remedy.
        transient: trying again may help.
        wait: seconds that the server asked to wait, or None.
        final: every later request would fail the same way.
    """

    message: str
    transient: bool = False
    wait: float | None = None
    final: bool = False


def timed_out(where: str, seconds: float) -> Failure:
    """No answer in time."""
    return Failure(f"{where} did not answer within {seconds:g} s; raise CLAIMEXTRACT_TIMEOUT", transient=True)


def unreachable(where: str, error: BaseException) -> Failure:
    """No connection, or a broken one."""
    reason = str(error) or type(error).__name__
    return Failure(f"{where} cannot be reached ({reason}); check --base-url and the network", transient=True)


def other(where: str, error: Exception) -> Failure:
    """Anything else that the client refuses to do."""
    return Failure(f"{where}: {error}")


def refused(endpoint: Endpoint, status: int, headers: Mapping[str, str], answer: Mapping[str, object]) -> Failure:
    """An answer with an error status."""
    where = endpoint.base_url
    said = f"HTTP {status}: {_words(answer)}"
    if "insufficient_quota" in (_of_error(answer, "code"), _of_error(answer, "type")):
        return Failure(f"{where}: the key's quota is used up; check the plan and billing of its account", final=True)
    if status in _TRANSIENT or status >= _SERVER_ERROR:
        wait = _retry_after(headers)
        if wait is not None and wait > LONGEST_WAIT:
            return Failure(f"{where} asks to wait {wait:.0f} s ({said}); run again later: what is done is kept")
        return Failure(f"{where} failed ({said}); run again later: what is done is kept", transient=True, wait=wait)
    if status == 401:
        return Failure(f"{where} refused the key; check OPENAI_API_KEY ({said})", final=True)
    if status == 403:
        return Failure(f"{where} denied access; check what OPENAI_API_KEY may use ({said})")
    if status == 404:
        return Failure(f"{where} knows no model {endpoint.model} there; check --model and --base-url ({said})")
    return Failure(f"{where} rejected the request ({said})")


def refused_parameter(answer: Mapping[str, object]) -> str | None:
    """The request's parameter that the endpoint does not support, if it names one."""
    if _of_error(answer, "code") not in ("unsupported_parameter", "unsupported_value"):
        return None
    name = _of_error(answer, "param")
    return name if isinstance(name, str) else None


def body(content: bytes) -> dict[str, object]:
    """An error's body as JSON; one that is none becomes an error's message."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        value = content.decode("utf-8", "replace")
    return value if isinstance(value, dict) else {"error": {"message": str(value)}}


def _of_error(answer: Mapping[str, object], name: str) -> object:
    error = answer.get("error", answer)
    return error.get(name) if isinstance(error, Mapping) else None


def _words(answer: Mapping[str, object]) -> str:
    error = answer.get("error")
    words = error if isinstance(error, str) else _of_error(answer, "message")
    return " ".join(str(words or "no reason given").split())[:_EXCERPT]


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by ``retry-after-ms`` (OpenAI) or ``Retry-After`` (RFC 9110, 10.2.3: seconds or a date)."""
    milliseconds, value = headers.get("retry-after-ms", ""), headers.get("retry-after", "")
    try:
        return max(0.0, float(milliseconds) / 1000)
    except ValueError:
        pass
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (date.astimezone(UTC) - datetime.now(UTC)).total_seconds())
