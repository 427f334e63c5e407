"""A scheduler, workers and a limiter as they run on machines of their own: processes that log to files."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for something that another process brings about."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@dataclass
class Farm:
    """A scheduler, and workers that are started one by one; each logs to a file in ``folder``."""

    folder: Path
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    limiter: str = ""

    @property
    def engine(self) -> str:
        return f"dask://127.0.0.1:{self.port}"

    @property
    def logs(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{len(self.processes)}-{arguments[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
            )
        self.processes.append(process)
        return process

    def scheduler(self, **environment: str) -> None:
        self.start(
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--dashboard-address",
            "127.0.0.1:0",
            **environment,
        )
        until(lambda: "Scheduler at" in self.logs, "the scheduler did not start")

    def worker(self, cache: str, **environment: str) -> subprocess.Popen[bytes]:
        """A worker without a nanny, which a kill ends for good; it has a cache of its own, as on another machine."""
        arguments = [
            "--no-nanny",
            "--dashboard-address",
            "127.0.0.1:0",
            "--nthreads",
            "2",
            "--host",
            "127.0.0.1",
            "--memory-limit",
            "0",
        ]
        before = self.logs.count("Registered to")
        started = self.start(
            "worker",
            f"127.0.0.1:{self.port}",
            *arguments,
            "--local-directory",
            str(self.folder / "scratch"),
            CLAIMEXTRACT_CACHE_DIR=str(self.folder / cache),
            **environment,
        )
        until(lambda: self.logs.count("Registered to") > before, "the worker did not start")
        return started

    def end(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@contextmanager
def limiter(folder: Path) -> Iterator[str]:
    """The address of a Redis or Valkey server; a test skips where there is none, but not in CI."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("neither valkey-server nor redis-server is installed")
        pytest.skip("neither valkey-server nor redis-server is installed")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        until(answers, "the limiter did not start")
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
