"""Rows held against chains of mentions, on cases small enough to reckon by hand."""

from claimextract.evaluation.events import score_events
from claimextract.evaluation.labelled import EventGroup
from claimextract.models import Attribution, Claim, Grounding, Provenance, Span

TEXTS = {
    "a": "A ferry sank off Torvik. Divers found the bell.",
    "b": "The ferry sinking shocked Torvik. The mayor resigned.",
    "c": "It sank at dawn.",
}
CHAINS = {
    "sinking": [("a", "sank"), ("b", "sinking"), ("c", "sank")],
    "find": [("a", "found")],
    "resignation": [("b", "resigned")],
}


def group() -> EventGroup:
    return EventGroup.model_validate(
        {
            "id": "torvik",
            "docs": [{"doc": doc, "text": text, "sentences": {"1": [0, len(text)]}} for doc, text in TEXTS.items()],
            "event_clusters": [
                {"id": name, "mentions": [{"doc": doc, "span": span(doc, word)} for doc, word in mentions]}
                for name, mentions in CHAINS.items()
            ],
        }
    )


def span(doc: str, words: str) -> tuple[int, int]:
    start = TEXTS[doc].index(words)
    return start, start + len(words)


def claim(doc: str, words: str) -> Claim:
    start, end = span(doc, words)
    return Claim(
        claim_id=f"{doc}{start}",
        document_id=doc,
        text=words,
        evidence=(Span.of(TEXTS[doc], start, end),),
        attribution=Attribution(type="none"),
        grounding=Grounding(status="grounded"),
        provenance=Provenance(package_version="0"),
    )


SANK_A, FOUND = claim("a", "A ferry sank off Torvik."), claim("a", "Divers found the bell.")
SANK_B, RESIGNED = claim("b", "The ferry sinking shocked Torvik."), claim("b", "The mayor resigned.")
SANK_C = claim("c", "It sank at dawn.")


def test_rows_that_match_the_chains_score_one() -> None:
    rows = [[SANK_A, SANK_B, SANK_C], [FOUND], [RESIGNED]]
    pairs, cubed = (figure.measure() for figure in score_events([group()], {"torvik": rows}))
    assert (pairs.value, pairs.hits, pairs.predicted, pairs.gold) == (1.0, 3, 3, 3)
    assert (cubed.value, cubed.precision, cubed.recall, cubed.hits, cubed.gold) == (1.0, 1.0, 1.0, 5, 5)


def test_a_split_costs_recall_and_a_wrong_join_precision() -> None:
    rows = [[SANK_A, SANK_B], [SANK_C, RESIGNED], [FOUND]]
    pairs, cubed = score_events([group()], {"torvik": rows})
    found = pairs.measure()
    assert (found.hits, found.predicted, found.gold, found.value) == (1, 2, 3, 0.4)
    assert sorted(pairs.items) == sorted(
        [
            *(
                " ".join(sorted((a.claim_id, b.claim_id)))
                for a, b in [(SANK_A, SANK_B), (SANK_A, SANK_C), (SANK_B, SANK_C)]
            ),
            "+" + " ".join(sorted((SANK_C.claim_id, RESIGNED.claim_id))),
        ]
    )
    # Precision 1, 1, 1/2, 1/2, 1; recall 2/3, 2/3, 1/3, 1, 1.
    measured = cubed.measure()
    assert (measured.precision, measured.recall, measured.hits) == (0.8, 0.733, 1)
    assert measured.value == round(2 * 0.8 * (11 / 15) / (0.8 + 11 / 15), 3)


def test_claims_of_one_article_are_no_pair_and_claims_without_an_event_do_not_count() -> None:
    bell = claim("a", "the bell")
    pairs, cubed = score_events([group()], {"torvik": [[SANK_A, FOUND, bell]]})
    assert (pairs.measure().predicted, pairs.measure().gold) == (0, 0)
    assert cubed.measure().gold == 2


def test_nothing_found_scores_nothing() -> None:
    assert [figure.measure().value for figure in score_events([group()], {})] == [0.0, 0.0]
