"""Judges drafts against their document, without a model: evidence by its offsets, wording by its evidence."""

from .locating import Located, locate
from .verdict import Grounded, ground
from .wording import check_wording

__all__ = ["Grounded", "Located", "check_wording", "ground", "locate"]
