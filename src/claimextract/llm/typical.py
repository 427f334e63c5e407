"""What requests take, as the answers so far let expect."""

from .replies import Counted

__all__ = ["Typical"]

_TOKENS_A_LETTER = 0.25  # of English; what OpenAI holds against its limits a minute as well
_MOST_TOKENS_A_LETTER = 2.0  # of any script; more is what an endpoint puts before each prompt
_ANSWER = 1024  # tokens, before the first
_WEIGHT = 1 / 8  # of the newest answer


class Typical:
    """Estimates of a request's tokens.

    A prompt is never expected to take fewer than a token for four letters of the request as it is sent, schema
    included, as endpoints hold that against their limits; it may take more, as Chinese does.
    """

    def __init__(self) -> None:
        self._density = _TOKENS_A_LETTER
        self._answer = float(_ANSWER)

    def of(self, letters: int, limit: int) -> tuple[int, int]:
        """The tokens that a request of so many letters will take, and could take with its answer's limit."""
        prompt = int(letters * self._density) + 1
        return prompt + min(int(self._answer), limit), prompt + limit

    def learn(self, letters: int, counted: Counted) -> None:
        """Take in what the endpoint says that a request took."""
        density = min(max(_TOKENS_A_LETTER, counted.prompt / letters), _MOST_TOKENS_A_LETTER)
        self._density += (density - self._density) * _WEIGHT
        self._answer += (counted.output - self._answer) * _WEIGHT
