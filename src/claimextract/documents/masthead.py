"""What the first lines of a plain text say about it: headline, byline, publication and date.

Only forms that nothing else takes are believed; the text itself is left as it is.
"""

import re

from .dates import edtf
from .metadata import Fields

_LINES = 8  # how far down a masthead reaches
_HEADLINE = 16  # words
_BYLINE = re.compile(r"^by[:\s]+(?P<names>[^\W\d_][^,;:!?()]{2,80})$", re.IGNORECASE)
_PUBLICATION = re.compile(r"^(?:publication|publisher|source)\s*:\s*(?P<name>.{2,100})$", re.IGNORECASE)
_ISSUE = re.compile(r"[\s,;]+(?:vol(?:ume|\.)|issue|no\.)\W.*$", re.IGNORECASE)
_DATED = re.compile(r"^(?:(?:published|updated|posted|date)(?:\s+on)?\s*:?\s*)?(?P<date>[^.!?]{4,30})$", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+|,\s*")
_SENTENCE_END = re.compile(r"[.!:;,…][\"'”’)\]]*$")


def masthead(text: str) -> Fields:
    """Title, authors, publisher and date of publication, as far as the first lines of a text state them."""
    fields: Fields = {}
    lines = [line for line in (" ".join(line.split()) for line in text.split("\n")) if line][: _LINES + 1]
    for number, line in enumerate(lines[:_LINES]):
        byline, publication = _BYLINE.match(line), _PUBLICATION.match(line)
        dated = _DATED.match(line)
        if byline and (names := _names(byline["names"])):
            fields.setdefault("authors", names)
        elif publication:
            fields.setdefault("publisher", _ISSUE.sub("", publication["name"]))
        elif dated and re.search(r"\d{4}", line) and (date := edtf(dated["date"])):
            fields.setdefault("published", date)
        elif number == 0 and len(lines) > 1 and _is_headline(line):
            fields["title"] = _cased(line)
        elif len(line.split()) > _HEADLINE:
            break
    return fields


def _is_headline(line: str) -> bool:
    return len(line.split()) <= _HEADLINE and not _SENTENCE_END.search(line) and any(c.isalpha() for c in line)


def _names(words: str) -> tuple[str, ...]:
    """The names of a byline; empty if its words are no names ("By the end of the year")."""
    names = [name.strip() for name in _AND.split(words) if name.strip()]
    proper = all(2 <= len(name.split()) <= 5 and all(_is_name(word) for word in name.split()) for name in names)
    return tuple(_cased(name) for name in names) if names and proper else ()


def _is_name(word: str) -> bool:
    return word[0].isupper() or word in {"de", "da", "di", "van", "von", "der", "den", "bin", "al", "la", "le"}


def _cased(words: str) -> str:
    """Words that are all in capitals, as names and headlines are usually written."""
    if not words.isupper():
        return words
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda match: match.group().capitalize(), words.lower())
