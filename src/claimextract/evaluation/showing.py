"""The table that a person reads, and the lines that say what a change did."""

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.table import Table

from .changes import Change
from .records import Evaluation, Measure, TaskResult

__all__ = ["change_lines", "table"]


def table(evaluation: Evaluation) -> Table:
    """All figures in one table, by task, with the cost of each task beside its name."""
    part = f", {evaluation.half} half" if evaluation.half else ""
    shown = Table(
        title=f"claimextract {evaluation.package_version}, model {evaluation.model or 'none'}, {evaluation.data}{part}",
        box=box.SIMPLE_HEAD,
        caption="f1, share or error; 95% interval: bootstrap over documents",
    )
    shown.add_column("figure", no_wrap=True)
    for name in ("value", "95% interval", "precision", "recall", "right", "predicted", "gold"):
        shown.add_column(name, justify="right", no_wrap=True)
    for result in evaluation.tasks:
        shown.add_section()
        shown.add_row(_heading(result), style="bold")
        for measure in result.measures:
            shown.add_row(*_cells(measure))
    return shown


def _heading(result: TaskResult) -> str:
    cost = result.cost
    parts = [f"{len(result.documents)} {'pairs' if result.task == 'pairs' else 'documents'}"]
    if result.failed:
        parts.append(f"{len(result.failed)} not processed in full")
    if cost.requests:
        parts.append(f"{cost.requests} answers, {cost.prompt_tokens} + {cost.output_tokens} tokens")
    parts.append(f"{cost.seconds:.0f} s")
    return f"{result.task}: {', '.join(parts)}"


def _cells(measure: Measure) -> Iterator[str]:
    yield f"  {measure.name}"
    yield _digits(measure.value) if measure.gold or measure.predicted else "-"
    yield "" if measure.low is None else f"{_digits(measure.low)}-{_digits(measure.high)}"
    yield _digits(measure.precision)
    yield _digits(measure.recall)
    yield str(measure.hits)
    yield "" if measure.predicted is None else str(measure.predicted)
    yield str(measure.gold)


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def change_lines(found: Sequence[Change], texts: Mapping[str, str]) -> Iterator[str]:
    """Each figure before and after, then the items gained (>) and lost (<); with their words where texts are known.

    Args:
        found: the changes.
        texts: the texts of documents, by id.
    """
    for change in found:
        before, after = change.before, change.after
        counts = f"{len(change.gained)} gained, {len(change.lost)} lost"
        yield (
            f"{change.task}: {after.name}: {before.value:.3f} -> {after.value:.3f} "
            f"({before.hits}/{before.gold} -> {after.hits}/{after.gold}; {counts})"
        )
        for sign, items in ((">", change.gained), ("<", change.lost)):
            for item in items:
                yield f"  {sign} {item}{_words(item, texts)}"
    yield f"{sum(len(c.gained) for c in found)} gained, {sum(len(c.lost) for c in found)} lost in all figures"


def _words(item: str, texts: Mapping[str, str]) -> str:
    """The words at an item's offsets, where it has any."""
    name = item.lstrip("+").split(" #")[0]
    id, _, offsets = name.rpartition(" ")
    start, dash, end = offsets.partition("-")
    if id not in texts or not dash or not start.isdigit() or not end.isdigit():
        return ""
    return f": {' '.join(texts[id][int(start) : int(end)].split())}"
