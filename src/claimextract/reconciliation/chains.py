"""Who cites whom among the articles of a row, and where the citing runs in a circle."""

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claimextract.language.names import same_name
from claimextract.models import CitedWork, Claim, Document

_ISSUE = re.compile(r"\b\d+\s*\(\d+\)|\b(?:vol(?:ume)?|no|issue)\b\.?\s*\d+", re.IGNORECASE)
# A title of fewer words may be that of many articles.
_TITLE = 3


@dataclass(frozen=True)
class Leaning:
    """One claim's article (by index) that cites the article of another for what it says."""

    citing: int
    cited: int


def citations(claims: Sequence[Claim], documents: Sequence[Document]) -> list[Leaning]:
    """Where a claim leans on an article that stands in the row too: by its publisher, its address or its title.

    ``documents[i]`` is the document of ``claims[i]``. A house that cites itself does not count.
    """
    heads: dict[str, int] = {}
    for index, document in enumerate(documents):
        heads.setdefault(document.id, index)
    found = []
    for citing, (claim, home) in enumerate(zip(claims, documents, strict=True)):
        names = _leaned_on(claim)
        if not names and not claim.cited_works:
            continue
        for cited in heads.values():
            other = documents[cited]
            if other.id != home.id and not _one_house(home, other) and _cites(names, claim.cited_works, other):
                found.append(Leaning(citing, cited))
    return found


def circles(cited: Sequence[Leaning], documents: Sequence[Document]) -> list[tuple[str, ...]]:
    """The outlets that cite each other in a circle, each circle in the order of citing, from its first outlet on.

    The outlets, not their articles, run in a circle: one that confirms a claim by those who have it from that very
    outlet has confirmed nothing.
    """
    onward: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for citation in cited:
        one, other = documents[citation.citing], documents[citation.cited]
        for document in (one, other):
            names.setdefault(house(document), document.publisher or document.title or document.id)
        if house(other) not in onward.setdefault(house(one), []):
            onward[house(one)].append(house(other))
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in sorted(onward):
        if start not in seen and (path := _back_to(start, onward)):
            seen.update(path)
            found.append(tuple(names[key] for key in path))
    return found


def _back_to(start: str, onward: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The shortest way from an outlet to itself, without its return; empty where there is none."""
    waiting: deque[tuple[str, ...]] = deque([(start,)])
    met = {start}
    while waiting:
        path = waiting.popleft()
        for key in onward.get(path[-1], ()):
            if key == start:
                return path
            if key not in met:
                met.add(key)
                waiting.append((*path, key))
    return ()


def _leaned_on(claim: Claim) -> list[str]:
    """The names of those that a claim gives as its source: outlets among them."""
    source = claim.attribution.source
    speakers = [*claim.attribution.via, *([source] if source else [])]
    named = [speaker.name for speaker in speakers if speaker.kind in {"organization", "document"}]
    works = [name for work in claim.cited_works for name in (work.name, work.publisher) if name]
    return list(dict.fromkeys([*named, *works]))


def _cites(names: Sequence[str], works: Sequence[CitedWork], other: Document) -> bool:
    if other.url and any(work.url and address(work.url) == address(other.url) for work in works):
        return True
    title = plain(other.title or "")
    if len(title.split()) >= _TITLE and any(plain(work.name) == title for work in works):
        return True
    outlets = [*parts(other.publisher), *([other.publisher] if other.publisher else [])]
    return any(plain(name) == outlet or same_name(name, outlet) for name in names for outlet in outlets)


def _one_house(a: Document, b: Document) -> bool:
    return bool(set(parts(a.publisher)) & set(parts(b.publisher)))


def house(document: Document) -> str:
    """What stands for the publisher of a document; the document itself where none is known."""
    return next(iter(parts(document.publisher)), document.id)


def parts(publisher: str | None) -> list[str]:
    """The names in a publisher's name, the first one first: "Harbour Notes 3 (2), Torvik Press" has two."""
    names = (plain(_ISSUE.sub(" ", part)) for part in (publisher or "").split(","))
    return [name for name in names if name]


def address(url: str) -> str:
    """A web address without what does not tell pages apart."""
    return re.sub(r"^https?://(?:www\.)?|[/#?]*$", "", url.strip().lower())


def plain(text: str) -> str:
    """The words of a name, without articles, marks and case."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return " ".join(word for word in words if word not in {"the", "a", "an", "s"})
