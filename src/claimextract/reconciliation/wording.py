"""The words of a text that carry its content: without their endings, names and figures weighed apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from claimextract.language import stems as language
from claimextract.language.names import find_names, place_of
from claimextract.language.numerals import find_numerals

from .synonyms import one_word, spelled

# Scripts that put no spaces between words are read sign by sign.
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W_])+(?:['’][^\W_]+)*"
)
_QUOTE = re.compile(r"[“\"«]([^“”\"«»]*)(?:[”\"»]|$)")
_CLAUSE = re.compile(
    r"[;:—–]\s|,\s+(?=(?:and|but|yet|so|while|whereas|although|though|because|since|which|who|where|after)\b)"
    r"|\s(?=because\b)"
)
_LEAST_PART = 4
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
_HOLLOW_STEMS = frozenset(one_word(language.stem(word)) for word in _HOLLOW)
NAME_WEIGHT, WORD_WEIGHT, FIGURE_WEIGHT = 1.5, 1.0, 0.7


@dataclass(frozen=True)
class Wording:
    """The words of a text that carry its content: ``weights`` by stem, in their ``order``; the ``parties`` it names.

    ``names`` are the stems that stand in names. A headline that capitalises every word has neither names nor parties.
    ``quotes`` are the words of each quotation of more than one word, as written but for case. ``parts`` are the
    clauses that say enough to be compared, where there are several.
    """

    weights: Mapping[str, float]
    names: frozenset[str]
    order: tuple[str, ...]
    parties: tuple[str, ...]
    quotes: tuple[tuple[str, ...], ...]
    parts: tuple["Wording", ...] = ()

    @cached_property
    def plain(self) -> frozenset[str]:
        """The stems that are no figures."""
        return frozenset(self.order)

    @cached_property
    def said(self) -> frozenset[str]:
        """The stems that are neither figures nor names: what is said of those named."""
        return self.plain - self.names

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems alone."""
        return frozenset(self.weights)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word, one for all the words that the news has for one thing; peoples as their countries."""
    return one_word(language.stem(place_of(word)))


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Every word with its start in code points, without a genitive ending."""
    for match in _TOKEN.finditer(text):
        word = match[0] if match[0].isalnum() else re.sub(r"['’]s$|\.", "", match[0])
        yield match.start(), "USA" if word == "US" else word  # "us" is nobody's name


def is_content(word: str) -> bool:
    """Whether a lower-case word says what a claim is about."""
    if _IDEOGRAPH.match(word):
        return True
    return len(word) > 1 and word not in _HOLLOW and word not in _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS  # noqa: PLC0415 - half a second, which not every command needs

    # The list was made for other texts: in the news these are what is reported.
    return frozenset(STOP_WORDS - {"serious", "empty"})


def is_hollow(short: str) -> bool:
    """Whether a stem is that of a word that says only how a thing is said."""
    return short in _HOLLOW_STEMS


@lru_cache(maxsize=16384)
def read(text: str) -> Wording:
    """Read the content words of a text and of its clauses."""
    text = spelled(text)
    clauses = _CLAUSE.split(text)
    parts = [_read(clause) for clause in clauses] if len(clauses) > 1 else []
    return replace(_read(text), parts=tuple(part for part in parts if len(part.weights) >= _LEAST_PART))


def _read(text: str) -> Wording:
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
    return Wording(weights, frozenset(names), tuple(order), parties, _quotes(text))


def _quotes(text: str) -> tuple[tuple[str, ...], ...]:
    """The words between quotation marks, as written but for case; a single word is no quotation."""
    found = (tuple(word.lower() for _, word in tokens(match[1])) for match in _QUOTE.finditer(text))
    return tuple(words for words in found if len(words) > 1)
