"""What a cue says: where the clause, the phrase or the pieces around a tag begin and end (PARC's content span)."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from .cues import BESIDE_CLAUSES, INFINITIVE, MODES, NAMING, PREPOSITIONS, SAYING, STANCE
from .found import Part, count_words, trim
from .grammar import is_finite, is_tag, mode_of, stands_alone, subject_of
from .parse import Offsets, ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Token

Form = Literal["clause", "infinitive", "order", "phrase", "tag", "object"]
Content = tuple[list[Offsets], Form, bool]  # the spans, their form, and whether they can stand alone as a sentence

_QUOTING_PREPOSITIONS = frozenset({"of", "for", "as", "about", "against"})
_OBJECTS = frozenset({"dobj", "xcomp", "oprd", "attr", "dep"})
_HEADS = frozenset({"dobj", "det", "amod", "compound"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_JOINTS = frozenset({"cc", "prep", "mark", "advmod", "npadvmod", "tmod"})
_MARKS = ",;:—–-”\"»’')"
_LONGEST_TAG = 12  # words
_SHORTEST = 3  # words of a content around a tag


class Contents:
    """Finds contents in one paragraph."""

    def __init__(self, text: str, block: ParsedBlock, parts: Sequence[Part]) -> None:
        self.text, self.block, self.parts = text, block, parts

    def of(self, verb: "Token") -> Content | None:
        """What a verb says, by its clause, its infinitive, its phrase, or the sentence that it tags."""
        lemma = verb.lemma_.lower()
        if lemma in STANCE and lemma not in MODES:
            return self._object(verb) if is_finite(verb) else None
        for child in verb.children:
            if self._is_clause(child, verb) and self._is_content(child, verb) and (span := self.under(child, verb)):
                subject = _subject(child)
                if subject is not None and subject.i < verb.i < child.i:  # "police, he says, have no plan"
                    first = trim(self.text, *self._extent(subject))
                    span = [first, *span] if first is not None else span
                return span, "clause", stands_alone(child)
        if lemma in SAYING:
            for token in verb.subtree:  # the parser hung the clause on a noun in between
                if token.i > verb.i and token.dep_ in {"relcl", "acl"} and _has_that(token) and token.head.i > verb.i:
                    span = self.under(token, verb)
                    if span:
                        return span, "clause", True
        if lemma in INFINITIVE:
            for child in verb.children:
                if child.dep_ in {"xcomp", "ccomp", "advcl"} and any(c.lower_ == "to" for c in child.lefts):
                    span = self.under(child, verb)
                    others = any(c.dep_ in {"dobj", "dative"} for c in verb.children) or _subject(child) is not None
                    return (span, "order" if others else "infinitive", False) if span else None
        phrase = self._phrase(verb, lemma)
        if phrase is not None:
            return phrase, "phrase", False
        if lemma in STANCE and (found := self._object(verb)) is not None:
            return found
        if verb.dep_ in {"parataxis", "ccomp"} and lemma in SAYING and subject_of(verb) is not None:
            tag = self._tag(verb)
            if len(tag) <= _LONGEST_TAG and verb.head != verb:
                pieces = self.around(verb, self.block.start(tag[0]), self.block.end(tag[-1]))
                return (pieces, "tag", len(pieces) == 1) if pieces else None
        return None

    def _object(self, verb: "Token") -> Content | None:
        """The mere object of a verb that takes a stand."""
        thing = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i and c.pos_ != "PRON"), None)
        span = self.under(thing, verb) if thing is not None else None
        return (span, "object", False) if span else None

    def around(self, token: "Token", start: int, end: int) -> list[Offsets]:
        """What stands before and after a tag in its sentence."""
        offset = self.block.block.start
        before = trim(self.text, token.sent.start_char + offset, start)
        after = trim(self.text, end, token.sent.end_char + offset)
        woven = before is not None and after is not None and self.text[after[0]].islower()
        if any(p.start < start < p.end or p.start < end < p.end for p in self.parts) or not self._set_off(
            start, end, token
        ):
            return []
        least = 1 if woven and token.pos_ == "VERB" and token.lower_ != "according" else _SHORTEST
        return [piece for piece in (before, after) if piece and count_words(self.text[slice(*piece)]) >= least]

    def under(self, head: "Token", verb: "Token") -> list[Offsets] | None:
        """The words that hang on a complement, without the complementizer and what belongs to the tag."""
        tokens = [t for t in head.subtree if (t.i > verb.i) == (head.i > verb.i) and t != verb]
        if head.i > verb.i and tokens:
            tokens = self._from_the_start(verb, tokens)
        while tokens and (
            (tokens[0].dep_ == "punct" and not self.block.quoted[tokens[0].i])
            or (
                tokens[0].lower_ == "that"
                and (tokens[0].tag_ == "IN" or tokens[0].dep_ == "mark")
                and tokens[0].i < head.i
            )
        ):
            tokens = tokens[1:]
        if not tokens:
            return None
        start, end = self.block.start(tokens[0]), self.block.end(tokens[-1])
        if head.i > verb.i:
            end = self._before_next_cue(tokens, self._to_the_end(verb, tokens[-1], end))
        return self.whole(start, end)

    def whole(self, start: int, end: int) -> list[Offsets] | None:
        """A span that cuts no quotation, without punctuation around; None where fewer than two words are left."""
        for part in self.parts:
            if part.start < start < part.end:
                start = part.start
            if part.start < end < part.end:
                end = part.end
        span = trim(self.text, start, end)
        if span is None or len(re.findall(r"\w+", self.text[slice(*span)])) < 2:
            return None
        return [span]

    def _tag(self, verb: "Token") -> "list[Token]":
        """The words of a tag in the middle of what it tags: from the subject to the next comma."""
        tokens = [t for t in verb.subtree if t.dep_ != "punct" or t.i > verb.i]
        comma = next((n for n, t in enumerate(tokens) if t.i > verb.i and t.text == ","), len(tokens))
        return tokens[:comma]

    def _is_clause(self, child: "Token", verb: "Token") -> bool:
        """Whether a child is a reported clause, which the parser may take for an adverbial one."""
        if child.dep_ == "advcl" and child.i > verb.i and verb.lemma_.lower() in BESIDE_CLAUSES:
            marked = any(c.dep_ == "mark" or c.tag_ in {"TO", "WRB"} for c in child.children)
            return not marked and _subject(child) is not None and child.tag_ not in {"VBG", "VBN"}
        return child.dep_ == "ccomp"

    def _is_content(self, clause: "Token", verb: "Token") -> bool:
        """A clause before its cue is content only if the cue ends the sentence; a clause that is a tag is none."""
        if clause.i < verb.i:
            after = [t for t in verb.subtree if t.i > verb.i and t.dep_ != "punct"]
            return len(after) <= _LONGEST_TAG or self.block.quoted[clause.i]
        return not (is_tag(clause) and not _has_that(clause) and verb.lemma_.lower() != "say")

    def _phrase(self, verb: "Token", lemma: str) -> list[Offsets] | None:
        """Words that are no clause: "warned of ...", and the object that holds a quotation."""
        for child in verb.children:
            if child.dep_ == "prep":
                quoting = lemma in SAYING and child.lower_ in _QUOTING_PREPOSITIONS and self._quotes(child)
                if quoting or child.lower_ in PREPOSITIONS.get(lemma, ()):
                    inner = next((c for c in child.children if c.dep_ in {"pobj", "pcomp"}), None)
                    if inner is not None and (span := self.under(inner, verb)):
                        return span
            if child.dep_ in _OBJECTS and lemma in SAYING and self._quotes(child):
                return self.under(child, verb)
            if lemma in NAMING and child.dep_ == "oprd" and child.i > verb.i:
                return self._named(child, verb)
        return None

    def _named(self, name: "Token", verb: "Token") -> list[Offsets] | None:
        """What somebody calls a thing: the quotation alone, else the thing and its name."""
        tokens = [t for t in name.subtree if t.i > verb.i]
        quoted = [t for t in tokens if self.block.quoted[t.i]]
        if quoted:
            start, end = self.block.start(quoted[0]), self.block.end(quoted[-1])
            part = next((p for p in self.parts if p.start <= start and end <= p.end), None)
            return [(part.start, part.end)] if part is not None else None
        thing = next((c for c in verb.children if c.dep_ in {"dobj", "nmod"} and verb.i < c.i < name.i), name)
        first = min(t.i for t in thing.subtree if t.i > verb.i)
        return self.whole(self.block.start(self.block.doc[first]), self.block.end(tokens[-1]))

    def _set_off(self, start: int, end: int, token: "Token") -> bool:
        """Whether punctuation parts a tag from the words around it."""
        offset = self.block.block.start
        before = self.text[offset + token.sent.start_char : start].rstrip()
        after = self.text[end : offset + token.sent.end_char].lstrip()
        return (
            token.pos_ != "VERB"
            or token.lower_ == "according"
            or not before
            or before[-1] in _MARKS
            or (bool(after) and after[0] in ",—–-")
        )

    def _extent(self, token: "Token") -> Offsets:
        return self.block.start(token.doc[token.left_edge.i]), self.block.end(token.doc[token.right_edge.i])

    def _quotes(self, token: "Token") -> bool:
        start, end = self._extent(token)
        return any(
            start <= part.start < end and count_words(self.text[part.start : part.end]) > 1 for part in self.parts
        )

    def _from_the_start(self, verb: "Token", tokens: "list[Token]") -> "list[Token]":
        """Where the parser cut off the head of a clause, the clause begins behind the cue or behind "that"."""
        between = list(self.block.doc[verb.i + 1 : tokens[0].i])
        that = next((t.i for t in between if t.lower_ == "that" and t.tag_ == "IN"), None)
        if that is not None:
            return list(self.block.doc[that + 1 : tokens[0].i]) + tokens
        lost = verb.lemma_.lower() in BESIDE_CLAUSES and between and between[0].dep_ in _HEADS
        timed = lost and between[0].ent_type_ in {"DATE", "TIME"}
        if lost and not timed and not any(t.dep_ == "prep" and t.head == verb for t in between):
            return between + tokens
        return tokens

    def _before_next_cue(self, tokens: "list[Token]", end: int) -> int:
        """A content stops before a participle that reports something else: "..., insisting that"."""
        for token in tokens[2:]:
            participle = token.tag_ == "VBG" and token.nbor(-1).text == "," and self._is_cue(token)
            if participle and any(c.dep_ == "ccomp" for c in token.children):
                return min(end, self.block.start(token))
        return end

    def _to_the_end(self, verb: "Token", last: "Token", end: int) -> int:
        """Where the parser cuts a clause short: to the end of the sentence, or of a clause that goes on with it."""
        rest = [t for t in verb.sent if t.i > last.i and t.dep_ != "punct"]
        if not rest:
            return end
        if rest[0].lower_ == "so" and rest[0].i == last.i + 2 and not any(self._is_cue(t) for t in rest):
            return self.block.end(rest[-1])
        if rest[0].i == last.i + 1 and rest[0].dep_ not in _JOINTS and rest[0].head != verb:
            return self.block.end(rest[-1])
        modal = next((t.tag_ for t in rest if t.tag_ in _FINITE), None) == "MD"
        if rest[0].dep_ == "cc" and modal and not any(self._is_cue(t) for t in rest):
            return self.block.end(rest[-1])
        if any(t.tag_ in _FINITE or (t.tag_ == "VBG" and t.head == verb) for t in rest):
            return end
        if any(t.head == verb and t.dep_ in {"prep", "npadvmod", "advmod", "tmod"} for t in rest[:1]):
            return end
        return self.block.end(rest[-1])

    def _is_cue(self, token: "Token") -> bool:
        return mode_of(token) is not None and token.lemma_.lower() in SAYING and not self.block.quoted[token.i]


def _has_that(verb: "Token") -> bool:
    """Whether "that" opens a clause without being its subject or object."""
    return any(child.dep_ in {"mark", "advmod"} and child.lower_ == "that" for child in verb.children)


def _subject(clause: "Token") -> "Token | None":
    return next((child for child in clause.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
