"""What is no cue, where what is said ends, what the parser takes wrongly; for each rule, what it leaves alone."""

import pytest

from claimextract.models import Document, Scan
from claimextract.scan import scan

Told = list[tuple[str | None, str | None, str]]


def read(text: str) -> Scan:
    return scan(Document.from_text(text))


def told(text: str) -> Told:
    """Who says what by which cue."""
    found = read(text)
    names = {member.id: member.name for member in found.cast}
    return [
        (names.get(p.source or ""), p.cue.exact if p.cue else None, " … ".join(span.exact for span in p.content))
        for p in found.passages
    ]


def sentences(text: str) -> list[str]:
    return [sentence.span.exact for sentence in read(text).sentences]


# -- where a sentence ends ---------------------------------------------------------------------------------------------

PLAN = "The new plan directs the port to enhance “work with old partners in the bay to tackle shared interests.”"
SIGN = "In a sign to Varn that work on this is already under way, the mayors of Tessaly and Ostby all joined the talks."


def test_a_sentence_ends_inside_a_closing_mark() -> None:
    assert sentences(f"{PLAN} {SIGN}") == [PLAN, SIGN]
    straight = PLAN.replace("“", '"').replace("”", '"')
    assert sentences(f"{straight} {SIGN}") == [straight, SIGN]
    assert not any("Varn" in words for _, _, words in told(f"{PLAN} {SIGN}"))


@pytest.mark.parametrize(
    "text",
    [
        "The firm, “Brown & Co.” Hale had called it once, closed.",
        "“The pier was unsafe,” Weber said. “It is gone.”",
        "The lease of the “old U.S.” Navy pier ends in May.",
    ],
)
def test_not_at_every_stop_before_a_mark(text: str) -> None:
    assert len(sentences(text)) == text.count(". “") + 1


# -- verbs that the parser takes for nouns -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "As a result of the port's naming of the town as a rival, the article posits that Varn has no choice.",
            ("the article", "posits", "Varn has no choice"),
        ),
        (
            "The pier must be closed at once, the inspectorate demands.",
            ("the inspectorate", "demands", "The pier must be closed at once"),
        ),
        (
            "The pier must be closed at once, the inspectors demand.",
            ("the inspectors", "demand", "The pier must be closed at once"),
        ),
    ],
)
def test_a_cue_that_looks_like_a_plural(text: str, expected: tuple[str, str, str]) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The council met most of the demands.",
        "The mill has new looms, new roofs and, the best of all, the council grants.",
        "The council read the article posts that bother Varn.",
    ],
)
def test_a_plural_stays_a_plural(text: str) -> None:
    assert told(text) == []


# -- mixed quotations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Weber said that the port “does not see the town as a rival or foe.”",
            "the port “does not see the town as a rival or foe.”",
        ),
        ("Weber said it was “a gift to the rich of the bay.”", "it was “a gift to the rich of the bay.”"),
        ("Weber said that “the port does not see the town as a foe.”", "“the port does not see the town as a foe.”"),
        ("Weber said in “Harbour Notes” that the pier “is lost to the bay.”", "the pier “is lost to the bay.”"),
        ("Weber said: “The port does not see the town as a foe.”", "“The port does not see the town as a foe.”"),
    ],
)
def test_a_clause_begins_before_its_quotation(text: str, content: str) -> None:
    assert told(text) == [("Weber", "said", content)]


def test_what_is_said_goes_on_behind_a_quotation_in_the_present() -> None:
    text = (
        "Hale replied that the lease “remains in force for now,” and continues to promote “calm and trade in the bay.”"
    )
    content = "the lease “remains in force for now,” and continues to promote “calm and trade in the bay.”"
    assert told(text) == [("Hale", "replied", content)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The plan declares that the port's “aims and harsh rules challenge our trade” and criticizes the deepening "
            "pact for “mutually reinforcing attempts to undercut the open market.”",
            [
                ("The plan", "declares", "the port's “aims and harsh rules challenge our trade”"),
                (
                    "The plan",
                    "criticizes",
                    "the deepening pact for “mutually reinforcing attempts to undercut the open market.”",
                ),
            ],
        ),
        (
            "The port said that its rules are “harsh but fair” and closed the gate.",
            [("The port", "said", "its rules are “harsh but fair”")],
        ),
    ],
)
def test_a_verb_behind_a_closing_mark_goes_on_with_the_cue(text: str, expected: Told) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "content",
    [
        "the town “breaks every rule” and hurts the trade of the bay",
        "the plan “will help all of us” and is cheap",
    ],
)
def test_a_verb_behind_a_closing_mark_may_go_on_with_what_is_said(content: str) -> None:
    assert told(f"Weber says that {content}.") == [("Weber", "says", content)]


