"""Reconciliation by size: time, peak memory, how cost grows, and whether the rows are right.

    python benchmarks/scale.py [SIZE...] [--dense] [--json FILE]

Invents claims in an invented vocabulary: words by a Zipf distribution, names of people and places, figures, dates;
each fact told by one to five articles in wordings that drop, swap or reorder words, some with another figure, some
denied. Each size runs in a process of its own, which reads the claims from a file as it needs them. The exponent is
the slope of log time over log size. ``--dense`` sets a dense matrix of all pairs beside the candidates.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import overload

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

from claimextract.models import (
    Attribution,
    Claim,
    ClaimDate,
    Document,
    Grounding,
    Provenance,
    Source,
    Span,
    claim_id,
)
from claimextract.reconciliation import iter_clusters
from claimextract.reconciliation.candidates import neighbour_pairs
from claimextract.reconciliation.clusters import LINKAGE
from claimextract.reconciliation.columns import columns_of
from claimextract.reconciliation.workers import Workers

Facts = npt.NDArray[np.int64]

SIZES = (1_000, 10_000, 100_000)
VOCABULARY = 200_000
PER_ARTICLE = 20
HOUSES = 400
# How many articles tell one fact.
TOLD = {1: 0.45, 2: 0.25, 3: 0.15, 4: 0.1, 5: 0.05}
ANOTHER_FIGURE, DENIED = 0.08, 0.04
DENSE_AT_MOST = 10_000
_SYLLABLES = [
    c + v + e
    for c in "b br d dr f g gr h j k kl l m n p pl r s st t tr v w z".split()
    for v in "aeiou"
    for e in ("", "n", "r", "l", "s", "m", "k")
]
_MONTHS = ("January February March April May June July August September October November December").split()


class ClaimFile(Sequence[Claim]):
    """The claims of a JSONL file, read when they are asked for: a sequence that takes eight bytes a claim."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._starts = np.fromiter(self._lines(), dtype=np.int64)

    def _lines(self) -> Iterator[int]:
        start = 0
        for line in self._file:
            yield start
            start += len(line)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Claim]: ...
    def __getitem__(self, index: int | slice) -> Claim | Sequence[Claim]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        self._file.seek(int(self._starts[index]))
        return Claim.model_validate_json(self._file.readline())

    def __iter__(self) -> Iterator[Claim]:
        self._file.seek(0)
        return (Claim.model_validate_json(line) for line in self._file)


class Inventor:
    """Invents facts and the wordings in which articles tell them; the same seed invents the same."""

    def __init__(self, size: int, seed: int = 7) -> None:
        self.random = np.random.default_rng(seed)
        ranks = np.arange(1, VOCABULARY + 1)
        weights = 1 / (ranks + 2.7) ** 1.05
        self._chances = np.cumsum(weights / weights.sum())
        self._names = max(200, size // 8)

    def word(self) -> str:
        return _word(int(np.searchsorted(self._chances, self.random.random())))

    def name(self) -> str:
        """A proper name; a few are in many facts, as in the news."""
        rank = int(self._names * self.random.random() ** 2)
        return _word(rank * 7919 + 13).capitalize() + "or"

    def fact(self) -> "Fact":
        words = [self.word() for _ in range(int(self.random.integers(4, 8)))]
        return Fact(
            words=words,
            place=self.name(),
            body=f"{self.name()} {self.name()}",
            count=int(self.random.integers(3, 900)),
            month=int(self.random.integers(12)),
            day=int(self.random.integers(1, 28)),
        )

    def told(self) -> int:
        return int(self.random.choice(list(TOLD), p=list(TOLD.values())))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)


