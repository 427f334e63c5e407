"""What a person sees while a run goes on: a bar on a terminal, lines elsewhere."""

import io
from contextlib import redirect_stderr

import pytest

from claimextract import Settings, run
from claimextract.models import Document, DocumentCounts, DocumentEntry
from claimextract.progress import Bar, Lines, Silent, shown

ENTRY = DocumentEntry.of(
    Document.from_text("The mill has no wheel.", path="[red]mill[/red].txt"), counts=DocumentCounts(claims=3)
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return Terminal()


def go_on(progress: Silent) -> None:
    for done in range(0, 1001, 250):
        progress.weights("Fetching the embedded model", done * 10**6, 10**9)
    progress.begin(2)
    progress.asked()
    progress.begin(1)
    progress.asked()
    progress.asked()
    progress.done(ENTRY)


def test_a_terminal_shows_bars(terminal) -> None:
    with redirect_stderr(terminal), shown() as progress:
        assert isinstance(progress, Bar)
        go_on(progress)
    seen = terminal.getvalue()
    assert "Fetching the embedded model (MB)" in seen
    assert "1000/1000" in seen
    assert "3/3" in seen
    assert "ok: [red]mill[/red].txt: 3 claims" in seen  # a name is no markup


def test_a_bar_without_questions_shows_the_documents(terminal) -> None:
    with redirect_stderr(terminal), shown() as progress:
        progress.asked()
        progress.done(ENTRY)
    assert "3 claims" in terminal.getvalue()


def test_elsewhere_there_are_lines(capsys) -> None:
    with shown() as progress:
        assert isinstance(progress, Lines)
        go_on(progress)
    assert capsys.readouterr() == ("", "Fetching the embedded model (1000 MB)\nok: [red]mill[/red].txt: 3 claims\n")


def test_quiet_is_silent(terminal) -> None:
    with redirect_stderr(terminal), shown(quiet=True) as progress:
        go_on(progress)
    assert terminal.getvalue() == ""


def test_a_bar_tells_rate_and_cost(terminal) -> None:
    with redirect_stderr(terminal), shown() as progress:
        progress.expect(4)
        progress.spent(0.0123)
        progress.done(ENTRY)
    seen = terminal.getvalue()
    assert "1/4" in seen
    assert "/s, $0.0123" in seen


def test_the_phase_after_the_documents_is_told(terminal, capsys) -> None:
    with redirect_stderr(terminal), shown() as progress:
        progress.phase("making the table")
    assert "making the table" in terminal.getvalue()
    with shown() as progress:
        progress.phase("making the table")
    assert capsys.readouterr().err == "making the table\n"


class Counted(Silent):
    def __init__(self) -> None:
        self.documents = self.finished = self.calls = self.answers = 0
        self.phases: list[str] = []

    def expect(self, documents: int) -> None:
        self.documents += documents

    def begin(self, calls: int) -> None:
        self.calls += calls

    def asked(self) -> None:
        self.answers += 1

    def done(self, entry: DocumentEntry) -> None:
        self.finished += 1

    def phase(self, name: str) -> None:
        self.phases.append(name)


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_bars_stop_where_the_work_does(articles, stub) -> None:
    whole, capped = Counted(), Counted()
    result = run("articles", settings=Settings(**stub.settings, max_requests=1, concurrency=1), progress=capped)
    assert result.summary["documents"] == {"failed": 1, "ok": 1, "all": 2}
    assert (capped.documents, capped.finished, capped.answers) == (2, 1, 1)
    assert capped.calls > 1
    result = run("articles", settings=Settings(**stub.settings), progress=whole)
    assert (whole.documents, whole.finished, whole.answers) == (2, 2, whole.calls)
    assert whole.phases == [f"{len(result.claims)} claims: making the table"]


class Plain:
    """What a program of before has: no phases."""

    expect = begin = spent = done = lambda self, *_: None
    asked = lambda self: None  # noqa: E731
    weights = lambda self, *_: None  # noqa: E731


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_who_wants_no_phases_is_not_told(articles, stub) -> None:
    assert len(run("articles", settings=Settings(**stub.settings), progress=Plain()).table)
