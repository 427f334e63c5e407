"""Whole runs against a server that fails: every document done or named, the totals the server's, the key nowhere."""

import gzip
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from claimextract import Settings, run
from rough import Reply, bad, behaving, good

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

KEY = "sk-planted-run-84c1e09d55aa"
TOWNS = ("Arvik", "Belmora", "Castin", "Dorrel")


def corpus(folder: Path, number: int) -> Path:
    """So many short articles in one file, no two alike."""
    file = folder / "articles.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for n in range(number):
            text = f"The ferry to {TOWNS[n % 4]} carried {n + 100} people on Monday, harbour clerk Ida Moll said."
            lines.write(json.dumps({"id": f"a{n}", "text": text, "published": "2021-03-08"}) + "\n")
    return file


def test_thirty_of_a_hundred_calls_fail_over_a_thousand_documents(tmp_path: Path) -> None:
    chance, lock = random.Random(11), threading.Lock()
    faults: list[Any] = [
        lambda _: bad(429, {"retry-after-ms": "20"}),
        lambda _: bad(500),
        lambda _: bad(503, {"retry-after-ms": "5"}),
        lambda _: Reply(hangs_up=True),
        lambda request: Reply(good(request).body, sends=30),
        lambda request: Reply(good(request).body[:-9]),
        lambda _: Reply(b'{"choices": []}'),
        lambda request: good(request, "", message={"refusal": "No."}),
        lambda request: good(request, "", "content_filter"),
        lambda request: good(request, '{"wrong": 1}'),
    ]

    def script(request: dict[str, Any], _number: int) -> Reply:
        with lock:
            return chance.choice(faults)(request) if chance.random() < 0.3 else good(request)

    file, out = corpus(tmp_path, 1000), tmp_path / "out"
    settings = Settings(
        model="rough", cache_dir=tmp_path / "cache", concurrency=64, retries=2, retry_wait=0.01, api_key=KEY
    )
    with behaving(script) as server:
        first = run(file, out=out, settings=settings.model_copy(update={"base_url": server.url}))
        told = json.loads((out / "run.json").read_text(encoding="utf-8"))
        entries = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
        assert {entry["id"] for entry in entries} == {f"a{n}" for n in range(1000)}
        assert all(entry["status"] == "ok" or entry["reason"] for entry in entries)
        assert told["requests"]["sent"] + told["requests"]["retried"] == server.calls
        assert (told["tokens"]["prompt"], told["tokens"]["output"]) == server.tokens
        assert server.repeated == 0
        undone = sum(entry["status"] != "ok" for entry in entries)
        assert 0 < undone < 300
        server.script = lambda request, _number: good(request)
        second = run(file, out=out, settings=settings.model_copy(update={"base_url": server.url}))
        assert server.repeated == 0
    assert len(second.claims) >= len(first.claims)
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert told["requests"]["failed"] == 0
    assert told["documents"]["all"] == 1000


@pytest.mark.parametrize("content", ["", "I cannot say.", "{}", '{"answers": {"q1": "fact"}}'])
def test_a_model_that_cannot_answer_at_all_is_not_asked_in_ever_smaller_parts(tmp_path: Path, content: str) -> None:
    settings = Settings(model="rough", cache_dir=tmp_path / "cache", retries=0, reasks=1, api_key=KEY)
    with behaving(lambda request, _number: good(request, content)) as server:
        out = run(
            corpus(tmp_path, 1), out=tmp_path / "out", settings=settings.model_copy(update={"base_url": server.url})
        )
        assert server.calls == 6  # the whole and its halves, each asked again once
    [entry] = out.documents
    assert entry.status == "failed"
    assert "did not fit its schema" in (entry.reason or "")


def _command_lines() -> str:
    """The command line of every process of this machine, where it can be read."""
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue
    return "\n".join(lines)


@pytest.mark.parametrize("options", [["--verbose"], ["--log-json", "--json"]])
def test_the_key_of_a_run_is_nowhere(tmp_path: Path, options: list[str]) -> None:
    """The server echoes the key in answers and errors; a run with several processes is searched through and through."""
    echo = f"your key is {KEY}"
    replies = [
        lambda request: good(request, message={"note": echo}),
        lambda _: bad(500, message=echo),
        lambda _: bad(400, message=echo),
        lambda request: good(request, echo),
        lambda request: good(request, "", message={"refusal": echo}),
    ]
    seen: list[str] = []

    def script(request: dict[str, Any], number: int) -> Reply:
        return replies[number % len(replies)](request)

    file = corpus(tmp_path, 60)
    environment = {
        **os.environ,
        "OPENAI_API_KEY": KEY,
        "CLAIMEXTRACT_RETRY_WAIT": "0.05",
        "CLAIMEXTRACT_PROCESSES": "2",
    }
    with behaving(script) as server:
        command = [sys.executable, "-m", "claimextract", "run", str(file), "--out", "out", "--model", "rough"]
        command += ["--base-url", server.url, "--cache-dir", "cache", *options]
        with subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            watcher = threading.Thread(target=lambda: _watch(process, seen))
            watcher.start()
            told = process.communicate(timeout=300)
            watcher.join()
        assert any(KEY in head for head in server.headers)
    assert process.returncode in (0, 1), told[1].decode()
    assert any("claimextract" in lines for lines in seen)
    assert not any(KEY in lines for lines in seen)
    assert KEY.encode() not in told[0] + told[1]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"run.json", "responses.jsonl", "cache.db"} <= {path.name for path in written}
    assert any(_content(path) != path.read_bytes() for path in written)  # what is packed is searched too
    assert [path for path in written if KEY.encode() in _content(path)] == []
    for folder in (tmp_path / "cache").iterdir():
        assert folder.stat().st_mode & 0o077 == 0, folder


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _watch(process: subprocess.Popen[bytes], seen: list[str]) -> None:
    while process.poll() is None:
        seen.append(_command_lines())
        time.sleep(0.1)
