"""Confidence: the signals it comes from, what it is worth on labels, and where it is shown."""

import asyncio
import json
import math
import runpy
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from claimextract.config import Profile, profile_named
from claimextract.evaluation.labelled import AttributedText, QuotedText
from claimextract.evaluation.reliability import (
    Judged,
    Reliability,
    judge_attributions,
    judge_quotations,
    score_confidence,
)
from claimextract.extraction.confidence import ALWAYS, ASSUMED, chance, confidence_of, signals_of, unit_signals
from claimextract.extraction.units import Unit, units_of
from claimextract.grounding import ground
from claimextract.models import (
    Attribution,
    Claim,
    Document,
    DocumentEntry,
    Draft,
    EvidenceItem,
    EvidenceRow,
    Exchange,
    Grounding,
    Provenance,
    Scan,
    Source,
    Span,
)
from claimextract.pipeline.extracting import extract_all
from claimextract.pipeline.watching import Quiet
from claimextract.report import render
from claimextract.scan import scan

ROOT = Path(__file__).parents[1]
CAPABLE = profile_named("capable")
RULES = replace(profile_named("embedded"), asks=frozenset())
TEXT = (
    "“The pier stays shut,” said Ilse Brandt. The ferry lies in the dock of Tessaly. Officials fear that the storm "
    "will come again."
)
QUOTE, FERRY, FEAR = "“The pier stays shut,”", "The ferry lies in the dock of Tessaly.", "the storm will come again"


class Speaker:
    """A model that names one speaker for everything, where it may, and has nothing else to say."""

    model = "fake"

    def __init__(self, name: str) -> None:
        self.name = name

    async def ask(
        self,
        messages: list[dict[str, str]],
        answer: type[BaseModel],
        *,
        document_id: str,
        step: str,
        log: list[Exchange],
    ) -> Any:
        log.append(Exchange(document_id=document_id, step=step, attempt=1, request_sha256="0" * 64, response={}))
        plain = {"kind": "fact", "date": "event", "work": "source", "claims": [], "missed": []}
        asked = answer.model_json_schema()["properties"]
        return answer.model_validate({name: plain.get(name.partition("_")[0], self.name) for name in asked})


def extracted(text: str, model: Any = None, profile: Profile = RULES) -> list[Claim]:
    document = Document.from_text(text)
    result = asyncio.run(extract_all([document], model or Speaker("nobody"), profile, Quiet()))
    return list(result.claims)


def one(claims: list[Claim], words: str) -> Claim:
    [found] = [claim for claim in claims if words in claim.text]
    return found


def units(text: str) -> tuple[Scan, dict[str, Unit]]:
    scanned = scan(Document.from_text(text))
    return scanned, {unit.sentences[0].span.exact: unit for unit in units_of(scanned)}


# the field


def claim(words: str = QUOTE, name: str | None = "Ilse Brandt", mention: str | None = None, **fields: Any) -> Claim:
    start = TEXT.index(words)
    span = Span.of(TEXT, start, start + len(words))
    of = None if mention is None else Span.of(TEXT, TEXT.index(mention), TEXT.index(mention) + len(mention))
    source = Source(name=name, kind="person", mention_span=of) if name else None
    return Claim(
        **{
            "claim_id": f"{start:016x}",
            "document_id": "d",
            "text": words,
            "evidence": (span,),
            "attribution": Attribution(type="direct", mode="speech", source=source, content=(span,)),
            "grounding": Grounding(status="grounded", tier="exact"),
            "provenance": Provenance(package_version="test"),
            **fields,
        }
    )


def own(words: str = FERRY, **fields: Any) -> Claim:
    return claim(words, attribution=Attribution(type="none"), **fields)


def test_a_claim_of_an_older_file_has_none():
    line = json.loads(claim().model_dump_json())
    del line["confidence"]
    assert Claim.model_validate_json(json.dumps(line)).confidence is None


@pytest.mark.parametrize("value", [-0.01, 1.01, math.inf, math.nan])
def test_it_is_a_probability(value):
    with pytest.raises(ValidationError):
        claim(confidence=value)


def test_it_is_the_last_field():
    assert list(Claim.model_fields)[-1] == "confidence"


# signals


def test_every_grounded_claim_has_one():
    found = extracted(TEXT)
    assert len(found) >= 3
    assert all(c.confidence is not None and 0 < c.confidence < 1 for c in found)


def test_a_name_beside_the_words_is_surer_than_a_pronoun_that_may_mean_two():
    found = extracted(
        "Ilse Brandt met Karla Lund on the pier. Karla Lund and Ilse Brandt left at noon.\n\n"
        "“The pier stays shut for years,” said Ilse Brandt.\n\nKarla Lund went home. “The ferry will never sail,” she "
        "said."
    )
    named, meant = one(found, "pier stays shut"), one(found, "ferry will never")
    assert named.confidence is not None
    assert meant.confidence is not None
    assert named.confidence > meant.confidence


