"""What turns a statement round: negations with their reach, and words of opposite direction."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .stems import Word, stem, words


@dataclass(frozen=True)
class Negation:
    """A negation: the words ``text[start:end]``, and the stems in its reach, up to the end of its clause."""

    start: int
    end: int
    exact: str
    scope: tuple[str, ...]


@dataclass(frozen=True)
class Direction:
    """A word with an opposite: its offsets and stem, the scale it lies on and its end of that scale."""

    start: int
    end: int
    stem: str
    scale: str
    side: Literal[0, 1]


# "not only ... but also" and comparisons ("no fewer than") negate nothing; "No. 5" is a number.
_HARMLESS = (
    r"not\s+(?:only|just|merely|simply|solely|least|to\s+mention)\b"
    r"|no\s+(?:fewer|less|more|later|earlier|doubt|sooner)\b(?:\s+than)?|or\s+not\b|no\.\s*\d|nothing\s+(?:but|less)"
)
_NEGATOR = (
    r"(?:[Nn]on|(?-i:[Uu]n)|anti)(?=[-‐‑]\w)|cannot|not|never|nobody|nothing|nowhere|none|no\s+one|no\s+longer|no|neither|nor|without|hardly|scarcely|barely"
    r"|[a-z]+n['’]t|(?:did|does|do|is|are|was|were|has|would|could)nt|den(?:y|ies|ied|ying|ials?)|refus(?:e|es|ed|ing|als?)|fail(?:s|ed|ing|ure)?\s+to|declin(?:e|es|ed|ing)\s+to(?!\s+\d)"
    r"|doubt(?:s|ed)?|rul(?:e|es|ed|ing)\s+out|lack(?:s|ed|ing)?|absence\s+of|far\s+from|rather\s+than|instead\s+of|false|untrue|baseless"
    r"|unfounded|unable|inability|prevent(?:s|ed|ing)?|reject(?:s|ed|ing|ions?)?|stop(?:s|ped|ping)?\s+short"
)
_NEGATIVES_OF_WORDS = {
    "in": "accurate adequate complete correct dependent direct effective efficient eligible formal secure sufficient "
    "tolerant visible voluntary valid active admissible appropriate capable compatible consistent convenient decisive "
    "definite human justice sane significant stability",
    "im": "possible mature moral partial patient perfect polite probable proper practical mobile balance",
    "il": "legal legible legitimate licit literate logical legally",
    "ir": "rational regular relevant responsible reversible replaceable",
    "dis": "agree approve approval agreement believe honest loyal obey similar trust united satisfied respect continue "
    "connect prove regard like qualify credit own arm",
}
_CURATED = {f"{prefix}{base}": base for prefix, bases in _NEGATIVES_OF_WORDS.items() for base in bases.split()}
_CURATED_STEMS = {stem(word): base for word, base in _CURATED.items()}
_UN = re.compile(r"un(?!i[tqofv]|der|til|less|to$|anim|cle|iq)([a-z]{3,})")
_NON = re.compile(r"non(?!ethe|sens)([a-z]{4,})")
# These negate the phrase that follows, not the statement.
_SHORT_REACH = re.compile(r"(?:rather\s+than|instead\s+of|without|lack\w*|absence\s+of|non|un|anti)")
_BOUNDARY = re.compile(
    r"[,;:.!?()\n—–]|\b(?:but|while|whereas|although|though|because|since|yet|unless|however|which|who|if|and\s+(?=the|an?|he|she|it|"
    r"they|we|his|her|its|their|[A-Z])|so\s+that|even\s+though|despite|after|before|when|where)\b"
)
_PATTERN = re.compile(rf"(?P<harmless>\b(?:{_HARMLESS}))|\b(?P<negator>{_NEGATOR})\b(?:\s*-\s*)?", re.IGNORECASE)
# A denial denied: "did not deny", "is not false", "denied that it did not".
_CANCELLED = re.compile(
    r"(?:cannot|not|never|no|none|nobody|nothing|without|no\s+one|\w+n['’]t|hardly)\s+(?:\w+\s+){0,2}"
    r"(?:den|refus|fail|declin|doubt|rul|lack|false|untrue|baseless|unfounded|unable|prevent|reject|without|no\b)\w*(?:\s+\w+)?"
    r"|(?:den|doubt|not\s+true|untrue|false)\w*\s+that\b[^,;:]*",
    re.IGNORECASE,
)
_FUNCTION_WORDS_LIST = """
a an the this that these those and or but nor of to in on at by for from with as than then so such it its he she
they we you i his her their our my your him them us me who whom whose which what there here be am is are was were
been being have has had having do does did done will would shall should can could may might must not no any some all
every each both either if because while when where after before into onto over under about up down out off also too
very just only even still yet already ever again more most less least other another own same said say says
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_LIST.split())


def is_content(word: Word) -> bool:
    """Whether a word carries content: no article, pronoun, preposition, conjunction or auxiliary."""
    return word.lower not in _FUNCTION_WORDS and not re.search(r"n['’]t$", word.lower)


@lru_cache(maxsize=1024)
def find_negations(text: str) -> tuple[Negation, ...]:
    """Find the negations of a text in order: not, n't, never, no, without, deny, refuse, fail to, un- and the like.

    "not only", "no fewer than" and "No. 5" are none. A prefix negates its own word: "unable" has "able" in reach.
    """
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for match in _PATTERN.finditer(text):
        if match["harmless"] is None:
            found.append((*match.span("negator"), _own_base(match["negator"])))
    taken = {start for start, _, _ in found}
    for word in words(text):
        base = _negated_base(word.lower)
        if base and word.start not in taken:
            found.append((word.start, word.end, (stem(base),)))
    return tuple(
        Negation(start, end, text[start:end], base + _reach(text, start, end)) for start, end, base in sorted(found)
    )


