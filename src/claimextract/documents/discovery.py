"""From what the user named to the files behind it: folders, globs, links, and what is passed over."""

# ruff: noqa: PTH112, PTH114, PTH116, PTH118, PTH120, PTH207
# A path stays the string that was given, where pathlib would drop the "./" before it.

import glob
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..models import DocumentEntry, DocumentStatus
from .listing import Listing

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
_RUN_REASON = (
    f"holds a {_RUN_MARK}: it is the folder of a run, which is never read as input; "
    "articles that lie in it can be named one by one, or moved to a folder of their own"
)
_NOWHERE = "is a link that leads nowhere: correct it"
# Control characters, and what changes the direction or the lines of a text: a name must not write a line of its own.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Found:
    """A file to read, by its path as given; ``kind`` is a value of ``KINDS``, or None where its content has to tell."""

    path: str
    kind: str | None


def discover(
    paths: Sequence[str | Path], counted: Callable[[int], None] = lambda _: None
) -> Iterator[Found | DocumentEntry]:
    """Find the files behind paths, folders, globs and "-" (standard input).

    Folders are read with all that is below them, without hidden files and folders, and without folders that hold a
    run.json. A path that exists is never a glob. A link is followed where the user named it, or where it stays in the
    folder that the user named: what a folder holds must not reach for files elsewhere. A file or a folder that is
    reached by two names is read once.

    Args:
        paths: What the user named.
        counted: Told how many there are before the first is given.

    Yields:
        The entries of what was met and will not be read, then the files, sorted by path. Neither depends on the order
        of ``paths``. What was found is held outside of memory.
    """
    named = sorted({os.fspath(path) for path in paths}, key=lambda path: (os.path.islink(path), path))
    folders = [path for path in named if os.path.isdir(path)]
    with Listing() as listing:
        search = _Search(listing)
        for path in named:
            if path not in folders:
                search.add_named(path)
        for folder in folders:
            if not search.walk(folder.rstrip("/") or "/"):
                search.note(folder, "failed", f"holds no documents: {_KNOWN}")
        counted(len(listing))
        for path, status, reason in listing.notes():
            yield DocumentEntry.unread(printable(path), status, reason)
        for path, kind, first in listing.files():
            if first == path:
                yield Found(path, kind)
            else:
                yield DocumentEntry.unread(printable(path), "skipped", f"the same file as {printable(first)}")


def lying_in(folder: str | Path, paths: Sequence[str | Path]) -> str | None:
    """A file of this folder that is read by way of a folder or a glob which reaches it from outside, or is it."""
    home = os.path.realpath(folder)
    reaching = []
    for path in [os.fspath(path) for path in paths]:
        if os.path.isdir(path):
            top = path
        elif glob.has_magic(path) and not os.path.lexists(path):
            top = os.path.dirname(re.split(r"[*?\[]", path, maxsplit=1)[0])
        else:
            continue
        if _is_within(home, os.path.realpath(top)):
            reaching.append(path)
    files = (found.path for found in discover(reaching) if isinstance(found, Found)) if reaching else ()
    return next((path for path in files if _is_within(os.path.realpath(path), home)), None)


def trouble(error: OSError) -> str:
    """Why a file or a folder could not be read, for a person."""
    if isinstance(error, PermissionError):
        return "cannot be opened, permission denied: give yourself the right to read it"
    if isinstance(error, FileNotFoundError):
        return "has gone since it was found: run again if it is needed"
    return f"cannot be read: {error.strerror or error}"


def printable(path: str) -> str:
    """The path as one line of text that can be written as UTF-8.

    Bytes of a file name that are not UTF-8, line breaks and control characters are written in hex.
    """
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _STEERING.sub(lambda found: "".join(f"\\x{byte:02x}" for byte in found[0].encode()), text)


