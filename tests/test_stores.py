"""Where finished documents are kept beside the cache folder: a shared folder, an object store."""

import gzip
import stat
import sys
from pathlib import Path
from typing import Any

import fsspec
import pytest

from claimextract import CacheError, ConfigurationError, Settings, run
from claimextract.pipeline.stores import Near, ObjectStore, SharedFolder, store_of
from claimextract.pipeline.storing import FileStore
from stub import Stub

KEY = "ab" + 62 * "0"


@pytest.fixture
def bucket() -> Any:
    """An object store in memory, empty."""
    objects = fsspec.filesystem("memory")
    objects.store.clear()
    yield objects
    objects.store.clear()


@pytest.mark.parametrize("kind", ["folder", "objects"])
def test_what_is_put_is_found_by_another_process(kind: str, tmp_path: Path, bucket: Any) -> None:
    address = tmp_path.as_uri() if kind == "folder" else "memory://bucket/claims"
    first, second = (store_of(Settings(store=address)) for _ in range(2))
    assert first.get(KEY) is None
    first.put(KEY, b"a share")
    assert second.get(KEY) == b"a share"
    second.put(KEY, b"another")
    assert first.get(KEY) == b"another"


def test_a_shared_folder_keeps_its_rights_and_must_be_there(tmp_path: Path) -> None:
    folder = tmp_path / "sh ared"
    with pytest.raises(ConfigurationError, match=r"file://.*/sh%20ared: there is no such folder here; make or mount"):
        store_of(Settings(store=folder.as_uri()))
    folder.mkdir(mode=0o750)
    store = store_of(Settings(store=folder.as_uri()))
    assert isinstance(store, SharedFolder)
    store.put(KEY, b"a share")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert stat.S_IMODE((folder / "ab").stat().st_mode) == 0o700


def test_an_object_that_is_damaged_counts_as_none(bucket: Any) -> None:
    store = ObjectStore("memory://bucket/claims")
    store.put(KEY, b"a share that is long enough to be cut")
    (place,) = bucket.find("/bucket")
    whole = bucket.cat_file(place)
    for content in (whole[:-1], whole[:8], b"", whole[:-6] + b"xxxxxx", b"no gzip"):
        bucket.pipe_file(place, content)
        assert store.get(KEY) is None
    bucket.pipe_file(place, whole)
    assert store.get(KEY) == b"a share that is long enough to be cut"


def test_a_store_that_fails_is_named(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ObjectStore("memory://bucket/claims")

    def fail(*_: Any, **__: Any) -> Any:
        raise PermissionError("AccessDenied")

    monkeypatch.setattr(type(bucket), "cat_file", fail)
    monkeypatch.setattr(type(bucket), "pipe_file", fail)
    with pytest.raises(CacheError, match=r"store memory://bucket/claims: cannot be read \(PermissionError"):
        store.get(KEY)
    with pytest.raises(CacheError, match=r"cannot be written \(PermissionError.*what is finished is kept"):
        store.put(KEY, b"a share")


def test_an_address_that_nothing_is_known_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match=r"store elsewhere://bucket: .*pip install 'claimextract\[dask\]'"):
        ObjectStore("elsewhere://bucket")
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(ConfigurationError, match=r"store memory://bucket: .*pip install 'claimextract\[dask\]'"):
        ObjectStore("memory://bucket")


@pytest.mark.parametrize(
    "value",
    ["shared/folder", "/shared/folder", "file://shared/folder", "s3://id:secret@bucket/claims", "s3://x@bucket"],
)
def test_an_address_without_scheme_or_with_a_secret_is_refused(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"store: .*without a user or key") as raised:
        Settings(store=value)
    assert "secret" not in str(raised.value)


def test_what_is_near_is_not_fetched_twice(tmp_path: Path, bucket: Any) -> None:
    far = ObjectStore("memory://bucket/claims")
    store = Near(FileStore(tmp_path / "near"), far)
    assert store.get(KEY) is None
    far.put(KEY, b"a share")
    assert store.get(KEY) == b"a share"
    bucket.store.clear()
    assert store.get(KEY) == b"a share"
    store.put("cd" + KEY, b"another")
    assert far.get("cd" + KEY) == b"another"


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_another_machine_finds_finished_documents(stub: Stub, tmp_path: Path, monkeypatch, bucket: Any) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mill.txt").write_text("The mill of Tessaly lost 14 sails, Ilse Brandt said.", encoding="utf-8")
    machines = [
        Settings(**stub.settings, cache_dir=tmp_path / name, store="memory://bucket/claims") for name in ("one", "two")
    ]
    first = run("mill.txt", settings=machines[0])
    asked = len(stub.requests)
    second = run("mill.txt", settings=machines[1])
    assert asked == len(stub.requests) > 0
    assert second.table == first.table
    assert second.summary["requests"] == {"sent": 0, "cached": asked, "failed": 0, "retried": 0}


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize("how", ["text", "claim", "another document's", "broken", "a line short"])
def test_what_is_not_of_the_document_counts_as_none(stub: Stub, tmp_path: Path, monkeypatch, how: str) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("mill", "kiln"):
        Path(f"{name}.txt").write_text(f"The {name} of Tessaly lost 14 sails, Ilse Brandt said.", encoding="utf-8")
    settings = Settings(**stub.settings, cache_dir=tmp_path / "cache")
    first = run("mill.txt", "kiln.txt", settings=settings)
    kept = {path: gzip.decompress(path.read_bytes()) for path in sorted(settings.finished_dir.rglob("*/*"))}
    assert len(kept) == 2
    (place, value), (_, other) = kept.items()
    head, *lines = value.split(b"\n")
    forged = {
        "text": value.replace(b"14 sails", b"41 sails"),
        "claim": b"\n".join([head, lines[0], *(line.replace(b"14 sails", b"41 sails") for line in lines[1:])]),
        "another document's": other,
        "broken": b"\n".join([head, lines[0], b"{}" + lines[1], *lines[2:]]),
        "a line short": b"\n".join([head, *lines[:-1]]),
    }[how]
    assert forged != value
    place.write_bytes(gzip.compress(forged))
    second = run("mill.txt", "kiln.txt", settings=settings)
    assert second.table == first.table
    assert {entry.status for entry in second.documents} == {"ok"}
