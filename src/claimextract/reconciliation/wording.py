"""What two texts have in common: words without their endings, names and figures weighed above the rest."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # type: ignore[import-untyped]

from claimextract.language import stems as language
from claimextract.language.names import find_names, place_of
from claimextract.language.numerals import find_numerals

# Scripts that put no spaces between words are read sign by sign.
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W_])+(?:['’][^\W_]+)*"
)
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

# Words of reporting, doubting and denying say how a thing is said, not what: they never make two claims alike.
_HOLLOW_TEXT = """
say says said saying tell tells told report reports reported reportedly reporting according announce announces
announced add adds added claim claims claimed state states stated statement note noted explain explained mr mrs ms
dr also just now yesterday today tomorrow deny denies denied denying denial dismiss dismisses dismissed false fake
hoax untrue rumor rumors rumour rumours unfounded unconfirmed confirm confirms confirmed not no never none nobody
nothing neither nor without may might could would should will shall can possibly perhaps probably likely allegedly
unclear about around roughly approximately nearly almost some least most than over under don't doesn't didn't isn't
aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't cannot
"""
_HOLLOW = frozenset(_HOLLOW_TEXT.split())
# The news has several words for the events it counts; without them "12 died" and "15 were killed" do not meet.
_ONE_WORD = {
    language.stem(word): language.stem(group[0])
    for group in (
        line.split()
        for line in (
            "kill die dies dead death deadly fatal fatally fatality killing slay slain",
            "injure injury wound wounded hurt",
            "earthquake quake tremor",
            "acquire buy purchase acquisition",
            "percent cent pct",
            "begin start",
            "rise increase climb",
            "fall decrease drop decline",
            "uk britain british",
            "usa america washington",
            "china beijing",
            "russia moscow kremlin",
            "reveal unveil",
            "attack assault",
            "company firm",
        )
    )
    for word in group
}
_ENOUGH = 3
_PRIOR = 50
NAME_WEIGHT, WORD_WEIGHT, FIGURE_WEIGHT = 1.5, 1.0, 0.7


@dataclass(frozen=True)
class Wording:
    """The words of a text that carry its content: ``weights`` by stem, in their ``order``; the ``parties`` it names.

    ``names`` are the stems that stand in names. A headline that capitalises every word has neither names nor parties.
    """

    weights: Mapping[str, float]
    names: frozenset[str]
    order: tuple[str, ...]
    parties: tuple[str, ...]

    @property
    def plain(self) -> frozenset[str]:
        """The stems that are no figures."""
        return frozenset(self.order)

    @property
    def words(self) -> frozenset[str]:
        """The stems alone."""
        return frozenset(self.weights)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word, one for all the words that the news has for one thing; peoples as their countries."""
    return level(language.stem(place_of(word)))


def level(short: str) -> str:
    """The stem that stands for all stems of one meaning."""
    return _ONE_WORD.get(short, short)


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Every word with its start in code points, without a genitive ending."""
    for match in _TOKEN.finditer(text):
        word = re.sub(r"['’]s$|\.", "", match[0])
        yield match.start(), "USA" if word == "US" else word  # "us" is nobody's name


def is_content(word: str) -> bool:
    """Whether a lower-case word says what a claim is about."""
    if _IDEOGRAPH.match(word):
        return True
    return len(word) > 1 and word not in ENGLISH_STOP_WORDS and word not in _HOLLOW


@lru_cache(maxsize=16384)
def read(text: str) -> Wording:
    """Read the content words of a text."""
    numerals = find_numerals(text)
    taken = {position for numeral in numerals for position in range(numeral.start, numeral.end)}
    weights = {f"{numeral.value:g}": FIGURE_WEIGHT for numeral in numerals}
    found = [(start, word) for start, word in tokens(text) if start not in taken]
    long_words = [word for _, word in found if len(word) > 3]
    shouting = sum(word[0].isupper() for word in long_words) > 0.6 * len(long_words) and len(long_words) > 3
    spans = [] if shouting else find_names(text)
    names, order = set(), []
    capital = {position for start, end in spans for position in range(start, end)}
    for start, word in found:
        plain = word.replace("’", "'").lower()
        if not is_content(plain):
            continue
        short = stem(plain)
        order.append(short)
        named = start in capital
        if named:
            names.add(short)
        weights[short] = max(weights.get(short, 0.0), NAME_WEIGHT if named else WORD_WEIGHT)
    parties = tuple(sorted({text[start:end] for start, end in spans}))
    return Wording(weights, frozenset(names), tuple(order), parties)


def similarity(texts_a: Sequence[str], texts_b: Sequence[str]) -> list[float]:
    """How alike the texts of each pair are in wording, 0 to 1, without regard to any collection.

    The mean of the cosine and the overlap coefficient of their weighted content words: a headline is not unlike the
    sentence that holds it merely because it is short.

    Raises:
        ValueError: If the two lists differ in length.
    """
    return [alike(read(a).weights, read(b).weights) for a, b in zip(texts_a, texts_b, strict=True)]


def alike(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The likeness of two sets of weighted words, 0 to 1. Overlap counts in full only from three common words on."""
    if not a or not b:
        return 0.0
    common = a.keys() & b.keys()
    # fsum is exact, so that neither the order of the words nor that of the two texts shows in the last digit.
    shared = math.fsum(a[word] * b[word] for word in common)
    square_a = math.fsum(weight**2 for weight in a.values())
    square_b = math.fsum(weight**2 for weight in b.values())
    cosine = shared / math.sqrt(square_a * square_b)
    overlap = min(1.0, shared / min(square_a, square_b)) * min(1.0, len(common) / _ENOUGH)
    return min(1.0, (cosine + max(cosine, overlap)) / 2)


def rarity(readings: Sequence[Wording]) -> dict[str, float]:
    """How much each word tells in a collection, 0 to 1: what every claim about one affair says tells little.

    An inverse document frequency with a prior, so that in a small collection no word is thought common too soon.
    """
    frequency = Counter(word for reading in readings for word in reading.weights)
    size = len(readings) + _PRIOR
    return {word: math.log(size / (count + 1)) / math.log(size) for word, count in frequency.items()}
