"""Rows of the evidence table: ids that stay, an order that is fixed, a CSV that is safe."""

import csv
import hashlib
import io
import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimextract.errors import ConfigurationError, InputError
from claimextract.models import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    Cluster,
    Document,
    EvidenceRow,
    Grounding,
    Member,
    Provenance,
    Source,
    Span,
    Stance,
)
from claimextract.table import COLUMNS, Table, build, csv_text
from claimextract.table.history import history


def document(name: str, text: str, published: str | None = None) -> Document:
    return Document.from_text(text, id=name, published=published)


def claim(name: str, source: Document, passage: str, speaker: str | None = None, **fields: Any) -> Claim:
    start = source.text.index(passage)
    return Claim(
        claim_id=name,
        document_id=source.id,
        text=passage,
        evidence=(Span.of(source.text, start, start + len(passage)),),
        attribution=Attribution(type="indirect", source=Source(name=speaker, kind="person") if speaker else None),
        grounding=fields.pop("grounding", Grounding(status="grounded", tier="exact")),
        provenance=Provenance(package_version="0"),
        **fields,
    )


def cluster(*members: Claim, status: Any = "single-source", stances: tuple[Stance, ...] = ()) -> Cluster:
    chosen = stances or ("supports",) * len(members)
    placed = [Member(claim_id=m.claim_id, stance=s, reason="") for m, s in zip(members, chosen, strict=True)]
    return Cluster(
        canonical=members[0].claim_id,
        members=tuple(placed),
        status=status,
        independent_sources=1,
        explanation="One claim of one article.",
    )


A = document("a", "The quay cracked in May. Odd Lunde blamed the ice.", "2031-05-04")
B = document("b", "In Torvik the quay cracked. Brandt disagreed.", "2031-05-03")
C = document("c", "The quay of Torvik cracked.")
ONE = claim("c1", A, "The quay cracked in May.", "Ilse Brandt")
TWO = claim("c2", B, "In Torvik the quay cracked.", "Brandt")
THREE = claim("c3", C, "The quay of Torvik cracked.")
FOUR = claim("c4", A, "Odd Lunde blamed the ice.", "Odd Lunde")
DOCUMENTS, CLAIMS = [A, B, C], [ONE, TWO, THREE, FOUR]


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_a_row_leads_back_to_the_characters() -> None:
    [row, other] = build([cluster(ONE, TWO, THREE), cluster(FOUR)], CLAIMS, DOCUMENTS)
    texts = {source.id: source.text for source in DOCUMENTS}
    assert [item.claim_id for item in row.evidence] == ["c2", "c1", "c3"]  # by date; the undated last
    for item in (*row.evidence, *other.evidence):
        assert texts[item.document_id][item.start : item.end] == item.quote
    assert row.row_id == hashed("c2")
    assert (row.claim, row.documents, row.speakers) == (ONE.text, 3, ("Ilse Brandt",))
    assert row.first_stated == "2031-05-03"
    assert other.row_id == hashed("c4")


def test_every_span_of_evidence_is_an_item() -> None:
    spans = (Span.of(A.text, 0, 8), Span.of(A.text, 25, 34))
    split = ONE.model_copy(update={"evidence": spans})
    [row] = build([cluster(split)], [split], [A])
    assert [item.quote for item in row.evidence] == ["The quay", "Odd Lunde"]
    assert row.documents == 1


def dated(base: Claim, *events: str, stated: str | None = None) -> Claim:
    dates = [ClaimDate(role="event", value=value) for value in events]
    return base.model_copy(update={"dates": (*dates, *([ClaimDate(role="statement", value=stated)] if stated else []))})


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((("2031-05",), ("2031-05-02",), ("2031-05-02",)), "2031-05-02"),
        ((("2031",), ("2031-05",), ()), "2031-05"),
        ((("2031-05-02",), ("2031-05-01",), ("2031-05-01",)), "2031-05-01"),
        (((), (), ()), None),
        ((("no date",), (), ()), None),
        ((("2031-05-02/2031-05-04",), ("2031-22~",), ()), "2031-05-02/2031-05-04"),
    ],
)
def test_the_event_date_is_the_one_that_fits_most(events: tuple[tuple[str, ...], ...], expected: str | None) -> None:
    claims = [dated(base, *values) for base, values in zip((ONE, TWO, THREE), events, strict=True)]
    [row] = build([cluster(*claims)], claims, DOCUMENTS)
    assert row.event_date == expected


def test_the_date_of_a_refining_claim_comes_second() -> None:
    stances: tuple[Stance, ...] = ("supports", "refines")
    since, once = dated(ONE, "2012/.."), dated(TWO, "2016")
    [row] = build([cluster(since, once, stances=stances)], [since, once], DOCUMENTS)
    assert row.event_date == "2012/.."
    [row] = build([cluster(ONE, once, stances=stances)], [ONE, once], DOCUMENTS)
    assert row.event_date == "2016"


