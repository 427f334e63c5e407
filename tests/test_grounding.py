"""Verdicts: what becomes of a draft, and what is listed as refused."""

import re

import pytest

from claimextract.grounding import Grounded, ground
from claimextract.models import (
    Attribution,
    CitedWork,
    ClaimDate,
    Document,
    Draft,
    Provenance,
    Quantity,
    Sentence,
    Source,
    Span,
    claim_id,
)

TEXT = (
    "Zack Tarn praised the dam at Orvel. “It held 40 tonnes,” he said on Monday, but Bell did not agree.\n\n"
    "The board did not approve the\nloan. It rained.  It may rain again."
)
DOCUMENT = Document.from_text(TEXT, id="doc")
SENTENCES = [
    Sentence(id=f"s{number}", span=Span.of(TEXT, *match.span()), paragraph=0)
    for number, match in enumerate(re.finditer(r"\S[^.]*\.", TEXT), start=1)
]


def span(exact: str) -> Span:
    start = TEXT.index(exact)
    return Span(start=start, end=start + len(exact), exact=exact)


def misfit(exact: str) -> Span:
    return Span(start=1, end=1 + len(exact), exact=exact)


def draft(text: str, **fields: object) -> Draft:
    base: dict[str, object] = {
        "document_id": "doc",
        "text": text,
        "attribution": Attribution(type="none"),
        "provenance": Provenance(package_version="0", request_sha256="r" * 64),
    }
    return Draft.model_validate({**base, **fields})


def test_evidence_by_offsets_is_widened_to_its_sentence() -> None:
    wording = "Tarn said the dam held 40 tonnes."
    drafted = draft(wording, evidence=[span("It held 40 tonnes,")], resolved=["Zack Tarn"])
    result = ground(drafted, DOCUMENT, SENTENCES)
    (evidence,) = result.claim.evidence
    assert evidence == SENTENCES[1].span
    assert evidence.exact.endswith("but Bell did not agree.")
    assert (result.claim.grounding.status, result.claim.grounding.tier) == ("grounded", "exact")


def test_copied_words_carry_their_tier_and_the_weakest_counts() -> None:
    result = ground(
        draft("It rained.", copied=["It rained.", "did not approve the loan", "the DAM at Orvel"]), DOCUMENT, SENTENCES
    )
    assert result.claim.grounding.tier == "case"
    assert [item.exact for item in result.claim.evidence] == [SENTENCES[i].span.exact for i in (0, 2, 3)]


def test_evidence_is_sorted_and_named_once() -> None:
    pieces = [span("It rained"), span("Zack"), span("Tarn"), span("rained")]
    result = ground(draft("It rained.", evidence=pieces), DOCUMENT, SENTENCES)
    assert [item.exact for item in result.claim.evidence] == [SENTENCES[0].span.exact, "It rained."]


def test_a_span_over_two_sentences_takes_both_whole() -> None:
    result = ground(draft("It rained.", evidence=[span("rained.  It may")]), DOCUMENT, SENTENCES)
    assert [item.exact for item in result.claim.evidence] == ["It rained.  It may rain again."]


def test_widening_stops_at_the_sentence_and_leaves_what_no_sentence_covers() -> None:
    result = ground(draft("It rained.", evidence=[span("It rained. ")]), DOCUMENT, SENTENCES)
    assert [item.exact for item in result.claim.evidence] == ["It rained."]
    alone = ground(draft("It rained.", evidence=[span("It rained.")]), DOCUMENT, [])
    assert [item.exact for item in alone.claim.evidence] == ["It rained."]


def test_offsets_that_hold_other_words_leave_the_claim_ungrounded() -> None:
    result = ground(draft("It rained.", evidence=[misfit("It rained.")]), DOCUMENT, SENTENCES)
    assert result.claim.evidence == ()
    assert (result.claim.grounding.status, result.claim.grounding.tier) == ("ungrounded", None)
    assert result.claim.grounding.reasons
    (rejection,) = result.rejections
    assert (rejection.stage, rejection.text, rejection.request_sha256) == ("evidence", "It rained.", "r" * 64)


