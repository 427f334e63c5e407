"""The report: everything is there, in context, escaped, and the same bytes each time."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.models import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    Document,
    DocumentCounts,
    DocumentEntry,
    EvidenceItem,
    EvidenceRow,
    Grounding,
    Provenance,
    QuoteVariant,
    Rejection,
    Source,
    Span,
    Step,
    claim_id,
)
from claimextract.report import render
from claimextract.report.passages import CONTEXT, link, passage_view

SUMMARY = {"model": "sha256:12ab", "package_version": "9.8.7", "seconds": 1.5, "requests": {"sent": 3, "cached": 0}}
TEXT = (
    "The ferry from Norrhamn will not sail in May. The hull has eleven cracks, said Oda Wirsing, the chief engineer. "
    "The yard in Sundvik asked for 4 million crowns."
)
QUOTE = "The hull has eleven cracks, said Oda Wirsing, the chief engineer."
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>x</script>",
    "</title><svg onload=alert(1)>",
    "</blockquote></details></main>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp; &#106;avascript:",
    "<!-- comment",
    "]]> <![CDATA[",
    '<a href="javascript:alert(1)">x</a>',
    '<p style="position:fixed">',
]


class Page(HTMLParser):
    """What a browser would see: tags with attributes, and text, by the element it stands in."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.marked: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)
        if "mark" in self.open and "footer" not in self.open:
            self.marked.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())

    def links(self) -> list[str]:
        return [attrs["href"] for tag, attrs in self.tags if tag == "a"]


def document(text=TEXT, **fields) -> Document:
    return Document.from_text(text, **{"title": "Ferry stays in port", "path": "news/ferry.md", **fields})


def claim_of(document, quote=QUOTE, text="The hull has eleven cracks.", **changes) -> Claim:
    start = document.text.index(quote)
    evidence = (Span.of(document.text, start, start + len(quote)),)
    fields = {
        "claim_id": claim_id(document.id, evidence, text, None),
        "document_id": document.id,
        "text": text,
        "evidence": evidence,
        "attribution": Attribution(type="none"),
        "grounding": Grounding(status="grounded", tier="exact"),
        "provenance": Provenance(package_version="9.8.7"),
    }
    return Claim(**{**fields, **changes})


def item_of(claim, stance="supports", cause=None, **changes) -> EvidenceItem:
    span = claim.evidence[0]
    fields = {"quote": span.exact, "start": span.start, "end": span.end, "stance": stance, "cause": cause}
    return EvidenceItem(claim_id=claim.claim_id, document_id=claim.document_id, **{**fields, **changes})


def row_of(*items, claim="The hull has eleven cracks.", **changes) -> EvidenceRow:
    fields = {"status": "single-source", "documents": 1, "independent_sources": 1, "explanation": "One claim only."}
    return EvidenceRow(row_id="a1b2", claim=claim, evidence=items, **{**fields, **changes})


def page_of(document, claim=None, item=None) -> Page:
    claim = claim or claim_of(document)
    return Page(render([row_of(item or item_of(claim))], [claim], [DocumentEntry.of(document)], [], SUMMARY))


def test_a_row_shows_all_that_is_known_of_it():
    ferry = document(publisher="Norrhamn Post", published="2023-04-30", url="https://post.example/ferry")
    other = document("The hull has twelve cracks.", title="Cracks", publisher="Coast Daily", path="news/cracks.txt")
    name, cue = TEXT.index("Oda Wirsing"), TEXT.index("said")
    speaker = Source(
        name="Oda Wirsing", kind="person", role="chief engineer", mention_span=Span.of(TEXT, name, name + 11)
    )
    work = CitedWork(name="the yard's survey", publisher="Sundvik Yard", date="2023-04", url="http://yard.example/s")
    first = claim_of(
        ferry,
        attribution=Attribution(
            type="indirect",
            mode="speech",
            source=speaker,
            cue=Span.of(TEXT, cue, cue + 4),
            via=(Source(name="a spokesman", kind="anonymous"),),
        ),
        dates=(ClaimDate(role="event", value="2023-04~"),),
        cited_works=(work,),
        certainty="probable",
        grounding=Grounding(status="grounded", tier="typography"),
    )
    second = claim_of(other, "The hull has twelve cracks.", "The hull has twelve cracks.")
    row = row_of(
        item_of(first, published="2023-04-30"),
        item_of(second, "contradicts", "number"),
        status="disputed",
        documents=2,
        independent_sources=2,
        speakers=("Oda Wirsing",),
        first_stated="2023-04-30",
        event_date="2023-04",
        cited_works=(work,),
        explanation="They differ on the number.",
        history=(
            Step(date="2023-04-30", change="first", claim_id=first.claim_id, document_id=ferry.id, text=first.text),
            Step(date=None, change="disputed", claim_id=second.claim_id, document_id=other.id, text=second.text),
        ),
        variants=(
            QuoteVariant(whole="safe, but old", version="safe", left_out="but old", changes_meaning=True),
            QuoteVariant(whole="eleven cracks, all small", version="cracks", put_in="tiny"),
        ),
    )
    html = render([row], [first, second], [DocumentEntry.of(ferry), DocumentEntry.of(other)], [], SUMMARY)
    page = Page(html)
    assert page.open == []
    for part in (
        "1 row from 2 claims in 2 documents.",
        "Model: sha256:12ab. claimextract 9.8.7.",
        "disputed 2 independent sources in 2 documents",
        "Speakers: Oda Wirsing",
        "Event: 2023-04",
        "First stated: 2023-04-30",
        "the yard's survey, Sundvik Yard, 2023-04",
        "They differ on the number.",
        "2023-04-30 first Ferry stays in port: The hull has eleven cracks.",
        "undated disputed Cracks: The hull has twelve cracks.",
        "Quoted also as: safe without but old This changes the meaning.",
        "Quoted also as: cracks with tiny 2 passages",
        "supports Ferry stays in port Norrhamn Post 2023-04-30 news/ferry.md",
        "contradicts: number Cracks Coast Daily news/cracks.txt",
        "Speaker: Oda Wirsing (chief engineer)",
        "Relayed by: a spokesman",
        "Attribution: indirect, speech: “said”",
        "Claim here: The hull has eleven cracks. (fact, probable)",
        "2023-04~ (event)",
        f"Found at: characters {TEXT.index(QUOTE)} to {TEXT.index(QUOTE) + len(QUOTE)}, matched up to typography",
    ):
        assert part in page.words, part
    assert "".join(page.marked) == QUOTE + "The hull has twelve cracks."
    assert '<mark class="speaker">Oda Wirsing</mark>' in html
    assert '<mark class="cue">said</mark>' in html
    assert {"https://post.example/ferry", "http://yard.example/s"} <= set(page.links())


