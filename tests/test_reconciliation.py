"""Claims of invented reports on the invented town of Torvik: who confirms whom, who contradicts whom."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimextract.errors import InputError
from claimextract.models import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    Cluster,
    Comparison,
    Document,
    Grounding,
    Provenance,
    Quantity,
    Source,
    Span,
    claim_id,
)
from claimextract.reconciliation import compare_slots, reconcile, similarity, slots_of


def article(name: str, *sentences: str, publisher: str | None = None, published: str | None = None) -> Document:
    return Document.from_text(" ".join(sentences), id=name, publisher=publisher or f"{name} Post", published=published)


def says(
    document: Document,
    passage: str,
    text: str | None = None,
    *,
    speaker: str | None = None,
    direct: bool = False,
    event: str | None = None,
    stated: str | None = None,
    cites: str | None = None,
    grounded: bool = True,
    **fields: Any,
) -> Claim:
    start = document.text.index(passage)
    span = Span.of(document.text, start, start + len(passage))
    source = Source(name=speaker, kind="person") if speaker else None
    dates = [ClaimDate(role="event", value=event)] if event else []
    dates += [ClaimDate(role="statement", value=stated)] if stated else []
    return Claim(
        claim_id=claim_id(document.id, [span], text or passage, speaker),
        document_id=document.id,
        text=text or passage,
        evidence=(span,),
        attribution=Attribution(
            type="direct" if direct else "indirect" if speaker else "none",
            source=source,
            content=(span,) if speaker else (),
        ),
        dates=tuple(dates),
        cited_works=(CitedWork(name=cites),) if cites else (),
        grounding=Grounding(status="grounded" if grounded else "ungrounded"),
        provenance=Provenance(package_version="0"),
        **fields,
    )


def compared(first: str, second: str, first_fields: Any = None, second_fields: Any = None) -> Comparison:
    left, right = article("left", first), article("right", second)
    a = slots_of(says(left, first, **(first_fields or {})), left)
    b = slots_of(says(right, second, **(second_fields or {})), right)
    return compare_slots(a, b, similarity([first], [second])[0])


def rows(documents: list[Document], claims: list[Claim]) -> list[Cluster]:
    clusters = reconcile(claims, documents)
    placed = [member.claim_id for cluster in clusters for member in cluster.members]
    assert sorted(placed) == sorted(claim.claim_id for claim in claims if claim.grounding.status == "grounded")
    return clusters


BUDGET = "The Torvik council approved the harbour budget."
FIRE = "The fire in the Torvik cannery killed 12 people."


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FIRE, "Twelve people died in the fire at the Torvik cannery."),
        ("The Torvik council approved the harbour budget.", "Torvik's council has approved its harbour budget."),
        ("The ferry Selma carries 400 passengers.", "Four hundred passengers are carried by the ferry Selma."),
        ("The council did not approve the harbour budget.", "The harbour budget was rejected by the council."),
    ],
)
def test_the_same_in_other_words(first: str, second: str) -> None:
    assert compared(first, second).relation in {"same", "refines"}


@pytest.mark.parametrize(
    ("first", "second", "cause"),
    [
        (FIRE, "Fifteen people died in the fire at the Torvik cannery.", "number"),
        (FIRE, "The fire in the Torvik cannery killed more than 20 people.", "number"),
        ("Fire kills 12 at the Torvik cannery.", "15 people were killed by the fire at the Torvik cannery.", "number"),
        ("The new quay at Torvik cost $3 million.", "The new quay at Torvik cost $5 million.", "number"),
        ("Turnout in Torvik was 61 percent.", "Turnout in Torvik was 58.5 percent.", "number"),
        (BUDGET, "The council of Torvik did not approve its harbour budget.", "negation"),
        (BUDGET, "The Torvik council rejected the harbour budget.", "negation"),
        ("Mayor Brandt supports the new quay at Torvik.", "Mayor Brandt opposes the new quay at Torvik.", "negation"),
        ("The Torvik cannery burned down.", "The report that the Torvik cannery burned down is a hoax.", "negation"),
    ],
)  # fmt: skip
def test_contradictions_have_their_cause_either_way_round(first: str, second: str, cause: str) -> None:
    for comparison in (compared(first, second), compared(second, first)):
        assert (comparison.relation, comparison.cause) == ("contradicts", cause)
        assert comparison.reason


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The Torvik cannery employs about 40 people.", "The Torvik cannery employs 41 people."),
        ("The Torvik cannery employs more than 30 people.", "The Torvik cannery employs 41 people."),
        ("The Torvik cannery exported 20,000 tons.", "The Torvik cannery exported 20,450 tons."),
        ("The Torvik cannery earned $1 million.", "The Torvik cannery earned $1.02 million."),
    ],
)
def test_a_sharper_figure_refines(first: str, second: str) -> None:
    assert compared(first, second).relation == "refines"
    assert compared(second, first).relation == "same"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The fire in the Torvik cannery killed 12 people.", "The fire in the Solheim brewery killed 15 people."),
        ("The Torvik council approved the harbour budget.", "The Solheim council approved the harbour budget."),
        ("Mayor Brandt opened the harbour festival.", "Mayor Lunde opened the harbour festival."),
        ("Mayor Brandt opened the harbour festival.", "The cannery will hire welders next spring."),
        ("The Torvik council closed the school.", "The Torvik council should close the school."),
    ],
)
def test_similar_words_about_something_else_are_different(first: str, second: str) -> None:
    proposal = {"kind": "proposal"} if "should" in second else {}
    assert compared(first, second, None, proposal).relation == "different"


def test_one_event_put_at_two_dates_contradicts() -> None:
    first, second = "The ferry Selma sank off Torvik.", "The ferry Selma sank off the coast of Torvik."
    comparison = compared(first, second, {"event": "2031-05-03"}, {"event": "2031-05-05"})
    assert (comparison.relation, comparison.cause) == ("contradicts", "date")


def test_dates_of_different_precision_agree() -> None:
    text = "The ferry Selma sank off Torvik."
    assert compared(text, text, {"event": "2018"}, {"event": "2018-06"}).relation == "refines"
    assert compared(text, text, {"event": "2018-06"}, {"event": "2018"}).relation == "same"
    assert compared(text, text, {"event": "2018-06~"}, {"event": "2018-22"}).relation in {"same", "refines"}


def test_other_figures_at_other_times_are_no_contradiction() -> None:
    first, second = "The Torvik cannery employed 300 people.", "The Torvik cannery employed 250 people."
    comparison = compared(first, second, {"event": "2029"}, {"event": "2031"})
    assert (comparison.relation, comparison.cause) == ("different", None)


def test_a_later_figure_of_the_same_speaker_supersedes() -> None:
    first, second = FIRE, "The fire in the Torvik cannery killed 15 people."
    speaker = {"speaker": "Ilse Brandt"}
    comparison = compared(first, second, {**speaker, "stated": "2031-05-03"}, {**speaker, "stated": "2031-05-04"})
    assert (comparison.relation, comparison.cause) == ("superseded", "number")
    other = {"speaker": "Odd Lunde", "stated": "2031-05-04"}
    assert compared(first, second, {**speaker, "stated": "2031-05-03"}, other).relation == "contradicts"


def test_one_quotation_given_to_two_people_contradicts() -> None:
    words = "“We will rebuild the cannery before the winter storms arrive,”"
    for name, relation in (("Odd Lunde", "contradicts"), ("Brandt", "same")):
        comparison = compared(
            words, words, {"speaker": "Ilse Brandt", "direct": True}, {"speaker": name, "direct": True}
        )
        assert comparison.relation == relation
        assert comparison.cause == ("attribution" if relation == "contradicts" else None)


def test_two_people_may_say_the_same_in_words_of_their_own() -> None:
    first, second = "The cannery will be rebuilt before winter.", "The cannery will be rebuilt before winter comes."
    assert compared(first, second, {"speaker": "Ilse Brandt"}, {"speaker": "Odd Lunde"}).relation == "same"


def test_certain_against_not_established_contradicts() -> None:
    first = "Arson caused the fire in the Torvik cannery."
    second = "It is unclear whether arson caused the fire in the Torvik cannery."
    comparison = compared(first, second, {"certainty": "certain"}, {"certainty": "unknown"})
    assert (comparison.relation, comparison.cause) == ("contradicts", "certainty")
    assert compared(first, "Arson probably caused the fire in the Torvik cannery.").relation == "same"


def test_quantities_recorded_with_the_claim_are_used() -> None:
    one = {"quantities": (Quantity(value=12, unit="people"),)}
    other = {"quantities": (Quantity(value=15, unit="people"),)}
    text = "A fire in the cannery of Torvik cost lives."
    assert compared(text, text, one, other).cause == "number"
    assert compared(text, text, one, one).relation == "same"


def test_numbers_that_count_different_things_do_not_clash() -> None:
    first = "The storm killed 12 people in Torvik and injured 30 people."
    second = "The storm in Torvik injured 30 people."
    assert compared(first, second).relation in {"same", "refines"}


def test_an_update_in_words_must_not_be_the_older_statement() -> None:
    first, second = "The toll of the Torvik fire is 12 people.", "The toll of the Torvik fire was revised to 15 people."
    assert compared(first, second).relation == "superseded"
    assert compared(first, second, {"stated": "2031-05-04"}, {"stated": "2031-05-03"}).relation == "contradicts"


def test_a_magnitude_is_no_toll() -> None:
    first = "Five dead after a quake near Torvik."
    assert compared(first, "Dozens dead after a 6.1-magnitude quake near Torvik.").relation in {"same", "refines"}


def test_contradicting_claims_stand_in_one_row() -> None:
    north, south = article("north", FIRE), article("south", "Fifteen people died in the fire at the Torvik cannery.")
    [row] = rows([north, south], [says(north, north.text), says(south, south.text)])
    assert row.status == "disputed"
    assert [(member.stance, member.cause) for member in row.members] == [("supports", None), ("contradicts", "number")]
    assert "12" in row.explanation
    assert "number" in row.explanation


def test_two_outlets_corroborate_and_one_outlet_twice_does_not() -> None:
    text = "Twelve people died in the fire at the Torvik cannery."
    north, south = article("north", FIRE, published="2031-05-03"), article("south", text, published="2031-05-04")
    [row] = rows([north, south], [says(north, FIRE), says(south, text)])
    assert (row.status, row.independent_sources) == ("corroborated", 2)
    again = article("south", text, publisher=north.publisher, published="2031-05-04")
    [row] = rows([north, again], [says(north, FIRE), says(again, text)])
    assert (row.status, row.independent_sources) == ("single-source", 1)
    assert "2 articles, 1 source: north Post, publisher of both" in row.explanation


def test_repeating_oneself_in_one_article_is_no_corroboration() -> None:
    twice = article("north", FIRE, "Twelve people died in the fire at the Torvik cannery.")
    second = "Twelve people died in the fire at the Torvik cannery."
    [row] = rows([twice], [says(twice, FIRE), says(twice, second)])
    assert (row.status, row.independent_sources, len(row.members)) == ("single-source", 1, 2)


WIRE = "Rescue crews searched the ruins of the Torvik cannery until dawn and found twelve bodies in the cold store."


def test_wire_copies_count_once() -> None:
    copies = [article(name, WIRE, published="2031-05-03") for name in ("east", "north", "south", "west")]
    [row] = rows(copies, [says(document, WIRE) for document in copies])
    assert (row.status, row.independent_sources) == ("single-source", 1)
    assert "4 articles, 1 source: near-identical text in" in row.explanation


def test_the_same_cited_work_and_the_same_speaker_count_once() -> None:
    text = "Twelve people died in the fire at the Torvik cannery."
    north, south = article("north", FIRE), article("south", text)
    west = article("west", "In Torvik, the cannery fire killed twelve people.")
    report = "Report of the Harbour Inspectorate"
    [row] = rows([north, south], [says(north, FIRE, cites=report), says(south, text, cites=f"the {report}")])
    assert row.independent_sources == 1
    assert f"1 source: the {report}, cited by" in row.explanation
    speaking = [says(north, FIRE, speaker="Ilse Brandt"), says(south, text, speaker="Mayor Brandt")]
    [row] = rows([north, south], speaking)
    assert row.independent_sources == 1
    [row] = rows([north, south, west], [*speaking, says(west, west.text, speaker="Odd Lunde")])
    assert row.status == "corroborated"


def test_anonymous_sources_are_not_taken_for_one() -> None:
    text = "Twelve people died in the fire at the Torvik cannery."
    north, south = article("north", FIRE), article("south", text)
    claims = [says(north, FIRE), says(south, text)]
    unnamed = Attribution(type="indirect", source=Source(name="an official", kind="anonymous"))
    [row] = rows([north, south], [claim.model_copy(update={"attribution": unnamed}) for claim in claims])
    assert row.independent_sources == 2


def test_a_correction_supersedes_and_is_no_dispute() -> None:
    later = "The fire in the Torvik cannery killed 15 people."
    first, second = article("a", FIRE, published="2031-05-03"), article("b", later, published="2031-05-05")
    third = article("c", "Fifteen people were killed by the fire in the Torvik cannery.", published="2031-05-06")
    claims = [
        says(first, FIRE, speaker="Ilse Brandt"),
        says(second, later, speaker="Ilse Brandt"),
        says(third, third.text),
    ]
    [row] = rows([first, second, third], claims)
    assert row.status == "superseded"
    assert row.canonical == claims[0].claim_id
    assert row.independent_sources == 1
    assert "contradicts" not in {member.stance for member in row.members}
    assert "updates the figure" in row.explanation


def test_likeness_does_not_chain() -> None:
    steps = [
        "The Torvik council approved the harbour budget in spring.",
        "In spring the harbour budget paid for a lighthouse keeper.",
        "A lighthouse keeper rescued two sailors near Grimsby rocks.",
        "Two sailors near Grimsby rocks caught a record halibut.",
    ]
    documents = [article(f"d{number}", text) for number, text in enumerate(steps)]
    clusters = rows(documents, [says(document, document.text) for document in documents])
    assert max(len(cluster.members) for cluster in clusters) <= 2
    assert len(clusters) >= 3


def test_different_events_with_like_words_stay_apart() -> None:
    north, south = article("north", FIRE), article("south", "The fire in the Solheim brewery killed 15 people.")
    clusters = rows([north, south], [says(north, north.text), says(south, south.text)])
    assert [cluster.status for cluster in clusters] == ["single-source", "single-source"]


def test_ungrounded_claims_reach_no_cluster() -> None:
    north, south = article("north", FIRE), article("south", FIRE)
    claims = [says(north, FIRE), says(south, FIRE, grounded=False)]
    [row] = rows([north, south], claims)
    assert [member.claim_id for member in row.members] == [claims[0].claim_id]


def test_a_claim_without_its_document_is_an_error() -> None:
    north = article("north", FIRE)
    with pytest.raises(InputError, match="document north"):
        reconcile([says(north, FIRE)], [])


def test_the_canonical_claim_stands_on_its_own() -> None:
    early = article("early", "It killed 12 people in the Torvik cannery fire.", published="2031-05-03")
    late = article("late", FIRE, published="2031-05-04")
    [row] = rows([early, late], [says(early, early.text), says(late, FIRE)])
    assert row.canonical == says(late, FIRE).claim_id


def test_nothing_gives_nothing_and_stop_words_give_single_rows() -> None:
    assert reconcile([], []) == []
    documents = [article("a", "It is what it is."), article("b", "And so it was.")]
    assert len(rows(documents, [says(document, document.text) for document in documents])) == 2


def test_many_copies_of_one_sentence_are_one_row() -> None:
    # More copies than the cap on document frequency: every word of the sentence is then too frequent to compare by.
    documents = [article(f"d{number:03}", WIRE) for number in range(320)]
    [row] = rows(documents, [says(document, WIRE) for document in documents])
    assert row.independent_sources == 1


POOL = [
    article("a", FIRE, "Mayor Brandt opened the harbour festival.", published="2031-05-03"),
    article("b", "Fifteen people died in the fire at the Torvik cannery.", published="2031-05-04"),
    article("c", FIRE, "Mayor Brandt did not open the harbour festival.", publisher="a Post"),
    article("d", "The harbour festival was opened by Mayor Ilse Brandt.", published="2031-05"),
    article("e", "The cannery in Torvik lost about 12 people to the fire.", WIRE, published="2031-05-03"),
    article("f", WIRE, "The fire in the Solheim brewery killed 15 people.", published="2031-05-09"),
]
POOL_CLAIMS = [
    says(document, sentence + ".") for document in POOL for sentence in document.text.rstrip(".").split(". ")
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(POOL), st.permutations(POOL_CLAIMS))
def test_the_order_of_the_input_changes_nothing(documents: list[Document], claims: list[Claim]) -> None:
    assert reconcile(claims, documents) == reconcile(POOL_CLAIMS, POOL)


def test_the_pool_above_is_not_trivial() -> None:
    statuses = {cluster.status for cluster in rows(POOL, POOL_CLAIMS)}
    assert {"disputed", "single-source"} <= statuses


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_bounded(first: str, second: str) -> None:
    [forth], [back] = similarity([first], [second]), similarity([second], [first])
    assert forth == back
    assert 0 <= forth <= 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_compared(first: str, second: str) -> None:
    forth, back = compared(first, second), compared(second, first)
    assert (forth.relation == "contradicts") == (back.relation == "contradicts")
    assert (forth.relation == "different") == (back.relation == "different")
