"""The documents stage: files, folders, globs, JSONL and standard input become ``Document`` records."""

from .reading import Limits, Loaded, read, stream

__all__ = ["Limits", "Loaded", "read", "stream"]
