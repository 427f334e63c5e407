"""The table in the terminal: what is listed, how a row opens, and that no article steers the terminal."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claimextract.folder import RunFolder
from claimextract.models import CitedWork, Claim, ClaimDate, Document, DocumentEntry, EvidenceRow, Source, Span
from claimextract.terminal import escaped_json, safe
from desk import AGAIN, BARNS, MORE, article, folder_of, says

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds" / "run"
PROGRAM = [sys.executable, "-m", "claimextract"]
# Red text, a window title, a link, a clipboard, a C1 control, an override of direction, a bell, and rich's own markup.
HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\ \x1b]52;c;aGk=\x07 "
    "\x9b31m \u202e0202\u202c \u2066x\u2069 \r\x08\x08 [red]not red[/red] [link=http://evil.example]x[/link] :smile:"
)
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def in_a_terminal(*arguments: str, columns: int = 100, **environment: str) -> str:
    """What a command writes to a terminal of so many columns."""
    leader, follower = pty.openpty()
    known = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=follower,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**known, "COLUMNS": str(columns), "TERM": "xterm-256color", **environment},
    )
    os.close(follower)
    written = b""
    while select.select([leader], [], [], 60)[0]:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        written += part
    os.close(leader)
    assert process.wait(timeout=60) == 0
    return written.decode().replace("\r\n", "\n")


def without_styles(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


@pytest.fixture
def fire(tmp_path: Path) -> Path:
    """A run's folder: two articles that agree on a fire, one that counts other barns, and one on a library."""
    documents = [
        article("echo", f"It was a dry spring. {BARNS} Nobody slept.\n\nThe fair is off.", published="2030-05-02"),
        article("mail", AGAIN, published="2030-05-03", title="Fire in Ostrel", path="articles/mail.md"),
        article("news", MORE, published="2030-05-04"),
        article("view", "Bea Quill said the pier is safe."),
    ]
    claims = [
        says(documents[0], BARNS, speaker="Ada Moreno", cites="Fire Report"),
        says(documents[1], speaker="Tom Vance", via="Bea Quill"),
        says(documents[2]),
        says(documents[3], speaker="Bea Quill"),
    ]
    dated = claims[0].model_copy(
        update={"dates": (ClaimDate(role="event", value="2030-05-01", span=Span.of(documents[0].text, 9, 19)),)}
    )
    return folder_of(tmp_path / "out", documents, [dated, *claims[1:]])


def disputed(folder: Path) -> EvidenceRow:
    [row] = [row for row in RunFolder(folder).read_rows() if row.status == "disputed"]
    return row


# -- the list ----------------------------------------------------------------------------------------------------------


def test_to_a_pipe_a_row_is_a_line(cli, fire) -> None:
    outcome = cli("show", fire)
    rows = RunFolder(fire).read_rows()
    assert outcome.status == 0
    assert [line.split("\t") for line in outcome.out.splitlines()] == [
        [
            row.row_id,
            row.status,
            str(row.documents),
            str(row.independent_sources),
            row.first_stated or "",
            "; ".join(row.speakers),
            row.claim,
        ]
        for row in rows
    ]
    assert outcome.err == f"2 of 2 rows; claimextract show {fire} --row ID opens one\n"
    assert cli("show", fire, "--quiet").err == ""


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--status", "disputed"], ["disputed"]),
        (["--status", "disputed", "--status", "single-source"], ["disputed", "single-source"]),
        (["--status", "superseded"], []),
        (["--speaker", "quill"], ["single-source"]),
        (["--speaker", "moreno", "--search", "pier"], []),
        (["--search", "BARNS report"], ["disputed"]),
        (["--search", "barns pier"], []),
        (["--limit", "1"], ["disputed"]),
    ],
)
def test_rows_are_chosen(cli, fire, options, found) -> None:
    outcome = cli("show", fire, *options)
    assert [line.split("\t")[1] for line in outcome.out.splitlines()] == found
    assert outcome.err.startswith(f"{len(found)} of 2 rows")
    lines = cli("show", fire, *options, "--json")
    assert [json.loads(line)["status"] for line in lines.out.splitlines()] == found
    assert lines.err == ""


def test_json_lines_are_the_records(cli) -> None:
    lines = cli("show", SEEDS, "--json").out.splitlines()
    assert [EvidenceRow.model_validate_json(line) for line in lines] == RunFolder(SEEDS).read_rows()
    [only] = cli("show", SEEDS, "--row", "7afe8022987d5948", "--json").out.splitlines()
    assert only == lines[0]


@pytest.mark.parametrize("columns", [24, 40, 59, 60, 100, 200])
def test_no_line_is_wider_than_the_terminal(columns) -> None:
    for options in (["--limit", "6"], ["--row", "fc8896f3"]):
        text = without_styles(in_a_terminal("show", str(SEEDS), *options, columns=columns))
        assert "alliances" in " ".join(text.split())
        assert max(map(len, text.splitlines())) <= columns


