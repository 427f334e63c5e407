"""What the doctor finds, what it advises, and what it never says or does."""

import json
import os
import shutil
import socket
import stat
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from claimextract.config import Settings
from claimextract.doctor import Diagnosis, examine
from claimextract.doctor import packages as packages_module
from claimextract.doctor import places as places_module
from claimextract.environment import variables
from claimextract.errors import ServerError
from claimextract.local import PINNED, look, weights_path

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

KEY = "sk-planted-key-of-a-test"
GGUF = b"GGUF" + bytes(5000)
SPEC = replace(PINNED, filename="small.gguf", size=len(GGUF), sha256=sha256(GGUF).hexdigest())


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder and a cache of its own, and a machine on which the embedded model can be installed."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(places_module, "_free_memory", lambda: 8_000_000_000)


@pytest.fixture
def models() -> Iterator[Callable[..., str]]:
    """An endpoint whose list of models is whatever is asked for; gives its address."""
    servers = []

    def serve(status: int = 200, body: str = '{"object": "list", "data": [{"id": "stub"}]}') -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append((self.path, self.headers["authorization"]))
                self.send_response(status if self.path == "/v1/models" else 404)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/v1"

    asked: list[tuple[str, str]] = []
    serve.asked = asked
    yield serve
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def found(diagnosis: Diagnosis, name: str) -> tuple[str, str, str | None]:
    [check] = [check for check in diagnosis.checks if check.name == name]
    return check.state, check.found, check.remedy


def problems(diagnosis: Diagnosis) -> list[str]:
    return [check.name for check in diagnosis.checks if check.state == "problem"]


# -- the endpoint ------------------------------------------------------------------------------------------------------


def test_with_nothing_set_the_embedded_model_serves() -> None:
    diagnosis = examine({})
    assert diagnosis.possible
    assert found(diagnosis, "endpoint") == ("ok", "the embedded model", None)
    assert found(diagnosis, "key") == ("ok", "none", None)
    state, told, _ = found(diagnosis, "weights")
    assert (state, "not fetched yet" in told, "1,219 MB" in told) == ("note", True, True)
    assert not Path(os.environ["XDG_CACHE_HOME"]).exists()  # nothing was made


def test_without_any_model_no_run_is_possible(cli, monkeypatch) -> None:
    monkeypatch.setattr("claimextract.config.importlib.util.find_spec", lambda name: None)
    outcome = cli("doctor")
    assert outcome.status == 2
    assert "problem endpoint: no model to ask\n        → set OPENAI_API_KEY in the environment" in outcome.out
    assert "pip install 'claimextract[local]'" in outcome.out
    assert outcome.out.endswith("no run is possible like this\n")
    assert outcome.err == ""


