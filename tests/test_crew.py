"""The processes of a run: they end with it, whatever ends it, and one that ends early takes nothing along."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claimextract import Document, Settings, arun, run
from claimextract.config import profile_named
from claimextract.pipeline import scanning, worker
from claimextract.pipeline.asking import _part
from claimextract.pipeline.crew import _Hand, processes_for
from claimextract.pipeline.scanning import Scanner
from stub import Stub

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """So many short reports that they are worth several processes."""
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"id": f"d{n}", "text": f"Mill {n} is lost, Edda Moss said."}) for n in range(300)]
    Path("reports.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return "reports.jsonl"


def settings(stub: Stub, **more: Any) -> Settings:
    return Settings(**{**stub.settings, "cache_dir": Path("cache"), "concurrency": 32, "processes": 2, **more})


def at_work(folder: Path) -> set[int]:
    """The processes that were started in a folder, but for this one."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if (place / "cwd").readlink() == folder and place.joinpath("cmdline").read_bytes():
                found.add(int(place.name))
        except OSError:
            continue
    return found - {os.getpid()}


def until(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    ended = time.monotonic() + seconds
    while not condition() and time.monotonic() < ended:
        time.sleep(0.02)
    return condition()


@pytest.mark.parametrize("signals", [[signal.SIGKILL], [signal.SIGTERM], [signal.SIGINT, signal.SIGINT]])
@pytest.mark.parametrize("asked", [0, 100])
def test_processes_end_with_the_one_that_started_them(
    stub: Stub, tmp_path: Path, reports: str, signals: Sequence[int], asked: int
) -> None:
    stub.delay = 0.3
    command = [
        sys.executable,
        "-m",
        "claimextract",
        "extract",
        reports,
        "--out",
        "out",
        "--cache-dir",
        "cache",
        "--quiet",
    ]
    environment = {**os.environ, "CLAIMEXTRACT_PROCESSES": "2", "CLAIMEXTRACT_CONCURRENCY": "64"}
    with Path("said").open("wb") as said:
        process = subprocess.Popen(
            [*command, "--base-url", stub.url, "--model", "stub"], env=environment, stderr=said, stdout=said
        )
        assert until(lambda: len(at_work(tmp_path)) >= 2 and len(stub.requests) >= asked)
        for number in signals:
            process.send_signal(number)
            time.sleep(0.1)
        process.wait(30)
    assert until(lambda: not at_work(tmp_path)), at_work(tmp_path)
    assert "Traceback" not in Path("said").read_text(encoding="utf-8")


@pytest.mark.parametrize("asked", [0, 50])
def test_a_run_that_is_cancelled_leaves_no_process(
    stub: Stub, tmp_path: Path, reports: str, asked: int, recwarn: pytest.WarningsRecorder
) -> None:
    stub.delay = 0.2

    async def cancelled() -> None:
        task = asyncio.create_task(arun(reports, out="out", settings=settings(stub), table=False))
        while not at_work(tmp_path) or len(stub.requests) < asked:
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(cancelled())
    assert until(lambda: not at_work(tmp_path))
    before = len(stub.requests)
    result = run(reports, out="out", settings=settings(stub), table=False)
    assert Counter(entry.status for entry in result.documents) == {"ok": 300}
    assert len(stub.requests) <= 300 + min(before, 64)


@pytest.mark.parametrize("deaths", [1, 2])
def test_processes_that_are_killed_cost_no_document_and_what_they_spent_is_told(
    stub: Stub, reports: str, monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    stub.delay = 0.2
    real, met, killed = _Hand.take, [], []

    async def take(hand: _Hand, document: Any, key: str) -> Any:
        met.extend({hand} - {*met})
        if not killed and len(stub.requests) > 120:
            killed.extend(met[:deaths])
            for one in killed:
                os.kill(one.pid, signal.SIGKILL)
        return await real(hand, document, key)

    monkeypatch.setattr(_Hand, "take", take)
    result = run(reports, out="out", settings=settings(stub), table=False)
    assert len(killed) == deaths
    assert Counter(entry.status for entry in result.documents) == {"ok": 300}
    told = result.summary["requests"]
    unheard = len(stub.requests) - told["sent"] - told["retried"]
    assert 0 <= unheard <= 32 * deaths  # what was in flight, or on its way back; of 60 that each had sent and more
    assert len(stub.requests) <= 300 + 32 * deaths


def test_what_lies_where_a_run_is_started_is_no_part_of_the_program(stub: Stub, reports: str) -> None:
    for name in ("random.py", "json.py", "claimextract.py"):
        Path(name).write_text("open('met', 'w').close()\nraise SystemExit('foreign code')\n", encoding="utf-8")
    result = run(reports, out="out", settings=settings(stub), table=False)
    assert Counter(entry.status for entry in result.documents) == {"ok": 300}
    assert not Path("met").exists()


@pytest.mark.parametrize("rate", [1, 5, 20, 1000])
@pytest.mark.parametrize("flights", [16, 17, 64])
@pytest.mark.parametrize("processes", [2, 3, 16, 100])
def test_the_parts_of_all_processes_are_no_more_than_the_whole(rate: int, flights: int, processes: int) -> None:
    whole = Settings(requests_per_minute=rate, processes=processes)
    profile = replace(profile_named("capable"), concurrency=flights, most_in_flight=flights)
    count = processes_for(whole, profile)
    part, settings = _part(profile, whole, count)
    assert 1 <= count <= processes
    assert count * settings.requests_per_minute <= rate
    assert count * part.concurrency <= count * part.most_in_flight <= flights


def test_a_scanner_without_a_thread_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(*_: Any) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(scanning.asyncio, "to_thread", none)
    with pytest.raises(RuntimeError, match="new thread"):
        asyncio.run(Scanner().scan(Document.from_text("The mill has no wheel.")))


class Gone:
    """The other end of a socket that went and left something unread."""

    def read(self, _: int) -> bytes:
        raise ConnectionResetError

    def write(self, _: bytes) -> None:
        raise BrokenPipeError

    flush = read


@pytest.mark.parametrize("say", [lambda: worker._receive(Gone()), lambda: worker._Teller(Gone()).asked()])
def test_a_process_ends_when_nobody_is_left_to_work_for(
    say: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(status: int) -> None:
        raise SystemExit(status)

    monkeypatch.setattr(os, "_exit", ended)
    with pytest.raises(SystemExit):
        say()