def test_offsets_past_the_end_are_refused() -> None:
    far = Span(start=9000, end=9004, exact="rain")
    assert ground(draft("It rained.", evidence=[far]), DOCUMENT, SENTENCES).claim.grounding.status == "ungrounded"


@pytest.mark.parametrize(
    "falsified",
    ["The board did approve the loan", "It held 41 tonnes", "Tarn praised the bridge", "It rained again", "…"],
)
def test_words_that_do_not_stand_there_are_never_repaired(falsified: str) -> None:
    result = ground(draft("It rained.", copied=["It rained.", falsified]), DOCUMENT, SENTENCES)
    assert result.claim.grounding.status == "ungrounded"
    assert [item.exact for item in result.claim.evidence] == ["It rained."]
    assert [(rejection.stage, rejection.text) for rejection in result.rejections] == [("evidence", falsified)]


def test_no_evidence_at_all_is_ungrounded_with_a_reason() -> None:
    claim = ground(draft("It rained."), DOCUMENT, SENTENCES).claim
    assert (claim.grounding.status, claim.evidence) == ("ungrounded", ())
    assert claim.grounding.reasons == ("No evidence was given.",)
    assert claim.text == "It rained."


def test_a_wording_that_fails_falls_back_to_the_sentence() -> None:
    result = ground(draft("The board approved the loan.", evidence=[span("approve the\nloan")]), DOCUMENT, SENTENCES)
    assert result.claim.text == "The board did not approve the loan."
    assert result.claim.polarity == "negative"
    assert (result.claim.grounding.status, result.claim.grounding.reasons) == ("grounded", ())
    (rejection,) = result.rejections
    assert (rejection.stage, rejection.text) == ("wording", "The board approved the loan.")
    assert "not" in rejection.reason


def test_the_fallback_keeps_quotation_marks_and_joins_sentences() -> None:
    result = ground(draft("It held 50 tonnes.", evidence=[span("40 tonnes"), span("rained")]), DOCUMENT, SENTENCES)
    assert result.claim.text == "“It held 40 tonnes,” he said on Monday, but Bell did not agree. It rained."


def test_the_wording_may_use_the_speaker_but_nobody_else() -> None:
    said = Attribution(type="direct", source=Source(name="Zack Tarn", kind="person", span=span("Zack Tarn")))
    right = ground(draft("Tarn said it held 40 tonnes.", evidence=[span("40")], attribution=said), DOCUMENT, SENTENCES)
    assert right.rejections == ()
    wrong = ground(draft("Marsh said it held 40 tonnes.", evidence=[span("40")], attribution=said), DOCUMENT, SENTENCES)
    assert [rejection.stage for rejection in wrong.rejections] == ["wording"]
    assert wrong.claim.text.startswith("“It held 40 tonnes,”")


def test_an_empty_wording_falls_back() -> None:
    assert ground(draft(" ", evidence=[span("It rained.")]), DOCUMENT, SENTENCES).claim.text == "It rained."


def test_spans_that_do_not_fit_are_dropped_and_listed() -> None:
    attribution = Attribution(
        type="direct",
        source=Source(name="Zack Tarn", kind="person", span=span("Zack Tarn"), mention_span=misfit("he")),
        cue=misfit("said"),
        content=[span("“It held 40 tonnes,”")],
        via=[Source(name="Bell", kind="person", span=misfit("Bell"))],
    )
    result = ground(
        draft(
            "It rained.",
            evidence=[span("It rained.")],
            attribution=attribution,
            dates=[ClaimDate(role="statement", value="2031-05-05", span=misfit("Monday"))],
            cited_works=[CitedWork(name="a report", span=misfit("report"))],
            quantities=[Quantity(value=40, unit="tonnes", span=span("40 tonnes")), Quantity(value=4, span=misfit("4"))],
        ),
        DOCUMENT,
        SENTENCES,
    )
    claim = result.claim
    assert claim.grounding.status == "grounded"
    assert claim.attribution.source.span == span("Zack Tarn")
    assert claim.attribution.source.mention_span is None
    assert claim.attribution.cue is None
    assert claim.attribution.via[0].span is None
    assert claim.dates[0].span is None
    assert claim.dates[0].value == "2031-05-05"
    assert claim.cited_works[0].span is None
    assert [quantity.span for quantity in claim.quantities] == [span("40 tonnes"), None]
    assert [rejection.stage for rejection in result.rejections] == ["span"] * 6


