"""Works that a text names in prose: "a 2017 article by ...", "X said in a statement", treaties, interviews.

Each word for a work ("article", "report") is an anchor. Its phrase must name a year, a publisher, an author or a title;
else it is only "the report", and no citation.
"""

import re
from dataclasses import dataclass
from datetime import date

from claimextract.language.names import place_of, title_words
from claimextract.models import CitedWork, WorkKind

from .citation_parts import KIND_OF, Mention, clean, dated, publisher_name
from .date_words import ENGLISH_MONTH_NAMES, MONTH, WEEKDAYS, YEAR, S, any_of, month

_TARGET = r"\]\([^()\s]{0,2000}\)"
_OPENERS = (
    "And|But|Or|In|At|On|As|For|With|From|When|While|If|After|Before|Since|Though|He|She|They|It|We|I|You|This|That"
)
_NO_CAP = rf"(?!(?:{_OPENERS}|{'|'.join(WEEKDAYS)}|{'|'.join(ENGLISH_MONTH_NAMES)})\b)"
_CAP = _NO_CAP + r"(?:(?:[A-Z]\.){1,4}|[A-Z\u00c0-\u00de][\w&-]{0,40}(?:[’'.](?=\w)[\w&-]{1,40}){0,3})"
_BARE = (
    rf"[\[*]{{0,2}}{_CAP}"
    rf"(?:{S}(?:(?:of|for|and|on|de|du|der|van|von|la){S})?(?:the{S})?[\[*]{{0,2}}{_CAP}){{0,7}}(?:\*|{_TARGET}){{0,2}}"
)
_NAME = rf"(?:(?:the|The){S})?{_BARE}"
_LIST = rf"{_NAME}(?:(?:,{S}(?:and{S})?|{S}and{S}){_NAME}){{0,4}}"
_QUOTED = r"(?:“[^“”\n]{3,200}”|\"[^\"\n]{3,200}\"|«[^«»\n]{3,200}»|\*[^*\n]{3,200}\*)"
_STOP = (
    "in of on at by for from to with and or but that which who is are was were be been has have had as said says "
    "not a an the this these those another its his her their our my one than into over about according to will "
    "would can could may might must should shall do does did"
)
_LOW = rf"(?:(?!(?:{'|'.join(_STOP.split())})\b)[a-z][\w’'-]{{0,30}}{S})"

_ANCHOR = re.compile(rf"(?<![\w’'-])(?P<noun>{any_of(KIND_OF)})(?:[*”\"]{{0,2}}{_TARGET}|[*”\"]{{1,2}})?(?![\w-])")
_LEFT = re.compile(
    rf"(?<![\w’'-])(?:[\[*“\"]{{0,2}}(?P<det>(?i:an?|the|this|that|another|its|his|her|their|our|one)){S}{_LOW}{{0,3}})?"
    rf"(?:(?P<month>{MONTH}){S}(?:(?P<year>{YEAR}){S})?{_LOW}{{0,2}}|\b(?P<year2>{YEAR}){S}{_LOW}{{0,2}})?"
    rf"(?:(?P<publisher>{_BARE})(?:[’']s?)?{S}{_LOW}{{0,2}})?[\[*“\"]{{0,2}}\Z"
)
_TAIL = re.compile(
    rf"(?:{S}(?:co-)?(?:written|authored|issued|released|prepared|conducted|commissioned|published))?{S}(?:by|from){S}"
    rf"(?:(?!the\b)[a-z]+{S}){{0,3}}(?P<by>{_LIST})"
    rf"|(?:,?{S}(?:that{S}was{S})?(?:published|printed|carried|posted|released))?{S}(?:in|on){S}(?P<in>{_NAME})"
    rf"|{S}with{S}(?P<with>{_NAME})"
    rf"|(?:[^.;\n“”\"]|“[^“”\n.]{{1,60}}”){{0,200}}?\b(?:entitled|titled|headlined):?,?{S}(?P<title>{_QUOTED})"
    rf"|,{S}(?P<quoted>{_QUOTED})"
)
_SAYS = (
    "explained|wrote|argued|said|stated|claimed|noted|warned|declared|suggested|outlined|described|asserted|acknowledged|"
    "announced|told|added"
)
_WRITER = re.compile(rf"(?P<who>{_NAME})(?:{S}(?:has|had|also|later))?{S}(?:{_SAYS}){S}(?:[a-z]+{S}){{0,2}}in{S}\Z")
_ISSUER = re.compile(
    rf"(?P<who>{_NAME})(?:{S}(?:has|had|also|later))?{S}(?:published|ran|carried|issued|released|printed){S}\Z"
)
_THEN = re.compile(rf",{S}(?P<who>{_NAME}){S}(?:{_SAYS}|[a-z]{{2,}}ed)\b")
_PERSONAL = frozenset(("tweet", "speech", "address", "testimony", "letter", "open letter", "memoir", "book"))
_NOT_NAMES = "he she they it we i you this that these those there who in on at but and as the a an another recent new"
_NO_NAMES = frozenset(_NOT_NAMES.split())
_OCCUPATION = re.compile(r"(?i)\b(?:council(?:l)?or|analyst|scholar|journalist|author|economist|historian|researcher)$")

