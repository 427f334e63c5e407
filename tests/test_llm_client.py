"""The client against a real HTTP server on loopback that misbehaves in every way seen in the wild."""

import asyncio
import gzip
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from claimextract.cache import ResponseCache
from claimextract.config import Endpoint, Profile, Settings, profile_named
from claimextract.errors import (
    ConfigurationError,
    EndpointError,
    InvalidAnswerError,
    RefusedError,
    ReplayError,
    ServerError,
    TruncatedError,
)
from claimextract.llm import Client, ReplayStore, Usage
from claimextract.models import Exchange

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

KEY = "sk-planted-0123456789abcdef"


class Verdict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    speaker: Literal["p1", "p2", "nobody"]
    sentences: Annotated[list[int], Field(max_length=9)]


GOOD = '{"speaker": "p1", "sentences": [3]}'
QUESTION = [{"role": "system", "content": "Whose words?"}, {"role": "user", "content": "“Rain,” said the ferryman."}]

Reply = tuple[int, dict[str, str], bytes | dict[str, Any]]
Script = Callable[[dict[str, Any], int], Reply]


def completion(content: str | list[Any] | None, finish: str = "stop", **message: Any) -> Reply:
    body = {
        "id": "chatcmpl-1",
        "created": 1,
        "model": "stub-2",
        "object": "chat.completion",
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }
    return 200, {}, body


def error(status: int, message: str = "no", headers: dict[str, str] | None = None, **fields: Any) -> Reply:
    return status, headers or {}, {"error": {"message": message, **fields}}


class Stub:
    """Answers each call by a script, and keeps what it was sent."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.in_flight = self.most_in_flight = 0
        self._lock = threading.Lock()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with stub._lock:
                    stub.requests.append(body)
                    stub.headers.append({name.lower(): value for name, value in self.headers.items()})
                    number = len(stub.requests)
                    stub.in_flight += 1
                    stub.most_in_flight = max(stub.most_in_flight, stub.in_flight)
                status, headers, answer = stub.script(body, number)
                with stub._lock:
                    stub.in_flight -= 1
                data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                for name, value in {"content-type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                with suppress(ConnectionError):  # the client may have given up
                    self.end_headers()
                    self.wfile.write(data)

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def stub_server() -> Iterator[Callable[[Script], Stub]]:
    stubs: list[Stub] = []

    def start(script: Script) -> Stub:
        stubs.append(Stub(script))
        return stubs[-1]

    yield start
    for stub in stubs:
        stub.close()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class Memory:
    """A store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, value: bytes) -> None:
        self.kept[key] = value


class Result:
    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.log: list[Exchange] = []
        self.usage = Usage()
        self.raised: Exception | None = None


def ask(
    url: str | None,
    *,
    store: Any = None,
    times: int = 1,
    messages: list[dict[str, str]] | None = None,
    answer: type[BaseModel] = Verdict,
    model: str = "stub",
    key: str = KEY,
    kind: Literal["openai", "compatible", "embedded"] = "compatible",
    profile: Profile | None = None,
    at_once: bool = False,
    **settings: Any,
) -> Result:
    """Ask through a fresh client; an error is kept in the result."""
    result = Result()
    chosen = Settings(**{"retry_wait": 0.01, "model": model, **settings})
    endpoint = Endpoint(kind, model, url, SecretStr(key)) if url else None
    name = "embedded" if kind == "embedded" else "capable"

    async def main() -> None:
        async with Client(endpoint, profile or profile_named(name, chosen), chosen, store or Memory()) as client:

            def one() -> Any:
                return client.ask(messages or QUESTION, answer, document_id="d1", step="speaker", log=result.log)

            try:
                if at_once:
                    result.answers = await asyncio.gather(*(one() for _ in range(times)))
                else:
                    result.answers = [await one() for _ in range(times)]
            except Exception as problem:
                result.raised = problem
            result.usage = client.usage

    asyncio.run(main())
    return result


def always(reply: Reply) -> Script:
    return lambda _request, _number: reply


