"""Proper names: where a text writes them, and whether two of them mean the same person or body."""

import re
from functools import lru_cache

from .stems import plain

_UPPER = (
    r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u0102\u0104\u0106\u010c\u010e\u0110\u0118\u011a\u011e\u0130\u0141\u0143\u0147"
    r"\u0150\u0158\u015a\u015e\u0160\u0164\u016e\u0170\u0179\u017b\u017d\u0386-\u03ab\u0410-\u042f]"
)
_INSIDE = r"(?:[\w\u0300-\u036f]|[-‐‑&](?=\w)|['’](?=[^\W\d_]{2}))"
_CAPITALISED = rf"(?:[A-Z]\.(?:[A-Z]\.)+|(?:[a-z]{{1,2}}['’])?{_UPPER}{_INSIDE}*(?:(?<=[A-Z])(?<![\w&’'-][A-Z])\.)?)"
_PARTICLES = "de|de\\s+la|del|della|di|da|dos|du|des|van|van\\s+der|van\\s+den|von|bin|ibn|al|el|ter|ten|y"
_LINK = rf"(?:of|the|of\s+the|for|for\s+the|{_PARTICLES})"
_GAP = r"(?:[ \t\u00a0]+|[ \t]?\n[ \t]?)"
_ABBREVIATED = r"(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Maj|Capt|Lt|Sgt|Adm|Sen|Rep|Gov|Rev|Hon)\."
_NAME = re.compile(
    rf"(?:{_ABBREVIATED}\s+)*{_CAPITALISED}"
    rf"(?:{_GAP}(?:{_LINK}\s+)?{_CAPITALISED}|(?<=\s)&\s+{_CAPITALISED}|\s+of\s+\d+)*"
)
_TOKEN = re.compile(r"(?:[A-Z]\.)+|[^\W_]+(?:['’][^\W_]+)*")
_INITIAL = re.compile(r"\b([A-Z])\.")
_TITLES_LIST = """
mr mrs ms miss mx dr prof professor sir dame lord lady president vice-president vice prime minister premier
chancellor secretary senator congressman congresswoman representative rep sen gov governor mayor king queen prince
princess emperor general gen colonel col major maj captain capt lieutenant lt sergeant sgt admiral adm commander
ambassador judge justice chairman chairwoman chair chief director spokesman spokeswoman spokesperson foreign former
the a an reverend rev father sister brother saint st pope bishop archbishop cardinal imam rabbi sheikh deputy acting
interim late jr sr ii iii phd md
"""
_TITLES = frozenset(_TITLES_LIST.split())
_EMPTY_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "the",
        "a",
        "an",
        "jr",
        "sr",
        "ii",
        "iii",
        "phd",
        "md",
        "former",
        "late",
        "acting",
    }
)
_LINK_WORDS = frozenset(
    {
        "of",
        "the",
        "for",
        "de",
        "la",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "des",
        "van",
        "der",
        "den",
        "von",
        "bin",
        "ibn",
        "al",
        "el",
        "ter",
        "ten",
        "y",
        "and",
    }
)
# Words that open a sentence with a capital and are no names.
_OPENERS_LIST = """
a an the this that these those there here it its he she they we you i his her their our my your who what which when
where why how whose and but or nor so yet for if as at by in on to of from with without into onto over under about
after before during since until while because although though despite unless whether according among amid against
along across around behind below beneath beside besides between beyond near off out up down through throughout
toward towards upon within not no never nothing nobody none neither either both all any some many much most more
less few fewer several each every other others another such same one two three four five six seven eight nine ten
eleven twelve twenty thirty forty fifty sixty hundreds thousands millions dozens half first second third fourth
fifth last next then now today yesterday tomorrow tonight once twice again also still even just only perhaps maybe
indeed instead meanwhile moreover however therefore thus hence finally later earlier recently currently previously
once soon already almost nearly about roughly around another is are was were be been do does did has have had will
would can could may might should must let please yes old new young former late early long short high low big small
large great good bad best worst major local national international regional global public private foreign domestic
federal senior top people officials analysts critics experts leaders ministers members residents voters citizens
scientists researchers economists diplomats lawmakers observers sources supporters opponents police government
ministry president parliament council court state states country countries city town village company companies firm
firms bank banks union group team report reports study studies article author authors official analyst minister
mayor spokesman spokeswoman spokesperson chairman director secretary king queen prime chief nobody everybody
everyone someone anyone something everything anything water rain snow fire trade war peace time year years month
months week weeks day days night morning men women children students teachers workers farmers exports imports prices
sales ships trains planes boats
"""
_OPENERS = frozenset(_OPENERS_LIST.split())
_NEVER = frozenset({"I", "The", "A", "An"})
_ORDINARY_ENDING = re.compile(
    r"(?:ing|ly|tion|tions|sions|ment|ments|ness|ity|ities|ers|ors|ists|ants|ents|ials|ees|ance|ence|ed)$"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;]['\"”’)\]]*\s+|\n\s*)[\s'\"“”‘’«(\[*•–—-]*$")
