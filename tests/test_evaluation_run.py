"""``claimextract eval`` from a folder of labels to the table, against a model's stub."""

import json
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from claimextract import config
from claimextract.cli_eval import evaluate as command
from claimextract.config import Settings
from claimextract.errors import ConfigurationError, InputError
from claimextract.evaluation import (
    Evaluation,
    Measure,
    TaskResult,
    change_lines,
    changes,
    evaluate,
    read_documents,
    read_result,
    write_result,
)
from claimextract.pipeline import extract, load_documents
from stub import Stub

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

HARBOUR = (
    "The harbour of Tessaly lost 14 boats in the storm of March 3, 2021. “We will not rebuild the eastern pier,” Mayor "
    "Ilse Brandt said on Friday."
)
FERRY = "“The ferry sailed again on Monday,” said engineer Oskar Lindqvist. It had stood still for three weeks."

app = typer.Typer()
app.command()(command)


def at(words: str, text: str) -> list[int]:
    return [text.index(words), text.index(words) + len(words)]


@pytest.fixture
def labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one small set of each kind."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "labels"
    folder.mkdir()
    pier, ferry = "“We will not rebuild the eastern pier,”", "“The ferry sailed again on Monday,”"
    sets: dict[str, list[dict[str, object]]] = {
        "quotes.jsonl": [
            {
                "id": "h",
                "text": HARBOUR,
                "gold": [{"quote_span": at(pier, HARBOUR), "canonical_speaker": "Ilse Brandt"}],
            },
            {"id": "f", "text": FERRY, "gold": [{"quote_span": at(ferry, FERRY), "canonical_speaker": "Brandt"}]},
        ],
        "attributions.jsonl": [
            {
                "id": "h",
                "text": HARBOUR,
                "publication_date": "2021-03-06",
                "gold": [
                    {
                        "source_spans": [at("Mayor Ilse Brandt", HARBOUR)],
                        "cue_spans": [at("said", HARBOUR)],
                        "content_spans": [at(pier, HARBOUR)],
                        "source": "Mayor Ilse Brandt",
                    }
                ],
            }
        ],
        "dates.jsonl": [
            {
                "id": "f",
                "text": FERRY,
                "dct": "2021-03-10",
                "expressions": [
                    {"span": at("Monday", FERRY), "kind": "day", "value": "2021-03-08"},
                    {"span": at("three weeks", FERRY), "kind": "duration", "value": "P3W"},
                ],
            }
        ],
        "claim_pairs.jsonl": [
            {
                "id": "p1",
                "source": "invented/1",
                "a": "Fourteen boats sank in the harbour of Tessaly.",
                "b": "Fourteen boats sank in the harbour of Tessaly.",
                "label": "same",
                "accept": ["same"],
            }
        ],
        "atomic_claims.jsonl": [
            {"id": "h", "text": HARBOUR, "gold_claims": ["Tessaly lost 14 boats.", "Nobody was hurt in the night."]}
        ],
    }
    for name, lines in sets.items():
        (folder / name).write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return folder


@pytest.fixture
def settings(labels: Path, stub: Stub) -> Settings:
    return Settings(base_url=stub.url, model="stub")


@pytest.fixture
def _code_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is asked nothing, so that the figures are those of the scan."""
    profile = replace(config._PROFILES["capable"], asks=frozenset())
    monkeypatch.setitem(config._PROFILES, "capable", profile)


def value(result: Evaluation, task: str, figure: str) -> float:
    return measure(result, task, figure).value


def measure(result: Evaluation, task: str, figure: str) -> Measure:
    [of_task] = [done for done in result.tasks if done.task == task]
    [found] = [measure for measure in of_task.measures if measure.name == figure]
    return found


@pytest.mark.usefixtures("_code_alone")
def test_every_set_of_a_folder_is_scored(labels, settings):
    result = evaluate(labels, settings=settings)
    assert [done.task for done in result.tasks] == ["quotes", "attributions", "dates", "pairs", "claims", "falsified"]
    assert (result.model, result.data) == ("stub", "labels")
    assert value(result, "quotes", "quotations, IoU >0.8") == 1.0
    assert value(result, "quotes", "speaker right on matched") == 0.5  # the second label names the wrong speaker
    assert value(result, "attributions", "cue span, exact") == 1.0
    assert value(result, "dates", "day, month, year, on gold expressions") == 1.0
    assert value(result, "pairs", "all") == 1.0
    assert value(result, "claims", "units recalled, in one claim's text") == 0.5
    assert measure(result, "falsified", "falsified evidence accepted (fewer is better)").hits == 0


def test_the_cost_is_that_of_the_answers_cached_or_not(labels, settings, stub):
    first = evaluate(labels, ["quotes"], settings).tasks[0].cost
    sent = len(stub.requests)
    assert first.requests == sent > 0
    assert (first.prompt_tokens, first.output_tokens) == (100 * sent, 10 * sent)
    again = evaluate(labels, ["quotes"], settings).tasks[0].cost
    assert len(stub.requests) == sent
    assert again.model_copy(update={"seconds": 0}) == first.model_copy(update={"seconds": 0})


def test_documents_are_those_that_a_run_reads(labels, settings):
    """So that scoring a run's claims.jsonl gives the same figures."""
    documents = load_documents(labels / "quotes.jsonl")
    assert {d.id: d.text for d in documents} == {d.id: d.text for d in read_documents(labels)}
    claimed = {claim.document_id for claim in extract(documents, settings).claims}
    assert claimed == set(evaluate(labels, ["quotes"], settings).tasks[0].documents)


