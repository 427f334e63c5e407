"""Limits that several processes keep to together, at a real Redis or Valkey server."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from claimextract import ConfigurationError, Settings
from claimextract.config import Endpoint, profile_named
from claimextract.errors import LimitReachedError, StoppedError
from claimextract.llm.limits import Amount
from claimextract.llm.pace import Pace
from claimextract.llm.prices import Prices
from claimextract.llm.shared import Common, SharedLimits
from dasking import limiter

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

ENDPOINT = Endpoint("compatible", "stub", "http://127.0.0.1:1/v1")
REQUEST = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 1000}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with limiter(tmp_path_factory.mktemp("limiter")) as address:
        yield address


def limits(server: str, run: str, patience: float = 5.0, **caps: float) -> tuple[Common, SharedLimits]:
    common = Common(SecretStr(server), ENDPOINT)
    return common, SharedLimits(Settings(**caps), Prices(ENDPOINT), common, run, patience)


@pytest.mark.asyncio
async def test_processes_never_pass_a_cap_together(server: str) -> None:
    processes = [limits(server, "together", max_requests=25) for _ in range(3)]
    await processes[0][1].open()
    sent: list[int] = []
    refused: set[str] = set()

    async def ask(shared: SharedLimits) -> None:
        try:
            async with shared.room_for(REQUEST) as room:
                room.sent()
                sent.append(1)
                await asyncio.sleep(0.01)
                room.settle(100, None)
        except LimitReachedError as error:
            refused.add(str(error))

    await asyncio.gather(*(ask(shared) for _, shared in processes for _ in range(20)))
    assert len(sent) == 25
    assert [text.partition(";")[0] for text in refused] == [
        "max_requests leaves no room for another request (25 of 25 requests used)"
    ]
    for common, _ in processes:
        await common.close()


@pytest.mark.asyncio
async def test_what_is_settled_leaves_room_for_another_process(server: str) -> None:
    (one, first), (two, second) = (limits(server, "room", max_tokens=2500) for _ in range(2))
    await first.open()
    order = []

    async def ask(shared: SharedLimits, name: str) -> None:
        async with shared.room_for(REQUEST) as room:
            room.sent()
            order.append(name)
            await asyncio.sleep(0.3)
            room.settle(10, None)
            order.append(f"{name} done")

    await asyncio.gather(ask(first, "first"), ask(second, "second"))  # each could take some 1,600
    assert order in (["first", "first done", "second", "second done"], ["second", "second done", "first", "first done"])
    assert {name: int(count) for name, count in (await one.redis.hgetall("claimextract:run:room")).items()} == {
        b"requests": 2,
        b"tokens": 20,
        b"cost": 0,
        b"flying": 0,
    }
    await one.close()
    await two.close()


@pytest.mark.asyncio
async def test_what_a_killed_process_reserved_stays_counted(server: str) -> None:
    (one, first), (two, second) = (limits(server, "killed", patience=0.5, max_requests=1) for _ in range(2))
    await first.open()
    lost = first.room_for(REQUEST)
    await lost.__aenter__()  # and nothing is heard of it again
    began = time.monotonic()
    with pytest.raises(LimitReachedError):
        async with second.room_for(REQUEST):
            pass
    assert 0.5 < time.monotonic() - began < 5
    await one.close()
    await two.close()


@pytest.mark.asyncio
async def test_an_account_that_is_gone_ends_the_run(server: str) -> None:
    common, shared = limits(server, "gone", max_requests=10)
    with pytest.raises(StoppedError, match="no longer knows what this run has spent"):
        async with shared.room_for(REQUEST):
            pass
    await common.close()


@pytest.mark.asyncio
async def test_a_cost_is_counted_to_the_billionth(server: str, tmp_path: Path) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text(json.dumps({"stub": {"input": 0.01, "output": 0.02}}), encoding="utf-8")
    common = Common(SecretStr(server), ENDPOINT)
    shared = SharedLimits(Settings(max_cost=1.0), Prices(ENDPOINT, prices), common, "cost", 5.0)
    await shared.open()
    async with shared.room_for(REQUEST) as room:
        room.sent()
        room.settle(3, 0.00000003)
    assert await common.redis.hget("claimextract:run:cost", "cost") in (b"30", b"31")  # rounded up
    assert room.took == Amount(1, 3, 0.00000003)
    await common.close()


@pytest.mark.asyncio
async def test_two_processes_share_requests_a_minute(server: str) -> None:
    settings = Settings(requests_per_minute=600)  # 60 at once, then 9 a second
    commons = [Common(SecretStr(server), ENDPOINT) for _ in range(2)]
    paces = [Pace(profile_named("capable"), settings, common) for common in commons]
    times: list[float] = []

    async def send(pace: Pace) -> None:
        async with pace.turn(lambda: (1, 1)):
            times.append(time.monotonic())

    began = time.monotonic()
    await asyncio.gather(*(send(pace) for pace in paces for _ in range(40)))
    assert 1.5 < times[-1] - began < 6  # 80 - 60 by 9 a second
    for common in commons:
        await common.close()


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)
    with pytest.raises(ConfigurationError, match=r"limiter needs Redis: pip install 'claimextract\[dask\]'"):
        Common(SecretStr("redis://127.0.0.1:1"), ENDPOINT)


def test_the_address_of_a_limiter_is_checked_and_never_shown() -> None:
    with pytest.raises(ConfigurationError, match=r"limiter: .*redis://host:6379") as raised:
        Settings(limiter="http://:planted@host")
    assert "planted" not in str(raised.value)
