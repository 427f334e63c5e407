"""Where answers come from before the endpoint is asked."""

import json
from collections.abc import Iterable
from typing import Protocol

from ..models import Exchange

__all__ = ["ReplayStore", "Store"]


class Store(Protocol):
    """Raw responses (JSON in UTF-8) by request hash."""

    def get(self, key: str) -> bytes | None:
        """The response, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a response."""


class ReplayStore:
    """The answers of an earlier run, from its responses.jsonl; keeps nothing new.

    A request hash that occurs twice holds the same question, so its first answer serves.
    """

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._responses: dict[str, bytes] = {}
        for exchange in exchanges:
            self._responses.setdefault(exchange.request_sha256, json.dumps(exchange.response).encode())

    def get(self, key: str) -> bytes | None:
        """The recorded response, or None."""
        return self._responses.get(key)

    def put(self, key: str, value: bytes) -> None:
        """A replay keeps nothing."""
