"""The command ``claimextract decide``, and what is said of a table that changed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date as calendar
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .terminal import say

if TYPE_CHECKING:
    from .models import Decision, DecisionKind
    from .pipeline import Run

__all__ = ["decide_app", "tell_changes"]

decide_app = typer.Typer(
    help="Have the last word on the table: add a decision to decisions.yaml and make the table again.",
    no_args_is_help=True,
)
_SHOWN = 10  # changes that are named; the rest is counted, and stands in changes.jsonl
_WIDTH = 100
_IDLE = 20  # decisions without effect that are named
_NAMES = {
    "disputed": "now disputed",
    "superseded": "now superseded",
    "withdrawn": "withdrawn",
    "confirmed": "confirmed",
    "new": "new",
    "changed": "changed",
}


class SourceKind(StrEnum):
    """What can be ignored."""

    document = "document"
    speaker = "speaker"
    publisher = "publisher"
    work = "work"


Folder = Annotated[Path, typer.Argument(help="A run's folder.", show_default=False)]
Claims = Annotated[list[str], typer.Argument(help="Ids of claims.", show_default=False)]
ClaimsOrRows = Annotated[list[str], typer.Argument(help="Ids of claims or rows.", show_default=False)]
Note = Annotated[str | None, typer.Option(help="Why.")]
By = Annotated[str | None, typer.Option(help="Who decides.")]
Date = Annotated[str | None, typer.Option(help="When (EDTF).", show_default="today")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only errors.")]


@decide_app.callback()
def _folder(context: typer.Context, folder: Folder) -> None:
    context.obj = folder


@decide_app.command()
def same(
    context: typer.Context, ids: ClaimsOrRows, note: Note = None, by: By = None, date: Date = None, quiet: Quiet = False
) -> None:
    """These claims say the same: they stand in one row, and support it together."""
    _decide(context, "same", ids, note=note, by=by, date=date, quiet=quiet)


@decide_app.command("not-same")
def not_same(
    context: typer.Context, ids: Claims, note: Note = None, by: By = None, date: Date = None, quiet: Quiet = False
) -> None:
    """No two of these claims stand in one row."""
    _decide(context, "not same", ids, note=note, by=by, date=date, quiet=quiet)


@decide_app.command()
def split(
    context: typer.Context,
    row: Annotated[str, typer.Argument(help="The row's id.", show_default=False)],
    ids: Claims,
    note: Note = None,
    by: By = None,
    date: Date = None,
    quiet: Quiet = False,
) -> None:
    """These claims leave the row and become one of their own; the rest stays together."""
    _decide(context, "split", [row, *ids], note=note, by=by, date=date, quiet=quiet)


@decide_app.command()
def wording(
    context: typer.Context,
    claim: Annotated[str, typer.Argument(help="The id of a claim, or of a row.", show_default=False)],
    text: Annotated[str | None, typer.Option(help="Words of your own, shown as such.", show_default=False)] = None,
    note: Note = None,
    by: By = None,
    date: Date = None,
    quiet: Quiet = False,
) -> None:
    """The claim stands for its row: in its own words, or in yours."""
    _decide(context, "wording", [claim], text=text, note=note, by=by, date=date, quiet=quiet)


@decide_app.command()
def ignore(
    context: typer.Context,
    kind: Annotated[SourceKind, typer.Argument(help="What it is.", show_default=False)],
    name: Annotated[str, typer.Argument(help="Its name; the id or path of a document.", show_default=False)],
    note: Note = None,
    by: By = None,
    date: Date = None,
    quiet: Quiet = False,
) -> None:
    """A source counts for nothing: its claims stay listed, but neither support nor dispute a row."""
    from . import pipeline  # noqa: PLC0415 - deferred: `--help` need not load the stages

    folder = context.obj
    _add(
        folder,
        pipeline.ignoring(folder, kind.value, name, note=note, by=by, date=date or _today()),
        quiet=quiet,
    )


def tell_changes(result: "Run") -> None:
    """Say shortly what differs from the table before, and which decisions no longer bear on anything."""
    idle = result.summary["decisions"]["without effect"]
    for told in idle[:_IDLE]:
        say(f"decisions.yaml, {told}; the entry is kept")
    if len(idle) > _IDLE:
        say(f"decisions.yaml: and {len(idle) - _IDLE} more without effect: run.json lists them")
    if not result.changes:
        return
    counted = Counter(change.change for change in result.changes)
    say(f"since the last table: {', '.join(f'{n} {_NAMES[kind]}' for kind, n in counted.items())}")
    for change in result.changes[:_SHOWN]:
        state = change.after or change.before
        text = state.claim if state else ""
        short = text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
        into = f", now in {change.into}" if change.into else ""
        say(f"  {_NAMES[change.change]}: {short} ({change.row_id}{into})")
    if len(result.changes) > _SHOWN:
        say(f"  and {len(result.changes) - _SHOWN} more: changes.jsonl")


def _decide(
    context: typer.Context,
    kind: "DecisionKind",
    references: Sequence[str],
    *,
    text: str | None = None,
    note: str | None,
    by: str | None,
    date: str | None,
    quiet: bool,
) -> None:
    from . import pipeline  # noqa: PLC0415

    folder = context.obj
    when = date or _today()
    _add(folder, pipeline.decision_on(folder, kind, references, text=text, note=note, by=by, date=when), quiet=quiet)


def _add(folder: Path, decision: "Decision", *, quiet: bool) -> None:
    from . import pipeline  # noqa: PLC0415

    result = pipeline.decide(folder, decision)
    if not quiet:
        tell_changes(result)
        say(f"decision {result.summary['decisions']['all']} of decisions.yaml: {folder / 'report.html'}")


def _today() -> str:
    return calendar.today().isoformat()
