"""The command ``claimextract export``. Text goes to standard output where asked, messages to standard error."""

import io
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .terminal import output, say

__all__ = ["export"]


class FormatChoice(StrEnum):
    """The formats."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    duckdb = "duckdb"
    sqlite = "sqlite"
    xlsx = "xlsx"
    md = "md"
    jsonld = "jsonld"
    csl = "csl"


def export(
    folder: Annotated[Path, typer.Argument(help="A run's folder.", show_default=False)],
    format: Annotated[
        list[FormatChoice],
        typer.Option("--format", "-f", help="The format; may be given more than once.", case_sensitive=False),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            help="A file, or a folder for several formats; - is standard output, for text.",
            show_default="the run's folder",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only errors and warnings.")] = False,
) -> None:
    """Write the table for the next tool: spreadsheet, database, memo, linked data, reference manager.

    To a database (duckdb, sqlite) the run is added; every other file is written anew.

    Examples: claimextract export out -f xlsx -f md;  claimextract export out -f duckdb --out affair.duckdb;
    claimextract export out -f csl --out - | jq .
    """
    from . import pipeline  # noqa: PLC0415 - deferred: `--help` need not load the stages
    from .errors import ConfigurationError  # noqa: PLC0415

    if len(format) > 1 and out is not None:
        if out == "-":
            raise ConfigurationError("standard output takes one format: give --format once")
        Path(out).mkdir(parents=True, exist_ok=True)
    for one in format:
        if out == "-":
            with output():
                if isinstance(sys.stdout, io.TextIOWrapper):
                    sys.stdout.reconfigure(encoding="utf-8", newline="")
                pipeline.export(folder, one.value, sys.stdout)
        else:
            path = pipeline.export(folder, one.value, out)
            if not quiet:
                say(f"{path}")
