"""Cited works: entries in parentheses, links, and works named in prose ("a 2017 article by ..."). Rules, no model."""

from datetime import date

from claimextract.models import Citation, Span

from .citation_marks import find_links, find_parenthetical
from .citation_parts import Mention
from .citation_prose import find_named_works


def find_citations(text: str, published: str | date | None = None) -> list[Citation]:
    """Find every cited work in ``text``, one citation for each mention.

    Args:
        text: the document.
        published: its day of publication (EDTF or a date): the year of dates that leave it out is the latest that does
            not lie after it.

    Returns:
        Citations in text order, ids w1, w2 ...; ``work.span`` is the mention. A link inside a named work or inside an
        entry in parentheses is part of it, not a second citation.
    """
    mentions = sorted(find_links(text), key=lambda mention: mention.start)
    for finder in (find_named_works, find_parenthetical):
        mentions = _laid_over(mentions, finder(text, published))
    return [
        Citation(
            id=f"w{number}",
            work=mention.work.model_copy(update={"span": Span.of(text, mention.start, mention.end)}),
        )
        for number, mention in enumerate(mentions, start=1)
    ]


def _laid_over(lower: list[Mention], upper: list[Mention]) -> list[Mention]:
    """Both lists in text order; what overlaps a mention of ``upper`` becomes part of it and lends it its address."""
    merged: list[Mention] = []
    index = 0
    for mention in sorted(upper, key=lambda item: (item.start, -item.end)):
        if merged and mention.start < merged[-1].end:
            continue
        while index < len(lower) and lower[index].end <= mention.start:
            merged.append(lower[index])
            index += 1
        start, end, work = mention.start, mention.end, mention.work
        while index < len(lower) and lower[index].start < end:
            part = lower[index]
            start, end = min(start, part.start), max(end, part.end)
            if work.url is None and part.work.url:
                work = work.model_copy(
                    update={"url": part.work.url, "publisher": work.publisher or part.work.publisher}
                )
            index += 1
        if merged and merged[-1].end > start:
            start = mention.start
        merged.append(Mention(start, end, work))
    return merged + lower[index:]