def test_the_signals_of_a_tagged_quotation():
    scanned, found = units(TEXT)
    unit = found["“The pier stays shut,” said Ilse Brandt."]
    [brandt] = [member for member in scanned.cast if member.name == "Ilse Brandt"]
    by_rule = unit_signals(unit, brandt, None)
    assert by_rule[0] == ALWAYS
    assert {"rule tag", "found by name", "sure", "type direct", "mode speech", "source person"} <= set(by_rule)
    assert unit_signals(unit, brandt, "Ilse Brandt") == (*by_rule, "model agrees")
    assert unit_signals(unit, brandt, "Karla Lund") == (*by_rule, "model differs")  # the rule was sure, and stands


def test_where_the_model_names_the_speaker_the_rule_has_no_say():
    scanned, found = units("The pier was shut.\n\n“The ferry will sail again on Monday,” he said.")
    unit = found["“The ferry will sail again on Monday,” he said."]
    assert unit.passage is not None
    assert unit.passage.confidence != "sure"
    assert not [member for member in scanned.cast if member.id == unit.passage.source]
    signals = unit_signals(unit, None, "Karla Lund")
    assert signals[-1] == "found by model"
    assert not {"likely", "unsure", "found by pronoun"} & set(signals)


@pytest.mark.parametrize(
    ("sentence", "signals"),
    [
        ("The ferry lay in the dock of Tessaly through all of March.", []),
        ("The ferry sank.", []),
        ("It lay in the dock of Tessaly through all of March.", ["pronoun first"]),
        ("The “ferry” lay in the dock of Tessaly for a month.", ["quotation mark"]),
        ("The harbour of Tessaly wants back the money that it lost.", ["the word that", "word of thought"]),
    ],
)
def test_what_speaks_against_a_sentence_of_the_articles_own(sentence, signals):
    scanned, _ = units(sentence)
    # Parser and rules may find a passage in these sentences; this is about the words alone.
    unit = Unit("u1", scanned.sentences, None, (scanned.sentences[0].span,), None)
    short = ["short"] if len(sentence.split()) < 8 else []
    assert unit_signals(unit, None, None) == (ALWAYS, *signals, *short)


def test_agreement_raises_and_difference_lowers():
    apart = one(extracted(TEXT), "The pier stays shut")
    agrees = one(extracted(TEXT, Speaker("Ilse Brandt"), replace(CAPABLE, asks=frozenset({"speakers"}))), "pier stays")
    differs = one(
        extracted(TEXT, Speaker("the article itself"), replace(CAPABLE, asks=frozenset({"speakers"}))), "pier"
    )
    assert apart.confidence is not None
    assert agrees.confidence is not None
    assert differs.confidence is not None
    assert differs.confidence < apart.confidence < agrees.confidence
    assert agrees.attribution == differs.attribution == apart.attribution


def drafted(**fields: Any) -> Draft:
    nobody, provenance = Attribution(type="none"), Provenance(package_version="test")
    signals = (ALWAYS, "rule missed", "found by model")
    return Draft(
        **{
            "document_id": "d",
            "text": "Boats.",
            "attribution": nobody,
            "provenance": provenance,
            "signals": signals,
            **fields,
        }
    )


def test_an_ungrounded_claim_has_none():
    draft = drafted(copied=("The harbour has burned down.",))
    found = ground(draft, Document.from_text(TEXT), ()).claim
    assert found.grounding.status == "ungrounded"
    assert confidence_of(draft, found) is None


def test_nothing_is_said_where_nothing_is_known():
    draft = drafted(copied=(FERRY,), signals=())
    assert confidence_of(draft, ground(draft, Document.from_text(TEXT), ()).claim) is None


def test_what_the_checks_found_is_a_signal():
    document = Document.from_text(TEXT)
    exact, cased = (
        drafted(copied=(FERRY,), text=FERRY),
        drafted(copied=(FERRY.upper(),), text="The ferry sank 12 times."),
    )
    assert signals_of(exact, ground(exact, document, ()).claim) == exact.signals
    assert signals_of(cased, ground(cased, document, ()).claim) == (*cased.signals, "copied, case", "wording refused")


# the chance

WEIGHTS = {"own": {ALWAYS: 0.0}, "passage": {ALWAYS: math.log(9), "x": -math.log(9)}, "source": {ALWAYS: math.log(4)}}


