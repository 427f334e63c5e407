"""Reported speech without marks, in languages that the English parser does not read, where its form is sure.

"Selon X, ...", "..., so X", "X dijo que ...", "X sagte, dass ..." and "X sagte, es sei ..." (the German Konjunktiv I).
"""

import re
from collections.abc import Sequence

from claimextract.models import Span

from .foreign_people import People, Subject
from .found import Found, trim
from .parse import Offsets
from .sources import NOBODY
from .tongues import Tongue, mode_of, tongue

_KONJUNKTIV = re.compile(
    r"\b(?:sei|seien|habe|werde|könne|müsse|solle|wolle|dürfe|stehe|gebe|gehe|komme|liege|brauche|bleibe|wisse|laufe|"
    r"mache|halte|hätten|würden|wären|könnten|müssten|sollten)\b"
)
_LONGEST_LEAD = 90  # characters between a verb and the clause that it reports


class ReportedClauses:
    """The reported clauses of one paragraph, a sentence at a time; no cue inside one of its quotations counts."""

    def __init__(self, text: str, paragraph: int, parts: Sequence[Span], words: Tongue, people: People) -> None:
        self.text, self.paragraph, self.parts, self.words, self.people = text, paragraph, parts, words, people
        self._cue = re.compile(rf"(?<![\w’'-])(?P<cue>{words.speech})(?![\w-])")
        self._according = re.compile(rf"(?<![\w’'-])(?:{words.according})(?=[\s])", re.IGNORECASE)
        self._that = re.compile(rf"[^.;:!?«„“”\"]{{0,{_LONGEST_LEAD}}}?(?:,\s*)?\b(?P<that>{words.that})\s*")

    def find(self, start: int, end: int) -> Found | None:
        """What the sentence from ``start`` to ``end`` reports, if anything."""
        return (
            self._as_said(start, end)
            or self._according_to(start, end)
            or self._after_source(start, end)
            or self._clause(start, end)
            or self._tag_at_the_end(start, end)
        )

    def _free(self, match: re.Match[str]) -> bool:
        return not any(part.start <= match.start() < part.end for part in self.parts)

    def _found(
        self, cue: Offsets, subject: Subject | None, pieces: Sequence[Offsets | None], rule: str
    ) -> Found | None:
        content = [piece for piece in pieces if piece and len(self.text[slice(*piece)].split()) > 1]
        if not content:
            return None
        source = self.people.resolve(subject, cue[0], self.paragraph) if subject else NOBODY
        mode = mode_of(self.text[slice(*cue)])
        return Found("indirect", mode, content, cue, source, rule, clause=rule != "dass")

    def _as_said(self, start: int, end: int) -> Found | None:
        match = re.compile(rf"(?i:{self.words.as_said})\s*,").match(self.text, start, end)
        if match is None:
            return None
        subject = self.people.behind(*match.span("subject")) or self.people.before(*match.span("subject"))
        return self._found(match.span("cue"), subject, [trim(self.text, match.end(), end)], "as")

    def _according_to(self, start: int, end: int) -> Found | None:
        match = next((m for m in self._according.finditer(self.text, start, end) if self._free(m)), None)
        if match is None:
            return None
        subject = self.people.behind(match.end(), end)
        if subject is None or len(self.text[match.end() : subject.span.start].split()) > 6:
            return None
        before, rest = trim(self.text, start, match.start()), subject.span.end
        if self.words.roles == r"(?!)" or self.text[rest : rest + 1] == ",":  # behind the comma that ends the source
            comma = re.compile(r"[^,]*,").match(self.text, rest, end)
            rest = comma.end() if comma else rest if before is None else end
        return self._found(match.span(), subject, [before, trim(self.text, rest, end)], "according")

    def _after_source(self, start: int, end: int) -> Found | None:
        match = re.compile(rf"\b(?:{self.words.after_source})\b").search(self.text, start, end)
        if match is None or not self._free(match):
            return None
        subject = self.people.before(start, match.start()) or self.people.opening(start, match.start())
        return self._found(match.span(), subject, [trim(self.text, match.end(), end)], "according")

    def _clause(self, start: int, end: int) -> Found | None:
        for match in self._cue.finditer(self.text, start, end):
            if not self._free(match) or match["cue"] in {"so", "gibt", "gab", "heißt"}:
                continue
            that = self._that.match(self.text, match.end(), end)
            german = self.words is tongue("de")
            bare = (
                re.compile(r"[^.;:!?]{0,90}?,\s*").match(self.text, match.end(), end) if german and not that else None
            )
            if bare is not None and not _KONJUNKTIV.search(self.text, bare.end(), end):
                bare = None
            if that is None and bare is None:
                continue
            stop = that.start("that") if that else bare.end()  # type: ignore[union-attr]
            subject = self.people.around(start, match.span(), stop)
            if subject is None and german:
                continue
            begin = stop if german else that.end() if that else stop
            if subject is None and self.people.last is None:
                continue
            if subject is None:
                subject = Subject(Span.of(self.text, *match.span("cue")), "pronoun")
            return self._found(
                match.span("cue"), subject, [trim(self.text, begin, end)], "dass" if german and that else "clause"
            )
        return None

    def _tag_at_the_end(self, start: int, end: int) -> Found | None:
        """Eleven people were hurt, said the prefecture."""
        for match in self._cue.finditer(self.text, start, end):
            lead = self.text[start : match.start()]
            if not self._free(match) or not lead.rstrip().endswith(",") or len(lead.split()) < 4:
                continue
            subject = self.people.behind(match.end(), end)
            if subject is None or not re.match(r"\W*$|,", self.text[subject.span.end : end]):
                continue
            return self._found(match.span("cue"), subject, [trim(self.text, start, match.start())], "end")
        return None
