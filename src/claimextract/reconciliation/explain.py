"""Why claims stand in one row, who is independent of whom and what disagrees: in plain words."""

from collections.abc import Sequence

from claimextract.models import Claim, Document, Member

from .independence import Voice

_SHOWN = 4  # sources and disagreements named before the rest is only counted


def explain(
    members: Sequence[Member],
    backing: Sequence[tuple[Claim, Document]],
    groups: Sequence[Voice],
    updates: Sequence[str],
) -> str:
    """The explanation of one row.

    ``backing`` are the claims on the row's side, ``groups`` their independent sources (indices into ``backing``),
    ``updates`` the reasons why later claims replace the row's.
    """
    articles = len({document.id for _, document in backing})
    if len(members) == 1:
        return "One claim of one article; no other claim was found to say the same or to deny it."
    sentences = []
    if len(backing) > 1:
        number = "exactly, or in more detail" if any(m.stance == "refines" for m in members) else "in like words"
        sentences.append(f"{len(backing)} claims say the same, {number}: {_sources(articles, backing, groups)}.")
    else:
        sentences.append(f"One claim of one article ({_label(*backing[0])}) on this side.")
    opposed = [member for member in members if member.stance == "contradicts"]
    if opposed:
        causes = ", ".join(dict.fromkeys(member.cause for member in opposed if member.cause))
        reasons = list(dict.fromkeys(member.reason for member in opposed))
        count = f"{len(opposed)} claim{'s disagree' if len(opposed) > 1 else ' disagrees'}"
        sentences.append(f"{count} on the {causes}: {' '.join(reasons[:2])}")
    sentences += list(dict.fromkeys(updates))[:1]
    return " ".join(sentences)


def _sources(articles: int, backing: Sequence[tuple[Claim, Document]], groups: Sequence[Voice]) -> str:
    counted = f"{_number(articles, 'article')}, {_number(len(groups), 'source')}"
    if articles == 1:
        return counted
    if len(groups) == 1:
        return f"{counted}: {_ties(groups[0])}"
    named = [_voice(group, backing) for group in groups[:_SHOWN]]
    if len(groups) > _SHOWN:
        named.append(f"{len(groups) - _SHOWN} more")
    return f"{counted} independent of each other: {'; '.join(named)}"


def _voice(group: Voice, backing: Sequence[tuple[Claim, Document]]) -> str:
    labels = list(dict.fromkeys(_label(*backing[item]) for item in group.members))
    several = len({backing[item][1].id for item in group.members}) > 1
    return " and ".join(labels[:_SHOWN]) + (f" as one ({_ties(group)})" if several else "")


def _ties(group: Voice) -> str:
    # That claims of one article are one source goes without saying where something else ties articles together.
    telling = [tie for tie in group.ties if tie != "the same article"]
    return ", ".join((telling or list(group.ties))[:2])


def _label(claim: Claim, document: Document) -> str:
    outlet = document.publisher or document.title or document.id
    source = claim.attribution.source
    return f"{outlet}, from {source.name}" if source and source.kind != "author" else outlet


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
