"""Reading a raw response: its text, its tokens, and the ways in which it is no answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import EndpointError, RefusedError, TruncatedError

__all__ = ["Counted", "counted", "failure", "finish_reasons", "is_answer", "is_verdict", "steady", "text", "tokens"]

# Error codes that a client error's body may carry and that are answers all the same: asked again, they come again.
# OpenAI and vLLM say context_length_exceeded, llama.cpp exceed_context_size_error, Azure content_filter.
_TOO_LONG = frozenset({"context_length_exceeded", "exceed_context_size_error"})
_FILTERED = frozenset({"content_filter", "content_policy_violation"})
_NO_ANSWER = "no_answer"  # our own: a recorded failure

_MOST_TOKENS = 10**9  # more is no count, and may be more than a price can be multiplied with

# What changes from run to run although the answer does not.
_VOLATILE = frozenset({"id", "created", "timings", "system_fingerprint"})


@dataclass(frozen=True)
class Counted:
    """Tokens of one answer as the endpoint counted them; ``cached`` is the part of ``prompt`` that it had kept."""

    prompt: int = 0
    cached: int = 0
    output: int = 0


def _field(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _codes(response: Mapping[str, object]) -> set[object]:
    error = response.get("error")
    return {code for code in (_field(error, "code"), _field(error, "type")) if isinstance(code, str)}


def _message(response: Mapping[str, object]) -> str:
    return str(_field(response.get("error"), "message") or "no reason given")


def failure(message: str) -> dict[str, object]:
    """What stands for the response where the endpoint gave none."""
    return {"error": {"type": _NO_ANSWER, "message": message}}


def is_verdict(response: Mapping[str, object]) -> bool:
    """Whether an error's body is an answer in substance: the question is too long, or filtered."""
    return bool(_codes(response) & (_TOO_LONG | _FILTERED))


def is_answer(response: Mapping[str, object]) -> bool:
    """Whether the endpoint would answer the same again, so that asking again is no use."""
    return bool(response.get("choices")) or is_verdict(response)


def steady(response: Mapping[str, object], model: str) -> dict[str, object]:
    """The embedded model's response without what differs from run to run, and without the path of its weights."""
    kept = {key: value for key, value in response.items() if key not in _VOLATILE}
    return {**kept, "model": model} if "model" in kept else kept


def counted(response: Mapping[str, object]) -> Counted | None:
    """The tokens of an answer; None where the endpoint did not count them."""
    usage = response.get("usage")
    prompt, output = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    if prompt is None or output is None:
        return None
    cached = _count(_field(usage, "prompt_tokens_details"), "cached_tokens") or 0
    return Counted(prompt, min(cached, prompt), output)


def finish_reasons(response: Mapping[str, object]) -> list[str]:
    """Why each choice of an answer ended."""
    choices = response.get("choices")
    reasons = [_field(choice, "finish_reason") for choice in choices] if isinstance(choices, list) else []
    return [reason for reason in reasons if isinstance(reason, str)]


def tokens(response: Mapping[str, object]) -> tuple[int, int]:
    """Prompt and output tokens as the endpoint counted them; 0 where it did not."""
    usage = response.get("usage")
    return _count(usage, "prompt_tokens") or 0, _count(usage, "completion_tokens") or 0


def _count(usage: object, name: str) -> int | None:
    value = _field(usage, name)
    return value if isinstance(value, int) and 0 <= value <= _MOST_TOKENS else None


def text(response: Mapping[str, object]) -> str:
    """The model's text, which may still not fit its schema.

    Raises:
        TruncatedError: the answer, or the question, hit a token limit.
        RefusedError: the model refused, or a content filter stopped it.
        EndpointError: there is no answer in the response.
    """
    codes = _codes(response)
    if _NO_ANSWER in codes:
        raise EndpointError(_message(response))
    if codes & _TOO_LONG:
        raise TruncatedError("the question does not fit into the model's context; ask for less at once")
    if codes & _FILTERED:
        raise RefusedError("the endpoint's content filter stopped the question")
    choices = response.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = _field(choice, "message")
    if not isinstance(message, Mapping):
        raise EndpointError(f"the endpoint answered without a choice: {_message(response)[:300]}")
    finish = _field(choice, "finish_reason")
    if finish == "content_filter":
        raise RefusedError("the endpoint's content filter stopped the answer")
    if message.get("refusal"):
        raise RefusedError(f"the model refused: {str(message['refusal'])[:300]}")
    if finish == "length":
        raise TruncatedError("the answer hit the token limit; ask for less at once or raise max_output_tokens")
    content = message.get("content")
    if isinstance(content, list):  # of parts, among them perhaps what the model thought
        parts = [_field(part, "text") for part in content if _field(part, "type") == "text"]
        content = "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""
