"""What is found behind paths, folders, globs and links, and what becomes of files that cannot be read."""

import io
import itertools
import json
import os
from pathlib import Path

import pytest

from claimextract.documents import Limits, read
from claimextract.models import DocumentEntry

BRIDGE = "The old bridge at Orlanda will close in spring, the mayor said."
FERRY = "“A ferry will run every hour,” Tessa Varn told the council."


@pytest.fixture(autouse=True)
def _inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(path: str, content: str | bytes = BRIDGE) -> str:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(paths: list[str], **options) -> DocumentEntry:
    (entry,) = read(paths, **options).entries
    return entry


def statuses(paths: list[str]) -> dict[str, str]:
    return {str(entry.path): entry.status for entry in read(paths).entries}


def test_a_text_file_is_kept_as_it_is():
    write("a.txt", f"\n {BRIDGE}\t\n")
    loaded = read(["a.txt"])
    (document,) = loaded.documents
    assert document.text == f"\n {BRIDGE}\t\n"
    assert document.path == "a.txt"
    assert document.title is None
    assert document.id == document.sha256[:16]
    assert loaded.entries == (DocumentEntry.of(document),)


def test_a_path_object_will_do():
    assert [document.path for document in read([Path(write("a.txt"))]).documents] == ["a.txt"]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_become_line_feeds(ending):
    write("a.txt", f"One.{ending}Two.{ending}")
    assert read(["a.txt"]).documents[0].text == "One.\nTwo.\n"


def test_folders_are_read_with_all_below_them_in_order_and_paths_stay_as_given():
    for name in ("./in/b.txt", "./in/a/z.md", "./in/c.TEXT", "./in/ä ö.txt"):
        write(name, f"Text of {name}.")
    assert [document.path for document in read(["./in/"]).documents] == [
        "./in/a/z.md",
        "./in/b.txt",
        "./in/c.TEXT",
        "./in/ä ö.txt",
    ]
    assert [document.path for document in read(["in"]).documents] == [
        "in/a/z.md",
        "in/b.txt",
        "in/c.TEXT",
        "in/ä ö.txt",
    ]


def test_an_absolute_folder_gives_absolute_paths(tmp_path):
    write("in/a.txt")
    assert read([tmp_path / "in"]).documents[0].path == str(tmp_path / "in" / "a.txt")


def test_hidden_files_and_folders_are_passed_over_unless_named():
    write("in/a.txt")
    write("in/.secret.txt", FERRY)
    write("in/.git/b.txt", "Another text.")
    assert statuses(["in"]) == {"in/a.txt": "ok"}
    assert statuses(["in/.secret.txt"]) == {"in/.secret.txt": "ok"}
    assert statuses(["in/.git"]) == {"in/.git/b.txt": "ok"}
    assert statuses(["in/.*.txt"]) == {"in/.secret.txt": "ok"}


def test_unknown_types_are_skipped_in_a_folder_and_fail_when_named():
    write("in/a.txt")
    write("in/table.csv", "x,y")
    write("in/Makefile", "all:")
    assert statuses(["in"]) == {"in/Makefile": "skipped", "in/a.txt": "ok", "in/table.csv": "skipped"}
    entry = only(["in/table.csv"])
    assert entry.status == "failed"
    assert ".csv" in entry.reason
    assert ".txt" in entry.reason


def test_the_folder_of_a_run_is_never_read():
    write("in/a.txt")
    write("in/out/run.json", "{}")
    write("in/out/claims.jsonl", json.dumps({"text": FERRY}))
    write("in/out/deep/b.txt", "Deep.")
    for given in (["in"], ["in/*"], ["in/**"], ["in/**/*.txt", "in/**/*.jsonl"]):
        found = statuses(given)
        assert found == {"in/a.txt": "ok", "in/out": "skipped"}, given
    entry = only(["in/out"])
    assert entry.status == "skipped"
    assert "run.json" in entry.reason


def test_a_named_folder_without_documents_is_a_failure():
    Path("empty/.hidden").mkdir(parents=True)
    entry = only(["empty"])
    assert entry.status == "failed"
    assert "no documents" in entry.reason


