"""Keeping to an endpoint's limits: what its headers mean, and against a mock server that enforces its quotas."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llmock.ratelimit import LimitSettings
from llmock.testing import LLMockServer
from pydantic import BaseModel, SecretStr

from claimextract.config import Endpoint, Settings, profile_named
from claimextract.errors import StoppedError
from claimextract.llm import Client
from claimextract.llm.allowance import Allowance, seconds
from claimextract.llm.pace import Pace

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("20ms", 0.02),
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("1h2m3.5s", 3723.5),
        ("1d", 86400.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("", None),
        (None, None),
        ("soon", None),
        ("-1", None),
        ("1s?", None),
        ("s", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_the_times_of_headers(value: str | None, expected: float | None) -> None:
    assert seconds(value) == expected


@given(st.text(max_size=12))
def test_no_header_breaks_the_reading(value: str) -> None:
    found = seconds(value)
    assert found is None or found >= 0


def headers(left: int, reset: str, limit: int | None = None) -> dict[str, str]:
    told = {"x-ratelimit-remaining-requests": str(left), "x-ratelimit-reset-requests": reset}
    return told if limit is None else {**told, "x-ratelimit-limit-requests": str(limit)}


def test_nothing_is_held_back_before_anything_is_known() -> None:
    allowance = Allowance("requests")
    assert allowance.wait(10**9) == 0
    assert not allowance.told({}, 0)
    assert not allowance.told({"x-ratelimit-remaining-requests": "3"}, 0)
    assert not allowance.told({**headers(0, "1s"), "x-ratelimit-remaining-requests": "many"}, 0)
    assert allowance.wait(1) == 0


def test_without_the_whole_limit_nothing_comes_back_before_the_reset() -> None:
    allowance = Allowance("requests")
    assert allowance.told(headers(2, "10s"), allowance.take(1))
    assert allowance.wait(2) == 0
    assert 9 < allowance.wait(3) <= 10
    allowance.take(2)
    assert 9 < allowance.wait(1) <= 10


def test_with_it_the_limit_refills_evenly() -> None:
    allowance = Allowance("requests")
    allowance.told(headers(0, "60s", 60), allowance.take(1))
    assert 0.9 < allowance.wait(1) <= 1
    assert 9.9 < allowance.wait(10) <= 10
    assert 59 < allowance.wait(1000) <= 60  # more than the limit never fits better than all of it


def test_what_went_out_since_is_taken_off() -> None:
    allowance = Allowance("requests")
    first = allowance.take(1)
    allowance.take(5)
    allowance.told(headers(5, "10s"), first)
    assert allowance.wait(1) > 9


@given(st.integers(0, 100), st.integers(1, 100), st.integers(0, 200), st.integers(1, 200))
def test_a_wait_is_never_longer_than_the_reset(left: int, reset: int, taken: int, amount: int) -> None:
    allowance = Allowance("requests")
    allowance.told(headers(left, f"{reset}s", 100), 0)
    allowance.take(taken)
    assert 0 <= allowance.wait(amount) <= reset


def pace(**settings: Any) -> Pace:
    chosen = Settings(**settings)
    return Pace(profile_named("capable", chosen), chosen)


def test_a_burst_of_429s_halves_once() -> None:
    async def main() -> tuple[int, int, int]:
        paced = pace(concurrency=32)
        async with paced.turn(lambda: (1, 1)) as first, paced.turn(lambda: (1, 1)) as second:
            paced.slow_down(first)
            paced.slow_down(second)
        once = paced.window
        await asyncio.sleep(0.01)
        async with paced.turn(lambda: (1, 1)) as third:
            paced.slow_down(third)
        twice = paced.window
        for _ in range(100):
            await asyncio.sleep(0.001)
            async with paced.turn(lambda: (1, 1)) as turn:
                paced.slow_down(turn)
        return once, twice, paced.window

    assert asyncio.run(main()) == (16, 8, 1)


def test_a_stop_reaches_all_who_wait() -> None:
    async def main() -> list[Any]:
        paced = pace(concurrency=1)

        async def one() -> None:
            async with paced.turn(lambda: (1, 1)):
                await asyncio.sleep(60)

        tasks = [asyncio.create_task(one()) for _ in range(5)]
        await asyncio.sleep(0.05)
        paced.stop("enough")
        done = await asyncio.wait_for(asyncio.gather(*tasks[1:], return_exceptions=True), 2)
        tasks[0].cancel()
        return done

    assert [str(error) for error in asyncio.run(main()) if isinstance(error, StoppedError)] == ["enough"] * 4


def test_a_cancelled_turn_is_free_again() -> None:
    async def main() -> float:
        paced = pace(concurrency=1)

        async def one(seconds: float) -> None:
            async with paced.turn(lambda: (1, 1)):
                await asyncio.sleep(seconds)

        flying, waiting = asyncio.create_task(one(60)), asyncio.create_task(one(60))
        await asyncio.sleep(0.02)
        waiting.cancel()
        flying.cancel()
        began = time.monotonic()
        await asyncio.wait_for(one(0), 2)
        return time.monotonic() - began

    assert asyncio.run(main()) < 1


class Verdict(BaseModel):
    speaker: Literal["p1", "p2"]


@pytest.fixture
def quotas() -> Iterator[LLMockServer]:
    """A mock server that enforces quotas as OpenAI does: buckets that refill, prompt and ``max_tokens`` counted."""
    with LLMockServer() as server:
        yield server


@pytest.mark.parametrize(
    ("limits", "questions"),
    [(LimitSettings(rpm=300), 330), (LimitSettings(tpm=60_000), 130)],
    ids=["requests", "tokens"],
)
def test_a_quota_is_kept_to_by_its_headers(quotas: LLMockServer, limits: LimitSettings, questions: int) -> None:
    quotas.state.limiter.configure(limits)
    settings = Settings(model="gpt-4o", concurrency=32, max_output_tokens=400)

    async def main() -> tuple[list[Any], int, float]:
        endpoint = Endpoint("compatible", "gpt-4o", quotas.base_url("openai"), SecretStr("sk-mock"))
        async with Client(endpoint, profile_named("capable", settings), settings, Store()) as client:
            calls = (
                client.ask([{"role": "user", "content": f"Q{n}"}], Verdict, document_id="d", step="s", log=[])
                for n in range(questions)
            )
            began = time.monotonic()
            answers = await asyncio.gather(*calls, return_exceptions=True)
            return answers, client.usage.retried, time.monotonic() - began

    answers, retried, took = asyncio.run(main())
    assert all(isinstance(answer, Verdict) for answer in answers)
    assert retried <= questions // 20
    assert 2 < took < 60


class Store(dict[str, bytes]):
    def put(self, key: str, value: bytes) -> None:
        self[key] = value
