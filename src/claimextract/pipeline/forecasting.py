"""What a run would ask and cost, without asking."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from .. import documents as reading
from .. import extraction, scan
from ..config import Settings
from ..errors import InputError
from ..folder import RunFolder
from ..llm import Estimate, Estimator
from ..models import DocumentEntry
from .asking import open_model
from .flowing import Found
from .guarding import apart_from_articles
from .performing import kept, nothing_read
from .spooling import Spool
from .stores import store_of
from .storing import Finished
from .waiting import apart, wait
from .watching import Progress, Quiet

__all__ = ["Forecast", "aforecast", "forecast"]


@dataclass
class Forecast:
    """What a run would do.

    ``finished`` of the ``documents`` were gone through before and cost nothing; ``unusable`` is what was met and cannot
    be read; ``passages`` are what questions would be asked about. ``tokenizer`` says how tokens were counted,
    ``prices`` whose they are (None: no price is known).
    """

    documents: int = 0
    finished: int = 0
    unusable: int = 0
    passages: int = 0
    estimate: Estimate = field(default_factory=Estimate)
    model: str = ""
    tokenizer: str = ""
    prices: str | None = None

    def summary(self) -> dict[str, object]:
        """The figures as JSON values."""
        return asdict(self)


async def aforecast(
    *paths: str | Path,
    out: str | Path | None = None,
    settings: Settings | None = None,
    add: bool = False,
    progress: Progress | None = None,
) -> Forecast:
    """Read and scan documents, and tell what a run would ask about them. Nothing is sent, and no claim is made.

    Args:
        paths: what the run would read.
        out: its folder.
        settings: which model it would ask, and how.
        add: count the documents too that the folder describes already.
        progress: told of every document that is finished already.

    Raises:
        InputError: nothing could be read.
        ConfigurationError: no model is named, or a setting is wrong.
    """
    settings, progress = settings or Settings(), progress or Quiet()
    told = Forecast()
    unread: list[DocumentEntry] = []
    folder = RunFolder(Path(out)) if out is not None else None
    apart_from_articles(paths, folder)
    found = _found(paths, folder if folder and add and folder.has("documents.jsonl") else None, settings)
    async with open_model(settings, progress) as (client, profile):
        known = Finished(store_of(settings), client.model, profile, settings)
        estimator = Estimator(client)
        while (one := await apart(lambda: next(found, None))) is not None:
            if isinstance(one, DocumentEntry):
                told.unusable += one.status == "failed"
                unread += [one] if not told.documents else []
                continue
            told.documents += 1
            if share := known.of(one):
                told.finished += 1
                progress.done(share.head.entry)
                continue
            plan = extraction.plan(one, await apart(partial(scan.scan, one)), profile)
            told.passages += len(plan.units)
            await extraction.extract(plan, estimator, profile)
            estimator.requests.clear()
        if not told.documents:
            raise InputError(nothing_read(unread))
        told.estimate, told.model, told.tokenizer = estimator.total, client.model, estimator.tokenizer
        told.prices = client.prices.source if estimator.total.cost is not None else None
    return told


def forecast(
    *paths: str | Path,
    out: str | Path | None = None,
    settings: Settings | None = None,
    add: bool = False,
    progress: Progress | None = None,
) -> Forecast:
    """``aforecast``, waited for."""
    return wait(aforecast(*paths, out=out, settings=settings, add=add, progress=progress))


def _found(paths: Sequence[str | Path], folder: RunFolder | None, settings: Settings) -> Iterator[Found]:
    """What the paths lead to, and what the folder describes besides."""
    with Spool() as spool:
        for one in reading.stream(paths, limits=reading.Limits.of(settings)):
            if folder:
                entry = one if isinstance(one, DocumentEntry) else DocumentEntry.of(one)
                spool.add(entry, "")
            yield one
        if folder:
            yield from kept(folder, spool, Quiet())
