"""Making the files of a run's folder again from what it holds: no model, no network."""

import asyncio
import warnings
from importlib.metadata import version
from pathlib import Path

from ..config import Settings
from ..errors import RunFolderError
from ..folder import RunFolder
from ..llm import ReplayStore
from ..reconciliation import STEP
from ..report import render
from .asking import replaying
from .extracting import Extraction, Outcome, outcomes_of
from .judging import heard, judge_anew
from .shares import Share
from .tables import Run, finished, shown, write, write_changes, write_table
from .waiting import wait
from .watching import Progress, Quiet

__all__ = ["areplay", "reconcile_folder", "replay", "report_folder"]

Paths = str | Path


def replay(folder: Paths, out: Paths | None = None) -> Run:
    """Rebuild a run's files from its responses.jsonl and documents.jsonl: no model, no network.

    Every file but run.json comes out byte for byte under the same package version; another version says so in a
    warning.

    Raises:
        RunFolderError: the folder is no run's, or a file in it is damaged.
        ReplayError: an answer that is needed was not recorded.
    """
    source = RunFolder(Path(folder))
    recorded = source.read_run()
    where = str(source.path / "run.json")
    responses = source.read_responses()
    client, profile = replaying(recorded, ReplayStore(responses), where)
    if recorded.get("package_version") != version("claimextract"):
        warnings.warn(
            f"{folder}: made by claimextract {recorded.get('package_version')}, replayed by {version('claimextract')}: "
            "the files may differ",
            stacklevel=2,
        )
    entries = source.read_documents()
    # What failed before anything was asked about it is as it was.
    answered = {exchange.document_id for exchange in responses}
    asked = [e for e in entries if e.text is not None and (e.status != "failed" or e.id in answered)]
    made = wait(outcomes_of([d for e in asked if (d := e.document())], client, profile, Quiet()))
    made_of = {outcome.entry.id: outcome for outcome in made}
    outcomes = [
        made_of[entry.id] if entry.text is not None and entry.id in made_of else Outcome(entry=entry)
        for entry in entries
    ]
    extracted = Extraction.of(outcomes)
    judging = wait(heard(recorded, extracted.claims, extracted.read(), responses, where))
    target = RunFolder(Path(out)) if out is not None else source
    result = finished(entries, extracted, source, recorded, judgements=judging.judgements)
    target.create()
    if target.path.resolve() != source.path.resolve():
        _handed_on(source, target)
        write(target, result, map(Share.of, outcomes), judging.exchanges)
        target.write_run(recorded)
    else:
        write(target, result, map(Share.of, outcomes), judging.exchanges)
    return result


def _handed_on(source: RunFolder, target: RunFolder) -> None:
    """The analyst's decisions, and what the last run changed: both stand in no response and are copied."""
    decided = source.read_text("decisions.yaml")
    if target.has("decisions.yaml") and target.read_text("decisions.yaml") != decided:
        raise RunFolderError(
            f"{target.path / 'decisions.yaml'}: holds other decisions than {source.path}; name another folder"
        )
    for name in ("decisions.yaml", "changes.jsonl"):
        if source.has(name):
            target.write_text(name, source.read_text(name))
        elif name != "decisions.yaml":
            target.remove(name)


async def areplay(folder: Paths, out: Paths | None = None) -> Run:
    """``replay`` off the event loop's thread."""
    return await asyncio.to_thread(replay, folder, out)


def reconcile_folder(folder: Paths, settings: Settings | None = None, *, progress: Progress | None = None) -> Run:
    """Make evidence.jsonl, evidence.csv, changes.jsonl and report.html again from the claims in a run's folder.

    Where the settings ask for a judge it is asked anew and its answers are recorded; else what one said before holds.

    Raises:
        RunFolderError: the folder is no run's, or a file in it is damaged.
        ReplayError: what a judge said was recorded by another version.
        ConfigurationError, WeightsError, ServerError: a judge is asked for, and there is no model to ask.
    """
    home = RunFolder(Path(folder))
    summary = home.read_run()
    entries = home.read_documents()
    extracted = Extraction(
        tuple(home.read_claims()),
        tuple(entry for entry in entries if entry.status in {"ok", "partial"}),
        tuple(home.read_rejected()),
    )
    if settings is not None and settings.judge:
        judging = wait(judge_anew(extracted.claims, extracted.read(), settings, progress or Quiet()))
        others = [exchange for exchange in home.read_responses() if exchange.step != STEP]
        home.write("responses.jsonl", (*others, *judging.exchanges))
        summary = {**{name: value for name, value in summary.items() if name != "judge"}, **judging.summary}
    else:
        responses = home.read_responses() if "judge" in summary else []
        judging = wait(heard(summary, extracted.claims, extracted.read(), responses, str(home.path / "run.json")))
    result = finished(entries, extracted, home, summary, judgements=judging.judgements)
    write_changes(home, result)
    write_table(home, result)
    home.write_run(result.summary)
    return result


def report_folder(folder: Paths) -> None:
    """Write report.html again from the other files of a run's folder.

    Raises:
        RunFolderError: the folder is no run's, or a file in it is damaged.
    """
    home = RunFolder(Path(folder))
    summary = home.read_run()
    page = render(home.read_rows(), home.read_claims(), home.read_documents(), home.read_rejected(), shown(summary))
    home.write_text("report.html", page)
