"""A run from its paths to its folder, document after document."""

import itertools
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import documents as reading
from ..config import Profile, Settings
from ..errors import ClaimextractError, InputError
from ..folder import RunFolder
from ..llm import Client
from ..models import Document, DocumentEntry
from ..table import Table
from .asking import open_model, what_was_asked
from .crew import Crew, processes_for
from .extracting import Extraction
from .fleet import Fleet
from .flowing import Desk, Flow, Found, Saved
from .guarding import apart_from_articles, held_against
from .judging import UNJUDGED, admitted, consult
from .shares import Counted
from .spooling import Spool
from .stopping import Stop
from .stores import Near, ObjectStore, store_of
from .storing import FileStore, Finished
from .tables import Run, finished, remove_table, write_changes, write_extraction, write_table
from .waiting import apart
from .watching import Progress, Quiet, tell_phase

__all__ = ["kept", "nothing_read", "perform"]

_NAMED = 5  # files that are named where nothing could be read


async def perform(
    paths: Sequence[str | Path],
    folder: RunFolder | None,
    settings: Settings,
    *,
    add: bool = False,
    table: bool = True,
    progress: Progress | None = None,
    stop: Stop | None = None,
    hold: bool = True,
) -> Run:
    """See ``arun``.

    Args:
        paths: what to read.
        folder: where to write.
        settings: which model, and how to ask it.
        add: keep the documents that the folder already describes.
        table: reconcile too.
        progress: told of every document.
        stop: may tell the run to end, with what it has.
        hold: have the result hold documents and claims where there is no table. If not, it holds the documents that
            are not done and nothing else, and memory does not grow with their number.
    """
    progress, stop = progress or Quiet(), stop or Stop()
    apart_from_articles(paths, folder)
    settings.endpoint()  # nothing is read or written where there is no model to ask
    began = time.monotonic()
    adding = folder is not None and add and folder.has("documents.jsonl")
    limits = reading.Limits.of(settings)
    files = reading.stream(paths, limits=limits, halted=stop.unread, counted=progress.expect)
    found = await apart(lambda: _checked(files, folder if adding else None))
    decisions = 0
    if folder:
        folder.create()
        decisions = len(folder.read_decisions())  # a fault in it is told before anything is paid for
    with Spool() as spool:
        judging, extracted = UNJUDGED, None
        run = uuid.uuid4().hex if settings.engine else None
        async with open_model(settings, progress, run=run) as (client, profile):
            stop.tell(client.stop)
            judge = table and admitted(client.model, settings)
            bench, known, room = await _bench(client, profile, settings, progress, run)
            stop.tell(bench.stop)
            flow = Flow(bench, known, spool, progress, stop, room)
            later = kept(folder, spool, progress) if folder and adding else iter(())
            saved = await _all(flow, bench, found, later)
            left = await apart(lambda: held_against(folder, spool) if folder else 0)
            if table or hold:
                extracted = await apart(lambda: Extraction.of(share.outcome() for share in spool.shares(known)))
            if judge and extracted and not stop.reason:
                judging = await consult(extracted.claims, extracted.read(), client, profile, settings, progress)
            asked = what_was_asked(client, profile, settings, bench.usage + client.usage)
            summary = {**_with(asked, saved), **judging.summary}
        if extracted is None:
            counted = await apart(lambda: write_extraction(folder, spool.shares(known)) if folder else Counted())
            told = {**counted.summary(), "rows": {"all": 0}, "decisions": {"all": decisions, "without effect": []}}
            result = Run(Table(()), (), tuple(counted.undone), (), {**summary, **told})
        else:
            held, judgements = extracted, judging.judgements
            tell_phase(progress, f"{len(held.claims)} claims: making the table" if table else "writing")
            result = await apart(
                lambda: finished(held.documents, held, folder, summary, table=table, judgements=judgements)
            )
            if folder:
                write_changes(folder, result)
                await apart(lambda: write_extraction(folder, spool.shares(known), judging.exchanges))
    summary = {**result.summary, "seconds": round(time.monotonic() - began, 3)}
    result = replace(result, summary=summary, left_out=left)
    if folder:
        if table:
            await apart(lambda: write_table(folder, result))
        else:
            remove_table(folder)
        folder.write_run(result.summary)
    return result


async def _bench(
    client: Client, profile: Profile, settings: Settings, progress: Progress, run: str | None
) -> tuple[Crew | Fleet, Finished, int]:
    """Who goes through documents, where finished ones are kept, and how many may be in work at a time."""
    store = store_of(settings)
    near = Near(FileStore(settings.finished_dir), store) if isinstance(store, ObjectStore) else store
    known = Finished(near, client.model, profile, settings)
    if run is None:
        desk = Desk(client, profile, known, progress)
        return Crew(desk, processes_for(settings, profile), settings, progress), known, profile.most_in_flight
    await client.open_account()
    fleet = await Fleet.of(settings, store, known, run, progress)
    return fleet, known, fleet.room


async def _all(flow: Flow, bench: Crew | Fleet, found: Iterator[Found], later: Iterator[Found]) -> Saved:
    """Take everything to the spool; whatever happens, documents that were begun are finished."""
    try:
        saved = await flow.take(found) + await flow.take(later)
    except ClaimextractError:
        await bench.settled()
        raise
    except BaseException:
        await bench.dismissed()
        raise
    await bench.settled()
    return saved


def _checked(found: Iterator[Found], folder: RunFolder | None) -> Iterator[Found]:
    """What was found, once there is a document in it or among what the folder describes.

    Raises:
        InputError: there is none.
    """
    met: list[Found] = []
    for one in found:
        met.append(one)
        if isinstance(one, Document):
            return itertools.chain(met, found)
    if folder is None or not any(entry.text is not None for entry in folder.each_document()):
        raise InputError(nothing_read([one for one in met if isinstance(one, DocumentEntry)]))
    return iter(met)


def kept(folder: RunFolder, spool: Spool, progress: Progress) -> Iterator[Found]:
    """What the folder describes and the paths, which are in the spool when this begins, do not."""
    named = len(spool)
    for entry in folder.each_document():
        if not spool.holds(entry, among=named):
            progress.expect(1)
            yield entry.document() or entry


def nothing_read(entries: Sequence[DocumentEntry]) -> str:
    """Why there is no document."""
    reasons = "; ".join(f"{entry.path}: {entry.reason}" for entry in entries[:_NAMED])
    return f"nothing to read: {reasons or 'name at least one file or folder'}"


def _with(asked: dict[str, Any], saved: Saved) -> dict[str, Any]:
    """What was asked, with the answers of documents that were finished before among the cached ones."""
    requests, tokens = asked["requests"], asked["tokens"]
    return {
        **asked,
        "requests": {**requests, "cached": requests["cached"] + saved.requests},
        "tokens": {
            **tokens,
            "saved_prompt": tokens["saved_prompt"] + saved.prompt_tokens,
            "saved_output": tokens["saved_output"] + saved.output_tokens,
        },
    }
