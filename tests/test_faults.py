"""The client against a real server on loopback that throttles, stalls and lies; the server keeps count."""

import asyncio
import itertools
import json
import random
import re
import ssl
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
import trustme
from pydantic import BaseModel, SecretStr

from claimextract.cache import ResponseCache
from claimextract.config import Endpoint, Settings, profile_named
from claimextract.errors import ClaimextractError, EndpointError, InvalidAnswerError, RefusedError, TruncatedError
from claimextract.llm import Client, Usage
from claimextract.llm.typical import Typical
from rough import OUTPUT_TOKENS, PROMPT_TOKENS, Reply, Rough, bad, behaving, good
from stub import Stub, serving

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


class Verdict(BaseModel):
    speaker: Literal["p1", "p2"]


class Memory(dict[str, bytes]):
    def put(self, key: str, value: bytes) -> None:
        self[key] = value


class Asked:
    """What came of questions: an answer or an error each, and what the client counted."""

    def __init__(self) -> None:
        self.results: list[Verdict | BaseException] = []
        self.usage = Usage()
        self.seconds = 0.0

    @property
    def answers(self) -> list[Verdict]:
        return [result for result in self.results if isinstance(result, Verdict)]

    @property
    def errors(self) -> list[BaseException]:
        return [result for result in self.results if isinstance(result, BaseException)]


def ask(
    server: Rough | str,
    questions: int = 1,
    *,
    store: Any = None,
    doing: Callable[[Client], None] | None = None,
    **settings: Any,
) -> Asked:
    asked = Asked()
    chosen = Settings(**{"retry_wait": 0.01, "model": "rough", **settings})
    url = server if isinstance(server, str) else server.url
    profile = profile_named("capable", chosen)

    async def main() -> None:
        endpoint = Endpoint("compatible", "rough", url, SecretStr("sk-rough"))
        async with Client(endpoint, profile, chosen, store if store is not None else Memory()) as client:
            if doing:
                doing(client)
            calls = (
                client.ask([{"role": "user", "content": f"Q{n}"}], Verdict, document_id=f"d{n}", step="s", log=[])
                for n in range(questions)
            )
            began = time.monotonic()
            asked.results = await asyncio.gather(*calls, return_exceptions=True)
            asked.seconds = time.monotonic() - began
            asked.usage = client.usage

    asyncio.run(main())
    return asked


def first(reply: Reply) -> Callable[[dict[str, Any], int], Reply]:
    """That reply to the first call, and good ones after."""
    return lambda request, number: reply if number == 1 else good(request)


WHOLE = good({"model": "rough"}, '{"speaker": "p1"}')


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(bad(429), id="429 without a word"),
        pytest.param(bad(429, {"retry-after": "0"}), id="429"),
        pytest.param(bad(500), id="500"),
        pytest.param(bad(503, {"retry-after": "0.05"}), id="503 with Retry-After"),
        pytest.param(bad(529), id="overloaded"),
        pytest.param(Reply(hangs_up=True), id="disconnect before the answer"),
        pytest.param(Reply(WHOLE.body, sends=20), id="disconnect in the body"),
        pytest.param(Reply(WHOLE.body, sends=20, stalls=2), id="stall in the body"),
        pytest.param(Reply(WHOLE.body, delay=2), id="stall before the answer"),
        pytest.param(Reply(WHOLE.body, drips=0.02), id="slow drip"),
        pytest.param(Reply(WHOLE.body[:-20]), id="truncated JSON"),
        pytest.param(Reply(b'{"choices": [}'), id="malformed JSON"),
        pytest.param(Reply(b"\xff\xfe\x00"), id="no text"),
        pytest.param(Reply(b""), id="nothing"),
        pytest.param(Reply(b"[]"), id="no object"),
        pytest.param(Reply(b'{"choices": []}'), id="empty choices"),
        pytest.param(Reply(b'{"choices": null}'), id="no choices"),
        pytest.param(Reply(b"{}"), id="empty object"),
        pytest.param(Reply(WHOLE.body, headers={"content-encoding": "gzip"}), id="no gzip"),
        pytest.param(Reply(b"bad gateway", 502), id="502 in words"),
    ],
)
def test_a_fault_that_passes_costs_one_more_call(reply: Reply) -> None:
    with behaving(first(reply)) as server:
        asked = ask(server, timeout=0.5)
    assert len(asked.answers) == 1, asked.results
    assert (asked.usage.sent, asked.usage.retried, asked.usage.failed) == (1, 1, 0)
    assert (server.calls, server.repeated) == (2, 0)


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (bad(401), EndpointError, "refused the key"),
        (bad(404), EndpointError, "knows no model"),
        (bad(400), EndpointError, "rejected"),
        (bad(429, code="insufficient_quota"), EndpointError, "quota"),
        (bad(503, {"retry-after": "100000"}), EndpointError, "asks to wait 100000 s"),
        (bad(400, code="context_length_exceeded"), TruncatedError, "does not fit"),
        (bad(400, code="content_filter"), RefusedError, "content filter"),
        (good({"model": "r"}, "", "content_filter"), RefusedError, "content filter"),
        (good({"model": "r"}, None or "", message={"refusal": "No."}), RefusedError, "refused: No."),
        (good({"model": "r"}, '{"spea', "length"), TruncatedError, "token limit"),
        (Reply(b"<html>log in</html>"), EndpointError, "no JSON object"),
    ],
)
def test_a_fault_that_stays_costs_one_call(reply: Reply, error: type[Exception], words: str) -> None:
    with behaving(lambda _request, _number: reply) as server:
        [problem] = ask(server).errors
    assert type(problem) is error
    assert words in str(problem)
    assert server.calls == 1


