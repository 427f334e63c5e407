"""The command ``claimextract calibrate``. The figures go to standard output, messages to standard error."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["calibrate"]


def calibrate(
    model: Annotated[str | None, typer.Option(help="The model's name; `local` is the embedded model.")] = None,
    base_url: Annotated[str | None, typer.Option(help="An OpenAI-compatible endpoint.")] = None,
    cache_dir: Annotated[Path | None, typer.Option(help="Where responses, weights and the outcome are kept.")] = None,
    weights: Annotated[Path | None, typer.Option(help="A GGUF file to use as the embedded model.")] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            help="Labelled pairs of your own: JSON lines with id, a, b and accept, a list of relations.",
            show_default="those of the package",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Measure a model as a judge of claim pairs, so that `run --judge` may ask it. Exit status 1 if it is refused.

    It judges some sixty labelled pairs. It passes if it tells the relations apart, and is right more often than slots
    and similarity alone. Cached answers are used too.
    """
    from . import pipeline  # noqa: PLC0415 - deferred: `--help` need not load the stages
    from .config import Settings  # noqa: PLC0415
    from .progress import shown  # noqa: PLC0415

    given = {"model": model, "base_url": base_url, "cache_dir": cache_dir, "weights": weights}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    with shown(quiet) as progress:
        outcome = pipeline.calibrate(settings, pairs, progress=progress)
    for line in [outcome.model_dump_json(indent=1)] if json else outcome.lines():
        typer.echo(line)
    if not outcome.passed:
        raise typer.Exit(1)
