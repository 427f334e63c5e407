"""What a sentence says by the way: clauses with "which" and "who" behind a comma, and phrases in apposition.

Only what cannot restrict its noun is an aside: it stands between commas or dashes, and one noun alone can be meant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .agreement import agree, can_be_somebody, is_somebody, is_time, nouns, number_of, number_of_verb, points_out
from .cues import BODY_NOUNS
from .grammar import is_finite

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Range = tuple[int, int]  # tokens [first, last) of a block

_STOPS = frozenset({".", ";", ":", "!"})
_OPENING = frozenset('("“‘«—–')
_RELATIVES = frozenset({"which", "who", "whose", "whom"})
_BEHIND = frozenset("in at on from for with to under through by".split())  # "the town in which she lived"
_PATH = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "prep", "agent", "dative", "oprd", "conj", "nmod", "acomp"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_TENSED = frozenset({"VBZ", "VBP", "VBD", "MD"})
# What a whole clause does rather than a thing in it: "The pit closed, which angered the union".
_CLAUSAL = frozenset(
    """
    add affect alarm allow anger annoy appear bring cause coincide come complicate constitute create delight drive
    draw enable explain follow force frighten fuel give happen help hurt increase indicate irritate lead leave let
    make mark mean please prompt prove provoke push put raise reduce reflect represent require result seem set shock
    show sound spark suggest surprise take trigger turn upset worry
    """.split()
)
_FOLLOWING = frozenset({"IN", "TO", "RB", "MD", "VBD", "VBZ", "VBP", "WDT", "WP", "WRB"})
_ABSTRACT = frozenset(
    """
    act achievement blow case change charge claim concern consequence decision decline development drop error event
    fact failure feat figure first goal idea increase issue measure mistake move number one policy position practice
    problem process proof question reason reminder result rise record relief setback shame shift sign something step
    success surprise task thing threat tradition trend victory view warning way
    """.split()
)
_DOUBTING = frozenset("may might could would should can".split())
_LONGEST_OWNER = 6  # tokens before "’s"


@dataclass(frozen=True)
class Aside:
    """An aside: the tokens that it takes from its clause, the marks around it included, and the words of its statement.

    ``verb`` is the verb of a relative clause.
    """

    first: int
    last: int
    words: tuple[Range | str, ...]
    verb: "Token | None"


def asides(tokens: "Sequence[Token]") -> list[Aside]:
    """The asides of a clause, the outermost of those that hold each other."""
    found: list[Aside] = []
    for token in tokens:
        aside = None
        if token.lower_ in _RELATIVES and token.tag_ in {"WDT", "WP", "WP$"}:
            aside = _relative(token, tokens)
        elif token.dep_ == "appos":
            aside = _apposition(token, tokens)
        if aside is not None and not any(other.first < aside.last and aside.first < other.last for other in found):
            found.append(aside)
    return found


# -- relative clauses ------------------------------------------------------------------------------------------------


def _relative(relative: "Token", tokens: "Sequence[Token]") -> Aside | None:
    doc = relative.doc
    verb = next((t for t in relative.ancestors if t.dep_ in {"relcl", "advcl", "ccomp"} and is_finite(t)), None)
    first = relative.i - 1 if doc[relative.i - 1].dep_ == "prep" and relative.dep_ == "pobj" else relative.i
    if verb is None or verb.i < relative.i or first <= tokens[0].i or not _is_mark(doc[first - 1]):
        return None
    last = _end(verb, tokens)
    if last is None or doc[relative.i + 1].text[0] in "'’":  # "who's"
        return None
    noun = _antecedent(relative, verb, first - 1, tokens)
    thing = _phrase(noun, first - 1) if noun is not None else None
    if noun is None or thing is None or points_out(doc[relative.i + 1 : last], (), noun):
        return None
    rest = (relative.i + 1, last)
    words: tuple[Range | str, ...]
    if first < relative.i:
        if (
            doc[first].lower_ not in _BEHIND
            or doc[first].head != verb
            or any(_is_mark(t) for t in doc[slice(*rest)][-4:])
        ):
            return None
        words = rest, (first, relative.i), thing
    elif relative.dep_ in _SUBJECTS and relative.head == verb:
        words = thing, rest
    elif relative.dep_ == "poss" and relative.head.dep_ in _SUBJECTS and thing[1] - thing[0] <= _LONGEST_OWNER:
        words = thing, "’" if doc[thing[1] - 1].text.endswith("s") else "’s", rest
    elif relative.dep_ == "dobj" and relative.head == verb and verb.i + 1 <= last:
        words = (relative.i + 1, verb.i + 1), thing, (verb.i + 1, last)
    else:
        return None
    if _goes_on(doc, last, noun, tokens):
        return None
    return Aside(first - 1, _closed(doc, last, tokens), words, verb)


def _antecedent(relative: "Token", verb: "Token", mark: int, tokens: "Sequence[Token]") -> "Token | None":
    """The one noun before the mark that can be meant, if it is the parser's choice too."""
    head = verb.head
    found = _candidates(head if head.pos_ in {"NOUN", "PROPN"} else relative, mark, tokens)
    number = number_of_verb(verb) if relative.dep_ in _SUBJECTS else None
    if relative.lower_ == "which":
        found = [t for t in found if not is_somebody(t)]
    elif relative.lower_ in {"who", "whom"}:
        found = [t for t in found if is_somebody(t)] or [t for t in found if can_be_somebody(t)]
    fitting = [t for t in found if agree(t, number, mark)]
    if len(fitting) != 1 or not _in_main_clause(fitting[0], tokens) or _is_listed(fitting[0], mark):
        return None
    noun = fitting[0]
    if head != noun and head.pos_ not in {"VERB", "AUX"} and not is_time(head):
        return None
    return None if relative.lower_ == "which" and _is_clausal(relative, verb, noun) else noun


