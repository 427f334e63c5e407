"""The analyst has the last word: what decisions.yaml may hold, what it does to the table, and how it is added to."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimextract import Decision, Ignored, InputError, RunFolderError, decide, load_decisions, reconcile, replay, run
from claimextract.cli import main
from claimextract.config import Settings
from claimextract.decisions import appended, parse
from claimextract.models import Claim, Document, EvidenceRow
from claimextract.pipeline import decision_on, reconcile_folder
from desk import AGAIN, BARNS, LIBRARY, MORE, article, desk, folder_of, row_of, rows, says

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


def same(*claims: Claim | str, **fields: Any) -> Decision:
    return Decision(kind="same", groups=(ids(claims),), **fields)


def apart(*claims: Claim | str, **fields: Any) -> Decision:
    return Decision(kind="not same", groups=tuple((claim,) for claim in ids(claims)), **fields)


def worded(claim: Claim | str, text: str | None = None, **fields: Any) -> Decision:
    return Decision(kind="wording", groups=(ids([claim]),), text=text, **fields)


def ignore(kind: Any, name: str) -> Decision:
    return Decision(kind="ignore", ignored=Ignored(kind=kind, name=name))


def ids(claims: Any) -> tuple[str, ...]:
    return tuple(claim if isinstance(claim, str) else claim.claim_id for claim in claims)


def table(documents: list[Document], claims: list[Claim], *decisions: Decision) -> list[EvidenceRow]:
    return list(reconcile(claims, documents, decisions=decisions))


# -- together and apart ------------------------------------------------------------------------------------------------


def test_what_is_not_the_same_stands_in_two_rows() -> None:
    documents, claims = desk(BARNS, AGAIN)
    [together] = table(documents, claims)
    assert together.status == "corroborated"
    first, second = table(documents, claims, apart(*claims))
    assert {first.status, second.status} == {"single-source"}
    assert "kept apart from 1 other claim" in first.explanation
    assert first.decisions == second.decisions == (apart(*claims),)


def test_the_same_words_can_be_kept_apart() -> None:
    documents, claims = desk(BARNS, BARNS, BARNS)
    assert len(table(documents, claims)) == 1
    assert len(table(documents, claims, apart(*claims))) == 3


def test_what_is_the_same_stands_in_one_row_however_unlike() -> None:
    documents, claims = desk(BARNS, LIBRARY, "Nobody knows the owner.")
    assert len(table(documents, claims)) == 3
    [row] = table(documents, claims, same(*claims))
    assert {item.stance for item in row.evidence} <= {"supports", "refines"}
    assert (row.status, row.independent_sources) == ("corroborated", 3)
    assert "By the analyst's decision D0 Post, D1 Post and D2 Post say the same." in row.explanation


def test_what_is_the_same_does_not_contradict_itself() -> None:
    documents, claims = desk(BARNS, MORE)
    [disputed] = table(documents, claims)
    assert disputed.status == "disputed"
    [row] = table(documents, claims, same(*claims))
    assert row.status == "corroborated"
    assert [item.cause for item in row.evidence] == [None, None]


def test_two_that_are_the_same_take_one_side_of_a_dispute() -> None:
    documents, claims = desk(BARNS, AGAIN, MORE, LIBRARY)
    [row] = table(documents, claims, same(claims[2], claims[3]))
    stances = {item.document_id: item.stance for item in row.evidence}
    assert stances["d2"] == stances["d3"] == "contradicts"
    assert row.status == "disputed"


def test_what_is_tied_by_a_claim_that_is_gone_stays_tied() -> None:
    documents, claims = desk(BARNS, LIBRARY)
    chain = same(claims[0], "gone"), same("gone", claims[1])
    assert len(table(documents, claims, *chain)) == 1
    documents, claims = desk(BARNS, AGAIN)
    assert len(table(documents, claims, apart(claims[0], "gone"), same("gone", claims[1]))) == 2


def test_a_row_is_split_into_the_groups_given() -> None:
    documents, claims = desk(BARNS, AGAIN, BARNS, AGAIN)
    found = table(documents, claims, Decision(kind="split", groups=(ids(claims[:2]), ids(claims[2:]))))
    assert [{item.document_id for item in row.evidence} for row in found] == [{"d0", "d1"}, {"d2", "d3"}]


def test_a_claim_that_is_new_joins_the_side_it_is_nearer_to() -> None:
    documents, claims = desk(BARNS, MORE, AGAIN)
    found = table(documents, claims, apart(claims[0], claims[1]))
    assert row_of(found, claims[0]) == row_of(found, claims[2])


@pytest.mark.parametrize("decisions", [[same("a", "b"), apart("a", "b")], [worded("a"), worded("a", "Otherwise.")]])
def test_decisions_that_contradict_each_other_are_refused_without_a_file_too(decisions) -> None:
    documents, claims = desk(BARNS)
    with pytest.raises(InputError, match=r"contradict each other: .*`"):
        table(documents, claims, *decisions)


TEXTS = (BARNS, AGAIN, MORE, LIBRARY, "The fire in Mill Lane in Ostrel destroyed no barns.", "Ostrel has 19 barns.")


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.sampled_from(TEXTS), min_size=2, max_size=7),
    pairs=st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 6)), max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_no_decision_is_ever_contradicted(texts: list[str], pairs: list[tuple[bool, int, int]], order: Any) -> None:
    documents, claims = desk(*texts)
    chosen: list[Decision] = []
    for tied, i, j in pairs:
        if i != j and max(i, j) < len(claims):
            decision = same(claims[i], claims[j]) if tied else apart(claims[i], claims[j])
            try:
                table(documents[:1], [], *chosen, decision)
            except InputError:
                continue
            chosen.append(decision)
    found = table(documents, claims, *chosen)
    owner = {item.claim_id: row for row in found for item in row.evidence}
    assert sorted(owner) == sorted(claim.claim_id for claim in claims)
    for decision in chosen:
        a, b = decision.claims
        assert (owner[a].row_id == owner[b].row_id) == (decision.kind == "same")
        if decision.kind == "same":
            stances = {item.claim_id: item.stance == "contradicts" for item in owner[a].evidence}
            assert stances[a] == stances[b]
    shuffled = documents[:], claims[:], chosen[:]
    for part in shuffled:
        order.shuffle(part)
    again = table(shuffled[0], shuffled[1], *shuffled[2])
    assert [row.model_copy(update={"decisions": ()}) for row in again if not row.decisions] == [
        row for row in found if not row.decisions
    ]
    assert [(row.row_id, row.evidence, row.status) for row in again] == [
        (row.row_id, row.evidence, row.status) for row in found
    ]


# -- wording -----------------------------------------------------------------------------------------------------------


def test_a_claim_can_be_chosen_to_stand_for_its_row() -> None:
    documents, claims = desk(BARNS, MORE, BARNS)
    [row] = table(documents, claims, worded(claims[1]))
    assert row.claim == MORE
    assert {item.document_id: item.stance for item in row.evidence} == {
        "d0": "contradicts",
        "d1": "supports",
        "d2": "contradicts",
    }
    assert "the wording is that of D1 Post" in row.explanation


def test_words_of_the_analysts_own_are_shown_as_such_and_checked() -> None:
    documents, claims = desk(BARNS, AGAIN)
    [row] = table(documents, claims, worded(claims[0], "A fire destroyed 14 barns in Ostrel."))
    assert row.claim == "A fire destroyed 14 barns in Ostrel."
    assert f"the wording is not that of the articles; D0 Post says: “{BARNS.rstrip('.')}”" in row.explanation
    assert "bear out" not in row.explanation
    [row] = table(documents, claims, worded(claims[0], "A fire destroyed 40 barns in Ostrel."))
    assert row.claim == "A fire destroyed 40 barns in Ostrel."
    assert 'The passages do not bear out all of that wording: The number "40"' in row.explanation


def test_many_decisions_without_effect_are_counted(tmp_path, capsys) -> None:
    folder = folder_of(tmp_path / "out", *desk(BARNS))
    (folder / "decisions.yaml").write_text("".join(f"- same: [gone{n}, lost{n}]\n" for n in range(50)))
    with pytest.raises(SystemExit):
        main(["reconcile", str(folder)])
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("decisions.yaml")]
    assert len(told) == 21
    assert told[0] == "decisions.yaml, line 1: claim gone0 is no longer among the claims; the entry is kept"
    assert told[-1] == "decisions.yaml: and 80 more without effect: run.json lists them"
    assert len(json.loads((folder / "run.json").read_text())["decisions"]["without effect"]) == 100


def test_the_last_of_two_wordings_holds_where_rows_have_become_one(tmp_path) -> None:
    documents, claims = desk(BARNS, AGAIN)
    folder = folder_of(tmp_path / "out", documents, claims)
    entries = [f'- wording: "{claims[n].claim_id}"\n' for n in (0, 1)]
    (folder / "decisions.yaml").write_text("".join(entries))
    result = reconcile_folder(folder)
    assert [row.claim for row in result.table] == [AGAIN]
    assert result.summary["decisions"] == {
        "all": 2,
        "without effect": ["line 1: line 2 gives the same row another wording"],
    }


# -- ignored sources ---------------------------------------------------------------------------------------------------


def test_an_ignored_source_stays_listed_and_counts_for_nothing() -> None:
    documents, claims = desk(BARNS, AGAIN)
    [row] = table(documents, claims, ignore("publisher", "the d1 post"))
    assert (row.status, row.documents, row.independent_sources) == ("single-source", 1, 1)
    assert {item.document_id: item.ignored for item in row.evidence} == {"d0": False, "d1": True}
    assert "D1 Post not counted" in row.explanation
    assert "say this" not in row.explanation


def test_an_ignored_source_disputes_nothing_and_words_nothing() -> None:
    documents, claims = desk(MORE, BARNS, AGAIN)
    [row] = table(documents, claims)
    assert row.status == "disputed"
    [row] = table(documents, claims, ignore("document", "d0"))
    assert (row.status, row.claim, row.first_stated) == ("corroborated", BARNS, "2030-05-02")
    assert [item.stance for item in row.evidence if item.ignored] == ["contradicts"]


def test_a_row_of_ignored_sources_alone_says_so() -> None:
    documents, claims = desk(BARNS, AGAIN)
    [row] = table(documents, claims, ignore("document", "d0"), ignore("document", "d1"))
    assert (row.status, row.documents, row.independent_sources) == ("single-source", 0, 0)
    assert "D0 Post and D1 Post not counted" in row.explanation
    assert len(row.decisions) == 2
    assert {item.source for item in row.evidence} == {None}


@pytest.mark.parametrize(
    ("kind", "name", "out"),
    [
        ("speaker", "Ida Brask", {"quoted", "relayed"}),
        ("speaker", "Nils Orm", {"relayed"}),
        ("work", "The Barn Survey", {"leaning"}),
        ("document", "desk/plain.txt", {"plain"}),
        ("publisher", "Torvik Press", {"series"}),
        ("publisher", "Torvik", set()),
    ],
)
def test_sources_are_ignored_by_what_they_are(kind, name, out) -> None:
    documents = [
        article("plain", BARNS, path="desk/plain.txt"),
        article("quoted", BARNS),
        article("relayed", BARNS),
        article("leaning", BARNS),
        article("series", BARNS, "Harbour Notes 3 (2), Torvik Press"),
    ]
    claims = [
        says(documents[0]),
        says(documents[1], speaker="Brask"),
        says(documents[2], speaker="Ida Brask", via="Nils Orm"),
        says(documents[3], cites="Barn Survey"),
        says(documents[4]),
    ]
    found = table(documents, claims, ignore(kind, name))
    assert {item.document_id for row in found for item in row.evidence if item.ignored} == out


# -- the file ----------------------------------------------------------------------------------------------------------

WRITTEN = """\
# The desk's own notes stand here.
- same: [a1b2, 12345e67, 007]   # ids stay what they are
  note: >
    two lines
    of reasons
