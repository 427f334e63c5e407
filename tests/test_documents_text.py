"""Encodings, front matter and dates."""

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.documents import read
from claimextract.documents.dates import edtf
from claimextract.documents.decoding import decode
from claimextract.errors import InputError

ENGLISH = "“Nobody asked us,” the mayor of Orlanda said – twice. It’s fine…"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_utf_8_and_marked_encodings_decode_to_what_was_written(text):
    if not text.startswith("\ufeff"):
        assert decode(text.encode("utf-8-sig")) == text
        assert decode(text.encode("utf-16")) == text
        assert decode(text.encode("utf-32")) == text
        assert decode(b"\xfe\xff" + text.encode("utf-16-be")) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", ENGLISH),
        ("cp1252", "It’s shut."),
        ("cp1252", "He paid £40 — or €45 — for it…"),
        ("cp1252", "Die Bürger von Müllheim sagten, die Brücke sei fertig; 20 % nicht."),
        ("cp1252", "El alcalde dijo que mañana abrirá el año escolar. ¿Qué pasó?"),
        ("latin-1", "À Orléans, le café « Chez Mère » a fermé."),
        ("latin-1", "Borgmesteren på Ærø sagde, at broen åbner i år."),
        ("cp1250", "Premier powiedział, że most zostanie zamknięty, ponieważ ściany są popękane."),
        (
            "iso-8859-2",
            "Premier powiedział, że most zostanie zamknięty w przyszłym tygodniu, ponieważ ściany są popękane.",
        ),
        ("cp1251", "Мэр города заявил, что мост будет закрыт на ремонт до весны."),
        ("koi8-r", "Мэр города заявил, что мост будет закрыт на ремонт до весны."),
        ("cp1253", "Ο δήμαρχος είπε ότι η γέφυρα θα ανοίξει ξανά την άνοιξη."),
        ("cp1254", "Belediye başkanı köprünün ilkbaharda yeniden açılacağını söyledi."),
        ("gb18030", "市长表示,这座桥将于明年春天重新开放,费用为四百万元。"),
        ("big5", "市長表示,這座橋將於明年春天重新開放,費用為四百萬元。"),
        ("shift_jis", "市長は、橋が来年の春に再開されると述べた。費用は四百万円だった。"),
        ("euc-kr", "시장은 다리가 내년 봄에 다시 열릴 것이라고 말했다."),
    ],
)
def test_encodings_are_detected(tmp_path, encoding, text):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert read([tmp_path]).documents[0].text == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "image"),
        (b"PK\x03\x04\x14\0\x06\0", "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "office"),
        (b"%PDF-1.7", ".pdf"),
        (b"{\\rtf1\\ansi text}", "RTF"),
        (b"Text with a \0 in it", "NUL"),
        (b"\xff\xfea\0b", "UTF-16"),
        (b"\xff\xfea\0\0\0", "binary"),
        (b"\xff\xfea\0\x00\xd8", "UTF-16"),
        (bytes(range(1, 32)) * 4, "binary"),
    ],
)
def test_what_is_no_text_fails_with_a_reason(tmp_path, data, says):
    (tmp_path / "a.txt").write_bytes(data)
    (entry,) = read([tmp_path]).entries
    assert entry.status == "failed"
    assert says in entry.reason


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_no_text(seed):
    noise = bytes(random.Random(seed).choices(range(1, 256), k=3000))
    with pytest.raises(InputError):
        decode(noise)


def markdown(tmp_path, content: str):
    (tmp_path / "a.md").write_text(content, encoding="utf-8", newline="")
    (entry,) = read([tmp_path]).entries
    return entry


def test_front_matter(tmp_path):
    entry = markdown(
        tmp_path,
        "\ufeff---\r\ntitle: 'The bridge: a history'\r\nauthor: Mira Tolland\r\npublisher: Orlanda Post\r\n"
        "date: 2021-11-05\r\nurl: https://post.example.org/1\r\nlanguage: en\r\nid: 007\r\ntags: [a, b]\r\n---\r\n\r\n"
        "# Heading\r\n\r\nThe text.\r\n",
    )
    assert entry.text == "# Heading\n\nThe text.\n"
    assert (entry.id, entry.title, entry.authors) == ("007", "The bridge: a history", ("Mira Tolland",))
    assert (entry.publisher, entry.published, entry.language) == ("Orlanda Post", "2021-11-05", "en")
    assert entry.url == "https://post.example.org/1"


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("author: Mira Tolland", ("Mira Tolland",)),
        ("authors: [Mira Tolland, Jon Asker]", ("Mira Tolland", "Jon Asker")),
        ("authors:\n  - name: Mira Tolland\n  - Jon Asker\n  - ", ("Mira Tolland", "Jon Asker")),
        ("author: Mira Tolland; Jon Asker", ("Mira Tolland", "Jon Asker")),
        ("author: Tolland and Asker", ("Tolland and Asker",)),
        ("author:", ()),
        ("author: {first: Mira}", ()),
        ("authors: []\nauthor: Jon Asker", ("Jon Asker",)),
    ],
)
def test_authors_in_front_matter(tmp_path, written, authors):
    assert markdown(tmp_path, f"---\n{written}\n---\nText.").authors == authors


@pytest.mark.parametrize(
    ("written", "title"),
    [("title: 1984", "1984"), ("title: Yes", "Yes"), ("title: 2020-06-08", "2020-06-08"), ("title: ~", None),
     ("title:", None), ("title: [a, b]", None), ("Title: >\n  Over two\n  lines", "Over two lines")],
)  # fmt: skip
def test_titles_in_front_matter_stay_the_words_that_were_written(tmp_path, written, title):
    assert markdown(tmp_path, f"---\n{written}\n---\nText.").title == title


