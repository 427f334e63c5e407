"""Who speaks, in languages that are read without a parser: names, roles and pronouns beside a verb of saying.

Capitals find names in all these languages but German, where every noun has one: there a word behind an article is a
noun, and words for offices and trades are no part of a name.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimextract.models import Span

from .cast import Cast, Person
from .parse import Offsets
from .sources import NOBODY, Resolved
from .tongues import Tongue, kind_of

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞİŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽ"
_WORD = rf"(?:(?![LDJCNSMQ][’'][a-zà-ÿœ])[{_UPPER}][\w’'-]*\w|[{_UPPER}]\.)"
_PARTICLES = r"(?:de\s+la|de\s+los|de|del|du|van\s+der|van|von\s+der|von|di|da|dos|y|zu)"
_GAP = r"[ \t\u00a0\u202f]+"
_NAME = re.compile(rf"(?<![\w’'-])(?:d[’'](?=[{_UPPER}]))?{_WORD}(?:{_GAP}(?:{_PARTICLES}{_GAP})?{_WORD})*")
_LAST_WORD = re.compile(r"([\w’'-]+)\W*\Z")
_SENTENCE_END = re.compile(r"(?:[.!?…:]|^)[\"”»«“„‘’')\s—–-]*\Z")
_APPOSITION = re.compile(r"\s*,\s*")


@dataclass(frozen=True)
class Subject:
    """Who is said to speak: ``span`` covers a name, a role without a name, or a pronoun."""

    span: Span
    what: str  # "name", "role" or "pronoun"
    role: str | None = None
    gender: str | None = None
    definite: bool = False


class People:
    """The names of a text, and who spoke last."""

    def __init__(self, text: str, blocks: Sequence[Offsets], words: Tongue, cast: Cast) -> None:
        self.text, self.words, self.cast = text, words, cast
        self.last: Person | None = None
        self._nouns = words.roles != r"(?!)"  # every noun has a capital
        self._role = re.compile(
            rf"\b(?P<article>(?i:{words.male}|{words.female}))\s+(?P<role>[^\W\d_][\w-]*(?:\s+(?:(?:{words.genitive})\s*"
            rf"(?:(?:{words.male}|{words.female})\s+)?[^\W\d_][\w-]*))*)|l[’'](?P<elided>[^\W\d_][\w-]*)",
        )
        self._full = [name for start, end in blocks for name in self.names(start, end) if " " in name.exact]
        self._words = {word for name in self._full for word in name.exact.split()}
        self._fullest: dict[str, str] = {}
        known = {word for word in self._words if word[:1].isupper()}
        self._mentions = [  # in text order, with surnames that open a sentence
            name
            for start, end in blocks
            for name in self.names(start, end, opening=True)
            if " " in name.exact or name.exact in known
        ]
        self._starts = [name.start for name in self._mentions]

    def names(self, start: int, end: int, opening: bool = False) -> list[Span]:
        """The names between two offsets that a preposition does not make a place; a lone opening word only if asked."""
        return list(self._names(start, end, opening))

    def _names(self, start: int, end: int, opening: bool) -> Iterator[Span]:
        for match in _NAME.finditer(self.text, start, end):
            at, stop = match.span()
            pieces = re.split(rf"({_GAP})", match.group())
            dropped = max((n + 1 for n, piece in enumerate(pieces) if self._is_no_part(pieces, n, piece)), default=0)
            at += sum(map(len, pieces[: dropped + 1])) if dropped else 0
            pieces = pieces[dropped + 1 :] if dropped else pieces
            while pieces and pieces[0].lower() in {"de", "del", "du", "von", "van", "y", "der", "la"}:
                at += len(pieces[0]) + len(pieces[1])
                pieces = pieces[2:]
            if not pieces:
                continue
            before = self.text[max(start, match.start() - 30) : match.start()]
            last = _LAST_WORD.search(before)
            word = last[1].lower() if last and not re.search(r"[,;:.!?]\s*\Z", before) else ""
            if not dropped and (word in self.words.prepositions or re.search(r"(?:^|\W)d[’']\Z", before)):
                continue
            if (
                self._nouns
                and not dropped
                and re.fullmatch(
                    rf"(?:{self.words.male}|{self.words.female}|{self.words.genitive}|den|des|einem|einer)", word
                )
            ):  # a German noun behind its article
                if len(pieces) < 3:
                    continue
                at += len(pieces[0]) + len(pieces[1])
                pieces = pieces[2:]
            opens = at == match.start() and _SENTENCE_END.search(self.text[max(0, at - 12) : at])
            if len(pieces) == 1 and opens and not opening:
                continue
            yield Span.of(self.text, at, stop)

    def _is_no_part(self, pieces: Sequence[str], index: int, piece: str) -> bool:
        """Whether a piece of a run of capitals and all before it are no part of a name."""
        leading = all(self._is_no_name(earlier) for earlier in pieces[:index:2])
        return (leading or self._nouns) and piece[:1].isupper() and self._is_no_name(piece)

    def _is_no_name(self, word: str) -> bool:
        plain = word.rstrip(".")
        return (
            plain.lower() in self.words.no_names
            or re.fullmatch(self.words.titles, plain) is not None
            or re.fullmatch(self.words.roles, plain, re.IGNORECASE) is not None
        )

    def behind(self, start: int, end: int) -> Subject | None:
        """The subject behind its verb: "dijo la alcaldesa, Inés Soto, tras ...", "sagte er"."""
        stop = re.compile(r"[.!?;:\n«»„“”\"()—]").search(self.text, self._past_initials(start, end), end)
        end = stop.start() if stop else end
        comma = self.text.find(",", start, end)
        head = comma if comma >= 0 else end
        pronoun = self.pronoun(start, head)
        if pronoun:
            return pronoun
        role = self._role.search(self.text, start, head)
        named = self.names(start, head, opening=True)
        if named:
            return self._named(named[0], role if role and role.start() < named[0].start else None)
        if role is None:
            return None
        beside = _APPOSITION.match(self.text, head, end)
        appended = self.names(beside.end(), end, opening=True) if beside else []
        if appended and not self.text[beside.end() : appended[0].start].strip():  # type: ignore[union-attr]
            return self._named(appended[0], role)
        return self._unnamed(role)

    def before(self, start: int, end: int) -> Subject | None:
        """The subject before its verb: "Jan Weber, der Müller, sagte", "La directrice, Ana Soto, ha dicho", "Er"."""
        seg = self.text[start:end].rstrip()
        apposed = seg.endswith(",")
        if not apposed:
            start += seg.rfind(", ") + 1 if ", " in seg else 0
        named = self.names(start, end)
        alone = self.names(start, end, opening=True)
        if not named and alone and (self.is_known(alone[0]) or not self.text[alone[0].end : end].strip(" \u00a0,")):
            named = alone[:1]
        roles = [match for match in self._role.finditer(self.text, start, end) if self._is_free(match.start(), start)]
        if self._nouns:
            named = [name for name in named if self.is_known(name)] or named[:1] * (not roles and len(alone) == 1)
        if named:
            chosen = named[0] if apposed else named[-1]
            role = next((match for match in reversed(roles) if match.start() < chosen.start), None)
            return self._named(chosen, role)
        return self.pronoun(start, end) or (self._unnamed(roles[0]) if roles else None)

    def around(self, start: int, verb: Offsets, end: int) -> Subject | None:
        """The subject of a verb on either side of it: a word that only opens the sentence gives way to a name."""
        if pronoun := self.pronoun(verb[1], end):
            return pronoun
        before = self.before(start, verb[0])
        if before is not None and (before.what != "name" or self.is_known(before.span)):
            return before
        behind = self.behind(verb[1], end)
        named = behind is not None and behind.what == "name" and self.is_known(behind.span)
        return behind if named else before or behind

    def opening(self, begin: int, end: int) -> Subject | None:
        """A name in the opening of a sentence, if the text knows it: "Theisen verteidigte den Schritt:"."""
        named = [name for name in self.names(begin, end, opening=True) if self.is_known(name)]
        return Subject(named[0], "name") if named else None

    def resolve(self, subject: Subject | None, at: int, paragraph: int) -> Resolved:
        """Whom a subject means: a pronoun or nobody is who was named or spoke last before ``at``."""
        if subject is None or subject.what == "pronoun":
            member = self._meant(at, paragraph, subject.gender if subject else None)
            mention = subject.span if subject else None
            return Resolved(member, mention, "likely" if subject else "unsure", "pronoun") if member else NOBODY
        if subject.what == "role":
            bearer = self._bearer(subject.span.exact)
            if bearer is not None:
                return Resolved(bearer, subject.span, "likely", "role")
            kind = kind_of(subject.span.exact)
            if (
                kind == "anonymous"
                and subject.definite
                and (meant := self._meant(at, paragraph, subject.gender, near=True))
            ):
                return Resolved(meant, subject.span, "unsure", "role")
            member = self.cast.add(subject.span.exact, kind, subject.span, head=subject.span.exact)
            return Resolved(member, subject.span, "likely", "role")
        member = self._member(subject.span, subject.role)
        member.gender = member.gender or subject.gender
        return Resolved(member, subject.span, "sure", "name")

    def lead(self, start: int, at: int) -> Resolved:
        """Whoever is named last in the words of a paragraph before a quotation."""
        named = [name for name in self._between(start, at) if name.end <= at]
        return Resolved(self._member(named[-1]), None, "likely", "lead") if named else NOBODY

    def _member(self, name: Span, role: str | None = None) -> Person:
        """The cast member of a name: of the fullest form that the text has for it."""
        full = self._canonical(name.exact)
        return self.cast.add(full, "organization" if kind_of(full) == "organization" else "person", name, role)

    def _canonical(self, name: str) -> str:
        words = [word for word in name.split() if word[0].isupper()]
        if len(words) != 1:
            return name
        if name not in self._fullest:
            fitting = Counter(full.exact for full in self._full if words[0] in full.exact.split())
            self._fullest[name] = max(fitting, key=lambda full: fitting[full], default=name)
        return self._fullest[name]

    def _between(self, start: int, end: int) -> list[Span]:
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def is_known(self, name: Span) -> bool:
        """Whether a name has several words, or is one of somebody's who has."""
        return " " in name.exact or name.exact in self._words

    def _meant(self, at: int, paragraph: int, gender: str | None, near: bool = False) -> Person | None:
        """The person of that gender named last in the paragraph; unless it must be ``near``, whoever spoke last."""
        for name in reversed(self._between(paragraph, at)):
            member = self._member(name)
            if gender is None or member.gender in {None, gender}:
                return member
        if near:
            return None
        if self.last is not None and (gender is None or self.last.gender in {None, gender}):
            return self.last
        earlier = [member for member in self.cast.members if member.gender == gender is not None]
        return earlier[-1] if earlier else None

    def _bearer(self, role: str) -> Person | None:
        """Whoever has a role, named only by it here: the mayor."""
        head = role.lower().split()[0]
        return next(
            (m for m in reversed(self.cast.members) if m.kind == "person" and head in (m.role or "").lower().split()),
            None,
        )

    def _named(self, name: Span, role: re.Match[str] | None) -> Subject:
        words = (role["role"] or role["elided"]) if role else None
        lead = self.text[max(0, name.start - 40) : name.start]
        if words is None and (stands := re.search(rf"({self.words.roles})\s+\Z", lead, re.IGNORECASE)):
            words = stands[1]
        gender = self._gender(role) if role else None
        if re.search(r"(?:Frau|Mme|Mmes|Mlle|Sra\.|Doña|[Ss]eñora|Signora|in)\.?\s+\Z", lead):
            gender = "female"
        elif re.search(r"(?:Herrn?|\bM\.|Sr\.|\bDon|[Ss]eñor|Signor)\s+\Z", lead):
            gender = "male"
        return Subject(name, "name", words, gender)

    def _unnamed(self, role: re.Match[str]) -> Subject:
        group = "role" if role["role"] else "elided"
        definite = role["article"] is None or role["article"].lower() in {
            "der",
            "die",
            "le",
            "la",
            "el",
            "il",
            "o",
            "a",
            "de",
        }
        return Subject(Span.of(self.text, *role.span(group)), "role", None, self._gender(role), definite)

    def _gender(self, role: re.Match[str]) -> str | None:
        if role["article"] is None:
            return None
        return "female" if re.fullmatch(self.words.female, role["article"], re.IGNORECASE) else "male"

    def pronoun(self, start: int, end: int) -> Subject | None:
        """A pronoun right at the start of a stretch."""
        match = re.compile(rf"\s*(?:,\s*)?(?P<word>(?i:{'|'.join(self.words.pronouns)}))\b").match(
            self.text, start, end
        )
        if match is None:
            return None
        word = Span.of(self.text, *match.span("word"))
        return Subject(word, "pronoun", None, self.words.pronouns[word.exact.lower()])

    def _is_free(self, at: int, start: int) -> bool:
        """Whether no preposition stands before a role."""
        last = _LAST_WORD.search(self.text[max(start, at - 20) : at])
        return last is None or last[1].lower() not in self.words.prepositions

    def _past_initials(self, start: int, end: int) -> int:
        """Behind titles and initials, whose points end no sentence."""
        last = start
        for match in re.compile(rf"\b(?:{self.words.titles}|[{_UPPER}])\.\s").finditer(
            self.text, start, min(end, start + 60)
        ):
            last = match.end()
        return last
