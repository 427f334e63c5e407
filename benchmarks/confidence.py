"""Fit the weights of ``confidence`` on one half of labelled articles, and show what they are worth on the other.

    python benchmarks/confidence.py FOLDER [--all | --dry]

FOLDER holds quotes.jsonl and attributions.jsonl. The items at even places are for fitting, those at odd places for the
table. The scan's rules alone are asked, as with the embedded model, which has no say in attributions. The weights go
into the package (confidence.json), the table to standard output, in Markdown for docs/confidence.md. With ``--all``
the weights that are written are fitted once more, on both halves; the table stays that of the first ones.
"""

import argparse
import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from claimextract import extraction, grounding
from claimextract.config import profile_named
from claimextract.evaluation.labelled import AttributedText, Half, QuotedText, read_texts
from claimextract.evaluation.reliability import (
    BINS,
    Judged,
    Reliability,
    judge_attributions,
    judge_quotations,
    score_confidence,
)
from claimextract.extraction import confidence
from claimextract.models import Claim, Document
from claimextract.scan import scan

WEIGHTS = Path(confidence.__file__).with_suffix(".json")
FEWEST = 5  # claims that must carry a signal for it to have a say
STRICTNESS = 1.0  # of the Gaussian prior on every weight but the intercept; 1: odds times e are one deviation away

Example = tuple[tuple[str, ...], bool]
Parts = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Sample:
    """Claims held against labels, with their signals, document by document."""

    documents: list[str]
    judged: list[Judged]
    signals: Mapping[str, tuple[str, ...]]  # by claim_id

    def examples(self, part: str) -> list[Example]:
        """What one part of confidence is fitted on."""
        found = []
        for one in self.judged:
            own = one.claim.attribution.type == "none"
            outcome = one.source if part == "source" else one.passage
            if own == (part == "own") and outcome is not None and (part != "source" or one.passage):
                found.append((self.signals[one.claim.claim_id], outcome))
        return found

    def rated(self, weights: Parts) -> list[Judged]:
        """The same claims with the confidence that some weights give them."""
        return [
            replace(one, claim=one.claim.model_copy(update={"confidence": self._rate(one.claim, weights)}))
            for one in self.judged
        ]

    def _rate(self, claim: Claim, weights: Parts) -> float:
        return confidence.chance(weights, claim.attribution.type == "none", self.signals[claim.claim_id])


class NoModel:
    """Stands where a model would be asked, and is asked nothing."""

    model = "none"


def claims_of(document: Document) -> Iterator[tuple[Claim, tuple[str, ...]]]:
    """The claims of a document by the rules alone, with their signals."""
    profile = replace(profile_named("embedded"), asks=frozenset())
    scanned = scan(document)
    plan = extraction.plan(document, scanned, profile)
    for draft in asyncio.run(extraction.extract(plan, NoModel(), profile)).drafts:
        claim = grounding.ground(draft, document, scanned.sentences).claim
        yield claim, confidence.signals_of(draft, claim)


def sample(folder: Path, half: Half) -> Sample:
    """One half of both sets."""
    quoted = read_texts(folder / "quotes.jsonl", QuotedText, half)
    attributed = read_texts(folder / "attributions.jsonl", AttributedText, half)
    claims: dict[str, list[Claim]] = {}
    signals: dict[str, tuple[str, ...]] = {}
    for document in (*quoted.documents, *attributed.documents):
        for claim, known in claims_of(document):
            if claim.claim_id not in signals:
                claims.setdefault(document.id, []).append(claim)
                signals[claim.claim_id] = known
    judged = [*judge_quotations(quoted.labels, claims), *judge_attributions(attributed.labels, claims)]
    return Sample([text.id for text in (*quoted.labels, *attributed.labels)], judged, signals)


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Logistic regression with a Gaussian prior around what is assumed, by Newton's method.

    Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.3.
    """
    counts: dict[str, int] = {}
    for signals, _ in examples:
        for signal in signals:
            counts[signal] = counts.get(signal, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    there: npt.NDArray[np.float64] = np.array(
        [[name in signals for name in names] for signals, _ in examples], dtype=float
    )
    right = np.array([outcome for _, outcome in examples], dtype=float)
    start = np.array([confidence.ASSUMED.get(name, 0.0) for name in names])
    strict = np.diag([1e-6 if name == confidence.ALWAYS else STRICTNESS for name in names])
    weights = start.copy()
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(there @ weights)))
        slope = there.T @ (right - chance) - strict @ (weights - start)
        step = np.linalg.solve(there.T @ (there * (chance * (1 - chance))[:, None]) + strict, slope)
        weights += step
        if float(np.abs(step).max()) < 1e-9:
            break
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def fitted(samples: Sequence[Sample]) -> Parts:
    """The weights of all parts."""
    return {
        part: fit([example for one in samples for example in one.examples(part)])
        for part in ("own", "passage", "source")
    }


def lines(title: str, judged: Sequence[Judged], documents: Sequence[str], base: float) -> Iterator[str]:
    """The reliability table of some claims, and their figures; ``base`` is what to beat, one chance for all."""
    yield f"\n{title}\n"
    table = Reliability("", "ece", judged, documents)
    yield "| confidence | claims | mean confidence | share right |\n|---|---|---|---|"
    for number, (n, mean, share) in enumerate(table.bins()):
        if n:
            yield f"| {number / BINS:.1f} to {(number + 1) / BINS:.1f} | {n} | {mean:.2f} | {share:.2f} |"
    yield ""
    for figure in score_confidence(judged, documents):
        found = figure.measure()
        span = "" if found.low is None else f" ({found.low:.3f} to {found.high:.3f})"
        yield f"- {found.name}: {found.value:.3f}{span}, {found.hits} of {found.gold} right"
    brier = Reliability("", "brier", with_one(judged, base), documents).measure().value
    yield f"- Brier score of {base:.3f} for every claim: {brier:.3f}"


def with_one(judged: Sequence[Judged], chance: float) -> list[Judged]:
    """The same claims, all with one confidence."""
    return [replace(one, claim=one.claim.model_copy(update={"confidence": chance})) for one in judged]


def share(judged: Sequence[Judged]) -> float:
    """The share of claims that are right."""
    outcomes = [one.right for one in judged if one.right is not None]
    return sum(outcomes) / max(1, len(outcomes))


def main() -> None:
    """Fit, write and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="write weights fitted on both halves")
    parser.add_argument("--dry", action="store_true", help="fit and show, but write nothing")
    options = parser.parse_args()
    even, odd = (sample(options.folder, half) for half in ("even", "odd"))
    weights = fitted([even])
    if not options.dry:
        shipped = fitted([even, odd]) if options.all else weights
        WEIGHTS.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
    for part in weights:
        outcomes = [right for _, right in even.examples(part)]
        print(f"{part}: fitted on {len(outcomes)} claims, {sum(outcomes)} right")
    rated = odd.rated(weights)
    for title, own in (("All", (True, False)), ("Somebody's words", (False,)), ("The article's own", (True,))):
        before, now = (
            [one for one in judged if (one.claim.attribution.type == "none") in own] for judged in (even.judged, rated)
        )
        print("\n".join(lines(title, now, odd.documents, share(before))))


if __name__ == "__main__":
    main()
