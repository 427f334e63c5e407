"""The hard caps of a run: requests, tokens and dollars, with what is in flight counted in."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from ..config import Settings
from ..errors import ConfigurationError, LimitReachedError
from .prices import Prices

__all__ = ["Amount", "Limits", "bound"]

_OVERHEAD = 512  # tokens that an endpoint may add to a prompt: markers of roles, its own preamble


@dataclass(frozen=True)
class Amount:
    """What requests take: calls, tokens of both directions, US dollars."""

    requests: int = 0
    tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.requests + other.requests, self.tokens + other.tokens, self.cost + other.cost)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.requests - other.requests, self.tokens - other.tokens, self.cost - other.cost)


class Reservation:
    """What a request may take at most, held for it; what it took once that is told."""

    def __init__(self, most: Amount) -> None:
        self._most = most
        self.took = Amount()

    def sent(self) -> None:
        """The request goes out: unless the endpoint tells what it took, it is taken to have taken the most it can."""
        self.took = self._most

    def settle(self, tokens: int, cost: float | None) -> None:
        """The endpoint told what the request took; a cost that is not known is taken to be the most it can be."""
        self.took = Amount(1, tokens, self._most.cost if cost is None else cost)


class Limits:
    """Lets a request through only if the caps hold even should it, and all in flight, take the most they can.

    Args:
        settings: ``max_requests``, ``max_tokens`` and ``max_cost``.
        prices: what a request costs.

    Raises:
        ConfigurationError: there is a ``max_cost`` and no price to hold it by.
    """

    def __init__(self, settings: Settings, prices: Prices) -> None:
        self._caps = {
            name: cap
            for name in ("requests", "tokens", "cost")
            if (cap := getattr(settings, f"max_{name}")) is not None
        }
        self._prices = prices
        if "cost" in self._caps and prices.most(1, 1) is None:
            raise ConfigurationError(
                f"max_cost cannot be held: no price is known for {prices.model}; "
                "name one in a file for CLAIMEXTRACT_PRICES, or use max_tokens"
            )
        self._spent = self._reserved = Amount()
        self._gate = asyncio.Lock()
        self._settled = asyncio.Event()

    async def open(self) -> None:
        """Begin to count; only where several processes count together is there something to do."""

    @contextlib.asynccontextmanager
    async def room_for(self, request: Mapping[str, object]) -> AsyncIterator[Reservation]:
        """Wait until the request fits, and count it from before it is sent.

        Raises:
            LimitReachedError: it does not fit, and nothing is in flight that could leave room.
        """
        if not self._caps:
            yield Reservation(Amount())
            return
        prompt, output = bound(request)
        most = Amount(1, prompt + output, self._prices.most(prompt, output) or 0.0)
        async with self._gate:
            while cap := self._exceeded(most):
                if self._reserved.requests == 0:
                    raise LimitReachedError(self._told(cap))
                self._settled.clear()
                await self._settled.wait()
            self._reserved += most
        reservation = Reservation(most)
        try:
            yield reservation
        finally:
            self._reserved -= most
            self._spent += reservation.took
            self._settled.set()

    def take(self, request: Mapping[str, object]) -> bool:
        """Count a request that goes out otherwise, with the most that it can take; says whether it fits."""
        prompt, output = bound(request)
        most = Amount(1, prompt + output, self._prices.most(prompt, output) or 0.0)
        if self._exceeded(most):
            return False
        self._spent += most
        return True

    def _exceeded(self, more: Amount) -> str | None:
        total = self._spent + self._reserved + more
        return next((name for name, cap in self._caps.items() if getattr(total, name) > cap), None)

    def _told(self, name: str) -> str:
        cap, spent = self._caps[name], getattr(self._spent, name)
        amount = f"{spent:.4f} of {cap:g} US dollars" if name == "cost" else f"{spent} of {cap} {name}"
        full = f"max_{name} leaves no room for another request ({amount} used)"
        return f"{full}; raise it and run again: what is done is kept"


def bound(request: Mapping[str, object]) -> tuple[int, int]:
    """Prompt and output tokens that a request cannot exceed: no token of a byte-level vocabulary is under one byte."""
    asked = {name: request.get(name) for name in ("messages", "response_format")}
    limit = request.get("max_tokens")
    return len(json.dumps(asked, ensure_ascii=False).encode()) + _OVERHEAD, limit if isinstance(limit, int) else 0
