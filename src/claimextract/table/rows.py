"""Rows from clusters: what is claimed, when, by whom, citing what, and every passage that says so."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from claimextract.errors import InputError
from claimextract.language.edtf import bounds
from claimextract.language.names import same_name
from claimextract.models import CitedWork, Claim, Cluster, Document, EvidenceItem, EvidenceRow, Member, RowStatus

from .history import history, stated

# The order in which rows stand, and are counted.
STATUSES: tuple[RowStatus, ...] = ("disputed", "corroborated", "superseded", "single-source")
_Order = tuple[object, ...]


def build(
    clusters: Sequence[Cluster],
    claims: Sequence[Claim],
    documents: Sequence[Document],
    previous: Sequence[EvidenceRow] = (),
    kept: Sequence[EvidenceRow] = (),
) -> list[EvidenceRow]:
    """Build the rows of the evidence table in their fixed order.

    Most articles first, then disputed, corroborated, superseded and single-source rows, then by first date, document
    and place. ``previous`` are the rows of an earlier run: the new row that holds most of an old row's claims keeps
    its id. ``kept`` are rows on other claims that stay as they are, among the new ones.

    Raises:
        InputError: If a claim or document of a cluster is missing, a claim is not grounded, or its evidence is not what
            stands in the document at that place.
    """
    known = {claim.claim_id: claim for claim in claims}
    texts = {document.id: document for document in documents}
    rows = []
    for cluster in clusters:
        members = [(member, *_resolve(member, known, texts)) for member in cluster.members]
        members.sort(key=lambda item: _place(item[1], item[2]))
        text = cluster.wording or known[cluster.canonical].text
        rows.append(_row(cluster, text, members))
    ids = _row_ids(rows, previous, {row.row_id for row in kept})
    named = [row.model_copy(update={"row_id": ids[row.row_id]}) for row in rows]
    return sorted([*named, *kept], key=_rank)


def _resolve(member: Member, claims: dict[str, Claim], documents: dict[str, Document]) -> tuple[Claim, Document]:
    claim = claims.get(member.claim_id)
    if claim is None:
        raise InputError(
            f"claim {member.claim_id} of a cluster is not among the claims: reconcile the same claims again"
        )
    document = documents.get(claim.document_id)
    if document is None:
        raise InputError(f"document {claim.document_id} of claim {claim.claim_id} is missing: name it in the same run")
    if claim.grounding.status != "grounded":
        raise InputError(f"claim {claim.claim_id} is not grounded and cannot be evidence: reconcile the claims again")
    for span in claim.evidence:
        if document.text[span.start : span.end] != span.exact:
            raise InputError(
                f"the evidence of claim {claim.claim_id} is not in document {document.id} at {span.start}-{span.end}: "
                "the text has changed, extract it again"
            )
    return claim, document


def _row(cluster: Cluster, text: str, members: list[tuple[Member, Claim, Document]]) -> EvidenceRow:
    """A row that still bears the id that follows from its first claim."""
    evidence = tuple(
        EvidenceItem(
            claim_id=claim.claim_id,
            document_id=document.id,
            stance=member.stance,
            cause=member.cause,
            quote=span.exact,
            start=span.start,
            end=span.end,
            speaker=claim.attribution.source.name if claim.attribution.source else None,
            published=document.published,
            ignored=member.ignored,
            stated=stated(claim),
            event_date=_event_date([claim]),
            source=member.source,
        )
        for member, claim, document in members
        for span in claim.evidence
    )
    # What the analyst lets not count tells nothing of the row, unless there is nothing else.
    counted = [item for item in members if not item[0].ignored] or members
    agreeing = [(claim, document) for member, claim, document in counted if member.stance != "contradicts"]
    return EvidenceRow(
        row_id=_hash(members[0][1].claim_id),
        claim=text,
        status=cluster.status,
        documents=len({item.document_id for item in evidence if not item.ignored}),
        independent_sources=cluster.independent_sources,
        speakers=_speakers(claim.attribution.source.name for _, claim, _ in counted if claim.attribution.source),
        first_stated=_first_stated(agreeing),
        # A refining claim may tell of one event among those that the row is about: its date comes second.
        event_date=_event_date([claim for member, claim, _ in counted if member.stance == "supports"])
        or _event_date([claim for claim, _ in agreeing]),
        cited_works=_cited_works(work for _, claim, _ in counted for work in claim.cited_works),
        evidence=evidence,
        explanation=cluster.explanation,
        decisions=cluster.decisions,
        history=history(counted),
        variants=cluster.variants,
    )


def _place(claim: Claim, document: Document) -> _Order:
    """By date of publication (unknown last), document, place and id."""
    start = claim.evidence[0].start if claim.evidence else 0
    return (*_when(document.published), document.id, start, claim.claim_id)


def _when(value: str | None) -> _Order:
    """Dates in the order of time; what cannot be placed comes last."""
    days = bounds(value) if value else None
    return (days is None, days or (), value or "")


def _rank(row: EvidenceRow) -> _Order:
    first = row.evidence[0]
    place = (*_when(first.published), first.document_id, first.start, first.claim_id)
    return (-row.documents, STATUSES.index(row.status), *_when(row.first_stated), *place)


def _first_stated(members: list[tuple[Claim, Document]]) -> str | None:
    """The earliest of the days on which each was stated, or else published."""
    days = (stated(claim) or document.published for claim, document in members)
    return min((day for day in days if day), key=_when, default=None)


def _event_date(claims: list[Claim]) -> str | None:
    """The date that fits the dates of most claims; of several, the most precise, then the most frequent."""
    dated = [
        {own.value: days for own in claim.dates if own.role == "event" and (days := bounds(own.value))}
        for claim in claims
    ]

    def worth(item: tuple[str, tuple[date, date]]) -> _Order:
        value, (first, last) = item
        fitting = sum(any(start <= last and first <= end for start, end in own.values()) for own in dated)
        return (-fitting, last - first, -sum(value in own for own in dated), first, value)

    return min((item for own in dated for item in own.items()), key=worth, default=(None,))[0]


def _speakers(names: Iterable[str]) -> tuple[str, ...]:
    """Each speaker once, under the fullest form of the name."""
    found: list[str] = []
    for name in names:
        if not name:
            continue
        known = next((place for place, other in enumerate(found) if same_name(other, name)), None)
        if known is None:
            found.append(name)
        elif len(name) > len(found[known]):
            found[known] = name
    return tuple(found)


def _cited_works(works: Iterable[CitedWork]) -> tuple[CitedWork, ...]:
    """Each work once; without its span, which would not say in which document it lies."""
    found: dict[tuple[str, str | None], CitedWork] = {}
    for work in works:
        found.setdefault((work.name.casefold(), work.date), work.model_copy(update={"span": None}))
    return tuple(found.values())


def _row_ids(rows: Sequence[EvidenceRow], previous: Sequence[EvidenceRow], reserved: Collection[str]) -> dict[str, str]:
    """The final id of each row, by the id that follows from its first claim; old ids go to their heirs one to one."""
    owners = {item.claim_id: row.row_id for row in rows for item in row.evidence}
    shared: dict[tuple[str, str], int] = {}
    for old in previous:
        for claim in {item.claim_id for item in old.evidence}:
            if claim in owners:
                pair = old.row_id, owners[claim]
                shared[pair] = shared.get(pair, 0) + 1
    ids: dict[str, str] = {}
    taken = set(reserved)
    for old_id, new_id in sorted(shared, key=lambda pair: (-shared[pair], pair[0] != pair[1], pair)):
        if new_id not in ids and old_id not in taken:
            ids[new_id] = old_id
            taken.add(old_id)
    for row in sorted(rows, key=lambda row: row.row_id):
        if row.row_id not in ids:
            own = row.row_id
            while own in taken:  # it went to the larger part of an old row that was split
                own = _hash(f"{own} split")
            ids[row.row_id] = own
            taken.add(own)
    return ids


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