@pytest.mark.parametrize(
    "content", ['{"speaker": "p9"}', "p1", "", "[]", '{"speaker": null}', '```json\n{"speaker":"p1"}\n```']
)
def test_an_answer_of_the_wrong_shape_is_asked_for_again_with_the_reason(content: str) -> None:
    with behaving(first(good({"model": "rough"}, content))) as server:
        asked = ask(server)
    assert len(asked.answers) == 1
    assert (server.calls, server.repeated) == (2, 0)
    assert (asked.usage.sent, asked.usage.retried) == (2, 0)
    with behaving(lambda request, _number: good(request, content)) as server:
        [problem] = ask(server, reasks=1).errors
    assert isinstance(problem, InvalidAnswerError)
    assert server.calls == 2


@pytest.mark.parametrize("sends", [0, 1, 20])
def test_a_stall_ends_with_the_time_limit(sends: int) -> None:
    with behaving(lambda _request, _number: Reply(WHOLE.body, sends=sends, stalls=30)) as server:
        asked = ask(server, retries=1, timeout=0.3)
    assert "did not answer within 0.3 s" in str(asked.errors[0])
    assert asked.seconds < 20
    assert server.calls == 2


def test_a_drip_ends_with_the_time_limit_though_something_always_comes() -> None:
    with behaving(lambda _request, _number: Reply(WHOLE.body, drips=0.05)) as server:
        asked = ask(server, retries=0, timeout=0.4)
    assert "did not answer within 0.4 s" in str(asked.errors[0])
    assert 0.3 < asked.seconds < 8


def test_a_broken_connection_is_not_told_as_a_timeout() -> None:
    with behaving(lambda _request, _number: Reply(hangs_up=True)) as server:
        [problem] = ask(server, retries=0).errors
    assert "cannot be reached (Server disconnected)" in str(problem)


def test_a_certificate_that_is_not_trusted_ends_the_asking_and_one_that_is_named_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, tls = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with serving(Stub(tls=tls)) as stub:
        asked = ask(stub.url, 3)
        for problem in asked.errors:
            assert isinstance(problem, EndpointError)
            assert f"{stub.url} shows a certificate that is not trusted here" in str(problem)
            assert "name a file with that of its authority in SSL_CERT_FILE" in str(problem)
        assert len(asked.errors) == 3
        assert asked.usage.retried == 0
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert ask(stub.url, 3).errors == []
        assert len(stub.requests) == 3
    elsewhere = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("example.org").configure_cert(elsewhere)
    with serving(Stub(tls=elsewhere)) as stub:
        [problem] = ask(stub.url).errors
        assert "not trusted here" in str(problem)
        assert "check --base-url, and the clock" in str(problem)
        assert stub.requests == []


def test_a_storm_that_ends_leaves_no_question_unanswered() -> None:
    storm = [500, 503, 429, 502]

    def script(request: dict[str, Any], number: int) -> Reply:
        return bad(storm[number % 4]) if number <= 120 else good(request, delay=0.01)

    with behaving(script) as server:
        asked = ask(server, 60, retries=6, concurrency=16)
    assert asked.errors == []
    assert server.repeated == 0
    assert server.calls == asked.usage.sent + asked.usage.retried


