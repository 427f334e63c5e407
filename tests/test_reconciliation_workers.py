"""Reconciliation shared by several processes: the same rows, and no trouble where processes are not to be had."""

import importlib
import multiprocessing
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import loky
import pytest

from claimextract.models import Claim, Decision, Document, Ignored
from claimextract.reconciliation import Judgement, iter_clusters, reconcile, workers
from claimextract.reconciliation import columns as reading
from claimextract.reconciliation.workers import Records, Workers
from plain import claims_of

TEXTS = (
    "The Torvik council approved 40 new moorings on 3 May, and the harbour master resigned.",
    "Torvik's council approved forty moorings, while fishermen blocked the quay.",
    "The council of Velm rejected the moorings.",
    "Mayor Ilse Brandt said the ferry “will never sail again” after the fire.",
    "“The ferry will never sail again,” Brandt told the council, but repairs go on.",
    "Repairs of the ferry cost 4.2 million euros, the yard said.",
    "The yard put the repairs of the ferry at 5 million euros; it stays in dock.",
    "It is so.",
    "The ferry burned on 3 May near Torvik.",
    "The ferry did not burn near Torvik on 3 May.",
    "Three sailors were hurt when the ferry burned near Torvik.",
    "Nine sailors were hurt when the ferry burned near Torvik.",
    "港口 in Torvik 关闭 on 3 May",
    "The council of Velm approved the dock budget by a narrow margin.",
    "The dock budget passed the council of Velm by a narrow majority.",
)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few claims are worth two processes, and are read and made into rows a few at a time."""
    monkeypatch.setattr(workers, "WORTH", 1)
    monkeypatch.setattr(workers, "_allowed", lambda: 2)
    monkeypatch.setattr(reading, "_BLOCK", 5)
    monkeypatch.setattr(importlib.import_module("claimextract.reconciliation.reconcile"), "_BATCH", 4)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def shown(claims: Sequence[Claim], documents: Sequence[Document], **told: object) -> list[tuple[str, object]]:
    """The rows as they are written, and the lines of their decisions, which are not."""
    rows = reconcile(claims, documents, **told)
    return [(row.model_dump_json(), [decision.line for decision in row.decisions]) for row in rows]


def test_rows_do_not_depend_on_who_makes_them(request: pytest.FixtureRequest) -> None:
    claims, documents = claims_of(TEXTS * 3)
    names = [claim.claim_id for claim in claims]
    decisions = (
        Decision(kind="same", groups=((names[7], names[0]),), line=3),
        Decision(kind="not same", groups=((names[8],), (names[21],)), line=8),
        Decision(kind="ignore", ignored=Ignored(kind="publisher", name="House 5"), line=12),
    )
    told = {"decisions": decisions, "judgements": {(names[13], names[14]): Judgement("negation", "an expert")}}
    alone = shown(claims, documents), shown(claims, documents, **told)
    request.getfixturevalue("shared")
    assert (shown(claims, documents), shown(claims, documents, **told)) == alone
    assert alone[0] != alone[1]
    assert any("an expert" in row for row, _ in alone[1])
    assert {line for _, lines in alone[1] for line in lines} == {3, 8, 12}


@pytest.mark.usefixtures("shared")
def test_rows_come_one_by_one_and_what_is_not_asked_for_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Seen(loky.ProcessPoolExecutor):
        def submit(self, *given: object) -> object:
            future = super().submit(*given)
            started.extend(self._processes)
            return future

    monkeypatch.setattr(loky, "ProcessPoolExecutor", Seen)
    claims, documents = claims_of(TEXTS * 3)
    rows = iter_clusters(claims, documents)
    assert next(rows).members
    rows.close()
    assert started
    assert not any(alive(process) for process in set(started))


def doubled_elsewhere(part: tuple[int, int]) -> int:
    """Twice a number, unless another process is to tell it: that one dies."""
    home, number = part
    if os.getpid() != home and number == 3:
        os._exit(1)
    return 2 * number


@pytest.mark.usefixtures("shared")
def test_what_a_killed_process_leaves_undone_is_done_here() -> None:
    with Workers(100) as two:
        assert list(two.each(doubled_elsewhere, ((os.getpid(), number) for number in range(20)))) == [
            2 * number for number in range(20)
        ]


def fails(_: int) -> int:
    raise ValueError("no such thing")


@pytest.mark.usefixtures("shared")
def test_an_error_elsewhere_is_an_error_here() -> None:
    with Workers(100) as two, pytest.raises(ValueError, match="no such thing"):
        list(two.each(fails, range(3)))


def test_few_claims_are_worth_no_process() -> None:
    with Workers(workers.WORTH - 1) as one:
        assert one.processes == 1
        assert list(one.each(doubled_elsewhere, [(os.getpid(), 3)])) == [6]


@pytest.mark.usefixtures("shared")
def test_without_semaphores_one_process_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError("no semaphores here")

    claims, documents = claims_of(TEXTS)
    rows = reconcile(claims, documents)
    monkeypatch.setattr(loky, "ProcessPoolExecutor", none)
    assert reconcile(claims, documents) == rows


def of_a_daemon(answers: object) -> None:
    answers.put(Workers(10**6).processes)


def test_a_daemon_starts_no_processes() -> None:
    spawning = multiprocessing.get_context("spawn")
    answers = spawning.Queue()
    daemon = spawning.Process(target=of_a_daemon, args=(answers,), daemon=True)
    daemon.start()
    assert answers.get(timeout=60) == 1
    daemon.join()


def test_a_script_without_a_guard_runs_once(tmp_path: Path) -> None:
    """Processes that read the script again would start processes themselves, and so on."""
    claims, documents = claims_of(TEXTS)
    script = tmp_path / "script.py"
    script.write_text(
        f"""
from claimextract.models import Claim, Document
from claimextract.reconciliation import reconcile, workers
print("once")
workers.WORTH, workers._allowed = 1, lambda: 2
claims = [Claim.model_validate_json(line) for line in {[claim.model_dump_json() for claim in claims]!r}]
documents = [Document.model_validate_json(line) for line in {[one.model_dump_json() for one in documents]!r}]
print(len(reconcile(claims, documents)))
""",
        encoding="utf-8",
    )
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout == f"once\n{len(reconcile(claims, documents))}\n"
    assert ran.stderr == ""


def test_no_process_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        """
import os
from claimextract.reconciliation import workers
workers._allowed = lambda: 2
with workers.Workers(workers.WORTH) as two:
    two._executor.submit(os.getpid).result()
    print(*two._executor._processes, flush=True)
    input()
""",
        encoding="utf-8",
    )
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        processes = [int(name) for name in started.stdout.readline().split()]
        started.kill()
    assert len(processes) == 2
    deadline = time.monotonic() + 30
    while any(alive(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(alive(process) for process in processes)


def test_records_travel_as_they_are() -> None:
    claims, _ = claims_of(TEXTS)
    assert pickle.loads(pickle.dumps(Records(claims))) == tuple(claims)
    assert pickle.loads(pickle.dumps(Records(()))) == ()
    # JSON cannot hold half a surrogate pair.
    broken = Document.from_text("Half a pair: \ud83d", id="d")
    assert pickle.loads(pickle.dumps(Records([broken]))) == (broken,)
