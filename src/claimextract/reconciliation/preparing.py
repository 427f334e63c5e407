"""Claims made ready to be compared: in an order of their own, with the pairs that are worth it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from claimextract.errors import InputError
from claimextract.language.edtf import bounds
from claimextract.models import Claim, Document

from .candidates import neighbour_pairs, worth_comparing
from .columns import Columns, Ints, columns_of, rarity_in
from .compare import SAME_MATTER
from .likenesses import Likeness
from .verdicts import SlotStore
from .workers import NO_WORKERS, Workers


class Prepared(NamedTuple):
    """The grounded claims in an order that does not depend on that of the input, and what is known of them.

    ``order`` holds their indices, ``passages`` the number of the passage that each was read from, ``pairs`` the places
    in that order of two claims worth comparing, ``columns`` their words and ``telling`` how much each word tells,
    ``documents`` all documents, those published early first.
    """

    order: Sequence[int]
    passages: Ints
    pairs: Ints
    columns: Columns
    telling: Mapping[str, float]
    likeness: Likeness
    store: SlotStore
    documents: Mapping[str, Document]


def prepared(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    sample: Sequence[Claim] = (),
    workers: Workers = NO_WORKERS,
) -> Prepared:
    """Make claims ready; ``sample`` are others of the collection, which only tell how rare words are in it.

    Raises:
        InputError: If a grounded claim names a document that is not among ``documents``.
    """
    by_id = {document.id: document for document in sorted(documents, key=_published)}
    order, passages = _ordered(claims, by_id)
    columns = columns_of((claims[index] for index in order), workers)
    telling = rarity_in(columns, columns_of(sample, workers)) if sample else columns.rarity
    likeness = Likeness(columns, telling)
    pairs = worth_comparing(likeness, neighbour_pairs(columns, passages), SAME_MATTER)
    return Prepared(order, passages, pairs, columns, telling, likeness, SlotStore(claims, order, by_id, telling), by_id)


def _ordered(claims: Sequence[Claim], documents: Iterable[str]) -> tuple[list[int], Ints]:
    """The indices of the grounded claims by their documents, then place and id, and their passages.

    Claims that were read from the same words of the same article share the number of their passage. ``documents`` are
    the ids in order.
    """
    sequence = {name: rank for rank, name in enumerate(documents)}
    keys: dict[str, tuple[int, int, str, int, bool]] = {}
    for index, claim in enumerate(claims):
        if claim.grounding.status != "grounded":
            continue
        if claim.document_id not in sequence:
            raise InputError(
                f"document {claim.document_id} of claim {claim.claim_id} is missing: name it in the same run"
            )
        start = claim.evidence[0].start if claim.evidence else 0
        key = sequence[claim.document_id], start, claim.claim_id, index, bool(claim.evidence)
        keys[claim.claim_id] = key
    ordered = sorted(keys.values())
    numbers: dict[tuple[int, ...], int] = {}
    passages = [
        numbers.setdefault((rank, start) if placed else (index,), len(numbers))
        for rank, start, _, index, placed in ordered
    ]
    return [index for _, _, _, index, _ in ordered], np.array(passages, dtype=np.int64)


def _published(document: Document) -> tuple[object, ...]:
    """By date of publication (unknown last) and id."""
    days = bounds(document.published) if document.published else None
    return days is None, days or (), document.published or "", document.id
