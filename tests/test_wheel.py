"""The built wheel: it holds all that is needed, and works without the source tree."""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("src", "prompts", "schemas", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the sources, so that nothing is left in the tree; without isolation, so without network."""
    place = tmp_path_factory.mktemp("build")
    unwanted = shutil.ignore_patterns("*.egg-info", "__pycache__")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / "sources" / name, ignore=unwanted)
        else:
            shutil.copy(source, place / "sources" / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--wheel-dir", place, place / "sources"], check=True)
    [built] = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-compile", "--target", target, wheel], check=True)
    return target


def run(installed: Path, code: str, tmp_path: Path) -> str:
    """Run code where the package is the installed one: it stands before the development install on the path."""
    result = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            f"import sys; sys.path.insert(0, {str(installed)!r}); sys.meta_path[:] = "
            "[finder for finder in sys.meta_path if 'editable' not in repr(finder)]\n" + code,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_wheel_holds_every_source_file_and_no_test(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    sources = {
        f"claimextract/{path.relative_to(ROOT / 'src' / 'claimextract').as_posix()}"
        for path in (ROOT / "src" / "claimextract").rglob("*")
        if path.suffix in {".py", ".jinja", ".json", ".jsonl", ".jsonld", ".typed", ".js", ".css"}
        or path.name == "NOTICE"
    }
    sources |= {f"claimextract/prompts/{path.name}" for path in (ROOT / "prompts").iterdir() if path.is_file()}
    sources |= {f"claimextract/schemas/{path.name}" for path in (ROOT / "schemas").iterdir() if path.is_file()}
    assert {"claimextract/py.typed", "claimextract/prompts/questions.jinja", "claimextract/schemas/Claim.json"} <= held
    assert {
        "claimextract/report/report.html.jinja",
        "claimextract/report/explorer.js",
        "claimextract/report/explorer.css",
    } <= held
    assert held == sources


def test_the_wheel_carries_its_license_and_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [license_name] = [name for name in archive.namelist() if name.endswith("LICENSE")]
    assert archive.read(license_name) == (ROOT / "LICENSE").read_bytes()
    [entry_points] = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert b"claimextract = claimextract.cli:main" in archive.read(entry_points)


def test_the_installed_package_works_without_the_sources(installed: Path, tmp_path: Path) -> None:
    code = """
import json
from importlib.resources import files
import claimextract
from claimextract.prompting import load
places = {module.__file__ for name, module in sys.modules.items() if name.startswith("claimextract")}
names = [name for name in claimextract.__all__ if not hasattr(claimextract, name)]
prompt = load("questions").sha256
schema = json.loads(files("claimextract.schemas").joinpath("Claim.json").read_text())["title"]
print(json.dumps([sorted(places), names, len(prompt), schema]))
"""
    places, missing, prompt, schema = json.loads(run(installed, code, tmp_path))
    assert all(place.startswith(str(installed)) for place in places)
    assert (missing, prompt, schema) == ([], 64, "Claim")


def test_the_installed_package_replays_a_run(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    text = "“The bell is lost,” sexton Maud Terrel said."
    document = {"id": "a", "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest(), "status": "ok"}
    run_json = {
        "package_version": "0", "model": "stub", "requests": {}, "tokens": {},
        "settings": {"profile": "embedded", "asks": [], "questions_per_call": 1, "max_output_tokens": 9, "context": 9,
                     "temperature": 0, "seed": 0, "reasks": 0},
    }  # fmt: skip
    (tmp_path / "out" / "documents.jsonl").write_text(json.dumps(document) + "\n", encoding="utf-8")
    (tmp_path / "out" / "responses.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "out" / "run.json").write_text(json.dumps(run_json), encoding="utf-8")
    run(installed, "import claimextract; claimextract.replay('out')", tmp_path)
    assert "Maud Terrel" in (tmp_path / "out" / "evidence.csv").read_text(encoding="utf-8")
    assert "Maud Terrel" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
