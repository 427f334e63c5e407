"""Who confirms whom and who contradicts whom: claims become clusters, by rules and, if wanted, a judge."""

from .asking import STEP, Question, Shown, ask, asked_with, judge_name, left_open, open_questions, questions_on
from .brought import written_out
from .compare import compare_slots
from .decided import concerns
from .judging import NO_JUDGEMENTS, Judgement, Judgements
from .likeness import similarity
from .reconcile import iter_clusters, reconcile
from .slots import Figure, Slots, slots_of
from .updating import Update, update

__all__ = [
    "NO_JUDGEMENTS",
    "STEP",
    "Figure",
    "Judgement",
    "Judgements",
    "Question",
    "Shown",
    "Slots",
    "Update",
    "ask",
    "asked_with",
    "compare_slots",
    "concerns",
    "iter_clusters",
    "judge_name",
    "left_open",
    "open_questions",
    "questions_on",
    "reconcile",
    "similarity",
    "slots_of",
    "update",
    "written_out",
]
