"""Forms of English verbs."""

import re

# Reporting verbs that are not regular, by their participle.
_IRREGULAR = {
    "choosing": "chose",
    "feeling": "felt",
    "finding": "found",
    "foreseeing": "foresaw",
    "holding": "held",
    "knowing": "knew",
    "meaning": "meant",
    "reading": "read",
    "saying": "said",
    "seeing": "saw",
    "seeking": "sought",
    "speaking": "spoke",
    "striving": "strove",
    "swearing": "swore",
    "telling": "told",
    "thinking": "thought",
    "understanding": "understood",
    "writing": "wrote",
}
_CONSONANT_Y = re.compile(r"[^aeiou]y$")


def past(verb: str) -> str:
    """The past tense of a present participle ("accusing" gives "accused"); any other form as it is."""
    if not verb.endswith("ing"):
        return verb
    stem = verb.removesuffix("ing")
    return _IRREGULAR.get(verb, f"{stem[:-1]}ied" if _CONSONANT_Y.search(stem) else f"{stem}ed")
