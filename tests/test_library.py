"""The package as a library: its public names, each call and its async twin, and the objects they give."""

import ast
import asyncio
import inspect
import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import claimextract
from claimextract import (
    Claim,
    Comparison,
    Document,
    Extraction,
    InputError,
    Run,
    RunFolderError,
    Settings,
    Table,
    aextract,
    aload_documents,
    areconcile,
    areplay,
    arun,
    compare,
    extract,
    load_documents,
    normalize_date,
    reconcile,
    replay,
    run,
)
from stub import Stub, first_allowed

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture
def settings(stub: Stub, articles: Path) -> Settings:
    return Settings(**stub.settings)


# -- what is not meant so ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "remedy"),
    [
        (lambda: load_documents(["articles"]), "each path is an argument of its own"),
        (lambda: run(["articles"], out="out"), "each path is an argument of its own"),
        (lambda: run("articles", out="out", settings={"model": "local"}), "settings must be claimextract.Settings"),
        (lambda: extract([], {"model": "local"}), "settings must be claimextract.Settings"),
        (lambda: reconcile([], [], {"judge": True}), "settings must be claimextract.Settings"),
        (lambda: extract("articles/*.md"), "extract takes documents: extract"),
        (lambda: extract([Path("articles")]), "extract takes documents: extract"),
        (lambda: compare("ab"), "compare takes pairs of texts"),
        (lambda: compare([("a", "b", "c")]), "compare takes pairs of texts"),
        (lambda: compare(["ab"]), "compare takes pairs of texts"),
        (lambda: claimextract.decide("out", "same"), "decide takes a folder and a claimextract.Decision"),
    ],
)
def test_what_a_call_cannot_take_is_an_error_with_the_remedy(articles, call, remedy) -> None:
    with pytest.raises(claimextract.ClaimextractError, match=re.escape(remedy)):
        call()
    assert not Path("out").exists()


def test_a_generator_of_documents_will_do(articles, settings) -> None:
    documents = load_documents("articles")
    assert extract((document for document in documents), settings).claims == extract(documents, settings).claims


def test_a_run_is_shown_in_a_line(articles, settings) -> None:
    result = run("articles", settings=settings)
    assert repr(result).startswith(
        f"<Run of 2 documents, {len(result.claims)} claims, Table of {len(result.table)} rows: "
    )
    assert len(repr(result)) < 150
    assert repr(Run(Table(), (), (), (), {})) == "<Run of 0 documents, 0 claims, Table of 0 rows>"
    assert result.table[0] is result.table.rows[0]
    assert result.table[-2:] == result.table.rows[-2:]


def test_the_version_is_that_of_the_package() -> None:
    assert claimextract.__version__ == version("claimextract")


# -- names -------------------------------------------------------------------------------------------------------------


def test_every_public_name_is_there_and_nothing_else_is_promised() -> None:
    for name in claimextract.__all__:
        assert getattr(claimextract, name).__name__ == name
    assert sorted(claimextract.__all__) == claimextract.__all__
    assert set(claimextract.__all__) <= set(dir(claimextract))
    with pytest.raises(AttributeError, match="no attribute 'reconcille'"):
        claimextract.reconcille  # noqa: B018


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(inspect.getsource(claimextract))
    [checked] = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    assert {name.name for node in checked.body for name in node.names} == set(claimextract.__all__)


def test_every_public_call_and_record_is_documented() -> None:
    undocumented = [name for name in claimextract.__all__ if not inspect.getdoc(getattr(claimextract, name))]
    assert undocumented == []


def test_calls_that_wait_have_a_twin_that_does_not() -> None:
    for name in ("load_documents", "extract", "reconcile", "run", "replay"):
        call, twin = getattr(claimextract, name), getattr(claimextract, f"a{name}")
        assert inspect.iscoroutinefunction(twin)
        assert not inspect.iscoroutinefunction(call)
        both = inspect.signature(call).parameters, inspect.signature(twin).parameters
        assert list(both[0]) == [parameter for parameter in both[1] if parameter in both[0]]


def test_importing_costs_next_to_nothing() -> None:
    code = "import time; t = time.process_time(); import claimextract; print(time.process_time() - t)"
    assert min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ) < 0.2  # fmt: skip


# -- calls -------------------------------------------------------------------------------------------------------------


def test_documents_claims_and_table_step_by_step(settings, articles) -> None:
    documents = load_documents(articles)
    assert [(d.path, d.title, d.published) for d in documents] == [
        (f"{articles}/harbour.md", "The storm", "2021-03-06"),
        (f"{articles}/pier.txt", None, None),
    ]
    extraction = extract(documents, settings)
    assert isinstance(extraction, Extraction)
    assert [entry.status for entry in extraction.documents] == ["ok", "ok"]
    assert all(isinstance(claim, Claim) for claim in extraction.claims)
    table = reconcile(extraction.claims, documents, settings)
    assert isinstance(table, Table)
    assert len(table) > 0
    assert {item.document_id for row in table for item in row.evidence} == {d.id for d in documents}


