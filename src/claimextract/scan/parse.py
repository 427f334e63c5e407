"""A document parsed block by block, with offsets into the whole text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from claimextract.models import Span

from . import languages
from .blocks import Block
from .parser import english

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

Offsets = tuple[int, int]

_SURROGATE = re.compile("[\ud800-\udfff]")  # what cannot be encoded
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


def parse(
    text: str, blocks: Sequence[Block], quotations: Sequence[Span], pipeline: "Language | None" = None
) -> list[ParsedBlock]:
    """Parse every block of a text, which may have its markup masked; by the English parser unless told otherwise."""
    readable = _SURROGATE.sub(" ", text)
    parser = pipeline or english()
    docs = parser.pipe(_with_ends(parser.make_doc(readable[block.start : block.end])) for block in blocks)
    if pipeline is not None:
        docs = map(languages.with_true_starts, docs)
    parsed = []
    for block, doc in zip(blocks, docs, strict=True):
        for token in doc:  # the parser takes "hopes" and "hoped" for forms of "hop"
            if token.lower_ in _HOPE:
                token.lemma_ = "hope"
        inside = [
            (part.start - block.start, part.end - block.start)
            for part in quotations
            if part.start < block.end and part.end > block.start
        ]
        quoted = tuple(any(start <= token.idx < end for start, end in inside) for token in doc)
        parsed.append(ParsedBlock(block, doc, quoted))
    return parsed


def _with_ends(doc: "Doc") -> "Doc":
    """In a tokenised text, in which a space stands before every full stop, sentences end there whatever follows."""
    stops = [
        match.end("stop") if '"' in match["after"] and doc.text.count('"', 0, match.start()) % 2 == 0 else match.end()
        for match in _TOKENISED_STOP.finditer(doc.text)
    ]
    if stops and len(stops) >= _TOKENISED * (len(stops) + len(_STOP.findall(doc.text))):
        for before, token in pairwise(doc):
            ended = before.idx + len(before) in stops
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
    if not parsed.doc.has_annotation("TAG"):
        return True
    return any(token.tag_ in _FINITE and start <= parsed.start(token) < end for token in parsed.doc)


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
