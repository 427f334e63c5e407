"""Rows that an editor can trust: no dispute where there is none, no agreement by names alone, plain explanations."""

from typing import Any

import pytest

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
    Source,
    Span,
    claim_id,
)
from claimextract.reconciliation import compare_slots, reconcile, similarity, slots_of


def article(name: str, text: str, publisher: str | None = None, **fields: Any) -> Document:
    return Document.from_text(text, id=name, publisher=publisher, **fields)


def says(
    document: Document,
    text: str,
    *,
    passage: str | None = None,
    speaker: str | None = None,
    speaker_kind: Any = "person",
    event: str | None = None,
    cites: str | None = None,
    direct: bool = False,
    **fields: Any,
) -> Claim:
    passage = passage or text
    start = document.text.index(passage)
    span = Span.of(document.text, start, start + len(passage))
    kind = "direct" if direct else "indirect" if speaker else "none"
    return Claim(
        claim_id=claim_id(document.id, [span], text, speaker),
        document_id=document.id,
        text=text,
        evidence=(span,),
        attribution=Attribution(
            type=kind,
            source=Source(name=speaker, kind=speaker_kind) if speaker else None,
            content=(span,) if speaker else (),
        ),
        dates=(ClaimDate(role="event", value=event),) if event else (),
        cited_works=(CitedWork(name=cites),) if cites else (),
        grounding=Grounding(status="grounded"),
        provenance=Provenance(package_version="0"),
        **fields,
    )


def compared(first: str, second: str, first_fields: Any = None, second_fields: Any = None) -> Comparison:
    left, right = article("left", first), article("right", second)
    a = slots_of(says(left, first, **(first_fields or {})), left)
    b = slots_of(says(right, second, **(second_fields or {})), right)
    return compare_slots(a, b, similarity([first], [second])[0])


def table(*texts: str, **fields: Any) -> list[Cluster]:
    """The rows of articles that hold one claim each."""
    documents = [article(f"d{place}", text, f"House {place}") for place, text in enumerate(texts)]
    return reconcile([says(document, document.text, **fields) for document in documents], documents)


# -- no dispute where there is none ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("She has done nothing wrong.", "You would be wrong."),
        ("Nils Dahl is not about that.", "Nils Dahl will build a new quay."),
        ("They were not happy with the quay.", "We were so happy with the quay."),
        ("It never came to that.", "They were coming around to Nils Dahl."),
        ("I do not believe in the plan.", "Nils Dahl presented the plan and a second plan for the old quay."),
    ],
)
def test_claims_that_share_no_deed_are_not_set_against_each_other(first: str, second: str) -> None:
    assert [row.status for row in table(first, second)] == ["single-source", "single-source"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A spokesman declined to comment.", "Nils Dahl declined to comment."),
        ("He was in hospital for a week.", "She spent a week in hospital."),
        # What the longer one says is mostly something else.
        (
            "Dahl will speak of the burnt quay at a meeting in Solheim later on Friday.",
            "Solheim, where every meeting ends in song and the burnt fish is famous everywhere, will see Dahl and his "
            "brother later this week, when both open the regatta and the summer school.",
        ),
        # Limits are no figures: up to four is not up to fourteen.
        ("If convicted, Dahl faces up to four years in prison.", "A skipper who helps faces up to 14 years in prison."),
    ],
)
def test_claims_that_share_no_deed_do_not_confirm_each_other(first: str, second: str) -> None:
    assert [row.status for row in table(first, second)] == ["single-source", "single-source"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # A word explained is no policy denied.
        (
            "In Torvik the word league means close trade between harbours and not a military pact.",
            "Torvik opposes military pacts of single harbours, by which it meant Solheim.",
        ),
        # Both deny the same, one of them in passing.
        (
            "The mayors of Torvik and Solheim came to the fair, and no mayor had attended it before.",
            "No mayor had attended the fair of Torvik before.",
        ),
        # To hold back from a deed is not to do it.
        (
            "Torvik has not promised any ships to Solheim in the dispute.",
            "Torvik has refrained from pledging any ships to Solheim in the dispute.",
        ),
        # What the denial is about, the other does not say.
        (
            "Both Torvik and Solheim remain full members of the fishing league.",
            "The inspectors do not fine Torvik and Solheim, although both are full members of the fishing league.",
        ),
        # "Dismiss as" calls names and denies nothing.
        (
            "Torvik dismisses the ferry clubs as “loud and idle circles”.",
            "For Torvik the ferry clubs are what the mayor calls “loud and idle circles”.",
        ),
        # Earlier visits are denied, not this one.
        (
            "No mayor of the northern islands had ever attended a council of Torvik before.",
            "It is the first time that mayors of the northern islands attended a council of Torvik.",
        ),
        # Who supposes asserts nothing.
        ("Torvik and Solheim are not partners.", "Making Solheim a partner would cost Torvik more than it brings."),
        # Prices rise and fall; without a date nobody is contradicted.
        ("Cod prices in Torvik rise in early trading.", "Cod prices in Torvik fall in late trading."),
    ],
)
def test_what_only_looks_like_a_denial_is_no_dispute(first: str, second: str) -> None:
    assert compared(first, second).relation != "contradicts"
    assert compared(second, first).relation != "contradicts"
    assert "disputed" not in {row.status for row in table(first, second)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The Torvik council has reached a truce with the ferry union.", "Union denies truce with the Torvik council."),
        ("A trawler sank off Torvik on Friday.", "No, nobody sank a trawler off Torvik on Friday."),
        ("The Torvik cannery has closed.", "Has the Torvik cannery closed? Not."),
        ("The mayor of Torvik signed the ferry contract.", "The mayor of Torvik “did not sign” the ferry contract."),
        ("The Torvik council supports the new quay.", "The Torvik council opposes the new quay."),
    ],
)
def test_real_denials_are_still_found(first: str, second: str) -> None:
    assert (compared(first, second).relation, compared(first, second).cause) == ("contradicts", "negation")


