"""In a notebook: the calls that wait, inside a real kernel whose event loop runs; what a cell shows; and frames."""

import asyncio
import signal
import threading
import time
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pandas
import polars
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import claimextract
from claimextract import InputError, Run, Table, replay
from claimextract.folder import RunFolder
from claimextract.pipeline.waiting import wait
from claimextract.table import Frame
from desk import article, folder_of, says
from stub import Stub

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

SEEDS = Path(__file__).parents[1] / "seeds" / "run"
# The kernel is a process of its own, so that what holds the tests off the network does not hold there.
GUARD = """
import socket
real = socket.socket.connect
def connect(self, address):
    assert self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost"), address
    return real(self, address)
socket.socket.connect = connect
"""
HOSTILE = "The <script>alert(1)</script> barn & \"barn\" <img src=x onerror='alert(1)'> \u202e\x1b[31mburned."
FRAMES: tuple[Frame, ...] = ("evidence", "claims", "documents")


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs cells in a kernel, and gives what each of them showed."""
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")

    def run(*cells: str) -> list[nbformat.NotebookNode]:
        notebook = new_notebook(cells=[new_code_cell(cell) for cell in (GUARD, *cells)])
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": "."}}).execute()
        return notebook.cells[1:]

    return run


def text_of(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


# -- in a kernel -------------------------------------------------------------------------------------------------------


def test_the_calls_that_wait_work_in_a_kernel(kernel, articles: Path, stub: Stub) -> None:
    replayed, extracted, ran, awaited, loop = kernel(
        f"import claimextract\nrun = claimextract.replay({str(SEEDS)!r}, 'again')\nrun",
        f"settings = claimextract.Settings(base_url={stub.url!r}, model='stub')\n"
        "documents = claimextract.load_documents('articles')\n"
        "extraction = claimextract.extract(documents, settings)\n"
        "table = claimextract.reconcile(extraction.claims, documents)\nprint(len(extraction.claims))\ntable",
        "print(claimextract.run('articles', out='out', settings=settings).summary['documents']['ok'])",
        "print(len((await claimextract.aextract(documents, settings)).claims))",
        "import asyncio\nprint(asyncio.get_running_loop().is_running())",
    )
    assert "text/html" in replayed.outputs[0].data
    assert "<details>" in replayed.outputs[0].data["text/html"]
    found = int(text_of(extracted))
    assert found > 3
    assert "Tessaly" in extracted.outputs[-1].data["text/html"]
    assert (text_of(ran), text_of(awaited), text_of(loop)) == ("2\n", f"{found}\n", "True\n")
    assert (Path("again") / "evidence.jsonl").is_file()
    assert stub.requests


# -- waiting inside a loop ---------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_error_comes_out_of_the_call_inside_a_loop(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        claimextract.run(tmp_path / "nowhere")


def test_work_stops_where_the_waiting_is_stopped() -> None:
    ended = threading.Event()

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    async def cell() -> None:
        wait(long())

    def stop() -> None:
        time.sleep(0.3)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    previous = signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background
    began = time.monotonic()
    stopping = threading.Thread(target=stop)
    try:
        stopping.start()
        with pytest.raises(KeyboardInterrupt):
            interrupted(cell())
    finally:
        stopping.join()
        signal.signal(signal.SIGINT, previous)
    assert ended.is_set()
    assert time.monotonic() - began < 30


def interrupted(work) -> None:
    """Run as a kernel does: an interrupt is raised in the cell, not turned into a cancellation of the loop's task."""
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


# -- what a cell shows -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return replay(SEEDS, tmp_path_factory.mktemp("again"))


class Tags(HTMLParser):
    """The tags and attributes of a fragment; every tag that is opened must be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_cell_shows_few_rows_in_the_notebook_s_own_colours(run: Run) -> None:
    html = run._repr_html_()
    tags = Tags(html)
    assert tags.open == []
    assert tags.attributes == {"style", "dir"}
    assert html.count("<details>") == 20
    assert f"{len(run.table) - 20} more rows" in html
    assert "color" not in html
    assert f"{len(run.documents)} documents" in html
    assert Table()._repr_html_() == "<p>Table of 0 rows</p>"
    assert Table(run.table.rows[:20])._repr_html_().count("more rows") == 0


def test_an_article_runs_nothing_in_a_notebook(tmp_path: Path) -> None:
    document = article("a", HOSTILE, title=HOSTILE)
    folder = folder_of(tmp_path / "out", [document], [says(document, speaker=HOSTILE)])
    html = Table(tuple(RunFolder(folder).read_rows()))._repr_html_()
    assert {"script", "img"}.isdisjoint(Tags(html).seen)
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html
    assert "\x1b" not in html


# -- frames ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", FRAMES)
def test_empty_frames_have_the_types_of_full_ones(run: Run, of: Frame) -> None:
    empty = Run(Table(), (), (), (), {})
    assert len(run.to_pandas(of)) == len(run.to_polars(of)) > 0
    assert run.to_pandas(of).dtypes.equals(empty.to_pandas(of).dtypes)
    assert run.to_polars(of).schema == empty.to_polars(of).schema
    assert list(run.to_pandas(of).columns) == run.to_polars(of).columns


def test_frames_hold_what_the_records_hold(run: Run) -> None:
    claims, documents = run.to_pandas("claims"), run.to_polars("documents")
    assert claims["claim_id"].tolist() == [claim.claim_id for claim in run.claims]
    assert claims["quotes"].tolist() == [[span.exact for span in claim.evidence] for claim in run.claims]
    assert claims["confidence"].dtype == "float64"
    assert claims["speaker"].isna().sum() == sum(claim.attribution.source is None for claim in run.claims)
    assert documents["characters"].to_list() == [len(entry.text or "") for entry in run.documents]
    assert documents["claims"].sum() == len(run.claims)
    evidence = run.to_polars()
    assert evidence.equals(run.table.to_polars())
    assert evidence["start"].dtype == polars.Int64
    assert evidence["speakers"].dtype == polars.List(polars.String)
    with pytest.raises(InputError, match="there is no frame of rows; there are evidence, claims, documents"):
        run.to_pandas("rows")


def test_frames_are_grouped_and_joined_as_usual(run: Run) -> None:
    frame = run.to_pandas()
    joined = frame.merge(run.to_pandas("claims"), on="claim_id", suffixes=("", "_of_claim"))
    assert len(joined) == len(frame)
    counted = frame.explode("speakers").groupby("speakers", dropna=True)["row_id"].nunique()
    assert counted.sum() == sum(len(row.speakers) for row in run.table)
    assert isinstance(counted, pandas.Series)