def test_answer_comes_back_validated_and_logged(stub_server: Any) -> None:
    stub = stub_server(always(completion(GOOD)))
    result = ask(stub.url)
    assert result.raised is None
    assert result.answers == [Verdict(speaker="p1", sentences=[3])]
    assert result.usage == Usage(sent=1, prompt_tokens=11, output_tokens=7, cost=None)
    (exchange,) = result.log
    assert (exchange.document_id, exchange.step, exchange.attempt) == ("d1", "speaker", 1)
    assert exchange.response == completion(GOOD)[2]
    (request,) = stub.requests
    schema = request["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["additionalProperties"] is False
    assert schema["schema"]["required"] == ["speaker", "sentences"]
    assert request["messages"] == QUESTION
    assert (request["temperature"], request["seed"], request["max_tokens"]) == (0.0, 0, 16384)
    assert stub.headers[0]["authorization"] == f"Bearer {KEY}"


def test_document_text_is_never_a_template(stub_server: Any) -> None:
    stub = stub_server(always(completion(GOOD)))
    text = "{{7*7}} {% raw %} see https://example.test/a.png and data:image/png;base64,AAAA {# note #} \x00 é \u202e"
    text += "\n  For further information visit https://errors.pydantic.dev/2/v"
    result = ask(stub.url, messages=[{"role": "user", "content": text}])
    assert result.raised is None
    assert stub.requests[0]["messages"] == [{"role": "user", "content": text}]


def test_lone_surrogates_do_not_stop_a_question(stub_server: Any) -> None:
    stub = stub_server(always((200, {}, json.dumps(completion(GOOD)[2]).replace("stub-2", "\\ud800").encode())))
    result = ask(stub.url, messages=[{"role": "user", "content": "broken \ud83d here"}])
    assert result.answers
    assert stub.requests[0]["messages"][0]["content"] == "broken \ufffd here"
    assert result.log[0].model_dump_json()


def test_second_question_comes_from_the_cache(stub_server: Any, tmp_path: Path) -> None:
    stub = stub_server(always(completion(GOOD)))
    with ResponseCache(tmp_path / "cache", 2**30) as store:
        first = ask(stub.url, store=store)
    with ResponseCache(tmp_path / "cache", 2**30) as store:
        second = ask(stub.url, store=store)
    assert len(stub.requests) == 1
    assert second.answers == first.answers
    assert second.log == first.log
    assert second.usage == Usage(cached=1, saved_prompt_tokens=11, saved_output_tokens=7)


class OtherVerdict(BaseModel):
    speaker: Literal["p1", "p2", "p3"]
    sentences: list[int]


@pytest.mark.parametrize(
    ("change", "calls"),
    [
        ({"messages": [QUESTION[0], {"role": "user", "content": "“Snow,” said the ferryman."}]}, 2),
        ({"messages": [{"role": "system", "content": "Who said it?"}, QUESTION[1]]}, 2),
        ({"answer": OtherVerdict}, 2),
        ({"model": "another"}, 2),
        ({"temperature": 0.7}, 2),
        ({"seed": 1}, 2),
        ({"max_output_tokens": 99}, 2),
        ({"key": "sk-another"}, 1),
        ({"timeout": 7}, 1),
        ({"retries": 0, "retry_wait": 0.5}, 1),
        ({"reasks": 0}, 1),
        ({"concurrency": 2}, 1),
        ({"cache_size_limit": 10}, 1),
    ],
)
def test_what_is_a_miss_and_what_a_hit(stub_server: Any, change: dict[str, Any], calls: int) -> None:
    stub = stub_server(always(completion(GOOD)))
    store = Memory()
    assert ask(stub.url, store=store).answers
    assert ask(stub.url, store=store, **change).answers
    assert len(stub.requests) == calls


def test_another_address_is_a_hit(stub_server: Any) -> None:
    store = Memory()
    first, second = stub_server(always(completion(GOOD))), stub_server(always(completion(GOOD)))
    ask(first.url, store=store)
    assert ask(second.url, store=store).usage.cached == 1
    assert second.requests == []


def test_twins_in_flight_are_sent_once(stub_server: Any) -> None:
    def slow(_request: Any, _number: int) -> Reply:
        time.sleep(0.1)
        return completion(GOOD)

    class Forgetful(Memory):
        def put(self, key: str, value: bytes) -> None: ...

    stub = stub_server(slow)
    result = ask(stub.url, store=Forgetful(), times=6, at_once=True)
    assert len(stub.requests) == 1
    assert len(result.answers) == 6
    assert (result.usage.sent, result.usage.cached) == (1, 5)


def test_no_more_in_flight_than_the_profile_allows(stub_server: Any) -> None:
    def slow(_request: Any, _number: int) -> Reply:
        time.sleep(0.03)
        return completion(GOOD)

    stub = stub_server(slow)
    settings = Settings(concurrency=3)

    async def main() -> None:
        endpoint = Endpoint("compatible", "stub", stub.url)
        async with Client(endpoint, profile_named("capable", settings), settings, Memory()) as client:
            await asyncio.gather(
                *(
                    client.ask([{"role": "user", "content": str(n)}], Verdict, document_id="d", step="s", log=[])
                    for n in range(12)
                )
            )

    asyncio.run(main())
    assert len(stub.requests) == 12
    assert stub.most_in_flight == 3


def first_then(*replies: Reply) -> Script:
    return lambda _request, number: replies[min(number, len(replies)) - 1]


def test_429_is_tried_again_without_retry_after(stub_server: Any) -> None:
    stub = stub_server(first_then(error(429), error(429), completion(GOOD)))
    result = ask(stub.url)
    assert result.answers
    assert result.usage == Usage(sent=1, retried=2, prompt_tokens=11, output_tokens=7, cost=None)
    assert len(stub.requests) == 3


@pytest.mark.parametrize("header", [{"retry-after": "0.3"}, {"retry-after-ms": "300"}])
def test_retry_after_is_honoured(stub_server: Any, header: dict[str, str]) -> None:
    stub = stub_server(first_then(error(429, headers=header), completion(GOOD)))
    start = time.monotonic()
    assert ask(stub.url).answers
    assert 0.3 <= time.monotonic() - start < 5


def test_retry_after_as_a_date_in_the_past_means_now(stub_server: Any) -> None:
    header = {"retry-after": formatdate(time.time() - 60, usegmt=True)}
    stub = stub_server(first_then(error(503, headers=header), completion(GOOD)))
    start = time.monotonic()
    assert ask(stub.url, retry_wait=30.0).answers
    assert time.monotonic() - start < 10


def test_retry_after_that_is_no_time_is_passed_over(stub_server: Any) -> None:
    stub = stub_server(first_then(error(429, headers={"retry-after": "soon"}), completion(GOOD)))
    assert ask(stub.url).answers


@pytest.mark.parametrize("asked", ["3600", formatdate(time.time() + 3600, usegmt=True), "nan", "inf"])
def test_a_wait_beyond_two_minutes_is_not_sat_out(stub_server: Any, asked: str) -> None:
    stub = stub_server(first_then(error(429, "slow down", {"retry-after": asked}), completion(GOOD)))
    result = ask(stub.url)
    if asked == "nan":  # no time at all: the client's own wait serves
        assert result.answers
    else:
        assert len(stub.requests) == 1
        assert isinstance(result.raised, EndpointError)
        assert "asks to wait" in str(result.raised)


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 529])
def test_a_storm_ends_after_the_retries(stub_server: Any, status: int) -> None:
    stub = stub_server(always(error(status, "storm")))
    result = ask(stub.url, retries=3)
    assert len(stub.requests) == 4
    assert isinstance(result.raised, EndpointError)
    assert "document d1, speaker" in str(result.raised)
    assert f"HTTP {status}: storm" in str(result.raised)
    assert "tried 4 times" in str(result.raised)
    assert result.usage == Usage(sent=1, failed=1, retried=3)


