"""Sentences: where they begin and end, what kind they are, and what the article itself asserts in them."""

import pytest

from claimextract.models import Document, Sentence
from claimextract.scan import scan


def sentences(text: str) -> tuple[Sentence, ...]:
    found = scan(Document.from_text(text)).sentences
    assert [text[s.span.start : s.span.end] for s in found] == [s.span.exact for s in found]
    return found


def exact(text: str) -> list[str]:
    return [sentence.span.exact for sentence in sentences(text)]


def own(text: str) -> list[str]:
    return [span.exact for sentence in sentences(text) for span in sentence.own]


@pytest.mark.parametrize(
    "expected",
    [
        ["The pier fell on Monday.", "Nobody was hurt."],
        ["Dr. Maria Lopez met Mr. Hale at 9 a.m. on Jan. 4.", "The talks lasted two hours."],
        ["The U.S. envoy left Tessaly on Monday.", "The E.U. mission stayed."],
        ["The river rose by 3.5 metres.", "It fell by $1.2 million a day."],
        ["Who pays?", "The town does!", "And then it ends."],
        ["“The pier fell,” said Anna Weber.", "She left early."],
        ["Anna Weber said: “The pier is gone.”", "Tom Hale replied, “We knew it in May.”"],
        ["The plan (it was approved in May. It was dropped in June.) is dead.", "The mayor won."],
        ["It fell again (Norrholm Post, June 23. 2021; Harbor.example, May 2) within a week.", "It rained."],
        ["The pier fell 🌊🌊.", "Mayor Weber wept 😢.", "👩‍👩‍👧‍👦 came."],
        ["انهار الجسر يوم الاثنين.", "The bridge fell."],
        ["The café’s naïve owner — Zoë — resigne\u0301d.", "𝒯he tide turned."],
    ],
)
def test_one_paragraph(expected: list[str]) -> None:
    assert exact(" ".join(expected)) == expected


def test_a_mark_that_closes_belongs_to_the_sentence_before() -> None:
    found = exact("Anna Weber told the council that the pier “was gone.” (The bridge held.) It rained.")
    assert found == ["Anna Weber told the council that the pier “was gone.”", "(The bridge held.)", "It rained."]


def test_hard_wrapped_lines_do_not_end_a_sentence() -> None:
    text = (
        "The council has approved a plan to rebuild the eastern\n"
        "pier of the harbour and to widen the road behind\n"
        "it before winter. Work begins in May."
    )
    assert exact(text) == [text[: text.index(" Work")], "Work begins in May."]


def test_a_page_break_inside_a_sentence_does_not_end_it() -> None:
    before = "The council has approved a plan to rebuild the eastern pier of the harbour after the storm, to deepen it"
    text = f"{before}\n\nand to widen the road behind it before winter. Work begins in May."
    assert exact(text) == [text[: text.index(" Work")], "Work begins in May."]


def test_windows_line_ends_and_indents() -> None:
    text = "The pier fell.\r\n\r\n   The bridge held.\r\n\tIt rained.\r\n"
    assert exact(text) == ["The pier fell.", "The bridge held.", "It rained."]


def test_paragraphs_are_numbered() -> None:
    found = sentences("The pier fell. The bridge held.\n\nIt rained all day.\n\n\n\nThe town slept.")
    assert [sentence.paragraph for sentence in found] == [0, 0, 1, 2]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\t \u00a0\n"])
def test_nothing(text: str) -> None:
    assert sentences(text) == ()


# -- kinds -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("# The pier falls", "heading"),
        ("The Night of the Storm", "heading"),
        ("* * *", "heading"),
        ("Photo: the pier after the storm (Tessaly Gazette)", "caption"),
        ("Children on the eastern pier of Tessaly in 2019. (Photo: Nora Quist)", "caption"),
        ("Read more: The night of the storm", "notice"),
        ("All rights reserved.", "notice"),
        ("By Nora Quist and Per Ek, Tessaly Gazette", "notice"),
        ("Related: The night of the storm", "notice"),
        ("By Tuesday morning the pier was gone.", "prose"),
        ("By six it was over: the pier was gone.", "prose"),
        ("Related offences rose by a third, the police said.", "prose"),
        ("Figure skating has no rink in Tessaly.", "prose"),
        ("Image problems plague the port, and its subscription fees fell.", "prose"),
        ("The mayor shares the views of the council.", "prose"),
        ("Subscribe to our newsletter for more on the harbour.", "notice"),
        ("Maria Lopez is a senior fellow at the Orin Institute.", "notice"),
        ("The harbour will be rebuilt by next summer.", "prose"),
        ("“The pier is gone,” said Anna Weber", "prose"),
    ],
)
def test_kinds(line: str, kind: str) -> None:
    text = f"The pier of Tessaly fell on Monday night.\n\n{line}\n\nIt cost the town four million euros."
    assert {s.kind for s in sentences(text) if s.paragraph == 1} == {kind}
    assert {s.kind for s in sentences(text) if s.paragraph != 1} == {"prose"}


