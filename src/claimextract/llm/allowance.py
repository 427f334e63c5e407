"""What an endpoint says is left of its limits, by the ``x-ratelimit-*`` headers of OpenAI and those who copy them."""

import math
import re
import time
from collections.abc import Mapping
from typing import Literal

__all__ = ["Allowance", "seconds"]

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_DURATION = re.compile(rf"({_PART.pattern})+")


class Allowance:
    """What is left of one limit of an endpoint, as far as its headers and our own requests tell.

    Until the reset that a header names, it refills evenly where the headers tell the whole limit and not at all where
    they do not. Before the first header, and after the reset, nothing is known and nothing held back.
    """

    def __init__(self, name: Literal["requests", "tokens"]) -> None:
        self._name = name
        self._ceiling = self._limit = math.inf  # of `taken`, and of one refill
        self._rate = self._told = self._reset = 0.0
        self.taken = 0

    def take(self, amount: int) -> int:
        """Count what is sent; returns how much has been taken with it."""
        self.taken += amount
        return self.taken

    def told(self, headers: Mapping[str, str], taken: int) -> bool:
        """Read an answer's headers, by names in lower case; says whether they tell this limit.

        ``taken`` is what ``take`` returned for the request answered: later ones the endpoint may not have counted yet.
        """
        left = _number(headers.get(f"x-ratelimit-remaining-{self._name}"))
        reset = seconds(headers.get(f"x-ratelimit-reset-{self._name}"))
        if left is None or reset is None:
            return False
        self._limit = _number(headers.get(f"x-ratelimit-limit-{self._name}")) or math.inf
        self._ceiling = taken + left
        self._told = time.monotonic()
        self._reset = self._told + reset
        self._rate = (self._limit - left) / reset if reset and math.isfinite(self._limit) else 0.0
        return True

    def wait(self, amount: int) -> float:
        """Seconds until so much more may be sent."""
        now = time.monotonic()
        missing = min(amount, self._limit) - (self._ceiling - self.taken) - self._rate * (now - self._told)
        if missing <= 0 or now >= self._reset:
            return 0.0
        return min(self._reset - now, missing / self._rate if self._rate > 0 else math.inf)


def seconds(value: str | None) -> float | None:
    """A header's time, ``"1.5"`` or OpenAI's ``"6m0s"`` and ``"20ms"``, in seconds; None where it is none."""
    number = _number(value)
    if number is not None or not value or not _DURATION.fullmatch(value):
        return number
    return sum(float(amount) * _UNITS[unit] for amount, unit in _PART.findall(value))


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
