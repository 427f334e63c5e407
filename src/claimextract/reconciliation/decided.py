"""What the analyst decided, brought to bear on claims: who stands together, who apart, and who does not count."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claimextract.conflicts import conflict
from claimextract.errors import InputError
from claimextract.language.names import same_name
from claimextract.models import CitedWork, Claim, Decision, Document, Ignored

from .explain import label

_SHOWN = 4  # articles that are named


@dataclass(frozen=True)
class Rulings:
    """The decisions on the claims of one component, the claims by index.

    ``together`` gives a claim all that stand with it, itself included; ``apart`` those that must not, where several
    stand together one for all of them. ``named`` and ``ignored`` give a claim the decisions that name it and those by
    which it does not count, by their places in ``decisions``; ``sizes`` is how many claims each of these speaks of,
    those of other components too.
    """

    decisions: Sequence[Decision] = ()
    sizes: Sequence[int] = ()
    together: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)
    named: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    ignored: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def with_it(self, item: int) -> tuple[int, ...]:
        """The claims that stand where ``item`` stands, itself among them."""
        return self.together.get(item, (item,))

    def part(self, some: Iterable[int], others: Iterable[int]) -> bool:
        """Whether a claim of one side must not stand with one of the other."""
        return bool(self.apart) and any(not self.apart[item].isdisjoint(others) for item in some if item in self.apart)

    def wording(self, members: Iterable[int]) -> tuple[int, Decision] | None:
        """The claim that stands for the row of ``members``, and the decision that chose it; the last one holds."""
        chosen = [
            (place, item)
            for item in members
            for place in self.named.get(item, ())
            if self.decisions[place].kind == "wording"
        ]
        return (max(chosen)[1], self.decisions[max(chosen)[0]]) if chosen else None

    def bearing(self, members: Iterable[int]) -> tuple[Decision, ...]:
        """The decisions on a row of ``members``, each once, in their order."""
        return tuple(self.decisions[place] for place in self.places(members))

    def places(self, members: Iterable[int]) -> list[int]:
        """The places of those decisions."""
        return sorted({place for item in members for place in (*self.named.get(item, ()), *self.ignored.get(item, ()))})


NO_RULINGS = Rulings()


class Decided:
    """The decisions on all claims, ready to be asked about some of them; ``claims`` are the ids of those there are.

    ``ties`` are pairs of claims that stand together, by place; enough of them to connect each group.

    Raises:
        InputError: two decisions contradict each other.
    """

    def __init__(self, decisions: Sequence[Decision], claims: Iterable[str]) -> None:
        if problem := conflict(decisions):
            raise InputError(f"the decisions contradict each other: {problem}; remove or correct one of them")
        spoken_of = {claim for decision in decisions for claim in decision.claims}
        places = {claim: place for place, claim in enumerate(claims) if claim in spoken_of} if spoken_of else {}
        # What is tied by way of a claim that is gone stays tied.
        tied = _joined(pair for decision in decisions for group in decision.groups for pair in pairwise(group))
        self._decisions = decisions
        self._sizes = [sum(claim in places for claim in decision.claims) for decision in decisions]
        self._together: dict[str, tuple[str, ...]] = {}
        for claim in spoken_of:
            if claim not in self._together:
                every = tied.get(claim, [claim])
                self._together |= dict.fromkeys(every, tuple(one for one in every if one in places))
        self._apart: dict[str, set[str]] = defaultdict(set)
        self._naming: dict[str, list[int]] = defaultdict(list)
        for number, decision in enumerate(decisions):
            for claim in decision.claims:
                self._naming[claim].append(number)
            # Those that stand together are kept apart from others by their first.
            groups = [{row[0] for claim in group if (row := self._together[claim])} for group in decision.groups]
            whole = set().union(*groups)
            for group in groups if len(groups) > 1 else ():
                for claim in group:
                    self._apart[claim] |= whole - group
        self._ignoring = [(number, one.ignored) for number, one in enumerate(decisions) if one.ignored is not None]
        tips = [(places[self._together[claim][0]], place) for claim, place in places.items()]
        self.ties = sorted((min(pair), max(pair)) for pair in tips if pair[0] != pair[1])

    def __bool__(self) -> bool:
        return bool(self._decisions)

    def among(self, claims: Sequence[Claim], documents: Sequence[Document]) -> Rulings:
        """The decisions on these claims; ``documents[i]`` is the document of ``claims[i]``."""
        if not self._decisions:
            return NO_RULINGS
        ignored = {}
        for item, (claim, document) in enumerate(zip(claims, documents, strict=True)):
            if found := tuple(number for number, one in self._ignoring if ignores(one, claim, document)):
                ignored[item] = found
        places = {claim.claim_id: item for item, claim in enumerate(claims)}
        held = {claim: item for claim, item in places.items() if claim in self._naming}
        together: dict[int, tuple[int, ...]] = {}
        for name, item in held.items():
            if item not in together and len(self._together[name]) > 1:
                row = tuple(sorted(places[one] for one in self._together[name]))
                together |= dict.fromkeys(row, row)
        apart = {
            item: frozenset(places[one] for one in self._apart[claim] if one in places)
            for claim, item in held.items()
            if claim in self._apart
        }
        named = {item: tuple(self._naming[claim]) for claim, item in held.items()}
        return Rulings(self._decisions, self._sizes, together, apart, named, ignored)


def ignores(source: Ignored, claim: Claim, document: Document) -> bool:
    """Whether a claim is one of the ignored source, made, relayed or published by it, or leans on it."""
    name = source.name
    match source.kind:
        case "document":
            return name in {document.id, document.path}
        case "publisher":
            # A publisher may be written with its series or its parent.
            parts = [document.publisher or "", *(document.publisher or "").split(",")]
            return bool(_words(name)) and any(_words(part) == _words(name) for part in parts)
        case "work":
            return any(_is_work(work, name) for work in claim.cited_works)
        case "speaker":
            speakers = [claim.attribution.source, *claim.attribution.via]
            return any(speaker is not None and same_name(speaker.name, name) for speaker in speakers)


def concerns(source: Ignored, claims: Sequence[Claim], documents: Sequence[Document]) -> bool:
    """Whether the ignored source is met in any of these claims or documents."""
    homes = {document.id: document for document in documents}
    if source.kind == "document":
        return any(source.name in {document.id, document.path} for document in documents)
    return any(ignores(source, claim, homes[claim.document_id]) for claim in claims if claim.document_id in homes)


def sentences(rulings: Rulings, members: Sequence[int], claims: Sequence[Claim], documents: Sequence[Document]) -> str:
    """What the analyst decided on a row of ``members``, in plain words, each sentence after a space."""
    told = []
    for place in rulings.places(members):
        inside = [item for item in members if place in rulings.named.get(item, ())]
        if len(inside) > 1:
            told.append(f"{_labels(inside, claims, documents)} say the same")
        if inside and (others := rulings.sizes[place] - len(inside)):
            told.append(f"this row is kept apart from {others} other claim{'' if others == 1 else 's'}")
    if chosen := rulings.wording(members):
        item, decision = chosen
        here = label(claims[item], documents[item])
        own = f"the wording is not that of the articles; {here} says: “{claims[item].text.rstrip('.')}”"
        told.append(own if decision.text else f"the wording is that of {here}")
    if out := [item for item in members if item in rulings.ignored]:
        told.append(f"{_labels(out, claims, documents)} not counted")
    return "".join(f" By the analyst's decision {sentence.rstrip('.')}." for sentence in dict.fromkeys(told))


def _labels(items: Sequence[int], claims: Sequence[Claim], documents: Sequence[Document]) -> str:
    labels = list(dict.fromkeys(label(claims[item], documents[item]) for item in items))
    shown = labels[:_SHOWN] if len(labels) <= _SHOWN else [*labels[: _SHOWN - 1], f"{len(labels) - _SHOWN + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """For each claim of a pair all that it is tied to, itself included, in order."""
    group: dict[str, set[str]] = {}
    for a, b in pairs:
        small, large = sorted((group.get(a, {a}), group.get(b, {b})), key=len)
        large |= small
        group |= dict.fromkeys(small, large) | {a: large, b: large}
    found: dict[str, list[str]] = {}
    for claim, members in group.items():
        if claim not in found:
            found |= dict.fromkeys(members, sorted(members))
    return found


def _is_work(work: CitedWork, name: str) -> bool:
    if work.url and _address(work.url) == _address(name):
        return True
    return bool(_words(name)) and _words(work.name) == _words(name)


def _address(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[/#?]*$", "", url.strip().lower())


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in {"the", "a", "an"}]
