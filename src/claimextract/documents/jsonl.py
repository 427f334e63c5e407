"""JSON Lines: one document a line, kept as its user wrote it."""

import json
from collections.abc import Iterator

from ..errors import InputError
from .decoding import decode_utf8, unmarked
from .metadata import Fields, document_fields, one_line

_FIELDS = ("title", "authors", "publisher", "published", "url", "language")


def lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers from 1. Only a line feed ends a line, as in JSON Lines.

    Raises:
        InputError: The data does not hold to its byte order mark.
    """
    for number, line in enumerate(unmarked(data).split(b"\n"), 1):
        if line.strip():
            yield number, line


def looks_like_jsonl(data: bytes) -> bool:
    """Whether the data begins with a brace and at least one of its lines is a JSON object."""
    try:
        if not unmarked(data).lstrip().startswith(b"{"):
            return False
        return any(_is_object(line) for _, line in lines(data))
    except InputError:
        return False


def parse_line(line: bytes) -> tuple[str, Fields]:
    """Read one line: ``text`` code point for code point, ``id`` unchanged, and any other field of a document.

    Raises:
        InputError: The line is not a JSON object with a text.
    """
    try:
        raw = json.loads(decode_utf8(line))
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not valid JSON ({error}): correct the line") from None
    if not isinstance(raw, dict):
        raise InputError('is not a JSON object: write {"id": ..., "text": ...}')
    text, identity = raw.get("text"), raw.get("id")
    if not isinstance(text, str):
        raise InputError("has no `text`" if text is None else "has a `text` that is not a string")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if identity is not None and (not isinstance(identity, str) or not identity):
        raise InputError("has an `id` that is neither a string nor a whole number: correct it or leave it out")
    for name, value in (("text", text), ("id", identity or "")):
        if not _encodable(value):
            raise InputError(f"holds half a surrogate pair in its `{name}`, which is no character: write it anew")
    fields = document_fields({field: raw.get(field) for field in _FIELDS})
    if identity is not None:
        fields["id"] = identity
    if path := one_line(raw.get("path")):
        fields["path"] = path
    return text, fields


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
