"""A run's folder: one file for each kind of record, written whole or not at all."""

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

from filelock import FileLock
from pydantic import ValidationError

from . import decisions
from .errors import RunFolderError
from .models import Claim, Decision, DocumentEntry, EvidenceRow, Exchange, Record, Rejection

__all__ = ["Draft", "RunFolder", "line_of"]

R = TypeVar("R", bound=Record)

# Legal inside a JSON string, but many readers take them for the end of a line.
_ESCAPED = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}


# What a run that was killed left half written, once no run can be writing it still (in seconds).
_LEFT = re.compile(r"\.\w+\.(?:jsonl|json|csv|html|yaml)\.\w{8}")
_OLD = 24 * 3600

# What a run writes after run.json; decisions.yaml is the analyst's and may be there before.
_WRITTEN = (
    *("documents.jsonl", "claims.jsonl", "rejected.jsonl", "responses.jsonl", "batches.json"),
    *("evidence.jsonl", "evidence.csv", "changes.jsonl", "report.html"),
)


def line_of(record: Record) -> str:
    """A record as one line for every reader of lines."""
    return record.model_dump_json().translate(_ESCAPED)


class Draft:
    """A file that is written beside its place. Every failure is a RunFolderError that names the file."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> Self:
        with self._named():
            handle, name = tempfile.mkstemp(prefix=f".{self._target.name}.", dir=self._target.parent)
        self._temporary = Path(name)
        self._file = os.fdopen(handle, "w", encoding="utf-8", newline="\n")
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what could not be written cannot be flushed
            self._file.close()
        self._temporary.unlink(missing_ok=True)

    def write(self, text: str) -> None:
        """Add to the file."""
        with self._named():
            self._file.write(text)

    def finish(self) -> None:
        """Bring it to the disk."""
        with self._named():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def place(self) -> None:
        """Put it where it belongs."""
        with self._named():
            self._temporary.chmod(0o644)
            self._temporary.replace(self._target)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RunFolderError(
                f"{self._target}: cannot be written ({error.strerror}); free the way and run again"
            ) from error


class RunFolder:
    """The files of DESIGN's section 5 in one folder. Reading and writing raise RunFolderError naming the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Make the folder, and run.json in it first: a folder that holds one is never taken for input.

        What stands there under the name of a file of ours is not overwritten where there is no such run.json.
        """
        try:
            if foreign := self._foreign():
                raise RunFolderError(
                    f"{self.path / foreign}: no run wrote this file and it is not overwritten; choose another folder"
                )
            self.path.mkdir(parents=True, exist_ok=True)
            if not (self.path / "run.json").exists():
                self.write_text("run.json", "{}\n")
            for path in self.path.iterdir():
                if _LEFT.fullmatch(path.name) and time.time() - path.stat().st_mtime > _OLD:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise RunFolderError(f"{self.path}: cannot be made a folder for the run ({error.strerror})") from error

    def _foreign(self) -> str | None:
        """The name of a file that a run would overwrite and none of ours wrote."""
        if self.has("run.json"):
            try:
                told = self.read_run()
            except RunFolderError:  # damaged, and mended by running again
                return None
            return "run.json" if told and "package_version" not in told else None
        return next((name for name in _WRITTEN if (self.path / name).exists()), None)

    def has(self, name: str) -> bool:
        """Whether the folder holds that file."""
        return (self.path / name).is_file()

    def read_documents(self) -> list[DocumentEntry]:
        """documents.jsonl."""
        return list(self.each_document())

    def each_document(self) -> Iterator[DocumentEntry]:
        """documents.jsonl, a line at a time. Offsets hold for the text that was read, so a changed one is refused."""
        name = "documents.jsonl"
        for number, entry in self._each(name, DocumentEntry):
            if entry.text is not None and hashlib.sha256(entry.text.encode()).hexdigest() != entry.sha256:
                raise self._damaged(
                    name, number, f"the text of document {entry.path or entry.id} does not fit its sha256"
                )
            yield entry

    def read_claims(self) -> list[Claim]:
        """claims.jsonl."""
        return self._read("claims.jsonl", Claim)

    def read_rejected(self) -> list[Rejection]:
        """rejected.jsonl."""
        return self._read("rejected.jsonl", Rejection)

    def read_responses(self) -> list[Exchange]:
        """responses.jsonl."""
        return self._read("responses.jsonl", Exchange)

    def read_rows(self) -> list[EvidenceRow]:
        """evidence.jsonl."""
        return self._read("evidence.jsonl", EvidenceRow)

    def read_decisions(self) -> list[Decision]:
        """decisions.yaml; none where there is no such file."""
        return decisions.parse(self.read_text("decisions.yaml"), str(self.path / "decisions.yaml"))

    def add_decision(self, decision: Decision, labels: Mapping[str, str]) -> None:
        """Write one more entry at the end of decisions.yaml; ``labels`` are what to call claims in comments."""
        text = self.read_text("decisions.yaml")
        name = str(self.path / "decisions.yaml")
        self.write_text("decisions.yaml", decisions.appended(text, decision, name, labels))

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Holds off other processes that add a decision to this folder."""
        try:
            with FileLock(self.path / ".decisions.lock"):
                yield
        except OSError as error:
            raise RunFolderError(f"{self.path}: cannot be written to ({error.strerror})") from error

    def read_run(self) -> dict[str, object]:
        """run.json."""
        try:
            value = json.loads((self.path / "run.json").read_text(encoding="utf-8"))
            if not isinstance(value, dict):
                raise ValueError("it holds no object")
            judge = value.get("judge")
            if "judge" in value and not (isinstance(judge, dict) and isinstance(judge.get("pairs"), int)):
                raise ValueError("its `judge` tells of no judge")
        except FileNotFoundError:
            raise RunFolderError(
                f"{self.path}: no run.json here, so this is not a run's folder; name the folder that --out made"
            ) from None
        except NotADirectoryError:
            raise RunFolderError(f"{self.path}: is a file; name the folder of the run, {self.path.parent}") from None
        except (OSError, ValueError, RecursionError) as error:
            raise RunFolderError(f"{self.path / 'run.json'}: cannot be read ({error}); run again") from error
        return value

    def write(self, name: str, records: Iterable[Record]) -> None:
        """Write records as JSON lines."""
        with self.writing(name) as files:
            for record in records:
                files[name].write(f"{line_of(record)}\n")

    def write_run(self, run: Mapping[str, object]) -> None:
        """Write run.json."""
        self.write_text("run.json", json.dumps(run, ensure_ascii=False, indent=1) + "\n")

    def read_text(self, name: str) -> str:
        """The text of a file, as its bytes say; empty where there is no such file."""
        path = self.path / name
        try:
            return path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError:
            raise RunFolderError(f"{path}: this is no UTF-8; save it as UTF-8") from None
        except OSError as error:
            raise RunFolderError(f"{path}: cannot be read ({error.strerror})") from error

    def remove(self, *names: str) -> None:
        """Remove files that no longer describe the run."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)

    def write_text(self, name: str, text: str) -> None:
        """Write a file beside its place and put it there in one step."""
        with self.writing(name) as files:
            files[name].write(text)

    @contextmanager
    def writing(self, *names: str) -> Iterator[Mapping[str, "Draft"]]:
        """Files to be written beside their places; they are put there, one after the other, when all are whole."""
        with ExitStack() as stack:
            drafts = {name: stack.enter_context(Draft(self.path / name)) for name in names}
            yield drafts
            for draft in drafts.values():
                draft.finish()
            for draft in drafts.values():
                draft.place()

    def _read(self, name: str, record: type[R]) -> list[R]:
        return [found for _, found in self._each(name, record)]

    def _each(self, name: str, record: type[R]) -> Iterator[tuple[int, R]]:
        """The records of a file, each with its line."""
        path = self.path / name
        try:
            with path.open(encoding="utf-8", newline="\n") as lines:
                for number, line in enumerate(lines, 1):
                    if not line.strip():
                        continue
                    try:
                        found = record.model_validate_json(line)
                    except ValidationError as error:
                        first = error.errors()[0]
                        where = f"{'.'.join(map(str, first['loc']))}: " if first["loc"] else ""
                        what = first["msg"].removeprefix("Value error, ")
                        raise self._damaged(name, number, f"{where}{what}") from None
                    yield number, found
        except FileNotFoundError:
            if name == "evidence.jsonl" and self.has("claims.jsonl"):
                raise RunFolderError(
                    f"{self.path}: holds claims and no table yet; make it with `claimextract reconcile {self.path}`"
                ) from None
            raise RunFolderError(f"{path}: missing; run `claimextract run` into this folder first") from None
        except (OSError, UnicodeDecodeError) as error:
            raise RunFolderError(f"{path}: cannot be read ({error})") from error

    def _damaged(self, name: str, line: int, what: str) -> RunFolderError:
        return RunFolderError(f"{self.path / name}, line {line}: {what}; delete that file and run again")
