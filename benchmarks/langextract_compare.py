"""LangExtract and claimextract on the same model, endpoint and documents.

    python benchmarks/langextract_compare.py --documents DOCUMENTS... --units atomic_claims.jsonl --json FILE

Both start from nothing: no answer is taken from a cache. LangExtract's requests go through a counter on loopback, which
adds up the ``usage`` that the server reports; claimextract's are in its recorded responses. LangExtract runs as its
makers show it: one example, JSON constrained by its own schema, 1500 characters a request, one request at a time.
``--keep FOLDER`` keeps LangExtract's answers, so that an interrupted run goes on; its seconds then tell nothing.
"""

import argparse
import contextlib
import hashlib
import json
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import langextract as lx

from claimextract import Document, Settings, load_documents
from claimextract.evaluation import recalled
from claimextract.evaluation.claims import LONGEST
from claimextract.evaluation.labelled import UnitText, read_texts
from claimextract.evaluation.running import cost_of
from claimextract.grounding import locate
from claimextract.local import EmbeddedServer, weights_path
from claimextract.pipeline import extract

PROMPT = """\
Extract every claim of the article in order of appearance: what is asserted, by whom, when, and on what source.
Use exact text for the extraction; do not paraphrase. As attributes give the claim as one self-contained sentence, and
the speaker, the date and the cited source where the text names them."""
EXAMPLE = lx.data.ExampleData(
    text="The harbour of Tessaly lost 14 boats on March 3, Mayor Ilse Brandt said, citing the Coastal Institute.",
    extractions=[
        lx.data.Extraction(
            extraction_class="claim",
            extraction_text="The harbour of Tessaly lost 14 boats on March 3",
            attributes={
                "claim": "The harbour of Tessaly lost 14 boats on March 3.",
                "speaker": "Mayor Ilse Brandt",
                "date": "March 3",
                "cited_source": "Coastal Institute",
            },
        )
    ],
)
CHARACTERS = 1500  # of one request
MOST_TOKENS = 2048  # of one answer: small models do not always find an end


@dataclass
class Figures:
    """What one system made of some documents, and what that cost."""

    documents: int = 0
    claims: int = 0
    grounded: int = 0  # located in the document by the rules that claimextract holds itself to
    aligned: int | None = None  # located by LangExtract's own, more lenient rules
    exact: int | None = None  # LangExtract's own word for it
    requests: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    units: int = 0
    recalled_by_text: int = 0
    recalled_by_text_or_evidence: int = 0


@dataclass
class Counter:
    """A server on loopback that hands every request on and adds up what the answers cost."""

    target: str
    key: str
    keep: Path | None = None
    url: str = ""
    requests: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        """The endpoint's answer, or the same one as last time."""
        kept = self.keep / f"{hashlib.sha256(body).hexdigest()}.json" if self.keep else None
        if kept is not None and kept.is_file():
            return 200, kept.read_bytes()
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.key}"}
        request = urllib.request.Request(self.target + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=1200) as response:
                status, answer = response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(answer)
        return status, answer

    def count(self, answer: bytes) -> None:
        """Add up the usage of one answer."""
        usage: Mapping[str, int] = {}
        with contextlib.suppress(ValueError, AttributeError):
            usage = json.loads(answer).get("usage") or {}
        with self.lock:
            self.requests += 1
            self.prompt_tokens += usage.get("prompt_tokens", 0)
            self.output_tokens += usage.get("completion_tokens", 0)


@contextlib.contextmanager
def counting(target: str, key: str, keep: Path | None) -> Iterator[Counter]:
    """Run a counter in front of an endpoint."""
    counter = Counter(target.rstrip("/"), key, keep)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status, answer = counter.answer(self.path, body)
            counter.count(answer)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    counter.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield counter
    finally:
        server.shutdown()
        server.server_close()


def with_langextract(
    documents: Sequence[Document],
    units: Mapping[str, Sequence[str]],
    endpoint: str,
    model: str,
    key: str,
    keep: Path | None,
) -> Figures:
    """LangExtract on documents, one after the other."""
    figures = Figures(documents=len(documents), exact=0)
    began = time.monotonic()
    with counting(endpoint, key, keep) as counter:
        config = lx.factory.ModelConfig(
            model_id=model,
            provider="OpenAILanguageModel",
            provider_kwargs={
                "base_url": counter.url,
                "api_key": "none",
                "temperature": 0.0,
                "max_workers": 1,
                "max_output_tokens": MOST_TOKENS,
            },
        )
        for document in documents:
            found = lx.extract(
                document.text,
                prompt_description=PROMPT,
                examples=[EXAMPLE],
                config=config,
                max_char_buffer=CHARACTERS,
                max_workers=1,
                batch_length=1,
                show_progress=False,
            ).extractions
            add_langextract(figures, document, found or [], units.get(document.id, ()))
            recalled_so_far = f"{figures.recalled_by_text} of {figures.units} units so far"
            print(f"LangExtract: {document.id}: {len(found or [])} claims; {recalled_so_far}", flush=True)
        figures.requests, figures.prompt_tokens = counter.requests, counter.prompt_tokens
        figures.output_tokens = counter.output_tokens
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