_TREATY = re.compile(
    rf"(?<![\w’'-])(?P<before>{_CAP}(?:[ -]{_CAP}){{0,5}}{S})?"
    rf"(?P<noun>Treaty|Convention|Accords?|Protocol|Charter|Pact|Agreement|Communiqu[eé]|Declaration)\b(?!{S}[A-Z])"
    rf"(?P<of>{S}(?:of|on|for|against|between){S}(?:the{S})?{_CAP}"
    rf"(?:(?:,{S}(?:and{S})?|{S}and{S}|{S}of{S}(?:the{S})?|{S}){_CAP}){{0,8}})?"
)
_CONVENTIONS = re.compile(r"\b(?:Geneva|Vienna|Hague|Istanbul|Ottawa|Genocide|Weapons)$")
_PAPER = re.compile(
    rf"(?<![\w’'-])(?:(?:(?P<owner>{_CAP})[’']s|an?|the|its|their){S}(?:[a-z]+{S})?)?"
    rf"(?P<name>(?:{_CAP}{S}){{0,4}}(?:Strategic{S}Concept|White{S}Paper|(?:Security|Defen[cs]e|Military){S}Strategy)"
    rf"|(?:{_CAP}{S}){{1,4}}(?:Report|Outlook|Yearbook))(?![\w-])(?!{S}[A-Z])"
)
_ADOPTS = re.compile(rf"(?P<who>{_NAME}){S}(?:adopted|published|released|issued|unveiled|approved|endorsed){S}\Z")


@dataclass
class _Phrase:
    """What a text says of a work, gathered from the words around its noun."""

    start: int
    end: int
    noun: str
    publisher: str | None = None
    author: str | None = None
    title: str | None = None


def find_named_works(text: str, published: str | date | None) -> list[Mention]:
    """Find works named in running prose, sorted by start; some may overlap, the longer then first."""
    found = [mention for match in _ANCHOR.finditer(text) if (mention := _named(text, match, published))]
    found += [*_treaties(text), *_papers(text)]
    return sorted(found, key=lambda mention: (mention.start, -mention.end))


def _named(text: str, anchor: re.Match[str], published: str | date | None) -> Mention | None:
    left = _LEFT.search(text, max(0, anchor.start() - 160), anchor.start())
    if left is None:
        return None
    if not left["det"] and re.search(rf"\b[a-z]+s{S}\Z", text[max(left.start(), anchor.start() - 40) : anchor.start()]):
        return None  # "NATO officials report": a verb
    kind = KIND_OF[anchor["noun"]]
    phrase = _Phrase(left.start(), anchor.end(), anchor["noun"])
    if left["publisher"] and _is_publisher(text, left):
        phrase.publisher = publisher_name(left["publisher"], {})
    elif left["publisher"] and not left["det"]:
        return None
    _read_right(text, phrase, kind)
    _read_around(text, phrase)
    written = left["year"] or left["year2"]
    year = int(written) if written else None
    if not (year or left["month"] or phrase.publisher or phrase.author or phrase.title):
        return None
    when = dated(year, month(left["month"]), None, published) if left["month"] else written
    by = phrase.publisher or phrase.author
    name = phrase.title or (f"{by} {phrase.noun}" if by else phrase.noun) + (f" ({when})" if when else "")
    publisher, author = phrase.publisher, phrase.author
    if kind == "treaty":  # it has parties
        publisher = None
    elif phrase.noun in _PERSONAL and author is None:
        publisher, author = None, publisher
    work = CitedWork(name=name, kind=kind, publisher=publisher, author=author, date=when)
    return Mention(phrase.start, phrase.end, work)


def _is_publisher(text: str, left: re.Match[str]) -> bool:
    """Whether capitals before the noun are a publisher: not "the Chinese report", nor "Recent report" after a stop."""
    words = clean(left["publisher"]).split()
    if len(words) != 1:
        return bool(words)
    word = words[0]
    if word.lower() in _NO_NAMES or place_of(word.lower()) != word.lower():
        return False
    begins = re.search(r"(?:\A|[.!?:\n][”\"’')]*)\s*\Z", text[max(0, left.start() - 4) : left.start()])
    return bool(left["det"]) or not begins or word[1:] != word[1:].lower()


