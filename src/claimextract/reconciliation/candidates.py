"""Which claims are worth comparing: nearest neighbours by word TF-IDF, at near-linear cost."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from .columns import Columns, Ints, Likeness

# A word of more texts than this ties nothing together, and would make the product of the matrix quadratic.
MAX_DOCUMENT_FREQUENCY = 300
NEIGHBOURS = 20
_FLOOR = 0.1
_BLOCK = 2048
# Likeness is reckoned here with half the digits: so much less than asked for is let through.
_MARGIN = 1e-4


def neighbour_pairs(columns: Columns, passages: Ints) -> Ints:
    """The pairs (i, j), i < j, of texts that may speak of one matter, in ascending order: one pair a row.

    Each text brings its ``NEIGHBOURS`` nearest by the cosine of stemmed word TF-IDF. Equal texts are read once and tied
    to each other, and so are texts of one passage (``passages`` gives each text's) and texts that quote the same words.
    The document frequency is capped by an absolute count, so that cost grows with the number of texts.
    """
    heads = np.flatnonzero(columns.first == np.arange(len(columns)))
    near = heads[_nearest(_tfidf(columns.words[heads]))]
    quoted = [_chain(np.array(group)) for group in columns.quoted]
    return _distinct([near, _alike(columns.first), _alike(passages), *quoted], len(columns))


def worth_comparing(columns: Columns, pairs: Ints, least: float, rarity: Mapping[str, float]) -> Ints:
    """Those of the pairs whose likeness, with words told by their ``rarity``, may reach ``least``."""
    return pairs[Likeness(columns, rarity).of(pairs) >= least - _MARGIN]


def _distinct(parts: Sequence[Ints], size: int) -> Ints:
    """All pairs, each once, the lower first."""
    pairs = np.concatenate(parts)
    codes = np.unique(pairs.min(axis=1) * size + pairs.max(axis=1))
    return np.stack(np.divmod(codes, max(1, size)), axis=1)


def _alike(groups: Ints) -> Ints:
    """Members of one group, each tied to the one before it and to the first."""
    order = np.argsort(groups, kind="stable")
    bounds = np.flatnonzero(np.diff(groups[order])) + 1
    several = [group for group in np.split(order, bounds) if len(group) > 1]
    return np.concatenate([_chain(group) for group in several]) if several else np.zeros((0, 2), dtype=np.int64)


def _chain(group: Ints) -> Ints:
    to_first = np.stack([np.full(len(group) - 1, group[0]), group[1:]], axis=1)
    return np.concatenate([to_first, np.stack([group[:-1], group[1:]], axis=1)])


def _tfidf(words: csr_matrix) -> csr_matrix:
    """Rows of unit length over the words that are not too frequent, with a smoothed inverse document frequency."""
    frequency = np.bincount(words.indices, minlength=words.shape[1])
    told = np.log((1 + words.shape[0]) / (1 + frequency)) + 1
    weights = np.where(frequency <= MAX_DOCUMENT_FREQUENCY, told, 0.0)
    matrix = csr_matrix((weights[words.indices], words.indices, words.indptr), shape=words.shape)
    matrix.eliminate_zeros()
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(length, np.diff(matrix.indptr))
    return matrix


def _nearest(matrix: csr_matrix) -> Ints:
    """For each row its nearest others, block by block; ties go to the earlier row."""
    transposed = matrix.T.tocsr()
    blocks = [_nearest_of(matrix, transposed, start) for start in range(0, matrix.shape[0], _BLOCK)]
    return np.concatenate(blocks) if blocks else np.zeros((0, 2), dtype=np.int64)


def _nearest_of(matrix: csr_matrix, transposed: csr_matrix, start: int) -> Ints:
    product = (matrix[start : start + _BLOCK] @ transposed).tocoo()
    rows, columns, values = product.row + start, product.col, product.data
    keep = (values >= _FLOOR) & (columns != rows)
    rows, columns, values = rows[keep], columns[keep], np.round(values[keep], 9)
    order = np.lexsort((columns, -values, rows))
    rows, columns = rows[order], columns[order]
    # The place of each in its row: the first so many stay.
    begins = np.searchsorted(rows, rows)
    near = np.arange(len(rows)) - begins < NEIGHBOURS
    return np.stack([rows[near], columns[near]], axis=1).astype(np.int64)
