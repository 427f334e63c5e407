"""What the first lines of a plain text say about it."""

from pathlib import Path

import pytest

from claimextract.documents import read

BODY = "The mayor of Norwick said on Monday that the bridge would stay closed until the end of the year at least.\n"


def load(folder: Path, text: str):
    file = folder / "a.txt"
    file.write_text(text, encoding="utf-8")
    (document,) = read([file]).documents
    return document


def test_headline_byline_and_date(tmp_path: Path) -> None:
    document = load(tmp_path, f"\n\nBridge Stays Closed\n\nBy Ana M. Ruiz and Tom de Wit\n\nMarch 7, 2022\n\n{BODY}")
    assert document.title == "Bridge Stays Closed"
    assert document.authors == ("Ana M. Ruiz", "Tom de Wit")
    assert document.published == "2022-03-07"
    assert document.text.startswith("\n\nBridge")


def test_capitals_are_set_in_the_usual_way(tmp_path: Path) -> None:
    document = load(tmp_path, f"WHAT DOES THE TOWN'S BRIDGE COST?\n\nBY ANA M. RUIZ\n\n{BODY}")
    assert document.title == "What Does The Town's Bridge Cost?"
    assert document.authors == ("Ana M. Ruiz",)


def test_publication_line(tmp_path: Path) -> None:
    document = load(tmp_path, f"Bridge Stays Closed\n\nPublication: Norwick Weekly Volume: 3 Issue: 12\n\n{BODY}")
    assert document.publisher == "Norwick Weekly"


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"By the end of the year\n{BODY}",
        f"By bus and tram\n{BODY}",
        f"{BODY}\nBy Ana Ruiz\n",
        f"“We will wait,” said Ana Ruiz.\n{BODY}",
    ],
)
def test_what_is_no_masthead_is_left_alone(tmp_path: Path, text: str) -> None:
    document = load(tmp_path, text)
    assert document.authors == ()
    assert document.published is None
