"""Known vulnerabilities of the packages in dev/lock.txt, as pip-audit finds them.

Exit status 0: every package was looked up, and none is known to be vulnerable. 1: some are. 3: not all could be looked
up, because the service was out of reach or does not know them; that is no pass, and is said. (pip-audit itself ends
with 0 where its service knows none of the packages, as behind a mirror that has no such service.)
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).with_name("lock.txt")
FOUND, NOT_DONE = 1, 3
SECONDS = 300
COMMAND = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--no-deps", "--disable-pip"]
COMMAND += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]


def main() -> int:
    """Run pip-audit and tell what came of it."""
    try:
        ended = subprocess.run(COMMAND, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return _not_done(f"no answer within {SECONDS} s")
    try:
        packages = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError):
        return _not_done((ended.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1][:200])
    return judged(packages)


def judged(packages: list[dict[str, Any]]) -> int:
    """The exit status for what pip-audit says of each package."""
    vulnerable = [package for package in packages if package.get("vulns")]
    for package in vulnerable:
        for one in package["vulns"]:
            fixed = ", ".join(one.get("fix_versions", [])) or "no version yet"
            print(f"{package['name']} {package['version']}: {one['id']}, mended in {fixed}")
    if vulnerable:
        return FOUND
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if unknown or not packages:
        return _not_done(f"{len(unknown)} of {len(packages)} packages could not be looked up")
    print(f"{len(packages)} packages, none known to be vulnerable")
    return 0


def _not_done(reason: str) -> int:
    print(f"NOT AUDITED: {reason}; run python dev/audit.py where the internet can be reached", file=sys.stderr)
    return NOT_DONE


if __name__ == "__main__":
    sys.exit(main())
