"""The model that a run asks: its endpoint, its cache, and its server where it is embedded."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import Any

from ..cache import ResponseCache
from ..config import Endpoint, Profile, Settings, profile_for, profile_named
from ..errors import RunFolderError
from ..llm import Client, Store
from ..local import PINNED, EmbeddedServer, weights_path
from .watching import Progress

__all__ = ["open_model", "replaying", "what_was_asked"]


@contextlib.asynccontextmanager
async def open_model(settings: Settings, progress: Progress) -> AsyncIterator[tuple[Client, Profile]]:
    """The client of the endpoint that the settings choose. The embedded server starts with the first real request."""
    endpoint = settings.endpoint()
    profile = profile_for(endpoint, settings)
    with contextlib.ExitStack() as stack:
        address = None
        if endpoint.kind == "embedded":
            endpoint, address = _embedded(settings, endpoint, progress, stack)
        cache = stack.enter_context(ResponseCache(settings.responses_dir, settings.cache_size_limit))
        async with Client(endpoint, profile, settings, cache, address=address) as client:
            yield client, profile


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


def what_was_asked(client: Client, profile: Profile, settings: Settings) -> dict[str, Any]:
    usage = asdict(client.usage)
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
        "requests": {name: usage[name] for name in ("sent", "cached", "failed", "retried")},
        "tokens": {name.removesuffix("_tokens"): usage[name] for name in usage if name.endswith("_tokens")},
        "cost": None,
    }


def replaying(told: Mapping[str, object], store: Store, where: str) -> tuple[Client, Profile]:
    """A client without an endpoint that asks as it is ``told`` in ``where``, by ``what_was_asked``.

    Raises:
        RunFolderError: a setting is missing.
    """
    asked = told.get("settings")
    if not isinstance(asked, Mapping) or not told.get("model"):
        raise RunFolderError(f"{where}: the run did not finish; run again")
    try:
        settings = Settings(
            model=str(told["model"]), temperature=asked["temperature"], seed=asked["seed"], reasks=asked["reasks"]
        )
        profile = replace(
            profile_named(str(asked["profile"])),
            asks=frozenset(asked["asks"]),
            questions_per_call=asked["questions_per_call"],
            max_output_tokens=asked["max_output_tokens"],
            context=asked["context"],
        )
    except KeyError as missing:
        raise RunFolderError(f"{where}: the setting {missing} is missing; run again") from None
    return Client(None, profile, settings, store), profile
