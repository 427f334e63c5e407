"""Reported speech: the clause that a cue governs, "according to", and tags in the middle of what they tag."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from claimextract.models import Span

from . import nominal
from .contents import Contents
from .cues import RAISING, SAYING, WANTING
from .found import Found, Part, trim
from .grammar import (
    beside,
    can_be_named,
    can_say,
    described,
    frame_of,
    is_blamed_for,
    mode_of,
    reports,
    subject_of,
    takes_stands,
)
from .parse import Offsets, ParsedBlock
from .sources import Sources

if TYPE_CHECKING:
    from spacy.tokens import Token


class Reported:
    """The reported passages of one paragraph."""

    def __init__(self, text: str, block: ParsedBlock, parts: Sequence[Part], sources: Sources) -> None:
        self.text, self.block, self.sources = text, block, sources
        self.contents = Contents(text, block, parts)

    def find(self) -> Iterator[Found]:
        """Every cue outside quotation marks that has a content and a source, in text order."""
        for token in self.block.doc:
            if self.block.quoted[token.i]:
                continue
            found = self._according(token) if token.lower_ == "according" else self._clause(token)
            if found is not None:
                self.sources.spoke(found.source, found.content[0][0])
                yield found

        for found in nominal.find(self.block, self.contents, self.sources):
            self.sources.spoke(found.source, found.content[0][0])
            yield found

    def _clause(self, verb: "Token") -> Found | None:
        mode, lemma = mode_of(verb), verb.lemma_.lower()
        if mode is None or is_blamed_for(verb) or not reports(verb):
            return None
        complement = self.contents.of(verb)
        if complement is None:
            return None
        content, form, clause = complement
        subject = subject_of(verb)
        if subject is None and lemma in SAYING:
            subject = beside(list(verb.sent), verb, behind=content[0][0] < self.block.start(verb))
        if subject is None or self.block.quoted[subject.i] or not can_say(subject, verb):
            return None
        source = self.sources.resolve(self.block, described(subject, verb))
        if source is None:
            return None
        if mode in {"belief", "intention"} and subject.pos_ == "PRON" and self.sources.is_own(subject):
            return None  # "she says that she hopes": one attribution
        quotes = self._quotes(content)
        if (form == "infinitive" or (form == "request" and not quotes)) and mode == "speech":
            mode = "intention"  # what is promised, asked for, threatened (PARC's eventualities): no words are reported
        if source.member is not None and source.member.kind == "document" and mode == "speech":
            mode = "writing"
        if form == "object":
            place = source.member is not None and source.member.place
            if place or not takes_stands(subject, verb):
                return None  # what states support or oppose is the article's own report
            mode = "speech" if quotes or lemma in RAISING else "intention" if lemma in WANTING else "belief"
        content = self._without(content, source.mention)
        cue = (self.block.start(verb), self.block.end(verb))
        frame = frame_of(self.block, verb, content, source.mention)
        return Found("indirect", mode, content, cue, source, form, clause, frame)

    def _quotes(self, content: Sequence[Offsets]) -> bool:
        spoken = [part for part in self.contents.parts if part.kind not in {"scare", "title"}]
        return any(start <= part.start < end for part in spoken for start, end in content)

    def _without(self, content: list[Offsets], mention: Span | None) -> list[Offsets]:
        """A content that runs into the words for its source, where the parser lost the subject, ends before them."""
        start, end = content[-1]
        if mention is None or not start < mention.start < end:
            return content
        comma = self.text.rfind(",", start, mention.start)
        cut = trim(self.text, start, comma if comma > start else mention.start)
        return [*content[:-1], cut] if cut else content

    def _according(self, token: "Token") -> Found | None:
        block = self.block
        to = next((c for c in token.children if c.lower_ == "to"), None)
        if to is None and token.i + 1 < len(block.doc) and block.doc[token.i + 1].lower_ == "to":
            to = block.doc[token.i + 1]
        named = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
        if to is not None and named is None:  # the parser took the first word of the name for a verb
            named = next((t for t in block.doc[to.i + 1 : to.i + 5] if t.pos_ in {"NOUN", "PROPN"}), None)
        if to is None or named is None or not can_be_named(named):
            return None
        last = max((t.i for t in named.subtree if t.i > to.i), default=named.i)
        comma = next((t.i for t in block.doc[named.i : last + 1] if t.text == "," and t.head == named.head), None)
        last = min(last, comma - 1) if comma else last
        cue = (block.start(token), block.end(to))
        pieces = self.contents.around(token, cue[0], block.end(block.doc[last]))
        source = self.sources.resolve(block, named)
        if not pieces or source is None:
            return None
        return Found("indirect", "speech", pieces, cue, source, "according")
