"""What requests cost: by the user's own file, else by the price list of the ``genai-prices`` package."""

from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from ..config import Endpoint
from ..errors import ConfigurationError
from . import replies

__all__ = ["Prices"]

_MILLION = 1_000_000
Rate = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Price(BaseModel):
    """US dollars for a million tokens; cached input costs what other input does where nothing is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: Rate
    cached_input: Rate | None = None
    output: Rate
    batch: Annotated[float, Field(ge=0, le=1)] = 0.5


class _File(RootModel[dict[str, _Price]]):
    """Prices by the model's name."""


class Prices:
    """What one endpoint's model costs.

    The user's file is JSON: ``{"gpt-5-mini": {"input": 0.25, "cached_input": 0.025, "output": 2.0}}``, in US dollars
    for a million tokens, with ``"batch": 0.5`` for what a batch costs beside it. A model that it does not name is
    looked up in ``genai-prices``, by the endpoint's address: the same name elsewhere is no known price. The embedded
    model costs nothing.

    Args:
        endpoint: whose model, or None for a replay, which costs nothing.
        file: the user's prices.

    Raises:
        ConfigurationError: the file cannot be read or is no such file.
    """

    def __init__(self, endpoint: Endpoint | None, file: Path | None = None) -> None:
        self.model = endpoint.model if endpoint else ""
        self._address = (endpoint.base_url or "") if endpoint else ""
        self._free = endpoint is None or endpoint.kind == "embedded"
        self._file = file
        self._own = _read(file).get(self.model) if file else None
        self._batch = False

    def in_batches(self) -> "Prices":
        """The prices of the same model where it is asked by the Batch API."""
        prices = copy(self)
        prices._batch = True
        return prices

    @cached_property
    def source(self) -> str | None:
        """Where the price comes from, with its version; None where nothing is paid or no price is known."""
        if self._free:
            return None
        if self._own and self._file:
            return self._file.name
        return None if self.about(1, 1) is None else f"genai-prices {version('genai-prices')} ({_newest()})"

    def about(self, prompt: int, output: int) -> float | None:
        """What so many tokens cost without any cache of the endpoint's, in US dollars; None if no price is known."""
        if self._free:
            return 0.0
        if self._own:
            return self._by_file(prompt, 0, output)
        return self._by_list(self.model, {"input_tokens": prompt, "output_tokens": output})

    def most(self, prompt: int, output: int) -> float | None:
        """The most that they can cost: at some models, writing to the endpoint's cache costs more than plain input."""
        plain = self.about(prompt, output)
        if plain is None or self._free or self._own:
            return plain
        tokens = {"input_tokens": prompt, "cache_write_tokens": prompt, "output_tokens": output}
        return max(plain, self._by_list(self.model, tokens) or 0.0)

    def of(self, response: Mapping[str, object]) -> float | None:
        """What an answer cost, in US dollars, by its own count of tokens; None if no price or no count is known."""
        if self._free:
            return 0.0
        counted = replies.counted(response)
        if counted is None:
            return None
        if self._own:
            return self._by_file(counted.prompt, counted.cached, counted.output)
        tokens = {"input_tokens": counted.prompt, "cache_read_tokens": counted.cached, "output_tokens": counted.output}
        # An answer names the model behind an alias or a deployment's name.
        served = response.get("model")
        price = self._by_list(served, tokens) if isinstance(served, str) else None
        return self._by_list(self.model, tokens) if price is None else price

    def _by_file(self, prompt: int, cached: int, output: int) -> float:
        assert self._own is not None
        rate = self._own.input if self._own.cached_input is None else self._own.cached_input
        dollars = (prompt - cached) * self._own.input + cached * rate + output * self._own.output
        return dollars * (self._own.batch if self._batch else 1) / _MILLION

    def _by_list(self, model: str, tokens: Mapping[str, int]) -> float | None:
        from genai_prices import Usage, calc_price  # noqa: PLC0415 - its list takes a quarter of a second to load

        context = {"processing": "batch"} if self._batch else None
        try:
            found = calc_price(
                Usage(**tokens),
                model,
                provider_api_url=self._address,
                price_context=context,
            )
        except (LookupError, ValueError):
            return None
        return float(found.total_price)


def _newest() -> str:
    """The day of the last change of a price in the list that is in force."""
    from genai_prices import data_snapshot, types  # noqa: PLC0415

    models = [model for provider in data_snapshot.get_snapshot().providers for model in provider.models]
    changes = [change.constraint for model in models if isinstance(model.prices, list) for change in model.prices]
    changes += [variant.constraint for model in models for variant in model.price_variants or ()]
    starts = [change.start_date for change in changes if isinstance(change, types.StartDateConstraint)]
    return max(start for start in starts if start <= datetime.now(UTC).date()).isoformat()


def _read(file: Path) -> dict[str, _Price]:
    try:
        return _File.model_validate_json(file.read_bytes()).root
    except OSError as error:
        problem = f"it cannot be read ({error.strerror})"
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    raise ConfigurationError(
        f"prices {file}: {problem}; it should hold "
        '{"<model>": {"input": ..., "cached_input": ..., "output": ...}}, US dollars for a million tokens'
    )