def test_a_failure_is_not_kept(stub_server: Any) -> None:
    store = Memory()
    stub = stub_server(first_then(error(500), completion(GOOD)))
    assert isinstance(ask(stub.url, store=store, retries=0).raised, EndpointError)
    assert store.kept == {}
    assert ask(stub.url, store=store, retries=0).answers


def test_timeouts_are_tried_again(stub_server: Any) -> None:
    def slow_once(_request: Any, number: int) -> Reply:
        time.sleep(0.6 if number == 1 else 0)
        return completion(GOOD)

    stub = stub_server(slow_once)
    result = ask(stub.url, timeout=0.3)
    assert result.answers
    assert result.usage.retried == 1


def test_timeout_message_names_the_setting(stub_server: Any) -> None:
    def slow(_request: Any, _number: int) -> Reply:
        time.sleep(0.3)
        return completion(GOOD)

    result = ask(stub_server(slow).url, timeout=0.05, retries=1)
    assert isinstance(result.raised, EndpointError)
    assert "CLAIMEXTRACT_TIMEOUT" in str(result.raised)


def test_unreachable() -> None:
    result = ask("http://127.0.0.1:9/v1", retries=1)
    assert isinstance(result.raised, EndpointError)
    assert "http://127.0.0.1:9/v1 cannot be reached" in str(result.raised)
    assert "--base-url" in str(result.raised)
    assert result.usage == Usage(sent=1, failed=1, retried=1)


