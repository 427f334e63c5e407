"""Files made to do harm: each ends in bounded time with one line that says what to do, and the others go on."""

import gzip
import io
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

import hostile
from claimextract.documents import Limits, apart, read
from claimextract.documents.discovery import Found, discover, printable
from claimextract.documents.metadata import short
from claimextract.models import DocumentEntry

GOOD = "The ferry of Orlanda is late, the harbour master said."
LINED = "<html><body><article><p>The ferry of Orlanda is late.</p></article></body></html>"


@pytest.fixture(autouse=True)
def _inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def impatient(monkeypatch):
    """Seconds of computing for a file, not minutes."""
    monkeypatch.setattr(apart, "SECONDS", 1)
    monkeypatch.setattr(apart, "SECONDS_PER_MEGABYTE", 0)


def write(path: str, content: str | bytes) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def reasons(*paths: str, **options) -> dict[str, str]:
    """Why each was not read; good.txt beside them always is."""
    write("in/good.txt", GOOD)
    entries = read(paths or ["in"], **options).entries
    if not paths:
        assert [entry.status for entry in entries if entry.path == "in/good.txt"] == ["ok"]
    for entry in entries:
        assert "\n" not in (entry.reason or "")
        assert len(entry.reason or "") < 400
    return {entry.path: f"{entry.status}: {entry.reason}" for entry in entries if entry.status != "ok"}


# PDF


def locked(user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(hostile.pages(hostile.stream(hostile.SENTENCE)))))
    writer.encrypt(user, "the owner's", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_needs_a_password_says_so_and_one_that_only_has_an_owner_is_read():
    write("in/locked.pdf", locked("secret"))
    write("in/owned.pdf", locked(""))
    assert reasons() == {"in/locked.pdf": "failed: is locked with a password: save a copy without one"}


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("a stream that grows to a gigabyte", hostile.pages(hostile.deflated(b" " * 1_000_000, 1000))),
        ("a million pages", hostile.pages(hostile.stream(b""), 1_000_000)),
        ("a catalog that is itself", hostile.pdf({1: b"1 0 R"})),
        ("two objects that are each other", hostile.pdf({1: b"2 0 R", 2: b"1 0 R"})),
        (
            "pages that hold themselves",
            hostile.pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}),
        ),
        ("arrays in arrays", hostile.pages(b"[" * 50_000 + b"]" * 50_000)),
        ("dictionaries in dictionaries", hostile.pdf({1: b"<< /A " * 20_000 + b"1" + b">>" * 20_000})),
        ("no objects", b"%PDF-1.4\n" + b" " * 1_000_000),
        ("a zip archive by another name", b"PK\3\4" + b"\0" * 1000),
    ],
)
def test_a_pdf_that_is_damaged_on_purpose_fails(what, content):
    write("in/bomb.pdf", content)
    assert reasons()["in/bomb.pdf"].startswith("failed: is a damaged PDF file (")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pages.pdf", hostile.pages(hostile.stream(hostile.SENTENCE * 50), 50_000)),
        ("forms.pdf", hostile.forms()),
        ("attributes.html", "<p " + " ".join(f"a{n}=b" for n in range(60_000)) + ">" + LINED),
        ("paragraphs.html", LINED.replace("</article>", "<p>The ferry is late once more.</p>" * 30_000)),
    ],
)
def test_a_file_that_takes_too_long_is_given_up(impatient, name, content):
    write(f"in/{name}", content)
    write("in/last.html", LINED)
    began = time.monotonic()
    (reason,) = reasons().values()
    assert reason.startswith("failed: takes more than 1 seconds to read")
    assert time.monotonic() - began < 20  # seconds of a busy machine; two of computing


