"""Runs that are killed, run out of room or lose their network: what is finished stands, and the next run goes on."""

import asyncio
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claimextract import CacheError, RunFolderError, Settings, run
from claimextract.folder import RunFolder
from claimextract.pipeline import crew
from claimextract.pipeline.crew import Crew, _Hand
from claimextract.pipeline.flowing import Desk
from claimextract.pipeline.performing import perform
from claimextract.pipeline.stopping import Stop
from stub import Refusal, Stub, first_allowed

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

KILLS = 50
DOCUMENTS = 150
NAMES = "Ilse Oskar Maud Una Ole Tilde Bram Edda Jorin Kesta".split()
WHAT = ["has no wheel", "will close until the spring", "lost 14 sails", "is unsafe", "opens again on Monday"]


def corpus(folder: Path, count: int) -> None:
    """Small reports in one file and in many."""
    folder.mkdir()
    texts = [
        f"The mill of Tessaly, number {n}, {WHAT[n % 5]}. “It stood for {n + 3} years,” {NAMES[n % 10]} Brandt said."
        for n in range(count)
    ]
    half = count // 2
    for n, text in enumerate(texts[:half]):
        (folder / f"mill-{n:03}.txt").write_text(text, encoding="utf-8")
    lines = [json.dumps({"id": f"d{n}", "text": text}) for n, text in enumerate(texts[half:])]
    (folder / "more.jsonl").write_text("\n".join(lines), encoding="utf-8")


class Log:
    """When each request was answered, by what was asked."""

    def __init__(self) -> None:
        self.answered: dict[str, list[float]] = defaultdict(list)

    def __call__(self, request: dict[str, Any]) -> Any:
        body = json.dumps(request, sort_keys=True).encode()
        self.answered[hashlib.sha256(body).hexdigest()].append(time.monotonic())
        return first_allowed(request["response_format"]["json_schema"]["schema"])


class Zygote:
    """Runs commands in processes that start at once."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "OMP_NUM_THREADS": "1"},
        )
        assert self._answer() == "ready"

    def start(self, *arguments: str) -> int:
        """Start a command; returns its process id."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        return int(self._answer())

    def ended(self) -> int:
        """Wait for the command; returns its exit status, negative for the signal that killed it."""
        return os.waitstatus_to_exitcode(int(self._answer()))

    def close(self) -> None:
        self._process.communicate(timeout=10)

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    made = Zygote(tmp_path)
    yield made
    made.close()


