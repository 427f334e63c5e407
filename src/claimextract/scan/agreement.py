"""Which noun a pronoun, a relative or an appended phrase can belong to: by number, by person or thing, by place."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from .grammar import is_person

if TYPE_CHECKING:
    from spacy.tokens import Token

Number = Literal["one", "many"]

_TIMES = frozenset({"DATE", "TIME"})
_THINGS = frozenset({"DATE", "TIME", "GPE", "LOC", "FAC", "ORG", "PRODUCT", "EVENT", "MONEY", "PERCENT", "QUANTITY"})
_MODIFYING = frozenset({"compound", "poss", "nmod", "amod", "npadvmod", "nummod", "quantmod"})
_TIME_NOUNS = frozenset("second minute hour day night evening morning noon week weekend month year decade time".split())
# One body or many people: they take verbs of either number.
_EITHER = frozenset(
    "police people staff team government family majority number half rest lot couple crew public media committee "
    "council company band group percent".split()
)
_PERSONAL = frozenset("he she it they him them himself herself itself themselves".split())
_POINTING = frozenset("this that these those such there here former latter one ones both others".split())
_PEOPLE = ("man", "men", "woman", "women", "ist", "ists", "ian", "ians", "-old", "-olds")
_NAMING = frozenset({"mark", "expl", "amod", "nummod"})  # "the former mayor", "one count"
_NOUNS = frozenset({"NOUN", "PROPN"})
_OWNERS = {"his": "person", "her": "person", "its": "thing", "their": "many"}


def number_of(noun: "Token", until: int | None = None) -> Number | None:
    """One or many, None where the form does not tell; with what is joined to a noun, up to a token."""
    if any(child.dep_ == "conj" and (until is None or child.i < until) for child in noun.children):
        return "many"
    if noun.lemma_.lower() in _EITHER:
        return None
    return {"NN": "one", "NNP": "one", "NNS": "many"}.get(noun.tag_)  # type: ignore[return-value]


def number_of_verb(verb: "Token") -> Number | None:
    """What the finite form of a clause asks of its subject, None where it fits any."""
    finite = next((t for t in verb.children if t.dep_ in {"aux", "auxpass"} and t.tag_ in {"VBZ", "VBP", "VBD"}), verb)
    if finite.tag_ in {"VBZ", "VBP"}:
        return "one" if finite.tag_ == "VBZ" else "many"
    return {"was": "one", "were": "many"}.get(finite.lower_)  # type: ignore[return-value]


def agree(noun: "Token", number: Number | None, until: int | None = None) -> bool:
    """Whether a noun can have a verb of this number."""
    known = number_of(noun, until)
    return known is None or number is None or known == number


def is_time(noun: "Token") -> bool:
    """Whether a noun is a date or a stretch of time."""
    return noun.ent_type_ in _TIMES or noun.lemma_.lower() in _TIME_NOUNS


def is_somebody(noun: "Token") -> bool:
    """Whether a noun means people."""
    word = noun.lower_
    by_form = noun.pos_ == "NOUN" and (word == "people" or word.endswith(_PEOPLE))
    return noun.ent_type_ == "PERSON" or by_form or (is_person(noun) and noun.ent_type_ not in _THINGS)


def can_be_somebody(noun: "Token") -> bool:
    """Whether nothing tells that a noun means a thing."""
    return is_somebody(noun) or (noun.pos_ == "PROPN" and noun.ent_type_ not in _THINGS)


def nouns(tokens: "Iterable[Token]") -> "list[Token]":
    """The heads of noun phrases, names and common nouns, without those that only modify others and without times."""
    return [t for t in tokens if t.pos_ in _NOUNS and t.dep_ not in _MODIFYING and not is_time(t)]


def points_out(tokens: "Iterable[Token]", before: "Iterable[Token]", subject: "Token") -> bool:
    """Whether words point to something ``before`` them that is not their subject: alone, they would be misread."""
    owners = nouns(before)
    for token in tokens:
        word = token.lower_
        if word in _PERSONAL:
            return True
        pointing = word in _POINTING and token.dep_ not in _NAMING and token.tag_ not in {"IN", "WDT"}
        if pointing and not is_time(token.head):  # "this year" is understood
            return True
        kind = _OWNERS.get(word) if token.tag_ == "PRP$" else None
        if kind and (not _can_own(subject, kind) or any(_can_own(noun, kind) for noun in owners)):
            return True
    return False


def _can_own(noun: "Token", kind: str) -> bool:
    many = number_of(noun) == "many"
    if noun.pos_ == "PRON":
        return kind == {"he": "person", "she": "person", "it": "thing", "they": "many"}.get(noun.lower_)
    if kind == "many":
        return many or number_of(noun) is None
    return not many and (can_be_somebody(noun) if kind == "person" else not is_somebody(noun))


def can_mean(pronoun: "Token", subject: "Token", before: "Iterable[Token]") -> bool:
    """Whether a pronoun can stand for the subject of the clause before, and for nothing else in it."""
    if subject.pos_ not in {"NOUN", "PROPN"}:
        return False
    others = [t for t in nouns(before) if t != subject and not (t.dep_ == "conj" and subject.is_ancestor(t))]
    word = pronoun.lower_
    if word in {"he", "she"}:
        return number_of(subject) == "one" and is_somebody(subject) and not any(can_be_somebody(t) for t in others)
    if word == "they":
        return number_of(subject) == "many" and not any(number_of(t) != "one" for t in others)
    return (
        word == "it"
        and number_of(subject) == "one"
        and not is_somebody(subject)
        and all(number_of(t) == "many" or is_somebody(t) for t in others)
    )


def counted_before(own: "Token", before: "Iterable[Token]") -> "tuple[Token, tuple[int, int]] | None":
    """In "21 of them", the pronoun and the counted noun before it, where there is only one in the plural."""
    them = next((t for t in own.subtree if t.lower_ == "them" and t.head.lower_ == "of" and t.head.head == own), None)
    many = [t for t in nouns(before) if number_of(t) != "one"]
    if (
        them is None
        or len(many) != 1
        or not any(c.dep_ == "nummod" and c.i == many[0].left_edge.i for c in many[0].children)
    ):
        return None
    return them, (many[0].left_edge.i, many[0].i + 1)