def test_a_file_that_takes_too_much_memory_is_given_up(monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", 400 * 2**20)
    write("in/large.html", LINED.replace("late", "late " * 8_000_000))
    write("in/next.html", LINED)
    (reason,) = reasons().values()
    assert reason.startswith("failed: ")


def test_the_process_apart_has_no_key_and_ends_with_this_one():
    program = (
        "import os; os.environ['OPENAI_API_KEY'] = 'sk-planted'\n"
        "from claimextract.documents import apart, read\n"
        "print(read(['a.html']).entries[0].status)\n"
        "pid = apart.APART._process.pid\n"
        "print(pid, b'sk-planted' in open(f'/proc/{pid}/environ', 'rb').read(), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    write("a.html", LINED)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    status, pid, planted = ended.stdout.split()
    assert (ended.returncode, status, planted) == (-signal.SIGKILL, "ok", "False"), ended.stderr
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            break
        time.sleep(0.05)
    else:
        pytest.fail("it lives on")


def test_a_process_apart_that_was_killed_is_replaced():
    write("in/a.html", LINED)
    write("in/b.html", LINED.replace("late", "early"))
    assert reasons("in/a.html") == {}
    apart.APART._process.kill()
    apart.APART._process.wait()
    assert reasons("in/b.html") == {}


# HTML, YAML, JSON


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 100_000 + "The ferry is late.",
        "<p><b>" * 10_000 + "The ferry is late.",
        "<table><tr><td>" * 20_000 + "The ferry is late.",
        "<ul><li>x" * 2000,
        "<sup>1" * 5000,
        "<p>" + "<" * 100_000,
        '<p style="display' + " " * 100_000 + '">x</p>',
        f'<script type="application/ld+json">{"[" * 100_000}</script>' + LINED,
        f'<script type="application/ld+json">{"{%s:" * 900 % (("1",) * 900)}</script>' + LINED,
        '<meta charset="zlib_codec">' + LINED,
        '<meta charset="' + "x" * 100_000 + '">' + LINED,
    ],
)
def test_a_page_that_nests_or_goes_on_ends(content):
    write("in/a.html", content)
    assert all(reason.startswith("failed: ") for reason in reasons().values())


def test_entities_are_not_multiplied():
    names = "abcdefghijkl"
    laughs = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(names))
    start = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "lol">{laughs}]>'
    page = f"{start}<html><body><p>&l; {GOOD}</p></body></html>"
    write("a.html", page)
    (document,) = read(["a.html"]).documents
    assert document.text.endswith(GOOD)
    assert len(document.text) < 1000


def test_front_matter_is_data_that_stays_small():
    aliases = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    write("in/aliases.md", f"---\n{aliases}title: *i\nauthors: *i\n---\nBody of aliases.")
    write("in/itself.md", "---\nauthors: &a [*a]\n---\nBody of itself.")
    write("in/merged.md", "---\na: &a\n  <<: *a\n---\nBody of merged.")
    write("in/object.md", "---\na: !!python/object/apply:os.mkdir ['planted']\n---\nBody.")
    write("in/deep.md", f"---\na: {'[' * 20_000}\n---\nBody.")
    write("in/number.md", f"---\nid: !!int '{'9' * 5000}'\n---\nBody.")
    found = reasons()
    assert sorted(found) == ["in/deep.md", "in/number.md", "in/object.md"]
    assert all("front matter is not valid YAML" in reason for reason in found.values())
    assert not Path("planted").exists()


def test_what_goes_on_for_pages_is_no_front_matter_and_no_heading():
    keys = "".join(f"k{n}: v{n}\n" for n in range(50_000))
    write("a.md", f"---\n{keys}---\nBody.")
    write("b.md", "# a" + " " * 200_000 + "x\nBody.")
    first, second = read(["a.md", "b.md"]).documents
    assert first.text.endswith(f"{keys}---\nBody.")
    assert second.title == "a"  # and no more of it than a title can be


def test_json_that_is_deep_or_large_fails_by_its_line():
    lines = [
        '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"text": "One.", "id": 1e999999}',
        '{"text": "Two.", "id": NaN}',
        '{"text": "Three.", "id": ' + "9" * 10_000 + "}",
        '{"text": "half \\ud800 a pair"}',
        '{"text": ["Four."]}',
    ]
    good = '{"text": "Old.", "text": "The last of two keys.", "published": 1e999999, "title": {}, "authors": [[["a"]]]}'
    write("in/a.jsonl", "\n".join([*lines, good]))
    write("in/good.txt", GOOD)
    with pytest.warns(UserWarning, match="line 8: `published: inf` is no date"):
        loaded = read(["in"])
    failed = [entry.reason for entry in loaded.entries if entry.status == "failed"]
    assert [reason.split(" of ")[0] for reason in sorted(failed)] == [f"line {n}" for n in range(1, 8)]
    assert all(len(reason) < 400 for reason in failed)
    assert {document.text for document in loaded.documents} == {"The last of two keys.", GOOD}


