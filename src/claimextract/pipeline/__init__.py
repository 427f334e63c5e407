"""The order of the stages: documents, scan, extraction, grounding, reconciliation, table, report."""

from .comparing import compare
from .extracting import Extraction
from .replaying import areplay, reconcile_folder, replay, report_folder
from .running import aextract, aload_documents, areconcile, arun, extract, load_documents, reconcile, run
from .tables import Run
from .watching import Progress

__all__ = [
    "Extraction",
    "Progress",
    "Run",
    "aextract",
    "aload_documents",
    "areconcile",
    "areplay",
    "arun",
    "compare",
    "extract",
    "load_documents",
    "reconcile",
    "reconcile_folder",
    "replay",
    "report_folder",
    "run",
]
