"""Keep the figures of a measurement for a release: ``results/<version>-<model>.json``.

    claimextract eval FOLDER --json full.json
    python benchmarks/keep.py full.json

The outcomes of single items are left out; figures, intervals, costs and ids of documents stay. Several measurements of
one version and model go into one file, a later one of the same set and half in the place of the earlier.
"""

import json
import re
import sys
from pathlib import Path

from claimextract.evaluation import read_result

RESULTS = Path(__file__).parent / "results"


def keep(path: Path, results: Path = RESULTS) -> Path:
    """Write the figures of one measurement, and return the file that holds them."""
    result = read_result(path)
    model = re.sub(r"[^\w.-]+", "-", result.model or "none")
    target = results / f"{result.package_version}-{model}.json"
    kept = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    for task in result.tasks:
        name = "/".join(filter(None, (result.data, task.task, result.half, result.limit and f"first {result.limit}")))
        kept[name] = task.model_dump(exclude={"items"})
    results.mkdir(exist_ok=True)
    target.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", encoding="utf-8")
    return target


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(keep(Path(argument)))