class _Search:
    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._folders: dict[str, str] = {}

    def note(self, path: str, status: DocumentStatus, reason: str) -> None:
        self._listing.note(path, status, reason)

    def add_named(self, path: str) -> None:
        """Take up a file, a glob or "-", named by the user."""
        status = _status(path)
        if path == STDIN:
            self._listing.add(path, None, path)
        elif status is not None:
            kind, ending = _kind(path)
            if kind or not ending:
                self._listing.add(path, kind, _identity(status), is_link=os.path.islink(path))
            else:
                self.note(path, "failed", f"is of a type that is not read ({ending}): {_KNOWN}")
        elif os.path.islink(path):
            self.note(path, "failed", _NOWHERE)
        elif glob.has_magic(path):
            self._add_matches(path)
        else:
            self.note(path, "failed", "does not exist: check the path")

    def walk(self, top: str) -> bool:
        """Take up what a folder named by the user holds. Returns whether there was anything, readable or not."""
        return self._walk([top], [], os.path.realpath(top))

    def _walk(self, folders: list[str], links: list[str], root: str) -> bool:
        """Take up what folders hold; links after all else, so that a thing keeps its real path."""
        met = False
        while folders or links:  # no recursion: folders may be nested deeper than Python's stack
            if not folders:
                links.sort(reverse=True)
                met = True
                if self._leads_to_folder(links[-1], root):
                    folders.append(links[-1])
                links.pop()
                continue
            folder = folders.pop()
            inner: list[str] = []
            try:
                met |= self._enter(folder, inner, links)
            except OSError as error:
                self.note(folder, "failed", trouble(error))
                met = True
            folders += sorted(inner, reverse=True)
        return met

    def _enter(self, folder: str, inner: list[str], links: list[str]) -> bool:
        """Take up the files of a folder; its folders and links are put off. Returns whether it holds anything."""
        first = self._folders.setdefault(_identity(os.stat(folder)), folder)
        if first != folder:
            self.note(folder, "skipped", f"the same folder as {printable(first)}")
            return True
        if os.path.lexists(os.path.join(folder, _RUN_MARK)):
            self.note(folder, "skipped", _RUN_REASON)
            return True
        met = False
        with os.scandir(folder) as children:
            for child in children:
                if child.name.startswith("."):
                    continue
                path = os.path.join(folder, child.name)
                if child.is_symlink():
                    links.append(path)
                elif child.is_dir():
                    inner.append(path)
                else:
                    self._add_file(path, _status(path))
                    met = True
        return met

    def _leads_to_folder(self, link: str, root: str) -> bool:
        """Take up a link that a folder holds, unless it leads to a folder: that is told, for it to be entered.

        ``root``: the real path of the folder that the user named, which no link in it may leave.
        """
        target, status = os.path.realpath(link), _status(link)
        if status is None:
            self.note(link, "failed", _NOWHERE)
        elif not _is_within(target, root):
            self.note(link, "skipped", f"is a link out of the folder ({printable(target)}): name the link to read it")
        elif not stat.S_ISDIR(status.st_mode):
            self._add_file(link, status, is_link=True)
        elif _is_within(os.path.realpath(os.path.dirname(link)), target):
            self.note(
                link, "failed", f"is a link that leads back to a folder above it ({printable(target)}): remove it"
            )
        else:
            return True
        return False

    def _add_file(self, path: str, status: os.stat_result | None, *, is_link: bool = False) -> None:
        kind, ending = _kind(path)
        if status is None:
            self.note(path, "failed", trouble(FileNotFoundError()))
        elif not stat.S_ISREG(status.st_mode):
            self.note(path, "skipped", "is not a regular file")
        elif kind is None:
            self.note(path, "skipped", f"is of a type that is not read ({ending or 'no ending'}): {_KNOWN}")
        else:
            self._listing.add(path, kind, _identity(status), is_link=is_link)

    def _add_matches(self, pattern: str) -> None:
        # "**" runs around a loop of links until the system stops it: each thing counts once, by its shortest path.
        matches: dict[str, str] = {}
        for match in sorted(glob.iglob(pattern, recursive=True), key=lambda path: (path.count("/"), path)):
            matches.setdefault(os.path.realpath(match), match.rstrip("/"))
        if not matches:
            self.note(pattern, "failed", "matches nothing: check the pattern")
        base = Path(os.path.dirname(re.split(r"[*?\[]", pattern, maxsplit=1)[0]))
        root = os.path.realpath(base)
        for target, match in matches.items():
            parents = [parent for parent in Path(match).parents if len(parent.parts) >= len(base.parts)]
            run = next((parent for parent in parents if (parent / _RUN_MARK).exists()), None)
            status = _status(match)
            if run is not None:
                self.note(str(run), "skipped", _RUN_REASON)
            elif os.path.islink(match) or status is None or not _is_within(target, root):
                self._walk([], [match], root)
            elif stat.S_ISDIR(status.st_mode):
                self._walk([match], [], root)
            else:
                self._add_file(match, status)


def _kind(path: str) -> tuple[str | None, str]:
    """The kind of a file that is read, and the ending of its name as it can be shown."""
    ending = Path(path).suffix
    return KINDS.get(ending.lower()), printable(ending[:20])


def _identity(status: os.stat_result) -> str:
    return f"{status.st_dev}:{status.st_ino}"


def _is_within(path: str, folder: str) -> bool:
    """Whether a real path is that folder, or lies in it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return None
