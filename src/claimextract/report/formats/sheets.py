"""The table as an Excel workbook: rows, evidence and documents, with links from one to the other."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from .fragments import passage_address, web_address
from .material import Material, label
from .optional import library

__all__ = ["write_xlsx"]

T = TypeVar("T")

# Excel's own limits (Microsoft, "Excel specifications and limits"); text is counted in units of UTF-16.
MAX_TEXT = 32_767
MAX_LINKS = 65_530
MAX_LINES = 1_048_576
MAX_ADDRESS = 2_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MADE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same bytes whenever it is made

_ROWS = {
    "claim": 60, "status": 14, "documents": 11, "independent_sources": 11, "speakers": 25, "first_stated": 12,
    "event_date": 12, "cited_works": 30, "explanation": 50, "evidence": 12, "row_id": 18,
}  # fmt: skip
_EVIDENCE = {
    "row_id": 18, "stance": 11, "cause": 11, "quote": 70, "speaker": 20, "document": 30, "publisher": 18,
    "published": 12, "stated": 12, "event_date": 12, "passage": 12, "start": 8, "end": 8, "source": 8, "ignored": 8,
    "claim_id": 18, "document_id": 18,
}  # fmt: skip
_DOCUMENTS = {
    "document_id": 18, "title": 40, "authors": 25, "publisher": 20, "published": 12, "url": 30, "language": 9,
    "path": 30, "status": 9, "reason": 40, "sentences": 10, "claims": 8, "grounded": 9, "ungrounded": 11, "rejected": 9,
}  # fmt: skip


def write_xlsx(material: Material, path: Path) -> None:
    """Write a workbook of four sheets: rows, evidence, documents, about; the same run gives the same bytes.

    Every text is written as text: none becomes a formula, a number or a link. Where a text begins as a formula does,
    its cell is marked as text, so that it stays one when somebody edits it. What passes a limit of Excel (characters
    of a cell, links and lines of a sheet) is cut, and ``about`` and ``material.notes`` say so.

    Raises:
        ConfigurationError: xlsxwriter is not installed.
    """
    options = {
        "constant_memory": True,  # lines go out as they come
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "max_url_length": 2 * MAX_ADDRESS,
    }
    xlsxwriter = library("xlsxwriter", "an Excel workbook")
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "Evidence table", "comments": f"run {material.run_id}", "created": _MADE})
        looks = _Looks(book)
        lines = _first_lines(material)
        rows = _Sheet(book.add_worksheet("rows"), looks, _ROWS)
        evidence = _Sheet(book.add_worksheet("evidence"), looks, _EVIDENCE)
        documents = _Sheet(book.add_worksheet("documents"), looks, _DOCUMENTS)
        about = book.add_worksheet("about")
        _fill_rows(rows, material, lines)
        _fill_evidence(evidence, material)
        _fill_documents(documents, material)
        told = [note for sheet in (rows, evidence, documents) for note in sheet.close()]
        material.notes.extend(told)
        _fill_about(about, looks, material, told)


def _first_lines(material: Material) -> list[int]:
    """The line of the sheet ``evidence`` at which each row's passages begin."""
    lines, line = [], 2
    for row in material.rows:
        lines.append(line)
        line += len(row.evidence)
    return lines


def _fill_rows(sheet: "_Sheet", material: Material, lines: list[int]) -> None:
    for row, line in zip(sheet.fitting(material.rows), lines, strict=False):
        fields = row.model_dump(include={*_ROWS} - {"evidence"})
        fields["speakers"] = "; ".join(row.speakers)
        fields["cited_works"] = "; ".join(work.name for work in row.cited_works)
        number = len(row.evidence)
        fields["evidence"] = f"{number} passage{'' if number == 1 else 's'}"
        links = {"evidence": f"internal:'evidence'!A{line}"} if row.evidence and line <= MAX_LINES else {}
        sheet.add(fields, links)


def _fill_evidence(sheet: "_Sheet", material: Material) -> None:
    places = {entry.id: line for line, entry in reversed([*enumerate(material.documents, 2)])}
    items = ((row.row_id, item) for row in material.rows for item in row.evidence)
    for row_id, item in sheet.fitting(items):
        entry = material.by_id.get(item.document_id)
        url = entry.url if entry else None
        page = passage_address(url, item.quote)
        if page is None or len(page) > MAX_ADDRESS:
            page = web_address(url)
        place = f"internal:'documents'!A{places[item.document_id]}" if item.document_id in places else None
        target = page if page is not None and len(page) <= MAX_ADDRESS else place
        fields = item.model_dump() | {
            "row_id": row_id,
            "document": label(entry, item.document_id),
            "publisher": entry.publisher if entry else None,
            "passage": "in the article" if target == page else "document",
            "ignored": "yes" if item.ignored else None,
        }
        sheet.add(fields, {"passage": target} if target else {})


