import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.models import CitedWork
from claimextract.scan.citations import find_citations

PUBLISHED = "2022-07"


def cited(text: str, published: str | None = PUBLISHED) -> list[CitedWork]:
    return [citation.work for citation in find_citations(text, published)]


def exact(text: str, published: str | None = PUBLISHED) -> list[str]:
    return [work.span.exact for work in cited(text, published) if work.span]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (
            "It denied this (Norrholm Post, June 23; Harbor.example, November 22, 2021).",
            [
                ("Norrholm Post, June 23", "Norrholm Post", "2022-06-23"),
                ("Harbor.example, November 22, 2021", "Harbor.example", "2021-11-22"),
            ],
        ),
        ("Dry (The Mill Times, August 2).", [("The Mill Times, August 2", "Mill Times", "2021-08-02")]),
        ("Dry (Mill Times, July 5).", [("Mill Times, July 5", "Mill Times", "2022-07-05")]),
        ("Dry (Mill Times, November 16. 2019).", [("Mill Times, November 16. 2019", "Mill Times", "2019-11-16")]),
        ("Dry (Mill Times, 5 May 2020).", [("Mill Times, 5 May 2020", "Mill Times", "2020-05-05")]),
        ("Dry (iMill news, May 9).", [("iMill news, May 9", "iMill news", "2022-05-09")]),
        ("Dry (38 South, June 30, 2021).", [("38 South, June 30, 2021", "38 South", "2021-06-30")]),
        (
            "Dry (Vale Ministry of Water, January 20, 2021)",
            [("Vale Ministry of Water, January 20, 2021", "Vale Ministry of Water", "2021-01-20")],
        ),
        ("Dry (source: Brandt Commons).", [("Brandt Commons", "Brandt Commons", None)]),
        ("Dry (Reuters).", [("Reuters", "Reuters", None)]),
        ("NORRHOLM (AP) – Rain.", [("AP", "Associated Press", None)]),
        (
            "Dry (Reuters; Mill Times, May 3)",
            [("Reuters", "Reuters", None), ("Mill Times, May 3", "Mill Times", "2022-05-03")],
        ),
        (
            "Dry (Mill Times, June 3; June 9)",
            [("Mill Times, June 3", "Mill Times", "2022-06-03"), ("June 9", "Mill Times", "2022-06-09")],
        ),
        ("Dry (see Mill Times, March 2021)", [("Mill Times, March 2021", "Mill Times", "2021-03")]),
        ("Dry (Mill Times,\nMay 3)", [("Mill Times,\nMay 3", "Mill Times", "2022-05-03")]),
    ],
)
def test_entries_in_parentheses(text: str, entries: list[tuple[str, str, str | None]]) -> None:
    found = cited(text)
    assert [(work.span.exact, work.publisher, work.date) for work in found if work.span] == entries


def test_an_acronym_in_brackets_is_spelled_out_later() -> None:
    text = "Dry (Vale Water Board [VWB], April 12). Wet (VWB, March 7)."
    assert [work.publisher for work in cited(text)] == ["Vale Water Board", "Vale Water Board"]
    assert exact(text) == ["Vale Water Board [VWB], April 12", "VWB, March 7"]


def test_author_and_year() -> None:
    found = cited("As shown (Brandt 2019; Orlo and Hale, 2020, p. 5; Marsh et al. 2021).")
    assert [(work.author, work.date) for work in found] == [
        ("Brandt", "2019"),
        ("Orlo and Hale", "2020"),
        ("Marsh et al", "2021"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The Vale Water Board (VWB) met (with Norrholm, Brandt and Hale).",
        "He (born June 3, 1950) and she (Monday, June 7) came (in May 2019).",
        "The word (安全, anquan) and [12] and (12) and (3.5 percent) and f(x).",
        "He (Spring 2021) left (May 2019), aged 30 (since 2012).",
        "The report said so. A study was made. He read the article and an editorial.",
        "The party's national convention opened; the Norrholm Convention closed.",
        "Chinese reports and a German report disagree. Officials report losses. I'll report back.",
        "The North Vale Treaty Organization met.",
        "She will address the crowd; Monday's report is late.",
        "![a mill](mill.png) and [write](mailto:a@b.example)",
    ],
)
def test_no_citation(text: str) -> None:
    assert exact(text) == []


def test_links() -> None:
    text = 'See [the dam](https://www.mill.example/a_(b)?x=1), [here](#) and https://vale.example/x. "www.x.example"!'
    found = cited(text)
    assert [(work.name, work.kind, work.publisher, work.url) for work in found] == [
        ("dam", "link", "mill.example", "https://www.mill.example/a_(b)?x=1"),
        ("here", "link", None, None),
        ("vale.example", "link", "vale.example", "https://vale.example/x"),
        ("x.example", "link", "x.example", "www.x.example"),
    ]


