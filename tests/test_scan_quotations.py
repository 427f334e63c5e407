"""Quotations: the marks, in every shape that print and keyboards give them, and what stands between them."""

import pytest

from claimextract.models import Document, Quotation
from claimextract.scan import scan


def quotations(text: str) -> tuple[Quotation, ...]:
    found = scan(Document.from_text(text)).quotations
    for quotation in found:
        assert all(text[part.start : part.end] == part.exact for part in quotation.parts)
    return found


def parts(text: str) -> list[list[str]]:
    return [[part.exact for part in quotation.parts] for quotation in quotations(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(quotation.parts[0].exact, quotation.kind) for quotation in quotations(text)]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("「", "」"), ("“", '"')],
)
def test_marks(opening: str, closing: str) -> None:
    quoted = f"{opening}The pier was old, and we all knew it,{closing}"
    assert kinds(f"{quoted} said Anna Weber. It fell.") == [(quoted, "speech")]


def test_two_in_one_sentence() -> None:
    text = '“The pier,” Anna Weber said, “was unsafe for years.” Tom Hale answered: "We knew."'
    assert parts(text) == [["“The pier,”"], ["“was unsafe for years.”"], ['"We knew."']]


def test_a_quotation_inside_a_quotation_is_part_of_it() -> None:
    text = "“He told me, ‘the pier is gone,’ and wept,” said Anna Weber."
    assert parts(text) == [["“He told me, ‘the pier is gone,’ and wept,”"]]


@pytest.mark.parametrize(
    "text",
    [
        'The plank is 12" long and 3" wide.',
        "The beam is 9'6\" high.",
        "Tom Hale's boats weren't lost. It's the '90s again.",
        "The fishermen’s boats were the Hales’.",
        "The pier fell.” It rained.",
    ],
)
def test_marks_that_quote_nothing(text: str) -> None:
    assert parts(text) == []


def test_inches_beside_a_quotation() -> None:
    assert parts('The beam is 9" high, and "nothing fits in there," Anna Weber said.') == [['"nothing fits in there,"']]


@pytest.mark.parametrize(
    "quoted",
    [
        "‚Der Steg war alt, und alle wussten es‘",
        "›Der Steg war alt, und alle wussten es‹",
        "»Der Steg war alt, und alle wussten es«",
        "„Der Steg war alt, und alle wussten es”",
        "«\u202fLa jetée était vieille, et on le savait\u202f»",
        "«\u00a0La jetée était vieille, et on le savait\u00a0»",
        "‹\u202fLa jetée était vieille, et on le savait\u202f›",
        "”Bryggan var gammal, och alla visste det”",
        "『防波堤很旧，大家都知道。』",
        "‘The pier wasn’t safe, and we all knew it,’",
        "'The pier wasn't safe, and we all knew it,'",
        "``The pier was old, and we all knew it,''",
        "`` The pier was old , and we all knew it , ''",
    ],
)
def test_marks_of_many_kinds(quoted: str) -> None:
    assert parts(f"{quoted} Anna Weber. It fell.") == [[quoted]]


@pytest.mark.parametrize(
    "quoted",
    [
        "„Er rief: ‚Alle raus!‘ und lief los“",
        "„Er rief: »Alle raus!« und lief los“",
        "»Er rief: ›Alle raus!‹ und lief los«",
        "« Il a crié : “Sortez !” puis il a couru »",
        "« Il a crié : « Sortez ! » puis il a couru »",
        "«Gritó: “¡Fuera!” y echó a correr»",
        "“Gritó: ‘¡Fuera!’ y echó a correr”",
        "“他喊‘快走’，然后就跑了。”",
        "「他喊『快走』，然後就跑了。」",
        "‘He shouted “Get out” and ran off,’",
        "`` He shouted ` Get out ' and ran off , ''",
    ],
)
def test_no_quotation_inside_another_counts(quoted: str) -> None:
    assert parts(f"{quoted} Anna Weber. It fell.") == [[quoted]]


