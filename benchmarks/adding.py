"""What new articles cost in a table that stands: 1% more claims, against a run over all of them.

    python benchmarks/adding.py [SIZE] [--share 0.01]

Claims are invented as in scale.py. The table of the older articles is made first; the newest ones then come in by
``reconciliation.update``, and all articles once more by ``reconcile``. Shown are the CPU time of both, how many row ids
of the older table stay, and how far the rows of both agree (pairs of claims that share a row, and their adjusted Rand
index).
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable
from math import comb
from pathlib import Path

from scale import ClaimFile, cpu, invent

from claimextract import update_table
from claimextract.models import Document, EvidenceRow
from claimextract.reconciliation import reconcile, update
from claimextract.table import Table, build


def rand_index(one: Iterable[EvidenceRow], other: Iterable[EvidenceRow]) -> float:
    """The adjusted Rand index of two tables of the same claims (Hubert and Arabie, 1985)."""
    first = {item.claim_id: row.row_id for row in one for item in row.evidence}
    second = {item.claim_id: row.row_id for row in other for item in row.evidence}
    both = sum(comb(n, 2) for n in Counter((first[name], second[name]) for name in first).values())
    a, b = (sum(comb(n, 2) for n in Counter(held.values()).values()) for held in (first, second))
    expected = a * b / comb(len(first), 2)
    return (both - expected) / ((a + b) / 2 - expected)


def main() -> None:
    """Invent, make the older table, add, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int, nargs="?", default=100_000)
    parser.add_argument("--share", type=float, default=0.01)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        invent(options.size, Path(name))
        claims = list(ClaimFile(Path(name) / "claims.jsonl"))
        lines = (Path(name) / "documents.jsonl").read_text(encoding="utf-8").splitlines()
        documents = [Document.model_validate_json(line) for line in lines]
    read = {document.id for document in documents[-max(1, round(options.share * len(documents))) :]}
    old = [claim for claim in claims if claim.document_id not in read]
    earlier = build(reconcile(old, documents), old, documents)
    started = cpu()
    whole = reconcile(claims, documents)
    full = cpu() - started
    whole_rows = build(whole, claims, documents, earlier)
    started = cpu()
    update(claims, documents, earlier, read)
    local = cpu() - started
    rows = update_table(Table(tuple(earlier)), claims, documents, read).rows
    kept = {row.row_id for row in earlier} & {row.row_id for row in rows}
    print(f"{len(claims):,} claims, {len(claims) - len(old):,} of them new, {len(whole_rows):,} rows")
    print(f"a whole run {full:.1f} CPU s, adding {local:.1f} CPU s: {local / full:.1%}")
    print(f"row ids kept {len(kept) / len(earlier):.2%}, adjusted Rand index {rand_index(rows, whole_rows):.4f}")


if __name__ == "__main__":
    main()
