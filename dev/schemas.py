"""Write schemas/*.json from the records in claimextract.models: ``python dev/schemas.py``, or ``--check`` to compare.

One file for each line of a run's files. JSON Schema 2020-12, in a stable order.
"""

import json
import sys
from pathlib import Path

from claimextract import models

FOLDER = Path(__file__).parents[1] / "schemas"
# What stands in a line of documents.jsonl, claims.jsonl, evidence.jsonl, changes.jsonl, rejected.jsonl and
# responses.jsonl, and what a line of JSONL input may hold.
RECORDS: tuple[type[models.Record], ...] = (
    models.Claim,
    models.Comparison,
    models.Document,
    models.DocumentEntry,
    models.EvidenceRow,
    models.Exchange,
    models.Rejection,
    models.RowChange,
)


def schemas() -> dict[str, str]:
    """The text of every schema by its file name."""
    texts = {}
    for record in RECORDS:
        # As they are written: a field with a default is always there.
        schema = record.model_json_schema(mode="serialization")
        text = json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2)
        texts[f"{record.__name__}.json"] = f"{text}\n"
    return texts


def differing() -> list[str]:
    """The files that are missing, too many or not what the records say."""
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    wanted = schemas()
    return sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))


def main() -> int:
    """Write, or with ``--check`` compare; the exit status."""
    if sys.argv[1:] == ["--check"]:
        for name in differing():
            print(f"schemas/{name} does not follow claimextract.models: run python dev/schemas.py")
        return 1 if differing() else 0
    for path in FOLDER.glob("*.json"):
        path.unlink()
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
