"""What a change did: two results of an evaluation, held against each other item by item."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ..errors import InputError
from .records import Evaluation, Measure, TaskResult
from .tally import EXTRA

__all__ = ["Change", "changes", "read_result", "write_result"]


@dataclass(frozen=True)
class Change:
    """One figure before and after, and the items whose outcome differs.

    ``gained`` were wrong and are right; ``lost`` the other way round. An item whose name begins with ``+`` is a
    prediction too many: gained where it has gone, lost where it is new.
    """

    task: str
    before: Measure
    after: Measure
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def read_result(path: Path) -> Evaluation:
    """Read what ``claimextract eval --json`` has written.

    Raises:
        InputError: it is no such file.
    """
    try:
        return Evaluation.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{path}: {where}: {first['msg']}; name a file that eval --json has written") from None


def write_result(path: Path, result: Evaluation) -> None:
    """Write a result for ``read_result``.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        path.write_text(result.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error


def changes(before: Evaluation, after: Evaluation) -> list[Change]:
    """Every figure that both results have. Items are compared on the documents that both have scored."""
    earlier = {result.task: result for result in before.tasks}
    return [
        change for result in after.tasks if result.task in earlier for change in _of_task(earlier[result.task], result)
    ]


def _of_task(before: TaskResult, after: TaskResult) -> Iterator[Change]:
    earlier = {measure.name: measure for measure in before.measures}
    common = set(before.documents) & set(after.documents)
    for measure in after.measures:
        if measure.name not in earlier:
            continue
        old, new = before.items.get(measure.name, {}), after.items.get(measure.name, {})
        gained, lost = [], []
        for item in sorted({*old, *new}, key=_order):
            extra = item.startswith(EXTRA)
            if extra and not any(item.startswith(f"{EXTRA}{document} ") for document in common):
                continue
            was, now = old.get(item, extra or None), new.get(item, extra or None)
            if was is False and now:
                gained.append(item)
            elif was and now is False:
                lost.append(item)
        yield Change(before.task, earlier[measure.name], measure, tuple(gained), tuple(lost))


def _order(item: str) -> tuple[str, int]:
    """By document, then by offset."""
    name, _, offset = item.removeprefix(EXTRA).rpartition(" ")
    start = offset.partition("-")[0]
    return name, int(start) if start.isdigit() else 0
