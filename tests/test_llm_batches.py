"""The Batch API: handed in, collected, and found by a run as if it had asked."""

import asyncio
import gc
import json
import re
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from llmock.testing import LLMockServer
from pydantic import BaseModel, SecretStr

from batchserver import KEY, Server, answered, failed, serving
from claimextract.config import Endpoint, Settings, profile_named
from claimextract.errors import ConfigurationError, EndpointError, LimitReachedError
from claimextract.llm import Client, Estimator
from claimextract.llm.batches import Batches, Collected
from rough import good

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


class Verdict(BaseModel):
    speaker: Literal["p1", "p2"]


class Memory(dict[str, bytes]):
    def put(self, key: str, value: bytes) -> None:
        self[key] = value


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


async def questions(asker: Client, number: int) -> list[Any]:
    calls = (
        asker.ask([{"role": "user", "content": f"Q{n}"}], Verdict, document_id="d", step="s", log=[])
        for n in range(number)
    )
    return await asyncio.gather(*calls, return_exceptions=True)


def client(url: str, store: Memory, **settings: Any) -> Client:
    chosen = Settings(**{"model": "rough", "retry_wait": 0.01, **settings})
    endpoint = Endpoint("compatible", "rough", url, SecretStr(KEY))
    return Client(endpoint, profile_named("capable", chosen), chosen, store)


async def one_by_one(requests: dict[str, Any]) -> AsyncIterator[tuple[str, Any]]:
    for item in [*requests.items(), *requests.items()]:
        yield item


def submit(url: str, number: int, store: Memory, *, limits: dict[str, int] | None = None, **settings: Any) -> list[str]:
    async def main() -> list[str]:
        async with client(url, store, **settings) as asking:
            estimator = Estimator(asking)
            await questions(estimator, number)
            async with Batches(asking) as batches:
                handed = batches.submit(one_by_one(estimator.requests), **(limits or {}))
                return [batch.name async for batch in handed]

    return asyncio.run(main())


def collect(url: str, names: list[str], store: Memory, **settings: Any) -> Collected:
    async def main() -> Collected:
        async with client(url, store, **settings) as asking, Batches(asking) as batches:
            return await batches.collect(names)

    return asyncio.run(main())


def ask(url: str, number: int, store: Memory) -> tuple[list[Any], Any]:
    async def main() -> tuple[list[Any], Any]:
        async with client(url, store) as asking:
            return await questions(asking, number), asking.usage

    return asyncio.run(main())


def test_a_run_afterwards_finds_every_answer(server: Server, tmp_path: Path) -> None:
    prices = tmp_path / "p.json"
    prices.write_text('{"rough": {"input": 10, "output": 100}}', encoding="utf-8")
    store = Memory()
    names = submit(server.url, 9, store)
    assert (len(names), len(server.chats), len(store)) == (1, 1, 1)
    found = collect(server.url, names, store)
    assert found.waiting == {"batch_0": "in_progress, 3 of 7 done"}
    assert found.answered == 0
    server.work()
    found = collect(server.url, names, store, prices=prices)
    assert (found.answered, found.failed, found.problems, found.waiting) == (8, {}, {}, {})
    assert found.usage.cost == pytest.approx(8 * (100 * 10 + 10 * 100) / 1_000_000 / 2)
    answers, usage = ask(server.url, 9, store)
    assert all(isinstance(answer, Verdict) for answer in answers)
    assert (usage.sent, usage.cached, len(server.chats)) == (0, 9, 1)


def test_lines_hold_what_a_live_run_would_send(server: Server) -> None:
    submit(server.url, 3, Memory())
    [content] = server.files.values()
    live = Memory()
    ask(server.url, 3, live)
    bodies = {json.dumps(chat, sort_keys=True) for chat in server.chats[1:]}
    for line in content.splitlines():
        entry = json.loads(line)
        assert entry["custom_id"] in live
        assert json.dumps(entry["body"], sort_keys=True) in bodies


