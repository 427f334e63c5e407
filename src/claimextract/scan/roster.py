"""Entering the cast: whom and what a text names, and which of the names are people.

The parser's entities only vote: it takes many a surname for a body and misses names that are rare in its news. Titles,
roles, common given names, bare surnames further on and what the name does in its sentence vote too.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimextract.language.names import find_names, name_words, plain_words
from claimextract.models import Span

from .cast import Cast
from .cues import BODY_NOUNS, DOCUMENT_NOUNS, MEDIA_WORDS, PERSON_NOUNS, SAYING
from .gender import is_given_name
from .parse import ParsedBlock
from .roles import is_role_word, role_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_BODIES = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC"})
_PLACES = _BODIES - {"ORG"}
_BODY_WORDS = (
    BODY_NOUNS
    | MEDIA_WORDS
    | DOCUMENT_NOUNS
    | frozenset(
        """
    act airport alliance avenue bay beach bridge building canada care center centre championship church city club
    college conference corp corporation council county creek cup day development east federation festival force forces
    foundation fund games health heights hill home house inc island islands john's justice lake league llc ltd
    magazine market museum nation nations network north open park place plaza port project province relations republic
    river road room series services society south square stadium station store street studio summit territory tour
    tower town trade trust valley village west wing world zoo
    """.split()
    )
)
_NO_NAMES = frozenset(
    "a an and are for her his how i in is it its my no not of on our say says the their this to we why you your".split()
)
_PARTICLES = frozenset("de del della di da du van von der den bin ibn al el la le y st".split())
_MONTHS_AND_DAYS = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\.?",
    re.IGNORECASE,
)
_AGE = re.compile(r"\s*,\s*(?:aged )?\d{1,2}\s*,")
_LONGEST = 4  # words of a person's name
_HEADLINE, _SMALL = 4, 3  # words of a headline at least, and letters of the small ones
_OFTEN = 3  # mentions that make a single word known


@dataclass
class _Name:
    """One name as written, with all that votes on what it is."""

    votes: float = 0.0
    labels: set[str] = field(default_factory=set)
    places: list[tuple[int, int, str | None]] = field(default_factory=list)


def build(text: str, parsed: Iterable[ParsedBlock], authors: Sequence[str]) -> Cast:
    """Enter the authors, and every person and organization that a text names, full names first."""
    cast = Cast(text)
    for author in authors:
        cast.add(author, "person", None)
    names: dict[str, _Name] = defaultdict(_Name)
    read = [block for block in parsed if block.block.kind != "notice"]
    headlines = {block.block.start for block in read if _is_headline(block)}
    for block in sorted(read, key=lambda block: block.block.start in headlines):
        _collect(text, block, names, block.block.start in headlines)
    people = {name: seen for name, seen in names.items() if _is_person(name, seen, names)}
    for name in sorted(people, key=_order(people)):
        for start, end, role in people[name].places:
            cast.add(name, "person", Span.of(text, start, end), role)
    for name, seen in names.items():
        if name in people:
            continue
        for start, end, role in seen.places:
            span = Span.of(text, start, end)
            known = cast.find(name, "person", start) if len(name.split()) == 1 else None
            if known is not None and known.kind == "person" and _is_short_for(name, seen, known.name):
                cast.named(known, span)
            elif seen.labels & _BODIES:
                cast.add(name, "organization", span, _body_role(role)).place = "ORG" not in seen.labels
    return cast


def _body_role(role: str | None) -> str | None:
    """What a body is, where the words beside its name say it: "the union, Local 12"."""
    return role if role is not None and set(plain_words(role)) & BODY_NOUNS else None


def _order(people: dict[str, _Name]) -> Callable[[str], tuple[bool, bool, int, int]]:
    """A key: full names first, the longest first; "Crooked Ana Ruiz" after an "Ana Ruiz" that is written as often."""
    written: dict[tuple[str, ...], int] = defaultdict(int)
    for name, seen in people.items():
        if " " in name:
            words = tuple(name_words(name))
            written[words] = max(written[words], len(seen.places))

    def order(name: str) -> tuple[bool, bool, int, int]:
        words, places = tuple(name_words(name)), people[name].places
        decked = any(written.get(words[first:], 0) >= len(places) for first in range(1, len(words)))
        return len(words) == 1, decked, -len(words), places[0][0]

    return order


def _is_short_for(name: str, seen: _Name, full: str) -> bool:
    """Whether a single word is somebody's surname, or a given name or first family name that is no place."""
    short, words = name_words(name), name_words(full)
    return words[-len(short) :] == short or (short == words[:1] and not seen.labels & _PLACES)


