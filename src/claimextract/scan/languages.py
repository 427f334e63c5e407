"""Texts that are not in English: which they are, and how they are cut into sentences without the English parser."""

import functools
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_COMMON: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to in that is was for it with as his on be at by he she said from are has have".split()
    ),
    "de": frozenset(
        "der die das und ist nicht ein eine mit von den dem zu auf für im sich auch wird hat sagte".split()
    ),
    "fr": frozenset("le la les des et est une dans que qui pour pas sur au avec plus du il elle ont été aux".split()),
    "es": frozenset("el la los las de que y en un una por con para del se no su lo más al ha fue como".split()),
    "it": frozenset("il lo gli di che e un una per con non del della sono ha nel alla più dei anche".split()),
    "pt": frozenset("o os as de que e em um uma por com para do da não no na se mais dos ao foi".split()),
    "nl": frozenset("de het een en van in is dat op te zijn met voor niet aan er om ook als bij".split()),
}
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_OTHER_SCRIPTS = re.compile("[\u0370-\u1fff]")
_MOST_WORDS = 20_000  # that a pipeline keeps of those that it has met; see parser.reading
_ALWAYS_OPENING = frozenset("„‚")
_OPENING_CHINESE = frozenset("“‘「『《（")
_ABBREVIATED = re.compile(
    r"(?:(?<![\w’'])(?:\d{1,2}|[A-ZÀ-Þ]|Dr|Prof|Nr|St|Mme|MM|Mlle|Sra?|Dra?|Dña|bzw|ca|evtl|ggf|z\.\s?B|d\.\s?h|u\.\s?a|vgl|Mio|"
    r"Mrd|Sig|Dott|art|núm|av)|\bp\. ?ej)\.$"
)
_OPENING = frozenset('„“«»‹‘‚"([¿¡—–')
_SAMPLE = 6000  # characters


def of(text: str, declared: str | None) -> str:
    """The language of a text as an ISO 639-1 code: as declared, else by its script and its commonest words."""
    if declared:
        return re.split(r"[-_]", declared.strip().lower())[0]
    return _guessed(text[:_SAMPLE])


@functools.lru_cache(maxsize=256)  # of the documents that are scanned together
def _guessed(sample: str) -> str:
    ideographs, others = len(_IDEOGRAPHS.findall(sample)), len(_OTHER_SCRIPTS.findall(sample))
    if (ideographs or others) and (letters := sum(c.isalpha() for c in sample)):
        if ideographs > letters * 0.2:
            kana, hangul = len(_KANA.findall(sample)), len(_HANGUL.findall(sample))
            return "ko" if hangul > letters * 0.2 else "ja" if kana > letters * 0.1 else "zh"
        if others > letters * 0.5:
            return "xx"
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    hits = {language: sum(words[word] for word in common) for language, common in _COMMON.items()}
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] > 1.3 * hits["en"] + 2 else "en"


def splitter(language: str) -> "Language":
    """A pipeline that only tokenizes and ends sentences at their punctuation."""
    name = "zh" if language in {"zh", "ja", "ko"} else "xx"
    if len(_splitter(name).vocab.strings) > _MOST_WORDS:
        _splitter.cache_clear()
    return _splitter(name)


@functools.cache
def _splitter(name: str) -> "Language":
    import spacy  # noqa: PLC0415 - see parser.english

    pipeline = spacy.blank(name)
    pipeline.add_pipe("sentencizer")
    return pipeline


def with_true_starts(doc: "Doc") -> "Doc":
    """Where sentences begin: at the mark that opens a quotation, and not behind "12." or "Dr."."""
    from spacy.tokens import Doc  # noqa: PLC0415 - see parser.english

    text, tokens, chinese = doc.text, list(doc), doc.lang_ == "zh"
    starts: list[bool | int | None] = [bool(token.is_sent_start) for token in tokens]
    for i in range(1, len(tokens)):
        if not starts[i]:
            continue
        before = tokens[i - 1]
        stop = text[max(0, before.idx - 12) : before.idx + len(before)]
        if before.text.endswith(".") and _ABBREVIATED.search(stop) and i + 1 < len(tokens):
            starts[i] = False
        elif (before.text in _OPENING and (i == 1 or tokens[i - 2].whitespace_)) or (
            before.text in (_OPENING_CHINESE if chinese else _ALWAYS_OPENING)
        ):
            starts[i - 1 : i + 1] = [True, False]
    # A new one: each change of a start in the old one would go through the whole of it.
    words, spaces = [token.text for token in tokens], [bool(token.whitespace_) for token in tokens]
    return Doc(doc.vocab, words=words, spaces=spaces, sent_starts=starts)
