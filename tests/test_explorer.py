"""The explorer in a real browser: what it shows, what it takes, and that nothing of an article ever runs."""

import io
import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from pypdf import PdfReader

from claimextract.folder import RunFolder
from claimextract.models import Attribution, ClaimDate, Document, DocumentEntry, Source, Span
from claimextract.report import render
from reporting import HOSTILE, QUOTE, SUMMARY, TEXT, all_saying, claim_of, document, item_of, rich, row_of

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds" / "run"
CHROMIUM = shutil.which("chromium")
VIEWS = ["overview", "table", "disputes", "timeline", "speakers", "sources", "articles", "left-out"]
Opener = Callable[..., Page]

if CHROMIUM is None and "CI" not in os.environ:
    pytest.skip("no chromium here: apt-get install chromium", allow_module_level=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests, ended before those of other modules: its event loop and theirs do not mix."""
    assert CHROMIUM is not None, "the tests of the explorer need chromium: apt-get install chromium"
    with sync_playwright() as tool:
        running = tool.chromium.launch(executable_path=CHROMIUM)
        yield running
        running.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a page of its own; at the end there must have been no error, no breach of the policy and no request."""
    trouble: list[str] = []
    contexts = []

    def asked(url: str) -> None:
        if not url.startswith(tmp_path.as_uri()):
            trouble.append(f"asked for {url}")

    def open_(html: str, fragment: str = "", **options: Any) -> Page:
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8", newline="\n")
        context = browser.new_context(**{"viewport": {"width": 1300, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("console", lambda said: trouble.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: (trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: asked(request.url))
        page.goto(f"{path.as_uri()}#{fragment}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture(scope="module")
def seeds() -> str:
    """The page of the run that is shipped."""
    home = RunFolder(SEEDS)
    return render(home.read_rows(), home.read_claims(), home.read_documents(), home.read_rejected(), home.read_run())


@pytest.fixture(scope="module")
def small() -> str:
    return render(*rich())


def words(page: Page, selector: str = "body") -> str:
    return " ".join(page.inner_text(selector).split())


def shown(page: Page) -> list[str]:
    return page.locator(".row .claim button").all_inner_texts()


def pick(page: Page, name: str) -> Locator:
    return page.locator("label", has=page.get_by_text(name, exact=True)).locator("select")


def fragment(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def test_the_first_view_adds_up_to_the_run(opened, seeds):
    page = opened(seeds)
    summary = json.loads((SEEDS / "run.json").read_text())
    told = words(page)
    assert f"{summary['rows']['all']} rows from {summary['claims']['all']} claims in 4 documents" in told
    counts = {name: int(text) for name, text in zip(
        ("disputed", "corroborated", "single-source"), page.locator(".lead h3 b").all_inner_texts(), strict=False
    )}  # fmt: skip
    assert counts == {name: summary["rows"].get(name, 0) for name in counts}
    assert sum(counts.values()) + summary["rows"].get("superseded", 0) == summary["rows"]["all"]
    bars = page.get_attribute(".shares svg", "aria-label")
    assert sum(int(number) for number in re.findall(r"\d+", bars)) == summary["rows"]["all"]


def test_the_table_holds_every_row_of_the_run(opened, seeds):
    page = opened(seeds, "view=table")
    rows = [json.loads(line) for line in (SEEDS / "evidence.jsonl").read_text().splitlines()]
    expect(page.get_by_role("status")).to_have_text(f"All {len(rows)} rows")
    found = shown(page)
    while not page.get_by_role("button", name="Next", exact=True).is_disabled():
        page.get_by_role("button", name="Next", exact=True).click()
        found += shown(page)
    assert sorted(found) == sorted(row["claim"] for row in rows)
    assert "page=3" in fragment(page)


def test_an_opened_row_shows_all_that_is_known_of_it(opened, small):
    page = opened(small, "view=table")
    page.get_by_role("button", name="The hull has eleven cracks.", exact=True).click()
    told = words(page, ".evidence")
    for part in (
        "They differ on the number.",
        "supports Ferry stays in port Norrhamn Post 30 April 2023",
        "refines, not counted Wire",
        "contradicts: number Cracks Coast Daily",
        "Speaker: Oda Wirsing (chief engineer)",
        "Relayed by: a spokesman",
        "Attribution: indirect, speech: “said”",
        "Kind: fact, probable",
        "Claim here: The hull has eleven cracks.",
        "Happened: “May”: about April 2023 2023-04~",
        "Cites: the yard's survey, Sundvik Yard, April 2023",
        "Confidence: 0.87 (that it is attributed rightly)",
        f"Found at: characters {TEXT.index(QUOTE)} to {TEXT.index(QUOTE) + len(QUOTE)}, matched up to typography",
        "Norrhamn Post (Oda Wirsing), and with it Norrhamn Post",
        "Against it: Coast Daily",
        "Not counted, as the analyst decided: Norrhamn Post",
        "30 April 2023 first Norrhamn Post: The hull has eleven cracks.",
        "undated disputed Coast Daily: The hull has twelve cracks.",
        "safe without but old This changes the meaning.",
        "cracks with tiny",
        "wording, Ada, as she told me",
        "First stated: 30 April 2023",
        "a1b2",
    ):
        assert part.lower() in told.lower(), part
    assert page.locator(".passage").first.locator("mark").all_inner_texts() == [
        "The hull has eleven cracks", ", ", "said", " ", "Oda Wirsing", ", the chief engineer.",
    ]  # fmt: skip
    assert page.locator("mark.speaker").inner_text() == "Oda Wirsing"
    assert page.locator("mark.cue").inner_text() == "said"
    hrefs = page.eval_on_selector_all("a[href^=http]", "links => links.map(link => [link.href, link.rel])")
    assert {tuple(one) for one in hrefs} == {
        ("https://post.example/ferry", "noopener noreferrer nofollow"),
        ("http://yard.example/s", "noopener noreferrer nofollow"),
    }


def test_a_row_opens_and_closes_by_keyboard_and_arrows_walk(opened, seeds):
    page = opened(seeds, "view=table")
    first = page.locator(".row .claim button").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    second = page.locator(".row .claim button").nth(1)
    expect(second).to_have_attribute("aria-expanded", "true")
    expect(second).to_be_focused()
    assert "row=" in fragment(page)
    page.keyboard.press("Space")
    expect(second).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("End")
    expect(page.locator(".row .claim button").last).to_be_focused()
    page.keyboard.press("Home")
    expect(first).to_be_focused()


def test_tab_reaches_everything_and_begins_with_the_way_past(opened, small):
    page = opened(small, "view=table")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#heading")).to_be_focused()
    page.reload()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent || document.activeElement.type"))
    for name in ("At a glance", "Left out", "search", "More filters", "Columns", "The hull has eleven cracks."):
        assert any(name in text for text in seen), name


def test_words_statuses_and_lists_filter_and_the_address_holds_them(opened, small):
    page = opened(small, "view=table")
    box = page.get_by_label("Search")
    box.fill("CROWNS")
    assert shown(page) == ["The yard asked for 4 million crowns."]
    assert words(page, "[role=status]") == "1 of 2 rows"
    box.fill('"twelve cracks" coast')  # what a passage says and who prints it, not the claim alone
    assert shown(page) == []
    box.fill('"twelve cracks" wirsing')
    assert shown(page) == ["The hull has eleven cracks."]
    box.fill("")
    page.locator(".toggle.disputed").click()
    assert shown(page) == ["The hull has eleven cracks."]
    page.locator(".toggle.single-source").click()
    assert len(shown(page)) == 2
    page.locator(".toggle.disputed").click()
    page.get_by_text("More filters").click()
    pick(page, "Speaker").select_option("Oda Wirsing")
    assert shown(page) == []
    assert fragment(page) == "#view=table&status=single-source&speaker=Oda+Wirsing"
    page.get_by_role("button", name="Clear all filters").click()
    pick(page, "Cited work").select_option("the yard's survey")
    assert shown(page) == ["The hull has eleven cracks."]
    page.get_by_role("button", name="Remove Cited work").click()
    pick(page, "Article").select_option(label="Ferry stays in port (2)")
    assert len(shown(page)) == 2
    page.get_by_role("button", name="opinion").click()
    assert shown(page) == ["The yard asked for 4 million crowns."]
    page.reload()
    assert shown(page) == ["The yard asked for 4 million crowns."]
    expect(page.get_by_role("button", name="opinion")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("dates", "rows"),
    [
        ("from=2023", {"a1b2"}),
        ("from=2023-05", set()),
        ("to=2023-04-29", set()),
        ("by=event&from=2023-04-10&to=2023-04-12", {"a1b2", "c3d4"}),
        ("by=event&to=2012", {"c3d4"}),
        ("by=event&to=2011", set()),
        ("by=event&from=2050", {"c3d4"}),
        ("from=nonsense", {"a1b2", "c3d4"}),
    ],
)
def test_dates_filter_by_all_that_an_imprecise_date_may_mean(opened, small, dates, rows):
    page = opened(small, f"view=table&{dates}")
    assert {one[4:] for one in page.locator("tr.row").evaluate_all("rows => rows.map(row => row.id)")} == rows


def test_columns_come_and_go_and_heads_sort(opened, seeds):
    page = opened(seeds, "view=table")
    page.locator(".menu summary").click()
    page.get_by_role("checkbox", name="Kind").check()
    page.get_by_role("checkbox", name="Speakers").uncheck()
    assert page.locator("thead th").all_inner_texts()[1:] == [
        "Claim",
        "First stated",
        "Happened",
        "Sources",
        "Articles",
        "Kind",
    ]
    page.reload()
    assert page.locator("thead th.kind").count() == 1
    assert page.locator("thead th.speakers").count() == 0
    page.get_by_role("button", name="First stated").click()
    years = [text[-4:] for text in page.locator("td.stated").all_inner_texts()]
    rows = [json.loads(line) for line in (SEEDS / "evidence.jsonl").read_text().splitlines()]
    assert years == sorted(row["first_stated"][:4] for row in rows if row["first_stated"])[: len(years)]
    assert "sort=stated" in fragment(page)


@pytest.mark.parametrize(
    ("head", "up"),
    [
        ("Claim", ["apple", "Box 9", "Box 10", "Čapek", "zebra"]),
        ("Sources", ["Box 9", "apple", "Box 10", "Čapek", "zebra"]),
        ("First stated", ["zebra", "Box 10", "Box 9", "apple", "Čapek"]),
        ("Speakers", ["Čapek", "apple", "zebra", "Box 9", "Box 10"]),
    ],
)
def test_heads_sort_up_and_down_and_what_lacks_the_value_stays_last(opened, head, up):
    made = {
        "zebra": (4, "1989-35", ("Cy",)),
        "Box 10": (2, "1999", ()),
        "apple": (1, "2020-06-08", ("Bo",)),
        "Čapek": (3, None, ("Al",)),
        "Box 9": (0, "200X", ("Di",)),
    }
    rows = [
        row_of(claim=name, row_id=name, independent_sources=sources, first_stated=date, speakers=speakers)
        for name, (sources, date, speakers) in made.items()
    ]
    page = opened(render(rows, [], [], [], SUMMARY), "view=table")
    button = page.locator("thead").get_by_role("button", name=head)
    button.click()
    first = page.locator("thead th[aria-sort]:not([aria-sort=none])").get_attribute("aria-sort")
    one = shown(page)
    button.click()
    other = shown(page)
    ascending, descending = (one, other) if first == "ascending" else (other, one)
    lacking = {"First stated": ["Čapek"], "Speakers": ["Box 10"]}.get(head, [])
    assert ascending == up
    assert descending == [name for name in reversed(up) if name not in lacking] + lacking


def test_a_link_to_a_row_opens_it_on_its_page_and_back_goes_back(opened, seeds):
    rows = [json.loads(line) for line in (SEEDS / "evidence.jsonl").read_text().splitlines()]
    last = rows[-1]
    page = opened(seeds, f"row={last['row_id']}")
    button = page.locator(f"#row-{last['row_id']} .claim button")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    page.get_by_role("link", name="Read it in the whole article").first.click()
    expect(page.locator(".reading mark.here").first).to_be_in_viewport()
    assert last["evidence"][0]["quote"] in "".join(page.locator(".text").all_text_contents())
    assert "".join(page.locator(".reading mark.here").all_text_contents()) == last["evidence"][0]["quote"]
    page.go_back()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.goto("about:blank")
    page = opened(seeds, "row=nowhere")
    assert "There is no row nowhere in this page." in words(page, "[role=alert]")


def test_overlapping_claims_are_all_marked_and_each_can_be_reached(opened):
    text = "Before. The mill burned and the bridge fell, Ada Karr said. After \U0001f525 that 😀 the dam broke."
    paper = document(text, title="Mill")
    whole, part, late = (
        claim_of(paper, quote, said)
        for quote, said in (
            ("The mill burned and the bridge fell, Ada Karr said.", "The mill burned."),
            ("the bridge fell", "The bridge fell."),
            ("the dam broke.", "The dam broke."),
        )
    )
    rows = [row_of(item_of(claim), claim=claim.text, row_id=claim.claim_id) for claim in (whole, part, late)]
    page = opened(render(rows, [whole, part, late], [DocumentEntry.of(paper)], [], SUMMARY), f"article={paper.id}")
    assert "".join(page.locator(".text").all_text_contents()) == text
    assert page.locator("mark.several").all_inner_texts() == ["the bridge fell"]
    page.locator("mark.several").click()
    first = page.locator(".claims li.here button").inner_text()
    page.locator("mark.several").click()
    second = page.locator(".claims li.here button").inner_text()
    assert {first, second} == {"The mill burned.", "The bridge fell."}
    page.get_by_role("button", name="The dam broke.").click()
    assert page.locator("mark.here").all_inner_texts() == ["the dam broke."]
    page.get_by_role("link", name="Its row: The dam broke.").click()
    assert page.locator(".passage mark").all_inner_texts() == ["the dam broke."]


def test_offsets_hold_in_any_text(opened):
    dice = random.Random(5)
    letters = "abc  \n\t<&\"'é漢字語中שלוםاب😀\U0001f469\u200d\U0001f680\u0301\u00a0…“”"
    documents, claims, rows = [], [], []
    for number in range(40):
        text = "".join(dice.choice(letters) for _ in range(dice.randint(1, 900)))
        start = dice.randrange(len(text))
        end = dice.randint(start + 1, min(len(text), start + 80))
        paper = Document.from_text(text, id=f"d{number}", title=f"Text {number}")
        cue = Span.of(text, max(0, start - 5), min(len(text), start + 3))
        said = Attribution(type="direct", cue=cue, source=Source(name="x", kind="person", mention_span=cue))
        claim = claim_of(paper, text, f"Claim {number}", claim_id=f"c{number}", attribution=said)
        claim = claim.model_copy(update={"evidence": (Span.of(text, start, end),)})
        documents.append(paper)
        claims.append(claim)
        rows.append(row_of(item_of(claim), claim=f"Claim {number}", row_id=f"r{number}"))
    html = render(rows, claims, [DocumentEntry.of(paper) for paper in documents], [], SUMMARY)
    page = opened(html, "view=table&" + "&".join(f"row=r{number}" for number in range(40)))
    for number, (paper, claim) in enumerate(zip(documents, claims, strict=True)):
        quote = page.locator(f"#row-r{number} + tr blockquote")
        evidence = "".join(quote.locator("mark").all_text_contents())
        context = quote.text_content() or ""
        span = claim.evidence[0]
        assert evidence == span.exact
        before, after = context.startswith("… "), context.endswith(" …")
        whole = context[2 if before else 0 : -2 if after else None]
        assert whole in paper.text
        assert not before or span.start > 0
        assert before or paper.text.startswith(whole)
        assert after or paper.text.endswith(whole)
        assert len(whole) <= len(span.exact) + 400


@pytest.mark.parametrize("text", [None, "Another text that does not hold the words.", ""])
def test_a_quote_that_its_document_does_not_bear_out_is_shown_alone(opened, text):
    claim = claim_of(document())
    entry = DocumentEntry.unread("x", "failed", "y").model_copy(update={"id": claim.document_id, "text": text})
    page = opened(render([row_of(item_of(claim))], [claim], [entry], [], SUMMARY), "row=a1b2")
    assert page.locator("blockquote").all_inner_texts() == [QUOTE]


def test_every_view_shows_its_own(opened, small):
    page = opened(small)
    told = {}
    for view in VIEWS:
        page.locator(f'.views a[href*="{view}"], .views a[href="#"]').last.click() if view != "overview" else None
        told[view] = words(page, "main")
    assert "The hull has twelve cracks." in told["overview"]  # the passage that disputes it
    assert "decisions.yaml, line 3" in told["overview"]
    assert "FOR IT" in told["disputes"]
    assert "Happened April 2023, about April 2023; said 30 April 2023" in told["timeline"]
    assert "The yard asked for 4 million crowns. Happened since 2012" in told["timeline"]
    assert "Oda Wirsing 1 1 0 0 0" in told["speakers"]
    assert "the yard's survey cited work 1 Ferry stays in port (1 claim)" in told["sources"]
    assert "Ferry stays in port and Wire in 1 row" in told["sources"]
    assert "partial two answers are missing" in told["articles"]
    for part in (
        "the number ninety is not in the document", "no such words 2", "the hull has 91 cracks", "it holds no text",
        "extraction, in gone", "skipped news/photo.xyz unknown type of file", "line 3: claim gone is no longer",
    ):  # fmt: skip
        assert part in told["left-out"], part


def test_disputes_stand_side_by_side_with_what_differs_marked(opened, small):
    page = opened(small, "view=disputes")
    assert page.locator(".sides > div").nth(0).locator("mark").all_inner_texts() == ["eleven", "eleven"]
    assert page.locator(".against mark").all_inner_texts() == ["twelve"]
    assert "contradicts: number" in words(page, ".against")


def test_pictures_lead_to_the_rows_behind_them(opened, small):
    page = opened(small, "view=sources")
    page.get_by_role("link", name="the yard's survey, cited work: 1 article").click()
    assert shown(page) == ["The hull has eleven cracks."]
    page.goto(page.url.split("#")[0] + "#view=speakers")
    page.get_by_role("link", name="Oda Wirsing").click()
    assert shown(page) == ["The hull has eleven cracks."]
    page.goto(page.url.split("#")[0] + "#view=timeline")
    page.get_by_role("link", name="The yard asked for 4 million crowns.").click()
    expect(page.locator("#row-c3d4 button")).to_have_attribute("aria-expanded", "true")


EDTF = {
    "2020-06-08": "8 June 2020",
    "2021-10": "October 2021",
    "2018": "2018",
    "2022-06~": "about June 2022",
    "198X": "the 1980s",
    "19XX": "1900–1999",
    "1989-35": "quarter 3 of 1989",
    "2021-24": "winter 2021",
    "2012/..": "since 2012",
    "../2012": "until 2012",
    "2012/2014-05": "2012 to May 2014",
    "2019?": "2019 (uncertain)",
    "no date": "no date",
}


def test_dates_are_said_in_words_and_drawn_as_precise_as_they_are(opened):
    ferry = document()
    claim = claim_of(ferry)
    rows = [
        row_of(item_of(claim, event_date=date), claim=f"On {date}", row_id=f"r{n}", event_date=date)
        for n, date in enumerate(EDTF)
    ]
    page = opened(render(rows, [claim], [DocumentEntry.of(ferry)], [], SUMMARY), "view=table")
    claims, told = (page.locator(f"tr.row {cell}").all_inner_texts() for cell in (".claim", ".event"))
    assert dict(zip(claims, told, strict=True)) == {f"On {date}": spoken for date, spoken in EDTF.items()}
    page.goto(page.url.split("#")[0] + "#view=timeline")
    drawn = page.locator(".lines li").evaluate_all(
        """lines => lines.map(line => {
          const arrows = [...line.querySelectorAll('.arrow')].map(arrow => arrow.textContent);
          const look = line.querySelector('.span')?.getAttribute('class');
          return [line.querySelector('a').textContent, look, arrows.join('')];
        })"""
    )
    looks = {name.removeprefix("On "): (look, arrow) for name, look, arrow in drawn}
    assert "no date" not in looks
    assert looks["2020-06-08"] == ("span happened", "")
    assert looks["2018"] == ("span happened wide", "")
    assert looks["2022-06~"] == ("span happened vague wide", "")
    assert looks["2012/.."][1].endswith("›")
    assert looks["../2012"][1].startswith("‹")


CENSUS = """() => {
  const odd = 'img, iframe, object, embed, base, form, link, audio, video, [style], script:not([type])';
  const links = [...document.querySelectorAll('a')].map(link => link.getAttribute('href'));
  const all = [...document.querySelectorAll('*')];
  const handlers = all.filter(one => [...one.attributes].some(attribute => attribute.name.startsWith('on')));
  return [document.querySelectorAll(odd).length, links.filter(href => !/^(#|https?:)/.test(href)), handlers.length];
}"""
CLEAN = [1, [], 0]  # the page's own script


def test_nothing_of_hostile_articles_runs_or_becomes_markup(opened):
    hostile = [*HOSTILE, "\u202eevil\u202c \x00", "=1+1"]
    visible = [text.replace("\u202e", "\ufffd").replace("\x00", "\ufffd") for text in hostile]
    page = opened(all_saying(*hostile))
    for view in VIEWS:
        page.evaluate("view => { location.hash = 'view=' + view }", view)
        page.wait_for_selector(f"main.{view}")
        if view != "overview":  # which shows the first few
            told = page.locator("main").text_content() or ""
            assert [text for text in visible if text not in told] == [], view
        assert page.evaluate(CENSUS) == CLEAN, view
    page.locator(".views a", has_text="Table").click()
    for button in page.locator(".row .claim button").all():
        button.click()
    for text, opened_row in zip(visible, page.locator("tr.evidence").all_text_contents(), strict=True):
        assert opened_row.count(text) > 20
    assert page.evaluate(CENSUS) == CLEAN
    home = page.url.split("#")[0]
    for text in visible:
        page.goto(home + "#view=articles")
        page.locator("main tbody th a", has_text=text).first.click()
        assert text in (page.locator(".reading").text_content() or "")
        assert page.evaluate(CENSUS) == CLEAN


@pytest.mark.parametrize(
    "name", ["q", "row", "speaker", "document", "from", "article", "claim", "view", "sort", "page"]
)
def test_nothing_that_stands_in_the_address_runs_or_becomes_markup(opened, small, name):
    page = opened(small)
    for text in HOSTILE:
        page.evaluate("([name, text]) => { location.hash = new URLSearchParams([[name, text]]) }", [name, text])
        page.evaluate("new Promise(requestAnimationFrame)")
        assert page.evaluate(CENSUS) == CLEAN


ADDRESSES = {
    "https://paper.example/a?b=1&c=2#d": True,
    "HTTP://paper.example": True,
    "javascript:alert(1)": False,
    "JaVaScRiPt:alert(1)": False,
    " https://paper.example": False,
    "java\nscript:alert(1)": False,
    "https://paper.example/\nx": False,
    "data:text/html,<script>": False,
    "vbscript:x": False,
    "file:///etc/passwd": False,
    "//paper.example": False,
    "https:paper.example": False,
    'https://paper.example/"onclick="x': False,
    "": False,
}


def test_only_addresses_of_the_web_can_be_clicked(opened):
    papers = [document(f"Text {n}.", url=url, title=f"Paper {n}") for n, url in enumerate(ADDRESSES)]
    page = opened(render([], [], [DocumentEntry.of(paper) for paper in papers], [], SUMMARY), "view=articles")
    assert page.locator("tbody tr").count() == len(ADDRESSES)
    links = page.eval_on_selector_all("tbody a[target]", "links => links.map(link => link.getAttribute('href'))")
    assert links == [url for url, followed in ADDRESSES.items() if followed]


def test_chinese_and_arabic_stand_in_their_own_direction_and_language(opened):
    arabic = document("قالت أمل حداد إن السفينة لن تبحر في مايو.", title="السفينة", publisher="البريد", language="ar")
    chinese = document("工程师王丽说，船体有十一条裂缝。", title="渡轮", publisher="海岸日报", language="zh-Hans")
    claims = [claim_of(paper, paper.text, paper.text) for paper in (arabic, chinese)]
    rows = [row_of(item_of(claim), claim=claim.text, row_id=f"r{n}") for n, claim in enumerate(claims)]
    entries = [DocumentEntry.of(arabic), DocumentEntry.of(chinese)]
    page = opened(render(rows, claims, entries, [], SUMMARY), "view=table&row=r0&row=r1")
    assert page.locator("#row-r0 .claim button").evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert page.locator("#row-r1 .claim button").evaluate("one => getComputedStyle(one).direction") == "ltr"
    quotes = page.locator("blockquote")
    assert quotes.evaluate_all("all => all.map(one => [one.lang, getComputedStyle(one).direction])") == [
        ["ar", "rtl"], ["zh-Hans", "ltr"],
    ]  # fmt: skip
    assert page.locator("cite bdi").all_inner_texts() == ["السفينة", "渡轮"]
    page.get_by_label("Search").fill("裂缝")
    assert shown(page) == [chinese.text]


AXE_VIEWS = [*VIEWS, "table&row=a1b2", f"articles&article={document().id}"]
AXE_FEW = ["overview", "table&row=a1b2", "disputes", "sources", f"articles&article={document().id}"]


@pytest.mark.parametrize(
    ("scheme", "width", "views"), [("light", 1300, AXE_VIEWS), ("dark", 1300, AXE_FEW), ("light", 390, AXE_FEW)]
)
def test_reading_aloud_finds_no_fault(opened, small, scheme, width, views):
    """axe-core: WCAG 2 A and AA and its best practices."""
    page = opened(small, color_scheme=scheme, viewport={"width": width, "height": 900})
    faults = {}
    for view in views:
        page.evaluate("view => { location.hash = 'view=' + view }", view)
        page.wait_for_selector(f"main.{view.split('&')[0]}")
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        faults |= {(view, one["id"]): [node["html"] for node in one["nodes"]] for one in found}
    assert faults == {}


def test_the_theme_can_be_chosen(opened, small):
    page = opened(small, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Theme").select_option("dark")
    page.wait_for_function(f"light => {ground} !== light", arg=light)
    dark = page.evaluate(ground)
    assert opened(small, color_scheme="dark").evaluate(ground) == dark


def test_a_narrow_screen_needs_no_sideways_scrolling(opened, small):
    page = opened(small, viewport={"width": 360, "height": 700})
    for view in (*VIEWS, "table&row=a1b2", f"articles&article={document().id}"):
        page.evaluate("view => { location.hash = 'view=' + view }", view)
        page.wait_for_selector(f"main.{view.split('&')[0]}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, view


def test_print_holds_every_row_that_the_filters_leave_with_its_evidence(opened, seeds):
    page = opened(seeds, "view=table")
    rows = [json.loads(line) for line in (SEEDS / "evidence.jsonl").read_text().splitlines()]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("tr.row").count() == page.locator("tr.evidence").count() == len(rows)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("tr.evidence").count() == 0
    page.locator(".toggle.corroborated").click()
    printed = "".join(part.extract_text() for part in PdfReader(io.BytesIO(page.pdf())).pages)
    kept = [row["row_id"] for row in rows if row["status"] == "corroborated"]
    assert [row["row_id"] for row in rows if row["row_id"] in printed] == kept


def test_without_scripts_the_page_says_where_the_table_is(opened, small):
    page = opened(small, java_script_enabled=False)
    assert "evidence.csv" in words(page)


def test_a_page_that_carries_only_some_rows_says_how_to_get_the_others(opened):
    ferry = document()
    claim = claim_of(ferry)
    rows = [
        row_of(item_of(claim), status=status, row_id=f"r{n}")
        for n, status in enumerate(["disputed", "single-source"] * 40)
    ]
    page = opened(render(rows, [claim], [DocumentEntry.of(ferry)], [], SUMMARY, limit=15_000))
    told = words(page)
    assert re.search(r"This page carries \d+ of 80 rows, those that matter most", told)
    assert "claimextract export" in told
    assert "80 rows from 1 claim" in told
    assert "None of them is in this page." in told


@pytest.mark.parametrize("date", ["2023-04-30", "2023/..", "x"])
def test_an_empty_run_and_a_run_of_one_date_are_shown(opened, date):
    page = opened(render([], [], [], [], SUMMARY))
    for view in VIEWS:
        page.evaluate("view => { location.hash = 'view=' + view }", view)
        page.wait_for_selector(f"main.{view}")
    ferry = document(published=date)
    claim = claim_of(ferry, dates=(ClaimDate(role="event", value=date),))
    rows = [row_of(item_of(claim, published=date), first_stated=date)]
    page = opened(render(rows, [claim], [DocumentEntry.of(ferry)], [], SUMMARY), "view=timeline")
    assert page.locator(".lines li").count() == (date != "x")
