"""Read what the user named into documents, with an entry for each thing met."""

import os
import stat
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from ..config import MAX_FILE_SIZE, MAX_TEXT_LENGTH, Settings
from ..errors import InputError
from ..models import Document, DocumentEntry, DocumentStatus
from .apart import APART
from .decoding import decode
from .discovery import STDIN, Found, discover, printable, trouble
from .frontmatter import parse_markdown
from .jsonl import ClaimsError, lines, looks_like_jsonl, parse_line
from .known import Known, Met
from .masthead import masthead
from .metadata import UNREAD, Fields, document_fields, short


@dataclass(frozen=True)
class Limits:
    """What is read at most.

    Attributes:
        file_size: bytes of a file, or of a line of JSON Lines.
        text_length: characters of the text of one document.
    """

    file_size: int = MAX_FILE_SIZE
    text_length: int = MAX_TEXT_LENGTH

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that are set."""
        return cls(settings.max_file_size, settings.max_text_length)

    @property
    def too_large(self) -> str:
        """Why a file is not read."""
        return f"is larger than {self.file_size:,} bytes: split it, or allow more with CLAIMEXTRACT_MAX_FILE_SIZE"

    def too_long(self, length: int) -> str:
        """Why a text is not taken."""
        return (
            f"holds {length:,} characters of text, more than {self.text_length:,}: split it, or allow more with "
            "CLAIMEXTRACT_MAX_TEXT_LENGTH"
        )


_GENEROUS = Limits()


@dataclass(frozen=True)
class Loaded:
    """What was read: the documents, and an entry for every document, file or folder met. Both by path, then id."""

    documents: tuple[Document, ...]
    entries: tuple[DocumentEntry, ...]


def read(paths: Sequence[str | Path], *, stdin: BinaryIO | None = None, limits: Limits = _GENEROUS) -> Loaded:
    """Read files, folders, globs and "-" (standard input) into documents, all at once; see ``stream``."""
    met = list(stream(paths, stdin=stdin, limits=limits))
    documents = [one for one in met if isinstance(one, Document)]
    entries = [DocumentEntry.of(one) if isinstance(one, Document) else one for one in met]
    return Loaded(
        documents=tuple(sorted(documents, key=lambda document: (document.path or "", document.id))),
        entries=tuple(sorted(entries, key=lambda entry: (entry.path or "", entry.id))),
    )


def stream(
    paths: Sequence[str | Path],
    *,
    stdin: BinaryIO | None = None,
    limits: Limits = _GENEROUS,
    halted: Callable[[], str | None] = lambda: None,
    counted: Callable[[int], None] = lambda _: None,
) -> Iterator[Document | DocumentEntry]:
    """Read files, folders, globs and "-" (standard input), and give each document as it is read.

    No file stops the others: what cannot be read becomes a ``failed`` entry with a reason that says what to do, what
    is passed over a ``skipped`` one. The order of ``paths`` changes nothing.

    Args:
        paths: Plain text, Markdown, HTML, PDF and JSON Lines files; folders, read with all below them; globs; "-".
        stdin: Where "-" reads from; the process's standard input by default.
        limits: What is read at most; the rest is ``failed``.
        halted: Asked before each file: once it gives a reason, the files left are not read but ``failed`` with it.
        counted: Told, before they are given, of how many more there are: files, and lines of JSON Lines.
    """
    with Known() as known:
        reading = _Reading(known, stdin, limits, counted)
        for found in discover(paths, counted):
            if isinstance(found, DocumentEntry):
                yield found
                continue
            path = printable(found.path)
            try:
                if reason := halted():
                    raise InputError(reason)
                yield from reading.file(found, path)
            except ClaimsError as error:
                yield _unread(path, "skipped", str(error))
            except InputError as error:
                yield _unread(path, "failed", str(error))
            except OSError as error:
                yield _unread(path, "failed", trouble(error))


class _Reading:
    """How one file after another is read."""

    def __init__(self, known: Known, stdin: BinaryIO | None, limits: Limits, counted: Callable[[int], None]) -> None:
        self._known = known
        self._stdin = stdin
        self._limits = limits
        self._counted = counted

    def file(self, found: Found, path: str) -> Iterator[Document | DocumentEntry]:
        """The documents of a file; errors as they come."""
        with _opened(found, self._stdin) as source:
            if found.kind == "jsonl":
                more = _lines_in(source) - 1  # as a file it is counted already
                self._counted(more)
                try:
                    yield from self._lines(path, source, b"")
                except ClaimsError:
                    self._counted(-more)
                    raise
                return
            data = source.read(self._limits.file_size + 1) or b""
            kind = found.kind or _kind(data)
            if kind == "jsonl":
                yield from self._lines(path, source, data)
                return
        if len(data) > self._limits.file_size:
            raise InputError(self._limits.too_large)
        if not data.strip():
            raise InputError("is empty" if not data else "holds nothing but white space")
        yield self._taken(path, *_parse(kind, data))

    def _lines(self, path: str, source: BinaryIO, beginning: bytes) -> Iterator[Document | DocumentEntry]:
        number = read = 0
        for read, (number, line) in enumerate(lines(source, self._limits.file_size, beginning), 1):
            try:
                if len(line) > self._limits.file_size:
                    raise InputError(self._limits.too_large)
                yield self._taken(path, *parse_line(line), number)
            except ClaimsError as error:
                if read == 1:
                    raise
                yield _unread(path, "skipped", str(error), number)
            except InputError as error:
                yield _unread(path, "failed", str(error), number)
        if not number:
            raise InputError("is empty")

    def _taken(self, path: str, text: str, fields: Fields, line: int | None = None) -> Document | DocumentEntry:
        """The document, unless its text was met before (ids that users gave are never merged) or its id was."""
        if not text.strip():
            raise InputError("is empty" if not text else "holds nothing but white space")
        if len(text) > self._limits.text_length:
            raise InputError(self._limits.too_long(len(text)))
        if (date := fields.pop(UNREAD, None)) is not None:
            place = path if line is None else f"{path} line {line}"
            warnings.warn(
                f"{place}: {date} is no date that can be read; write it as 2026-03-03, or leave it out", stacklevel=2
            )
        document = Document.from_text(text, **{"path": path, **fields})  # type: ignore[arg-type]
        known = self._known
        first = known.by_id(document.id) or (None if "id" in fields else known.by_text(document.sha256))
        if first is not None:
            if first.sha256 != document.sha256:
                id = short(repr(document.id))
                raise InputError(f"has the id {id} of another text ({first.place}): give it an id of its own")
            return _unread(path, "skipped", f"the same text as {first.place}, document {first.id}", line)
        known.add(Met(document.id, document.sha256, path if line is None else f"{path} line {line}"))
        return document


def _lines_in(source: BinaryIO) -> int:
    """How many lines a file has, where it can be read twice and has an end."""
    status = os.fstat(source.fileno())
    if not stat.S_ISREG(status.st_mode):
        return 1
    ends, last, left = 0, b"\n", status.st_size  # it may be growing
    while left > 0 and (part := source.read(1 << 20)):
        ends, last, left = ends + part.count(b"\n"), part[-1:], left - len(part)
    source.seek(0)
    return ends + (last != b"\n")


def _unread(path: str, status: DocumentStatus, reason: str, line: int | None = None) -> DocumentEntry:
    """The entry of a file, or of one line of it: each line needs an id of its own, so its number goes into the hash."""
    if line is None:
        return DocumentEntry.unread(path, status, reason)
    entry = DocumentEntry.unread(f"{path}:{line}", status, f"line {line} of {path}: {reason}")
    return entry.model_copy(update={"path": path})


def _parse(kind: str, data: bytes) -> tuple[str, Fields]:
    if kind in ("html", "pdf"):
        return APART.parse(kind, data)
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    return parse_markdown(text) if kind == "markdown" else (text, {**document_fields({}), **masthead(text)})


def _kind(data: bytes) -> str:
    """What a file without an ending, or standard input, holds: JSON Lines, HTML, PDF, or else plain text."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if looks_like_jsonl(data):
        return "jsonl"
    beginning = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "html" if beginning.startswith((b"<!doctype html", b"<html")) else "text"


@contextmanager
def _opened(found: Found, stdin: BinaryIO | None) -> Iterator[BinaryIO]:
    if found.path == STDIN:
        yield stdin or sys.stdin.buffer
    else:
        with open(found.path, "rb", opener=_at_once) as source:
            yield source


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting for whoever is to write into it (a pipe that nobody writes to reads as empty)."""
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(
        os.fstat(descriptor).st_mode
    ):  # a pipe or a terminal that the user named: its writer may be slow
        os.set_blocking(descriptor, True)
    return descriptor
