"""What requests take, as the answers so far let expect."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from .replies import Counted

__all__ = ["Expected", "Typical"]

_LETTERS_A_TOKEN = 4.0  # of English; what OpenAI's limits a minute are held by as well
_ANSWER = 1024  # tokens, before the first
_WEIGHT = 1 / 8  # of the newest answer


@dataclass(frozen=True)
class Expected:
    """The letters of a request, the tokens that it will take, and those that it could take."""

    letters: int
    tokens: int
    at_most: int


class Typical:
    """Estimates of a request's tokens.

    A prompt is never expected to take fewer than a token for four letters of the request as it is sent, schema
    included, as endpoints hold that against their limits; it may take more, as Chinese does.
    """

    def __init__(self) -> None:
        self._letters = _LETTERS_A_TOKEN
        self._answer = float(_ANSWER)

    def of(self, request: Mapping[str, object]) -> Expected:
        """What a request is expected to take."""
        limit = request.get("max_tokens")
        most = limit if isinstance(limit, int) else 0
        length = len(json.dumps(request, ensure_ascii=False))
        prompt = int(length / self._letters) + 1
        return Expected(length, prompt + min(int(self._answer), most), prompt + most)

    def learn(self, expected: Expected, counted: Counted) -> None:
        """Take in what the endpoint says that a request took."""
        if counted.prompt > 0:
            letters = min(_LETTERS_A_TOKEN, expected.letters / counted.prompt)
            self._letters += (letters - self._letters) * _WEIGHT
        self._answer += (counted.output - self._answer) * _WEIGHT
