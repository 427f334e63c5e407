"""What a script reads from the commands, and what a person is told: each on its own stream."""

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from claimextract.cli import app, main
from claimextract.local import called
from conftest import ECHO

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

SEEDS = Path(__file__).parents[1] / "seeds" / "run"


@pytest.fixture
def model(stub) -> list[str]:
    return ["--base-url", stub.url, "--model", "stub"]


def test_a_run_from_a_pipe_tells_its_summary_as_json(cli, articles, model, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ECHO.encode())))
    outcome = cli("run", "-", "--out", "out", "--json", *model)
    assert outcome.status == 0
    assert outcome.out.count("\n") == 1
    assert json.loads(outcome.out) == json.loads(Path("out", "run.json").read_text(encoding="utf-8"))
    assert "rows" in outcome.err
    for command in (["reconcile", "out"], ["replay", "out", "--out", "again"]):
        told = cli(*command, "--json", "--quiet")
        assert json.loads(told.out)["rows"] == json.loads(outcome.out)["rows"]
        assert told.err == ""
    told = cli("extract", "articles", "--out", "parts", "--json", "--quiet", *model)
    assert json.loads(told.out)["documents"] == {"ok": 2, "all": 2}


def test_a_summary_is_told_where_documents_failed_too(cli, articles, model) -> None:
    (articles / "empty.md").write_bytes(b"")
    outcome = cli("run", "articles", "--out", "out", "--json", *model)
    assert outcome.status == 1
    assert json.loads(outcome.out)["documents"]["failed"] == 1


def test_the_cache_is_shown_as_json(cli, articles, model, stub) -> None:
    cli("run", "articles", "--out", "out", "--quiet", *model)
    told = json.loads(cli("cache", "show", "--json").out)
    assert told["responses"] == len(stub.requests)
    assert told["bytes"] > 0
    assert Path(told["folder"]).is_dir()
    assert cli("cache", "clear", "--quiet").out == ""


def test_a_run_says_how_to_look_at_it(cli, articles, model) -> None:
    outcome = cli("run", "articles", "--out", "my out", *model)
    [last] = outcome.err.splitlines()[-1:]
    assert last == f"to look at it, open {Path('my out', 'report.html')}, or: claimextract show 'my out'"
    assert cli("show", "my out").status == 0


def test_file_names_cannot_steer_the_terminal(cli, articles, model) -> None:
    for name in ("\x1b]0;owned\x07", "\u202efdp.txt"):
        (articles / f"{name}.txt").write_text(ECHO, encoding="utf-8")
        (articles / f"{name}.md").write_bytes(b"")
    outcome = cli("run", "articles", "--out", "out", *model)
    assert outcome.status == 1
    assert "]0;owned" in outcome.err
    assert re.search("[\x07\x1b\u202e]", outcome.err) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("rnu", "run"), ("shwo", "show"), ("docter", "doctor"), ("reconsile", "reconcile"), ("eports", "export")],
)
def test_a_misspelled_command_suggests_the_right_one(cli, typed, meant) -> None:
    outcome = cli(typed, "out")
    assert (outcome.status, outcome.out) == (2, "")
    assert "Did you mean" in outcome.err
    assert f"'{meant}'" in outcome.err


def commands() -> list[str]:
    return sorted(get_command(app).commands)


@pytest.mark.parametrize("command", commands())
def test_every_command_can_be_quiet(command) -> None:
    group = get_command(app).commands[command]
    for one in getattr(group, "commands", {"": group}).values():
        options = {option for parameter in one.params for option in parameter.opts}
        assert "--quiet" in options or one.name == "show", one.name


@pytest.mark.parametrize("command", ["run", "show", "doctor", "export", "replay"])
def test_help_has_examples(cli, command) -> None:
    assert f"claimextract {command}" in cli(command, "--help").out.split("Example", 1)[1]


def test_help_has_no_colour_where_none_is_wanted() -> None:
    command = [sys.executable, "-m", "claimextract", "show", SEEDS, "--help"]
    plain = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "\x1b" not in plain.stdout


