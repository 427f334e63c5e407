"""The figures of a run: what was found, how much of it is grounded, and what it cost.

    python benchmarks/figures.py OUT...

Reads the folders that `claimextract run` left. Quotations are those that the scan takes for speech; one counts as
attributed when its words stand in the content of a claim that has a speaker.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from claimextract.folder import RunFolder
from claimextract.scan import scan


def figures(folder: Path) -> dict[str, object]:
    """The figures of one folder."""
    home = RunFolder(folder)
    run, claims, rows = home.read_run(), home.read_claims(), home.read_rows()
    quoted = attributed = 0
    for entry in home.read_documents():
        document = entry.document()
        if document is None or entry.status == "skipped":
            continue
        contents = [
            (span.start, span.end)
            for claim in claims
            if claim.document_id == document.id and claim.attribution.type != "none" and claim.attribution.source
            for span in claim.attribution.content
        ]
        for quotation in scan(document).quotations:
            if quotation.kind == "speech":
                quoted += 1
                first = quotation.parts[0]
                attributed += any(start <= first.start + 1 and first.end - 1 <= end for start, end in contents)
    grounded = sum(claim.grounding.status == "grounded" for claim in claims)
    tokens, requests = run.get("tokens"), run.get("requests")
    return {
        "folder": str(folder),
        "seconds": run.get("seconds"),
        "requests": requests,
        "tokens": tokens,
        "claims": len(claims),
        "grounded share": round(grounded / max(1, len(claims)), 3),
        "quoted passages": quoted,
        "of them attributed": round(attributed / max(1, quoted), 3),
        "attribution": dict(Counter(claim.attribution.type for claim in claims)),
        "rows": len(rows),
        "rows with two or more articles": sum(row.documents > 1 for row in rows),
        "rows by status": dict(Counter(row.status for row in rows)),
        "rejected": len(home.read_rejected()),
    }


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(figures(Path(name)), indent=1))
