"""Every export leads back to the characters: the offsets are read back and cut out of the documents again."""

import io
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

import claimextract
from claimextract import ConfigurationError, DocumentEntry, InputError, Run, RunFolderError, Span, Table
from claimextract.cli import app
from claimextract.cli_export import FormatChoice
from claimextract.evaluation.labelled import read_gold
from claimextract.folder import RunFolder
from claimextract.pipeline.exporting import ExportFormat
from exported import PASSAGES, READERS, Got, expanded, hostile_run, rendered

SEEDS = Path(__file__).parents[1] / "seeds" / "run"
FORMATS = tuple(READERS)
TEXTS = ("csv", "jsonl", "md", "jsonld", "csl")
UNSHOWN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
CUT = "texts of more than 32,767 characters are cut"
LIMIT = 32_767
pytestmark = pytest.mark.filterwarnings(f"ignore:.*{CUT}:UserWarning")
each_format = pytest.mark.parametrize("format", FORMATS)
EMPTY = Run(Table(), (), (), (), {"package_version": "0.1.0", "model": None})


@cache
def harbour() -> Run:
    """The articles of seeds-local with their claims as found by reading, reconciled: some rows have two sides."""
    sample = read_gold(Path(__file__).parents[1] / "seeds-local" / "gold")
    claims = tuple(claim for gold in sample.labels for claim in gold.claims)
    table = claimextract.reconcile(claims, sample.documents)
    entries = tuple(DocumentEntry.of(document) for document in sample.documents)
    return Run(table, claims, entries, (), {"package_version": "0", "model": None})


def in_folder(run: Run, path: Path) -> Path:
    folder = RunFolder(path)
    folder.create()
    for name in ("documents", "claims", "rejected"):
        folder.write(f"{name}.jsonl", getattr(run, name))
    folder.write("evidence.jsonl", run.table)
    folder.write_run(run.summary)
    return path


def passages(run: Run, format: ExportFormat) -> list[Got]:
    """What must come back: the passages of the rows, or for cited works the places where they stand."""
    if format == "csl":
        spans = [(claim, work.span) for claim in run.claims for work in claim.cited_works if work.span]
        return sorted({Got(claim.document_id, span.start, span.end, span.exact) for claim, span in spans})
    return sorted({Got(x.document_id, x.start, x.end, x.quote) for row in run.table for x in row.evidence})


def as_shown(got: Got, format: ExportFormat) -> Got:
    """A passage as a format for the eye may show it: memos without control characters, sheets cut at Excel's limit."""
    quote = got.quote
    if format == "md":
        quote = UNSHOWN.sub("\ufffd", quote)
    elif format == "xlsx" and len(quote.encode("utf-16-le")) > 2 * LIMIT:
        mark = f" […] (cut here: {len(quote):,} characters in all)"
        room = LIMIT - len(mark)
        quote = quote.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + mark
    return got._replace(quote=quote)


def test_a_reader_stands_ready_for_every_format() -> None:
    assert set(READERS) == set(ExportFormat.__args__) == set(FormatChoice)


@each_format
@pytest.mark.parametrize("source", ["hostile", "seeds", "harbour"])
def test_the_offsets_cut_the_quotation_out_of_the_document_again(
    format: ExportFormat, source: str, tmp_path: Path
) -> None:
    runs = {"hostile": hostile_run, "harbour": harbour}
    folder = in_folder(runs[source](), tmp_path / "run") if source in runs else SEEDS
    texts = {entry.id: entry.text for entry in RunFolder(folder).read_documents()}
    path = claimextract.export(folder, format, tmp_path / f"out.{format}")
    found = READERS[format](path)
    assert found
    for got in found:
        cut = got._replace(quote=texts[got.document][got.start : got.end])
        assert as_shown(cut, format) == got


@each_format
def test_no_passage_is_missing(format: ExportFormat, tmp_path: Path) -> None:
    run = hostile_run()
    found = READERS[format](claimextract.export(run, format, tmp_path / "out"))
    assert sorted(set(found)) == sorted({as_shown(got, format) for got in passages(run, format)})
    assert len(set(found)) == len(PASSAGES)


@each_format
def test_a_run_and_its_folder_give_the_same_bytes_every_time(format: ExportFormat, tmp_path: Path) -> None:
    run = hostile_run()
    folder = in_folder(run, tmp_path / "run")
    paths = [claimextract.export(one, format, tmp_path / f"{n}") for n, one in enumerate((run, folder, run))]
    files = [sorted(path.iterdir()) if path.is_dir() else [path] for path in paths]
    if format != "duckdb":  # a database of DuckDB has ids of its own in it
        assert len({tuple(file.read_bytes() for file in group) for group in files}) == 1
    assert READERS[format](paths[0]) == READERS[format](paths[1])


