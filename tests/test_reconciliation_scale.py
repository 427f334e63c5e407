"""Many claims at once: what is reckoned in columns agrees with what is reckoned pair by pair."""

from collections.abc import Sequence
from itertools import combinations
from typing import overload

import numpy as np
import pytest

from claimextract import update_table
from claimextract.models import Claim, Document
from claimextract.reconciliation import Judgement, crowds, iter_clusters, reconcile, verdicts
from claimextract.reconciliation.candidates import NEIGHBOURS, neighbour_pairs, worth_comparing
from claimextract.reconciliation.clusters import components
from claimextract.reconciliation.columns import columns_of
from claimextract.reconciliation.likeness import alike
from claimextract.reconciliation.likenesses import Likeness
from claimextract.reconciliation.wording import read
from claimextract.table import Table, build
from plain import claims_of, says

TEXTS = (
    "The Torvik council approved 40 new moorings on 3 May, and the harbour master resigned.",
    "Torvik's council approved forty moorings, while fishermen blocked the quay.",
    "Fishermen blocked the quay of Torvik because the council approved moorings.",
    "The council of Velm rejected the moorings.",
    "Mayor Ilse Brandt said the ferry “will never sail again” after the fire.",
    "“The ferry will never sail again,” Brandt told the council, but repairs go on.",
    "Repairs of the ferry cost 4.2 million euros, the yard said.",
    "The yard put the repairs at 5 million euros; the ferry stays in dock.",
    "FERRY REPAIRS COST MILLIONS, TORVIK YARD SAYS",
    "It is so.",
    "40",
    "The ferry burned on 3 May near Torvik.",
    "The ferry did not burn near Torvik on 3 May.",
    "Three sailors were hurt when the ferry burned near Torvik.",
    "Nine sailors were hurt when the ferry burned near Torvik.",
    "港口 in Torvik 关闭 on 3 May",
)


