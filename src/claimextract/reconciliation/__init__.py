"""Who confirms whom and who contradicts whom: claims of all documents become clusters, without a model."""

from .compare import compare_slots
from .decided import concerns
from .likeness import similarity
from .reconcile import iter_clusters, reconcile
from .slots import Figure, Slots, slots_of
from .updating import Update, update

__all__ = [
    "Figure",
    "Slots",
    "Update",
    "compare_slots",
    "concerns",
    "iter_clusters",
    "reconcile",
    "similarity",
    "slots_of",
    "update",
]
