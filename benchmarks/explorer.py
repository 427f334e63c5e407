"""How quick report.html is in a browser: its first paint, a filter, a search, a row that opens, each view.

    python benchmarks/explorer.py [ROWS] [ARTICLES] [--keep FILE.html]

Rows and articles are invented. Times are taken inside a headless Chromium, from the call to the next painted frame; the
first paint is what the browser itself reports, from the start of the navigation. The middle of five rounds is shown.
"""

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from claimextract.models import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    Document,
    DocumentEntry,
    EvidenceItem,
    EvidenceRow,
    Grounding,
    Provenance,
    Source,
    Span,
    Step,
)
from claimextract.report import render

PLACES = "Ostrel Norrhamn Sundvik Tessaly Marrow Quillby Harne Velm Ascote Durrin Pellow Strand".split()
THINGS = "ferry harbour council bridge mill school dam market hospital archive tower station orchard".split()
DEEDS = "closed opened lost sold rebuilt inspected flooded refused promised delayed".split()
FIRST = "Ada Oskar Ilse Maud Una Tomas Rhea Bram Selma Ivo".split()
LAST = "Terrel Lindqvist Brandt Moss Wirsing Karr Dunne Hale Vance Orme".split()
ROUNDS = 5

# Calls back once the change is painted: a frame is asked for, and what runs after it.
PAINTED = """
change => new Promise(done => {
  const from = performance.now();
  eval(change);
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
})
"""
TYPE = """
const box = document.querySelector('input[type=search]'); box.value = '%s';
box.dispatchEvent(new Event('input', {bubbles: true}))
"""


def invent(rows: int, articles: int) -> str:
    """A report on that many rows from that many articles, the same each time."""
    dice = random.Random(7)
    speakers = [f"{first} {last}" for first in FIRST for last in LAST]
    works = [CitedWork(name=f"the {place} {thing} survey") for place in PLACES for thing in THINGS]
    sentences: list[list[str]] = [[] for _ in range(articles)]
    plan: list[list[tuple[int, str]]] = []
    for number in range(rows):
        place, thing, deed = dice.choice(PLACES), dice.choice(THINGS), dice.choice(DEEDS)
        found = []
        for article in dice.sample(range(articles), dice.choices((1, 2, 3, 4), (70, 18, 8, 4))[0]):
            said = (
                f"The {thing} in {place} was {deed} {dice.randint(2, 90)} times after storm {number}, as they put it."
            )
            sentences[article].append(said)
            found.append((article, said))
        plan.append(found)
    documents = [
        Document.from_text(
            "\n\n".join(" ".join(held[n : n + 4]) for n in range(0, len(held), 4)),
            title=f"Storm report {n}",
            publisher=f"{dice.choice(PLACES)} Gazette",
            published=f"20{dice.randint(18, 29)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
            path=f"news/{n}.md",
        )
        for n, held in enumerate(sentences)
    ]
    claims: list[Claim] = []
    table: list[EvidenceRow] = []
    for number, found in enumerate(plan):
        status = "single-source" if len(found) == 1 else dice.choice(("corroborated", "corroborated", "disputed"))
        items = []
        for place, (article, said) in enumerate(found):
            document = documents[article]
            start = document.text.index(said)
            span = Span.of(document.text, start, start + len(said))
            speaker, cited = dice.choice(speakers), (dice.choice(works),) if dice.random() < 0.3 else ()
            against = status == "disputed" and place == len(found) - 1
            date = f"20{dice.randint(10, 29)}-{dice.randint(1, 12):02}"
            claims.append(
                Claim(
                    claim_id=f"c{number}-{place}",
                    document_id=document.id,
                    text=said,
                    kind=dice.choice(("fact", "fact", "fact", "prediction", "opinion")),
                    evidence=(span,),
                    attribution=Attribution(
                        type="indirect",
                        mode="speech",
                        source=Source(name=speaker, kind="person"),
                        cue=Span.of(document.text, span.end - 12, span.end - 1),
                        content=(span,),
                    ),
                    dates=(ClaimDate(role="event", value=date),),
                    cited_works=cited,
                    grounding=Grounding(status="grounded", tier="exact"),
                    provenance=Provenance(package_version="0"),
                )
            )
            items.append(
                EvidenceItem(
                    claim_id=f"c{number}-{place}",
                    document_id=document.id,
                    stance="contradicts" if against else "supports",
                    cause="number" if against else None,
                    quote=said,
                    start=span.start,
                    end=span.end,
                    speaker=speaker,
                    published=document.published,
                    event_date=date,
                    source=None if against else place + 1,
                )
            )
        own = claims[-len(items) :]
        table.append(
            EvidenceRow(
                row_id=f"r{number}",
                claim=items[0].quote,
                status=status,
                documents=len(items),
                independent_sources=len(items),
                speakers=tuple(dict.fromkeys(item.speaker for item in items if item.speaker)),
                first_stated=min(item.published for item in items if item.published),
                event_date=items[0].event_date,
                cited_works=tuple(work for claim in own for work in claim.cited_works),
                evidence=tuple(items),
                explanation=f"{len(items)} articles, {len(items)} sources, nothing that ties them together.",
                history=tuple(
                    Step(date=i.published, change="first", claim_id=i.claim_id, document_id=i.document_id, text=i.quote)
                    for i in items
                ),
            )
        )
    return render(table, claims, [DocumentEntry.of(document) for document in documents], [], {"model": "none"})


