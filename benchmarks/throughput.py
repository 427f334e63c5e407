"""How fast many documents go through, at what cost in CPU and memory, beside the ideal and beside other programs.

    python benchmarks/throughput.py [--documents 2000] [--in-flight 32 256] [--delay 0.2] [--json FILE]
    python benchmarks/throughput.py --langextract PYTHON     # an interpreter that has langextract
    python benchmarks/throughput.py --docetl PYTHON          # an interpreter that has docetl
    python benchmarks/throughput.py --memory 1000 10000 100000

Invented reports of two sentences go to a stub of an endpoint, a process on loopback that answers each request after
the delay. Each system runs in a process of its own, start and imports included; the ideal is one request a document,
always as many in flight as allowed: documents x delay / in flight. CPU seconds are those of the system with all its
processes, without the stub's. Plain instructor asks one question a document with ``asyncio.gather``, LangExtract
extracts with as many workers as may be in flight, DocETL maps with as many threads. ``again`` is the same run a second
time, which claimextract and DocETL answer from what they kept. ``--memory`` runs `extract`
with a stub that does not wait; memory is the peak of the largest process.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

NAMES = "Ilse Oskar Maud Una Ole Tilde Bram Edda Jorin Kesta".split()
SURNAMES = "Brandt Lindqvist Terrel Moss Voss Harrow Quill Senn Dorn Falk".split()
BODIES = ["port authority", "river board", "school council", "Coastal Institute", "bell guild", "ferry company"]
WORDS = [
    "The eastern pier will close until the spring",
    "The tram depot lost fourteen carriages",
    "The mill has no wheel",
    "The library will open again by 2023",
    "The ferry ran late on most days",
]
LANGEXTRACT_ANSWER = json.dumps({"extractions": [{"claim": "visitors", "claim_attributes": {"speaker": "the board"}}]})


def report(number: int) -> str:
    """An invented report; another for each number."""
    chance = random.Random(number)
    who = f"{chance.choice(NAMES)} {chance.choice(SURNAMES)}"
    counted = f"The {chance.choice(BODIES)} of Tessaly counted {chance.randint(3, 900)} visitors in case {number}."
    return f"{counted} “{chance.choice(WORDS)},” {who} said on Friday."


# -- the endpoint ------------------------------------------------------------------------------------------------------


def plainest(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """The plainest value that a schema allows."""
    if "$ref" in schema:
        return plainest(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: plainest(value, definitions) for name, value in schema.get("properties", {}).items()}
        case "array":
            return []
        case "string":
            return ""
        case _:
            return 0


async def serve(delay: float) -> None:
    """Answer chat completions on a free port, which is printed first."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].partition(b"\r")[0])
                request = json.loads(await reader.readexactly(length))
                form = request.get("response_format", {}).get("json_schema")
                schema = form["schema"] if form else {}
                content = json.dumps(plainest(schema, schema.get("$defs", {}))) if form else LANGEXTRACT_ANSWER
                message = {"role": "assistant", "content": content}
                for tool in request.get("tools", [])[:1]:  # DocETL has it answered by a call
                    given = {"name": tool["function"]["name"]}
                    given["arguments"] = json.dumps(plainest(tool["function"]["parameters"], {}))
                    message = {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function": given}]}
                body = {
                    "id": "stub",
                    "created": 0,
                    "object": "chat.completion",
                    "model": request["model"],
                    "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                    "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
                }
                await asyncio.sleep(delay)
                data = json.dumps(body).encode()
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                writer.write(b"content-length: %d\r\n\r\n%s" % (len(data), data))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def endpoint(delay: float) -> Iterator[str]:
    """The address of a stub in a process of its own."""
    process = subprocess.Popen([sys.executable, __file__, "--serve", str(delay)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
    finally:
        process.terminate()
        process.communicate()


# -- the systems -------------------------------------------------------------------------------------------------------


async def with_instructor(texts: list[str], url: str, in_flight: int) -> None:
    """One question a document, as instructor's documentation shows it."""
    import instructor  # noqa: PLC0415
    import openai  # noqa: PLC0415
    from pydantic import BaseModel  # noqa: PLC0415

    class Claim(BaseModel):
        claim: str
        speaker: str

    class Claims(BaseModel):
        claims: list[Claim]

    client = instructor.from_openai(openai.AsyncOpenAI(base_url=url, api_key="none"), mode=instructor.Mode.JSON_SCHEMA)
    room = asyncio.Semaphore(in_flight)

    async def ask(text: str) -> None:
        async with room:
            await client.chat.completions.create(
                model="stub", response_model=Claims, messages=[{"role": "user", "content": f"List the claims:\n{text}"}]
            )

    await asyncio.gather(*map(ask, texts))


def with_langextract(texts: list[str], url: str, in_flight: int) -> None:
    """All documents in one call, with as many workers as may be in flight."""
    import langextract as lx  # noqa: PLC0415

    example = lx.data.ExampleData(
        text="The mill lost visitors, the board said.",
        extractions=[lx.data.Extraction("claim", "lost visitors", attributes={"speaker": "the board"})],
    )
    config = lx.factory.ModelConfig(
        model_id="stub",
        provider="OpenAILanguageModel",
        provider_kwargs={"base_url": url, "api_key": "none", "max_workers": in_flight},
    )
    results = lx.extract(
        [lx.data.Document(text) for text in texts],
        prompt_description="Extract the claims.",
        examples=[example],
        config=config,
        max_workers=in_flight,
        batch_length=in_flight,
        show_progress=False,
    )
    assert sum(1 for _ in results) == len(texts)


def with_docetl(texts: list[str], url: str, in_flight: int, folder: Path) -> None:
    """One map over all documents, as DocETL's documentation shows it."""
    import tiktoken  # noqa: PLC0415

    # It counts tokens with a vocabulary that it would download; bytes serve as well for texts that are short.
    plain = tiktoken.Encoding(
        "bytes", pat_str=".", mergeable_ranks={bytes([i]): i for i in range(256)}, special_tokens={}
    )
    tiktoken.encoding_for_model = tiktoken.get_encoding = lambda _: plain
    from docetl.api import Dataset, MapOp, Pipeline, PipelineOutput, PipelineStep  # noqa: PLC0415

    corpus = folder / "reports.json"
    corpus.write_text(json.dumps([{"text": text} for text in texts]), encoding="utf-8")
    claims = MapOp(
        name="claims",
        type="map",
        prompt="List the claims:\n{{ input.text }}",
        output={"schema": {"claim": "string", "speaker": "string"}},
        litellm_completion_kwargs={"api_base": url},
    )
    pipeline = Pipeline(
        name="claims",
        datasets={"reports": Dataset(type="file", path=str(corpus))},
        operations=[claims],
        steps=[PipelineStep(name="map", input="reports", operations=["claims"])],
        output=PipelineOutput(type="file", path=str(folder / "docetl.json")),
        default_model="openai/gpt-4",
    )
    pipeline.run(max_threads=in_flight)


def command_of(system: str, corpus: Path, url: str, in_flight: int, python: str) -> tuple[list[str], dict[str, str]]:
    """How a system is started, and with what environment."""
    folder = corpus.parent
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CLAIMEXTRACT_CONCURRENCY": str(in_flight)}
    environment |= {"DOCETL_HOME_DIR": str(folder), "OPENAI_API_KEY": "none", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    if system.startswith("claimextract"):
        if system == "claimextract, one process":
            environment["CLAIMEXTRACT_PROCESSES"] = "1"
        command = [
            sys.executable,
            "-m",
            "claimextract",
            "extract",
            str(corpus),
            "--out",
            str(folder / "out"),
            "--quiet",
        ]
        return [*command, "--cache-dir", str(folder / "cache"), "--base-url", url, "--model", "stub"], environment
    return [python, __file__, "--system", system, str(corpus), url, str(in_flight)], environment


def measured(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Seconds, CPU seconds and peak memory (MB) of a command with all its processes."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return {
        "seconds": round(time.monotonic() - began, 2),
        "CPU seconds": round(used.ru_utime + used.ru_stime, 2),
        "MB": round(used.ru_maxrss / 1024),
    }


def written(count: int, folder: Path) -> Path:
    """So many reports in a file."""
    corpus = folder / "reports.jsonl"
    with corpus.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps({"id": f"r{number}", "text": report(number)}) + "\n")
    return corpus


def throughput(count: int, in_flight: int, delay: float, others: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Each system on the same documents, one after the other; ``others`` are interpreters by what they have."""
    ideal = count * delay / in_flight
    for system in ["claimextract", "claimextract, one process", "plain instructor", *others]:
        with tempfile.TemporaryDirectory() as name, endpoint(delay) as url:
            corpus = written(count, Path(name))
            command, environment = command_of(system, corpus, url, in_flight, others.get(system, sys.executable))
            for title in [system, f"{system}, again"] if system in {"claimextract", "DocETL"} else [system]:
                figures = measured(command, environment)
                yield {
                    "system": title,
                    "documents": count,
                    "in flight": in_flight,
                    **figures,
                    "documents a second": round(count / figures["seconds"], 1),
                    "of the ideal": round(ideal / figures["seconds"], 3),
                    "CPU ms a document": round(figures["CPU seconds"] / count * 1000, 2),
                }


def memory(sizes: list[int]) -> Iterator[dict[str, Any]]:
    """`extract` on more and more documents."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as name, endpoint(0.0) as url:
            command, environment = command_of("claimextract", written(size, Path(name)), url, 32, sys.executable)
            yield {"system": "claimextract", "documents": size, **measured(command, environment)}


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--in-flight", type=int, nargs="*", default=[32, 256])
    parser.add_argument("--delay", type=float, default=0.2, help="seconds that the endpoint takes")
    parser.add_argument("--langextract", metavar="PYTHON", help="an interpreter that has langextract")
    parser.add_argument("--docetl", metavar="PYTHON", help="an interpreter that has docetl")
    parser.add_argument("--memory", type=int, nargs="*", help="measure memory on so many documents instead")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--system", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        asyncio.run(serve(options.serve))
        return
    if options.system:
        system, corpus, url, in_flight = options.system
        texts = [json.loads(line)["text"] for line in Path(corpus).read_text(encoding="utf-8").splitlines()]
        if system == "LangExtract":
            with_langextract(texts, url, int(in_flight))
        elif system == "DocETL":
            with_docetl(texts, url, int(in_flight), Path(corpus).parent)
        else:
            asyncio.run(with_instructor(texts, url, int(in_flight)))
        return
    kept = []
    others = {"LangExtract": options.langextract, "DocETL": options.docetl}
    others = {name: python for name, python in others.items() if python}
    runs = (
        memory(options.memory)
        if options.memory
        else (
            figures
            for in_flight in options.in_flight
            for figures in throughput(options.documents, in_flight, options.delay, others)
        )
    )
    for figures in runs:
        print("  ".join(f"{name}: {value}" for name, value in figures.items()), flush=True)
        kept.append(figures)
    if options.json:
        options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