def test_content_that_does_not_fit_leaves_the_claim_ungrounded() -> None:
    attribution = Attribution(type="direct", content=[misfit("It held 50 tonnes")])
    result = ground(draft("It rained.", evidence=[span("It rained.")], attribution=attribution), DOCUMENT, SENTENCES)
    assert result.claim.grounding.status == "ungrounded"
    assert result.claim.attribution.content == ()
    assert [rejection.stage for rejection in result.rejections] == ["span"]


def test_words_found_outside_the_passage_are_remarked() -> None:
    result = ground(draft("It rained.", copied=["It rained."], within=(0, 30)), DOCUMENT, SENTENCES)
    assert result.claim.grounding.status == "grounded"
    assert "outside" in result.claim.grounding.reasons[0]


def test_the_id_is_the_hash_of_what_was_found() -> None:
    said = Attribution(type="direct", source=Source(name="Zack Tarn", kind="person"))
    claim = ground(draft("It rained.", evidence=[span("rained")], attribution=said), DOCUMENT, SENTENCES).claim
    assert claim.claim_id == claim_id("doc", [SENTENCES[3].span], "It rained.", "Zack Tarn")


def test_who_says_it_makes_another_claim() -> None:
    names = ("Zack Tarn", "Ida Bell", None)
    assert len({claim_id("doc", [SENTENCES[3].span], "It rained.", name) for name in names}) == 3


CITED = (
    "China and Orvel signed a treaty in 1961. Its text was secret.\n\n"
    "It must be renewed, but Bell refused to sign. Tarn denied on Monday that the dam is safe."
)


def cited(text: str, words: str) -> Grounded:
    document = Document.from_text(CITED, id="cited")
    sentences = [
        Sentence(id=f"s{number}", span=Span.of(CITED, *match.span()), paragraph=0 if match.start() < 60 else 1)
        for number, match in enumerate(re.finditer(r"\S[^.]*\.", CITED), start=1)
    ]
    return ground(draft(text, copied=(words,), document_id="cited"), document, sentences)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The treaty of China and Orvel must be renewed.", "It must be renewed"),  # a name that stands before
        ("The treaty must be renewed.", "It must be renewed"),  # what stands behind "but" is another statement
    ],
)
def test_a_wording_can_say_what_its_words_point_to(text: str, words: str) -> None:
    assert cited(text, words).claim.text == text


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        (
            "The treaty of China and Norrholm must be renewed.",
            "It must be renewed",
            '"Norrholm" is not in the evidence',
        ),
        (
            "The treaty must be renewed, but Orvel refused to sign.",
            "but Bell refused to sign",
            'The name "Orvel" is not in the evidence',  # nor has it a mention that could mean Orvel
        ),
        ("The dam is safe.", "the dam is safe", 'leaves out "denied"'),
        ("Bell wanted to sign.", "Bell refused to sign", 'leaves out "refused"'),
    ],
)
def test_words_out_of_their_sentence_prove_nothing(text: str, words: str, reason: str) -> None:
    result = cited(text, words)
    assert result.claim.text != text
    assert reason in result.rejections[0].reason


def test_a_name_is_not_added_where_nothing_points_to_it() -> None:
    refused = cited("Bell refused to sign in Orvel.", "Bell refused to sign")
    assert refused.claim.text != "Bell refused to sign in Orvel."
    assert 'The name "Orvel" is not in the evidence' in refused.rejections[0].reason
