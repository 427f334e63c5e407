"""Labelled sets: the files of a folder, what a line of each must hold, and the documents that they label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from .. import documents as reading
from ..errors import InputError
from ..models import Claim, Document
from .matching import Offsets

__all__ = [
    "FILES",
    "GOLD_ENDING",
    "AttributedText",
    "DatedText",
    "EventGroup",
    "Gold",
    "Half",
    "LabelledPair",
    "LabelledText",
    "QuotedText",
    "Sample",
    "UnitText",
    "read_documents",
    "read_events",
    "read_gold",
    "read_pairs",
    "read_texts",
]

Half = Literal["even", "odd"]
FILES: Mapping[str, str] = {
    "quotes": "quotes.jsonl",
    "attributions": "attributions.jsonl",
    "dates": "dates.jsonl",
    "pairs": "claim_pairs.jsonl",
    "claims": "atomic_claims.jsonl",
    "events": "event_clusters.jsonl",
    "rows": "rows.jsonl",
}
_OF_TEXTS = ("quotes", "attributions", "dates", "claims")  # each line one text
GOLD_ENDING = ".claims.jsonl"
_TEXT_ENDINGS = (".md", ".txt", ".html", ".htm", ".pdf")


class _Labels(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Quotation(_Labels):
    quote_span: Offsets
    canonical_speaker: str | None = None


class _Attribution(_Labels):
    source_spans: tuple[Offsets, ...] = ()
    cue_spans: tuple[Offsets, ...] = ()
    content_spans: tuple[Offsets, ...] = ()
    source: str | None = None


class _Expression(_Labels):
    span: Offsets
    kind: str
    value: str


class _Mention(_Labels):
    doc: str
    span: Offsets


class _Chain(_Labels):
    id: str
    mentions: tuple[_Mention, ...]


class _Article(_Labels):
    doc: str
    text: str
    sentences: Mapping[str, Offsets]


class EventGroup(_Labels):
    """A line of event_clusters.jsonl: articles on one affair, and the chains of mentions of each event in them.

    Only ``sentences`` of an article are labelled.
    """

    id: str
    docs: tuple[_Article, ...]
    event_clusters: tuple[_Chain, ...]

    def documents(self) -> list[Document]:
        """The articles."""
        return [Document.from_text(article.text, id=article.doc) for article in self.docs]


class LabelledText(_Labels):
    """What the lines of all sets of texts hold."""

    id: str
    text: str
    published: str | None = None
    publication_date: str | None = None
    dct: str | None = None

    @property
    def date(self) -> str | None:
        """When the text was published, under any of the names that the sets use."""
        return self.published or self.publication_date or self.dct


class QuotedText(LabelledText):
    """A line of quotes.jsonl."""

    gold: tuple[_Quotation, ...]


class AttributedText(LabelledText):
    """A line of attributions.jsonl."""

    gold: tuple[_Attribution, ...]


class DatedText(LabelledText):
    """A line of dates.jsonl; a ``value`` is TIMEX3's."""

    expressions: tuple[_Expression, ...]


class UnitText(LabelledText):
    """A line of atomic_claims.jsonl."""

    gold_claims: tuple[str, ...]


class LabelledPair(_Labels):
    """A line of claim_pairs.jsonl: ``accept`` lists the relations that count as right."""

    id: str
    source: str = ""
    a: str
    b: str
    label: str
    accept: tuple[str, ...]


class Gold(_Labels):
    """A document with every claim in it."""

    id: str
    claims: tuple[Claim, ...]


L = TypeVar("L", bound=BaseModel)
T = TypeVar("T", bound=LabelledText)


@dataclass(frozen=True)
class Sample(Generic[L]):
    """Labels, and the documents that they belong to, in the same order."""

    labels: tuple[L, ...]
    documents: tuple[Document, ...]


