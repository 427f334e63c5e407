"""What a client has spent."""

from dataclasses import dataclass

__all__ = ["Usage"]


@dataclass(frozen=True)
class Usage:
    """Counts of requests and tokens.

    Attributes:
        sent: requests that went to the endpoint, each counted once however often it was tried.
        cached: requests answered without the endpoint: from the store, or by a twin in flight.
        failed: those of ``sent`` that brought no answer.
        retried: tries after the first; the endpoint saw ``sent + retried`` calls.
        prompt_tokens: tokens of the prompts sent, as the endpoint counted them.
        output_tokens: tokens of the answers received.
        saved_prompt_tokens: prompt tokens of the cached answers, which cost nothing now.
        saved_output_tokens: output tokens of the cached answers.
        cost: US dollars for the answers received, or None if the price of one is not known. A call that broke off
            without an answer is not in it, though the endpoint may ask its price.
    """

    sent: int = 0
    cached: int = 0
    failed: int = 0
    retried: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    saved_prompt_tokens: int = 0
    saved_output_tokens: int = 0
    cost: float | None = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.sent + other.sent,
            self.cached + other.cached,
            self.failed + other.failed,
            self.retried + other.retried,
            self.prompt_tokens + other.prompt_tokens,
            self.output_tokens + other.output_tokens,
            self.saved_prompt_tokens + other.saved_prompt_tokens,
            self.saved_output_tokens + other.saved_output_tokens,
            None if self.cost is None or other.cost is None else self.cost + other.cost,
        )
