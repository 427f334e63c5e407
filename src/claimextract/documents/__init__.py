"""The documents stage: files, folders, globs, JSONL and standard input become ``Document`` records."""

from .discovery import lying_in
from .reading import Limits, Loaded, read, stream

__all__ = ["Limits", "Loaded", "lying_in", "read", "stream"]
