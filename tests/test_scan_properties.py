"""What holds for the scan of any text whatever."""

import re
from collections.abc import Iterator

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claimextract.models import Document, Record, Scan, Span
from claimextract.scan import scan, scan_all

PIECES = [
    "Anna Weber said that the pier was unsafe. ",
    "“We paid twice,” he said. ",
    "The pier fell on March 3, 2021",
    "(Norrholm Post, June 23; Harbor.example, May 2, 2021) ",
    "[the report](https://example.org/a_b) ",
    "It cost $4.5 million, or 12% more. ",
    "According to the ministry, ",
    "who asked not to be named ",
    "\n\n",
    "\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u2028",
    "\x0c",
    "\x00",
    "\x1b[31m",
    "“",
    "”",
    '"',
    "'",
    "’",
    "«",
    "»",
    "「",
    "(",
    ")",
    "[",
    "]",
    "]( ",
    "<",
    ">>>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "**",
    "_",
    "# ",
    "=====",
    "...",
    "…",
    " — ",
    "\ufeff",
    "\u200b",
    "\u202e",
    "e\u0301\u0323",
    "ﬁ",
    "①",
    "x²",
    "👩‍👩‍👧",
    "🇺🇳",
    "橋は倒れた。",
    "انهار الجسر. ",
    "𝒯he tide",
    "İstanbul",
    "ß",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14).map("".join)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def spans(record: object) -> Iterator[Span]:
    """Every span in a record, however deep."""
    if isinstance(record, Span):
        yield record
    elif isinstance(record, Record):
        for name in type(record).model_fields:
            yield from spans(getattr(record, name))
    elif isinstance(record, tuple):
        for item in record:
            yield from spans(item)


def holds(text: str) -> Scan:
    """Everything that a reader of a scan relies on."""
    found = scan(Document.from_text(text))
    for span in spans(found):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.exact

    lists = {
        "s": found.sentences,
        "q": found.quotations,
        "d": found.dates,
        "w": found.citations,
        "p": found.cast,
        "a": found.passages,
        "r": found.references,
    }
    for letter, items in lists.items():
        assert [item.id for item in items] == [f"{letter}{n}" for n in range(1, len(items) + 1)]
    in_order(span for sentence in found.sentences for span in [sentence.span])
    in_order(part for quotation in found.quotations for part in quotation.parts)
    in_order(date.span for date in found.dates)
    in_order(citation.work.span for citation in found.citations)
    in_order(passage.content[0] for passage in found.passages)
    in_order(reference.span for reference in found.references)
    in_order(quantity.span for quantity in found.quantities)
    in_order(member.mentions[0] for member in found.cast if member.mentions)

    # Sentences never overlap, are never blank at an end, and leave nothing out that a person could read but citations.
    cited = bool(found.citations)
    ends = [0, *(sentence.span.end for sentence in found.sentences)]
    starts = [*(sentence.span.start for sentence in found.sentences), len(text)]
    for end, start in zip(ends, starts, strict=True):
        assert end <= start
        assert cited or not re.search(r"[^\W_]", text[end:start])
    assert all(sentence.span.exact == sentence.span.exact.strip() for sentence in found.sentences)
    for sentence in found.sentences:
        assert all(sentence.span.start <= own.start < own.end <= sentence.span.end for own in sentence.own)

    cast = {member.id for member in found.cast}
    for passage in found.passages:
        assert passage.source is None or passage.source in cast
        assert cast >= set(passage.via)
        assert passage.content
    return found


def in_order(places: Iterator[Span | None]) -> None:
    starts = [span.start for span in places if span is not None]
    assert starts == sorted(starts)


@FEW
@example("")
@example("“" * 30)
@example("(" * 2000)
@example("Anna Weber said " * 60)
@example("\u202e“Anna Weber said\u202c that the pier “fell.”")
@example("The pier fell\n\n“”\n\n“The pier” fell\n\n”")
@given(TEXTS)
def test_the_scan_of_any_text(text: str) -> None:
    found = holds(text)
    assert found == scan(Document.from_text(text))


@FEW
@given(st.text(max_size=60), st.sampled_from(["\n\n", "\n\n\n", "\r\n\r\n"]))
def test_what_stands_before_an_article_moves_its_offsets_only(before: str, gap: str) -> None:
    article = (
        "Anna Weber said that the pier was unsafe.\n\n“We paid twice,” Tom Hale said. The pier fell on May 3, 2021."
    )
    front = "# " + re.sub(r"[\s“”«»„\"「」『』()]", " ", before) + "."
    text = front + gap + article
    found = holds(text)
    at = text.index(article)
    alone = scan(Document.from_text(article))
    moved = [s.span.start - at for s in found.sentences if s.span.start >= at]
    assert moved == [s.span.start for s in alone.sentences]
    said = [(p.content[0].start - at, p.type) for p in found.passages if p.content[0].start >= at]
    assert said == [(p.content[0].start, p.type) for p in alone.passages]


def test_lone_surrogates() -> None:
    found = holds("\ud800Anna Weber said that the \udfff pier fell.")
    assert len(found.passages) == 1


def test_a_long_text_takes_no_more_than_its_share() -> None:
    text = "Anna Weber said that the pier was unsafe. “We paid twice,” Tom Hale said.\n\n" * 40
    found = holds(text)
    assert len(found.passages) == 80
    assert len([member for member in found.cast if member.kind == "person"]) == 2


@FEW
@given(st.lists(TEXTS, max_size=5))
def test_a_scan_does_not_depend_on_what_else_is_scanned(texts: list[str]) -> None:
    documents = [Document.from_text(text) for text in texts]
    assert scan_all(documents) == [scan(document) for document in documents]
