"""Places: offsets are exact for any text, and nothing that was changed is found."""

import re
import time
import unicodedata

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from claimextract.grounding import locate

TEXT = (
    "The dam at Orvel — “old,” as Zoë Marsh put it — held 1,400.5 tonnes… until 3 May.\n\n"
    "Nobody slept; the river’s level rose by 12% in the ﬁrst hour, then fell. “Why?” asked Tarn."
)
WORDS = list(re.finditer(r"\S+", TEXT))
VARIANTS = {
    "“": '"', "”": '"', "’": "'", "—": "–", "…": "...", "ﬁ": "fi", "ë": "e\u0308", "\n": " ", "-": "\u2011", "o": "ｏ",
}  # fmt: skip


def test_prefers_the_place_inside_the_passage() -> None:
    text = "The dam held. It rained. The dam held. It rained. The dam held."
    first, second = text.index("The dam"), text.index("The dam", 5)
    assert locate("The dam held.", text).start == first
    assert locate("The dam held.", text, (20, 40)).start == second
    assert locate("The dam held.", text, (second + 1, len(text))).start == text.rindex("The dam")


def test_falls_back_to_the_first_place_when_the_passage_lacks_the_words() -> None:
    text = "The dam held. It rained. The dam held."
    assert locate("The dam held.", text, (14, 24)).start == 0


def test_a_looser_reading_inside_the_passage_beats_an_exact_one_outside() -> None:
    text = 'She said "we won" first. Later: “we won” again.'
    located = locate('"we won"', text, (25, len(text)))
    assert (located.tier, text[located.start : located.end]) == ("typography", "“we won”")


def test_a_passage_that_cuts_a_word_or_lies_outside_the_text() -> None:
    text = "a start. The art fair"
    assert locate("art", text, (4, 10)).start == 13
    assert locate("art", text, (13, 900)).start == 13
    assert locate("art", text, (900, 950)).start == 13
    assert locate("art", text, (-5, 2)).start == 13


def test_offsets_after_characters_that_grow_or_shrink() -> None:
    text = "İİ ﬃ … \u00ad\u00ad ﬀ e\u0301 ㎏  \n x — dam “held”"
    located = locate('DAM "HELD"', text)
    assert text[located.start : located.end] == "dam “held”"


def test_a_megabyte_is_read_in_seconds() -> None:
    for sentence in ("The café’s owner – “Tarn” – said no. ", "昨夜河水上涨三米。", "Плотина устояла. "):
        text = sentence * (1_000_000 // len(sentence)) + "End of it."
        started = time.process_time()
        assert locate("no such words at all", text) is None
        assert locate("END OF IT", text).tier == "case"
        assert time.process_time() - started < 15


@given(st.data())
def test_any_run_of_words_is_found_as_it_is(data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(WORDS) - 1))
    last = data.draw(st.integers(first, len(WORDS) - 1))
    start, end = WORDS[first].start(), WORDS[last].end()
    assume(any(character.isalnum() for character in TEXT[start:end]))
    located = locate(TEXT[start:end], TEXT, (start, end))
    assert (located.start, located.end, located.tier) == (start, end, "exact")


@given(st.text(max_size=60), st.text(min_size=1, max_size=12), st.text(max_size=60))
def test_offsets_always_slice_and_never_cut(before: str, words: str, after: str) -> None:
    text = before + words + after
    located = locate(words, text)
    if located is None:
        return
    assert 0 <= located.start < located.end <= len(text)
    found = text[located.start : located.end]
    assert (located.tier == "exact") == (found == words.strip())
    for position in (located.start, located.end):
        assert position == len(text) or not unicodedata.category(text[position]).startswith("M") or position == 0
    again = locate(found, text, (located.start, located.end))
    assert again is None or (again.start, again.end) == (located.start, located.end)


@given(st.text(max_size=30), st.text(max_size=30))
def test_words_between_spaces_are_found_in_any_text(before: str, after: str) -> None:
    text = f"{before} river Orvel {after}"
    located = locate("river Orvel", text, (len(before), len(text)))
    assert located is not None
    assert text[located.start : located.end] == "river Orvel"


@given(st.data())
def test_typographic_variants_are_found_at_the_right_place(data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(WORDS) - 4))
    last = data.draw(st.integers(first + 2, len(WORDS) - 1))
    start, end = WORDS[first].start(), WORDS[last].end()
    varied = "".join(
        VARIANTS[character] if character in VARIANTS and data.draw(st.booleans()) else character
        for character in TEXT[start:end]
    )
    located = locate(varied, TEXT, (start, end))
    assert (located.start, located.end) == (start, end)
    assert located.tier in {"exact", "whitespace", "typography"}


@given(st.data())
def test_case_and_white_space_variants_are_found(data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(WORDS) - 4))
    last = data.draw(st.integers(first + 2, len(WORDS) - 1))
    start, end = WORDS[first].start(), WORDS[last].end()
    gap = data.draw(st.sampled_from([" ", "  ", "\n", " \t", "\u00a0", "\u3000"]))
    located = locate(re.sub(r"\s+", gap, TEXT[start:end]).upper(), TEXT, (start, end))
    assert (located.start, located.end, located.tier) == (start, end, "case")


@settings(max_examples=200)
@given(st.data())
def test_a_missing_or_changed_word_is_never_found(data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(WORDS) - 5))
    last = data.draw(st.integers(first + 3, len(WORDS) - 1))
    victim = data.draw(st.integers(first + 1, last - 1))
    replacement = data.draw(st.sampled_from(["", "xyzzy ", "not ", "9"]))
    start, end = WORDS[first].start(), WORDS[last].end()
    changed = TEXT[start : WORDS[victim].start()] + replacement + TEXT[WORDS[victim + 1].start() : end]
    assert locate(changed, TEXT) is None


@given(st.data())
def test_a_changed_digit_is_never_found(data: st.DataObject) -> None:
    digits = [index for index, character in enumerate(TEXT) if character.isdigit()]
    index = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from("0123456789²①½٣"))
    assume(other != TEXT[index])
    start, end = max(0, index - 20), min(len(TEXT), index + 20)
    while start and not TEXT[start - 1].isspace():
        start -= 1
    while end < len(TEXT) and not TEXT[end].isspace():
        end += 1
    assert locate(TEXT[start:index] + other + TEXT[index + 1 : end], TEXT) is None


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_number_is_never_found_in_another(number: int, other: int) -> None:
    assume(number != other)
    for form in (f"{other}", f"{other:,}", f"{other}.{number}", f"{number}.{other}", f"{number},{other}", f"{other}²"):
        if form != f"{number}":
            assert locate(f"{number}", f"It held {form} tonnes.") is None