def read_texts(path: Path, kind: type[T], half: Half | None = None, limit: int | None = None) -> Sample[T]:
    """Read labelled texts; their documents are read as ``claimextract run`` reads the same file.

    Args:
        path: a JSON Lines file.
        kind: what its lines hold.
        half: only the lines at even or odd places, the first being even.
        limit: only so many of these.

    Raises:
        InputError: a line does not hold what it should, or two have one id.
    """
    labels = _lines(path, kind)
    loaded = reading.read([path])
    documents = {document.id: document for document in loaded.documents}
    for entry in loaded.entries:
        if entry.status == "failed":
            raise InputError(f"{path}: {entry.reason}")
    chosen = _chosen(labels, half, limit)
    for label in chosen:
        if label.id not in documents:
            raise InputError(f"{path}: the text of {label.id} stands there twice; remove one")
    return Sample(tuple(chosen), tuple(_published(documents[label.id], label.date) for label in chosen))


def read_pairs(path: Path, half: Half | None = None, limit: int | None = None) -> tuple[LabelledPair, ...]:
    """Read labelled pairs; see ``read_texts``."""
    return tuple(_chosen(_lines(path, LabelledPair), half, limit))


def read_events(path: Path, half: Half | None = None, limit: int | None = None) -> tuple[EventGroup, ...]:
    """Read groups of articles with chains of mentions; see ``read_texts``."""
    return tuple(_chosen(_lines(path, EventGroup), half, limit))


def read_gold(folder: Path, half: Half | None = None, limit: int | None = None) -> Sample[Gold]:
    """Read gold claims: ``<name>.claims.jsonl``, with its document ``<name>.md`` (txt, html, pdf) beside or above it.

    Raises:
        InputError: there is no document to a file of claims, or it is not the text that they were found in.
    """
    labels, documents = [], []
    for path in _chosen(sorted(folder.glob(f"*{GOLD_ENDING}")), half, limit):
        name = path.name.removesuffix(GOLD_ENDING)
        places = [home / f"{name}{ending}" for home in (folder, folder.parent) for ending in _TEXT_ENDINGS]
        place = next((place for place in places if place.is_file()), None)
        if place is None:
            raise InputError(f"{path}: there is no {name}.md (or .txt, .html, .pdf) in {folder} or the folder above it")
        loaded = reading.read([place])
        if not loaded.documents:
            raise InputError(f"{place}: {loaded.entries[0].reason}")
        document = loaded.documents[0]
        claims = _lines(path, Claim)
        for claim in claims:
            fitting = all(document.text[part.start : part.end] == part.exact for part in claim.evidence)
            if claim.document_id != document.id or not fitting:
                raise InputError(f"{path}: claim {claim.claim_id} was not found in the text of {place}; align them")
        labels.append(Gold(id=document.id, claims=tuple(claims)))
        documents.append(document)
    return Sample(tuple(labels), tuple(documents))


def read_documents(folder: Path, half: Half | None = None, limit: int | None = None) -> list[Document]:
    """All labelled documents of a folder, each once; see ``read_texts`` and ``read_gold``."""
    found: dict[str, Document] = {}
    for task in _OF_TEXTS:
        if (folder / FILES[task]).is_file():
            sample = read_texts(folder / FILES[task], LabelledText, half, limit)
            found.update({document.id: document for document in sample.documents})
    found.update({document.id: document for document in read_gold(folder, half, limit).documents})
    return list(found.values())


V = TypeVar("V")


def _chosen(values: Sequence[V], half: Half | None, limit: int | None) -> Sequence[V]:
    if half is not None:
        values = values[0 if half == "even" else 1 :: 2]
    return values[:limit]


def _published(document: Document, date: str | None) -> Document:
    if document.published or not date:
        return document
    return document.model_copy(update={"published": date})


def _lines(path: Path, kind: type[L]) -> list[L]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(kind.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise InputError(f"{path}, line {number}: {where}: {first['msg']}; correct the label") from None
    if not found:
        raise InputError(f"{path}: holds no labels")
    return found
