"""How many independent sources stand behind claims: who only repeats whom."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from claimextract.language.dateline import dateline
from claimextract.language.edtf import bounds
from claimextract.language.names import same_name
from claimextract.models import CitedWork, Claim, Document, Source

from .chains import address, citations, parts, plain
from .copies import Repeats, copies, in_common, runs_of, taken_over
from .speakers import owner_of, state_of
from .wording import read, tokens

Kind = Literal["work", "speaker", "agency", "citation", "text", "quotation", "author", "publisher", "article"]
# What tells a reader most about where a claim comes from stands first.
RANK: tuple[Kind, ...] = (
    "work",
    "speaker",
    "agency",
    "text",
    "citation",
    "quotation",
    "publisher",
    "author",
    "article",
)
# A quotation of so many words was said on one occasion; shorter ones may be slogans.
_QUOTED = 5
_PAIRED = 50  # claims of a row whose quotations are compared
# Names that many works bear: alone they identify none.
_GENERIC_TEXT = """
article report statement treaty speech interview book website link study paper survey
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())
# Bylines that name nobody.
_NOBODY = re.compile(
    r"(?:staff|editor(?:s|ial)?|news|newsroom|web|admin|agenc(?:y|ies)|correspondents?|reporters?|writers?|desk|board|team"
    r"|our|wires?|services?|from|by|and|the|with|[\s,.&/-])+",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[A-Z]{2,6}")
# "TORVIK (NPA) —", "LONDON, March 3 (Reuters) -": the agency that an article is from.


@dataclass(frozen=True)
class Tie:
    """Why two claims (indices, the lower first) are one source, and whom or what they have in common by name."""

    first: int
    second: int
    kind: Kind
    name: str = ""


@dataclass(frozen=True)
class Voice:
    """Members that count as one source (indices into the claims given), and what ties them."""

    members: tuple[int, ...]
    ties: tuple[Tie, ...]


def voices(claims: Sequence[Claim], documents: Sequence[Document], repeated: Repeats) -> list[Voice]:
    """Group claims into independent sources; ``documents[i]`` is the document of ``claims[i]``.

    Two claims are one source when they share the document, its publisher, agency or author, a cited work or whoever
    issued it, or the named speaker; when one article cites the other for it; or when the passage or the article of one
    is a copy of the other's: wire stories, handouts, shared quotations. Articles whose publisher is unknown are taken
    to have publishers of their own, and nobody is taken for the anonymous source of another article, but for a state's:
    "Beijing" and "Chinese officials" are one voice.

    A speaker is one source on every occasion: who repeats a claim on another day has not confirmed it. (Whether a later
    figure of the same speaker replaces the earlier one is for ``sequence.update`` to say: such claims back different
    figures and never meet here.) An organization is one source whether it is quoted or its report is cited.
    """
    if len(claims) == 1:
        return [Voice((0,), ())]
    parent = list(range(len(claims)))
    ties: dict[int, list[Tie]] = defaultdict(list)

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for tie in _ties(claims, documents, repeated):
        low, high = sorted((root(tie.first), root(tie.second)))
        parent[high] = low
        ties[tie.first].append(tie)
    groups: dict[int, list[int]] = defaultdict(list)
    for item in range(len(claims)):
        groups[root(item)].append(item)
    return [Voice(tuple(held), tuple(tie for item in held for tie in ties[item])) for _, held in sorted(groups.items())]


def relayed(claims: Sequence[Claim]) -> list[Claim]:
    """The claims; what an article asserts in a passage that relays others rests on these others too.

    "Officials stress that it is no alliance", said by the article, is no second source beside the officials.
    """
    told: dict[tuple[object, ...], list[Source]] = defaultdict(list)
    for claim in claims:
        if claim.attribution.source and claim.attribution.type != "none":
            told[claim.document_id, claim.evidence].append(claim.attribution.source)
    return [_with(claim, told.get((claim.document_id, claim.evidence), ())) for claim in claims]


def _with(claim: Claim, others: Sequence[Source]) -> Claim:
    if claim.attribution.type != "none" or not others:
        return claim
    via = (*claim.attribution.via, *others)
    return claim.model_copy(update={"attribution": claim.attribution.model_copy(update={"via": via})})


def _ties(claims: Sequence[Claim], documents: Sequence[Document], repeated: Repeats) -> Iterator[Tie]:
    """Pairs that are one source, each with the reason; enough of them to connect every group."""
    first: dict[str, int] = {}
    for index, document in enumerate(documents):
        known = first.setdefault(document.id, index)
        if known != index:
            yield Tie(known, index, "article")
    heads = sorted(first.values())
    yield from _work_ties(claims)
    yield from _person_ties(claims, documents)
    for citation in citations(claims, documents):
        one, other = sorted((citation.citing, citation.cited))
        yield Tie(one, other, "citation", documents[citation.cited].publisher or documents[citation.cited].title or "")
    yield from _agency_ties(documents, heads)
    yield from _text_ties(claims, documents, heads, repeated)
    for i, j in _quoting(claims):
        yield Tie(i, j, "quotation")
    yield from _publisher_ties(documents, heads)


def _text_ties(
    claims: Sequence[Claim], documents: Sequence[Document], heads: Sequence[int], repeated: Repeats
) -> Iterator[Tie]:
    """Articles that are copies of each other, passages that are, and edited passages of articles that share text."""
    runs = [runs_of(" ".join(span.exact for span in claim.evidence)) for claim in claims]
    shared = in_common(runs)
    for i, j in copies(runs, shared):
        yield Tie(i, j, "text")
    for i, j in taken_over(runs, shared):
        if repeated.related(documents[i].id, documents[j].id):
            yield Tie(i, j, "text")
    copied: dict[str, int] = {}
    for index in heads:
        key = repeated.whole.get(documents[index].id)
        known = index if key is None else copied.setdefault(key, index)
        if known != index:
            yield Tie(known, index, "text")


def _quoting(claims: Sequence[Claim]) -> Iterable[tuple[int, int]]:
    """Pairs of claims of which one quotes, at some length, words that the other attributes too."""
    told = [" ".join(span.exact for span in claim.attribution.content) for claim in claims[:_PAIRED]]
    words = [f" {' '.join(word.lower() for _, word in tokens(text))} " for text in told]
    quotes = [[f" {' '.join(quote)} " for quote in read(text).quotes if len(quote) >= _QUOTED] for text in told]
    for i, j in combinations(range(len(told)), 2):
        if any(quote in words[j] for quote in quotes[i]) or any(quote in words[i] for quote in quotes[j]):
            yield i, j


def _publisher_ties(documents: Sequence[Document], heads: Sequence[int]) -> Iterator[Tie]:
    """Articles of one house: a publisher may be written with its series, its issue or its parent."""
    houses: dict[str, list[int]] = defaultdict(list)
    for index in heads:
        for part in parts(documents[index].publisher):
            houses[part].append(index)
    for index in heads:
        own = parts(documents[index].publisher)
        for other in houses[own[0]] if own else []:
            if other != index:
                names = (documents[item].publisher or "" for item in (index, other))
                name = min(names, key=lambda name: (len(name), name))
                yield Tie(min(index, other), max(index, other), "publisher", name)


def _agency_ties(documents: Sequence[Document], heads: Sequence[int]) -> Iterator[Tie]:
    """Articles that say that they are from one agency, and the agency's own."""
    told: list[tuple[str, bool, int]] = []
    for index in heads:
        document = documents[index]
        agency = (dateline(document.text) or (None,))[0]
        credited = [*([agency] if agency else []), *(name for name in document.authors if _ACRONYM.fullmatch(name))]
        told += [(name, True, index) for name in credited]
        told += [(document.publisher, False, index)] if document.publisher else []
    for (name, credit, here), (other, credited_too, there) in combinations(told, 2):
        # Of two publishers nothing is said here: one of the two names an agency.
        if here != there and (credit or credited_too) and same_name(name, other):
            fullest = max((one for one, _, _ in told if same_name(one, name)), key=len)
            yield Tie(here, there, "agency", fullest)


def _person_ties(claims: Sequence[Claim], documents: Sequence[Document]) -> Iterator[Tie]:
    first: dict[str, int] = {}
    voice: dict[str, tuple[int, str]] = {}
    for index, (claim, document) in enumerate(zip(claims, documents, strict=True)):
        for name, kind in _persons(claim, document):
            known = next((other for other in sorted(first) if same_name(other, name)), None)
            if known is not None and first[known] != index:
                yield Tie(first[known], index, kind, known)
            first.setdefault(name, index)
        for speaker in _speakers(claim):
            if state := state_of(speaker.name):
                known_at, name = voice.setdefault(state, (index, speaker.name))
                if known_at != index:
                    yield Tie(known_at, index, "speaker", name)


def _persons(claim: Claim, document: Document) -> Iterator[tuple[str, Kind]]:
    """Those on whom the claim rests: who is quoted, who relays it, who issued what is cited, who wrote the article."""
    for speaker in _speakers(claim):
        if speaker.kind != "anonymous":
            yield speaker.name, "author" if speaker.kind == "author" else "speaker"
        if owner := owner_of(speaker.name):
            yield owner, "speaker"
    for work in claim.cited_works:
        for name in (work.author, work.publisher):
            if name:
                yield name, "speaker"
    for author in document.authors:
        if not _NOBODY.fullmatch(author):
            yield author, "author"


def _speakers(claim: Claim) -> Iterator[Source]:
    if claim.attribution.source:
        yield claim.attribution.source
    yield from claim.attribution.via


def _work_ties(claims: Sequence[Claim]) -> Iterator[Tie]:
    """Claims that cite one work: the same address, or the same name with no date that speaks against it."""
    cited: dict[str, list[tuple[CitedWork, int]]] = defaultdict(list)
    for index, claim in enumerate(claims):
        for work in claim.cited_works:
            name = plain(work.name)
            keys = [name] if name and not (name in _GENERIC and work.date is None) else []
            if work.url:
                keys.append(address(work.url))
            if work.publisher and work.date:
                keys.append(f"{plain(work.publisher)} {work.kind} {work.date}")
            for key in keys:
                for other, place in cited[key]:
                    if place != index and _same_date(other.date, work.date):
                        yield Tie(place, index, "work", max(titled(other), titled(work), key=len))
                        break
                cited[key].append((work, index))


def titled(work: CitedWork) -> str:
    """A work as a reader knows it: with whoever issued it and its date, where its name does not tell them."""
    issuer = work.publisher or work.author
    name = work.name
    if issuer and not set(plain(issuer).split()) & set(plain(name).split()):
        name = f"{name} ({issuer})"
    if work.date and not re.search(r"\d", name):
        name = f"{name} of {work.date}"
    return name


def _same_date(a: str | None, b: str | None) -> bool:
    first, second = bounds(a) if a else None, bounds(b) if b else None
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])
