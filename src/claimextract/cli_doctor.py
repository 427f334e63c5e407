"""The command ``claimextract doctor``. What it finds goes to standard output."""

from typing import Annotated

import typer

from .cli_options import BaseUrl, CacheDir, Model, Weights
from .terminal import escaped_json, output, printer, safe

__all__ = ["doctor"]

_STYLES = {"ok": "green", "note": "yellow", "problem": "bold red"}


def doctor(
    model: Model = None,
    base_url: BaseUrl = None,
    cache_dir: CacheDir = None,
    weights: Weights = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Also import every package, verify the weights, start the embedded model.")
    ] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Also ask the endpoint which models it has, which costs nothing.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The findings as one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what is worth knowing or wrong.")] = False,
) -> None:
    """Say what is configured, what is missing and what to do. Exit status 2 if no run is possible like this.

    Nothing is fetched, written or paid for, and no key is ever shown.

    Examples:
      claimextract doctor
      claimextract doctor --base-url http://127.0.0.1:11434/v1 --model NAME --ask
    """
    from rich.text import Text  # noqa: PLC0415 - deferred: `--help` need not load these

    from .doctor import examine  # noqa: PLC0415

    given = {"model": model, "base_url": base_url, "cache_dir": cache_dir, "weights": weights}
    diagnosis = examine({name: value for name, value in given.items() if value is not None}, deep=deep, ask=ask)
    with output():
        if json:
            typer.echo(escaped_json(diagnosis.model_dump_json()))
        else:
            console = printer()
            for check in diagnosis.checks:
                if quiet and check.state == "ok":
                    continue
                told = Text.assemble((f"{check.state:8}", _STYLES[check.state]), safe(f"{check.name}: {check.found}"))
                console.print(told, soft_wrap=True)
                if check.remedy:
                    console.print(f"{'':8}→ {safe(check.remedy)}", soft_wrap=True)
            if not quiet:
                console.print("a run is possible" if diagnosis.possible else "no run is possible like this")
    if not diagnosis.possible:
        raise typer.Exit(2)
