"""Who speaks: pronouns, nouns that take up a name, several who speak as one, and how sure the rules are."""

import pytest

from claimextract.models import Confidence, Document, Passage, Scan
from claimextract.scan import scan


def read(text: str) -> Scan:
    return scan(Document.from_text(text))


def speaker(text: str, words: str) -> tuple[str | None, Passage]:
    """The name of who says the passage that begins with some words, or with a mark and them."""
    found = read(text)
    names = {member.id: member.name for member in found.cast}
    (passage,) = [p for p in found.passages if p.content[0].exact.lstrip("“").startswith(words)]
    return names.get(passage.source or ""), passage


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        pytest.param(
            "“The dam holds,” Karl Weber said. Weber had walked along it in May and again in June. Weber was calm.\n\n"
            "Councillor Paul Moss went to the dam later in the day.\n\n"
            "“There are cracks in the wall,” he said.",
            "There are cracks",
            "Paul Moss",
            id="the subject of the sentence before, not who was named most",
        ),
        pytest.param(
            "Karl Weber said that Paul Moss was wrong when he said the dam would hold.",
            "the dam would",
            "Paul Moss",
            id="the subject of the clause that the pronoun's own clause hangs on",
        ),
        pytest.param(
            "Karl Weber met them. Paul Moss’s stubborn letters earned the town a grant, and he said it was late.",
            "it was late",
            "Paul Moss",
            id="the owner of the subject",
        ),
        pytest.param(
            "Karl Weber runs every week and says he likes the dam. The walks also did much for teacher Paul Moss, 50. "
            "“I sleep again at night,” he says.",
            "I sleep again",
            "Paul Moss",
            id="who is introduced with an age",
        ),
        pytest.param(
            "Officer Karl Weber stopped the boat. A lawyer for the crew, Paul Moss, said the crew was innocent.\n\n"
            "“They did nothing at all,” he said.",
            "They did nothing",
            "Paul Moss",
            id="a name apposed to the subject",
        ),
        pytest.param(
            "Mayor Karl Weber sent for the engineers. Weber spokesman Paul Moss said the dam was safe. "
            "“We went there,” he said.",
            "We went there",
            "Paul Moss",
            id="a name that only belongs to a role is no subject",
        ),
        pytest.param(
            "President Karl Weber told the town to wait. Engineer Paul Moss wrote one of his reports about the dam."
            "\n\nThe president came late. On Friday he said that the dam was safe.",
            "the dam was safe",
            "Karl Weber",
            id="a role that stands for its bearer",
        ),
        pytest.param(
            "“The dam is a scandal,” said widow Terry Lund. She added that nobody of the council had called her.",
            "nobody of the council",
            "Terry Lund",
            id="a role tells the gender where the given name does not",
        ),
    ],
)
def test_a_pronoun_means(text: str, words: str, name: str) -> None:
    assert speaker(text, words)[0] == name


def test_a_reading_does_not_confirm_itself() -> None:
    text = "Paul Moss and his neighbour Karl Weber looked at the dam.\n\n“There are cracks in the wall,” he said."
    assert speaker(text, "There are")[1].confidence != "sure"


def test_two_who_speak_as_one() -> None:
    text = (
        "Karl Weber left.\n\nThe owners Paul Moss and Ruth Lund said they respected the vote.\n\n"
        "“Our inn is a home for all who work here,” they said."
    )
    assert speaker(text, "they respected")[0] == "Paul Moss and Ruth Lund"
    assert speaker(text, "Our inn")[0] == "Paul Moss and Ruth Lund"


def test_who_spoke_with_another_is_still_found_alone() -> None:
    text = "Paul Moss and Ruth Lund said the inn was full. Moss said the pier was closed."
    assert speaker(text, "the pier was closed")[0] == "Paul Moss"


def test_they_are_the_people_who_were_a_subject_though_they_said_nothing() -> None:
    text = "The residents of the old harbour met on Monday. They said the crane was too loud at night."
    assert speaker(text, "the crane")[0] == "The residents of the old harbour"


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        pytest.param(
            "Vice president Ada Lund met President Karl Weber. The president said the dam was safe.",
            "the dam",
            "Karl Weber",
            id="a vice president is no president",
        ),
        pytest.param(
            "Paul Moss is an aide to the president. President Karl Weber came. The president said the dam was safe.",
            "the dam",
            "Karl Weber",
            id="nor is the president's aide",
        ),
        pytest.param(
            "The Weber campaign said the dam was safe. The Lund campaign said it was a ruin.",
            "it was a ruin",
            "The Lund campaign",
            id="two of one kind told apart by the words before",
        ),
        pytest.param(
            "Tessaly opened a dam. Ruth Lund, the engineer who says the wall is cracked, was not asked.",
            "the wall is cracked",
            "Ruth Lund",
            id="an apposition with a clause of its own",
        ),
        pytest.param(
            "Ruth Lund talked about the cuts. She went home late. The mayor said the dam was safe.",
            "the dam was safe",
            "Ruth Lund",
            id="an office that nobody else holds",
        ),
        pytest.param(
            "A study by the bank said rents rose.\n\n"
            "“The wall is cracked,” engineer Ruth Lund wrote in a report to the town.\n\n"
            "The report said nobody had looked at the wall.",
            "nobody had looked",
            "Ruth Lund",
            id="a report means who wrote it",
        ),
    ],
)
def test_a_noun_means(text: str, words: str, name: str) -> None:
    assert speaker(text, words)[0] == name


def test_a_noun_that_a_body_owns_names_the_body() -> None:
    text = "The Lund Institute opened a branch in Tessaly. Its researchers said the lake was rising."
    name, passage = speaker(text, "the lake was rising")
    assert name == "Lund Institute's researchers"
    assert passage.mention is not None
    assert passage.mention.exact == "Its researchers"
    assert passage.confidence != "sure"


def test_a_quotation_alone_belongs_to_the_subject_before_it() -> None:
    text = (
        "“The dam holds,” said Karl Weber.\n\nRuth Lund put unemployment down to the dam and to the closed harbour."
        "\n\n“I think that the goal needs to be to open it again.”"
    )
    assert speaker(text, "I think")[0] == "Ruth Lund"


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("Ruth Lund said the dam was safe.", "sure"),
        ("Engineers said the dam was safe.", "likely"),
        ("The ministry said the dam was safe.", "likely"),
        ("A report said the dam was safe.", "unsure"),
        ("A crowd said the dam was safe.", "unsure"),
    ],
)
def test_how_sure_a_rule_is(text: str, confidence: Confidence) -> None:
    assert speaker(text, "the dam")[1].confidence == confidence
