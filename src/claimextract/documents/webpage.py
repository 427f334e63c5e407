"""HTML pages: the text that a reader sees, in paragraphs, and what the page says about itself."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import InputError
from .dates import edtf
from .decoding import decode
from .metadata import Fields, document_fields

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_UNSEEN = "//script | //style | //template | //noscript | //comment() | //*[@hidden]"
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?:%|[a-z]+)?\s*(?:[;!]|$)",
    re.IGNORECASE,
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DATE_NAMES = (
    "article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date",
)


def parse_html(data: bytes) -> tuple[str, Fields]:
    """Take the main text, one paragraph a block, and the metadata out of a page.

    Scripts, styles, comments and elements hidden by attribute or inline style never become text; comments of readers
    and navigation are left out. A date is taken only at the precision at which the page gives it.

    Raises:
        InputError: The page cannot be decoded, or holds no text.
    """
    from trafilatura import load_html  # noqa: PLC0415 - slow to import

    declared = _CHARSET.search(data[:4096])
    source = decode(data, declared[1].decode("ascii") if declared else None)
    try:
        tree = load_html(source)
        fields = _known(tree, source) if tree is not None else {}
        text = _main_text(tree) if tree is not None else ""
    except MemoryError:
        raise
    except Exception as error:  # what a page may do to four parsers is not to be foreseen, and others wait
        raise InputError(f"cannot be read as HTML ({type(error).__name__}): save the article's text as .txt") from None
    if not text:
        raise InputError("holds no text that a reader would see: save the article's text as .txt")
    return text, fields


def _known(tree: "HtmlElement", source: str) -> Fields:
    from trafilatura import extract_metadata  # noqa: PLC0415

    known = extract_metadata(tree, extensive=False)
    return document_fields(
        {
            "title": known.title,
            "authors": known.author,
            "publisher": known.sitename,
            "published": _published(tree) or _confirmed(known.date, source),
            "url": known.url,
            "language": next((language for language in tree.xpath("/html/@lang") if language.strip()), known.language),
        }
    )


def _main_text(tree: "HtmlElement") -> str:
    """The text in paragraphs, set apart by blank lines. Changes the tree."""
    from trafilatura import bare_extraction  # noqa: PLC0415
    from trafilatura.settings import Document, use_config  # noqa: PLC0415

    _remove_unseen(tree)
    _join_broken_lines(tree)
    _write_out_marks(tree)
    config = use_config()
    # Below this size trafilatura falls back on all text of the page, broken into a line for each inline element.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    page = bare_extraction(tree, include_comments=False, include_formatting=False, config=config)
    text = page.text if isinstance(page, Document) else None
    return re.sub(r"\s*\n\s*", "\n\n", (text or "").strip())


def _published(tree: "HtmlElement") -> str | None:
    """The date that the page declares: JSON-LD, then meta elements, then ``<time>``, the first that is understood."""
    for value in _declared_dates(tree):
        if (found := edtf(value)) is not None:
            return found
    return None


def _declared_dates(tree: "HtmlElement") -> Iterator[object]:
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            yield from _published_in(json.loads(script.text or ""))
        except (ValueError, RecursionError):
            continue  # a broken block says nothing
    declared: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        declared.setdefault(name.strip().lower(), meta.get("content") or "")
    yield from (declared[name] for name in _DATE_NAMES if name in declared)
    for time in tree.xpath("//time[@itemprop='datePublished' or @pubdate] | //article//time | //header//time"):
        yield time.get("datetime") or time.text_content()


def _published_in(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for item in value:
            yield from _published_in(item)
    elif isinstance(value, dict):
        if "datePublished" in value:
            yield value["datePublished"]
        yield from _published_in(value.get("@graph"))


def _confirmed(guess: str | None, source: str) -> str | None:
    """A guessed date, if it stands in the page or its address as a whole: the guesser fills in what is missing."""
    if guess and re.search(guess.replace("-", "[-/]?"), source):
        return guess
    return None


def _remove_unseen(tree: "HtmlElement") -> None:
    """What is hidden from a reader, an instruction to a model perhaps, is hidden from the run as well."""
    styled = [element for element in tree.xpath("//*[@style]") if _UNSEEN_STYLE.search(element.get("style"))]
    for element in tree.xpath(_UNSEEN) + styled:
        if element.getparent() is not None:
            element.drop_tree()  # keeps the text after it


def _join_broken_lines(tree: "HtmlElement") -> None:
    """A single ``<br>`` breaks a line, not a paragraph: put a space there. Two of them do end a paragraph."""
    for element in list(tree.iter("br")):
        before, after = element.getprevious(), element.getnext()
        follows = before is not None and before.tag == "br" and not (before.tail or "").strip()
        leads = after is not None and after.tag == "br" and not (element.tail or "").strip()
        if not follows and not leads:
            element.tail = " " + (element.tail or "")
            element.drop_tree()


def _write_out_marks(tree: "HtmlElement") -> None:
    """Put into characters what a browser shows by style: the marks of ``<q>``, and raised digits.

    Without it a note's number becomes part of the figure before it: "in 2020" and note 3 would read 20203.
    """
    for element in list(tree.iter("q")):
        element.text = "“" + (element.text or "")
        element.tail = "”" + (element.tail or "")
        element.drop_tag()
    for element in list(tree.iter("sup")):
        written = element.text_content().strip()
        if written.isascii() and written.isdigit():
            element.clear(keep_tail=True)
            element.text = written.translate(_RAISED)
            element.drop_tag()
