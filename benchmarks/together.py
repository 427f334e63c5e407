"""What it saves to parse short texts together, and whether that changes anything.

    python benchmarks/together.py [--documents 300]

The reports are those of throughput.py. They are parsed one by one and then so many at a time. Shown are the CPU
time beside that of one by one, and for how many texts the parser's tensor, heads, labels or tags came out otherwise.
"""

import argparse
import time

import numpy as np
from spacy.tokens import Doc
from throughput import report

from claimextract.scan.parser import english


def parsed(texts: list[str], together: int) -> tuple[list[Doc], float]:
    """The texts, and the CPU seconds that they took."""
    docs = [english().make_doc(text) for text in texts]
    began = time.process_time()
    return list(english().pipe(docs, batch_size=together)), time.process_time() - began


def told(doc: Doc) -> list[tuple[int, str, str]]:
    """What the parser tells of each word."""
    return [(token.head.i, token.dep_, token.tag_) for token in doc]


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300)
    texts = [report(number) for number in range(parser.parse_args().documents)]
    parsed(texts[:16], 16)
    alone, seconds = parsed(texts, 1)
    print(f"one by one: {seconds / len(texts) * 1000:.2f} ms a text")
    for together in (2, 4, 8, 16, 32, 64, len(texts)):
        docs, took = parsed(texts, together)
        other = sum(
            not np.array_equal(a.tensor, b.tensor) or told(a) != told(b) for a, b in zip(alone, docs, strict=True)
        )
        print(f"{together} at a time: {took / seconds:.2f} of that; otherwise: {other} of {len(texts)}")


if __name__ == "__main__":
    main()
