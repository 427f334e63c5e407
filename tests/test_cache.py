"""The response cache: what is planted in it never runs, and processes share it."""

import logging
import os
import pickle
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimextract.cache import ResponseCache, remedy
from claimextract.errors import CacheError

LIMIT = 2**30
KEY = "ab" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "responses"


@pytest.fixture
def cache(folder: Path) -> Iterator[ResponseCache]:
    with ResponseCache(folder, LIMIT) as opened:
        yield opened


class Planted:
    """Unpickling this makes a folder."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.proof),)


def plant(folder: Path, **row: object) -> None:
    """Write a row past the cache's own code, as somebody with access to the folder could."""
    full = {"key": KEY, "raw": 1, "mode": 1, "value": b"x", "filename": None, "store_time": 0.0, "size": 0, **row}
    with sqlite3.connect(folder / "cache.db") as connection:
        names = ", ".join(full)
        connection.execute(f"INSERT INTO Cache({names}) VALUES ({', '.join('?' * len(full))})", list(full.values()))
    connection.close()


def test_keeps_and_returns_bytes(cache: ResponseCache) -> None:
    assert cache.get(KEY) is None
    cache.put(KEY, b'{"a": 1}')
    cache.put("cd" * 32, b"")
    assert cache.get(KEY) == b'{"a": 1}'
    assert cache.get("cd" * 32) == b""
    assert cache.count() == 2
    cache.put(KEY, b"newer")
    assert cache.get(KEY) == b"newer"
    assert cache.count() == 2


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.binary(max_size=200_000))
def test_any_bytes_come_back(cache: ResponseCache, value: bytes) -> None:
    cache.put(KEY, value)
    assert cache.get(KEY) == value


def test_large_responses_stay_inside_the_database(cache: ResponseCache, folder: Path) -> None:
    value = os.urandom(3_000_000)
    cache.put(KEY, value)
    assert cache.get(KEY) == value
    assert {path.name for path in folder.rglob("*")} <= {"cache.db", "cache.db-wal", "cache.db-shm"}
    assert cache.size() > 3_000_000


def test_outlives_the_process(folder: Path) -> None:
    with ResponseCache(folder, LIMIT) as first:
        first.put(KEY, b"kept")
    with ResponseCache(folder, LIMIT) as second:
        assert second.get(KEY) == b"kept"


