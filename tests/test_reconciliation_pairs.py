"""Pairs of texts about the invented town of Torvik, compared by slots: each rule, and what it must not do."""

import pytest

from claimextract import compare
from claimextract.models import Comparison
from claimextract.reconciliation.brought import written_out
from claimextract.reconciliation.denial import denies_whole, doubts
from claimextract.reconciliation.opposites import demands, polarity_of
from claimextract.reconciliation.places import elsewhere, one_place, places_in

DIED = "Actor Nils Dahl has died in Torvik"
WOLF = "A wolf was spotted in the Torvik library"
FERRY = "Selma Lines will launch a ferry to Solheim"
HELD = "Rebels captured the Torvik mayor"
FEVER = "A passenger in Torvik has Lassa fever"
ARSON = "Singer Mona Lind was arrested for arson"
BREAD = "Solheim bakery sells bread made of sawdust"


def pair(first: str, second: str) -> Comparison:
    [comparison] = compare([(first, second)])
    return comparison


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        (DIED, "No, actor Nils Dahl did not die"),
        (DIED, "Nils Dahl is not dead"),
        (DIED, "Nils Dahl is alive and well, agent says"),
        (DIED, "Nils Dahl death hoax spreads on social media"),
        (DIED, "Rumours of actor Nils Dahl's death are greatly exaggerated"),
        (WOLF, "Photo of wolf in Torvik library isn't what it seems"),
        (WOLF, "Police: no wolf in Torvik library"),
        (WOLF, "Viral video of Torvik library wolf was staged"),
        (WOLF, "Man admits he lied about wolf in Torvik library"),
        (WOLF, "The wolf in the Torvik library isnt there"),
        (FERRY, "Selma Lines denies plans for Solheim ferry"),
        (FERRY, "Selma Lines calls Solheim ferry report ridiculous"),
        (FERRY, "Selma Lines says it has no plans for a ferry to Solheim"),
        (HELD, "Torvik mayor rejects report of his capture by rebels"),
        (HELD, "Army: Torvik mayor never captured by rebels"),
        (FEVER, "Torvik passenger tests negative for Lassa fever"),
        (FEVER, "Lassa fever ruled out in Torvik passenger"),
        (FEVER, "Hospital: Torvik patient does not have Lassa fever"),
        (ARSON, "Mona Lind arrest story is satire"),
        (ARSON, "Website apologizes for false Mona Lind arrest report"),
        ("Commander Ove Rask was killed in an airstrike", "Ove Rask still alive, appears in new video"),
        (BREAD, "Inspectors find no sawdust in Solheim bakery bread"),
        ("The Torvik council proposed selling land at the quay", "Torvik's council denies offering land at the quay"),
        (WOLF, "Wolf in Torvik library: the photo is seven years old"),
        (WOLF, "Newspapers were fooled by the wolf in the library of Torvik"),
        ("Fisherman finds a pearl worth a million in Torvik", "Torvik fisherman's pearl a prank, finder admits"),
        ("The Selma was sold to a Danish line", "Owner keeps the Selma, calls sale to Danish line a rumour"),
        ("The court found Odd Lunde guilty of arson", "The court cleared Odd Lunde of arson"),
        ("Odd Lunde was present at the meeting in Torvik", "Odd Lunde was absent from the meeting in Torvik"),
        ("The bridge at Torvik is safe to cross", "The bridge at Torvik is unsafe to cross"),
        ("The ban on fishing in Torvik is legal", "The ban on fishing in Torvik is illegal"),
        ("Torvik council approved the bridge", "Torvik council turned down the bridge"),
        ("Torvik council approved the bridge", "Torvik council voted against the bridge"),
        ("The mayor of Torvik resigned on Monday", "The mayor of Torvik remains in office"),
        ("The mayor of Torvik has stepped down", "The mayor of Torvik keeps her seat"),
        (DIED, "Sorry, Nils Dahl fans were fooled by a death report"),
        (DIED, "Reports of Nils Dahl's death premature, family says"),
        (DIED, "Don't worry, Nils Dahl is still with us"),
        (WOLF, "Torvik library wolf turns out to be a husky"),
        (WOLF, "'Wolf' in Torvik library was just a dog"),
        (WOLF, "Stop sharing that wolf picture"),
        (WOLF, "Librarian made up story about wolf"),
        (FERRY, "Selma Lines distances itself from Solheim ferry claims"),
        (FERRY, "Selma Lines walks away from Solheim ferry"),
        (FERRY, "Selma Lines scraps Solheim ferry"),
        (HELD, "Torvik mayor appears on television, disproving capture claims"),
        (BREAD, "Bakery slams 'sawdust' claims"),
        (FEVER, "TC hospital: passenger lacks the symptoms of Lassa fever in Torvik"),
    ],
)
def test_a_denial_contradicts_either_way_round(claim: str, denial: str) -> None:
    for comparison in (pair(claim, denial), pair(denial, claim)):
        assert (comparison.relation, comparison.cause) == ("contradicts", "negation")


