"""PDF files with a text layer."""

import io
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ..errors import InputError
from .metadata import Fields, document_fields, short

_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|[-–—]\s*\d{1,3}\s*[-–—]", re.IGNORECASE)
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")  # PDF 32000-1, 7.9.4: all but the year may be missing
_WORKING_TITLE = re.compile(r"untitled.*|microsoft word - .*|.*\.(?:docx?|indd|qxd|tex|pdf|rtf)", re.IGNORECASE)
_FULL_LINE = 0.75


def parse_pdf(data: bytes) -> tuple[str, Fields]:
    """Take the text and the metadata out of a PDF file.

    The lines of a page are put together into paragraphs again, words divided at a line's end too; lines that hold
    nothing but a page number are left out.

    Raises:
        InputError: The file is damaged, locked with a password, or has no text layer (a scan).
    """
    from pypdf import PdfReader  # noqa: PLC0415 - slow to import
    from pypdf.errors import DependencyError, FileNotDecryptedError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("is locked with a password: save a copy without one")
        pages = [page.extract_text() for page in reader.pages]
        metadata: Mapping[str, object] = reader.metadata or {}
        known = {key: metadata.get(f"/{key}") for key in ("Title", "Author", "CreationDate")}
    except (InputError, MemoryError):
        raise
    except (DependencyError, FileNotDecryptedError):
        raise InputError("is encrypted: save a copy without encryption") from None
    except Exception as error:  # pypdf.errors: "broken PDF files might cause other Exceptions"
        raise InputError(f"is a damaged PDF file ({short(error)}): save or download it again") from None
    text = "\n\n".join(_paragraphs(line for page in pages for line in _lines(page)))
    if not text:
        raise InputError(
            f"has no text on its {len(pages)} page(s), a scan perhaps: run text recognition (OCR) on it first"
        )
    title = str(known["Title"] or "")
    created = _DATE.match(str(known["CreationDate"] or ""))
    fields = document_fields(
        {
            "title": None if _WORKING_TITLE.fullmatch(title) else title,
            "authors": str(known["Author"] or ""),
            "published": "-".join(part for part in created.groups() if part) if created else None,
        }
    )
    return text, fields


def _lines(page: str) -> list[str]:
    """The lines of a page without its number at the head or the foot; NUL is what pypdf makes of unknown glyphs."""
    lines = [" ".join(line.replace("\0", "").split()) for line in page.split("\n")]
    lines = [line for line in lines if line]
    if lines and _PAGE_NUMBER.fullmatch(lines[0]):
        del lines[0]
    if lines and _PAGE_NUMBER.fullmatch(lines[-1]):
        del lines[-1]
    return lines


def _paragraphs(source: Iterator[str]) -> Iterator[str]:
    """Join the lines that one paragraph was broken into.

    A line goes on in the next one where it fills the measure, or where the next begins with a small letter.
    """
    lines = list(source)
    lengths = sorted(len(line) for line in lines if line)
    full = _FULL_LINE * lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    paragraph = ""
    for line, following in pairwise([*lines, ""]):
        paragraph += line
        if not following or not line or not (len(line) >= full or following[0].islower()):
            if paragraph:
                yield paragraph
            paragraph = ""
        elif re.search(r"[^\W\d_][-\xad\u2010]$", paragraph) and following[0].islower():
            paragraph = paragraph[:-1]
        else:
            paragraph += " "
