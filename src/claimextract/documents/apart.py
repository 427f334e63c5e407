"""PDF files and HTML pages are read in a process apart, which has a limit on time and on memory.

Each of the libraries that read them can be kept busy for hours, or made to fill the memory, by a file of a few
kilobytes, much of it in one call of C code that nothing interrupts. The process serves one file after another and is
replaced when a file has brought it down.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import cast

from ..environment import keyless_environment
from ..errors import InputError
from .metadata import Fields

SECONDS = 30  # of computing that a file may take, and
SECONDS_PER_MEGABYTE = 5  # more for each megabyte of it
MEMORY = 2 * 2**30  # bytes of address space
_FILES = 500  # that one process reads; what a library leaks does not add up


class Apart:
    """The process apart: starts when it is first needed, ends with this one. Threads take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stop: weakref.finalize[[subprocess.Popen[bytes]], Apart] | None = None
        self._owner = 0
        self._served = 0

    def parse(self, kind: str, data: bytes) -> tuple[str, Fields]:
        """The text and the fields of an ``html`` or ``pdf`` file.

        Raises:
            InputError: it cannot be read, or only with more time or memory than it may take.
        """
        seconds = SECONDS + SECONDS_PER_MEGABYTE * len(data) // 1_000_000
        with self._lock:
            process = self._running()
            assert process.stdin is not None and process.stdout is not None  # noqa: PT018
            try:
                process.stdin.write(json.dumps([kind, len(data), seconds, MEMORY]).encode() + b"\n" + data)
                process.stdin.flush()
                reply = process.stdout.readline()
            except BrokenPipeError:
                reply = b""
            except BaseException:  # interrupted: an answer that comes late must not be taken for the next one's
                self.close()
                raise
            self._served += 1
            if not reply.endswith(b"\n"):
                code = process.wait()
                self.close()
                raise InputError(_ended(code, seconds))
        text, fields, error = json.loads(reply)
        if error is not None:
            raise InputError(error)
        return text, {**cast(Fields, fields), "authors": tuple(fields["authors"])}

    def close(self) -> None:
        """End the process, if there is one. A later use starts another."""
        if self._stop is not None:
            self._stop()
        self._process = self._stop = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # after a fork the process is the parent's
            if self._stop is not None:
                self._stop.detach()
            self._process = self._stop = None
        elif self._served >= _FILES or (self._process and self._process.poll() is not None):
            self.close()
        if self._process is None:
            script = Path(__file__).with_name("reader.py")
            self._process = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, "-P", str(script), json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=keyless_environment(),
                process_group=0,  # Ctrl-C reaches this process only, which then stops the other
            )
            self._stop = weakref.finalize(self, _stop, self._process)
            self._owner, self._served = os.getpid(), 0
        return self._process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # what was left to write
                pipe.close()


def _ended(code: int, seconds: int) -> str:
    if code == -signal.SIGXCPU:
        why = f"takes more than {seconds} seconds to read"
    elif code == -signal.SIGKILL:
        why = "takes more memory to read than there is"
    else:
        why = f"brings the program that reads it down (exit status {code})"
    return f"{why}: it may be made to do harm; save its text as .txt"


APART = Apart()