@pytest.mark.parametrize("body", [b"<html>gateway</html>", b"", b"[]", b'{"choices": [', b"[" * 100_000])
def test_a_body_that_is_no_json_object(stub_server: Any, body: bytes) -> None:
    store = Memory()
    result = ask(stub_server(always((200, {}, body))).url, store=store)
    assert isinstance(result.raised, EndpointError)
    assert "no JSON object" in str(result.raised)
    assert store.kept == {}


def test_empty_choices_are_no_answer(stub_server: Any) -> None:
    store = Memory()
    body = {"choices": [], "error": {"message": "provider overloaded"}}
    result = ask(stub_server(always((200, {}, body))).url, store=store)
    assert isinstance(result.raised, EndpointError)
    assert "provider overloaded" in str(result.raised)
    assert store.kept == {}
    assert result.usage.failed == 1


def test_truncated_is_kept_and_not_asked_again(stub_server: Any) -> None:
    store = Memory()
    stub = stub_server(always(completion('{"speaker": "p1", "sent', "length")))
    results = [ask(stub.url, store=store) for _ in range(2)]
    assert all(isinstance(result.raised, TruncatedError) for result in results)
    assert len(stub.requests) == 1
    assert len(results[1].log) == 1
    assert results[1].usage.cached == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ({"code": "context_length_exceeded"}, TruncatedError),
        ({"code": 400, "type": "exceed_context_size_error"}, TruncatedError),
        ({"code": "content_filter"}, RefusedError),
    ],
)
def test_a_question_that_the_endpoint_will_never_take_is_an_answer(
    stub_server: Any, code: dict[str, Any], expected: type[Exception]
) -> None:
    store = Memory()
    stub = stub_server(always(error(400, "too long", **code)))
    results = [ask(stub.url, store=store) for _ in range(2)]
    assert [type(result.raised) for result in results] == [expected, expected]
    assert len(stub.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [completion(None, refusal="I will not."), completion(None, "content_filter"), completion("", "content_filter")],
)
def test_refusals_cost_one_call(stub_server: Any, reply: Reply) -> None:
    stub = stub_server(always(reply))
    result = ask(stub.url)
    assert isinstance(result.raised, RefusedError)
    assert len(stub.requests) == len(result.log) == 1


def test_a_wrong_answer_is_asked_again_with_the_reason(stub_server: Any) -> None:
    wrong = '{"speaker": "p9", "sentences": []}'
    stub = stub_server(first_then(completion(wrong), completion(GOOD)))
    result = ask(stub.url)
    assert result.answers == [Verdict(speaker="p1", sentences=[3])]
    assert [exchange.attempt for exchange in result.log] == [1, 2]
    assert result.log[0].request_sha256 != result.log[1].request_sha256
    assert result.usage.sent == 2
    messages = stub.requests[1]["messages"]
    assert messages[:2] == QUESTION
    assert messages[2] == {"role": "assistant", "content": wrong}
    assert "Input should be 'p1', 'p2' or 'nobody'" in messages[3]["content"]
    assert "errors.pydantic.dev" not in messages[3]["content"]
    assert stub.requests[1]["response_format"] == stub.requests[0]["response_format"]


