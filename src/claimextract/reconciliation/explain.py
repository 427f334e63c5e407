"""Why claims stand in one row, who is independent of whom and what disagrees: in plain words."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from claimextract.language.edtf import bounds
from claimextract.models import Cause, Claim, Document, Member, QuoteVariant

from .chains import circles, citations
from .compare import PART_ONLY, SAME_FIGURE
from .independence import RANK, Kind, Tie, Voice
from .judging import JUDGED

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHOWN = 4  # articles, sources and disagreements named before the rest is only counted
_DISAGREES: Mapping[Cause | None, str] = {
    "number": "disagrees on the number",
    "date": "disagrees on the date",
    "negation": "says the opposite",
    "attribution": "disagrees on who said it",
    "certainty": "disagrees on how certain it is",
    None: "disagrees",
}
# What the articles of one source have in common, where no name tells it.
_SHARED: Mapping[Kind, str] = {
    "work": "the same cited work",
    "speaker": "the same speaker",
    "agency": "the same agency",
    "citation": "one cites the other",
    "text": "near-identical text",
    "quotation": "the same quotation",
    "author": "the same author",
    "publisher": "the same publisher",
    "article": "the same article",
}

Backed = tuple[Member, Claim, Document]


def explain(
    backing: Sequence[Backed],
    against: Sequence[Backed],
    groups: Sequence[Voice],
    later: Sequence[Backed],
    quoted: Sequence[QuoteVariant] = (),
    opposing: Sequence[Voice] = (),
) -> str:
    """The explanation of one row.

    ``backing`` are the claims on the row's side, its own claim first, ``groups`` their independent sources (indices
    into ``backing``), ``against`` the claims that contradict it, ``opposing`` the sources of these (indices into
    ``against``), ``later`` those that update it or that it updates, ``quoted`` the quotations of the row that articles
    give differently.
    """
    sentences = [*_who(backing, groups), *_alike(backing), *_judged(backing), *_first(backing)]
    if all(claim.attribution.source and claim.attribution.source.kind == "anonymous" for _, claim, _ in backing):
        sentences.append("Nobody is named who says it.")
    sentences += _additions(backing)
    sentences += _disagreements(against, opposing)
    sentences += [
        f"{label(claim, document)}{_when(claim, document)}: {_lower(member.reason)}"
        for member, claim, document in later[:1]
    ]
    return " ".join([*sentences, *_versions(quoted, [*backing, *against, *later])])


def _who(backing: Sequence[Backed], groups: Sequence[Voice]) -> list[str]:
    articles = {document.id for _, _, document in backing}
    if len(articles) == 1:
        return [_alone(backing)]
    sources = [_source(group, backing) for group in groups]
    shown = sources if len(sources) <= _SHOWN else [*sources[: _SHOWN - 1], f"{len(sources) - _SHOWN + 1} more"]
    sentences = [f"{_counted(len(articles), len(groups))}: {'; '.join(shown)}."]
    if len(groups) > 1:
        known = all(document.publisher for _, _, document in backing)
        unknown = "" if known else "as far as the articles show (not every publisher is known), "
        sentences.append(
            _upper(f"{unknown}no publisher, author, speaker, cited work or text ties the sources together.")
        )
    if any(tie.kind == "citation" for group in groups for tie in group.ties):
        claims, documents = [claim for _, claim, _ in backing], [document for _, _, document in backing]
        for circle in circles(citations(claims, documents), documents):
            steps = [f"{one} cites {other}" for one, other in zip(circle, (*circle[1:], circle[0]), strict=True)]
            sentences.append(f"The citation is circular: {_listed(steps)}.")
    return sentences


def _counted(articles: int, sources: int) -> str:
    return f"{articles} articles, {sources} source{'' if sources == 1 else 's'}"


def _alone(backing: Sequence[Backed]) -> str:
    [name] = _names(backing)
    told = f"Only {name} says this"
    minds = [claim.attribution for _, claim, _ in backing if claim.attribution.mode in {"belief", "intention"}]
    if len(minds) == len(backing):
        # Who wants or believes a thing need not have said it.
        whose = dict.fromkeys(one.source.name for one in minds if one.source)
        told = f"Only {_outlet(backing[0][2])} tells this of {_listed(list(whose))}" if whose else told
    if len(backing) == 1:
        return f"{told}."
    places = {claim.evidence[0].start for _, claim, _ in backing if claim.evidence}
    if len(places) > 1:
        return f"{told}, in {len(places)} places."
    return f"{told}, in one passage that holds {len(backing)} claims."


def _names(backing: Sequence[Backed]) -> list[str]:
    """The articles, each once, with those who speak in it."""
    speakers: dict[str, list[str]] = {}
    homes = {document.id: document for _, _, document in backing}
    for _, claim, document in backing:
        speakers.setdefault(document.id, []).extend(_voices(claim, document))
    return [_named(homes[key], tuple(dict.fromkeys(found))) for key, found in speakers.items()]


def _source(group: Voice, backing: Sequence[Backed]) -> str:
    """One independent source: an article, or what stands behind several, and then what else ties these."""
    own = [backing[item] for item in group.members]
    homes = {document.id: document for _, _, document in own}
    if len(homes) == 1:
        return _names(own)[0]
    reach: dict[tuple[Kind, str], dict[str, Document]] = {}
    for tie in group.ties:
        held = reach.setdefault((tie.kind, "" if tie.kind == "citation" else tie.name), {})
        held |= {backing[item][2].id: backing[item][2] for item in (tie.first, tie.second)}
    kind, name = min(reach, key=lambda key: (-len(reach[key]), RANK.index(key[0]), key[1]))
    held = reach.pop((kind, name))
    told = _behind(kind, name, group.ties, backing, list(held.values()))
    rest = [document for key, document in homes.items() if key not in held]
    for other in sorted(reach, key=lambda key: (-len(reach[key]), RANK.index(key[0]), key[1])):
        if joined := [document for document in rest if document.id in reach[other]]:
            rest = [document for document in rest if document not in joined]
            by = _SHARED[other[0]] + (f" ({other[1]})" if other[1] else "")
            told += f", and {_listed(_outlets(joined))} by {by}"
    return told


def _behind(kind: Kind, name: str, ties: Sequence[Tie], backing: Sequence[Backed], held: Sequence[Document]) -> str:
    """What stands behind articles that one thing ties."""
    outlets = _listed(_outlets(held))
    match kind:
        case "citation":
            cited: dict[str, list[str]] = {}
            for tie in ties:
                if tie.kind == kind:
                    pair = (backing[item][2] for item in (tie.first, tie.second))
                    cited.setdefault(tie.name, []).extend(
                        _outlet(d) for d in pair if (d.publisher or d.title) != tie.name
                    )
            told = [f"{one}, cited by {_listed(list(dict.fromkeys(by)))}" for one, by in cited.items()]
            return told[0] if len(told) == 1 else f"articles that lean on each other ({'; '.join(told)})"
        case "work":
            return f"{name}, cited by {outlets}"
        case "speaker":
            return f"{name}, as reported by {outlets}"
        case "publisher":
            return f"{name}, publisher of {'both' if len(held) == 2 else f'{len(held)} articles'}"
        case "text":
            return f"near-identical text in {outlets}"
        case _:
            return f"{_SHARED[kind]}{f' ({name})' if name else ''} in {outlets}"


def _outlets(documents: Sequence[Document]) -> list[str]:
    """Who published the articles, each once."""
    counts: dict[str, int] = {}
    for document in documents:
        counts[_outlet(document)] = counts.get(_outlet(document), 0) + 1
    named = [f"{name} ({count} articles)" if count > 1 else name for name, count in counts.items()]
    return named if len(named) <= _SHOWN else [*named[: _SHOWN - 1], f"{len(named) - _SHOWN + 1} more"]


def _alike(backing: Sequence[Backed]) -> list[str]:
    """By what the claims of several articles are one."""
    if len({document.id for _, _, document in backing}) == 1:
        return []
    figures = [member.reason.partition(SAME_FIGURE)[2].rstrip(").") for member, _, _ in backing]
    shared = [f"the same figure ({figure})" for figure in dict.fromkeys(figures) if figure][:1]
    dated: dict[str, set[str]] = {}
    for _, claim, document in backing:
        for date in claim.dates:
            if date.role == "event":
                dated.setdefault(date.value, set()).add(document.id)
    shared += [f"the same date ({value})" for value, held in dated.items() if len(held) > 1][:1]
    if len({claim.text.casefold() for _, claim, _ in backing}) == 1:
        shared.append("the same wording")
    return [f"They are one claim: {_listed(shared or ['the same in other words'])}."]


def _judged(backing: Sequence[Backed]) -> list[str]:
    """Who stands in the row by the word of a judge."""
    named: dict[str, list[str]] = {}
    for member, claim, document in backing:
        if member.stance == "supports" and (by := member.reason.partition(JUDGED)[2].rstrip(".")):
            named.setdefault(by, []).append(label(claim, document))
    return [f"By the judgement of {by} it is said by {_listed(list(dict.fromkeys(who)))}." for by, who in named.items()]


def _first(backing: Sequence[Backed]) -> list[str]:
    """Where the claim appeared first, where the articles tell it."""
    dated = sorted(
        ((days, place) for place, told in enumerate(backing) if (days := bounds(_date(*told[1:]) or ""))),
        key=lambda one: one[0],
    )
    if len({days for days, _ in dated}) < 2:
        return []
    _, claim, document = backing[dated[0][1]]
    said = "stated" if any(date.role == "statement" for date in claim.dates) else "published"
    return [f"It was first {said}{_when(claim, document)}, by {label(claim, document)}."]


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


def _disagreements(against: Sequence[Backed], sources: Sequence[Voice]) -> list[str]:
    """Who contradicts the row, those together who do it for one reason, and how many sources they are."""
    groups: dict[tuple[Cause | None, str], list[Backed]] = {}
    for item in against:
        groups.setdefault((item[0].cause, item[0].reason), []).append(item)
    sentences = []
    for (cause, reason), held in list(groups.items())[:_SHOWN]:
        names = list(dict.fromkeys(label(claim, document) for _, claim, document in held))
        sentences.append(
            f"{_listed(names)} {_DISAGREES[cause] if len(names) == 1 else _plural(cause)}: {_lower(reason)}"
        )
    left = sum(len(held) for held in list(groups.values())[_SHOWN:])
    if left:
        sentences.append(f"{left} more claim{'' if left == 1 else 's'} against it.")
    articles = {document.id for _, _, document in against}
    if len(articles) > 1:
        behind = [_source(group, against) for group in sources if len({against[i][2].id for i in group.members}) > 1]
        told = f": {'; '.join(behind)}" if behind else ""
        sentences.append(f"Against it stand {_counted(len(articles), len(sources))}{told}.")
    return sentences


def _plural(cause: Cause | None) -> str:
    verb, _, rest = _DISAGREES[cause].partition(" ")
    return f"{verb.removesuffix('s')} {rest}".rstrip()


def _versions(quoted: Sequence[QuoteVariant], told: Sequence[Backed]) -> list[str]:
    homes = {claim.claim_id: label(claim, document) for _, claim, document in told}
    sentences = []
    for one in sorted(quoted, key=lambda one: not one.changes_meaning)[:_SHOWN]:
        does = "which changes its meaning" if one.changes_meaning else "to no other effect"
        if one.left_out and one.put_in:
            how = f"gives the quotation with “{one.put_in}” for “{one.left_out}”"
        elif one.left_out:
            how = f"gives the quotation cut, without “{one.left_out}”"
        else:
            how = f"gives the quotation with “{one.put_in}” added"
        sentences.append(f"{homes[one.version]} {how}, {does}.")
    return sentences


def label(claim: Claim, document: Document) -> str:
    """An article as a reader knows it, with the one who speaks in it."""
    return _named(document, _voices(claim, document))


def _named(document: Document, speakers: Sequence[str]) -> str:
    shown = [*speakers[:2], *(["others"] if len(speakers) > 2 else [])]
    return f"{_outlet(document)} ({', '.join(shown)})" if shown else _outlet(document)


def _outlet(document: Document) -> str:
    path = "/".join(PurePath(document.path).parts[-2:]) if document.path else None
    outlet = document.publisher or (f"“{document.title}”" if document.title else None) or path or document.url
    if outlet is None:
        return "an untitled article" if document.sha256.startswith(document.id) else document.id
    return outlet


def _voices(claim: Claim, document: Document) -> Sequence[str]:
    source = claim.attribution.source
    return [source.name] if source else document.authors


def _date(claim: Claim, document: Document) -> str | None:
    """When it was said, else published."""
    return min((date.value for date in claim.dates if date.role == "statement"), default=document.published)


def _when(claim: Claim, document: Document) -> str:
    """The same in words: " on 2031-03-08", " in 2018", or nothing."""
    date = _date(claim, document)
    return f" {'on' if _DAY.fullmatch(date) else 'in'} {date}" if date else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
