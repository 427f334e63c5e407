"""Attributed passages by rule: quotations with their tags, reported clauses, "according to".

The cue is a verb of the lexicon (or "according to"), the source its subject, the content its clause or the quotation
beside it: the scheme of PARC 3.0 (Pareti 2016) with dependency parses, after the syntactic and floating quotations of
the Gender Gap Tracker (Asr et al. 2021).
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from claimextract.models import AttributionType, Passage, Quotation, Span

from . import gender, signed
from .cast import Cast
from .cues import MODES, SAYING
from .found import Found, Part, covers, mark_before, trim, words_outside
from .grammar import beside, described, frame_of, is_finite, mode_of, reports, subject_of
from .parse import Offsets, ParsedBlock
from .places import Places
from .reported import Reported
from .sources import NOBODY, Resolved, Sources

if TYPE_CHECKING:
    from spacy.tokens import Token

_OWN_WORDS = 3  # words outside the marks that make a content more than its quotation
_FLOATING = 7  # words of a quotation that is speech though nothing tags it
_REACH = 40  # tokens between a quotation and its tag


def find(text: str, parsed: Sequence[ParsedBlock], quotations: Sequence[Quotation], cast: Cast) -> list[Passage]:
    """Find attributed passages, block by block in text order; sources that are no names enter the cast."""
    gender.assign(text, cast.members, parsed)
    sources = Sources(text, cast)
    pieces = [
        Part(part.start, part.end, quotation.kind, tuple(p.start for p in quotation.parts[:index]))
        for quotation in quotations
        for index, part in enumerate(quotation.parts)
    ]
    parts = Places((part.start, part.end, part) for part in pieces)
    found: list[Found] = []
    for block in parsed:
        if block.block.kind != "prose":
            continue
        if (post := signed.find(text, block, cast)) is not None:
            found.append(post)
            continue
        sources.enter(block)
        inside = parts.beginning(block.block.start, block.block.end)
        found.extend(_Paragraph(text, block, inside, sources, found).passages())
    return with_via(records(text, found, cast.ids()))


def records(text: str, found: Iterable[Found], ids: dict[int, str]) -> list[Passage]:
    """Passages as records, in text order."""
    ordered = sorted(found, key=lambda item: (item.content[0][0], -item.content[-1][1]))
    return [
        Passage(
            id=f"a{number}",
            type=item.kind,
            mode=item.mode,
            content=tuple(Span.of(text, *span) for span in item.content),
            cue=Span.of(text, *item.cue) if item.cue else None,
            source=ids.get(id(item.source.member)),
            source_kind=item.source.member.kind if item.source.member else None,
            mention=item.source.mention,
            clause=item.clause,
            frame=Span.of(text, *item.frame) if item.frame else None,
            confidence=item.source.confidence,
            rule=f"{item.rule}/{item.source.rule}",
        )
        for number, item in enumerate(ordered, 1)
    ]


def with_via(passages: list[Passage]) -> list[Passage]:
    """A passage whose cue stands in another's content is relayed by the other's source."""
    contents = Places((span.start, span.end, other) for other in passages for span in other.content)
    relayed = []
    for passage in passages:
        around = contents.over(passage.cue.start, passage.cue.start + 1) if passage.cue is not None else []
        via = [
            other.source
            for other in around
            if other.source not in (None, passage.source)
            and any(span.start <= passage.content[0].start < span.end for span in other.content)
        ]
        relayed.append(passage.model_copy(update={"via": tuple(dict.fromkeys(via))}) if via else passage)
    return relayed


class _Paragraph:
    """The passages of one paragraph."""

    def __init__(
        self, text: str, block: ParsedBlock, parts: Sequence[Part], sources: Sources, before: Sequence[Found]
    ) -> None:
        self.text, self.block, self.parts, self.sources = text, block, parts, sources
        self.before = before  # the passages of the paragraphs above, in text order

    def passages(self) -> list[Found]:
        found: list[Found] = []
        used: set[int] = set()
        for item in Reported(self.text, self.block, self.parts, self.sources).find():
            inside = [i for i, part in enumerate(self.parts) if covers(item.content, part)]
            outside = words_outside(self.text, item.content, [self.parts[i] for i in inside])
            if inside and outside < _OWN_WORDS and not self._is_led(item, inside[0]):
                if any(self.parts[i].kind != "scare" for i in inside):
                    continue  # direct speech; the quotation itself is the content
                item.clause = False
            item.kind = "mixed" if inside else "indirect"
            used.update(inside)
            found.append(item)
        found.extend(self._direct(used, found))
        return sorted(found, key=lambda item: item.content[0])

    def _is_led(self, item: Found, first: int) -> bool:
        """Whether own words lead from a cue to its quotation: "said that the port “is no rival”"."""
        part = self.parts[first]
        if item.rule == "phrase" and item.cue is not None:  # another quotation between hides the cue
            return any(item.cue[1] <= other.start < part.start for other in self.parts)
        lead = self.text[item.content[0][0] : part.start] if item.content[0][0] < part.start else ""
        return item.rule == "clause" and bool(re.search(r"\w\s*$", lead))

    def _direct(self, used: set[int], reported: Sequence[Found]) -> Iterator[Found]:
        """Quotations with the tag beside them, or carried on from the passage before."""
        before = list(reported)
        for index, part in enumerate(self.parts):
            if index in used or part.kind == "title":
                continue
            tag = self._tag(index)
            if part.kind == "scare" and (tag is None or not self._is_speech(part)):
                continue
            item: Found | None
            if part.earlier and tag is None and self.before:
                item = self._quoted(part, self.before[-1].source, "continued")
            elif tag is not None:
                verb, source = tag
                for above in self._since(part.earlier):  # the tag behind the last paragraph names the speaker of all
                    if above.content[0][0] in part.earlier and above.rule != "tag":
                        above.source = replace(source, mention=None)
                item = self._quoted(part, source, "tag")
                if item.kind == "mixed":
                    item.content = [self._with_lead(part, verb)]
                mode = mode_of(verb)
                item.mode = mode if mode in {"writing", "belief"} else "speech"
                item.cue = (self.block.start(verb), self.block.end(verb))
                if item.kind == "mixed":
                    item.frame = frame_of(self.block, verb, item.content, source.mention)
            else:
                earlier = [found for found in before if found.content[-1][1] <= part.start]
                item = self._untagged(part, max(earlier, key=lambda found: found.content[-1][1], default=None))
            if item is None:
                continue
            self.sources.spoke(item.source, part.start)
            before.append(item)
            yield item

    def _since(self, starts: Sequence[int]) -> Iterator[Found]:
        """The passages of the paragraphs above, from the first of some offsets on."""
        return takewhile(lambda above: above.content[0][0] >= min(starts, default=sys.maxsize), reversed(self.before))

    def _quoted(self, part: Part, source: Resolved, rule: str) -> Found:
        """A quotation as a passage; a phrase that the article's own words run into is mixed speech."""
        whole = self.text[part.start + 1 : part.end].lstrip()[:1].isupper()
        mixed = not whole and not part.earlier and self._embedded(part, self.block.block.start)
        kind: AttributionType = "mixed" if mixed else "direct"
        return Found(kind, "speech", [(part.start, part.end)], None, source, rule, clause=whole)

    def _with_lead(self, part: Part, verb: "Token") -> Offsets:
        """A quotation with the words of its sentence that run into it, where the tag stands behind them all."""
        start = max(
            [self.block.block.start + verb.sent.start_char, *(p.end for p in self.parts if p.end <= part.start)]
        )
        lead = trim(self.text, start, part.start)
        if lead is None or self.block.start(verb) < part.end or not any(is_finite(t) for t in self.block.tokens(*lead)):
            return part.start, part.end
        return lead[0], part.end

    def _is_speech(self, part: Part) -> bool:
        inner = self.text[part.start + 1 : part.end - 1].strip()
        return bool(re.search(r"[,.!?]$", inner)) or mark_before(self.text, part.start) in {":", ","}

    def _untagged(self, part: Part, previous: Found | None) -> Found | None:
        lead = self.text[self.block.block.start : part.start].strip()
        embedded = bool(lead) and lead[-1] not in '.!?:”"»'
        if previous is not None and not embedded:
            return self._quoted(part, Resolved(previous.source.member, None, "likely", "continued"), "continued")
        if embedded:
            return None  # a phrase in the article's own sentence
        last = self.sources.salience.last_speaker(part.start)
        if not lead and last is not None:
            return self._quoted(part, Resolved(last, None, "unsure", "floating"), "floating")
        named = self.sources.salience.subjects(self.block.block.start, part.start, lambda m: m.kind == "person")
        if named:
            return self._quoted(part, Resolved(named[-1], None, "likely", "lead"), "floating")
        if len(self.text[part.start : part.end].split()) >= _FLOATING:
            source = Resolved(last, None, "unsure", "floating") if last else NOBODY
            return self._quoted(part, source, "floating")
        return None

    def _tag(self, index: int) -> "tuple[Token, Resolved] | None":
        """The tag of a quotation: behind it where the quotation does not end its sentence, else before it."""
        part = self.parts[index]
        after = self.parts[index + 1].start if index + 1 < len(self.parts) else self.block.block.end
        before = self.parts[index - 1].end if index else self.block.block.start
        inner = self.text[part.start + 1 : part.end].rstrip('"”»').rstrip()
        goes_on = not inner.endswith(".") or bool(re.match(r"\s*[a-z]", self.text[part.end : after]))
        behind = (part.end, after, True) if goes_on else None
        ahead = (before, part.start, False)
        for place in (ahead, behind) if self._embedded(part, before) else (behind, ahead):
            if place is not None and (found := self._cue_in(*place)):
                return found
        return None

    def _embedded(self, part: Part, since: int) -> bool:
        """Whether the words before a quotation run straight into it."""
        return bool(re.search(r"\w\s*$", self.text[since : part.start]))

    def _cue_in(self, start: int, end: int, forward: bool) -> "tuple[Token, Resolved] | None":
        """The cue nearest to a quotation, in the same sentence, with its subject."""
        tokens = [t for t in self.block.tokens(start, end) if not self.block.quoted[t.i]]
        if forward:
            stop = next((n for n, t in enumerate(tokens) if n > 0 and t.text in {".", "!", "?", ":"}), len(tokens))
            tokens = tokens[: stop + 1]
        else:
            if tokens and tokens[-1].text in {".", "!", "?"}:
                return None
            stops = [n for n, t in enumerate(tokens) if t.text in {".", "!", "?"}]
            tokens = list(reversed(tokens[stops[-1] + 1 :] if stops else tokens))
        for token in tokens[:_REACH]:
            lemma = token.lemma_.lower()
            if mode_of(token) is None or not (lemma in SAYING or MODES.get(lemma) == "belief") or not reports(token):
                continue
            subject = subject_of(token) or beside(tokens, token)
            if subject is None or self.block.quoted[subject.i]:
                continue
            source = self.sources.resolve(self.block, described(subject, token))
            if source is not None:
                return token, source
        return None
