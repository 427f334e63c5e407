"""How alike two readings are: the words they share, what they say of those named, the quotations they share."""

import math
from collections.abc import Collection, Mapping, Sequence

from .wording import Wording, is_content, read

ENOUGH = 3  # common words from which overlap counts in full
ENOUGH_SAID = 2
SAID_PART = 0.2
QUOTE_PART = 0.3
_PRIOR = 50
# A quotation that can be recognised: so many words, or so many that carry content.
_QUOTE_WORDS, _QUOTE_CONTENT = 4, 2

# Clauses are compared where the wholes are neither strangers nor alike.
WORTH_PARTS, ENOUGH_WHOLE = 0.15, 0.6
PART = 0.85

Weights = Mapping[str, float]


def similarity(texts_a: Sequence[str], texts_b: Sequence[str]) -> list[float]:
    """How alike the texts of each pair are in wording, 0 to 1, without regard to any collection.

    Raises:
        ValueError: If the two lists differ in length.
    """
    readings = ((read(a), read(b)) for a, b in zip(texts_a, texts_b, strict=True))
    return [alike(a, b, a.weights, b.weights) for a, b in readings]


def alike(a: Wording, b: Wording, weights_a: Weights, weights_b: Weights) -> float:
    """The likeness of two readings, 0 to 1, under the weights given to their words.

    Two sentences that share one clause of several are alike by it, a little less than if they were that clause.
    """
    whole = _alike(a, b, weights_a, weights_b)
    if not WORTH_PARTS <= whole < ENOUGH_WHOLE or not (a.parts or b.parts):
        return whole
    parts = [
        _alike(x, y, {word: weights_a[word] for word in x.weights}, {word: weights_b[word] for word in y.weights})
        for x in a.parts or (a,)
        for y in b.parts or (b,)
    ]
    return max(whole, PART * max(parts, default=0.0))


def _alike(a: Wording, b: Wording, weights_a: Weights, weights_b: Weights) -> float:
    """The likeness of two readings as wholes.

    Mostly the mean of the cosine and the overlap coefficient of their words: a headline is not unlike the sentence that
    holds it merely because it is short. A fifth is the overlap of what they say, names left out. Words that both put
    between quotation marks bring the two nearer: few people find the same words by chance.
    """
    common = weights_a.keys() & weights_b.keys()
    # fsum is exact, so that neither the order of the words nor that of the two texts shows in the last digit.
    shared = math.fsum(weights_a[word] * weights_b[word] for word in common)
    square_a, square_b = _square(weights_a, weights_a), _square(weights_b, weights_b)
    if not square_a or not square_b:
        return 1.0 if shared_quote(a, b) else 0.0
    cosine = shared / math.sqrt(square_a * square_b)
    overlap = min(1.0, shared / min(square_a, square_b)) * min(1.0, len(common) / ENOUGH)
    likeness = (cosine + max(cosine, overlap)) / 2
    likeness = min(1.0, (1 - SAID_PART) * likeness + SAID_PART * _said_alike(a, b, weights_a, weights_b))
    return likeness + QUOTE_PART * (1 - likeness) if shared_quote(a, b) else likeness


def _said_alike(a: Wording, b: Wording, weights_a: Weights, weights_b: Weights) -> float:
    """The overlap of the words that are no names; that of the names where one side has no others."""
    said_a, said_b = (a.said, b.said) if a.said and b.said else (a.plain, b.plain)
    least = min(_square(weights_a, said_a), _square(weights_b, said_b))
    common = said_a & said_b
    shared = math.fsum(weights_a[word] * weights_b[word] for word in common)
    return min(1.0, shared / least) * min(1.0, len(common) / ENOUGH_SAID) if least else 0.0


def _square(weights: Weights, words: Collection[str]) -> float:
    return math.fsum(weights[word] ** 2 for word in words)


def shared_quote(a: Wording, b: Wording) -> bool:
    """Whether both quote the same words, or one a part of what the other quotes: more than a turn of phrase."""
    return any(_within(x, y) or _within(y, x) for x in a.quotes for y in b.quotes)


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    if len(short) < _QUOTE_WORDS and sum(is_content(word) for word in short) < _QUOTE_CONTENT:
        return False
    return any(long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1))


def holds(a: Wording, b: Wording) -> float:
    """The share of the words of ``a`` that ``b`` has too, by weight."""
    whole = math.fsum(a.weights.values())
    return math.fsum(weight for word, weight in a.weights.items() if word in b.weights) / whole if whole else 0.0


def rarity(frequency: Mapping[str, int], texts: int) -> dict[str, float]:
    """How much each word tells in a collection, 0 to 1: what every claim about one affair says tells little.

    ``frequency`` is in how many of the ``texts`` it stands. An inverse document frequency with a prior, so that in a
    small collection no word is thought common too soon.
    """
    size = texts + _PRIOR
    return {word: math.log(size / (count + 1)) / math.log(size) for word, count in frequency.items()}