class Fact:
    """One fact, to be told in several wordings."""

    def __init__(self, words: list[str], place: str, body: str, count: int, month: int, day: int) -> None:
        self.words, self.place, self.body, self.count, self.month, self.day = words, place, body, count, month, day

    @property
    def date(self) -> str:
        return f"2031-{self.month + 1:02}-{self.day:02}"

    def wording(self, inventor: Inventor, first: bool) -> str:
        """The fact told once more: a word dropped or swapped, the date first or last, the figure changed or denied."""
        words = list(self.words)
        count, denied, body = self.count, "", self.body
        if not first:
            if len(words) > 4 and inventor.chance(0.5):
                words.pop(int(inventor.random.integers(1, len(words))))
            if inventor.chance(0.5):
                words[int(inventor.random.integers(len(words)))] = inventor.word()
            if inventor.chance(0.3):
                words.insert(2, inventor.word())
            if inventor.chance(0.3):
                body = body.split()[-1]
            if inventor.chance(ANOTHER_FIGURE):
                count = self.count + int(inventor.random.integers(2, 60))
            elif inventor.chance(DENIED):
                denied = "did not "
        verb, noun, *rest = words
        when = f"on {_MONTHS[self.month]} {self.day}"
        verb = f"{denied}{verb}" if denied else f"{verb}ed"
        core = f"the {body} {verb} {count} {noun} in {self.place}"
        tail = f"{' '.join(rest[:2])} of the {' '.join(rest[2:])}".removesuffix(" of the ")
        if not first and inventor.chance(0.3):
            return f"On{when[2:]}, {core} with the {tail}."
        return f"{core[0].upper()}{core[1:]} with the {tail} {when}."


def _word(number: int) -> str:
    """An invented word of two syllables or more, another for every number."""
    number += len(_SYLLABLES)
    parts = []
    while number:
        number, rest = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[(rest * 37 + 11 * len(parts)) % len(_SYLLABLES)])
    return "".join(parts)


def invent(size: int, folder: Path) -> None:
    """Write ``size`` claims, their documents and, per claim, the number of its fact."""
    inventor = Inventor(size)
    tellings: list[tuple[int, str, str]] = []
    facts = 0
    while len(tellings) < size:
        fact = inventor.fact()
        for telling in range(min(inventor.told(), size - len(tellings))):
            tellings.append((facts, fact.wording(inventor, telling == 0), fact.date))
        facts += 1
    order = inventor.random.permutation(size)
    with (folder / "claims.jsonl").open("w") as claims, (folder / "documents.jsonl").open("w") as documents:
        for start in range(0, size, PER_ARTICLE):
            name = f"article-{start // PER_ARTICLE:07}"
            held = [tellings[place] for place in order[start : start + PER_ARTICLE]]
            text = "\n".join(wording for _, wording, _ in held)
            day = int(inventor.random.integers(1, 29))
            month = int(inventor.random.integers(1, 13))
            document = Document.from_text(
                text,
                id=name,
                publisher=f"{_word(int(inventor.random.integers(HOUSES)) * 31).capitalize()} Post",
                published=f"2032-{month:02}-{day:02}",
            )
            documents.write(document.model_dump_json() + "\n")
            at = 0
            for _, wording, date in held:
                claims.write(_claim(document, at, wording, date, inventor).model_dump_json() + "\n")
                at += len(wording) + 1
    np.save(folder / "facts.npy", np.array([tellings[place][0] for place in order], dtype=np.int64))


def _claim(document: Document, start: int, wording: str, date: str, inventor: Inventor) -> Claim:
    span = Span.of(document.text, start, start + len(wording))
    speaker = f"{inventor.name()} {inventor.name()}" if inventor.chance(0.3) else None
    return Claim(
        claim_id=claim_id(document.id, [span], wording, speaker),
        document_id=document.id,
        text=wording,
        evidence=(span,),
        attribution=Attribution(
            type="indirect" if speaker else "none",
            source=Source(name=speaker, kind="person") if speaker else None,
            content=(span,) if speaker else (),
        ),
        dates=(ClaimDate(role="event", value=date),),
        grounding=Grounding(status="grounded"),
        provenance=Provenance(package_version="0"),
    )


def dense_pairs(texts: Sequence[str]) -> int:
    """How many pairs a dense matrix of all cosines finds alike: what blocking is there to avoid."""
    matrix = TfidfVectorizer(dtype=np.float32).fit_transform(texts).toarray()
    return int((np.triu(matrix @ matrix.T, 1) >= LINKAGE).sum())


