"""A run in the formats that people work in next."""

import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TextIO, cast, get_args

from ..errors import ConfigurationError, RunFolderError
from ..folder import Draft, RunFolder, line_of
from ..report import formats
from ..report.formats import Material
from ..table import write_csv
from .tables import Run

__all__ = ["ExportFormat", "export"]

ExportFormat = Literal["csv", "jsonl", "parquet", "duckdb", "sqlite", "xlsx", "md", "jsonld", "csl"]
Paths = str | Path


def _write_lines(material: Material, file: TextIO) -> None:
    for row in material.rows:
        file.write(f"{line_of(row)}\n")


_TEXTS: Mapping[ExportFormat, Callable[[Material, TextIO], None]] = {
    "csv": lambda material, file: write_csv(material.rows, file),
    "jsonl": _write_lines,
    "md": formats.write_memo,
    "jsonld": formats.write_jsonld,
    "csl": formats.write_csl,
}
_DATABASES: Mapping[ExportFormat, Callable[[Material, Path], None]] = {
    "duckdb": formats.write_duckdb,
    "sqlite": formats.write_sqlite,
}
# What names of files end in; a name that ends in nothing known can hold anything.
_ENDINGS: Mapping[ExportFormat, tuple[str, ...]] = {
    "csv": (".csv",),
    "jsonl": (".jsonl", ".ndjson"),
    "parquet": (".parquet",),
    "duckdb": (".duckdb", ".ddb", ".db"),
    "sqlite": (".sqlite", ".sqlite3", ".db"),
    "xlsx": (".xlsx",),
    "md": (".md", ".markdown"),
    "jsonld": (".jsonld", ".json"),
    "csl": (".json",),
}
_NAMES: Mapping[ExportFormat, str] = {"csl": "cited-works.json", "parquet": "evidence-parquet"}


def export(run: Run | Paths, format: ExportFormat, out: Paths | TextIO | None = None) -> Path | None:
    """Write a run, or what stands in a run's folder, in a format for the next tool.

    ``csv`` and ``jsonl`` are the run's own evidence.csv and evidence.jsonl; ``parquet`` is a folder of five files;
    ``duckdb`` and ``sqlite`` are databases to which the run is added, once, beside those that stand there; ``xlsx`` is
    a workbook, ``md`` a memo, ``jsonld`` linked data, ``csl`` the cited works for a reference manager.

    Args:
        run: What ``run`` or ``replay`` gave, or the path of a run's folder.
        format: The format.
        out: A file (for ``parquet`` a folder), or, for a text format, an open file. An existing folder takes the file
            under its usual name; without ``out`` that is the run's folder.

    Returns:
        Where it was written; None for an open file.

    Raises:
        ConfigurationError: No such format, nowhere to write to, a file of another kind to write to, or a library that
            the format needs is missing.
        RunFolderError: The folder is no run's, a file in it is damaged, or the export cannot be written.
        InputError: A text holds half a surrogate pair, which no file can hold.
    """
    if format not in get_args(ExportFormat):
        raise ConfigurationError(f"no export is called {format!r}: choose from {', '.join(get_args(ExportFormat))}")
    if not (out is None or isinstance(out, str | Path)) and format not in _TEXTS:
        raise ConfigurationError(f"{format} is no text and cannot go to an open file: name a file with out")
    material = _material(run)
    _ = material.run_id  # refuses what no file can hold before anything is written
    target = None
    if out is None or isinstance(out, str | Path):
        target = _target(run, format, out)
        with _named(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(material, format, target)
    else:
        _TEXTS[format](material, out)
    for note in material.notes:
        warnings.warn(note, stacklevel=2)
    return target


def _material(run: Run | Paths) -> Material:
    if isinstance(run, Run):
        return Material(run.table.rows, run.claims, run.documents, run.summary)
    home = RunFolder(Path(run))
    summary = home.read_run()
    return Material(home.read_rows(), home.read_claims(), home.read_documents(), summary)


def _target(run: Run | Paths, format: ExportFormat, out: Paths | None) -> Path:
    name = _NAMES.get(format, f"evidence.{format}")
    if out is None:
        if isinstance(run, Run):
            raise ConfigurationError("a run that is not in a folder has no place for an export: name a file with out")
        return Path(run) / name
    path = Path(out)
    earlier = format == "parquet" and (path / "runs.parquet").exists()  # the folder is such an export itself
    if path.is_dir():
        return path if earlier else path / name
    ending = path.suffix.lower()
    meant = [known for known, endings in _ENDINGS.items() if ending in endings]
    if meant and format not in meant:
        raise ConfigurationError(
            f"{path}: its ending is that of {meant[0]}, the format is {format}: change one of them"
        )
    own = (
        format in _DATABASES or format == "parquet" or ending in (*_ENDINGS[format], ".txt")
    )  # two look for themselves
    if not own and path.is_file() and path.stat().st_size:
        raise ConfigurationError(f"{path}: is there already and may be anything: name a file in {_ENDINGS[format][0]}")
    return path


def _write(material: Material, format: ExportFormat, target: Path) -> None:
    if format in _TEXTS:
        with Draft(target) as draft:
            _TEXTS[format](material, cast(TextIO, draft))
            draft.finish()
            draft.place()
    elif format in _DATABASES:
        fresh = not target.exists()
        try:
            _DATABASES[format](material, target)
        except BaseException:
            if fresh:
                target.unlink(missing_ok=True)
            raise
    else:  # written beside its place, and put there when it is whole
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as beside:
            if format == "parquet":
                formats.write_parquet(material, Path(beside))
                target.mkdir(exist_ok=True)
                for file in Path(beside).iterdir():
                    file.replace(target / file.name)
            else:
                formats.write_xlsx(material, Path(beside) / "book")
                (Path(beside) / "book").replace(target)


@contextmanager
def _named(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunFolderError(f"{target}: cannot be written ({error.strerror}); name another file") from error
