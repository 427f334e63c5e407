"""The command ``claimextract show``. Rows go to standard output, messages to standard error."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_options import Folder
from .terminal import escaped_json, output, printer, say

if TYPE_CHECKING:
    from .folder import RunFolder
    from .models import EvidenceRow

__all__ = ["show"]

_DIGITS = 8  # of an id, where these tell the rows apart
_OFFERED = 60  # characters of a claim beside its id when the shell completes
# Some shells evaluate what they are offered, so that an article's words could be run: nothing but words gets there.
_PLAIN, _NOT_PLAIN = re.compile(r"\w+"), re.compile(r"[^\w ,.-]+")


class StatusChoice(StrEnum):
    """The statuses of a row."""

    disputed = "disputed"
    corroborated = "corroborated"
    superseded = "superseded"
    single_source = "single-source"


def _ids(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """The rows of the folder named before, for the shell's completion."""
    from .errors import ClaimextractError  # noqa: PLC0415
    from .folder import RunFolder  # noqa: PLC0415

    # The option at hand lacks its value yet, so that the folder may be left among what was not parsed.
    folder = context.params.get("folder") or next(iter(context.args), None)
    try:
        rows = RunFolder(Path(folder)).read_rows() if folder else []
    except ClaimextractError:
        rows = []
    for row in rows:
        if row.row_id.startswith(incomplete) and _PLAIN.fullmatch(row.row_id):
            yield row.row_id, " ".join(_NOT_PLAIN.sub(" ", row.claim).split())[:_OFFERED]


def show(
    folder: Folder,
    row: Annotated[
        str | None,
        typer.Option(
            help="Open this row into its evidence; the first characters of its id will do.",
            autocompletion=_ids,
            show_default=False,
        ),
    ] = None,
    status: Annotated[
        list[StatusChoice] | None, typer.Option(help="Only rows of this status; may be given more than once.")
    ] = None,
    speaker: Annotated[str | None, typer.Option(help="Only rows in which such a name speaks.")] = None,
    search: Annotated[
        str | None, typer.Option(help="Only rows that hold all of these words in claim, passages, speakers or works.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many rows.", show_default="all")] = None,
    json: Annotated[bool, typer.Option("--json", help="The rows as JSON lines, as in evidence.jsonl.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only rows and errors.")] = False,
) -> None:
    """Show the evidence table in the terminal, or one row with every passage in its context.

    To a pipe, a row is one line with tabs: id, status, articles,
    independent sources, first stated, speakers, claim.

    Examples:
      claimextract show out --status disputed
      claimextract show out --row 7afe
      claimextract show out --json | jq .claim
    """
    from .folder import RunFolder  # noqa: PLC0415 - deferred: `--help` need not load the records

    home = RunFolder(folder)
    home.read_run()
    rows = home.read_rows()
    if row is not None:
        found = [_named(rows, row, folder)]
    else:
        wanted = {choice.value for choice in status or ()}
        matching = (one for one in rows if not wanted or one.status in wanted)
        found = list(islice((one for one in matching if _matches(one, speaker, search)), limit))
    with output():
        if json:
            for one in found:
                typer.echo(escaped_json(one.model_dump_json()))
        elif row is not None:
            _open(home, found[0])
        else:
            _list(found, _digits(rows))
    if row is None and not json and not quiet:
        say(f"{len(found)} of {len(rows)} rows" + (f"; claimextract show {folder} --row ID opens one" if found else ""))


def _named(rows: Sequence["EvidenceRow"], name: str, folder: Path) -> "EvidenceRow":
    """The row of that id, or the only one whose id begins so."""
    from .errors import InputError  # noqa: PLC0415

    wanted = name.strip().lower()
    found = [row for row in rows if row.row_id == wanted] or [row for row in rows if row.row_id.startswith(wanted)]
    if not wanted or not found:
        raise InputError(f"{folder}: no row has an id that begins with {name!r}; claimextract show {folder} lists them")
    if len(found) > 1:
        some = ", ".join(row.row_id for row in found[:5])
        raise InputError(f"{folder}: {len(found)} rows have ids that begin with {name!r}: {some}; give more of it")
    return found[0]


def _matches(row: "EvidenceRow", speaker: str | None, search: str | None) -> bool:
    names = [*row.speakers, *(item.speaker for item in row.evidence if item.speaker)]
    if speaker is not None and not any(speaker.casefold() in name.casefold() for name in names):
        return False
    if search is None:
        return True
    texts = (row.row_id, row.claim, *names, *(item.quote for item in row.evidence))
    text = "\n".join((*texts, *(work.name for work in row.cited_works))).casefold()
    return all(word in text for word in search.casefold().split())


def _digits(rows: Iterable["EvidenceRow"]) -> int:
    """How much of an id tells all rows of a table apart."""
    ids = [row.row_id for row in rows]
    return next((n for n in range(_DIGITS, 64) if len({one[:n] for one in ids}) == len(set(ids))), 64)


def _open(home: "RunFolder", row: "EvidenceRow") -> None:
    from .showing import opened  # noqa: PLC0415

    claims = {claim.claim_id: claim for claim in home.read_claims()}
    documents = {entry.id: entry for entry in reversed(home.read_documents())}  # of a repeated id, the first
    console = printer()
    console.print(opened(row, claims, documents, console.width))


def _list(rows: Sequence["EvidenceRow"], digits: int) -> None:
    from .showing import line, listed  # noqa: PLC0415

    console = printer()
    if console.is_terminal:
        console.print(listed(rows, console.width, digits))
        return
    for row in rows:
        typer.echo(line(row))