def add_langextract(figures: Figures, document: Document, found: Sequence[Any], units: Sequence[str]) -> None:
    """Count the extractions of one document; a unit may be recalled by the text or by any attribute of it.

    All that LangExtract aligned counts for recall: what it paraphrased too, and what claimextract would not let pass.
    """
    texts, with_attributes = [], []
    for one in found:
        grounded = locate(one.extraction_text or "", document.text) is not None
        figures.claims += 1
        figures.grounded += grounded
        figures.exact = (figures.exact or 0) + (one.alignment_status == lx.data.AlignmentStatus.MATCH_EXACT)
        figures.aligned = (figures.aligned or 0) + (one.char_interval is not None)
        if one.char_interval is not None:
            attributes = {name: str(value) for name, value in (one.attributes or {}).items()}
            texts.append(attributes.get("claim") or one.extraction_text)
            with_attributes.append(" ".join([one.extraction_text, *attributes.values()]))
    add_recall(figures, units, texts, with_attributes)


def with_claimextract(documents: Sequence[Document], units: Mapping[str, Sequence[str]], settings: Settings) -> Figures:
    """The package on the same documents."""
    began = time.monotonic()
    extracted = extract(documents, settings)
    cost = cost_of(extracted.exchanges)
    figures = Figures(
        documents=len(documents),
        claims=len(extracted.claims),
        requests=cost.requests,
        prompt_tokens=cost.prompt_tokens,
        output_tokens=cost.output_tokens,
        seconds=round(time.monotonic() - began, 1),
    )
    for document in documents:
        grounded = [
            claim
            for claim in extracted.claims
            if claim.document_id == document.id and claim.grounding.status == "grounded"
        ]
        figures.grounded += len(grounded)
        with_evidence = [" ".join([claim.text, *(span.exact for span in claim.evidence)]) for claim in grounded]
        add_recall(figures, units.get(document.id, ()), [claim.text for claim in grounded], with_evidence)
    return figures


def add_recall(figures: Figures, units: Sequence[str], texts: Sequence[str], wider: Sequence[str]) -> None:
    """Count the content units that one claim's text carries, or its text with what belongs to it."""
    by_text, by_wider = recalled(units, texts), recalled(units, wider, 2 * LONGEST)
    figures.units += sum(outcome is not None for outcome in by_text)
    figures.recalled_by_text += by_text.count(True)
    figures.recalled_by_text_or_evidence += sum(a is True or b is True for a, b in zip(by_text, by_wider, strict=True))


@contextlib.contextmanager
def served(
    base_url: str | None, model: str | None, cache: Path
) -> Iterator[tuple[Callable[[], str], str, str, Settings]]:
    """The endpoint's address, model and key for LangExtract, and settings with an empty cache for claimextract.

    The embedded server for LangExtract starts when its address is asked for: claimextract has one of its own before.
    """
    given = Settings()
    if base_url:
        key = given.api_key.get_secret_value() if given.api_key else "none"
        yield lambda: base_url, model or "", key, Settings(base_url=base_url, model=model, cache_dir=cache)
        return
    weights = weights_path(given.cache_dir)
    with EmbeddedServer(weights) as server:
        yield (
            lambda: server.base_url,
            weights.name,
            "none",
            Settings(model="local", weights=weights.path, cache_dir=cache),
        )


def show(title: str, by_system: Mapping[str, Figures]) -> None:
    """Print the figures of both systems beside each other."""
    print(f"\n{title}")
    rows = {name: asdict(figures) for name, figures in by_system.items()}
    print(f"{'':32}" + "".join(f"{name:>16}" for name in rows))
    for row in asdict(Figures()):
        cells = ["" if values[row] is None else str(values[row]) for values in rows.values()]
        print(f"{row.replace('_', ' '):32}" + "".join(f"{cell:>16}" for cell in cells))


def main() -> None:
    """Run both systems and print what they found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", nargs="*", default=[], help="files or folders")
    parser.add_argument("--units", type=Path, help="articles with content units, as atomic_claims.jsonl")
    parser.add_argument("--articles", type=int, default=10, help="how many of them, evenly over the file (10)")
    parser.add_argument("--base-url", help="an OpenAI-compatible endpoint; the embedded model if none is named")
    parser.add_argument("--model", help="its model")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep LangExtract's answers here")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    sets: dict[str, tuple[Sequence[Document], Mapping[str, Sequence[str]]]] = {}
    if options.documents:
        sets["documents"] = load_documents(*options.documents), {}
    if options.units:
        sample = read_texts(options.units, UnitText)
        count = min(options.articles, len(sample.labels))  # the file is sorted by corpus
        chosen = {sample.labels[n * len(sample.labels) // count].id for n in range(count)}
        sets["articles with content units"] = (
            [document for document in sample.documents if document.id in chosen],
            {text.id: text.gold_claims for text in sample.labels},
        )
    if not sets:
        parser.error("name --documents or --units")
    found: dict[str, dict[str, Figures]] = {}
    with (
        tempfile.TemporaryDirectory() as cache,
        served(options.base_url, options.model, Path(cache)) as (address, model, key, settings),
    ):
        ours = {title: with_claimextract(*on, settings) for title, on in sets.items()}
        for title, on in sets.items():
            theirs = with_langextract(*on, address(), model, key, options.keep)
            found[title] = {"claimextract": ours[title], "LangExtract": theirs}
            show(title, found[title])
    if options.json:
        kept = {title: {name: asdict(figures) for name, figures in both.items()} for title, both in found.items()}
        options.json.write_text(json.dumps({"model": model, **kept}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
