"""Claims: how many human-written content units they carry, how many are grounded, how many say one thing only.

All three are lexical or grammatical measures without a model: cheap, repeatable, and the same for any system whose
claims are texts. They say nothing of precision.
"""

from collections.abc import Mapping, Sequence

from ..language.negation import is_content
from ..language.stems import words
from ..models import Claim
from .labelled import UnitText
from .tally import Tally
from .wording import is_atomic

__all__ = ["ENOUGH", "content_stems", "is_recalled", "score_claims", "score_units", "score_wording"]

ENOUGH = 0.7  # share of a unit's content words that one claim must hold


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that carry content."""
    return frozenset(word.stem for word in words(text) if is_content(word))


def is_recalled(unit: frozenset[str], texts: Sequence[frozenset[str]]) -> bool:
    """Whether one of the texts holds at least 0.7 of a unit's content words, by stem."""
    return any(len(unit & text) >= ENOUGH * len(unit) for text in texts)


def score_claims(labels: Sequence[UnitText], claims: Mapping[str, Sequence[Claim]]) -> list[Tally]:
    """Recall of content units, and the shares of grounded and of atomic claims."""
    units = {text.id: text.gold_claims for text in labels}
    return [*score_units(units, claims), *score_wording(list(units), claims)]


def score_units(units: Mapping[str, Sequence[str]], claims: Mapping[str, Sequence[Claim]]) -> list[Tally]:
    """Units that one grounded claim carries: in its text, and in its text and evidence together."""
    said = Tally("units recalled, in one claim's text", "share", units)
    shown = Tally("units recalled, in one claim's text or evidence", "share", units)
    for id, wanted in units.items():
        grounded = [claim for claim in claims.get(id, ()) if claim.grounding.status == "grounded"]
        texts = [content_stems(claim.text) for claim in grounded]
        with_evidence = [
            text.union(*(content_stems(part.exact) for part in claim.evidence))
            for text, claim in zip(texts, grounded, strict=True)
        ]
        for number, unit in enumerate(wanted, 1):
            if stems := content_stems(unit):
                said.item(id, f"{id} unit {number}", is_recalled(stems, texts))
                shown.item(id, f"{id} unit {number}", is_recalled(stems, with_evidence))
    return [said, shown]


def score_wording(ids: Sequence[str], claims: Mapping[str, Sequence[Claim]]) -> list[Tally]:
    """Claims that are grounded, and claims of one finite main clause."""
    grounded, atomic = Tally("claims grounded", "share", ids), Tally("claims of one main clause", "share", ids)
    made = [claim for id in ids for claim in claims.get(id, ())]
    for claim, single in zip(made, is_atomic([claim.text for claim in made]), strict=True):
        right = claim.grounding.status == "grounded"
        for tally, outcome in ((grounded, right), (atomic, single)):
            tally.add(claim.document_id, int(outcome), 0, 1)
    return [grounded, atomic]
