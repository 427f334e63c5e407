"""What a person sees while a run goes on: a bar on a terminal, lines elsewhere."""

import io
from contextlib import redirect_stderr

import pytest

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
