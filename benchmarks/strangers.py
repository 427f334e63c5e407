"""Articles on many affairs reconciled as one collection: nearly every dispute that comes out is none.

    python benchmarks/strangers.py FILE...

Each FILE is JSON Lines with ``id`` and ``text``, such as attributions.jsonl and atomic_claims.jsonl. Claims are made by
the rules alone, no model is asked. Prints how many rows there are by status, how many hold claims of several articles,
and the disputed ones, so that they can be read.
"""

import sys
from collections import Counter
from dataclasses import replace

from claimextract import config, extract, load_documents, reconcile
from claimextract.models import EvidenceRow


def rows_of(*paths: str) -> list[EvidenceRow]:
    """The rows of all articles together, by the rules alone."""
    config._PROFILES["embedded"] = replace(config._PROFILES["embedded"], asks=frozenset())
    documents = load_documents(*paths)
    claims = extract(documents, config.Settings(model="local")).claims
    return list(reconcile(claims, documents))


def main() -> None:
    """Print the counts and the disputed rows."""
    if len(sys.argv) < 2:
        raise SystemExit("name at least one file")
    rows = rows_of(*sys.argv[1:])
    for row in rows:
        if row.status == "disputed":
            print(f"- {row.claim}")
            for item in row.evidence:
                print(f"    {item.stance} {item.document_id}: {item.quote}")
    print(f"{len(rows)} rows: {dict(Counter(row.status for row in rows))}")
    print(f"with claims of several articles: {sum(row.documents > 1 for row in rows)}")


if __name__ == "__main__":
    main()