@pytest.mark.parametrize("headers", [{"retry-after": "0.5"}, {"retry-after-ms": "500"}])
def test_a_429_makes_everybody_wait(headers: dict[str, str]) -> None:
    times: list[float] = []

    def script(request: dict[str, Any], number: int) -> Reply:
        times.append(time.monotonic())
        return bad(429, headers) if number == 3 else good(request, delay=0.02)

    with behaving(script) as server:
        asked = ask(server, 20, concurrency=2)
    assert asked.errors == []
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert max(gaps) > 0.4
    assert times.index(next(t for t in times if t - times[2] > 0.4)) <= 4  # but for what was in flight
    assert server.calls == 21


def test_a_429_halves_what_is_in_flight_and_success_brings_it_back() -> None:
    flying: list[int] = []

    def script(request: dict[str, Any], number: int) -> Reply:
        flying.append(server.in_flight)
        return bad(429, {"retry-after": "0.1"}) if number == 100 else good(request, delay=0.15)

    with behaving(script) as server:
        asked = ask(server, 400, concurrency=16)
    assert asked.errors == []
    assert max(flying[:100]) == 16
    assert statistics.median(flying[116:130]) <= 10  # one or two may have been on their way
    assert max(flying[300:]) > 12
    assert server.most_in_flight == 16


def test_headers_that_tell_of_room_let_more_fly() -> None:
    room = {
        "x-ratelimit-limit-requests": "5000",
        "x-ratelimit-remaining-requests": "4999",
        "x-ratelimit-reset-requests": "12ms",
    }

    def silent(request: dict[str, Any], _number: int) -> Reply:
        return good(request, delay=0.3)

    def telling(request: dict[str, Any], _number: int) -> Reply:
        return good(request, delay=0.3, headers=room)

    with behaving(silent) as server:
        assert ask(server, 40).errors == []
    assert server.most_in_flight == 8
    with behaving(telling) as server:
        assert ask(server, 200).errors == []
    assert 32 < server.most_in_flight <= 64
    with behaving(telling) as server:
        assert ask(server, 60, concurrency=12).errors == []
    assert server.most_in_flight == 12


@pytest.mark.parametrize("kind", ["requests", "tokens"])
def test_what_the_headers_say_is_left_is_kept_to(kind: str) -> None:
    """A server with a window of half a second, which says exactly what is left in it."""
    limit, cost = (10, 1) if kind == "requests" else (10_000, 1000)
    state = {"until": 0.0, "left": 0}
    refused: list[int] = []

    def script(request: dict[str, Any], number: int) -> Reply:
        now = time.monotonic()
        if now >= state["until"]:
            state.update(until=now + 0.5, left=limit)
        headers = {f"x-ratelimit-reset-{kind}": f"{int((state['until'] - now) * 1000) + 1}ms"}
        if state["left"] < cost:
            refused.append(number)
            return bad(429, {**headers, f"x-ratelimit-remaining-{kind}": str(state["left"])})
        state["left"] -= cost
        return good(request, delay=0.01, headers={**headers, f"x-ratelimit-remaining-{kind}": str(state["left"])})

    with behaving(script) as server:
        asked = ask(server, 45, concurrency=3, max_output_tokens=800)
    assert asked.errors == []
    assert server.answered == 45
    assert len(refused) <= 3
    assert 1.4 < asked.seconds < 10


def test_requests_a_minute_are_kept_to() -> None:
    with behaving(lambda request, _number: good(request)) as server:
        asked = ask(server, 80, requests_per_minute=600, concurrency=32)
    assert asked.errors == []
    assert asked.seconds > (80 - 60) / 9.5  # 60 at once, then 9 a second


def test_what_a_request_takes_is_reckoned_by_all_that_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    reckoned: list[int] = []
    of = Typical.of
    monkeypatch.setattr(
        Typical, "of", lambda self, letters, limit: (reckoned.append(letters), of(self, letters, limit))[1]
    )
    with behaving(lambda request, _number: good(request)) as server:
        assert ask(server).errors == []
    [sent] = [int(length) for head in server.headers for length in re.findall(r"(?i)content-length: (\d+)", head)]
    assert sent * 0.9 < reckoned[0] < sent * 1.2