def test_one_voice_of_one_article_never_contradicts_itself() -> None:
    first, second = (
        "The council approved the harbour budget of Torvik.",
        "The council did not approve the harbour budget.",
    )
    text = f"{first} {second}"
    one = article("one", text, "House")
    rows = reconcile([says(one, first), says(one, second)], [one])
    assert "disputed" not in {row.status for row in rows}
    rows = reconcile([says(one, first, speaker="Ilse Brandt"), says(one, second, speaker="Odd Lunde")], [one])
    assert {row.status for row in rows} == {"disputed"}  # two people may disagree in one article
    rows = reconcile([says(one, first, speaker="Ilse Brandt"), says(one, second, speaker="Brandt")], [one])
    assert "disputed" not in {row.status for row in rows}


# -- no agreement by names alone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "Solheim officials have had mixed luck in bringing Torvik skippers over to a strict quota.",
            "Neither Torvik alone. Nor Solheim alone.",
        ),
        ("The funeral of Ilse Brandt takes place in Torvik.", "Ilse Brandt opened the cannery in Torvik."),
    ],
)
def test_shared_names_are_not_agreement(first: str, second: str) -> None:
    assert len(table(first, second)) == 2


def test_an_article_seldom_says_a_thing_twice() -> None:
    first = "The richer islands have long been loyal and sworn friends of Solheim."
    second = (
        "Torvik is swiftly courting richer islands and poorer ones, and it tries to split Solheim from its friends."
    )
    one = article("one", f"{first} {second}", "Torvik Post")
    assert len(reconcile([says(one, first), says(one, second)], [one])) == 2


def test_a_claim_of_few_words_joins_only_its_like() -> None:
    assert len(table("They would ask Torvik.", "Reporters would ask the mayor of Torvik about the burnt cannery.")) == 2
    assert len(table("Any island can become a member.", "Any island can become a member.")) == 1


def test_one_occasion_does_not_bear_out_what_goes_on() -> None:
    one = article("one", "The navies of Torvik and Solheim held a joint exercise in the Sund in 2016.", "House A")
    other = article(
        "other", "Larger joint exercises are held in the Sund by the navies of Torvik and Solheim.", "House B"
    )

    def rows(event: str) -> int:
        claims = [says(one, one.text, event="2016"), says(other, other.text, event=event)]
        return len(reconcile(claims, [one, other]))

    assert (rows("2012/.."), rows("2016")) == (2, 1)


def test_what_should_be_is_not_what_is() -> None:
    assert compared("Torvik closed its old school.", "Torvik must close its old school.").relation == "different"
    wish, duty = (
        "The league called on Torvik to close its old school.",
        "Torvik must close its old school, the league said.",
    )
    assert compared(wish, duty).relation in {"same", "refines"}


