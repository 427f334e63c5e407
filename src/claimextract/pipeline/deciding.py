"""Adding to what the analyst decided on a run, and making its table again."""

import asyncio
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .. import reconciliation
from ..errors import InputError
from ..folder import RunFolder
from ..models import Claim, Decision, DecisionKind, Document, DocumentEntry, EvidenceRow, Ignored, IgnoredKind
from .replaying import reconcile_folder
from .tables import Run

__all__ = ["adecide", "decide", "decision_on", "ignoring"]

Paths = str | Path
_BEGINNING = 4  # characters of an id that stand for all of it, if no other begins so
_LISTED = 5
_LABEL = 80  # characters of a claim in a comment


def decide(folder: Paths, decision: Decision) -> Run:
    """Write a decision at the end of a run's decisions.yaml, comments and all else kept, and make the table again.

    Raises:
        InputError: it is no decision, or names a claim that the folder does not hold.
        RunFolderError: the folder is no run's, a file in it is damaged, or the decision contradicts an earlier one;
            nothing is written then.
    """
    if not isinstance(decision, Decision):
        raise InputError("decide takes a folder and a claimextract.Decision, e.g. Decision(kind='same', groups=(ids,))")
    home = RunFolder(Path(folder))
    home.read_run()
    with home.deciding():
        claims = {claim.claim_id: claim for claim in home.read_claims()}
        if missing := [claim for claim in decision.claims if claim not in claims]:
            raise InputError(f"{folder}: there is no claim {missing[0]}; ids stand in evidence.csv and in report.html")
        entries = {entry.id: entry for entry in reversed(home.read_documents())}
        labels = {claim: _label(claims[claim], entries) for claim in decision.claims}
        home.add_decision(decision, labels)
        return reconcile_folder(folder)


async def adecide(folder: Paths, decision: Decision) -> Run:
    """``decide`` off the event loop's thread."""
    return await asyncio.to_thread(decide, folder, decision)


def decision_on(
    folder: Paths,
    kind: DecisionKind,
    references: Sequence[str],
    *,
    text: str | None = None,
    note: str | None = None,
    by: str | None = None,
    date: str | None = None,
) -> Decision:
    """The decision on claims and rows of a folder's table, named by their ids or the first four or more characters.

    A row stands for its claims. ``split`` takes a row and the claims that leave it together; ``wording`` one claim, or
    a row whose wording is to stay. ``not same`` takes claims.

    Raises:
        InputError: an id is no claim's or row's, or the decision makes no sense on these.
        RunFolderError: the folder is no run's, or a file in it is damaged.
    """
    home = RunFolder(Path(folder))
    home.read_run()
    rows = {row.row_id: row for row in home.read_rows()}
    claims = {claim.claim_id: claim for claim in home.read_claims()}
    if kind == "split":
        references = [
            _whole(home, name, {"claim": claims} if place else {"row": rows}) for place, name in enumerate(references)
        ]
    else:
        references = [_whole(home, name, {"claim": claims, "row": rows}) for name in references]
    groups = [_held(rows[name]) if name in rows else [name] for name in references]
    match kind:
        case "same":
            groups = [list(dict.fromkeys(claim for group in groups for claim in group))]
        case "not same":
            if several := [name for name, group in zip(references, groups, strict=True) if len(group) > 1]:
                raise InputError(f"row {several[0]} holds several claims: name claims, or split it")
        case "split":
            leaving = [claim for group in groups[1:] for claim in group]
            rest = [claim for claim in groups[0] if claim not in leaving] if groups else []
            if not leaving or not rest or not set(leaving) <= set(groups[0]):
                raise InputError("split takes a row, and some but not all of its claims")
            groups = [leaving, rest]
        case "wording":
            if len(references) != 1:
                raise InputError("wording takes one claim, or one row")
            groups = [[_worded(rows[references[0]], claims.values())]] if references[0] in rows else groups
    try:
        split = tuple(map(tuple, groups))
        return Decision(kind=kind, groups=split, text=text, note=note, by=by, date=date)
    except ValueError:
        raise InputError(f"`{kind}` needs two different claims or more") from None


def ignoring(
    folder: Paths,
    kind: IgnoredKind,
    name: str,
    *,
    note: str | None = None,
    by: str | None = None,
    date: str | None = None,
) -> Decision:
    """The decision that a source of this folder counts for nothing.

    Raises:
        InputError: there is no such source here; the message names those that are written alike.
        RunFolderError: the folder is no run's, or a file in it is damaged.
    """
    home = RunFolder(Path(folder))
    home.read_run()
    claims, documents = home.read_claims(), [entry for one in home.read_documents() if (entry := one.document())]
    ignored = Ignored(kind=kind, name=name)
    if not reconciliation.concerns(ignored, claims, documents):
        names = {one.casefold(): one for one in _sources(kind, claims, documents) if one}
        wanted = ignored.name.casefold()
        near = [one for one in names if wanted and wanted in one]
        near = list(dict.fromkeys([*near, *difflib.get_close_matches(wanted, list(names), _LISTED)]))[:_LISTED]
        meant = f"did you mean {', '.join(names[one] for one in near)}?" if near else "report.html lists them"
        raise InputError(f"{folder}: no {kind} here is {ignored.name}; {meant}")
    return Decision(kind="ignore", ignored=ignored, note=note, by=by, date=date)


def _sources(kind: IgnoredKind, claims: Iterable[Claim], documents: Iterable[Document]) -> Iterator[str | None]:
    """What sources of this kind are called."""
    match kind:
        case "document":
            yield from (name for document in documents for name in (document.path, document.id))
        case "publisher":
            yield from (document.publisher for document in documents)
        case "work":
            yield from (work.name for claim in claims for work in claim.cited_works)
        case "speaker":
            told = (claim.attribution for claim in claims)
            yield from (source.name for one in told for source in (one.source, *one.via) if source)


def _whole(home: RunFolder, name: str, known: Mapping[str, Mapping[str, object]]) -> str:
    """The id that ``name`` is, or begins; ``known`` are ids by what they are of.

    Raises:
        InputError: there is none, or more than one.
    """
    ids = [one for ids in known.values() for one in ids]
    found = [name] if name in ids else [one for one in ids if one.startswith(name) and len(name) >= _BEGINNING]
    if len(found) > 1:
        some = ", ".join(found[:_LISTED])
        raise InputError(f"{home.path}: {len(found)} ids begin with {name!r}: {some}; give more of it")
    if not found:
        lists = f"`claimextract show {home.path}` lists rows, and with --row ID shows the claims of one"
        raise InputError(f"{home.path}: there is no {' or '.join(known)} {name}; {lists}")
    return found[0]


def _held(row: EvidenceRow) -> list[str]:
    return list(dict.fromkeys(item.claim_id for item in row.evidence))


def _worded(row: EvidenceRow, claims: Iterable[Claim]) -> str:
    """The claim of a row that it is worded by; the first that supports it, where the words are the analyst's."""
    texts = {claim.claim_id: claim.text for claim in claims}
    held = _held(row)
    supporting = [item.claim_id for item in row.evidence if item.stance == "supports"]
    return next((claim for claim in held if texts.get(claim) == row.claim), (supporting or held)[0])


def _label(claim: Claim, entries: Mapping[str, DocumentEntry]) -> str:
    entry = entries.get(claim.document_id)
    place = (entry.publisher or entry.title or entry.path) if entry else None
    text = claim.text if len(claim.text) <= _LABEL else f"{claim.text[:_LABEL]}…"
    return f"{text} ({place or claim.document_id})"
