"""Runs by the workers of a Dask scheduler: real processes, one of them killed, and what they keep to together."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from claimextract import Settings, run
from claimextract.llm.limits import Amount, bound
from claimextract.pipeline.shares import Share
from claimextract.pipeline.storing import unpacked
from dasking import Farm, limiter, until
from stub import Stub, first_allowed

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

KEY = "sk-planted-1c7e09d4b2"
NAMES = "Ilse Oskar Maud Una Ole Tilde Bram Edda Jorin Kesta".split()
WHAT = ["has no wheel", "will close until the spring", "lost 14 sails", "is unsafe", "opens again on Monday"]


def corpus(path: Path, count: int) -> None:
    """Small reports in one file, with others in each test: workers remember answers."""
    town = random.Random(str(path)).randrange(10**9)
    texts = [
        f"The mill of Tessaly, number {n} in district {town}, {WHAT[n % 5]}. “It stood for {n + 3} years,” "
        f"{NAMES[n % 10]} Brandt said."
        for n in range(count)
    ]
    lines = [json.dumps({"id": f"d{n}", "text": text}) for n, text in enumerate(texts)]
    path.write_text("\n".join(lines), encoding="utf-8")


class Answers:
    """What was asked, and what was answered and when."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []
        self._lock = threading.Lock()

    def __call__(self, request: dict[str, Any]) -> Any:
        with self._lock:
            self.asked[json.dumps(request, sort_keys=True)] += 1
            self.times.append(time.monotonic())
        return first_allowed(request["response_format"]["json_schema"]["schema"])


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    folder = tmp_path / "farm"
    folder.mkdir()
    made = Farm(folder)
    yield made
    made.end()


