"""Datelines, as news agencies and newspapers set them."""

import pytest

from claimextract.language.dateline import dateline


@pytest.mark.parametrize(
    ("text", "agency", "story"),
    [
        ("HAVENFORD (NPA) — A bridge fell.", "NPA", "A bridge fell."),
        ("HAVENFORD, Norder (NPA) - A bridge fell.", "NPA", "A bridge fell."),
        ("HAVENFORD, March 8 (NPA) - A bridge fell.", "NPA", "A bridge fell."),
        ("PORT ELSE, N.D. — “It fell,” he said.", None, "“It fell,” he said."),
        ("HAVENFORD -- A bridge fell.", None, "A bridge fell."),
    ],
)
def test_a_dateline_ends_where_the_story_begins(text: str, agency: str | None, story: str) -> None:
    found = dateline(text)
    assert found is not None
    assert (found[0], text[found[1] :]) == (agency, story)


@pytest.mark.parametrize(
    "text",
    [
        "NATO-led forces left.",
        "NATO - and the EU - agreed.",
        "A bridge fell (NPA) — in May.",
        "The NPA (an agency) — it says — left.",
        "UN — said",
        "",
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert dateline(text) is None