def measure(folder: Path, dense: bool) -> dict[str, float]:
    """The figures of one size, in this process, which should have done nothing before."""
    watch = Watch()
    watch.start()
    facts: Facts = np.load(folder / "facts.npy")
    claims = ClaimFile(folder / "claims.jsonl")
    with (folder / "documents.jsonl").open() as lines:
        documents = [Document.model_validate_json(line) for line in lines]
    figures: dict[str, float] = {"claims": len(claims), "memory before": peak()}
    started = cpu()
    with Workers(len(claims)) as workers:
        figures["processes"] = workers.processes
        columns = columns_of(claims, workers)
    read = cpu()
    pairs = neighbour_pairs(columns, np.arange(len(columns)))
    figures["CPU seconds to read"], figures["CPU seconds for candidates"] = read - started, cpu() - read
    figures["candidate pairs"] = len(pairs)
    # Of copies only one is compared.
    unlike = facts[columns.first == np.arange(len(columns))]
    one, other = pairs[(columns.first[pairs] == pairs).all(axis=1)].T
    figures["candidate recall"] = float((facts[one] == facts[other]).sum()) / max(1, _pairs_of(unlike))
    del columns, pairs
    begun = time.perf_counter(), cpu()
    number = {claim.claim_id: place for place, claim in enumerate(claims)}
    rows, members = 0, np.full(len(claims), -1, dtype=np.int64)
    for rows, row in enumerate(iter_clusters(claims, documents), start=1):
        members[[number[member.claim_id] for member in row.members]] = rows
    figures["CPU seconds"] = cpu() - begun[1]
    figures["seconds"] = time.perf_counter() - begun[0]
    figures["rows"], figures["largest row"] = rows, int(np.bincount(members).max())
    # At most: they need not have held it when this process held its own.
    figures["memory of workers"] = watch.most
    figures["peak memory"] = peak() + watch.most
    figures |= quality(members, facts)
    if dense and len(claims) <= DENSE_AT_MOST:
        started = cpu()
        dense_pairs([claim.text for claim in claims])
        figures["dense CPU seconds"], figures["dense memory"] = cpu() - started, peak()
    return figures


def quality(rows: Facts, facts: Facts) -> dict[str, float]:
    """Precision, recall and F1 of the pairs of claims in one row, against those that tell one fact."""
    right = _pairs_of(rows * (int(facts.max()) + 1) + facts)
    precision, recall = right / max(1, _pairs_of(rows)), right / max(1, _pairs_of(facts))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"pairwise precision": precision, "pairwise recall": recall, "pairwise F1": f1}


def _pairs_of(groups: Facts) -> int:
    """In how many pairs both stand in one group."""
    _, sizes = np.unique(groups, return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def cpu() -> float:
    """The CPU seconds that this process has used, and those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Watch(threading.Thread):
    """Sees, twice a second, how much memory is held by the processes that this one started: ``most``, in MB (Linux)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0

    def run(self) -> None:
        """Look until the process ends."""
        while True:
            started = [name for path in Path("/proc/self/task").glob("*/children") for name in path.read_text().split()]
            self.most = max(self.most, sum(map(self._held, started)))
            time.sleep(0.5)

    @staticmethod
    def _held(process: str) -> float:
        try:
            status = Path("/proc", process, "status").read_text()
        except OSError:  # it has ended
            return 0.0
        return sum(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of log time over log size: 1 is linear."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def report(measured: Sequence[Mapping[str, float]]) -> Iterator[str]:
    """The figures as a table, and the exponents."""
    yield "| " + " | ".join(["claims", *(f"{figures['claims']:,.0f}" for figures in measured)]) + " |"
    yield "|---" * (len(measured) + 1) + "|"
    for name in list(dict.fromkeys(name for figures in measured for name in figures))[1:]:
        cells = [f"{figures[name]:,.3f}" if name in figures else "" for figures in measured]
        yield "| " + " | ".join([name, *(cell.removesuffix(".000") for cell in cells)]) + " |"
    if len(measured) > 1:
        sizes = [figures["claims"] for figures in measured]
        near = [figures["CPU seconds to read"] + figures["CPU seconds for candidates"] for figures in measured]
        yield f"\nexponent of candidates: {exponent(sizes, near):.2f}"
        yield f"exponent in all: {exponent(sizes, [figures['CPU seconds'] for figures in measured]):.2f}"


def main() -> None:
    """Invent, measure each size in a process of its own, and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--dense", action="store_true", help=f"a dense matrix too, up to {DENSE_AT_MOST:,} claims")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.dense)))
        return
    measured = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as name:
            invent(size, Path(name))
            command = [sys.executable, __file__, "--measure", name, *(["--dense"] if options.dense else [])]
            measured.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
        print(f"{size:,} claims: {measured[-1]['seconds']:.1f} s", file=sys.stderr)
    print("\n".join(report(measured)))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
