"""What the program says while it works: the logger ``claimextract``, for a person or as JSON lines.

Records carry names, counts and times, never a document's text and never a key.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

__all__ = ["configure"]

_ROOT = "claimextract"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class _JsonLines(logging.Formatter):
    """One JSON object a line: time (ISO 8601, UTC), level, logger, message, and whatever was given as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **extra,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


def configure(*, json_lines: bool = False, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send the log to a stream, standard error if none is given; called again, it replaces what it set up before.

    Args:
        json_lines: one JSON object a line instead of a line for a person.
        level: the least that is told; single requests are at DEBUG, retries and pauses at INFO.
        stream: where to.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonLines() if json_lines else logging.Formatter("%(levelname)s: %(message)s"))
    logger = logging.getLogger(_ROOT)
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