def test_an_apostrophe_ends_no_quotation_between_single_marks() -> None:
    text = "‘The boys’ club wasn’t safe,’ said Anna Weber. ‘Nobody came.’ It’s the fishermen’s."
    assert parts(text) == [["‘The boys’ club wasn’t safe,’"], ["‘Nobody came.’"]]


@pytest.mark.parametrize("text", ["'Tis late, rock 'n' roll.", "We’re at the Joneses’ pier in ’98.", "The '90s' end."])
def test_apostrophes_alone_quote_nothing(text: str) -> None:
    assert parts(text) == []


@pytest.mark.parametrize("resumed", ["«", "»"])
def test_guillemets_over_paragraphs(resumed: str) -> None:
    text = f"«El muelle es viejo.\n\n{resumed}Se va a caer, y todos lo saben», dijo Ana Weber."
    assert parts(text) == [["«El muelle es viejo.", f"{resumed}Se va a caer, y todos lo saben»"]]


def test_marks_of_titles() -> None:
    assert kinds("Anna Weber wrote 《桥上的人》 in May.") == [("《桥上的人》", "title")]


# -- unbalanced marks --------------------------------------------------------------------------------------------------


def test_a_mark_that_is_never_closed_ends_with_its_paragraph() -> None:
    text = "Anna Weber said the “pier was old and would fall.\n\nThe town has no money. “We are done,” said Tom Hale."
    assert parts(text) == [["“pier was old and would fall."], ["“We are done,”"]]


def test_a_straight_mark_that_is_never_closed_is_no_quotation() -> None:
    text = 'Anna Weber said the "pier was old.\n\nThe town has no money. "We are done," said Tom Hale.'
    assert parts(text) == [['"We are done,"']]


def test_a_second_opening_mark_begins_anew() -> None:
    assert parts("The “pier was a “relic of the old town,” said Anna Weber.") == [["“relic of the old town,”"]]


def test_a_stray_closing_mark_ends_nothing() -> None:
    assert parts("The pier” fell. “We are done,” said Tom Hale.") == [["“We are done,”"]]


# -- over paragraphs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["“”", '""'])
def test_a_quotation_over_paragraphs_closes_late(mark: str) -> None:
    opening, closing = mark
    text = (
        f"{opening}The pier was old and we knew it.\n\n"
        f"{opening}The town had no money, and nobody lent us any.\n\n"
        f"{opening}That is the truth,{closing} Anna Weber said.\n\nIt rained."
    )
    assert parts(text) == [
        [
            f"{opening}The pier was old and we knew it.",
            f"{opening}The town had no money, and nobody lent us any.",
            f"{opening}That is the truth,{closing}",
        ]
    ]
    assert [quotation.kind for quotation in quotations(text)] == ["speech"]


def test_two_speakers_in_turn_are_two_quotations() -> None:
    text = "“The pier was unsafe,” Anna Weber said.\n\n“That is not true,” said Tom Hale."
    assert parts(text) == [["“The pier was unsafe,”"], ["“That is not true,”"]]


# -- kinds -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We are done,” said Tom Hale.", "speech"),
        ("“Not again!” shouted Anna Weber.", "speech"),
        ("Anna Weber said: “Nobody came.”", "speech"),
        ("Anna Weber said the pier had “been closed twice and opened twice” since May.", "speech"),
        ("The loan was a “gift” to builders.", "scare"),
        ("The town calls it the “black hole” of the harbour.", "scare"),
        ("The pier is “in ruins”.", "scare"),
        ("A book entitled “The Pier” sold well.", "title"),
        ("Her column, titled “Notes from the Old Harbour”, is weekly.", "title"),
        ("The so-called “rescue plan” was dropped.", "title"),
    ],
)
def test_speech_scare_quotes_and_titles(text: str, kind: str) -> None:
    assert [found for _, found in kinds(text)] == [kind]


def test_ids_follow_the_text() -> None:
    text = "The “gift” was a “trap,” said Anna Weber.\n\n“We paid.\n\n“We paid twice,” she said."
    found = quotations(text)
    assert [quotation.id for quotation in found] == [f"q{n}" for n in range(1, len(found) + 1)]
    starts = [part.start for quotation in found for part in quotation.parts]
    assert starts == sorted(starts)
