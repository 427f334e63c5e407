"""A program that is ready to run: it has loaded all that takes time, and runs each command in a child of its own.

Each line of standard input is a JSON list of arguments; the child's process id is answered, then its wait status.
"""

import json
import os
import sys

from claimextract import Document, scan
from claimextract.cli import main
from claimextract.llm import structured, transport  # noqa: F401 - loaded for the children


def child(arguments: list[str]) -> None:
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)
    try:
        main(arguments)
    except SystemExit as end:
        os._exit(int(end.code or 0))
    finally:
        os._exit(70)


if __name__ == "__main__":
    scan.scan(Document.from_text("The mill has no wheel, the miller said."))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            child(json.loads(line))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitpid(pid, 0)[1]}\n")
        sys.stdout.flush()
