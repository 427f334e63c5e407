"""The command line. Data go to files or standard output, messages to standard error."""

import sys
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_calibrate import calibrate
from .cli_decide import decide_app, tell_changes
from .cli_eval import evaluate
from .errors import ClaimextractError

if TYPE_CHECKING:
    from .config import Settings
    from .pipeline import Run

__all__ = ["app", "main"]

app = typer.Typer(
    name="claimextract",
    help="Who claims what: claims, speakers, dates and cited sources from many articles, in one evidence table.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cache_app = typer.Typer(help="The response cache: its size, and how to empty it.", no_args_is_help=True)
app.add_typer(cache_app, name="cache")
app.add_typer(decide_app, name="decide")

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders or quoted globs; - reads standard input.", show_default=False)
]
Out = Annotated[Path, typer.Option(help="The run's folder.", show_default=False)]
Folder = Annotated[Path, typer.Argument(help="A run's folder.", show_default=False)]
Model = Annotated[
    str | None, typer.Option(help="The model's name; `local` is the embedded model even where a key is set.")
]
BaseUrl = Annotated[str | None, typer.Option(help="An OpenAI-compatible endpoint, e.g. http://127.0.0.1:11434/v1")]
CacheDir = Annotated[Path | None, typer.Option(help="Where responses and weights are kept.")]
Weights = Annotated[Path | None, typer.Option(help="A GGUF file to use as the embedded model.")]
Add = Annotated[bool, typer.Option("--add", help="Keep the documents that the folder already describes.")]
Judge = Annotated[
    bool, typer.Option("--judge", help="Ask the model too about what slots leave open; it must have passed calibrate.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only errors.")]
_INTERRUPTED = 130


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claimextract {version('claimextract')}")
        raise typer.Exit


