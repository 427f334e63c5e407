"""Which claims are worth comparing: nearest neighbours by word TF-IDF, at near-linear cost."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from .columns import Columns, Ints
from .likenesses import Likeness

# A word of more texts than this ties nothing together, and would make the product of the matrix quadratic.
MAX_DOCUMENT_FREQUENCY = 300
NEIGHBOURS = 20
_FLOOR = 0.1
_BLOCK = 2048
# Cosines are told apart by nine digits.
_DIGITS = 10**9
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


def worth_comparing(likeness: Likeness, pairs: Ints, least: float) -> Ints:
    """Those of the pairs whose likeness may reach ``least``."""
    return pairs[likeness.of(pairs) >= least - _MARGIN]


def _distinct(parts: Sequence[Ints], size: int) -> Ints:
    """All pairs, each once, the lower first."""
    one, other = np.concatenate(parts).T
    codes = np.sort(np.minimum(one, other) * size + np.maximum(one, other))
    return np.stack(np.divmod(codes[np.diff(codes, prepend=-1) > 0], max(1, size)), axis=1)


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
    rows = matrix.shape[0]
    # A key of row, cosine and column fits 63 bits.
    block = max(1, min(_BLOCK, 2**63 // ((_DIGITS + 1) * max(1, rows)) - 1))
    blocks = [_nearest_of(matrix, transposed, start, block) for start in range(0, rows, block)]
    return np.concatenate(blocks) if blocks else np.zeros((0, 2), dtype=np.int64)


def _nearest_of(matrix: csr_matrix, transposed: csr_matrix, start: int, block: int) -> Ints:
    """The same for ``block`` rows from ``start`` on: one number to sort each is far quicker than three."""
    size = matrix.shape[0]
    product = (matrix[start : start + block] @ transposed).tocoo()
    keep = np.flatnonzero(product.data >= _FLOOR)
    unlike = _DIGITS - np.minimum(np.rint(product.data[keep] * _DIGITS), _DIGITS).astype(np.int64)
    rows, columns = product.row[keep].astype(np.int64), product.col[keep]
    keys = np.sort(((rows * (_DIGITS + 1) + unlike) * size + columns)[columns != rows + start])
    rows, columns = keys // (size * (_DIGITS + 1)), keys % size
    # The place of each in its row: the first so many stay.
    places = np.arange(len(rows))
    begins = np.maximum.accumulate(np.where(np.diff(rows, prepend=-1) > 0, places, 0))
    near = places - begins < NEIGHBOURS
    return np.stack([rows[near] + start, columns[near]], axis=1)
