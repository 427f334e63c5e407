"""What a failed request means: whether it may pass, and what the user can do."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ..config import Endpoint
from .incoming import json_object, without_key

__all__ = [
    "BAD_REQUEST",
    "Failure",
    "body",
    "broken",
    "empty",
    "other",
    "refused",
    "refused_parameter",
    "timed_out",
    "unreachable",
]

BAD_REQUEST = 400
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is not waited for
_TOO_MUCH = frozenset({429, 503, 529})  # what an endpoint says that has too much to do
_EXCERPT = 300  # characters of a server's own words in a message
_TRANSIENT = frozenset({408, 409, 429})
_SERVER_ERROR = 500
_UNKNOWN_AUTHORITY = frozenset({18, 19, 20, 21})  # OpenSSL's codes: self-signed, or signed by nobody who is known
_DEEPEST = 20  # causes of a cause


@dataclass(frozen=True)
class Failure:
    """Why there is no answer.

    Attributes:
        message: for the user, with the remedy.
        kind: what it is in a word or a status, for a log.
        transient: trying again may help.
        wait: seconds that the server asked to wait, or None.
        final: every later request would fail the same way.
        too_much: the endpoint has more to do than it can: everybody should wait as long as it asks for.
        throttled: it says that we are the reason: everybody should ask for less at once.
        unanswered: it may have done the work all the same, and ask its price.
    """

    message: str
    kind: str = "other"
    transient: bool = False
    wait: float | None = None
    final: bool = False
    too_much: bool = False
    throttled: bool = False
    unanswered: bool = False


def timed_out(where: str, seconds: float) -> Failure:
    """No answer in time."""
    said = f"{where} did not answer within {seconds:g} s; raise CLAIMEXTRACT_TIMEOUT"
    return Failure(said, "timeout", transient=True, unanswered=True)


def unreachable(where: str, error: BaseException) -> Failure:
    """No connection, or a broken one, or one to a server that cannot prove who it is."""
    reason = str(error) or type(error).__name__
    if problem := _of_certificate(error):
        said = f"{where} shows a certificate that is not trusted here ({reason})"
        remedy = "check --base-url, and the clock"
        if problem.verify_code in _UNKNOWN_AUTHORITY:
            remedy = "if it should be, name a file with that of its authority in SSL_CERT_FILE"
        return Failure(f"{said}; {remedy}", "certificate", final=True)
    said = f"{where} cannot be reached ({reason}); check --base-url and the network"
    return Failure(said, "connection", transient=True, unanswered=True)


def broken(where: str, content: bytes) -> Failure:
    """An answer that is no JSON object: a page of somebody else's, or an answer cut short, which may come whole."""
    said = f"{where} answered with something that is no JSON object, or one nested beyond reading; check --base-url"
    return Failure(said, "malformed", transient=not content.lstrip().startswith(b"<"), unanswered=True)


def empty(where: str, answer: Mapping[str, object]) -> Failure:
    """An answer without a choice."""
    said = f"{where} answered without a choice: {_words(answer)}; run again later: what is done is kept"
    return Failure(said, "empty", transient=True, unanswered=True)


def other(where: str, error: Exception) -> Failure:
    """Anything else that the client refuses to do."""
    return Failure(f"{where}: {error}")


def refused(endpoint: Endpoint, status: int, headers: Mapping[str, str], answer: Mapping[str, object]) -> Failure:
    """An answer with an error status."""
    where, kind = endpoint.base_url, str(status)
    said = f"HTTP {status}: {_words(answer)}"
    if "insufficient_quota" in (_of_error(answer, "code"), _of_error(answer, "type")):
        quota = f"{where}: the key's quota is used up; check the plan and billing of its account"
        return Failure(quota, kind, final=True)
    if status in _TRANSIENT or status >= _SERVER_ERROR:
        wait = _retry_after(headers)
        if wait is not None and wait > LONGEST_WAIT:
            # All others would be told the same.
            asks = f"{where} asks to wait {wait:.0f} s ({said}); run again later: what is done is kept"
            return Failure(asks, kind, final=status in _TOO_MUCH)
        failed = f"{where} failed ({said}); run again later: what is done is kept"
        throttled = status == 429
        return Failure(failed, kind, transient=True, wait=wait, too_much=status in _TOO_MUCH, throttled=throttled)
    if status == 401:
        return Failure(f"{where} refused the key; check OPENAI_API_KEY ({said})", kind, final=True)
    if status == 403:
        return Failure(f"{where} denied access; check what OPENAI_API_KEY may use ({said})", kind)
    if status == 404:
        return Failure(f"{where} knows no model {endpoint.model} there; check --model and --base-url ({said})", kind)
    return Failure(f"{where} rejected the request ({said})", kind)


def refused_parameter(answer: Mapping[str, object]) -> str | None:
    """The request's parameter that the endpoint does not support, if it names one."""
    if _of_error(answer, "code") not in ("unsupported_parameter", "unsupported_value"):
        return None
    name = _of_error(answer, "param")
    return name if isinstance(name, str) else None


def body(content: bytes, key: str) -> dict[str, object]:
    """An error's body as JSON, without the key; one that is none becomes an error's message."""
    value = json_object(content, key)
    return {"error": {"message": without_key(content.decode("utf-8", "replace"), key)}} if value is None else value


def _of_certificate(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    for _ in range(_DEEPEST):
        if error is None or isinstance(error, ssl.SSLCertVerificationError):
            return getattr(error, "certificate_error", error)  # aiohttp's holds that of OpenSSL
        error = error.__cause__ or error.__context__
    return None


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
