"""What an endpoint sent, read so that it can be kept: JSON that can be written again, without the key."""

import json
import math
import re
from functools import lru_cache

__all__ = ["json_object", "without_key"]

_DEEPEST = 100  # arrays and objects within each other; no answer has ten, and from 250 on they cannot be written
_SHORTEST_KEY = 8  # characters; a shorter one is a placeholder, and stands in every other text
_HIDDEN = "[key]"


def json_object(content: bytes, key: str) -> dict[str, object] | None:
    """The JSON object in a body, the key replaced in its strings; None if it holds none, or one that nests too deep."""
    try:
        value = json.loads(content)
        if b"\\u" in content:  # lone surrogates cannot be written in UTF-8
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
        value = _keepable(value, key, _DEEPEST)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def without_key(text: str, key: str) -> str:
    """The text with the key replaced, also where it is escaped as in JSON: an answer is JSON in a string of JSON."""
    return text if len(key) < _SHORTEST_KEY else _pattern(key).sub(_HIDDEN, text)


@lru_cache(maxsize=8)
def _pattern(key: str) -> re.Pattern[str]:
    # Not any number of backslashes: a text of nothing else would take forever.
    return re.compile("".join(rf"\\{{0,8}}(?:{re.escape(letter)}|(?i:u{ord(letter):04x}))" for letter in key))


def _keepable(value: object, key: str, depth: int) -> object:
    if isinstance(value, str):
        return without_key(value, key)
    if isinstance(value, float):
        return value if math.isfinite(value) else None  # NaN and infinity are no JSON
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        raise ValueError("nested too deep")
    if isinstance(value, list):
        return [_keepable(item, key, depth - 1) for item in value]
    return {without_key(name, key): _keepable(item, key, depth - 1) for name, item in value.items()}
