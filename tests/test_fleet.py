"""What goes to the workers of a Dask scheduler and what comes back, without a network; see test_dask for real ones."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import distributed
import pytest

from claimextract import ClaimextractError, ConfigurationError, Document, Settings, run
from claimextract.doctor import examine
from claimextract.errors import StoppedError
from claimextract.pipeline import fleet, outpost
from claimextract.pipeline.stores import store_of
from claimextract.pipeline.storing import program
from dasking import free_port
from stub import Stub

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

KEY = "sk-planted-8a41f6"


def corpus(path: Path, count: int) -> None:
    lines = [json.dumps({"id": f"d{n}", "text": f"The mill of Tessaly lost {n} sails."}) for n in range(count)]
    path.write_text("\n".join(lines), encoding="utf-8")


class Here:
    """Does what a client of Dask does, in this process; ``slots`` is how many threads its workers have."""

    slots = 2
    orders: list[str]
    work: Callable[[str], Awaitable[str]]

    def __init__(self, address: str, **_: Any) -> None:
        self.address = address

    def __await__(self) -> Any:
        async def itself() -> Here:
            return self

        return itself().__await__()

    async def wait_for_workers(self, *_: Any, **__: Any) -> None:
        pass

    async def nthreads(self) -> dict[str, int]:
        return {"one": self.slots}

    def submit(self, function: Any, order: str, key: str, pure: bool) -> Any:
        assert function is outpost.work
        assert json.loads(order)["run"] in key
        assert not pure
        type(self).orders.append(order)
        return asyncio.ensure_future(type(self).work(order))

    async def run(self, function: Any, *arguments: Any, on_error: str) -> None:
        await function(*arguments)

    async def close(self) -> None:
        pass


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[Here]:
    class Client(Here):
        orders: list[str] = []  # noqa: RUF012 - of one test
        work = staticmethod(outpost.work)

    monkeypatch.setattr(distributed, "Client", Client)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "worker"))
    return Client


def settings(stub: Stub, tmp_path: Path, **more: Any) -> Settings:
    return Settings(**stub.settings, cache_dir=tmp_path / "cache", engine="dask://scheduler:8786", **more)


def test_documents_go_out_in_shards_and_without_the_key(
    stub: Stub, tmp_path: Path, here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    corpus(tmp_path / "mills.jsonl", 300)
    result = run("mills.jsonl", out="out", settings=settings(stub, tmp_path))
    assert Counter(entry.status for entry in result.documents) == {"ok": 300}
    assert {headers["authorization"] for headers in stub.headers} == {f"Bearer {KEY}"}
    sizes = [len(json.loads(order)["documents"]) for order in here.orders]
    assert sum(sizes) == 300
    assert sizes[:2] == [16, 16]
    assert max(sizes) == 64
    assert len(sizes) < 10
    assert not any(KEY in order for order in here.orders)
    assert KEY not in (tmp_path / "out" / "run.json").read_text(encoding="utf-8")
    assert result.summary["requests"]["sent"] == len(stub.requests)
    # A run without workers finds all of it finished.
    asked = len(stub.requests)
    again = run("mills.jsonl", settings=Settings(**stub.settings, cache_dir=tmp_path / "cache"))
    assert again.table == result.table
    assert len(stub.requests) == asked


def test_a_shard_is_small_where_articles_are_long(
    stub: Stub, tmp_path: Path, here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "_LONGEST", 100)
    corpus(tmp_path / "mills.jsonl", 20)
    result = run("mills.jsonl", settings=settings(stub, tmp_path))
    assert Counter(entry.status for entry in result.documents) == {"ok": 20}
    assert max(len(json.loads(order)["documents"]) for order in here.orders) == 4


def test_what_a_worker_finished_before_it_ended_is_not_asked_again(
    stub: Stub, tmp_path: Path, here: type[Here]
) -> None:
    corpus(tmp_path / "mills.jsonl", 10)
    ended: list[str] = []

    async def work(order: str) -> str:
        told = await outpost.work(order)
        if not ended:
            ended.append(told)
            return await outpost.work(order)  # Dask gives it to another worker, as nothing came back
        return told

    here.work = staticmethod(work)
    result = run("mills.jsonl", settings=settings(stub, tmp_path))
    assert Counter(entry.status for entry in result.documents) == {"ok": 10}
    assert len(stub.requests) == 10
    requests = result.summary["requests"]
    assert (requests["sent"], requests["cached"]) == (0, 10)  # what was spent unreported is not in it


@pytest.mark.parametrize("forged", ["another document's", "one short", "no usage", "no kind of error", "no JSON"])
def test_what_a_worker_answers_is_held_to_the_document(
    stub: Stub, tmp_path: Path, here: type[Here], monkeypatch: pytest.MonkeyPatch, forged: str
) -> None:
    corpus(tmp_path / "mills.jsonl", 2)

    async def work(order: str) -> str:
        told = json.loads(await outpost.work(order))
        if forged == "another document's":
            told["documents"].reverse()
        elif forged == "one short":
            told["documents"].pop()
        elif forged == "no usage":
            del told["usage"]
        elif forged == "no kind of error":
            told = {"error": "json", "message": "no"}
        return "{" if forged == "no JSON" else json.dumps(told)

    monkeypatch.setattr(here, "work", staticmethod(work))
    # What failed comes back with its share.
    dead = {"base_url": f"http://127.0.0.1:{free_port()}/v1", "retries": 0}
    configured = settings(stub, tmp_path).model_copy(update=dead)
    if forged == "another document's":
        result = run("mills.jsonl", settings=configured)
        assert {entry.id: entry.status for entry in result.documents} == {"d0": "failed", "d1": "failed"}
        assert all("not of this document" in (entry.reason or "") for entry in result.documents)
    else:
        with pytest.raises(ClaimextractError, match=r"worker|no"):
            run("mills.jsonl", settings=configured)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_shard_whose_workers_all_ended(stub: Stub, tmp_path: Path, here: type[Here], when: str) -> None:
    corpus(tmp_path / "mills.jsonl", 20)

    async def work(order: str) -> str:
        if when == "after":
            await outpost.work(order)
        worker = distributed.scheduler.WorkerState(
            address="tcp://127.0.0.1:1", status=distributed.Status.running, pid=0, name="w", nthreads=1,
            memory_limit=0, local_directory="", nanny=None, server_id="w",
        )  # fmt: skip
        raise distributed.KilledWorker("a task", worker, 3)

    here.work = staticmethod(work)
    result = run("mills.jsonl", settings=settings(stub, tmp_path))
    found = Counter(entry.status for entry in result.documents)
    assert found == {"ok" if when == "after" else "failed": 20}
    if when == "before":
        assert {entry.reason for entry in result.documents} == {
            "the workers that went through it ended; see their logs, and run again"
        }


def test_a_scheduler_that_is_lost_is_told(stub: Stub, tmp_path: Path, here: type[Here]) -> None:
    corpus(tmp_path / "mills.jsonl", 20)

    async def work(order: str) -> str:
        raise CancelledError

    here.work = staticmethod(work)
    result = run("mills.jsonl", settings=settings(stub, tmp_path))
    assert {entry.reason for entry in result.documents} == {
        "not done: the scheduler was lost; run again: what is finished is kept"
    }


def test_a_worker_without_this_package_is_told(stub: Stub, tmp_path: Path, here: type[Here]) -> None:
    corpus(tmp_path / "mills.jsonl", 20)

    async def work(order: str) -> str:
        raise ModuleNotFoundError("No module named 'claimextract'")

    here.work = staticmethod(work)
    with pytest.raises(ConfigurationError, match=r"No module named 'claimextract'\); install claimextract\[dask\]"):
        run("mills.jsonl", settings=settings(stub, tmp_path))


def test_a_store_that_does_not_show_what_was_put_there_is_told(
    stub: Stub, tmp_path: Path, here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "_UNSEEN", (0.0, 0.01))
    corpus(tmp_path / "mills.jsonl", 4)

    async def work(order: str) -> str:
        told = await outpost.work(order)
        for path in (tmp_path / "cache" / "finished").glob("??/*"):
            path.unlink()
        return told

    here.work = staticmethod(work)
    with pytest.raises(Exception, match="was finished, but the store does not show it; check --store"):
        run("mills.jsonl", settings=settings(stub, tmp_path))


# -- a worker ----------------------------------------------------------------------------------------------------------


def order(stub: Stub, tmp_path: Path, **more: Any) -> str:
    given = Settings(**stub.settings, cache_dir=tmp_path / "cache")
    store_of(given).put(outpost.MARK, b"here")
    told = {
        "run": "a run",
        "program": dict(program()),
        "settings": {**stub.settings, "store": given.finished_dir.as_uri()},
        "kind": "compatible",
        "keyed": False,
        "documents": [],
    }
    return json.dumps({**told, **more})


def said(text: str) -> dict[str, Any]:
    async def work() -> str:
        try:
            return await outpost.work(text)
        finally:
            await outpost.leave("a run")

    return json.loads(asyncio.run(work()))


def test_a_worker_of_another_version_says_which(stub: Stub, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    theirs = {**program(), "claimextract": "9.9.9"}
    told = said(order(stub, tmp_path, program=theirs))
    assert told["error"] == "ConfigurationError"
    ours = program()["claimextract"]
    assert f"it has claimextract {ours} where the run has 9.9.9; install the same versions there" in told["message"]
    assert "source" not in told["message"]


def test_a_worker_without_the_key_says_so(stub: Stub, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = said(order(stub, tmp_path, keyed=True))
    assert "no key in its environment; set OPENAI_API_KEY there" in told["message"]


def test_a_worker_that_would_ask_another_model_says_so(stub: Stub, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        "makes it ask the compatible model where the run asks the openai one"
        in said(order(stub, tmp_path, kind="openai"))["message"]
    )


def test_a_worker_with_another_store_says_so(stub: Stub, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    elsewhere = {**stub.settings, "store": (tmp_path / "other").as_uri()}
    assert "does not find in file://" in said(order(stub, tmp_path, settings=elsewhere))["message"]
    nowhere = {**stub.settings, "store": (tmp_path / "none").as_uri()}
    assert "there is no such folder here; make or mount it" in said(order(stub, tmp_path, settings=nowhere))["message"]


def test_a_worker_raises_nothing_that_would_be_logged_with_an_article(stub: Stub, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = said(order(stub, tmp_path, documents=[{"key": "k", "document": {"id": "d", "text": 3}}]))
    assert told["error"] == "ClaimextractError"
    assert "unexpected ValidationError" in told["message"]
    assert said("no order")["error"] == "ClaimextractError"


def test_a_worker_told_to_stop_sends_nothing_and_hands_over_what_is_finished(
    stub: Stub, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "worker"))
    documents = [Document.from_text(f"The mill of Tessaly lost {n} sails.") for n in range(4)]
    items = [{"key": f"{n:064}", "document": document.model_dump(mode="json")} for n, document in enumerate(documents)]

    async def work() -> list[dict[str, Any]]:
        first = json.loads(await outpost.work(order(stub, tmp_path, documents=items[:2])))
        await outpost.stop("a run", "it is late")
        second = json.loads(await outpost.work(order(stub, tmp_path, documents=items)))
        await outpost.leave("a run")
        return [first, second]

    first, second = asyncio.run(work())
    assert len(stub.requests) == 2
    assert [answer.get("error") for answer in second["documents"]] == [None, None, "StoppedError", "StoppedError"]
    assert [answer["message"] for answer in second["documents"][2:]] == ["it is late"] * 2
    assert (first["usage"]["sent"], first["usage"]["cached"]) == (2, 0)
    assert (second["usage"]["sent"], second["usage"]["cached"]) == (0, 2)


# -- errors before anything is asked -----------------------------------------------------------------------------------


def test_without_the_extra(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "distributed", None)
    corpus(tmp_path / "mills.jsonl", 2)
    with pytest.raises(ConfigurationError, match=r"pip install 'claimextract\[dask\]'"):
        run("mills.jsonl", settings=settings(stub, tmp_path))


@pytest.mark.filterwarnings("default")  # of libraries, about what they leave open
def test_a_scheduler_that_is_not_there(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fleet, "_ANSWER", 1)
    corpus(tmp_path / "mills.jsonl", 2)
    address = f"dask://127.0.0.1:{free_port()}"
    configured = Settings(**stub.settings, cache_dir=tmp_path / "cache", engine=address)
    with pytest.raises(ConfigurationError, match=rf"{address} cannot be reached .*start it with `dask scheduler`"):
        run("mills.jsonl", settings=configured)
    assert stub.requests == []


def test_a_scheduler_without_workers(
    stub: Stub, tmp_path: Path, here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wait(*_: Any, **__: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr(here, "wait_for_workers", wait)
    corpus(tmp_path / "mills.jsonl", 2)
    with pytest.raises(ConfigurationError, match="has no workers; start one with `dask worker scheduler:8786`"):
        run("mills.jsonl", settings=settings(stub, tmp_path))


@pytest.mark.parametrize("limit", ["max_cost", "max_tokens", "max_requests", "tokens_per_minute"])
def test_limits_that_nobody_could_hold(stub: Stub, tmp_path: Path, here: type[Here], limit: str) -> None:
    corpus(tmp_path / "mills.jsonl", 2)
    with pytest.raises(ConfigurationError, match=rf"^{limit}: several machines .* CLAIMEXTRACT_LIMITER=redis://"):
        run("mills.jsonl", settings=settings(stub, tmp_path, **{limit: 5}))


def test_a_limiter_that_is_not_there(stub: Stub, tmp_path: Path, here: type[Here]) -> None:
    corpus(tmp_path / "mills.jsonl", 2)
    address = f"redis://:planted-password@127.0.0.1:{free_port()}"
    configured = settings(stub, tmp_path, max_requests=5, limiter=address)
    with pytest.raises(StoppedError, match=r"the limiter redis://127.0.0.1:\d+ cannot be used") as raised:
        run("mills.jsonl", settings=configured)
    assert "planted" not in str(raised.value) + repr(configured) + configured.model_dump_json()
    assert stub.requests == []


@pytest.mark.parametrize(
    "value", ["scheduler:8786", "tcp://scheduler:8786", "dask://scheduler", "dask://s:x", "dask://", "dask://u:p@s:1"]
)
def test_an_engine_is_an_address(value: str) -> None:
    with pytest.raises(ConfigurationError, match="address of a Dask scheduler, such as dask://scheduler:8786"):
        Settings(engine=value)


def test_batch_and_workers_do_not_go_together(cli: Callable[..., Any], articles: Path) -> None:
    outcome = cli("run", articles, "--out", "out", "--model", "m", "--batch", "--engine", "dask://scheduler:8786")
    assert outcome.status == 2
    assert "leave out --engine" in outcome.err


def test_doctor_reaches_for_the_engine_and_the_limiter(stub: Stub, tmp_path: Path) -> None:
    port = stub.url.split(":")[2].partition("/")[0]
    nobody = free_port()
    given = {**stub.settings, "cache_dir": tmp_path}
    well = examine({**given, "engine": f"dask://127.0.0.1:{port}"}, ask=True)
    assert ("ok", f"dask://127.0.0.1:{port} answers") in {(c.state, c.found) for c in well.checks if c.name == "engine"}
    limiter = f"redis://:planted@127.0.0.1:{nobody}"
    ill = examine({**given, "engine": f"dask://127.0.0.1:{nobody}", "limiter": limiter}, ask=True)
    found = {check.name: check for check in ill.checks if check.name in ("engine", "limiter")}
    assert {check.state for check in found.values()} == {"problem"}
    assert found["engine"].remedy == "start it with `dask scheduler`, or check CLAIMEXTRACT_ENGINE"
    assert f"redis://127.0.0.1:{nobody} cannot be reached" in found["limiter"].found
    assert "planted" not in ill.model_dump_json()
    assert not {"engine", "limiter"} & {check.name for check in examine(given, ask=True).checks}
