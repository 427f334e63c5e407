"""How many sources stand behind a row: copies, common sources, and articles that cite each other."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest

from claimextract.models import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    Cluster,
    Document,
    Grounding,
    Provenance,
    Source,
    Span,
    claim_id,
)
from claimextract.reconciliation import reconcile
from claimextract.reconciliation.chains import circles, citations
from claimextract.reconciliation.copies import repeats
from claimextract.reconciliation.independence import titled, voices
from claimextract.reconciliation.speakers import owner_of, state_of
from claimextract.table.rows import build

SANK = "The ferry Selma sank off Torvik with 40 cars on board."
WENT_DOWN = "Off Torvik the ferry Selma went down with 40 cars on board."
LOST = "With 40 cars on board, the ferry Selma was lost off Torvik and sank."


def article(name: str, text: str, publisher: str | None = None, **fields: Any) -> Document:
    return Document.from_text(text, id=name, publisher=publisher, **fields)


def says(
    document: Document,
    text: str,
    *,
    passage: str | None = None,
    speaker: str | None = None,
    kind: Any = "person",
    via: Sequence[Source] = (),
    works: Sequence[CitedWork] = (),
    stated: str | None = None,
    **fields: Any,
) -> Claim:
    passage = passage or text
    start = document.text.index(passage)
    span = Span.of(document.text, start, start + len(passage))
    return Claim(
        claim_id=claim_id(document.id, [span], text, speaker),
        document_id=document.id,
        text=text,
        evidence=(span,),
        attribution=Attribution(
            type="indirect" if speaker else "none",
            source=Source(name=speaker, kind=kind) if speaker else None,
            content=(span,) if speaker else (),
            via=tuple(via),
        ),
        dates=(ClaimDate(role="statement", value=stated),) if stated else (),
        cited_works=tuple(works),
        grounding=Grounding(status="grounded"),
        provenance=Provenance(package_version="0"),
        **fields,
    )


def work(name: str, **fields: Any) -> CitedWork:
    return CitedWork(name=name, **fields)


def only_row(documents: Sequence[Document], claims: Sequence[Claim]) -> Cluster:
    [row] = reconcile(claims, documents)
    return row


POST, COURIER, HERALD = (
    article("a", SANK, "Torvik Post", published="2031-03-08"),
    article("b", WENT_DOWN, "Solheim Courier", published="2031-03-09"),
    article("c", LOST, "Grimsby Herald", published="2031-03-10"),
)
THREE = [POST, COURIER, HERALD]


# One work, one issuer, one speaker


def test_the_work_behind_three_articles_is_named() -> None:
    statement = "the ministry’s statement of 7 March"
    claims = [says(one, one.text, works=[work(statement, date="2031-03-07")]) for one in THREE]
    row = only_row(THREE, claims)
    assert (row.status, row.independent_sources) == ("single-source", 1)
    assert row.explanation.startswith(f"3 articles, 1 source: {statement}, cited by Torvik Post, ")
    assert {member.source for member in row.members} == {1}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (work("the inspectorate’s report of 7 March", publisher="Harbour Inspectorate", date="2031-03-07"),
         work("report", kind="other", publisher="the Harbour Inspectorate", date="2031-03-07")),
        (work("Findings on the Selma", url="https://www.inspect.example/selma/"),
         work("the findings", url="http://inspect.example/selma")),
        (work("Loss of the Selma", author="Odd Lunde"), work("the diver’s diary", author="Odd Lunde")),
    ],
)  # fmt: skip
def test_one_work_under_two_names_is_one_source(first: CitedWork, second: CitedWork) -> None:
    row = only_row([POST, COURIER], [says(POST, SANK, works=[first]), says(COURIER, WENT_DOWN, works=[second])])
    assert row.independent_sources == 1


def test_a_name_that_any_work_bears_ties_nothing() -> None:
    claims = [says(POST, SANK, works=[work("report")]), says(COURIER, WENT_DOWN, works=[work("the report")])]
    assert only_row([POST, COURIER], claims).independent_sources == 2


def test_an_organization_is_one_source_quoted_or_cited() -> None:
    claims = [
        says(POST, SANK, speaker="the Harbour Inspectorate", kind="organization"),
        says(COURIER, WENT_DOWN, works=[work("report of 7 March", publisher="Harbour Inspectorate")]),
    ]
    row = only_row([POST, COURIER], claims)
    assert row.independent_sources == 1
    assert "Harbour Inspectorate, as reported by Torvik Post and Solheim Courier" in row.explanation


def test_who_relays_a_claim_is_its_source_too() -> None:
    relay = Source(name="Ilse Brandt", kind="person")
    claims = [
        says(POST, SANK, speaker="the crew", kind="anonymous", via=[relay]),
        says(COURIER, WENT_DOWN, speaker="a diver", kind="anonymous", via=[relay]),
    ]
    assert only_row([POST, COURIER], claims).independent_sources == 1


def test_one_person_on_two_occasions_is_one_source() -> None:
    claims = [
        says(POST, SANK, speaker="Ilse Brandt", stated="2031-03-07"),
        says(COURIER, WENT_DOWN, speaker="Brandt", stated="2031-03-09"),
    ]
    assert only_row([POST, COURIER], claims).independent_sources == 1


def test_two_people_on_one_occasion_are_two_sources() -> None:
    claims = [says(POST, SANK, speaker="Ilse Brandt"), says(COURIER, WENT_DOWN, speaker="Odd Lunde")]
    row = only_row([POST, COURIER], claims)
    assert row.status == "corroborated"
    assert "No publisher, author, speaker, cited work or text ties the sources together." in row.explanation


def test_bylines_that_name_nobody_tie_nothing() -> None:
    for first, second in [
        ("Staff writers", "Staff Writers"),
        ("News Desk", "news desk"),
        ("By our correspondent",) * 2,
    ]:
        one = article("a", SANK, "Torvik Post", authors=(first,))
        other = article("b", WENT_DOWN, "Solheim Courier", authors=(second,))
        assert only_row([one, other], [says(one, SANK), says(other, WENT_DOWN)]).independent_sources == 2


def test_a_nameless_source_is_said_to_be_one() -> None:
    row = only_row([POST], [says(POST, SANK, speaker="an official", kind="anonymous")])
    assert row.explanation == "Only Torvik Post (an official) says this. Nobody is named who says it."


# Copies


WIRE = (
    "The ferry Selma sank off Torvik on Monday with 40 cars on board. Divers found the wreck in thirty metres of water "
    "the next morning. The harbour office closed the strait to all ships and asked fishermen to keep their distance. "
    "Mayor Brandt thanked the crews of six lifeboats who had searched until dawn."
)
EDITED = (
    "With 40 cars on board, the ferry Selma sank off Torvik on Monday. Divers found the wreck in thirty metres of "
    "water the next morning, and the harbour office closed the strait to all ships. Mayor Brandt has thanked the crews."
)
OWN = " In the kiosk at the quay the coffee was free that night, and nobody asked who paid for it."


def first_of(document: Document) -> Claim:
    return says(document, SANK, passage=document.text.partition(". ")[0] + ".")


def test_a_wire_report_lightly_edited_is_one_source() -> None:
    wire, copy = article("a", WIRE, "Norder Agency"), article("b", EDITED, "Solheim Courier")
    row = only_row([wire, copy], [first_of(wire), first_of(copy)])
    assert row.independent_sources == 1
    assert "near-identical text in Norder Agency and Solheim Courier" in row.explanation


def test_what_an_article_adds_to_a_copied_report_is_its_own() -> None:
    wire, copy = article("a", WIRE, "Norder Agency"), article("b", EDITED + OWN, "Solheim Courier")
    other = article("c", "Coffee was free that night in the kiosk at the quay.", "Grimsby Herald")
    coffee = "In the kiosk at the quay the coffee was free that night."
    claims = [says(copy, coffee, passage=OWN.strip()), says(other, other.text)]
    assert only_row([wire, copy, other], claims).independent_sources == 2


def test_one_event_told_in_like_words_is_no_copy() -> None:
    first = article("a", f"{SANK} Nobody knows why she left the fairway so early in the evening.", "Torvik Post")
    second = article("b", f"{WENT_DOWN} The owner bought her from a Danish line for a song.", "Solheim Courier")
    row = only_row([first, second], [says(first, SANK), says(second, WENT_DOWN)])
    assert row.independent_sources == 2
    assert repeats([first, second]).parts == {}


def test_copies_of_copies_are_one_group_under_the_first() -> None:
    documents = [
        article(name, text) for name, text in (("z", WIRE), ("a", WIRE + OWN), ("m", WIRE.replace("dawn", "noon")))
    ]
    found = repeats([*documents, article("q", LOST * 3)])
    assert found.whole == {"z": "z", "a": "z", "m": "z"}
    assert found.copied("a", "m")
    assert not found.copied("a", "q")


def test_the_agency_of_a_dateline_or_a_byline_is_the_source() -> None:
    agency = article("a", f"TORVIK (NPA) — {SANK}", "Norder Press Agency")
    credited = article("b", WENT_DOWN, "Solheim Courier", authors=("NPA",))
    dated = article("c", f"TORVIK, March 8 (NPA) - {LOST}", "Grimsby Herald")
    claims = [says(agency, SANK), says(credited, WENT_DOWN), says(dated, LOST)]
    row = only_row([agency, credited, dated], claims)
    assert row.independent_sources == 1
    assert "the same agency (Norder Press Agency)" in row.explanation


def test_an_abbreviation_in_a_sentence_is_no_dateline() -> None:
    first = article("a", f"The Harbour Research Institute (HRI) - a body of the state - is old. {SANK}", "Torvik Post")
    second = article(
        "b", f"The Harbour Research Institute (HRI) – a body of the state – is new. {WENT_DOWN}", "Courier"
    )
    assert only_row([first, second], [says(first, SANK), says(second, WENT_DOWN)]).independent_sources == 2


# Citing


def cites(document: Document, outlet: str, by: str = "speaker") -> Claim:
    if by == "speaker":
        return says(document, document.text, speaker=outlet, kind="organization")
    return says(document, document.text, works=[work(outlet) if by == "work" else work("an article", url=outlet)])


@pytest.mark.parametrize(("outlet", "by"), [("the Torvik Post", "speaker"), ("Torvik Post", "work")])
def test_who_cites_an_article_leans_on_it(outlet: str, by: str) -> None:
    row = only_row([POST, COURIER], [says(POST, SANK), cites(COURIER, outlet, by)])
    assert row.independent_sources == 1
    assert "1 source: Torvik Post, cited by Solheim Courier" in row.explanation
    assert "circular" not in row.explanation


def test_an_article_is_known_by_its_address_and_its_title() -> None:
    titled_post = article("a", SANK, "Torvik Post", url="https://post.example/selma", title="Loss of the Selma")
    for claim in (
        cites(COURIER, "http://www.post.example/selma/", "url"),
        says(COURIER, WENT_DOWN, works=[work("“Loss of the Selma”")]),
    ):
        assert only_row([titled_post, COURIER], [says(titled_post, SANK), claim]).independent_sources == 1


def test_two_that_cite_each_other_are_named() -> None:
    row = only_row([POST, COURIER], [cites(POST, "Solheim Courier"), cites(COURIER, "Torvik Post")])
    assert row.independent_sources == 1
    assert (
        "The citation is circular: Solheim Courier cites Torvik Post and Torvik Post cites Solheim Courier."
        in row.explanation
    )


def test_a_circle_through_a_third_is_named_and_a_chain_is_not() -> None:
    chain = [cites(POST, "Solheim Courier"), cites(COURIER, "Grimsby Herald"), says(HERALD, LOST)]
    row = only_row(THREE, chain)
    assert row.independent_sources == 1
    assert "circular" not in row.explanation
    for order in permutations([*chain[:2], cites(HERALD, "Torvik Post")]):
        row = only_row(THREE, order)
        assert row.independent_sources == 1
        assert "circular: Grimsby Herald cites Torvik Post, Torvik Post cites Solheim Courier and " in row.explanation


def test_the_circle_runs_through_outlets_not_articles() -> None:
    later = article("d", LOST, "Torvik Post", published="2031-03-12")
    claims = [says(POST, SANK), cites(COURIER, "Torvik Post"), cites(later, "Solheim Courier")]
    row = only_row([POST, COURIER, later], claims)
    assert row.independent_sources == 1
    assert "The citation is circular" in row.explanation


def test_a_house_that_cites_itself_runs_in_no_circle() -> None:
    later = article("d", WENT_DOWN, "Torvik Post, North Press")
    claims = [cites(POST, "Torvik Post"), cites(later, "Torvik Post")]
    assert circles(citations(claims, [POST, later]), [POST, later]) == []
    assert only_row([POST, later], claims).independent_sources == 1


def test_an_independent_voice_beside_a_circle_counts() -> None:
    claims = [cites(POST, "Solheim Courier"), cites(COURIER, "Torvik Post"), says(HERALD, LOST)]
    row = only_row(THREE, claims)
    assert (row.status, row.independent_sources) == ("corroborated", 2)
    assert "circular" in row.explanation
    assert "Grimsby Herald" in row.explanation


def test_groups_do_not_depend_on_the_order_of_the_claims() -> None:
    claims = [cites(POST, "Solheim Courier"), says(COURIER, WENT_DOWN), says(HERALD, LOST, speaker="Odd Lunde")]
    homes = {one.id: one for one in THREE}
    found = set()
    for order in permutations(claims):
        groups = voices(order, [homes[claim.document_id] for claim in order], repeats(THREE))
        found.add(frozenset(frozenset(order[item].claim_id for item in group.members) for group in groups))
    assert len(found) == 1
    assert {len(group) for group in found.pop()} == {1, 2}


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        (work("the inspectorate’s report of 7 March", date="2031-03-07"), "the inspectorate’s report of 7 March"),
        (work("report", publisher="Sea Office", date="2031-03-07"), "report (Sea Office) of 2031-03-07"),
        (work("Harbour Inspectorate report", publisher="the Harbour Inspectorate"), "Harbour Inspectorate report"),
    ],
)  # fmt: skip
def test_a_work_is_told_with_its_issuer_and_date(cited: CitedWork, told: str) -> None:
    assert titled(cited) == told


# Time


def died(document: Document, number: str, **fields: Any) -> Claim:
    return says(
        document, f"The sinking of the ferry Selma off Torvik killed {number} people.", passage=document.text, **fields
    )


def test_first_appearance_and_changes_are_told_in_the_order_of_time() -> None:
    days = ["2031-03-08", "2031-03-09", "2031-03-10", "2031-03-12"]
    texts = [SANK, WENT_DOWN, LOST, "The Selma is gone."]
    documents = [
        article(name, text, f"{name} Post", published=day) for name, text, day in zip("abcd", texts, days, strict=True)
    ]
    claims = [
        died(documents[0], "12", speaker="Ilse Brandt"),
        died(documents[1], "12", speaker="Odd Lunde"),
        died(documents[2], "15", speaker="Ilse Brandt"),
        died(documents[3], "15", speaker="Marta Soll"),
    ]
    clusters = reconcile(claims, documents)
    [row] = build(clusters, claims, documents)
    assert [(step.date, step.change, step.document_id) for step in row.history] == [
        ("2031-03-08", "first", "a"),
        ("2031-03-09", "confirmed", "b"),
        ("2031-03-10", "updated", "c"),
    ]
    assert row.status == "superseded"
    assert "It was first published on 2031-03-08, by a Post (Ilse Brandt)." in row.explanation
    assert "c Post (Ilse Brandt) on 2031-03-10: a later statement updates the figure: 15 after 12." in row.explanation


def test_event_statement_and_publication_are_kept_apart() -> None:
    document = article("a", SANK, "Torvik Post", published="2031-03-08")
    claim = says(document, SANK, speaker="Ilse Brandt", stated="2031-03-07")
    claim = claim.model_copy(update={"dates": (*claim.dates, ClaimDate(role="event", value="2031-03-06"))})
    [row] = build(reconcile([claim], [document]), [claim], [document])
    [item] = row.evidence
    assert (item.event_date, item.stated, item.published) == ("2031-03-06", "2031-03-07", "2031-03-08")
    assert [(step.date, step.change) for step in row.history] == [("2031-03-07", "first")]


def test_a_statement_reported_late_is_placed_when_it_was_made() -> None:
    early = article("a", SANK + " a", "Torvik Post", published="2031-03-20")
    late = article("b", SANK + " b", "Solheim Courier", published="2031-03-10")
    claims = [
        died(early, "12", speaker="Ilse Brandt", stated="2031-03-07"),
        died(late, "15", speaker="Ilse Brandt", stated="2031-03-09"),
    ]
    [row] = build(reconcile(claims, [early, late]), claims, [early, late])
    assert row.status == "superseded"
    assert [(step.date, step.change) for step in row.history] == [("2031-03-07", "first"), ("2031-03-09", "updated")]


def test_a_dispute_is_a_step_and_a_repetition_is_none() -> None:
    documents = [
        article(name, text, f"{name} Post", published=f"2031-03-0{day}")
        for day, (name, text) in enumerate(zip("abcd", [SANK, WENT_DOWN, LOST, "The Selma is gone."], strict=True), 1)
    ]
    claims = [
        died(documents[0], "12", speaker="Ilse Brandt"),
        died(documents[1], "12", speaker="Ilse Brandt"),
        died(documents[2], "15", speaker="Odd Lunde"),
        died(documents[3], "15", speaker="Odd Lunde"),
    ]
    [row] = build(reconcile(claims, documents), claims, documents)
    assert [(step.change, step.document_id) for step in row.history] == [("first", "a"), ("disputed", "c")]
    assert "Against it stand 2 articles, 1 source: Odd Lunde, as reported by c Post and d Post." in row.explanation


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "On Monday 84 people slept in the Torvik sports hall.",
            "On Friday 31 people slept in the Torvik sports hall.",
        ),
        ("The coast road near Torvik was closed.", "The coast road near Torvik reopened at noon."),
        ("The coast road near Torvik was closed.", "The coast road near Torvik will stay closed until Friday."),
    ],
)
def test_another_time_is_no_contradiction(first: str, second: str) -> None:
    one = article("a", first, "Torvik Post", published="2031-03-03")
    other = article("b", second, "Solheim Courier", published="2031-03-07")
    event = {"a": "2031-03-03", "b": "2031-03-07"}
    claims = [
        says(document, document.text, kind="person").model_copy(
            update={
                "dates": (ClaimDate(role="event", value=event[document.id]),) if "slept" in first else (),
                "kind": "prediction" if " will " in document.text else "fact",
            }
        )
        for document in (one, other)
    ]
    assert [row.status for row in reconcile(claims, [one, other])] == ["single-source", "single-source"]


# -- states and bodies that speak under several names ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Beijing", "china"),
        ("PRC officials", "china"),
        ("senior Chinese leaders", "china"),
        ("the Chinese Foreign Ministry", "china"),
        ("the Kremlin", "russia"),
        ("U.S. leaders", "america"),
        ("the United States", "america"),
        ("North Korean officials", "north korea"),
        ("Chinese scholars", None),
        ("European leaders", None),
        ("officials", None),
        ("Washington Post", None),
        ("Paris Brandt", None),
        ("", None),
    ],
)
def test_a_state_speaks_under_many_names(name: str, state: str | None) -> None:
    assert state_of(name) == state


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("the inspectorate's report of 7 March", "inspectorate"),
        ("Harbour Board’s second study", "Harbour Board"),
        ("the report of the river board", "river board"),
        ("a letter from Ilse Brandt", "Ilse Brandt"),
        ("its report", None),
        ("Torvik's Daily", None),
        ("the report of 7 March", None),
    ],
)
def test_a_document_is_its_owner_s(name: str, owner: str | None) -> None:
    assert owner_of(name) == owner


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Beijing", "organization"), ("PRC officials", "anonymous")),
        (("the harbour board", "organization"), ("the harbour board's report of 3 May", "document")),
    ],
)
def test_one_voice_under_two_names_is_one_source(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = article("a", SANK, "Torvik Post"), article("b", WENT_DOWN, "Solheim Courier")
    claims = [
        says(first, SANK, speaker=one[0], kind=one[1]),
        says(second, WENT_DOWN, speaker=other[0], kind=other[1]),
    ]
    [row] = reconcile(claims, [first, second])
    assert (row.status, row.independent_sources) == ("single-source", 1)


def test_officials_of_no_state_stay_apart() -> None:
    first, second = article("a", SANK, "Torvik Post"), article("b", WENT_DOWN, "Solheim Courier")
    claims = [says(item, item.text, speaker="officials", kind="anonymous") for item in (first, second)]
    [row] = reconcile(claims, [first, second])
    assert row.independent_sources == 2


def test_an_article_that_relays_somebody_is_no_source_beside_them() -> None:
    told = "Oslo officials stress that off Torvik the ferry Selma went down with 40 cars on board."
    first, second = article("a", SANK, "Torvik Post"), article("b", told, "Solheim Courier")
    relay = says(second, told)
    content = says(second, WENT_DOWN, passage=told, speaker="Oslo officials", kind="anonymous")
    official = says(first, SANK, speaker="Oslo")
    rows = reconcile([official, relay, content], [first, second])
    assert [row.independent_sources for row in rows] == [1] * len(rows)
    assert any({member.claim_id for member in row.members} >= {official.claim_id, relay.claim_id} for row in rows)