@pytest.mark.parametrize(
    "doubt",
    [
        "Experts doubt that a wolf was ever in the Torvik library",
        "Is there really a wolf in the Torvik library?",
        "Wolf sighting in Torvik library could not be confirmed",
    ],
)
def test_what_is_put_in_doubt_contradicts_what_is_stated(doubt: str) -> None:
    assert pair(WOLF, doubt).relation == "contradicts"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("No one was injured in the Torvik quake", "Quake shakes Torvik, no injuries reported"),
        ("The council denies that it sold the quay", "Council: we did not sell the quay"),
        ("Mayor Brandt denied that she had taken bribes", "Brandt denies taking bribes"),
        ("A bomb threat closed the Torvik library", "A hoax bomb threat closed the Torvik library"),
        ("Police shot dead a man in Torvik, reports say", "Police shot and killed a man in Torvik"),
        ("The council did not only pass the budget but praised it.", "The council passed the budget and praised it."),
        ("Turnout was at least 10 percent in Torvik.", "Turnout was 12 percent in Torvik."),
        ("Not a good week: mayor slips on ice at Torvik harbour", "Torvik mayor slips on ice at the harbour"),
        (
            "Neither the mayor nor the council passed the budget",
            "The budget was not passed by the mayor or the council",
        ),
        ("A hermaphrodite crab was caught off Torvik", "Hermaphroditic crab caught off Torvik"),
    ],
)
def test_a_negation_on_both_sides_or_beside_the_point_is_no_contradiction(first: str, second: str) -> None:
    assert pair(first, second).relation in {"same", "refines"}
    assert pair(second, first).relation in {"same", "refines"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # a denial of something else, a hoax that took place
        ("The Torvik council passed the budget.", "Reports that the Solheim council passed the budget are false."),
        ("A bomb hoax closed the Torvik library on Monday", "The Torvik library opened a new wing on Monday"),
        # the same words and numbers, other places, people or occasions
        ("12 dead in Torvik ferry fire", "12 dead in Solheim bus crash"),
        ("Bomb Kills 12 In Iraq Market", "Bomb Kills 9 In Pakistan Market"),
        ("Greek farmers block roads in protest", "French farmers block roads in protest"),
        ("Torvik trial of Nils Dahl begins", "Torvik trial of Nils Dahl ends"),
        ("Torvik stocks open lower", "Torvik stocks close higher"),
        ("Torvik shares rose on Friday", "Torvik shares eased on Monday"),
        ("The Selma ran aground on 3 May 2031.", "The Selma was repaired on 9 June 2032."),
        # other measures, and several figures of which none agrees
        ("Unemployment in Torvik fell 2 percent in May.", "Unemployment in Torvik fell 2 percentage points in May."),
        (
            "The Dahl index rose 14 points, or 0.8 percent, to 1,902",
            "The Dahl index rose 21 points, or 1.1 percent, to 1,955",
        ),
    ],
)
def test_like_words_about_another_matter_are_different(first: str, second: str) -> None:
    assert pair(first, second).relation == "different"
    assert pair(second, first).relation == "different"


def test_who_names_the_earlier_figure_supersedes_it() -> None:
    later = "Death toll in Torvik fire rises to 15, up from 12"
    for comparison in (pair("Fire kills 12 in Torvik", later), pair(later, "Fire kills 12 in Torvik")):
        assert (comparison.relation, comparison.cause) == ("superseded", "number")
    assert pair("Fire kills 9 in Torvik", later).relation != "superseded"


def test_a_text_that_holds_the_other_and_more_refines_it() -> None:
    more = "A fire broke out in Torvik on Monday, destroying the cannery and two warehouses, police said"
    assert pair("A fire broke out in Torvik", more).relation == "refines"
    assert pair(more, "A fire broke out in Torvik").relation == "same"


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("He did not deny the theft.", "positive"),
        ("The report is not false.", "positive"),
        ("Nobody doubts that he paid.", "positive"),
        ("The mayor denied that he did not pay.", "positive"),
        ("Nonetheless they paid.", "positive"),
        ("The story has not been debunked.", "positive"),
        ("The mayor denies false reports of a strike.", "negative"),
        ("Neither the mayor nor the council paid.", "negative"),
        ("The council has yet to pay.", "negative"),
    ],
)
def test_denials_of_denials_cancel_and_denials_side_by_side_do_not(text: str, polarity: str) -> None:
    assert polarity_of(text) == polarity


@pytest.mark.parametrize(
    "text", ["Smugglers sold fake passports in Torvik.", "A hoax call reached the Torvik police.", "They paid."]
)
def test_false_things_are_as_real_as_others(text: str) -> None:
    assert not denies_whole(text)


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("Did the mayor of Torvik really resign?", True),
        ("Why did the mayor of Torvik resign?", False),
        ("The mayor of Torvik resigned. Will others follow?", False),
    ],
)
def test_only_a_question_whether_doubts(text: str, doubted: bool) -> None:
    assert doubts(text) is doubted