def test_somebodys_claim_is_right_in_passage_and_source():
    assert chance(WEIGHTS, False, (ALWAYS,)) == pytest.approx(0.9 * 0.8)
    assert chance(WEIGHTS, False, (ALWAYS, "x")) == pytest.approx(0.5 * 0.8)
    assert chance(WEIGHTS, True, (ALWAYS, "x")) == 0.5


def test_what_is_assumed_holds_until_it_is_measured():
    assert chance(WEIGHTS, True, (ALWAYS, "model agrees")) == round(1 / (1 + math.exp(-ASSUMED["model agrees"])), 2)
    measured = {**WEIGHTS, "own": {ALWAYS: 0.0, "model agrees": 0.0}}
    assert chance(measured, True, (ALWAYS, "model agrees")) == 0.5


@given(st.lists(st.sampled_from(sorted({*ASSUMED, "x", "y"}))), st.booleans())
def test_it_stays_a_probability(signals: list[str], own_claim: bool) -> None:
    assert 0 <= chance(WEIGHTS, own_claim, (ALWAYS, *signals)) <= 1


def test_the_weights_that_ship():
    weights: Mapping[str, Mapping[str, float]] = json.loads(
        (ROOT / "src" / "claimextract" / "extraction" / "confidence.json").read_text(encoding="utf-8")
    )
    assert sorted(weights) == ["own", "passage", "source"]
    for part in weights.values():
        assert ALWAYS in part
        assert all(math.isfinite(value) and abs(value) < 10 for value in part.values())


def test_fitting_finds_the_shares_and_shrinks_what_is_rare():
    fit = runpy.run_path(str(ROOT / "benchmarks" / "confidence.py"))["fit"]
    examples = [((ALWAYS, "x"), n < 180) for n in range(200)] + [((ALWAYS,), n < 100) for n in range(200)]
    examples += [((ALWAYS, "rare"), True)] * 4 + [((ALWAYS, "some"), True)] * 6
    weights = fit(examples)
    assert "rare" not in weights
    assert 1 / (1 + math.exp(-weights[ALWAYS] - weights["x"])) == pytest.approx(0.9, abs=0.02)
    assert 1 / (1 + math.exp(-weights[ALWAYS])) == pytest.approx(0.5, abs=0.05)
    assert 0 < weights["some"] < 3  # never wrong, yet not certain


# against labels


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def attributions(*gold: tuple[str, str, str]) -> list[AttributedText]:
    """Labels of (content, source as written, words of the source in the text)."""
    labels = [{"content_spans": [at(c)], "source": s, "source_spans": [at(w)], "cue_spans": []} for c, s, w in gold]
    return [AttributedText.model_validate({"id": "d", "text": TEXT, "gold": labels})]


def outcomes(judged: list[Judged]) -> list[tuple[bool, bool | None, bool | None]]:
    return [(item.passage, item.source, item.right) for item in judged]


def quotations(*gold: tuple[str, str | None]) -> list[QuotedText]:
    labels = [{"quote_span": at(quote), "canonical_speaker": speaker} for quote, speaker in gold]
    return [QuotedText.model_validate({"id": "d", "text": TEXT, "gold": labels})]


@pytest.mark.parametrize(
    ("label", "found", "outcome"),
    [
        ((QUOTE, "Brandt"), claim(), (True, True, True)),
        ((QUOTE, "Karla Lund"), claim(), (True, False, False)),
        ((QUOTE, "Karla Lund"), claim(name=None), (True, False, False)),
        ((QUOTE, None), claim(), (True, None, None)),
        ((FEAR, "Brandt"), claim(), (False, None, False)),
        (("“The pier", "Brandt"), claim(), (False, None, False)),  # less than half of it
    ],
)
def test_quotations_judge_passage_and_speaker(label, found, outcome):
    assert outcomes(judge_quotations(quotations(label), {"d": [found]})) == [outcome]


def test_quotations_do_not_judge_thoughts_nor_the_articles_own_nor_what_is_ungrounded():
    thought = claim(FEAR, attribution=Attribution(type="indirect", mode="belief", content=(claim(FEAR).evidence[0],)))
    lost = claim(grounding=Grounding(status="ungrounded"))
    assert judge_quotations(quotations((QUOTE, "Brandt")), {"d": [thought, own(), lost]}) == []