def test_what_did_not_get_in_is_listed_with_its_reason():
    ferry = document()
    lost = claim_of(
        ferry,
        text="The hull has ninety cracks.",
        evidence=(),
        grounding=Grounding(status="ungrounded", reasons=("the number ninety is not in the document",)),
    )
    entries = [
        DocumentEntry.of(ferry, counts=DocumentCounts(claims=31, ungrounded=17, rejected=23)),
        DocumentEntry.unread("news/scan.pdf", "failed", "it holds no text"),
        DocumentEntry.unread("news/photo.xyz", "skipped", "unknown type of file"),
    ]
    rejected = [
        Rejection(document_id=ferry.id, stage="grounding", text=f"the hull has {number} cracks", reason="no such words")
        for number in (90, 91)
    ]
    rejected.append(Rejection(document_id="gone", stage="extraction", text="{", reason="no JSON"))
    page = Page(render([], [lost], entries, rejected, {}))
    for part in (
        "No claim of these documents is borne out by their words.",
        "in 3 documents, 1 failed, 1 skipped.",
        "The hull has ninety cracks.",
        "the number ninety is not in the document",
        "the hull has 90 cracks",
        "the hull has 91 cracks",
        "extraction, in gone",
        "it holds no text",
        "unknown type of file",
    ):
        assert part in page.words, part
    assert re.search(r"grounding\s*no such words\s*2\s", " ".join(page.text))
    assert re.search(r"31\s*17\s*23", " ".join(page.text))
    documents = page.words[page.words.rindex("Documents") :]
    assert documents.index("scan.pdf") < documents.index("photo.xyz") < documents.index("Ferry stays")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_an_article_says_becomes_markup(hostile):
    def tags(word: str) -> list[tuple[str, list[str]]]:
        """The page's elements with the names of their attributes, when every free text is ``word``."""
        text = f"{word} before. {word} evidence. {word} after."
        paper = document(
            text, title=word, publisher=word, published=word, path=word, url=word, language=word, authors=(word,)
        )
        source = Source(name=word, kind="person", role=word, mention_span=Span.of(text, 0, len(word)))
        work = CitedWork(name=word, publisher=word + "2", author=word + "3", date=word + "4", url=word)
        attribution = Attribution(
            type="direct", mode="speech", source=source, cue=Span.of(text, 0, len(word)), via=(source,)
        )
        claim = claim_of(
            paper,
            f"{word} evidence.",
            word,
            attribution=attribution,
            cited_works=(work,),
            dates=(ClaimDate(role="event", value=word),),
        )
        lost = claim.model_copy(update={"grounding": Grounding(status="ungrounded", reasons=(word,))})
        row = row_of(
            item_of(claim, speaker=word, published=word),
            claim=word,
            speakers=(word,),
            first_stated=word,
            event_date=word,
            cited_works=(work,),
            explanation=word,
            history=(Step(date=word, change="first", claim_id=word, document_id=word, text=word),) * 2,
            variants=(QuoteVariant(whole=word, version=word, left_out=word, put_in=word),),
        ).model_copy(update={"row_id": word})
        entries = [DocumentEntry.of(paper, "partial", word), DocumentEntry.unread(word, "failed", word)]
        rejection = Rejection(document_id=word, stage=word, text=word, reason=word)
        html = render([row], [claim, lost], entries, [rejection], {"model": word, "package_version": word})
        page = Page(html)
        assert page.open == []
        assert "".join(page.marked) == f"{word} evidence."
        return [(tag, sorted(attrs)) for tag, attrs in page.tags]

    assert tags(hostile) == tags("harmless words")


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://paper.example/a?b=1&c=2#d", True),
        ("HTTP://paper.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" https://paper.example", False),
        ("java\nscript:alert(1)", False),
        ("https://paper.example/\nx", False),
        ("data:text/html,<script>", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//paper.example", False),
        ("https:paper.example", False),
        ('https://paper.example/"onclick="x', False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_can_be_clicked(url, followed):
    assert (link(url) == url) == followed or url is None
    page = page_of(document(url=url))
    assert (url in page.links()) == followed
    assert all(attrs.get("rel") for tag, attrs in page.tags if tag == "a" and not attrs["href"].startswith("#"))


def test_the_page_runs_and_loads_nothing_and_allows_its_own_style_only():
    html = render([], [], [], [], SUMMARY)
    page = Page(html)
    assert not {"script", "img", "link", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name in ("style", "src")]
    policy = next(attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    style = html.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style
    assert "@import" not in style


def test_the_same_records_give_the_same_bytes_whatever_the_run_took():
    ferry = document()
    claim = claim_of(ferry)
    arguments = ([row_of(item_of(claim))], [claim], [DocumentEntry.of(ferry)], [])
    replayed = {**SUMMARY, "seconds": 0.01, "requests": {"sent": 0, "cached": 3}}
    assert render(*arguments, SUMMARY) == render(*arguments, replayed)


def test_what_no_file_can_hold_and_what_reverses_numbers_is_shown_as_a_replacement():
    ferry = document("In \u202e2020\u202c a \x00 ship \ud800 sank off Norrhamn.", title="a\x07\ud9ffb")
    html = render([row_of(item_of(claim_of(ferry, ferry.text)))], [], [DocumentEntry.of(ferry)], [], SUMMARY)
    assert html.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202d\u202e]", html)
    assert "In \ufffd2020\u202c a \ufffd ship \ufffd sank" in html


def test_names_from_articles_are_isolated_in_direction_and_text_finds_its_own():
    arabic = document("قالت أمل إن السفينة لن تبحر.", title="سفينة", publisher="البريد")
    claim = claim_of(arabic, arabic.text, arabic.text)
    html = render([row_of(item_of(claim), claim=claim.text)], [claim], [DocumentEntry.of(arabic)], [], SUMMARY)
    assert "<bdi>البريد</bdi>" in html
    assert "<bdi>سفينة</bdi>" in html
    assert '<blockquote dir="auto"><mark>قالت' in html
    assert '<h3 dir="auto">قالت' in html


@pytest.mark.parametrize("text", [None, "Another text that does not hold the words.", ""])
def test_a_quote_that_its_document_does_not_bear_out_is_shown_alone(text):
    claim = claim_of(document())
    entry = DocumentEntry.unread("x", "failed", "y").model_copy(update={"id": claim.document_id, "text": text})
    html = render([row_of(item_of(claim))], [claim], [entry], [], SUMMARY)
    assert "".join(Page(html).marked) == QUOTE


def test_a_row_whose_claim_and_document_are_unknown_still_shows_its_quote_and_speaker():
    page = Page(render([row_of(item_of(claim_of(document()), speaker="Oda Wirsing"))], [], [], [], SUMMARY))
    assert "".join(page.marked) == QUOTE
    assert "Speaker: Oda Wirsing" in page.words


def test_thousands_of_rows_are_no_trouble():
    ferry = document()
    claim = claim_of(ferry)
    html = render([row_of(item_of(claim))] * 3000, [claim], [DocumentEntry.of(ferry)], [], SUMMARY)
    assert "3,000 rows" in html
    assert html.count('<article class="row ') == 3000


@given(st.data())
def test_context_is_the_documents_own_characters_around_the_evidence(data):
    text = data.draw(st.text(st.characters(codec="utf-8") | st.sampled_from(" \n\u00a0<&"), min_size=1, max_size=900))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    mention = data.draw(st.integers(0, len(text)))
    span = Span.of(text, mention, min(len(text), mention + 7))
    ferry = Document.from_text(text)
    claim = claim_of(
        ferry,
        text,
        attribution=Attribution(
            type="direct", cue=span, source=Source(name="x", kind="person", mention_span=span.model_copy())
        ),
    )
    view = passage_view(item_of(claim, quote=text[start:end], start=start, end=end), claim, DocumentEntry.of(ferry))
    before, evidence, after = (
        "".join(segment.text for segment in group)
        for group in (
            [*takewhile(lambda segment: not segment.evidence, view.segments)],
            [segment for segment in view.segments if segment.evidence],
            [*takewhile(lambda segment: not segment.evidence, reversed(view.segments))][::-1],
        )
    )
    assert evidence == text[start:end]
    assert text[:start].endswith(before)
    assert text[end:].startswith(after)
    for shown, whole, cut in ((before, start, view.cut_before), (after, len(text) - end, view.cut_after)):
        assert cut == (len(shown) < whole)
        assert min(whole, CONTEXT - 30) <= len(shown) <= CONTEXT