def test_halves_and_limits(labels, settings):
    def documents(**options: object) -> tuple[str, ...]:
        return evaluate(labels, ["quotes"], settings, **options).tasks[0].documents  # type: ignore[arg-type]

    assert documents(half="even") == ("h",)
    assert documents(half="odd") == ("f",)
    assert documents(limit=1) == ("h",)
    assert documents() == ("h", "f")


def test_pairs_ask_no_model(labels, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = evaluate(labels, ["pairs", "falsified"], Settings())
    assert result.model is None
    with pytest.raises(ConfigurationError, match="no model to ask"):
        evaluate(labels, ["quotes"], Settings())


def test_an_unreachable_model_leaves_its_documents_unprocessed(labels):
    settings = Settings(base_url="http://127.0.0.1:9/v1", model="gone", retries=0)
    [result] = evaluate(labels, ["quotes"], settings).tasks
    assert set(result.failed) == {"h", "f"}


@pytest.mark.usefixtures("_code_alone")
def test_gold_beside_its_documents(tmp_path, labels, settings):
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    gold = tmp_path / "gold"
    gold.mkdir()
    claims = extract(load_documents(tmp_path / "ferry.txt"), settings).claims
    path = gold / "ferry.claims.jsonl"
    path.write_text("".join(f"{claim.model_dump_json()}\n" for claim in claims), encoding="utf-8")
    result = evaluate(gold, settings=settings)
    assert [done.task for done in result.tasks] == ["gold", "falsified"]
    assert value(result, "gold", "claims, same words by half") == 1.0
    assert value(result, "gold", "attributions, IoU >0.8") == 1.0

    (tmp_path / "ferry.txt").write_text(f"Lately. {FERRY}", encoding="utf-8")
    with pytest.raises(InputError, match=r"was not found in the text of .*ferry\.txt; align them"):
        evaluate(gold, settings=settings)
    (tmp_path / "ferry.txt").unlink()
    with pytest.raises(InputError, match=r"there is no ferry\.md"):
        evaluate(gold, settings=settings)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "quotes.jsonl, line 3: .*JSON"),
        ('{"id": "x", "text": "Rain."}', "line 3: gold: Field required; correct the label"),
        ('{"id": "x", "text": "Rain.", "gold": [{"quote_span": [1]}]}', "line 3: gold.0.quote_span"),
        ('{"id": "h", "text": "Rain.", "gold": []}', "has the id 'h' of another text"),
        ("", None),
    ],
)
def test_a_label_that_is_none(labels, settings, line, message):
    with (labels / "quotes.jsonl").open("a", encoding="utf-8") as file:
        file.write(line)
    if message is None:
        assert evaluate(labels, ["quotes"], settings).tasks
        return
    with pytest.raises(InputError, match=message):
        evaluate(labels, ["quotes"], settings)


def test_a_folder_without_labels(tmp_path, settings):
    with pytest.raises(InputError, match=r"holds no labels for quotes; name a folder with any of quotes\.jsonl"):
        evaluate(tmp_path, ["quotes"], settings)


# -- what a change did -------------------------------------------------------------------------------------------------


def result(items: dict[str, bool], documents: tuple[str, ...] = ("h", "f")) -> Evaluation:
    hits, gold = sum(items.values()), sum(not item.startswith("+") for item in items)
    figure = Measure(name="quotations", kind="f1", value=hits / max(1, gold), hits=hits, gold=gold)
    task = TaskResult(task="quotes", documents=documents, measures=(figure,), items={"quotations": items})
    return Evaluation(package_version="1", model="stub", data="labels", tasks=(task,))