def test_first_stated_is_the_day_of_publication_where_no_earlier_statement_is_known() -> None:
    early, late = document("early", "The ferry sank.", "2031-05-02"), document("late", "The ferry sank.", "2031-05-03")
    told = claim("b", late, "The ferry sank.", dates=(ClaimDate(role="statement", value="2031-05-03"),))
    members = [claim("a", early, "The ferry sank."), told]
    [row] = build([cluster(*members)], members, [early, late])
    assert row.first_stated == "2031-05-02"


def test_what_has_no_date_has_no_place_in_the_history() -> None:
    one, other = document("one", "The ferry sank."), document("other", "The ferry sank.")
    members = [claim("a", one, "The ferry sank."), claim("b", other, "The ferry sank.")]
    [row] = build([cluster(*members)], members, [one, other])
    assert row.history == ()


def test_the_history_is_in_the_order_of_time_and_not_of_the_members() -> None:
    days = {"b": "2031-05-02", "c": "2031-05-03", "a": "2031-05"}
    texts = {name: document(name, "The ferry sank.", day) for name, day in days.items()}
    told = [
        (Member(claim_id=name, stance="supports", reason="", source=number), claim(name, text, text.text), text)
        for number, (name, text) in enumerate(reversed(texts.items()))
    ]
    early = min(told, key=lambda one: one[2].published or "")
    for members in (told, told[::-1]):
        steps = history(members)
        assert [step.change for step in steps] == ["first", "confirmed", "confirmed"]
        assert [step.claim_id for step in steps] == [early[1].claim_id, "b", "c"]


def test_first_stated_is_the_earliest_statement_of_the_row_s_side() -> None:
    claims = [dated(ONE, stated="2031-04-30"), dated(TWO, stated="2031-04"), dated(THREE, stated="2030")]
    [row] = build(
        [cluster(*claims, status="disputed", stances=("supports", "refines", "contradicts"))], claims, DOCUMENTS
    )
    assert row.first_stated == "2031-04"


def test_cited_works_stand_once_and_without_a_span() -> None:
    work = CitedWork(name="Ice Report", date="2030", span=Span.of(A.text, 0, 3))
    claims = [
        ONE.model_copy(update={"cited_works": (work,)}),
        TWO.model_copy(
            update={"cited_works": (CitedWork(name="ice report", date="2030"), CitedWork(name="Ice Report"))}
        ),
    ]
    [row] = build([cluster(*claims)], claims, DOCUMENTS)
    assert [(cited.name, cited.date, cited.span) for cited in row.cited_works] == [
        ("ice report", "2030", None),
        ("Ice Report", None, None),
    ]


def test_rows_stand_most_articles_first_then_disputed() -> None:
    clusters = [cluster(FOUR), cluster(THREE, status="disputed"), cluster(ONE, TWO, status="corroborated")]
    rows = build(clusters, CLAIMS, DOCUMENTS)
    assert [row.status for row in rows] == ["corroborated", "disputed", "single-source"]
    assert build(list(reversed(clusters)), CLAIMS[::-1], DOCUMENTS[::-1]) == rows


def test_a_row_that_grows_at_its_front_keeps_its_id() -> None:
    [old] = build([cluster(ONE, THREE)], CLAIMS, DOCUMENTS)
    [new] = build([cluster(ONE, TWO, THREE)], CLAIMS, DOCUMENTS, [old])
    assert new.evidence[0].claim_id == "c2"
    assert new.row_id == old.row_id == hashed("c1")


def test_a_split_row_leaves_its_id_to_the_larger_part() -> None:
    [old] = build([cluster(ONE, TWO, THREE)], CLAIMS, DOCUMENTS)
    rows = build([cluster(TWO), cluster(ONE, THREE)], CLAIMS, DOCUMENTS, [old])
    ids = {row.evidence[0].claim_id: row.row_id for row in rows}
    assert ids["c1"] == old.row_id == hashed("c2")
    assert ids["c2"] not in {old.row_id, hashed("c1")}


def test_merged_rows_keep_the_id_of_the_larger() -> None:
    old = build([cluster(ONE, THREE), cluster(TWO)], CLAIMS, DOCUMENTS)
    [new] = build([cluster(ONE, TWO, THREE)], CLAIMS, DOCUMENTS, old)
    assert new.row_id == hashed("c1")


MANY = [claim(f"m{number}", A, "The quay cracked in May.") for number in range(8)]


def partition(labels: list[int]) -> list[Cluster]:
    groups: dict[int, list[Claim]] = {}
    for label, member in zip(labels, MANY, strict=True):
        groups.setdefault(label, []).append(member)
    return [cluster(*group) for group in groups.values()]


LABELS = st.lists(st.integers(0, 4), min_size=8, max_size=8)


