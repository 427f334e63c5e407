"""The scan: what can be found in a document without a model, each item with an id and exact offsets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Self

from claimextract.models import Citation, DateExpression, Document, Quotation, Scan, Sentence, Span

from . import apart, blocks, clauses, foreign, languages, markup, parse, passages, quotations, references, roster
from .cast import Cast
from .citations import find_citations
from .dates import find_dates, normalize_date
from .parser import reading
from .places import Places
from .quantities import find_quantities

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["normalize_date", "scan", "scan_all"]


def scan(document: Document) -> Scan:
    """Scan a document: sentences, quotations, dates, citations, quantities, cast and attributed passages.

    Raises ConfigurationError where the parser's model is missing.
    """
    return scan_all((document,))[0]


def scan_all(documents: Sequence[Document]) -> list[Scan]:
    """Scan documents as :func:`scan` does; short ones take less time together than one by one.

    Raises ConfigurationError where the parser's model is missing.
    """
    with reading():
        begun = [_Begun.of(document) for document in documents]
        english = parse.parsed_docs(doc for one in begun if one.pipeline is None for doc in one.docs)
        return [_finished(one, english) for one in begun]


@dataclass(frozen=True)
class _Begun:
    """A document up to where the parser is needed."""

    document: Document
    language: str
    pipeline: "Language | None"  # another than the English parser's
    blocks: Sequence[blocks.Block]
    quotations: Sequence[Quotation]
    citations: Sequence[Citation]
    docs: "Iterator[Doc]"  # one at a time: all at once would take half as much memory again

    @classmethod
    def of(cls, document: Document) -> Self:
        text = document.text
        paragraphs = blocks.split(text)
        language = languages.of(text, document.language)
        cited = find_citations(text, document.published)
        pipeline = None if language == "en" else languages.splitter(language)
        return cls(
            document,
            language,
            pipeline,
            paragraphs,
            quotations.find(text, paragraphs, language),
            cited,
            parse.tokens(markup.masked(text, cited), paragraphs, pipeline),
        )

    def parsed(self, english: "Iterator[Doc]") -> list[parse.ParsedBlock]:
        """Its blocks with their parses: the next of the English ones, or its own."""
        docs = parse.parsed_docs(self.docs, self.pipeline) if self.pipeline else islice(english, len(self.blocks))
        quoted = [part for quotation in self.quotations for part in quotation.parts]
        return parse.parsed_blocks(self.document.text, self.blocks, docs, quoted)


def _finished(begun: _Begun, english: "Iterator[Doc]") -> Scan:
    document, pipeline, quoted, cited = begun.document, begun.pipeline, begun.quotations, begun.citations
    text = document.text
    parsed = begun.parsed(english)
    if pipeline is None:
        members = roster.build(text, parsed, document.authors)
        attributed = passages.find(text, parsed, quoted, members)
    else:  # the English parser would only guess: marks and the tags beside them
        members = Cast(text)
        found = foreign.find(text, parsed, quoted, begun.language, members)
        attributed = passages.records(text, found, members.ids())
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
