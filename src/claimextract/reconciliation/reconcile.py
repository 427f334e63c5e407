"""From claims to clusters: candidates, groups of them, and the rows that these make."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from claimextract.models import Claim, Cluster, Decision, Document

from .clusters import components
from .columns import Ints
from .copies import repeats
from .crowds import taken_apart
from .decided import NO_RULINGS, Decided
from .judging import NO_JUDGEMENTS, Judgements
from .preparing import Prepared, prepared
from .rows import Batch, Component, rows_of
from .verdicts import SlotStore
from .workers import Workers

_BATCH = 1_000  # claims whose rows are made at a time
_Group = tuple[list[int], list[tuple[int, int]]]


def reconcile(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    decisions: Sequence[Decision] = (),
    sample: Sequence[Claim] = (),
    judgements: Judgements = NO_JUDGEMENTS,
) -> list[Cluster]:
    """Bring together the grounded claims that assert or dispute the same thing.

    Every grounded claim stands in exactly one cluster; ungrounded ones in none. Claims that contradict each other share
    one, as opposing stances. The order of the input does not matter. No model is called. What the analyst decided
    (``decisions``) holds against all else. ``sample`` are other claims of the collection, which only tell how rare
    words are in it. ``judgements`` are what a judge said of pairs that ``open_questions`` put; they hold where neither
    a slot nor the analyst decides.

    Raises:
        InputError: If a grounded claim names a document that is not among ``documents``, or decisions contradict each
            other.
    """
    found = sorted(_clusters(claims, documents, decisions, sample, judgements), key=lambda item: item[0])
    return [row for _, row in found]


def iter_clusters(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    decisions: Sequence[Decision] = (),
    judgements: Judgements = NO_JUDGEMENTS,
) -> Iterator[Cluster]:
    """The clusters of ``reconcile`` one by one, those of claims published early first: for more than memory holds.

    ``claims`` may be a sequence that reads a claim each time it is asked for one: a few are held at a time, and of the
    others their words as numbers. It is asked by this process alone.

    Raises:
        InputError: If a grounded claim names a document that is not among ``documents``, or decisions contradict each
            other.
    """
    return (row for _, row in _clusters(claims, documents, decisions, (), judgements))


def _clusters(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    decisions: Sequence[Decision],
    sample: Sequence[Claim],
    judgements: Judgements,
) -> Iterator[tuple[int, Cluster]]:
    """Each cluster with the place of the claim that stands for it."""
    with Workers(len(claims)) as workers:
        ready = prepared(claims, documents, sample, workers)
        decided = Decided(decisions, (claims[index].claim_id for index in ready.order))
        pairs = taken_apart(ready.pairs, len(ready.order), ready.store, ready.likeness, judgements)
        if decided.ties:
            pairs = np.concatenate([pairs, np.array(decided.ties, dtype=np.int64)])
        batches = _batches(ready, pairs, decided, judgements)
        if workers.processes > 1:
            batches = _made_whole(batches, ready, judgements)
        for firsts, rows in workers.each(rows_of, batches):
            yield from zip(firsts, rows, strict=True)


def _batches(ready: Prepared, pairs: Ints, decided: Decided, judgements: Judgements) -> Iterator[Batch]:
    """The components, some at a time."""
    repeated = repeats(list(ready.documents.values()))
    for gathered in _gathered(components(pairs, len(ready.order))):
        own = [
            Component(
                places=places,
                stored=places,
                pairs=near,
                passages=ready.passages[places].tolist(),
                rulings=decided.among(*ready.store.claims(places)) if decided else NO_RULINGS,
            )
            for places, near in gathered
        ]
        yield Batch(own, ready.store, repeated, judgements)


def _made_whole(batches: Iterable[Batch], ready: Prepared, judgements: Judgements) -> Iterator[Batch]:
    """The batches, each with what of all else bears on it, so that it can be given away."""
    judged: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in judgements:
        judged[pair[0]].append(pair)
    for batch in batches:
        places = [place for component in batch.components for place in component.places]
        claims, homes = ready.store.claims(places)
        documents = {document.id: document for document in homes}
        telling = {word: ready.telling[word] for word in ready.columns.words_of(places)}
        number = dict(zip(places, range(len(places)), strict=True))
        yield Batch(
            [one._replace(stored=[number[place] for place in one.places]) for one in batch.components],
            SlotStore(claims, range(len(claims)), documents, telling),
            batch.repeated.among(documents),
            {pair: judgements[pair] for claim in claims for pair in judged.get(claim.claim_id, ())},
        )


def _gathered(parts: Iterable[_Group]) -> Iterator[list[_Group]]:
    held: list[_Group] = []
    claims = 0
    for part in parts:
        held.append(part)
        claims += len(part[0])
        if claims >= _BATCH:
            yield held
            held, claims = [], 0
    if held:
        yield held