def test_items_gained_and_lost():
    before = result({"h 0-9": False, "h 20-30": True, "f 0-5": True, "+h 40-44": False})
    after = result({"h 0-9": True, "h 20-30": False, "f 0-5": True, "+f 9-12": False})
    [change] = changes(before, after)
    assert change.gained == ("h 0-9", "+h 40-44")  # a prediction too many has gone
    assert change.lost == ("+f 9-12", "h 20-30")
    lines = list(change_lines([change], {"h": HARBOUR}))
    assert lines[0] == "quotes: quotations: 0.667 -> 0.667 (2/3 -> 2/3; 2 gained, 2 lost)"
    assert "  > h 0-9: The harbo" in lines
    assert "  < +f 9-12" in lines
    assert lines[-1] == "2 gained, 2 lost in all figures"


def test_documents_of_one_result_only_are_left_out():
    before = result({"h 0-9": False, "f 0-5": False, "+f 9-12": False})
    after = result({"h 0-9": True}, documents=("h",))
    [change] = changes(before, after)
    assert (change.gained, change.lost) == (("h 0-9",), ())
    assert changes(before, result({}, ()).model_copy(update={"tasks": ()})) == []


def test_a_result_is_read_as_it_was_written(tmp_path, labels, settings):
    path = tmp_path / "result.json"
    measured = evaluate(labels, settings=settings)
    write_result(path, measured)
    assert read_result(path) == measured
    for words in ("rebuild", "ferry", "Brandt", "boats"):
        assert words not in path.read_text(encoding="utf-8")  # no text of the labelled sets
    assert {c.before == c.after for c in changes(measured, measured)} == {True}
    assert not any(c.gained or c.lost for c in changes(measured, measured))


@pytest.mark.parametrize(("content", "message"), [("[]", "name a file that eval --json"), (None, "cannot be read")])
def test_a_result_that_is_none(tmp_path, content, message):
    if content is not None:
        (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_result(tmp_path / "a.json")


def test_a_result_that_cannot_be_written(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        write_result(tmp_path / "no" / "a.json", result({}))


def test_figures_are_kept_without_items(tmp_path):
    keep = runpy.run_path(str(Path(__file__).parent.parent / "benchmarks" / "keep.py"))["keep"]
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    write_result(first, result({"h 0-9": False}).model_copy(update={"model": "sub/model x"}))
    write_result(second, result({"h 0-9": True}).model_copy(update={"model": "sub/model x", "half": "odd"}))
    kept = [keep(path, tmp_path / "results") for path in (first, second, second)]
    assert {path.name for path in kept} == {"1-sub-model-x.json"}
    figures = json.loads(kept[0].read_text(encoding="utf-8"))
    assert list(figures) == ["labels/quotes", "labels/quotes/odd"]
    assert [values["measures"][0]["value"] for values in figures.values()] == [0.0, 1.0]
    assert "items" not in figures["labels/quotes"]


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_command_prints_one_table_and_writes_the_result(labels, stub):
    options = ["--base-url", stub.url, "--model", "stub", "--task", "quotes", "--task", "pairs"]
    done = CliRunner().invoke(app, [str(labels), *options, "--json", "result.json", "--half", "even"])
    assert done.exit_code == 0, done.output
    assert "quotations, gold covered >0.3" in done.stdout
    assert "model stub" in done.stdout
    assert "answers, " in done.stdout
    assert done.stdout.count("figure") == 1
    assert [t.task for t in read_result(Path("result.json")).tasks] == ["quotes", "pairs"]
    same = CliRunner().invoke(app, [str(labels), "--compare", "result.json", "result.json"])
    assert same.exit_code == 0, same.output
    assert same.stdout.endswith("0 gained, 0 lost in all figures\n")


def test_the_command_ends_with_1_where_documents_failed(labels):
    options = ["--base-url", "http://127.0.0.1:9/v1", "--model", "gone", "--task", "quotes", "--limit", "1", "-q"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMEXTRACT_RETRIES", "0")
        done = CliRunner().invoke(app, [str(labels), *options])
    assert done.exit_code == 1
    assert "1 not processed in full" in done.stdout


def test_seeds_are_the_folder_if_none_is_named(labels, stub):
    done = CliRunner().invoke(app, ["--base-url", stub.url, "--model", "stub"])
    assert isinstance(done.exception, InputError)
    assert "seeds/gold" in str(done.exception)