def _candidates(noun: "Token", mark: int, tokens: "Sequence[Token]") -> "list[Token]":
    """The nouns before a mark, back to the verb or to the mark before."""
    doc = noun.doc
    main = next((t for t in noun.ancestors if t.pos_ in {"VERB", "AUX"} and t.i < mark), None)
    stops = (t.i + 1 for t in tokens if t.i < mark and (_ends(t) or t == main))
    return nouns(doc[max([tokens[0].i, *stops]) : mark])


def _is_listed(noun: "Token", mark: int) -> bool:
    return noun.dep_ == "conj" or any(t.dep_ == "conj" and t.i < mark for t in noun.children)


def _is_clausal(relative: "Token", verb: "Token", noun: "Token") -> bool:
    """Whether "which" at the end of a clause may stand for all that the clause says."""
    main = next((t for t in noun.ancestors if t.pos_ in {"VERB", "AUX"}), None)
    before = main is not None and noun.i < main.i
    if before or relative.dep_ == "pobj" or number_of_verb(verb) == "many":
        return False
    told = next((c for c in verb.children if c.dep_ in {"attr", "acomp"}), None)
    abstract = told is not None and (told.dep_ == "acomp" or told.lemma_.lower() in _ABSTRACT)
    return verb.lemma_.lower() in _CLAUSAL or abstract


# -- appositions -----------------------------------------------------------------------------------------------------


def _apposition(noun: "Token", tokens: "Sequence[Token]") -> Aside | None:
    doc, named, first = noun.doc, noun.head, noun.left_edge.i
    mark = first - 1
    if named.pos_ not in {"NOUN", "PROPN"} or noun.pos_ != "NOUN" or is_time(noun) or is_time(named):
        return None
    if mark < tokens[0].i or not _is_mark(doc[mark]) or doc[first].lower_ not in {"a", "an", "the", "another"}:
        return None
    last = _end(noun, tokens)
    thing = _phrase(named, mark)
    alone = _candidates(named, mark, tokens) == [named] and not any(t.dep_ == "conj" for t in noun.children)
    if last is None or thing is None or not alone or _is_listed(named, mark) or not _in_main_clause(named, tokens):
        return None
    if is_somebody(noun) or (is_somebody(named) and noun.lemma_.lower() not in BODY_NOUNS):
        return None  # the role of a person, which the source carries
    ends = last > tokens[-1].i or doc[last].text != ","
    if noun.lemma_.lower() in _ABSTRACT or (ends and named.pos_ != "PROPN"):
        return None  # it may stand for all that the sentence says
    told = doc[first:last]
    if not agree(named, number_of(noun), mark) or points_out(told, (), named) or any(is_time(t) for t in told):
        return None
    if _goes_on(doc, last, named, tokens):
        return None
    words = thing, _copula(named, noun, told), (first, last)
    return Aside(mark, _closed(doc, last, tokens), words, None)


