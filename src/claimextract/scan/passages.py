"""Attributed passages by rule: quotations with their tags, reported clauses, "according to".

The cue is a verb of the lexicon (or "according to"), the source its subject, the content its clause or the quotation
beside it: the scheme of PARC 3.0 (Pareti 2016) with dependency parses, after the syntactic and floating quotations of
the Gender Gap Tracker (Asr et al. 2021).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimextract.models import AttributionMode, AttributionType, Passage, Quotation, Span

from .cast import Cast
from .cues import DOCUMENT_NOUNS, DOCUMENT_VERBS, MODES, PERSON_NOUNS, SAYING
from .parse import ParsedBlock
from .sources import NOBODY, Resolved, Sources

if TYPE_CHECKING:
    from spacy.tokens import Token

_PREPOSITIONS = {
    "call": {"for"},
    "warn": {"of", "against", "about"},
    "accuse": {"of"},
    "complain": {"about", "of"},
    "speak": {"of"},
    "invoke": set(),
    "appeal": {"for"},
    "press": {"for"},
    "push": {"for"},
}
_INFINITIVE = frozenset(
    """call ask urge vow pledge promise threaten agree want plan hope intend aim decide refuse seek offer demand order
    encourage advise tell expect claim wish mean prepare try""".split()
)
_STRONG = frozenset(
    """say tell add claim argue insist warn announce explain state declare assert contend maintain note report write believe
    think hope fear expect acknowledge admit agree deny respond reply stress emphasize emphasise describe call
    reason posit point caution allege concede predict vow complain estimate""".split()
)
_TRIM = " \t\n,;:—–-"


@dataclass
class _Found:
    kind: AttributionType
    mode: AttributionMode | None
    content: list[tuple[int, int]]
    cue: tuple[int, int] | None
    source: Resolved
    rule: str
    clause: bool = True


def find(text: str, parsed: Sequence[ParsedBlock], quotations: Sequence[Quotation], cast: Cast) -> list[Passage]:
    """Find attributed passages, block by block in text order; sources that are no names enter the cast."""
    sources = Sources(text, cast)
    found: list[_Found] = []
    for block in parsed:
        if block.block.kind != "prose":
            continue
        sources.note_subjects(block)
        found.extend(_Block(text, block, quotations, sources, found[-1] if found else None).passages())
    return _records(text, found, cast.ids())


def _records(text: str, found: Iterable[_Found], ids: dict[int, str]) -> list[Passage]:
    ordered = sorted(found, key=lambda item: (item.content[0], -item.content[-1][1]))
    passages: list[Passage] = []
    for number, item in enumerate(ordered, 1):
        member = item.source.member
        passages.append(
            Passage(
                id=f"a{number}",
                type=item.kind,
                mode=item.mode,
                content=tuple(Span.of(text, *span) for span in item.content),
                cue=Span.of(text, *item.cue) if item.cue else None,
                source=ids.get(id(member)) if member else None,
                mention=item.source.mention,
                clause=item.clause,
                confidence=item.source.confidence,
                rule=f"{item.rule}/{item.source.rule}",
            )
        )
    return _with_via(passages)


def _with_via(passages: list[Passage]) -> list[Passage]:
    """A passage inside another's content is relayed by the other's source."""
    relayed = []
    for passage in passages:
        start, end = passage.content[0].start, passage.content[-1].end
        outer = [
            other
            for other in passages
            if other is not passage
            and other.source not in (None, passage.source)
            and any(span.start <= start and end <= span.end for span in other.content)
            and (other.content[-1].end - other.content[0].start) > end - start
            and passage.cue is not None
            and any(span.start <= passage.cue.start < span.end for span in other.content)
        ]
        via = tuple(dict.fromkeys(o.source for o in outer if o.source))
        relayed.append(passage.model_copy(update={"via": via}) if via else passage)
    return relayed


class _Block:
    """The passages of one paragraph."""

    def __init__(
        self, text: str, block: ParsedBlock, quotations: Sequence[Quotation], sources: Sources, before: "_Found | None"
    ) -> None:
        self.text, self.block, self.sources, self.before = text, block, sources, before
        start, end = block.block.start, block.block.end
        self.parts = [
            (part.start, part.end, quotation.kind, index > 0)
            for quotation in quotations
            for index, part in enumerate(quotation.parts)
            if start <= part.start < end
        ]

    def passages(self) -> list[_Found]:
        found: list[_Found] = []
        used: set[int] = set()
        for item in self._reported():
            inside = [i for i, part in enumerate(self.parts) if _covers(item.content, part[0], part[1])]
            outside = _outside(self.text, item.content, [self.parts[i] for i in inside])
            if inside and outside < 3:
                continue  # direct speech; the quotation itself is the content
            item.kind = "mixed" if inside else "indirect"
            used.update(inside)
            found.append(item)
        found.extend(self._direct(used))
        found.sort(key=lambda item: item.content[0])
        return found

    # -- reported clauses ------------------------------------------------------------------------------------------

    def _reported(self) -> Iterable[_Found]:
        doc, block = self.block.doc, self.block
        for token in doc:
            if block.quoted[token.i]:
                continue
            if token.lower_ == "according":
                item = self._according(token)
                if item:
                    yield item
                continue
            mode = _mode(token)
            if mode is None or any(child.dep_ == "neg" for child in token.children):
                continue
            complement = self._complement(token)
            if complement is None:
                continue
            content, clause = complement
            subject = subject_of(token)
            if subject is None or block.quoted[subject.i] or not _can_say(subject, token.lemma_.lower()):
                continue
            source = self.sources.resolve(block, subject)
            if source is None:
                continue
            if source.member is not None and source.member.kind == "document" and mode == "speech":
                mode = "writing"
            self.sources.spoke(source)
            yield _Found("indirect", mode, content, (block.start(token), block.end(token)), source, "clause", clause)

    def _according(self, token: "Token") -> _Found | None:
        block = self.block
        to = next((c for c in token.children if c.lower_ == "to"), None)
        if to is None and token.i + 1 < len(block.doc) and block.doc[token.i + 1].lower_ == "to":
            to = block.doc[token.i + 1]
        named = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
        if to is None or named is None:
            return None
        sentence = token.sent
        phrase = [t for t in named.subtree if t.i > to.i]
        last = max((t.i for t in phrase), default=named.i)
        comma = next((t.i for t in block.doc[named.i : last + 1] if t.text == "," and t.head == named.head), None)
        last = min(last, comma - 1) if comma else last
        start, end = sentence.start_char + block.block.start, sentence.end_char + block.block.start
        cue = (block.start(token), block.end(to))
        tail = block.end(block.doc[last])
        before, after = _trim(self.text, start, cue[0]), _trim(self.text, tail, end, stop=True)
        pieces = [piece for piece in (before, after) if piece and len(self.text[piece[0] : piece[1]].split()) >= 3]
        source = self.sources.resolve(block, named)
        if not pieces or source is None:
            return None
        self.sources.spoke(source)
        return _Found("indirect", "speech", pieces, cue, source, "according")

    def _complement(self, verb: "Token") -> tuple[list[tuple[int, int]], bool] | None:
        """What a cue says, and whether it is a clause that can stand alone."""
        lemma = verb.lemma_.lower()
        for child in verb.children:
            if child.dep_ == "ccomp" and (span := self._span(child, verb)):
                return span, _is_finite(child)
        if lemma in _INFINITIVE:
            for child in verb.children:
                if child.dep_ in {"xcomp", "ccomp", "advcl"} and any(c.lower_ == "to" for c in child.lefts):
                    span = self._span(child, verb)
                    return (span, False) if span else None
        for child in verb.children:
            if child.dep_ == "prep" and (
                child.lower_ in _PREPOSITIONS.get(lemma, ())
                or (lemma in SAYING and self._quotes(child) and child.lower_ in {"of", "for", "as", "about", "against"})
            ):
                inner = next((c for c in child.children if c.dep_ in {"pobj", "pcomp"}), None)
                if inner is not None and (span := self._span(inner, verb)):
                    return span, False
            if child.dep_ in {"dobj", "xcomp", "oprd", "attr", "dep"} and lemma in SAYING and self._quotes(child):
                span = self._span(child, verb)
                return (span, False) if span else None
        if verb.dep_ in {"parataxis", "ccomp"} and lemma in SAYING and subject_of(verb) is not None:
            around = self._around(verb)
            return (around, True) if around else None
        return None

    def _quotes(self, token: "Token") -> bool:
        start = min(self.block.start(t) for t in token.subtree)
        end = max(self.block.end(t) for t in token.subtree)
        return any(start <= part[0] < end and len(self.text[part[0] : part[1]].split()) >= 2 for part in self.parts)

    def _around(self, verb: "Token") -> list[tuple[int, int]] | None:
        """A tag in the middle or at the end: "The plan, she said, will fail." """
        tag = [t for t in verb.subtree if t.dep_ != "punct"]
        sentence = verb.sent
        if len(tag) > 12 or verb.head == verb or not tag:
            return None
        offset = self.block.block.start
        first, last = tag[0], tag[-1]
        before = _trim(self.text, sentence.start_char + offset, self.block.start(first))
        after = _trim(self.text, self.block.end(last), sentence.end_char + offset, stop=True)
        pieces = [piece for piece in (before, after) if piece and len(self.text[piece[0] : piece[1]].split()) >= 2]
        return pieces or None

    def _span(self, head: "Token", verb: "Token") -> list[tuple[int, int]] | None:
        """The clause of a complement, without the complementizer and what belongs to the tag."""
        tokens = [t for t in head.subtree if (t.i > verb.i) == (head.i > verb.i) and t != verb]
        while tokens and (
            tokens[0].dep_ == "punct"
            and not self.block.quoted[tokens[0].i]
            or (tokens[0].lower_ == "that" and tokens[0].dep_ == "mark")
        ):
            tokens = tokens[1:]
        if not tokens:
            return None
        start = self.block.start(tokens[0])
        end = self.block.end(tokens[-1])
        for part in self.parts:  # a quotation is in or out, never cut
            if part[0] < start < part[1]:
                start = part[0]
            if part[0] < end < part[1]:
                end = part[1]
        span = _trim(self.text, start, end, stop=True)
        if span is None or len(self.text[span[0] : span[1]].split()) < 2:
            return None
        return [span]

    # -- quotations ------------------------------------------------------------------------------------------------

    def _direct(self, used: set[int]) -> Iterable[_Found]:
        """Quotations with the tag beside them, or carried on from the one before."""
        previous: _Found | None = None
        opening = True
        for index, (start, end, kind, continues) in enumerate(self.parts):
            if index in used or kind == "title":
                continue
            tag = self._tag(index)
            if kind == "scare" and (tag is None or not self._is_speech(index)):
                continue
            item: _Found | None
            if continues and self.before is not None:
                item = _Found("direct", "speech", [(start, end)], None, self.before.source, "continued")
            elif tag is not None:
                verb, source = tag
                mode = _mode(verb) or "speech"
                item = _Found(
                    "direct",
                    "speech" if mode == "intention" else mode,
                    [(start, end)],
                    (self.block.start(verb), self.block.end(verb)),
                    source,
                    "tag",
                )
            else:
                item = self._untagged(index, previous, opening)
            if item is None:
                continue
            self.sources.spoke(item.source)
            previous, opening = item, False
            yield item

    def _is_speech(self, index: int) -> bool:
        start, end, _, _ = self.parts[index]
        inner = self.text[start + 1 : end - 1].strip()
        return bool(re.search(r"[,.!?]$", inner)) or self.text[max(0, start - 2) : start].strip() in {":", ","}

    def _untagged(self, index: int, previous: "_Found | None", opening: bool) -> _Found | None:
        start, end, _, _ = self.parts[index]
        lead = self.text[self.block.block.start : start].strip()
        if previous is not None:
            return _Found(
                "direct",
                "speech",
                [(start, end)],
                None,
                Resolved(previous.source.member, None, "likely", "continued"),
                "continued",
            )
        if not lead and self.sources.last is not None:
            return _Found(
                "direct",
                "speech",
                [(start, end)],
                None,
                Resolved(self.sources.last, None, "unsure", "floating"),
                "floating",
            )
        sentence = re.split(r"(?<=[.!?])\s+", lead)[-1] if lead else ""
        named = [m for offset, m in self.sources.recent if self.block.block.start <= offset < start]
        if named and (not sentence or re.search(r"[.:]$", lead)):
            return _Found(
                "direct", "speech", [(start, end)], None, Resolved(named[-1], None, "likely", "lead"), "floating"
            )
        words = len(self.text[start:end].split())
        if words >= 7:
            last = self.sources.last
            return _Found(
                "direct",
                "speech",
                [(start, end)],
                None,
                Resolved(last, None, "unsure", "floating") if last else NOBODY,
                "floating",
            )
        return None

    def _tag(self, index: int) -> "tuple[Token, Resolved] | None":
        start, end, _, _ = self.parts[index]
        after_end = self.parts[index + 1][0] if index + 1 < len(self.parts) else self.block.block.end
        before_start = self.parts[index - 1][1] if index else self.block.block.start
        inner = self.text[start + 1 : end].rstrip('"”»').rstrip()
        if not re.search(r"\.$", inner) or re.match(r"\s*[a-z]", self.text[end:after_end]):
            found = self._verb_in(end, after_end, first=True)
            if found:
                return found
        return self._verb_in(before_start, start, first=False)

    def _verb_in(self, start: int, end: int, *, first: bool) -> "tuple[Token, Resolved] | None":
        """The cue nearest to a quotation, in the same sentence, with its subject."""
        tokens = [t for t in self.block.doc if start <= self.block.start(t) < end and not self.block.quoted[t.i]]
        if first:
            stop = next((n for n, t in enumerate(tokens) if t.text in {".", "!", "?", ":"} and n > 0), len(tokens))
            tokens = tokens[: stop + 1]
        else:
            stops = [n for n, t in enumerate(tokens) if t.text in {".", "!", "?"} and n < len(tokens) - 1]
            tail = tokens[stops[-1] + 1 :] if stops else tokens
            if tokens and tokens[-1].text in {".", "!", "?"}:
                return None
            tokens = list(reversed(tail))
        for token in tokens[:40]:
            if token.pos_ not in {"VERB", "AUX"} or token.lemma_.lower() not in MODES:
                continue
            if token.lemma_.lower() not in SAYING and _mode(token) not in {"belief", "writing"}:
                continue
            subject = subject_of(token) or _beside(tokens, token)
            if subject is None or self.block.quoted[subject.i]:
                continue
            source = self.sources.resolve(self.block, subject)
            if source is not None:
                return token, source
        return None


def subject_of(verb: "Token") -> "Token | None":
    """The subject of a verb, of the verb that it continues, or the noun that it describes."""
    seen = 0
    while seen < 6:
        for child in verb.children:
            if child.dep_ == "nsubj":
                return child
        if any(child.dep_ in {"nsubjpass", "agent"} for child in verb.children):
            return None
        if verb.dep_ in {"relcl", "acl"}:
            return verb.head
        if verb.dep_ not in {"conj", "xcomp", "advcl", "ccomp", "pcomp"} or verb.head == verb:
            return None
        if verb.dep_ == "ccomp" and seen == 0 and verb.tag_ not in {"VBG", "VB"}:
            return None
        verb = verb.head if verb.dep_ != "pcomp" else verb.head.head
        seen += 1
    return None


def _is_finite(head: "Token") -> bool:
    finite = {"VBD", "VBP", "VBZ", "MD"}
    return head.tag_ in finite or any(c.tag_ in finite and c.dep_ in {"aux", "auxpass"} for c in head.children)


def _beside(tokens: "Sequence[Token]", verb: "Token") -> "Token | None":
    near = [t for t in tokens if abs(t.i - verb.i) <= 3 and (t.pos_ == "PROPN" or t.lower_ in {"he", "she", "they"})]
    return min(near, key=lambda t: abs(t.i - verb.i)) if near else None


def _mode(token: "Token") -> AttributionMode | None:
    if token.pos_ not in {"VERB", "AUX"}:
        return None
    lemma = token.lemma_.lower()
    return MODES.get(lemma) or DOCUMENT_VERBS.get(lemma)


def _can_say(subject: "Token", lemma: str) -> bool:
    """A claim needs a claimant: people, bodies and documents say things, developments only suggest them."""
    noun = subject.lemma_.lower()
    if lemma in DOCUMENT_VERBS and lemma not in MODES:
        return noun in DOCUMENT_NOUNS or subject.pos_ == "PROPN"
    if subject.pos_ in {"PROPN", "PRON"} or noun in PERSON_NOUNS or noun in DOCUMENT_NOUNS:
        return True
    return lemma in _STRONG and subject.pos_ in {"NOUN", "NUM", "ADJ", "DET"}


def _covers(content: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(a <= start and end <= b + 1 for a, b in content)


def _outside(text: str, content: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int, str, bool]]) -> int:
    """How many words of the content stand outside quotation marks."""
    words = 0
    for start, end in content:
        piece = list(text[start:end])
        for part in parts:
            for at in range(max(part[0], start), min(part[1], end)):
                piece[at - start] = " "
        words += len(re.findall(r"\w+", "".join(piece)))
    return words


def _trim(text: str, start: int, end: int, *, stop: bool = False) -> tuple[int, int] | None:
    while start < end and text[start] in _TRIM:
        start += 1
    while start < end and (text[end - 1] in _TRIM or (stop and text[end - 1] in ".")):
        end -= 1
    return (start, end) if start < end else None
