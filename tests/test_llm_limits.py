"""The hard caps of a run, held at the server; what requests cost; what a run will cost."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, SecretStr

from claimextract.config import OPENAI_URL, Endpoint, Settings, profile_named
from claimextract.errors import ConfigurationError, EndpointError, LimitReachedError, LLMError
from claimextract.llm import Client, Estimate, Estimator, Usage
from claimextract.llm.limits import bound
from claimextract.llm.prices import Prices
from claimextract.llm.tokenizers import Tokenizer
from rough import OUTPUT_TOKENS, PROMPT_TOKENS, Reply, bad, behaving, good

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


class Verdict(BaseModel):
    speaker: Literal["p1", "p2"]


class Memory(dict[str, bytes]):
    def put(self, key: str, value: bytes) -> None:
        self[key] = value


def question(number: int) -> list[dict[str, str]]:
    return [{"role": "user", "content": f"Whose words are number {number}?"}]


def ask(url: str, questions: int, store: Memory | None = None, **settings: Any) -> tuple[list[Any], Usage]:
    chosen = Settings(**{"retry_wait": 0.01, "model": "rough", "concurrency": 256, **settings})

    async def main() -> tuple[list[Any], Usage]:
        endpoint = Endpoint("compatible", "rough", url)
        profile = profile_named("capable", chosen)
        async with Client(endpoint, profile, chosen, Memory() if store is None else store) as client:
            calls = (client.ask(question(n), Verdict, document_id="d", step="s", log=[]) for n in range(questions))
            return await asyncio.gather(*calls, return_exceptions=True), client.usage

    return asyncio.run(main())


def plain(request: dict[str, Any], _number: int) -> Reply:
    return good(request, delay=0.05)


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    file = tmp_path / "prices.json"
    file.write_text('{"rough": {"input": 10, "cached_input": 1, "output": 100}}', encoding="utf-8")
    return file


@pytest.mark.parametrize("cap", [0, 1, 37, 256, 300])
def test_no_more_requests_than_allowed_with_256_in_flight(cap: int) -> None:
    with behaving(plain) as server:
        results, usage = ask(server.url, 300, max_requests=cap)
    assert server.calls == cap == usage.sent
    left = [result for result in results if isinstance(result, LimitReachedError)]
    assert len(left) == 300 - cap
    assert all("max_requests" in str(error) and f"{cap} of {cap} requests used" in str(error) for error in left)
    assert not any(isinstance(error, LLMError) for error in left)


def test_retries_count_as_requests() -> None:
    with behaving(lambda request, number: bad(500) if number % 2 else good(request)) as server:
        results, usage = ask(server.url, 300, max_requests=100, retries=5)
    assert server.calls == 100 == usage.sent + usage.retried
    answered = sum(isinstance(result, Verdict) for result in results)
    assert answered == server.answered
    assert usage.failed == usage.sent - answered


def test_no_more_tokens_than_allowed_with_256_in_flight() -> None:
    cap = 50_000
    with behaving(plain) as server:
        results, _ = ask(server.url, 700, max_tokens=cap, max_output_tokens=OUTPUT_TOKENS)
    assert sum(server.tokens) <= cap
    # All but what the last request could have taken is used.
    most = sum(bound({"messages": question(1), "max_tokens": OUTPUT_TOKENS, "response_format": {}})) + 400
    assert sum(server.tokens) > cap - most - PROMPT_TOKENS
    assert sum(isinstance(result, LimitReachedError) for result in results) == 700 - server.answered


def test_no_more_dollars_than_allowed_with_256_in_flight(prices: Path) -> None:
    cap = 0.5
    with behaving(plain) as server:
        _, usage = ask(server.url, 700, max_cost=cap, max_output_tokens=OUTPUT_TOKENS, prices=prices)
    spent = (server.tokens[0] * 10 + server.tokens[1] * 100) / 1_000_000
    assert usage.cost == pytest.approx(spent)
    assert cap * 0.9 < spent <= cap


def test_an_answer_that_never_comes_counts_in_full() -> None:
    """The endpoint may have done the work and ask its price, so the room that it held is not given again."""
    with behaving(lambda request, number: Reply(hangs_up=True) if number == 1 else good(request)) as server:
        results, _ = ask(server.url, 2, max_tokens=2500, max_output_tokens=100, concurrency=1, retries=0)
    assert isinstance(results[0], EndpointError)
    assert isinstance(results[1], Verdict)
    with behaving(lambda request, number: Reply(hangs_up=True) if number == 1 else good(request)) as server:
        results, _ = ask(server.url, 2, max_tokens=1500, max_output_tokens=100, concurrency=1, retries=0)
    assert isinstance(results[1], LimitReachedError)
    assert server.calls == 1


def test_an_answer_without_a_count_of_tokens_counts_in_full() -> None:
    def uncounted(request: dict[str, Any], _number: int) -> Reply:
        body = json.loads(good(request).body)
        return Reply(json.dumps({**body, "usage": None}).encode())

    with behaving(uncounted) as server:
        ask(server.url, 20, max_tokens=5000, max_output_tokens=100)
    assert 1 <= server.calls <= 5


def test_a_request_that_fits_goes_out_after_one_that_does_not() -> None:
    class Long(BaseModel):
        speaker: Annotated[str, Field(max_length=9)]

    settings = Settings(model="rough", max_tokens=4000, max_output_tokens=100)

    async def main(url: str) -> list[Any]:
        endpoint = Endpoint("compatible", "rough", url)
        async with Client(endpoint, profile_named("capable", settings), settings, Memory()) as client:
            texts = ["x" * 5000, "y"]
            calls = (
                client.ask([{"role": "user", "content": text}], Long, document_id="d", step="s", log=[])
                for text in texts
            )
            return await asyncio.gather(*calls, return_exceptions=True)

    with behaving(plain) as server:
        large, small = asyncio.run(main(server.url))
    assert isinstance(large, LimitReachedError)
    assert isinstance(small, Long)


def test_a_later_run_takes_up_what_was_left() -> None:
    store = Memory()
    with behaving(plain) as server:
        ask(server.url, 30, store, max_requests=20)
        results, usage = ask(server.url, 30, store, max_requests=20)
    assert all(isinstance(result, Verdict) for result in results)
    assert (usage.sent, usage.cached, server.calls, server.repeated) == (10, 20, 30, 0)


def test_a_cap_on_the_cost_needs_a_price() -> None:
    with pytest.raises(ConfigurationError, match=r"no price is known for rough.*CLAIMEXTRACT_PRICES"):
        ask("http://127.0.0.1:9/v1", 1, max_cost=1.0)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200), st.integers(1, 5000))
def test_a_request_is_never_bound_below_its_bytes(text: str, limit: int) -> None:
    messages = [{"role": "user", "content": text}]
    prompt, output = bound({"messages": messages, "response_format": {}, "max_tokens": limit})
    assert prompt >= len(text.encode()) + 1
    assert output == limit


def usage(prompt: int, output: int, cached: int = 0, model: str = "") -> dict[str, object]:
    details = {"cached_tokens": cached}
    counted = {"prompt_tokens": prompt, "completion_tokens": output, "prompt_tokens_details": details}
    return {"model": model, "usage": counted}


def test_a_known_model_at_its_own_address_has_a_price() -> None:
    known = Prices(Endpoint("openai", "gpt-4o", OPENAI_URL))
    whole, cached = known.of(usage(1_000_000, 0)), known.of(usage(1_000_000, 0, 1_000_000))
    assert whole is not None
    assert cached is not None
    assert 0 < cached < whole == known.about(1_000_000, 0)
    assert known.source is not None
    assert known.source.startswith("genai-prices ")
    assert Prices(Endpoint("compatible", "gpt-4o", "http://127.0.0.1:11434/v1")).about(1, 1) is None
    assert Prices(Endpoint("openai", "gpt-nothing", OPENAI_URL)).source is None


def test_a_batch_costs_half() -> None:
    endpoint = Endpoint("openai", "gpt-5-mini", OPENAI_URL)
    live, batch = Prices(endpoint).about(10_000, 1_000), Prices(endpoint).in_batches().about(10_000, 1_000)
    assert live is not None
    assert batch == pytest.approx(live / 2)


def test_a_deployment_is_priced_by_the_model_that_answers() -> None:
    azure = Prices(Endpoint("compatible", "our-deployment", "https://x.openai.azure.com/openai/v1"))
    assert azure.about(1000, 10) is None
    assert azure.of(usage(1000, 10, model="gpt-4o-2024-08-06"))


def test_the_users_prices_come_first(prices: Path) -> None:
    own = Prices(Endpoint("compatible", "rough", "http://127.0.0.1:9/v1"), prices)
    assert own.of(usage(1_000_000, 10_000, 500_000)) == pytest.approx(5 + 0.5 + 1)
    assert own.of({"choices": []}) is None
    assert own.source == "prices.json"
    assert Prices(Endpoint("compatible", "rough", "http://x/v1"), prices).in_batches().about(10, 0) == pytest.approx(
        5e-5
    )


def test_the_embedded_model_costs_nothing() -> None:
    free = Prices(Endpoint("embedded", "sha256:abc"))
    assert free.about(10**9, 10**9) == free.most(1, 1) == free.of({}) == 0.0
    assert free.source is None


@pytest.mark.parametrize(
    "content", ["", "[]", '{"m": 3}', '{"m": {"input": -1, "output": 1}}', '{"m": {"input": 1}}', '{"m": {"in": 1}}']
)
def test_a_faulty_file_of_prices_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "dear.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"dear\.json: .*US dollars"):
        Prices(Endpoint("openai", "m", OPENAI_URL), file)
    with pytest.raises(ConfigurationError, match=r"none\.json: it cannot be read"):
        Prices(Endpoint("openai", "m", OPENAI_URL), tmp_path / "none.json")


def estimate(endpoint: Endpoint, questions: int, store: Memory, **settings: Any) -> Estimator:
    chosen = Settings(model="rough", **settings)

    async def main() -> Estimator:
        async with Client(endpoint, profile_named("capable", chosen), chosen, store) as client:
            estimator = Estimator(client)
            calls = (estimator.ask(question(n), Verdict, document_id="d", step="s", log=[]) for n in range(questions))
            results = await asyncio.gather(*calls, return_exceptions=True)
            assert {type(result) for result in results} <= {EndpointError, Verdict}
            return estimator

    return asyncio.run(main())


def test_an_estimate_counts_what_would_be_sent_and_sends_nothing(prices: Path) -> None:
    store = Memory()
    with behaving(plain) as server:
        ask(server.url, 4, store)
    made = estimate(Endpoint("compatible", "rough", "http://127.0.0.1:9/v1"), 10, store, prices=prices)
    total = made.total
    assert (total.requests, total.cached, len(made.requests)) == (6, 4, 6)
    assert 6 * 8 <= total.prompt_tokens <= 6 * 20
    assert 6 * 4 <= total.output_tokens <= 6 * 20 < total.most_output_tokens == 6 * 16384
    assert total.cost == pytest.approx((total.prompt_tokens * 10 + total.output_tokens * 100) / 1_000_000)
    assert total.most_cost is not None
    assert total.most_cost > 6 * 16384 * 100 / 1_000_000
    assert made.tokenizer == "an upper estimate of one token for 3 bytes"


def test_an_unknown_price_is_none_and_stays_none() -> None:
    total = estimate(Endpoint("compatible", "rough", "http://127.0.0.1:9/v1"), 2, Memory()).total
    assert (total.requests, total.cost, total.most_cost) == (2, None, None)
    assert (total + Estimate()).cost is None


def test_a_server_that_counts_tokens_is_asked_for_a_few() -> None:
    def counting(request: dict[str, Any], _number: int) -> Reply:
        assert request["content"] == request["prompt"]
        return Reply(json.dumps({"tokens": list(range(len(request["content"]) // 2))}).encode())

    with behaving(counting) as server:
        made = estimate(Endpoint("compatible", "rough", server.url, SecretStr("sk-1")), 40, Memory())
        assert server.calls == 16
        assert "POST /tokenize" in server.headers[0]
    length = len(question(11)[0]["content"])
    assert made.total.prompt_tokens == pytest.approx(40 * length / 2, rel=0.1)
    assert made.tokenizer.startswith("the endpoint's tokenizer")


def test_text_without_a_tokenizer_is_counted_rather_too_high() -> None:
    async def count(text: str) -> int:
        return await Tokenizer(None).count(text)

    assert asyncio.run(count("The ferry to Tessaly was late again, the harbour master said.")) == 21
    assert asyncio.run(count("渡し船はまた遅れた")) == 9
    assert asyncio.run(count("")) == 0


def test_the_estimate_of_a_real_schema_is_of_the_right_size() -> None:
    class Item(BaseModel):
        who: Literal["p1", "p2", "nobody"]
        text: Annotated[str, Field(max_length=400)]
        sure: bool
        number: int | None

    class Items(BaseModel):
        q1: Literal["fact", "opinion"]
        found: Annotated[list[Item], Field(max_length=9)]

    async def main() -> Estimate:
        settings = Settings(model="m")
        client = Client(Endpoint("openai", "m", OPENAI_URL), profile_named("capable"), settings, Memory())
        estimator = Estimator(client)
        with pytest.raises(EndpointError):
            await estimator.ask(question(1), Items, document_id="d", step="s", log=[])
        return estimator.total

    total = asyncio.run(main())
    assert 80 <= total.output_tokens <= 160
    assert total.prompt_tokens > 100  # the schema is a part of what OpenAI counts