@pytest.mark.parametrize(("limits", "sizes"), [({"most": 3}, [3, 3, 2]), ({"size": 1500}, [2, 2, 2, 2])])
def test_files_are_split_at_the_limits(server: Server, limits: dict[str, int], sizes: list[int]) -> None:
    names = submit(server.url, 9, Memory(), limits=limits)
    assert len(names) == len(sizes)
    assert [len(content.splitlines()) for content in server.files.values()] == sizes
    assert all(len(content) <= limits.get("size", 10**9) for content in server.files.values())


def test_failures_are_named_and_can_be_handed_in_again(server: Server) -> None:
    def outcome(request: dict[str, Any]) -> dict[str, Any]:
        return failed(request) if request["messages"][0]["content"] in ("Q3", "Q4") else answered(request)

    store = Memory()
    server.outcome = outcome
    names = submit(server.url, 9, store)
    server.work()
    found = collect(server.url, names, store)
    assert found.answered == 6
    assert list(found.failed.values()) == ["no, [key]", "no, [key]"]
    server.outcome = answered
    again = submit(server.url, 9, store)
    assert len(server.chats) == 2  # one of the two is asked at once
    server.work()
    assert collect(server.url, again, store).answered == 1
    assert ask(server.url, 9, store)[1].cached == 9


def test_a_question_that_will_never_be_taken_is_an_answer(server: Server) -> None:
    store = Memory()
    server.outcome = lambda request: failed(request, 400, code="context_length_exceeded")
    names = submit(server.url, 3, store)
    server.work()
    found = collect(server.url, names, store)
    assert (found.answered, found.failed) == (2, {})
    assert ask(server.url, 3, store)[1].cached == 3


@pytest.mark.parametrize("status", ["expired", "cancelled", "failed"])
def test_what_a_batch_did_before_it_ended_is_kept(server: Server, status: str) -> None:
    store = Memory()
    names = submit(server.url, 9, store)
    server.status = status
    server.batches[names[0]]["errors"] = {"object": "list", "data": [{"message": f"too many, {KEY}"}]}
    server.work(lines=4)
    found = collect(server.url, names, store)
    assert found.answered == 4
    assert found.problems == {names[0]: f"{status}; too many, [key]"}


def test_lines_that_are_none_do_no_harm(server: Server) -> None:
    store = Memory()
    names = submit(server.url, 3, store)
    server.work()
    output = server.batches[names[0]]["output_file_id"]
    odd = [b"", b"{", b"[]", b'"x"', b'{"custom_id": "../x", "response": {"body": {"choices": [{}]}}}']
    odd += [b'{"custom_id": "' + b"a" * 64 + b'", "response": null, "error": {"message": "expired"}}']
    server.files[output] += b"\n" + b"\n".join(odd)
    found = collect(server.url, names, store)
    assert found.answered == 2
    assert found.failed == {"a" * 64: "expired"}
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in store)


def test_the_key_is_not_kept_however_it_is_written(server: Server) -> None:
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in KEY)
    store = Memory()
    names = submit(server.url, 2, store)
    server.work()
    output = server.batches[names[0]]["output_file_id"]
    server.files[output] = server.files[output].replace(b'"choices"', f'"{escaped}": "{escaped}", "choices"'.encode())
    assert collect(server.url, names, store).answered == 1
    kept = [json.loads(answer) for answer in store.values()]
    assert sum(answer.get("[key]") == "[key]" for answer in kept) == 1
    assert KEY not in str(kept)


