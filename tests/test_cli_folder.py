"""What a run's folder is kept from: being made where articles lie, and losing what it holds without a word."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import claimextract
from claimextract import EndpointError, RunFolderError, Settings
from conftest import ECHO
from stub import Refusal, Stub

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture
def model(stub: Stub) -> list[str]:
    return ["--base-url", stub.url, "--model", "stub"]


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The options that name an endpoint at which nobody listens."""
    monkeypatch.setenv("CLAIMEXTRACT_RETRIES", "0")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return ["--base-url", f"http://127.0.0.1:{free.getsockname()[1]}/v1", "--model", "other"]


def files(folder: str = "out") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def paths(folder: str = "out") -> list[str]:
    lines = Path(folder, "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["path"] for line in lines]


# -- what failed does not take the place of what did not ---------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [["articles"], ["articles/pier.txt"], ["articles/pier.txt", "--add"], ["new.txt"]]
)
def test_an_endpoint_that_is_down_leaves_a_table_as_it_was(cli, articles, model, nobody, arguments) -> None:
    assert cli("run", "articles/harbour.md", "--out", "out", *model).status == 0
    Path("new.txt").write_text("“Nobody asked us,” engineer Oskar Lindqvist said.\n", encoding="utf-8")
    before = files()
    outcome = cli("run", *arguments, "--out", "out", *nobody)
    assert outcome.status == 2
    [error] = [line for line in outcome.err.splitlines() if line.startswith("error: ")]
    assert error.startswith("error: out: left as it was, because ")
    assert "cannot be reached" in error
    assert files() == before


def test_extracting_with_an_endpoint_that_is_down_leaves_the_table_too(cli, articles, model, nobody) -> None:
    cli("run", "articles", "--out", "out", *model)
    before = files()
    assert cli("extract", "articles", "--out", "out", *nobody).status == 2
    assert files() == before


def test_one_article_that_was_done_before_and_fails_now_is_not_lost(cli, articles, model, stub) -> None:
    cli("run", "articles", "--out", "out", *model)
    before = files()
    plainly = stub.answer

    def answer(request):  # of another model, which refuses one article
        refused = "Oskar Lindqvist" in json.dumps(request, ensure_ascii=False)
        return Refusal(403, {"error": {"message": "not yours"}}) if refused else plainly(request)

    stub.answer = answer
    other = ["--base-url", stub.url, "--model", "other"]
    outcome = cli("run", "articles", "--out", "out", *other)
    assert outcome.status == 2
    assert "left as it was, because 1 of its 2 documents failed now (articles/pier.txt: " in outcome.err
    assert files() == before
    asked, stub.answer = len(stub.requests), plainly
    assert cli("run", "articles", "--out", "out", *other).status == 0
    assert len(stub.requests) == asked + 1  # the other article is kept
    assert b'"other"' in files()["run.json"]


def test_an_article_that_changed_and_fails_is_told_as_failed(cli, articles, model, stub) -> None:
    cli("run", "articles", "--out", "out", *model)
    (articles / "pier.txt").write_text(ECHO.replace("2019", "2018"), encoding="utf-8")
    stub.answer = lambda _: Refusal(403, {"error": {"message": "not yours"}})
    assert cli("run", "articles", "--out", "out", *model).status == 1
    statuses = [json.loads(line)["status"] for line in files()["documents.jsonl"].decode().splitlines()]
    assert statuses == ["ok", "failed"]


def test_an_empty_folder_is_told_what_failed(cli, articles, nobody) -> None:
    assert cli("run", "articles", "--out", "out", *nobody).status == 1
    assert cli("run", "articles", "--out", "out", *nobody).status == 1  # there was nothing to lose
    assert len(paths()) == 2


def test_a_library_call_that_fails_raises_and_leaves_the_folder(articles, stub, nobody) -> None:
    claimextract.run("articles", out="out", settings=Settings(**stub.settings))
    before = files()
    with pytest.raises(RunFolderError, match="left as it was"):
        claimextract.run("articles", out="out", settings=Settings(base_url=nobody[1], model="other"))
    assert files() == before
    assert issubclass(EndpointError, claimextract.ClaimextractError)


# -- what is left out --------------------------------------------------------------------------------------------------


def test_forgetting_to_add_is_told(cli, articles, model) -> None:
    cli("run", "articles", "--out", "out", *model)
    Path("new.txt").write_text("“Nobody asked us,” engineer Oskar Lindqvist said.\n", encoding="utf-8")
    outcome = cli("run", "new.txt", "--out", "out", *model)
    assert outcome.status == 0
    assert "warning: 2 documents that this folder held left out: --add keeps them" in outcome.err
    outcome = cli("run", "articles", "--out", "out", "--add", *model)
    assert outcome.status == 0
    assert "left out" not in outcome.err
    assert paths() == ["articles/harbour.md", "articles/pier.txt", "new.txt"]


