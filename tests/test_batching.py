"""A run by the Batch API gives the same files as a live run."""

import filecmp
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from batchserver import KEY, Server, answered, failed, serving
from claimextract import Settings, run
from claimextract.cli import app
from claimextract.errors import EndpointError, RunFolderError
from claimextract.pipeline.batching import Batched, batch

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def settings(server: Server, cache: str, **more: Any) -> Settings:
    return Settings(model="rough", base_url=server.url, api_key=KEY, cache_dir=Path(cache), retry_wait=0.01, **more)


def rounds(server: Server, articles: Path, out: str, **more: Any) -> list[Batched]:
    """The same call again and again until there is a run."""
    done: list[Batched] = []
    while not done or done[-1].run is None:
        assert len(done) < 12
        done.append(batch(articles, out=out, settings=settings(server, "cache-batch", **more)))
        server.work()
    return done


def test_the_files_are_those_of_a_live_run(server: Server, articles: Path) -> None:
    live = run(articles, out="live", settings=settings(server, "cache-live", questions_per_call=2))
    sent = len(server.chats)
    done = rounds(server, articles, "batch", questions_per_call=2)
    result = done[-1].run
    assert result is not None
    assert sum(sum(one.handed.values()) for one in done) > sent / 2
    assert len(server.chats) - sent < sent / 2
    names = {path.name for path in Path("live").iterdir()}
    assert {path.name for path in Path("batch").iterdir()} == names
    assert [name for name in sorted(names) if not filecmp.cmp(f"live/{name}", f"batch/{name}", shallow=False)] == [
        "run.json"
    ]
    told = json.loads(Path("batch/run.json").read_text(encoding="utf-8"))
    assert told["requests"]["sent"] == 0
    assert told["requests"]["cached"] == live.summary["requests"]["sent"] + live.summary["requests"]["cached"]
    assert told["batches"]["answers"] == sent
    assert told["batches"]["tokens"] == {"prompt": 100 * sent, "output": 10 * sent}
    assert KEY not in "".join(path.read_text(encoding="utf-8") for path in Path("batch").iterdir())


def test_while_a_batch_is_worked_on_nothing_is_handed_in(server: Server, articles: Path) -> None:
    first = batch(articles, out="out", settings=settings(server, "cache", questions_per_call=1))
    assert len(first.handed) == 1
    files = len(server.files)
    again = batch(articles, out="out", settings=settings(server, "cache", questions_per_call=1))
    assert list(again.waiting) == list(first.handed)
    assert (again.handed, again.run, len(server.files)) == ({}, None, files)
    assert not Path("out/claims.jsonl").exists()


def test_what_failed_is_in_the_next_round(server: Server, articles: Path) -> None:
    seen: set[str] = set()

    def once(request: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(request["messages"])
        if text in seen:
            return answered(request)
        seen.add(text)
        return failed(request)

    server.outcome = once
    done = rounds(server, articles, "out", questions_per_call=1)
    assert done[1].failed
    assert set(done[1].failed.values()) == {"no, [key]"}
    assert done[-1].run is not None
    assert {entry.status for entry in done[-1].run.documents} == {"ok"}


def test_another_model_does_not_collect(server: Server, articles: Path) -> None:
    batch(articles, out="out", settings=settings(server, "cache"))
    other = Settings(model="other", base_url=server.url, api_key=KEY, cache_dir=Path("cache"))
    with pytest.raises(RunFolderError, match="--model rough"):
        batch(articles, out="out", settings=other)
    Path("out/batches.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunFolderError, match=r"batches\.json: it is damaged"):
        batch(articles, out="out", settings=other)


def test_an_endpoint_without_batches_says_so(server: Server, articles: Path) -> None:
    server.refuses = True
    with pytest.raises(EndpointError, match="no Batch API"):
        batch(articles, out="out", settings=settings(server, "cache", questions_per_call=1))
    assert json.loads(Path("out/batches.json").read_text(encoding="utf-8"))["batches"] == {}


def command(server: Server, *arguments: str) -> Any:
    options = ["--model", "rough", "--base-url", server.url, "--cache-dir", "cache", "--batch"]
    return CliRunner().invoke(app, [*arguments, *options], env={"OPENAI_API_KEY": KEY})


def test_the_command_hands_in_and_collects(server: Server, articles: Path) -> None:
    asked = ["extract", str(articles), "--out", "out"]
    first = command(server, *asked)
    assert first.exit_code == 1
    assert "run the same command again" in first.stderr
    waiting = command(server, *asked) if server.batches else first
    assert waiting.exit_code == 1
    for _ in range(6):
        server.work()
        last = command(server, *asked)
        if last.exit_code == 0:
            break
    assert last.exit_code == 0, last.stderr
    assert Path("out/claims.jsonl").exists()
    assert not Path("out/batches.json").exists()
    assert KEY not in first.output + last.output
