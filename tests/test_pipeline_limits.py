"""What a run would cost, caps that hold, and what a later run takes up."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from claimextract import Settings, replay, run, scan
from claimextract.pipeline import forecast, performing
from claimextract.pipeline.waiting import wait
from stub import Refusal, Stub, answer_plainly

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

TEXTS = [f"The mill of Tessaly, number {n}, has no wheel, miller Una Moss said." for n in range(12)]


@pytest.fixture
def mills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve short reports in a working folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mills"
    folder.mkdir()
    for n, text in enumerate(TEXTS):
        (folder / f"{n:02}.txt").write_text(text, encoding="utf-8")
    return folder


def settings(stub: Stub, **more: Any) -> Settings:
    return Settings(**stub.settings, cache_dir=Path("cache"), **more)


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("out", name).read_text(encoding="utf-8").splitlines()]


def test_a_forecast_is_what_the_run_then_asks(stub: Stub, mills: Path) -> None:
    # A server of its own may be asked how it counts tokens; this one cannot tell.
    stub.answer = lambda asked: answer_plainly(asked) if "response_format" in asked else Refusal(404, {})
    told = forecast(mills, settings=settings(stub))
    assert [asked for asked in stub.requests if "response_format" in asked] == []
    stub.requests.clear()
    assert (told.documents, told.finished, told.estimate.cached) == (12, 0, 0)
    assert not Path("out").exists()
    run(mills, out="out", settings=settings(stub))
    assert told.estimate.requests == len(stub.requests) == 12
    again = forecast(mills, settings=settings(stub))
    assert (again.documents, again.finished, again.estimate.requests) == (12, 12, 0)
    assert len(stub.requests) == 12


def test_a_cap_holds_and_a_later_run_takes_up_what_was_not_done(stub: Stub, mills: Path) -> None:
    first = run(mills, out="out", settings=settings(stub, max_requests=5))
    assert len(stub.requests) == 5
    found = Counter(entry.status for entry in first.documents)
    assert found == {"ok": 5, "failed": 7}
    undone = [entry for entry in lines("documents.jsonl") if entry["status"] == "failed"]
    assert all("max_requests" in entry["reason"] and entry["text"] for entry in undone)
    assert json.loads(Path("out", "run.json").read_text())["documents"] == {"failed": 7, "ok": 5, "all": 12}
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    replay("out")
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before
    second = run(mills, out="out", settings=settings(stub))
    assert {entry.status for entry in second.documents} == {"ok"}
    assert len(stub.requests) == 12
    assert second.summary["requests"] == {"sent": 7, "cached": 5, "failed": 0, "retried": 0}


def test_finished_documents_are_not_scanned_again(stub: Stub, mills: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(mills, out="out", settings=settings(stub))
    extra = mills / "extra.txt"
    extra.write_text("The bell of Tessaly is lost, sexton Maud Terrel said.", encoding="utf-8")
    real, scanned = scan.scan_all, []

    def noted(documents: Any) -> Any:
        scanned.extend(document.path for document in documents)
        return real(documents)

    monkeypatch.setattr(scan, "scan_all", noted)
    run(extra, out="out", settings=settings(stub), add=True)
    assert scanned == [str(extra)]
    assert len(lines("documents.jsonl")) == 13
    run(mills, out="other", settings=settings(stub))
    assert scanned == [str(extra)]


def test_another_path_is_no_other_document(stub: Stub, mills: Path) -> None:
    run(mills, out="out", settings=settings(stub))
    mills.rename("moved")
    run("moved", out="out", settings=settings(stub))
    assert len(stub.requests) == 12
    assert {entry["path"].split("/")[0] for entry in lines("documents.jsonl")} == {"moved"}
    assert json.loads(Path("out", "run.json").read_text())["requests"]["cached"] == 12


def test_what_is_damaged_in_the_store_is_made_anew(stub: Stub, mills: Path) -> None:
    run(mills, out="out", settings=settings(stub))
    before = Path("out", "claims.jsonl").read_bytes()
    kept = sorted(path for path in Path("cache", "finished").rglob("*") if path.is_file())
    assert len(kept) == 12
    kept[0].write_bytes(b"")
    kept[1].write_bytes(kept[1].read_bytes()[:-9])
    kept[2].write_bytes(b"\x80\x04\x95.")  # a pickle
    run(mills, out="out", settings=settings(stub))
    assert Path("out", "claims.jsonl").read_bytes() == before
    assert len(stub.requests) == 12  # the answers were in the other cache
    assert {oct(path.stat().st_mode & 0o777) for path in (Path("cache", "finished"), kept[0].parent)} == {"0o700"}


def test_other_settings_are_another_outcome(stub: Stub, mills: Path) -> None:
    run(mills, out="out", settings=settings(stub))
    run(mills, out="out", settings=settings(stub, timeout=77, concurrency=3, retries=1))
    assert len(stub.requests) == 12
    run(mills, out="out", settings=settings(stub, seed=7))
    assert len(stub.requests) == 24


def test_extraction_alone_is_the_same_streamed_and_held(stub: Stub, mills: Path) -> None:
    (mills / "empty.txt").touch()
    held = run(mills, out="held", settings=settings(stub), table=False)
    assert len(held.claims) >= 12
    folder = performing.RunFolder(Path("streamed"))
    streamed = wait(performing.perform([mills], folder, settings(stub), table=False, hold=False))
    assert streamed.claims == ()
    assert [entry.status for entry in streamed.documents] == ["failed"]
    for name in ("documents.jsonl", "claims.jsonl", "rejected.jsonl", "responses.jsonl"):
        assert Path("held", name).read_bytes() == Path("streamed", name).read_bytes()
    for name in ("documents", "claims", "rows", "rejected", "decisions"):
        assert held.summary[name] == streamed.summary[name]
