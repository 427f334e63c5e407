"""How the time of a scan grows with texts made to keep it busy: the fitted exponent of each kind, 1 being proportion.

    python benchmarks/hostile.py                           # 10,000 and 40,000 characters
    python benchmarks/hostile.py --sizes 10000 100000 1000000 --kinds prose dates

A kind that takes longer than ``--seconds`` for a size is not tried with the next.
"""

import argparse
import math
import signal
import time
from types import FrameType

from claimextract.models import Document
from claimextract.scan import scan

KINDS = {
    "prose": "The ferry of Orlanda is late, the harbour master said on Friday. ",
    "paragraphs": "The ferry of Orlanda is late, the harbour master said.\n\n",
    "no full stop": "the bridge over the river and ",
    "no space": "x",
    "quotation marks": '"',
    "opening marks": "“",
    "opening marks and words": "“No ",
    "quoted": "“No one here knew,” she said. ",
    "nested guillemets": "« a ",
    "single marks": "'A b ",
    "parentheses": "(",
    "dashes": "—",
    "underscores": "_",
    "emoji": "😀",
    "full stops": ". ",
    "capitals": "A",
    "digits": "7 ",
    "spaces": " ",
    "line breaks": "\n",
    "dates": "June 8, 2020 ",
    "numbers": "$4.2 million ",
    "addresses": "https://a.example/b ",
    "one address": "http://",
    "same name": "Anna Weber ",
    "names and": "Anna and ",
    "speech verbs": "said ",
    "reports": "a 2020 report by the Institute ",
    "direction marks": "\u202eabc ",
    "German": "„Nein“, sagte Anna Weber. ",
    "Chinese": "王小明说，桥将在2021年6月关闭。",
    "Cyrillic": "Мэр сказал, что мост закроют. ",
}


class OutOfTimeError(Exception):
    """The size took longer than it may."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 40_000])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    signal.signal(signal.SIGVTALRM, _out_of_time)
    scan(Document.from_text(KINDS["prose"]))  # the parser is loaded once
    for kind in options.kinds:
        points = []
        for size in options.sizes:
            if (took := _seconds(kind, size, options.seconds)) is None:
                print(f"{kind:25}{size:>10,}: more than {options.seconds:g} s", flush=True)
                break
            points.append((size, took))
        told = "  ".join(f"{size:,}: {took:.2f} s" for size, took in points)
        exponent = f"exponent {_exponent(points):.2f}" if len(points) > 1 else ""
        print(f"{kind:25}{told}  {exponent}", flush=True)


def _seconds(kind: str, size: int, most: float) -> float | None:
    unit = KINDS[kind]
    document = Document.from_text((unit * (size // len(unit) + 1))[:size] + ".")
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    began = time.process_time()
    try:
        scan(document)
    except OutOfTimeError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _exponent(points: list[tuple[int, float]]) -> float:
    """The slope of a straight line through the logarithms, by least squares."""
    xs, ys = ([math.log(max(value, 1e-3)) for value in column] for column in zip(*points, strict=True))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTimeError


if __name__ == "__main__":
    main()
