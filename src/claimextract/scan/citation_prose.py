"""Works that a text names in prose: "a 2017 article by ...", "X said in a statement", treaties, interviews.

Each word for a work ("article", "report") is an anchor: what stands left of it in its phrase and what follows it must
name a year, a publisher, an author or a title, else it is only "the report".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from claimextract.language.names import name_words
from claimextract.models import CitedWork, WorkKind

from .citation_parts import KIND_OF, Mention, clean, dated, publisher_name
from .date_words import MONTH, MONTHS, YEAR, S, any_of

_TARGET = r"\([^()\s]{0,2000}\)"
_CLOSE = rf"(?:\]{_TARGET}|[*”\"]|[’']s?(?!\w)){{0,3}}"
_CAP = r"(?:(?:[A-Z]\.){1,4}|[A-Z\u00c0-\u00de][\w&-]{0,40}(?:[’'.](?=\w)[\w&-]{1,40}){0,3})"
_NAME = (
    rf"(?:(?:the|The){S})?[\[*]{{0,2}}{_CAP}(?:{S}(?:(?:of|for|and|on|de|du|der|van|von|la){S})?(?:the{S})?[\[*]{{0,2}}{_CAP}){{0,7}}"
    rf"(?:\*|\]{_TARGET}){{0,2}}"
)
_LIST = rf"{_NAME}(?:(?:,{S}(?:and{S})?|{S}and{S}){_NAME}){{0,4}}"
_QUOTED = r"(?:“[^“”\n]{3,200}”|\"[^\"\n]{3,200}\"|«[^«»\n]{3,200}»|\*[^*\n]{3,200}\*)"
_ASIDE = r"(?:[^.;\n“”\"]|“[^“”\n.]{1,60}”){0,200}?"

_ANCHOR = re.compile(rf"(?<![\w-])(?P<noun>{any_of(KIND_OF)})(?P<close>[*”\"]{{0,2}}\]{_TARGET}|[*”\"]{{1,2}}|)(?![\w-])")
_TOKEN = re.compile(rf"[\[*“\"(]{{0,3}}(?P<core>[\w&][\w’'.&-]*){_CLOSE}")
_DETERMINERS = frozenset("a an the this that another its his her their our one every latest".split())  # noqa: SIM905
_TAIL = re.compile(
    rf"(?:{S}(?:(?:co-)?(?:written|authored)|issued|released|prepared|conducted|commissioned|published))?{S}(?:by|from){S}(?P<by>{_LIST})"
    rf"|(?:,?{S}(?:that{S}was{S})?(?:published|printed|carried|posted|released))?{S}(?:in|on){S}(?P<in>{_NAME})"
    rf"|{S}with{S}(?P<with>{_NAME})"
    rf"|{_ASIDE}\b(?:entitled|titled|called|headlined):?,?{S}(?P<title>{_QUOTED})"
    rf"|,{S}(?P<quoted>{_QUOTED})"
)
_WRITER = re.compile(
    rf"(?P<who>{_NAME})(?:{S}(?:has|had|also|later))?{S}(?:explained|wrote|argued|said|stated|claimed|noted|warned|declared|"
    rf"suggested|outlined|called|described|asserted|told|acknowledged|announced){S}(?:[a-z]+{S}){{0,2}}?in{S}\Z"
)
_ISSUER = re.compile(
    rf"(?P<who>{_NAME})(?:{S}(?:has|had|also|later))?{S}(?:published|ran|carried|issued|released|printed|posted){S}\Z"
)
_OPENING = re.compile(rf"\bIn{S}\[?\Z")
_THEN = re.compile(rf",{S}(?P<who>{_NAME}){S}(?:[a-z]+ed|wrote|said|told|put|set|called|made|took|has|had)\b")
_PRONOUNS = frozenset("He She They It We I You This That These Those There Who In On At But And As The A An".split())  # noqa: SIM905
_STOPPERS = frozenset(
    ("in of on at by for from to with and or but that which who is are was were be been has have had as said says not").split()  # noqa: SIM905
)

_TREATY = re.compile(
    rf"(?<![\w’'-])(?:(?P<before>{_CAP}(?:[ -]{_CAP}){{0,5}}){S})?(?P<noun>Treaty|Convention|Accords?|Protocol|Charter|Pact|"
    rf"Agreement|Communiqu[eé]|Declaration)\b(?!{S}[A-Z])"
    rf"(?P<of>{S}(?:of|on|for|against|between){S}(?:the{S})?{_CAP}(?:(?:,{S}(?:and{S})?|{S}and{S}|{S}of{S}(?:the{S})?|{S}){_CAP}){{0,8}})?"
)
_PAPER = re.compile(
    rf"(?<![\w’'-])(?P<name>(?:{_CAP}{S}){{0,4}}(?:Strategic{S}Concept|White{S}Paper|(?:Security|Defen[cs]e|Military){S}Strategy)|"
    rf"(?:{_CAP}{S}){{1,4}}(?:Report|Outlook|Yearbook))(?![\w-])(?!{S}[A-Z])"
)


@dataclass
class _Phrase:
    """What a noun phrase says of its work."""

    start: int
    end: int
    noun: str
    year: int | None = None
    month: int | None = None
    publisher: str | None = None
    author: str | None = None
    title: str | None = None
    names: list[str] = field(default_factory=list)


def find_named_works(text: str, published: str | date | None) -> list[Mention]:
    """Find works named in running prose; ``published`` settles no year here: a work without a date keeps none."""
    found = [mention for match in _ANCHOR.finditer(text) if (mention := _named(text, match, published))]
    found += _treaties(text)
    found += _papers(text)
    return sorted(found, key=lambda mention: (mention.start, -mention.end))


def _named(text: str, anchor: re.Match[str], published: str | date | None) -> Mention | None:
    phrase = _read_left(text, anchor)
    if phrase is None:
        return None
    _read_right(text, phrase, KIND_OF[phrase.noun])
    _read_around(text, phrase)
    if not (phrase.year or phrase.publisher or phrase.author or phrase.title):
        return None
    when = dated(phrase.year, phrase.month, None, published) if phrase.year and phrase.month else None
    when = when or (str(phrase.year) if phrase.year else None)
    by = phrase.publisher or phrase.author
    name = phrase.title or (f"{by} {phrase.noun}" if by else phrase.noun)
    if when and not phrase.title:
        name += f" ({when})"
    work = CitedWork(
        name=name, kind=KIND_OF[phrase.noun], publisher=phrase.publisher, author=phrase.author, date=when
    )
    return Mention(phrase.start, phrase.end, work)


def _read_left(text: str, anchor: re.Match[str]) -> _Phrase | None:
    """Walk left from the noun to the start of its phrase, collecting year, month and names; None if it has none."""
    lower = max(0, anchor.start() - 160)
    phrase = _Phrase(anchor.start(), anchor.end(), anchor["noun"])
    tokens = list(_TOKEN.finditer(text, lower, anchor.start()))
    run: list[str] = []
    position = anchor.start()
    while text[position - 1 : position] in {"[", "*", "“", '"'} and position > lower:
        position -= 1
    for token in reversed(tokens[-12:]):
        gap, core = text[token.end() : position], token["core"]
        if not re.fullmatch(rf"{S}", gap) and not (gap == "" and token.end() == position):
            break
        possessive = bool(re.search(r"[’']s?\Z", token[0])) and core[:1].isupper()
        bare = re.sub(r"[’']s?\Z", "", core)
        if core.lower() in _DETERMINERS and not run[:1] == ["of"]:
            phrase.start = token.start()
            break
        if re.fullmatch(YEAR, core) and phrase.year is None:
            phrase.year = int(core)
        elif phrase.year and not phrase.month and re.fullmatch(MONTH, core):
            phrase.month = MONTHS[core.lower().rstrip(".")]
        elif core[:1].isupper() or (core in {"of", "and", "for"} and run and len(run) < 6):
            run.insert(0, core)
        elif core.lower() in _STOPPERS or not core[:1].isalpha():
            break
        phrase.start = position = token.start()
        if possessive and not run[1:] and bare:
            pass
    else:
        position = phrase.start
    return phrase
