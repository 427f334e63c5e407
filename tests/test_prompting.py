"""Prompts: strict variables, and document text that stays text."""

import hashlib
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from claimextract.errors import PromptError
from claimextract.prompting import Prompt, load


def prompt(folder: Path, source: str, name: str = "demo") -> Prompt:
    (folder / f"{name}.jinja").write_bytes(source.encode())
    return load(name, folder)


def test_renders(tmp_path: Path) -> None:
    made = prompt(tmp_path, "Who says it?\n{% for name in cast %}\n- {{ name }}\n{% endfor %}\nAnswer.\n")
    assert made.render(cast=["Ada Fenn", "the <ferryman> & son"]) == (
        "Who says it?\n- Ada Fenn\n- the <ferryman> & son\nAnswer."
    )


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}}",
        "{% raw %}x{% endraw %}",
        "{# gone? #}",
        "{{ cast }}",
        "{{ ''.__class__.__mro__ }}",
        "$x %s {0} \\n é\u202e",
    ],
)
def test_document_text_is_never_rendered(tmp_path: Path, text: str) -> None:
    assert prompt(tmp_path, "<{{ text }}>").render(text=text, cast="secret") == f"<{text}>"


def test_a_missing_variable_names_template_and_variable(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"demo\.jinja.*'town'"):
        prompt(tmp_path, "In {{ town }}").render(city="Lowmere")


@pytest.mark.parametrize(
    "source", ["{{ a.b }}", "{% for x in a %}{{ x }}{% endfor %}", "{% if a %}x{% endif %}", "{{ a | upper }}"]
)
def test_a_missing_variable_is_an_error_wherever_it_stands(tmp_path: Path, source: str) -> None:
    with pytest.raises(PromptError, match=r"demo\.jinja.*'a'"):
        prompt(tmp_path, source).render()


def test_a_missing_attribute_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="role"):
        prompt(tmp_path, "{{ person.role }}").render(person={"name": "Ada Fenn"})


@pytest.mark.parametrize("source", ["{{ 1 / zero }}", "{{ zero + 'x' }}", "{{ zero() }}"])
def test_a_template_that_fails_says_which(tmp_path: Path, source: str) -> None:
    with pytest.raises(PromptError, match=r"demo\.jinja"):
        prompt(tmp_path, source).render(zero=0)


def test_broken_syntax_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"demo\.jinja line 2"):
        prompt(tmp_path, "fine\n{% for %}")


@pytest.mark.parametrize("source", ["{% include 'other.jinja' %}", "{% extends 'other.jinja' %}"])
def test_a_prompt_is_one_file(tmp_path: Path, source: str) -> None:
    (tmp_path / "other.jinja").write_text("x")
    with pytest.raises(PromptError, match=r"demo\.jinja"):
        prompt(tmp_path, source).render()


def test_the_hash_is_of_the_source(tmp_path: Path) -> None:
    made = prompt(tmp_path, "Grüße {{ a }}\r\n")
    assert made.sha256 == hashlib.sha256("Grüße {{ a }}\r\n".encode()).hexdigest()
    assert prompt(tmp_path, "Grüße {{ a }}").sha256 != made.sha256


def test_an_unknown_prompt_is_named(tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        with pytest.raises(PromptError, match=r"nosuch\.jinja"):
            load("nosuch", folder)


def test_a_prompt_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "demo.jinja").write_bytes(b"caf\xe9")
    with pytest.raises(PromptError, match="UTF-8"):
        load("demo", tmp_path)


def test_every_prompt_of_the_package_loads() -> None:
    names = [entry.name for entry in files("claimextract.prompts").iterdir() if entry.name.endswith(".jinja")]
    assert [load(name.removesuffix(".jinja")).name + ".jinja" for name in names] == names


ROOT = Path(__file__).parent.parent


def test_every_package_and_every_data_file_is_packaged() -> None:
    """setuptools cannot find packages that package-dir maps, so pyproject.toml lists them all."""
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    source = ROOT / "src"
    found = {".".join(path.parent.relative_to(source).parts) for path in source.rglob("__init__.py")}
    assert set(setuptools["packages"]) == found | {"claimextract.prompts", "claimextract.schemas"}
    patterns = setuptools["package-data"]["*"]
    folders = [source / "claimextract", ROOT / "prompts", ROOT / "schemas"]
    data = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    ]
    assert [path for path in data if not any(path.match(pattern) for pattern in patterns)] == []
