"""What a later run into the same folder must put right, and what one bad document must not break."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from claimextract import Document, RunFolderError, Settings, extract, replay, run, scan
from stub import Stub

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


def entries(folder: str) -> dict[str, str]:
    lines = Path(folder, "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["path"]: entry["status"] for entry in map(json.loads, lines)}


def test_a_repaired_file_takes_the_place_of_the_failed_one(stub: Stub, articles: Path) -> None:
    settings = Settings(**stub.settings)
    broken = articles / "broken.txt"
    broken.touch()
    run(articles, out="out", settings=settings)
    assert entries("out")[str(broken)] == "failed"
    broken.write_text("The harbour of Tessaly will close on Monday, the mayor said.", encoding="utf-8")
    run(broken, out="out", settings=settings, add=True)
    assert entries("out")[str(broken)] == "ok"
    assert len(Path("out/documents.jsonl").read_text(encoding="utf-8").splitlines()) == len(entries("out"))


def test_extraction_alone_leaves_no_older_table_behind(stub: Stub, articles: Path) -> None:
    settings = Settings(**stub.settings)
    run(articles, out="out", settings=settings)
    run(articles, out="out", settings=settings, table=False)
    left = {path.name for path in Path("out").iterdir()}
    assert left == {"documents.jsonl", "claims.jsonl", "rejected.jsonl", "responses.jsonl", "run.json"}


def test_one_document_that_breaks_the_program_does_not_take_the_others_along(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = scan.scan_all

    def planted(documents: Sequence[Document]) -> object:
        if any(document.id == "bad" for document in documents):
            raise ZeroDivisionError("planted")
        return real(documents)

    monkeypatch.setattr(scan, "scan_all", planted)
    bad = Document.from_text("The pier of Tessaly fell.", id="bad")
    good = Document.from_text("The bridge of Tessaly is closed until the spring.", id="good")
    result = extract([bad, good], Settings(**stub.settings))
    assert [entry.status for entry in result.documents] == ["failed", "ok"]
    assert "planted" in str(result.documents[0].reason)
    assert {claim.document_id for claim in result.claims} == {"good"}


def test_a_run_without_one_of_its_settings_says_which(stub: Stub, articles: Path) -> None:
    run(articles, out="out", settings=Settings(**stub.settings))
    record = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
    del record["settings"]["context"]
    Path("out/run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RunFolderError, match="context"):
        replay("out", "again")


@pytest.mark.parametrize(
    ("name", "value"),
    [("asks", 7), ("asks", [["kinds"]]), ("questions_per_call", "x"), ("questions_per_call", 0), ("context", None)],
)
def test_a_run_with_a_setting_that_is_none_says_which(stub: Stub, articles: Path, name: str, value: object) -> None:
    run(articles, out="out", settings=Settings(**stub.settings), table=False)
    record = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
    record["settings"][name] = value
    Path("out/run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RunFolderError, match=rf"run\.json: the setting {name} is"):
        replay("out", "again")
