"""The whole way on seeds/ and seeds-local/, from answers of the real embedded server: no model, no network, no change.

Recorded again, with seeds/run/, by: python -m pytest --record-mode=rewrite tests/test_cassettes.py
"""

import filecmp
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
import pytest
import vcr
from vcr.cassette import Cassette

from claimextract import Run, Settings, replay, run
from claimextract.evaluation import evaluate
from claimextract.local import PINNED, Weights, weights_path

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "seeds" / "run"
CASSETTES = ROOT / "cassettes" / "test_cassettes"
RECORDED = CASSETTES / "seeds.yaml"


class NoServer:
    """Stands where the embedded server would: an address at which nothing listens."""

    base_url = "http://127.0.0.1/v1"

    def __init__(self, weights: Weights) -> None:
        assert weights.sha256 == PINNED.sha256

    def __enter__(self) -> "NoServer":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """No weights and no server: the cassette has the answers."""
    monkeypatch.setattr("claimextract.pipeline.asking.EmbeddedServer", NoServer)
    monkeypatch.setattr(
        "claimextract.pipeline.asking.weights_path", lambda *_: Weights(Path("nowhere"), PINNED.sha256, PINNED.size)
    )


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """documents.jsonl keeps paths as they are given, here seeds/*.md."""
    monkeypatch.chdir(ROOT)


def run_seeds(tmp_path: Path, out: Path | None = None, **settings: Any) -> Run:
    configured = {"model": "local", "cache_dir": tmp_path / "cache", "retries": 0, **settings}
    return run("seeds/*.md", out=out, settings=Settings(**configured))


@contextmanager
def played(config: dict[str, Any]) -> Iterator[Cassette]:
    """The recorded answers, and nothing but them."""
    with vcr.use_cassette(str(RECORDED), record_mode="none", **config) as cassette:
        yield cassette


def differing(one: Path, two: Path) -> list[str]:
    """The files that are not the same in both folders."""
    names = {path.name for folder in (one, two) for path in folder.iterdir()}
    return sorted(name for name in names if filecmp.cmpfiles(one, two, [name], shallow=False)[0] != [name])


@pytest.mark.vcr
@pytest.mark.default_cassette("seeds.yaml")
def test_the_seeds_give_the_shipped_run(
    request: pytest.FixtureRequest, record_mode: str, tmp_path: Path, vcr: Cassette
) -> None:
    if record_mode == "none":
        request.getfixturevalue("_no_model")
        result = run_seeds(tmp_path, tmp_path / "out")
    else:
        weights = weights_path(platformdirs.user_cache_path("claimextract"))
        result = run_seeds(tmp_path, tmp_path / "out", weights=weights.path)
        shutil.rmtree(SHIPPED, ignore_errors=True)
        shutil.copytree(tmp_path / "out", SHIPPED)
    assert {entry.status for entry in result.documents} == {"ok"}
    assert result.summary["requests"]["sent"] == len(vcr) > 0
    assert set(differing(tmp_path / "out", SHIPPED)) <= {"run.json"}  # which tells how long it took
    shipped = json.loads((SHIPPED / "run.json").read_text(encoding="utf-8"))
    assert {**result.summary, "seconds": shipped["seconds"]} == shipped


@pytest.mark.vcr
@pytest.mark.default_cassette("seeds-local.yaml")
def test_the_rows_of_seeds_local_from_text_to_table(
    request: pytest.FixtureRequest, record_mode: str, tmp_path: Path, vcr: Cassette
) -> None:
    settings: dict[str, Any] = {"model": "local", "cache_dir": tmp_path / "cache", "retries": 0}
    if record_mode == "none":
        request.getfixturevalue("_no_model")
    else:
        settings["weights"] = weights_path(platformdirs.user_cache_path("claimextract")).path
    [task] = evaluate("seeds-local/gold", ["rows"], Settings(**settings)).tasks
    assert task.failed == ()
    assert task.cost.requests == len(vcr) > 0
    figures = {measure.name.removeprefix("end to end: "): measure for measure in task.measures}
    assert figures["claims in one row, pairwise F1"].value >= 0.8
    assert figures["contradictions found, with their cause"].hits >= 7
    assert figures["updated figures found"].hits == 1
    assert figures["false contradictions and updates (fewer is better)"].hits <= 1


@pytest.mark.usefixtures("_no_model")
def test_a_second_run_needs_no_answer(tmp_path, vcr_config) -> None:
    with played(vcr_config) as cassette:
        first = run_seeds(tmp_path)
        assert cassette.all_played
        assert run_seeds(tmp_path).summary["requests"]["sent"] == 0
    assert first.summary["requests"]["sent"] == cassette.play_count


@pytest.mark.usefixtures("_no_model")
def test_another_question_is_not_answered_from_the_cassette(tmp_path, vcr_config) -> None:
    with played(vcr_config) as cassette:
        result = run_seeds(tmp_path, seed=1)
    assert cassette.play_count == 0
    assert result.summary["requests"]["failed"] == result.summary["requests"]["sent"] > 0
    assert "ok" not in {entry.status for entry in result.documents if entry.counts.claims == 0}


def test_the_shipped_run_is_replayed_byte_for_byte(tmp_path: Path) -> None:
    result = replay("seeds/run", tmp_path / "again")
    assert differing(tmp_path / "again", SHIPPED) == []
    assert len(result.table) > 0


def test_the_shipped_table_leads_back_to_the_seeds(tmp_path: Path) -> None:
    result = replay("seeds/run", tmp_path / "again")
    texts = {entry.id: entry.text for entry in result.documents}
    items = [item for row in result.table for item in row.evidence]
    assert all(texts[item.document_id][item.start : item.end] == item.quote for item in items)
    assert any(row.documents > 1 for row in result.table)
    assert {claim.provenance.model for claim in result.claims} <= {f"sha256:{PINNED.sha256}", None}


@pytest.mark.parametrize("cassette", ["seeds.yaml", "seeds-local.yaml"])
def test_cassettes_hold_neither_keys_nor_addresses(cassette: str) -> None:
    text = (CASSETTES / cassette).read_text(encoding="utf-8").lower()
    for word in ("authorization", "cookie", "organization", "user-agent", "api-key"):
        assert f"{word}:" not in text
    assert "uri: http://127.0.0.1/v1/chat/completions" in text
