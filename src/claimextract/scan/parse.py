"""A document parsed block by block, with offsets into the whole text."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from claimextract.models import Span

from . import languages
from .blocks import Block
from .mending import with_cues, with_quoted_ends
from .parser import english, read

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

Offsets = tuple[int, int]

_SURROGATE = re.compile("[\ud800-\udfff]")  # what cannot be encoded
_RUN_OF_MARKS = re.compile(r"(?:[^\w\s]|_){40,}")
_RUN = re.compile(r"\S{500,}")  # no word
_HOPE = frozenset({"hopes", "hoped", "hoping"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_CLOSERS = "\"'”’»)]*_“‘«‹」』›\u00a0\u202f"
_TOKENISED_STOP = re.compile(r"(?<=\s)(?P<stop>[.?!])(?P<after>(?:\s+(?:''|[\"”’)]))*)(?=\s|$)")
_STOP = re.compile(r"(?<=[a-z)\"”’])[.?!](?=\s|$)")
_TOKENISED = 0.8  # share of a block's sentence ends with a space before them


@dataclass(frozen=True)
class ParsedBlock:
    """A block with its parse. ``quoted[i]``: token i stands inside quotation marks."""

    block: Block
    doc: "Doc"
    quoted: tuple[bool, ...]

    def start(self, token: "Token") -> int:
        """Where a token begins in the document."""
        return self.block.start + token.idx

    def end(self, token: "Token") -> int:
        """Where a token ends in the document."""
        return self.block.start + token.idx + len(token)

    @cached_property
    def tagged(self) -> bool:
        """Whether the parser has told parts of speech and dependencies; a text in another language has none."""
        return self.doc.has_annotation("TAG")

    @cached_property
    def parsed(self) -> bool:
        """Whether the parser has told dependencies."""
        return self.doc.has_annotation("DEP")

    def tokens(self, start: int, end: int) -> "list[Token]":
        """The tokens that begin between two offsets of the document."""
        return list(self.doc[self.number(start) : self.number(end)])

    def number(self, at: int) -> int:
        """The number of the first token that begins at an offset of the document, or behind it."""
        return bisect_left(self._starts, at - self.block.start)

    @cached_property
    def _starts(self) -> "array[int]":
        return array("l", (token.idx for token in self.doc))


def tokens(text: str, blocks: Sequence[Block], pipeline: "Language | None" = None) -> "Iterator[Doc]":
    """Every block of a text, which may have its markup masked, as words; by English rules unless told otherwise."""
    # One token each, where the tokenizer would take every mark of a run off by itself, and look at the rest each time.
    readable = _RUN_OF_MARKS.sub(lambda run: "-" * len(run[0]), _SURROGATE.sub(" ", text))
    if pipeline is None:  # there are languages that set no space between words
        readable = _RUN.sub(lambda run: "x" * len(run[0]), readable)
    parser = pipeline or english()
    return (_with_ends(parser.make_doc(readable[block.start : block.end])) for block in blocks)


def parsed_docs(docs: "Iterable[Doc]", pipeline: "Language | None" = None) -> "Iterator[Doc]":
    """Blocks with what the parser tells of them; what it tells of one does not depend on the others."""
    if pipeline is None:
        return map(with_cues, read(map(with_quoted_ends, docs)))
    return map(languages.with_true_starts, pipeline.pipe(docs))


def parsed_blocks(
    text: str, blocks: Sequence[Block], docs: "Iterable[Doc]", quotations: Sequence[Span]
) -> list[ParsedBlock]:
    """The blocks of one text with their parses."""
    within = bytearray(len(text))
    for part in quotations:
        within[part.start : part.end] = b"\1" * (part.end - part.start)
    parsed = []
    for block, doc in zip(blocks, docs, strict=True):
        for token in doc:  # the parser takes "hopes" and "hoped" for forms of "hop"
            if token.lower_ in _HOPE:
                token.lemma_ = "hope"
        quoted = tuple(within[block.start + token.idx] == 1 for token in doc)
        parsed.append(ParsedBlock(block, doc, quoted))
    return parsed


def _with_ends(doc: "Doc") -> "Doc":
    """In a tokenised text, in which a space stands before every full stop, sentences end there whatever follows."""
    stops = [
        match.end("stop") if '"' in match["after"] and doc.text.count('"', 0, match.start()) % 2 == 0 else match.end()
        for match in _TOKENISED_STOP.finditer(doc.text)
    ]
    if stops and len(stops) >= _TOKENISED * (len(stops) + len(_STOP.findall(doc.text))):
        ends = set(stops)
        for before, token in pairwise(doc):
            ended = before.idx + len(before) in ends
            token.is_sent_start = True if ended else None if before.text[-1] in ".?!" else False
    return doc


def sentence_spans(parsed: ParsedBlock) -> Iterator[tuple[int, int]]:
    """The sentences of a block, as offsets into the document.

    The parser sometimes splits after an abbreviation, inside parentheses or before a closing mark: such pieces are
    joined again.
    """
    text, offset = parsed.doc.text, parsed.block.start
    spans: list[list[int]] = []
    for sentence in parsed.doc.sents:
        start, end = sentence.start_char, sentence.end_char
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start >= end:
            continue
        if spans and _belongs(text[spans[-1][0] : spans[-1][1]], text[start:end]):
            spans[-1][1] = end
        else:
            spans.append([start, end])
    for start, end in spans:
        yield offset + start, offset + end


def has_finite_verb(parsed: ParsedBlock, start: int, end: int) -> bool:
    """Whether a finite verb stands between two offsets of the document; an untagged text tells nothing against it."""
    return not parsed.tagged or any(token.tag_ in _FINITE for token in parsed.tokens(start, end))


def _belongs(before: str, after: str) -> bool:
    """Whether two pieces are one sentence."""
    stripped = before.rstrip(_CLOSERS + " ")
    if len(before) < 1200 and before.count("(") > before.count(")"):
        return True
    if (after[0] in "”»)]" and not re.match(r"»\w", after)) or not any(c.isalnum() for c in after):
        return True
    if stripped[-2:-1].isspace() and stripped[-1] in ".!?":
        return False
    if not stripped or stripped[-1] not in ".!?…:;—–。！？":
        return True
    return after[0].islower() and stripped[-1] not in "!?…。！？"
