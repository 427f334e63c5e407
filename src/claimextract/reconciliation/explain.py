"""Why claims stand in one row, who is independent of whom and what disagrees: in plain words."""

from collections.abc import Mapping, Sequence

from claimextract.models import Cause, Claim, Document, Member

from .compare import PART_ONLY
from .independence import SAME_ARTICLE, Voice

_SHOWN = 4  # articles and disagreements named before the rest is only counted
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
_DISAGREES: Mapping[Cause | None, str] = {
    "number": "disagrees on the number",
    "date": "disagrees on the date",
    "negation": "says the opposite",
    "attribution": "disagrees on who said it",
    "certainty": "disagrees on how certain it is",
    None: "disagrees",
}

Backed = tuple[Member, Claim, Document]


def explain(
    backing: Sequence[Backed], against: Sequence[Backed], groups: Sequence[Voice], later: Sequence[Backed]
) -> str:
    """The explanation of one row.

    ``backing`` are the claims on the row's side, its own claim first, ``groups`` their independent sources (indices
    into ``backing``), ``against`` the claims that contradict it, ``later`` those that update it or that it updates.
    """
    sentences = [_who(backing)]
    if len({document.id for _, _, document in backing}) > 1:
        sentences.append(_independence(backing, groups))
        sentences += _additions(backing)
    for item in against[:_SHOWN]:
        sentences.append(f"{label(*item[1:])} {_DISAGREES[item[0].cause]}: {_lower(item[0].reason)}")
    if len(against) > _SHOWN:
        sentences.append(f"{_count(len(against) - _SHOWN, 'more claim')} against it.")
    sentences += [f"{label(*item[1:])}: {_lower(item[0].reason)}" for item in later[:1]]
    return " ".join(sentences)


def _who(backing: Sequence[Backed]) -> str:
    names = _names(backing)
    articles = len({document.id for _, _, document in backing})
    if articles > 1:
        return f"{_count(articles, 'article')} say this: {_listed(names)}."
    if len(backing) == 1:
        return f"Only {names[0]} says this."
    places = {claim.evidence[0].start for _, claim, _ in backing if claim.evidence}
    if len(places) > 1:
        return f"Only {names[0]} says this, in {_count(len(places), 'place').lower()}."
    return f"Only {names[0]} says this, in one passage that holds {_count(len(backing), 'claim').lower()}."


def _names(backing: Sequence[Backed]) -> list[str]:
    """The articles, each once, with those who speak in it."""
    speakers: dict[str, list[str]] = {}
    homes = {document.id: document for _, _, document in backing}
    for _, claim, document in backing:
        speakers.setdefault(document.id, []).extend(_voices(claim, document))
    named = [_named(homes[key], tuple(dict.fromkeys(found))) for key, found in speakers.items()]
    return [*named[:_SHOWN], f"{len(named) - _SHOWN} more"] if len(named) > _SHOWN else named


def _independence(backing: Sequence[Backed], groups: Sequence[Voice]) -> str:
    if len(groups) == 1:
        return f"They count as one source: {_ties(groups[0])}."
    articles = {document.id for _, _, document in backing}
    if len(groups) == len(articles):
        if all(document.publisher for _, _, document in backing):
            return "They are independent: different publishers, no common author, speaker or cited work."
        return "As far as they show they are independent: no common publisher, author, speaker or cited work."
    parts = []
    for group in groups:
        labels = _names([backing[item] for item in group.members])
        if len(labels) > 1:
            parts.append(f"{_listed(labels)} count as one ({_ties(group)})")
    return f"{_count(len(groups), 'independent source')}: {'; '.join(parts)}."


def _additions(backing: Sequence[Backed]) -> list[str]:
    """What the articles add to the row's claim or leave out of it, one sentence at most for each."""
    own, told = backing[0][2].id, set[str]()
    sentences = []
    for member, claim, document in backing[1:]:
        telling = member.stance == "refines" or member.reason == PART_ONLY
        if telling and document.id != own and document.id not in told:
            told.add(document.id)
            sentences.append(f"{label(claim, document)} {_lower(member.reason)}")
    return sentences[:2]


def _ties(group: Voice) -> str:
    # That claims of one article are one source goes without saying where something else ties articles together.
    return " and ".join([tie for tie in group.ties if tie != SAME_ARTICLE][:2])


def label(claim: Claim, document: Document) -> str:
    """An article as a reader knows it, with the one who speaks in it."""
    return _named(document, _voices(claim, document))


def _named(document: Document, speakers: Sequence[str]) -> str:
    outlet = document.publisher or (f"“{document.title}”" if document.title else None) or document.path or document.url
    if outlet is None:
        outlet = "an untitled article" if document.sha256.startswith(document.id) else document.id
    shown = [*speakers[:2], *(["others"] if len(speakers) > 2 else [])]
    return f"{outlet} ({', '.join(shown)})" if shown else outlet


def _voices(claim: Claim, document: Document) -> Sequence[str]:
    source = claim.attribution.source
    return [source.name] if source else document.authors


def _count(number: int, noun: str) -> str:
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {noun}{'' if number == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
