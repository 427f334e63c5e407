"""The command line as a person meets it: what it writes where, what it says, and how it ends."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from conftest import Outcome
from stub import Refusal, Stub

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

TABLE = {"evidence.jsonl", "evidence.csv", "report.html"}
EXTRACTED = {"documents.jsonl", "claims.jsonl", "rejected.jsonl", "responses.jsonl", "run.json"}


@pytest.fixture
def model(stub: Stub) -> list[str]:
    """The options that name the stub."""
    return ["--base-url", stub.url, "--model", "stub"]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The names of the files that are not the same."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def summary(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def lines(folder: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


# -- the main job ------------------------------------------------------------------------------------------------------


def test_a_run_writes_its_folder_and_says_so(cli, articles, model) -> None:
    outcome = cli("run", "articles", "--out", "out", *model)
    assert outcome.status == 0
    assert outcome.out == ""
    assert "ok: articles/harbour.md" in outcome.err
    assert "2 documents" in outcome.err
    assert str(Path("out", "report.html")) in outcome.err
    assert files(Path("out")).keys() == TABLE | EXTRACTED
    assert [entry["path"] for entry in lines(Path("out"), "documents.jsonl")] == [
        "articles/harbour.md",
        "articles/pier.txt",
    ]


def test_a_quiet_run_says_nothing(cli, articles, model) -> None:
    assert cli("run", "articles", "--out", "out", "--quiet", *model) == Outcome(0, "", "")


def test_a_second_run_asks_nothing_and_changes_nothing(cli, articles, model, stub) -> None:
    cli("run", "articles", "--out", "out", *model)
    first, asked = files(Path("out")), len(stub.requests)
    assert asked > 0
    for place in ("out", "other"):
        assert cli("run", "articles", "--out", place, *model).status == 0
        second = files(Path(place))
        assert changed(first, second) == {"run.json"}
        assert summary(Path(place))["requests"] == {"sent": 0, "cached": asked, "failed": 0, "retried": 0}
    assert len(stub.requests) == asked


def test_the_order_of_paths_changes_nothing(cli, articles, model) -> None:
    cli("run", "articles/harbour.md", "articles/pier.txt", "--out", "one", *model)
    cli("run", "articles/pier.txt", "articles/harbour.md", "--out", "two", "--cache-dir", "another", *model)
    assert changed(files(Path("one")), files(Path("two"))) <= {"run.json"}


def test_a_runs_own_folder_is_never_read(cli, articles, model) -> None:
    cli("run", "articles", "--out", "articles/out", *model)
    outcome = cli("run", "articles", "--out", "articles/out", *model)
    assert outcome.status == 0
    entries = {entry["path"]: entry["status"] for entry in lines(articles / "out", "documents.jsonl")}
    assert entries == {"articles/harbour.md": "ok", "articles/out": "skipped", "articles/pier.txt": "ok"}


def test_standard_input_is_read(cli, articles, model, monkeypatch) -> None:
    text = (articles / "pier.txt").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert cli("run", "-", "--out", "out", *model).status == 0
    [entry] = lines(Path("out"), "documents.jsonl")
    assert (entry["path"], entry["text"]) == ("-", text.decode())


def test_added_documents_join_those_that_are_there(cli, articles, model) -> None:
    cli("run", "articles/harbour.md", "--out", "out", *model)
    cli("run", "articles/pier.txt", "--out", "out", "--add", *model)
    cli("run", "articles", "--out", "whole", *model)
    assert changed(files(Path("out")), files(Path("whole"))).isdisjoint({"claims.jsonl", "documents.jsonl"})
    cli("run", "articles/pier.txt", "--out", "out", *model)
    assert [entry["path"] for entry in lines(Path("out"), "documents.jsonl")] == ["articles/pier.txt"]


def test_rows_keep_their_ids_when_articles_are_added(cli, articles, model) -> None:
    cli("run", "articles/pier.txt", "--out", "out", *model)
    before = {
        item["claim_id"]: row["row_id"] for row in lines(Path("out"), "evidence.jsonl") for item in row["evidence"]
    }
    cli("run", "articles/harbour.md", "--out", "out", "--add", *model)
    after = {
        item["claim_id"]: row["row_id"] for row in lines(Path("out"), "evidence.jsonl") for item in row["evidence"]
    }
    assert before
    assert before.items() <= after.items()


# -- its stages --------------------------------------------------------------------------------------------------------


def test_the_stages_one_by_one_make_the_same_files(cli, articles, model) -> None:
    cli("run", "articles", "--out", "whole", *model)
    assert cli("extract", "articles", "--out", "parts", *model).status == 0
    assert files(Path("parts")).keys() == EXTRACTED
    outcome = cli("reconcile", "parts")
    assert outcome.status == 0
    assert outcome.out == ""
    whole, parts = files(Path("whole")), files(Path("parts"))
    assert changed(whole, parts) == {"run.json"}
    Path("parts", "report.html").unlink()
    assert cli("report", "parts").status == 0
    assert changed(whole, files(Path("parts"))) == {"run.json"}


def test_a_replay_is_the_run_byte_for_byte(cli, articles, model, stub) -> None:
    cli("run", "articles", "--out", "out", *model)
    before, asked = files(Path("out")), len(stub.requests)
    shutil.rmtree(articles)
    assert cli("replay", "out", "--out", "again").status == 0
    assert changed(before, files(Path("again"))) == set()
    for name in before.keys() - {"run.json", "responses.jsonl", "documents.jsonl"}:
        Path("out", name).unlink()
    assert cli("replay", "out").status == 0
    assert changed(before, files(Path("out"))) == set()
    assert len(stub.requests) == asked


@pytest.mark.filterwarnings("default")
def test_a_replay_under_another_version_says_so(cli, articles, model) -> None:
    cli("run", "articles", "--out", "out", *model)
    run = Path("out", "run.json")
    run.write_text(run.read_text().replace(f'"package_version": "{version("claimextract")}"', '"package_version": "0"'))
    outcome = cli("replay", "out")
    assert outcome.status == 0
    assert "made by claimextract 0" in outcome.err


@pytest.mark.filterwarnings("default")
def test_the_cache_is_shown_and_cleared(cli, articles, model, stub) -> None:
    cli("run", "articles", "--out", "out", "--cache-dir", "kept", *model)
    asked = len(stub.requests)
    shown = cli("cache", "show", "--cache-dir", "kept")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith(f"{Path('kept', 'responses')}: {asked} responses, ")
    assert cli("cache", "clear", "--cache-dir", "kept").out == (
        f"{asked} responses and 2 finished documents forgotten\n"
    )
    assert ": 0 responses, " in cli("cache", "show", "--cache-dir", "kept").out
    cli("run", "articles", "--out", "out", "--cache-dir", "kept", *model)
    assert len(stub.requests) == 2 * asked


# -- what goes wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "nowhere.txt", "--out", "out"], "nowhere.txt: does not exist"),
        (["run", "articles/none*.md", "--out", "out"], "matches nothing"),
        (["replay", "articles"], "no run.json here"),
        (["reconcile", "nowhere"], "no run.json here"),
        (["report", "nowhere"], "no run.json here"),
        (["run", "articles", "--out", "articles/pier.txt"], "pier.txt: cannot be made a folder"),
        (["run", "articles", "--out", "out", "--base-url", "not an address"], "base_url"),
        (["run", "articles"], "--out"),
        (["run", "articles", "--out", "out", "--fast"], "--fast"),
        (["publish", "out"], "publish"),
    ],
)
def test_misuse_ends_with_status_2_and_says_what_is_wrong(cli, articles, model, arguments, told) -> None:
    named = model if arguments[0] == "run" and "--base-url" not in arguments else []
    outcome = cli(*arguments, *named)
    assert outcome.status == 2
    assert outcome.out == ""
    assert told in outcome.err
    assert "Traceback" not in outcome.err


def test_without_any_model_there_are_two_ways_out(cli, articles, monkeypatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    outcome = cli("run", "articles", "--out", "out")
    assert outcome.status == 2
    assert "OPENAI_API_KEY" in outcome.err
    assert "pip install 'claimextract[local]'" in outcome.err
    assert not Path("out").exists()


def test_a_bad_file_among_good_ones_ends_with_status_1(cli, articles, model) -> None:
    (articles / "empty.md").write_bytes(b"")
    (articles / "logo.png").write_bytes(b"\x89PNG")
    outcome = cli("run", "articles", "--out", "out", *model)
    assert outcome.status == 1
    assert "failed: articles/empty.md: is empty" in outcome.err
    entries = {entry["path"]: entry["status"] for entry in lines(Path("out"), "documents.jsonl")}
    assert entries["articles/empty.md"] == "failed"
    assert entries["articles/logo.png"] == "skipped"
    assert entries["articles/harbour.md"] == "ok"
    assert lines(Path("out"), "evidence.jsonl")


def test_files_of_unknown_types_leave_the_status_alone(cli, articles, model) -> None:
    (articles / "logo.png").write_bytes(b"\x89PNG")
    assert cli("run", "articles", "--out", "out", *model).status == 0


def test_an_endpoint_that_refuses_the_key_fails_every_document(cli, articles, model, stub, monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-key")
    stub.answer = lambda _: Refusal(401, {"error": {"message": "bad key sk-planted-key", "code": "invalid_api_key"}})
    outcome = cli("run", "articles", "--out", "out", *model)
    assert outcome.status == 1
    assert {entry["status"] for entry in lines(Path("out"), "documents.jsonl")} == {"failed"}
    assert "sk-planted-key" not in outcome.err
    assert all(b"sk-planted-key" not in content for content in files(Path("out")).values())


def test_a_damaged_folder_is_named_with_the_line(cli, articles, model) -> None:
    cli("run", "articles", "--out", "out", *model)
    claims = Path("out", "claims.jsonl")
    claims.write_text(claims.read_text(encoding="utf-8") + '{"claim_id": 7}\n', encoding="utf-8")
    outcome = cli("reconcile", "out")
    assert outcome.status == 2
    assert f"{claims}, line" in outcome.err


def test_a_run_that_did_not_finish_cannot_be_replayed(cli, articles, model) -> None:
    cli("run", "articles", "--out", "out", *model)
    Path("out", "run.json").write_text("{}")
    outcome = cli("replay", "out")
    assert outcome.status == 2
    assert "did not finish" in outcome.err


def test_debug_shows_the_traceback(articles) -> None:
    command = [sys.executable, "-m", "claimextract"]
    plain = subprocess.run([*command, "replay", "articles"], capture_output=True, text=True, check=False)
    debug = subprocess.run([*command, "replay", "articles", "--debug"], capture_output=True, text=True, check=False)
    assert plain.returncode == 2
    assert plain.stderr.startswith("error: articles: no run.json here")
    assert plain.stderr.count("\n") == 1
    assert "Traceback" in debug.stderr
    assert "RunFolderError" in debug.stderr
    assert debug.returncode != 0


def test_an_interrupted_run_goes_on_where_it_stopped(cli, articles, model, stub) -> None:
    stub.delay = 1.0
    (articles / "a.txt").write_text("“The bell is lost,” sexton Maud Terrel said.\n", encoding="utf-8")
    # Where the tests themselves run in the background, the shell has them ignore Ctrl-C, and their children too.
    program = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program += "runpy.run_module('claimextract', run_name='__main__')"
    command = [sys.executable, "-c", program, "run", "articles", "--out", "out", *model]
    environment = {**os.environ, "CLAIMEXTRACT_CONCURRENCY": "1"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    deadline = time.monotonic() + 60
    while len(stub.requests) < 2 and time.monotonic() < deadline:  # the first is answered, the second under way
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "the same command goes on" in told
    assert "Traceback" not in told
    assert summary(Path("out"))["documents"]["failed"] == 1
    stub.delay = 0.0
    assert cli("run", "articles", "--out", "out", *model).status == 0
    assert summary(Path("out"))["requests"]["cached"] >= 1


# -- and the rest ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [[], ["run"], ["extract"], ["reconcile"], ["report"], ["replay"], ["cache"], ["cache", "show"], ["cache", "clear"]],
    ids=" ".join,
)
def test_every_command_explains_itself(cli, command) -> None:
    outcome = cli(*command, "--help")
    assert outcome.status == 0
    assert "Usage" in outcome.out
    assert outcome.err == ""


def test_the_version_is_told(cli) -> None:
    assert cli("--version").out == f"claimextract {version('claimextract')}\n"


def test_help_comes_at_once() -> None:
    loaded = "import sys, claimextract.cli; print([m for m in ('openai', 'spacy', 'scipy') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
