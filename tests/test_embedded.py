"""The real embedded model, started for a run, asked about a short text, and gone afterwards."""

from pathlib import Path

import platformdirs
import pytest

from claimextract import Settings, run
from claimextract.local import EmbeddedServer, weights_path

pytestmark = [pytest.mark.embedded, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]

TEXT = """\
Engineers praised the harbour of Tessaly, and Mayor Ilse Brandt thanked the Coastal Institute on March 3, 2021. It has \
warned the town of storms for years. “We will not rebuild the eastern pier,” Brandt said.

Fourteen boats sank in the storm. They belonged to the fishermen of Varn, according to a 2020 report by the institute.
"""


@pytest.fixture(scope="module")
def weights() -> Path:
    """The verified file in the user's cache; fetched there if this machine never had it."""
    return weights_path(platformdirs.user_cache_path("claimextract")).path


def test_a_short_text_becomes_a_table(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[EmbeddedServer] = []
    entered = EmbeddedServer.__enter__
    monkeypatch.setattr(EmbeddedServer, "__enter__", lambda self: started.append(self) or entered(self))
    (tmp_path / "storm.txt").write_text(TEXT, encoding="utf-8")
    outs = []
    for name in ("one", "two"):  # with a cache each, so that the model is asked twice
        settings = Settings(model="local", weights=weights, cache_dir=tmp_path / f"cache-{name}")
        result = run(tmp_path / "storm.txt", out=tmp_path / name, settings=settings)
        assert {entry.status for entry in result.documents} == {"ok"}
        assert result.summary["requests"]["sent"] > 0
        assert result.summary["requests"]["failed"] == 0
        assert {"Ilse Brandt"} <= {speaker for row in result.table for speaker in row.speakers}
        outs.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir() if path.name != "run.json"})
    assert [name for name in outs[0] if outs[0][name] != outs[1][name]] == []
    assert len(started) == 2
    assert all(server._process is None for server in started)
    assert str(weights) not in "".join(content.decode() for content in outs[0].values())
