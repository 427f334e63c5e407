"""What is kept of a finished document, and under which key."""

import pytest

from claimextract import Document, Settings
from claimextract.config import profile_named
from claimextract.models import DocumentEntry, Rejection
from claimextract.pipeline.extracting import Outcome
from claimextract.pipeline.shares import Share
from claimextract.pipeline.storing import FileStore, Finished

DOCUMENT = Document.from_text("The mill of Tessaly has no wheel.")
REJECTED = tuple(Rejection(document_id=DOCUMENT.id, stage="wording", text=text, reason="no") for text in ("a", "b"))


@pytest.fixture
def value() -> bytes:
    return Share.of(Outcome(entry=DocumentEntry.of(DOCUMENT), rejected=REJECTED)).bytes()


def test_a_share_comes_back_as_it_was(value) -> None:
    share = Share.read(value)
    assert share is not None
    assert share.bytes() == value
    assert share.outcome().rejected == REJECTED


def test_a_share_with_a_line_too_many_or_too_few_is_none(value) -> None:
    lines = value.split(b"\n")
    assert Share.read(b"\n".join(lines[:-1])) is None
    assert Share.read(b"\n".join([*lines, lines[-1]])) is None
    assert Share.read(lines[0]) is None


@pytest.mark.parametrize(
    "asked", [{"reasks": 5}, {"seed": 77}, {"temperature": 0.5}], ids=["reasks", "seed", "temperature"]
)
def test_a_document_that_was_asked_about_otherwise_is_another(tmp_path, asked) -> None:
    def key(settings: Settings) -> str:
        return Finished(FileStore(tmp_path), "stub", profile_named("capable"), settings).key(DOCUMENT)

    assert key(Settings()) == key(Settings(retries=9))
    assert key(Settings()) != key(Settings(**asked))