def test_the_key_in_a_long_problem_is_not_shown_in_part(server: Server) -> None:
    names = submit(server.url, 3, Memory())
    server.status = "failed"
    said = "x" * (280 - len(KEY) // 2) + KEY * 2
    server.batches[names[0]]["errors"] = {"object": "list", "data": [{"message": said}]}
    server.work(lines=0)
    assert KEY[:6] not in collect(server.url, names, Memory()).problems[names[0]]


def test_an_answer_nested_too_deep_is_passed_over(server: Server) -> None:
    store = Memory()
    names = submit(server.url, 3, store)
    server.work()
    output = server.batches[names[0]]["output_file_id"]
    first, *others = server.files[output].splitlines()
    deep = first.replace(b'"choices"', b'"x": ' + b"[" * 300 + b"]" * 300 + b', "choices"')
    server.files[output] = b"\n".join([deep, *others])
    assert collect(server.url, names, store).answered == 1


def test_texts_are_not_handed_in_elsewhere(server: Server) -> None:
    class Away(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(307)
            self.send_header("location", f"{server.url}/files")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    async def main(url: str) -> None:
        async with client(url, Memory()) as asking, Batches(asking) as batches:
            await batches._hand_in([b"{}"])

    with HTTPServer(("127.0.0.1", 0), Away) as away:
        threading.Thread(target=away.handle_request, daemon=True).start()
        with pytest.raises(EndpointError, match="sends elsewhere"):
            asyncio.run(main(f"http://127.0.0.1:{away.server_port}/v1"))
    assert server.files == {}


def test_parameters_that_the_model_refuses_are_left_out(server: Server) -> None:
    def choosy(request: dict[str, Any]) -> tuple[int, bytes]:
        for name in ("temperature", "max_tokens"):
            if name in request:
                refused = {"message": "no", "code": "unsupported_parameter", "param": name}
                return 400, json.dumps({"error": refused}).encode()
        return 200, good(request).body

    server.chat = choosy
    store = Memory()
    names = submit(server.url, 3, store)
    [content] = server.files.values()
    for line in content.splitlines():
        body = json.loads(line)["body"]
        assert "temperature" not in body
        assert body["max_completion_tokens"] == 16384
    server.work()
    collect(server.url, names, store)
    assert ask(server.url, 3, store)[1].cached == 3


def test_a_bad_key_is_told_before_anything_is_handed_in(server: Server) -> None:
    server.chat = lambda _request: (401, json.dumps({"error": {"message": f"bad {KEY}"}}).encode())
    with pytest.raises(EndpointError, match="refused the key") as caught:
        submit(server.url, 3, Memory())
    assert server.files == {}
    assert KEY not in str(caught.value)


def test_an_unknown_batch_is_told_without_the_key(server: Server) -> None:
    with pytest.raises(EndpointError) as caught:
        collect(server.url, ["batch_of_another"], Memory())
    assert KEY not in str(caught.value)
    assert caught.value.__context__ is None


def test_the_caps_hold_for_batches(server: Server) -> None:
    submit(server.url, 9, Memory(), max_requests=5)
    [content] = server.files.values()
    assert len(server.chats) + len(content.splitlines()) == 5
    with pytest.raises(LimitReachedError):
        submit(server.url, 9, Memory(), max_requests=0)


def test_nothing_to_ask_is_no_batch(server: Server) -> None:
    store = Memory()
    ask(server.url, 3, store)
    assert submit(server.url, 3, store) == []


def test_the_embedded_model_takes_no_batches() -> None:
    settings = Settings()
    embedded = Client(Endpoint("embedded", "sha256:a"), profile_named("embedded"), settings, Memory(), address=str)
    with pytest.raises(ConfigurationError, match="--batch"):
        Batches(embedded)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the mock leaves its files open
def test_against_a_mock_of_the_real_one() -> None:
    store = Memory()
    with LLMockServer() as mock:
        names = submit(mock.base_url("openai"), 5, store)
        assert len(names) == 1
        found = collect(mock.base_url("openai"), names, store)
        while found.waiting:
            found = collect(mock.base_url("openai"), names, store)
    assert (found.answered, found.failed) == (4, {})
    assert len(store) == 5
    gc.collect()
