"""Sentences that assert several things, taken apart: invented sentences, and all that must stay whole."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claimextract.extraction.asking import Answers
from claimextract.extraction.drafting import drafts_of
from claimextract.extraction.units import units_of
from claimextract.grounding import ground
from claimextract.models import Claim, Document, Provenance
from claimextract.scan import scan


def document_of(text: str) -> Document:
    return Document(id="d", text=text, sha256="0" * 64, language="en")


def claims_of(text: str) -> list[Claim]:
    """The claims that code alone makes of a text."""
    document = document_of(text)
    found = scan(document)
    drafts, _ = drafts_of(document, found, units_of(found), Answers(), Provenance(package_version="0"))
    return [ground(draft, document, found.sentences).claim for draft in drafts]


def told(text: str) -> list[str]:
    return [claim.text for claim in claims_of(text)]


def said(text: str) -> list[tuple[str | None, str]]:
    """Who says it, and what; nobody where the article does."""
    claims = claims_of(text)
    return [(c.attribution.source.name if c.attribution.source else None, c.text) for c in claims]


# -- what is taken apart -----------------------------------------------------------------------------------------------

APART = {
    "The mill employs 38 people and was fined twice.": ["The mill employs 38 people.", "The mill was fined twice."],
    "The mill, which was built in 1974, employs 38 people and was fined twice.": [
        "The mill employs 38 people.",
        "The mill was fined twice.",
        "The mill was built in 1974.",
    ],
    "The council closed the quay, which was built in 1880.": [
        "The council closed the quay.",
        "The quay was built in 1880.",
    ],
    "The mill’s owners, whose licence expired in June, have appealed.": [
        "The mill’s owners have appealed.",
        "The mill’s owners’ licence expired in June.",
    ],
    "The tax, which most millers paid, was raised in June.": [
        "The tax was raised in June.",
        "Most millers paid the tax.",
    ],
    "The tower, a windowless block of four floors, holds the rye of 40 farms.": [
        "The tower holds the rye of 40 farms.",
        "The tower is a windowless block of four floors.",
    ],
    "They met in Grell, a harbour town of 3,000 people.": [
        "They met in Grell.",
        "Grell is a harbour town of 3,000 people.",
    ],
    "The mill was bought by Corven in 2017 and renamed a year later.": [
        "The mill was bought by Corven in 2017.",
        "The mill was renamed a year later.",
    ],
    "The dam has flooded four farms and broken two bridges.": [
        "The dam has flooded four farms.",
        "The dam has broken two bridges.",
    ],
    "The mill burned down in May, but it was rebuilt.": [
        "The mill burned down in May.",
        "The mill was rebuilt.",
    ],
    "The town is poor, while the abbey on the hill owns four mills.": [
        "The town is poor.",
        "The abbey on the hill owns four mills.",
    ],
    "The rye was saved, although the barn burned down.": ["The rye was saved.", "The barn burned down."],
    "Orla Venn, who runs the mill, sold the barn in March.": [
        "Orla Venn sold the barn in March.",
        "Orla Venn runs the mill.",
    ],
    "The council did not close the mill and hired four clerks.": [
        "The council did not close the mill.",
        "The council hired four clerks.",
    ],
    # tokenised text, in which a space stands before every mark
    "The mill , which was built in 1974 , employs 38 people and was fined twice .": [
        "The mill employs 38 people.",
        "The mill was fined twice.",
        "The mill was built in 1974.",
    ],
}


@pytest.mark.parametrize("text", APART)
def test_each_assertion_is_a_claim_of_its_own(text: str) -> None:
    assert told(text) == APART[text]


@pytest.mark.parametrize("text", APART)
def test_evidence_is_the_whole_sentence_so_that_nothing_stops_before_but(text: str) -> None:
    assert {tuple(span.exact for span in claim.evidence) for claim in claims_of(text)} == {(text,)}


def test_each_claim_has_the_figures_and_dates_of_its_own_words() -> None:
    first, second, third = claims_of(
        "The mill, which was built in 1974, employs 38 people and paid 900 crowns in 2019."
    )
    assert [[str(q.value) for q in claim.quantities] for claim in (first, second, third)] == [["38.0"], ["900.0"], []]
    assert [[date.value for date in claim.dates] for claim in (first, second, third)] == [[], ["2019"], ["1974"]]


def test_polarity_is_that_of_each_part() -> None:
    claims = claims_of("The council did not close the mill and hired four clerks.")
    assert [claim.polarity for claim in claims] == ["negative", "positive"]


# -- what stays whole --------------------------------------------------------------------------------------------------

WHOLE = [
    # restrictive clauses say which one is meant
    "The mill that was built in 1974 employs 38 people.",
    "Workers who joined the strike were dismissed in May.",
    "The barn in which the rye was kept burned down.",
    # "which" may stand for all that the sentence says, or for one of several things
    "The council closed the quay, which angered the boatmen.",
    "The council closed the mill at the quay, which was built in 1880.",
    "The mill on the Arle, a brick tower of six floors, grinds rye for four towns.",
    "Bakers, millers and farmers, who had waited for weeks, blocked the road.",
    "That has hardly troubled the millers, who went to every fair, selling all from rye to rope.",
    # a verb that stands for another
    "The abbey paid no tax in May, while the mill did.",
    # what is negated, few or doubted together
    "The council did not close the mill and dismiss the workers.",
    "Nobody was hurt in the fire and taken to hospital.",
    "Few millers kept their horses and paid the tax.",
    "Not all millers kept their horses and paid the tax.",
    "The keeper never paid the tax and kept the receipts.",
    "The keeper reportedly sold the rye and fled to Grell.",
    # conditions, choices, plans
    "If the dam breaks, the mill will flood and the road will close.",
    "The mill would flood and the road would close if the dam broke.",
    "The keeper either sold the rye in May or burned the barn.",
    "Under the plan, the keeper will close the mill and sell the quay.",
    "The town might build a bridge, which would cost nine million crowns.",
    "Did the keeper sell the rye and burn the barn?",
    # "and" that joins nouns, and a verb with an object in common
    "The mill sold flour, bran and oats to Grell.",
    "The firm designed and built the bridge over the Arle.",
    "The keeper found a strand of hair near where a guard fell and broke a leg.",
    "The guards found broken glass and smashed furniture in the hall.",
    # "but" without a subject of its own
    "The council cut the tax in May but raised the toll.",
    # words that point to the other part
    "Both towns bought boats in May and lent them to Grell.",
    "Corven bought the quay in 2017, and it burned down in March.",
    "The firm bought the mill in May and closed its quay.",
    # names and roles, and lists of people
    "The mayor, Orla Venn, opened the quay in June.",
    "Orla Venn, the mayor of Grell, opened the quay in June.",
    "Hedda Orme, Jan Venn and Tilda Roos, a baker, opened the quay.",
]


@pytest.mark.parametrize("text", WHOLE)
def test_what_belongs_together_stays_together(text: str) -> None:
    found = scan(document_of(text))
    assert found.statements == ()


# -- what somebody says ------------------------------------------------------------------------------------------------


def test_what_is_said_is_taken_apart_with_its_speaker() -> None:
    text = "The mill was closed and the workers were dismissed, Orla Venn said."
    assert said(text) == [("Orla Venn", "The mill was closed."), ("Orla Venn", "The workers were dismissed.")]
    assert {tuple(c.exact for c in claim.attribution.content) for claim in claims_of(text)} == {
        ("The mill was closed and the workers were dismissed",)
    }


def test_a_tag_between_two_clauses_says_both() -> None:
    assert said("Corven has 38 people on its payroll, Orla Venn said, and 21 of them have been sent home.") == [
        ("Orla Venn", "Corven has 38 people on its payroll."),
        ("Orla Venn", "21 of the 38 people have been sent home."),
    ]


def test_what_a_tag_tells_of_the_speaker_is_the_articles_own() -> None:
    text = "“The roof came down like a wet hat,” said Orla Venn, who has rented the barn since 1989."
    assert said(text) == [
        ("Orla Venn", "The roof came down like a wet hat."),
        (None, "Orla Venn has rented the barn since 1989."),
    ]
    aside = claims_of(text)[1]
    assert aside.attribution.type == "none"
    assert [(date.role, date.value) for date in aside.dates] == [("event", "1989/..")]


def test_a_body_that_is_cited_is_told_of() -> None:
    assert said(
        "Three tonnes of rye were lost, according to Corven Grain Storage, the company that runs the tower."
    ) == [
        ("Corven Grain Storage", "Three tonnes of rye were lost."),
        (None, "Corven Grain Storage is the company that runs the tower."),
    ]


SAID_WHOLE = [
    # a denial or a doubt reaches over both
    "Orla Venn denied that the mill was closed and the workers were dismissed.",
    "Orla Venn denied that the mill, which was built in 1974, was closed.",
    "Orla Venn doubts that the mill was closed and the workers were dismissed.",
    "It is false that the mill was closed and the workers were dismissed, Orla Venn said.",
    # what follows may be what the speaker did
    "Orla Venn said the mill was unsafe and left the room.",
    "Orla Venn said the mill is unsafe, and sees no way out.",
    # direct speech is nobody's to cut
    "“The mill, which was built in 1974, is closed and has been sold,” said Orla Venn.",
    "“The mill is closed and the dam is dry,” said Orla Venn.",
    # a clause within what is said is whose?
    "Orla Venn said that the mill, which was built in 1974, was closed.",
]


@pytest.mark.parametrize("text", SAID_WHOLE)
def test_what_is_said_stays_whole_in_doubt(text: str) -> None:
    assert scan(document_of(text)).statements == ()


def test_what_somebody_wants_stands_for_itself_beside_what_the_article_says() -> None:
    text = "Orla Venn has opened the quay in Grell, and she wants the council to close the mill."
    found = said(text)
    assert (None, "Orla Venn has opened the quay in Grell.") in found
    assert ("Orla Venn", "Orla Venn wants the council to close the mill.") in found


def test_a_pronoun_means_the_subject_before_only_where_it_can_mean_nothing_else() -> None:
    assert told("Orla Venn sold the mill in May and she bought a boat.")[1:] == ["Orla Venn bought a boat."]
    whole = "Corven beat Grell in May, but he is yet to sign."
    assert told(whole) == [whole]


def test_a_quotation_goes_whole_into_one_statement() -> None:
    text = "The mill, which the council called “a tower of dust, rats and noise”, employs 38 people."
    for words in told(text):
        assert words.count("“") == words.count("”")


# -- whatever the sentence ---------------------------------------------------------------------------------------------

_NAMES = st.sampled_from(
    ["The mill", "Corven Mills", "Orla Venn", "Two towns", "Nobody", "The keeper and his son", "It"]
)
_ASIDES = st.sampled_from(
    ["", ", which was built in 1974,", ", a tower of six floors,", ", who had left Grell,", " that burned", " (No. 4)"]
)
_PREDICATES = st.sampled_from(
    ["employs 38 people", "did not pay", "was fined twice", "might close", "has sold “the old quay”", "lost 3% in May"]
)
_JOINTS = st.sampled_from([" and ", ", and ", ", but ", " or ", ", while the barn ", "; it ", ", which "])


@hypothesis_settings(max_examples=60, deadline=None)
@given(_NAMES, _ASIDES, _PREDICATES, _JOINTS, _PREDICATES, st.sampled_from([".", " .", ", Orla Venn said.", "?"]))
def test_words_are_never_made_up(name: str, aside: str, one: str, joint: str, other: str, end: str) -> None:
    text = f"{name}{aside} {one}{joint}{other}{end}"
    document = document_of(text)
    found = scan(document)
    for statement in found.statements:
        for piece in statement.words:
            if isinstance(piece, str):
                assert piece in {"is", "are", "was", "were", "the", "’", "’s", ","}
            else:
                assert text[piece.start : piece.end] == piece.exact
    supplied = {"is", "are", "was", "were", "the", "s"}
    for claim in claims_of(text):
        assert claim.grounding.status == "grounded"
        assert set(re.findall(r"\w+", claim.text.lower())) <= set(re.findall(r"\w+", text.lower())) | supplied
