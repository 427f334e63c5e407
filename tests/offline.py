"""The program with no model, no weights and no network: what the embedded model is asked, a cassette answers.

Run as a script by the tests of the tutorial, in place of ``claimextract``.
"""

import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from claimextract.cli import main


def refuse(*_: object) -> Any:
    raise AssertionError("the tutorial needs the network")


def run_with_cassette(arguments: list[str]) -> None:
    import vcr

    from claimextract.local import PINNED, Weights
    from conftest import _bare_request, _bare_response
    from test_cassettes import RECORDED, NoServer

    weights = Weights(Path("nowhere"), PINNED.sha256, PINNED.size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("claimextract.pipeline.asking.EmbeddedServer", NoServer)
        patch.setattr("claimextract.pipeline.asking.weights_path", lambda *_: weights)
        with vcr.use_cassette(
            str(RECORDED),
            record_mode="none",
            match_on=["method", "path", "query", "body"],
            before_record_request=_bare_request,
            before_record_response=_bare_response,
            decode_compressed_response=True,
        ):
            main(arguments)


if __name__ == "__main__":
    socket.socket.connect = refuse
    (run_with_cassette if sys.argv[1] == "run" else main)(sys.argv[1:])