def _read_right(text: str, phrase: _Phrase, kind: WorkKind) -> None:
    """Follow the noun's tails: by whom, where published, with whom, under what title."""
    for _ in range(3):
        tail = _TAIL.match(text, phrase.end)
        if tail is None:
            return
        if tail["by"]:
            if phrase.author is None:
                phrase.author = _person(tail["by"])
        elif tail["in"]:
            where = publisher_name(tail["in"], {})
            if kind not in {"article", "report", "interview"} or (kind == "interview" and " in " in f" {tail[0]}"):
                return
            phrase.publisher = phrase.publisher or where
        elif tail["with"]:
            if kind != "interview" and phrase.noun != "broadcast":
                return
            phrase.publisher = phrase.publisher or publisher_name(tail["with"], {})
        else:
            phrase.title = clean(tail["title"] or tail["quoted"])
        phrase.end = tail.end()


def _read_around(text: str, phrase: _Phrase) -> None:
    """Look before and after the phrase for who wrote or issued the work."""
    before = max(0, phrase.start - 140)
    if phrase.author is None and (match := _WRITER.search(text, before, phrase.start)) and _is_name(match["who"]):
        phrase.author = _person(match["who"])
        if "](" in match["who"]:  # a link that is the writer's name belongs to the work
            phrase.start = match.start("who") + match["who"].index("[")
    if phrase.publisher is None and (match := _ISSUER.search(text, before, phrase.start)) and _is_name(match["who"]):
        phrase.publisher = publisher_name(match["who"], {})
    if phrase.author is None and re.search(rf"\bIn{S}\Z", text[max(0, phrase.start - 5) : phrase.start]):
        match = _THEN.match(text, phrase.end)
        if match and _is_name(match["who"]):
            phrase.author = _person(match["who"])


def _is_name(words: str) -> bool:
    return clean(words).lower() not in _NO_NAMES


def _person(written: str) -> str:
    """An author's name without titles: the linked part if there is one, else what follows the last title."""
    linked = re.search(r"\[([^\[\]]+)\]\(", written)
    if linked:
        return clean(linked[1])
    name = clean(written)
    if "," in name or " and " in name:
        return name
    words = name.split()
    titles = title_words(name)
    cut = 0
    for index, word in enumerate(words[:-1], start=1):
        if word.lower().strip(".") in titles or _OCCUPATION.search(word):
            cut = index
    return " ".join(words[cut:])


def _treaties(text: str) -> list[Mention]:
    """Treaties, charters and agreements by their proper names."""
    found = []
    for match in _TREATY.finditer(text):
        before = clean(match["before"] or "")
        if not match["of"] and (not before or before.lower() in _NO_NAMES):
            continue
        if match["noun"] == "Convention" and not match["of"] and not _CONVENTIONS.search(before):
            continue  # a party's convention is a meeting
        start = match.start()
        if match["before"] and match["before"].split()[0].lower() in _NO_NAMES:
            start += len(match["before"].split()[0]) + 1
        kind: WorkKind = "statement" if match["noun"].startswith(("Decl", "Comm")) else "treaty"
        found.append(Mention(start, match.end(), CitedWork(name=clean(text[start : match.end()]), kind=kind)))
    return found


def _papers(text: str) -> list[Mention]:
    """Official papers by their proper names; who adopted one of them once is its publisher throughout."""
    found: list[tuple[int, int, str]] = []
    publishers: dict[str, str] = {}
    for match in _PAPER.finditer(text):
        words = match["name"].split()
        skipped = words[0].lower() in _NO_NAMES
        name = clean(match["name"][len(words[0]) :] if skipped else match["name"])
        if " " not in name:
            continue
        found.append((match.start("name") + len(words[0]) + 1 if skipped else match.start(), match.end(), name))
        adopts = _ADOPTS.search(text, max(0, match.start() - 100), match.start())
        if owner := match["owner"] or (adopts["who"] if adopts and _is_name(adopts["who"]) else None):
            publishers.setdefault(name, publisher_name(owner, {}))
    works = {
        name: CitedWork(
            name=f"{publishers[name]} {name}" if name in publishers else name,
            kind="report",
            publisher=publishers.get(name),
        )
        for *_, name in found
    }
    return [Mention(start, end, works[name]) for start, end, name in found]
