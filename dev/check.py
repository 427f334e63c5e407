"""Everything that must hold before a change goes in: form, types, layers, schemas, tests, coverage.

Run it with the Python of an environment that has the extra ``dev``. All checks run, whatever fails before them.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))
CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("form", [str(SCRIPTS / "ruff"), "format", "--check", "."]),
    ("lint", [str(SCRIPTS / "ruff"), "check", "."]),
    ("types", [sys.executable, "-m", "mypy"]),
    ("layers", [str(SCRIPTS / "lint-imports")]),
    ("schemas", [sys.executable, str(ROOT / "dev" / "schemas.py"), "--check"]),
    ("explorer", [sys.executable, str(ROOT / "dev" / "explorer.py"), "--check"]),
    # Last, so that its closing line is the last that is read. The wheel is built and tested in there too.
    ("tests", [sys.executable, "-m", "pytest", "--cov"]),
)


def main() -> int:
    """Run the checks; 1 if one failed."""
    failed = []
    for name, command in CHECKS:
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