def _fill_documents(sheet: "_Sheet", material: Material) -> None:
    for entry in sheet.fitting(material.documents):
        fields = entry.model_dump(exclude={"text", "counts"}) | entry.counts.model_dump()
        fields |= {"document_id": entry.id, "authors": "; ".join(entry.authors)}
        address = web_address(entry.url)
        sheet.add(fields, {"url": address} if address and len(address) <= MAX_ADDRESS else {})


def _fill_about(sheet: Any, looks: "_Looks", material: Material, told: list[str]) -> None:  # noqa: ANN401
    facts = [
        ("run", material.run_id),
        ("claimextract", str(material.summary.get("package_version"))),
        ("model", str(material.summary.get("model"))),
        ("rows", f"{len(material.rows)}"),
        ("claims", f"{len(material.claims)}"),
        ("documents", f"{len(material.documents)}"),
        ("start, end", "code points of the document's text, from 0; the passage is text[start:end]"),
        *(("cut", note) for note in told),
    ]
    sheet.set_column(0, 0, 14, looks.wrapped)
    sheet.set_column(1, 1, 100, looks.wrapped)
    for line, (name, value) in enumerate(facts):
        sheet.write_string(line, 0, name, looks.head)
        sheet.write_string(line, 1, value, looks.wrapped)


class _Looks:
    """The formats of cells."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.literal = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top", "text_wrap": True})


class _Sheet:
    """A sheet that is written line by line and knows what of it passed a limit."""

    def __init__(self, sheet: Any, looks: _Looks, columns: Mapping[str, int]) -> None:  # noqa: ANN401
        self._sheet, self._looks, self._columns = sheet, looks, columns
        self._line = self._links = self._cut = self._unlinked = self._left = 0
        for place, (name, width) in enumerate(columns.items()):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, name, looks.head)
        sheet.freeze_panes(1, 0)

    def fitting(self, records: Iterable[T]) -> Iterator[T]:
        """As many of the records as the sheet has lines for; the rest is counted."""
        iterator = iter(records)
        yield from islice(iterator, MAX_LINES - 1)
        self._left = sum(1 for _ in iterator)

    def add(self, fields: Mapping[str, Any], links: Mapping[str, str]) -> None:
        """Write one line; ``links`` are the targets of the columns that have one."""
        self._line += 1
        for place, name in enumerate(self._columns):
            value = fields.get(name)
            if isinstance(value, int):
                self._sheet.write_number(self._line, place, value, self._looks.wrapped)
            elif value:
                self._write(place, value, links.get(name))

    def _write(self, place: int, value: str, target: str | None) -> None:
        text = self._short(value)
        if target is not None and self._links < MAX_LINKS:
            self._links += 1
            self._sheet.write_url(self._line, place, target, self._looks.link, text)
            return
        self._unlinked += target is not None
        look = self._looks.literal if text.startswith(_FORMULA) else self._looks.wrapped
        self._sheet.write_string(self._line, place, text, look)

    def _short(self, text: str) -> str:
        if len(text) * 2 <= MAX_TEXT or _units(text) <= MAX_TEXT:
            return text
        self._cut += 1
        mark = f" […] (cut here: {len(text):,} characters in all)"
        kept = text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(mark))].decode("utf-16-le", "ignore")
        return kept + mark

    def close(self) -> list[str]:
        """Put the filter over all lines, and tell what passed a limit."""
        self._sheet.autofilter(0, 0, max(self._line, 1), len(self._columns) - 1)
        name = self._sheet.get_name()
        told = {
            f"texts of more than {MAX_TEXT:,} characters are cut, which is Excel's limit": self._cut,
            f"links are left out: Excel takes {MAX_LINKS:,} on a sheet": self._unlinked,
            f"lines are left out: Excel takes {MAX_LINES:,} on a sheet; evidence.jsonl has all": self._left,
        }
        return [f"xlsx, sheet {name}: {number:,} {what}" for what, number in told.items() if number]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
