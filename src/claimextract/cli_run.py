"""The commands ``claimextract run`` and ``claimextract extract``, and what is said of a run."""

import logging
import shlex
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_decide import tell_changes
from .cli_options import Add, BaseUrl, CacheDir, Json, Judge, Model, Out, Paths, Quiet, Weights, settings_of
from .terminal import escaped_json, output, say

if TYPE_CHECKING:
    from .config import Settings
    from .pipeline import Batched, Forecast, Run

__all__ = ["conclude", "extract", "print_json", "run", "tell_judge"]

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Tell what would be asked and what that would cost; ask and write nothing.")
]
Batch = Annotated[
    bool, typer.Option("--batch", help="Ask by the Batch API, at half the price: hand in, and run again to collect.")
]
MaxCost = Annotated[float | None, typer.Option(help="Send nothing more once this many US dollars could be exceeded.")]
MaxTokens = Annotated[int | None, typer.Option(help="The same for tokens, of prompts and answers together.")]
MaxRequests = Annotated[int | None, typer.Option(help="The same for requests, those that are repeated counted in.")]
Engine = Annotated[str | None, typer.Option(help="Have the workers of a Dask scheduler do it: dask://host:8786")]
Store = Annotated[
    str | None,
    typer.Option(help="Where finished documents are kept for all: file:///shared/folder, s3://bucket/claims"),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log retries and waits too.")]
LogJson = Annotated[bool, typer.Option("--log-json", help="Log to standard error as JSON lines, without a bar.")]


def run(
    paths: Paths,
    out: Out,
    model: Model = None,
    base_url: BaseUrl = None,
    cache_dir: CacheDir = None,
    weights: Weights = None,
    add: Add = False,
    judge: Judge = False,
    dry_run: DryRun = False,
    batch: Batch = False,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_requests: MaxRequests = None,
    engine: Engine = None,
    store: Store = None,
    verbose: Verbose = False,
    log_json: LogJson = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Extract claims from documents and reconcile them in one evidence table.

    The key of an endpoint is read from OPENAI_API_KEY in the environment or in .env. Without a key the embedded model
    answers. Ctrl-C finishes what is in flight and writes; the same command goes on from there.

    Examples:
      claimextract run articles/ more/*.pdf --out out
      claimextract run articles/ --out out --dry-run
      claimextract run articles/ --out out --batch
      claimextract run articles/ --out out --engine dask://scheduler:8786 --store s3://bucket/claims
      claimextract run later.md --out out --add
      cat article.txt | claimextract run - --out out --json | jq .rows
    """
    settings = settings_of(
        model=model,
        base_url=base_url,
        cache_dir=cache_dir,
        weights=weights,
        judge=judge or None,
        max_cost=max_cost,
        max_tokens=max_tokens,
        max_requests=max_requests,
        engine=engine,
        store=store,
        log_json=log_json or None,
    )
    _perform(
        paths, out, settings, add=add, dry_run=dry_run, batch=batch, verbose=verbose, json=json, quiet=quiet, table=True
    )


def extract(
    paths: Paths,
    out: Out,
    model: Model = None,
    base_url: BaseUrl = None,
    cache_dir: CacheDir = None,
    weights: Weights = None,
    add: Add = False,
    dry_run: DryRun = False,
    batch: Batch = False,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_requests: MaxRequests = None,
    engine: Engine = None,
    store: Store = None,
    verbose: Verbose = False,
    log_json: LogJson = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Only extract: documents, claims, rejections and responses, without the table."""
    settings = settings_of(
        model=model,
        base_url=base_url,
        cache_dir=cache_dir,
        weights=weights,
        max_cost=max_cost,
        max_tokens=max_tokens,
        max_requests=max_requests,
        engine=engine,
        store=store,
        log_json=log_json or None,
    )
    _perform(
        paths,
        out,
        settings,
        add=add,
        dry_run=dry_run,
        batch=batch,
        verbose=verbose,
        json=json,
        quiet=quiet,
        table=False,
    )


def _perform(
    paths: list[str],
    out: Path,
    settings: "Settings",
    *,
    add: bool,
    dry_run: bool,
    batch: bool,
    verbose: bool,
    json: bool,
    quiet: bool,
    table: bool,
) -> None:
    from . import logs, pipeline, progress  # noqa: PLC0415 - deferred: `--help` need not load the stages
    from .errors import ConfigurationError  # noqa: PLC0415

    if batch and settings.engine:
        raise ConfigurationError(
            "--batch hands in all questions from here and has no use for workers: leave out --engine"
        )

    usual = logging.INFO if settings.log_json else logging.WARNING
    logs.configure(json_lines=settings.log_json, level=logging.ERROR if quiet else logging.DEBUG if verbose else usual)
    quiet = quiet or settings.log_json
    with progress.shown(quiet) as shown:
        if dry_run:
            forecast = pipeline.forecast(*paths, settings=settings, progress=shown)
        elif batch:
            batched = pipeline.batch(*paths, out=out, settings=settings, add=add, table=table, progress=shown)
        else:
            result: Run | None = pipeline.run_streamed(
                *paths, out=out, settings=settings, add=add, table=table, progress=shown, told=_interrupted
            )
    if dry_run:
        _tell_forecast(forecast, json)
        return
    if batch:
        _tell_batches(batched, quiet)
        result = batched.run
    if result is None:
        raise typer.Exit(1)  # not all is done
    conclude(result, out / ("report.html" if table else "claims.jsonl"), quiet, json=json)


def _interrupted() -> None:
    say("interrupted: what is in flight is finished and written; press Ctrl-C again to stop at once")


def _tell_batches(batched: "Batched", quiet: bool) -> None:
    if quiet:
        return
    for name, state in {**batched.problems, **batched.waiting}.items():
        say(f"{name}: {state}")
    if batched.answered or batched.failed:
        say(f"{batched.answered} answers collected, {len(batched.failed)} requests failed and are handed in again")
    for name, requests in batched.handed.items():
        say(f"{name}: {requests} requests handed in")
    if batched.run is None:
        say("run the same command again later (within a day) to collect the answers")


def _tell_forecast(forecast: "Forecast", json: bool) -> None:
    """A forecast is what was asked for: it goes to standard output."""
    if json:
        print_json(forecast.summary())
        return
    told, new = forecast.estimate, forecast.documents - forecast.finished
    lines = [
        f"{forecast.documents} documents, {forecast.finished} of them finished before; {forecast.unusable} unusable",
        f"{forecast.passages} passages in the other {new}: {told.requests} requests to {forecast.model}, "
        f"{told.cached} answered from the cache",
        f"{told.prompt_tokens} prompt tokens and about {told.output_tokens} output tokens, "
        f"{told.most_output_tokens} at most ({forecast.tokenizer})",
        f"about {told.cost:.4f} US dollars, {told.most_cost:.4f} at most by the prices of {forecast.prices}"
        if told.cost is not None
        else "no price is known for this model; name one in a file for CLAIMEXTRACT_PRICES",
    ]
    with output():
        typer.echo("\n".join(lines))


def conclude(result: "Run", to_read: Path, quiet: bool, *, json: bool, asked: bool = True) -> None:
    """Say what came of a run, and end with status 1 if not all did."""
    if json:
        print_json(result.summary)
    documents, claims, rows = (result.summary[name] for name in ("documents", "claims", "rows"))
    if not quiet:
        for entry in result.documents:
            if entry.status != "ok":
                say(f"{entry.status}: {entry.path or entry.id}: {entry.reason}")
        tell_changes(result)
        tell_judge(result)
        found = f"{documents['all']} documents, {claims['all']} claims ({claims.get('grounded', 0)} grounded)"
        say(f"{found}, {rows['all']} rows: {to_read}")
        if asked:
            requests, tokens, cost = (result.summary[name] for name in ("requests", "tokens", "cost"))
            say(
                f"{requests['sent']} requests sent, {requests['cached']} answered from the cache, "
                f"{tokens['prompt']} prompt and {tokens['output']} output tokens"
                + (f", {cost:.4f} US dollars" if cost else "")
            )
        if to_read.name == "report.html":
            say(f"to look at it, open {to_read}, or: claimextract show {shlex.quote(str(to_read.parent))}")
    if any(documents.get(status) for status in ("failed", "partial")):
        raise typer.Exit(1)


def print_json(record: object) -> None:
    """Write a record to standard output as JSON."""
    with output():
        typer.echo(escaped_json(dumps(record, ensure_ascii=False)))


def tell_judge(result: "Run") -> None:
    """Say what a judge was asked."""
    if told := result.summary.get("judge"):
        say(f"{told['pairs']} pairs of claims that slots leave open were put to the judge, {told['model']}")
