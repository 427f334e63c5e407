"""All checks, in the order in which a run would need what they look at."""

import difflib
import socket
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from ..config import Endpoint, Settings
from ..environment import variables
from ..errors import ConfigurationError, EndpointError
from ..models import Record
from .checks import Check, note, ok, problem
from .packages import packages
from .places import cache, embedded, env_file

__all__ = ["Check", "Diagnosis", "examine"]

_PATIENCE = 10.0  # seconds that an endpoint has to answer
_REDIS = 6379  # the port of an address without one
_LISTED = 8  # models that are named


class Diagnosis(Record):
    """Everything that was looked at, and whether a run is possible."""

    possible: bool
    checks: tuple[Check, ...]


def examine(given: Mapping[str, Any], *, deep: bool = False, ask: bool = False) -> Diagnosis:
    """Look at everything that a run needs. No value of a key is ever part of what is found.

    Args:
        given: settings that were given as arguments, by their names.
        deep: also import every package, hash the weights and start the embedded model's server.
        ask: also ask the endpoint which models it has, which costs nothing, and reach for the engine and the limiter.
    """
    checks = (*packages(deep=deep), *_settings(given, deep=deep, ask=ask))
    return Diagnosis(possible=all(check.state != "problem" for check in checks), checks=checks)


def _settings(given: Mapping[str, Any], *, deep: bool, ask: bool) -> Iterator[Check]:
    yield from _misspelled()
    yield from env_file()
    try:
        settings = Settings(**given)
    except ConfigurationError as error:
        found, _, remedy = str(error).partition(": ")
        yield problem("settings", found, remedy)
        return
    endpoint = None
    try:
        endpoint = settings.endpoint()
    except ConfigurationError as error:
        found, _, remedy = str(error).partition(": ")
        yield problem("endpoint", found, remedy or "see the README, Which model is asked")
    else:
        yield ok("endpoint", _told(endpoint, given))
    yield _key(settings, endpoint, given)
    yield from cache(settings)
    yield from embedded(settings, needed=endpoint is not None and endpoint.kind == "embedded", deep=deep)
    if ask and endpoint is not None:
        yield from _asked(endpoint)
    if ask:
        limiter = settings.limiter.get_secret_value() if settings.limiter else None
        yield from _reached("engine", settings.engine, "start it with `dask scheduler`, or check CLAIMEXTRACT_ENGINE")
        yield from _reached("limiter", limiter, "start it, or check CLAIMEXTRACT_LIMITER")


def _misspelled() -> Iterator[Check]:
    """Variables that look like settings and are none: they would be passed over in silence."""
    names = [f"CLAIMEXTRACT_{name}".upper() for name in Settings.model_fields]
    for variable in variables():
        if variable.setting is None:
            near = difflib.get_close_matches(variable.name, names, 1)
            remedy = f"did you mean {near[0]}?" if near else "remove it"
            yield note("settings", f"{variable.name} ({variable.place}) is no setting and has no effect", remedy)


def _told(endpoint: Endpoint, given: Mapping[str, Any]) -> str:
    if endpoint.kind == "embedded":
        return f"the embedded model{_whence('model', given)}"
    kind = "OpenAI" if endpoint.kind == "openai" else "an OpenAI-compatible server"
    model = f"model {endpoint.model}{_whence('model', given) or ' (the default)'}"
    return f"{kind}, {model}, {_bare(endpoint.base_url or '')}{_whence('base_url', given)}"


def _key(settings: Settings, endpoint: Endpoint | None, given: Mapping[str, Any]) -> Check:
    if settings.api_key is not None:
        unused = ", not used" if endpoint is not None and endpoint.kind == "embedded" else ""
        return ok("key", f"present{_whence('api_key', given)}{unused}")
    if endpoint is not None and endpoint.kind == "compatible":
        return ok("key", "none; a placeholder is sent, which suits servers of your own")
    return ok("key", "none")


def _whence(setting: str, given: Mapping[str, Any]) -> str:
    """Where a setting comes from."""
    if setting in given:
        return " (argument)"
    for variable in variables():
        if variable.setting == setting:
            return f" ({variable.name} in {'.env' if variable.place == '.env' else 'the environment'})"
    return ""


def _bare(address: str) -> str:
    """The address without user name, password and query, any of which may hold a secret."""
    url = urlsplit(address)
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
    return f"{url.scheme}://{host}{f':{url.port}' if url.port else ''}{url.path}{'?…' if url.query else ''}"


def _asked(endpoint: Endpoint) -> Iterator[Check]:
    if endpoint.kind == "embedded":
        yield note("answer", "the embedded model is not asked", "--deep starts it")
        return
    from ..llm.reaching import models_of  # noqa: PLC0415 - deferred: it imports openai

    try:
        models = models_of(endpoint, _PATIENCE)
    except EndpointError as error:
        found, _, remedy = str(error).partition("; ")
        yield problem("answer", found, remedy or "check --base-url, --model and OPENAI_API_KEY")
        return
    if endpoint.model in models:
        yield ok("answer", f"the endpoint answers and lists {endpoint.model}")
    else:
        some = ", ".join(models[:_LISTED]) + (f" and {len(models) - _LISTED} more" if len(models) > _LISTED else "")
        yield note("answer", f"the endpoint answers but does not list {endpoint.model}", f"it lists: {some or 'none'}")


def _reached(name: str, address: str | None, remedy: str) -> Iterator[Check]:
    """Whether somebody listens where workers or a limiter should."""
    url = urlsplit(address or "")
    if address is None or url.hostname is None:
        return
    try:
        socket.create_connection((url.hostname, url.port or _REDIS), _PATIENCE).close()
    except OSError as error:
        yield problem(name, f"{_bare(address)} cannot be reached ({error.strerror or error})", remedy)
    else:
        yield ok(name, f"{_bare(address)} answers")
