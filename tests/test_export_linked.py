"""JSON-LD against the published contexts, and cited works against the published schema of CSL-JSON."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyld import jsonld

import claimextract
from claimextract import Run
from claimextract.report.formats import contexts
from claimextract.report.formats.csl_dates import csl_date
from claimextract.report.formats.fragments import passage_address, web_address
from claimextract.report.formats.material import Material
from exported import OA, PASSAGES, SDO, expanded, hostile_run, loader

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds" / "run"
DOC = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "tests" / "schemas" / "csl-data.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
PROV = "http://www.w3.org/ns/prov#"
OTHERS = {
    "http://purl.org/dc/terms/issued",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/ns/activitystreams#items",
    "http://www.w3.org/ns/activitystreams#OrderedCollectionPage",
}


@pytest.fixture(scope="module", params=["hostile", "seeds"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run: Run | Path = hostile_run() if request.param == "hostile" else SEEDS
    return claimextract.export(run, "jsonld", tmp_path_factory.mktemp("linked") / "x.jsonld")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return expanded(claimextract.export(hostile_run(), "jsonld", tmp_path_factory.mktemp("linked") / "x.jsonld"))


def terms() -> dict[str, set[str]]:
    """The IRIs that each published context defines."""
    found: dict[str, set[str]] = {}
    for address, document in contexts().items():
        own = document["@context"]
        prefixes = {name: iri for name, iri in own.items() if isinstance(iri, str) and iri[-1] in "#/"}
        texts = re.findall(r'"([a-z]+):([A-Za-z]\w*)"', json.dumps(document))
        found[address] = {prefixes[prefix] + name for prefix, name in texts if prefix in prefixes}
    return found


def iris(node: object) -> Iterator[str]:
    """Every property, type and datatype in expanded JSON-LD."""
    if isinstance(node, list):
        for one in node:
            yield from iris(one)
    elif isinstance(node, dict):
        kinds = node.get("@type", [])
        yield from [kinds] if isinstance(kinds, str) else kinds
        for name, one in node.items():
            if not name.startswith("@"):
                yield name
            if name != "@type":
                yield from iris(one)


def test_no_term_is_dropped_and_each_is_one_that_is_published(path: Path) -> None:
    dropped: list[str] = []
    nodes = expanded(path, on_property_dropped=dropped.append)
    assert dropped == []
    known = set().union(*terms().values())
    used = set(iris(nodes))
    unknown = {iri for iri in used if iri not in known} - OTHERS - {"http://id.loc.gov/datatypes/edtf"}
    assert unknown == {iri for iri in unknown if iri.startswith("http://www.w3.org/2001/XMLSchema#")}
    assert {f"{SDO}Claim", f"{SDO}Quotation", f"{SDO}CreativeWork", f"{SDO}Dataset"} <= used
    assert {f"{OA}Annotation", f"{OA}TextPositionSelector", f"{OA}TextQuoteSelector"} <= used
    assert {f"{PROV}Activity", f"{PROV}Entity", f"{PROV}Usage", f"{PROV}Generation"} <= used


def test_every_name_in_the_file_is_defined_by_the_context_it_stands_under(path: Path) -> None:
    """schema.org's context takes any name for its own, so a slip would expand too: each must be one it defines."""
    published = contexts()
    schema, annotation, prov = (document["@context"] for document in published.values())
    provenance = set(prov) | {
        name for term in prov.values() for name in (term.get("@context", {}) if isinstance(term, dict) else {})
    }
    graph = json.loads(path.read_text(encoding="utf-8"))["@graph"]
    for node in graph:
        given = node.get("@context", [None, "https://schema.org/"])[1]
        own = {"https://schema.org/": set(schema), "http://www.w3.org/ns/anno.jsonld": set(annotation)}
        assert named(node) - own.get(given, provenance) <= {"http://purl.org/dc/terms/issued"}


def named(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(named, node))
    if isinstance(node, dict):
        own = {name for name in node if not name.startswith("@")} | {
            k for k in [node.get("@type")] if k and ":" not in k
        }
        return own.union(*(named(one) for name, one in node.items() if name != "@context"))
    return set()


