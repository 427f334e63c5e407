"""The scan: what can be found in a document without a model, each item with an id and exact offsets."""

from collections.abc import Sequence

from claimextract.models import Citation, DateExpression, Document, Scan, Sentence, Span

from . import apart, blocks, clauses, foreign, languages, markup, parse, passages, quotations, references, roster
from .cast import Cast
from .citations import find_citations
from .dates import find_dates, normalize_date
from .places import Places
from .quantities import find_quantities

__all__ = ["normalize_date", "scan"]


def scan(document: Document) -> Scan:
    """Scan a document: sentences, quotations, dates, citations, quantities, cast and attributed passages.

    Raises ConfigurationError where the parser's model is missing.
    """
    text = document.text
    paragraphs = blocks.split(text)
    language = languages.of(text, document.language)
    quoted = quotations.find(text, paragraphs, language)
    cited = find_citations(text, document.published)
    pipeline = None if language == "en" else languages.splitter(language)
    parts = [part for quotation in quoted for part in quotation.parts]
    parsed = parse.parse(markup.masked(text, cited), paragraphs, parts, pipeline)
    if pipeline is None:
        members = roster.build(text, parsed, document.authors)
        attributed = passages.find(text, parsed, quoted, members)
    else:  # the English parser would only guess: marks and the tags beside them
        members = Cast(text)
        attributed = passages.records(text, foreign.find(text, parsed, quoted, language, members), members.ids())
    spans = [span for passage in attributed for span in (*passage.content, passage.cue) if span is not None]
    taken = Places((span.start, span.end, span) for span in spans)
    sentences = [
        (
            start,
            end,
            number,
            "notice" if blocks.is_addressed(text[start:end]) else block.block.kind,
            parse.has_finite_verb(block, start, end),
            clauses.own_clauses(text, block, start, end, taken),
        )
        for number, block in enumerate(parsed)
        for start, end in parse.sentence_spans(block)
    ]
    records = [
        Sentence(
            id=f"s{n}",
            span=Span.of(text, start, end),
            paragraph=paragraph,
            kind=kind,
            finite=finite,
            own=tuple(own),
        )
        for n, (start, end, paragraph, kind, finite, own) in enumerate(sentences, 1)
    ]
    said = Places((passage.content[0].start, passage.content[-1].end, passage) for passage in attributed)
    told = [
        statement
        for sentence in records
        if pipeline is None and sentence.kind == "prose"
        for statement in apart.statements(text, parsed[sentence.paragraph], sentence, said)
    ]
    dated = find_dates(text, document.published, [(start, end) for start, end, *_ in sentences])
    return Scan(
        document_id=document.id,
        sentences=tuple(records),
        quotations=tuple(quoted),
        dates=tuple(
            DateExpression(id=f"d{n}", span=Span.of(text, start, end), value=value)
            for n, (start, end, value) in enumerate(dated, 1)
        ),
        quantities=tuple(find_quantities(text, _skipped(dated, cited))),
        citations=tuple(cited),
        cast=tuple(members.records()),
        passages=tuple(attributed),
        references=tuple(references.find(text, parsed, members)) if pipeline is None else (),
        statements=tuple(told),
    )


def _skipped(dated: Sequence[tuple[int, int, str | None]], cited: Sequence[Citation]) -> list[tuple[int, int]]:
    """Where a number is no quantity: in dates and in the names of works."""
    works = [(c.work.span.start, c.work.span.end) for c in cited if c.work.span is not None]
    return sorted([(start, end) for start, end, _ in dated] + works)
