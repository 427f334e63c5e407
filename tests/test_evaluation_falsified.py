"""Falsified evidence is made from real sentences, repeats, and is never accepted."""

from collections import Counter
from typing import get_args

import pytest

from claimextract.evaluation.falsified import Falsification, Kind, falsify, score_falsified
from claimextract.grounding import locate
from claimextract.models import Document

TEXT = """\
The harbour of Tessaly lost 14 boats in the storm of March 3, 2021, Mayor Ilse Brandt said on Friday. “We will not \
rebuild the eastern pier for 2.5 million dollars,” she said. The port authority denied that anybody had been warned.

According to a 2020 report by the Coastal Institute, the pier was unsafe and 37% of its piles were rotten. Fees rose \
by 9.1% after the report, and Oskar Lindqvist has opposed every plan for three years. The ferry to Orvel never ran at \
night, but more than 1,200 people used it in its first months. The engineer didn’t answer the Tessaly Gazette.
"""
DOCUMENT = Document.from_text(TEXT, id="d1")
OTHER = Document.from_text(TEXT.replace("Tessaly", "Marrow").replace("14", "15"), id="d2")


@pytest.fixture(scope="module")
def made() -> list[Falsification]:
    return list(falsify([DOCUMENT, OTHER], 400))


def test_all_kinds_take_their_turns(made):
    kinds = Counter(one.kind for one in made)
    assert set(kinds) == set(get_args(Kind))
    assert [one.kind for one in made[: len(kinds)]] == list(get_args(Kind))
    assert [one.id for one in made] == list(range(1, len(made) + 1))


def test_the_same_documents_give_the_same(made):
    assert list(falsify([DOCUMENT, OTHER], 400)) == made
    assert list(falsify([DOCUMENT, OTHER], 400, seed=1)) != made
    assert list(falsify([DOCUMENT, OTHER], 5)) == made[:5]


def test_no_falsification_stands_in_its_document(made):
    for one in made:
        if one.kind == "truncation":
            assert one.words in one.document.text
        else:
            assert one.words.casefold() not in one.document.text.casefold()


def test_none_is_accepted(made):
    assert [one for one in made if locate(one.words, one.document.text)] == []
    everything, *by_kind = score_falsified([DOCUMENT, OTHER], 60)
    assert everything.measure().hits == 0
    assert everything.measure().gold == sum(tally.measure().gold for tally in by_kind) > 20
    assert all(everything.items.values())


def test_one_that_is_accepted_is_seen(monkeypatch):
    monkeypatch.setattr("claimextract.evaluation.falsified.locate", lambda words, text: object())
    everything, *_ = score_falsified([DOCUMENT], 10)
    measure = everything.measure()
    assert (measure.hits, measure.gold, measure.value) == (10, 10, 1.0)
    assert not any(everything.items.values())


def test_a_text_with_nothing_to_falsify():
    assert list(falsify([Document.from_text("海港关闭了。\n\n“”\n", id="d")], 10)) == []
