"""What a run would ask and cost, without asking."""

from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from .. import documents as reading
from .. import extraction, scan
from ..config import Settings
from ..llm import Estimate, Estimator
from ..models import DocumentEntry
from .asking import open_model
from .storing import FileStore, Finished
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


async def aforecast(*paths: str | Path, settings: Settings | None = None, progress: Progress | None = None) -> Forecast:
    """Read and scan documents, and tell what a run would ask about them. Nothing is sent, and no claim is made.

    Raises:
        ConfigurationError: no model is named, or a setting is wrong.
    """
    settings, progress = settings or Settings(), progress or Quiet()
    told = Forecast()
    found = reading.stream(paths, limits=reading.Limits.of(settings))
    async with open_model(settings, progress) as (client, profile):
        known = Finished(FileStore(settings.finished_dir), client.model, profile, settings)
        estimator = Estimator(client)
        while (one := await apart(lambda: next(found, None))) is not None:
            if isinstance(one, DocumentEntry):
                told.unusable += one.status == "failed"
                continue
            told.documents += 1
            if share := known.get(known.key(one)):
                told.finished += 1
                progress.done(share.head.entry)
                continue
            plan = extraction.plan(one, await apart(partial(scan.scan, one)), profile)
            told.passages += len(plan.units)
            await extraction.extract(plan, estimator, profile)
            estimator.requests.clear()
        told.estimate, told.model, told.tokenizer = estimator.total, client.model, estimator.tokenizer
        told.prices = client.prices.source if estimator.total.cost is not None else None
    return told


def forecast(*paths: str | Path, settings: Settings | None = None, progress: Progress | None = None) -> Forecast:
    """``aforecast``, waited for."""
    return wait(aforecast(*paths, settings=settings, progress=progress))
