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

__all__ = ["ENOUGH", "LONGEST", "content_stems", "recalled", "score_claims", "score_units", "score_wording"]

ENOUGH = 0.7  # share of a unit's content words that one claim must hold
LONGEST = 60  # words of a claim; with its evidence it may be twice as long


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that carry content."""
    return frozenset(word.stem for word in words(text) if is_content(word))


def recalled(units: Sequence[str], texts: Sequence[str], longest: int = LONGEST) -> list[bool | None]:
    """Whether one of the texts alone holds at least 0.7 of a unit's content words, by stem.

    Texts of more than ``longest`` words are passed over, else an article given back whole would recall everything.
    None for a unit without content words, which nothing can recall.
    """
    held = [content_stems(text) for text in texts if len(text.split()) <= longest]
    wanted = [content_stems(unit) for unit in units]
    return [any(len(unit & text) >= ENOUGH * len(unit) for text in held) if unit else None for unit in wanted]


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
        texts = [claim.text for claim in grounded]
        with_evidence = [" ".join([claim.text, *(part.exact for part in claim.evidence)]) for claim in grounded]
        by_text = recalled(wanted, texts)
        by_all = [a or b for a, b in zip(by_text, recalled(wanted, with_evidence, 2 * LONGEST), strict=True)]
        for tally, outcomes in ((said, by_text), (shown, by_all)):
            for number, outcome in enumerate(outcomes, 1):
                if outcome is not None:
                    tally.item(id, f"{id} unit {number}", outcome)
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