# -- more true rows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Tehran signed a fishing accord with Moscow.", "Iran has signed a fishing agreement with Russia."),
        (
            "The United States vowed to send two ships to Torvik.",
            "Washington pledged to dispatch two vessels to Torvik.",
        ),
        # One clause of two is the same.
        (
            "Torvik has avoided formal pacts for decades, and its mayors often praise open trade.",
            "Torvik has avoided formal pacts so far, but there are signs that the fleet wants one.",
        ),
        # Two names and what is said of both.
        ("Torvik and Solheim are not allies.", "The mayors stress that Torvik is not an ally of Solheim."),
        # The same words in quotation marks.
        (
            "The Brandt letter spoke of a “fair and patient harbour order”.",
            "In a long speech on trade, the mayor asked all islands to work for a “fair and patient harbour order”.",
        ),
    ],
)
def test_the_same_in_the_words_of_the_news(first: str, second: str) -> None:
    [row] = table(first, second)
    assert (row.status, row.independent_sources) == ("corroborated", 2)


def test_the_row_s_claim_is_what_all_of_them_say() -> None:
    long = "The ferry Selma sank off Torvik, and the harbour office had warned its owner of rust twice."
    short = "The ferry Selma sank off Torvik."
    first, second = article("a", long, "House A", published="2031-05-03"), article("b", short, "House B")
    [row] = reconcile([says(first, long), says(second, short)], [first, second])
    assert row.canonical == says(second, short).claim_id
    assert [member.stance for member in row.members] == ["supports", "refines"]


def test_what_is_said_stands_for_a_row_before_what_the_article_says_by_the_way() -> None:
    passage = "The Post, a free daily paper of Torvik, said the ferry Selma sank in the storm."
    one = article("one", passage, "House A")
    aside = says(one, "The Post is a free daily paper of Torvik.", passage=passage)
    told = says(one, passage, speaker="the Post")
    [row] = reconcile([aside, told], [one])
    assert row.canonical == told.claim_id


def test_the_rest_of_a_broken_quotation_stands_for_no_row() -> None:
    passage = "“Not only the ferry Selma sank off Torvik,” Odd Lunde said, “but a whole fleet of good old ferries.”"
    one = article("one", passage, "House A")
    rest = says(one, "Odd Lunde: “but a whole fleet of good old ferries.”", passage=passage, speaker="Odd Lunde")
    whole = says(one, passage, speaker="Odd Lunde")
    [row] = reconcile([rest, whole], [one])
    assert row.canonical == whole.claim_id


# -- who is independent, in plain words --------------------------------------------------------------------------------

SANK, WENT_DOWN = "The ferry Selma sank off Torvik in the storm.", "In the storm off Torvik the ferry Selma sank."


def explained(first: Document, second: Document, first_fields: Any = None, second_fields: Any = None) -> Cluster:
    claims = [says(first, first.text, **(first_fields or {})), says(second, second.text, **(second_fields or {}))]
    [row] = reconcile(claims, [first, second])
    return row


def test_two_readings_of_one_sentence_are_no_corroboration() -> None:
    sentence = "Mayor Brandt said that the ferry Selma sank off Torvik in the storm."
    one = article("one", sentence, "Torvik Post")
    claims = [says(one, SANK, passage=sentence, speaker="Ilse Brandt"), says(one, sentence)]
    [row] = reconcile(claims, [one])
    assert (row.status, row.independent_sources) == ("single-source", 1)
    assert row.explanation == "Only Torvik Post (Ilse Brandt) says this, in one passage that holds 2 claims."


def test_independent_articles_are_named_by_publisher_and_speaker() -> None:
    row = explained(
        article("a", SANK, "Torvik Post", authors=("Ilse Brandt",)),
        article("b", WENT_DOWN, "Solheim Courier"),
        None,
        {"speaker": "Odd Lunde"},
    )
    assert row.status == "corroborated"
    assert row.explanation.startswith("2 articles, 2 sources: Torvik Post (Ilse Brandt); Solheim Courier (Odd Lunde).")
    assert "No publisher, author, speaker, cited work or text ties the sources together." in row.explanation


@pytest.mark.parametrize(
    ("first", "second", "tie"),
    [
        (
            {"publisher": "Torvik Post 3 (12), North Press"},
            {"publisher": "Torvik Post"},
            "Torvik Post, publisher of both",
        ),
        ({"authors": ("Ilse Brandt",)}, {"authors": ("Brandt",)}, "the same author (Ilse Brandt) in a and b"),
    ],
)
def test_one_house_or_one_author_is_one_source(first: Any, second: Any, tie: str) -> None:
    row = explained(article("a", SANK, **first), article("b", WENT_DOWN, **second))
    assert (row.status, row.independent_sources) == ("single-source", 1)
    assert f"2 articles, 1 source: {tie}." in row.explanation


