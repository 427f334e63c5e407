"""Splits a text into words and takes them back to a stem, so that forms of one word can be compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# Principal parts of irregular verbs, base form first; also nouns that change within. Degrees of comparison
# are not levelled: more is not most.
_IRREGULAR_FORMS = """
be am is are was were been being|have has had having|do does did done|go goes went gone|rise rose risen
fall fell fallen|grow grew grown growth|win won|lose lost loss losses|sell sold sales|buy bought|send sent
give gave given|take took taken|make made|say said|tell told|begin began begun|come came|become became|build built
find found|get got gotten|hold held|keep kept|know knew known|lead led|leave left|meet met|pay paid|run ran
see saw seen|shrink shrank shrunk|sink sank sunk|speak spoke spoken speech|spend spent|stand stood
steal stole stolen|strike struck|swear swore sworn|teach taught|think thought|throw threw thrown
understand understood|wear wore worn|withdraw withdrew withdrawn withdrawal|write wrote written|break broke broken
bring brought|choose chose chosen choice|draw drew drawn|drive drove driven|fight fought|fly flew flown flight
forbid forbade forbidden|forget forgot forgotten|hide hid hidden|lie lay lain|lend lent|ride rode ridden
show showed shown|sit sat|sleep slept|swim swam swum|feel felt|freeze froze frozen|eat ate eaten
bear bore born borne|catch caught|deal dealt|feed fed|flee fled|mean meant|seek sought|shoot shot|sweep swept
wake woke woken|deny denial|refuse refusal|man men|woman women|child children|person people|foot feet
far farther further furthest
die died dying death dead|approve approval|oppose opposition
"""
_IRREGULAR: dict[str, str] = {}
for _forms in re.split(r"[|\n]", _IRREGULAR_FORMS.strip()):
    _base, *_others = _forms.split()
    _IRREGULAR.update(dict.fromkeys(_others, _base))


@dataclass(frozen=True)
class Word:
    """A word of a text: ``text[start:end]``, in lower case as ``lower``, and its stem."""

    start: int
    end: int
    lower: str
    stem: str


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; an apostrophe inside a word belongs to it."""
    return tuple(
        Word(match.start(), match.end(), match.group().lower(), stem(match.group())) for match in _WORD.finditer(text)
    )


def plain(word: str) -> str:
    """A word in lower case without accents: "Élysée's" is "elysee's"."""
    if word.isascii():
        return word.casefold()
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn").casefold()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A short stem of an English word; other words lose little. Two forms of one word share it.

    Endings are cut and irregular forms looked up; the stem is for comparing only and need not be a word.
    """
    word = re.sub(r"['’]s?$", "", plain(word))
    base = _IRREGULAR.get(word, word)
    for ending, least, replacement in _ENDINGS:
        if base.endswith(ending) and len(base) - len(ending) >= least:
            base = base[: len(base) - len(ending)] + replacement
            break
    if len(base) > 3 and base.endswith("e"):
        base = base[:-1]
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "aeiou":
        base = base[:-1]
    return base


# ending, fewest letters that must remain, what takes its place
_ENDINGS = (
    ("ies", 2, "y"),
    ("ied", 2, "y"),
    ("sses", 2, "ss"),
    ("xes", 2, "x"),
    ("ches", 2, "ch"),
    ("shes", 2, "sh"),
    ("ments", 4, ""),
    ("ment", 4, ""),
    ("ions", 5, ""),
    ("ion", 5, ""),
    ("ings", 3, ""),
    ("ing", 3, ""),
    ("eed", 1, "ee"),
    ("ed", 3, ""),
    ("ss", 1, "ss"),
    ("us", 2, "us"),
    ("is", 2, "is"),
    ("s", 2, ""),
)