@settings(max_examples=60, deadline=None)
@given(LABELS, LABELS, LABELS)
@example([1, 2, 2, 1, 0, 0, 2, 1], [3, 0, 3, 2, 0, 0, 0, 2], [1, 2, 0, 3, 0, 0, 2, 0])  # a row split twice
def test_ids_are_unique_and_do_not_change_where_rows_do_not(
    first: list[int], second: list[int], third: list[int]
) -> None:
    old = build(partition(second), MANY, [A], build(partition(first), MANY, [A]))
    assert build(partition(second), MANY, [A], old) == old
    new = build(partition(third), MANY, [A], old)
    assert len({row.row_id for row in new}) == len(new)
    assert build(partition(third), MANY, [A], old[::-1]) == new


def test_evidence_that_is_not_in_the_article_stops_the_table() -> None:
    changed = document("a", A.text.replace("cracked", "brakked"))
    with pytest.raises(InputError, match="evidence of claim c1"):
        build([cluster(ONE)], [ONE], [changed])
    with pytest.raises(InputError, match="document a"):
        build([cluster(ONE)], [ONE], [])
    with pytest.raises(InputError, match="claim c1"):
        build([cluster(ONE)], [], [A])


def test_an_ungrounded_claim_never_becomes_a_row() -> None:
    loose = claim("c9", A, "The quay cracked in May.", grounding=Grounding(status="ungrounded"))
    with pytest.raises(InputError, match="not grounded"):
        build([cluster(loose)], [loose], [A])


def read_back(rows: list[EvidenceRow]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(rows), newline="")))


def test_csv_has_one_line_for_each_passage() -> None:
    rows = build([cluster(ONE, TWO, THREE), cluster(FOUR)], CLAIMS, DOCUMENTS)
    text = csv_text(rows)
    assert "\r" not in text
    assert text == Table(tuple(rows)).to_csv()
    lines = read_back(rows)
    assert list(lines[0]) == list(COLUMNS)
    assert [line["claim_id"] for line in lines] == ["c2", "c1", "c3", "c4"]
    assert {line["row_id"] for line in lines[:3]} == {rows[0].row_id}
    assert (lines[0]["documents"], lines[0]["start"], lines[2]["speaker"]) == ("3", "0", "")


def test_csv_joins_lists() -> None:
    other = TWO.model_copy(update={"attribution": FOUR.attribution})
    lines = read_back(build([cluster(ONE, other)], [ONE, other], DOCUMENTS))
    assert lines[0]["speakers"] == "Odd Lunde; Ilse Brandt"


@pytest.mark.parametrize(
    "attack",
    ['=HYPERLINK("http://torvik.invalid","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"],
)
def test_no_cell_is_a_formula(attack: str) -> None:
    source = document("x", attack, "2031")
    hostile = claim("c5", source, attack, speaker=attack, cited_works=(CitedWork(name=attack),))
    [line] = read_back(build([cluster(hostile)], [hostile], [source]))
    for column in ("claim", "quote", "speaker", "speakers", "cited_works"):
        assert line[column] == f"'{attack}"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_survives_the_csv(text: str) -> None:
    source = document("x", text)
    [line] = read_back(build([cluster(only := claim("c6", source, text))], [only], [source]))
    assert line["quote"].removeprefix("'") == text.removeprefix("'")


def test_an_empty_table_is_its_header() -> None:
    assert csv_text([]).count("\n") == 1
    assert len(Table()) == 0
    assert list(Table()) == []


def test_a_table_says_what_it_holds_and_not_every_row() -> None:
    rows = build([cluster(ONE, TWO, status="corroborated"), cluster(FOUR)], CLAIMS, DOCUMENTS)
    assert repr(Table(tuple(rows))) == "<Table of 2 rows: 1 corroborated, 1 single-source>"
    assert repr(Table()) == "<Table of 0 rows>"


def test_a_quotation_of_several_lines_stays_in_its_cell() -> None:
    source = document("x", "“The quay,”\nBrandt said,\r\n“will hold.”")
    text = csv_text(build([cluster(only := claim("c7", source, source.text))], [only], [source]))
    [header, row] = csv.reader(io.StringIO(text, newline=""))
    assert dict(zip(header, row, strict=True))["quote"] == source.text


def test_the_date_of_a_claim_that_disagrees_is_not_the_row_s() -> None:
    claims = [dated(ONE), dated(TWO, "2031-05"), dated(THREE, "2031-06-02")]
    built = cluster(*claims, status="disputed", stances=("supports", "refines", "contradicts"))
    [row] = build([built], claims, DOCUMENTS)
    assert row.event_date == "2031-05"


@pytest.mark.parametrize(("library", "method"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, library: str, method: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ConfigurationError, match=f"pip install {library}"):
        getattr(Table(), method)()
