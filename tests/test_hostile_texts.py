"""Texts made to keep the scan busy: time grows with their length, not with its square, and no part goes missing."""

import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claimextract
from claimextract.models import Document
from claimextract.scan import blocks, scan

PACKAGE = str(Path(claimextract.__file__).parent)
SAID = "The ferry of Orlanda is late, the harbour master Tessa Varn said on Friday. "


def seconds(text: str) -> float:
    """Seconds of computing that a scan takes; what it finds must stand where it says."""
    document = Document.from_text(text)
    began = time.process_time()
    found = scan(document)
    took = time.process_time() - began
    for sentence in found.sentences:
        assert text[sentence.span.start : sentence.span.end] == sentence.span.exact
    return took


@pytest.fixture(scope="module", autouse=True)
def _parser_loaded():
    scan(Document.from_text(SAID))


@pytest.mark.parametrize(
    "text",
    [
        '"' * 20_000,
        "“" * 20_000,
        "(" * 20_000,
        "—" * 20_000,
        "_" * 20_000,
        "*" * 20_000,
        "[" * 20_000,
        "😀" * 20_000,
        "." * 20_000,
        "A" * 20_000,
        "7" * 20_000,
        "x" * 20_000,
        "a" + " " * 40_000 + "b",
        "a" + "\u00a0" * 40_000 + "b",
        "a" + "\n" * 40_000 + "b",
        "http://" * 3_000,
        "e" + "\u0301" * 20_000,
        "王" * 20_000,
        "Привет" * 3_000,
    ],
    ids=lambda text: repr(text[:7]),
)
def test_a_run_without_words_takes_no_time(text):
    assert seconds(text) < 2  # each took from 2 s to minutes, with four times as much for twice the length


@pytest.mark.parametrize(
    "unit",
    [
        SAID,
        "“No one here knew,” she said. ",
        "the bridge over the river and ",
        "June 8, 2020, and ",
        "„Nein“, sagte Anna Weber. ",
        "王小明说，桥将在2021年6月关闭。",
        "Мэр сказал, что мост закроют. ",
        "Anna and ",
        "« a " * 3 + "b » " * 3,
    ],
    ids=lambda unit: unit[:12],
)
def test_a_paragraph_that_goes_on_takes_time_in_proportion(unit):
    short, long = (seconds((unit * 20_000)[:length]) for length in (4_000, 16_000))
    assert long < 9 * short + 1  # 4 is proportion; what grows with the square takes 16


def test_many_names_are_ordered_in_little_time():
    names = [f"{a}{b}ra {c}{b}lson" for a in "ABCDEFGHIJ" for b in "aeiou" for c in "KLMNPRSTVW"]
    assert seconds(" ".join(f"{name} came." for name in names * 2)) < 12


def test_the_work_on_each_paragraph_does_not_grow_with_the_document():
    short, long = (lines_run(article(paragraphs)) / paragraphs for paragraphs in (20, 160))
    assert long < 1.2 * short  # what looks at the whole document for each paragraph took 2.5 times as much


def article(paragraphs: int) -> str:
    """An article with names, quotations, dates, figures and works of its own in each paragraph."""
    given, first = (
        "Anna Tom Lena Marta Paul Erik Nadia Oskar".split(),
        "Var Hol Mer Tas Dun Kel Lor Pen Gar Wes".split(),
    )
    last = "ing man sen ley ard ett isch wel ford den".split()
    return "\n\n".join(
        f"{given[n % 8]} {first[n // 10 % 10]}{last[n // 3 % 10]}, a spokesman for the council of Tessaly, said on "
        f"May {n % 28 + 1}, 2021 that mill {n} had cost ${n + 2} million. “The report on mill {n} is late,” he added. "
        f"According to the ministry, {n + 40} workers left (Harbour Post, June {n % 28 + 1}, 2021). The official also "
        f"warned that the river, which fell by {n % 60} percent, was “a gift to the town”."
        for n in range(paragraphs)
    )


def lines_run(text: str) -> int:
    """How many lines of the package a scan runs, a line again for each round of a loop in it."""
    count = 0

    def trace(frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        count += 1
        return trace

    document, before = Document.from_text(text), sys.gettrace()
    sys.settrace(trace)
    try:
        scan(document)
    finally:
        sys.settrace(before)
    return count


# Where a long paragraph is cut


def test_a_paragraph_of_common_length_stays_whole():
    text = (SAID * 200)[:9_900]
    assert [(block.start, block.end) for block in blocks.split(text)] == [(0, len(text.rstrip()))]


def test_a_long_paragraph_is_cut_where_a_sentence_ends_outside_quotation_marks():
    sentence = '“No one here knew. It was late. Nobody came,” she said. The ferry "had left. It was gone" by then. '
    text = sentence * 300
    parts = [text[block.start : block.end] for block in blocks.split(text)]
    assert len(parts) > 2
    assert all(part.endswith(("she said.", "by then.")) and len(part) <= 10_000 for part in parts)
    assert " ".join(parts) == text.strip()


def test_what_has_no_end_of_a_sentence_is_cut_at_a_space_or_anywhere():
    spaced, solid = blocks.split("bridge " * 2_000), blocks.split("x" * 5_000)
    assert all(block.end - block.start <= 2_000 and (block.end - block.start + 1) % 7 == 0 for block in spaced)
    assert [(block.start, block.end) for block in solid] == [(0, 2_000), (2_000, 4_000), (4_000, 5_000)]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([SAID, "word ", "“", "”", '"', ".", "\n", "\n\n", "。", "x" * 900, " "]), max_size=200))
def test_no_character_goes_missing_where_a_text_is_cut(pieces):
    text = "".join(pieces) * 3
    at = 0
    for block in blocks.split(text):
        assert not text[at : block.start].strip()
        assert at <= block.start < block.end
        assert block.end - block.start <= 10_000
        at = block.end
    assert not text[at:].strip()
