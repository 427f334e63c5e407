"""The five tables in DuckDB, SQLite and Parquet, as docs/formats.md has them, and its queries."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

import claimextract
from claimextract import DocumentEntry, Run, RunFolderError, Table
from claimextract.report.formats.schema import TABLES
from exported import PASSAGES, hostile_run

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds" / "run"
DOC = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^([^\n]+):\n\n```sql\n(.*?)^```$", DOC, flags=re.M | re.S)
SPAN = 'STRUCT("start" BIGINT, "end" BIGINT, exact VARCHAR)'


def later(run: Run) -> Run:
    """The same run after more was read: one row is disputed now."""
    rows = [row.model_copy(update={"status": "disputed"}) if row.row_id == "r3" else row for row in run.table]
    return Run(Table(tuple(rows)), run.claims, run.documents, (), run.summary)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "affair.duckdb"
    for run in (SEEDS, hostile_run(), later(hostile_run())):
        claimextract.export(run, "duckdb", path)
    return path


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "seeds.duckdb"
    for run in (hostile_run(), SEEDS):
        claimextract.export(run, "duckdb", path)
    return path


def documented(table: str) -> list[tuple[str, str]]:
    part = re.search(rf"^### {table}$(.*?)^##", DOC, flags=re.M | re.S)[1]
    return [
        (name, kind.replace("SPAN", SPAN)) for name, kind in re.findall(r"^\| (\w+) \| (.+?) \| ", part, flags=re.M)[1:]
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_documented_as_it_is(table, base: Path) -> None:
    assert documented(table.name) == [(column.name, column.type) for column in table.columns]
    with duckdb.connect(str(base), read_only=True) as connection:
        held = connection.execute(f"DESCRIBE {table.name}").fetchall()
    assert [(name, kind.replace('"', "")) for name, kind, *_ in held] == [
        (column.name, column.type.replace('"', "")) for column in table.columns
    ]


def run_query(base: Path, query: str) -> list[dict[str, object]]:
    with duckdb.connect(str(base), read_only=True) as connection:
        result = connection.execute(query)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def query(beginning: str) -> str:
    [found] = [text for title, text in QUERIES if title.startswith(beginning)]
    return found


def test_there_are_five_queries_and_the_check_of_offsets() -> None:
    assert len(QUERIES) == 6


def test_the_offsets_hold_in_sql(base: Path, tmp_path: Path) -> None:
    check = next(text for _, text in QUERIES)
    assert run_query(base, check) == []
    claimextract.export(hostile_run(), "sqlite", tmp_path / "x")
    with closing(sqlite3.connect(tmp_path / "x")) as connection:
        found = connection.execute(check).fetchall()
        text = next(entry.text for entry in hostile_run().documents if "\0" in (entry.text or ""))
        end = text.index("\0")
        hidden = [one for one in PASSAGES.values() if one in text and text.index(one) + len(one) > end]
        assert sorted(quote for _, quote in found) == sorted(hidden)  # SQLite's substr does not see past NUL
        broken = "UPDATE evidence SET quote_start = quote_start + 1, quote_end = quote_end + 1"
        connection.execute(broken)
        assert len(connection.execute(check).fetchall()) == len(PASSAGES)


def test_what_is_disputed(base: Path) -> None:
    found = run_query(base, query("What is disputed"))
    assert len(found) == 3  # of the latest run: two rows, and the one that is disputed since
    assert found[0]["quote"] == PASSAGES["plain"]
    assert (found[0]["that"], found[0]["cause"]) == (PASSAGES["formula"], "number")


def test_who_is_heard_most(seeds: Path) -> None:
    found = run_query(seeds, query("Who is heard"))
    assert found[0] == {"speaker": "Patricia M. Kim", "claims": 26, "corroborated": 2, "articles": 1}
    assert [row["claims"] for row in found] == sorted((row["claims"] for row in found), reverse=True)
    assert not any("<b>" in row["speaker"] for row in found)  # of an earlier run


def test_which_works_are_leaned_on(seeds: Path) -> None:
    found = run_query(seeds, query("Which works"))
    assert found[0] == {"name": "China Brief", "publisher": "China Brief", "articles": 1, "claims": 4}
    assert "Xinhuanet" in {row["name"] for row in found}


def test_what_happened_in_a_span_of_time(seeds: Path) -> None:
    dates = [row["event_date"] for row in run_query(seeds, query("What is said to have happened"))]
    assert {"2012/..", "2021-07"} <= set(dates)
    assert "1961" not in dates
    assert [date[:4] for date in dates] == sorted(date[:4] for date in dates)


def test_how_rows_changed(base: Path) -> None:
    [found] = run_query(base, query("How rows changed"))
    assert (found["row_id"], found["run"], found["before"], found["after"]) == ("r3", 3, "single-source", "disputed")


def test_the_query_on_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    path = claimextract.export(SEEDS, "parquet", "out/evidence-parquet")
    assert {file.name for file in path.iterdir()} == {f"{table.name}.parquet" for table in TABLES}
    [code] = re.findall(r"`(SELECT count.*?parquet')`", DOC)
    [[count]] = duckdb.connect().execute(code).fetchall()
    assert count == len((SEEDS / "evidence.jsonl").read_text(encoding="utf-8").splitlines())
    metadata = duckdb.connect().execute(
        "SELECT key, value FROM parquet_kv_metadata('out/evidence-parquet/rows.parquet')"
    )
    held = {key.decode(): value.decode() for key, value in metadata.fetchall()}
    assert re.fullmatch("[0-9a-f]{16}", held["run_id"])


@pytest.mark.parametrize("format", ["duckdb", "sqlite"])
def test_a_database_keeps_every_run_once(format: str, tmp_path: Path) -> None:
    path, run = tmp_path / "affair", hostile_run()
    claimextract.export(run, format, path)
    claimextract.export(later(run), format, path)
    with pytest.warns(UserWarning, match="holds this run already"):
        claimextract.export(run, format, path)
    connection = duckdb.connect(str(path)) if format == "duckdb" else sqlite3.connect(path)
    with closing(connection):
        counts = {t.name: connection.execute(f'SELECT count(*) FROM "{t.name}"').fetchone()[0] for t in TABLES}
        numbers = connection.execute("SELECT number FROM runs ORDER BY number").fetchall()
    assert numbers == [(1,), (2,)]
    assert counts == {
        "runs": 2, "documents": 8, "claims": 2 * len(run.claims), "rows": 2 * len(run.table),
        "evidence": 2 * len(PASSAGES),
    }  # fmt: skip


@pytest.mark.parametrize("format", ["duckdb", "sqlite"])
def test_another_database_is_refused_and_stays(format: str, tmp_path: Path) -> None:
    path = tmp_path / "other"
    connection = duckdb.connect(str(path)) if format == "duckdb" else sqlite3.connect(path)
    with closing(connection):
        connection.execute("CREATE TABLE claims (mine INTEGER)")
        connection.commit()
    with pytest.raises(RunFolderError, match="its table claims has other columns; name another file"):
        claimextract.export(hostile_run(), format, path)
    connection = duckdb.connect(str(path)) if format == "duckdb" else sqlite3.connect(path)
    with closing(connection):
        catalogue = "duckdb_tables()" if format == "duckdb" else "sqlite_master WHERE type = 'table'"
        column = "table_name" if format == "duckdb" else "name"
        assert connection.execute(f"SELECT {column} FROM {catalogue}").fetchall() == [("claims",)]


@pytest.mark.parametrize("format", ["duckdb", "sqlite"])
def test_a_file_that_is_no_database_is_refused_and_stays(format: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Some notes that are no database at all. " * 100)
    with pytest.raises(RunFolderError, match=r"notes\.txt: .*; name another file"):
        claimextract.export(hostile_run(), format, path)
    assert path.read_text() == "Some notes that are no database at all. " * 100


def test_sqlite_declares_its_keys_and_holds_lists_as_json(tmp_path: Path) -> None:
    path = claimextract.export(hostile_run(), "sqlite", tmp_path / "x")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("DELETE FROM rows")
        speakers = "SELECT DISTINCT each.value FROM rows, json_each(speakers) AS each ORDER BY 1"
        assert connection.execute(speakers).fetchall() == [("=Odd",), ("Ilse <b>Brandt</b>",)]
        [evidence] = connection.execute("SELECT evidence FROM claims WHERE claim_id = 'c-astral'").fetchone()
        assert json.loads(evidence)[0]["exact"] == PASSAGES["astral"]
        ignored = connection.execute("SELECT count(*) FROM evidence WHERE ignored").fetchone()
        assert ignored == (sum(item.ignored for row in hostile_run().table for item in row.evidence),)


def test_dates_have_their_first_and_last_day(base: Path) -> None:
    [row] = run_query(base, "SELECT * FROM rows JOIN runs USING (run_id) WHERE row_id = 'r0' AND number = 2")
    assert (str(row["event_from"]), row["event_until"]) == ("2012-01-01", None)
    assert row["first_stated_from"].isoformat() < "2031-05-01" < row["first_stated_until"].isoformat()


def test_ungrounded_claims_and_unread_documents_are_there(base: Path) -> None:
    [claim] = run_query(
        base, "SELECT * FROM claims JOIN runs USING (run_id) WHERE status = 'ungrounded' AND number = 2"
    )
    assert (claim["evidence"], claim["reasons"]) == ([], ["not in the document"])
    [entry] = run_query(base, "SELECT * FROM documents JOIN runs USING (run_id) WHERE status = 'failed' AND number = 2")
    assert (entry["text"], entry["reason"]) == (None, "is no [PDF](x)")


@pytest.mark.parametrize("format", ["duckdb", "sqlite"])
def test_a_repeated_id_of_a_document_is_told_apart(format: str, tmp_path: Path) -> None:
    run = hostile_run()
    again = DocumentEntry.unread("again.txt", "skipped", "the same text").model_copy(update={"id": "a"})
    path = claimextract.export(
        Run(run.table, run.claims, (*run.documents, again), (), run.summary), format, tmp_path / "x"
    )
    connection = duckdb.connect(str(path)) if format == "duckdb" else sqlite3.connect(path)
    with closing(connection):
        ids = connection.execute("SELECT document_id, reason FROM documents WHERE document_id LIKE 'a%' ORDER BY 1")
        assert ids.fetchall() == [("a", None), ("a~2", "the same text")]
