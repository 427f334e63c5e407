"""What the scan finds without a model: every item has an id, unique in its document, and exact offsets."""

from typing import Literal

from .base import Record, Span
from .claims import AttributionMode, AttributionType, CitedWork, Quantity, SourceKind

SentenceKind = Literal["prose", "heading", "caption", "notice"]
QuotationKind = Literal["speech", "scare", "title"]
Confidence = Literal["sure", "likely", "unsure"]


class Sentence(Record):
    """``notice``: boilerplate such as an author's note. Only prose makes claims.

    ``finite``: it has a finite verb. ``own``: the main clauses in which the article itself asserts something.
    """

    id: str  # s1, s2 ...
    span: Span
    paragraph: int
    kind: SentenceKind = "prose"
    finite: bool = True
    own: tuple[Span, ...] = ()


class Quotation(Record):
    """Text between quotation marks, marks included; a quotation that runs over paragraphs has one part for each."""

    id: str  # q1, q2 ...
    parts: tuple[Span, ...]
    kind: QuotationKind


class DateExpression(Record):
    """A date as written; ``value`` is EDTF, or null where the text does not settle it."""

    id: str  # d1, d2 ...
    span: Span
    value: str | None


class Citation(Record):
    """A cited work as the text names it: a link, an entry in parentheses, "a 2017 article by ..."."""

    id: str  # w1, w2 ...
    work: CitedWork  # work.span is where it stands


class CastMember(Record):
    """Somebody or something that can be a source, with every mention of the name and the role given to it."""

    id: str  # p1, p2 ...
    name: str
    kind: SourceKind
    role: str | None = None
    mentions: tuple[Span, ...] = ()


class Reference(Record):
    """A pronoun at the head of a sentence whose meaning stands in an earlier one.

    ``since``: where the first of the sentences begins that name the candidates; ``guess``: what code takes it for.
    """

    id: str  # r1, r2 ...
    span: Span
    since: int
    candidates: tuple[str, ...]
    guess: str | None = None


class Passage(Record):
    """An attributed passage: a candidate for the model and a check on it.

    ``clause``: the content is a clause that can stand alone as a sentence, or a quotation. ``frame`` is the clause
    that holds source, cue and content, without what else the sentence says; it begins with the mention of the source
    or, where the cue shares its subject with another verb, with the cue.
    ``source`` is an id of the cast or null where code found none; ``mention`` the words that name the source here;
    ``confidence`` how sure the rule that chose the source is; ``rule`` that rule's name.
    """

    id: str  # a1, a2 ...
    type: AttributionType
    mode: AttributionMode | None
    content: tuple[Span, ...]
    cue: Span | None = None
    source: str | None = None
    mention: Span | None = None
    via: tuple[str, ...] = ()
    source_kind: SourceKind | None = None
    clause: bool = True
    frame: Span | None = None
    confidence: Confidence
    rule: str


class Statement(Record):
    """One of several assertions of a sentence, as words that make a sentence of their own.

    ``words`` in reading order: spans of the text, and what had to be supplied between them ("is"). ``base`` is the
    clause or content that it is taken from, all of whose statements together stand for it; null for what a tag says
    beside, which is the article's own.
    """

    sentence: str
    base: Span | None
    words: tuple[Span | str, ...]


class Scan(Record):
    """All that was found in one document, each list in text order."""

    document_id: str
    sentences: tuple[Sentence, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    dates: tuple[DateExpression, ...] = ()
    citations: tuple[Citation, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    cast: tuple[CastMember, ...] = ()
    passages: tuple[Passage, ...] = ()
    references: tuple[Reference, ...] = ()
    statements: tuple[Statement, ...] = ()
