"""The command line. Data go to files or standard output, messages to standard error."""

import sys
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_calibrate import calibrate
from .cli_decide import decide_app, tell_changes
from .cli_doctor import doctor
from .cli_eval import evaluate
from .cli_export import export
from .cli_options import BaseUrl, CacheDir, Folder, Json, Judge, Model, Quiet, Weights, settings_of
from .cli_run import INTERRUPTED, conclude, extract, print_json, run, tell_judge
from .cli_show import show
from .errors import ClaimextractError
from .terminal import counted, lenient, safe, say

if TYPE_CHECKING:
    pass

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
app.command()(run)
app.command()(extract)


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
def reconcile(
    folder: Folder,
    model: Model = None,
    base_url: BaseUrl = None,
    cache_dir: CacheDir = None,
    weights: Weights = None,
    judge: Judge = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make the evidence table again from the claims in a run's folder.

    Only with --judge is a model asked; without it, what a judge said before holds.
    """
    from . import pipeline, progress  # noqa: PLC0415

    settings = settings_of(model=model, base_url=base_url, cache_dir=cache_dir, weights=weights, judge=judge or None)
    with progress.shown(quiet) as shown:
        result = pipeline.reconcile_folder(folder, settings, progress=shown)
    if not quiet:
        tell_changes(result)
        tell_judge(result)
        say(f"{counted(len(result.table), 'row')}: {folder / 'report.html'}")
    if json:
        print_json(result.summary)


@app.command()
def report(folder: Folder, quiet: Quiet = False) -> None:
    """Write report.html again from the files in a run's folder."""
    from . import pipeline  # noqa: PLC0415

    pipeline.report_folder(folder)
    if not quiet:
        say(f"{folder / 'report.html'}")


@app.command()
def replay(
    folder: Folder,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Another folder to write to.", show_default=False)
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Rebuild a run's files from its recorded responses: no model, no network.

    Example:
      claimextract replay out --out again
    """
    from . import pipeline  # noqa: PLC0415

    result = pipeline.replay(folder, out)
    conclude(result, (out or folder) / "report.html", quiet, json=json, asked=False)


@cache_app.command("show")
def cache_show(
    cache_dir: CacheDir = None, json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False
) -> None:
    """Show where the cache is and how large."""
    settings = settings_of(cache_dir=cache_dir)
    from .cache import ResponseCache  # noqa: PLC0415
    from .pipeline import FileStore  # noqa: PLC0415

    with ResponseCache(settings.responses_dir, settings.cache_size_limit) as cache:
        folder, count, size = settings.responses_dir, cache.count(), cache.size()
    finished, bytes_of_finished = FileStore(settings.finished_dir).size()
    if json:
        told = {"folder": str(folder), "responses": count, "bytes": size}
        print_json({**told, "documents": finished, "bytes_of_documents": bytes_of_finished})
    else:
        typer.echo(safe(f"{folder}: {counted(count, 'response')}, {size / 1e6:.1f} MB"))
        typer.echo(
            safe(f"{settings.finished_dir}: {counted(finished, 'finished document')}, {bytes_of_finished / 1e6:.1f} MB")
        )


@cache_app.command("clear")
def cache_clear(cache_dir: CacheDir = None, quiet: Quiet = False) -> None:
    """Forget every response and every finished document; the embedded model's weights stay."""
    settings = settings_of(cache_dir=cache_dir)
    from .cache import ResponseCache  # noqa: PLC0415
    from .pipeline import FileStore  # noqa: PLC0415

    with ResponseCache(settings.responses_dir, settings.cache_size_limit) as cache:
        cleared = cache.clear()
    finished = FileStore(settings.finished_dir).clear()
    if not quiet:
        typer.echo(f"{counted(cleared, 'response')} and {counted(finished, 'finished document')} forgotten")


app.command("eval")(evaluate)
app.command("calibrate")(calibrate)
app.command()(show)
app.command()(doctor)
app.command()(export)


def main(arguments: list[str] | None = None) -> None:
    """The program: exit status 0 all done, 1 some documents failed or partial, 2 usage or configuration."""
    lenient()
    warnings.showwarning = _warn
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments  # anywhere in the line, also after the command
    try:
        app([argument for argument in arguments if argument != "--debug"])
    except SystemExit as end:
        if end.code == INTERRUPTED:
            say("stopped; answers that have come are kept, and the same command goes on from there")
        raise
    except Exception as error:
        if debug:
            raise
        if isinstance(error, ClaimextractError):
            say(f"error: {error}")
        else:
            say(f"error: {type(error).__name__}: {error}; this is a fault of the program, --debug shows where")
        raise SystemExit(2) from None


def _warn(message: Warning | str, *_: object, **__: object) -> None:
    say(f"warning: {message}")
