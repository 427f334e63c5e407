"""PDF files with a text layer."""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from ..errors import InputError
from .metadata import Fields, document_fields, short

if TYPE_CHECKING:
    from pypdf import PdfReader

_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|[-–—]\s*\d{1,3}\s*[-–—]", re.IGNORECASE)
# When the file was made (CreationDate, ModDate) says nothing of when its text was published; this does (PRISM, in XMP).
_PUBLISHED = re.compile(r"\bprism:(?:publicationDate|coverDate)\s*(?:>|=\s*[\"'])\s*([^<\"']+)")
# What browsers print around a page: when and what at one edge, where from and which page at the other.
_STAMP = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?"
_ADDRESS = r"(?:(?:https?|file)://|about:|data:)\S+"
_PRINTED = re.compile(rf"{_ADDRESS}\s\d+/\d+|\d+ (?:of|von|sur|de) \d+\s{_STAMP}", re.IGNORECASE)
_AROUND = re.compile(rf"{_STAMP}(?:\s.*)?|{_ADDRESS}|{_PRINTED.pattern}", re.IGNORECASE)
_EDGE = 2  # lines at an edge of a page
_WORKING_TITLE = re.compile(r"untitled.*|microsoft word - .*|.*\.(?:docx?|indd|qxd|tex|pdf|rtf)", re.IGNORECASE)
_FULL_LINE = 0.75


def parse_pdf(data: bytes) -> tuple[str, Fields]:
    """Take the text and the metadata out of a PDF file.

    The lines of a page are put together into paragraphs again, words divided at a line's end too; lines that hold
    nothing but a page number are left out, and so is what a browser prints around a page.

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
        known = {key: metadata.get(f"/{key}") for key in ("Title", "Author")}
        published = _publication(reader)
    except (InputError, MemoryError):
        raise
    except (DependencyError, FileNotDecryptedError):
        raise InputError("is encrypted: save a copy without encryption") from None
    except Exception as error:  # pypdf.errors: "broken PDF files might cause other Exceptions"
        raise InputError(f"is a damaged PDF file ({short(error)}): save or download it again") from None
    title = str(known["Title"] or "")
    text = "\n\n".join(_paragraphs(line for page in pages for line in _lines(page, title)))
    if not text:
        raise InputError(
            f"has no text on its {len(pages)} page(s), a scan perhaps: run text recognition (OCR) on it first"
        )
    fields = document_fields(
        {
            "title": None if _WORKING_TITLE.fullmatch(title) else title,
            "authors": str(known["Author"] or ""),
            "published": published,
        }
    )
    return text, fields


def _publication(reader: "PdfReader") -> str | None:
    """The date of publication, where the metadata name it as such."""
    try:
        described = reader.xmp_metadata
        found = _PUBLISHED.search(described.rdf_root.toxml()) if described else None
    except MemoryError:
        raise
    except Exception:  # broken metadata are no reason not to read the text
        return None
    return found[1].strip() if found else None


def _lines(page: str, title: str) -> list[str]:
    """The lines of a page without its number at the head or the foot; NUL is what pypdf makes of unknown glyphs."""
    lines = [" ".join(line.replace("\0", "").split()) for line in page.split("\n")]
    lines = [line for line in lines if line]
    edges = {*range(_EDGE), *range(len(lines) - _EDGE, len(lines))}
    # "file" may be set with a ligature.
    flat = {place: unicodedata.normalize("NFKC", lines[place]) for place in edges if 0 <= place < len(lines)}
    if any(_PRINTED.fullmatch(line) for line in flat.values()):
        bare = {place: line.removeprefix(title).strip() for place, line in flat.items()}
        lines = [line for place, line in enumerate(lines) if not _AROUND.fullmatch(bare.get(place, ""))]
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
