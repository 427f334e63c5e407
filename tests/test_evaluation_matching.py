"""The rules by which predictions are held against labels, on cases worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.evaluation.matching import attributed, coverage, in_timex, iou, pair_up, same_name
from claimextract.models import Attribution, Claim, Grounding, Provenance, Source, Span

SPANS = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def claim(start: int, end: int, name: str | None = "Ilse Brandt", type: str = "direct", mode: str = "speech") -> Claim:
    content = (Span(start=start, end=end, exact="x" * (end - start)),)
    return Claim(
        claim_id=f"{start}-{end}-{name}",
        document_id="d",
        text="The pier stays.",
        evidence=content,
        attribution=Attribution(
            type=type,
            mode=mode,
            source=Source(name=name, kind="person") if name else None,
            content=content if type != "none" else (),
        ),
        grounding=Grounding(status="grounded"),
        provenance=Provenance(package_version="test"),
    )


@pytest.mark.parametrize(
    ("gold", "predicted", "covered", "over_union"),
    [
        ((0, 10), (0, 10), 1.0, 1.0),
        ((0, 10), (5, 25), 0.5, 0.2),
        ((0, 10), (0, 40), 1.0, 0.25),
        ((0, 10), (10, 20), 0.0, 0.0),
        ((5, 5), (0, 10), 0.0, 0.0),
    ],
)
def test_overlap(gold, predicted, covered, over_union):
    assert coverage(gold, predicted) == covered
    assert iou(gold, predicted) == over_union


def test_the_best_pair_comes_first_and_every_span_is_used_once():
    gold = [(0, 10), (10, 20)]
    predicted = [(0, 18), (0, 9)]
    # Covered: gold 0 by 1.0 and 0.9, gold 1 by 0.8 and 0. The first takes the wide span, and the second goes without.
    assert pair_up(gold, predicted, coverage, 0.3) == [(0, 0)]
    # Over the union: 10/18, 0.9 and 0.4, so that each finds its own.
    assert pair_up(gold, predicted, iou, 0.3) == [(0, 1), (1, 0)]


def test_of_equal_scores_the_later_pair_goes_first():
    assert pair_up([(0, 10), (20, 30)], [(0, 30)], coverage, 0.5) == [(1, 0)]
    assert pair_up([(0, 10)], [(0, 10), (0, 12)], coverage, 0.5) == [(0, 1)]


def test_a_score_at_the_threshold_is_no_pair():
    assert pair_up([(0, 10)], [(5, 10)], coverage, 0.5) == []
    assert pair_up([(0, 10)], [(4, 10)], coverage, 0.5) == [(0, 0)]


@given(st.lists(SPANS, max_size=8), st.lists(SPANS, max_size=8))
def test_pairs_are_one_to_one_and_leave_no_pair_free(gold, predicted):
    pairs = pair_up(gold, predicted, iou, 0.3)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(iou(gold[i], predicted[j]) > 0.3 for i, j in pairs)
    free_gold = set(range(len(gold))) - {i for i, _ in pairs}
    free_predicted = set(range(len(predicted))) - {j for _, j in pairs}
    assert all(iou(gold[i], predicted[j]) <= 0.3 for i in free_gold for j in free_predicted)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Ilse Brandt", "Brandt", True),
        ("Mayor Ilse Brandt", "Ilse Brandt", True),
        ("Ilse Brandt", "I. Brandt", True),
        ("Ilse Brandt", "Inga Brandt", True),  # the initial agrees
        ("Ilse Brandt", "Oskar Brandt", False),
        ("Ilse Brandt", "Ilse Lindqvist", False),
        ("Prime Minister Brandt", "Brandt", True),
        ("the Prime Minister", "Brandt", False),  # nothing but titles
        ("Élise Brändt", "Elise Brandt", True),
        ("Brandt", "Mayor Ilse Maria Sophie Anna Brandt", False),  # five words more
        ("Brandt", "Ilse Maria Sophie Anna Brandt", True),
        (None, "Brandt", False),
        ("Brandt", "", False),
    ],
)
def test_names(a, b, same):
    assert same_name(a, b) is same
    assert same_name(b, a) is same


@pytest.mark.parametrize(
    ("edtf", "timex"),
    [
        ("2021-03-06", "2021-03-06"),
        ("2022-06~", "2022-06"),
        ("1989-35", "1989-Q3"),
        ("2021-24", "2021-WI"),
        ("2021-21", "2021-SP"),
        ("2021-12", "2021-12"),
        ("198X", "198"),
        ("18XX", "18"),
        ("2020?", "2020"),
        (None, None),
        ("", None),
    ],
)
def test_edtf_in_the_spelling_of_timex(edtf, timex):
    assert in_timex(edtf) == timex


def test_a_passage_counts_once_with_its_first_speaker():
    claims = [claim(0, 20), claim(0, 20, "Oskar Lindqvist"), claim(30, 40, None), claim(50, 60, type="none")]
    found = attributed(claims)
    assert [span for span, _ in found] == [(0, 20), (30, 40)]
    assert found[0][1].source == Source(name="Ilse Brandt", kind="person")
    assert found[1][1].source is None


def test_modes_can_be_left_out():
    claims = [claim(0, 20), claim(30, 40, mode="belief"), claim(50, 60, mode="writing")]
    assert [span for span, _ in attributed(claims, {"speech", "writing", None})] == [(0, 20), (50, 60)]
    assert len(attributed(claims)) == 3


def test_a_content_in_parts_reaches_from_first_to_last():
    whole = claim(0, 20)
    parts = (*whole.attribution.content, Span(start=30, end=35, exact="y" * 5))
    split = whole.model_copy(update={"attribution": whole.attribution.model_copy(update={"content": parts})})
    assert [span for span, _ in attributed([split])] == [(0, 35)]