def test_what_a_person_does_is_no_notice_in_the_middle_of_an_article() -> None:
    text = "\n\n".join(["The pier fell."] * 4 + ["Maria Lopez is a reporter who saw it fall."] + ["It rained."] * 4)
    assert {sentence.kind for sentence in sentences(text)} == {"prose"}


def test_who_the_author_is_stands_at_the_end_or_under_a_byline() -> None:
    author, rest = "Maria Lopez is a reporter who saw it fall.", ["The pier fell on Monday night."] * 4
    kinds = [
        [{s.paragraph: s.kind for s in sentences("\n\n".join(texts))}[at] for texts, at in cases]
        for cases in (
            [([*rest, author], 4), (["By Maria Lopez", author, *rest], 1)],
            [([author, *rest], 0), ([rest[0], author, *rest], 1)],
        )
    ]
    assert kinds == [["notice", "notice"], ["prose", "prose"]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "橋は月曜日に倒れた。",
        ),
        pytest.param(
            "市议会将于五月开会！",
        ),
        "انهار الجسر يوم الاثنين.",
        "Мост рухнул в понедельник.",
    ],
)
def test_a_short_paragraph_that_ends_as_a_sentence_is_prose(text: str) -> None:
    assert [sentence.kind for sentence in sentences(text)] == ["prose"]


def test_a_short_paragraph_that_ends_in_a_question_is_prose() -> None:
    assert {s.kind for s in sentences("The pier of Tessaly fell on Monday. Who will pay for it?")} == {"prose"}


@pytest.mark.parametrize(("text", "finite"), [("The pier fell.", True), ("Three dead boats in the mud.", False)])
def test_finite(text: str, finite: bool) -> None:
    assert [sentence.finite for sentence in sentences(text)] == [finite]


def test_a_paragraph_without_a_full_stop_does_not_run_into_the_next() -> None:
    long = "The council of Tessaly met on Monday and talked for six hours about the pier and the money and the storm"
    text = f"{long}\n\nTom Hale denied the story. It rained."
    assert "Tom Hale denied the story." in exact(text)


@pytest.mark.parametrize(
    "expected",
    [
        ["the pier of tessaly fell on monday .", "nobody was hurt .", "who will pay for it ?", "the town does ."],
        ["dr. weber met mr. hale at 9 a.m. on jan. 4 .", "she left at noon ."],
        ['anna weber said : " nobody was hurt . "', "she left at noon ."],
        ["she left at noon .", '" nobody was hurt , " said anna weber .'],
        ["( tn ) the river rose by 3.5 metres .", "and the bridge held !"],
    ],
)
def test_sentences_of_a_tokenised_text_in_small_letters(expected: list[str]) -> None:
    assert exact(" ".join(expected)) == expected


def test_a_stray_space_before_a_full_stop_does_not_make_a_text_tokenised() -> None:
    text = "Dr. Weber came at 9 a.m. with the U.S. envoy . They left at noon. It rained. The bridge held."
    assert exact(text)[1:] == ["They left at noon.", "It rained.", "The bridge held."]


# -- own clauses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pier fell on Monday.", ["The pier fell on Monday."]),
        ("Anna Weber said that nobody was hurt.", []),
        ("“The pier was old,” said Anna Weber.", []),
        ("According to Anna Weber, the pier had been closed twice.", []),
        ("The pier fell on Monday, and Anna Weber said that nobody was hurt.", ["The pier fell on Monday"]),
    ],
)
def test_what_the_article_asserts_itself(text: str, expected: list[str]) -> None:
    assert own(text) == expected


def test_own_clauses_stand_in_their_sentence() -> None:
    text = "The pier fell, and the bridge held. While it rained, Tom Hale said the town slept, but the dogs barked."
    for sentence in sentences(text):
        for span in sentence.own:
            assert sentence.span.start <= span.start < span.end <= sentence.span.end
            assert text[span.start : span.end] == span.exact
