"""What spans and the log tell of a request: never its text, its answer or the key.

Spans keep to OpenTelemetry's semantic conventions for generative AI clients.
"""

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ..config import Endpoint
from ..spans import Attributes
from . import replies
from .failures import Failure

__all__ = ["answered", "asked", "log"]

_log = logging.getLogger(__name__)


def asked(endpoint: Endpoint, request: Mapping[str, Any]) -> tuple[str, Attributes]:
    """The name of a request's span, and what is known before it is sent."""
    address = urlsplit(endpoint.base_url or "")
    attributes: Attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai" if endpoint.kind == "openai" else endpoint.kind,
        "gen_ai.request.model": endpoint.model,
        "gen_ai.output.type": "json",
        "server.address": address.hostname or "",
    }
    if address.port:
        attributes["server.port"] = address.port
    for name in ("max_tokens", "temperature", "seed"):
        if name in request:
            attributes[f"gen_ai.request.{name}"] = request[name]
    return f"chat {endpoint.model}", attributes


def answered(answer: Mapping[str, object] | Failure | None) -> Attributes:
    """What is known after it."""
    if answer is None or isinstance(answer, Failure):
        return {"error.type": "refused_parameter" if answer is None else answer.kind}
    counted = replies.counted(answer)
    attributes: Attributes = {}
    if isinstance(model := answer.get("model"), str):
        attributes["gen_ai.response.model"] = model
    if reasons := replies.finish_reasons(answer):
        attributes["gen_ai.response.finish_reasons"] = reasons
    if counted:
        attributes["gen_ai.usage.input_tokens"] = counted.prompt
        attributes["gen_ai.usage.output_tokens"] = counted.output
    return attributes


def log(digest: str, call: int, seconds: float, answer: Mapping[str, object] | Failure | None) -> None:
    """Log one call: at DEBUG if it was answered, at INFO if not."""
    level = logging.INFO if isinstance(answer, Failure) else logging.DEBUG
    if not _log.isEnabledFor(level):
        return
    outcome = "parameter refused" if answer is None else answer.kind if isinstance(answer, Failure) else "answered"
    counted = None if answer is None or isinstance(answer, Failure) else replies.counted(answer)
    fields: dict[str, object] = {"request": digest, "call": call, "seconds": round(seconds, 3), "outcome": outcome}
    if counted:
        fields |= {"prompt_tokens": counted.prompt, "output_tokens": counted.output}
    _log.log(level, "request %.16s, call %d: %s after %.1f s", digest, call, outcome, seconds, extra=fields)
