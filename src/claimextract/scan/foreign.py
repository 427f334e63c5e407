"""Attributed passages in languages that the English parser does not read, by patterns alone.

Quotations have a verb and its subject behind them, before them or in the middle; one without belongs to whoever spoke
or is named before it in its paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claimextract.models import Quotation, QuotationKind, Span

from . import chinese
from .cast import Cast
from .foreign_people import People, Subject
from .foreign_reported import ReportedClauses
from .found import Found, mark_before, share_speakers, trim
from .parse import Offsets, ParsedBlock, sentence_spans
from .sources import NOBODY, Resolved
from .tongues import Tongue, mode_of, tongue

_REACH = 160  # characters between a quotation and the end of its tag
_ENDS = re.compile(r"[.!?…。！？]")


def find(
    text: str, parsed: Sequence[ParsedBlock], quotations: Sequence[Quotation], language: str, cast: Cast
) -> list[Found]:
    """Every quotation of some length in prose, and what is surely reported, with the speaker whom the text names."""
    prose = [block for block in parsed if block.block.kind == "prose"]
    if language == "zh":
        found = chinese.find(text, prose, quotations, cast)
        share_speakers(found, quotations)
        return found
    words = tongue(language)
    parts = [(part, quotation.kind) for quotation in quotations for part in quotation.parts]
    if words is None:
        return [
            Found("direct", "speech", [(part.start, part.end)], None, NOBODY, "floating")
            for part, kind in parts
            if kind == "speech" and any(b.block.start <= part.start < b.block.end for b in prose)
        ]
    outside = [piece for block in prose for piece in _outside(block.block.start, block.block.end, parts)]
    people = People(text, outside, words, cast)
    found = [found for block in prose for found in _Paragraph(text, block, parts, words, people).find()]
    share_speakers(found, quotations)
    return found


def _outside(start: int, end: int, parts: Sequence[tuple[Span, QuotationKind]]) -> Iterator[Offsets]:
    """The stretches of a paragraph outside its quotations."""
    for part, _ in parts:
        if start <= part.start < end:
            yield start, part.start
            start = part.end
    yield start, end


class _Paragraph:
    """The passages of one paragraph, sentence by sentence."""

    def __init__(
        self, text: str, block: ParsedBlock, parts: Sequence[tuple[Span, QuotationKind]], words: Tongue, people: People
    ) -> None:
        self.text, self.words, self.people = text, words, people
        self.start, self.end = block.block.start, block.block.end
        self.parts = [part for part in parts if self.start <= part[0].start < self.end]
        self.sentences = list(sentence_spans(block))
        self.found: list[Found] = []
        self._cue = re.compile(rf"(?<![\w’'-])(?P<cue>{words.speech})(?![\w-])")
        self._behind = re.compile(
            rf"\s*[,.!?]?\s*[–—-]?\s*(?:(?P<cue>{words.speech})(?![\w-])|(?P<source>{words.according})(?=[\s])|"
            rf"(?P<inverted>(?:s[’'])?(?:a-t-(?:il|elle)\s\w+|[^\W\d_]{{3,}}(?:-t)?-(?:il|elle|ils|elles)))(?!\w)|"
            rf"(?P<any>(?<=[,—–-])\s*{words.any_verb})(?![\w-]))"
        )
        self.clauses = ReportedClauses(text, self.start, [part for part, _ in self.parts], words, people)

    def find(self) -> list[Found]:
        index = 0
        for start, end in self.sentences or [(self.start, self.end)]:
            while index < len(self.parts) and self.parts[index][0].start < end:
                self._add(self._direct(index))
                index += 1
            self._add(self._reported(start, end))
        for rest in range(index, len(self.parts)):
            self._add(self._direct(rest))
        return self.found

    def _add(self, found: Found | None) -> None:
        if found is not None:
            self.found.append(found)
            if found.source.member is not None:
                self.people.last = found.source.member

    def _direct(self, index: int) -> Found | None:
        part, kind = self.parts[index]
        if kind == "title":
            return None
        after = self.parts[index + 1][0].start if index + 1 < len(self.parts) else self.end
        before = self.parts[index - 1][0].end if index else self.start
        tag = self._tag_behind(part, after) or self._tag_before(before, part.start) or self._tag_inside(part)
        if (
            kind == "scare"
            and tag
            and tag[0]
            and tag[0][0] < part.start
            and mark_before(self.text, part.start) not in ":,"
        ):
            return None
        content = [(part.start, part.end)]
        if tag is not None:
            cue, source = tag
            if cue is not None and part.start < cue[0] < part.end:  # « …, a-t-il dit, … »
                closing = self.text.find(",", cue[1], part.end)
                pieces = [trim(self.text, part.start, cue[0]), (closing + 2, part.end) if closing > 0 else None]
                content = [piece for piece in pieces if piece] or content
            mode = mode_of(self.text[cue[0] : cue[1]]) if cue else "speech"
            return Found("direct", "writing" if mode == "writing" else "speech", content, cue, source, "tag")
        if kind == "scare":
            return None
        gap = self.text[before : part.start]
        previous = self.found[-1] if self.found else None
        if previous is not None and not re.search(r"\w\s*$", gap):
            between = self.people.lead(previous.content[-1][1], part.start)
            same = (
                between.member is None
                or between.member is previous.source.member
                or self._names_tag(previous, part.start)
            )
            source = replace(previous.source, confidence="likely", rule="continued", mention=None) if same else between
            return Found("direct", "speech", content, None, source, "continued")
        if re.search(r"[^\W\d_]\s*$", gap):
            return None  # a phrase in the article's own sentence
        source = self.people.lead(self.start, part.start)
        if source.member is None and self.people.last is not None:
            source = Resolved(self.people.last, None, "unsure", "floating")
        return Found("direct", "speech", content, None, source, "floating")

    def _names_tag(self, found: Found, before: int) -> bool:
        """Whether what stands between a quotation and the next is no more than the first one's tag."""
        between = self.text[found.content[-1][1] : before]
        return found.cue is not None and found.cue[0] > found.content[0][0] and len(_ENDS.findall(between[:-1])) <= 1

    def _tag_behind(self, part: Span, after: int) -> tuple[Offsets | None, Resolved] | None:
        limit = min(after, part.end + _REACH)
        match = self._behind.match(self.text, part.end, limit)
        if match is None:
            return None
        group = match.lastgroup or "cue"
        cue = match.span(group)
        cue = (cue[0] + len(match[group]) - len(match[group].lstrip()), cue[1])
        if group == "inverted":
            gender = "female" if re.search(r"-elle\b", match[group]) else "male"
            word = Span.of(self.text, *cue)
            source = self.people.resolve(Subject(word, "pronoun", None, gender), part.start, self.start)
            return cue, replace(source, mention=None)
        subject = self.people.behind(cue[1], limit)
        if group == "any" and (
            self.text[slice(*cue)] in self.words.no_verbs
            or subject is None
            or subject.what == "role"
            or len(self.text[cue[1] : subject.span.start].split()) > 2
        ):
            return None
        if subject is None and group == "cue" and self.text[slice(*cue)] in {"so", "gibt", "gab", "heißt"}:
            return None
        return cue, self._resolved(subject, part.start)

    def _tag_before(self, before: int, start: int) -> tuple[Offsets | None, Resolved] | None:
        lead = self.text[before:start].rstrip(" \u00a0\u202f\n\t—–-")
        if not lead or lead[-1] in ".!?…" or lead == ",":
            return None
        if self.found and self.found[-1].cue and self.found[-1].cue[0] >= before and not _ENDS.search(lead):
            return self.found[-1].cue, replace(self.found[-1].source, mention=None)  # the tag in the middle
        begin = max([before, *(s for s, _ in self.sentences if before <= s < start)])
        cues = list(self._cue.finditer(self.text, begin, start))
        if not cues and lead[-1] != ":":
            return None
        if not cues:
            named = self.people.before(begin, start) or self.people.opening(begin, start)
            return None, self._resolved(named, start)
        cue = cues[-1].span("cue")
        if cues[-1]["cue"] in {"so", "gibt", "gab", "heißt"}:
            return None
        return cue, self._resolved(self.people.around(begin, cue, start), start)

    def _tag_inside(self, part: Span) -> tuple[Offsets | None, Resolved] | None:
        pattern = re.compile(r",\s(?P<cue>a-t-(?P<a>il|elle)\s\w+|\w+?(?:-t)?-(?P<b>il|elle)),?(?!\w)")
        match = pattern.search(self.text, part.start, part.end)
        if match is None or self.words is not tongue("fr"):
            return None
        word = Span.of(self.text, *match.span("cue"))
        gender = "female" if (match["a"] or match["b"]) == "elle" else "male"
        source = self.people.resolve(Subject(word, "pronoun", None, gender), part.start, self.start)
        return match.span("cue"), replace(source, mention=None)

    def _resolved(self, subject: Subject | None, at: int) -> Resolved:
        if subject is None and self.found:
            return replace(self.found[-1].source, mention=None, confidence="likely", rule="continued")
        return self.people.resolve(subject, at, self.start)

    def _reported(self, start: int, end: int) -> Found | None:
        """What a sentence reports without marks, unless a quotation of it has been found already."""
        found = self.clauses.find(start, end)
        taken = [(part.start, part.end) for part, kind in self.parts if kind == "speech"]
        taken += [span for earlier in self.found if earlier.kind == "direct" for span in earlier.content]
        if found is None or any(a < found.content[-1][1] and found.content[0][0] < b for a, b in taken):
            return None
        return found