@app.callback()
def _top(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Both are dealt with before any command runs; they stand here for --help."""


@app.command()
def run(
    paths: Paths,
    out: Out,
    model: Model = None,
    base_url: BaseUrl = None,
    cache_dir: CacheDir = None,
    weights: Weights = None,
    add: Add = False,
    judge: Judge = False,
    quiet: Quiet = False,
) -> None:
    """Extract claims from documents and reconcile them in one evidence table.

    The key of an endpoint is read from OPENAI_API_KEY in the environment or in .env. Without a key the embedded model
    answers.
    """
    from . import pipeline, progress  # noqa: PLC0415 - deferred: `--help` need not load the stages

    settings = _settings(model=model, base_url=base_url, cache_dir=cache_dir, weights=weights, judge=judge or None)
    with progress.shown(quiet) as shown:
        result = pipeline.run(*paths, out=out, settings=settings, add=add, progress=shown)
    _conclude(result, out / "report.html", quiet)


@app.command()
def extract(
    paths: Paths,
    out: Out,
    model: Model = None,
    base_url: BaseUrl = None,
    cache_dir: CacheDir = None,
    weights: Weights = None,
    add: Add = False,
    quiet: Quiet = False,
) -> None:
    """Only extract: documents, claims, rejections and responses, without the table."""
    from . import pipeline, progress  # noqa: PLC0415

    settings = _settings(model=model, base_url=base_url, cache_dir=cache_dir, weights=weights)
    with progress.shown(quiet) as shown:
        result = pipeline.run(*paths, out=out, settings=settings, add=add, progress=shown, table=False)
    _conclude(result, out / "claims.jsonl", quiet)


@app.command()
def reconcile(
    folder: Folder,
    model: Model = None,
    base_url: BaseUrl = None,
    cache_dir: CacheDir = None,
    weights: Weights = None,
    judge: Judge = False,
    quiet: Quiet = False,
) -> None:
    """Make the evidence table again from the claims in a run's folder.

    Only with --judge is a model asked; without it, what a judge said before holds.
    """
    from . import pipeline, progress  # noqa: PLC0415

    settings = _settings(model=model, base_url=base_url, cache_dir=cache_dir, weights=weights, judge=judge or None)
    with progress.shown(quiet) as shown:
        result = pipeline.reconcile_folder(folder, settings, progress=shown)
    if not quiet:
        tell_changes(result)
        _tell_judge(result)
        _say(f"{len(result.table)} rows: {folder / 'report.html'}")


@app.command()
def report(folder: Folder, quiet: Quiet = False) -> None:
    """Write report.html again from the files in a run's folder."""
    from . import pipeline  # noqa: PLC0415

    pipeline.report_folder(folder)
    if not quiet:
        _say(f"{folder / 'report.html'}")


@app.command()
def replay(
    folder: Folder,
    out: Annotated[Path | None, typer.Option(help="Another folder to write to.", show_default=False)] = None,
    quiet: Quiet = False,
) -> None:
    """Rebuild a run's files from its recorded responses: no model, no network."""
    from . import pipeline  # noqa: PLC0415

    result = pipeline.replay(folder, out)
    _conclude(result, (out or folder) / "report.html", quiet, asked=False)


@cache_app.command("show")
def cache_show(cache_dir: CacheDir = None) -> None:
    """Show where the cache is and how large."""
    settings = _settings(cache_dir=cache_dir)
    from .cache import ResponseCache  # noqa: PLC0415

    with ResponseCache(settings.responses_dir, settings.cache_size_limit) as cache:
        typer.echo(f"{settings.responses_dir}: {cache.count()} responses, {cache.size() / 1e6:.1f} MB")


@cache_app.command("clear")
def cache_clear(cache_dir: CacheDir = None) -> None:
    """Forget every response; the embedded model's weights stay."""
    settings = _settings(cache_dir=cache_dir)
    from .cache import ResponseCache  # noqa: PLC0415

    with ResponseCache(settings.responses_dir, settings.cache_size_limit) as cache:
        typer.echo(f"{cache.clear()} responses forgotten")


app.command("eval")(evaluate)
app.command("calibrate")(calibrate)


def main(arguments: list[str] | None = None) -> None:
    """The program: exit status 0 all done, 1 some documents failed or partial, 2 usage or configuration."""
    warnings.showwarning = _warn
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments  # anywhere in the line, also after the command
    try:
        app([argument for argument in arguments if argument != "--debug"])
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _say("stopped; answers that have come are kept, and the same command goes on from there")
        raise
    except Exception as error:
        if debug:
            raise
        if isinstance(error, ClaimextractError):
            _say(f"error: {error}")
        else:
            _say(f"error: {type(error).__name__}: {error}; this is a fault of the program, --debug shows where")
        raise SystemExit(2) from None


def _settings(**options: Any) -> "Settings":  # noqa: ANN401
    from .config import Settings  # noqa: PLC0415

    return Settings(**{name: value for name, value in options.items() if value is not None})


def _conclude(result: "Run", to_read: Path, quiet: bool, *, asked: bool = True) -> None:
    """Say what came of a run, and end with status 1 if not all did."""
    documents, claims, rows = (result.summary[name] for name in ("documents", "claims", "rows"))
    if not quiet:
        for entry in result.documents:
            if entry.status != "ok":
                _say(f"{entry.status}: {entry.path or entry.id}: {entry.reason}")
        tell_changes(result)
        _tell_judge(result)
        found = f"{documents['all']} documents, {claims['all']} claims ({claims.get('grounded', 0)} grounded)"
        _say(f"{found}, {rows['all']} rows: {to_read}")
        if asked:
            requests, tokens = result.summary["requests"], result.summary["tokens"]
            _say(
                f"{requests['sent']} requests sent, {requests['cached']} answered from the cache, "
                f"{tokens['prompt']} prompt and {tokens['output']} output tokens"
            )
    if any(documents.get(status) for status in ("failed", "partial")):
        raise typer.Exit(1)


def _tell_judge(result: "Run") -> None:
    if told := result.summary.get("judge"):
        _say(f"{told['pairs']} pairs of claims that slots leave open were put to the judge, {told['model']}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


def _warn(message: Warning | str, *_: object, **__: object) -> None:
    _say(f"warning: {message}")