# -- a row -------------------------------------------------------------------------------------------------------------


def test_a_row_opens_into_its_evidence(cli, fire) -> None:
    row = disputed(fire)
    outcome = cli("show", fire, "--row", row.row_id)
    assert outcome.status == 0
    text = " ".join(outcome.out.split())
    assert f"{row.row_id} disputed" in text
    assert f"It was a dry spring. ⟦{BARNS}⟧ Nobody slept." in text
    assert "The fair is off" not in text  # another paragraph
    assert "contradicts (number)" in text
    assert "Ada Moreno (person, indirect)" in text
    assert "Tom Vance, relayed by Bea Quill" in text
    assert "Fire in Ostrel; Mail Post; published 2030-05-03; articles/mail.md; mail, characters 0 to 59" in text
    assert "event 2030-05-01 (“dry spring”)" in text
    assert "cites Fire Report" in text
    assert " ".join(row.explanation.split()) in text
    assert all(item.claim_id in text for item in row.evidence)


def test_every_row_of_the_seeds_opens_with_its_passages(cli) -> None:
    for row in RunFolder(SEEDS).read_rows()[::10]:
        text = " ".join(cli("show", SEEDS, "--row", row.row_id).out.split())
        for item in row.evidence:
            assert f"⟦{' '.join(item.quote.split())}⟧" in text


def test_a_row_is_named_by_the_beginning_of_its_id(cli, fire) -> None:
    row = disputed(fire)
    for name in (row.row_id[:5], row.row_id[:5].upper(), f" {row.row_id} "):
        assert f"{row.row_id}  disputed" in cli("show", fire, "--row", name).out


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("zz", "no row has an id that begins with 'zz'; claimextract show"),
        ("", "no row has an id that begins with ''"),
        ("a", "rows have ids that begin with 'a'"),
        ("\x1b[31m", "begins with '\\x1b[31m'"),
    ],
)
def test_an_unknown_id_is_a_clear_error(cli, name, told) -> None:
    outcome = cli("show", SEEDS, "--row", name)
    assert (outcome.status, outcome.out) == (2, "")
    assert told in outcome.err


@pytest.mark.parametrize("folder", ["nowhere", "pyproject.toml"])
def test_what_is_no_run_is_said(cli, folder) -> None:
    outcome = cli("show", ROOT / folder)
    assert outcome.status == 2
    assert "run" in outcome.err
    assert "Traceback" not in outcome.err


def test_an_extraction_without_a_table_says_what_to_run(cli, fire) -> None:
    (fire / "evidence.jsonl").unlink()
    for command in (["show", fire], ["report", fire], ["export", fire, "-f", "csv"]):
        outcome = cli(*command)
        assert outcome.status == 2
        assert f"no table yet; make it with `claimextract reconcile {fire}`" in outcome.err


def test_a_passage_that_the_documents_do_not_hold_is_shown_as_such(cli, fire) -> None:
    home = RunFolder(fire)
    entries = home.read_documents()
    rewritten = DocumentEntry.of(Document.from_text("Rewritten.", id=entries[0].id))
    home.write("documents.jsonl", [rewritten, *entries[1:]])
    text = " ".join(cli("show", fire, "--row", disputed(fire).row_id).out.split())
    assert f"⟦{BARNS}⟧ (documents.jsonl does not hold this passage)" in text
    home.write("documents.jsonl", [])
    home.write("claims.jsonl", [])
    assert f"⟦{AGAIN}⟧" in " ".join(cli("show", fire, "--row", disputed(fire).row_id).out.split())


# -- nothing steers the terminal ---------------------------------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A run in which every text that an article can set is hostile."""
    text = f"Before {HOSTILE} it. The barn {HOSTILE} burned. After {HOSTILE} it."
    document = Document.from_text(
        text, id="a", title=HOSTILE, publisher=HOSTILE, path=f"articles/{HOSTILE}.md", published="2030"
    )
    passage = text[text.index("The barn") : text.index(" After")]
    plain = says(document, passage, speaker=HOSTILE, via=HOSTILE, cites=HOSTILE)
    told = plain.attribution.model_copy(
        update={"source": Source(name=HOSTILE, kind="person", role=HOSTILE), "cue": Span.of(text, 7, 60)}
    )
    work = CitedWork(name=HOSTILE, author=HOSTILE, publisher=HOSTILE, url=f"javascript:{HOSTILE}")
    claim = Claim.model_validate({**plain.model_dump(), "text": HOSTILE, "attribution": told, "cited_works": [work]})
    return folder_of(tmp_path / "hostile", [document], [claim])


