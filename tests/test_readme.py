"""What the README says works as it is written there."""

import re
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

import claimextract
from claimextract.cli import app
from claimextract.documents.discovery import KINDS
from claimextract.models import EvidenceRow
from stub import Stub

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(tag: str) -> list[str]:
    return re.findall(rf"^```{tag}\n(.*?)^```$", README, flags=re.M | re.S)


def test_the_first_command_runs_the_main_job_on_the_seeds() -> None:
    first = blocks("sh")[0]
    assert first.splitlines()[-1].endswith("claimextract run seeds/*.md --out out --model local")
    assert len(list((ROOT / "seeds").glob("*.md"))) == 4


def test_ci_runs_the_second_command_word_for_word() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.endswith(f"\n{blocks('sh')[1]}")
    assert len(blocks("sh")) == 2


@pytest.mark.parametrize("line", blocks("console")[0].splitlines())
def test_every_command_shown_exists(line: str) -> None:
    words = line.removeprefix("$ ").partition("#")[0].split()
    assert words[0] == "claimextract"
    command = get_command(app).commands[words[1]]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize("code", blocks("python"), ids=["library", "offline"])
def test_the_python_examples_run(
    code: str, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    for name, value in {"BASE_URL": stub.url, "MODEL": "stub", "CACHE_DIR": str(tmp_path / "cache")}.items():
        monkeypatch.setenv(f"CLAIMEXTRACT_{name}", value)
    exec(compile(code, "README.md", "exec"), {})
    assert "print" not in code or "supports" in capsys.readouterr().out


def test_the_row_shown_is_in_the_seeds() -> None:
    shown = re.findall(r'^\| evidence .*?\| "(.*?)" `(.*?)`, characters (\d+) to (\d+) \|$', README, flags=re.M)
    assert len(shown) == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        texts = {document.path: document.text for document in claimextract.load_documents("seeds/*.md")}
    for quote, name, start, end in shown:
        assert texts[f"seeds/{name}"][int(start) : int(end)] == quote
    claim, status, documents, sources = re.search(
        r"^\| claim \| (.*) \|\n\| status \| ([\w-]+):.*\|\n\| documents, independent sources \| (\d+), (\d+) \|$",
        README,
        flags=re.M,
    ).groups()
    lines = (ROOT / "seeds" / "run" / "evidence.jsonl").read_text(encoding="utf-8").splitlines()
    row = next(row for row in map(EvidenceRow.model_validate_json, lines) if row.claim == claim)
    assert (row.status, row.documents, row.independent_sources) == (status, int(documents), int(sources))


def test_every_type_of_input_and_every_file_is_named() -> None:
    assert {f"`{kind}`" for kind in set(KINDS) - {".htm", ".text", ".markdown"}} <= set(re.findall(r"`\.\w+`", README))
    files = {path.name for path in (ROOT / "seeds" / "run").iterdir()}
    assert files <= set(re.findall(r"`(\w+\.\w+)`", README))


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_it_stays_short() -> None:
    assert len(README.splitlines()) < 200
