"""The days that EDTF values may mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.language.edtf import bounds


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2031-05-03", date(2031, 5, 3), date(2031, 5, 3)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2031", date(2031, 1, 1), date(2031, 12, 31)),
        ("198X", date(1980, 1, 1), date(1989, 12, 31)),
        ("2031-XX", date(2031, 1, 1), date(2031, 12, 31)),
        ("2031-05-XX", date(2031, 5, 1), date(2031, 5, 31)),
        ("1989-35", date(1989, 7, 1), date(1989, 9, 30)),
        ("2021-24", date(2020, 12, 1), date(2021, 2, 28)),
        ("2021-32", date(2021, 6, 1), date(2021, 8, 31)),
        ("2021-41", date(2021, 7, 1), date(2021, 12, 31)),
        ("2012/2014-03", date(2012, 1, 1), date(2014, 3, 31)),
        ("2012/..", date(2012, 1, 1), date.max),
        ("../2012", date.min, date(2012, 12, 31)),
        ("2031-05?", date(2031, 5, 1), date(2031, 5, 31)),
        ("2031-06~", date(2031, 5, 18), date(2031, 7, 14)),
        ("2031-05-03T10:00:00Z", date(2031, 5, 3), date(2031, 5, 3)),
    ],
)
def test_bounds(value: str, first: date, last: date) -> None:
    assert bounds(value) == (first, last)


@pytest.mark.parametrize(
    "value", ["", "May", "2031-13", "2031-02-30", "../..", "2014/2012", "0000", "20310503", "9999-12~"]
)
def test_what_names_no_days_has_no_bounds(value: str) -> None:
    assert bounds(value) is None


@given(st.text())
def test_any_text_is_answered(value: str) -> None:
    days = bounds(value)
    assert days is None or days[0] <= days[1]


@given(st.dates())
def test_every_day_is_itself(day: date) -> None:
    assert bounds(day.isoformat()) == (day, day)