def test_a_line_that_is_too_long_is_passed_over_and_the_next_is_read():
    long = json.dumps({"text": "word " * 2_000_000})
    write("a.jsonl", f'{{"text": "First."}}\n{long}\n\n{{"text": "Last."}}')
    loaded = read(["a.jsonl"], limits=Limits(file_size=1_000_000))
    assert [document.text for document in loaded.documents] == ["First.", "Last."]
    (failed,) = [entry for entry in loaded.entries if entry.status == "failed"]
    assert failed.reason.startswith("line 2 of a.jsonl: is larger than 1,000,000 bytes")
    assert "MAX_FILE_SIZE" in failed.reason


def test_lines_that_are_blank_or_broken_are_no_matter():
    write("a.jsonl", b"\n" * 1_000_000 + b'{"text": "Late."}')
    assert read(["a.jsonl"]).documents[0].text == "Late."


def test_a_line_that_never_ends_is_given_up():
    Path("zero.jsonl").symlink_to("/dev/zero")
    found = reasons("zero.jsonl", limits=Limits(file_size=1_000_000))
    assert "does not end" in found["zero.jsonl"]


# Text


def test_the_user_sets_how_much_is_read():
    write("in/large.txt", "word " * 100)
    write("in/long.jsonl", json.dumps({"text": "word " * 100}))
    assert reasons(limits=Limits(file_size=300))["in/large.txt"].startswith("failed: is larger than 300 bytes")
    found = reasons(limits=Limits(text_length=300))
    assert all("holds 500 characters of text, more than 300" in reason for reason in found.values())
    assert len(found) == 2


