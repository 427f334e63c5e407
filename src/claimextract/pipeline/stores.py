"""Where finished documents are kept: in the cache folder, in a folder of several machines, or in an object store."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ..config import Settings
from ..errors import CacheError, ConfigurationError
from ..llm import Store
from .storing import FileStore, packed, unpacked

__all__ = ["Near", "ObjectStore", "SharedFolder", "store_of"]


class SharedFolder(FileStore):
    """Values in a folder that several machines see. Its rights are left as they are; it must be there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        if not folder.is_dir():
            raise ConfigurationError(f"store {folder.as_uri()}: there is no such folder here; make or mount it")

    def _make(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)


class ObjectStore:
    """Values by key, an object each, wherever ``fsspec`` reaches; credentials are what it finds in the environment.

    An object that was not written to its end is told by its checksum and counts as none.

    Raises:
        ConfigurationError: there is no fsspec, or none of its packages for this address.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        try:
            from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra

            found: tuple[Any, str] = url_to_fs(address)
        except (ImportError, ValueError) as error:
            remedy = "pip install 'claimextract[dask]', and the package that fsspec needs for such an address"
            raise ConfigurationError(f"store {address}: {error}; {remedy}") from error
        self._objects, self._root = found

    def get(self, key: str) -> bytes | None:
        """The value under the key, or None."""
        try:
            return unpacked(self._objects.cat_file(self._place(key)))
        except FileNotFoundError:
            return None
        except Exception as error:  # each kind of store has its own
            raise CacheError(
                f"store {self._address}: cannot be read ({_said(error)}); check its credentials"
            ) from error

    def put(self, key: str, value: bytes) -> None:
        """Keep a value.

        Raises:
            CacheError: it cannot be written; the message names the store.
        """
        try:
            self._objects.pipe_file(self._place(key), packed(value))
        except Exception as error:
            raise CacheError(
                f"store {self._address}: cannot be written ({_said(error)}); check that it is there, and its "
                "credentials, and run again: what is finished is kept"
            ) from error

    def _place(self, key: str) -> str:
        return f"{self._root}/{key[:2]}/{key[2:]}"


class Near:
    """A store that is far away, with what was fetched from it or sent there kept near as well."""

    def __init__(self, near: Store, far: Store) -> None:
        self._near = near
        self._far = far

    def get(self, key: str) -> bytes | None:
        """The value under the key, or None."""
        value = self._near.get(key)
        if value is None and (value := self._far.get(key)) is not None:
            self._near.put(key, value)
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep a value in both."""
        self._far.put(key, value)
        self._near.put(key, value)


def store_of(settings: Settings) -> FileStore | ObjectStore:
    """The store that the settings name.

    Raises:
        ConfigurationError: it cannot be used.
    """
    if settings.store is None:
        return FileStore(settings.finished_dir)
    url = urlsplit(settings.store)
    if url.scheme == "file":
        return SharedFolder(Path(url2pathname(url.path)))
    return ObjectStore(settings.store)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
