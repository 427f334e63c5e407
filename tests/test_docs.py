"""The site builds without a warning, says what is true, and loads nothing from elsewhere; the tutorial runs."""

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
import yaml
from typer.main import get_command

import claimextract
from claimextract import Claim, EvidenceItem, EvidenceRow, Settings
from claimextract.cli import app
from claimextract.models import claims, documents, rows

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TUTORIAL = (DOCS / "tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```$", flags=re.M | re.S)


# -- the tutorial ------------------------------------------------------------------------------------------------------


@pytest.fixture
def shell(tmp_path: Path):
    """Runs lines in bash, where ``claimextract`` is the program with no model and no network."""
    program = tmp_path / "bin" / "claimextract"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "tests" / "offline.py"}" "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
    }
    (tmp_path / "work").mkdir()
    shutil.copytree(ROOT / "seeds", tmp_path / "work" / "seeds")

    def run(lines: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", lines],
            cwd=tmp_path / "work",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{lines}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


def test_the_tutorial_runs_and_prints_what_it_shows(
    shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path / "work")
    blocks = BLOCK.findall(TUTORIAL)
    assert {kind for kind, _ in blocks} == {"sh", "python", "text"}
    shared: dict[str, object] = {}
    printed = ""
    for kind, text in blocks:
        match kind:
            case "sh":
                printed = shell(text)
            case "python":
                capsys.readouterr()
                exec(compile(text, "tutorial.md", "exec"), shared)
                printed = capsys.readouterr().out
            case _:
                assert printed == text


# -- what the pages say ------------------------------------------------------------------------------------------------


def test_every_page_is_in_the_navigation_or_in_the_list_of_decisions() -> None:
    named = re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    decisions = re.findall(r"\(([\w-]+\.md)\)", (DOCS / "decisions" / "README.md").read_text(encoding="utf-8"))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert pages == {*named, *(f"decisions/{name}" for name in decisions)}


def test_the_library_page_has_every_public_name_once() -> None:
    named = re.findall(r"^::: claimextract\.(\w+)$", (DOCS / "library.md").read_text(encoding="utf-8"), flags=re.M)
    assert sorted(named) == sorted(claimextract.__all__)


def test_the_library_page_has_the_values_of_every_limited_field() -> None:
    page = (DOCS / "library.md").read_text(encoding="utf-8")
    told = {
        name: tuple(re.findall("`([^`]+)`", values))
        for name, values in re.findall(r"^\| `(\w+)` \| (.*) \|$", page, flags=re.M)
    }
    limited = {
        name: get_args(value)
        for module in (claims, documents, rows)
        for name, value in vars(module).items()
        if get_origin(value) is Literal
    }
    assert told == limited


def test_the_page_of_commands_has_them_all() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    commands = get_command(app).commands
    assert set(re.findall(r"`claimextract ([a-z]+)", page)) == set(commands)
    listed = re.findall(r"^\| `claimextract (\w+)[^|]*\|", page, flags=re.M)
    assert len(listed) == len(set(listed)) == len(commands)


def test_the_page_on_reading_names_every_field_of_a_row() -> None:
    page = (DOCS / "reading.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)`", page))
    ids = {"row_id", "claim_id", "document_id", "evidence", "decisions"}
    dates = {"published", "stated"}
    assert set(EvidenceRow.model_fields) - ids <= told
    assert set(EvidenceItem.model_fields) - ids - dates <= told


# -- the site ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy; a warning would stop it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(DOCS, folder / "docs")
    (folder / "src").symlink_to(ROOT / "src")
    command = [str(Path(sys.executable).with_name("zensical")), "build", "--strict"]
    known = {**os.environ, "NO_COLOR": "1", "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=known)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build" / "site"


class Page(HTMLParser):
    """What a page loads, what it links to, and the ids that it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.ids |= {known["id"]} if "id" in known else set()
        if "src" in known:
            self.loads.append(known["src"])
        if "href" in known and tag in {"link", "a"}:
            loading = tag == "link" and known.get("rel") not in {"canonical", "next", "prev"}
            (self.loads if loading else self.links).append(known["href"])


def test_every_page_is_built_and_loads_nothing_from_elsewhere(site: Path) -> None:
    built = {path.relative_to(site).with_suffix(".md").as_posix() for path in site.rglob("*.html")}
    pages = {path.relative_to(DOCS).as_posix().replace("README", "index") for path in DOCS.rglob("*.md")}
    assert pages <= built
    for path in site.rglob("*.html"):
        assert [one for one in Page(path).loads if re.match(r"(https?:)?//", one)] == [], path


def test_the_reference_has_every_public_name_with_its_fields(site: Path) -> None:
    page = Page(site / "library.html")
    assert {f"claimextract.{name}" for name in claimextract.__all__} <= page.ids
    assert {"claimextract.Table.to_pandas", "claimextract.Document.from_text"} <= page.ids
    text = re.sub(r"<[^>]+>|\s+", " ", (site / "library.html").read_text(encoding="utf-8"))
    for record in (Claim, EvidenceRow):
        assert re.search("".join(rf" {name} +\(.*?" for name in record.model_fields), text), record
    assert {f"claimextract.Settings.{name}" for name in Settings.model_fields} <= page.ids


def test_no_link_within_the_site_is_dead(site: Path) -> None:
    pages = {path: Page(path) for path in site.rglob("*.html") if path.name != "404.html"}
    for path, page in pages.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if re.match(r"\w+:", target):
                continue
            other = (path.parent / target).resolve() if target else path
            other = other / "index.html" if other.is_dir() else other
            assert other in pages, f"{path.name}: {link}"
            assert not anchor or anchor == "__skip" or anchor in pages[other].ids, f"{path.name}: {link}"


def test_the_configuration_is_read_by_any_yaml() -> None:
    assert yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["theme"]["font"] is False
