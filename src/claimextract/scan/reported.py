"""Reported speech: the clause that a cue governs, "according to", and tags in the middle of what they tag."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from claimextract.models import Span

from .cues import INFINITIVE, PREPOSITIONS, SAYING
from .found import Found, Part, count_words, trim
from .grammar import (
    beside,
    can_be_named,
    can_say,
    described,
    frame_of,
    is_tag,
    mode_of,
    reports,
    stands_alone,
    subject_of,
)
from .parse import Offsets, ParsedBlock
from .sources import Sources

if TYPE_CHECKING:
    from spacy.tokens import Token

_QUOTING_PREPOSITIONS = frozenset({"of", "for", "as", "about", "against"})
_OBJECTS = frozenset({"dobj", "xcomp", "oprd", "attr", "dep"})
_LONGEST_TAG = 12  # words
_SHORTEST = 3  # words of a content around a tag


class Reported:
    """The reported passages of one paragraph."""

    def __init__(self, text: str, block: ParsedBlock, parts: Sequence[Part], sources: Sources) -> None:
        self.text, self.block, self.parts, self.sources = text, block, parts, sources

    def find(self) -> Iterator[Found]:
        """Every cue outside quotation marks that has a content and a source, in text order."""
        for token in self.block.doc:
            if self.block.quoted[token.i]:
                continue
            found = self._according(token) if token.lower_ == "according" else self._clause(token)
            if found is not None:
                self.sources.spoke(found.source, found.content[0][0])
                yield found

    def _clause(self, verb: "Token") -> Found | None:
        mode = mode_of(verb)
        if mode is None or not reports(verb):
            return None
        complement = self._complement(verb)
        if complement is None:
            return None
        subject = subject_of(verb) or (beside(list(verb.sent), verb) if verb.lemma_.lower() in SAYING else None)
        if subject is None or self.block.quoted[subject.i] or not can_say(subject, verb):
            return None
        source = self.sources.resolve(self.block, described(subject, verb))
        if source is None:
            return None
        if source.member is not None and source.member.kind == "document" and mode == "speech":
            mode = "writing"
        content, clause = complement
        content = self._without(content, source.mention)
        cue = (self.block.start(verb), self.block.end(verb))
        frame = frame_of(self.block, verb, content, source.mention)
        return Found("indirect", mode, content, cue, source, "clause", clause, frame)

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
        if to is None or named is None or not can_be_named(named):
            return None
        last = max((t.i for t in named.subtree if t.i > to.i), default=named.i)
        comma = next((t.i for t in block.doc[named.i : last + 1] if t.text == "," and t.head == named.head), None)
        last = min(last, comma - 1) if comma else last
        cue = (block.start(token), block.end(to))
        pieces = self._pieces(token, cue[0], block.end(block.doc[last]))
        source = self.sources.resolve(block, named)
        if not pieces or source is None:
            return None
        return Found("indirect", "speech", pieces, cue, source, "according")

    # -- what is said ----------------------------------------------------------------------------------------------

    def _complement(self, verb: "Token") -> tuple[list[Offsets], bool] | None:
        """What a cue says, and whether it is a clause that can stand alone."""
        lemma = verb.lemma_.lower()
        for child in verb.children:
            if child.dep_ == "ccomp" and self._is_content(child, verb) and (span := self._span(child, verb)):
                return span, stands_alone(child)
        if lemma in SAYING:
            for token in verb.subtree:  # the parser hung the clause on a noun in between
                if token.i > verb.i and token.dep_ in {"relcl", "acl"} and _has_that(token) and token.head.i > verb.i:
                    span = self._span(token, verb)
                    if span:
                        return span, True
        if lemma in INFINITIVE:
            for child in verb.children:
                if child.dep_ in {"xcomp", "ccomp", "advcl"} and any(c.lower_ == "to" for c in child.lefts):
                    span = self._span(child, verb)
                    return (span, False) if span else None
        phrase = self._phrase(verb, lemma)
        if phrase is not None:
            return phrase, False
        if verb.dep_ in {"parataxis", "ccomp"} and lemma in SAYING and subject_of(verb) is not None:
            tag = self._tag(verb)
            if len(tag) <= _LONGEST_TAG and verb.head != verb:
                pieces = self._pieces(verb, self.block.start(tag[0]), self.block.end(tag[-1]))
                return (pieces, len(pieces) == 1) if pieces else None
        return None

    def _tag(self, verb: "Token") -> "list[Token]":
        """The words of a tag in the middle of what it tags: from the subject to the next comma."""
        tokens = [t for t in verb.subtree if t.dep_ != "punct" or t.i > verb.i]
        comma = next((n for n, t in enumerate(tokens) if t.i > verb.i and t.text == ","), len(tokens))
        return tokens[:comma]

    def _is_content(self, clause: "Token", verb: "Token") -> bool:
        """A clause before its cue is content only if the cue ends the sentence; a clause that is a tag is none."""
        if clause.i < verb.i:
            after = [t for t in verb.subtree if t.i > verb.i and t.dep_ != "punct"]
            return len(after) <= _LONGEST_TAG or self._is_quoted(clause)
        return not (is_tag(clause) and not _has_that(clause) and verb.lemma_.lower() != "say")

    def _is_quoted(self, clause: "Token") -> bool:
        return self.block.quoted[clause.i]

    def _phrase(self, verb: "Token", lemma: str) -> list[Offsets] | None:
        """Words that are no clause: "warned of ...", and the object that holds a quotation."""
        for child in verb.children:
            if child.dep_ == "prep":
                quoting = lemma in SAYING and child.lower_ in _QUOTING_PREPOSITIONS and self._quotes(child)
                if quoting or child.lower_ in PREPOSITIONS.get(lemma, ()):
                    inner = next((c for c in child.children if c.dep_ in {"pobj", "pcomp"}), None)
                    if inner is not None and (span := self._span(inner, verb)):
                        return span
            if child.dep_ in _OBJECTS and lemma in SAYING and self._quotes(child):
                return self._span(child, verb)
        return None

    def _quotes(self, token: "Token") -> bool:
        start = min(self.block.start(t) for t in token.subtree)
        end = max(self.block.end(t) for t in token.subtree)
        return any(
            start <= part.start < end and count_words(self.text[part.start : part.end]) > 1 for part in self.parts
        )

    def _pieces(self, token: "Token", start: int, end: int) -> list[Offsets]:
        """What stands before and after a tag in its sentence."""
        offset = self.block.block.start
        before = trim(self.text, token.sent.start_char + offset, start)
        after = trim(self.text, end, token.sent.end_char + offset)
        return [piece for piece in (before, after) if piece and count_words(self.text[slice(*piece)]) >= _SHORTEST]

    def _span(self, head: "Token", verb: "Token") -> list[Offsets] | None:
        """The words that hang on a complement, without the complementizer and what belongs to the tag."""
        tokens = [t for t in head.subtree if (t.i > verb.i) == (head.i > verb.i) and t != verb]
        while tokens and (
            (tokens[0].dep_ == "punct" and not self.block.quoted[tokens[0].i])
            or (tokens[0].lower_ == "that" and tokens[0].dep_ == "mark" and tokens[0].head == head)
        ):
            tokens = tokens[1:]
        if not tokens:
            return None
        start, end = self.block.start(tokens[0]), self.block.end(tokens[-1])
        if head.i > verb.i:
            end = self._to_the_end(verb, tokens[-1], end)
        for part in self.parts:  # a quotation is in or out, never cut
            if part.start < start < part.end:
                start = part.start
            if part.start < end < part.end:
                end = part.end
        span = trim(self.text, start, end)
        if span is None or len(re.findall(r"\w+", self.text[slice(*span)])) < 2:
            return None
        return [span]

    def _to_the_end(self, verb: "Token", last: "Token", end: int) -> int:
        """The end of the sentence, where nothing but a remnant of the clause follows: the parser cuts lists short."""
        rest = [t for t in verb.sent if t.i > last.i and t.dep_ != "punct"]
        if not rest or any(t.tag_ in {"VBD", "VBP", "VBZ", "MD"} or t.tag_ == "VBG" and t.head == verb for t in rest):
            return end
        if any(t.head == verb and t.dep_ in {"prep", "npadvmod", "advmod", "tmod"} for t in rest[:1]):
            return end
        return self.block.end(rest[-1])


def _has_that(verb: "Token") -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "that" for child in verb.children)
