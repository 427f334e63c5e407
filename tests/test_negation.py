import pytest

from claimextract.language.negation import find_directions, find_negations, negations, polarity
from claimextract.language.stems import stem


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The board did not approve it.", ["not"]),
        ("It didn’t rain, and they can't swim.", ["didn’t", "can't"]),
        ("No boat sank; nobody drowned.", ["No", "nobody"]),
        ("Neither Tarn nor Bell came.", ["Neither", "nor"]),
        ("They left without a permit.", ["without"]),
        ("Tarn denied it and refused to leave.", ["denied", "refused"]),
        ("The board failed to act.", ["failed to"]),
        ("Tarn declined to speak.", ["declined to"]),
        ("The town is unable to pay.", ["unable"]),
        ("It was a non-violent march.", ["non"]),
        ("It is illegal and irresponsible.", ["illegal", "irresponsible"]),
        ("The dam is no longer safe.", ["no longer"]),
        ("Not only Orvel but also Besk flooded.", []),
        ("No fewer than 40 boats sank.", []),
        ("Pier No. 5 burned.", []),
        ("The union, the university and the underground reunited.", []),
        ("Exports declined to 5 tonnes.", []),
        ("The note on the knot was noted.", []),
        ("", []),
    ],
)
def test_negations(text: str, found: list[str]) -> None:
    assert negations(text) == found
    for negation in find_negations(text):
        assert text[negation.start : negation.end] == negation.exact


def test_reach_ends_with_the_clause() -> None:
    (negation,) = find_negations("Tarn did not visit the port, but the council funded it.")
    assert negation.scope == (stem("visit"), stem("port"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The board approved the loan.", "positive"),
        ("The board did not approve the loan.", "negative"),
        ("Tarn never paid.", "negative"),
        ("Tarn denied the report.", "negative"),
        ("Tarn did not deny the report.", "positive"),
        ("The firm, which never paid, closed.", "positive"),
        ("The firm closed because it had no licence.", "positive"),
        ("The vote was unlikely to change much.", "positive"),
        ("The town is unable to pay.", "negative"),
        ("Not only Orvel was hit.", "positive"),
        ("", "positive"),
    ],
)
def test_polarity(text: str, expected: str) -> None:
    assert polarity(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Prices rose.", "Prices fell."),
        ("It grew.", "It shrank."),
        ("before noon", "after noon"),
        ("They won.", "They lost."),
        ("Bell supports it.", "Bell opposed it."),
        ("It was accepted.", "It was rejected."),
        ("imports", "exporting"),
        ("They bought it.", "They sold it."),
        ("It is allowed.", "It is banned."),
        ("the highest", "the lowest"),
    ],
)
def test_opposites_lie_on_one_scale(one: str, other: str) -> None:
    sides = {(found.scale, found.side) for found in find_directions(one)}
    assert {(found.scale, 1 - found.side) for found in find_directions(other)} & sides


def test_directions_have_exact_offsets() -> None:
    text = "Exports rose."
    assert [text[found.start : found.end] for found in find_directions(text)] == ["Exports", "rose"]


@pytest.mark.parametrize(
    "forms",
    [
        "approve approved approving approves approval",
        "rise rose risen rising",
        "carry carried carries carrying",
        "stop stopped stopping stops",
        "agree agreed agreement agrees",
        "woman women women's",
        "loan loans loan’s",
    ],
)
def test_forms_of_one_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


def test_other_words_keep_theirs() -> None:
    words = [
        "more",
        "most",
        "less",
        "least",
        "union",
        "until",
        "fail",
        "fall",
        "sail",
        "sell",
        "boat",
        "board",
        "import",
    ]
    assert len({stem(word) for word in words}) == len(words)
