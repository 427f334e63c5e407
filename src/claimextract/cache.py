"""The response cache: raw answers by the hash of their request, shared by processes, never a pickle."""

import errno
import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from diskcache import Cache, Disk, Timeout  # type: ignore[import-untyped]
from diskcache.core import DBNAME, DEFAULT_SETTINGS, METADATA, MODE_RAW, UNKNOWN  # type: ignore[import-untyped]

from .errors import CacheError
from .private import private_folder

__all__ = ["ResponseCache", "remedy"]

_log = logging.getLogger(__name__)

# The file is none of SQLite's, is malformed, or holds other tables: only then is it worth nothing.
_WORTHLESS = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})

_TRUSTED = 64  # the part of the room, for other processes write as well


class _BytesDisk(Disk):  # type: ignore[misc]
    """Text keys and bytes values, all inside the database.

    diskcache unpickles rows of mode 4 and keys that are not raw, and opens and deletes whatever file a row names
    (CVE-2025-69872); so anything but raw bytes under a text key is refused, and no row's file is ever touched.
    """

    def put(self, key: object) -> tuple[str, bool]:
        if not isinstance(key, str):
            raise CacheError(f"cache keys are text, not {type(key).__name__}")
        return key, True

    def get(self, key: object, raw: object) -> str:
        if not raw or not isinstance(key, str):
            raise CacheError(f"{self._directory} holds a key that this program did not write")
        return key

    def store(self, value: object, read: bool, key: object = UNKNOWN) -> tuple[int, int, None, memoryview]:
        if read or not isinstance(value, bytes):
            raise CacheError(f"cache values are bytes, not {type(value).__name__}")
        return 0, MODE_RAW, None, memoryview(value)

    def fetch(self, mode: object, filename: object, value: object, read: bool) -> bytes:
        if mode != MODE_RAW or filename is not None or not isinstance(value, bytes):
            raise CacheError(f"{self._directory} holds an entry that this program did not write")
        return value

    def filename(self, key: object = UNKNOWN, value: object = UNKNOWN) -> tuple[str, str]:
        raise CacheError("the cache keeps no files of its own")

    def remove(self, file_path: str) -> None:
        """Nothing to remove: no file is the cache's own, and a planted row may name any file."""


class ResponseCache:
    """Raw responses by request hash.

    Several processes may use one folder at once. When ``size_limit`` (bytes) is reached nothing is evicted and nothing
    fails: that is said once, and later answers are simply not kept.

    Raises:
        CacheError: the folder cannot be made private to the user, or holds something else than this cache.
    """

    def __init__(self, folder: Path, size_limit: int) -> None:
        self.folder = folder
        self.size_limit = size_limit
        self._full = False
        self._trusted = 0  # bytes that fit, by the last measurement
        try:
            private_folder(folder)
        except OSError as error:
            raise CacheError(
                f"{folder}: the cache folder cannot be made or kept private ({error.strerror}); "
                "name another with --cache-dir"
            ) from error
        try:
            _check_settings(folder / DBNAME)
            self._cache = Cache(
                str(folder),
                disk=_BytesDisk,
                eviction_policy="none",
                size_limit=size_limit,
                cull_limit=0,
                statistics=0,
                tag_index=0,
            )
        except (sqlite3.Error, OSError, Timeout) as error:
            raise self._unusable(error) from error

    def get(self, key: str) -> bytes | None:
        """The response under the key, or None. An entry that this program did not write counts as none."""
        try:
            value = self._cache.get(key, retry=True)
        except CacheError as error:
            _log.warning("%s; it is passed over", error)
            return None
        except (sqlite3.Error, Timeout) as error:
            raise self._unusable(error) from error
        return value if isinstance(value, bytes) else None

    def put(self, key: str, value: bytes) -> None:
        """Keep a response; if it does not fit or cannot be written, say so once and go on without."""
        try:
            if self._fits(len(value)):
                self._cache.set(key, value, retry=True)
                return
            reason = f"it has reached its limit of {self.size_limit} bytes"
            advice = "raise CLAIMEXTRACT_CACHE_SIZE_LIMIT or run: claimextract cache clear"
        except (sqlite3.Error, Timeout) as error:
            reason, advice = str(error) or "it is locked", remedy(error, self.folder)
        if not self._full:
            self._full = True
            _log.warning("%s: the cache takes no more answers (%s); %s", self.folder, reason, advice)

    def _fits(self, size: int) -> bool:
        """Whether there is room. To measure takes as long as to write: a part of what was found is simply trusted."""
        if size > self._trusted:
            room = self.size_limit - self.size()
            if size > room:
                return False
            self._trusted = room // _TRUSTED
        self._trusted -= size
        return True

    def size(self) -> int:
        """Bytes that the cache takes on disk, once it is closed."""
        return int(self._cache.volume())

    def count(self) -> int:
        """How many responses it holds."""
        return len(self._cache)

    def clear(self) -> int:
        """Remove every response and give the room back; returns how many there were."""
        removed = int(self._cache.clear(retry=True))
        self._full, self._trusted = False, 0
        return removed

    def close(self) -> None:
        """Close the database."""
        self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _unusable(self, error: Exception) -> CacheError:
        said = str(error) or "it is locked"
        return CacheError(f"{self.folder}: the cache cannot be used ({said}); {remedy(error, self.folder)}")


def remedy(error: Exception, folder: Path) -> str:
    """What to do about an error of the database in ``folder``.

    Answers may have been paid for: to delete them is advised only where nothing can be read of them.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_BUSY) & 0xFF  # the higher bits tell of the kind
    if code in _WORTHLESS:
        return f"delete {folder} and run again"
    if code in _NO_ROOM or getattr(error, "errno", None) == errno.ENOSPC:
        return "make room on its disk and run again: what is kept is kept"
    return "see that it can be written and that nothing holds it, or name another with --cache-dir, and run again"


def _check_settings(database: Path) -> None:
    """Refuse settings that diskcache never writes: it would set attributes and run pragmas by their names."""
    if not database.exists():
        return
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "Settings" not in tables:
            return
        rows = connection.execute("SELECT key, value FROM Settings").fetchall()
    known = {**DEFAULT_SETTINGS, **METADATA}
    if any(key not in known or not isinstance(value, int | str) for key, value in rows):
        raise CacheError(f"{database}: it holds settings that this program did not write; delete {database.parent}")
