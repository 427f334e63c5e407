"""Read what the user named into documents, with an entry for each thing met."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..errors import InputError
from ..models import Document, DocumentEntry, DocumentStatus
from .decoding import decode
from .discovery import STDIN, Found, discover, printable, trouble
from .frontmatter import parse_markdown
from .jsonl import lines, looks_like_jsonl, parse_line
from .masthead import masthead
from .metadata import Fields, document_fields
from .pdf import parse_pdf
from .webpage import parse_html

MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Loaded:
    """What was read: the documents, and an entry for every document, file or folder met. Both by path, then id."""

    documents: tuple[Document, ...]
    entries: tuple[DocumentEntry, ...]


def read(paths: Sequence[str | Path], *, stdin: BinaryIO | None = None, max_bytes: int = MAX_BYTES) -> Loaded:
    """Read files, folders, globs and "-" (standard input) into documents.

    No file stops the others: what cannot be read becomes a ``failed`` entry with a reason that says what to do, what
    is passed over a ``skipped`` one. The order of ``paths`` changes nothing.

    Args:
        paths: Plain text, Markdown, HTML, PDF and JSON Lines files; folders, read with all below them; globs; "-".
        stdin: Where "-" reads from; the process's standard input by default.
        max_bytes: The largest file to read, in bytes; for JSON Lines the largest line.
    """
    files, unread = discover(paths)
    shelf = _Shelf(unread)
    for found in files:
        path = printable(found.path)
        try:
            _read_file(found, path, stdin, max_bytes, shelf)
        except InputError as error:
            shelf.reject(path, str(error))
        except OSError as error:
            shelf.reject(path, trouble(error))
    return shelf.loaded()


class _Shelf:
    """The documents taken in so far: tells what is there already, by text and by id."""

    def __init__(self, entries: Sequence[DocumentEntry]) -> None:
        self._documents: list[Document] = []
        self._entries = list(entries)
        self._by_id: dict[str, tuple[Document, str]] = {}
        self._by_text: dict[str, tuple[Document, str]] = {}

    def add(self, path: str, text: str, fields: Fields, line: int | None = None) -> None:
        """Take a document in, unless its text is there already (ids that users gave are never merged) or its id is."""
        if not text.strip():
            raise InputError("is empty" if not text else "holds nothing but white space")
        document = Document.from_text(text, **{"path": path, **fields})  # type: ignore[arg-type]
        other = self._by_id.get(document.id) or (None if "id" in fields else self._by_text.get(document.sha256))
        if other is not None:
            first, place = other
            if first.sha256 != document.sha256:
                raise InputError(f"has the id {document.id!r} of another text ({place}): give it an id of its own")
            reason = f"the same text as {place}, document {first.id}"
            self._entries.append(_unread(path, "skipped", reason, line))
            return
        place = path if line is None else f"{path} line {line}"
        self._by_id[document.id] = (document, place)
        self._by_text.setdefault(document.sha256, (document, place))
        self._documents.append(document)
        self._entries.append(DocumentEntry.of(document))

    def reject(self, path: str, reason: str, line: int | None = None) -> None:
        """Note a file, or a line of one, that cannot be used."""
        self._entries.append(_unread(path, "failed", reason, line))

    def loaded(self) -> Loaded:
        """All in their fixed order."""
        return Loaded(
            documents=tuple(sorted(self._documents, key=lambda document: (document.path or "", document.id))),
            entries=tuple(sorted(self._entries, key=lambda entry: (entry.path or "", entry.id))),
        )


def _unread(path: str, status: DocumentStatus, reason: str, line: int | None) -> DocumentEntry:
    """The entry of a file, or of one line of it: each line needs an id of its own, so its number goes into the hash."""
    if line is None:
        return DocumentEntry.unread(path, status, reason)
    entry = DocumentEntry.unread(f"{path}:{line}", status, f"line {line} of {path}: {reason}")
    return entry.model_copy(update={"path": path})


def _read_file(found: Found, path: str, stdin: BinaryIO | None, max_bytes: int, shelf: _Shelf) -> None:
    with _opened(found, stdin) as source:
        data = source.read(max_bytes + 1)
        kind = found.kind or _kind(data)
        if kind == "jsonl":
            data += source.read()
        elif len(data) > max_bytes:
            raise InputError(f"is larger than {max_bytes:,} bytes: split it, or allow more (max_bytes)")
    if not data.strip():
        raise InputError("is empty" if not data else "holds nothing but white space")
    if kind == "jsonl":
        _read_lines(path, data, max_bytes, shelf)
    else:
        text, fields = _parse(kind, data)
        shelf.add(path, text, fields)


def _read_lines(path: str, data: bytes, max_bytes: int, shelf: _Shelf) -> None:
    found = list(lines(data))
    if not found:
        raise InputError("is empty")
    for number, line in found:
        try:
            if len(line) > max_bytes:
                raise InputError(f"is larger than {max_bytes:,} bytes: split it, or allow more (max_bytes)")
            text, fields = parse_line(line)
            shelf.add(path, text, fields, number)
        except InputError as error:
            shelf.reject(path, str(error), number)


def _parse(kind: str, data: bytes) -> tuple[str, Fields]:
    if kind == "html":
        return parse_html(data)
    if kind == "pdf":
        return parse_pdf(data)
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
        with Path(found.path).open("rb") as source:
            yield source
