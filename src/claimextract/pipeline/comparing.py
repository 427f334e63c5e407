"""Comparing bare texts."""

from collections.abc import Iterable
from importlib.metadata import version

from .. import extraction, reconciliation, scan
from ..errors import InputError
from ..models import Attribution, Claim, ClaimDate, Comparison, Document, Grounding, Provenance, Source

__all__ = ["compare", "compared"]


def compare(pairs: Iterable[tuple[str, str]]) -> list[Comparison]:
    """How the second text of each pair stands to the first: same, refines, contradicts, superseded or different.

    No model is called, and independence is not judged from two texts.

    Raises:
        InputError: something is no pair of texts.
    """
    pairs = [pairs] if isinstance(pairs, str) else list(pairs)
    for pair in pairs:
        if isinstance(pair, str) or [type(text) for text in pair] != [str, str]:
            raise InputError(f"compare takes pairs of texts: compare([(one, other), ...]), not {pair!r:.80}")
    return [comparison for comparison, _ in compared(pairs)]


def compared(pairs: Iterable[tuple[str, str]]) -> list[tuple[Comparison, bool]]:
    """The same, each with whether no slot decided and a judge may be asked."""
    pairs = [(reconciliation.written_out(a, b), reconciliation.written_out(b, a)) for a, b in pairs]
    close = reconciliation.similarity([a for a, _ in pairs], [b for _, b in pairs])
    slots = {text: _slots(text) for text in dict.fromkeys(text for pair in pairs for text in pair)}
    return [
        (
            reconciliation.compare_slots(slots[a], slots[b], similarity),
            reconciliation.left_open(slots[a], slots[b], similarity),
        )
        for (a, b), similarity in zip(pairs, close, strict=True)
    ]


def _slots(text: str) -> reconciliation.Slots:
    """The slots of a bare text: what the scan finds in it."""
    document = Document.from_text(text)
    scanned = scan.scan(document)
    kind = extraction.kind_of(text)
    passage = scanned.passages[0] if scanned.passages else None
    member = next((m for m in scanned.cast if passage and m.id == passage.source), None)
    attribution = Attribution(
        type=passage.type if passage else "none",
        source=Source(name=member.name, kind=member.kind) if member else None,
    )
    return reconciliation.slots_of(
        Claim(
            claim_id=document.id,
            document_id=document.id,
            text=text,
            kind=kind,
            certainty=extraction.certainty_of(text),
            attribution=attribution,
            dates=tuple(ClaimDate(role="event", value=d.value, span=d.span) for d in scanned.dates if d.value),
            quantities=scanned.quantities,
            grounding=Grounding(status="ungrounded"),
            provenance=Provenance(package_version=version("claimextract")),
        )
    )
