"""Falsified evidence: words that almost stand in a document. None of them may be located."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from ..grounding import locate
from ..language.names import find_names
from ..language.stems import plain
from ..models import Document
from .tally import Tally

__all__ = ["AMOUNT", "Falsification", "Kind", "falsify", "score_falsified"]

AMOUNT = 2000
SEED = 20260101
Kind = Literal["number", "unit", "name", "negation", "direction", "truncation", "gluing"]
Pieces = tuple[str, str, str]  # what stands before the change, the change, what stands after it

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"'”’)]*(?=\s)|(?=\n)|$)")
_SHORTEST = 6  # words of a sentence worth falsifying
_WIDEST = 8  # words kept on either side of a change, where not all are
_UNITS = {
    "percent": "percentage points", "per cent": "percentage points", "%": "‰",
    "hundred": "thousand", "thousand": "million", "million": "billion", "billion": "million",
    "dollars": "euros", "euros": "dollars", "pounds": "euros", "$": "€", "€": "$", "£": "$",
    "miles": "kilometres", "kilometres": "miles", "kilometers": "miles", "metres": "feet", "feet": "metres",
    "minutes": "hours", "hours": "days", "days": "weeks", "weeks": "months", "months": "years", "years": "months",
}  # fmt: skip
_PAIRS = (
    ("rise", "fall"), ("rose", "fell"), ("risen", "fallen"), ("increase", "decrease"), ("increased", "decreased"),
    ("up", "down"), ("above", "below"), ("more", "less"), ("most", "least"), ("before", "after"), ("won", "lost"),
    ("win", "lose"), ("higher", "lower"), ("over", "under"), ("first", "last"), ("gain", "loss"), ("best", "worst"),
    ("support", "oppose"), ("accepted", "rejected"), ("bought", "sold"), ("for", "against"),
)  # fmt: skip
_OPPOSITES = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_UNIT = re.compile(rf"\b(?:{'|'.join(unit for unit in _UNITS if unit not in '%$€£')})\b|(?<=\d)%|[$€£](?=\d)")
_DIRECTION = re.compile(rf"\b(?:{'|'.join(_OPPOSITES)})\b")
_NOT = re.compile(r"\b(?:not|never) ")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|could|should|can|may|must|did|does) (?!not\b)")
_CUTTABLE = re.compile(r"[A-Za-z]{5,}|\d+[.,]\d+|\d{2,}")


@dataclass(frozen=True)
class Falsification:
    """Words that ``document`` does not hold; ``id`` is its number in the list."""

    id: int
    document: Document
    kind: Kind
    words: str


def score_falsified(documents: Sequence[Document], amount: int = AMOUNT) -> list[Tally]:
    """Hold falsified words against their documents, and count those that are accepted as evidence."""
    # Document by document, since each is levelled for the search once and then kept for a while.
    made = sorted(falsify(documents, amount), key=lambda one: (one.document.id, one.id))
    ids = [document.id for document in documents]
    everything = Tally("falsified evidence accepted (fewer is better)", "share", ids)
    by_kind = {kind: Tally(f"{kind} accepted", "share", ids) for kind in get_args(Kind)}
    for one in made:
        accepted = locate(one.words, one.document.text) is not None
        for tally in (everything, by_kind[one.kind]):
            tally.add(one.document.id, int(accepted), 0, 1)
            tally.note(f"{one.document.id} {one.kind} {one.id}", not accepted)
    return [everything, *by_kind.values()]


def falsify(documents: Sequence[Document], amount: int = AMOUNT, seed: int = SEED) -> Iterator[Falsification]:
    """Make falsified evidence out of the sentences of documents: the same documents give the same.

    A number, unit, name, negation or direction is changed, a word or number is cut short at the end, or two stretches
    are joined over what stands between them. The kinds take turns; the words around a change are kept in part or in
    full. A change whose outcome stands in the document all the same, white space and case aside, is passed over.
    """
    chance = random.Random(seed)  # noqa: S311 - it must repeat, not surprise
    sentences = [(document, found) for document in documents for found in _sentences(document.text)]
    chance.shuffle(sentences)
    queues: dict[Kind, Iterator[tuple[Document, str]]] = {
        kind: _made(kind, sentences, chance) for kind in get_args(Kind)
    }
    number = 0
    while queues and number < amount:
        for kind in list(queues):
            if number == amount:
                return
            following = next(queues[kind], None)
            if following is None:
                del queues[kind]
                continue
            number += 1
            yield Falsification(number, following[0], kind, following[1])


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        if len(match.group().split()) >= _SHORTEST:
            yield match.group().strip()


def _made(
    kind: Kind, sentences: Sequence[tuple[Document, str]], chance: random.Random
) -> Iterator[tuple[Document, str]]:
    change = _CHANGES[kind]
    levelled: dict[str, str] = {}
    for document, sentence in sentences:
        text = levelled.setdefault(document.id, _levelled(document.text))
        pieces = list(change(sentence, document, chance))
        if not pieces:
            continue
        before, changed, after = chance.choice(pieces)
        words = _window(before, changed, after, chance)
        if text.count(_levelled(words)) == (kind == "truncation"):
            yield document, words


def _levelled(text: str) -> str:
    return " ".join(text.casefold().split())


def _window(before: str, changed: str, after: str, chance: random.Random) -> str:
    """The change with all that stands around it, or with some words on either side."""
    if chance.random() < 0.5:
        return (before + changed + after).strip()
    left, right = re.findall(r"\S+\s*|\s+", before), re.findall(r"\s*\S+", after)
    keep = chance.randint(2, _WIDEST)
    return ("".join(left[-keep:]) + changed + "".join(right[: chance.randint(2, _WIDEST)])).strip()


def _replaced(sentence: str, pattern: re.Pattern[str], new: Callable[[str], str]) -> Iterator[Pieces]:
    for match in pattern.finditer(sentence):
        yield sentence[: match.start()], new(match.group()), sentence[match.end() :]


def _number(sentence: str, _: Document, chance: random.Random) -> Iterator[Pieces]:
    def other(number: str) -> str:
        place = chance.choice([i for i, character in enumerate(number) if character.isdigit()])
        digit = chance.choice([d for d in "123456789" if d != number[place]])
        return number[:place] + digit + number[place + 1 :]

    return _replaced(sentence, _NUMBER, other)


def _unit(sentence: str, _: Document, __: random.Random) -> Iterator[Pieces]:
    return _replaced(sentence, _UNIT, _UNITS.__getitem__)


def _name(sentence: str, document: Document, chance: random.Random) -> Iterator[Pieces]:
    """Another name of the same document takes the place of one."""
    others = _names(document.text)
    for start, end in find_names(sentence):
        mine = _letters(sentence[start:end])
        if fitting := sorted(name for name in others if mine not in _letters(name) and _letters(name) not in mine):
            yield sentence[:start], chance.choice(fitting), sentence[end:]


@lru_cache(maxsize=4096)
def _names(text: str) -> frozenset[str]:
    return frozenset(text[start:end] for start, end in find_names(text))


def _letters(name: str) -> str:
    return "".join(character for character in plain(name) if character.isalnum())


def _negation(sentence: str, _: Document, __: random.Random) -> Iterator[Pieces]:
    """A negation is taken out where there is one, else put in."""
    yield from _replaced(sentence, _NOT, lambda _: "")
    yield from _replaced(sentence, _AUXILIARY, lambda auxiliary: f"{auxiliary}not ")


def _direction(sentence: str, _: Document, __: random.Random) -> Iterator[Pieces]:
    return _replaced(sentence, _DIRECTION, _OPPOSITES.__getitem__)


def _truncation(sentence: str, _: Document, __: random.Random) -> Iterator[Pieces]:
    """The words end within a word or a number: "14,000" becomes "14"."""
    for match in _CUTTABLE.finditer(sentence):
        word = match.group()
        cut = re.split(r"[.,]", word)[0] if re.search(r"[.,]", word) else word[:-1] if word.isdigit() else word[:-2]
        yield sentence[: match.start()] + cut, "", ""


def _gluing(sentence: str, _: Document, chance: random.Random) -> Iterator[Pieces]:
    """Some words between two stretches are left out, or the space between two words is."""
    spaces = [match.span() for match in re.finditer(r"\s+", sentence)]
    for index in range(1, len(spaces) - 3):
        further = min(len(spaces) - 2, index + chance.randint(1, 4))
        yield sentence[: spaces[index][0]], " ", sentence[spaces[further][1] :]
    for start, end in spaces[1:-1]:
        if sentence[start - 1].isalpha() and sentence[end].isalpha():
            yield sentence[:start], "", sentence[end:]


_CHANGES: dict[Kind, Callable[[str, Document, random.Random], Iterator[Pieces]]] = {
    "number": _number,
    "unit": _unit,
    "name": _name,
    "negation": _negation,
    "direction": _direction,
    "truncation": _truncation,
    "gluing": _gluing,
}