def test_an_article_under_its_old_name_is_not_left_out(cli, articles, model) -> None:
    cli("run", "articles", "--out", "out", *model)
    (articles / "pier.txt").write_text(ECHO.replace("2019", "2018"), encoding="utf-8")
    (articles / "harbour.md").rename(articles / "storm.md")
    outcome = cli("run", "articles", "--out", "out", *model)
    assert "left out" not in outcome.err


def test_extracting_where_a_table_stands_says_what_goes(cli, articles, model) -> None:
    cli("run", "articles", "--out", "out", *model)
    outcome = cli("extract", "articles", "--out", "out", *model)
    assert "the table that was here is removed; claimextract reconcile out makes" in outcome.err
    assert "evidence.jsonl" not in files()
    assert "is removed" not in cli("extract", "articles", "--out", "out", *model).err


# -- where a run may lie -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "out"),
    [
        ("articles", "articles"),
        ("articles/", "./articles"),
        (".", "articles"),
        ("articles/*.md", "articles"),
        ("**/*.md", "articles"),
    ],
)
@pytest.mark.parametrize("command", [["run"], ["extract"], ["run", "--dry-run"]])
def test_the_folder_of_the_articles_is_no_folder_for_a_run(cli, articles, model, named, out, command) -> None:
    outcome = cli(*command, named, "--out", out, *model)
    assert outcome.status == 2
    assert "holds articles that are to be read" in outcome.err
    assert f"name another, such as {Path(out, 'run')}" in outcome.err
    assert {path.name for path in articles.iterdir()} == {"harbour.md", "pier.txt"}
    assert cli("run", named, "--out", Path(out, "run"), *model).status == 0
    assert cli("run", named, "--out", Path(out, "run"), *model).status == 0


@pytest.mark.parametrize("named", ["articles/pier.txt", "articles"])
def test_a_run_beside_or_above_its_articles_is_read_again(cli, articles, model, named) -> None:
    out = "articles" if named.endswith("txt") else "."
    for _ in range(2):
        assert cli("run", named, "--out", out, *model).status == 0
        assert "articles/pier.txt" in paths(out)


def test_a_folder_that_holds_a_run_says_how_to_read_its_articles(cli, articles, model) -> None:
    (articles / "run.json").write_text("{}", encoding="utf-8")
    outcome = cli("run", "articles", "--out", "out", *model)
    assert outcome.status == 2
    assert "articles that lie in it can be named one by one, or moved" in outcome.err


# -- what a run would ask ----------------------------------------------------------------------------------------------


def forecast(cli, *arguments: object) -> dict:
    return json.loads(cli("run", *arguments, "--dry-run", "--json").out)


def test_a_forecast_counts_the_articles_that_are_kept(cli, articles, model, stub) -> None:
    def asked() -> int:  # a server may be asked how many tokens a prompt takes, too
        return sum("response_format" in request for request in stub.requests)

    cli("run", "articles/harbour.md", "--out", "out", *model)
    first, other = asked(), ["--base-url", stub.url, "--model", "other"]
    alone = forecast(cli, "articles/pier.txt", "--out", "out", *other)
    both = forecast(cli, "articles/pier.txt", "--out", "out", "--add", *other)
    assert (alone["documents"], both["documents"]) == (1, 2)
    assert forecast(cli, "articles/pier.txt", "--out", "out", "--add", *model)["finished"] == 1
    assert asked() == first
    cli("run", "articles/pier.txt", "--out", "out", "--add", *other)
    assert asked() - first == both["estimate"]["requests"] > alone["estimate"]["requests"]


def test_a_forecast_does_not_count_a_document_twice(cli, articles, model) -> None:
    cli("run", "articles", "--out", "out", *model)
    (articles / "pier.txt").write_text(ECHO.replace("2019", "2018"), encoding="utf-8")
    assert forecast(cli, "articles", "--out", "out", "--add", *model)["documents"] == 2


def test_a_forecast_of_nothing_is_an_error_as_its_run_is(cli, articles, model) -> None:
    cli("run", "articles", "--out", "out", *model)
    for options in ([], ["--dry-run"]):
        outcome = cli("run", "out", "--out", "other", *options, *model)
        assert outcome.status == 2
        assert "nothing to read: out: holds a run.json" in outcome.err


def test_ctrl_c_before_anything_is_done_leaves_a_table_as_it_was(cli, articles, model, stub) -> None:
    cli("run", "articles", "--out", "out", *model)
    before, asked, stub.delay = files(), len(stub.requests), 1.0
    # Where the tests themselves run in the background, the shell has them ignore Ctrl-C, and their children too.
    program = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program += "runpy.run_module('claimextract', run_name='__main__')"
    command = [sys.executable, "-c", program, "run", "articles", "--out", "out", "--base-url", stub.url]
    environment = {**os.environ, "CLAIMEXTRACT_CONCURRENCY": "1"}
    process = subprocess.Popen([*command, "--model", "other"], stderr=subprocess.PIPE, text=True, env=environment)
    deadline = time.monotonic() + 60
    while len(stub.requests) == asked and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "error: out: left as it was, because " in told
    assert "Traceback" not in told
    assert files() == before
