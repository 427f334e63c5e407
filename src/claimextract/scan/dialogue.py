"""Speech that a dash opens, as Spanish, French, Portuguese, Italian and Russian print dialogue.

"—Vamos —dijo Ana, y se levantó—. Ya es tarde." has two parts: the narrator stands between dashes. In French the tag has
commas only: "— Allons, dit Ana. Il est tard." A paragraph that opens with a dash may as well be an item of a list:
dashes are speech only in a text where one of them has a tag.
"""

import re
from collections.abc import Sequence

from .blocks import Block
from .parse import Offsets
from .tongues import tongue

_OPENS = re.compile(r"[—–―]\s?(?=[\w¿¡«“…])")
_NARRATOR = re.compile(r"(?<=[\w,.!?…»”])\s?[—–―]\s?(?=[a-zà-ÿа-я])")
_BACK = re.compile(r"\s?[—–―][.,;:!?…]?\s*")
_TAGGED_WITHOUT_VERBS = frozenset({"ru", "uk", "pl", "xx"})


def find(text: str, blocks: Sequence[Block], language: str) -> list[list[Offsets]]:
    """The parts of each paragraph of dialogue, in text order; nothing in English, or where no dash has a tag."""
    words = tongue(language)
    if words is None and language not in _TAGGED_WITHOUT_VERBS:
        return []
    comma = re.compile(rf",\s(?=(?:{words.speech})(?!\w)|[^\W\d_]+(?:-t)?-(?:il|elle)\b)") if words else None
    spoken: list[list[Offsets]] = []
    tagged = False
    for block in blocks:
        if not _OPENS.match(text, block.start, block.end):
            continue
        parts = _between_dashes(text, block)
        if len(parts) == 1 and parts[0][1] == block.end and language == "fr" and comma is not None:
            parts = _before_comma(text, block, comma)
        tagged = tagged or parts[0][1] < block.end
        spoken.append(parts)
    return spoken if tagged else []


def _between_dashes(text: str, block: Block) -> list[Offsets]:
    parts: list[Offsets] = []
    at = block.start
    while at < block.end:
        narrator = _NARRATOR.search(text, at + 1, block.end)
        parts.append((at, narrator.start() if narrator else block.end))
        back = _BACK.search(text, narrator.end(), block.end) if narrator else None
        at = back.end() if back else block.end
    return parts


def _before_comma(text: str, block: Block, comma: re.Pattern[str]) -> list[Offsets]:
    tag = comma.search(text, block.start, block.end)
    if tag is None:
        return [(block.start, block.end)]
    end = re.compile(r"[.!?…](?=\s)\s*").search(text, tag.end(), block.end)
    rest = [(end.end(), block.end)] if end and end.end() < block.end else []
    return [(block.start, tag.start()), *rest]
