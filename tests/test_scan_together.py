"""Documents that are scanned together are scanned as they would be alone."""

import asyncio
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from claimextract import scan
from claimextract.models import Document, Scan
from claimextract.pipeline.scanning import Scanner
from claimextract.scan import languages, parser

ROOT = Path(__file__).parents[1]
TEXTS = [
    *(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("seeds/*.txt")) + sorted(ROOT.glob("seeds/*.md"))),
    "",
    "The mill has no wheel.",
    "“Die Mühle hat kein Rad”, sagte Ilse Brandt am Montag. Der Rat und die Stadt haben es nicht gewusst.",
    "Ilse Brandt said on 3 May 2021 that the ferry was late. “It was,” Una Voss said. She has the log.",
    "x" * 3000,
    *(f"The board counted {n} visitors in case {n}, Edda Moss said on Friday." for n in range(20)),
]
DOCUMENTS = [Document.from_text(text, published="2021-05-05") for text in TEXTS]
ALONE = {document.sha256: scan.scan(document) for document in DOCUMENTS}


@pytest.mark.parametrize("seed", range(5))
def test_a_scan_does_not_depend_on_what_else_is_scanned(seed: int) -> None:
    chance = random.Random(seed)
    mixed = chance.sample(DOCUMENTS, len(DOCUMENTS))
    while mixed:
        some, mixed = mixed[: (size := chance.randint(1, 12))], mixed[size:]
        assert scan.scan_all(some) == [ALONE[document.sha256] for document in some]


def scanned(documents: Sequence[Document], scanner: Scanner) -> list[Scan | BaseException]:
    async def run() -> list[Scan | BaseException]:
        return await asyncio.gather(*map(scanner.scan, documents), return_exceptions=True)

    return asyncio.run(run())


def test_what_waits_is_scanned_together(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(documents: Sequence[Document]) -> list[Scan]:
        calls.append(len(documents))
        return [ALONE[DOCUMENTS[-1].sha256]] * len(documents)

    monkeypatch.setattr(scan, "scan_all", counted)
    short, long = DOCUMENTS[-20:], Document.from_text("The mill has no wheel. " * 1000)
    scanned([*short, long, long, *short], Scanner())
    assert calls == [20, 1, 1, 20]


def test_a_document_that_cannot_be_scanned_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, whole = DOCUMENTS[3], scan.scan_all

    def failing(documents: Sequence[Document]) -> list[Scan]:
        if bad in documents:
            raise ZeroDivisionError("by this document")
        return whole(documents)

    monkeypatch.setattr(scan, "scan_all", failing)
    results = dict(zip(DOCUMENTS, scanned(DOCUMENTS, Scanner()), strict=True))
    assert isinstance(results.pop(bad), ZeroDivisionError)
    assert results == {document: ALONE[document.sha256] for document in results}


def test_a_document_that_is_given_up_holds_nobody_up() -> None:
    async def run() -> Scan:
        scanner = Scanner()
        first, second = (asyncio.create_task(scanner.scan(document)) for document in DOCUMENTS[-2:])
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(run()) == ALONE[DOCUMENTS[-1].sha256]


# -- words that are met ------------------------------------------------------------------------------------------------


def test_words_that_are_met_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    parser._loaded.cache_clear()
    own = len(parser.english().vocab.strings)
    monkeypatch.setattr(parser, "_MOST_WORDS", 100)
    monkeypatch.setattr(languages, "_MOST_WORDS", 300)
    seen = set()
    for n in range(0, 600, 20):
        words = " ".join(f"zok{n}t{m}" for m in range(20))
        scan.scan_all([Document.from_text(f"Una Voss said that {words} are names. The mayor denied it.")])
        scan.scan_all([Document.from_text(f"Der Rat sagte, dass {words} die Namen der Stadt sind und auch nicht.")])
        seen.add(id(parser.english()))
        assert len(parser.english().vocab.strings) <= own + 100 + 60  # and a few forms of each
        assert len(languages.splitter("de").vocab.strings) <= 300 + 100
    assert len(seen) > 1
    for document in DOCUMENTS:
        assert scan.scan(document) == ALONE[document.sha256]


def test_threads_may_scan_though_the_parser_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "_MOST_WORDS", -1)  # before each
    with ThreadPoolExecutor(4) as threads:
        assert [*threads.map(scan.scan, DOCUMENTS[:12])] == [ALONE[d.sha256] for d in DOCUMENTS[:12]]
