"""The report's page: everything is there, escaped, allowed nothing but itself, and the same bytes each time."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.models import DocumentEntry
from claimextract.report import render
from reporting import HOSTILE, QUOTE, SUMMARY, TEXT, all_saying, blocks, claim_of, document, item_of, rich, row_of

ROOT = Path(__file__).parents[1]


class Page(HTMLParser):
    """What a browser would see before any script runs: tags with attributes."""

    VOID = frozenset({"meta"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


def test_a_row_carries_all_that_is_known_of_it():
    found = blocks(render(*rich()))
    row, other = found["rows"]
    assert (row["claim"], row["status"], row["documents"], row["independent_sources"]) == (
        "The hull has eleven cracks.",
        "disputed",
        3,
        1,
    )
    assert row["explanation"] == "They differ on the number."
    assert row["kinds"] == ["fact"]
    assert other["kinds"] == ["opinion"]
    assert [item["stance"] for item in row["evidence"]] == ["supports", "refines", "contradicts"]
    assert row["evidence"][2]["cause"] == "number"
    assert [item.get("source") for item in row["evidence"]] == [1, 1, None]
    assert row["evidence"][1]["ignored"]
    assert [step["change"] for step in row["history"]] == ["first", "disputed"]
    assert row["variants"][0]["changes_meaning"]
    assert row["decisions"][0]["by"] == "Ada"
    part = found[f"part-{found['run']['parts'].index(row['evidence'][0]['document_id'])}"]
    assert part["text"] == TEXT
    claim = part["claims"][0]
    assert TEXT[slice(*claim["evidence"][0])] == QUOTE
    assert TEXT[slice(*claim["attribution"]["cue"])] == claim["attribution"]["cue_words"] == "said"
    assert TEXT[slice(*claim["attribution"]["source"]["mention_span"])] == "Oda Wirsing"
    assert claim["attribution"]["source"]["role"] == "chief engineer"
    assert claim["attribution"]["via"][0]["name"] == "a spokesman"
    assert claim["dates"] == [{"role": "event", "value": "2023-04~", "span": [41, 44]}]
    assert claim["cited_works"][0]["url"] == "http://yard.example/s"
    assert (claim["kind"], claim["certainty"], claim["tier"], claim["confidence"]) == (
        "fact",
        "probable",
        "typography",
        0.87,
    )


def test_what_did_not_get_in_is_there_with_its_reason_and_counted():
    found = blocks(render(*rich()))
    run = found["run"]
    assert run["rows"] == {"corroborated": 0, "single-source": 1, "disputed": 1, "superseded": 0}
    assert run["documents"] == {"ok": 2, "partial": 1, "failed": 1, "skipped": 1}
    assert (run["claims"], run["ungrounded"], run["rejected"]) == (5, 1, 3)
    assert run["reasons"] == [["grounding", "no such words", 2], ["extraction", "no JSON", 1]]
    assert run["idle"] == ["line 3: claim gone is no longer among the claims"]
    assert run["here"] == {"rows": 2, "documents": 5, "texts": 3}
    [lost] = found["left"]["ungrounded"]
    assert (lost["text"], lost["reasons"]) == (
        "The hull has ninety cracks.",
        ["the number ninety is not in the document"],
    )
    assert [one["text"] for one in found["left"]["rejected"]] == [
        "the hull has 90 cracks",
        "the hull has 91 cracks",
        "{",
    ]
    reasons = {entry.get("path"): entry.get("reason") for entry in found["documents"]}
    assert (reasons["news/scan.pdf"], reasons["news/photo.xyz"]) == ("it holds no text", "unknown type of file")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_an_article_says_becomes_markup(hostile):
    def tags(html: str) -> list[tuple[str, list[str]]]:
        page = Page(html)
        assert page.open == []
        return [(tag, sorted(attrs)) for tag, attrs in page.tags]

    html = all_saying(hostile)
    assert tags(html) == tags(all_saying("harmless words"))
    found = blocks(html)
    assert found["rows"][0]["claim"] == hostile
    assert found["part-0"]["text"] == f"{hostile} before. {hostile} evidence. {hostile} after."
    for text in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html):
        assert not re.search("[<\u2028\u2029]", text)


def test_the_page_allows_its_own_script_and_style_and_nothing_else():
    html = render([], [], [], [], SUMMARY)
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "style", "body", "div", "noscript", "h1", "p", "code", "script",
    }  # fmt: skip
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name in ("style", "src")]
    policy = next(attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    style = html.split("<style>")[1].split("</style>")[0]
    script = html.rsplit("<script>", 1)[1].split("</script>")[0]
    hashes = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (script, style)]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style
    assert "@import" not in style


def test_the_script_ends_only_where_it_ends_and_names_the_licence_of_what_it_holds():
    script = (ROOT / "src" / "claimextract" / "report" / "explorer.js").read_text(encoding="utf-8")
    assert script.isascii()
    assert not re.search("</script|<!--|<script", script, re.IGNORECASE)
    assert re.match(r"/\*! The evidence explorer of claimextract, with preact \d+\.\d+\.\d+:\nThe MIT License", script)
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "explorer" / "src").glob("*.ts*"))
    assert not re.search(r"dangerouslySetInnerHTML|innerHTML|\beval\b|fetch\(|XMLHttpRequest|style=", sources)


def test_the_same_records_give_the_same_bytes_whatever_the_run_took():
    rows, claims, entries, rejected, summary = rich()
    replayed = {**summary, "seconds": 0.01, "requests": {"sent": 0, "cached": 3}}
    assert render(rows, claims, entries, rejected, summary) == render(rows, claims, entries, rejected, replayed)


def test_what_no_file_can_hold_and_what_reverses_numbers_is_a_replacement_character():
    ferry = document("In \u202e2020\u202c a \x00 ship \ud800 sank\x85 off\tNorrhamn.\n", title="a\x07\ud9ffb\b\f")
    html = render([row_of(item_of(claim_of(ferry, ferry.text)))], [], [DocumentEntry.of(ferry)], [], SUMMARY)
    assert html.encode("utf-8")
    data = blocks(html)
    assert data["part-0"]["text"] == "In \ufffd2020\u202c a \ufffd ship \ufffd sank\ufffd off\tNorrhamn.\n"
    assert data["documents"][0]["title"] == "a\ufffd\ufffdb\ufffd\ufffd"


@given(st.text(st.characters() | st.sampled_from('\\"<u003c\n\u202e\x00\ud800\u2028'), max_size=60))
def test_any_text_comes_back_as_it_was_but_for_what_cannot_be_shown(text):
    unprintable = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")
    html = render([row_of(claim=text)], [], [], [], {})
    assert blocks(html)["rows"][0]["claim"] == unprintable.sub("\ufffd", text)
    assert html.encode("utf-8")


def test_of_a_repeated_id_the_first_text_is_shown():
    one, two = document(id="same"), document("Another text.", id="same")
    found = blocks(render([], [], [DocumentEntry.of(one), DocumentEntry.of(two)], [], SUMMARY))
    assert found["part-0"]["text"] == TEXT
    assert found["run"]["parts"] == ["same"]


def test_a_row_whose_claim_and_document_are_unknown_is_shown_all_the_same():
    found = blocks(render([row_of(item_of(claim_of(document()), speaker="Oda Wirsing"))], [], [], [], SUMMARY))
    assert found["rows"][0]["evidence"][0]["quote"] == QUOTE
    assert found["rows"][0]["kinds"] == []


def test_too_many_rows_leave_out_the_least_important_and_say_so():
    ferry = document()
    claim = claim_of(ferry)
    statuses = ["single-source", "superseded", "corroborated", "disputed"] * 50
    rows = [row_of(item_of(claim), status=status, row_id=str(n)) for n, status in enumerate(statuses)]
    found = blocks(render(rows, [claim], [DocumentEntry.of(ferry)], [], SUMMARY, limit=90_000))
    shown = [row["status"] for row in found["rows"]]
    assert found["run"]["here"]["rows"] == len(shown) < len(rows)
    assert found["run"]["rows"] == dict.fromkeys(("corroborated", "single-source", "disputed", "superseded"), 50)
    assert (shown.count("disputed"), shown.count("corroborated"), shown.count("single-source")) == (50, 50, 0)
    assert [int(row["row_id"]) for row in found["rows"]] == sorted(int(row["row_id"]) for row in found["rows"])


def test_articles_that_do_not_fit_come_without_text_but_with_the_claims_of_the_rows():
    long = document("The hull leaks. " * 2_000)
    short = document()
    claims = [claim_of(long, "The hull leaks."), claim_of(short), claim_of(long, "leaks.", "It leaks.")]
    rows = [row_of(item_of(claim), row_id=claim.claim_id) for claim in claims[:2]]
    found = blocks(render(rows, claims, [DocumentEntry.of(long), DocumentEntry.of(short)], [], SUMMARY, limit=20_000))
    assert found["run"]["here"]["texts"] == 1
    assert found["run"]["texts"] == 2
    assert "text" not in found["part-0"]
    assert [claim["claim_id"] for claim in found["part-0"]["claims"]] == [claims[0].claim_id]
    assert found["part-1"]["text"] == TEXT


def test_many_documents_make_no_endless_list_and_those_in_trouble_go_first():
    ferry = document()
    claim = claim_of(ferry)
    entries = [DocumentEntry.of(document(f"Text {n}.", title=None)) for n in range(6_000)]
    entries += [DocumentEntry.unread("bad.pdf", "failed", "no text"), DocumentEntry.of(ferry)]
    found = blocks(render([row_of(item_of(claim))], [claim], entries, [], SUMMARY))
    ids = [entry["id"] for entry in found["documents"]]
    assert len(ids) == found["run"]["here"]["documents"] == 5_001
    assert {ferry.id, entries[-2].id} <= set(ids)
    assert found["run"]["documents"]["ok"] == 6_001
