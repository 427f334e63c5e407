"""What a run needs, and what of it is missing here: looked at without changing, fetching or asking anything."""

from .examining import Check, Diagnosis, examine

__all__ = ["Check", "Diagnosis", "examine"]