def test_tokens_a_minute_are_kept_to_by_what_prompts_turn_out_to_take(monkeypatch: pytest.MonkeyPatch) -> None:
    limited: dict[str, Any] = {"tokens_per_minute": 30_000, "concurrency": 1, "max_output_tokens": 20}
    with behaving(lambda request, _number: good(request)) as server:
        thin = ask(server, 12, **limited)
        monkeypatch.setattr("rough.PROMPT_TOKENS", 4000)
        dense = ask(server, 12, **limited)
    assert thin.errors == dense.errors == []
    assert dense.seconds > 2 * max(thin.seconds, 1.0)


def test_after_stop_nothing_new_is_sent_and_what_is_in_flight_ends() -> None:
    stopped: list[asyncio.Task[int]] = []

    def script(request: dict[str, Any], number: int) -> Reply:
        return good(request, delay=1)

    def stop_soon(client: Client) -> None:
        async def stop() -> int:
            while server.calls < 4:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            client.stop("Ctrl-C")
            return server.calls

        stopped.append(asyncio.get_running_loop().create_task(stop()))

    with behaving(script) as server:
        asked = ask(server, 30, concurrency=4, doing=stop_soon)
    assert [task.result() for task in stopped] == [4]
    assert server.calls == len(asked.answers) == 4
    assert {str(error) for error in asked.errors} == {"Ctrl-C"}
    assert asked.usage.sent == 4


@pytest.mark.parametrize("script", [lambda *_: bad(429, {"retry-after": "60"}), lambda *_: bad(500)])
def test_stop_does_not_wait_out_a_pause(script: Any) -> None:
    def stop_soon(client: Client) -> None:
        asyncio.get_running_loop().call_later(0.3, client.stop, "Ctrl-C")

    with behaving(script) as server:
        asked = ask(server, 5, retry_wait=30, doing=stop_soon)
    assert asked.seconds < 15
    assert {str(error) for error in asked.errors} == {"Ctrl-C"}
    assert asked.usage.failed == asked.usage.sent == server.calls


def test_thirty_of_a_hundred_calls_fail_at_random(tmp_path: Path) -> None:
    """Every question is answered or named with the reason; none is sent again after it was answered."""
    chance = random.Random(7)
    faults = [
        lambda request: bad(429, {"retry-after": "0.01"}),
        lambda request: bad(429),
        lambda request: bad(500),
        lambda request: bad(503, {"retry-after-ms": "5"}),
        lambda request: Reply(hangs_up=True),
        lambda request: Reply(good(request).body, sends=30),
        lambda request: Reply(good(request).body[:-9]),
        lambda request: Reply(b'{"choices": []}'),
    ]
    faults = [*faults, *faults, *faults, lambda request: Reply(good(request).body, delay=9)]

    def script(request: dict[str, Any], _number: int) -> Reply:
        return chance.choice(faults)(request) if chance.random() < 0.3 else good(request)

    with behaving(script) as server:
        with ResponseCache(tmp_path / "cache", 2**30) as store:
            asked = ask(server, 1000, store=store, concurrency=64, timeout=3, retries=3)
        assert len(asked.answers) + len(asked.errors) == 1000
        assert len(asked.answers) > 950
        assert all(isinstance(error, ClaimextractError) and "document d" in str(error) for error in asked.errors)
        assert server.calls == asked.usage.sent + asked.usage.retried
        assert (asked.usage.sent, asked.usage.failed) == (1000, len(asked.errors))
        assert (asked.usage.prompt_tokens, asked.usage.output_tokens) == server.tokens
        before = server.calls
        server.script = lambda request, _number: good(request)
        with ResponseCache(tmp_path / "cache", 2**30) as store:
            again = ask(server, 1000, store=store, concurrency=64)
        assert again.errors == []
        assert server.calls - before == again.usage.sent == len(asked.errors)
        assert again.usage.cached == len(asked.answers)
        assert server.repeated == 0
        assert server.tokens == (1000 * PROMPT_TOKENS, 1000 * OUTPUT_TOKENS)


def test_the_body_sent_is_what_the_hash_is_of() -> None:
    bodies: list[dict[str, Any]] = []

    def script(request: dict[str, Any], _number: int) -> Reply:
        bodies.append(request)
        return good(request)

    with behaving(script) as server:
        ask(server)
    assert json.dumps(bodies[0]["messages"]) == '[{"role": "user", "content": "Q0"}]'
    assert {"model", "messages", "response_format", "temperature", "seed", "max_tokens"} == bodies[0].keys()
