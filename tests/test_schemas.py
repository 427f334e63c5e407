"""schemas/*.json are what the records say."""

import runpy
from importlib.resources import files
from pathlib import Path

from claimextract import models

GENERATOR = runpy.run_path(str(Path(__file__).parents[1] / "dev" / "schemas.py"))


def test_no_schema_differs_from_its_record() -> None:
    assert GENERATOR["differing"]() == []


def test_every_line_of_a_runs_files_has_a_schema() -> None:
    shipped = {path.name for path in files("claimextract.schemas").iterdir() if path.name.endswith(".json")}
    assert shipped == set(GENERATOR["schemas"]())
    for record in (models.EvidenceRow, models.Claim, models.DocumentEntry, models.Rejection, models.Exchange):
        assert f"{record.__name__}.json" in shipped
