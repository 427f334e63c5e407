"""Records as data frames of pandas or polars, whose columns have the same types whether they are full or empty."""

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args

from claimextract.errors import ConfigurationError, InputError
from claimextract.models import Claim, DocumentEntry, EvidenceRow

from .export import COLUMNS, lines

__all__ = ["Frame", "framed", "pandas_frame", "polars_frame"]

Frame = Literal["evidence", "claims", "documents"]
Records = Iterable[Mapping[str, object]]
Schema = Mapping[str, Literal["text", "whole", "number", "flag", "names"]]

_NUMBERS = ("documents", "independent_sources", "start", "end")
_EVIDENCE: Schema = {
    **dict.fromkeys(COLUMNS, "text"),
    **dict.fromkeys(_NUMBERS, "whole"),
    **dict.fromkeys(("speakers", "cited_works"), "names"),
    "ignored": "flag",
}
_CLAIMS: Schema = {
    "claim_id": "text",
    "document_id": "text",
    "text": "text",
    "kind": "text",
    "certainty": "text",
    "polarity": "text",
    "status": "text",
    "confidence": "number",
    "attribution": "text",
    "mode": "text",
    "speaker": "text",
    "speaker_kind": "text",
    "speaker_role": "text",
    "via": "names",
    "quotes": "names",
    "event_dates": "names",
    "statement_dates": "names",
    "cited_works": "names",
}
_DOCUMENTS: Schema = {
    **dict.fromkeys(("document_id", "path", "title", "publisher", "published", "url", "language"), "text"),
    "authors": "names",
    "status": "text",
    "reason": "text",
    "characters": "whole",
    "claims": "whole",
    "grounded": "whole",
}
_PANDAS = {"text": "string", "whole": "int64", "number": "float64", "flag": "bool", "names": "object"}
_POLARS = {"text": "String", "whole": "Int64", "number": "Float64", "flag": "Boolean"}


def framed(
    of: Frame,
    rows: Iterable[EvidenceRow] = (),
    claims: Iterable[Claim] = (),
    entries: Iterable[DocumentEntry] = (),
) -> tuple[Records, Schema]:
    """What a frame of passages of evidence, of claims or of documents holds, and the types of its columns.

    Raises:
        InputError: there is no such frame.
    """
    match of:
        case "evidence":
            return lines(rows), _EVIDENCE
        case "claims":
            return _claims(claims), _CLAIMS
        case "documents":
            return _documents(entries), _DOCUMENTS
    raise InputError(f"there is no frame of {of}; there are {', '.join(get_args(Frame))}")


def _claims(claims: Iterable[Claim]) -> Iterator[dict[str, object]]:
    """One record for each claim, ``quotes`` are its passages, word for word."""
    for claim in claims:
        told, source = claim.attribution, claim.attribution.source
        yield {
            **claim.model_dump(include={"claim_id", "document_id", "text", "kind", "certainty", "polarity"}),
            "status": claim.grounding.status,
            "confidence": claim.confidence,
            "attribution": told.type,
            "mode": told.mode,
            "speaker": source.name if source else None,
            "speaker_kind": source.kind if source else None,
            "speaker_role": source.role if source else None,
            "via": [one.name for one in told.via],
            "quotes": [span.exact for span in claim.evidence],
            "event_dates": [date.value for date in claim.dates if date.role == "event"],
            "statement_dates": [date.value for date in claim.dates if date.role == "statement"],
            "cited_works": [work.name for work in claim.cited_works],
        }


def _documents(entries: Iterable[DocumentEntry]) -> Iterator[dict[str, object]]:
    """One record for each document met, without its text."""
    for entry in entries:
        known = entry.model_dump(exclude={"id", "text", "sha256", "counts", "authors"})
        yield {
            **known,
            "document_id": entry.id,
            "authors": list(entry.authors),
            "characters": len(entry.text or ""),
            "claims": entry.counts.claims,
            "grounded": entry.counts.grounded,
        }


def pandas_frame(records: Records, schema: Schema) -> Any:  # noqa: ANN401
    """A pandas frame; what is missing is NA, lists stay lists.

    Raises:
        ConfigurationError: pandas is not installed.
    """
    frame = _library("pandas").DataFrame(list(records), columns=list(schema))
    return frame.astype({name: _PANDAS[kind] for name, kind in schema.items()})


def polars_frame(records: Records, schema: Schema) -> Any:  # noqa: ANN401
    """A polars frame; what is missing is null, lists stay lists.

    Raises:
        ConfigurationError: polars is not installed.
    """
    library = _library("polars")
    names = library.List(library.String)
    types = {name: names if kind == "names" else getattr(library, _POLARS[kind]) for name, kind in schema.items()}
    return library.DataFrame([{name: one[name] for name in schema} for one in records], schema=types)


def _library(name: str) -> Any:  # noqa: ANN401
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ConfigurationError(f"{name} is not installed: run `pip install {name}`, or use to_csv()") from error
