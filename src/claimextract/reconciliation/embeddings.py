"""Claims near in meaning, by vectors: candidates beside those that share words."""

import importlib.util
import logging
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .columns import Ints

Vectors = npt.NDArray[np.float32]
# Texts in, a row for each out: from an endpoint or from ``offline``.
Embed = Callable[[Sequence[str]], Vectors]

NEIGHBOURS = 10
# All pairs are compared: of larger collections words alone choose the candidates.
MOST = 20_000
_BLOCK = 1024
_PACKAGE = "wordllama"


def near_in_meaning(embed: Embed, texts: Sequence[str]) -> Ints:
    """Pairs of texts, each with those nearest to it by their vectors."""
    return nearest(embed(texts)) if texts else np.zeros((0, 2), dtype=np.int64)


def nearest(vectors: Vectors) -> Ints:
    """For each row its ``NEIGHBOURS`` nearest by cosine, as pairs of rows; ties go to the earlier row."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths > 0, lengths, 1)
    count = min(NEIGHBOURS, len(unit) - 1)
    pairs = [np.zeros((0, 2), dtype=np.int64)]
    for start in range(0, len(unit) if count > 0 else 0, _BLOCK):
        # Rounded, so that the last digit, which differs between machines, decides nothing.
        cosine = np.round(unit[start : start + _BLOCK] @ unit.T, 5)
        rows = np.arange(len(cosine))
        cosine[rows, rows + start] = -2
        near = np.argsort(-cosine, axis=1, kind="stable")[:, :count]
        pairs.append(np.stack([np.repeat(rows + start, count), near.ravel()], axis=1))
    return np.concatenate(pairs)


def remembering(embed: Embed) -> Embed:
    """The same vectors, each text asked for once: for vectors that cost something."""
    known: dict[str, npt.NDArray[np.float32]] = {}

    def recalled(texts: Sequence[str]) -> Vectors:
        unknown = list(dict.fromkeys(text for text in texts if text not in known))
        if unknown:
            known.update(zip(unknown, embed(unknown), strict=True))
        return np.stack([known[text] for text in texts])

    return recalled


@lru_cache(maxsize=1)
def offline() -> Embed | None:
    """Vectors by the weights inside the package of the extra ``embeddings``; None where it is not installed.

    Static word vectors of 256 dimensions (WordLlama, Miller 2024), thousands of texts a second. Nothing is downloaded.
    """
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        return None
    root, handlers, level = logging.getLogger(), list(logging.getLogger().handlers), logging.getLogger().level
    from wordllama import WordLlama  # type: ignore[import-not-found]  # noqa: PLC0415

    # The package sets up the logging of the whole program when it is imported.
    root.handlers[:] = handlers
    root.setLevel(level)
    model = WordLlama.load(cache_dir=Path(found.origin).parent, disable_download=True)
    return lambda texts: np.asarray(model.embed(list(texts)), dtype=np.float32)
