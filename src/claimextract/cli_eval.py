"""The command ``claimextract eval``. The table goes to standard output, messages to standard error."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["evaluate"]

_GOLD = Path("seeds/gold")
_WIDTH = 140  # of the table where there is no terminal


class TaskChoice(StrEnum):
    """The labelled sets."""

    quotes = "quotes"
    attributions = "attributions"
    dates = "dates"
    pairs = "pairs"
    claims = "claims"
    events = "events"
    gold = "gold"
    rows = "rows"
    falsified = "falsified"
    all = "all"


class HalfChoice(StrEnum):
    """Which half of each set."""

    even = "even"
    odd = "odd"


def evaluate(
    path: Annotated[
        Path | None,
        typer.Argument(help="A folder with labelled sets; seeds/gold if none is named.", show_default=False),
    ] = None,
    task: Annotated[
        list[TaskChoice] | None, typer.Option(help="Which sets; may be given more than once.", show_default="all")
    ] = None,
    model: Annotated[str | None, typer.Option(help="The model's name; `local` is the embedded model.")] = None,
    base_url: Annotated[str | None, typer.Option(help="An OpenAI-compatible endpoint.")] = None,
    cache_dir: Annotated[Path | None, typer.Option(help="Where responses and weights are kept.")] = None,
    weights: Annotated[Path | None, typer.Option(help="A GGUF file to use as the embedded model.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many documents of each set.")] = None,
    half: Annotated[
        HalfChoice | None, typer.Option(help="Only the items at even or odd places; the first is even.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write the result here, with the outcome of every item.")] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="Two results: show what changed, item by item. No model is asked.", metavar="A.json B.json"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Measure the pipeline on labelled documents, or compare two measurements.

    Any of quotes.jsonl, attributions.jsonl, dates.jsonl, claim_pairs.jsonl, atomic_claims.jsonl, event_clusters.jsonl,
    gold claims (NAME.claims.jsonl) and rows of these (rows.jsonl) in the folder is used. Cached answers are used too.
    """
    from . import evaluation  # noqa: PLC0415 - deferred: `--help` need not load the stages

    if compare is not None:
        before, after = map(evaluation.read_result, compare)
        texts = {d.id: d.text for d in evaluation.read_documents(path)} if path is not None else {}
        for line in evaluation.change_lines(evaluation.changes(before, after), texts):
            typer.echo(line)
        return

    from rich.console import Console  # noqa: PLC0415

    from .config import Settings  # noqa: PLC0415
    from .progress import shown  # noqa: PLC0415

    chosen = {choice.value for choice in task or [TaskChoice.all]}
    given = {"model": model, "base_url": base_url, "cache_dir": cache_dir, "weights": weights}
    with shown(quiet) as progress:
        result = evaluation.evaluate(
            path or _GOLD,
            [name for name in evaluation.TASKS if name in chosen or TaskChoice.all in chosen],
            Settings(**{name: value for name, value in given.items() if value is not None}),
            half=half.value if half else None,
            limit=limit,
            progress=progress,
        )
    if json is not None:
        evaluation.write_result(json, result)
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
    console.print(evaluation.table(result))
    if any(done.failed for done in result.tasks):
        raise typer.Exit(1)
