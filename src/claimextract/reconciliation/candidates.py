"""Which claims are worth comparing: nearest neighbours by word TF-IDF, at near-linear cost."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

from .wording import read

# A word of more texts than this ties nothing together, and would make the product of the matrix quadratic.
MAX_DOCUMENT_FREQUENCY = 300
NEIGHBOURS = 20
_FLOOR = 0.1
_BLOCK = 2048


def neighbour_pairs(texts: Sequence[str], passages: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs (i, j), i < j, of texts that may speak of one matter, in ascending order.

    Each text brings its ``NEIGHBOURS`` nearest by the cosine of stemmed word TF-IDF. Equal texts are read once and tied
    to each other, and so are texts of one passage (``passages`` gives each text's) and texts that quote the same words.
    The document frequency is capped by an absolute count, so that cost grows with the number of texts.
    """
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(" ".join(text.split()), []).append(place)
    pairs: set[tuple[int, int]] = set()
    for same in (*places.values(), *_alike(passages), *_alike_quotes(texts)):
        pairs.update((same[0], other) for other in same[1:])
        pairs.update(pairwise(same))
    heads = [same[0] for same in places.values()]
    matrix = _matrix([texts[head] for head in heads])
    if matrix is not None:
        pairs.update((min(heads[i], heads[j]), max(heads[i], heads[j])) for i, j in _nearest(matrix))
    return sorted(pairs)


def _alike(passages: Sequence[int]) -> Iterable[list[int]]:
    groups: dict[int, list[int]] = {}
    for place, passage in enumerate(passages):
        groups.setdefault(passage, []).append(place)
    return groups.values()


def _alike_quotes(texts: Sequence[str]) -> Iterable[list[int]]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, text in enumerate(texts):
        for quote in sorted(set(read(text).quotes)):
            groups.setdefault(quote, []).append(place)
    return groups.values()


def _matrix(texts: Sequence[str]) -> csr_matrix | None:
    """The TF-IDF of the texts, rows of unit length; None where no word is left to compare."""
    vectorizer = TfidfVectorizer(analyzer=_words, max_df=MAX_DOCUMENT_FREQUENCY, sublinear_tf=True, dtype=np.float64)
    try:
        return csr_matrix(vectorizer.fit_transform(texts))
    except ValueError:  # every word is a stop word or too frequent
        return None


def _words(text: str) -> list[str]:
    wording = read(text)
    return sorted(wording.weights)


def _nearest(matrix: csr_matrix) -> list[tuple[int, int]]:
    """For each row its nearest others, block by block; ties go to the earlier row."""
    transposed = matrix.T.tocsr()
    found: list[tuple[int, int]] = []
    for start in range(0, matrix.shape[0], _BLOCK):
        product = (matrix[start : start + _BLOCK] @ transposed).tocsr()
        for offset in range(product.shape[0]):
            row = start + offset
            columns = product.indices[product.indptr[offset] : product.indptr[offset + 1]]
            values = product.data[product.indptr[offset] : product.indptr[offset + 1]]
            keep = (values >= _FLOOR) & (columns != row)
            columns, values = columns[keep], np.round(values[keep], 9)
            order = np.lexsort((columns, -values))[:NEIGHBOURS]
            found.extend((row, int(column)) for column in columns[order])
    return found
