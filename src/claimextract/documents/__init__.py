"""The documents stage: files, folders, globs, JSONL and standard input become ``Document`` records."""

from .reading import MAX_BYTES, Loaded, read

__all__ = ["MAX_BYTES", "Loaded", "read"]