@pytest.mark.parametrize(
    ("text", "mention", "expected"),
    [
        (
            "According to a 2017 article by Minister [Ila Brandt](#), mills closed.",
            "a 2017 article by Minister [Ila Brandt](#)",
            {"name": "Ila Brandt article (2017)", "author": "Ila Brandt", "date": "2017", "kind": "article"},
        ),
        (
            "Minister [Ila Brandt](#) explained in a 2017 article that mills closed.",
            "[Ila Brandt](#) explained in a 2017 article",
            {"name": "Ila Brandt article (2017)", "author": "Ila Brandt", "date": "2017"},
        ),
        (
            "In [a 2018 article](#), Ila Brandt used a proverb.",
            "[a 2018 article](#)",
            {"author": "Ila Brandt", "date": "2018", "kind": "article"},
        ),
        (
            "A typical 2017 commentary in the [Norrholm Post](https://post.example/1) said so.",
            "A typical 2017 commentary in the [Norrholm Post](https://post.example/1)",
            {
                "name": "Norrholm Post commentary (2017)",
                "publisher": "Norrholm Post",
                "date": "2017",
                "url": "https://post.example/1",
            },
        ),
        (
            "According to a September 2018 article in [Norrholm Post](#), it rained.",
            "a September 2018 article in [Norrholm Post](#)",
            {"name": "Norrholm Post article (2018-09)", "publisher": "Norrholm Post", "date": "2018-09"},
        ),
        (
            "In a lengthy 2019 Miller’s Daily feature on bread, Orlo spoke.",
            "a lengthy 2019 Miller’s Daily feature",
            {"name": "Miller's Daily feature (2019)", "publisher": "Miller's Daily", "date": "2019"},
        ),
        (
            "It stands in a 2017 [joint statement](#) by Vale, Norrholm, and Orlo that was long.",
            "a 2017 [joint statement](#) by Vale, Norrholm, and Orlo",
            {"kind": "statement", "author": "Vale, Norrholm, and Orlo", "date": "2017"},
        ),
        (
            "It cites a report by the Vale Water Board.",
            "a report by the Vale Water Board",
            {"kind": "report", "author": "Vale Water Board"},
        ),
        ("See a study published in Rock Letters.", "a study published in Rock Letters", {"publisher": "Rock Letters"}),
        (
            "In a recent interview with Vale TV, Professor Ila Brandt argued this.",
            "a recent interview with Vale TV",
            {"kind": "interview", "publisher": "Vale TV", "author": "Ila Brandt", "name": "Vale TV interview"},
        ),
        (
            "The Norrholm Post published an editorial under its own name, entitled: “Bread for all” (source: Vale).",
            "an editorial under its own name, entitled: “Bread for all”",
            {"name": "Bread for all", "publisher": "Norrholm Post", "kind": "article"},
        ),
        ("Orlo said in a statement that it rained.", "a statement", {"name": "Orlo statement", "author": "Orlo"}),
        (
            "It signed the Treaty of Trade, Peace and Mutual Bread with Orlo.",
            "Treaty of Trade, Peace and Mutual Bread",
            {"kind": "treaty", "name": "Treaty of Trade, Peace and Mutual Bread"},
        ),
        ("The Vale Free Trade Agreement holds.", "Vale Free Trade Agreement", {"kind": "treaty"}),
        (
            "NORDA adopted a new Strategic Concept.",
            "a new Strategic Concept",
            {"name": "NORDA Strategic Concept", "publisher": "NORDA"},
        ),
        ("An August report from the Mill Board was read.", "An August report from the Mill Board", {"date": "2021-08"}),
    ],
)  # fmt: skip
def test_named_works(text: str, mention: str, expected: dict[str, str]) -> None:
    found = {work.span.exact: work for work in cited(text) if work.span}
    assert mention in found
    assert expected.items() <= found[mention].model_dump().items()


def test_a_work_adopted_once_keeps_its_publisher() -> None:
    text = "NORDA adopted a new Strategic Concept. Its authors like the new Strategic Concept."
    assert [work.publisher for work in cited(text)] == ["NORDA", "NORDA"]


def test_ids_follow_the_text_and_the_same_work_has_one_name() -> None:
    text = "A 2017 commentary in the Miller’s Daily (Reuters). A 2017 commentary in the [Miller's Daily](#)."
    citations = find_citations(text, PUBLISHED)
    assert [citation.id for citation in citations] == ["w1", "w2", "w3"]
    assert citations[0].work.name == citations[2].work.name == "Miller's Daily commentary (2017)"


def test_without_a_day_of_publication_the_year_stays_unknown() -> None:
    assert [work.date for work in cited("Dry (Mill Times, June 3).", None)] == [None]


PIECES = (
    '( ) [ ] ](#) ; , . “ ” " * ’s the a 2017 June 3 article report statement by in with published interview Treaty of '
    "Mill Times NORDA said https://x.example/ entitled: \n 年"
)


@given(st.lists(st.sampled_from([*PIECES.split(" ")]) | st.text(max_size=3), max_size=25))
def test_any_text(pieces: list[str]) -> None:
    for text in (" ".join(pieces), "".join(pieces)):
        found = find_citations(text, PUBLISHED)
        spans = [work.span for work in (citation.work for citation in found) if work.span]
        assert len(spans) == len(found)
        assert all(text[span.start : span.end] == span.exact and span.exact for span in spans)
        assert [span.start for span in spans] == sorted(span.start for span in spans)
        assert all(citation.work.name for citation in found)


@pytest.mark.parametrize(
    "piece",
    ["(", "(A, ", "[", "[a](", "a article ", "Abc ", "article by A ", "the A of ", "report, ", "statement entitled ",
     "https://", "Treaty of A and ", "(A; ", "“", "A. ", "said in a report "],
)  # fmt: skip
def test_time_is_linear(piece: str) -> None:
    started = time.process_time()
    find_citations(piece * (30_000 // len(piece)), PUBLISHED)
    assert time.process_time() - started < 10
