"""A run's folder: files are written whole or not at all, and read back line by line."""

import contextlib
import json
import os
from pathlib import Path

import pytest

from claimextract.errors import RunFolderError
from claimextract.folder import RunFolder
from claimextract.models import Document, DocumentEntry, Exchange, Rejection


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder(tmp_path / "deep" / "out")
    made.create()
    return made


def rejection(text: str) -> Rejection:
    return Rejection(document_id="a", stage="grounding", text=text, reason="not there")


def test_a_new_folder_is_marked_at_once(folder) -> None:
    assert folder.read_run() == {}
    folder.write_run({"package_version": "0"})
    folder.create()
    assert folder.read_run() == {"package_version": "0"}


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


@pytest.mark.parametrize(
    "name",
    "documents.jsonl claims.jsonl rejected.jsonl responses.jsonl batches.json evidence.jsonl evidence.csv "
    "changes.jsonl report.html".split(),
)
def test_what_another_program_wrote_is_not_overwritten(tmp_path, name) -> None:
    (tmp_path / name).write_text("theirs")
    with pytest.raises(RunFolderError, match=rf"{name}: no run wrote this file .*choose another folder"):
        RunFolder(tmp_path).create()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {name: "theirs"}


def test_the_run_json_of_another_program_is_not_overwritten(tmp_path) -> None:
    (tmp_path / "run.json").write_text('{"tool": "other"}')
    with pytest.raises(RunFolderError, match=r"run\.json: no run wrote this file"):
        RunFolder(tmp_path).create()


@pytest.mark.parametrize("run", ["{}", "{", '{"package_version": "0"}'])
def test_a_run_that_was_killed_or_damaged_can_be_run_again(tmp_path, run) -> None:
    folder = RunFolder(tmp_path / "out")
    folder.create()
    folder.write("rejected.jsonl", [rejection("text")])
    (folder.path / "run.json").write_text(run)
    folder.create()
    assert (folder.path / "run.json").read_text() == run


def test_decisions_may_be_there_before_the_run(tmp_path) -> None:
    (tmp_path / "decisions.yaml").write_text("")
    RunFolder(tmp_path).create()
    assert RunFolder(tmp_path).read_run() == {}


def test_a_text_that_was_changed_is_not_taken_for_what_was_read(folder) -> None:
    entries = [DocumentEntry.of(Document.from_text(text, path=f"{text[:3]}.md")) for text in ("One boat.", "Two ﬂags.")]
    folder.write("documents.jsonl", entries)
    assert folder.read_documents() == entries
    path = folder.path / "documents.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("Two ﬂags", "Ten ﬂags"), encoding="utf-8")
    with pytest.raises(RunFolderError, match=r"documents\.jsonl, line 2: the text of document Two\.md does not fit"):
        list(folder.each_document())


@pytest.mark.parametrize(
    "run", ['{"a":' * 100_000 + "1" + "}" * 100_000, '{"judge": 7}', '{"judge": null}', '{"judge": {"pairs": "x"}}']
)
def test_a_strange_run_json_is_an_error_that_names_it(folder, run) -> None:
    (folder.path / "run.json").write_text(run)
    with pytest.raises(RunFolderError, match=r"run\.json: cannot be read .*; run again"):
        folder.read_run()


def test_a_grounded_claim_without_evidence_is_named(folder) -> None:
    claim = {"claim_id": "c1", "document_id": "a", "text": "It rained.", "attribution": {"type": "none"}}
    claim |= {"provenance": {"package_version": "0"}, "grounding": {"status": "ungrounded"}}
    (folder.path / "claims.jsonl").write_text(json.dumps(claim) + "\n")
    assert len(folder.read_claims()) == 1
    claim["grounding"] = {"status": "grounded"}
    (folder.path / "claims.jsonl").write_text(json.dumps(claim) + "\n")
    with pytest.raises(RunFolderError, match=r"claims\.jsonl, line 1: claim c1 is grounded and has no evidence"):
        folder.read_claims()