def test_a_run_is_those_steps_in_one(settings, articles) -> None:
    documents = load_documents(articles)
    extraction = extract(documents, settings)
    result = run(articles, settings=settings)
    assert isinstance(result, Run)
    assert result.claims == extraction.claims
    assert result.table == reconcile(extraction.claims, documents)
    assert {entry.path for entry in result.documents} == {d.path for d in documents}
    assert not Path("out").exists()


def test_async_twins_give_the_same(settings, articles) -> None:
    async def steps():
        documents = await aload_documents(articles)
        extraction = await aextract(documents, settings)
        table = await areconcile(extraction.claims, documents, settings)
        whole = await arun(articles, out="out", settings=settings)
        again = await areplay("out", "again")
        return documents, extraction.claims, table, whole.table, again.table

    documents, claims, table, *whole = asyncio.run(steps())
    assert documents == load_documents(articles)
    assert claims == extract(documents, settings).claims
    assert whole == [table, table]
    assert table == replay("out").table


def test_sync_calls_work_inside_a_running_loop(settings, articles) -> None:
    async def notebook():
        return run(articles, settings=settings)

    assert asyncio.run(notebook()).claims == run(articles, settings=settings).claims


def test_errors_come_through_a_running_loop(articles) -> None:
    async def notebook():
        replay(articles)

    with pytest.raises(RunFolderError, match=r"no run\.json"):
        asyncio.run(notebook())


def test_own_documents_need_no_file(settings) -> None:
    document = Document.from_text("“The bell is lost,” sexton Maud Terrel said.", id="bell", published="2020-02")
    [claim] = extract([document], settings).claims
    assert claim.document_id == "bell"
    assert claim.attribution.type == "direct"
    [row] = reconcile([claim], [document])
    assert row.evidence[0].published == "2020-02"


def test_unreadable_files_are_warned_of_and_nothing_at_all_is_an_error(articles) -> None:
    (articles / "empty.txt").touch()
    with pytest.warns(UserWarning, match=r"empty\.txt: is empty"):
        assert len(load_documents(articles)) == 2
    with (
        pytest.warns(UserWarning, match=r"nowhere\.txt"),
        pytest.raises(InputError, match=r"nowhere\.txt: does not exist"),
    ):
        load_documents("nowhere.txt")


def test_a_strong_models_words_become_claims(settings, stub, articles) -> None:
    def answer(request):
        schema = request["response_format"]["json_schema"]["schema"]
        value = first_allowed(schema)
        claims = ["The harbour of Tessaly lost 14 boats.", "The harbour of Tessaly lost 41 boats."]
        return (
            {name: claims if name == first else value[name] for name in value} if (first := target(request)) else value
        )

    def target(request):
        user = request["messages"][-1]["content"]
        return next(
            (line.split(":")[0] for line in user.splitlines() if line.startswith("claims_") and "14" in line), None
        )

    stub.answer = answer
    [document] = load_documents(articles / "harbour.md")
    result = extract([document], settings)
    texts = [claim.text for claim in result.claims]
    assert "The harbour of Tessaly lost 14 boats." in texts
    assert "The harbour of Tessaly lost 41 boats." not in texts
    assert any("41" in rejection.text + rejection.reason for rejection in result.rejected)


# -- single parts ------------------------------------------------------------------------------------------------------


def test_dates_are_normalised_on_their_own() -> None:
    assert normalize_date("March 3, 2021") == "2021-03-03"
    assert normalize_date("last year", published="2021-03-06") == "2020"
    assert normalize_date("the other day") is None


def test_texts_are_compared_in_pairs_and_in_order() -> None:
    pairs = [
        ("The storm sank 14 boats in Tessaly.", "The storm sank 19 boats in Tessaly."),
        ("The storm sank 14 boats in Tessaly.", "The storm sank 14 boats in Tessaly."),
        ("The storm sank 14 boats in Tessaly.", "The museum of Varn opens on Sundays."),
    ]
    found = compare(pairs)
    assert all(isinstance(one, Comparison) for one in found)
    assert [(one.relation, one.cause) for one in found] == [
        ("contradicts", "number"),
        ("same", None),
        ("different", None),
    ]
    assert compare([]) == []


# -- the table as data -------------------------------------------------------------------------------------------------


def test_frames_hold_one_line_for_each_passage(settings, articles) -> None:
    table = run(articles, settings=settings).table
    passages = [(row.row_id, item.quote) for row in table for item in row.evidence]
    pandas, polars = table.to_pandas(), table.to_polars()
    assert list(zip(pandas["row_id"], pandas["quote"], strict=True)) == passages
    assert list(zip(polars["row_id"].to_list(), polars["quote"].to_list(), strict=True)) == passages
    assert list(pandas.columns) == polars.columns
    assert table.to_csv().splitlines()[0] == ",".join(f'"{column}"' for column in polars.columns)


def test_empty_frames_have_their_columns() -> None:
    assert Table().to_pandas().shape == Table().to_polars().shape
    assert len(Table().to_polars().columns) > 10


def test_records_speak_json(settings, articles) -> None:
    [first, *_] = extract(load_documents(articles), settings).claims
    assert Claim.model_validate(json.loads(first.model_dump_json())) == first
