"""The parser's components, run in a leaner way: they find what spaCy's own pipeline finds."""

import functools
from typing import Any

import pytest
import spacy

from claimextract.models import Document
from claimextract.scan import parser, scan
from claimextract.scan.places import Places

TEXT = """There's no bridge in Orlanda, and there are two in Tessaly. Let's go, said Anna Weber of the Harbour Board.
Nobody ain't gonna pay $4.2 million by March 3, 2021; I've got to, you'd better not. The "Kelsund Post" didn't ask it,
once  again: do they have it? It was the mill's, wasn't it? C'mon, y'all, nothin' got away. Weber, 54, who's been
mayor since 1998, can't say that the North Ferry Company (NFC) sha'n't sell; those who won't stay will leave us.

NORRHOLM — The 12 engineers hoped so. “No one here knew,” she said. "That it fell is sad," he added, "but I'd wait."
"""
PARAGRAPHS = [*TEXT.split("\n\n"), *TEXT.replace("\n", " ").split(". "), "Weber", "  \n ", "e\u0301 🌊 ... ---"]


@functools.cache
def plain() -> Any:
    return spacy.load(parser.english().path, exclude=["senter"])


def told(doc: Any) -> list[tuple[Any, ...]]:
    return [
        (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.is_sent_start, t.ent_iob_, t.ent_type_)
        for t in doc
    ]


def test_the_parser_reads_as_spacy_does():
    for _ in range(2):  # the second time from what is remembered
        made = [plain().make_doc(text) for text in PARAGRAPHS]
        read = list(parser.read(map(parser.english().make_doc, PARAGRAPHS)))
        assert [told(doc) for doc in read] == [told(doc) for doc in plain().pipe(made)]


def test_what_the_ruler_makes_of_a_token_is_looked_up_the_second_time(monkeypatch):
    asked = []
    ruler = plain().get_pipe("attribute_ruler")

    class Counting:
        vocab, patterns = ruler.vocab, ruler.patterns

        def __call__(self, doc: Any) -> None:
            asked.append(doc.text)
            ruler(doc)

    attributes = parser.Attributes(Counting())  # type: ignore[arg-type]
    for text in ("The mill is old.", "The pier is new.", "Let's go."):
        with plain().select_pipes(disable=["attribute_ruler", "lemmatizer", "ner"]):
            first, second = plain()(text), plain()(text)
        attributes(first)
        attributes(second)
        assert [t.pos_ for t in first] == [t.pos_ for t in second]
    # Another noun and adjective are nothing new; "let" may open a pair, which is looked at each time.
    assert asked == ["The mill is old.", "Let's go.", "Let's go."]


def test_what_the_parser_reads_at_a_time_is_bounded(monkeypatch):
    lengths = []
    find = parser.find_entities
    monkeypatch.setattr(
        parser, "find_entities", lambda ner, docs: (lengths.append(sum(map(len, docs))), find(ner, docs))
    )
    scan(Document.from_text("The pier of Tessaly fell on Monday.\n\n" * 600))
    assert len(lengths) > 2
    assert max(lengths) <= 2000


@pytest.mark.parametrize(
    ("start", "end", "over", "beginning"),
    [
        (0, 1, ["all"], ["all"]),
        (700, 701, ["all", "late", "early"], []),
        (512, 600, ["all", "late", "early"], ["early"]),
        (1500, 1501, ["all"], []),
        (2000, 2600, [], []),
    ],
)
def test_places_are_found_in_the_order_in_which_they_were_added(start, end, over, beginning):
    places = Places([(0, 2000, "all"), (511, 1024, "late"), (512, 800, "early")])
    assert places.over(start, end) == over
    assert places.beginning(start, end) == beginning
