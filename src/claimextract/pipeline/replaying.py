"""Making the files of a run's folder again from what it holds: no model, no network."""

import asyncio
import warnings
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from ..config import Settings, profile_named
from ..errors import RunFolderError
from ..folder import RunFolder
from ..llm import Client, ReplayStore
from ..report import render
from .extracting import Extraction, extract_all
from .tables import Run, finished, shown, write, write_changes, write_table
from .waiting import wait
from .watching import Quiet

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
    asked = recorded.get("settings")
    if not isinstance(asked, dict) or not recorded.get("model"):
        raise RunFolderError(f"{source.path / 'run.json'}: the run did not finish; run again")
    if recorded.get("package_version") != version("claimextract"):
        warnings.warn(
            f"{folder}: made by claimextract {recorded.get('package_version')}, replayed by {version('claimextract')}: "
            "the files may differ",
            stacklevel=2,
        )
    try:
        settings = Settings(
            model=str(recorded["model"]), temperature=asked["temperature"], seed=asked["seed"], reasks=asked["reasks"]
        )
        profile = replace(
            profile_named(str(asked["profile"])),
            asks=frozenset(asked["asks"]),
            questions_per_call=asked["questions_per_call"],
            max_output_tokens=asked["max_output_tokens"],
            context=asked["context"],
        )
    except KeyError as missing:
        raise RunFolderError(f"{source.path / 'run.json'}: the setting {missing} is missing; run again") from None
    entries = source.read_documents()
    client = Client(None, profile, settings, ReplayStore(source.read_responses()))
    ready = [d for e in entries if e.status != "skipped" and (d := e.document())]
    extracted = wait(extract_all(ready, client, profile, Quiet()))
    target = RunFolder(Path(out)) if out is not None else source
    result = finished(entries, extracted, source, recorded)
    target.create()
    if target.path.resolve() != source.path.resolve():
        _handed_on(source, target)
        write(target, result, extracted.exchanges)
        target.write_run(recorded)
    else:
        write(target, result, extracted.exchanges)
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


def reconcile_folder(folder: Paths) -> Run:
    """Make evidence.jsonl, evidence.csv, changes.jsonl and report.html again from the claims in a run's folder.

    Raises:
        RunFolderError: the folder is no run's, or a file in it is damaged.
    """
    home = RunFolder(Path(folder))
    summary = home.read_run()
    entries = home.read_documents()
    extracted = Extraction(
        tuple(home.read_claims()),
        tuple(entry for entry in entries if entry.status in {"ok", "partial"}),
        tuple(home.read_rejected()),
    )
    result = finished(entries, extracted, home, summary)
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
