"""The embedded server: it starts on demand, repeats itself exactly, and is gone however its owner ends."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import platformdirs
import pytest

from claimextract.errors import ConfigurationError, ServerError
from claimextract.local import EmbeddedServer, Weights, weights_path
from claimextract.local import server as server_module

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture(scope="module")
def weights() -> Weights:
    return weights_path(platformdirs.user_cache_path("claimextract"))


@pytest.fixture(scope="module")
def server(weights):
    with EmbeddedServer(weights) as running:
        yield running


def port_of(address: str) -> int:
    return int(address.removesuffix("/v1").rpartition(":")[2])


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def gone_within(port: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_open(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def get(address: str, body: dict | None = None, headers: dict | None = None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.read(), answer.headers


def ask(server: EmbeddedServer, question: str, tokens: int = 12) -> dict:
    body = {
        "model": server.model_name,
        "messages": [{"role": "user", "content": question}],
        "max_tokens": tokens,
        "temperature": 0,
        "cache_prompt": False,
    }
    return json.loads(get(f"{server.base_url}/chat/completions", body)[0])


@pytest.mark.embedded
def test_the_same_questions_in_any_order_have_the_same_answers(server):
    questions = [f"Name {number} {things}." for number in (2, 3) for things in ("rivers of Norway", "birds", "metals")]
    first = {question: ask(server, question)["choices"] for question in questions}
    shuffled = questions[:]
    random.Random(7).shuffle(shuffled)
    assert shuffled != questions
    assert {question: ask(server, question)["choices"] for question in shuffled} == first


@pytest.mark.embedded
def test_a_json_schema_binds_the_answer(server):
    schema = {
        "type": "object",
        "properties": {"colour": {"enum": ["teal", "ochre"]}},
        "required": ["colour"],
        "additionalProperties": False,
    }
    body = {
        "model": server.model_name,
        "messages": [{"role": "user", "content": "What is the colour of the sky? Answer: blue."}],
        "max_tokens": 30,
        "temperature": 0,
        "response_format": {"type": "json_schema", "json_schema": {"name": "colour", "schema": schema, "strict": True}},
    }
    answer = json.loads(get(f"{server.base_url}/chat/completions", body)[0])
    assert json.loads(answer["choices"][0]["message"]["content"])["colour"] in {"teal", "ochre"}


@pytest.mark.embedded
def test_answers_name_the_model_by_its_hash_and_never_by_a_path(server, weights):
    answer = ask(server, "Say yes.", 3)
    models = get(f"{server.base_url}/models")[0].decode()
    assert answer["model"] == server.model_name == f"sha256:{weights.sha256}"
    for text in (json.dumps(answer), models):
        assert str(weights.path.parent) not in text
        assert weights.path.name not in text


@pytest.mark.embedded
def test_it_listens_on_loopback_only_and_shows_nothing_else(server):
    root = server.base_url.removesuffix("/v1")
    assert root.startswith("http://127.0.0.1:")
    listening = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            if state == "0A" and int(address.rpartition(":")[2], 16) == port_of(server.base_url):
                listening.append(address.rpartition(":")[0])
    assert listening == ["0100007F"]
    for page in ("/", "/slots", "/metrics"):
        with pytest.raises(urllib.error.HTTPError):
            get(root + page)
    headers = get(root + "/health", headers={"Origin": "https://elsewhere.example"})[1]
    assert not headers.get("Access-Control-Allow-Origin")


@pytest.mark.embedded
def test_closing_does_not_wait_for_a_request_under_way_and_a_later_use_starts_again(weights, capfd):
    with EmbeddedServer(weights) as server:
        port = port_of(server.base_url)
        endings = []

        def long_request() -> None:
            try:
                ask(server, "Tell a very long story.", 2000)
            except OSError as error:
                endings.append(error)

        thread = threading.Thread(target=long_request)
        thread.start()
        time.sleep(1)
        started = time.monotonic()
        server.close()
        assert time.monotonic() - started < 10
        assert not is_open(port)
        thread.join(10)
        assert len(endings) == 1
        assert ask(server, "Say yes.", 3)["usage"]["completion_tokens"] > 0
        port = port_of(server.base_url)
    assert not is_open(port)
    assert capfd.readouterr() == ("", "")


@pytest.mark.embedded
def test_a_server_that_died_is_said(weights):
    with EmbeddedServer(weights) as server:
        server.start()
        assert server._process is not None
        os.kill(server._process.pid, signal.SIGKILL)
        server._process.wait(10)
        with pytest.raises(ServerError, match="died"):
            server.start()


OWNER = """
import json, signal, sys, threading, time, urllib.request
from pathlib import Path
from claimextract.local import EmbeddedServer, Weights
signal.signal(signal.SIGINT, signal.default_int_handler)
server = EmbeddedServer(Weights(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
address = server.base_url
body = json.dumps({"messages": [{"role": "user", "content": "Tell a long story."}], "max_tokens": 2000}).encode()
request = urllib.request.Request(address + "/chat/completions", body, {"Content-Type": "application/json"})
threading.Thread(target=lambda: urllib.request.urlopen(request), daemon=True).start()
time.sleep(1)
print(address, flush=True)
if sys.argv[4] == "raise":
    raise RuntimeError("on purpose")
if sys.argv[4] == "exit":
    sys.exit(0)
time.sleep(60)
"""


@pytest.mark.embedded
@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("exit", 0),
        ("raise", 1),
        (signal.SIGINT, -signal.SIGINT),
        (signal.SIGTERM, -signal.SIGTERM),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_it_is_gone_however_its_owner_ends(weights, ending, status):
    how = ending if isinstance(ending, str) else "wait"
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(weights.path), weights.sha256, str(weights.size), how],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    port = port_of(owner.stdout.readline().strip())
    if isinstance(ending, signal.Signals):
        assert is_open(port)
        owner.send_signal(ending)
    assert owner.wait(10) == status
    owner.stdout.close()
    assert gone_within(port, 5)


def test_nothing_starts_before_it_is_used(tmp_path):
    server = EmbeddedServer(Weights(tmp_path / "none.gguf", "0" * 64, 0))
    assert server.model_name == f"sha256:{'0' * 64}"
    assert server._process is None
    server.close()


@pytest.mark.parametrize("content", [b"GGUF", b"GGUF\x03\0\0\0" + bytes(range(256)) * 50, b"", None])
def test_a_broken_model_is_an_error_with_the_file_and_a_remedy(tmp_path, capfd, content):
    path = tmp_path / "broken.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ServerError, match="complete GGUF model") as caught:
        EmbeddedServer(Weights(path, "0" * 64, 0)).start()
    assert str(path) in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_missing_xllamacpp_is_a_configuration_error_with_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(server_module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'claimextract\[local\]'"):
        EmbeddedServer(Weights(tmp_path / "none.gguf", "0" * 64, 0)).start()
