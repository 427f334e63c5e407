"""HTML pages and PDF files."""

import io
import subprocess
import sys

import pytest
from pypdf import PdfReader, PdfWriter

from claimextract.documents import read
from claimextract.documents.webpage import parse_html
from claimextract.errors import InputError

PARAGRAPHS = [
    "The old bridge at Orlanda will close in spring, the mayor told reporters on Friday.",
    "“We have no choice,” said Tessa Varn, who runs the town’s works.",
    "The council had set aside 4.2 million crowns for repairs in 2019.",
]

LINKED = '<script type="application/ld+json">'


def page(head: str = "", body: str = "", language: str = ' lang="en-GB"') -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html{language}><head><title>Bridge to close | Orlanda Post</title>{head}</head><body>"
        f'<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Bridge to close</h1>{paragraphs}{body}'
        "</article><footer>Copyright 2017 Orlanda Post</footer></body></html>"
    )


def html(tmp_path, content: str | bytes):
    (tmp_path / "a.html").write_bytes(content.encode() if isinstance(content, str) else content)
    (entry,) = read([tmp_path]).entries
    return entry


def test_a_page_becomes_paragraphs_and_metadata(tmp_path):
    head = (
        '<meta charset="utf-8"><meta name="author" content="Mira Tolland">'
        '<meta property="og:site_name" content="Orlanda Post">'
        '<meta property="article:published_time" content="2021-11-05T22:30:00Z">'
        '<link rel="canonical" href="https://post.example.org/2021/bridge">'
    )
    entry = html(tmp_path, page(head))
    assert entry.status == "ok"
    assert entry.text == "\n\n".join(["Bridge to close", *PARAGRAPHS])
    assert (entry.title, entry.authors, entry.publisher) == ("Bridge to close", ("Mira Tolland",), "Orlanda Post")
    assert (entry.published, entry.language) == ("2021-11-05", "en-GB")
    assert entry.url == "https://post.example.org/2021/bridge"
    assert entry.path.endswith("a.html")


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>SECRET words in a script</script>",
        "<style>p::after{content:'SECRET'}</style>",
        "<!-- SECRET words in a comment -->",
        "<noscript><p>SECRET words without scripts</p></noscript>",
        "<template><p>SECRET words in a template</p></template>",
        "<p hidden>SECRET words, hidden</p>",
        '<p style="display: none">SECRET words, not displayed</p>',
        '<div style="color:red;VISIBILITY:Hidden"><p>SECRET words, not visible</p></div>',
        '<p style="font-size:0">SECRET words, too small</p>',
        '<p style="opacity:0.0; color:red">SECRET words, transparent</p>',
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"SECRET SECRET"}</script>',
    ],
)
@pytest.mark.parametrize("short", [False, True])
def test_what_no_reader_sees_never_becomes_text(tmp_path, unseen, short):
    content = f"<html><body>{unseen}<p>Seen.</p></body></html>" if short else page(body=unseen + "<p>Seen.</p>")
    entry = html(tmp_path, content)
    assert entry.text.endswith("Seen.")
    assert "SECRET" not in entry.text


def test_small_but_visible_text_is_kept(tmp_path):
    body = '<p style="font-size:0.9em;opacity:0.8">The works will take two years.</p>'
    assert html(tmp_path, page(body=body)).text.endswith("two years.")


def test_inline_elements_do_not_break_a_sentence(tmp_path):
    body = (
        "<p>“The <b>bridge</b> <a href='/x'>is<br>old</a>,” she <em>said</em>&nbsp;&mdash; <q>very old</q>, since 1920"
        "<sup><a href='#n3'>3</a></sup>, on 10<sup>th</sup> Street.</p>"
    )
    sentence = "“The bridge is old,” she said — “very old”, since 1920³, on 10th Street."
    assert html(tmp_path, page(body=body)).text.endswith(sentence)
    assert html(tmp_path, f"<html><body><article>{body}</article></body></html>").text == sentence