@pytest.mark.parametrize(
    "content",
    [
        "Der Fluss steigt.".encode("utf-16-le"),
        b"\xff\xfe\x00\xd8a\x00",
        b"a\0b",
        b"\x1b[31m\x1b[2J\x08\x08\x07 red",
        b"\x00" * 1_000_000,
        bytes(range(128, 256)) * 1000,
        gzip.compress(b"0" * 100_000),
        b"PK\3\4" + b"\0" * 100,
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_what_is_no_text_fails(name, content):
    write(f"in/{name}", content)
    assert reasons()[f"in/{name}"].startswith("failed: ")


def test_archives_are_passed_over_without_a_look_inside():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "0" * 1_000_000)
    names = ["a.zip", "b.docx", "c.epub", "d.odt", "e.tar.gz", "f.7z", "g.gz"]
    for name in names:
        write(f"in/{name}", packed.getvalue())
    found = reasons()
    assert sorted(found) == [f"in/{name}" for name in names]
    assert all(reason.startswith("skipped: is of a type that is not read") for reason in found.values())


def test_a_library_s_message_is_cut_to_one_clean_line():
    assert short(ValueError("\x1b[2J" + "x" * 1000 + "\nmore")) == "[2J" + "x" * 157 + "…"
    assert short(ValueError()) == "ValueError"


# Folders


def test_links_do_not_leave_the_folder_unless_they_are_named():
    write("secret/key.txt", "The key of the harbour is under the mat.")
    write("in/sub/a.txt", "A text in the folder.")
    Path("in/out.txt").symlink_to("../secret/key.txt")
    Path("in/out").symlink_to("../secret")
    Path("in/inside.txt").symlink_to("sub/a.txt")
    Path("in/sub/up").symlink_to("..")
    for found in (reasons(), reasons("in/**/*", "in/**/*.txt")):
        assert "(" + str(Path("secret/key.txt").resolve()) + ")" in found["in/out.txt"]
        assert found["in/out"].startswith("skipped: is a link out of the folder")
        assert found["in/inside.txt"].startswith("skipped: the same file")
        assert "back to a folder above" in found.get("in/sub/up", "back to a folder above")
    assert reasons("in/out.txt") == {}
    assert reasons("in/out") == {}


def test_links_that_multiply_or_lead_nowhere_end():
    for level in range(30):
        Path(f"in/l{level}").mkdir(parents=True)
        if level:
            Path(f"in/l{level - 1}/x").symlink_to(f"../l{level}")
            Path(f"in/l{level - 1}/y").symlink_to(f"../l{level}")
    Path("in/a.txt").symlink_to("b.txt")
    Path("in/b.txt").symlink_to("a.txt")
    found = reasons()
    assert len(found) == 60
    assert found["in/a.txt"] == found["in/b.txt"] == "failed: is a link that leads nowhere: correct it"
    assert found["in/l0/x"] == "skipped: the same folder as in/l1"


def test_pipes_sockets_and_devices_in_a_folder_are_passed_over(monkeypatch):
    Path("in").mkdir()
    os.mkfifo("in/pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir("in")
        listening.bind("socket.txt")
        monkeypatch.chdir("..")
        for device in ("zero", "stdin", "full", "random"):
            Path(f"in/{device}.txt").symlink_to(f"/dev/{device}")
        found = reasons()
    assert len(found) == 6
    assert all(reason.startswith("skipped: ") for reason in found.values())


def test_a_pipe_that_nobody_writes_to_does_not_wait():
    os.mkfifo("pipe.txt")
    assert reasons("pipe.txt") == {"pipe.txt": "failed: is empty"}


def test_what_is_written_into_a_pipe_is_read():
    read_end, write_end = os.pipe()
    writer = subprocess.Popen(
        [sys.executable, "-c", f"import time; time.sleep(0.3); print({GOOD!r})"], stdout=write_end
    )
    os.close(write_end)
    (document,) = read([f"/dev/fd/{read_end}"]).documents
    os.close(read_end)
    assert writer.wait() == 0
    assert document.text == GOOD + "\n"


def test_a_file_that_goes_away_or_grows_while_it_is_read_does_not_stop_the_others(monkeypatch):
    write("in/gone.txt", "Gone.")
    write("in/growing.txt", "y" * 90)
    opened = os.open

    def meddling(path, flags, *more, **options):
        if str(path).endswith("gone.txt"):
            Path(path).unlink()
        if str(path).endswith("growing.txt"):
            write(path, "y" * 200)
        return opened(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", meddling)
    found = reasons(limits=Limits(file_size=100))
    assert found["in/gone.txt"] == "failed: has gone since it was found: run again if it is needed"
    assert found["in/growing.txt"].startswith("failed: is larger than 100 bytes")


def test_folders_nested_deeper_than_the_stack_are_read(tmp_path):
    for _ in range(1100):
        Path("d").mkdir()
        os.chdir("d")
    Path("deep.txt").write_text(GOOD)
    os.chdir(tmp_path)
    assert [document.text for document in read(["d"]).documents] == [GOOD]
    subprocess.run(["rm", "-r", "d"], check=True)  # deeper than shutil.rmtree goes


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nskipped: b.txt", "a\\x0askipped: b.txt"),
        (b"a\x1b[31m.txt", "a\\x1b[31m.txt"),
        (b"caf\xe9.txt", "caf\\xe9.txt"),
        (b"a\r.txt", "a\\x0d.txt"),
        (b"\xe2\x80\xaetxt.exe.txt", "\\xe2\\x80\\xaetxt.exe.txt"),
        (b"..a..txt", None),
        (b"\xc2\x9b31m.txt", "\\xc2\\x9b31m.txt"),
        (b"-.txt", "-.txt"),
        ("dépêche à Orlanda.txt".encode(), "dépêche à Orlanda.txt"),
    ],
)
def test_names_are_shown_so_that_they_can_do_nothing(name, shown):
    Path("in").mkdir()
    Path(os.fsdecode(b"in/" + name)).write_bytes(b"\0")
    Path("in/twin.jsonl").write_text("x\n")
    found = reasons()
    paths = sorted(set(found) - {"in/twin.jsonl"})
    assert paths == ([f"in/{shown}"] if shown else [])


def test_a_name_is_one_printable_line():
    assert printable("a\u2028b\u202ec\x7f\udcff") == "a\\xe2\\x80\\xa8b\\xe2\\x80\\xaec\\x7f\\xff"


def test_a_search_holds_nothing_in_memory_and_keeps_the_order():
    program = (
        "import resource, sys\n"
        "from claimextract.documents.discovery import discover\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "paths = [found.path for found in discover(['in']) if found.path < 'in/f00100']\n"
        "assert len(paths) == 200 and paths[100:] == sorted(paths[100:]), paths\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    Path("in").mkdir()
    for number in range(10_000):
        os.close(os.open(f"in/f{number:05}.txt", os.O_CREAT))
        os.close(os.open(f"in/f{number:05}.bin", os.O_CREAT))
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stdout, ended.stderr
    assert int(ended.stdout) < 8  # MB; 20,000 entries were about 30


def test_the_same_search_by_any_order_of_names():
    for name in ("in/b.txt", "in/a/b.txt", "in/a-b.txt", "in/a.csv"):
        write(name, name)
    found = list(discover(["in", "in/b.txt"]))
    assert found == list(discover(["in/b.txt", "in"]))
    assert [item.path for item in found if isinstance(item, Found)] == ["in/a-b.txt", "in/a/b.txt", "in/b.txt"]
    assert [item.path for item in found if isinstance(item, DocumentEntry)] == ["in/a.csv"]
