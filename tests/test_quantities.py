import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.scan.dates import find_dates
from claimextract.scan.quantities import find_quantities


def read(text: str) -> list[tuple[str, float, str | None, str]]:
    return [
        (q.span.exact, pytest.approx(q.value), q.unit, q.comparator)
        for q in find_quantities(text)
        if q.span is not None
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("more than 300 sheep", [("more than 300 sheep", 300, "sheep", ">")]),
        ("about $3bn", [("about $3bn", 3e9, "USD", "~")]),
        ("At least 1.4 billion people", [("At least 1.4 billion people", 1.4e9, "people", ">=")]),
        ("up to three wooden ships", [("up to three wooden ships", 3, "ship", "<=")]),
        ("fewer than 12 men", [("fewer than 12 men", 12, "man", "<")]),
        ("no more than 4 boats", [("no more than 4 boats", 4, "boat", "<=")]),
        ("no fewer than\n4 boats", [("no fewer than\n4 boats", 4, "boat", ">=")]),
        ("nearly half of it", [("nearly half", 0.5, None, "~")]),
        ("500+ homes", [("500+ homes", 500, "home", ">=")]),
        ("20 or so barns", [("20 or so barns", 20, "barn", "~")]),
        ("5.5 % and 12 per cent", [("5.5 %", 5.5, "percent", "="), ("12 per cent", 12, "percent", "=")]),
        ("30 to 40 percent", [("30", 30, "percent", "="), ("40 percent", 40, "percent", "=")]),
        ("rose 2 percentage points", [("2 percentage points", 2, "percentage point", "=")]),
        ("US$5.5 million", [("US$5.5 million", 5.5e6, "USD", "=")]),
        ("3 million euros", [("3 million euros", 3e6, "EUR", "=")]),
        ("5 000 €", [("5 000 €", 5000, "EUR", "=")]),
        ("40 yuan", [("40 yuan", 40, "CNY", "=")]),
        ("a 25-year lease", [("25-year", 25, "year", "=")]),
        ("100 km away", [("100 km", 100, "km", "=")]),
        ("one witness", [("one witness", 1, "witness", "=")]),
        ("the seven largest mountain democracies", [("seven largest mountain democracies", 7, "democracy", "=")]),
        ("two dozen eggs", [("two dozen eggs", 24, "egg", "=")]),
        ("约3万人", [("约3万人", 30000, "people", "~")]),
        ("mehr als 300", [("mehr als 300", 300, None, ">")]),
        ("plus de 12 maisons", [("plus de 12 maisons", 12, "maison", ">")]),
        ("Article 5 at 10:30, 9 a.m., No. 7, Flight 103", []),
        ("the G-7 and 5G, and the Seven Sisters", []),
        ("300 in the boats", [("300", 300, None, "=")]),
        ("zero-sum thinking, a one-sided deal, the one Varn policy and the “one town, two ports” principle", []),
        ("one Varn ship", [("one Varn ship", 1, "ship", "=")]),
        ("a one-year lease of “two ports”", [("one-year", 1, "year", "="), ("two ports", 2, "port", "=")]),
        ("one-third", [("one-third", pytest.approx(1 / 3), None, "=")]),
    ],
)
def test_quantities(text: str, expected: list[tuple[str, float, str | None, str]]) -> None:
    assert read(text) == expected


def test_dates_are_skipped() -> None:
    text = "In June 2019 and since 2001, 12 boats sank."
    found = find_quantities(text, [(start, end) for start, end, _ in find_dates(text)])
    assert [q.span.exact for q in found if q.span] == ["12 boats"]


@given(st.text(alphabet=st.sampled_from("0123456789.,-$%€ +abous\n年人约") | st.characters()))
def test_offsets_are_exact(text: str) -> None:
    for quantity in find_quantities(text):
        assert quantity.span is not None
        assert text[quantity.span.start : quantity.span.end] == quantity.span.exact


@pytest.mark.parametrize("piece", ["1 ", "about ", "$1", "1 or ", "1 a-", "one-"])
def test_time_is_linear(piece: str) -> None:
    started = time.process_time()
    find_quantities(piece * (50_000 // len(piece)))
    assert time.process_time() - started < 8