def test_unknown_publishers_are_not_taken_for_one_but_copied_articles_are() -> None:
    assert explained(article("a", SANK), article("b", WENT_DOWN)).independent_sources == 2
    assert explained(article("a", SANK, "Channel 4"), article("b", WENT_DOWN, "Channel 5")).independent_sources == 2
    rest = " Divers found the wreck in thirty metres of water next morning, and the harbour office closed the strait."
    copies = [article(name, SANK + rest) for name in ("a", "b")]
    [row] = reconcile([says(document, SANK) for document in copies], copies)
    assert row.independent_sources == 1
    assert "near-identical text" in row.explanation


def test_one_quotation_is_one_source() -> None:
    first = article("a", "The strait is “no place for rusty old ferries like her,” a diver said.")
    second = article("b", "A diver called the strait “no place for rusty old ferries like her.”")
    row = explained(
        first,
        second,
        {"speaker": "a diver", "speaker_kind": "anonymous"},
        {"speaker": "a diver", "speaker_kind": "anonymous"},
    )
    assert row.independent_sources == 1
    assert "the same quotation" in row.explanation


def test_an_article_without_publisher_goes_by_title_or_path_never_by_a_hash() -> None:
    titled = Document.from_text(SANK, title="Loss of the Selma")
    filed = Document.from_text(WENT_DOWN, path="/home/brandt/inbox/selma.txt")
    [row] = reconcile([says(titled, SANK), says(filed, WENT_DOWN)], [titled, filed])
    assert "“Loss of the Selma”" in row.explanation
    assert "inbox/selma.txt" in row.explanation
    assert "brandt" not in row.explanation
    bare = Document.from_text(SANK)
    [row] = reconcile([says(bare, SANK)], [bare])
    assert row.explanation == "Only an untitled article says this."


def test_who_wants_a_thing_is_not_made_to_say_it() -> None:
    one = article("a", SANK, "Torvik Post")
    claim = says(one, "Odd Lunde wants the ferry Selma raised.", passage=SANK, speaker="Odd Lunde")
    wants = claim.model_copy(update={"attribution": claim.attribution.model_copy(update={"mode": "intention"})})
    [row] = reconcile([wants], [one])
    assert row.explanation == "Only Torvik Post tells this of Odd Lunde."


def test_what_an_article_adds_is_said() -> None:
    row = explained(
        article("a", SANK, "Torvik Post"), article("b", WENT_DOWN, "Solheim Courier"), None, {"event": "2031-05-03"}
    )
    assert "Solheim Courier adds a date: 2031-05-03." in row.explanation


def test_who_disagrees_is_named_with_the_cause() -> None:
    first = article("a", "The storm in Torvik killed 12 people.", "Torvik Post")
    row = explained(first, article("b", "The storm in Torvik killed 15 people.", "Solheim Courier"))
    assert row.explanation == (
        "Only Torvik Post says this. Solheim Courier disagrees on the number: "
        "the figures for the same thing differ: 12 against 15."
    )


@pytest.mark.parametrize(
    ("first", "second", "stance", "cause", "told"),
    [
        (
            "Actor Nils Dahl has died in Torvik.",
            "The Nils Dahl death hoax spreads on social media.",
            "contradicts",
            "negation",
            "says the opposite",
        ),
        (
            "A passenger in Torvik has Lassa fever.",
            "Lassa fever was ruled out in the Torvik passenger.",
            "contradicts",
            "negation",
            "says the opposite",
        ),
        (
            "The fire in the Torvik cannery killed 12 people.",
            "The fire in the Torvik cannery killed 19 people.",
            "contradicts",
            "number",
            "disagrees on the number: the figures for the same thing differ: 12 against 19.",
        ),
        (
            "The fire in the Torvik cannery killed 12 people.",
            "The toll of the fire in the Torvik cannery rose to 15, up from 12.",
            "refines",
            "number",
            "gives 12 as the earlier figure",
        ),
    ],
)
def test_what_disputes_or_updates_a_claim_stands_in_its_row(
    first: str, second: str, stance: str, cause: str, told: str
) -> None:
    [row] = table(first, second)
    assert [(member.stance, member.cause) for member in row.members] == [("supports", None), (stance, cause)]
    assert told in row.explanation
