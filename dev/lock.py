"""The test environment, package by package: every version that claimextract[local,dev] brought in here.

Without an argument, dev/lock.txt is written anew from the packages that are installed. ``--check`` says where they
differ from it. The file names no index and no place; ``pip install -c dev/lock.txt`` holds to it.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "dev" / "lock.txt"
EXTRAS = ("local", "dev")
HEAD = "# Written by dev/lock.py on Python {}.{}: the versions that the tests ran with.\n"


def main(arguments: list[str]) -> int:
    """Write the lock, or compare the environment with it; 1 if they differ."""
    text = HEAD.format(*sys.version_info[:2]) + "".join(f"{name}=={version}\n" for name, version in locked())
    if arguments != ["--check"]:
        LOCK.write_text(text, encoding="utf-8")
        return 0
    here, there = set(text.splitlines()), set(LOCK.read_text(encoding="utf-8").splitlines())
    for line in sorted(here ^ there):
        print(f"{'installed' if line in here else 'locked'}: {line}")
    if here != there:
        print("dev/lock.txt is not what is installed: python dev/lock.py writes it anew", file=sys.stderr)
    return int(here != there)


def locked() -> list[tuple[str, str]]:
    """Name and version of every package that the extras need, directly or not, in alphabetical order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = canonicalize_name(project["name"])
    optional = project["optional-dependencies"]
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(own, extra) for extra in ("", *EXTRAS)]
    while waiting:
        name, extra = place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        if name == own:
            needed = [Requirement(line) for line in (optional[extra] if extra else project["dependencies"])]
        else:
            try:
                package = distribution(name)
            except PackageNotFoundError:
                raise SystemExit(f"{name} is missing: pip install -e '.[{','.join(EXTRAS)}]'") from None
            found[name] = package.version
            needed = list(_needed(package.requires or [], extra))
        for requirement in needed:
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                called = canonicalize_name(requirement.name)
                waiting += [(called, more) for more in ("", *requirement.extras)]
    return sorted(found.items())


def _needed(lines: list[str], extra: str) -> Iterator[Requirement]:
    """What a package needs for an extra, or by itself."""
    for line in lines:
        requirement = Requirement(line)
        if bool(extra) == bool(re.search(r"\bextra\b", str(requirement.marker or ""))):
            yield requirement


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