@each_format
def test_an_empty_table_is_exported(format: ExportFormat, tmp_path: Path) -> None:
    assert READERS[format](claimextract.export(EMPTY, format, tmp_path / "out")) == []


def test_csv_and_jsonl_are_the_run_s_own_files(tmp_path: Path) -> None:
    for name in ("csv", "jsonl"):
        path = claimextract.export(SEEDS, name, tmp_path / name)
        assert path.read_bytes() == (SEEDS / f"evidence.{name}").read_bytes()


@each_format
def test_the_usual_name_in_the_run_s_folder(format: ExportFormat, tmp_path: Path) -> None:
    folder = in_folder(hostile_run(), tmp_path / "run")
    before = {path.name for path in folder.iterdir()}
    path = claimextract.export(folder, format)
    assert path.parent == folder
    assert {one.name for one in folder.iterdir()} == before | {path.name}
    assert READERS[format](path)
    again = tmp_path / "elsewhere"
    again.mkdir()
    assert claimextract.export(folder, format, again) == again / path.name
    if format == "parquet":  # its own folder is written anew
        assert claimextract.export(folder, format, again / path.name) == again / path.name


@pytest.mark.parametrize("format", TEXTS)
def test_texts_go_to_an_open_file(format: ExportFormat, tmp_path: Path) -> None:
    run, buffer = hostile_run(), io.StringIO(newline="")
    assert claimextract.export(run, format, buffer) is None
    assert buffer.getvalue().encode() == claimextract.export(run, format, tmp_path / "out").read_bytes()


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in TEXTS])
def test_others_do_not(format: ExportFormat) -> None:
    with pytest.raises(ConfigurationError, match=f"{format} is no text"):
        claimextract.export(hostile_run(), format, io.StringIO())


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no export is called 'docx': choose from csv, jsonl"):
        claimextract.export(hostile_run(), "docx", tmp_path / "x")
    with pytest.raises(ConfigurationError, match="name a file with out"):
        claimextract.export(hostile_run(), "md")
    with pytest.raises(RunFolderError, match="not a run's folder"):
        claimextract.export(tmp_path, "md")
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunFolderError, match="cannot be written"):
        claimextract.export(hostile_run(), "md", tmp_path / "file" / "memo.md")