def measure(page: Page, address: str) -> dict[str, float]:
    """One round of a fresh page, in milliseconds."""
    page.goto("about:blank")
    page.goto(f"{address}#view=overview")
    paint = """() => new Promise(done => new PerformanceObserver(list => {
      const found = list.getEntriesByName('first-contentful-paint')[0]; if (found) done(found.startTime)
    }).observe({type: 'paint', buffered: true}))"""
    found = {
        "first paint": page.evaluate(paint),
        "loaded": page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart"),
    }

    def timed(name: str, change: str) -> None:
        found[name] = page.evaluate(PAINTED, change)
        page.wait_for_timeout(50)

    page.wait_for_timeout(300)
    timed("table", "location.hash = 'view=table'")
    timed("filter by status", "document.querySelector('.toggle.disputed').click()")
    timed("filter taken back", "document.querySelector('.toggle.disputed').click()")
    timed("search, first", TYPE % "norrhamn")
    timed("search, more typed", TYPE % "norrhamn ferry")
    timed("search taken back", TYPE % "")
    timed("sort by date", "document.querySelector('th.stated button').click()")
    timed("row opened", "document.querySelector('.claim button').click()")
    for view in ("disputes", "timeline", "speakers", "sources", "articles"):
        timed(f"view: {view}", f"location.hash = 'view={view}'")
    timed("an article", "document.querySelector('main th a').click()")
    return found


def main() -> None:
    """Invent, render, and measure in the browser."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=5_000)
    parser.add_argument("articles", type=int, nargs="?", default=200)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium: apt-get install chromium")
    started = time.perf_counter()
    html = invent(options.rows, options.articles)
    print(f"{options.rows:,} rows, {options.articles:,} articles: {len(html.encode()) / 1e6:.1f} MB")
    print(f"invented and rendered in {time.perf_counter() - started:.1f} s")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as tool:
        path = options.keep or Path(folder) / "report.html"
        path.write_text(html, encoding="utf-8")
        browser = tool.chromium.launch(executable_path=chromium)
        rounds = [measure(browser.new_page(), path.resolve().as_uri()) for _ in range(ROUNDS)]
        browser.close()
    for name in rounds[0]:
        times = [found[name] for found in rounds]
        print(f"{name:20} {statistics.median(times):7.0f} ms   (slowest of {ROUNDS}: {max(times):.0f} ms)")


if __name__ == "__main__":
    main()