# Chinese, Korean and Vietnamese family names, which stand first.
_FAMILY_FIRST_LIST = """
xi li wang zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang
feng deng mao qin yi hua kim park choi jung kang cho yoon jang moon nguyen tran le pham ho
"""
_FAMILY_FIRST = frozenset(_FAMILY_FIRST_LIST.split())
_ALIASES = {
    "united states": "us usa u.s u.s.a america united_states_of_america",
    "united kingdom": "uk u.k britain great_britain",
    "european union": "eu e.u",
    "united nations": "un u.n",
    "china": "prc people's_republic_of_china peoples_republic_of_china",
    "russia": "russian_federation",
    "south korea": "republic_of_korea rok",
    "north korea": "dprk democratic_people's_republic_of_korea",
    "united arab emirates": "uae u.a.e",
}
_CANONICAL = {
    re.sub(r"[.'’]", "", alias.replace("_", " ")): name
    for name, aliases in _ALIASES.items()
    for alias in aliases.split()
}


def find_names(text: str) -> list[tuple[int, int]]:
    """Find sequences of capitalised words, ``[start, end)`` in code points: "Ministry of Ports", "Ana de Soll".

    An ordinary word that opens a sentence is not a name, nor part of one; a possessive ending is left out. A lone word
    that opens a sentence counts when nothing marks it as ordinary, so some common nouns get in.
    """
    found: list[tuple[int, int]] = []
    inner = {match[0] for match in re.finditer(_CAPITALISED, text) if not _opens_sentence(text, match.start())}
    for match in _NAME.finditer(text):
        start, end = match.span()
        if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            continue
        for piece_start, piece_end in _split_at_sentence_end(text, start, end):
            begin = _skip_openers(text, piece_start, piece_end, inner)
            if begin is not None:
                found.append((begin, piece_end))
    return found


