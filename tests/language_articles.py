"""Reads the invented articles in tests/languages, whose gold stands in them as marks, and scores a scan against it.

``[[q Name|…]]`` is a quotation and ``[[r Name|…]]`` reported speech, with the speaker ("?" where nobody is named);
``[[d EDTF|…]]`` is a date. Marks nest. What follows the first empty line, less the marks, is the text.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from claimextract.models import Document, Scan

FOLDER = Path(__file__).parent / "languages"
_MARK = re.compile(r"\[\[(?P<kind>[qrd]) (?P<value>[^|\]]+)\||\]\]")
_ARTICLES = frozenset("der die das des dem den ein eine einer le la les l’ un une el los las una su sa son ses".split())


@dataclass(frozen=True)
class Gold:
    """One marked passage or date: ``text[start:end]``."""

    kind: str
    value: str
    start: int
    end: int


def read(path: Path) -> tuple[Document, list[Gold]]:
    """An article without its marks, and what they mark."""
    header, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in header.splitlines())
    text, at, opened, gold = "", 0, [], []
    for match in _MARK.finditer(body):
        text += body[at : match.start()]
        at = match.end()
        if match["kind"]:
            opened.append((match["kind"], match["value"], len(text)))
        else:
            kind, value, start = opened.pop()
            gold.append(Gold(kind, value, start, len(text)))
    assert not opened, path
    text += body[at:]
    return Document.from_text(text, id=path.stem, **fields), gold


def score(scan: Scan, gold: list[Gold]) -> Counter[str]:
    """Counts: passages by their overlap (intersection over union above one half), speakers of those found, dates."""
    names = {member.id: member.name for member in scan.cast}
    passages = {(p.content[0].start, p.content[-1].end): (p.type, names.get(p.source or "")) for p in scan.passages}
    tally: Counter[str] = Counter()
    free = dict(passages)
    for item in gold:
        if item.kind == "d":
            values = [d.value or "" for d in scan.dates if d.span.start < item.end and item.start < d.span.end]
            tally["dates"] += 1
            tally["dates right"] += item.value.removesuffix("/..") in {value.removesuffix("/..") for value in values}
            continue
        tally[item.kind] += 1
        best = max(free, key=lambda span: _iou(span, (item.start, item.end)), default=None)
        if best is None or _iou(best, (item.start, item.end)) <= 0.5:
            continue
        tally[f"{item.kind} found"] += 1
        _, name = free.pop(best)
        if item.value != "?":
            tally["named"] += 1
            tally["named right"] += _plain(name or "") == _plain(item.value)
    tally["passages"] = len(passages)
    tally["passages right"] = len(passages) - len(free)
    tally["dates found"] = len(scan.dates)
    tally["dates marked"] = sum(
        any(d.span.start < g.end and g.start < d.span.end for g in gold if g.kind == "d") for d in scan.dates
    )
    return tally


def _iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    inside = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, inside) / (max(a[1], b[1]) - min(a[0], b[0]))


def _plain(name: str) -> list[str]:
    return [word for word in re.findall(r"[\w-]+", name.lower()) if word not in _ARTICLES]