def test_what_is_configured_is_told_with_its_origin(monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    Path(".env").write_text("CLAIMEXTRACT_MODEL=gpt-9\nOPENAI_API_KEY=another\n")
    diagnosis = examine({})
    told = "OpenAI, model gpt-9 (CLAIMEXTRACT_MODEL in .env), https://api.openai.com/v1"
    assert found(diagnosis, "endpoint") == ("ok", told, None)
    assert found(diagnosis, "key")[1] == "present (OPENAI_API_KEY in the environment)"
    diagnosis = examine({"model": "m", "base_url": "http://127.0.0.1:1/v1"})
    told = "an OpenAI-compatible server, model m (argument), http://127.0.0.1:1/v1 (argument)"
    assert found(diagnosis, "endpoint")[1] == told


def test_a_key_of_the_program_s_own_wins_and_is_named(monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "first")
    monkeypatch.setenv("CLAIMEXTRACT_API_KEY", KEY)
    assert Settings().api_key.get_secret_value() == KEY
    assert found(examine({}), "key")[1] == "present (CLAIMEXTRACT_API_KEY in the environment)"


def test_a_misspelled_variable_is_found(monkeypatch) -> None:
    monkeypatch.setenv("CLAIMEXTRACT_MODLE", "gpt-9")
    Path(".env").write_text("CLAIMEXTRACT_CACHEDIR=x\nOTHER=1\n")
    told = {check.found: check.remedy for check in examine({}).checks if check.name == "settings"}
    assert told == {
        "CLAIMEXTRACT_MODLE (environment) is no setting and has no effect": "did you mean CLAIMEXTRACT_MODEL?",
        "CLAIMEXTRACT_CACHEDIR (.env) is no setting and has no effect": "did you mean CLAIMEXTRACT_CACHE_DIR?",
    }
    assert {variable.setting for variable in variables()} == {None}


@pytest.mark.parametrize(
    ("given", "name", "told"),
    [
        ({"base_url": "nonsense"}, "settings", "base_url"),
        ({"base_url": f"http://me:{KEY}@127.0.0.1/v1", "model": "m"}, "settings", "user name or password"),
        ({"base_url": "http://127.0.0.1/v1"}, "endpoint", "--model"),
        ({"model": "gpt-9"}, "endpoint", "OPENAI_API_KEY"),
        ({"weights": "nowhere.gguf"}, "weights", "--weights FILE.gguf"),
    ],
)
def test_what_is_wrong_comes_with_its_remedy(given, name, told) -> None:
    diagnosis = examine(given)
    assert problems(diagnosis) == [name]
    assert not diagnosis.possible
    [check] = [check for check in diagnosis.checks if check.state == "problem"]
    assert check.remedy
    assert told in f"{check.found} {check.remedy}"


def test_no_secret_is_ever_shown(cli, monkeypatch, models) -> None:
    url = models(401, json.dumps({"error": {"message": f"bad key {KEY}"}}))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    Path(".env").write_text(f"CLAIMEXTRACT_API_KEYS={KEY}\n")
    for address in (f"{url}?token={KEY}", url, f"http://user:{KEY}@127.0.0.1/v1", f"http://{KEY}:{KEY}"):
        for options in ([], ["--json"], ["--ask"]):
            outcome = cli("doctor", "--model", "m", "--base-url", address, *options)
            assert KEY not in outcome.out + outcome.err
    assert models.asked


def test_an_env_file_that_others_can_read_is_told(monkeypatch) -> None:
    Path(".env").write_text(f"OPENAI_API_KEY={KEY}\n")
    Path(".env").chmod(0o644)
    assert found(examine({}), ".env") == ("note", "other users of this machine can read it", "chmod 600 .env")
    Path(".env").chmod(0o600)
    assert ".env" not in {check.name for check in examine({}).checks}
    Path(".env").write_bytes(b"\xff\xfe")
    assert problems(examine({})) == ["settings"]


# -- asking the endpoint -----------------------------------------------------------------------------------------------


def test_the_endpoint_is_only_asked_on_request(models) -> None:
    given = {"base_url": models(), "model": "stub"}
    assert "answer" not in {check.name for check in examine(given).checks}
    assert models.asked == []
    told = found(examine(given, ask=True), "answer")
    assert told == ("ok", "the endpoint answers and lists stub", None)
    assert models.asked == [("/v1/models", "Bearer none")]


@pytest.mark.parametrize(
    ("status", "body", "state", "told"),
    [
        (200, '{"data": [{"id": "b"}, {"id": "a"}]}', "note", "it lists: a, b"),
        (200, '{"data": []}', "note", "it lists: none"),
        (200, "<html>hello</html>", "problem", "no list of models"),
        (200, "[1]", "problem", "no list of models"),
        (401, "{}", "problem", "OPENAI_API_KEY"),
        (404, "{}", "problem", "/v1"),
        (503, "no", "problem", "HTTP 503"),
    ],
)
def test_what_the_endpoint_answers_is_told(models, status, body, state, told) -> None:
    diagnosis = examine({"base_url": models(status, body), "model": "stub"}, ask=True)
    seen, *words = found(diagnosis, "answer")
    assert seen == state
    assert told in " ".join(words)
    assert diagnosis.possible is (state != "problem")


def test_an_endpoint_that_is_not_there_or_silent_is_a_problem(monkeypatch) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        monkeypatch.setattr("claimextract.doctor.examining._PATIENCE", 0.3)
        diagnosis = examine({"base_url": address, "model": "m"}, ask=True)
        assert found(diagnosis, "answer")[0] == "problem"
        assert "did not answer within 0.3 s" in found(diagnosis, "answer")[1]
    diagnosis = examine({"base_url": address, "model": "m"}, ask=True)
    assert "cannot be reached" in found(diagnosis, "answer")[1]
    assert found(examine({}, ask=True), "answer")[0] == "note"  # the embedded model


# -- packages ----------------------------------------------------------------------------------------------------------


def test_packages_and_extras_are_told() -> None:
    diagnosis = examine({})
    assert found(diagnosis, "program")[1].startswith("claimextract ")
    assert found(diagnosis, "packages")[1].startswith("all ")
    assert "None" not in found(diagnosis, "packages")[1]
    assert found(diagnosis, "extra pandas")[0] == "ok"
    assert "extra dev" not in {check.name for check in diagnosis.checks}


def test_missing_packages_are_named_with_the_command_that_installs_them(monkeypatch) -> None:
    real = packages_module._version
    monkeypatch.setattr(packages_module, "_version", lambda name: None if name in {"polars", "rich"} else real(name))
    diagnosis = examine({})
    assert found(diagnosis, "packages") == ("problem", "missing: rich", "pip install rich")
    assert found(diagnosis, "extra polars") == ("note", "not installed: polars", "pip install 'claimextract[polars]'")


def test_a_package_that_is_there_but_broken_is_found_by_looking_deep(tmp_path, monkeypatch) -> None:
    site = tmp_path / "site"
    for name, body in {"sound": "", "broken": "raise OSError('illegal instruction')"}.items():
        (site / f"{name}-1.0.dist-info").mkdir(parents=True)
        (site / f"{name}-1.0.dist-info" / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n")
        (site / f"{name}-1.0.dist-info" / "top_level.txt").write_text(f"{name}\n")
        (site / f"{name}.py").write_text(body)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setattr(packages_module, "_wanted", lambda: {"": ["sound"], "more": ["broken"]})
    monkeypatch.setattr(packages_module, "_TOLD", ("sound",))
    told = {check.name: check for check in packages_module.packages(deep=True)}
    assert told["extra more"].state == "ok"
    assert told["package broken"].state == "note"
    assert "illegal instruction" in told["package broken"].found
    assert "package sound" not in told
    assert "package broken" not in {check.name for check in packages_module.packages(deep=False)}


# -- folders and weights -----------------------------------------------------------------------------------------------


def test_the_cache_is_measured_and_not_made(cli, articles, stub) -> None:
    assert "nothing kept yet" in found(examine({}), "cache")[1]
    cli("run", "articles", "--out", "out", "--base-url", stub.url, "--model", "stub")
    state, told, _ = found(examine({}), "cache")
    assert state == "ok"
    assert f": {len(stub.requests)} responses, " in told
    responses = Settings().responses_dir
    responses.chmod(0o755)
    assert any(check.remedy == f"chmod 700 {responses}" for check in examine({}).checks)
    shutil.copy(articles / "pier.txt", responses / "cache.db")
    assert problems(examine({})) == ["cache"]


def test_a_cache_that_cannot_be_written_is_a_problem(tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    assert problems(examine({"cache_dir": tmp_path / "file" / "cache"})) == ["cache"]
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    assert problems(examine({"cache_dir": tmp_path})) == ["cache"]


def test_room_for_the_weights_is_looked_at(monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("claimextract.local.looking.shutil.disk_usage", lambda _: usage(2, 1, 10**9))
    state, told, remedy = found(examine({}), "weights")
    assert (state, remedy) == ("problem", "free some space, or name another disk with --cache-dir")
    assert "1,000 MB are free" in told
    other = examine({"base_url": "http://127.0.0.1/v1", "model": "m"})  # it is not needed there
    assert other.possible


def test_little_memory_is_told(monkeypatch) -> None:
    monkeypatch.setattr(places_module, "_free_memory", lambda: 500_000_000)
    assert found(examine({}), "memory")[:2] == ("note", "500 MB are free, the embedded model takes 2,000 MB")


def test_looking_at_weights_neither_fetches_nor_verifies_nor_writes(tmp_path) -> None:
    cache = tmp_path / "c"
    nothing = look(cache, spec=SPEC)
    assert (nothing.size, nothing.usable, nothing.needed, cache.exists()) == (None, False, SPEC.room, False)
    (cache / "weights").mkdir(parents=True)
    file = cache / "weights" / SPEC.filename
    file.write_bytes(GGUF)
    unknown = look(cache, spec=SPEC)
    assert (unknown.size, unknown.sha256, unknown.usable, unknown.needed) == (len(GGUF), None, False, 0)
    assert look(cache, spec=SPEC, verify=True).usable
    assert [path.name for path in (cache / "weights").iterdir()] == [SPEC.filename]
    weights_path(cache, spec=SPEC)
    assert look(cache, spec=SPEC).usable
    file.write_bytes(GGUF[:-1] + b"x")
    assert not look(cache, spec=SPEC, verify=True).usable


def test_a_file_of_the_user_s_own_is_looked_at(tmp_path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(GGUF)
    assert found(examine({"weights": own}), "weights")[0] == "note"
    weights_path(Settings().cache_dir, own)
    state, told, _ = found(examine({"weights": own}), "weights")
    assert (state, told) == ("ok", f"{own}: 0 MB, sha256 {SPEC.sha256[:16]}… verified")


@pytest.mark.parametrize(("broken", "state"), [(False, "ok"), (True, "problem")])
def test_the_embedded_server_is_started_by_looking_deep_only(tmp_path, monkeypatch, broken, state) -> None:
    started = []

    class Server:
        def __init__(self, weights: object) -> None:
            self.weights = weights

        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def start(self) -> None:
            started.append(self.weights)
            if broken:
                raise ServerError("no memory")

    monkeypatch.setattr(places_module, "EmbeddedServer", Server)
    monkeypatch.setattr(packages_module, "_faults", lambda *_, **__: iter(()))
    own = tmp_path / "own.gguf"
    own.write_bytes(GGUF)
    assert "server" not in {check.name for check in examine({"weights": own}).checks}
    assert started == []
    assert found(examine({"weights": own}, deep=True), "server")[0] == state
    assert [weights.path for weights in started] == [own]


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_findings_as_json(cli) -> None:
    outcome = cli("doctor", "--json")
    assert outcome.status == 0
    diagnosis = Diagnosis.model_validate_json(outcome.out)
    assert diagnosis.possible
    assert {check["state"] for check in json.loads(outcome.out)["checks"]} <= {"ok", "note", "problem"}
    broken = cli("doctor", "--json", "--model", "gpt-9")
    assert (broken.status, json.loads(broken.out)["possible"]) == (2, False)


def test_quiet_leaves_out_what_is_well(cli) -> None:
    full, quiet = cli("doctor"), cli("doctor", "--quiet")
    assert full.status == quiet.status == 0
    assert "ok      program: claimextract" in full.out
    assert full.out.endswith("a run is possible\n")
    assert {line.split()[0] for line in quiet.out.splitlines()} <= {"note", "→"}


def test_what_is_found_cannot_steer_the_terminal(cli, tmp_path) -> None:
    outcome = cli("doctor", "--cache-dir", f"{tmp_path}/\x1b]0;owned\x07[red]x[/red]")
    assert "\x1b" not in outcome.out
    assert "[red]x[/red]" in outcome.out


def test_the_mode_of_a_folder_that_runs_made_is_private(cli, articles, stub) -> None:
    cli("run", "articles", "--out", "out", "--base-url", stub.url, "--model", "stub")
    assert stat.S_IMODE(Settings().responses_dir.stat().st_mode) == 0o700
