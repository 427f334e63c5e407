"""How many independent sources stand behind claims: who only repeats whom."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from claimextract.language.edtf import bounds
from claimextract.language.names import same_name
from claimextract.models import Claim, Document

SAME_ARTICLE = "the same article"
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

    Two claims are one source when they share the document, its publisher or author, a cited work or the named speaker,
    or when the passage or the article of one is a copy of the other's: wire stories, handouts. Articles whose publisher
    is unknown are taken to have publishers of their own.
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
    first: dict[str, int] = {}
    for index, document in enumerate(documents):
        known = first.setdefault(document.id, index)
        if known != index:
            yield known, index, SAME_ARTICLE
    heads = sorted(first.values())
    yield from _publisher_ties(documents, heads)
    yield from _work_ties(claims)
    yield from _person_ties(claims, documents)
    yield from _copies({index: " ".join(span.exact for span in claim.evidence) for index, claim in enumerate(claims)})
    yield from _copies({index: documents[index].text for index in heads[:_PAIRED]})


def _publisher_ties(documents: Sequence[Document], heads: Sequence[int]) -> Iterable[tuple[int, int, str]]:
    """Articles of one house: a publisher may be written with its series, its issue or its parent."""
    houses: dict[str, list[int]] = defaultdict(list)
    for index in heads:
        for part in _parts(documents[index].publisher):
            houses[part].append(index)
    for index in heads:
        parts = _parts(documents[index].publisher)
        for other in houses[parts[0]] if parts else []:
            if other != index:
                yield min(index, other), max(index, other), f"the same publisher ({documents[index].publisher})"


def _parts(publisher: str | None) -> list[str]:
    """The names in a publisher's name, the first one first: "Harbour Notes 3 (2), Torvik Press" has two."""
    plain = (_plain(re.sub(r"\([^)]*\)|\d+", " ", part)) for part in (publisher or "").split(","))
    return [part for part in plain if part]


def _person_ties(claims: Sequence[Claim], documents: Sequence[Document]) -> Iterable[tuple[int, int, str]]:
    first: dict[str, int] = {}
    for index, (claim, document) in enumerate(zip(claims, documents, strict=True)):
        for name, reason in _persons(claim, document):
            known = next((other for other in sorted(first) if same_name(other, name)), None)
            if known is not None and first[known] != index:
                yield first[known], index, f"{reason} {known}"
            first.setdefault(name, index)


def _persons(claim: Claim, document: Document) -> Iterable[tuple[str, str]]:
    """Those on whom the claim rests: who wrote the article, and who is quoted."""
    source = claim.attribution.source
    for author in document.authors:
        yield author, "both by"
    if source is not None and source.kind != "anonymous":
        yield source.name, "both by" if source.kind == "author" else "both rest on"


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


def _copies(passages: Mapping[int, str]) -> Iterable[tuple[int, int, str]]:
    """Pairs of passages of which one repeats most runs of five words of the other."""
    runs = {index: _runs(passage) for index, passage in passages.items()}
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, own in runs.items():
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


@lru_cache(maxsize=1024)
def _runs(passage: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", passage.casefold())
    return frozenset(tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
