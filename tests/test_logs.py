"""The log, spans, and the search for a planted key in all that is written or said."""

import asyncio
import io
import json
import logging
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel, SecretStr

from claimextract import logs, spans
from claimextract.cache import ResponseCache
from claimextract.config import Endpoint, Settings, profile_named
from claimextract.llm import Client
from claimextract.models import Exchange
from rough import Reply, bad, behaving, good

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

KEY = "sk-planted-5f1c9e7ab3d24680"
WORDS = "“The quay is closed,” said Oda Wirth."


class Verdict(BaseModel):
    speaker: Literal["p1", "p2"]


@pytest.fixture(autouse=True)
def _logger_as_it_was() -> Iterator[None]:
    logger = logging.getLogger("claimextract")
    before = logger.handlers, logger.level, logger.propagate
    yield
    logger.handlers, logger.level, logger.propagate = before


def ask(url: str, store: Any, exchanges: list[Exchange], **settings: Any) -> BaseException | BaseModel:
    chosen = Settings(**{"retry_wait": 0.01, "model": "rough", **settings})

    async def main() -> BaseException | BaseModel:
        endpoint = Endpoint("compatible", "rough", url, SecretStr(KEY))
        async with Client(endpoint, profile_named("capable", chosen), chosen, store) as client:
            messages = [{"role": "user", "content": WORDS}]
            try:
                return await client.ask(messages, Verdict, document_id="d1", step="s", log=exchanges)
            except Exception as error:
                return error

    return asyncio.run(main())


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_lines_tell_every_call(tmp_path: Path) -> None:
    stream = io.StringIO()
    logs.configure(json_lines=True, level=logging.DEBUG, stream=stream)
    with (
        behaving(lambda request, number: bad(500) if number == 1 else good(request)) as server,
        ResponseCache(tmp_path, 2**30) as store,
    ):
        ask(server.url, store, [])
    failed, answered = [line for line in lines(stream) if line["logger"] == "claimextract.llm.telling"]
    assert (failed["level"], failed["outcome"], failed["call"]) == ("info", "500", 1)
    assert (answered["level"], answered["outcome"], answered["call"]) == ("debug", "answered", 2)
    assert (answered["prompt_tokens"], answered["output_tokens"]) == (100, 10)
    assert len(answered["request"]) == 64
    assert answered["time"].endswith("+00:00")


def test_a_line_for_a_person_and_one_for_each_level() -> None:
    stream = io.StringIO()
    logs.configure(stream=stream)
    logger = logging.getLogger("claimextract.somewhere")
    logger.debug("not told")
    logger.warning("the cache is %s", "full")
    assert stream.getvalue() == "WARNING: the cache is full\n"
    logs.configure(json_lines=True, stream=stream)
    assert len(logging.getLogger("claimextract").handlers) == 1


def test_a_json_line_is_one_line_whatever_it_holds() -> None:
    stream = io.StringIO()
    logs.configure(json_lines=True, stream=stream)
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("claimextract").exception("a\nb\u2028c", extra={"path": Path("x"), "odd": "\ud800"})
    [line] = lines(stream)
    assert line["message"] == "a\nb\u2028c"
    assert line["path"] == "x"
    assert "ValueError: two\nlines" in line["exception"]


@pytest.fixture(scope="module")
def exported() -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


def test_a_span_for_each_call_by_the_conventions(exported: InMemorySpanExporter, tmp_path: Path) -> None:
    exported.clear()
    with (
        behaving(lambda request, number: bad(503) if number == 1 else good(request)) as server,
        ResponseCache(tmp_path, 2**30) as store,
        spans.span("document", {"claimextract.document.id": "d1"}),
    ):
        ask(server.url, store, [])
    failed, answered, document = exported.get_finished_spans()
    assert failed.name == answered.name == "chat rough"
    assert answered.kind is trace.SpanKind.CLIENT
    assert answered.parent is not None
    assert answered.parent.span_id == document.context.span_id
    assert failed.attributes is not None
    assert failed.attributes["error.type"] == "503"
    assert failed.status.status_code is trace.StatusCode.ERROR
    assert answered.attributes is not None
    assert dict(answered.attributes) | {"server.port": 0} == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "compatible",
        "gen_ai.request.model": "rough",
        "gen_ai.request.max_tokens": 16384,
        "gen_ai.request.temperature": 0.0,
        "gen_ai.request.seed": 0,
        "gen_ai.output.type": "json",
        "gen_ai.response.model": "rough",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 10,
        "server.address": "127.0.0.1",
        "server.port": 0,
    }


