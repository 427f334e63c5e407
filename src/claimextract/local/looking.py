"""What there is of the embedded model on this machine: nothing is fetched, joined or written."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from .sources import PINNED, WeightsSpec, chunks_of
from .weights import known_sha256

__all__ = ["Found", "look"]


@dataclass(frozen=True, slots=True)
class Found:
    """The file of weights that a run would use.

    Attributes:
        path: where it is, or will be.
        size: bytes on disk; None where there is no file.
        sha256: its hash, where it was verified and did not change since; None where nobody knows.
        expected: the hash that it must have; None for a file of the user's own.
        needed: bytes that fetching it takes on disk; 0 where the file is there.
        free: bytes free on that disk.
    """

    path: Path
    size: int | None
    sha256: str | None
    expected: str | None
    needed: int
    free: int

    @property
    def usable(self) -> bool:
        """Whether it is there and known to be the right file."""
        return self.sha256 is not None and self.expected in (None, self.sha256)


def look(cache_dir: Path, gguf: Path | None = None, *, verify: bool = False, spec: WeightsSpec = PINNED) -> Found:
    """Look for the weights that ``weights_path`` would give.

    Args:
        cache_dir: the cache folder.
        gguf: a GGUF file of the user's own.
        verify: hash the file where its hash is not known.
        spec: the file that is wanted where there is none of the user's own.

    Raises:
        OSError: the file cannot be read.
    """
    folder = cache_dir / "weights"
    path = gguf or folder / spec.filename
    size = path.stat().st_size if path.is_file() else None
    sha256 = known_sha256(path, folder, own=gguf is not None) if size is not None else None
    if verify and size is not None and sha256 is None:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            for chunk in chunks_of(file):
                digest.update(chunk)
        sha256 = digest.hexdigest()
    needed = 0 if gguf or size is not None else spec.room
    place = next(parent for parent in (folder, *folder.absolute().parents) if parent.is_dir())
    return Found(path, size, sha256, None if gguf else spec.sha256, needed, shutil.disk_usage(place).free)
