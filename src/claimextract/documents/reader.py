"""The process apart in which PDF files and HTML pages are read: run as a script, never imported (see ``apart``).

It takes files on standard input and gives one line of JSON for each on standard output. It lives until its standard
input closes, which the system does for it when the parent ends, however that happens; while it reads a file its limit
of time ends it.
"""

import json
import os
import resource
import signal
import sys


def main() -> None:
    sys.path[:] = json.loads(sys.argv[1])
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    from claimextract.documents.pdf import parse_pdf  # noqa: PLC0415 - the path stands only now
    from claimextract.documents.webpage import parse_html  # noqa: PLC0415
    from claimextract.errors import InputError  # noqa: PLC0415

    parsers = {"pdf": parse_pdf, "html": parse_html}

    def answer(kind: str, data: bytes, seconds: int, memory: int) -> list[object]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
        try:
            return [*parsers[kind](data), None]
        except InputError as error:
            return ["", {}, str(error)]
        except MemoryError:
            return ["", {}, f"takes more than {memory // 2**20:,} MB of memory to read: save its text as .txt"]

    while request := requests.readline():
        kind, size, seconds, memory = json.loads(request)
        replies.write(json.dumps(answer(kind, requests.read(size), seconds, memory)).encode() + b"\n")
        replies.flush()


if __name__ == "__main__":
    main()
