"""Two workers of a Dask scheduler beside one process, with as many requests in flight in all.

    python benchmarks/engine.py [--documents 2000] [--in-flight 32] [--delay 0.2] [--workers 2] [--json FILE]

The reports and the endpoint are those of throughput.py. Each run is a process of its own, start and imports included;
the scheduler and the workers run before it begins, as they would, but the workers have loaded nothing. The second run
of the workers finds them warm, with other documents. All run on this one machine.
"""

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from throughput import endpoint, measured, report


@contextlib.contextmanager
def cluster(folder: Path, workers: int, in_flight: int) -> Iterator[str]:
    """The address of a scheduler with so many workers, each with a cache of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    quiet = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
    commands = [["scheduler", "--port", place.rpartition(":")[2], *quiet]]
    commands += [["worker", place, "--no-nanny", "--nthreads", "2", *quiet]] * workers
    processes = []
    try:
        for number, command in enumerate(commands):
            own = {"CLAIMEXTRACT_CACHE_DIR": str(folder / f"cache{number}"), "OMP_NUM_THREADS": "1"}
            log = (folder / f"{number}.log").open("wb")
            started = subprocess.Popen(
                [sys.executable, "-m", "dask", *command], env={**os.environ, **own}, stdout=log, stderr=log, cwd=folder
            )
            processes.append(started)
        while sum("Registered to" in path.read_text(encoding="utf-8") for path in folder.glob("*.log")) < workers:
            time.sleep(0.1)
        yield f"dask://{place}"
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def written(name: str, first: int, count: int, folder: Path) -> Path:
    """So many reports in a file."""
    corpus = folder / f"{name}.jsonl"
    lines = [json.dumps({"id": f"r{n}", "text": report(n)}) for n in range(first, first + count)]
    corpus.write_text("\n".join(lines), encoding="utf-8")
    return corpus


def compared(count: int, in_flight: int, delay: float, workers: int) -> Iterator[dict[str, Any]]:
    """One process, and workers twice."""
    alone = 0.0
    with tempfile.TemporaryDirectory() as name, endpoint(delay) as url:
        folder = Path(name)
        (folder / "shared").mkdir()
        command = [sys.executable, "-m", "claimextract", "extract", "--quiet", "--base-url", url, "--model", "stub"]
        with cluster(folder, workers, in_flight) as engine:
            store = (folder / "shared").as_uri()
            systems = {
                "one process": (in_flight, ["--cache-dir", str(folder / "alone")]),
                f"{workers} workers": (in_flight // workers, ["--engine", engine, "--store", store]),
                f"{workers} workers, warm": (in_flight // workers, ["--engine", engine, "--store", store]),
            }
            for number, (system, (each, options)) in enumerate(systems.items()):
                corpus = written(f"reports{number}", number * count, count, folder)
                environment = {
                    **os.environ,
                    "OMP_NUM_THREADS": "1",
                    "CLAIMEXTRACT_PROCESSES": "1",
                    "CLAIMEXTRACT_CONCURRENCY": str(each),
                }
                out = ["--out", str(folder / f"out{number}")]
                seconds = measured([*command, str(corpus), *out, *options], environment)["seconds"]
                alone = alone or seconds
                yield {
                    "system": system,
                    "documents": count,
                    "in flight": in_flight,
                    "seconds": seconds,
                    "of one process": round(seconds / alone, 2),
                    "of the ideal": round(count * delay / in_flight / seconds, 3),
                }


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--delay", type=float, default=0.2, help="seconds that the endpoint takes")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    kept = []
    for figures in compared(options.documents, options.in_flight, options.delay, options.workers):
        print("  ".join(f"{name}: {value}" for name, value in figures.items()), flush=True)
        kept.append(figures)
    if options.json:
        options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