def test_a_span_tells_an_error_by_its_type_only(exported: InMemorySpanExporter) -> None:
    exported.clear()
    with pytest.raises(ValueError, match="secret"), spans.span("document", {}):
        raise ValueError("secret words")
    [span] = exported.get_finished_spans()
    assert "secret" not in span.to_json()
    assert span.attributes == {"error.type": "ValueError"}


def test_spans_are_nothing_without_the_extra() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from claimextract import spans\n"
        "with spans.span('document', {'a': 1}) as found: found['b'] = 2\n"
        "print(spans.trace)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"


ECHO = f"the key {KEY} and {WORDS}"


@pytest.mark.parametrize(
    "reply",
    [
        bad(401, message=ECHO),
        bad(400, message=ECHO),
        bad(429, {"retry-after": "0"}, message=ECHO),
        bad(500, message=ECHO),
        bad(503, {"retry-after": "999999"}, message=ECHO),
        Reply(ECHO.encode(), 502),
        Reply(ECHO.encode()),
        Reply(hangs_up=True),
        Reply(b"{}", delay=1.0),
        Reply(json.dumps({"choices": [], "error": {"message": ECHO}}).encode()),
        good({"model": KEY}, '{"speaker": "p1"}'),
        good({"model": "rough"}, json.dumps({"speaker": KEY})),
        good({"model": "rough"}, "", message={"refusal": ECHO}),
        good({"model": "rough"}, ECHO, "length"),
    ],
)
def test_the_key_is_nowhere(
    reply: Reply, tmp_path: Path, exported: InMemorySpanExporter, capfd: pytest.CaptureFixture[str]
) -> None:
    """The server sends the key back in every way; it must not be in the cache, the log, spans, errors or tracebacks."""
    exported.clear()
    stream, everything = io.StringIO(), io.StringIO()
    logs.configure(json_lines=True, level=logging.DEBUG, stream=stream)
    handler = logging.StreamHandler(everything)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)  # openai, httpx2 and aiohttp too
    exchanges: list[Exchange] = []
    try:
        with behaving(lambda _request, _number: reply) as server, ResponseCache(tmp_path / "cache", 2**30) as store:
            result = ask(server.url, store, exchanges, timeout=0.5, retries=1, reasks=1)
            assert KEY in server.headers[0]
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    written = b"".join(path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file())
    told = [
        stream.getvalue(),
        everything.getvalue(),
        "".join(exchange.model_dump_json() for exchange in exchanges),
        "".join(span.to_json() for span in exported.get_finished_spans()),
        "".join(capfd.readouterr()),
        repr(result),
    ]
    if isinstance(result, BaseException):
        found = traceback.TracebackException.from_exception(result, capture_locals=True)
        told += [str(result), "".join(found.format())]
        chain: BaseException | None = result
        while chain is not None:
            told.append(repr(vars(chain)))
            chain = chain.__cause__ or chain.__context__
    for text in told:
        assert KEY not in text
    assert KEY.encode() not in written
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    for text in (stream.getvalue(), told[3]):
        assert "Oda Wirth" not in text


def test_the_key_is_in_no_process_list() -> None:
    """It is taken from the environment or a setting, and no command line has a place for it."""
    from typer.main import get_command

    from claimextract.cli import app

    command: Any = get_command(app)
    options = {name for sub in command.commands.values() for option in sub.params for name in option.opts}
    assert "--model" in options
    assert not [name for name in options if "key" in name or "token" in name.removeprefix("--max-tokens")]