@pytest.mark.parametrize("wrong", ["", "no", '{"speaker": "p1"}', '{"speaker": "p1", "sentences": ["3"]}', "[]", None])
def test_an_answer_that_never_fits(stub_server: Any, wrong: str | None) -> None:
    store = Memory()
    stub = stub_server(always(completion(wrong)))
    result = ask(stub.url, store=store, reasks=2)
    assert isinstance(result.raised, InvalidAnswerError)
    assert "document d1, speaker" in str(result.raised)
    assert len(stub.requests) == 3
    again = ask(stub.url, store=store, reasks=2)
    assert isinstance(again.raised, InvalidAnswerError)
    assert len(stub.requests) == 3


def test_no_reasks(stub_server: Any) -> None:
    stub = stub_server(always(completion("no")))
    assert isinstance(ask(stub.url, reasks=0).raised, InvalidAnswerError)
    assert len(stub.requests) == 1


def test_a_refused_key_is_said_once_and_never_shown(stub_server: Any, caplog: pytest.LogCaptureFixture) -> None:
    stub = stub_server(always(error(401, f"Incorrect API key provided: {KEY}", code="invalid_api_key")))
    settings = Settings(retry_wait=0.01, api_key=SecretStr(KEY))
    log: list[Exchange] = []
    problems: list[BaseException] = []

    async def main() -> None:
        endpoint = Endpoint("compatible", "stub", stub.url, SecretStr(KEY))
        async with Client(endpoint, profile_named("capable"), settings, Memory()) as client:
            for number in range(3):
                try:
                    await client.ask(
                        [{"role": "user", "content": str(number)}], Verdict, document_id="d", step="s", log=log
                    )
                except EndpointError as problem:
                    problems.append(problem)

    asyncio.run(main())
    assert len(problems) == 3
    assert len(stub.requests) == 1
    assert "OPENAI_API_KEY" in str(problems[0])
    for problem in problems:
        chain: BaseException | None = problem
        while chain is not None:
            assert KEY not in f"{chain!r} {chain}"
            assert not hasattr(chain, "request")  # openai's errors carry the headers
            chain = chain.__cause__ or chain.__context__
    assert KEY not in caplog.text
    assert KEY not in "".join(exchange.model_dump_json() for exchange in log)


def test_a_key_echoed_in_an_answer_is_not_kept(stub_server: Any) -> None:
    store = Memory()
    stub = stub_server(always(completion(GOOD, note=f"used {KEY}")))
    result = ask(stub.url, store=store)
    assert result.answers
    assert KEY not in result.log[0].model_dump_json()
    assert KEY.encode() not in b"".join(store.kept.values())


def echoed(text: str) -> Reply:
    """A good answer with a field more, as it is written."""
    _, headers, body = completion(GOOD)
    return 200, headers, json.dumps(body).encode()[:-1] + b", " + text.encode() + b"}"


SLASHED = "abcd/EFGH+secret/key=="


@pytest.mark.parametrize(
    "text",
    [
        '"echo": "' + SLASHED.replace("/", "\\/") + '"',
        '"echo": "' + "".join(f"\\u{ord(letter):04X}" for letter in SLASHED) + '"',
        f'"{SLASHED}": [{{"{SLASHED}": 1}}]',
        '"echo": ' + json.dumps(json.dumps({"claim": SLASHED}).replace("/", "\\/")),
        '"echo": ' + json.dumps(json.dumps({"claim": SLASHED}).replace("=", "\\u003d")),
    ],
    ids=["escaped slash", "escaped whole", "name of a field", "JSON in a string", "JSON in a string, escaped"],
)
def test_a_key_is_not_kept_however_it_is_written(stub_server: Any, text: str) -> None:
    store = Memory()
    result = ask(stub_server(always(echoed(text))).url, store=store, key=SLASHED)
    assert result.answers == [Verdict(speaker="p1", sentences=[3])]
    for kept in (result.log[0].model_dump_json(), *store.kept.values()):
        response = json.loads(kept)
        assert "[key]" in str(response)
        assert SLASHED not in str(response)
        inner = response.get("echo", "null") if isinstance(response, dict) else "null"
        assert "claim" not in inner or json.loads(inner) == {"claim": "[key]"}


@pytest.mark.parametrize("key", ["1", "p", '"', "speaker"])
def test_a_short_key_is_a_placeholder_and_spoils_no_answer(stub_server: Any, key: str) -> None:
    result = ask(stub_server(always(completion(GOOD))).url, key=key)
    assert result.answers == [Verdict(speaker="p1", sentences=[3])]
    assert "[key]" not in result.log[0].model_dump_json()


