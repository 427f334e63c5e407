"""Who claims what: claims, speakers, dates and cited sources from many articles, in one evidence table.

Everything in ``__all__`` is public. It is loaded on first use, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .loading import on_demand

if TYPE_CHECKING:
    from .config import Settings
    from .errors import (
        CacheError,
        ClaimextractError,
        ConfigurationError,
        EndpointError,
        InputError,
        InvalidAnswerError,
        LLMError,
        PromptError,
        RefusedError,
        ReplayError,
        RunFolderError,
        ServerError,
        TruncatedError,
        WeightsError,
    )
    from .models import (
        Attribution,
        CitedWork,
        Claim,
        ClaimDate,
        Comparison,
        Decision,
        Document,
        DocumentCounts,
        DocumentEntry,
        EvidenceItem,
        EvidenceRow,
        Exchange,
        Grounding,
        Ignored,
        Provenance,
        Quantity,
        Rejection,
        RowChange,
        Source,
        Span,
    )
    from .pipeline import (
        Calibration,
        Extraction,
        Progress,
        Run,
        Score,
        acalibrate,
        adecide,
        aextract,
        aload_documents,
        areconcile,
        areplay,
        arun,
        calibrate,
        compare,
        decide,
        export,
        extract,
        load_decisions,
        load_documents,
        reconcile,
        replay,
        run,
        update_table,
    )
    from .scan import normalize_date
    from .table import Table

__all__ = [
    "Attribution",
    "CacheError",
    "Calibration",
    "CitedWork",
    "Claim",
    "ClaimDate",
    "ClaimextractError",
    "Comparison",
    "ConfigurationError",
    "Decision",
    "Document",
    "DocumentCounts",
    "DocumentEntry",
    "EndpointError",
    "EvidenceItem",
    "EvidenceRow",
    "Exchange",
    "Extraction",
    "Grounding",
    "Ignored",
    "InputError",
    "InvalidAnswerError",
    "LLMError",
    "Progress",
    "PromptError",
    "Provenance",
    "Quantity",
    "RefusedError",
    "Rejection",
    "ReplayError",
    "RowChange",
    "Run",
    "RunFolderError",
    "Score",
    "ServerError",
    "Settings",
    "Source",
    "Span",
    "Table",
    "TruncatedError",
    "WeightsError",
    "acalibrate",
    "adecide",
    "aextract",
    "aload_documents",
    "areconcile",
    "areplay",
    "arun",
    "calibrate",
    "compare",
    "decide",
    "export",
    "extract",
    "load_decisions",
    "load_documents",
    "normalize_date",
    "reconcile",
    "replay",
    "run",
    "update_table",
]

__version__: str  # that of the installed package

# The modules that hold these names, those that are cheap to import first.
_HOMES = ("errors", "models", "config", "table", "scan", "pipeline")

if not TYPE_CHECKING:  # a type checker would take every name for known
    _found = on_demand(__name__, __all__, _HOMES)

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return import_module("importlib.metadata").version(__name__)
        return _found(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
