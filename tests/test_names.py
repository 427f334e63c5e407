import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.language.names import equivalent_name, find_names, name_words, place_of, same_name, title_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tarn met Ana de Soll in New Orvel.", ["Tarn", "Ana de Soll", "New Orvel"]),
        ("The Ministry of Ports said so.", ["Ministry of Ports"]),
        ("When Tarn spoke, it rained.", ["Tarn"]),
        ("Officials denied it. However, it rained.", []),
        ("“We won,” Marsh said.", ["Marsh"]),
        ("Besk’s dam held, O'Brien's did not.", ["Besk", "O'Brien"]),
        ("He joined the Group of 77.", ["Group of 77"]),
        ("President Lena Orlo and Dr. Zoë Q. Marsh came.", ["President Lena Orlo", "Dr. Zoë Q. Marsh"]),
        ("It joined the U.S. The board left.", ["U.S."]),
        ("They met in March with NATO and AT&T.", ["March", "NATO", "AT&T"]),
        ("Élodie Dubois met Łukasz.", ["Élodie Dubois", "Łukasz"]),
        ("I think the Al-Rashid dam held.", ["Al-Rashid"]),
        ("no names here", []),
        ("", []),
    ],
)
def test_find_names(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_names(text)] == found


@given(st.text(max_size=80))
def test_names_lie_in_order_inside_the_text(text: str) -> None:
    last = 0
    for start, end in find_names(text):
        assert last <= start < end <= len(text)
        last = end


def test_name_words_leave_out_titles_points_and_accents() -> None:
    assert name_words("Dr. Zoë Q. Marsh’s") == ["zoe", "q", "marsh"]
    assert name_words("the U.S.") == ["us"]
    assert name_words("President") == ["president"]
    assert title_words("Mr. President Orlo") == ["president"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tarn", "Zack Tarn", True),
        ("Z. Tarn", "Zack Tarn", True),
        ("Zack Q. Tarn", "Zack Tarn", True),
        ("President Tarn", "Zack Tarn", True),
        ("Zoe Marsh", "Zoë Marsh", True),
        ("Ann Tarn", "Zack Tarn", False),
        ("A. Tarn", "Zack Tarn", False),
        ("Zack Bell", "Zack Tarn", False),
        ("Bell", "Tarn", False),
        ("Xi", "Xi Jinping", True),
        ("the United States", "US", True),
        ("U.S.", "United States", True),
        ("UK", "Britain", True),
        ("US", "UK", False),
        ("NATO", "North Atlantic Treaty Organization", True),
        ("NATO", "North African Trade Office", True),
        ("NATO", "North Atlantic Council", False),
        ("Ministry", "Ministry of Ports", False),
        ("Ministry of Ports", "Ministry of Roads", False),
        ("", "Tarn", False),
    ],
)
def test_same_name(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_a_part_of_a_name_is_not_all_of_it() -> None:
    assert same_name("Tarn", "Zack Tarn")
    assert not equivalent_name("Tarn", "Zack Tarn")
    assert equivalent_name("U.S.", "the United States")


def test_place_of() -> None:
    assert [place_of(word) for word in ("Chinese", "Nigerian", "Russians", "Niger", "Orvel")] == [
        "china",
        "nigeria",
        "russia",
        "niger",
        "orvel",
    ]
