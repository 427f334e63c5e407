"""What the finders of citations share: names as a reader writes them, the kinds of works, the dates of citations."""

import re
from dataclasses import dataclass
from datetime import date

from claimextract.models import CitedWork, WorkKind

from .date_anchor import Moment, valid
from .date_words import DAY, MONTH, PHASE, WEEKDAY, YEAR, S, month

_NOUNS: dict[WorkKind, str] = {
    "article": "article|commentary|editorial|op-ed|opinion piece|essay|feature|column|analysis|news story|dispatch",
    "report": "report|study|white paper|working paper|paper|survey|poll|assessment",
    "statement": "joint statement|statement|joint communiqué|joint communique|communiqué|communique|declaration|"
    "press release|news release",
    "treaty": "treaty|accord|pact",
    "speech": "speech|address|testimony",
    "interview": "interview",
    "book": "book|memoir|biography",
    "website": "blog post|tweet",
    "other": "open letter|letter|memo|memorandum|ruling|resolution|documentary|broadcast",
}
KIND_OF: dict[str, WorkKind] = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split("|")}

# What a publisher's short name stands for, so that two articles that cite it name it alike.
_FULL_NAMES = {
    "AP": "Associated Press",
    "AFP": "Agence France-Presse",
    "FMPRC": "PRC Foreign Ministry",
    "MFA PRC": "PRC Foreign Ministry",
    "NYT": "New York Times",
    "WSJ": "Wall Street Journal",
    "WaPo": "Washington Post",
    "SCMP": "South China Morning Post",
    "FT": "Financial Times",
}
AGENCIES = frozenset(
    (
        *_FULL_NAMES,
        "Reuters",
        "dpa",
        "Xinhua",
        "BBC",
        "CNN",
        "Bloomberg",
        "TASS",
        "Kyodo",
        "Yonhap",
        "ANSA",
        "EFE",
        "UPI",
        "NPR",
    )
)

DATE = (
    rf"(?:{WEEKDAY},?{S})?(?:(?:{PHASE}{S})?{MONTH}{S}{DAY}(?:st|nd|rd|th)?(?:[,.]?{S}{YEAR})?"
    rf"|{DAY}{S}{MONTH}(?:,?{S}{YEAR})?|(?:{PHASE}{S})?{MONTH},?{S}{YEAR}|\d{{4}}-\d\d-\d\d|{YEAR})"
)
_PARTS = re.compile(
    rf"(?P<m>{MONTH}){S}(?P<d>{DAY})(?!\d)|(?P<d2>{DAY}){S}(?P<m2>{MONTH})|(?P<m3>{MONTH})|(?P<iso>\d{{4}}-\d\d-\d\d)"
)


@dataclass(frozen=True)
class Mention:
    """A work and where the text mentions it."""

    start: int
    end: int
    work: CitedWork


def citation_date(written: str, published: str | date | None) -> str | None:
    """The EDTF value of a citation's date; a year left out is the latest that is not after publication."""
    found = _PARTS.search(written)
    year_match = re.search(rf"(?<!\d){YEAR}", written)
    year = int(year_match[0]) if year_match else None
    if found is None:
        return str(year) if year else None
    if found["iso"]:
        return valid(int(found["iso"][:4]), int(found["iso"][5:7]), int(found["iso"][8:]))
    number = month(found["m"] or found["m2"] or found["m3"])
    day = found["d"] or found["d2"]
    return dated(year, number, int(day) if day else None, published)


def dated(year: int | None, number: int, day: int | None, published: str | date | None) -> str | None:
    """A month or day as EDTF, its year taken from the publication where it is left out."""
    if year is None:
        moment = Moment.read(published)
        if moment is None:
            return None
        limit = (moment.month or 12, moment.day or 31)
        year = moment.year - ((number, day or 1) > limit)
    return valid(year, number, day)


def clean(name: str) -> str:
    """A name without link marks, asterisks, quotation marks, article and possessive; straight apostrophes."""
    name = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", name)
    name = re.sub(r"[*_\[\]“”\"«»]|\([^()]*\)\Z", "", name).replace("’", "'").replace("‘", "'")
    name = re.sub(r"\s+", " ", name).strip(" ,.;:")
    name = re.sub(r"^(?:the|The|a|an)\s", "", name)
    return re.sub(r"(?<=s)'\Z|'s\Z", "", name)


def publisher_name(name: str, aliases: dict[str, str]) -> str:
    """The publisher as a reader names it: short forms that the text or common use explains are spelled out."""
    cleaned = clean(re.sub(r"\s*\[[^\[\]]*\](?!\()", "", name))  # "PRC Foreign Ministry [FMPRC]"
    return aliases.get(cleaned) or _FULL_NAMES.get(cleaned) or cleaned
