"""Pronouns at the head of a sentence, and whom or what they may mean."""

import pytest

from claimextract.models import Document, Reference
from claimextract.scan import scan


def references(text: str) -> tuple[Reference, ...]:
    found = scan(Document.from_text(text)).references
    assert [text[r.span.start : r.span.end] for r in found] == [r.span.exact for r in found]
    assert [r.id for r in found] == [f"r{n}" for n in range(1, len(found) + 1)]
    return found


@pytest.mark.parametrize(
    ("text", "pronoun", "meant"),
    [
        ("Anna Weber opened the pier in May. She closed it in June.", "She", "Anna Weber"),
        ("Tom Hale protested. He lost his boat.", "He", "Tom Hale"),
        ("Anna Weber leads the town. Her brother runs the harbour.", "Her", "Anna Weber"),
        ("Tessaly rebuilt its pier in 2021. It cost 4 million euros.", "It", "Tessaly"),
    ],
)
def test_the_named_subject_of_the_sentence_before(text: str, pronoun: str, meant: str) -> None:
    (reference,) = references(text)
    assert reference.span.exact == pronoun
    assert reference.guess == meant
    assert meant in reference.candidates


def test_people_only_for_he_and_she() -> None:
    (reference,) = references("Anna Weber closed the pier. The storm reached Tessaly on Monday. She was right.")
    assert reference.candidates == ("Anna Weber",)


def test_the_nearest_name_comes_first() -> None:
    text = "Maria Lopez wrote to the council. Anna Weber opened the letter. She was angry."
    (reference,) = references(text)
    assert reference.candidates == ("Anna Weber", "Maria Lopez")
    assert reference.guess == "Anna Weber"


def test_a_short_name_stands_for_the_full_one() -> None:
    text = "Anna Weber opened the pier in May. It rained. Weber fell ill in June. She left in July."
    meant = [reference for reference in references(text) if reference.span.exact == "She"]
    assert [reference.guess for reference in meant] == ["Anna Weber"]


@pytest.mark.parametrize(
    "text",
    [
        "Tessaly has a pier. It is clear that the town has no money.",
        "The pier fell. It remains to be seen who pays.",
        "The pier fell. Anna Weber said she was sorry.",
        "The pier fell. The town forgot it.",
        "He left.",
        "The pier fell. “He left it to us,” said Anna Weber.",
    ],
)
def test_what_refers_to_nothing_before_it(text: str) -> None:
    assert references(text) == ()


def test_nothing_beyond_three_sentences() -> None:
    far = "Anna Weber closed the pier. The storm came. The boats sank. The dogs barked. She was right."
    assert all("Anna Weber" not in reference.candidates for reference in references(far))


def test_what_a_candidate_is_named() -> None:
    (reference,) = references("The harbour board closed the pier. Its members met on Friday.")
    assert reference.candidates == ("The harbour board",)


@pytest.mark.parametrize(
    "sentence",
    [
        "At its summit in Tessaly, the council adopted a plan.",
        "Despite its promise, the harbour board raised the fees.",
        "During their third meeting, the mayors agreed on a date.",
    ],
)
def test_an_owner_before_its_own_subject_is_no_reference(sentence: str) -> None:
    found = scan(Document.from_text(f"Norrholm opposed the pier. {sentence}"))
    assert found.references == ()


def test_an_owner_in_the_subject_is_one() -> None:
    (reference,) = scan(Document.from_text("Norway opposed the pier. Its council wrote a letter.")).references
    assert reference.guess == "Norway"


def test_it_means_none_of_two_subjects() -> None:
    (reference,) = scan(Document.from_text("Norway and Velm signed a treaty. It must be renewed.")).references
    assert reference.guess is None
