"""Clusters anew for what a few new articles touch, in a table too large to be made again each time."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from claimextract.models import Claim, Cluster, Decision, Document, EvidenceRow

from .decided import ignores
from .judging import NO_JUDGEMENTS, Judgements
from .reconcile import reconcile

_WORD = re.compile(r"\w+")
# A word of more earlier claims than this leads to none of them, as for the candidates of a whole run.
_TOO_COMMON = 300
# So much of the lighter claim's words must be shared, and so many claims nearest to a new one are looked at.
_SHARED, _NEAREST = 0.35, 10
_PRIOR = 50  # claims in which no word was common
# Of the claims that stay, every so manieth tells how rare words are.
_SAMPLE = 2_000


@dataclass(frozen=True)
class Update:
    """``clusters`` stand in place of the earlier rows ``replaced`` (indices); the other rows stay as they are."""

    clusters: list[Cluster]
    replaced: frozenset[int]


def update(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    earlier: Sequence[EvidenceRow],
    read: Collection[str],
    decisions: Sequence[Decision] = (),
    judgements: Judgements = NO_JUDGEMENTS,
) -> Update:
    """Reconcile the claims of the documents ``read`` just now with those of an ``earlier`` table that they touch.

    Touched is a row that lost a claim, holds one of these documents', bears or bore a decision, or holds a claim near a
    new one in words. Other rows keep their claims, whatever ``judgements`` say of these. How rare words are, and which
    articles copy which, is judged by the claims and articles touched and a sample of the rest: a whole run may differ
    in a few rows.

    Raises:
        InputError: as ``reconcile``.
    """
    grounded = {claim.claim_id: claim for claim in claims if claim.grounding.status == "grounded"}
    owner = {item.claim_id: number for number, row in enumerate(earlier) for item in row.evidence}
    touched = {
        number
        for number, row in enumerate(earlier)
        if row.decisions or any(item.claim_id not in grounded or item.document_id in read for item in row.evidence)
    }
    fresh = [claim for name, claim in grounded.items() if name not in owner or claim.document_id in read]
    kept = [claim for name, claim in grounded.items() if name in owner and claim.document_id not in read]
    touched |= {owner[name] for name in _near(fresh, kept)}
    touched |= {owner[name] for decision in decisions for name in decision.claims if name in owner}
    touched |= {owner[name] for name in _ignored(kept, documents, decisions)}
    held = [claim for name, claim in grounded.items() if name not in owner or owner[name] in touched]
    rest = [claim for claim in kept if owner[claim.claim_id] not in touched]
    sample = rest[:: max(1, len(rest) // _SAMPLE)]
    homes = {claim.document_id for claim in held}
    near = [document for document in documents if document.id in homes]
    return Update(reconcile(held, near, decisions, sample, judgements), frozenset(touched))


def _ignored(claims: Sequence[Claim], documents: Sequence[Document], decisions: Sequence[Decision]) -> Iterable[str]:
    sources = [decision.ignored for decision in decisions if decision.ignored is not None]
    homes = {document.id: document for document in documents} if sources else {}
    return (claim.claim_id for claim in claims if any(ignores(one, claim, homes[claim.document_id]) for one in sources))


def _near(fresh: Sequence[Claim], kept: Sequence[Claim]) -> set[str]:
    """The earlier claims that may speak of the same as a new one, by the words they share, the rare ones first."""
    told = [sorted(_words(claim)) for claim in fresh]  # sums of floats depend on their order
    wanted = set().union(*told)
    holders: dict[str, list[int]] = defaultdict(list)
    lengths = []
    for place, claim in enumerate(kept):
        old = _words(claim)
        lengths.append(len(old))
        for word in old & wanted:
            holders[word].append(place)
    size = len(kept) + _PRIOR
    weight = {word: math.log(size / (len(holders.get(word, ())) + 1)) for word in wanted}
    found: set[int] = set()
    for words in told:
        own = sum(weight[word] for word in words)
        mean = own / max(1, len(words))
        shared: Counter[int] = Counter()
        for word in words:
            if len(held := holders.get(word, ())) <= _TOO_COMMON:
                shared.update(dict.fromkeys(held, weight[word]))
        near = (item for item in shared.items() if item[1] >= _SHARED * min(own, mean * lengths[item[0]]))
        found |= {place for place, _ in sorted(near, key=lambda item: (-item[1], item[0]))[:_NEAREST]}
    return {kept[place].claim_id for place in found}


def _words(claim: Claim) -> set[str]:
    return set(_WORD.findall(claim.text.lower()))
