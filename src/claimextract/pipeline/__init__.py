"""The order of the stages: documents, scan, extraction, grounding, reconciliation, table, report."""

from .calibrating import acalibrate, calibrate
from .calibrations import Calibration, Score
from .comparing import compare
from .deciding import adecide, decide, decision_on
from .extracting import Extraction
from .replaying import areplay, reconcile_folder, replay, report_folder
from .running import (
    aextract,
    aload_documents,
    areconcile,
    arun,
    extract,
    load_decisions,
    load_documents,
    reconcile,
    run,
    update_table,
)
from .tables import Run
from .watching import Progress

__all__ = [
    "Calibration",
    "Extraction",
    "Progress",
    "Run",
    "Score",
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
    "decision_on",
    "extract",
    "load_decisions",
    "load_documents",
    "reconcile",
    "reconcile_folder",
    "replay",
    "report_folder",
    "run",
    "update_table",
]
