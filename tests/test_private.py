"""Every folder under the cache folder is its user's alone, also one that stood open before."""

import stat
from pathlib import Path

import pytest

from claimextract.cache import ResponseCache
from claimextract.local.weights import weights_path
from claimextract.pipeline.storing import FileStore
from claimextract.private import private_folder


def rights(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_a_folder_and_those_above_it_are_made_private(tmp_path):
    private_folder(tmp_path / "a" / "b" / "c")
    assert [rights(tmp_path / place) for place in ("a", "a/b", "a/b/c")] == [0o700] * 3


def test_a_folder_that_stands_open_is_closed_and_the_one_above_is_left_alone(tmp_path):
    above = tmp_path / "shared"
    (above / "mine").mkdir(parents=True)
    above.chmod(0o755)
    (above / "mine").chmod(0o777)
    private_folder(above / "mine")
    assert (rights(above), rights(above / "mine")) == (0o755, 0o700)


@pytest.fixture
def cache_dir(tmp_path) -> Path:
    """A cache folder that others may enter."""
    for place in ("responses", "finished", "weights"):
        (tmp_path / "cache" / place).mkdir(parents=True)
        (tmp_path / "cache" / place).chmod(0o777)
    return tmp_path / "cache"


def test_responses_are_private(cache_dir):
    with ResponseCache(cache_dir / "responses", 10**6) as cache:
        cache.put("key", b"value")
    assert rights(cache_dir / "responses") == 0o700


def test_finished_documents_are_private_and_so_is_each_folder_of_them(cache_dir):
    FileStore(cache_dir / "finished").put("abcdef", b"value")
    assert [rights(cache_dir / place) for place in ("finished", "finished/ab")] == [0o700, 0o700]


def test_weights_are_private(cache_dir, tmp_path):
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF and no more")
    weights_path(cache_dir, gguf=own)
    assert rights(cache_dir / "weights") == 0o700
