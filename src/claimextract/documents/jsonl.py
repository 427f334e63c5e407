"""JSON Lines: one document a line, kept as its user wrote it."""

import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import InputError
from .decoding import decode_utf8, is_wide, unmarked
from .metadata import Fields, document_fields, one_line, short

_FIELDS = ("title", "authors", "publisher", "published", "url", "language")
_OF_A_CLAIM = {"claim_id", "document_id"}  # what no document has: a line of claims.jsonl, or of a file of gold claims
_MARK = 4  # bytes of the longest byte order mark
_BLOCK = 2**20  # bytes read at once
_SKIPPED = 100  # times the longest line: what of an endless one is passed over


class ClaimsError(InputError):
    """A line holds a claim: it is passed over, as it is no document that failed."""


def lines(source: BinaryIO, longest: int, beginning: bytes = b"") -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers from 1. Only a line feed ends a line, as in JSON Lines.

    Args:
        source: What is left to read.
        longest: Bytes of the longest line; of a longer one ``longest + 1`` bytes are given.
        beginning: What was read before.

    Raises:
        InputError: The data does not hold to its byte order mark, or a line does not end.
    """
    rest = beginning or source.read(_MARK) or b""
    if is_wide(rest):  # UTF-16 and UTF-32 have no line feed of one byte
        rest += source.read(longest) or b""
        if len(rest) > longest:
            raise InputError(f"is larger than {longest:,} bytes and not in UTF-8: save it as UTF-8")
    rest, number = unmarked(rest), 0
    while True:
        block = source.read(max(_BLOCK, len(rest))) or b""  # twice as much each time: a long line is copied but twice
        *whole, rest = (rest + block).split(b"\n")
        for line in whole if block else [*whole, rest]:
            number += 1
            if line.strip():
                yield number, line
        if not block:
            return
        if len(rest) > longest:
            number += 1
            yield number, rest[: longest + 1]
            rest = _after_line(source, number, longest)


def _after_line(source: BinaryIO, number: int, longest: int) -> bytes:
    """What follows the line that is too long, as far as it is read."""
    for _ in range(_SKIPPED):
        block = source.read(longest) or b""
        _, ended, rest = block.partition(b"\n")
        if ended or not block:
            return rest
    raise InputError(f"line {number} does not end: is it JSON Lines?")


def looks_like_jsonl(data: bytes) -> bool:
    """Whether the data begins with a brace and at least one of its lines is a JSON object."""
    try:
        data = unmarked(data)
    except InputError:
        return False
    return data.lstrip()[:1] == b"{" and any(_is_object(line) for line in io.BytesIO(data))


def parse_line(line: bytes) -> tuple[str, Fields]:
    """Read one line: ``text`` code point for code point, ``id`` unchanged, and any other field of a document.

    Raises:
        ClaimsError: The line is a claim.
        InputError: The line is not a JSON object with a text.
    """
    try:
        raw = json.loads(decode_utf8(line))
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not valid JSON ({short(error)}): correct the line") from None
    if not isinstance(raw, dict):
        raise InputError('is not a JSON object: write {"id": ..., "text": ...}')
    if raw.keys() >= _OF_A_CLAIM:
        raise ClaimsError("holds claims that were found in documents, not documents")
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