@pytest.mark.parametrize(
    ("label", "found", "outcome"),
    [
        ((QUOTE, "Ilse Brandt", "Ilse Brandt"), claim(mention="Ilse Brandt"), (True, True, True)),
        # The apposition belongs to the label, not to the name.
        ((QUOTE, "Ilse Brandt, the mayor of a town by the northern sea", "Ilse Brandt"), claim(), (True, True, True)),
        # The label does not say who is meant.
        ((QUOTE, "she", "Ilse Brandt"), claim(), (True, None, None)),
        ((QUOTE, "the mayor", "Ilse Brandt"), claim(mention="Ilse Brandt"), (True, None, None)),
        # It does: somebody else, named elsewhere.
        ((QUOTE, "the mayor", "Officials"), claim(mention="Ilse Brandt"), (True, False, False)),
        ((QUOTE, "Karla Lund", "Ilse Brandt"), claim(mention="Ilse Brandt"), (True, False, False)),
    ],
)
def test_attributions_judge_where_the_label_names_somebody(label, found, outcome):
    assert outcomes(judge_attributions(attributions(label), {"d": [found]})) == [outcome]


def test_a_claim_that_goes_by_a_pronoun_is_left_out_whether_its_passage_is_right_or_not():
    text = "She said the ferry had sunk. She said the pier was shut."
    she = Span.of(text, 0, 3)
    found = []
    for content in (Span.of(text, 9, 27), Span.of(text, 38, 55)):
        source = Source(name="Ilse Brandt", kind="person", mention_span=she)
        attribution = Attribution(type="indirect", mode="speech", source=source, content=(content,))
        found.append(claim(attribution=attribution))
    gold = {"content_spans": [[9, 27]], "source": "She", "source_spans": [[0, 3]]}
    labels = [AttributedText.model_validate({"id": "d", "text": text, "gold": [gold]})]
    assert outcomes(judge_attributions(labels, {"d": found})) == [(True, None, None), (False, None, None)]


@pytest.mark.parametrize(
    ("content", "right"), [(FEAR, True), (FERRY, False), ("The ferry lies in the dock", False), ("Tessaly", True)]
)
def test_the_articles_own_is_right_unless_most_of_it_is_somebodys(content, right):
    [judged] = judge_attributions(attributions((content, "Officials", "Officials")), {"d": [own()]})
    assert judged.right is right


def test_what_another_claim_attributes_is_not_the_articles_own():
    whole = own("Officials fear that the storm will come again.")
    attribution = Attribution(type="indirect", mode="belief", content=(Span.of(TEXT, *at(FEAR)),))
    judged = judge_attributions(
        attributions((FEAR, "Officials", "Officials")), {"d": [claim(FEAR, attribution=attribution), whole]}
    )
    assert [item.right for item in judged if item.claim is whole] == [True]


def rated(document: str, confidence: float | None, right: bool | None) -> Judged:
    return Judged(own(document_id=document, confidence=confidence), bool(right), None, fair=right is not None)


def test_the_table_and_its_figures_by_hand():
    judged = [rated("a", 0.9, True), rated("a", 0.9, False), rated("b", 0.3, False), rated("b", 1.0, True)]
    judged += [rated("b", None, True)]  # passed over
    table = Reliability("x", "ece", judged, ["a", "b"])
    assert [row for row in table.bins() if row[0]] == [(1, 0.3, 0.0), (3, 0.933, 0.667)]
    assert table.measure().value == round((0.3 * 1 + (2.8 - 2)) / 4, 3)
    brier = Reliability("x", "brier", judged, ["a", "b"]).measure()
    assert brier.value == round((0.01 + 0.81 + 0.09 + 0) / 4, 3)
    assert (brier.kind, brier.hits, brier.gold) == ("error", 2, 4)
    assert brier.low is not None
    assert brier.low <= brier.value <= (brier.high or 0)


def test_nothing_to_judge():
    measures = [figure.measure() for figure in score_confidence([], ["a"])]
    assert [(m.value, m.low, m.gold) for m in measures] == [(0.0, None, 0)] * 3


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_an_error_is_never_below_zero_nor_above_one(items: list[tuple[str, float, bool]]) -> None:
    judged = [rated(document, confidence, right) for document, confidence, right in items]
    share, brier, ece = (figure.measure() for figure in score_confidence(judged, list("abc")))
    assert share.gold == brier.gold == ece.gold == len(items)
    assert 0 <= brier.value <= 1
    assert 0 <= ece.value <= 1


# where it is shown


@pytest.mark.parametrize(("value", "shown"), [(0.9, True), (None, False)])
def test_the_report_shows_it_at_the_passage(value, shown):
    document = Document.from_text(TEXT, id="d")
    found = claim(confidence=value)
    span = found.evidence[0]
    item = EvidenceItem(
        claim_id=found.claim_id, document_id="d", stance="supports", quote=span.exact, start=span.start, end=span.end
    )
    row = EvidenceRow(
        row_id="r",
        claim=found.text,
        status="single-source",
        documents=1,
        independent_sources=1,
        evidence=(item,),
        explanation="One article.",
    )
    page = render([row], [found], [DocumentEntry.of(document, "ok", None)], [], {})
    assert ('"confidence":0.9' in page) is shown