def test_every_statement_survives_as_rdf(path: Path) -> None:
    """RDF has no relative addresses and drops what has one: there is a triple for every value, so none was dropped."""
    nodes = jsonld.flatten(expanded(path))
    values = [one for node in nodes for name, many in node.items() if not name.startswith("@") for one in many]
    types = sum(len(node.get("@type", [])) for node in nodes)
    items = sum(len(one.get("@list", [])) for one in values)
    quads = jsonld.to_rdf(json.loads(path.read_text(encoding="utf-8")), {"documentLoader": loader})["@default"]
    assert len(quads) == len(values) + types + 2 * items
    assert not any(str(one.get("@value")).startswith("urn:") for one in values)  # what names a thing is no text


def test_only_the_shipped_contexts_are_named(path: Path) -> None:
    found = set(re.findall(r'"@context":(?:\[null,)?"(.*?)"', path.read_text(encoding="utf-8")))
    assert found == set(contexts())


def of_type(nodes: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [node for node in nodes if kind in node.get("@type", [])]


def test_rows_claims_passages_and_documents_lead_to_each_other(hostile: list[dict[str, Any]]) -> None:
    run = hostile_run()
    ids = {node["@id"] for node in hostile if "@id" in node}
    claims = of_type(hostile, f"{SDO}Claim")
    assert len(claims) == len(run.claims) + len(run.table)
    assert len(of_type(hostile, f"{SDO}Quotation")) == len(PASSAGES)
    for node in claims:
        for link in (*node.get(f"{SDO}isBasedOn", []), *node[f"{SDO}appearance"]):
            assert link["@id"] in ids
    [table] = of_type(hostile, f"{SDO}Dataset")
    assert {part["@id"] for part in table[f"{SDO}hasPart"]} < ids
    assert len(table[f"{SDO}hasPart"]) == len(run.table)
    statuses = [node[f"{SDO}creativeWorkStatus"][0]["@value"] for node in claims]
    assert statuses.count("ungrounded") == 1
    assert set(statuses) == {"grounded", "ungrounded", "disputed", "corroborated", "superseded", "single-source"}


def test_only_words_of_their_own_have_the_speaker_for_author(hostile: list[dict[str, Any]]) -> None:
    run = hostile_run()
    direct = sum(claim.attribution.type == "direct" and bool(claim.evidence) for claim in run.claims)
    assert len([q for q in of_type(hostile, f"{SDO}Quotation") if f"{SDO}author" in q]) == direct > 0


def test_the_run_used_the_documents_and_made_the_table(hostile: list[dict[str, Any]]) -> None:
    [table] = of_type(hostile, f"{SDO}Dataset")
    [activity] = of_type(hostile, f"{PROV}Activity")
    usages = of_type(hostile, f"{PROV}Usage")
    used = {usage[f"{PROV}entity"][0]["@id"] for usage in usages}
    documents = of_type(hostile, f"{SDO}CreativeWork")
    read = {one["@id"] for one in documents if one[f"{SDO}creativeWorkStatus"][0]["@value"] == "ok"}
    assert used == read
    assert len(read) == 3
    assert {one["@reverse"][f"{PROV}qualifiedUsage"][0]["@id"] for one in usages} == {activity["@id"]}
    [made] = of_type(hostile, f"{PROV}Generation")
    assert made["@reverse"][f"{PROV}qualifiedGeneration"][0]["@id"] == table["@id"]
    agents = of_type(hostile, f"{PROV}Agent")
    types = [agent["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"][0]["@id"] for agent in agents]
    assert types == [f"{PROV}SoftwareAgent"] * 2


def test_no_address_but_http_is_given(tmp_path: Path) -> None:
    for format in ("jsonld", "csl"):
        text = claimextract.export(hostile_run(), format, tmp_path / format).read_text(encoding="utf-8")
        found = re.findall(r'"(?:url|URL)": ?"(.*?)"', text)
        assert found
        assert all(address.startswith("https://") for address in found)


# The contexts


def test_the_contexts_ship_with_their_origin() -> None:
    folder = ROOT / "src" / "claimextract" / "report" / "formats"
    notice = (folder / "NOTICE").read_text(encoding="utf-8")
    for file in folder.glob("*.jsonld"):
        assert file.name in notice
    assert [len(document["@context"]) for document in contexts().values()] == [2717, 114, 30]


def test_the_example_in_the_docs_reads_an_export_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [code] = re.findall(r"^```python\n(.*?)^```$", DOC, flags=re.M | re.S)
    (tmp_path / "out").mkdir()
    claimextract.export(SEEDS, "jsonld", tmp_path / "out" / "evidence.jsonld")
    monkeypatch.chdir(tmp_path)
    found: dict[str, Any] = {}
    exec(code, found)
    run = json.loads((SEEDS / "run.json").read_text(encoding="utf-8"))
    assert len(of_type(found["nodes"], f"{SDO}Claim")) == run["claims"]["all"] + run["rows"]["all"]


# Cited works


@pytest.mark.parametrize("source", ["hostile", "seeds"])
def test_cited_works_fit_the_published_schema(source: str, tmp_path: Path) -> None:
    run: Run | Path = hostile_run() if source == "hostile" else SEEDS
    items = json.loads(claimextract.export(run, "csl", tmp_path / "x.json").read_text(encoding="utf-8"))
    VALIDATOR.validate(items)
    assert len({item["id"] for item in items}) == len(items) > 0
    for item in items:
        assert "\n" not in item["note"] + item["title"]


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2021", {"date-parts": [[2021]]}),
        ("2021-10", {"date-parts": [[2021, 10]]}),
        ("2020-06-08", {"date-parts": [[2020, 6, 8]]}),
        ("2020-06-08T10:00:00", {"date-parts": [[2020, 6, 8]]}),
        ("2022-06~", {"date-parts": [[2022, 6]], "circa": True}),
        ("2022?", {"date-parts": [[2022]], "circa": True}),
        ("198X", {"date-parts": [[1980], [1989]], "circa": True}),
        ("2004-06-XX", {"date-parts": [[2004, 6]], "circa": True}),
        ("2021-21", {"date-parts": [[2021]], "season": 1}),
        ("2021-24", {"date-parts": [[2021]], "season": 4}),
        ("2021-29", {"date-parts": [[2021]], "season": 1}),
        ("1989-35", {"date-parts": [[1989, 7], [1989, 9]]}),
        ("1989-40", {"date-parts": [[1989, 1], [1989, 6]]}),
        ("2012/2014-05", {"date-parts": [[2012], [2014, 5]]}),
        ("2012/..", {"date-parts": [[2012], [0]]}),
        ("2012-03-04/", {"date-parts": [[2012, 3, 4], [0]]}),
        ("2021-22/2021-23", {"date-parts": [[2021, 6], [2021, 11]]}),
        ("../2012", {"literal": "../2012"}),
        ("soon", {"literal": "soon"}),
        ("2021-13", {"literal": "2021-13"}),
    ],
)
def test_edtf_becomes_a_date_of_csl(edtf: str, expected: dict[str, Any]) -> None:
    assert csl_date(edtf) == expected


