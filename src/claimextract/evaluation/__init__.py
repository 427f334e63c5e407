"""Measures the pipeline on labelled documents, whoever labelled them."""

from .changes import Change, changes, read_result, write_result
from .claims import recalled
from .labelled import Half, read_documents
from .records import TASKS, Cost, Evaluation, Measure, Task, TaskResult
from .running import aevaluate, evaluate
from .showing import change_lines, table

__all__ = [
    "TASKS",
    "Change",
    "Cost",
    "Evaluation",
    "Half",
    "Measure",
    "Task",
    "TaskResult",
    "aevaluate",
    "change_lines",
    "changes",
    "evaluate",
    "read_documents",
    "read_result",
    "recalled",
    "table",
    "write_result",
]