def negations(text: str) -> list[str]:
    """The negations of a text as it writes them."""
    return [negation.exact for negation in find_negations(text)]


def polarity(text: str) -> Literal["positive", "negative"]:
    """Whether the main statement of a text is negated. Two negations of one word cancel ("did not deny").

    A clause that hangs on another ("who never paid", "because it had no licence") and a prefix ("unlikely") leave
    the statement positive, except "unable". Denials side by side ("neither ... nor", "No, it is false") add up.
    """
    main = _without_side_clauses(text)
    standing: list[Negation] = []
    for negation in find_negations(main):
        if _is_prefixed(negation.exact):
            continue
        if standing and _CANCELLED.fullmatch(main[standing[-1].start : negation.end]):
            standing.pop()
        else:
            standing.append(negation)
    return "negative" if standing else "positive"


def find_directions(text: str) -> list[Direction]:
    """Find the words that have an opposite: rise and fall, before and after, win and lose, accept and reject ..."""
    found: list[Direction] = []
    for word in words(text):
        places = _SCALES.get(word.stem, ()) or _SCALES.get(word.lower, ())
        if word.stem == stem("decline") and re.match(r"\s+to\b(?!\s+[\d$€£])", text[word.end :]):
            continue  # "declined to": a refusal
        found.extend(Direction(word.start, word.end, word.stem, scale, side) for scale, side in places)
    return found


def _own_base(negator: str) -> tuple[str, ...]:
    base = _negated_base(negator.lower())
    return (stem(base),) if base else ()


def _negated_base(word: str) -> str | None:
    """The word that a prefix negates: "able" of "unable"."""
    if curated := _CURATED_STEMS.get(stem(word)):
        return curated
    match = _UN.fullmatch(word) or _NON.fullmatch(word)
    return match[1] if match else None


def _is_prefixed(exact: str) -> bool:
    lower = exact.lower()
    return lower in {"non", "un", "anti"} or (
        lower not in {"unable", "unfounded", "untrue"} and _negated_base(lower) is not None
    )


def _reach(text: str, start: int, end: int) -> tuple[str, ...]:
    boundary = _BOUNDARY.search(text, end)
    reached = words(text[end : boundary.start() if boundary else len(text)])
    stems = tuple(word.stem for word in reached if is_content(word))
    exact = text[start:end].lower()
    return stems[:3] if _SHORT_REACH.fullmatch(exact) or _negated_base(exact) else stems


_SIDE_CLAUSE = re.compile(
    r",\s*(?:who|which|whose|where|when|because|although|though|while|whereas|since|unless|if|despite|but|and)\b[^,;.]*"
    r"|\b(?:because|although|though|whereas|unless|if)\b[^,;.]*|\([^)]*\)|[“\"][^”\"]*[”\"]",
    re.IGNORECASE,
)


def _without_side_clauses(text: str) -> str:
    main = _SIDE_CLAUSE.sub(" ", text)
    return main if any(is_content(word) for word in words(main)) else text


# One scale a line: words for its one end / words for the other.
_OPPOSITES = """
rise increase grow climb gain surge jump soar expand raise up upward swell escalate
 accelerate double triple / fall decrease decline drop ease slip
 shrink lower down downward reduce reduction cut slump plunge plummet slide sink dip tumble dwindle halve slow contract
higher / lower
more greater larger bigger / less fewer smaller
most / least fewest
largest biggest greatest / smallest
highest / lowest
best / worst
better / worse
oldest / youngest newest
majority / minority
maximum / minimum
first / last
before earlier prior / after later following
since / until
begin start open reopen resume launch commence / end finish close stop cease shut
above / below
inside within / outside beyond
north northern northward / south southern southward
east eastern eastward / west western westward
win victory winner / lose loss loser
support back endorse favor favour backer supporter / oppose resist against opponent
accept approve adopt ratify endorse / reject rejection veto block
allow permit legalize legalise authorize authorise / ban prohibit forbid bar outlaw
import importer / export exporter
buy purchase buyer / sell seller sale
lend lender / borrow borrower
hire appoint appointment / fire dismiss sack dismissal
arrive arrival / depart departure leave
enter entry join / leave exit quit withdraw withdrawal
send / receive
give / receive
attack assault / defend defense defence
ally friend friendly / enemy foe adversary hostile
succeed success successful / fail failure
true / false
confirm admit / deny
improve improvement strengthen / worsen deteriorate weaken
strong stronger / weak weaker
rich richer wealthy / poor poorer
high / low
early / late
fast faster quick / slow slower
near / far
public / private secret
domestic / foreign
guilty / innocent
convict conviction / acquit acquittal
alive survive survivor / die kill
war / peace
optimistic optimism / pessimistic pessimism
encourage / discourage
include / exclude
add / remove
build / destroy demolish
advance / retreat
praise / criticize criticise condemn
safe / dangerous
surplus / deficit
profit / loss
often frequently / rarely seldom
many / few
always / rarely seldom
present / absent
full / empty
permanent / temporary
major / minor
urban / rural
civilian / military
man / woman
left / right
"""


def _read_opposites() -> dict[str, tuple[tuple[str, Literal[0, 1]], ...]]:
    scales: dict[str, tuple[tuple[str, Literal[0, 1]], ...]] = {}
    for line in _OPPOSITES.strip().replace("\n ", " ").splitlines():
        one, other = line.split(" / ")
        name = f"{one.split()[0]}/{other.split()[0]}"
        sides: tuple[tuple[str, Literal[0, 1]], ...] = ((one, 0), (other, 1))
        for forms, side in sides:
            for word in {stem(word) for word in forms.split()}:
                scales[word] = (*scales.get(word, ()), (name, side))
    return scales


_SCALES = _read_opposites()