- not_same: [a1b2, null0]
  by: Ada Moreno
  date: 2030-05-09
-   split:
    - [c1, c2]
    - c3
- wording: c1
  text: "Fourteen: no more"
- ignore: {publisher: 'The Echo'}
"""


def test_what_a_person_writes_is_read_as_written() -> None:
    assert parse(WRITTEN, "f") == [
        same("a1b2", "12345e67", "007", note="two lines of reasons", line=2),
        apart("a1b2", "null0", by="Ada Moreno", date="2030-05-09", line=6),
        Decision(kind="split", groups=(("c1", "c2"), ("c3",)), line=9),
        worded("c1", "Fourteen: no more", line=12),
        Decision(kind="ignore", ignored=Ignored(kind="publisher", name="The Echo"), line=14),
    ]


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "[]", "---\n", "\ufeff", "null"])
def test_a_file_without_entries_decides_nothing(text) -> None:
    assert parse(text, "f") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- same: [a, b]\n- samme: [a, b]", r"f, line 2: `samme` is not known here; known are same, not same, split"),
        ("- same: [a, b]\n  reason: x", r"f, line 2: `reason` is not known here; known are .*note, by, date"),
        ("- same: a", r"f, line 1: `same` takes a list of two or more claim ids"),
        ("- same:\n    - a", r"f, line 2: `same` takes a list of two or more"),
        ("- same: [a, a]", "f, line 1: claim a is named twice"),
        ("- same: [a, [b]]", "f, line 1: `same` takes"),
        ("- same: [a, ]", "f, line 1: `same` takes"),
        ("- same: [a, '']", "f, line 1: `same` takes"),
        ("- same: {a: b}", "f, line 1: `same` takes"),
        ("- split: [a, b, [c]]\n- split: [[a, b]]", "f, line 2: `split` takes two or more groups"),
        ("- split: [[a], [a]]", "f, line 1: claim a is named twice"),
        ("- wording: [a]", "f, line 1: `wording` takes the id of one claim"),
        ("- wording:", "f, line 1: `wording` takes the id of one claim"),
        ("- same: [a, b]\n  text: x", "f, line 2: `text` belongs to an entry with `wording`"),
        ("- wording: a\n  text: ''", "f, line 2: `text` is empty; write the wording, or remove the line"),
        ("- wording: a\n  text: ~", "f, line 2: `text` is empty"),
        ('- wording: a\n  text: " \\t"', "f, line 2: `text` is empty"),
        ("- same: [a, b]\n  note: [x]", "f, line 2: `note` takes text"),
        ("- same: [a, b]\n  date: soon", "f, line 2: `soon` is no date"),
        ("- same: [a, b]\n  split: [[a], [b]]", r"f, line 1: .*exactly one of .*; this one holds two \(same, split\)"),
        ("- note: x", "f, line 1: .*this one holds none"),
        ("- same: [a, b]\n  same: [c, d]", "f, line 2: `same` stands twice"),
        ("- ignore: The Echo", "f, line 1: `ignore` takes one source"),
        ("- ignore: {publisher: x, work: y}", "f, line 1: `ignore` takes one source"),
        ("- ignore: {outlet: x}", "f, line 1: `outlet` is no source that can be ignored; known are document"),
        ("- ignore: {work: }", "f, line 1: `ignore` takes one source"),
        ("same: [a, b]", "f, line 1: the file holds a list"),
        ("just text", "f, line 1: the file holds a list"),
        ("- just text", "f, line 1: an entry begins with one of"),
        ("-", "f, line 1: an entry begins with one of"),
        ("- ? [a]\n  : b", r"f, line 1: `\?` is not known"),
        ("- same: [a, b]\n---\n- same: [c, d]", "f, line 3: a second YAML document"),
        # What YAML can do beyond lists and text.
        ("- same: &x [a, b]\n- not same: *x", r"f, line 1: anchors \(&\) and aliases"),
        ("- same: [a, *x]", "f, line 1: anchors"),
        ("- !!python/object/apply:os.system ['true']", r"f, line 1: tags \(tag:yaml.org,2002:python"),
        ("- same: !!set {a, b}", "f, line 1: tags"),
        ("- same: [a, b]\n  <<: {note: x}", "f, line 2: `<<` is not known"),
        ("- " * 500 + "x", "f, line 1: lists stand too deep"),
        ("[" * 50_000, "f, line 1: lists stand too deep"),
        ("{" * 50_000, "f, line 1: lists stand too deep"),
        ("#" * 4_000_001, "f: it is longer than 4000000 characters"),
        ("- same: [a, b", r"f, line \d: this is no valid YAML"),
        ("- a: b: c", r"f, line 1: this is no valid YAML"),
        ("\t- same: [a, b]", "f, line 1: this is no valid YAML"),
        ("- same: [a, b\x00]", "f: this is no valid YAML"),
        # Two that cannot both hold.
        (
            "- same: [a, b]\n\n- not same: [b, a]",
            "f: line 1 put claims . and . in one row, line 3 keeps them apart; rem",
        ),
        ("- same: [a, b]\n- same: [b, c]\n- split: [[a, x], [c]]", "f: line 1 and line 2 put .* line 3 keeps them"),
        ("- not same: [a, b]\n- split: [[a, x], [y, b]]\n- same: [x, y]", "f: line 2 and line 3 put .* line 1 keeps"),
        ("- wording: a\n- same: [a, b]\n- wording: b", "f: line 1 and line 3 give one row different wordings"),
        ("- wording: a\n- wording: a\n  text: x", "f: line 1 and line 2 give one row different wordings"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_remedy(text, told) -> None:
    with pytest.raises(RunFolderError, match=told):
        parse(text, "f")


def test_saying_a_thing_twice_is_no_contradiction() -> None:
    assert len(parse("- same: [a, b]\n- same: [b, a]\n- wording: a\n- wording: a\n- not same: [a, c]\n" * 2, "f")) == 10


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_refused_or_read_and_nothing_else_happens(text: str) -> None:
    found: list[Decision] = []
    with suppress(RunFolderError):
        found = parse(text, "f")
    assert all(isinstance(entry, Decision) for entry in found)


REMARKS = st.none() | st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda text: text.split())
# Of claims that WRITTEN knows it says something already, which the new entries would contradict.
CLAIM = st.text("0123456789abcdef", min_size=3, max_size=16).filter(lambda id: id not in WRITTEN)


@given(
    claims=st.lists(CLAIM, min_size=2, max_size=4, unique=True),
    note=REMARKS,
    by=REMARKS,
    text=REMARKS,
    label=st.text(max_size=30),
)
def test_what_is_added_is_read_back_and_all_before_it_is_kept(claims, note, by, text, label) -> None:
    labels = dict.fromkeys(claims, label)
    so_far = WRITTEN
    for decision in (same(*claims, note=note, by=by), worded(claims[0], text, by=by)):
        longer = appended(so_far, decision, "f", labels)
        assert longer.startswith(so_far)
        assert parse(longer, "f")[-1].model_dump() == decision.model_dump()
        so_far = longer
    assert len(parse(so_far, "f")) == 7


@pytest.mark.parametrize("text", ["", "# a comment without an end", "- same: [x, y]", "  - same: [x, y]\r\n", "---\n"])
def test_entries_are_added_to_files_in_any_plain_style(text) -> None:
    longer = appended(text, apart("a", "b"), "f", {})
    assert longer.startswith(text)
    assert parse(longer, "f")[-1].claims == ("a", "b")


@pytest.mark.parametrize("text", ["[{same: [x, y]}]", "- same: [x, y]\n...\n", "[]"])
def test_where_nothing_can_follow_the_entry_is_shown_to_be_added_by_hand(text) -> None:
    with pytest.raises(RunFolderError, match=r'add this by hand:\n- not same:\n  - "a"\n  - "b"'):
        appended(text, apart("a", "b"), "f", {})


def test_a_label_cannot_leave_its_comment() -> None:
    longer = appended("", same("a", "b"), "f", {"a": "x\n- same: [c, d]\r\x85\u2028- same: [e, f]"})
    assert [entry.claims for entry in parse(longer, "f")] == [("a", "b")]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "same", "groups": (("a",),)},
        {"kind": "same", "groups": (("a",), ("b",))},
        {"kind": "not same", "groups": (("a", "b"),)},
        {"kind": "split", "groups": (("a",), ())},
        {"kind": "wording"},
        {"kind": "same", "groups": (("a", "a"),)},
        {"kind": "same", "groups": (("a", "b"),), "text": "x"},
        {"kind": "ignore"},
        {"kind": "wording", "groups": (("a",),), "ignored": {"kind": "work", "name": "x"}},
    ],
)
def test_a_decision_that_makes_no_sense_cannot_be_made(fields) -> None:
    with pytest.raises(ValueError, match=r"kind|text belongs"):
        Decision.model_validate(fields)


# -- a run's folder ----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "out", *desk(BARNS, AGAIN, MORE, LIBRARY))


@pytest.fixture
def claims() -> list[Claim]:
    return desk(BARNS, AGAIN, MORE, LIBRARY)[1]


def test_a_decision_is_written_and_the_table_made_again(folder, claims) -> None:
    (folder / "decisions.yaml").write_text("# Mine.\n\n")
    result = decide(folder, apart(claims[0], claims[1], note="another fire", by="Ada"))
    assert (folder / "decisions.yaml").read_text().startswith("# Mine.\n\n- not same:\n  - ")
    assert f"  # {BARNS} (D0 Post)\n" in (folder / "decisions.yaml").read_text()
    assert (
        load_decisions(folder)[0].model_dump()
        == apart(claims[0], claims[1], note="another fire", by="Ada").model_dump()
    )
    assert [row.model_dump() for row in result.table] == [row.model_dump() for row in rows(folder)]
    assert row_of(rows(folder), claims[0]) != row_of(rows(folder), claims[1])
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert '"note":"another fire","by":"Ada"' in page
    assert claims[0].claim_id in page


def test_what_does_not_fit_is_not_written(folder, claims) -> None:
    decide(folder, same(claims[0], claims[3]))
    before = (folder / "decisions.yaml").read_bytes()
    with pytest.raises(RunFolderError, match=r"decisions\.yaml: line 2 put .*, `not same` of .* keeps them apart"):
        decide(folder, apart(claims[3], claims[0]))
    with pytest.raises(InputError, match="there is no claim nowhere"):
        decide(folder, same(claims[0], "nowhere"))
    assert (folder / "decisions.yaml").read_bytes() == before


def test_two_who_decide_at_once_are_both_heard(folder, claims) -> None:
    pairs = [(claims[3], claims[n]) for n in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda pair: decide(folder, apart(*pair)), pairs))
    assert len(load_decisions(folder)) == 3
    assert all(len(row_of(rows(folder), claim).decisions) for claim in claims)


def test_rows_stand_for_their_claims(folder, claims) -> None:
    barns, library = row_of(rows(folder), claims[0]), row_of(rows(folder), claims[3])
    assert set(decision_on(folder, "same", [barns.row_id, library.row_id]).claims) == set(ids(claims))
    left, rest = decision_on(folder, "split", [barns.row_id, claims[2].claim_id]).groups
    assert (left, set(rest)) == (ids(claims[2:3]), set(ids(claims[:2])))
    assert decision_on(folder, "wording", [barns.row_id], text="x").claims in {ids([claim]) for claim in claims[:3]}
    for kind, names, told in (
        ("not same", [barns.row_id, library.row_id], "holds several claims"),
        ("split", [barns.row_id, claims[3].claim_id], "takes a row"),
        ("split", [barns.row_id, *ids(claims[:3])], "takes a row"),
        ("same", [library.row_id], "two different claims"),
        ("wording", ids(claims[:2]), "one claim"),
    ):
        with pytest.raises(InputError, match=told):
            decision_on(folder, kind, names)


def test_stale_entries_are_kept_and_told_of(folder, claims, capsys) -> None:
    text = (
        f"- same: [{claims[0].claim_id!r}, {claims[3].claim_id!r}, gone]\n"
        "- not same: [gone, lost]\n"
        "- ignore: {publisher: The Echo}\n"
        "- ignore: {document: d9}\n"
    )
    (folder / "decisions.yaml").write_text(text)
    with pytest.raises(SystemExit) as ended:
        main(["reconcile", str(folder)])
    assert not ended.value.code
    told = [
        "line 1: claim gone is no longer among the claims",
        "line 2: claim gone is no longer among the claims",
        "line 2: claim lost is no longer among the claims",
        "line 3: no publisher here is The Echo",
        "line 4: no document here is d9",
    ]
    said = capsys.readouterr().err
    assert all(f"decisions.yaml, {line}; the entry is kept" in said for line in told)
    assert json.loads((folder / "run.json").read_text())["decisions"] == {"all": 4, "without effect": told}
    assert all(line in (folder / "report.html").read_text() for line in told)
    assert (folder / "decisions.yaml").read_text() == text
    assert row_of(rows(folder), claims[0]) == row_of(rows(folder), claims[3])


def test_an_ungrounded_claim_cannot_be_put_into_a_row(tmp_path) -> None:
    documents, claims = desk(BARNS, AGAIN)
    loose = claims[1].model_copy(update={"grounding": claims[1].grounding.model_copy(update={"status": "ungrounded"})})
    folder = folder_of(tmp_path / "out", documents, [claims[0], loose])
    result = decide(folder, same(*claims))
    assert result.summary["decisions"]["without effect"] == [
        f"line 2: claim {loose.claim_id} is ungrounded and stands in no row"
    ]
    assert [item.claim_id for row in result.table for item in row.evidence] == [claims[0].claim_id]


def test_markup_in_a_note_stays_text(folder, claims) -> None:
    decide(folder, same(claims[0], claims[3], note="<script>alert(1)</script>", by="=1+1"))
    assert "<script>alert" not in (folder / "report.html").read_text()


@pytest.mark.parametrize("content", [b"- same: [a, b]\xff", b"- same: a"])
def test_a_faulty_file_stops_a_run_before_it_asks_anything(content, stub, articles) -> None:
    configured = Settings(**stub.settings)
    run(articles, out="out", settings=configured)
    asked = len(stub.requests)
    Path("out", "decisions.yaml").write_bytes(content)
    before = Path("out", "evidence.jsonl").read_bytes()
    with pytest.raises(RunFolderError, match=r"decisions\.yaml"):
        run(articles, out="out", settings=Settings(**stub.settings, seed=5))
    assert len(stub.requests) == asked
    assert Path("out", "evidence.jsonl").read_bytes() == before


def test_decisions_survive_runs_and_replays_byte_for_byte(stub, articles) -> None:
    configured = Settings(**stub.settings)
    first = run(articles, out="out", settings=configured).table
    told = {item.claim_id: item.document_id for row in first for item in row.evidence}
    one = next(iter(told))
    pair = one, next(claim for claim in told if told[claim] != told[one])
    decide("out", apart(*pair) if row_with(first, pair[0]) == row_with(first, pair[1]) else same(*pair))
    decide("out", ignore("publisher", "Tessaly Gazette"))
    decided = Path("out", "evidence.jsonl").read_bytes()
    assert decided != "".join(f"{row.model_dump_json()}\n" for row in first).encode()
    run(articles, out="out", settings=configured)
    assert Path("out", "evidence.jsonl").read_bytes() == decided
    reconcile_folder("out")
    run(articles / "harbour.md", out="out", settings=configured)
    run(articles / "pier.txt", out="out", settings=configured, add=True)
    reconcile_folder("out")
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    replay("out", "again")
    after = {path.name: path.read_bytes() for path in Path("again").iterdir()}
    before.pop(".decisions.lock")
    assert after == before
    replay("out")
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before | {".decisions.lock": b""}


def row_with(table: Any, claim: str) -> str:
    return next(row.row_id for row in table if claim in {item.claim_id for item in row.evidence})


def test_a_replay_overwrites_nobodys_decisions(stub, articles) -> None:
    run(articles, out="out", settings=Settings(**stub.settings))
    shutil.copytree("out", "other")
    Path("other", "decisions.yaml").write_text("# mine\n")
    with pytest.raises(RunFolderError, match="holds other decisions"):
        replay("out", "other")
    assert Path("other", "decisions.yaml").read_text() == "# mine\n"


# -- the command line --------------------------------------------------------------------------------------------------


def command(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["decide", *map(str, arguments)])
    return int(ended.value.code or 0)


def test_every_kind_can_be_decided_from_the_command_line(folder, claims, capsys) -> None:
    first, second, third, library = ids(claims)
    row = row_of(rows(folder), claims[0]).row_id
    assert command(folder, "split", row, third, "--by", "Ada") == 0
    assert "since the last table: 1 confirmed, 1 new\n  confirmed: " in capsys.readouterr().err
    assert command(folder, "same", second, library, "--note", "one story") == 0
    assert command(folder, "not-same", third, library, "-q") == 0
    assert command(folder, "wording", first, "--text", "Barns burned.", "--date", "2030-05") == 0
    assert command(folder, "ignore", "document", "d3") == 0
    kinds = [decision.kind for decision in load_decisions(folder)]
    assert kinds == ["split", "same", "not same", "wording", "ignore"]
    assert [decision.date is not None for decision in load_decisions(folder)] == [True] * 5
    row = row_of(rows(folder), claims[0])
    assert row.claim == "Barns burned."
    assert {item.document_id for item in row.evidence} == {"d0", "d1", "d3"}
    assert row.decisions[-1].ignored == Ignored(kind="document", name="d3")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["same", "a"], "there is no claim or row a"),
        (["same", "a", "b"], "there is no claim or row a"),
        (["wording", "nowhere"], "there is no claim or row nowhere"),
        (["split", "nowhere", "zz"], "there is no row nowhere"),
        (["ignore", "outlet", "x"], "outlet"),
        (["same", "a", "b", "--date", "soon"], "there is no claim or row a"),
        (["forget"], "forget"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_status_2(folder, capsys, arguments, told) -> None:
    assert command(folder, *arguments) == 2
    assert told in capsys.readouterr().err
    assert not (folder / "decisions.yaml").exists()


def test_a_date_that_is_none_is_refused(folder, claims, capsys) -> None:
    assert command(folder, "same", *ids(claims[:2]), "--date", "soon") == 2
    assert "`soon` is no date" in capsys.readouterr().err
    assert not (folder / "decisions.yaml").exists()


def test_the_beginning_of_an_id_will_do(folder, claims, capsys) -> None:
    first, second, third, library = ids(claims)
    barns = row_of(rows(folder), claims[0])
    short = {name: name[:6] for name in (first, second, third, library, barns.row_id)}
    assert len(set(short.values())) == len({name[:6] for name in short})
    assert decision_on(folder, "same", [short[first], short[library]]) == decision_on(folder, "same", [first, library])
    by_row = decision_on(folder, "split", [short[barns.row_id], short[third]])
    assert by_row == decision_on(folder, "split", [barns.row_id, third])
    assert command(folder, "not-same", short[third], short[library], "-q") == 0
    assert load_decisions(folder)[0].claims == (third, library)
    for name in (first[:3], "zzzz"):
        with pytest.raises(InputError, match=f"there is no claim or row {name}; `claimextract show .*` lists rows"):
            decision_on(folder, "same", [name, second])
    with pytest.raises(InputError, match="there is no row"):
        decision_on(folder, "split", [first, second])


def test_the_beginning_of_two_ids_is_not_enough(tmp_path) -> None:
    documents, claims = desk(BARNS, AGAIN)
    alike = [claim.model_copy(update={"claim_id": f"abcdef{n}"}) for n, claim in enumerate(claims)]
    folder = folder_of(tmp_path / "alike", documents, alike)
    with pytest.raises(InputError, match="2 ids begin with 'abcd': abcdef0, abcdef1; give more of it"):
        decision_on(folder, "wording", ["abcd"])
    assert decision_on(folder, "wording", ["abcdef1"]).claims == ("abcdef1",)


def test_a_source_that_is_not_here_cannot_be_ignored_by_command(folder, capsys) -> None:
    for kind, name, told in (
        ("publisher", "D1 Past", "no publisher here is D1 Past; did you mean D1 Post"),
        ("speaker", "Nobody", "no speaker here is Nobody; report.html lists them"),
        ("document", "nowhere.md", "no document here is nowhere.md"),
    ):
        assert command(folder, "ignore", kind, name) == 2
        assert told in capsys.readouterr().err
    assert not (folder / "decisions.yaml").exists()
    assert command(folder, "ignore", "publisher", "d1 post", "-q") == 0  # as the table is made: by the words
