"""Where the names of a wording come from: the evidence says them, or what stands before it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..language.names import find_names, name_words, place_of, plain_words
from ..language.stems import stem

_WORD = re.compile(r"\w+")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_JOINED = re.compile(rf"\s+for\s+(?:the\s+)?|^(?:{_MONTHS})\s+")  # "June China", "Madrid for the NATO summit"
_MENTIONS = frozenset(
    "he she it they him her them his its their hers theirs this that these those the such both here there who".split()
)
_NEAR = 3  # words from "the" to the last word of "the last treaty"
_SHORT = 5  # words that can take each other's place


@dataclass(frozen=True)
class Surroundings:
    """What stands before the evidence: the sentences next to it (``before``), and the whole text down to it."""

    before: str
    above: str

    def name(self, name: str, evidence: str) -> bool:
        """Whether the evidence can point to a name: it stands before, or a part of it does and the whole above."""
        if not self.before and not self.above:
            return False
        short = is_shortened(name, f"{self.before}\n{evidence}")
        return is_said(name, self.before) or (short and is_said(name, self.above))


def is_said(name: str, evidence: str) -> bool:
    """Whether the words of a name stand side by side in the evidence, in any case; "Chinese" says "China"."""
    wanted = [place_of(word) for word in name_words(name)]
    for part in re.split(r"[,;:()!?]|\.(?=\s)", evidence):
        stated = [place_of(word) for word in name_words(part)]
        if any(stated[at : at + len(wanted)] == wanted for at in range(len(stated))):
            return True
    # An everyday word that opens the wording with a capital may be another form of what the evidence says.
    return len(wanted) == 1 and stem(wanted[0]) in {stem(word) for word in plain_words(evidence)}


def parts_of(name: str) -> list[str]:
    """What only stands side by side in a wording, as one name each."""
    return [part for part in _JOINED.split(name) if part]


def is_shortened(name: str, evidence: str) -> bool:
    """Whether the evidence says the first or the last word of a name: "Cooper" for "Zack Cooper"."""
    words = name_words(name)
    return any(is_said(word, evidence) for word in (*words[:1], *words[-1:]))


def is_mentioned(text: str, place: tuple[int, int], evidence: str) -> bool:
    """Whether the evidence has a mention (a pronoun, "the treaty") where a wording has a name that it does not say."""
    said, stated = list(_WORD.finditer(text)), list(_WORD.finditer(evidence))
    words = [m.group().lower() for m in stated]
    matcher = SequenceMatcher(None, [m.group().lower() for m in said], words, autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        inside = any(match.start() < place[1] and place[0] < match.end() for match in said[low:high])
        if tag != "equal" and inside and not _MENTIONS.isdisjoint(words[max(0, first - _NEAR) : last]):
            return True
    return False


def replaced_name(text: str, place: tuple[int, int], evidence: str) -> str | None:
    """The name of the evidence that stands where a wording has another one, and that the wording has lost."""
    said, stated = list(_WORD.finditer(text)), list(_WORD.finditer(evidence))
    matcher = SequenceMatcher(
        None, [m.group().lower() for m in said], [m.group().lower() for m in stated], autojunk=False
    )
    codes = matcher.get_opcodes()
    for at, (tag, low, high, first, last) in enumerate(codes):
        if tag != "replace" or high - low > _SHORT:
            continue
        if said[high - 1].end() <= place[0] or place[1] <= said[low].start():
            continue
        if at > 0 and _long(codes[at - 1]):
            beside = first, min(last, first + high - low)
        elif at + 1 < len(codes) and _long(codes[at + 1]):
            beside = max(first, last - (high - low)), last
        else:
            continue
        start, end = stated[beside[0]].start(), stated[beside[1] - 1].end()
        for a, b in find_names(evidence):
            if start < b and a < end and _count(evidence[a:b], text) < _count(evidence[a:b], evidence):
                return evidence[a:b]
    return None


def _long(code: tuple[str, int, int, int, int]) -> bool:
    """Whether words that both texts share are enough to tell what stands beside them."""
    return code[0] == "equal" and code[2] - code[1] >= 2


def _count(name: str, text: str) -> int:
    """How often a text says the words of a name."""
    wanted, stated = ([place_of(word) for word in name_words(part)] for part in (name, text))
    return sum(stated[at : at + len(wanted)] == wanted for at in range(len(stated)))
