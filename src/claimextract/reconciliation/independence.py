"""How many independent sources stand behind claims: who only repeats whom."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from claimextract.language.edtf import bounds
from claimextract.language.names import same_name
from claimextract.models import Claim, Document

_RUN = 5  # words in a row
_COPIED = 0.7  # share of the shorter passage's runs that the longer one repeats
_LEAST_RUNS = 4
_PAIRED = 50  # holders of one run that are compared each with each
# Names that many works bear: alone they identify none.
_GENERIC_TEXT = """
article report statement treaty speech interview book website link study paper survey
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())


@dataclass(frozen=True)
class Voice:
    """Members that count as one source (indices into the claims given), and what ties them, in plain words."""

    members: tuple[int, ...]
    ties: tuple[str, ...]


def voices(claims: Sequence[Claim], documents: Sequence[Document]) -> list[Voice]:
    """Group claims into independent sources; ``documents[i]`` is the document of ``claims[i]``.

    Two claims are one source when they share the document or publisher, a cited work, the named speaker (the author,
    where the article itself asserts), or when the passage of one is a copy of the other's: wire stories, handouts.
    """
    parent = list(range(len(claims)))
    reasons: dict[int, Counter[str]] = defaultdict(Counter)

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, j, reason in _ties(claims, documents):
        low, high = sorted((root(i), root(j)))
        if low != high:
            parent[high] = low
        reasons[min(i, j)][reason] += 1
    groups: dict[int, list[int]] = defaultdict(list)
    for item in range(len(claims)):
        groups[root(item)].append(item)
    return [
        Voice(tuple(members), tuple(dict.fromkeys(reason for item in members for reason in sorted(reasons[item]))))
        for _, members in sorted(groups.items())
    ]


def _ties(claims: Sequence[Claim], documents: Sequence[Document]) -> Iterable[tuple[int, int, str]]:
    """Pairs that are one source, each with the reason; enough of them to connect every group."""
    owners: dict[tuple[str, str], int] = {}
    for index, document in enumerate(documents):
        keys = [("document", document.id, "the same article")]
        if document.publisher:
            keys.append(("publisher", _plain(document.publisher), f"the same publisher ({document.publisher})"))
        for kind, key, reason in keys:
            first = owners.setdefault((kind, key), index)
            if first != index:
                yield first, index, reason
    yield from _work_ties(claims)
    yield from _speaker_ties(claims, documents)
    yield from _copies([" ".join(span.exact for span in claim.evidence) for claim in claims])


def _speaker_ties(claims: Sequence[Claim], documents: Sequence[Document]) -> Iterable[tuple[int, int, str]]:
    first: dict[str, int] = {}
    for index, (claim, document) in enumerate(zip(claims, documents, strict=True)):
        for name in _speakers(claim, document):
            known = next((other for other in sorted(first) if same_name(other, name)), None)
            if known is not None and first[known] != index:
                yield first[known], index, f"both rest on {known}"
            first.setdefault(name, index)


def _speakers(claim: Claim, document: Document) -> Sequence[str]:
    source = claim.attribution.source
    if source is None or source.kind == "author":
        return [source.name] if source else document.authors
    return [] if source.kind == "anonymous" else [source.name]


def _work_ties(claims: Sequence[Claim]) -> Iterable[tuple[int, int, str]]:
    """Claims that cite one work: the same address, or the same name with no date that speaks against it."""
    cited: dict[str, list[tuple[str | None, int]]] = defaultdict(list)
    for index, claim in enumerate(claims):
        for work in claim.cited_works:
            name = _plain(work.name)
            keys = [name] if name and not (name in _GENERIC and work.date is None) else []
            if work.url:
                keys.append(re.sub(r"^https?://(?:www\.)?|[/#?]*$", "", work.url.strip().lower()))
            for key in keys:
                for date, other in cited[key]:
                    if other != index and _same_date(date, work.date):
                        yield other, index, f"both cite {work.name}"
                        break
                cited[key].append((work.date, index))


def _same_date(a: str | None, b: str | None) -> bool:
    first, second = bounds(a) if a else None, bounds(b) if b else None
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _plain(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return " ".join(word for word in words if word not in {"the", "a", "an", "s"})


def _copies(passages: Sequence[str]) -> Iterable[tuple[int, int, str]]:
    """Pairs of passages of which one repeats most runs of five words of the other."""
    runs = [_runs(passage) for passage in passages]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, own in enumerate(runs):
        for run in sorted(own):
            holders[run].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for held in holders.values():
        # Beyond that many, neighbours in the list suffice: copies of one passage share all their runs.
        shared.update(combinations(held[:_PAIRED], 2))
        shared.update(pairwise(held[_PAIRED - 1 :]))
    for (i, j), count in sorted(shared.items()):
        if count >= _COPIED * min(len(runs[i]), len(runs[j])) and count >= _LEAST_RUNS:
            yield i, j, "near-identical text"


def _runs(passage: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", passage.casefold())
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}
