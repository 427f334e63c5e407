"""The words by which a sentence names somebody."""

import re
from typing import TYPE_CHECKING

from claimextract.models import Span

from .cast import Cast, Person
from .parse import ParsedBlock
from .roles import is_role_word

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLAUSES = frozenset({"relcl", "acl", "appos", "advcl", "parataxis"})
_LONGEST = 24  # tokens


def clean(name: str) -> str:
    """A name without white space runs, possessive ending and marks around it."""
    name = re.sub(r"\s+", " ", name).strip(" \"“”'’[]()*_,.;:")
    return re.sub(r"['’]s?$", "", name)


def name_of(block: ParsedBlock, token: "Token") -> str:
    """The name around a token: its entity, or the capitalised words that hang on it."""
    for entity in block.doc.ents:
        if entity.start <= token.i < entity.end and entity.label_ in {"PERSON", "ORG", "GPE", "NORP"}:
            return _without_article(entity.text)
    tokens = [t for t in token.subtree if t.dep_ in {"compound", "flat"} and t.head == token] + [token]
    tokens.sort(key=lambda t: t.i)
    while len(tokens) > 1 and is_role_word(tokens[0].text):
        tokens.pop(0)
    return _without_article(block.doc[tokens[0].i : token.i + 1].text)


def named(cast: Cast, block: ParsedBlock, token: "Token") -> Person | None:
    """The member whose name a token belongs to."""
    at = block.start(token)
    if around := cast.over(at):
        return max(around, key=lambda item: item[1].end - item[1].start)[0]
    name = name_of(block, token)
    return cast.find(name, "person") or cast.find(name)


def entity_words(token: "Token") -> list[str]:
    """The words of the entity that a token belongs to."""
    return next((e.text.split() for e in token.doc.ents if e.start <= token.i < e.end), [])


def mention_of(block: ParsedBlock, token: "Token", text: str) -> Span:
    """The words of the subject as a person reads them: no relative clauses, no appositions."""
    tokens = [token]
    queue = [token]
    while queue:
        for child in queue.pop().children:
            if child.dep_ in _CLAUSES or child.dep_ == "punct" or (child.dep_ == "prep" and child.lower_ != "of"):
                continue
            if child.i < token.i or child.dep_ in {"prep", "pobj", "cc", "conj", "compound", "amod", "det", "nmod"}:
                tokens.append(child)
                queue.append(child)
    first, last = min(t.i for t in tokens), max(t.i for t in tokens)
    entity = next((e for e in block.doc.ents if e.start <= token.i < e.end and e.label_ == "PERSON"), None)
    if entity is not None:
        first, last = entity.start, entity.end - 1
    if last - first > _LONGEST:
        first = last = token.i
    start, end = block.start(block.doc[first]), block.end(block.doc[last])
    raw = text[start:end]
    end -= len(raw) - len(re.sub(r"(?:['’]s)?[\s\"“”*_,\]\[]*$", "", raw))
    start += len(raw) - len(raw.lstrip('"“”*_[ '))
    return Span.of(text, start, max(end, start + 1))


def _without_article(name: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", clean(name), flags=re.IGNORECASE)
