"""What the processes of a run say to each other: JSON after its length."""

import json
import struct
from typing import Any

__all__ = ["LENGTH", "packed", "unpacked"]

LENGTH = struct.Struct(">I")


def packed(message: dict[str, Any]) -> bytes:
    """A message as it is sent."""
    body = json.dumps(message).encode()
    return LENGTH.pack(len(body)) + body


def unpacked(body: bytes) -> dict[str, Any]:
    """A message from its body."""
    message: dict[str, Any] = json.loads(body)
    return message
