"""Everything that must hold before a change goes in: form, types, layers, schemas, known faults, tests, coverage.

Run it with the Python of an environment that has the extra ``dev``. All checks run, whatever fails before them. Where
the service that knows of vulnerabilities is out of reach the audit says so, and does not count. Where packages were
installed by dev/lock.txt (``PIP_CONSTRAINT`` names it), they are compared with it.
"""

import os
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
    ("audit", [sys.executable, str(ROOT / "dev" / "audit.py")]),
    # Last, so that its closing line is the last that is read. The wheel is built and tested in there too.
    ("tests", [sys.executable, "-m", "pytest", "--cov"]),
)
LOCKED = ("lock", [sys.executable, str(ROOT / "dev" / "lock.py"), "--check"])
NOT_DONE = 3  # of the audit


def main() -> int:
    """Run the checks; 1 if one failed."""
    failed = []
    for name, command in (LOCKED, *CHECKS) if os.environ.get("PIP_CONSTRAINT") else CHECKS:
        print(f"== {name}", flush=True)
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status and not (name == "audit" and status == NOT_DONE):
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
