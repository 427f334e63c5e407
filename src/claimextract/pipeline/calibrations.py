"""What came of measuring models as judges: kept in the cache folder, for one model, sampling, prompt and schema."""

import hashlib
import json
from collections.abc import Iterator

from pydantic import ValidationError

from .. import reconciliation
from ..config import Settings
from ..errors import CacheError, RunFolderError
from ..folder import RunFolder
from ..models import Record, Relation
from ..private import private_folder

__all__ = ["Calibration", "Score", "keep", "why_not"]


class Score(Record):
    """So many right of so many."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """0 to 1; 0 of nothing."""
        return self.right / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.right} of {self.of} ({self.share:.0%})"


class Calibration(Record):
    """How a model judged labelled pairs, and whether it may be asked in a run.

    ``judge``, ``rules`` and ``together`` are the pairs that the model, slots and likeness, and both are right on: both
    means that the model decides ``left_open``, the pairs on which no slot does. ``recall`` is by relation, ``causes``
    by contradictions that were seen. ``most_frequent`` is the relation that the model answered most often, ``share``
    how often. ``refused``: the reasons; none where the model passed. ``made`` is a time in UTC.
    """

    model: str
    temperature: float
    seed: int
    prompt_sha256: str
    schema_sha256: str
    pairs_sha256: str
    judge: Score
    rules: Score
    together: Score
    left_open: int
    unanswered: int
    recall: dict[Relation, Score]
    causes: Score
    most_frequent: Relation | None
    share: float
    requests: int
    prompt_tokens: int
    output_tokens: int
    refused: tuple[str, ...]
    made: str

    @property
    def passed(self) -> bool:
        """Whether the model may be asked."""
        return not self.refused

    def lines(self) -> Iterator[str]:
        """The figures and the outcome, for a reader."""
        yield f"{reconciliation.judge_name(self.model)} as a judge of {self.judge.of} labelled pairs"
        yield f"  right: {self.judge}; slots and similarity alone: {self.rules}"
        yield f"  where slots decide what they can and it judges the other {self.left_open}: {self.together}"
        yield f"  recall: {', '.join(f'{relation} {score}' for relation, score in self.recall.items())}"
        yield f"  causes of the contradictions it saw: {self.causes}"
        yield f"  its most frequent answer: {self.most_frequent or 'none'} ({self.share:.0%})"
        yield f"  {self.requests} requests, {self.prompt_tokens} prompt and {self.output_tokens} output tokens"
        yield "passed" if self.passed else f"refused: {'; '.join(self.refused)}"


def keep(calibration: Calibration, settings: Settings) -> None:
    """Write an outcome to the cache folder, in place of the last one for the same model and pairs.

    Raises:
        CacheError: the folder cannot be written.
    """
    holds = calibration.model_dump(include={*_HOLDS, "pairs_sha256"})
    name = hashlib.sha256(json.dumps(holds, sort_keys=True).encode()).hexdigest()[:32]
    folder = settings.calibrations_dir
    try:
        private_folder(folder)
        RunFolder(folder).write_text(f"{name}.json", calibration.model_dump_json(indent=1) + "\n")
    except (OSError, RunFolderError) as error:
        raise CacheError(f"{folder}: the outcome cannot be kept ({error}); name another with --cache-dir") from error


def why_not(model: str, settings: Settings) -> str | None:
    """Why a model may not be asked as a judge, with its figures; None where it passed, the last time it was measured.

    It must have been measured with the sampling, prompt and schema that it would be asked with.
    """
    wanted = {"model": model, "temperature": settings.temperature, "seed": settings.seed, **reconciliation.asked_with()}
    found = [known for known in _kept(settings) if known.model_dump(include=_HOLDS) == wanted]
    name = reconciliation.judge_name(model)
    if not found:
        return (
            f"{name} was never measured as a judge with this prompt and sampling, so slots and similarity decide; "
            "run: claimextract calibrate, with the same model"
        )
    last = max(found, key=lambda known: known.made)
    if last.passed:
        return None
    return (
        f"{name} was refused as a judge, so slots and similarity decide: {'; '.join(last.refused)}; "
        "name a stronger model, or run: claimextract calibrate, with pairs of your own (--pairs)"
    )


_HOLDS = {"model", "temperature", "seed", "prompt_sha256", "schema_sha256"}


def _kept(settings: Settings) -> Iterator[Calibration]:
    """Every outcome that is kept; what cannot be read counts as none."""
    for path in sorted(settings.calibrations_dir.glob("*.json")):
        try:
            yield Calibration.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue
