"""Who confirms whom and who contradicts whom: claims of all documents become clusters, without a model."""

from .compare import compare_slots
from .likeness import similarity
from .reconcile import reconcile
from .slots import Figure, Slots, slots_of

__all__ = ["Figure", "Slots", "compare_slots", "reconcile", "similarity", "slots_of"]