def _split_at_sentence_end(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """An initial's point ends no name, but "U.S. The" is a name and the next sentence."""
    cut = re.search(r"\.(?=\s+(?:The|A|An|This|It|He|She|They|We|But|And|In|On|At)\b)", text[start:end])
    if cut is None:
        return [(start, end)]
    rest = start + cut.end() + len(re.match(r"\s+", text[start + cut.end() : end])[0])  # type: ignore[index]
    return [(start, start + cut.end()), (rest, end)]


def _opens_sentence(text: str, position: int) -> bool:
    return _SENTENCE_START.search(text, max(0, position - 12), position) is not None and not re.search(
        r"\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Prof|Sen|Rep|Gov|No|vs|[A-Z])\.\s+$", text[max(0, position - 8) : position]
    )


def _skip_openers(text: str, start: int, end: int, inner: set[str]) -> int | None:
    """Where the name begins once words that only open the sentence are left out; None if no name is left."""
    opens = _opens_sentence(text, start)
    tokens = list(re.finditer(_CAPITALISED, text[start:end]))
    for index, token in enumerate(tokens):
        word = token[0]
        if word in _NEVER:
            continue
        if not opens:
            return start + token.start()
        last = index == len(tokens) - 1
        if not _is_ordinary(word, text[start + token.end() :], last) or word in inner:
            return start + token.start()
        # What follows an ordinary opener is capitalised for its own sake.
        if not last:
            following = tokens[index + 1]
            return start + following.start()
    return None


def _is_ordinary(word: str, rest: str, alone: bool) -> bool:
    """Whether a capitalised word at the start of a sentence is an everyday word."""
    lower = word.lower()
    if lower in _OPENERS:
        return alone or lower not in _TITLES or lower in _EMPTY_TITLES
    if not alone or not word[1:].islower():
        return False
    if _ORDINARY_ENDING.search(lower) and not re.match(r"['’]s\b", rest):
        return True
    return lower.endswith("s") and not lower.endswith("ss") and bool(re.match(r"\s+(?:are|were|have|do|of)\b", rest))


@lru_cache(maxsize=65536)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents, points and possessive endings: "U.S." is us."""
    tokens = (plain(re.sub(r"['’]s$|['’]$", "", token)) for token in _TOKEN.findall(text))
    return tuple(re.sub(r"[.'’]", "", token) for token in tokens)


def name_words(name: str) -> list[str]:
    """The words of a name in lower case, without accents, points and titles: "Dr. Zoë Q. Marsh" is zoe, q, marsh."""
    every = plain_words(name)
    # "A." is an initial, not an article.
    initials = {plain(match[1]) for match in _INITIAL.finditer(name)}
    return [word for word in every if word not in _TITLES or word in initials] or list(every)


def title_words(name: str) -> list[str]:
    """The titles in a name that say what somebody is, in lower case: "President Lena Orlo" is president."""
    return [word for word in plain_words(name) if word in _TITLES and word not in _EMPTY_TITLES]


def same_name(a: str, b: str) -> bool:
    """Whether two names can mean the same: a shorter one within a longer one, an acronym, or a known short form.

    Of persons the surname must agree and no given name may contradict: "Cooper" and "Z. Cooper" are "Zack Cooper",
    "Ann Cooper" is not. "US", "U.S." and "the United States" are one, and "NATO" fits its first letters.
    """
    if equivalent_name(a, b):
        return True
    one, other = canonical_words(a), canonical_words(b)
    if not one or not other or len(one) == len(other) == 1:
        return False
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) == 1:
        # A single word is a surname, not a word out of a body's name.
        surname = long[0] if long[0] in _FAMILY_FIRST else long[-1]
        return short[0] in {surname, long[-1]} and not _LINK_WORDS & set(long)
    return short[-1] == long[-1] and _given_agree(short[:-1], long[:-1])


def equivalent_name(a: str, b: str) -> bool:
    """Whether two names say the same in full: known short forms ("US"), or an acronym and the words it is made of."""
    one, other = canonical_words(a), canonical_words(b)
    return bool(one) and (one == other or _is_acronym(one, a, other) or _is_acronym(other, b, one))


@lru_cache(maxsize=65536)
def canonical_words(name: str) -> tuple[str, ...]:
    """The words of a name, a known short form replaced by the full name: "U.S." is united, states."""
    kept = " ".join(name_words(name))
    return tuple(_CANONICAL.get(kept, kept).split())


def _given_agree(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether each given name of the shorter stands in the longer, in order, an initial for its name."""
    rest = iter(long)
    return all(any(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for b in rest) for a in short)


def _is_acronym(words: tuple[str, ...], written: str, expansion: tuple[str, ...]) -> bool:
    letters = re.sub(r"[^\w]", "", written)
    if (
        len(words) != 1
        or len(expansion) < 2
        or len(letters) < 2
        or sum(c.isupper() for c in letters) < len(letters) - 1
    ):
        return False
    main = "".join(word[0] for word in expansion if word not in _LINK_WORDS)
    return words[0] in {main, "".join(word[0] for word in expansion)}


_DEMONYMS = """
afghan:afghanistan albanian:albania algerian:algeria american:america angolan:angola argentine:argentina
armenian:armenia australian:australia austrian:austria azerbaijani:azerbaijan bangladeshi:bangladesh
belarusian:belarus belgian:belgium bolivian:bolivia bosnian:bosnia brazilian:brazil british:britain
bulgarian:bulgaria burmese:burma cambodian:cambodia canadian:canada chilean:chile chinese:china colombian:colombia
croatian:croatia cuban:cuba czech:czechia danish:denmark dutch:netherlands egyptian:egypt estonian:estonia
ethiopian:ethiopia european:europe finnish:finland french:france georgian:georgia german:germany ghanaian:ghana
greek:greece hungarian:hungary indian:india indonesian:indonesia iranian:iran iraqi:iraq irish:ireland
israeli:israel italian:italy japanese:japan jordanian:jordan kazakh:kazakhstan kenyan:kenya korean:korea
kuwaiti:kuwait latvian:latvia lebanese:lebanon libyan:libya lithuanian:lithuania malaysian:malaysia mexican:mexico
moldovan:moldova mongolian:mongolia moroccan:morocco nepali:nepal nigerian:nigeria norwegian:norway
pakistani:pakistan palestinian:palestine peruvian:peru philippine:philippines filipino:philippines polish:poland
portuguese:portugal qatari:qatar romanian:romania russian:russia saudi:saudi serbian:serbia singaporean:singapore
slovak:slovakia slovenian:slovenia somali:somalia spanish:spain sudanese:sudan swedish:sweden swiss:switzerland
syrian:syria taiwanese:taiwan tanzanian:tanzania thai:thailand tunisian:tunisia turkish:turkey ugandan:uganda
ukrainian:ukraine uruguayan:uruguay uzbek:uzbekistan venezuelan:venezuela vietnamese:vietnam yemeni:yemen
zambian:zambia asian:asia african:africa soviet:soviet
"""
_COUNTRY_OF = dict(pair.split(":") for pair in _DEMONYMS.split())
# Countries and parts of the world, in lower case.
COUNTRIES = frozenset(_COUNTRY_OF.values())


def place_of(word: str) -> str:
    """The country that an adjective or a people's name belongs to ("chinese" is "china"); other words unchanged."""
    lower = plain(word)
    singular = lower[:-1] if lower.endswith("s") and lower[:-1] in _COUNTRY_OF else lower
    return _COUNTRY_OF.get(singular, lower)
