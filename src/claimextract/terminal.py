"""What a terminal is shown: text of articles cannot steer it, and a reader that goes away is no error."""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["counted", "escaped_json", "lenient", "output", "printer", "safe", "say"]

# Control characters but line feed, and what changes the direction of text (Unicode TR 36, 2.5.2; CVE-2021-42574).
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BLANK = {"\t", "\r", "\x85", "\u2028", "\u2029"}


def safe(text: str) -> str:
    """The text without anything by which a terminal is steered: no escape sequence, no direction override.

    Such a character is shown as U+FFFD, white space as a space. Line feeds stay.
    """
    return _STEERING.sub(lambda found: " " if found[0] in _BLANK else "\ufffd", text)


def counted(number: int, noun: str) -> str:
    """So many of them, as a person says it."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def escaped_json(line: str) -> str:
    """The same JSON with the characters that ``safe`` replaces written as escapes: nothing is lost."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def say(text: str) -> None:
    """Write a message to standard error."""
    print(safe(text), file=sys.stderr, flush=True)  # noqa: T201


def lenient() -> None:
    """Have standard output write as an escape what its encoding lacks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


@contextmanager
def output() -> Iterator[None]:
    """Around whatever writes to standard output: what reads from it may stop when it has seen enough (``| head``)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer is flushed when the program ends, and goes nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def printer() -> "Console":
    """A console on standard output that reads no markup, for use within ``output``.

    Colour and width are rich's choice: none where the output is no terminal; NO_COLOR, FORCE_COLOR and COLUMNS hold.
    """
    from rich.console import Console  # noqa: PLC0415 - deferred: not every command shows something

    class Printer(Console):
        def on_broken_pipe(self) -> NoReturn:
            raise BrokenPipeError

    return Printer(markup=False, highlight=False, emoji=False)