def test_whose_it_was_is_not_where_it_was() -> None:
    assert places_in("Two killed in U.S. airstrike").located == frozenset()
    assert elsewhere(places_in("Two killed in U.S. airstrike"), places_in("Two killed in Iraq")) is None
    assert elsewhere(places_in("Two killed in Syria"), places_in("Two killed near Iraq")) == ("syria", "iraq")


def test_equal_texts_are_read_once_and_answered_each_time() -> None:
    pairs = [(DIED, "Nils Dahl is not dead"), (WOLF, WOLF)] * 3
    assert [comparison.relation for comparison in compare(pairs)] == ["contradicts", "same"] * 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The bridge at Torvik is not safe", "The bridge at Torvik is unsafe"),
        ("Torvik council approved the bridge", "Torvik council voted for the bridge"),
        ("Torvik council rejected the bridge", "Torvik council did not vote down the ferry for the bridge"),
        ("The mayor of Torvik has resigned", "The mayor of Torvik did not keep her seat"),
    ],
)
def test_two_ways_to_one_end_of_a_scale_are_no_contradiction(first: str, second: str) -> None:
    assert pair(first, second).relation != "contradicts"
    assert pair(second, first).relation != "contradicts"


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (
            "A gale destroyed the old net loft in Quay Street on Monday night.",
            "The net loft in Quay Street held eleven rowing boats.",
            False,
        ),
        ("The net loft in Quay Street has no smoke alarm.", "Odd Lunde has rented the net loft in Quay Street.", False),
        # One deed, told with other circumstances, is one deed.
        (
            "Torvik has avoided formal mergers for decades, and its mayors praise loose ties.",
            "Torvik has avoided formal mergers so far, but there are signs of a change of heart.",
            True,
        ),
        ("The net loft in Quay Street burned.", "A spark from the forge burned the net loft in Quay Street.", True),
    ],
)
def test_one_thing_and_what_is_said_of_it(first: str, second: str, alike: bool) -> None:
    for comparison in (pair(first, second), pair(second, first)):
        assert (comparison.relation in {"same", "refines"}) is alike
        assert ("one thing" in comparison.reason) is not alike


def test_a_part_is_not_the_whole() -> None:
    whole = "Selma Lines employs 35 sailors in Torvik"
    assert pair(whole, "21 of the sailors whom Selma Lines employs in Torvik were sent home").relation == "different"
    disputed = pair(whole, "Selma Lines has 38 sailors on its payroll in Torvik")
    assert (disputed.relation, disputed.cause) == ("contradicts", "number")


def test_what_may_be_named_for_the_place_where_it_stands() -> None:
    told = ["A fire broke out at the Selma works in Quay Street on Monday.", "Ilse Brandt arrived late in Quay Street."]
    assert one_place(["Selma"], ["Quay Street"], told)
    assert one_place(["Quay Street"], ["Selma"], told)
    assert not one_place(["Ilse Brandt"], ["Quay Street"], told)
    assert not one_place(["Selma"], ["Solheim"], told)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Harland Steel posted a record profit for the quarter", "Harland Steel will build a plant in Quarlby"),
        ("Torvik police arrested two men over a robbery", "Torvik police warned drivers of ice on the coast road"),
        ("Anna Lind won the chess title in Torvik", "Anna Lind was born in a village near Quarlby"),
        ("Torvik council approved the harbour budget", "Torvik council rejected a plan for a wind farm"),
        ("A storm hit Torvik on Monday", "A storm cut power to Quarlby"),
    ],
)
def test_a_subject_alone_makes_no_two_texts_one_claim(first: str, second: str) -> None:
    assert pair(first, second).relation == "different"


def test_one_subject_and_a_word_more_bring_two_texts_together() -> None:
    told = "Anna Lind won the chess title in Torvik after a final of seven hours"
    assert pair(told, "Lind takes crown of Torvik's chess masters").relation == "same"
    assert pair(told, "In Torvik, chess is played in schools").relation == "different"


def test_a_name_and_its_initials_are_one() -> None:
    spelled = "The Torvik Fisheries Board will buy the trawler Solveig"
    assert pair(spelled, "TFB buys the Solveig").relation == pair("T.F.B. buys the Solveig", spelled).relation == "same"
    assert written_out("TFB buys it", spelled) == "Torvik Fisheries Board buys it"
    assert written_out("The FBI and TFB met", "TFB is the Torvik Fisheries Board") == "The FBI and TFB met"
    assert written_out("DOT said", "the Department of Trade said") == "Department of Trade said"


def test_who_only_asks_who_should_do_it_demands_nothing() -> None:
    assert demands("Who should lead the Torvik council?") is None
    assert demands("Torvik should close the quay") == "demand"
