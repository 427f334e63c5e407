"""Units: what code takes for one claim each, a sentence of the article's own or a sentence of an attributed passage."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimextract.models import Passage, Reference, Scan, Sentence, Span

_FIRST_PERSON = re.compile(r"\b(?:I|we|us|our|ours|my|mine|me)\b(?!\.\w)")
_OWN_WORDS = 9  # words outside attributed passages that make the rest of a sentence a claim of the article's own
_SHARE = 2  # words of a passage in a sentence that count as standing in it


@dataclass(frozen=True)
class Unit:
    """A candidate claim: ``sentences`` are its evidence, ``part`` what of the passage stands in them."""

    id: str  # u1, u2 ...
    sentences: tuple[Sentence, ...]
    passage: Passage | None
    part: tuple[Span, ...]
    reference: Reference | None

    @property
    def start(self) -> int:
        """Where the unit's first sentence begins."""
        return self.sentences[0].span.start

    @property
    def end(self) -> int:
        """Where the unit's last sentence ends."""
        return self.sentences[-1].span.end


def units_of(text: str, scan: Scan) -> list[Unit]:
    """The units of a document in text order. Headings, captions, notices and bare questions make none."""
    found: list[tuple[list[Sentence], Passage | None, list[Span]]] = []
    for sentence in scan.sentences:
        if sentence.kind != "prose":
            continue
        here = [passage for passage in scan.passages if _words(text, _within(text, passage, sentence)) >= _SHARE]
        for passage in here:
            part = _within(text, passage, sentence)
            last = found[-1] if found else None
            fragment = not sentence.finite or _words(text, part) < 4
            if fragment and last is not None and last[1] is passage and passage.type == "direct":
                last[0].append(sentence)
                last[2].extend(part)
            else:
                found.append(([sentence], passage, part))
        if not sentence.span.exact.rstrip('"”») ').endswith("?") and (
            not here and sentence.finite or here and _own_words(text, sentence, here) >= _OWN_WORDS
        ):
            found.append(([sentence], None, []))
    return [
        Unit(f"u{number}", tuple(sentences), passage, tuple(part), _reference(scan, sentences[0], part))
        for number, (sentences, passage, part) in enumerate(found, 1)
    ]


def wording(text: str, unit: Unit, speaker: str | None) -> str:
    """What a unit claims, in the text's own words, as one sentence that names whom its pronoun stands for.

    A clause stands alone; words that need their frame ("to partner with India") keep the whole sentence; a quotation
    in the first person keeps its speaker.
    """
    whole = _sentence(" ".join(sentence.span.exact for sentence in unit.sentences))
    passage = unit.passage
    if passage is None:
        return whole
    if passage.type == "direct":
        words = _unquoted(unit.part)
        named = speaker is not None and passage.source is not None
        if _FIRST_PERSON.search(words) or len(words.split()) < 4:
            tagged = passage.cue is not None and unit.start <= passage.cue.start < unit.end
            return whole if tagged or not named else f"{speaker}: “{words.rstrip(',')}”"
        return _sentence(words)
    if passage.clause and len(unit.part) == 1:
        return _sentence(unit.part[0].exact)
    return whole


def resolve(wording: str, pronoun: str, name: str) -> str:
    """Put a name in the place of the first such pronoun."""
    owner = pronoun.lower() in {"his", "her", "its", "their"}
    instead = f"{name}’" if owner and name.endswith("s") else f"{name}’s" if owner else name
    return re.sub(rf"\b{re.escape(pronoun)}\b", instead.replace("\\", r"\\"), wording, count=1)


def _within(text: str, passage: Passage, sentence: Sentence) -> list[Span]:
    """The parts of a passage's content that stand in a sentence."""
    return [
        Span.of(text, max(span.start, sentence.span.start), min(span.end, sentence.span.end))
        for span in passage.content
        if span.start < sentence.span.end and sentence.span.start < span.end
    ]


def _words(text: str, spans: Sequence[Span]) -> int:
    return sum(len(re.findall(r"\w+", span.exact)) for span in spans)


def _own_words(text: str, sentence: Sentence, passages: Sequence[Passage]) -> int:
    left = list(sentence.span.exact)
    taken = [span for passage in passages for span in (*passage.content, passage.cue, passage.mention) if span]
    for span in taken:
        for at in range(max(span.start, sentence.span.start), min(span.end, sentence.span.end)):
            left[at - sentence.span.start] = " "
    return len(re.findall(r"\w+", "".join(left)))


def _reference(scan: Scan, sentence: Sentence, part: Sequence[Span]) -> Reference | None:
    spans = part or [sentence.span]
    for reference in scan.references:
        if any(span.start <= reference.span.start < span.end for span in spans):
            return reference
    return None


def _unquoted(parts: Sequence[Span]) -> str:
    words = " ".join(part.exact.strip().strip('“”"«»„').strip() for part in parts)
    return re.sub(r"\s+", " ", words)


def _sentence(words: str) -> str:
    """Tidy: one line, a capital at the beginning, a full stop at the end."""
    words = re.sub(r"\s+", " ", words).strip().strip("*_").rstrip(",;:—–- ")
    words = words.removeprefix("that ")
    if words[:1].islower():
        words = words[0].upper() + words[1:]
    if words and words[-1] not in '.!?…。！？"”»)':
        words += "."
    return words
