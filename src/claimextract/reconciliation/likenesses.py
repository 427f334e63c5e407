"""How alike many pairs of texts are, reckoned in columns."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from .columns import PLAIN, SAID, Columns, Flags, Ints
from .likeness import (
    ENOUGH,
    ENOUGH_SAID,
    ENOUGH_WHOLE,
    PART,
    QUOTE_PART,
    SAID_PART,
    WORTH_PARTS,
)

Floats = npt.NDArray[np.float64]

_BLOCK = 100_000  # pairs that are compared at a time


class Likeness:
    """``likeness.alike`` for many pairs of texts at once, with every quotation taken as shared.

    ``rarity`` is how much each word tells, as ``alike`` is given it: among these claims, or among more.
    """

    def __init__(self, columns: Columns, rarity: Mapping[str, float]) -> None:
        telling = np.fromiter((rarity[word] for word in columns.vocabulary), dtype=np.float32)
        words = columns.words
        data = words.data * telling[words.indices]
        self._columns = columns
        self._all = csr_matrix((data, words.indices, words.indptr), shape=words.shape)
        self._plain = _only(self._all, columns.kinds & PLAIN > 0)
        self._said = _only(self._all, columns.kinds & SAID > 0)
        self._squares = [_squares(matrix) for matrix in (self._all, self._plain, self._said)]

    def of(self, pairs: Ints) -> Floats:
        """At least the likeness of each pair, and exactly that where one side quotes nothing."""
        blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
        return np.concatenate([self._block(*block.T) for block in blocks]) if blocks else np.zeros(0)

    def said(self, pairs: Ints) -> Ints:
        """How many words each pair shares that are neither figures nor names."""
        blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
        return (
            np.concatenate([_common(self._said, *block.T)[1] for block in blocks]) if blocks else np.zeros(0, np.int64)
        )

    def quoting(self, pairs: Ints) -> Flags:
        """Whether both of each pair quote."""
        return np.asarray(self._columns.quoting[pairs].all(axis=1), dtype=np.bool_)

    def _block(self, i: Ints, j: Ints) -> Floats:
        columns = self._columns
        quoting = columns.quoting[i] & columns.quoting[j]
        whole = self._rows(i, j)
        best = _raised(whole, quoting)
        several = (np.diff(columns.clauses)[i] > 0) | (np.diff(columns.clauses)[j] > 0)
        worth = np.flatnonzero(several & (best >= WORTH_PARTS) & (whole < ENOUGH_WHOLE))
        if len(worth):
            owner, x, y = self._parts(i[worth], j[worth])
            parts = np.zeros(len(worth))
            np.maximum.at(parts, owner, self._rows(x, y))
            best[worth] = np.maximum(best[worth], PART * _raised(parts, quoting[worth]))
        return best

    def _parts(self, i: Ints, j: Ints) -> tuple[Ints, Ints, Ints]:
        """Every clause of one side with every clause of the other, and the place of the pair that they come from."""
        (start_i, many_i), (start_j, many_j) = self._span(i), self._span(j)
        many = many_i * many_j
        owner = np.repeat(np.arange(len(i)), many)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many)
        return owner, start_i[owner] + within // many_j[owner], start_j[owner] + within % many_j[owner]

    def _span(self, texts: Ints) -> tuple[Ints, Ints]:
        """Where the clauses of texts begin and how many there are: a text of one clause is its own."""
        clauses = self._columns.clauses
        many = clauses[texts + 1] - clauses[texts]
        return np.where(many > 0, clauses[texts], texts), np.maximum(many, 1)

    def _rows(self, i: Ints, j: Ints) -> Floats:
        every, plain, said = self._squares
        shared, common = _common(self._all, i, j)
        high, low = np.maximum(every[i], every[j]), np.minimum(every[i], every[j])
        with np.errstate(divide="ignore", invalid="ignore"):
            cosine = np.nan_to_num(shared / np.sqrt(high * low))
            overlap = np.nan_to_num(np.minimum(1.0, shared / low)) * np.minimum(1.0, common / ENOUGH)
            both = (said[i] > 0) & (said[j] > 0)
            alike = np.zeros(len(i))
            for matrix, squares, chosen in ((self._said, said, both), (self._plain, plain, ~both)):
                a, b = i[chosen], j[chosen]
                shared, common = _common(matrix, a, b)
                part = np.nan_to_num(np.minimum(1.0, shared / np.minimum(squares[a], squares[b])))
                alike[chosen] = part * np.minimum(1.0, common / ENOUGH_SAID)
        likeness = (cosine + np.maximum(cosine, overlap)) / 2
        return np.asarray(np.minimum(1.0, (1 - SAID_PART) * likeness + SAID_PART * alike))


def _raised(likeness: Floats, quoting: Flags) -> Floats:
    """The likeness if both sides quoted the same words."""
    return np.where(quoting, np.where(likeness > 0, likeness + QUOTE_PART * (1 - likeness), 1.0), likeness)


def _only(matrix: csr_matrix, kept: Flags) -> csr_matrix:
    """The matrix with some of its entries."""
    before = np.concatenate([[0], np.cumsum(kept)])
    return csr_matrix((matrix.data[kept], matrix.indices[kept], before[matrix.indptr]), shape=matrix.shape)


def _squares(matrix: csr_matrix) -> Floats:
    return np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64).ravel()


def _common(matrix: csr_matrix, i: Ints, j: Ints) -> tuple[Floats, Ints]:
    """For each pair of rows the sum of the products of what both hold, and how many entries both hold."""
    product = matrix[i].multiply(matrix[j]).tocsr()
    return np.asarray(product.sum(axis=1), dtype=np.float64).ravel(), np.diff(product.indptr)