@given(
    st.from_regex(r"[0-9]{3}[0-9X](-[0-9X]{2}(-[0-9X]{2})?)?[~?%]?(/(\.\.|[0-9]{4}(-[0-9]{2})?)?)?", fullmatch=True)
    | st.text()
)
@example("0000-00")
@settings(max_examples=40)
def test_any_date_fits_the_schema(value: str) -> None:
    VALIDATOR.validate([{"type": "book", "id": "x", "issued": csl_date(value)}])


# Addresses of passages


@pytest.mark.parametrize(
    ("url", "passage", "expected"),
    [
        ("https://a.example/x", "Two words, said-so.", "https://a.example/x#:~:text=Two%20words%2C%20said%2Dso."),
        ("https://a.example/x#part", "Yes & no", "https://a.example/x#part:~:text=Yes%20%26%20no"),
        (
            "http://a.example",
            "one two three four five six\nseven eight nine ten eleven",
            "http://a.example#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven",
        ),
        ("https://a.example/x", " \n", "https://a.example/x"),
        ("javascript:alert(1)", "x", None),
        ("https://a.example/<script>", "x", None),
        ("https://a.example/ x", "x", None),
        ("ftp://a.example", "x", None),
        (None, "x", None),
    ],
)
def test_a_passage_has_an_address_on_its_page(url: str | None, passage: str, expected: str | None) -> None:
    assert passage_address(url, passage) == expected
    assert (web_address(url) is None) == (expected is None)


def test_a_run_id_follows_the_content() -> None:
    run = hostile_run()
    material = Material(run.table.rows, run.claims, run.documents, run.summary)
    same = Material(list(run.table.rows), list(run.claims), list(run.documents), {**run.summary, "seconds": 4.2})
    other = Material(run.table.rows[:-1], run.claims, run.documents, run.summary)
    assert material.run_id == same.run_id != other.run_id
    assert re.fullmatch("[0-9a-f]{16}", material.run_id)
