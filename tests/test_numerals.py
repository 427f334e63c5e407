import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.language.numerals import find_numerals


def read(text: str) -> list[tuple[str, float]]:
    return [(numeral.exact, pytest.approx(numeral.value)) for numeral in find_numerals(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some 1,234 sheep", [("1,234", 1234)]),
        ("1.234 metres", [("1.234", 1.234)]),
        ("1.234.567,8 Euro", [("1.234.567,8", 1234567.8)]),
        ("12\u00a0500 habitants", [("12\u00a0500", 12500)]),
        ("5 000 € et 1 234 567,5", [("5 000", 5000), ("1 234 567,5", 1234567.5)]),
        ("on June 5 200 left", [("5", 5), ("200", 200)]),
        ("3,5 Millionen", [("3,5 Millionen", 3.5e6)]),
        ("1.4 billion people", [("1.4 billion", 1.4e9)]),
        ("$3bn and £5m and 5m tall", [("3bn", 3e9), ("5m", 5e6), ("5", 5)]),
        ("a 1.5-million budget", [("1.5-million", 1.5e6)]),
        ("12 dozen eggs", [("12 dozen", 144)]),
        ("rose 3 1/2 points, then 5½", [("3 1/2", 3.5), ("5½", 5.5)]),
        ("it fell to -5 or −7.5 degrees", [("-5", -5), ("−7.5", -7.5)]),
        ("3-5 goats", [("3", 3), ("5", 5)]),
        ("1.4亿人和3万吨", [("1.4亿", 1.4e8), ("3万", 3e4)]),
        ("US$5.5 million, Rs500", [("5.5 million", 5.5e6), ("500", 500)]),
        ("30% of 40km", [("30", 30), ("40", 40)]),
        ("in June 2020.", [("2020", 2020)]),
    ],
)
def test_digits(text: str, expected: list[tuple[str, float]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twenty-one goats", [("twenty-one", 21)]),
        ("three million", [("three million", 3e6)]),
        ("a hundred", [("a hundred", 100)]),
        ("A dozen eggs", [("A dozen", 12)]),
        ("three hundred and five", [("three hundred and five", 305)]),
        ("one hundred and twenty-five thousand", [("one hundred and twenty-five thousand", 125000)]),
        ("between one hundred and three hundred", [("one hundred", 100), ("three hundred", 300)]),
        ("two million three hundred thousand and five", [("two million three hundred thousand and five", 2300005)]),
        ("two and a half million", [("two and a half million", 2.5e6)]),
        ("half a million", [("half a million", 5e5)]),
        ("half of the barns", [("half", 0.5)]),
        ("two-thirds of one-third", [("two-thirds", 2 / 3), ("one-third", 1 / 3)]),
        ("a quarter of the fleet", [("a quarter", 0.25)]),
        ("between two and three", [("two", 2), ("three", 3)]),
        ("one witness saw it", [("one", 1)]),
        ("a two-year plan", [("two", 2)]),
        ("seventy\nfive", [("seventy\nfive", 75)]),
    ],
)
def test_spelled(text: str, expected: list[tuple[str, float]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "5G", "G-7", "COVID-19", "AUKUS2", "F-35B", "v1.2.3", "the 21st", "the third", "the 1990s", "dozens",
        "hundreds of", "several hundred", "no one", "one of them", "one another", "the one who", "H2O", "x_5",
        "twenty-fifth", "the second half", "someone", "often", "weighty", "H₂O and m²",
    ],
)  # fmt: skip
def test_not_numbers(text: str) -> None:
    assert read(text) == []


@given(st.text(alphabet=st.sampled_from("0123456789.,-$ %½/abmnkst\u00a0\n年万") | st.characters()))
def test_offsets_are_exact_and_ordered(text: str) -> None:
    numerals = find_numerals(text)
    assert all(text[n.start : n.end] == n.exact and n.exact for n in numerals)
    assert all(a.end <= b.start for a, b in pairwise(numerals))


@given(
    st.lists(
        st.sampled_from(
            ["one", "two", "twenty", "ninety", "hundred", "thousand", "million", "and", "a", "half", "third", "-"]
        )
    )
)
def test_any_run_of_number_words(words: list[str]) -> None:
    text = " ".join(words)
    assert all(text[n.start : n.end] == n.exact for n in find_numerals(text))


@given(st.integers(0, 10**12))
def test_digits_with_commas_read_back(number: int) -> None:
    assert [n.value for n in find_numerals(f"about {number:,} of them")] == [number]


@pytest.mark.parametrize("piece", ["1", "1,", "1.", "-", "one ", "hundred and ", "a ", "twenty-", "$", "1 ", "\n"])
def test_time_is_linear(piece: str) -> None:
    started = time.process_time()
    find_numerals(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 5