@pytest.mark.parametrize(("format", "module"), [("xlsx", "xlsxwriter"), ("duckdb", "duckdb"), ("parquet", "duckdb")])
def test_a_missing_library_is_named_with_the_command(
    format: ExportFormat, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigurationError, match=rf"{module}, which is not .*pip install 'claimextract\[export\]'"):
        claimextract.export(hostile_run(), format, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@each_format
def test_half_a_surrogate_pair_is_refused_before_anything_is_written(format: ExportFormat, tmp_path: Path) -> None:
    run = hostile_run()
    [row, *_] = run.table.rows
    broken = Run(Table((row.model_copy(update={"claim": "half \ud83d"}),)), *(getattr(run, name) for name in FIELDS))
    with pytest.raises(InputError, match="half a surrogate pair"):
        claimextract.export(broken, format, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


FIELDS = ("claims", "documents", "rejected", "summary")


@each_format
def test_a_failed_export_leaves_what_was_there(format: ExportFormat, tmp_path: Path) -> None:
    """Claims that name no document cannot be keyed; the others are stopped by a folder in their way."""
    run, target = hostile_run(), tmp_path / "out"
    if format in {"sqlite", "duckdb"}:
        orphan = Run(run.table, run.claims, run.documents[1:], (), run.summary)
        with pytest.raises(RunFolderError, match="do not fit each other"):
            claimextract.export(orphan, format, target)
    elif format == "parquet":
        target.write_text("kept")
        with pytest.raises(RunFolderError, match="cannot be written"):
            claimextract.export(run, format, target)
        assert target.read_text() == "kept"
    else:
        target.mkdir()
        (target / f"{'cited-works.json' if format == 'csl' else f'evidence.{format}'}").mkdir()
        with pytest.raises(RunFolderError, match="cannot be written"):
            claimextract.export(run, format, target)
    assert [path.name for path in tmp_path.iterdir() if path.name != "out"] == []
    assert target.exists() == (format not in {"sqlite", "duckdb"})


# The command


def test_the_command_writes_several_formats(tmp_path: Path) -> None:
    folder = in_folder(hostile_run(), tmp_path / "run")
    result = CliRunner().invoke(
        app, ["export", str(folder), "-f", "md", "-f", "csl", "-f", "sqlite", "--out", str(tmp_path / "new" / "place")]
    )
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    names = ["evidence.md", "cited-works.json", "evidence.sqlite"]
    assert [Path(line).name for line in result.stderr.splitlines()] == names
    assert {path.name for path in (tmp_path / "new" / "place").iterdir()} == set(names)


@pytest.mark.parametrize("format", TEXTS)
def test_a_pipe_gets_the_same_bytes(format: ExportFormat, tmp_path: Path) -> None:
    folder = in_folder(hostile_run(), tmp_path / "run")
    result = CliRunner().invoke(app, ["export", str(folder), "--format", format, "--out", "-"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == claimextract.export(folder, format, tmp_path / "file").read_bytes()


def test_a_pipe_that_closes_early_is_no_error(tmp_path: Path) -> None:
    folder = in_folder(hostile_run(), tmp_path / "run")
    command = [sys.executable, "-m", "claimextract", "export", str(folder), "-f", "csv", "--out", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-f", "md", "-f", "csl", "--out", "-"], "standard output takes one format"),
        (["-f", "xlsx", "--out", "-"], "xlsx is no text"),
    ],
)
def test_what_a_pipe_cannot_take(arguments: list[str], said: str, tmp_path: Path) -> None:
    folder = in_folder(EMPTY, tmp_path / "run")
    with pytest.raises(ConfigurationError, match=said):
        CliRunner().invoke(app, ["export", str(folder), *arguments], catch_exceptions=False)


@pytest.mark.parametrize(
    ("format", "name", "said"),
    [
        ("xlsx", "table.csv", "its ending is that of csv, the format is xlsx"),
        ("csv", "table.XLSX", "its ending is that of xlsx, the format is csv"),
        ("md", "evidence-parquet.parquet", "its ending is that of parquet"),
        ("parquet", "rows.jsonl", "its ending is that of jsonl"),
        ("csv", "photo.png", "is there already and may be anything: name a file in .csv"),
    ],
)
def test_a_file_of_another_kind_is_not_written_over(format: ExportFormat, name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"kept")
    with pytest.raises(ConfigurationError, match=said):
        claimextract.export(hostile_run(), format, tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"kept"


@pytest.mark.parametrize(("format", "name"), [("csl", "works.json"), ("md", "memo.txt")])
def test_an_export_is_written_again(format: ExportFormat, name: str, tmp_path: Path) -> None:
    for _ in range(2):
        assert claimextract.export(hostile_run(), format, tmp_path / name).stat().st_size


def test_a_format_in_capitals(tmp_path: Path) -> None:
    folder = in_folder(hostile_run(), tmp_path / "run")
    assert CliRunner().invoke(app, ["export", str(folder), "-f", "MD", "-f", "Csv"]).exit_code == 0
    assert (folder / "evidence.md").is_file()


# Markdown


def test_nothing_in_a_memo_becomes_markup(tmp_path: Path) -> None:
    run = hostile_run()
    text = claimextract.export(run, "md", tmp_path / "memo.md").read_text(encoding="utf-8")
    shown = rendered(re.sub(r"\(<https://torvik\.example/[^<>\s]*>\)", "", text))
    marks = set(re.findall("\0(.*?)\0", shown))
    assert marks == {"strong_open", "strong_close", "em_open", "em_close"}
    for claim in run.table:
        if "\n" not in claim.claim and not UNSHOWN.search(claim.claim):
            assert f"\0strong_open\0{claim.claim}\0strong_close\0" in shown


def test_a_memo_groups_by_status_and_lists_what_did_not_get_in(tmp_path: Path) -> None:
    text = claimextract.export(hostile_run(), "md", tmp_path / "memo.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, flags=re.M) == [
        "Disputed (2)",
        "Corroborated by independent sources (2)",
        "Superseded (1)",
        "One source only (1)",
        "Not borne out by their document (1)",
        "Documents not read, or only in part (1)",
    ]
    assert "supports, ignored: [^4]" in text
    assert "contradicts (number): [^2]" in text
    used, given = (re.findall(rf"\[\^(\d+)\]{end}", text) for end in ("(?!:)", ":"))
    assert sorted(used, key=int) == given == [str(n) for n in range(1, len(PASSAGES) + 1)]
    assert "javascript" not in "".join(re.findall(r"\]\(<.*?>\)", text))


# JSON-LD beside the passages


def test_a_claim_without_a_span_of_a_work_is_exported(tmp_path: Path) -> None:
    run = hostile_run()
    work = run.claims[0].cited_works[0].model_copy(update={"span": None})
    claims = (run.claims[0].model_copy(update={"cited_works": (work,)}), *run.claims[1:])
    path = claimextract.export(Run(run.table, claims, run.documents, (), run.summary), "csl", tmp_path / "x.json")
    [place] = json.loads(path.read_text(encoding="utf-8"))[0]["custom"]["cited_in"]
    assert place == {"claim_id": "c-plain", "document_id": "a"}
    assert isinstance(work.span, type(None) | Span)
    assert expanded(claimextract.export(run, "jsonld", tmp_path / "x.jsonld"))