@pytest.mark.parametrize("options", [[], ["--row"], ["--json"]], ids=["list", "row", "json"])
def test_an_article_cannot_steer_the_terminal(hostile, options) -> None:
    [row] = RunFolder(hostile).read_rows()
    if options == ["--row"]:
        options = ["--row", row.row_id]
    for width in (40, 100):
        shown = without_styles(in_a_terminal("show", str(hostile), *options, columns=width))
        assert STEERING.search(shown) is None
        assert "[red]not" in " ".join(shown.split())
        assert "evil.example" in re.sub(r"\s", "", shown)
    plain = subprocess.run([*PROGRAM, "show", hostile, *options], capture_output=True, text=True, check=True)
    assert STEERING.search((plain.stdout + plain.stderr).replace("\t", " ")) is None
    if options == ["--json"]:
        assert EvidenceRow.model_validate_json(plain.stdout) == row  # escaped, and nothing lost


def test_messages_cannot_steer_it_either(cli, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = cli("show", "out\x1b]0;owned\x07")
    assert outcome.status == 2
    assert STEERING.search(outcome.err) is None


@given(st.text())
@example(HOSTILE)
def test_safe_text_keeps_its_length_and_its_words(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text)
    assert STEERING.search(shown) is None
    assert all(after in (before, " ", "\ufffd") for before, after in zip(text, shown, strict=True))
    assert json.loads(escaped_json(json.dumps(text, ensure_ascii=False))) == text


# -- colours, pipes, completion ----------------------------------------------------------------------------------------


def test_colour_is_for_terminals_that_want_it(monkeypatch) -> None:
    coloured, listing = re.compile(r"\x1b\[[\d;]*3\dm"), ["show", str(SEEDS), "--limit", "2"]
    assert coloured.search(in_a_terminal(*listing))
    assert not coloured.search(in_a_terminal(*listing, NO_COLOR="1"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    for forced in ("", "1"):
        known = {**os.environ, "FORCE_COLOR": forced}
        piped = subprocess.run([*PROGRAM, *listing], capture_output=True, text=True, check=True, env=known).stdout
        assert bool(coloured.search(piped)) is bool(forced)


@pytest.mark.parametrize("options", [[], ["--json"], ["--row", "7afe"]], ids=["list", "json", "row"])
def test_a_reader_that_stops_early_is_no_error(options) -> None:
    with subprocess.Popen(
        [*PROGRAM, "show", SEEDS, "--quiet", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        told = process.stderr.read()
        process.wait(timeout=60)
    assert (process.returncode, told) == (0, b"")


def test_an_output_that_knows_few_letters_still_shows_the_rest(fire) -> None:
    known = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [*PROGRAM, "show", fire, "--row", disputed(fire).row_id]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=known)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nobody slept." in done.stdout


def completed(line: str, shell: str = "bash") -> list[str]:
    """What the shell is offered at the end of a line."""
    words = line.split(" ")
    known = {
        **os.environ,
        "_CLAIMEXTRACT_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    command = [str(Path(sys.executable).with_name("claimextract"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=known)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_the_shell_completes_commands_statuses_and_rows(fire) -> None:
    assert {"run", "show", "doctor", "replay"} <= set(completed("claimextract "))
    assert completed("claimextract show out --status dis") == ["disputed"]
    rows = [row.row_id for row in RunFolder(fire).read_rows()]
    assert completed(f"claimextract show {fire} --row ") == rows
    assert completed(f"claimextract show {fire} --row {rows[0][:6]}") == [rows[0]]
    assert completed("claimextract show nowhere --row 7") == [""]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_no_shell_is_offered_anything_that_it_could_run(tmp_path, shell) -> None:
    trap = r"The barn \$(touch owned) `touch owned` '; touch owned; ' \"$(touch owned)\" burned [red]down[/red]."
    document = article("a", trap)
    folder = folder_of(tmp_path / "out", [document], [says(document)])
    [row] = RunFolder(folder).read_rows()
    offered = "\n".join(completed(f"claimextract show {folder} --row ", shell=shell))
    assert row.row_id in offered
    assert not re.search(r"[\\$`;]", offered.removeprefix("_arguments '*: :((").removesuffix("))'"))
    assert offered.count("'") == (2 if shell == "zsh" else 0)
    planted = row.model_copy(update={"row_id": "$(touch owned)"})
    RunFolder(folder).write("evidence.jsonl", [planted])
    assert "touch" not in "".join(completed(f"claimextract show {folder} --row ", shell=shell))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_printed(shell) -> None:
    known = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = [str(Path(sys.executable).with_name("claimextract")), "--show-completion", shell]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=known)
    assert done.returncode == 0
    assert f"complete_{shell}" in done.stdout
