"""What one long document takes to scan: CPU seconds, and the peak of memory.

    python benchmarks/long.py [--characters 1000000]

The document is made of the reports of throughput.py, six to a paragraph.
"""

import argparse
import resource
import time
from itertools import count, islice

from throughput import report

from claimextract import Document, scan


def text(characters: int) -> str:
    """So many characters of invented reports."""
    paragraphs: list[str] = []
    numbers = count()
    while sum(map(len, paragraphs)) < characters:
        paragraphs.append(" ".join(report(number) for number in islice(numbers, 6)))
    return "\n\n".join(paragraphs)[:characters]


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=1_000_000)
    document = Document.from_text(text(parser.parse_args().characters))
    scan.scan(Document.from_text("The mill has no wheel."))
    began = time.process_time()
    found = scan.scan(document)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f"{len(document.text)} characters, {len(found.sentences)} sentences, {len(found.passages)} passages"
    print(f"{size}: {time.process_time() - began:.1f} s of CPU, {peak:.0f} MB")


if __name__ == "__main__":
    main()
