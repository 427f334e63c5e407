"""The workbook: nothing in it runs, links lead to passages, limits of Excel are kept and told."""

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

import claimextract
from claimextract import Run, Table
from claimextract.report.formats import sheets
from exported import PASSAGES, hostile_run, sheet

SEEDS = Path(__file__).parents[1] / "seeds" / "run"
CUT = "xlsx, sheet evidence: 2 texts of more than 32,767 characters are cut, which is Excel's limit"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.warns(UserWarning, match=re.escape(CUT)):
        return claimextract.export(hostile_run(), "xlsx", tmp_path_factory.mktemp("book") / "x.xlsx")


def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def test_four_sheets_with_frozen_heads_filters_and_wrapped_text(path: Path) -> None:
    opened = book(path)
    assert opened.sheetnames == ["rows", "evidence", "documents", "about"]
    for name in opened.sheetnames[:3]:
        one = opened[name]
        assert one.freeze_panes == "A2"
        assert one.auto_filter.ref == one.dimensions
        assert all(
            cell.alignment.wrap_text and cell.alignment.vertical == "top" for line in one for cell in line if cell.value
        )


def test_every_text_is_a_text(path: Path) -> None:
    for one in book(path):
        kinds = {cell.data_type for line in one.iter_rows() for cell in line if cell.value is not None}
        assert kinds <= {"s", "n", "inlineStr"}
    archive = zipfile.ZipFile(path)
    for name in archive.namelist():
        assert b"<f>" not in archive.read(name)
        assert b"javascript:" not in archive.read(name) or "sheet" in name
    targets = re.findall(r'Target="(.*?)"', archive.read("xl/worksheets/_rels/sheet2.xml.rels").decode())
    assert {unquote(target).partition("?")[0] for target in targets} == {"https://torvik.example/quay"}


def test_what_begins_as_a_formula_stays_a_text_when_edited(path: Path) -> None:
    quotes = [cell for cell in book(path)["evidence"]["D"][1:] if cell.value]
    marked = {cell.value[:4] for cell in quotes if cell.quotePrefix}
    assert {"=HYP", "+47 ", "@SUM", "-7 d", "\t=1+", "＝1+1"} == marked


def test_links_lead_from_rows_to_evidence_and_on_to_the_passage(path: Path) -> None:
    opened = book(path)
    evidence = opened["evidence"]
    place = [cell.value for cell in opened["rows"][1]].index("evidence")
    for line in opened["rows"].iter_rows(min_row=2):
        target = line[place].hyperlink.location
        row = re.fullmatch(r"'evidence'!A(\d+)", target)[1]
        ids = {cell.value: other for cell, other in zip(opened["rows"][1], line, strict=True)}
        assert evidence[f"A{row}"].value == ids["row_id"].value
    names = [cell.value for cell in evidence[1]]
    for line in evidence.iter_rows(min_row=2):
        cells = dict(zip(names, line, strict=True))
        link, document = cells["passage"].hyperlink, cells["document_id"].value
        if document == "a":
            assert link.target == "https://torvik.example/quay?a=1&b=(2)"
            assert link.location.startswith("top:~:text=")
        else:
            row = re.fullmatch(r"'documents'!A(\d+)", link.location)[1]
            assert opened["documents"][f"A{row}"].value == document


def test_documents_that_were_not_read_are_listed(path: Path) -> None:
    documents = {one["document_id"]: one for one in sheet(path, "documents")}
    assert len(documents) == 4
    [failed] = [one for one in documents.values() if one["status"] == "failed"]
    assert (failed["path"], failed["reason"]) == ("=x <y>.pdf", "is no [PDF](x)")


def test_the_sheet_about_tells_what_was_cut(path: Path) -> None:
    about = [[cell.value for cell in line] for line in book(path)["about"]]
    assert ["cut", CUT] in about
    assert about[0][0] == "run"


def test_a_cut_text_is_as_long_as_excel_takes(path: Path) -> None:
    lengths = sorted(len(one["quote"].encode("utf-16-le")) // 2 for one in sheet(path, "evidence"))
    assert lengths[-3] < 32_767
    assert lengths[-2:] in ([32_766, 32_767], [32_767, 32_767])
    [astral] = [one["quote"] for one in sheet(path, "evidence") if one["quote"].startswith("🚢🚢")]
    assert astral.endswith("🚢 […] (cut here: 20,000 characters in all)")


def test_past_the_limits_links_and_lines_are_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_LINKS", 5)
    monkeypatch.setattr(sheets, "MAX_LINES", 11)
    rows = [row.model_copy(update={"evidence": row.evidence[:3]}) for row in hostile_run().table]
    run = hostile_run()
    with pytest.warns(UserWarning, match="are left out") as told:
        path = claimextract.export(
            Run(Table(tuple(rows)), run.claims, run.documents, (), run.summary), "xlsx", tmp_path / "x.xlsx"
        )
    assert sorted(str(one.message) for one in told) == [
        "xlsx, sheet evidence: 5 links are left out: Excel takes 5 on a sheet",
        "xlsx, sheet evidence: 8 lines are left out: Excel takes 11 on a sheet; evidence.jsonl has all",
    ]
    opened = book(path)
    assert opened["evidence"].max_row == 11
    links = [cell for line in opened["evidence"] for cell in line if cell.hyperlink]
    assert len(links) == 5
    assert len([cell for line in opened["rows"] for cell in line if cell.hyperlink]) == 4  # two lead past the last line


def test_a_long_address_leads_to_the_page_and_a_longer_one_to_the_document(tmp_path: Path) -> None:
    run = hostile_run()
    long, longer = "https://a.example/" + "x" * 1900, "https://a.example/" + "x" * 2100
    first, second, *others = run.documents
    documents = (first.model_copy(update={"url": long}), second.model_copy(update={"url": longer}), *others)
    with pytest.warns(UserWarning, match="are cut"):
        path = claimextract.export(Run(run.table, run.claims, documents, (), run.summary), "xlsx", tmp_path / "x.xlsx")
    evidence = book(path)["evidence"]
    names = [cell.value for cell in evidence[1]]
    lines = [dict(zip(names, line, strict=True)) for line in evidence.iter_rows(min_row=2)]
    astral = next(one for one in lines if one["quote"].value == PASSAGES["astral"])
    assert astral["passage"].hyperlink.target.startswith(long)
    wide = [one["passage"].hyperlink for one in lines if one["document_id"].value == second.id]
    assert {link.location for link in wide} == {"'documents'!A3"}
    assert all(one["passage"].hyperlink for one in lines)


def test_the_seeds_look_as_they_should(tmp_path: Path) -> None:
    path = claimextract.export(SEEDS, "xlsx", tmp_path / "x.xlsx")
    [first, *_] = sheet(path, "rows")
    assert (first["status"], first["evidence"], first["documents"]) == ("corroborated", "2 passages", 2)
    assert len(sheet(path, "documents")) == 4
    assert book(path).properties.created.year == 1980
    assert io.BytesIO(path.read_bytes()).read(2) == b"PK"