def _copula(named: "Token", noun: "Token", told: "Iterable[Token]") -> str:
    """What a name is, it still is; a thing may have been so at the time."""
    main = next((t for t in named.ancestors if t.pos_ in {"VERB", "AUX"}), None)
    inner = [t for t in told if t.tag_ in _TENSED]
    outer = [t for t in (main, *main.children) if t.tag_ in _TENSED] if main is not None else []
    past = named.pos_ != "PROPN" and any(t.tag_ == "VBD" for t in (inner or outer)[:1])
    if number_of(noun) == "many":
        return "were" if past else "are"
    return "was" if past else "is"


# -- both ------------------------------------------------------------------------------------------------------------


def _is_mark(token: "Token") -> bool:
    """Whether a comma or a dash stands here."""
    return token.text == "," or _is_dash(token) or token.text == "–"


def _is_dash(token: "Token") -> bool:
    spaced = token.i > 0 and bool(token.nbor(-1).whitespace_ and token.whitespace_)
    return token.text in {"—", "--"} or (token.text in {"–", "-"} and spaced)


def _ends(token: "Token") -> bool:
    return _is_mark(token) or token.text in _STOPS


def _end(head: "Token", tokens: "Sequence[Token]") -> int | None:
    """Where an aside ends, before its closing mark; None where it runs on into the rest of the sentence."""
    doc, last = head.doc, head.right_edge.i
    while last > head.i and (_ends(doc[last]) or doc[last].is_space):  # a citation was masked by spaces
        last -= 1
    if last > tokens[-1].i or any(_is_dash(t) for t in doc[head.left_edge.i : last + 1]):
        return None
    if last == tokens[-1].i or (last + 1 <= tokens[-1].i and (_ends(doc[last + 1]) or doc[last + 1].text == "(")):
        return last + 1
    return None


def _closed(doc: "Doc", last: int, tokens: "Sequence[Token]") -> int:
    """The end of an aside behind its closing mark."""
    return last + 1 if last <= tokens[-1].i and _is_mark(doc[last]) else last


def _goes_on(doc: "Doc", last: int, noun: "Token", tokens: "Sequence[Token]") -> bool:
    """Whether what follows an aside may be a part of it: the next item of its list, or a participle."""
    if last + 1 > tokens[-1].i or doc[last].text != ",":
        return False
    follows, main = doc[last + 1], next((t for t in noun.ancestors if t.pos_ in {"VERB", "AUX"}), None)
    if main is not None and noun.i < main.i:
        return False
    if follows.dep_ == "cc":
        return follows.head.pos_ in {"NOUN", "PROPN"} and follows.head != noun
    return follows.tag_ not in _FOLLOWING


def _phrase(noun: "Token", mark: int) -> Range | None:
    """The words of a noun up to the mark behind it; None where a pronoun owns it."""
    first = noun.left_edge.i
    last = min([mark, *(t.i for t in noun.doc[noun.i + 1 : mark] if _ends(t) or not noun.is_ancestor(t))])
    cut = first > 0 and not noun.doc[first - 1].whitespace_ and noun.doc[first - 1].text not in _OPENING
    return None if cut or any(t.tag_ == "PRP$" for t in noun.doc[first:last]) else (first, last)


def _in_main_clause(noun: "Token", tokens: "Sequence[Token]") -> bool:
    """Whether no subordinate clause stands between a noun and the main verb: what is denied or planned stays whole.

    "The town might build a bridge, which ...": what there may never be, nothing is told of.
    """
    main = next((t for t in noun.ancestors if t.pos_ in {"VERB", "AUX"}), noun)
    given = noun.pos_ == "PROPN" or any(t.lower_ in {"the", "this", "that"} for t in noun.lefts)
    if not given and noun.i > main.i and any(t.dep_ == "neg" or t.lower_ in _DOUBTING for t in main.children):
        return False
    token = noun
    while token.head != token and token.head in tokens:
        if token.pos_ in {"VERB", "AUX"}:
            return token.dep_ == "conj"
        if token.dep_ not in _PATH:
            return False
        token = token.head
    return True
