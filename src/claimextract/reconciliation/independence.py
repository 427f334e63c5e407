"""How many independent sources stand behind claims: who only repeats whom."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from claimextract.language.edtf import bounds
from claimextract.language.names import same_name
from claimextract.models import Claim, Document

from .copies import copies, runs_of
from .wording import read, tokens

_ISSUE = re.compile(r"\b\d+\s*\(\d+\)|\b(?:vol(?:ume)?|no|issue)\b\.?\s*\d+", re.IGNORECASE)
_PLAINEST = ("near-identical", "the same publisher", "the same author", "the same speaker", "the same cited work")
# A quotation of so many words was said on one occasion; shorter ones may be slogans.
_QUOTED = 5
_PAIRED = 50  # claims of a row whose quotations are compared
SAME_ARTICLE = "the same article"
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


def voices(claims: Sequence[Claim], documents: Sequence[Document], originals: Mapping[str, str]) -> list[Voice]:
    """Group claims into independent sources; ``documents[i]`` is the document of ``claims[i]``.

    ``originals`` gives the first of each group of near-identical articles, by their ids (see ``copies``).

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

    for i, j, reason in _ties(claims, documents, originals):
        low, high = sorted((root(i), root(j)))
        if low != high:
            parent[high] = low
        reasons[min(i, j)][reason] += 1
    groups: dict[int, list[int]] = defaultdict(list)
    for item in range(len(claims)):
        groups[root(item)].append(item)
    return [
        Voice(tuple(members), tuple(sorted({reason for item in members for reason in reasons[item]}, key=_rank)))
        for _, members in sorted(groups.items())
    ]


def _ties(
    claims: Sequence[Claim], documents: Sequence[Document], originals: Mapping[str, str]
) -> Iterable[tuple[int, int, str]]:
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
    for i, j in copies([runs_of(" ".join(span.exact for span in claim.evidence)) for claim in claims]):
        yield i, j, "near-identical text"
    for i, j in _quoting(claims):
        yield i, j, "the same quotation"
    copied: dict[str, int] = {}
    for index in heads:
        known = copied.setdefault(originals.get(documents[index].id, documents[index].id), index)
        if known != index:
            yield known, index, "near-identical text"


def _quoting(claims: Sequence[Claim]) -> Iterable[tuple[int, int]]:
    """Pairs of claims of which one quotes, at some length, words that the other attributes too."""
    told = [" ".join(span.exact for span in claim.attribution.content) for claim in claims[:_PAIRED]]
    words = [f" {' '.join(word.lower() for _, word in tokens(text))} " for text in told]
    quotes = [[f" {' '.join(quote)} " for quote in read(text).quotes if len(quote) >= _QUOTED] for text in told]
    for i, j in combinations(range(len(told)), 2):
        if any(quote in words[j] for quote in quotes[i]) or any(quote in words[i] for quote in quotes[j]):
            yield i, j


def _rank(reason: str) -> tuple[int, str]:
    """What ties most plainly comes first."""
    return next((place for place, kind in enumerate(_PLAINEST) if reason.startswith(kind)), len(_PLAINEST)), reason


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
                name = min(
                    (documents[item].publisher or "" for item in (index, other)), key=lambda name: (len(name), name)
                )
                yield min(index, other), max(index, other), f"the same publisher ({name})"


def _parts(publisher: str | None) -> list[str]:
    """The names in a publisher's name, the first one first: "Harbour Notes 3 (2), Torvik Press" has two."""
    plain = (_plain(_ISSUE.sub(" ", part)) for part in (publisher or "").split(","))
    return [part for part in plain if part]


def _person_ties(claims: Sequence[Claim], documents: Sequence[Document]) -> Iterable[tuple[int, int, str]]:
    first: dict[str, int] = {}
    for index, (claim, document) in enumerate(zip(claims, documents, strict=True)):
        for name, reason in _persons(claim, document):
            known = next((other for other in sorted(first) if same_name(other, name)), None)
            if known is not None and first[known] != index:
                yield first[known], index, f"{reason} ({known})"
            first.setdefault(name, index)


def _persons(claim: Claim, document: Document) -> Iterable[tuple[str, str]]:
    """Those on whom the claim rests: who wrote the article, and who is quoted."""
    source = claim.attribution.source
    for author in document.authors:
        yield author, "the same author"
    if source is not None and source.kind != "anonymous":
        yield source.name, "the same author" if source.kind == "author" else "the same speaker"


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
                        yield other, index, f"the same cited work ({work.name})"
                        break
                cited[key].append((work.date, index))


def _same_date(a: str | None, b: str | None) -> bool:
    first, second = bounds(a) if a else None, bounds(b) if b else None
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _plain(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return " ".join(word for word in words if word not in {"the", "a", "an", "s"})
