"""The model that a run asks: its endpoint, its cache, and its server where it is embedded."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import Any

from ..cache import ResponseCache
from ..config import Endpoint, Profile, Settings, profile_for, profile_named
from ..errors import ConfigurationError, RunFolderError
from ..llm import Client, Store, Usage
from ..local import PINNED, EmbeddedServer, weights_path
from .watching import Progress

_HELD = ("requests_per_minute", "tokens_per_minute", "max_requests", "max_tokens", "max_cost")

__all__ = ["open_model", "replaying", "what_was_asked"]


@contextlib.asynccontextmanager
async def open_model(
    settings: Settings, progress: Progress, *, share: int = 1, run: str | None = None
) -> AsyncIterator[tuple[Client, Profile]]:
    """The client of the endpoint that the settings choose. The embedded server starts with the first real request.

    ``share``: as many processes ask the endpoint together, so that each has that part of what may be in flight.
    ``run``: names a run of several machines, which keep to its limits together.

    Raises:
        ConfigurationError: there is no endpoint, or limits that nobody could hold.
    """
    if run and settings.limiter is None and (held := [name for name in _HELD if getattr(settings, name) is not None]):
        raise ConfigurationError(
            f"{', '.join(held)}: several machines hold a limit by way of a Redis or Valkey server only; set "
            "CLAIMEXTRACT_LIMITER=redis://host:6379 here and in the environment of each worker"
        )
    endpoint = settings.endpoint()
    profile = profile_for(endpoint, settings)
    if share > 1:
        profile, settings = _part(profile, settings, share)
    with contextlib.ExitStack() as stack:
        address = None
        if endpoint.kind == "embedded":
            endpoint, address = _embedded(settings, endpoint, progress, stack)
        cache = stack.enter_context(ResponseCache(settings.responses_dir, settings.cache_size_limit))
        async with Client(endpoint, profile, settings, cache, address=address, run=run) as client:
            yield client, profile


def _part(profile: Profile, settings: Settings, share: int) -> tuple[Profile, Settings]:
    """The profile and the settings of one of several processes."""
    flights = {name: max(1, getattr(profile, name) // share) for name in ("concurrency", "most_in_flight")}
    rates = {
        name: max(1, rate // share)
        for name in ("requests_per_minute", "tokens_per_minute")
        if (rate := getattr(settings, name)) and settings.limiter is None
    }
    return replace(profile, **flights), settings.model_copy(update=rates)


def _embedded(
    settings: Settings, endpoint: Endpoint, progress: Progress, stack: contextlib.ExitStack
) -> tuple[Endpoint, Callable[[], str]]:
    name = f"sha256:{PINNED.sha256}"
    if settings.weights is not None:
        name = weights_path(settings.cache_dir, settings.weights, progress.weights).name

    def start() -> str:
        weights = weights_path(settings.cache_dir, settings.weights, progress.weights)
        return stack.enter_context(EmbeddedServer(weights)).base_url

    return replace(endpoint, model=name), start


def what_was_asked(client: Client, profile: Profile, settings: Settings, usage: Usage | None = None) -> dict[str, Any]:
    """What run.json tells of the model; ``usage`` where more than this client spent."""
    spent = usage or client.usage
    counts = asdict(spent)
    return {
        "package_version": version("claimextract"),
        "model": client.model,
        "settings": {
            "profile": profile.name,
            "asks": sorted(profile.asks),
            "questions_per_call": profile.questions_per_call,
            "max_output_tokens": profile.max_output_tokens,
            "context": profile.context,
            "temperature": settings.temperature,
            "seed": settings.seed,
            "reasks": settings.reasks,
        },
        "requests": {name: counts[name] for name in ("sent", "cached", "failed", "retried")},
        "tokens": {name.removesuffix("_tokens"): counts[name] for name in counts if name.endswith("_tokens")},
        "cost": None if spent.cost is None else round(spent.cost, 6),
        "prices": client.prices.source if spent.sent else None,
    }


def replaying(told: Mapping[str, object], store: Store, where: str) -> tuple[Client, Profile]:
    """A client without an endpoint that asks as it is ``told`` in ``where``, by ``what_was_asked``.

    Raises:
        RunFolderError: a setting is missing or is none.
    """
    asked = told.get("settings")
    if not isinstance(asked, Mapping) or not told.get("model"):
        raise RunFolderError(f"{where}: the run did not finish; run again")
    try:
        settings = Settings(
            model=str(told["model"]), temperature=asked["temperature"], seed=asked["seed"], reasks=asked["reasks"]
        )
        numbers = {name: asked[name] for name in ("questions_per_call", "max_output_tokens", "context")}
        profile = replace(profile_named(str(asked["profile"])), asks=frozenset(asked["asks"]), **numbers)
    except KeyError as missing:
        raise RunFolderError(f"{where}: the setting {missing} is missing; run again") from None
    except TypeError as error:
        raise RunFolderError(f"{where}: the setting asks is none ({error}); run again") from None
    if wrong := [name for name, value in numbers.items() if type(value) is not int or value < (name != "context")]:
        raise RunFolderError(f"{where}: the setting {wrong[0]} is no such number; run again")
    return Client(None, profile, settings, store), profile
