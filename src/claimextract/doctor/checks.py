"""One finding, and how findings are made."""

from typing import Literal

from ..models import Record

__all__ = ["Check", "note", "ok", "problem"]


class Check(Record):
    """What was looked at and found. ``problem``: no run is possible; ``remedy`` then says what to do."""

    name: str
    state: Literal["ok", "note", "problem"]
    found: str
    remedy: str | None = None


def ok(name: str, found: str) -> Check:
    """All is well."""
    return Check(name=name, state="ok", found=found)


def note(name: str, found: str, remedy: str | None = None) -> Check:
    """A run is possible, but this is worth knowing."""
    return Check(name=name, state="note", found=found, remedy=remedy)


def problem(name: str, found: str, remedy: str) -> Check:
    """No run is possible like this."""
    return Check(name=name, state="problem", found=found, remedy=remedy)