class Lazy(Sequence[Claim]):
    """A sequence that makes each claim when it is asked for it, and knows how many were asked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents, self.asked = documents, 0

    def __len__(self) -> int:
        return len(self.documents)

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Claim]: ...
    def __getitem__(self, index: int | slice) -> Claim | Sequence[Claim]:
        assert isinstance(index, int)
        self.asked += 1
        return says(self.documents[index])


def test_likeness_in_columns_is_that_of_the_pair() -> None:
    claims, _ = claims_of(TEXTS)
    columns = columns_of(claims)
    pairs = np.array(list(combinations(range(len(TEXTS)), 2)))
    for (i, j), found in zip(pairs.tolist(), Likeness(columns, columns.rarity).of(pairs).tolist(), strict=True):
        a, b = read(TEXTS[i]), read(TEXTS[j])
        weighed = [{word: weight * columns.rarity[word] for word, weight in x.weights.items()} for x in (a, b)]
        exact = alike(a, b, *weighed)
        if a.quotes and b.quotes:
            assert found >= exact - 1e-6, (TEXTS[i], TEXTS[j])
        else:
            assert found == pytest.approx(exact, abs=1e-6), (TEXTS[i], TEXTS[j])


def test_likeness_of_no_pairs_is_none() -> None:
    columns = columns_of(claims_of(TEXTS)[0])
    assert len(Likeness(columns, columns.rarity).of(np.zeros((0, 2), dtype=np.int64))) == 0


def test_no_claims_make_no_rows() -> None:
    assert reconcile([], []) == []
    assert len(neighbour_pairs(columns_of([]), np.zeros(0, dtype=np.int64))) == 0


def test_only_pairs_that_may_be_alike_are_compared() -> None:
    claims, _ = claims_of(TEXTS)
    columns = columns_of(claims)
    near = neighbour_pairs(columns, np.arange(len(TEXTS)))
    kept = {tuple(pair) for pair in worth_comparing(Likeness(columns, columns.rarity), near, 0.25).tolist()}
    assert (11, 12) in kept
    assert (13, 14) in kept
    assert not any(9 in pair for pair in kept)
    assert kept <= {tuple(pair) for pair in near.tolist()}


def test_candidates_grow_with_the_claims_and_not_with_their_square() -> None:
    # All share "ferry"; each has a neighbour by its own word.
    texts = [f"The ferry {'a' + str(place // 2)}kor sank at pier b{place}mol." for place in range(700)]
    claims, _ = claims_of(texts)
    pairs = neighbour_pairs(columns_of(claims), np.arange(len(texts)))
    found = {tuple(pair) for pair in pairs.tolist()}
    assert all((place, place + 1) in found for place in range(0, 700, 2))
    assert len(found) <= NEIGHBOURS * len(texts)
    assert all(i < j for i, j in found)


def test_words_of_too_many_texts_tie_nothing() -> None:
    texts = [f"The ferry sank at pier number{place}mol." for place in range(400)]
    claims, _ = claims_of(texts)
    assert len(neighbour_pairs(columns_of(claims), np.arange(len(texts)))) == 0


def test_components_are_numbered_within_and_leave_no_item_out() -> None:
    pairs = np.array([[0, 4], [2, 3], [4, 6]])
    assert list(components(pairs, 7)) == [
        ([0, 4, 6], [(0, 1), (1, 2)]),
        ([1], []),
        ([2, 3], [(0, 1)]),
        ([5], []),
    ]
    assert list(components(np.zeros((0, 2), dtype=np.int64), 0)) == []


def test_a_sequence_that_reads_claims_when_asked_gives_the_same_rows() -> None:
    claims, documents = claims_of(TEXTS)
    rows = reconcile(claims, documents)
    lazy = Lazy(documents)
    assert reconcile(lazy, documents) == rows
    assert lazy.asked <= 4 * (len(TEXTS) + 1)
    assert sorted(iter_clusters(claims, documents), key=lambda row: row.canonical) == sorted(
        rows, key=lambda row: row.canonical
    )


def test_the_order_of_the_input_changes_nothing() -> None:
    claims, documents = claims_of(TEXTS * 3)
    rows = reconcile(claims, documents)
    shuffled = np.random.default_rng(5).permutation(len(claims)).tolist()
    assert reconcile([claims[place] for place in shuffled], [documents[place] for place in reversed(shuffled)]) == rows


def test_a_crowd_taken_apart_by_its_verdicts_gives_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    claims, documents = claims_of(TEXTS * 2)
    rows = reconcile(claims, documents)
    monkeypatch.setattr(crowds, "_MANY", 1)
    monkeypatch.setattr(crowds, "_BLOCK", 3)
    monkeypatch.setattr(verdicts, "_HELD", 2)
    assert reconcile(claims, documents) == rows
    assert any(len(row.members) > 2 for row in rows)


def test_what_a_judge_said_holds_in_every_way_to_the_rows() -> None:
    """The two are one by their words; new is the second one."""
    claims, documents = claims_of(
        (
            "The council of Velm approved the dock budget by a narrow margin.",
            "The dock budget passed the council of Velm by a narrow majority.",
            "Fishermen blocked the quay of Torvik.",
        )
    )
    judgements = {(claims[0].claim_id, claims[1].claim_id): Judgement("negation", "an expert")}
    rows = reconcile(claims, documents, judgements=judgements)
    assert [row.status for row in rows] == ["disputed", "single-source"]
    assert "an expert" in rows[0].explanation
    assert list(iter_clusters(claims, documents, judgements=judgements)) == rows
    earlier = build(reconcile([claims[0], claims[2]], documents), claims, documents)
    added = update_table(Table(tuple(earlier)), claims, documents, ["d0001"], judgements=judgements)
    assert list(added) == build(rows, claims, documents, earlier)
    assert list(update_table(Table(tuple(earlier)), claims, documents, ["d0001"])) != list(added)
