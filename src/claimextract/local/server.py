"""The embedded model behind an OpenAI-compatible address on loopback."""

import importlib.util
import json
import subprocess
import sys
import tempfile
import threading
import weakref
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ..errors import ConfigurationError, ServerError
from .weights import Weights


class EmbeddedServer:
    """llama.cpp's server with one slot, on a free port of 127.0.0.1, in a process that ends with this one.

    It starts when ``base_url`` is first read. The same request gives the same bytes if it asks for temperature 0 and
    ``cache_prompt: false``.
    """

    def __init__(self, weights: Weights, n_ctx: int = 8192, threads: int | None = None) -> None:
        """Prepare a server; nothing is started yet.

        Args:
            weights: the verified model file.
            n_ctx: tokens that prompt and answer may take together.
            threads: CPU threads; by default as many as llama.cpp finds cores.
        """
        self._weights = weights
        self._settings = {"path": str(weights.path), "name": weights.name, "n_ctx": n_ctx, "threads": threads}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._stop: weakref.finalize[[subprocess.Popen[str]], EmbeddedServer] | None = None
        self._base_url = ""

    @property
    def model_name(self) -> str:
        """What requests and answers call the model: ``sha256:<hex>``."""
        return self._weights.name

    @property
    def base_url(self) -> str:
        """The address for an OpenAI client, such as ``http://127.0.0.1:40123/v1``; starts the server if need be.

        Raises:
            ConfigurationError: xllamacpp is not installed.
            ServerError: the model cannot be loaded, or the server has died.
        """
        self.start()
        return self._base_url

    def start(self) -> None:
        """Start the server, unless it runs; returns when the model is loaded. Errors as for ``base_url``."""
        with self._lock:
            if self._process is None:
                self._start()
            elif (code := self._process.poll()) is not None:
                hint = " (it may have run out of memory)" if code == -9 else ""
                raise ServerError(f"The embedded model's server died with exit status {code}{hint}. Run again.")

    def close(self) -> None:
        """Stop the server; the port is closed and the memory free on return. A later use starts it again."""
        with self._lock:
            if self._stop is not None:
                self._stop()
            self._process = self._stop = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        if importlib.util.find_spec("xllamacpp") is None:
            raise ConfigurationError(
                "The embedded model needs xllamacpp, which is not installed: pip install 'claimextract[local]'. "
                "Or set OPENAI_API_KEY to use OpenAI instead."
            )
        script = Path(__file__).with_name("serve.py")
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
            process = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, "-P", str(script), json.dumps(self._settings)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                process_group=0,  # Ctrl-C reaches the parent only, which then stops the server
            )
            # Also runs at the interpreter's exit. If the parent is killed, its end of the pipe closes instead.
            self._stop = weakref.finalize(self, _stop, process)
            try:
                address = process.stdout.readline().strip() if process.stdout else ""
            except BaseException:
                self._stop()
                raise
            if not address:
                self._stop()
                raise ServerError(
                    f"{self._weights.path}: the embedded model's server did not start ({_reason(log)}). "
                    "Check that the file is a complete GGUF model and that about 2 GB of memory are free."
                )
        self._process = process
        self._base_url = f"{address}/v1"


def _stop(process: subprocess.Popen[str]) -> None:
    process.kill()  # it holds nothing that needs saving
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _reason(log: IO[str]) -> str:
    log.seek(0)
    lines = [line.strip() for line in log if line.strip()] or ["it gave no reason"]
    errors = [error for line in lines if (error := line.partition(" E ")[2])]  # llama.cpp's first is the cause
    return errors[0] if errors else lines[-1]
