"""The folders and files of this user: settings, cache and weights."""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ..cache import remedy
from ..config import Settings
from ..errors import ClaimextractError
from ..local import EmbeddedServer, Found, Weights, look
from ..terminal import counted
from .checks import Check, note, ok, problem

__all__ = ["cache", "embedded", "env_file"]

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MEMORY = 2_000_000_000  # bytes that the embedded model takes
_ELSEWHERE = "name a folder that can be written with --cache-dir or CLAIMEXTRACT_CACHE_DIR"


def env_file() -> Iterator[Check]:
    """The file .env of the working folder, if other users can read the key in it."""
    path = Path(".env")
    if path.is_file() and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        yield note(".env", "other users of this machine can read it", "chmod 600 .env")


def cache(settings: Settings) -> Iterator[Check]:
    """The cache folder: whether answers can be kept there, and how much there is."""
    folder = settings.cache_dir.absolute()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if not existing.is_dir():
        yield problem("cache", f"{existing} is a file, so {folder} cannot be a folder", _ELSEWHERE)
    elif not os.access(existing, os.W_OK | os.X_OK):
        yield problem("cache", f"{existing} cannot be written", _ELSEWHERE)
    elif existing != folder:
        yield ok("cache", f"{folder}: nothing kept yet; the first run makes it")
    else:
        responses = settings.responses_dir
        yield _kept(folder, responses)
        if responses.is_dir() and stat.S_IMODE(responses.stat().st_mode) & _OTHERS:
            yield note("cache", f"other users of this machine can read {responses}", f"chmod 700 {responses}")


def _kept(folder: Path, responses: Path) -> Check:
    """How much is kept; the database is opened for reading only, and nothing of it but a count is read."""
    size = sum(path.stat().st_size for path in responses.glob("*") if path.is_file()) if responses.is_dir() else 0
    count, database = 0, responses / "cache.db"
    try:
        if database.is_file():
            with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                [(count,)] = connection.execute("SELECT count(*) FROM Cache").fetchall()
    except (sqlite3.Error, OSError) as error:
        return problem("cache", f"{responses}: cannot be read ({error})", remedy(error, responses))
    return ok("cache", f"{folder}: {counted(count, 'response')}, {size / 1e6:.1f} MB")


def embedded(settings: Settings, *, needed: bool, deep: bool) -> Iterator[Check]:
    """The embedded model: its weights, room for them, memory, and with ``deep`` whether it starts, if it is needed."""
    try:
        found = look(settings.cache_dir, settings.weights, verify=deep)
    except OSError as error:
        reason = f"{error.filename}: {error.strerror}"
        yield problem("weights", reason, "make it readable") if needed else note("weights", reason)
        return
    yield _weights(found, needed=needed)
    if (free := _free_memory()) is not None and needed and free < _MEMORY:
        yield note("memory", f"{_mb(free)} are free, the embedded model takes {_mb(_MEMORY)}", "end other programs")
    if deep and needed and found.usable:
        yield _server(found)


def _weights(found: Found, *, needed: bool) -> Check:
    if found.size is None and found.expected is None:
        return problem("weights", f"{found.path}: there is no such file", "give a GGUF file with --weights FILE.gguf")
    if found.size is None:
        fetching = f"not fetched yet; the first run that needs them takes {_mb(found.needed)} in {found.path.parent}"
        if found.free >= found.needed:
            return (note if needed else ok)("weights", fetching)
        told = (f"{fetching}, and {_mb(found.free)} are free", "free some space, or name another disk with --cache-dir")
        return problem("weights", *told) if needed else note("weights", *told)
    if found.sha256 is None:
        return note("weights", f"{found.path}: {_mb(found.size)}, not verified yet", "the next run does, or --deep")
    if not found.usable:
        return note("weights", f"{found.path}: damaged (sha256 {found.sha256[:16]}…)", "the next run fetches it again")
    return ok("weights", f"{found.path}: {_mb(found.size)}, sha256 {found.sha256[:16]}… verified")


def _server(found: Found) -> Check:
    began = time.monotonic()
    try:
        with EmbeddedServer(Weights(found.path, found.sha256 or "", found.size or 0)) as server:
            server.start()
    except ClaimextractError as error:
        return problem("server", "the embedded model does not start", str(error))
    return ok("server", f"the embedded model starts, in {time.monotonic() - began:.0f} s")


def _free_memory() -> int | None:
    """Bytes that programs can still have, where the system says so (Linux)."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError, IndexError):
        return None


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
