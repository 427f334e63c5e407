"""What a run will ask and cost, told before it is asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .client import Client
from .limits import bound
from .planning import Planner
from .tokenizers import Tokenizer

__all__ = ["Estimate", "Estimator"]

_WORDY = 30  # tokens of a text that the schema does not bound closely: a sentence
_ITEMS = 2  # of a list
_MARKS = 3  # tokens around a field: quotation marks, colon, comma


@dataclass(frozen=True)
class Estimate:
    """Requests, tokens and US dollars; costs are None where no price is known.

    Attributes:
        requests: what would be sent, without re-asks and retries.
        cached: what would be answered from the cache, at no cost.
        prompt_tokens: of what would be sent; rather too many than too few.
        output_tokens: as the answers' schemas let expect; a model that thinks first writes more.
        most_output_tokens: what the answers cannot exceed.
        cost: for the two above.
        most_cost: the cost that cannot be exceeded by these requests, each sent once.
    """

    requests: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    most_output_tokens: int = 0
    cost: float | None = 0.0
    most_cost: float | None = 0.0

    def __add__(self, other: "Estimate") -> "Estimate":
        return Estimate(
            self.requests + other.requests,
            self.cached + other.cached,
            self.prompt_tokens + other.prompt_tokens,
            self.output_tokens + other.output_tokens,
            self.most_output_tokens + other.most_output_tokens,
            _sum(self.cost, other.cost),
            _sum(self.most_cost, other.most_cost),
        )


def _sum(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one + two


class Estimator(Planner):
    """A planner that also tells what the requests would take.

    Nothing is sent but, to a server that has a tokenizer of its own, a few prompts to count.

    Args:
        client: whose endpoint, settings and cache.

    Attributes:
        total: what came together so far.
    """

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self.total = Estimate()
        self._tokenizer = Tokenizer(client.endpoint)

    @property
    def tokenizer(self) -> str:
        """How tokens were counted, for the user."""
        return self._tokenizer.name

    async def _send(self, request: Mapping[str, object], digest: str) -> dict[str, object]:
        estimate = await self._estimate(request)
        self.total += estimate
        return await super()._send(request, digest)

    def _count(self, response: Mapping[str, object], *, cached: bool) -> None:
        super()._count(response, cached=cached)
        self.total += Estimate(cached=1)

    async def _estimate(self, request: Mapping[str, object]) -> Estimate:
        form: Any = request["response_format"]
        schema = form["json_schema"]["schema"]
        texts: Any = request["messages"]
        prompt = await self._tokenizer.count("\n".join(message["content"] for message in texts))
        if self._endpoint and self._endpoint.kind == "openai":  # where the schema is a part of the prompt
            prompt += await self._tokenizer.count(json.dumps(schema))
        most_prompt, most_output = bound(request)
        output = min(_expected(schema, schema), most_output)
        return Estimate(
            requests=1,
            prompt_tokens=prompt,
            output_tokens=output,
            most_output_tokens=most_output,
            cost=self.prices.about(prompt, output),
            most_cost=self.prices.most(most_prompt, most_output),
        )


def _expected(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> int:
    """The tokens of a usual answer to a schema in strict form."""
    if "$ref" in schema:
        return _expected(whole["$defs"][schema["$ref"].removeprefix("#/$defs/")], whole)
    if "enum" in schema:
        return max(len(str(option)) for option in schema["enum"]) // 4 + 1
    if "anyOf" in schema:
        return max(_expected(option, whole) for option in schema["anyOf"])
    match schema["type"]:
        case "object":
            fields = schema["properties"].items()
            return _MARKS + sum(_expected(value, whole) + len(name) // 4 + _MARKS for name, value in fields)
        case "array":
            return _MARKS + min(_ITEMS, int(schema.get("maxItems", _ITEMS))) * _expected(schema["items"], whole)
        case "string":
            return int(min(_WORDY, schema.get("maxLength", 4 * _WORDY) // 4 + 1))
    return 1