def test_the_folder_is_private(cache: ResponseCache, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_open_folder_is_made_private(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o777)
    ResponseCache(folder, LIMIT).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_planted_pickle_value_never_runs(
    cache: ResponseCache, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    proof = tmp_path / "proof"
    plant(folder, mode=4, value=pickle.dumps(Planted(proof)))
    assert cache.get(KEY) is None
    assert not proof.exists()
    assert str(folder) in caplog.text
    cache.put(KEY, b"healed")
    assert cache.get(KEY) == b"healed"


def test_a_planted_pickle_file_never_runs(cache: ResponseCache, folder: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    (folder / "planted.val").write_bytes(pickle.dumps(Planted(proof)))
    plant(folder, mode=4, value=None, filename="planted.val")
    assert cache.get(KEY) is None
    assert not proof.exists()


def test_a_planted_pickle_key_never_runs(folder: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    with ResponseCache(folder, LIMIT) as cache:
        cache.put(KEY, b"kept")
    plant(folder, key=pickle.dumps(Planted(proof)), raw=0)
    with ResponseCache(folder, LIMIT) as cache:
        assert cache.get(KEY) == b"kept"
        assert cache.count() == 2
        with pytest.raises(CacheError, match="did not write"):
            list(cache._cache)
        with pytest.raises(CacheError, match="did not write"):
            list(cache._cache.iterkeys())
        assert cache.clear() == 2
    assert not proof.exists()


def test_the_plain_library_would_have_run_them(folder: Path, tmp_path: Path) -> None:
    """Guards the tests above: the planted rows are live ones."""
    import diskcache

    ResponseCache(folder, LIMIT).close()
    proofs = [tmp_path / "value", tmp_path / "key"]
    plant(folder, mode=4, value=pickle.dumps(Planted(proofs[0])))
    plant(folder, key=pickle.dumps(Planted(proofs[1])), raw=0)
    with diskcache.Cache(str(folder)) as plain:
        plain.get(KEY)
        list(plain)
    assert all(proof.exists() for proof in proofs)


@pytest.mark.parametrize("mode", [0, 2, 3, 4, 99, None])
def test_rows_of_another_mode_are_no_answers(
    cache: ResponseCache, folder: Path, tmp_path: Path, mode: int | None
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not for the table")
    plant(folder, mode=mode, value=None, filename=str(secret))
    assert cache.get(KEY) is None


@pytest.mark.parametrize("value", ["text", 5, None, 1.5])
def test_values_that_are_not_bytes_are_no_answers(cache: ResponseCache, folder: Path, value: object) -> None:
    plant(folder, value=value)
    assert cache.get(KEY) is None


def test_a_planted_file_name_deletes_nothing(cache: ResponseCache, folder: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("dear")
    plant(folder, mode=2, value=None, filename=str(victim))
    cache.put(KEY, b"over it")
    plant(folder, key="other", mode=2, value=None, filename="../../victim")
    cache.clear()
    assert victim.read_text() == "dear"


@pytest.mark.parametrize(
    ("name", "value"),
    [("_directory", "/elsewhere"), ("sqlite_planted", "1"), ("disk_planted", "x"), ("size_limit", b"\x80\x04")],
)
def test_planted_settings_are_refused(folder: Path, name: str, value: object) -> None:
    ResponseCache(folder, LIMIT).close()
    with sqlite3.connect(folder / "cache.db") as connection:
        connection.execute("INSERT OR REPLACE INTO Settings VALUES (?, ?)", (name, value))
    connection.close()
    with pytest.raises(CacheError, match="settings") as caught:
        ResponseCache(folder, LIMIT)
    assert str(folder) in str(caught.value)


def test_a_folder_made_with_other_settings_is_put_right(folder: Path) -> None:
    import diskcache

    diskcache.Cache(str(folder), eviction_policy="least-recently-used", statistics=1, size_limit=1).close()
    with ResponseCache(folder, LIMIT) as cache:
        cache.put(KEY, b"kept")
        assert cache.get(KEY) == b"kept"


@pytest.mark.parametrize("value", ["text", {"a": 1}, 3, None])
def test_only_bytes_are_taken(cache: ResponseCache, value: object) -> None:
    with pytest.raises(CacheError, match="bytes"):
        cache._cache.set(KEY, value)


@pytest.mark.parametrize("key", [b"bytes", ("a", 1), 3])
def test_only_text_is_a_key(cache: ResponseCache, key: object) -> None:
    with pytest.raises(CacheError, match="text"):
        cache._cache.set(key, b"x")


def test_a_full_cache_says_so_once_and_loses_nothing(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with ResponseCache(folder, 300_000) as cache:
        for number in range(40):
            cache.put(f"{number:064x}", os.urandom(20_000))
        kept = [number for number in range(40) if cache.get(f"{number:064x}") is not None]
        assert kept == list(range(len(kept)))
        assert 3 < len(kept) < 15
        assert cache.size() < 1_000_000
        warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
        assert len(warnings) == 1
        assert str(folder) in warnings[0].getMessage()
        assert "claimextract cache clear" in warnings[0].getMessage()
        assert cache.clear() == len(kept)
        cache.put(KEY, b"again")
        assert cache.get(KEY) == b"again"


def test_nothing_is_evicted_above_the_librarys_own_limit(folder: Path) -> None:
    with ResponseCache(folder, LIMIT) as cache:
        assert cache._cache.eviction_policy == "none"
        assert cache._cache.size_limit == LIMIT
        assert cache._cache.cull_limit == 0


def test_clear_gives_the_room_back(folder: Path) -> None:
    with ResponseCache(folder, LIMIT) as cache:
        for number in range(20):
            cache.put(f"{number:064x}", os.urandom(100_000))
        assert cache.size() > 2_000_000
        assert cache.clear() == 20
        assert cache.count() == 0
        assert cache.size() < 200_000
        size = cache.size()
    assert sum(path.stat().st_size for path in folder.iterdir()) == size


def test_a_damaged_database_is_named(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "cache.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(CacheError, match="delete") as caught:
        ResponseCache(folder, LIMIT)
    assert str(folder) in str(caught.value)


def test_an_answer_that_the_disk_does_not_take_is_no_reason_to_clear_the_cache(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with ResponseCache(folder, LIMIT) as cache:
        monkeypatch.setattr(cache._cache, "set", full)
        cache.put(KEY, b"lost")
        cache.put(KEY, b"lost")
    [warning] = [record.getMessage() for record in caplog.records]
    assert "(database or disk is full); make room on its disk" in warning
    assert "clear" not in warning


FULL = """
import resource, signal, sys
from pathlib import Path
from claimextract.cache import ResponseCache
from claimextract.errors import CacheError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    with ResponseCache(Path(sys.argv[1]), 2**30) as cache:
        cache.get("some")
except CacheError as error:
    print(error)
"""


def test_a_full_disk_is_no_reason_to_delete_what_is_kept(folder: Path) -> None:
    with ResponseCache(folder, LIMIT) as cache:
        cache.put(KEY, b"paid for")
    done = subprocess.run([sys.executable, "-c", FULL, str(folder)], check=True, capture_output=True, text=True)
    assert "make room on its disk and run again: what is kept is kept" in done.stdout
    assert "delete" not in done.stdout
    with ResponseCache(folder, LIMIT) as cache:
        assert cache.get(KEY) == b"paid for"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_FULL, "make room"),
        (sqlite3.SQLITE_IOERR, "make room"),
        (sqlite3.SQLITE_IOERR_WRITE, "make room"),
        (sqlite3.SQLITE_CORRUPT, "delete {}"),
        (sqlite3.SQLITE_NOTADB, "delete {}"),
        (sqlite3.SQLITE_ERROR, "delete {}"),  # it has other tables
        (sqlite3.SQLITE_BUSY, "see that"),
        (sqlite3.SQLITE_READONLY, "see that"),
        (sqlite3.SQLITE_CANTOPEN, "see that"),
    ],
)
def test_only_what_is_worth_nothing_is_to_be_deleted(folder: Path, code: int, told: str) -> None:
    error = sqlite3.OperationalError("planted")
    error.sqlite_errorcode = code
    assert remedy(error, folder).startswith(told.format(folder))
    assert remedy(OSError(28, "No space left on device"), folder).startswith("make room")


def test_a_folder_that_is_a_file(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    with pytest.raises(CacheError, match="--cache-dir"):
        ResponseCache(folder, LIMIT)


WORKER = """
import sys
from pathlib import Path
from claimextract.cache import ResponseCache
with ResponseCache(Path(sys.argv[1]), 2**30) as cache:
    for number in range(150):
        cache.put(f"{sys.argv[2]}-{number}", f"{sys.argv[2]} {number}".encode() * 100)
        cache.put(f"both-{number}", b"same")
"""


def test_two_processes_share_a_folder(folder: Path) -> None:
    workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(folder), name]) for name in ("one", "two")]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    with ResponseCache(folder, LIMIT) as cache:
        assert cache.count() == 450
        assert all(
            cache.get(f"{name}-{n}") == f"{name} {n}".encode() * 100 for name in ("one", "two") for n in range(150)
        )


def test_what_one_process_writes_the_other_reads_at_once(cache: ResponseCache, folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from claimextract.cache import ResponseCache; "
        f"ResponseCache(Path(sys.argv[1]), 2**30).put({KEY!r}, b'from next door')"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True)
    assert cache.get(KEY) == b"from next door"


def test_a_killed_writer_leaves_a_readable_cache(folder: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from claimextract.cache import ResponseCache; "
        f"cache = ResponseCache(Path(sys.argv[1]), 2**30); cache.put({KEY!r}, b'done'); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == -9
    with ResponseCache(folder, LIMIT) as cache:
        assert cache.get(KEY) == b"done"