def test_the_key_in_an_error_is_not_shown_in_part(stub_server: Any) -> None:
    """Words that are too long for a message are cut, and the key with them."""
    said = "x" * (300 - len(KEY) // 2) + KEY
    result = ask(stub_server(always(error(400, said))).url)
    assert "xxx" in str(result.raised)
    assert KEY[:4] not in str(result.raised)


def test_the_key_in_an_error_that_is_an_answer_is_not_kept(stub_server: Any) -> None:
    store = Memory()
    stub = stub_server(always(error(400, f"too long, {KEY}", code="context_length_exceeded")))
    result = ask(stub.url, store=store)
    assert isinstance(result.raised, TruncatedError)
    assert [json.loads(kept)["error"]["message"] for kept in store.kept.values()] == ["too long, [key]"]


def test_the_key_in_words_that_are_no_json_is_not_shown(stub_server: Any) -> None:
    result = ask(stub_server(always((403, {}, ("x" * 290 + KEY).encode()))).url)
    assert "xxx" in str(result.raised)
    assert KEY[:4] not in str(result.raised)


@pytest.mark.parametrize("depth", [101, 250, 300, 900])
@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_nested_too_deep_fails_and_is_not_kept(stub_server: Any, depth: int, status: int) -> None:
    store = Memory()
    _, headers, body = echoed('"x": ' + "[" * depth + "]" * depth + ', "error": {"code": "content_filter"}')
    stub = stub_server(first_then((status, headers, body), completion(GOOD)))
    result = ask(stub.url, store=store, retries=0)
    assert isinstance(result.raised, EndpointError)
    assert store.kept == {}
    assert "no JSON object" in str(result.raised) or "rejected" in str(result.raised)


def test_an_answer_nested_too_deep_is_asked_for_again(stub_server: Any) -> None:
    stub = stub_server(first_then(echoed('"x": ' + '{"y": [' * 200 + "]}" * 200), completion(GOOD)))
    result = ask(stub.url)
    assert (len(result.answers), len(stub.requests)) == (1, 2)


def test_numbers_that_json_does_not_know_are_not_kept(stub_server: Any) -> None:
    store = Memory()
    result = ask(stub_server(always(echoed('"x": [1e999, -1e999, NaN, Infinity, 1.5]'))).url, store=store)
    assert len(result.answers) == 1
    [kept] = store.kept.values()
    assert json.loads(kept)["x"] == [None, None, None, None, 1.5]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_without_end_is_not_read_to_it(
    stub_server: Any, monkeypatch: pytest.MonkeyPatch, packed: bool, status: int
) -> None:
    from claimextract.llm import transport

    monkeypatch.setattr(transport, "_MOST_BYTES", 100_000)
    body, headers = b" " * 30_000_000, {}
    if packed:
        body, headers = gzip.compress(body), {"content-encoding": "gzip"}
        assert len(body) < 100_000
    stub = stub_server(always((status, headers, body)))
    result = ask(stub.url, max_tokens=100_000)
    assert "the answer is longer than 0.1 MB" in str(result.raised)
    assert len(stub.requests) == 1
    assert result.usage.failed == 1


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_of_some_size_is_read_whole(stub_server: Any, packed: bool) -> None:
    status, headers, body = echoed(f'"x": "{"ä" * 3_000_000}"')
    if packed:
        headers, body = {"content-encoding": "gzip"}, gzip.compress(body)
    result = ask(stub_server(always((status, headers, body))).url)
    assert len(result.answers) == 1
    assert result.log[0].response["x"] == "ä" * 3_000_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_article_is_not_sent_on_to_another_address(stub_server: Any, status: int) -> None:
    other = stub_server(always(completion(GOOD)))
    address = other.url.replace("127.0.0.1", "localhost")
    stub = stub_server(always((status, {"location": f"{address}/{KEY}/chat/completions?to={KEY}"}, b"")))
    result = ask(stub.url)
    assert (len(stub.requests), other.requests) == (1, [])
    assert f"sends elsewhere ({address}/[key]); name that address with --base-url" in str(result.raised)
    assert "?to" not in str(result.raised)


@pytest.mark.parametrize("location", ["", "http://[", "//"])
def test_a_redirect_to_nowhere_is_an_error(stub_server: Any, location: str) -> None:
    stub = stub_server(always((307, {"location": location}, b"")))
    result = ask(stub.url, retries=0)
    assert isinstance(result.raised, EndpointError)
    assert len(stub.requests) == 1


def test_content_may_come_in_parts(stub_server: Any) -> None:
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
    parts = [thought, {"type": "text", "text": GOOD[:9]}, None, {"type": "text", "text": GOOD[9:]}, {"type": "text"}]
    stub = stub_server(always(completion(parts)))
    assert ask(stub.url).answers == [Verdict(speaker="p1", sentences=[3])]
    assert len(stub.requests) == 1


@pytest.mark.parametrize("name", ["prompt_tokens", "completion_tokens"])
def test_a_count_of_tokens_beyond_reason_is_none(stub_server: Any, tmp_path: Path, name: str) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text('{"stub": {"input": 1, "output": 2}}', encoding="utf-8")
    _, headers, body = completion(GOOD)
    body["usage"][name] = 10**400
    stub = stub_server(always((200, headers, body)))
    result = ask(stub.url, prices=prices, max_cost=5.0)
    assert len(result.answers) == 1
    assert result.usage.cost is None


def test_quota_is_not_retried(stub_server: Any) -> None:
    stub = stub_server(always(error(429, "You exceeded your quota", code="insufficient_quota")))
    result = ask(stub.url)
    assert len(stub.requests) == 1
    assert "quota" in str(result.raised)
    assert "billing" in str(result.raised)


@pytest.mark.parametrize(
    ("status", "word"), [(403, "OPENAI_API_KEY"), (404, "--model"), (400, "rejected"), (422, "rejected")]
)
def test_client_errors_are_not_retried(stub_server: Any, status: int, word: str) -> None:
    stub = stub_server(always(error(status, "bad thing")))
    result = ask(stub.url)
    assert len(stub.requests) == 1
    assert isinstance(result.raised, EndpointError)
    assert word in str(result.raised)
    assert "bad thing" in str(result.raised)


def test_parameters_that_a_model_refuses_are_left_out_from_then_on(stub_server: Any) -> None:
    def reasoning_model(request: dict[str, Any], _number: int) -> Reply:
        if "max_tokens" in request:
            return error(400, "Use 'max_completion_tokens'.", code="unsupported_parameter", param="max_tokens")
        if "temperature" in request:
            return error(400, "Only the default.", code="unsupported_value", param="temperature")
        return completion(GOOD)

    stub, store = stub_server(reasoning_model), Memory()
    result = ask(stub.url, store=store, times=2)
    assert len(result.answers) == 2
    assert len(stub.requests) == 3
    assert stub.requests[-1]["max_completion_tokens"] == 16384
    assert ask(stub.url, store=store).usage.cached == 1


def test_a_refused_parameter_that_we_need_is_an_error(stub_server: Any) -> None:
    stub = stub_server(always(error(400, "no schema", code="unsupported_parameter", param="response_format")))
    assert isinstance(ask(stub.url).raised, EndpointError)
    assert len(stub.requests) == 1


def test_embedded_responses_repeat_byte_for_byte(stub_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # never between us and our own server

    def llama(_request: Any, number: int) -> Reply:
        _, _, body = completion(GOOD)
        assert isinstance(body, dict)
        changing = {"id": f"c{number}", "created": number, "timings": {"prompt_ms": number}, "model": "/home/x/m.gguf"}
        return 200, {}, {**body, **changing}

    stub = stub_server(llama)
    first, second = (ask(stub.url, kind="embedded", model="sha256:abc", timeout=5) for _ in range(2))
    assert first.raised is None
    assert first.log == second.log
    assert first.log[0].response["model"] == "sha256:abc"
    assert stub.requests[0]["cache_prompt"] is False
    assert stub.requests[0]["model"] == "sha256:abc"


def test_replay_answers_as_the_run_did_and_sends_nothing(stub_server: Any) -> None:
    stub = stub_server(first_then(completion('{"speaker": "p9", "sentences": []}'), completion(GOOD)))
    run = ask(stub.url)
    lines = [exchange.model_dump_json() for exchange in run.log]
    replay = ask(None, store=ReplayStore(Exchange.model_validate_json(line) for line in lines))
    assert replay.answers == run.answers
    assert replay.log == run.log
    assert replay.usage.sent == 0
    assert len(stub.requests) == 2


def test_replay_fails_as_the_run_did(stub_server: Any) -> None:
    run = ask(stub_server(always(error(500, "storm"))).url, retries=0)
    replay = ask(None, store=ReplayStore(run.log))
    assert isinstance(replay.raised, EndpointError)
    assert str(replay.raised) == str(run.raised)
    assert replay.log == run.log


def test_replay_without_the_answer() -> None:
    result = ask(None, store=ReplayStore([]))
    assert isinstance(result.raised, ReplayError)
    assert "document d1, speaker" in str(result.raised)
    assert "responses.jsonl" in str(result.raised)


def test_a_store_that_holds_no_json_is_asked_past(stub_server: Any) -> None:
    stub, store = stub_server(always(completion(GOOD))), Memory()
    ask(stub.url, store=store)
    (digest,) = store.kept
    for junk in (b"\xff\x00", b"[1]", b""):
        store.kept[digest] = junk
        assert ask(stub.url, store=store).answers
    assert len(stub.requests) == 4


def test_a_cancelled_question_lets_its_twin_through(stub_server: Any) -> None:
    def slow(_request: Any, number: int) -> Reply:
        time.sleep(0.5 if number == 1 else 0)
        return completion(GOOD)

    stub = stub_server(slow)
    settings = Settings()

    async def main() -> Verdict:
        endpoint = Endpoint("compatible", "stub", stub.url)
        async with Client(endpoint, profile_named("capable"), settings, Memory()) as client:
            first, second = (
                asyncio.create_task(client.ask(QUESTION, Verdict, document_id=name, step="s", log=[]))
                for name in ("d1", "d2")
            )
            while not stub.requests:
                await asyncio.sleep(0.01)
            first.cancel()
            return await second

    assert asyncio.run(main()).speaker == "p1"


@pytest.mark.parametrize("model", [None, "local"])
def test_a_replay_needs_the_models_name(model: str | None) -> None:
    with pytest.raises(ConfigurationError, match="model"):
        Client(None, profile_named("embedded"), Settings(model=model), ReplayStore([]))


def test_an_embedded_endpoint_needs_its_server() -> None:
    with pytest.raises(ConfigurationError, match="server"):
        Client(Endpoint("embedded", "sha256:abc"), profile_named("embedded"), Settings(), Memory())


def embedded_client(store: Memory, start: Callable[[], str]) -> Client:
    endpoint = Endpoint("embedded").served("sha256:abc")
    return Client(endpoint, profile_named("embedded"), Settings(), store, address=start)


def test_the_server_starts_once_and_only_when_something_must_be_sent(stub_server: Any) -> None:
    stub, store = stub_server(always(completion(GOOD))), Memory()
    started: list[str] = []

    def start() -> str:
        time.sleep(0.05)
        started.append(stub.url)
        return stub.url

    async def main() -> None:
        async with embedded_client(store, start) as client:
            await asyncio.gather(
                *(
                    client.ask([{"role": "user", "content": text}], Verdict, document_id="d", step="s", log=[])
                    for text in "abc"
                )
            )

    asyncio.run(main())
    assert started == [stub.url]
    asyncio.run(main())
    assert started == [stub.url]
    assert len(stub.requests) == 3


@pytest.mark.parametrize(
    "problem", [ServerError("no memory"), ConfigurationError("not installed"), RuntimeError("bug")]
)
def test_a_server_that_does_not_start_is_not_taken_for_a_bad_answer(problem: Exception) -> None:
    def start() -> str:
        raise problem

    async def main() -> None:
        async with embedded_client(Memory(), start) as client:
            await client.ask(QUESTION, Verdict, document_id="d", step="s", log=[])

    with pytest.raises(type(problem), match=str(problem)):
        asyncio.run(main())


def test_importing_the_package_imports_neither_openai_nor_instructor() -> None:
    code = (
        "import sys, claimextract.llm; "
        "print(sorted({'openai', 'instructor', 'httpx2', 'xllamacpp'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
