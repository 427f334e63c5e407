"""The embedded server's own process: run as a script, never imported.

A process of its own, because llama.cpp can end the one it lives in: stopping its server while it answers hangs or
crashes, and a broken GGUF may abort. It prints its address on standard output once it listens, and lives until its
standard input closes, which the system does for it when the parent ends, however that happens.
"""

import json
import os
import signal
import sys

import xllamacpp  # type: ignore[import-untyped]


def main() -> None:
    settings = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    params = xllamacpp.CommonParams()
    params.model.path = settings["path"]
    params.model_alias = {settings["name"]}  # the answers name the model by its hash, never by a path
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel = 1  # with more slots the same request has more than one answer
    params.n_ctx = settings["n_ctx"]
    params.cache_ram_mib = 256
    if settings["threads"] is not None:
        params.cpuparams.n_threads = settings["threads"]
        params.cpuparams_batch.n_threads = settings["threads"]
    params.ui = False
    params.endpoint_slots = False
    params.cors_origins = ""  # no web page may read the answers
    params.cors_credentials = False
    params.verbosity = 1  # errors, for the parent to quote
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201 - this line is the protocol
    sys.stdin.buffer.read()
    os._exit(0)  # at once: an orderly stop waits for ever on a request under way


if __name__ == "__main__":
    main()
