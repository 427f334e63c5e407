"""Parts of speech by the parser's attribute ruler, whose work is remembered.

All but a few of its patterns look at one token, and only at its tag, its word and its dependency: what came of them
once comes of them again, and matching takes a hundred times as long as looking it up.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

Key = tuple[int, int, int, int]

_SEEN: list[int | str] = ["TAG", "LOWER", "DEP", "IS_SPACE"]
_SET: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "DEP"]


class Attributes:
    """Sets what the ruler would set."""

    def __init__(self, ruler: "AttributeRuler") -> None:
        self._ruler = ruler
        self._strings = ruler.vocab.strings
        entries: Any = ruler.patterns  # spaCy's own annotation is too wide
        patterns = [pattern for entry in entries for pattern in entry["patterns"]]
        self._words = [token["LOWER"] for pattern in patterns for token in pattern if "LOWER" in token]
        self._pairs = [pattern[0] for pattern in patterns if len(pattern) > 1]
        self._known: dict[Key, tuple[int, ...]] = {}
        self._word = lru_cache(maxsize=65536)(self._told_apart)
        self._paired = lru_cache(maxsize=65536)(self._may_open_a_pair)

    def __call__(self, doc: "Doc") -> None:
        """Set tag, part of speech, morphology, lemma and dependency where a pattern says so."""
        import numpy as np  # noqa: PLC0415 - see parser.english

        keys = [(tag, self._word(word), dep, space) for tag, word, dep, space in doc.to_array(_SEEN).tolist()]
        paired = any(self._paired(key) for key in keys)
        if not paired and all(key in self._known for key in keys):
            found: Any = np.array([self._known[key] for key in keys], dtype=np.uint64)
            doc.from_array(_SET, found)
            return
        self._ruler(doc)
        if not paired:
            self._known.update(zip(keys, map(tuple, doc.to_array(_SET).tolist()), strict=True))

    def _told_apart(self, word: int) -> int:
        """The word, if any pattern tells it from others, else 0."""
        text = self._strings[word]
        return word if any(_meets(text, condition, listed=True) for condition in self._words) else 0

    def _may_open_a_pair(self, key: Key) -> bool:
        """Whether a pattern of two tokens can begin with such a token."""
        tag, word, dep = (self._strings[number] for number in key[:3])
        values = {"TAG": tag, "LOWER": word, "DEP": dep}
        return any(all(_meets(values[name], condition) for name, condition in token.items()) for token in self._pairs)


def _meets(value: str, condition: Any, *, listed: bool = False) -> bool:  # noqa: ANN401 - as spaCy's patterns have it
    """Whether a value meets a condition of a pattern, or is ``listed`` in it."""
    if isinstance(condition, str):
        return value == condition
    if "REGEX" in condition:
        return re.search(condition["REGEX"], value) is not None
    return value in condition["IN"] if "IN" in condition else (value in condition["NOT_IN"]) == listed
