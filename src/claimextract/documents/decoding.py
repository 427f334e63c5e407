"""Bytes into text: byte order marks, UTF-8, a declared encoding, and only then a guess."""

import codecs
import re

from ..errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = {
    b"%PDF-": "a PDF file: give it the ending .pdf",
    b"PK\x03\x04": "a ZIP archive or an office document: save its text as .txt, .html or .pdf",
    b"\xd0\xcf\x11\xe0": "an old office document: save its text as .txt, .html or .pdf",
    b"{\\rtf": "a rich text (RTF) document: save its text as .txt or .html",
    b"\x89PNG": "an image: run text recognition (OCR) on it first",
    b"\xff\xd8\xff": "an image: run text recognition (OCR) on it first",
    b"GIF8": "an image: run text recognition (OCR) on it first",
    b"\x1f\x8b": "a gzip archive: unpack it first",
}
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MAX_CONTROL_SHARE = 0.01

# Windows-1252 (with Latin-1 inside it) reads any byte as something, so its reading counts only when it looks like a
# Western language: no three accented letters in a row (Cyrillic, Greek, Chinese ...), none of the Icelandic letters
# that stand where Turkish and Czech ones do, no capital after a small letter (Mac Roman), no symbol inside a word
# (Polish, DOS code pages). The guess of a detector is worse here: it needs more text than a few curly quotes.
_NOT_WESTERN = re.compile(
    r"[À-ÖØ-öø-ÿ]{3}|[ðþýÐÞÝ]|[a-zà-öø-ÿ][À-ÖØ-Þ]|[^\W\d_][¡-¦¨-ª¬®-¶¸-º¼-¿×÷ƒ†‡‰‹ˆ˜][^\W\d_]|[^\W\d_][³¹¿¡]"
)


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode a text file.

    Args:
        data: The whole file.
        declared: An encoding that the file itself names (HTML ``meta charset``), tried after marks and UTF-8.

    Raises:
        InputError: The data is binary, or no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding, f"it begins with the mark of {encoding.upper()}"))
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"holds no plain text: it is {what}")
    if b"\0" in data:
        raise InputError("holds binary data (a NUL byte), not text: save the text as UTF-8")
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(_guess(data, declared))


def decode_utf8(data: bytes) -> str:
    """Decode data that must be UTF-8 (JSON, RFC 8259).

    Raises:
        InputError: It is not; the reason names the first byte at fault.
    """
    return _strict(data, "utf-8", "JSON must be UTF-8")


def is_wide(data: bytes) -> bool:
    """Whether the data begins with the byte order mark of UTF-16 or UTF-32."""
    return not data.startswith(codecs.BOM_UTF8) and any(data.startswith(mark) for mark, _ in _MARKS)


def unmarked(data: bytes) -> bytes:
    """The data as UTF-8 without a byte order mark, if it begins with one; else the data itself.

    Raises:
        InputError: What follows the mark is not in the encoding that the mark names.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            # "surrogatepass" keeps what is wrong in one line a matter of that line.
            return rest if encoding == "utf-8" else _strict(rest, encoding, "as its mark says").encode("utf-8")
    return data


def _strict(data: bytes, encoding: str, why: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"is not valid {encoding.upper()} at byte {error.start} ({why}): save it as UTF-8") from None


def _guess(data: bytes, declared: str | None) -> str:
    if declared:
        # Browsers read Latin-1 as Windows-1252 (WHATWG Encoding Standard), and pages rely on it.
        name = "cp1252" if declared.lower() in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else declared
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass  # a page may declare anything
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        pass
    else:
        if not _NOT_WESTERN.search(western):
            return western
    from charset_normalizer import from_bytes  # noqa: PLC0415 - needed for few files, slow to import

    best = from_bytes(data).best()
    if best is None:
        raise InputError("is in no encoding that could be recognised, or holds binary data: save the text as UTF-8")
    return str(best)


def _checked(text: str) -> str:
    if "\0" in text or len(_CONTROL.findall(text)) > max(2, _MAX_CONTROL_SHARE * len(text)):
        raise InputError("holds binary data (control characters), not text: save the text as UTF-8")
    return text