def _collect(text: str, block: ParsedBlock, names: dict[str, _Name], headline: bool) -> None:
    """The names of a block: the parser's entities, and capitalised words where it has none."""
    taken: list[tuple[int, int]] = []
    for entity in block.doc.ents:
        if entity.label_ != "PERSON" and entity.label_ not in _BODIES:
            continue
        words = [token for token in entity if not token.is_space]  # the marks of a link are blank
        if not words:
            continue
        first = _widened(words[0]) if entity.label_ == "PERSON" else words[0]
        start, end = _trimmed(text, block.start(first), block.end(words[-1]))
        if start < end:
            _note(text, block, names, start, end, entity.label_, headline)
            taken.append((start, end))
    offset = block.block.start
    for start, end in find_names(text[offset : block.block.end]):
        link = re.match(r"(?:.+ )?(?:of|for)(?: the)?\s+", text[offset + start : offset + end])
        begin, stop = _trimmed(text, offset + start + (link.end() if link else 0), offset + end)
        if begin < stop and not any(a < stop and begin < b for a, b in taken):
            _note(text, block, names, begin, stop, None, headline)


def _is_headline(block: ParsedBlock) -> bool:
    """Whether nearly every word of a block has a capital, so that a capital makes no name."""
    words = [t.text for t in block.doc if t.is_alpha and len(t) > _SMALL]
    return len(words) >= _HEADLINE and sum(word[0].isupper() for word in words) > 0.8 * len(words)


def _note(
    text: str, block: ParsedBlock, names: dict[str, _Name], start: int, end: int, label: str | None, headline: bool
) -> None:
    tokens = block.tokens(start, end)
    if not tokens:
        return
    words = [t.text for t in tokens]
    cut = max((n + 1 for n, word in enumerate(words[:-1]) if is_role_word(word)), default=0)
    while cut < len(tokens) and not tokens[cut].text[0].isupper():
        cut += 1
    if 0 < cut < len(tokens) and label in {"PERSON", None}:
        tokens, start = tokens[cut:], block.start(tokens[cut])
    name = re.sub(r"\s+", " ", text[start:end])
    if name not in names and headline:
        return
    root = next((t for t in tokens if t.head not in tokens), tokens[-1])
    role = role_of(block, tokens[0].i, root)
    seen = names[name]
    seen.places.append((start, end, role))
    if label is not None:
        seen.labels.add(label)
    seen.votes += _vote(text, block, tokens, root, role, label, end)


def _vote(
    text: str,
    block: ParsedBlock,
    tokens: "Sequence[Token]",
    root: "Token",
    role: str | None,
    label: str | None,
    end: int,
) -> float:
    """How much one mention speaks for a person."""
    votes = {"PERSON": 1.0, None: 0.0}.get(label, -0.7)
    before = tokens[0].nbor(-1) if tokens[0].i > 0 else None
    if before is not None and is_role_word(before.text) and before.text[:1].isupper():
        votes += 2
    elif before is not None and before.lower_ in {"the", "a", "an", "at", "in", "from"}:
        votes -= 1
    after = re.findall(r"[a-z]+", (role or "").lower())
    if any(word in PERSON_NOUNS for word in after) or _AGE.match(text, end):
        votes += 1
    if root.dep_ == "nsubj" and root.head.lemma_.lower() in SAYING and not block.quoted[root.i]:
        votes += 0.5
    return votes


def _is_person(name: str, seen: _Name, names: dict[str, _Name]) -> bool:
    words = [word for word in name.split() if word.lower() not in _PARTICLES]
    if (
        not words
        or len(words) > _LONGEST
        or is_role_word(words[-1])
        or any(_MONTHS_AND_DAYS.fullmatch(word) for word in words)
    ):
        return False
    if not all(re.fullmatch(r"[A-Z][^\W\d_]*(?:['’.-][^\W\d_]*)*", word) for word in words) or name.isupper():
        return False
    if any(word.lower().strip(".") in _BODY_WORDS | _NO_NAMES for word in words):
        return False
    votes = seen.votes / max(1, len(seen.places)) + min(len(seen.places), 3) * 0.1 * (seen.votes > 0)
    if len(words) == 1:
        often = len(seen.places) >= _OFTEN and seen.votes >= 2 and not seen.labels & _BODIES
        return votes >= 1.3 or often
    if is_given_name(words[0]):
        votes += 1
    alone = names.get(words[-1])
    if alone is not None and ("PERSON" in alone.labels or alone.votes > 0):
        votes += 1
    return votes >= 0.8


def _widened(first: "Token") -> "Token":
    """Where a person's name begins: the parser often leaves a given name out of it."""
    while first.i > 0:
        before = first.nbor(-1)
        if before.pos_ != "PROPN" or before.ent_type_ or before.dep_ != "compound" or not before.text.isalpha():
            break
        if is_role_word(before.text) or before.text.isupper():
            break
        first = before
    return first


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    name = text[start:end]
    match = re.match(r"(?:the|a|an)\s+", name, re.IGNORECASE)
    if match:
        start += match.end()
    cut = text.find("\n", start, end)
    end = cut if cut > start else end
    end -= len(text[start:end]) - len(re.sub(r"(?:['’]s?|[\s,;:.\]\[*_])+$", "", text[start:end]))
    return start, end
