"""What every test shares: an environment without keys, a stub for a model, and cassettes at the top level."""

import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from claimextract.cli import main
from stub import Stub, serving

ROOT = Path(__file__).parents[1]
PARAGRAPHS = """\
The harbour of Tessaly lost 14 boats in the storm of March 3, 2021, Mayor Ilse Brandt said on Friday. “We will not \
rebuild the eastern pier,” she said. The port authority denied that anybody had been warned.

According to a 2020 report by the Coastal Institute, the pier was unsafe. It had closed twice before.
"""
ECHO = """\
Fourteen boats were lost in the harbour of Tessaly, the mayor, Ilse Brandt, told reporters. “We were warned in 2019,” \
engineer Oskar Lindqvist said. The eastern pier will be rebuilt by 2023, the port authority announced.
"""


@pytest.fixture(scope="session", autouse=True)
def _no_keys() -> Iterator[None]:
    """No key or setting of the developer's own reaches a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().startswith(("OPENAI_", "CLAIMEXTRACT_")):
                patch.delenv(name)
        yield


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A model's endpoint that answers at once; the test must allow loopback."""
    with serving(Stub()) as running:
        yield running


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two short articles in ``articles/``, and a cache of its own beside it."""
    folder = tmp_path / "work" / "articles"
    folder.mkdir(parents=True)
    (folder / "harbour.md").write_text(
        f"---\ntitle: The storm\npublisher: Tessaly Gazette\ndate: 2021-03-06\n---\n{PARAGRAPHS}", encoding="utf-8"
    )
    (folder / "pier.txt").write_text(ECHO, encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Run a command in this process."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr(warnings, "showwarning", warnings.showwarning)
            with pytest.raises(SystemExit) as ended:
                main([str(argument) for argument in arguments])
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else int(code is not None), *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    """Cassettes stand at the top level, in a folder for each module of tests."""
    return str(ROOT / "cassettes" / request.path.stem)


@pytest.fixture(scope="session")
def vcr_config() -> dict[str, Any]:
    """What a recorded answer is found by, and what is never written down."""
    return {
        "match_on": ["method", "path", "query", "body"],
        "before_record_request": _bare_request,
        "before_record_response": _bare_response,
        "decode_compressed_response": True,
    }


def _bare_request(request: Any) -> Any:
    """Without the embedded server's port, which differs from run to run, and without keys, cookies and versions."""
    request.uri = request.uri.replace(f":{request.port}/", "/")
    request.headers = {"content-type": "application/json"}
    return request


def _bare_response(response: Any) -> Any:
    response["headers"] = {"content-type": ["application/json"]}
    return response
