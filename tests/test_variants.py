"""One quotation in several articles: cut, worded differently, or turned."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.models import (
    Attribution,
    Claim,
    Document,
    Grounding,
    Provenance,
    QuoteVariant,
    Source,
    Span,
    claim_id,
)
from claimextract.reconciliation import reconcile
from claimextract.reconciliation.variants import variants
from claimextract.table.rows import build


def quoted(
    name: str, sentence: str, speaker: str = "Ilse Brandt", kind: Any = "person", rest: str = "", text: str = ""
) -> tuple[Document, Claim]:
    """An article that holds the sentence, and a claim that quotes what stands in it between the marks."""
    document = Document.from_text(f"{sentence} {rest}".strip(), id=name, publisher=f"{name} Post")
    span = Span.of(document.text, 0, len(sentence))
    start, end = sentence.index("“"), sentence.rindex("”") + 1
    text = text or sentence
    claim = Claim(
        claim_id=claim_id(name, [span], text, speaker),
        document_id=name,
        text=text,
        evidence=(span,),
        attribution=Attribution(
            type="direct", source=Source(name=speaker, kind=kind), content=(Span.of(document.text, start, end),)
        ),
        grounding=Grounding(status="grounded"),
        provenance=Provenance(package_version="0"),
    )
    return document, claim


def between(first: str, second: str, **fields: Any) -> tuple[QuoteVariant, ...]:
    pairs = [quoted("a", f"“{first}” Brandt said."), quoted("b", f"“{second}” Brandt said.", **fields)]
    return variants([claim for _, claim in pairs], [document for document, _ in pairs])


HARMLESS = [
    ("We will raise the Selma before winter, and the insurer will pay.", "We will raise the Selma before winter."),
    ("Frankly, we will raise the Selma before winter.", "We will raise the Selma before winter."),
    ("We will raise the old ferry Selma before winter.", "We will raise the ferry Selma before winter."),
    ("We will raise the Selma before the winter storms.", "We shall raise the Selma before the winter storms."),
    ("We will raise the Selma. It will not take long.", "We will raise the Selma."),
]
TURNED = [
    ("The water is safe to drink again, but not for children.", "The water is safe to drink again."),
    ("The water is safe to drink again. But not for children.", "The water is safe to drink again."),
    ("The harbour stays open all winter unless the ice comes.", "The harbour stays open all winter."),
    ("We will sell the two ferries, if anyone wants them.", "We will sell the two ferries."),
    ("We will not sell the two ferries this year.", "We will sell the two ferries this year."),
    ("I don’t believe that the crew were asleep.", "I believe that the crew were asleep."),
    ("I doubt that the crew of the Selma were asleep.", "The crew of the Selma were asleep."),
    ("The bridge may be closed for the whole summer.", "The bridge will be closed for the whole summer."),
    ("At least twelve men of the crew could swim.", "At least twenty men of the crew could swim."),
    ("The price of herring will rise again in spring.", "The price of herring will fall again in spring."),
    ("It was unsafe to leave the harbour that night.", "It was safe to leave the harbour that night."),
    ("Never in my life have I seen waves like these.", "In my life have I seen waves like these."),
]


@pytest.mark.parametrize(("whole", "version"), HARMLESS)
def test_a_cut_without_harm_is_a_variant_that_changes_nothing(whole: str, version: str) -> None:
    [found] = between(whole, version)
    assert not found.changes_meaning
    assert found.left_out in whole
    assert found.put_in in version


@pytest.mark.parametrize(("whole", "version"), TURNED)
@pytest.mark.parametrize("turned_round", [False, True])
def test_a_cut_that_turns_the_meaning_is_flagged(whole: str, version: str, turned_round: bool) -> None:
    [found] = between(version, whole) if turned_round else between(whole, version)
    assert found.changes_meaning
    assert found.left_out != found.put_in


def test_the_words_left_out_are_told() -> None:
    [found] = between(*TURNED[0])
    assert (found.left_out, found.put_in) == ("but not for children", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We will raise the Selma before winter.", "We will raise the Selma before winter."),
        ("WE will raise the Selma before winter", "We will raise the Selma, before winter."),
        ("We don't sell the two ferries.", "We don’t sell the two ferries."),
        ("We will raise the Selma before winter.", "The council has no money for two new ferries."),
        ("No comment.", "No comment at all."),
        ("I will say this much about it.", "I will say this to the whole council and to nobody else in the town."),
    ],
)
def test_the_same_words_and_other_words_are_no_variants(one: str, other: str) -> None:
    assert between(one, other) == ()


def test_a_quotation_that_goes_on_after_a_tag_is_not_cut() -> None:
    whole = quoted("a", "“The water is safe to drink again, but not for children,” Brandt said.")
    split = quoted("b", "“The water is safe to drink again,” Brandt said,", rest="“but not for children.”")
    assert variants([whole[1], split[1]], [whole[0], split[0]]) == ()


def test_another_speaker_says_something_else() -> None:
    assert between(*TURNED[0], speaker="Odd Lunde") == ()
    assert len(between(*TURNED[0], speaker="Mayor Brandt")) == 1
    assert len(between(*TURNED[0], speaker="an official", kind="anonymous")) == 1


def test_one_article_that_quotes_twice_varies_nothing() -> None:
    document, claim = quoted("a", "“The water is safe to drink again, but not for children,” Brandt said.")
    short = Span.of(document.text, 0, document.text.index(",") + 1)
    again = claim.model_copy(update={"attribution": claim.attribution.model_copy(update={"content": (short,)})})
    assert variants([claim, again], [document, document]) == ()


def test_each_article_is_compared_with_the_fullest_version() -> None:
    told = [
        quoted("a", "“The water is safe to drink again,” Brandt said."),
        quoted("b", "“The water is safe to drink again, but not for children,” Brandt said."),
        quoted("c", "“The water is safe to drink,” Brandt said."),
    ]
    found = variants([claim for _, claim in told], [document for document, _ in told])
    assert {(one.whole, one.version) for one in found} == {
        (told[1][1].claim_id, told[0][1].claim_id),
        (told[1][1].claim_id, told[2][1].claim_id),
    }
    assert all(one.changes_meaning for one in found)


def test_the_row_carries_the_flag_and_says_it() -> None:
    said = "The water in Torvik is safe to drink again"
    told = [
        quoted("a", f"“{said}, but not for children,” Brandt said.", text=f"{said}, but not for children."),
        quoted("b", f"“{said},” Brandt said.", text=f"{said}."),
    ]
    claims, documents = [claim for _, claim in told], [document for document, _ in told]
    [row] = build(reconcile(claims, documents), claims, documents)
    assert (row.status, row.independent_sources) == ("single-source", 1)
    assert [one.changes_meaning for one in row.variants] == [True]
    assert row.claim == f"{said}, but not for children."
    assert (
        "b Post (Ilse Brandt) gives the quotation cut, without “but not for children”, which changes its meaning."
        in row.explanation
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_quotations_can_be_compared(one: str, other: str) -> None:
    clean = [text.replace("“", " ").replace("”", " ") for text in (one, other)]
    for found in between(*clean):
        assert found.left_out or found.put_in
        assert found.left_out in " ".join(clean)
        assert found.put_in in " ".join(clean)