def files(folder: Path) -> dict[str, bytes]:
    """What stands in a run's folder, but for run.json."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "run.json"}


def test_kill_at_any_moment(stub: Stub, tmp_path: Path, zygote: Zygote) -> None:
    chance = random.Random(20261122)
    corpus(tmp_path / "mills", DOCUMENTS)
    stub.answer, stub.delay = Log(), 0.02
    model = ["--base-url", stub.url, "--model", "stub", "--quiet"]
    zygote.start("run", "mills", "--out", "whole", "--cache-dir", "one", *model)
    assert zygote.ended() == 0
    asked = len(stub.requests)

    log = stub.answer = Log()
    killed: list[float] = []
    command = ["run", "mills", "--out", "out", "--cache-dir", "two", *model]
    for _ in range(KILLS):
        pid = zygote.start(*command)
        time.sleep(chance.uniform(0.0, 0.9))
        os.kill(pid, signal.SIGKILL)
        killed.append(time.monotonic())
        assert zygote.ended() in (-signal.SIGKILL, 0)
        for path in (tmp_path / "out").glob("[!.]*.json*"):  # whatever is there is whole
            for line in path.read_text(encoding="utf-8").splitlines() if path.suffix == ".jsonl" else ():
                json.loads(line)
    zygote.start(*command)
    assert zygote.ended() == 0

    left = files(tmp_path / "out")
    assert {name for name in left if not name.startswith(".")} == set(files(tmp_path / "whole"))
    assert {name: left[name] for name in files(tmp_path / "whole")} == files(tmp_path / "whole")
    assert len(log.answered) == asked
    # Nothing is asked again but what was on its way back at the very moment of a kill.
    for times in log.answered.values():
        for first in times[:-1]:
            assert any(0 <= moment - first < 0.5 for moment in killed)
    repeated = sum(len(times) - 1 for times in log.answered.values())
    assert repeated <= asked // 4
    summary = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert summary["requests"]["sent"] + summary["requests"]["cached"] == asked


def run_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def statuses(folder: Path) -> Counter[str]:
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return Counter(json.loads(line)["status"] for line in lines)


def test_one_ctrl_c_finishes_what_is_in_flight_and_writes(stub: Stub, tmp_path: Path, zygote: Zygote) -> None:
    corpus(tmp_path / "mills", 40)
    stub.delay = 0.3
    command = ["run", "mills", "--out", "out", "--base-url", stub.url, "--model", "stub"]
    pid = zygote.start(*command)
    while len(stub.requests) < 10:
        time.sleep(0.01)
    os.kill(pid, signal.SIGINT)
    assert zygote.ended() == 130
    asked, told = len(stub.requests), run_of(tmp_path / "out")
    found = statuses(tmp_path / "out")
    assert set(found) == {"ok", "failed"}
    assert told["requests"]["sent"] == asked == found["ok"]
    lines = (tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert all((entry["reason"] is None) or "interrupted" in entry["reason"] for entry in map(json.loads, lines))
    stub.delay = 0.0
    zygote.start(*command)
    assert zygote.ended() == 0
    assert statuses(tmp_path / "out") == {"ok": 40}
    assert len(stub.requests) == 40


def test_two_ctrl_c_stop_at_once(stub: Stub, tmp_path: Path, zygote: Zygote) -> None:
    corpus(tmp_path / "mills", 20)
    stub.delay = 10.0
    pid = zygote.start("run", "mills", "--out", "out", "--base-url", stub.url, "--model", "stub")
    while len(stub.requests) < 4:
        time.sleep(0.01)
    began = time.monotonic()
    os.kill(pid, signal.SIGINT)
    time.sleep(0.3)
    os.kill(pid, signal.SIGINT)
    assert zygote.ended() == 130
    assert time.monotonic() - began < 8
    assert run_of(tmp_path / "out") == {}


@pytest.mark.parametrize("place", ["finished", "out"])
def test_a_full_disk_is_told_and_loses_nothing(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    corpus(tmp_path / "mills", 12)
    configured = Settings(**stub.settings, cache_dir=tmp_path / "cache", concurrency=2)
    real, written = tempfile.mkstemp, []

    def full(*arguments: Any, **named: Any) -> Any:
        if place in str(named.get("dir")) and len(written) >= 5:
            raise OSError(28, "No space left on device")
        written.append(named.get("dir"))
        return real(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkstemp", full)
        with pytest.raises((CacheError, RunFolderError), match=rf"{place}.*No space left on device"):
            run("mills", out="out", settings=configured)
    asked = len(stub.requests)
    result = run("mills", out="out", settings=configured)
    assert {entry.status for entry in result.documents} == {"ok"}
    assert len(stub.requests) == 12
    assert result.summary["requests"]["cached"] == asked


def test_a_network_that_goes_away_is_told_and_gone_on_from(stub: Stub, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    corpus(tmp_path / "mills", 10)
    configured = Settings(**stub.settings, cache_dir=tmp_path / "cache", concurrency=1, retries=1, retry_wait=0.01)
    answered = []

    def cut(request: dict[str, Any]) -> Any:
        if len(answered) >= 4:
            raise ConnectionResetError  # the connection breaks off without an answer
        answered.append(request)
        return first_allowed(request["response_format"]["json_schema"]["schema"])

    stub.answer = cut
    first = run("mills", out="out", settings=configured)
    assert Counter(entry.status for entry in first.documents) == {"ok": 4, "failed": 6}
    assert first.summary["requests"]["failed"] == 6
    stub.answer = lambda request: first_allowed(request["response_format"]["json_schema"]["schema"])
    stub.requests.clear()
    second = run("mills", out="out", settings=configured)
    assert {entry.status for entry in second.documents} == {"ok"}
    assert len(stub.requests) == 6


def test_a_thousand_documents_with_calls_that_fail_at_random(stub: Stub, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    corpus(tmp_path / "mills", 1000)
    chance, lock = random.Random(3), threading.Lock()
    seen: Counter[str] = Counter()
    good: Counter[str] = Counter()

    def answer(request: dict[str, Any]) -> Any:
        body = json.dumps(request, sort_keys=True)
        with lock:
            seen[body] += 1
            if chance.random() < 0.3:
                return Refusal(chance.choice([429, 500, 503]), {"error": {"message": "try again"}})
            good[body] += 1
        return first_allowed(request["response_format"]["json_schema"]["schema"])

    stub.answer = answer
    configured = Settings(
        **stub.settings, cache_dir=tmp_path / "cache", concurrency=16, retries=2, retry_wait=0.001, processes=2
    )
    result = run("mills", out="out", settings=configured, table=False)
    found = Counter(entry.status for entry in result.documents)
    assert found.total() == 1000
    assert found["failed"] > 0
    assert all(entry.reason and "tried" in entry.reason for entry in result.documents if entry.status != "ok")
    told = result.summary["requests"]
    assert told["sent"] + told["retried"] == seen.total() == len(stub.requests)
    assert told["failed"] == found["failed"] == len(seen) - len(good)
    assert result.summary["tokens"]["output"] == 10 * good.total()
    assert max(good.values()) == 1  # nothing is asked again after it was answered
    stub.answer = lambda request: first_allowed(request["response_format"]["json_schema"]["schema"])
    asked = len(stub.requests)
    again = run("mills", out="out", settings=configured, table=False)
    assert {entry.status for entry in again.documents} == {"ok"}
    assert len(stub.requests) - asked == found["failed"]


@pytest.mark.parametrize(("at_hand", "processes", "forks"), [(100, 2, True), (100, 2, False), (20, 0, True)])
def test_many_documents_at_hand_wait_for_the_processes(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_hand: int, processes: int, forks: bool
) -> None:
    """This process would take as long to begin, and take the time from them; a few it does itself."""
    monkeypatch.chdir(tmp_path)
    corpus(tmp_path / "mills", at_hand)
    configured = Settings(**stub.settings, cache_dir=tmp_path / "cache", concurrency=64, processes=2)
    real, here, hands = Desk.take, [], set()

    async def take(desk: Desk, document: Any, key: str) -> Any:
        here.append(document.id)
        return await real(desk, document, key)

    async def handed(hand: _Hand, document: Any, key: str) -> Any:
        hands.add(hand.pid)
        return await given(hand, document, key)

    given = _Hand.take
    monkeypatch.setattr(crew, "_FORKS", forks)
    monkeypatch.setattr(Desk, "take", take)
    monkeypatch.setattr(_Hand, "take", handed)
    result = run("mills", out="out", settings=configured, table=False)
    assert Counter(entry.status for entry in result.documents) == {"ok": at_hand}
    assert len(hands) == processes
    assert len(here) == (0 if processes else at_hand)
    for pid in hands:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_run_that_is_stopped_while_its_processes_start_waits_for_none(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    corpus(tmp_path / "mills", 100)
    configured = Settings(**stub.settings, cache_dir=tmp_path / "cache", concurrency=64, processes=2)
    real, first, stopped = Crew._started, [], Stop()

    async def started(self: Crew, count: int) -> Any:
        hands = await real(self, count)
        first.append(hands[0]._first)
        stopped("told to")
        return hands

    monkeypatch.setattr(Crew, "_started", started)
    result = asyncio.run(perform(["mills"], RunFolder(Path("out")), configured, table=False, stop=stopped))
    assert {entry.reason for entry in result.documents} == {"not done: told to"}
    assert len(result.documents) == 100
    assert [process.returncode for process in first] == [-signal.SIGKILL]
    assert stub.requests == []
    again = run("mills", out="out", settings=configured, table=False)
    assert Counter(entry.status for entry in again.documents) == {"ok": 100}


@pytest.mark.parametrize("number", [0, 1])
def test_a_process_that_is_killed_costs_no_document(
    stub: Stub, tmp_path: Path, monkeypatch, recwarn, number: int
) -> None:
    monkeypatch.chdir(tmp_path)
    corpus(tmp_path / "mills", 400)
    stub.delay = 0.6
    configured = Settings(**stub.settings, cache_dir=tmp_path / "cache", concurrency=16, processes=2)
    monkeypatch.setattr(crew, "_ALONE", 0)
    real, killed, met = _Hand.take, [], []

    async def take(hand: _Hand, document: Any, key: str) -> Any:
        met.extend({hand} - {*met})
        if not killed and len(met) > number and len(met[number].waiting) >= 2:
            killed.append(met[number])
            os.kill(met[number].pid, signal.SIGKILL)
        return await real(hand, document, key)

    monkeypatch.setattr(_Hand, "take", take)
    result = run("mills", out="out", settings=configured, table=False)
    assert killed
    assert Counter(entry.status for entry in result.documents) == {"ok": 400}
    assert len({claim.document_id for claim in result.claims}) == 400
