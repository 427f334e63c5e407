"""The way through ``instructor``, for an answer that does not fit: asked again with the reason.

Imported on first use only: with ``openai`` it takes a second or more.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

import instructor
from instructor.core.exceptions import InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ValidationError

from ..errors import InvalidAnswerError
from .requests import answer_schema

__all__ = ["Message", "ask_again"]

T = TypeVar("T", bound=BaseModel)
Message = dict[str, str]

# Pydantic ends its messages with a link that holds its version: no help to a model, and another hash for each version.
_PYDANTIC_LINK = re.compile(r"\n\s*For further information visit https://errors\.pydantic\.dev/\S+")

# instructor logs each failure at ERROR before it raises it; ours is raised once, with the remedy.
logging.getLogger("instructor").setLevel(logging.CRITICAL)


async def ask_again(
    complete: Callable[[list[Message]], Awaitable[str]],
    messages: list[Message],
    answer: type[T],
    reasks: int,
    first: str,
) -> T:
    """Get an answer through ``complete``, at most ``reasks`` times, each time with the reason why the last did not fit.

    Args:
        complete: sends a conversation and returns the model's text.
        messages: the question.
        answer: what the text must fit.
        reasks: how often.
        first: the text that came and did not fit.

    Raises:
        InvalidAnswerError: the answer never fitted; the message ends with the last reason.
        Exception: whatever ``complete`` raised.
    """
    text: str | None = None

    async def create(**arguments: object) -> ChatCompletion:
        conversation = cast(list[dict[str, str]], arguments["messages"])
        reasons = [
            {"role": message["role"], "content": _PYDANTIC_LINK.sub("", message["content"])}
            for message in conversation[len(messages) :]
        ]
        nonlocal text
        text = first if text is None else await complete([*messages, *reasons])
        return _completion(text)

    patched = cast(Callable[..., Awaitable[T]], instructor.patch(create=create, mode=instructor.Mode.JSON_SCHEMA))
    try:
        # Never with `context`: instructor would then render the document's text as a template.
        await patched(response_model=answer, max_retries=reasks, messages=messages)
        # Not instructor's object: it carries the raw response, and so differs from its equals.
        return answer.model_validate_json(text or "", strict=True)
    except InstructorRetryException as error:
        cause = error.__cause__
    if not isinstance(cause, ValidationError):
        raise cause or InvalidAnswerError("there is no answer")
    reason = " ".join(_PYDANTIC_LINK.sub("", str(cause)).split())
    wrong = {part for problem in cause.errors() for part in problem["loc"][:1]}
    raise InvalidAnswerError(
        f"the answer did not fit its schema: {reason[:300]}",
        nothing_fitted=wrong >= answer_schema(answer)["properties"].keys(),
    )


def _completion(content: str) -> ChatCompletion:
    """The answer in the shape that instructor reads, whatever else the endpoint said or left out."""
    message = {"role": "assistant", "content": content}
    return ChatCompletion.model_validate(
        {
            "id": "",
            "created": 0,
            "model": "",
            "object": "chat.completion",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        }
    )
