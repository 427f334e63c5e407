"""The order of the stages: documents, scan, extraction, grounding, reconciliation, table, report."""

from typing import TYPE_CHECKING

from ..loading import on_demand

if TYPE_CHECKING:
    from .batching import Batched, abatch, batch
    from .calibrating import acalibrate, calibrate
    from .calibrations import Calibration, Score
    from .comparing import compare
    from .deciding import adecide, decide, decision_on, ignoring
    from .exporting import ExportFormat, export
    from .extracting import Extraction
    from .forecasting import Forecast, aforecast, forecast
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
        run_streamed,
        update_table,
    )
    from .storing import FileStore
    from .tables import Run
    from .watching import Progress

__all__ = [
    "Batched",
    "Calibration",
    "ExportFormat",
    "Extraction",
    "FileStore",
    "Forecast",
    "Progress",
    "Run",
    "Score",
    "abatch",
    "acalibrate",
    "adecide",
    "aextract",
    "aforecast",
    "aload_documents",
    "areconcile",
    "areplay",
    "arun",
    "batch",
    "calibrate",
    "compare",
    "decide",
    "decision_on",
    "export",
    "extract",
    "forecast",
    "ignoring",
    "load_decisions",
    "load_documents",
    "reconcile",
    "reconcile_folder",
    "replay",
    "report_folder",
    "run",
    "run_streamed",
    "update_table",
]

_HOMES = (
    "watching",
    "storing",
    "extracting",
    "calibrations",
    "tables",
    "running",
    "replaying",
    "deciding",
    "exporting",
    "comparing",
    "forecasting",
    "calibrating",
    "batching",
)

if not TYPE_CHECKING:  # a type checker would take every name for known
    __getattr__ = on_demand(__name__, __all__, _HOMES)