def test_globs():
    for name in ("in/a.txt", "in/b.md", "in/sub/c.txt", "in/sub/deep/d.txt"):
        write(name, f"Text of {name}.")
    assert sorted(statuses(["in/*.txt"])) == ["in/a.txt"]
    assert sorted(statuses(["in/**/*.txt"])) == ["in/a.txt", "in/sub/c.txt", "in/sub/deep/d.txt"]
    assert sorted(statuses(["in/?.[am]*"])) == ["in/b.md"]
    assert sorted(statuses(["in/*"])) == ["in/a.txt", "in/b.md", "in/sub/c.txt", "in/sub/deep/d.txt"]
    entry = only(["in/*.pdf"])
    assert (entry.status, entry.path) == ("failed", "in/*.pdf")
    assert "matches nothing" in entry.reason


def test_a_file_whose_name_looks_like_a_glob_is_a_file():
    write("a[1].txt")
    write("a1.txt", FERRY)
    assert statuses(["a[1].txt"]) == {"a[1].txt": "ok"}


def test_the_order_of_the_paths_changes_nothing():
    write("in/a.txt")
    write("in/z.txt")
    write("b.txt")
    write("in/f.md", FERRY)
    write("c.jsonl", '{"text": "Line one."}\n{"id": "x", "text": "Line two."}\nbroken\n')
    Path("link.txt").symlink_to("b.txt")
    Path("alias").symlink_to("in")
    given = ["in", "b.txt", "c.jsonl", "link.txt", "alias", "missing.txt", "in/*.md"]
    first = read(given)
    for order in itertools.islice(itertools.permutations(given), 0, None, 251):
        assert read(list(order)) == first
    assert read([*given, *given]) == first
    assert [document.path for document in first.documents] == ["b.txt", "c.jsonl", "c.jsonl", "in/f.md"]


def test_the_same_text_is_read_once_and_the_second_names_the_first():
    write("a.txt")
    write("b.md")
    write("c.txt", FERRY)
    loaded = read(["c.txt", "b.md", "a.txt"])
    assert [document.path for document in loaded.documents] == ["a.txt", "c.txt"]
    second = loaded.entries[1]
    assert (second.path, second.status, second.text) == ("b.md", "skipped", None)
    assert "a.txt" in second.reason
    assert loaded.documents[0].id in second.reason
    assert len({entry.id for entry in loaded.entries}) == 3


def test_the_same_file_by_two_names_is_read_once():
    write("in/real.txt")
    Path("in/alias.txt").symlink_to("real.txt")
    os.link("in/real.txt", "in/twin.txt")
    loaded = read(["in"])
    assert {entry.path: entry.status for entry in loaded.entries} == {
        "in/alias.txt": "skipped",
        "in/real.txt": "ok",
        "in/twin.txt": "skipped",
    }
    assert all("in/real.txt" in entry.reason for entry in loaded.entries if entry.status == "skipped")


def test_a_folder_by_two_names_is_read_once():
    write("in/a.txt")
    assert statuses(["in", "./in"]) == {"./in/a.txt": "ok", "in": "skipped"}
    assert statuses(["in", "in/", "in/a.txt"]) == {"in/a.txt": "ok"}


def test_a_loop_of_links_ends():
    write("in/sub/a.txt")
    Path("in/sub/back").symlink_to("..")
    Path("in/self.txt").symlink_to("self.txt")
    loaded = read(["in"])
    assert {entry.path: entry.status for entry in loaded.entries} == {
        "in/self.txt": "failed",
        "in/sub/a.txt": "ok",
        "in/sub/back": "failed",
    }
    assert "leads back" in loaded.entries[2].reason
    assert statuses(["in/**/*.txt"])["in/sub/a.txt"] == "ok"
    assert len(read(["in/**/*.txt"]).documents) == 1


@pytest.mark.parametrize("given", ["missing.txt", "a\0b.txt", "x" * 5000, "missing/", ""])
def test_a_missing_path_fails(given):
    entry = only([given])
    assert entry.status == "failed"
    assert "does not exist" in entry.reason


def test_a_link_to_nothing_fails():
    Path("in").mkdir()
    Path("in/gone.txt").symlink_to("nowhere.txt")
    for given in ("in", "in/gone.txt"):
        entry = only([given])
        assert (entry.path, entry.status) == ("in/gone.txt", "failed")
        assert "link" in entry.reason


def test_a_pipe_in_a_folder_does_not_block():
    write("in/a.txt")
    os.mkfifo("in/pipe.txt")
    assert statuses(["in"]) == {"in/a.txt": "ok", "in/pipe.txt": "skipped"}


