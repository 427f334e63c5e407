"""Gold claims: every part of a claim held against one that was found by reading."""

from collections.abc import Callable, Mapping, Sequence

from ..models import CitedWork, Claim
from .claims import content_stems, score_units, score_wording
from .dates import count_dates
from .labelled import Gold
from .matching import Offsets, iou, pair_up, shared
from .passages import score_gold_passages
from .tally import Tally, place

__all__ = ["same_claims", "score_gold"]

Claims = Mapping[str, Sequence[Claim]]

_SAME_CLAIM = 0.5  # Dice coefficient of content words above which two texts of one passage are one claim
_WORK_FIELDS = ("publisher", "author", "date", "kind")
_CLAIM_FIELDS: tuple[tuple[str, Callable[[Claim], str]], ...] = (
    ("kind", lambda claim: claim.kind),
    ("certainty", lambda claim: claim.certainty),
    ("polarity", lambda claim: claim.polarity),
    ("attribution type", lambda claim: claim.attribution.type),
)


def score_gold(labels: Sequence[Gold], claims: Claims) -> list[Tally]:
    """Attributions, dates, cited works, claims and their fields, against documents of which every claim is known."""
    ids = [text.id for text in labels]
    gold = {text.id: text.claims for text in labels}
    units = {id: [claim.text for claim in wanted] for id, wanted in gold.items()}
    return [
        *score_gold_passages(labels, claims),
        _score_dates(gold, claims),
        *_score_works(gold, claims),
        *_score_claims(gold, claims),
        *score_units(units, claims),
        *score_wording(ids, claims),
    ]


def _score_dates(gold: Claims, claims: Claims) -> Tally:
    tally = Tally("dates of claims, value F1", "f1", gold)
    for id, wanted in gold.items():
        count_dates(tally, id, _dates(wanted), _dates(claims.get(id, ())))
    return tally


def _dates(claims: Sequence[Claim]) -> list[tuple[Offsets, str]]:
    dates = [((d.span.start, d.span.end), d.value) for claim in claims for d in claim.dates if d.span is not None]
    return list(dict.fromkeys(dates))


def _score_works(gold: Claims, claims: Claims) -> list[Tally]:
    found = Tally("cited works, IoU >0.5", "f1", gold)
    fields = {name: Tally(f"{name} right on matched works", "share", gold) for name in _WORK_FIELDS}
    for id, wanted in gold.items():
        labels, predicted = _works(wanted), _works(claims.get(id, ()))
        pairs = pair_up(labels, predicted, _same_work, 0.5)
        found.matched(id, pairs, [_named(id, work) for work in labels], [_named(id, work) for work in predicted])
        for i, j in sorted(pairs):
            for name, tally in fields.items():
                if expected := getattr(labels[i], name):
                    given = getattr(predicted[j], name) or ""
                    tally.item(id, _named(id, labels[i]), given.casefold() == expected.casefold())
    return [found, *fields.values()]


def _works(claims: Sequence[Claim]) -> list[CitedWork]:
    """Each work once for each place that names it; those that no place names once for each name."""
    works: dict[object, CitedWork] = {}
    for claim in claims:
        for work in claim.cited_works:
            works.setdefault((work.span.start, work.span.end) if work.span else work.name.casefold(), work)
    return list(works.values())


def _same_work(gold: CitedWork, predicted: CitedWork) -> float:
    if gold.span and predicted.span:
        return iou((gold.span.start, gold.span.end), (predicted.span.start, predicted.span.end))
    return float(gold.name.casefold() == predicted.name.casefold())


def _named(id: str, work: CitedWork) -> str:
    return place(id, (work.span.start, work.span.end)) if work.span else f"{id} work without a place"


def _score_claims(gold: Claims, claims: Claims) -> list[Tally]:
    found = Tally("claims, same words by half", "f1", gold)
    fields = [(Tally(f"{name} right on matched claims", "share", gold), read) for name, read in _CLAIM_FIELDS]
    for id, wanted in gold.items():
        predicted = _grounded(claims.get(id, ()))
        pairs = pair_up(wanted, predicted, _same_claim, _SAME_CLAIM)
        found.matched(id, pairs, [f"{id} {c.claim_id}" for c in wanted], [f"{id} {c.claim_id}" for c in predicted])
        for i, j in sorted(pairs):
            for tally, read in fields:
                tally.item(id, f"{id} {wanted[i].claim_id}", read(predicted[j]) == read(wanted[i]))
    return [found, *(tally for tally, _ in fields)]


def same_claims(wanted: Sequence[Claim], found: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """The gold claims of one document, each with the grounded claim that says the same of the same passage."""
    grounded = _grounded(found)
    return [(wanted[i], grounded[j]) for i, j in pair_up(wanted, grounded, _same_claim, _SAME_CLAIM)]


def _grounded(claims: Sequence[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.grounding.status == "grounded"]


def _same_claim(gold: Claim, predicted: Claim) -> float:
    """The Dice coefficient of the content words of two claims that share evidence."""
    if not any(shared((a.start, a.end), (b.start, b.end)) for a in gold.evidence for b in predicted.evidence):
        return 0.0
    a, b = content_stems(gold.text), content_stems(predicted.text)
    return 2 * len(a & b) / max(1, len(a) + len(b))