class Ran:
    """A command that runs in a process of its own."""

    def __init__(self, folder: Path, *arguments: object, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "claimextract", *map(str, arguments)],
            cwd=folder,
            env={**os.environ, "OMP_NUM_THREADS": "1", "CLAIMEXTRACT_CACHE_DIR": str(folder / "own"), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def pid(self) -> int:
        return self._process.pid

    def status(self) -> int:
        self.said, _ = self._process.communicate(timeout=180)
        return self._process.returncode


def files(folder: Path) -> dict[str, bytes]:
    """What stands in a run's folder, but for run.json."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "run.json"}


def told(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def statuses(folder: Path) -> Counter[str]:
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return Counter(json.loads(line)["status"] for line in lines)


def finished(store: Path) -> int:
    """How many documents stand in a store, next to its mark."""
    return sum(path.is_file() and not path.name.startswith(".") for path in store.glob("??/*")) - 1


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """A scheduler and two workers that several tests use, with a limiter, each worker with a key of its own."""
    folder = tmp_path_factory.mktemp("farm")
    made = Farm(folder)
    with limiter(folder) as address:
        try:
            made.scheduler()
            prices = folder / "prices.json"
            prices.write_text('{"stub": {"input": 1.0, "output": 10.0}}', encoding="utf-8")
            own = {"CLAIMEXTRACT_LIMITER": address, "CLAIMEXTRACT_PRICES": str(prices)}
            for number in (1, 2):
                made.worker(f"cache{number}", OPENAI_API_KEY=f"{KEY}-{number}", **own)
            made.limiter = address
            yield made
        finally:
            made.end()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder that all processes see."""
    made = tmp_path / "shared"
    made.mkdir()
    return made


def test_a_worker_killed_mid_run_costs_no_document_and_nothing_twice(
    stub: Stub, tmp_path: Path, farm: Farm, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 120
    corpus(tmp_path / "mills.jsonl", count)
    monkeypatch.chdir(tmp_path)
    run("mills.jsonl", out="whole", settings=Settings(**stub.settings, cache_dir=tmp_path / "alone"))
    asked = len(stub.requests)

    log = stub.answer = Answers()
    stub.delay = 0.1
    farm.scheduler()
    doomed = farm.worker("one", OPENAI_API_KEY=KEY)
    farm.worker("two", OPENAI_API_KEY=KEY)
    options = ["--engine", farm.engine, "--store", store.as_uri(), "--base-url", stub.url, "--model", "stub"]
    ran = Ran(
        tmp_path, "run", "mills.jsonl", "--out", "out", *options, OPENAI_API_KEY=KEY, CLAIMEXTRACT_CONCURRENCY="4"
    )
    until(lambda: ran.ended or finished(store) > count // 4, "nothing was finished")
    os.kill(doomed.pid, signal.SIGKILL)
    done = {
        share.head.entry.id for path in store.glob("??/[!.]*") if (share := Share.read(unpacked(path.read_bytes())))
    }
    assert ran.status() == 0, ran.said + farm.logs

    assert count // 4 < len(done) < count
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert statuses(tmp_path / "out") == {"ok": count}
    assert finished(store) == count
    # Asked twice is only what the worker had in flight, or just in hand, at the moment of its death.
    assert len(log.asked) == asked
    repeated = {f"d{re.search('number ([0-9]+) in', body)[1]}" for body, times in log.asked.items() if times > 1}
    assert not repeated & done
    assert sum(log.asked.values()) - asked == len(repeated) <= 16
    summary = told(tmp_path / "out")
    assert summary["requests"]["sent"] <= sum(log.asked.values())

    places = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(places) > count
    assert not [path for path in places if KEY.encode() in path.read_bytes()]
    assert KEY not in ran.said
    assert {headers["authorization"] for headers in stub.headers[asked:]} == {f"Bearer {KEY}"}


def test_documents_whose_workers_end_are_listed_and_done_by_the_next_run(
    stub: Stub, tmp_path: Path, farm: Farm, store: Path
) -> None:
    corpus(tmp_path / "mills.jsonl", 40)
    stub.delay = 0.5
    farm.scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    doomed = farm.worker("one")
    options = ["--engine", farm.engine, "--store", store.as_uri(), "--base-url", stub.url, "--model", "stub"]
    ran = Ran(tmp_path, "run", "mills.jsonl", "--out", "out", *options, CLAIMEXTRACT_CONCURRENCY="2")
    until(lambda: ran.ended or finished(store) >= 4, "nothing was finished")
    farm.worker("two")
    os.kill(doomed.pid, signal.SIGKILL)
    assert ran.status() == 1, ran.said
    assert "the workers that went through it ended" in ran.said
    found = statuses(tmp_path / "out")
    assert found["ok"] == finished(store)
    assert found["ok"] + found["failed"] == 40
    assert 4 <= found["ok"] < 40
    stub.delay, asked = 0.0, len(stub.requests)
    again = Ran(tmp_path, "run", "mills.jsonl", "--out", "out", *options)
    assert again.status() == 0, again.said
    assert statuses(tmp_path / "out") == {"ok": 40}
    assert len(stub.requests) - asked == found["failed"]


def test_workers_keep_to_one_limit_a_minute_together(stub: Stub, tmp_path: Path, shared: Farm, store: Path) -> None:
    corpus(tmp_path / "mills.jsonl", 120)
    log = stub.answer = Answers()
    options = ["--engine", shared.engine, "--store", store.as_uri(), "--base-url", stub.url, "--model", "stub"]
    limits = {"CLAIMEXTRACT_LIMITER": shared.limiter, "CLAIMEXTRACT_REQUESTS_PER_MINUTE": "600"}
    ran = Ran(tmp_path, "extract", "mills.jsonl", "--out", "out", *options, **limits)
    assert ran.status() == 0, ran.said
    assert len({headers["authorization"] for headers in stub.headers}) == 2  # both workers asked
    # 60 may go out at once and 9 a second after that: two limits of their own would let all out at once.
    times = sorted(log.times)
    assert len(times) == 120
    assert times[-1] - times[0] > 6
    for first, begin in enumerate(times):
        for last in range(first, len(times)):
            assert last - first + 1 <= 60 + 9 * (times[last] - begin) + 4


class Spending(Answers):
    """What is in flight, counted with the most that it can take, and what was answered, with what it took."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = self.peak = Amount()

    def __call__(self, request: dict[str, Any]) -> Any:
        prompt, output = bound(request)
        self._add(Amount(1, prompt + output, prompt * 1e-6 + output * 1e-5))
        time.sleep(0.05)
        answer = super().__call__(request)
        self._add(Amount(0, 110 - prompt - output, (100 - prompt) * 1e-6 + (10 - output) * 1e-5))
        return answer

    def _add(self, amount: Amount) -> None:
        with self._lock:
            self.taken += amount
            self.peak = Amount(*(max(pair) for pair in zip(astuple(self.peak), astuple(self.taken), strict=True)))


@pytest.mark.parametrize(("cap", "value"), [("requests", 30), ("tokens", 12_000), ("cost", 0.03)])
def test_a_cap_holds_over_all_workers(
    stub: Stub, tmp_path: Path, shared: Farm, store: Path, cap: str, value: float
) -> None:
    corpus(tmp_path / "mills.jsonl", 100)
    spending = stub.answer = Spending()
    options = ["--engine", shared.engine, "--store", store.as_uri(), "--base-url", stub.url, "--model", "stub"]
    own = {"CLAIMEXTRACT_LIMITER": shared.limiter, "CLAIMEXTRACT_PRICES": str(shared.folder / "prices.json")}
    ran = Ran(
        tmp_path,
        *("extract", "mills.jsonl", "--out", "out", *options, f"--max-{cap}", value),
        **{**own, "CLAIMEXTRACT_MAX_OUTPUT_TOKENS": "2000"},
    )
    assert ran.status() == 1, ran.said
    assert 0.8 * value < getattr(spending.peak, cap) <= value
    found, summary = statuses(tmp_path / "out"), told(tmp_path / "out")
    assert found.total() == 100
    assert 0 < found["ok"] == finished(store) == len(stub.requests) == summary["requests"]["sent"] < 100
    assert f"not done: max_{cap} leaves no room" in ran.said


def test_ctrl_c_finishes_what_is_in_flight_at_the_workers(
    stub: Stub, tmp_path: Path, shared: Farm, store: Path
) -> None:
    corpus(tmp_path / "mills.jsonl", 100)
    stub.delay = 0.3
    options = ["--engine", shared.engine, "--store", store.as_uri(), "--base-url", stub.url, "--model", "stub"]
    ran = Ran(tmp_path, "run", "mills.jsonl", "--out", "out", *options, CLAIMEXTRACT_CONCURRENCY="2")
    until(lambda: ran.ended or finished(store) >= 4, "nothing was finished")
    assert not ran.ended, ran.said
    os.kill(ran.pid, signal.SIGINT)
    assert ran.status() == 130, ran.said
    found = statuses(tmp_path / "out")
    assert set(found) == {"ok", "failed"}
    assert found["ok"] == finished(store) == len(stub.requests) < 100
    assert "interrupted" in ran.said
    stub.delay = 0.0
    again = Ran(tmp_path, "run", "mills.jsonl", "--out", "out", *options)
    assert again.status() == 0, again.said
    assert len(stub.requests) == 100


def test_a_scheduler_that_is_lost_ends_the_run_with_what_is_finished(
    stub: Stub, tmp_path: Path, farm: Farm, store: Path
) -> None:
    corpus(tmp_path / "mills.jsonl", 60)
    stub.delay = 0.3
    farm.scheduler()
    farm.worker("one")
    options = ["--engine", farm.engine, "--store", store.as_uri(), "--base-url", stub.url, "--model", "stub"]
    quick = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s", "CLAIMEXTRACT_CONCURRENCY": "2"}
    ran = Ran(tmp_path, "run", "mills.jsonl", "--out", "out", *options, **quick)
    until(lambda: ran.ended or finished(store) >= 4, "nothing was finished")
    farm.processes[0].kill()
    assert ran.status() == 1, ran.said
    assert "the scheduler was lost; run again: what is finished is kept" in ran.said
    assert statuses(tmp_path / "out")["failed"] > 0
    assert statuses(tmp_path / "out").total() == 60