@pytest.mark.parametrize("content", ["", " \n\t\u00a0\n", "\ufeff", "\ufeff \n"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl"])
def test_a_file_without_text_fails(name, content):
    entry = only([write(name, content)])
    assert entry.status == "failed"
    assert entry.reason


def test_a_file_that_may_not_be_read_fails_and_the_others_go_on(monkeypatch):
    write("in/locked.txt")
    write("in/open.txt", FERRY)
    opened = os.open

    def refusing(path, *arguments, **options):
        if str(path).endswith("locked.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refusing)
    loaded = read(["in"])
    assert [entry.status for entry in loaded.entries] == ["failed", "ok"]
    assert "permission" in loaded.entries[0].reason


def test_a_folder_that_may_not_be_read_fails_and_the_others_go_on(monkeypatch):
    write("in/locked/a.txt")
    write("in/open.txt", FERRY)
    listed = os.scandir

    def refusing(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert statuses(["in"]) == {"in/locked": "failed", "in/open.txt": "ok"}


def test_a_file_that_is_too_large_fails_and_says_so():
    write("a.txt", "x" * 101)
    write("b.txt", "y" * 100)
    loaded = read(["a.txt", "b.txt"], limits=Limits(file_size=100))
    assert [entry.status for entry in loaded.entries] == ["failed", "ok"]
    assert "100 bytes" in loaded.entries[0].reason


def test_an_endless_device_is_cut_off():
    entry = only(["/dev/zero"], limits=Limits(file_size=1000))
    assert (entry.status, entry.path) == ("failed", "/dev/zero")


def test_a_name_that_is_not_utf8_can_still_be_written():
    Path("in").mkdir()
    Path(os.fsdecode(b"in/caf\xe9.txt")).write_text(BRIDGE)
    loaded = read(["in"])
    assert loaded.documents[0].path == "in/caf\\xe9.txt"
    assert loaded.entries[0].model_dump_json()


def test_every_entry_has_an_id_of_its_own_and_a_reason_unless_ok():
    write("in/a.txt")
    write("in/b.txt")
    write("in/c.bin", b"\0\1\2")
    write("in/d.jsonl", '{"text": "One."}\n{}\n[]\n{"text": "One."}\n')
    entries = read(["in", "missing.txt"]).entries
    assert len(entries) == 8
    assert len({entry.id for entry in entries}) == 8
    assert all((entry.reason is None) == (entry.status == "ok") for entry in entries)


def test_no_paths_give_nothing():
    assert read([]).entries == ()


def from_stdin(data: bytes, **options):
    return read(["-"], stdin=io.BytesIO(data), **options)


def test_standard_input_as_plain_text():
    (document,) = from_stdin(f"{BRIDGE}\r\n{FERRY}".encode()).documents
    assert (document.path, document.text) == ("-", f"{BRIDGE}\n{FERRY}")


def test_standard_input_as_json_lines():
    loaded = from_stdin(b'\n{"id": "a", "text": "One."}\nbroken\n{"id": "b", "text": "Two."}\n')
    assert [document.id for document in loaded.documents] == ["a", "b"]
    (failed,) = [entry for entry in loaded.entries if entry.status == "failed"]
    assert "line 3 of -" in failed.reason


def test_standard_input_as_json_lines_whose_first_line_is_broken():
    loaded = from_stdin(b'{"id": "a", "text": "One.\n{"id": "b", "text": "Two."}\n')
    assert [document.id for document in loaded.documents] == ["b"]
    assert sorted(entry.status for entry in loaded.entries) == ["failed", "ok"]


def test_standard_input_that_only_begins_with_a_brace_is_text():
    assert from_stdin(b"{sic} he wrote.").documents[0].text == "{sic} he wrote."


def test_standard_input_as_a_page():
    (document,) = from_stdin(f"<!DOCTYPE html><html><body><p>{BRIDGE}</p></body></html>".encode()).documents
    assert document.text == BRIDGE


def test_standard_input_as_a_pdf_is_told_by_its_beginning():
    (entry,) = from_stdin(b"%PDF-1.4 and nothing more").entries
    assert entry.status == "failed"
    assert "damaged PDF" in entry.reason


def test_standard_input_that_is_empty_too_large_or_binary_fails():
    for data in (b"", b" \n", b"x" * 101, b"\0\1\2", b"\xff\xfea"):
        (entry,) = from_stdin(data, limits=Limits(file_size=100)).entries
        assert (entry.status, entry.path) == ("failed", "-")


def test_standard_input_beside_files():
    write("a.txt")
    loaded = read(["a.txt", "-", "-"], stdin=io.BytesIO(FERRY.encode()))
    assert [document.path for document in loaded.documents] == ["-", "a.txt"]
