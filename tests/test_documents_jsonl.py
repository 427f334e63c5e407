"""JSON Lines: texts and ids stay what their user wrote."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.documents import Limits, Loaded, read, stream
from claimextract.models import Document, DocumentEntry

characters = st.characters(exclude_categories=("Cs",))
texts = st.text(characters, min_size=1).filter(str.strip)


def load(content: str | bytes, **options) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read([path], **options)


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@given(st.lists(st.tuples(st.text(characters, min_size=1), texts), unique_by=lambda item: item[0]), st.booleans())
def test_texts_and_ids_round_trip_code_point_for_code_point(items, ascii_only):
    content = "\n".join(json.dumps({"id": i, "text": text}, ensure_ascii=ascii_only) for i, text in items)
    loaded = load(content or "\n")
    assert {document.id: document.text for document in loaded.documents} == dict(items)


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc\n", "e\u0301 is not é", "\ufeffmark", "\u2028\u2029\x85 no line ends", "𝔘nicode", " x ", "a\0b"]
)
def test_nothing_is_normalised(text):
    assert load(lines({"id": "a", "text": text})).documents[0].text == text


def test_all_fields_and_unknown_keys():
    record = {
        "id": "A-1",
        "text": "One.",
        "title": "On one",
        "authors": ["Mira Tolland", "Jon Asker"],
        "publisher": "Orlanda Post",
        "published": "2021-11",
        "url": "https://post.example.org/1",
        "language": "en",
        "path": "archive/1.txt",
        "sha256": "not this",
        "counts": {"claims": 3},
        "comment": [1, 2],
    }
    (document,) = load(lines(record)).documents
    expected = {key: value for key, value in record.items() if key not in ("sha256", "counts", "comment", "authors")}
    assert {key: getattr(document, key) for key in expected} == expected
    assert document.authors == ("Mira Tolland", "Jon Asker")
    assert len(document.sha256) == 64


def test_fields_of_wrong_types_do_not_stop_a_document():
    record = {
        "text": "One.",
        "title": 1984,
        "authors": "Mira Tolland; Jon Asker",
        "published": {},
        "url": [],
        "language": None,
    }
    (document,) = load(lines(record)).documents
    assert (document.title, document.authors) == ("1984", ("Mira Tolland", "Jon Asker"))
    assert (document.published, document.url, document.language) == (None, None, None)


def test_a_date_that_cannot_be_read_is_told_with_its_line():
    with pytest.warns(UserWarning, match="corpus.jsonl line 2: `published: yesterday` is no date that can be read"):
        loaded = load(lines({"text": "One.", "published": "2021"}, {"text": "Two.", "published": "yesterday"}))
    assert sorted(document.published or "" for document in loaded.documents) == ["", "2021"]


CLAIM = {"claim_id": "4b95", "document_id": "91e0", "text": "The mill has no wheel.", "evidence": []}


def test_a_file_of_claims_is_no_file_of_documents():
    expected: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mill.claims.jsonl"
        path.write_text(lines(CLAIM, {**CLAIM, "claim_id": "4b96"}), encoding="utf-8")
        Path(folder, "mill.txt").write_text("The mill has no wheel.", encoding="utf-8")
        met = list(stream([folder], counted=expected.append))
    assert sum(expected) == 2  # files
    assert [one.text for one in met if isinstance(one, Document)] == ["The mill has no wheel."]
    [skipped] = [one for one in met if isinstance(one, DocumentEntry)]
    assert (skipped.status, skipped.path) == ("skipped", str(path))
    assert "holds claims" in skipped.reason


def test_a_claim_among_documents_is_passed_over():
    loaded = load(lines({"id": "a", "text": "One."}, CLAIM, {"id": "b", "text": "Two.", "claim_id": "mine"}))
    assert [document.id for document in loaded.documents] == ["a", "b"]
    [skipped] = [entry for entry in loaded.entries if entry.status == "skipped"]
    assert skipped.reason.startswith("line 2 of")


def test_without_an_id_the_hash_of_the_text_is_the_id():
    (document,) = load(lines({"text": "One.", "id": None})).documents
    assert document.id == document.sha256[:16]


def test_a_number_as_id_is_written_as_it_stands():
    assert load(lines({"id": 42, "text": "One."})).documents[0].id == "42"


def test_the_same_text_under_two_ids_stays_two_documents():
    loaded = load(lines({"id": "a", "text": "One."}, {"id": "b", "text": "One."}))
    assert [document.id for document in loaded.documents] == ["a", "b"]


def test_the_same_text_without_ids_is_read_once():
    loaded = load(lines({"text": "One."}, {"text": "One."}))
    assert len(loaded.documents) == 1
    (skipped,) = [entry for entry in loaded.entries if entry.status == "skipped"]
    assert "line 2 of" in skipped.reason
    assert "line 1" in skipped.reason
    assert loaded.documents[0].id in skipped.reason


def test_the_same_id_and_text_is_read_once():
    loaded = load(lines({"id": "a", "text": "One."}, {"id": "a", "text": "One."}))
    assert [document.id for document in loaded.documents] == ["a"]
    assert sorted(entry.status for entry in loaded.entries) == ["ok", "skipped"]


def test_the_same_id_with_another_text_fails():
    loaded = load(lines({"id": "a", "text": "One."}, {"id": "a", "text": "Two."}, {"id": "b", "text": "Three."}))
    assert [document.text for document in loaded.documents] == ["One.", "Three."]
    (failed,) = [entry for entry in loaded.entries if entry.status == "failed"]
    assert "line 2 of" in failed.reason
    assert "'a'" in failed.reason


def test_a_users_id_that_is_the_hash_of_another_text_merges_nothing():
    taken = load(lines({"text": "Two."})).documents[0].id
    loaded = load(lines({"id": taken, "text": "One."}, {"text": "Two."}))
    assert [document.text for document in loaded.documents] == ["One."]
    assert sorted(entry.status for entry in loaded.entries) == ["failed", "ok"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b'{"text": "One', "JSON"),
        (b"[1, 2]", "object"),
        (b'"text"', "object"),
        (b'{"id": "x"}', "no `text`"),
        (b'{"text": null}', "no `text`"),
        (b'{"text": 5}', "not a string"),
        (b'{"text": ""}', "empty"),
        (b'{"text": " \\n\\u3000"}', "white space"),
        (b'{"text": "half \\ud83d of it"}', "surrogate"),
        (b'{"id": "\\udc00", "text": "One."}', "surrogate"),
        (b'{"id": "", "text": "One."}', "`id`"),
        (b'{"id": 1.5, "text": "One."}', "`id`"),
        (b'{"id": true, "text": "One."}', "`id`"),
        (b'{"text": "caf\xe9"}', "UTF-8"),
        (b"[" * 100_000, "JSON"),
        (b'{"text": "One.", "n": ' + b"9" * 5000 + b"}", "JSON"),
        (b"\x89PNG\0\0", "UTF-8"),
    ],
)
def test_a_bad_line_fails_by_its_number_and_the_others_go_on(bad, says):
    loaded = load(b'{"id": "a", "text": "First."}\n\n' + bad + b'\n{"id": "b", "text": "Last."}')
    assert [document.id for document in loaded.documents] == ["a", "b"]
    (failed,) = [entry for entry in loaded.entries if entry.status == "failed"]
    assert failed.reason.startswith("line 3 of ")
    assert "corpus.jsonl" in failed.reason
    assert failed.path.endswith("corpus.jsonl")
    assert says in failed.reason


def test_half_a_surrogate_pair_in_a_title_does_not_stop_the_document():
    (entry,) = load(b'{"text": "One.", "title": "A \\ud800 title"}').entries
    assert entry.status == "ok"
    assert entry.model_dump_json()


def test_a_whole_surrogate_pair_is_one_character():
    assert load(b'{"text": "\\ud83d\\ude00"}').documents[0].text == "😀"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(encoding):
    content = lines({"id": "a", "text": "Ätna — 火"}, {"id": "b", "text": "Two."}).replace("\n", "\r\n")
    assert [document.text for document in load(content.encode(encoding)).documents] == ["Ätna — 火", "Two."]


def test_the_limit_is_for_a_line():
    small = [{"id": str(number), "text": "x" * 50} for number in range(20)]
    loaded = load(lines(*small, {"id": "large", "text": "y" * 200}), limits=Limits(file_size=100))
    assert len(loaded.documents) == 20
    (failed,) = [entry for entry in loaded.entries if entry.status == "failed"]
    assert "line 21 of" in failed.reason
