"""A run's folder: files are written whole or not at all, and read back line by line."""

import contextlib
import json
import os
from pathlib import Path

import pytest

from claimextract.errors import RunFolderError
from claimextract.folder import RunFolder
from claimextract.models import Exchange, Rejection


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder(tmp_path / "deep" / "out")
    made.create()
    return made


def rejection(text: str) -> Rejection:
    return Rejection(document_id="a", stage="grounding", text=text, reason="not there")


def test_a_new_folder_is_marked_at_once(folder) -> None:
    assert folder.read_run() == {}
    folder.write_run({"model": "stub"})
    folder.create()
    assert folder.read_run() == {"model": "stub"}


@pytest.mark.parametrize(
    "text", ["plain", "two\nlines\r\n", "\u2028 \u2029 \x85 \x0b \x1e", "“ﬁ” 🚢 e\u0301", '"\\u2028"']
)
def test_a_record_is_one_line_for_every_reader(folder, text) -> None:
    folder.write("rejected.jsonl", [rejection(text), rejection("next")])
    content = (folder.path / "rejected.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line)["text"] for line in content.splitlines()] == [text, "next"]
    assert [record.text for record in folder.read_rejected()] == [text, "next"]


def test_the_values_of_a_response_come_back_as_they_were(folder) -> None:
    response = {"choices": [{"n": 1.0, "big": 2**60, "null": None, "nested": {"ü": ["\x00"]}}]}
    exchange = Exchange(document_id="a", step="questions", attempt=1, request_sha256="0", response=response)
    folder.write("responses.jsonl", [exchange])
    assert folder.read_responses() == [exchange]


def test_a_failed_write_leaves_the_old_file(folder, monkeypatch) -> None:
    folder.write_text("evidence.csv", "old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(RunFolderError, match=r"evidence\.csv: cannot be written \(No space left on device\)"):
        folder.write_text("evidence.csv", "new")
    assert (folder.path / "evidence.csv").read_text() == "old"
    assert sorted(path.name for path in folder.path.iterdir()) == ["evidence.csv", "run.json"]


def test_what_is_missing_or_damaged_is_named(folder) -> None:
    with pytest.raises(RunFolderError, match=r"claims\.jsonl: missing"):
        folder.read_claims()
    (folder.path / "documents.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(RunFolderError, match=r"documents\.jsonl: cannot be read"):
        folder.read_documents()
    (folder.path / "evidence.jsonl").write_text('\n{"row_id": "a"}\n')
    with pytest.raises(RunFolderError, match=r"evidence\.jsonl, line 2: claim"):
        folder.read_rows()
    (folder.path / "run.json").write_text("{")
    with pytest.raises(RunFolderError, match=r"run\.json: cannot be read"):
        folder.read_run()
    (folder.path / "run.json").write_text("[]")
    with pytest.raises(RunFolderError, match=r"run\.json: cannot be read"):
        folder.read_run()


def test_what_a_killed_run_left_goes_after_a_day(folder) -> None:
    left = {name: folder.path / f".{name}.abc_4567" for name in ("claims.jsonl", "run.json")}
    other = folder.path / ".notes.txt"
    for path in (*left.values(), other):
        path.write_text("half")
    os.utime(left["claims.jsonl"], (0, 0))
    os.utime(other, (0, 0))
    folder.create()
    assert not left["claims.jsonl"].exists()
    assert left["run.json"].exists()
    assert other.exists()


def test_files_that_are_written_together_change_together(folder) -> None:
    folder.write_text("claims.jsonl", "old\n")
    with contextlib.suppress(ZeroDivisionError), folder.writing("claims.jsonl", "rejected.jsonl") as files:
        files["claims.jsonl"].write(f"new{1 // 0}\n")
    assert (folder.path / "claims.jsonl").read_text() == "old\n"
    assert sorted(path.name for path in folder.path.iterdir()) == ["claims.jsonl", "run.json"]