# -- what is no cue ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("The paper notes that Varn mentioning Tessaly in its charter is a direct result of pressure.", "notes"),
        ("They say the mayor citing the report in court was a mistake.", "say"),
    ],
    ids=["beside its subject", "as a clause that is the subject"],
)
def test_a_gerund_is_no_cue(text: str, cue: str) -> None:
    assert [found for _, found, _ in told(text)] == [cue]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In Weber's official narrative, the port is a ruin.",
            [("Weber", "In Weber's official narrative", "the port is a ruin")],
        ),
        ("In the eyes of Weber, the port is a ruin.", [("Weber", "In the eyes of Weber", "the port is a ruin")]),
        ("The port, in Weber's view, is a ruin.", [("Weber", "in Weber's view", "The port … is a ruin")]),
        ("The port, according to Weber, is a ruin.", [("Weber", "according to", "The port … is a ruin")]),
        ("But, according to Weber, the port is a ruin.", [("Weber", "according to", "the port is a ruin")]),
        ("In fact, according to Weber, the port is a ruin.", [("Weber", "according to", "the port is a ruin")]),
        ("The port is, in Weber's view, a ruin.", [("Weber", "in Weber's view", "The port is … a ruin")]),
        ("In Weber's account there was no money.", []),
        ("In Weber's bank account, inspectors found money.", []),
        ("In the eyes of the law, the port is closed.", []),
        ("In its assessment of the port, the council found three faults.", []),
        ("In the words of the song, the port is a ruin.", []),
    ],
)
def test_a_view_is_somebodys_and_leaves_its_clause_whole(text: str, expected: Told) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Weber took the view that the port is a ruin.", [("Weber", "view", "the port is a ruin")]),
        (
            "The council issued a statement that the port is closed.",
            [("The council", "statement", "the port is closed")],
        ),
        ("Weber shares Ruiz's view that the port is old.", [("Ruiz", "view", "the port is old")]),
        ("Weber heard the argument that the port is old.", []),
        ("Weber may take the view that the port is old.", []),
        ("Weber has no doubt that the port is closed.", []),
        ("The fire gave hope that the port would close.", []),
        ("The mayor had assurances that the port would open.", []),
        ("Police had reports that a man was armed.", []),
        ("The newspaper published a claim that the port is old.", []),
    ],
)
def test_a_view_is_of_who_holds_it(text: str, expected: Told) -> None:
    assert told(text) == expected


def test_media_charge_and_say() -> None:
    assert told("State media regularly charges that the port is a ruin.") == [
        ("State media", "charges", "the port is a ruin")
    ]


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("The union threatened a strike in May.", ["a strike"]),
        ("The union threatens the peace of Tessaly.", []),
        ("The union threatens Tessaly's peace.", []),
        ("The union threatened the biggest strike in years.", ["the biggest strike in years"]),
    ],
)
def test_who_endangers_a_thing_announces_none(text: str, announced: list[str]) -> None:
    assert [content for _, _, content in told(text)] == announced


def test_a_participle_with_a_clause_is_one() -> None:
    assert ("Anna Weber", "noting", "the dam is weak") in told("Anna Weber left early, noting that the dam is weak.")


def test_what_somebody_is_blamed_for_has_no_cue_of_its_own() -> None:
    text = "Weber criticized Ostby for maintaining an outdated “pier war mentality of old.”"
    assert [cue for _, cue, _ in told(text)] == ["criticized"]


