"""The packages that are installed: those that every run needs, and those of the extras."""

import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions, requires, version

from .checks import Check, note, ok, problem

__all__ = ["packages"]

_DEVELOPING = {"dev", "docs"}
_TOLD = ("openai", "instructor", "pydantic", "spacy")
_PATIENCE = 120  # seconds that importing a package may take on a slow disk
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w.-]+)['\"]")


def packages(*, deep: bool) -> Iterator[Check]:
    """The program, what it requires and its extras; ``deep`` imports each package, in a process of its own."""
    yield ok(
        "program",
        f"claimextract {version('claimextract')}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}",
    )
    wanted = _wanted()
    required = wanted.pop("", [])
    missing = [name for name in required if _version(name) is None]
    if missing:
        yield problem("packages", f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    else:
        told = ", ".join(f"{name} {_version(name)}" for name in _TOLD)
        yield ok("packages", f"all {len(required)} are installed; {told}")
    if deep:
        yield from _faults(set(required) - set(missing), needed=True)
    for extra, names in sorted(wanted.items()):
        missing = [name for name in names if _version(name) is None]
        if missing:
            yield note(f"extra {extra}", f"not installed: {', '.join(missing)}", f"pip install 'claimextract[{extra}]'")
            continue
        yield ok(f"extra {extra}", ", ".join(f"{name} {_version(name)}" for name in names))
        if deep:
            yield from _faults(names, needed=False)


def _wanted() -> dict[str, list[str]]:
    """The names of required distributions by extra; those that every run needs under no name."""
    wanted: dict[str, list[str]] = {}
    for requirement in requires("claimextract") or ():
        text, _, marker = requirement.partition(";")
        name, extra = re.match(r"[\w.-]+", text), _EXTRA.search(marker)
        if name and (extra is None or extra[1] not in _DEVELOPING):
            wanted.setdefault(extra[1] if extra else "", []).append(name[0])
    return wanted


def _version(name: str) -> str | None:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return None


def _faults(names: Iterable[str], *, needed: bool) -> Iterator[Check]:
    """Those that are installed and cannot be imported: a broken build, or one for another machine."""
    modules: dict[str, str] = {}
    for module, homes in packages_distributions().items():
        for home in homes:
            if module.isidentifier() and not module.startswith("_"):
                modules.setdefault(_normal(home), module)
    for name in sorted(names):
        found = modules.get(_normal(name))
        if found is None or (reason := _fault(found)) is None:
            continue
        told = (f"package {name}", f"cannot be imported: {reason}", f"pip install --force-reinstall {name}")
        yield problem(*told) if needed else note(*told)


def _fault(module: str) -> str | None:
    # In a process of its own: a library built for another processor would end this one.
    command = [sys.executable, "-P", "-W", "ignore", "-c", f"import {module}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return f"importing it took more than {_PATIENCE} s"
    if done.returncode == 0:
        return None
    return (done.stderr.strip().splitlines() or [f"it ends with status {done.returncode}"])[-1]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