@pytest.mark.parametrize("written", ["date: 2021-13-45", "date: 2021-02-30", "date: last week", "date: [1]"])
def test_a_date_that_is_none_is_told_and_leaves_the_document_without_one(tmp_path, written):
    with pytest.warns(UserWarning, match=r"a\.md: `date: .*` is no date that can be read") as told:
        entry = markdown(tmp_path, f"---\n{written}\n---\nText.")
    assert (entry.status, entry.published, len(told)) == ("ok", None, 1)


def test_a_date_that_is_left_empty_is_no_date(tmp_path):
    assert markdown(tmp_path, "---\ndate:\n---\nText.").published is None


@pytest.mark.parametrize(
    ("content", "line"),
    [("---\ntitle: a\nauthor: 'b\n---\nText.", None), ("---\ntitle: a\n  b: c\n---\nText.", "line 3"),
     ("---\ntitle: a\n\tx: c\n---\nText.", "line 3"),
     ("---\nx: !!python/object/apply:os.getcwd []\n---\nText.", "line 2"),
     ("---\nx: " + "[" * 5000 + "\n---\nText.", None), ("---\nx: a\x07b\n---\nText.", None)],
)  # fmt: skip
def test_broken_front_matter_fails_and_names_the_line(tmp_path, content, line):
    entry = markdown(tmp_path, content)
    assert entry.status == "failed"
    assert "front matter" in entry.reason
    assert (line or "") in entry.reason


def test_aliases_do_not_blow_up(tmp_path):
    nested = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    entry = markdown(tmp_path, f"---\n{nested}title: *a59\nauthors: *a59\n---\nText.")
    assert (entry.status, entry.title, entry.authors) == ("ok", None, ())


@pytest.mark.parametrize(
    "content",
    ["---\n\nA passage between two rules.\n\n---\n\nMore.", "---\nNo end of it.", "----\ntitle: a\n---\nText.",
     "Text.\n---\ntitle: a\n---\n", "---\n- a\n- b\n---\nText."],
)  # fmt: skip
def test_what_is_no_front_matter_stays_in_the_text(tmp_path, content):
    entry = markdown(tmp_path, content)
    assert (entry.status, entry.text) == ("ok", content)


def test_empty_front_matter_and_a_heading_as_title(tmp_path):
    entry = markdown(tmp_path, "---\n---\n# The bridge #\n\nText with \r\nends.")
    assert (entry.text, entry.title) == ("# The bridge #\n\nText with \nends.", "The bridge")


def test_front_matter_alone_is_no_text(tmp_path):
    entry = markdown(tmp_path, "---\ntitle: a\n---\n\n")
    assert entry.status == "failed"
    assert "empty" in entry.reason


def test_plain_text_has_no_front_matter(tmp_path):
    (tmp_path / "a.txt").write_text("---\ntitle: a\n---\nText.")
    assert read([tmp_path]).documents[0].text.startswith("---")


def test_ids_in_front_matter_are_never_merged(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(f"---\nid: {name.replace('c', 'b')}\n---\nThe same text.")
    loaded = read([tmp_path])
    assert [document.id for document in loaded.documents] == ["a", "b"]
    assert [entry.status for entry in loaded.entries] == ["ok", "ok", "skipped"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2020-06-08", "2020-06-08"),
        ("2020-06", "2020-06"),
        ("2020", "2020"),
        (2020, "2020"),
        ("2020-06~", "2020-06~"),
        ("2020?", "2020?"),
        ("2020-06-08T23:59:00-05:00", "2020-06-08"),
        ("2020-06-08 10:00", "2020-06-08"),
        ("2020/6/8", "2020-06-08"),
        ("20200608", "2020-06-08"),
        ("8 June 2020", "2020-06-08"),
        ("8th of June, 2020", "2020-06-08"),
        ("June 8, 2020", "2020-06-08"),
        ("Monday, June 8, 2020 at 10:30 pm", "2020-06-08"),
        ("Mon, 08 Jun 2020 10:00:00 GMT", "2020-06-08"),
        ("Sept. 3, 2019", "2019-09-03"),
        ("november 2021", "2021-11"),
        (" Nov  2021 ", "2021-11"),
        (datetime.date(2020, 6, 8), "2020-06-08"),
        (datetime.datetime(2020, 6, 8, 12), "2020-06-08"),
        ("", None),
        ("June 31, 2020", None),
        ("2020-13", None),
        ("0000", None),
        ("06/08/2020", None),
        ("Juneteenth 2020", None),
        ("yesterday", None),
        ("８ June 2020", "2020-06-08"),
        (True, None),
        (20.5, None),
        (12345, None),
        ([2020], None),
        (None, None),
    ],
)
def test_dates_become_edtf(written, expected):
    assert edtf(written) == expected


@given(st.dates(datetime.date(1000, 1, 1)))
def test_any_day_is_read_in_every_way_of_writing(day):
    iso = day.isoformat()
    ways = (iso, f"{day:%d %B %Y}", f"{day:%B} {day.day}, {day.year}", f"{day:%a, %d %b %Y}", f"{day:%Y%m%d}", day)
    assert {edtf(way) for way in ways} == {iso}
    assert edtf(f"{day:%B %Y}") == iso[:7]


@given(st.text())
def test_no_text_stops_the_date_reader(text):
    assert edtf(text) is None or edtf(text)[:4].isdigit()