def test_what_somebody_is_blamed_for_saying_is_said_by_them() -> None:
    found = told("Hale criticized Weber for saying that the dam was weak.")
    assert ("Weber", "saying", "the dam was weak") in found
    assert ("Weber", "saying", "the dam was weak") in told("Weber apologized for saying that the dam was weak.")


@pytest.mark.parametrize(
    "text",
    [
        "Varn and Ostby's tenuous history and the value both states place on trade may limit the extent of their pact.",
        "The value says that the market is calm.",
        "Hale had no time to say that the dam is weak.",
        "Whatever they say, the towns will not build a bridge this year.",
        "No matter what they say, the towns will not build a bridge this year.",
    ],
)
def test_no_cue_at_all(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Weber, who says the dam is weak, left the council.", ("Weber", "says", "the dam is weak")),
        ("The people who say the dam is weak are many.", ("The people", "say", "the dam is weak")),
        ("However, Weber said the dam is weak.", ("Weber", "said", "the dam is weak")),
    ],
)
def test_a_cue_none_the_less(text: str, expected: tuple[str, str, str]) -> None:
    assert told(text) == [expected]


# -- contents and sources ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Hale described "order" in terms of upholding the rights of small towns, an instance of which could be '
            "calls that rich ports pay for the dredging of the bay.",
            ("Hale", "described", "upholding the rights of small towns"),
        ),
        (
            'Hale defined "order" in terms of "opposing the closing of the bay and imposing one\'s will on others."',
            ("Hale", "defined", '"opposing the closing of the bay and imposing one\'s will on others."'),
        ),
        (
            "Hale said the mill, most of which is empty, will close.",
            ("Hale", "said", "the mill, most of which is empty, will close"),
        ),
    ],
)
def test_what_a_thing_is_described_by(text: str, expected: tuple[str, str, str]) -> None:
    assert told(text) == [expected]


def test_a_list_whose_end_the_parser_hung_elsewhere() -> None:
    text = (
        "And Tessalian Harbour Minister Tom Hale, just months after letting down the port team with his taste for the "
        "yard’s involvement in the crane net, now wants to partner with Varn, South Ness, and other small towns to "
        "crowd the Ostby-backed crane makers out of the market."
    )
    ((_, _, content),) = told(text)
    assert content.startswith("to partner with Varn")
    assert content.endswith("out of the market")


def test_a_clause_with_a_verb_of_its_own_is_no_end_of_a_list() -> None:
    found = told("The council wants to work with Varn, Ness, and the other towns will join.")
    assert found == [("The council", "wants", "to work with Varn, Ness")]


@pytest.mark.parametrize(
    "text",
    [
        "Varn officials stress more than the abbey does that the pact is not a merger.",
        "Varn officials have taken greater pains than their counterparts in the abbey to stress that the pact is not a "
        "merger.",
    ],
)
def test_a_comparison_between_a_cue_and_its_clause(text: str) -> None:
    assert told(text) == [("Varn officials", "stress", "the pact is not a merger")]


def test_who_takes_care_to_say_something_says_it() -> None:
    assert told("Weber took care to say that the dam is safe.") == [("Weber", "say", "the dam is safe")]


def test_what_is_only_planned_to_be_said_is_not_said() -> None:
    assert told("Hale has a plan to argue that the dam is weak.") == []


def test_a_role_before_a_link() -> None:
    text = "On Monday the harbour was full, but Foreign Minister [Tom Hale](#) explained that it would be dredged soon."
    (hale,) = [member for member in read(text).cast if member.name == "Tom Hale"]
    assert hale.role == "Foreign Minister"
    assert text[slice(hale.mentions[0].start, hale.mentions[0].end)] == "Tom Hale"


# -- notices -----------------------------------------------------------------------------------------------------------


def test_a_sentence_that_is_addressed_to_the_reader_of_a_page() -> None:
    text = "The pier fell. Scroll down for video. Click [here](#) to request the plan. Click beetles ate it. It rained."
    kinds = [(s.span.exact, s.kind) for s in read(text).sentences]
    assert [words for words, kind in kinds if kind == "notice"] == [
        "Scroll down for video.",
        "Click [here](#) to request the plan.",
    ]
