"""Arguments and options that several commands take, and the settings made of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .config import Settings

__all__ = [
    "Add",
    "BaseUrl",
    "CacheDir",
    "Folder",
    "Json",
    "Judge",
    "Model",
    "Out",
    "Paths",
    "Quiet",
    "Weights",
    "settings_of",
]

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders or quoted globs; - reads standard input.", show_default=False)
]
Out = Annotated[Path, typer.Option("--out", "-o", help="The run's folder.", show_default=False)]
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
Json = Annotated[bool, typer.Option("--json", help="Print the summary, as in run.json, as one JSON object.")]


def settings_of(**options: Any) -> "Settings":  # noqa: ANN401
    """The settings with what was given on the command line; None leaves a setting as it is."""
    from .config import Settings  # noqa: PLC0415 - deferred: `--help` need not load it

    return Settings(**{name: value for name, value in options.items() if value is not None})