def test_what_is_one_is_told_as_one(cli, articles, model) -> None:
    told = cli("run", "articles/pier.txt", "--out", "out", *model).err
    assert re.search(r"^1 document, \d+ claims ", told, re.MULTILINE)
    assert "1 requests" not in told
    forecast = cli("run", "articles/pier.txt", "--out", "out", "--dry-run", *model).out
    assert forecast.startswith("1 document, 1 of them")


def test_an_article_in_which_nothing_was_found_is_told(cli, articles, model) -> None:
    (articles / "wall.txt").write_text("Cookies?\n\nAccept all\n\nMore options\n", encoding="utf-8")
    outcome = cli("run", "articles", "--out", "out", *model)
    assert outcome.status == 0
    assert "articles/wall.txt: nothing was found in it; is this the article?" in outcome.err
    assert outcome.err.count("nothing was found") == 1
    assert "nothing was found" not in cli("run", "articles", "--out", "out", "--quiet", *model).err


def test_the_embedded_model_is_told_by_its_name_and_costs_nothing(cli, articles) -> None:
    told = cli("run", "articles", "--out", "out", "--dry-run", "--model", "local").out
    assert "Qwen2.5-Coder-1.5B-Instruct (sha256:cc324af0)" in told
    assert "no cost: the model runs on this machine" in told
    assert "None" not in told


def test_a_forecast_says_that_it_leaves_out_the_judge(cli, articles) -> None:
    forecast = ("run", "articles", "--out", "out", "--dry-run", "--model", "local")
    assert "judge" not in cli(*forecast).err
    assert (
        "the judge will be asked is known only when the claims are: it is not counted" in cli(*forecast, "--judge").err
    )
    assert "judge" not in cli(*forecast, "--judge", "--quiet").err


def test_people_read_the_name_of_the_model_and_programs_its_hash(tmp_path) -> None:
    shutil.copytree(SEEDS, tmp_path / "run")
    whole = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["model"]
    for command in (["reconcile"], ["export", "-f", "md"]):
        with pytest.raises(SystemExit):
            main([command[0], str(tmp_path / "run"), *command[1:], "-q"])
    for name in ("report.html", "evidence.md"):
        page = (tmp_path / "run" / name).read_text(encoding="utf-8").replace("\\", "")
        assert "Qwen2.5-Coder-1.5B-Instruct (sha256:cc324af0)" in page
        assert whole not in page
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["model"] == whole
    assert called("sha256:" + "ab" * 32) == "a GGUF file (sha256:abababab)"
    assert called("gpt-5-mini") == "gpt-5-mini"


def test_errors_of_options_are_in_plain_words(cli, articles) -> None:
    told = cli("run", "articles", "--out", "out", "--base-url", "x").err
    assert told == "error: setting base_url: it must be an address such as http://127.0.0.1:8080/v1\n"


def test_the_short_option_for_out(cli, articles, model) -> None:
    assert cli("run", "articles", "-o", "out", *model).status == 0
    assert cli("replay", "out", "-o", "again").status == 0
    assert cli("export", "out", "-f", "md", "-o", "memo.md").status == 0
    assert Path("again", "report.html").is_file()
    assert Path("memo.md").is_file()


@pytest.mark.parametrize("command", [["show"], ["reconcile"], ["report"], ["export", "-f", "csv"], ["replay"]])
def test_a_file_in_place_of_its_folder_is_told(cli, articles, command) -> None:
    Path("report.html").write_text("x", encoding="utf-8")
    outcome = cli(command[0], "report.html", *command[1:])
    assert outcome.status == 2
    assert outcome.err == "error: report.html: is a file; name the folder of the run, .\n"


def test_labels_in_a_folder_that_is_not_there(cli, articles) -> None:
    outcome = cli("eval", "nope")
    assert outcome.status == 2
    assert outcome.err == "error: nope: there is no such folder; name one that holds labelled sets\n"
