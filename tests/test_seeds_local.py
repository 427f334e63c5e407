"""The invented reports of seeds-local/, their claims and rows found by reading, and how reconciliation does on them."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from claimextract.documents import read
from claimextract.errors import InputError
from claimextract.evaluation.labelled import read_gold
from claimextract.evaluation.rows import GoldRow, read_rows, score_reconciled, score_rows
from claimextract.evaluation.tally import Tally
from claimextract.language.edtf import bounds
from claimextract.models import Claim, Cluster, Document, Member, Span, claim_id
from claimextract.reconciliation import reconcile

FOLDER = Path(__file__).parent.parent / "seeds-local"
SAMPLE = read_gold(FOLDER / "gold")
CLAIMS = {claim.claim_id: claim for gold in SAMPLE.labels for claim in gold.claims}
DOCUMENTS = {document.id: document for document in SAMPLE.documents}
RAW = [json.loads(line) for line in (FOLDER / "gold" / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
BY_NAME = {row["row"]: row for row in RAW}
ROWS = read_rows(FOLDER / "gold" / "rows.jsonl")
FIELDS = {"row", "claim", "status", "independent_sources", "claims", "planted", "apart_from", "cuts", "note"}
PLANTED = {
    "wire copies",
    "correction",
    "conflicting counts",
    "conflicting dates",
    "denial",
    "anonymous source",
    "circular citation",
    "one document",
    "shared quotation",
    "other time",
    "two events",
}
SENTENCE_END = re.compile(r"[.?!][”\"]?$")
SENTENCE_BREAK = re.compile(r"(?<![A-Z])[.?!][”\"]?\s+[A-Z“\"]")
QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"")
each_claim = pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.text[:40])
each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: Path(document.path).stem)
each_row = pytest.mark.parametrize("row", RAW, ids=lambda row: row["row"])


def spans(record: object) -> Iterator[Span]:
    """Every span anywhere in a record."""
    if isinstance(record, Span):
        yield record
    elif isinstance(record, BaseModel):
        for field in type(record).model_fields:
            yield from spans(getattr(record, field))
    elif isinstance(record, tuple):
        for item in record:
            yield from spans(item)


def stem_of(claim: Claim) -> str:
    return Path(DOCUMENTS[claim.document_id].path).stem


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


# The articles


def test_there_are_twelve_articles_and_each_has_its_claims():
    assert len(list(FOLDER.glob("*.md"))) == len(DOCUMENTS) == 12
    assert {entry.status for entry in read([str(FOLDER / "*.md")]).entries} == {"ok"}
    assert {gold.id for gold in SAMPLE.labels} == set(DOCUMENTS)


@each_document
def test_an_article_is_short_and_says_where_it_comes_from(document: Document):
    assert 120 <= len(document.text.split()) <= 260
    assert all((document.title, document.publisher, document.published, document.url))
    assert ".example/" in document.url
    assert not document.text.startswith(("-", "\n", " "))


def test_the_copies_repeat_the_wire_story():
    wire, copy, edited = (document.text for document in list(DOCUMENTS.values())[1:4])
    sentences = [words(sentence) for sentence in re.split(r"(?<=[.”\"])\s+", wire.partition("— ")[2])]
    assert all(sentence in words(copy) for sentence in sentences)
    kept = [sentence for sentence in sentences if sentence in words(edited)]
    assert 0.3 * len(sentences) < len(kept) < len(sentences)


# The claims


@each_claim
def test_spans_are_exact_and_begin_and_end_with_a_word(claim: Claim):
    text = DOCUMENTS[claim.document_id].text
    for span in spans(claim):
        assert text[span.start : span.end] == span.exact == span.exact.strip()
        assert not re.search(r"\w\w", text[max(0, span.start - 1) : span.start + 1])
        assert not re.search(r"\w\w", text[span.end - 1 : span.end + 1])


@each_claim
def test_ids_can_be_computed_again(claim: Claim):
    source = claim.attribution.source
    assert claim.claim_id == claim_id(claim.document_id, claim.evidence, claim.text, source and source.name)
    assert (claim.grounding.status, claim.grounding.tier) == ("grounded", "exact")
    assert claim.provenance.package_version == "gold"


@each_claim
def test_evidence_is_whole_sentences(claim: Claim):
    text = DOCUMENTS[claim.document_id].text
    assert claim.evidence
    for span in claim.evidence:
        before = text[: span.start]
        assert not before or before.endswith("\n") or SENTENCE_END.search(before.rstrip(" "))
        assert SENTENCE_END.search(span.exact)
        assert text[span.end : span.end + 1] in {"", " ", "\n"}
        assert not SENTENCE_BREAK.search(span.exact)


@each_document
def test_every_sentence_makes_a_claim(document: Document):
    text = document.text
    for span in {span for claim in CLAIMS.values() if claim.document_id == document.id for span in claim.evidence}:
        text = text[: span.start] + " " * len(span.exact) + text[span.end :]
    assert not text.strip()


@each_document
def test_claims_stand_in_text_order_and_hold_every_quotation(document: Document):
    own = [claim for claim in CLAIMS.values() if claim.document_id == document.id]
    starts = [claim.evidence[-1].start for claim in own]
    assert starts == sorted(starts)
    contents = [span for claim in own for span in claim.attribution.content]
    for match in QUOTATION.finditer(document.text):
        assert any(span.start <= match.start() and match.end() <= span.end for span in contents), match.group()


@each_claim
def test_attribution_is_complete(claim: Claim):
    attribution = claim.attribution
    if attribution.type == "none":
        assert (attribution.source, attribution.cue, attribution.mode, attribution.content) == (None, None, None, ())
        return
    [content] = attribution.content
    assert attribution.source is not None
    assert attribution.source.mention_span is not None
    assert attribution.cue is not None
    assert attribution.mode is not None
    assert claim.evidence[0].start <= content.start < content.end <= claim.evidence[-1].end
    assert not content.start <= attribution.cue.start < content.end
    whole = QUOTATION.fullmatch(content.exact) is not None
    assert attribution.type == ("direct" if whole else "mixed" if QUOTATION.search(content.exact) else "indirect")


@each_claim
def test_dates_are_edtf(claim: Claim):
    values = [date.value for date in claim.dates] + [work.date for work in claim.cited_works if work.date]
    assert all(bounds(value) for value in values)


# The rows


def test_every_claim_stands_in_one_row():
    placed = [member.claim_id for row in ROWS for member in row.claims]
    assert len(placed) == len(set(placed))
    assert set(placed) == set(CLAIMS)
    assert len(BY_NAME) == len(RAW)


def test_everything_that_is_planted_is_in_a_row():
    assert {kind for row in RAW for kind in row["planted"]} == PLANTED
    causes = {(member["stance"], member["cause"]) for row in RAW for member in row["claims"] if member["cause"]}
    assert causes == {
        *(("contradicts", cause) for cause in ("number", "date", "negation", "attribution", "certainty")),
        ("refines", "number"),
    }


@each_row
def test_a_row_agrees_with_itself(row: dict):
    assert set(row) == FIELDS
    first, *rest = row["claims"]
    assert (first["stance"], first["cause"]) == ("supports", None)
    assert row["claim"] == CLAIMS[first["claim_id"]].text
    for member in row["claims"]:
        assert member["article"] == stem_of(CLAIMS[member["claim_id"]])
        assert (member["stance"] == "contradicts") <= (member["cause"] is not None)
    published = [DOCUMENTS[CLAIMS[member["claim_id"]].document_id].published for member in row["claims"]]
    assert published == sorted(published)
    disputed = any(member["stance"] == "contradicts" for member in rest)
    updated = any(member["stance"] == "refines" and member["cause"] for member in rest)
    backing = "corroborated" if row["independent_sources"] > 1 else "single-source"
    assert row["status"] == ("disputed" if disputed else "superseded" if updated else backing)
    articles = {member["article"] for member in row["claims"] if member["cause"] is None}
    assert 1 <= row["independent_sources"] <= len(articles)
    assert row["note"]


@each_row
def test_rows_that_stay_apart_are_known(row: dict):
    assert set(row["apart_from"]) <= set(BY_NAME) - {row["row"]}


@pytest.mark.parametrize("cut", [cut for row in RAW for cut in row["cuts"]], ids=lambda cut: cut["cut"])
def test_a_cut_quotation_is_the_beginning_of_the_whole(cut: dict):
    [whole], [short] = (CLAIMS[cut[side]].attribution.content for side in ("whole", "cut"))
    assert words(whole.exact).startswith(words(short.exact))
    left_out = words(whole.exact).removeprefix(words(short.exact)).strip()
    assert left_out.startswith("but" if cut["changes_meaning"] else "and")


def test_the_citations_run_in_a_circle():
    members = [CLAIMS[member["claim_id"]] for member in BY_NAME["inspections"]["claims"]]
    publishers = [DOCUMENTS[claim.document_id].publisher for claim in members]
    assert [work.publisher for claim in members for work in claim.cited_works] == publishers[:2]
    assert publishers[2] == publishers[0]


def test_one_document_stands_behind_the_cause_of_the_fire():
    members = [CLAIMS[member["claim_id"]] for member in BY_NAME["compressor"]["claims"]]
    assert {(work.publisher, work.date) for claim in members for work in claim.cited_works} == {
        ("the labour inspectorate", "2025-03-07")
    }
    assert len({claim.document_id for claim in members}) == 3


# The scorer


def told(row: GoldRow, first: int = 0) -> Cluster:
    """A cluster that says what a row of two sides says, with one of its claims as the canonical one."""
    mark = row.claims[first]
    members = []
    for claim in row.claims:
        backs = claim.cause == mark.cause
        other = claim if claim.cause else mark
        members.append(
            Member(
                claim_id=claim.claim_id,
                stance="supports" if backs else other.stance,
                cause=None if backs else other.cause,
                reason="",
            )
        )
    return Cluster(
        canonical=mark.claim_id,
        members=tuple(members),
        status=row.status,
        independent_sources=row.independent_sources,
        explanation="",
    )


def figures(clusters: list[Cluster]) -> list[float]:
    return [tally.measure().value for tally in score_rows(ROWS, clusters)]


def test_the_gold_itself_scores_in_full():
    assert figures([told(row) for row in ROWS]) == [1, 1, 1, 0, 1, 1]


def test_another_canonical_claim_on_the_other_side_is_as_good():
    turned = [told(row, -1) if row.row in {"injured", "ammonia", "taste"} else told(row) for row in ROWS]
    assert figures(turned) == [1, 1, 1, 0, 1, 1]


def test_claims_left_alone_are_missed_and_nothing_is_made_up():
    alone = [Member(claim_id=claim, stance="supports", reason="") for claim in CLAIMS]
    clusters = [
        Cluster(canonical=m.claim_id, members=(m,), status="single-source", independent_sources=1, explanation="")
        for m in alone
    ]
    assert figures(clusters)[:4] == [0, 0, 0, 0]


def test_a_wrong_cause_is_a_miss_but_nothing_made_up():
    clusters = [told(row) for row in ROWS]
    place = next(place for place, row in enumerate(ROWS) if row.row == "employs")
    first, second = clusters[place].members
    wrong = second.model_copy(update={"cause": "date"})
    clusters[place] = clusters[place].model_copy(update={"members": (first, wrong)})
    assert figures(clusters)[:4] == [1, 0.875, 1, 0]


def test_a_disagreement_between_two_rows_is_made_up():
    kept = [told(row) for row in ROWS if row.row not in {"shelter-tuesday", "shelter-thursday"}]
    one, other = (told(row) for row in ROWS if row.row in {"shelter-tuesday", "shelter-thursday"})
    against = other.members[0].model_copy(update={"stance": "contradicts", "cause": "number"})
    merged = one.model_copy(update={"members": (*one.members, against)})
    rows, found, updated, false, *_ = score_rows(ROWS, [*kept, merged])
    assert false.measure().hits == 1
    assert rows.measure().value < 1
    assert (found.measure().value, updated.measure().value) == (1, 1)


def test_extracted_claims_are_scored_under_the_names_of_those_they_match():
    by_document = {label.id: label.claims for label in SAMPLE.labels}
    renamed = {
        id: tuple(c.model_copy(update={"claim_id": f"x{c.claim_id}"}) for c in by_document[id]) for id in by_document
    }
    for claims, scores in ((renamed, None), ({}, [0, 0, 0, 0, 0, 0])):
        tallies = score_reconciled(ROWS, SAMPLE.labels, SAMPLE.documents, claims)
        right, found = ([t.measure() for t in tallies if t.name.startswith(part)] for part in ("gold", "end to end"))
        assert [m.value for m in found] == (scores or [m.value for m in right])


def test_a_wrong_line_is_named(tmp_path: Path):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(RAW[0]) + '\n{"row": "x", "status": "settled"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 2: status"):
        read_rows(path)


# Reconciliation of the gold claims


@cache
def reconciled() -> list[Cluster]:
    return reconcile(list(CLAIMS.values()), SAMPLE.documents)


@cache
def scored() -> dict[str, Tally]:
    return {tally.name: tally for tally in score_rows(ROWS, reconciled())}


def outcomes(*names: str) -> dict[str, bool]:
    """Whether each item of a figure is right, with articles for the ids of claims."""
    items = {}
    for item, right in (pair for name in names for pair in scored()[name].items.items()):
        items[" ".join(stem_of(CLAIMS[word])[:2] if word in CLAIMS else word for word in item.split())] = right
    return items


DISAGREEMENTS = [f"{r['row']} {m['article'][:2]} {m['cause']}" for r in RAW for m in r["claims"] if m["cause"]]
SEVERAL = [row.row for row in ROWS if len(row.claims) > 1]


def test_claims_are_brought_together():
    assert scored()["claims in one row, pairwise F1"].measure().value >= 0.95


@pytest.mark.parametrize("key", DISAGREEMENTS)
def test_a_disagreement_is_found_with_its_cause(key: str):
    assert outcomes("contradictions found, with their cause", "updated figures found")[key]


def test_no_disagreement_is_made_up():
    found = outcomes("false contradictions and updates (fewer is better)")
    assert [item for item, right in found.items() if not right] == []


@pytest.mark.parametrize("key", [f"{row} sources" for row in SEVERAL])
def test_independent_sources_are_counted(key: str):
    assert outcomes("independent sources exact")[key.removesuffix(" sources")]


@pytest.mark.parametrize("key", [f"{row} status" for row in SEVERAL])
def test_status_follows(key: str):
    assert outcomes("status right")[key.removesuffix(" status")]


APART = sorted({tuple(sorted((row["row"], other))) for row in RAW for other in row["apart_from"]})


@pytest.mark.parametrize("key", [f"{one} | {other}" for one, other in APART])
def test_rows_that_look_alike_stay_apart(key: str):
    one, other = ({member["claim_id"] for member in BY_NAME[name]["claims"]} for name in key.split(" | "))
    for cluster in reconciled():
        held = {member.claim_id for member in cluster.members}
        assert not (held & one and held & other)


CHAINS = {
    "cloud": "near-identical",
    "compressor": "report of 7 March",
    "inquiry": "Jonas Pirk",
    "inspections": "circ",
    "air": "cut",
}


@pytest.mark.parametrize("key", [f"{row} explained" for row in CHAINS])
def test_the_chain_is_named(key: str):
    row = key.removesuffix(" explained")
    first = BY_NAME[row]["claims"][0]["claim_id"]
    [cluster] = [c for c in reconciled() if any(member.claim_id == first for member in c.members)]
    assert CHAINS[row] in cluster.explanation


def test_cut_quotations_are_found_and_flagged():
    found = {(one.version, one.changes_meaning) for cluster in reconciled() for one in cluster.variants}
    assert found == {(cut["cut"], cut["changes_meaning"]) for row in RAW for cut in row["cuts"]}
