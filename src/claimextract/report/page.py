"""The page itself: the explorer's script and style, the data, and a security policy that allows nothing else."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

__all__ = ["page"]

# An escape of JSON as a whole, so that the backslash of another is never taken for its beginning; and by itself what
# is not to stand in the page as it is.
_TOKEN = re.compile(r"\\(?:u[0-9a-f]{4}|.)|[<\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")
# These keep their meaning: `<` would end the block, and the two separators end a line for some readers.
_ESCAPED = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_KEPT = {"\\\\", '\\"', "\\n", "\\t", "\\r"}


def page(blocks: Mapping[str, Any]) -> str:
    """The HTML file that shows these blocks of data. It loads nothing, and the same data give the same bytes."""
    folder = files("claimextract.report")
    script = folder.joinpath("explorer.js").read_text("utf-8").strip()
    style = folder.joinpath("explorer.css").read_text("utf-8").strip()
    return _template().render(
        style=style,
        script=script,
        style_hash=_sha256(style),
        script_hash=_sha256(script),
        blocks={name: _json(value) for name, value in blocks.items()},
    )


def _json(value: object) -> str:
    """JSON that ends no script block and shows no unprintable character.

    U+FFFD stands for control characters, halves of surrogate pairs (no file in UTF-8 can hold them), and the two
    direction overrides, with which an article could show 2020 as 0202: one for one, so that offsets hold.
    """
    return _TOKEN.sub(_safe, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _safe(token: re.Match[str]) -> str:
    found = token[0]
    return found if found in _KEPT else _ESCAPED.get(found, "\ufffd")


def _sha256(text: str) -> str:
    """The hash by which the page's security policy allows its own script or style and no other (CSP level 3)."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("claimextract.report").joinpath("report.html.jinja").read_text("utf-8"))
