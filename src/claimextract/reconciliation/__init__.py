"""Who confirms whom and who contradicts whom: claims of all documents become clusters, without a model."""

from .compare import compare_slots
from .reconcile import reconcile
from .slots import Figure, Slots, slots_of
from .likeness import similarity

__all__ = ["Figure", "Slots", "compare_slots", "reconcile", "similarity", "slots_of"]
