"""The lock of the test environment, and the audit of it."""

import re
import runpy
from pathlib import Path

import pytest

DEV = Path(__file__).parents[1] / "dev"


def test_the_lock_names_versions_and_no_places():
    lines = (DEV / "lock.txt").read_text(encoding="utf-8").splitlines()
    names = [line.partition("==")[0] for line in lines[1:]]
    assert names == sorted(set(names))
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*==[0-9][\w.+]*", line) for line in lines[1:])
    assert {"pypdf", "trafilatura", "spacy", "openai", "xllamacpp", "pytest", "pip-audit", "numpy"} <= set(names)
    assert "claimextract" not in names


def test_the_lock_holds_all_that_the_extras_need():
    script = runpy.run_path(str(DEV / "lock.py"))
    assert {"httpx2", "lxml", "pydantic-core"} <= {name for name, _ in script["locked"]()}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "1 packages, none known"),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}],
            1,
            "a 1: CVE-1, mended in 2",
        ),
        ([{"name": "a", "skip_reason": "not found"}], 3, "NOT AUDITED: 1 of 1"),
        ([{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "?"}], 3, "NOT AUDITED: 1 of 2"),
        ([], 3, "NOT AUDITED"),
    ],
)
def test_an_audit_that_looked_nothing_up_is_no_pass(packages, status, said, capsys):
    script = runpy.run_path(str(DEV / "audit.py"))
    assert script["judged"](packages) == status
    assert said in "".join(capsys.readouterr())
