"""The words of many texts as columns of numbers: what a million texts say, without a record for each."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack  # type: ignore[import-untyped]

from claimextract.models import Claim

from .likeness import rarity
from .wording import Wording, read
from .workers import NO_WORKERS, Workers

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_Numbers = npt.NDArray[np.int32]

_BLOCK = 2_000  # texts that are read at a time
PLAIN, SAID = 1, 2


@dataclass(frozen=True)
class Columns:
    """What texts say, by row.

    ``words`` holds the weight of each word (see ``Wording.weights``), first a row for every text, then one for every
    clause; the clauses of text ``t`` are rows ``clauses[t]`` to ``clauses[t + 1]``. ``kinds`` tells for each entry
    whether the word is no figure, and whether it is no name either. ``first`` is the first text that reads the same,
    ``quoting`` whether a claim quotes, and ``quoted`` the texts that quote the same words, group by group.
    ``vocabulary`` are the words by their numbers, ``frequency`` in how many texts each stands.
    """

    words: csr_matrix
    kinds: npt.NDArray[np.int8]
    clauses: Ints
    first: Ints
    quoting: Flags
    quoted: tuple[tuple[int, ...], ...]
    vocabulary: Sequence[str]
    frequency: Ints

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """How much each word tells among these texts."""
        return rarity_in(self)

    def words_of(self, texts: Sequence[int]) -> list[str]:
        """The words of some of the texts, each once."""
        return [self.vocabulary[number] for number in np.unique(self.words[texts].indices).tolist()]


def columns_of(claims: Iterable[Claim], workers: Workers = NO_WORKERS) -> Columns:
    """Read the texts of claims, one after the other; none is kept."""
    vocabulary: dict[str, int] = {}
    places: dict[bytes, int] = {}
    quotes: dict[tuple[str, ...], list[int]] = {}
    wholes, parts = _Matrix(), _Matrix()
    many, first, quoting = array("q", [0]), array("q"), array("b")
    for block in workers.each(_read_block, _blocks(claims)):
        numbers = np.fromiter((vocabulary.setdefault(word, len(vocabulary)) for word in block.vocabulary), np.int32)
        wholes.add(block.wholes, numbers)
        parts.add(block.parts, numbers)
        for quote, place in block.quotes:
            quotes.setdefault(quote, []).append(len(first) + place)
        many.extend(block.many)
        quoting.extend(block.quoting)
        for digest in block.digests:
            first.append(places.setdefault(digest, len(first)))
    width = len(vocabulary)
    return Columns(
        words=vstack([wholes.matrix(width), parts.matrix(width)], format="csr"),
        kinds=np.concatenate([wholes.kinds, parts.kinds]),
        clauses=np.cumsum(many) + len(first),
        first=np.array(first, dtype=np.int64),
        quoting=np.array(quoting, dtype=np.bool_),
        quoted=tuple(tuple(places) for places in quotes.values() if len(places) > 1),
        vocabulary=list(vocabulary),
        frequency=np.bincount(wholes.numbers, minlength=width),
    )


def rarity_in(*collections: Columns) -> dict[str, float]:
    """How much each word tells in all of these texts together."""
    frequency: Counter[str] = Counter()
    for columns in collections:
        frequency.update(dict(zip(columns.vocabulary, columns.frequency.tolist(), strict=True)))
    return rarity(frequency, sum(map(len, collections)))


class _Rows(NamedTuple):
    """The words of texts, row after row; the words of row ``r`` are ``starts[r]`` to ``starts[r + 1]``."""

    starts: Ints
    numbers: _Numbers
    weights: npt.NDArray[np.float32]
    kinds: npt.NDArray[np.int8]


class _Block(NamedTuple):
    """What some texts say: their words have numbers of their own, in the order in which they come up.

    ``many`` is how many clauses each text has, ``quotes`` are the quotations, each with the place of its text.
    """

    vocabulary: list[str]
    wholes: _Rows
    parts: _Rows
    many: list[int]
    quoting: list[bool]
    quotes: list[tuple[tuple[str, ...], int]]
    digests: list[bytes]


def _blocks(claims: Iterable[Claim]) -> Iterator[list[tuple[str, bool]]]:
    """Texts, a block at a time, and whether each is a claim that is spoken."""
    told = ((claim.text, claim.attribution.type in {"direct", "mixed"}) for claim in claims)
    while block := list(islice(told, _BLOCK)):
        yield block


def _read_block(texts: Sequence[tuple[str, bool]]) -> _Block:
    vocabulary: dict[str, int] = {}
    wholes, parts = _Writer(vocabulary), _Writer(vocabulary)
    many, quoting, digests, quotes = [], [], [], []
    for place, (text, spoken) in enumerate(texts):
        wording = read(text)
        wholes.add(wording)
        for part in wording.parts:
            parts.add(part)
        many.append(len(wording.parts))
        quoting.append(bool(wording.quotes) or spoken)
        quotes += [(quote, place) for quote in set(wording.quotes)]
        digests.append(_digest(text))
    return _Block(list(vocabulary), wholes.rows(), parts.rows(), many, quoting, quotes, digests)


def _digest(text: str) -> bytes:
    """Texts that differ in white space only share it."""
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()


class _Writer:
    """Wordings, written one by one."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary = vocabulary
        self._starts, self._words, self._weights, self._kinds = array("q", [0]), array("i"), array("f"), array("b")

    def add(self, wording: Wording) -> None:
        plain, said = wording.plain, wording.said
        for word, weight in wording.weights.items():
            self._words.append(self._vocabulary.setdefault(word, len(self._vocabulary)))
            self._weights.append(weight)
            self._kinds.append(PLAIN * (word in plain) + SAID * (word in said))
        self._starts.append(len(self._words))

    def rows(self) -> _Rows:
        return _Rows(
            np.array(self._starts, dtype=np.int64),
            np.array(self._words, dtype=np.int32),
            np.array(self._weights, dtype=np.float32),
            np.array(self._kinds, dtype=np.int8),
        )


class _Matrix:
    """Rows of several blocks, put together: the words of a row in the order of their numbers."""

    def __init__(self) -> None:
        self._blocks = [
            _Rows(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.int8))
        ]
        self._held = 0

    def add(self, rows: _Rows, numbers: _Numbers) -> None:
        """Append the rows of a block; ``numbers`` gives the numbers of its words in the whole."""
        own = numbers[rows.numbers]
        order = np.lexsort((own, np.repeat(np.arange(len(rows.starts) - 1), np.diff(rows.starts))))
        self._blocks.append(_Rows(rows.starts[1:] + self._held, own[order], rows.weights[order], rows.kinds[order]))
        self._held += len(own)

    @property
    def numbers(self) -> _Numbers:
        return np.concatenate([block.numbers for block in self._blocks])

    @property
    def kinds(self) -> npt.NDArray[np.int8]:
        return np.concatenate([block.kinds for block in self._blocks])

    def matrix(self, width: int) -> csr_matrix:
        starts = np.concatenate([block.starts for block in self._blocks])
        weights = np.concatenate([block.weights for block in self._blocks])
        return csr_matrix((weights, self.numbers, starts), shape=(len(starts) - 1, width))
