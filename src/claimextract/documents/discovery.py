"""From what the user named to the files behind it: folders, globs, links, and what is passed over."""

# ruff: noqa: PTH112, PTH113, PTH114, PTH116, PTH118, PTH120, PTH207
# A path stays the string that was given, where pathlib would drop the "./" before it.

import glob
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..models import DocumentEntry, DocumentStatus

STDIN = "-"
KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
}
_KNOWN = "known types are " + ", ".join(KINDS)
_RUN_MARK = "run.json"
_RUN_REASON = f"holds a {_RUN_MARK}: it is the folder of a run, which is never read as input"


@dataclass(frozen=True)
class Found:
    """A file to read, by its path as given; ``kind`` is a value of ``KINDS``, or None where its content has to tell."""

    path: str
    kind: str | None


def discover(paths: Sequence[str | Path]) -> tuple[list[Found], list[DocumentEntry]]:
    """Find the files behind paths, folders, globs and "-" (standard input).

    Folders are read with all that is below them, without hidden files and folders, and without folders that hold a
    run.json. A path that exists is never a glob. Links are followed; a file or a folder that is reached by two
    names is read once.

    Returns:
        The files, sorted by path, and the entries of what was met and will not be read. Neither depends on the order
        of ``paths``.
    """
    search = _Search()
    named = sorted({os.fspath(path) for path in paths}, key=lambda path: (os.path.islink(path), path))
    folders = [path for path in named if os.path.isdir(path)]
    for path in named:
        if path not in folders:
            search.add_named(path)
    for folder in folders:
        if not search.walk(folder.rstrip("/") or "/"):
            search.note(folder, "failed", f"holds no documents: {_KNOWN}")
    return search.distinct_files(), list(search.entries.values())


def trouble(error: OSError) -> str:
    """Why a file or a folder could not be read, for a person."""
    if isinstance(error, PermissionError):
        return "cannot be opened, permission denied: give yourself the right to read it"
    return f"cannot be read: {error.strerror or error}"


def printable(path: str) -> str:
    """The path as text that can be written as UTF-8: bytes of a file name that are not UTF-8 are written in hex."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class _Search:
    def __init__(self) -> None:
        self.files: dict[str, Found] = {}
        self.entries: dict[str, DocumentEntry] = {}
        self._folders: dict[tuple[int, int], str] = {}

    def note(self, path: str, status: DocumentStatus, reason: str) -> None:
        self.entries.setdefault(path, DocumentEntry.unread(printable(path), status, reason))

    def add_named(self, path: str) -> None:
        """Take up a file, a glob or "-", named by the user."""
        if path == STDIN or (Path(path).suffix == "" and _exists(path)):
            self.files[path] = Found(path, None)
        elif _exists(path):
            if kind := KINDS.get(Path(path).suffix.lower()):
                self.files[path] = Found(path, kind)
            else:
                self.note(path, "failed", f"is of a type that is not read ({Path(path).suffix}): {_KNOWN}")
        elif os.path.islink(path):
            self.note(path, "failed", "is a link that leads nowhere: correct it")
        elif glob.has_magic(path):
            self._add_matches(path)
        else:
            self.note(path, "failed", "does not exist: check the path")

    def walk(self, folder: str, above: frozenset[tuple[int, int]] = frozenset()) -> bool:
        """Take up what a folder holds. Returns whether there was anything, readable or not."""
        try:
            status = os.stat(folder)
            with os.scandir(folder) as found:  # real files before links, so that a file keeps its real path
                children = sorted((child.is_symlink(), child.name) for child in found)
        except OSError as error:
            self.note(folder, "failed", trouble(error))
            return True
        identity = (status.st_dev, status.st_ino)
        first = self._folders.setdefault(identity, folder)
        if identity in above:
            self.note(
                folder, "failed", f"is a link that leads back to a folder above it ({printable(first)}): remove it"
            )
        elif first != folder:
            self.note(folder, "skipped", f"the same folder as {printable(first)}")
        elif any(name == _RUN_MARK for _, name in children):
            self.note(folder, "skipped", _RUN_REASON)
        else:
            seen = [name for _, name in children if not name.startswith(".")]
            met = [self._add_child(os.path.join(folder, name), above | {identity}) for name in seen]
            return any(met)
        return True

    def distinct_files(self) -> list[Found]:
        """The files, sorted by path; one that was reached by two names is noted under the second."""
        first: dict[tuple[int, int], Found] = {}
        for path, found in sorted(self.files.items(), key=lambda item: (os.path.islink(item[0]), item[0])):
            try:
                status = os.stat(path)
            except OSError:  # standard input; or it went away, which reading will report
                first[0, len(first)] = found
                continue
            other = first.setdefault((status.st_dev, status.st_ino), found)
            if other is not found:
                self.note(path, "skipped", f"the same file as {printable(other.path)}")
        return sorted(first.values(), key=lambda found: found.path)

    def _add_child(self, path: str, above: frozenset[tuple[int, int]]) -> bool:
        if os.path.isdir(path):
            return self.walk(path, above)
        if path in self.files:
            return True
        kind = KINDS.get(Path(path).suffix.lower())
        if not os.path.isfile(path):
            if os.path.islink(path) and not _exists(path):
                self.note(path, "failed", "is a link that leads nowhere: correct it")
            else:
                self.note(path, "skipped", "is not a regular file")
        elif kind is None:
            self.note(path, "skipped", f"is of a type that is not read ({Path(path).suffix or 'no ending'}): {_KNOWN}")
        else:
            self.files[path] = Found(path, kind)
        return True

    def _add_matches(self, pattern: str) -> None:
        # "**" runs around a loop of links until the system stops it: each thing counts once, by its shortest path.
        matches: dict[str, str] = {}
        for match in sorted(glob.glob(pattern, recursive=True), key=lambda path: (path.count("/"), path)):
            matches.setdefault(os.path.realpath(match), match)
        if not matches:
            self.note(pattern, "failed", "matches nothing: check the pattern")
        base = Path(os.path.dirname(re.split(r"[*?\[]", pattern, maxsplit=1)[0]))
        for match in matches.values():
            parents = [parent for parent in Path(match).parents if len(parent.parts) >= len(base.parts)]
            run = next((parent for parent in parents if (parent / _RUN_MARK).exists()), None)
            if run is not None:
                self.note(str(run), "skipped", _RUN_REASON)
            else:
                self._add_child(match.rstrip("/"), frozenset())


def _exists(path: str) -> bool:
    try:
        os.stat(path)
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return False
    return True
