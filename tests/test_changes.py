"""What a new article changes in the table, and what it leaves as it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimextract import Claim, Decision, Document, Ignored, RowChange, Settings, reconcile, run, update_table
from claimextract.cli import main
from claimextract.models import EvidenceRow
from claimextract.pipeline import reconcile_folder
from claimextract.pipeline.tables import rows_of
from claimextract.table import changes
from desk import AGAIN, BARNS, LIBRARY, MORE, desk, folder_of, row_of, rows

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

NONE = "The fire in Mill Lane in Ostrel destroyed no barns."


def told(found: Any) -> list[tuple[str, str]]:
    """Each change in short: what it is, and what the row says."""
    return [(one.change, (one.after or one.before).claim) for one in found]


def grown(texts: list[str], more: list[str]) -> tuple[list[EvidenceRow], list[EvidenceRow]]:
    """The rows before and after some articles came in."""
    documents, claims = desk(*texts, *more)
    before = rows_of(claims[: len(texts)], documents[: len(texts)])
    return before, rows_of(claims, documents, before)


# -- what counts as a change -------------------------------------------------------------------------------------------


def test_a_row_is_confirmed_disputed_or_new() -> None:
    before, after = grown([BARNS, LIBRARY], [AGAIN])
    [change] = changes(before, after)
    assert (change.change, change.row_id) == ("confirmed", before[0].row_id)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.independent_sources, change.after.independent_sources) == (1, 2)
    assert change.documents == ("d2",)
    assert told(changes(*grown([BARNS], [MORE]))) == [("disputed", BARNS)]
    assert told(changes(*grown([BARNS], [LIBRARY]))) == [("new", LIBRARY)]
    assert changes(*grown([BARNS, LIBRARY], [])) == []


def test_a_row_that_one_more_confirms_has_changed() -> None:
    before, after = grown([BARNS, AGAIN], ["The Mill Lane fire destroyed 14 barns in Ostrel, the brigade said."])
    assert [one.change for one in changes(before, after)] == ["changed"]


def test_a_later_figure_of_one_house_supersedes() -> None:
    documents, claims = desk(BARNS, MORE)
    documents = [document.model_copy(update={"publisher": "Ostrel Post"}) for document in documents]
    before = rows_of(claims[:1], documents[:1])
    [change] = changes(before, rows_of(claims, documents, before))
    assert change.change == "superseded"


def test_what_is_gone_is_withdrawn_and_where_its_claims_went_is_told() -> None:
    documents, claims = desk(BARNS, LIBRARY)
    before = rows_of(claims, documents)
    barns, library = row_of(before, claims[0]), row_of(before, claims[1])
    [gone] = changes(before, rows_of(claims[:1], documents[:1], before))
    assert (gone.change, gone.row_id, gone.after, gone.into) == ("withdrawn", library.row_id, None, None)
    one = Decision(kind="same", groups=(tuple(claim.claim_id for claim in claims),))
    merged = rows_of(claims, documents, before, [one])
    [kept, gone] = sorted(changes(before, merged), key=lambda change: change.change)
    assert (kept.change, gone.change) == ("confirmed", "withdrawn")
    assert gone.into == kept.row_id
    assert {kept.row_id, gone.row_id} == {barns.row_id, library.row_id}


def test_what_needs_attention_comes_first() -> None:
    before, after = grown([BARNS, LIBRARY], [MORE, "Ostrel has a ferry to Varn.", LIBRARY.replace("will", "is to")])
    kinds = [one.change for one in changes(before, after)]
    assert kinds == sorted(kinds, key=["disputed", "superseded", "withdrawn", "confirmed", "new", "changed"].index)
    assert kinds[0] == "disputed"
    assert "new" in kinds


# -- adding and running at once ----------------------------------------------------------------------------------------

POOL = (
    BARNS,
    AGAIN,
    MORE,
    NONE,
    LIBRARY,
    "The council of Ostrel will not open a new library beside the ferry pier.",
    "The brigade of Ostrel has 40 members.",
    "On Friday the brigade of Ostrel had 46 members, its chief said.",
)


def bare(table: Any) -> list[EvidenceRow]:
    return sorted((row.model_copy(update={"row_id": ""}) for row in table), key=lambda row: row.evidence[0].claim_id)


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.sampled_from(POOL), min_size=1, max_size=9), cut=st.integers(0, 9), order=st.randoms())
def test_adding_gives_the_rows_of_one_run(texts: list[str], cut: int, order: Any) -> None:
    documents, claims = desk(*texts)
    held = list(zip(documents, claims, strict=True))
    order.shuffle(held)  # what comes later may have been published earlier
    table: list[EvidenceRow] = []
    for end in sorted({min(cut, len(held)), len(held)}):
        before = table
        table = rows_of([claim for _, claim in held[:end]], [document for document, _ in held[:end]], before)
        old, new = {row.row_id: row for row in before}, {row.row_id: row for row in table}
        assert len(new) == len(table)
        found = {change.row_id: change for change in changes(before, table)}
        untouched = (old.keys() | new.keys()) - found.keys()
        assert all(old[name].evidence == new[name].evidence for name in untouched)
        assert {name for name, change in found.items() if change.change == "new"} == new.keys() - old.keys()
        assert {name for name, change in found.items() if change.change == "withdrawn"} == old.keys() - new.keys()
    assert bare(table) == bare(reconcile(claims, documents))


WORDS = "mule ferry pier clerk baker mill quay tower bridge well barn lamp".split()
PEOPLE = "Brask Orm Terrel Voss Lindqvist Moss Arden Helle".split()


@settings(max_examples=20, deadline=None)
@given(
    picks=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(WORDS), st.integers(2, 4)), min_size=2, max_size=40
    ),
    cut=st.integers(1, 39),
)
def test_a_table_that_is_updated_holds_every_claim_once_and_leaves_the_rest_alone(picks: Any, cut: int) -> None:
    documents, claims = desk(*(f"{who} sold {many} lamps to the {what} keeper." for who, what, many in picks))
    cut = min(cut, len(claims) - 1)
    before = reconcile(claims[:cut], documents[:cut])
    after = update_table(before, claims, documents, {document.id for document in documents[cut:]})
    held = [claim for row in after for claim in {item.claim_id for item in row.evidence}]
    assert sorted(held) == sorted(claim.claim_id for claim in claims)
    assert len({row.row_id for row in after}) == len(after)
    changed = {change.row_id for change in changes(before.rows, after.rows)}
    kept = {row.row_id: row for row in after}
    assert all(kept[row.row_id] == row for row in before if row.row_id not in changed)
    assert bare(after) == bare(reconcile(claims, documents))


def test_an_update_follows_withdrawals_and_decisions() -> None:
    documents, claims = desk(BARNS, AGAIN, LIBRARY, MORE)
    table = reconcile(claims, documents)
    gone = update_table(table, claims[1:], documents[1:], [])
    assert bare(gone) == bare(reconcile(claims[1:], documents[1:]))
    decided = [
        Decision(kind="same", groups=((claims[0].claim_id, claims[2].claim_id),)),
        Decision(kind="ignore", ignored=Ignored(kind="document", name="d3")),
    ]
    after = update_table(table, claims, documents, [], decided)
    assert bare(after) == bare(reconcile(claims, documents, decisions=decided))
    assert bare(update_table(after, claims, documents, [])) == bare(table)


# -- a run's folder ----------------------------------------------------------------------------------------------------


def lines(path: Path) -> list[RowChange]:
    return [RowChange.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_first_table_has_changed_nothing(stub, articles) -> None:
    result = run(articles, out="out", settings=Settings(**stub.settings))
    assert result.changes == ()
    assert not Path("out", "changes.jsonl").exists()
    again = run(articles, out="out", settings=Settings(**stub.settings))
    assert again.changes == ()
    assert not Path("out", "changes.jsonl").exists()


def test_an_article_that_is_added_is_told_of(stub, articles) -> None:
    configured = Settings(**stub.settings)
    first = run(articles / "harbour.md", out="out", settings=configured)
    result = run(articles / "pier.txt", out="out", settings=configured, add=True)
    assert result.changes
    assert lines(Path("out", "changes.jsonl")) == list(result.changes)
    kept = {row.row_id for row in first.table}
    assert kept <= {row.row_id for row in result.table} | {one.row_id for one in result.changes}
    assert {one.change for one in result.changes} >= {"new"}
    assert bare(result.table) == bare(run(articles, settings=configured).table)
    withdrawn = run(articles / "harbour.md", out="out", settings=configured)
    assert {one.change for one in withdrawn.changes} >= {"withdrawn"}
    assert [row.row_id for row in withdrawn.table] == [row.row_id for row in first.table]


def test_a_run_that_was_stopped_tells_the_same_the_next_time(stub, articles, monkeypatch) -> None:
    configured = Settings(**stub.settings)
    run(articles / "harbour.md", out="out", settings=configured)
    with monkeypatch.context() as patch:
        patch.setattr("claimextract.pipeline.performing.write_extraction", crash)
        with pytest.raises(RuntimeError, match="power cut"):
            run(articles / "pier.txt", out="out", settings=configured, add=True)
    stopped = lines(Path("out", "changes.jsonl"))
    again = run(articles / "pier.txt", out="out", settings=configured, add=True)
    assert stopped
    assert list(again.changes) == stopped


def crash(*_: object, **__: object) -> None:
    raise RuntimeError("power cut")


def test_the_extraction_alone_leaves_no_changes_of_another_table(stub, articles) -> None:
    configured = Settings(**stub.settings)
    run(articles / "pier.txt", out="out", settings=configured)
    run(articles, out="out", settings=configured)
    assert Path("out", "changes.jsonl").exists()
    result = run(articles, out="out", settings=configured, table=False)
    assert result.changes == ()
    assert not Path("out", "changes.jsonl").exists()
    assert reconcile_folder("out").changes == ()
    assert not Path("out", "changes.jsonl").exists()


def test_ten_changes_are_named_and_the_rest_is_counted(tmp_path, capsys) -> None:
    documents, claims = desk(*(f"Ferry number {n} of Ostrel carries {n + 2} mules to {place}." for n, place in PLACES))
    folder = folder_of(tmp_path / "out", documents[:1], claims[:1])
    add(folder, documents, claims)
    with pytest.raises(SystemExit) as ended:
        main(["reconcile", str(folder)])
    assert not ended.value.code
    said = capsys.readouterr().err.splitlines()
    many = len(rows(folder)) - 1
    assert said[0] == f"since the last table: {many} new"
    assert [line.startswith("  new: Ferry number") for line in said[1:11]] == [True] * 10
    assert said[11] == f"  and {many - 10} more: changes.jsonl"
    assert len(lines(folder / "changes.jsonl")) == many
    with pytest.raises(SystemExit):
        main(["reconcile", str(folder), "--quiet"])
    assert capsys.readouterr().err == ""


PLACES = list(enumerate("Varn Solheim Torvik Brask Dray Quell Harn Pellow Ness Corliss Teal Oland Marsk".split()))


def add(folder: Path, documents: list[Document], claims: list[Claim]) -> None:
    """Put articles into a folder as extraction does."""
    entries = [json.loads(line) for line in (folder / "documents.jsonl").read_text().splitlines()]
    known = {entry["id"] for entry in entries}
    more = [entries[0] | document.model_dump(mode="json") for document in documents if document.id not in known]
    (folder / "documents.jsonl").write_text("".join(f"{json.dumps(entry)}\n" for entry in [*entries, *more]))
    (folder / "claims.jsonl").write_text("".join(f"{claim.model_dump_json()}\n" for claim in claims))
