"""What the processes of a run say to each other: JSON after its length."""

import json
import struct
from collections.abc import Mapping
from typing import Any

from .. import errors
from ..errors import ClaimextractError

__all__ = ["LENGTH", "packed", "told_error", "unpacked"]

LENGTH = struct.Struct(">I")


def packed(message: dict[str, Any]) -> bytes:
    """A message as it is sent."""
    body = json.dumps(message).encode()
    return LENGTH.pack(len(body)) + body


def unpacked(body: bytes) -> dict[str, Any]:
    """A message from its body."""
    message: dict[str, Any] = json.loads(body)
    return message


def told_error(told: Mapping[str, Any]) -> ClaimextractError:
    """The error that another process tells by its name and message; a name that is unknown here gives the plain one."""
    kind = getattr(errors, str(told["error"]), None)
    if not (isinstance(kind, type) and issubclass(kind, ClaimextractError)):
        kind = ClaimextractError
    return kind(str(told["message"]))
