"""What an evaluation yields. No text of the labelled sets enters these records: items are named by id and offsets."""

from typing import Literal

from pydantic import Field

from ..models import Record

__all__ = ["TASKS", "Cost", "Evaluation", "Measure", "Task", "TaskResult"]

Task = Literal["quotes", "attributions", "dates", "pairs", "claims", "events", "gold", "rows", "falsified"]
TASKS: tuple[Task, ...] = ("quotes", "attributions", "dates", "pairs", "claims", "events", "gold", "rows", "falsified")


class Measure(Record):
    """One figure, between 0 and 1.

    ``kind`` is ``f1`` (``value`` is the F1 of ``precision`` and ``recall``), ``share`` (``value`` is hits / gold) or
    ``error`` (``value`` is how far confidence is off: less is better; hits / gold is the share of claims right).
    ``low`` and ``high`` are the 95% interval of a bootstrap over documents; null where there is one document only.
    """

    name: str
    kind: Literal["f1", "share", "error"]
    value: float
    low: float | None = None
    high: float | None = None
    precision: float | None = None
    recall: float | None = None
    hits: int
    predicted: int | None = None
    gold: int


class Cost(Record):
    """What the answers used cost, cached ones too, as the endpoint counted; ``seconds`` is the time taken now."""

    requests: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0


class TaskResult(Record):
    """The figures on one labelled set.

    ``documents`` are the ids scored, ``failed`` those among them that could not be processed in full. ``items`` holds
    for each figure whether each item was right; an item whose name begins with ``+`` is one too many, not in the gold.
    """

    task: Task
    documents: tuple[str, ...]
    failed: tuple[str, ...] = ()
    measures: tuple[Measure, ...]
    cost: Cost = Cost()
    items: dict[str, dict[str, bool]] = Field(default_factory=dict)


class Evaluation(Record):
    """The result of ``claimextract eval``; ``model`` is null where no model had to be asked."""

    package_version: str
    model: str | None
    data: str
    half: Literal["even", "odd"] | None = None
    limit: int | None = None
    tasks: tuple[TaskResult, ...]
