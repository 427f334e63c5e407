"""Figures on small invented records, worked out by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.documents import read
from claimextract.evaluation.claims import recalled, score_claims
from claimextract.evaluation.dates import score_dates
from claimextract.evaluation.gold import score_gold
from claimextract.evaluation.labelled import AttributedText, DatedText, Gold, LabelledPair, QuotedText, Sample, UnitText
from claimextract.evaluation.pairs import score_pairs
from claimextract.evaluation.passages import score_attributions, score_quotations
from claimextract.evaluation.tally import Tally
from claimextract.evaluation.wording import is_atomic
from claimextract.models import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    Comparison,
    Document,
    Grounding,
    Provenance,
    Source,
    Span,
)

SEEDS = Path(__file__).parent.parent / "seeds"
TEXT = "“The pier stays shut,” said Ilse Brandt. Oskar Lindqvist fears that the storm of March 3, 2021 will come again."
QUOTE, CUE, SPEAKER = (0, 22), (23, 27), (28, 39)
FEAR, FEARS, FEARER = (59, 111), (57, 62), (41, 56)


def at(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def span(offsets: tuple[int, int], text: str = TEXT) -> Span:
    return Span.of(text, *offsets)


def said(
    content: tuple[int, int],
    name: str | None,
    *,
    document: str = "d1",
    mode: str = "speech",
    text: str = "The pier stays shut.",
    **fields: object,
) -> Claim:
    parts = {key: fields.pop(key) for key in ("cue", "mention") if key in fields}
    mention = parts.get("mention")
    return Claim.model_validate(
        {
            "claim_id": f"{content}{name}{mode}",
            "document_id": document,
            "text": text,
            "attribution": Attribution(
                type="direct",
                mode=mode,
                cue=span(parts["cue"]) if "cue" in parts else None,
                source=Source(name=name, kind="person", mention_span=span(mention) if mention else None)
                if name
                else None,
                content=(span(content),),
            ),
            "evidence": (span(content),),
            "grounding": Grounding(status="grounded", tier="exact"),
            "provenance": Provenance(package_version="test"),
            **fields,
        }
    )


def figures(tallies: list[Tally]) -> dict[str, tuple[float, int, int | None, int]]:
    measures = [tally.measure() for tally in tallies]
    return {m.name: (m.value, m.hits, m.predicted, m.gold) for m in measures}


# -- a figure ----------------------------------------------------------------------------------------------------------


def test_f1_is_rounded_at_the_end_only():
    tally = Tally("x", "f1", ["a", "b"])
    tally.add("a", 2, 3, 7)
    tally.add("b", 0, 0, 2)
    found = tally.measure()
    # 2/3 and 2/9: F1 is 1/3.
    assert (found.precision, found.recall, found.value) == (0.667, 0.222, 0.333)
    assert (found.hits, found.predicted, found.gold) == (2, 3, 9)


def test_nothing_found_and_nothing_to_find():
    tally = Tally("x", "f1", ["a"])
    assert (tally.measure().value, tally.measure().low) == (0.0, None)


def test_an_interval_needs_two_documents_and_repeats():
    tally = Tally("x", "share", ["a", "b", "c", "d"])
    for document, right in (("a", 9), ("b", 5), ("c", 7)):
        tally.add(document, right, 0, 10)
    first, second = tally.measure(), tally.measure()
    assert first == second
    assert first.value == 0.7
    assert 0.5 <= first.low < 0.7 < first.high <= 0.9


def test_documents_that_agree_leave_no_doubt():
    tally = Tally("x", "f1", ["a", "b"])
    tally.add("a", 4, 5, 5)
    tally.add("b", 4, 5, 5)
    assert (tally.measure().low, tally.measure().high) == (0.8, 0.8)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=6))
def test_the_interval_holds_within_the_documents(counts):
    tally = Tally("x", "share", [])
    for number, (right, wrong) in enumerate(counts):
        tally.add(f"d{number}", right, 0, right + wrong)
    found = tally.measure()
    if found.low is not None:
        shares = [right / (right + wrong) for right, wrong in counts if right + wrong]
        assert min(shares) - 0.001 <= found.low <= found.high <= max(shares) + 0.001


def test_two_items_of_one_name_stay_two():
    tally = Tally("x", "share", ["a"])
    tally.item("a", "a 1-2", right=True)
    tally.item("a", "a 1-2", right=False)
    assert tally.items == {"a 1-2": True, "a 1-2 #2": False}


# -- quotations and attributions ---------------------------------------------------------------------------------------


def quoted(*spans: tuple[tuple[int, int], str | None]) -> QuotedText:
    gold = [{"quote_span": offsets, "canonical_speaker": speaker} for offsets, speaker in spans]
    return QuotedText.model_validate({"id": "d1", "text": TEXT, "gold": gold})


def test_quotations_at_four_overlaps():
    labels = [quoted((QUOTE, "Ilse Brandt"), ((70, 110), None))]
    # The first is covered by 10 of 22 characters; a belief is no quotation; a prediction too many stands elsewhere.
    claims = {"d1": [said((0, 10), "Brandt"), said((70, 110), "Oskar Lindqvist", mode="belief"), said((40, 44), None)]}
    found = figures(score_quotations(labels, claims))
    assert found["quotations, gold covered >0.3"] == (0.5, 1, 2, 2)
    assert found["quotations, gold covered >0.8"] == (0.0, 0, 2, 2)
    assert found["quotations, IoU >0.5"] == (0.0, 0, 2, 2)
    assert found["speaker right on matched"] == (1.0, 1, None, 1)


def test_a_speaker_nobody_knows_is_not_asked_for():
    claims = {"d1": [said(QUOTE, "Oskar Lindqvist")]}
    assert figures(score_quotations([quoted((QUOTE, None))], claims))["speaker right on matched"] == (0.0, 0, None, 0)
    assert figures(score_quotations([quoted((QUOTE, "Brandt"))], claims))["speaker right on matched"][:2] == (0.0, 0)


def test_one_quotation_labelled_twice_counts_once():
    labels = [quoted((QUOTE, "Ilse Brandt"), (QUOTE, "Oskar Lindqvist"))]
    found = figures(score_quotations(labels, {"d1": [said(QUOTE, "Oskar Lindqvist")]}))
    assert found["quotations, IoU >0.8"] == (1.0, 1, 1, 1)
    assert found["speaker right on matched"] == (1.0, 1, None, 1)  # the last label holds


def test_a_document_without_predictions_counts_against_recall():
    other = QuotedText.model_validate({"id": "d2", "text": TEXT, "gold": [{"quote_span": QUOTE}]})
    found = figures(score_quotations([quoted((QUOTE, None)), other], {"d1": [said(QUOTE, None)]}))
    assert found["quotations, gold covered >0.3"] == (0.667, 1, 1, 2)


def test_outcomes_name_documents_and_offsets_only():
    [tally, *_] = score_quotations(
        [quoted((QUOTE, None), ((70, 110), None))], {"d1": [said(QUOTE, None), said((40, 44), None)]}
    )
    assert tally.items == {"d1 0-22": True, "d1 70-110": False, "+d1 40-44": False}


def test_attributions_in_their_parts():
    gold = [
        {"source_spans": [SPEAKER], "cue_spans": [CUE], "content_spans": [QUOTE], "source": "Ilse Brandt"},
        {"source_spans": [FEARER], "cue_spans": [FEARS], "content_spans": [FEAR], "source": "Oskar Lindqvist"},
        {"source_spans": [FEARER], "cue_spans": [], "content_spans": [], "source": "Oskar Lindqvist"},
    ]
    labels = [AttributedText.model_validate({"id": "d1", "text": TEXT, "gold": gold})]
    claims = {
        "d1": [
            said(QUOTE, "Ilse Brandt", cue=CUE, mention=SPEAKER),
            said((FEAR[0] + 5, FEAR[1]), "Ilse Brandt", mode="belief", cue=FEARS, mention=(47, 56)),
        ]
    }
    found = figures(score_attributions(labels, claims))
    assert found["attributions, gold covered >0.8"] == (1.0, 2, 2, 2)
    assert found["speaker right on matched"] == (0.5, 1, None, 2)
    assert found["source span, exact"] == (0.5, 1, 2, 2)
    assert found["source span, IoU >0.5"] == (1.0, 2, 2, 2)  # 9 of 15 characters
    assert found["cue span, exact"] == (1.0, 2, 2, 2)
    assert found["content span, exact"] == (0.5, 1, 2, 2)


def test_a_pronoun_cannot_agree_with_a_name():
    gold = [
        {"content_spans": [QUOTE], "source": "She"},
        {"content_spans": [FEAR], "source": "Oskar Lindqvist"},
    ]
    labels = [AttributedText.model_validate({"id": "d1", "text": TEXT, "gold": gold})]
    found = figures(score_attributions(labels, {"d1": [said(QUOTE, "Ilse Brandt"), said(FEAR, "Oskar Lindqvist")]}))
    assert found["speaker right on matched"] == (0.5, 1, None, 2)
    assert found["speaker right on matched, pronouns left out"] == (1.0, 1, None, 1)


# -- dates -------------------------------------------------------------------------------------------------------------

DATED = "The pier closed on March 3, 2021. It opened on Monday and stayed open for three days."


def dated() -> Sample[DatedText]:
    expressions = [
        {"span": at("March 3, 2021", DATED), "kind": "day", "value": "2021-03-03"},
        {"span": at("Monday", DATED), "kind": "day", "value": "2021-03-08"},
        {"span": at("three days", DATED), "kind": "duration", "value": "P3D"},
    ]
    label = DatedText.model_validate({"id": "d1", "text": DATED, "dct": "2021-03-10", "expressions": expressions})
    return Sample((label,), (Document.from_text(DATED, id="d1", published="2021-03-10"),))


def test_dates_on_gold_expressions_by_kind():
    found = figures(score_dates(dated(), {}))
    assert found["day, month, year, on gold expressions"] == (1.0, 2, None, 2)
    assert found["other, expressible, on gold expressions"] == (0.0, 0, None, 0)
    assert found["not expressible in EDTF, on gold expressions"] == (0.0, 0, None, 1)


def test_dates_from_end_to_end():
    dates = [
        ClaimDate(role="event", value="2021-03-03/2021-03-05", span=span(at("March 3, 2021", DATED), DATED)),
        ClaimDate(role="event", value="2021-03", span=span(at("three days", DATED), DATED)),
    ]
    claims = {"d1": [said(QUOTE, None, dates=(dates[0],)), said(QUOTE, None, dates=tuple(dates))]}
    found = figures(score_dates(dated(), claims))
    # Of the range one end is right; what stands on the duration counts neither way; Monday is missing.
    assert found["found in the claims, value F1"] == (0.5, 1, 2, 2)
    assert found["found in the text, value F1"] == (1.0, 2, 2, 2)


# -- pairs -------------------------------------------------------------------------------------------------------------


def pair(id: str, label: str, *accept: str) -> LabelledPair:
    return LabelledPair(id=id, source="tessaly-news/2021", a="a", b="b", label=label, accept=accept)


def test_pairs_and_false_contradictions():
    labels = [pair("1", "same", "same", "refines"), pair("2", "same", "same"), pair("3", "contradicts", "contradicts")]
    answers = [Comparison(relation=r, reason="", similarity=0) for r in ("refines", "contradicts", "different")]
    tallies = score_pairs(labels, answers)
    found = figures(tallies)
    assert found["all"] == (0.333, 1, None, 3)
    assert found["recall of same"] == (0.5, 1, None, 2)
    assert found["recall of contradicts"] == (0.0, 0, None, 1)
    assert found["false contradictions (fewer is better)"] == (0.5, 1, None, 2)
    assert tallies[-1].items == {"1": True, "2": False}


# -- claims ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "text", "outcome"),
    [
        ("The mayor closed the eastern pier.", "Mayor Brandt is closing the eastern pier today.", True),
        ("The mayor closed the eastern pier.", "The mayor closed a school.", False),  # 2 of 4
        ("Fourteen boats sank in the harbour storm.", "The harbour storm sank boats.", True),  # 4 of 5
        ("Fourteen boats sank off Tessaly in March.", "Boats sank off Tessaly.", False),  # 3 of 5
    ],
)
def test_a_unit_is_recalled_by_its_content_words(unit, text, outcome):
    assert recalled([unit], [text]) == [outcome]


def test_two_claims_together_recall_nothing():
    halves = ["The mayor closed something.", "The eastern pier."]
    assert recalled(["The mayor closed the eastern pier.", "It was so."], halves) == [False, None]


def test_an_article_given_back_whole_recalls_nothing():
    article = f"The mayor closed the eastern pier. {'And so it went on. ' * 10}"
    assert recalled(["The mayor closed the eastern pier."], [article]) == [True]
    assert recalled(["The mayor closed the eastern pier."], [article * 2]) == [False]


def test_claims_are_counted_if_grounded():
    units = UnitText(
        id="d1", text=TEXT, gold_claims=("The pier stays shut.", "Ilse Brandt spoke of the pier.", "It was.")
    )
    grounded = said(QUOTE, None, text="The harbour pier stays shut.")
    loose = said(QUOTE, None, text="Ilse Brandt spoke of the pier, and Oskar Lindqvist left.")
    loose = loose.model_copy(update={"grounding": Grounding(status="ungrounded")})
    found = figures(score_claims([units], {"d1": [grounded, loose]}))
    assert found["units recalled, in one claim's text"] == (0.5, 1, None, 2)  # a unit without content is none
    assert found["claims grounded"] == (0.5, 1, None, 2)
    assert found["claims of one main clause"] == (0.5, 1, None, 2)


@pytest.mark.parametrize(
    ("text", "atomic"),
    [
        ("The mayor closed the pier.", True),
        ("The mayor said that the pier was closed because a storm had come.", True),
        ("The mayor closed the pier and went home.", True),  # one subject, one main clause
        ("The mayor closed the pier, and the boats left the harbour.", False),
        ("The mayor closed the pier. The boats left the harbour.", False),
        ("No pier, no boats.", False),
    ],
)
def test_atomic(text, atomic):
    assert is_atomic([text]) == [atomic]


# -- gold claims -------------------------------------------------------------------------------------------------------


def test_gold_held_against_itself_is_right_in_everything():
    [document] = read([SEEDS / "chinas-shifting-approach.md"]).documents
    lines = (SEEDS / "gold" / "chinas-shifting-approach.claims.jsonl").read_text(encoding="utf-8").splitlines()
    claims = [Claim.model_validate_json(line) for line in lines]
    tallies = score_gold([Gold(id=document.id, claims=tuple(claims))], {document.id: claims})
    values = {name: value for name, (value, _, _, gold) in figures(tallies).items() if gold}
    assert values.pop("claims of one main clause") > 0.6
    assert set(values.values()) == {1.0}
    assert len(values) > 20


def test_cited_works_and_fields():
    work = CitedWork(
        name="Tessaly Gazette, March 6", publisher="Tessaly Gazette", date="2021-03-06", span=span((0, 22))
    )
    near = work.model_copy(update={"publisher": "tessaly gazette", "date": "2021", "span": span((0, 15))})
    loose = CitedWork(name="The Harbour Act", kind="treaty")
    gold = Gold(id="d1", claims=(said(QUOTE, None, cited_works=(work, loose)),))
    claims = {"d1": [said(QUOTE, None, cited_works=(near, loose, CitedWork(name="Another")), certainty="certain")]}
    found = figures(score_gold([gold], claims))
    assert found["cited works, IoU >0.5"] == (0.8, 2, 3, 2)
    assert found["publisher right on matched works"] == (1.0, 1, None, 1)
    assert found["date right on matched works"] == (0.0, 0, None, 1)
    assert found["kind right on matched works"] == (1.0, 2, None, 2)
    assert found["claims, same words by half"] == (1.0, 1, 1, 1)
    assert found["certainty right on matched claims"] == (0.0, 0, None, 1)
