"""The commands ``claimextract run`` and ``claimextract extract``, and what is said of a run."""

import logging
from json import dumps
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_decide import tell_changes
from .cli_options import Add, BaseUrl, CacheDir, Json, Judge, Model, Out, Paths, Quiet, Weights, settings_of
from .terminal import counted, escaped_json, output, say

if TYPE_CHECKING:
    from .config import Settings
    from .pipeline import Batched, Forecast, Run

__all__ = ["INTERRUPTED", "conclude", "extract", "print_json", "run", "tell_judge"]

INTERRUPTED = 130  # the exit status of what Ctrl-C ended
_SHOWN = 10

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
    from .errors import ClaimextractError, ConfigurationError  # noqa: PLC0415
    from .folder import RunFolder  # noqa: PLC0415

    if batch and settings.engine:
        raise ConfigurationError(
            "--batch hands in all questions from here and has no use for workers: leave out --engine"
        )

    usual = logging.INFO if settings.log_json else logging.WARNING
    logs.configure(json_lines=settings.log_json, level=logging.ERROR if quiet else logging.DEBUG if verbose else usual)
    quiet = quiet or settings.log_json
    earlier = not table and RunFolder(out).has("evidence.jsonl")
    stopped: list[bool] = []

    def interrupted() -> None:
        stopped.append(True)
        say("interrupted: what is in flight is finished and written; press Ctrl-C again to stop at once")

    try:
        with progress.shown(quiet) as shown:
            if dry_run:
                forecast = pipeline.forecast(*paths, out=out, settings=settings, add=add, progress=shown)
            elif batch:
                batched = pipeline.batch(*paths, out=out, settings=settings, add=add, table=table, progress=shown)
            else:
                result: Run | None = pipeline.run_streamed(
                    *paths, out=out, settings=settings, add=add, table=table, progress=shown, told=interrupted
                )
    except ClaimextractError as error:
        if not stopped:
            raise
        say(f"error: {error}")
        raise typer.Exit(INTERRUPTED) from error
    if dry_run:
        if settings.judge and not quiet:
            say("what the judge will be asked is known only when the claims are: it is not counted")
        _tell_forecast(forecast, json)
        return
    if batch:
        _tell_batches(batched, quiet)
        result = batched.run
    if result is None:
        raise typer.Exit(1)  # not all is done
    if earlier and not quiet:
        say(f"the table that was here is removed; claimextract reconcile {quote(str(out))} makes that of these claims")
    conclude(result, out / ("report.html" if table else "claims.jsonl"), quiet, json=json, interrupted=bool(stopped))


def _tell_batches(batched: "Batched", quiet: bool) -> None:
    if quiet:
        return
    for name, state in {**batched.problems, **batched.waiting}.items():
        say(f"{name}: {state}")
    if batched.answered or batched.failed:
        failed = counted(len(batched.failed), "request")
        say(f"{counted(batched.answered, 'answer')} collected, {failed} failed and handed in again")
    for name, requests in batched.handed.items():
        say(f"{name}: {counted(requests, 'request')} handed in")
    if batched.run is None:
        say("run the same command again later (within a day) to collect the answers")


def _tell_forecast(forecast: "Forecast", json: bool) -> None:
    """A forecast is what was asked for: it goes to standard output."""
    if json:
        print_json(forecast.summary())
        return
    from .local import called  # noqa: PLC0415

    told, new = forecast.estimate, forecast.documents - forecast.finished
    if told.cost is None:
        price = "no price is known for this model; name one in a file for CLAIMEXTRACT_PRICES"
    elif forecast.prices is None:
        price = "no cost: the model runs on this machine"
    else:
        price = f"about {told.cost:.4f} US dollars, {told.most_cost:.4f} at most by the prices of {forecast.prices}"
    lines = [
        f"{counted(forecast.documents, 'document')}, {forecast.finished} of them finished before; "
        f"{forecast.unusable} unusable",
        f"{counted(forecast.passages, 'passage')} in the other {new}: {counted(told.requests, 'request')} to "
        f"{called(forecast.model)}, {told.cached} answered from the cache",
        f"{told.prompt_tokens} prompt tokens and about {told.output_tokens} output tokens, "
        f"{told.most_output_tokens} at most ({forecast.tokenizer})",
        price,
    ]
    with output():
        typer.echo("\n".join(lines))


def conclude(
    result: "Run", to_read: Path, quiet: bool, *, json: bool, asked: bool = True, interrupted: bool = False
) -> None:
    """Say what came of a run, and end with status 1 if not all did, or with that of Ctrl-C where this was why."""
    if json:
        print_json(result.summary)
    documents, claims, rows = (result.summary[name] for name in ("documents", "claims", "rows"))
    if not quiet:
        for entry in result.documents:
            if entry.status != "ok":
                say(f"{entry.status}: {entry.path or entry.id}: {entry.reason}")
        _tell_empty(result)
        tell_changes(result)
        tell_judge(result)
        if left := result.left_out:
            say(
                f"warning: {counted(left, 'document')} that this folder held left out: --add keeps them; "
                "to have them back, name them too"
            )
        found = f"{counted(documents['all'], 'document')}, {counted(claims['all'], 'claim')}"
        say(f"{found} ({claims.get('grounded', 0)} grounded), {counted(rows['all'], 'row')}: {to_read}")
        if asked:
            requests, tokens, cost = (result.summary[name] for name in ("requests", "tokens", "cost"))
            say(
                f"{counted(requests['sent'], 'request')} sent, {requests['cached']} answered from the cache, "
                f"{tokens['prompt']} prompt and {tokens['output']} output tokens"
                + (f", {cost:.4f} US dollars" if cost else "")
            )
        if to_read.name == "report.html":
            say(f"to look at it, open {to_read}, or: claimextract show {quote(str(to_read.parent))}")
    if any(documents.get(status) for status in ("failed", "partial")):
        raise typer.Exit(INTERRUPTED if interrupted else 1)


def _tell_empty(result: "Run") -> None:
    """Say in which articles nothing was found: perhaps a page that asked for consent was saved in place of one."""
    empty = [entry for entry in result.documents if entry.status == "ok" and not entry.counts.claims]
    for entry in empty[:_SHOWN]:
        say(f"{entry.path or entry.id}: nothing was found in it; is this the article?")
    if len(empty) > _SHOWN:
        say(f"and {len(empty) - _SHOWN} more documents in which nothing was found")


def print_json(record: object) -> None:
    """Write a record to standard output as JSON."""
    with output():
        typer.echo(escaped_json(dumps(record, ensure_ascii=False)))


def tell_judge(result: "Run") -> None:
    """Say what a judge was asked."""
    if told := result.summary.get("judge"):
        from .local import called  # noqa: PLC0415

        say(f"{told['pairs']} pairs of claims that slots leave open were put to the judge, {called(told['model'])}")