def test_two_breaks_end_a_paragraph(tmp_path):
    assert html(tmp_path, "<html><body>The bridge is<br>shut.<br><br>Nobody knows why.</body></html>").text == (
        "The bridge is shut.\n\nNobody knows why."
    )


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ('<meta name="date" content="2021-11">', "", "2021-11"),
        ('<meta name="date" content="2021">', "", "2021"),
        ('<meta property="article:published_time" content="November 5, 2021">', "", "2021-11-05"),
        (f'{LINKED}{{"@graph":[{{"@type":"Person"}},{{"datePublished":"2021-10"}}]}}</script>', "", "2021-10"),
        (f'{LINKED}{{broken</script><meta name="date" content="2021-11-05">', "", "2021-11-05"),
        ("", '<time datetime="2020-03-04T08:00">4 March</time>', "2020-03-04"),
        ('<link rel="canonical" href="https://post.example.org/2020/03/04/bridge">', "", "2020-03-04"),
        ('<meta name="date" content="soon">', "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_date_is_taken_at_the_precision_that_the_page_gives(tmp_path, head, body, published):
    assert html(tmp_path, page(head, body)).published == published


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-16", ""), ("cp1252", "iso-8859-1"), ("cp1251", "windows-1251"), ("cp1252", "no-such-code"),
     ("gb18030", "gb2312")],
)  # fmt: skip
def test_encodings_of_pages(tmp_path, encoding, declared):
    words = {"cp1251": "Мост закрыт.", "gb18030": "桥已关闭。"}.get(encoding, "Café “Orléans” is shut.")
    content = page(f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">', f"<p>{words}</p>")
    data = content.encode(encoding, "xmlcharrefreplace")
    assert html(tmp_path, data).text.endswith(words)


def test_an_xml_declaration_does_no_harm(tmp_path):
    assert html(tmp_path, '<?xml version="1.0" encoding="utf-8"?>' + page()).status == "ok"


def test_comments_of_readers_are_left_out(tmp_path):
    comments = '<div id="comments" class="comments"><p>First! Nobody in this town can build a bridge.</p></div>'
    assert "First!" not in html(tmp_path, page().replace("</article>", "</article>" + comments)).text


@pytest.mark.parametrize(
    "content", ["<html></html>", "<p></p>", "<script>x()</script>", "<div>" * 50_000 + "deep", "<"]
)
def test_a_page_without_text_fails(tmp_path, content):
    entry = html(tmp_path, content)
    assert entry.status == "failed"
    assert ".txt" in entry.reason


def test_a_parser_that_breaks_stops_one_page_only(monkeypatch):
    def breaking(*arguments, **options):
        raise RecursionError("too deep")

    monkeypatch.setattr("trafilatura.bare_extraction", breaking)
    with pytest.raises(InputError, match="cannot be read as HTML \\(RecursionError\\)"):
        parse_html(page().encode())


def test_a_long_page_is_kept_whole(tmp_path):
    said = [f"On day {number} the ferry carried {number * 7} people, said the works office." for number in range(3000)]
    body = "".join(f"<p>{sentence}</p>" for sentence in said)
    assert html(tmp_path, page(body=body)).text.endswith("\n\n".join(said))


def make_pdf(pages: list[list[str]], info: str = "") -> bytes:
    """A PDF file by hand: one Helvetica line under the other; WinAnsi encoding is that of Windows-1252."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
               b"/Encoding /WinAnsiEncoding >>", 4: f"<< {info} >>".encode("cp1252")}  # fmt: skip
    kids = []
    for number, lines in enumerate(pages):
        shown = b"".join(
            b"(" + line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252") + b") Tj T* "
            for line in lines
        )
        stream = b"BT /F1 11 Tf 14 TL 60 780 Td " + shown + b"ET"
        own, content = 5 + 2 * number, 6 + 2 * number
        kids.append(f"{own} 0 R")
        objects[own] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        objects[content] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    objects[2] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    out, offsets = bytearray(b"%PDF-1.4\n"), {}
    for number in sorted(objects):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    table = b"".join(b"%010d 00000 n \n" % offsets[number] for number in sorted(objects))
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    out += b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)
    return bytes(out)


def pdf(tmp_path, data: bytes):
    (tmp_path / "a.pdf").write_bytes(data)
    (entry,) = read([tmp_path]).entries
    return entry


LINES = [
    "Bridge to close",
    "The old bridge at Orlanda will close in spring, the mayor told",
    "reporters on Friday. “We have no choice,” said Tessa Varn, who exam-",
    "ined the walls (all of them).",
    "The council had set aside 4.2 million crowns.",
]
JOINED = (
    "Bridge to close\n\nThe old bridge at Orlanda will close in spring, the mayor told reporters on Friday. "
    "“We have no choice,” said Tessa Varn, who examined the walls (all of them).\n\n"
    "The council had set aside 4.2 million crowns."
)


def test_the_lines_of_a_pdf_become_paragraphs_again(tmp_path):
    info = "/Title (Bridge to close) /Author (Mira Tolland; Jon Asker)"
    entry = pdf(tmp_path, make_pdf([LINES], info))
    assert entry.text == JOINED
    assert (entry.title, entry.authors) == ("Bridge to close", ("Mira Tolland", "Jon Asker"))


def test_a_paragraph_goes_on_over_the_page_and_page_numbers_are_left_out(tmp_path):
    entry = pdf(tmp_path, make_pdf([["1", *LINES[:2]], [*LINES[2:], "Page 2 of 2"]]))
    assert entry.text == JOINED


@pytest.mark.parametrize(
    "info",
    ["/Title (Microsoft Word - bridge.docx)", "/Title () /CreationDate (D:20211105103000+01'00')",
     "/CreationDate (D:2021) /ModDate (D:2022)"],
)  # fmt: skip
def test_metadata_that_says_nothing_is_not_taken(tmp_path, info):
    # A file is made when somebody prints a page, which says nothing of when it was published.
    entry = pdf(tmp_path, make_pdf([LINES], info))
    assert (entry.status, entry.title, entry.published) == ("ok", None, None)


@pytest.mark.parametrize(
    ("described", "published"),
    [
        ("<prism:publicationDate>2021-11-05</prism:publicationDate>", "2021-11-05"),
        ("<prism:coverDate> 2021-11 </prism:coverDate>", "2021-11"),
        ("<xmp:CreateDate>2021-11-05</xmp:CreateDate>", None),
    ],
)
def test_a_date_of_publication_that_is_named_as_such_is_taken(tmp_path, described, published):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([LINES]))))
    writer.xmp_metadata = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        f'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">{described}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()
    out = io.BytesIO()
    writer.write(out)
    entry = pdf(tmp_path, out.getvalue())
    assert (entry.status, entry.published, entry.text) == ("ok", published, JOINED)


@pytest.mark.parametrize(
    "described", [b"", b"<", b"\xff\xfe<", b"<x/>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;&c;</x>"]
)
def test_metadata_that_are_broken_do_not_stop_a_document(tmp_path, described):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([LINES]))))
    writer.xmp_metadata = described
    out = io.BytesIO()
    writer.write(out)
    entry = pdf(tmp_path, out.getvalue())
    assert (entry.status, entry.published, entry.text) == ("ok", None, JOINED)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], ["11/22/26, 10:36 AM Bridge to close", "file:///home/mira/bridge.html {}/2"]),  # Chromium
        (["22.11.2026, 10:36 Bridge to close"], ["https://example.org/bridge {}/2"]),
        (["Bridge to close https://example.org/bridge"], ["{} of 2 11/22/26, 10:36"]),  # Firefox
        (["https://example.org/bridge"], ["{} of 2 2026-11-22 10:36"]),
    ],
)
def test_what_a_browser_prints_around_a_page_is_no_text(tmp_path, before, after):
    pages = [
        [*(line.format(number) for line in before), *lines, *(line.format(number) for line in after)]
        for number, lines in enumerate([LINES[:2], LINES[2:]], 1)
    ]
    assert pdf(tmp_path, make_pdf(pages, "/Title (Bridge to close)")).text == JOINED


def test_lines_of_the_article_that_look_like_a_browsers_stay(tmp_path):
    first, last = "11/22/26, 10:36 AM Bridge to close", "More at https://example.org/bridge"
    text = pdf(tmp_path, make_pdf([[first, *LINES[1:], last]])).text
    assert text.startswith(first)
    assert text.endswith(last)
    printed = pdf(tmp_path, make_pdf([[last, *LINES[1:], "https://example.org/bridge 1/1"]])).text
    assert printed.startswith(last)
    assert printed.endswith(LINES[-1])


def test_a_scan_without_text_fails(tmp_path):
    entry = pdf(tmp_path, make_pdf([[], []]))
    assert entry.status == "failed"
    assert "OCR" in entry.reason


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([LINES]))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_locked_pdf_fails_and_one_locked_only_against_changes_is_read(tmp_path):
    entry = pdf(tmp_path, encrypted("open sesame"))
    assert entry.status == "failed"
    assert "password" in entry.reason
    assert pdf(tmp_path, encrypted("")).text == JOINED


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.4\nbroken", b"no PDF at all", b"%PDF-1.4\n" + b"\0" * 500, make_pdf([LINES])[:300], b"<html></html>"],
)
def test_a_damaged_pdf_fails(tmp_path, data, capfd):
    entry = pdf(tmp_path, data)
    assert entry.status == "failed"
    assert "PDF" in entry.reason
    assert capfd.readouterr().err == ""


def test_slow_libraries_wait_until_they_are_needed(tmp_path):
    (tmp_path / "a.txt").write_text(PARAGRAPHS[0])
    code = (
        "import sys; from claimextract.documents import read; read(sys.argv[1:]);"
        "print([name for name in ('trafilatura', 'pypdf', 'charset_normalizer') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
