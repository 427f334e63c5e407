"""The scan: what can be found in a document without a model, each item with an id and exact offsets."""

from claimextract.models import DateExpression, Document, Scan, Sentence, Span

from . import blocks, cast, parse, passages, quotations, references
from .dates import find_dates, normalize_date
from .quantities import find_quantities

__all__ = ["normalize_date", "scan"]


def scan(document: Document) -> Scan:
    """Scan a document: sentences, quotations, dates, citations, quantities, cast and attributed passages.

    Raises ConfigurationError where the parser's model is missing.
    """
    text = document.text
    paragraphs = blocks.split(text)
    quoted = quotations.find(text, paragraphs)
    parsed = parse.parse(text, paragraphs, [part for quotation in quoted for part in quotation.parts])
    members = cast.build(text, parsed)
    attributed = passages.find(text, parsed, quoted, members)
    sentences = [
        (start, end, number, block.block.kind, parse.is_finite(block, start, end))
        for number, block in enumerate(parsed)
        for start, end in parse.sentence_spans(block)
    ]
    dated = find_dates(text, document.published, [(start, end) for start, end, *_ in sentences])
    return Scan(
        document_id=document.id,
        sentences=tuple(
            Sentence(id=f"s{n}", span=Span.of(text, start, end), paragraph=paragraph, kind=kind, finite=finite)
            for n, (start, end, paragraph, kind, finite) in enumerate(sentences, 1)
        ),
        quotations=tuple(quoted),
        dates=tuple(
            DateExpression(id=f"d{n}", span=Span.of(text, start, end), value=value)
            for n, (start, end, value) in enumerate(dated, 1)
        ),
        quantities=tuple(find_quantities(text, [(start, end) for start, end, _ in dated])),
        cast=tuple(members.records()),
        passages=tuple(attributed),
        references=tuple(references.find(text, parsed)),
    )
