"""The seed articles and the claims found in them by reading."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from claimextract.documents import read
from claimextract.language.edtf import bounds
from claimextract.models import Claim, Document, Span, claim_id

SEEDS = Path(__file__).parent.parent / "seeds"
ARTICLES = {
    "allies-probe-partnerships": ("Western allies probe partnerships in Asia (digest)", (), None, "2020-06-08"),
    "chinas-search-for-allies": ("China's Search for Allies", ("Patricia M. Kim",), "Foreign Affairs", "2021-11"),
    "chinas-shifting-approach": (
        "China's Shifting Approach to Alliance Politics",
        ("John S. Van Oudenaren",),
        "China Brief 22 (13), The Jamestown Foundation",
        "2022-07",
    ),
    "pursuit-of-a-global-coalition": (
        "What Does China's Pursuit of a Global Coalition Mean for World Politics?",
        ("Timothy R. Heath",),
        "PacNet, Pacific Forum",
        "2018",
    ),
}
SENTENCE_END = re.compile(r"[.?!][”\"]?$")
SENTENCE_BREAK = re.compile(r"(?<![A-Z])[.?!][”\"]?\s+[A-Z“\"]")


@cache
def seed(name: str) -> Document:
    [document] = read([str(SEEDS / f"{name}.md")]).documents
    return document


def gold(name: str) -> list[Claim]:
    lines = (SEEDS / "gold" / f"{name}.claims.jsonl").read_text(encoding="utf-8").splitlines()
    return [Claim.model_validate_json(line) for line in lines]


GOLD = {name: gold(name) for name in ARTICLES}
CLAIMS = [claim for claims in GOLD.values() for claim in claims]
# Words in quotation marks that the article itself uses: nobody is said to say them.
OWN_QUOTATIONS = {'"aligned their positions"', '"code of conduct"'}
IN_PARENTHESES = {"chinas-shifting-approach": 19}
each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text[:40])
each_article = pytest.mark.parametrize("name", ARTICLES)


def text_of(claim: Claim) -> str:
    return next(seed(name).text for name in ARTICLES if seed(name).id == claim.document_id)


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


def test_the_seeds_are_the_four_articles():
    assert sorted(path.stem for path in SEEDS.glob("*.md")) == sorted(ARTICLES)


@each_article
def test_front_matter_names_the_original(name):
    document = seed(name)
    assert (document.title, document.authors, document.publisher, document.published) == ARTICLES[name]
    assert not document.text.startswith(("-", "\n", " "))


@each_article
def test_length_and_quotations_of_a_seed(name):
    text = seed(name).text
    assert 250 <= len(text.split()) <= 600
    quotations = re.findall(r"“([^“”]*)”|\"([^\"]*)\"", text)
    assert len(quotations) >= 5
    assert max(len("".join(pair).split()) for pair in quotations) <= 8
    assert text.count("“") == text.count("”")
    assert text.count('"') % 2 == 0


def test_every_article_has_its_claims():
    assert sorted(path.name for path in (SEEDS / "gold").glob("*.jsonl")) == [f"{name}.claims.jsonl" for name in GOLD]
    assert {name: len(claims) for name, claims in GOLD.items()} == {
        "allies-probe-partnerships": 36,
        "chinas-search-for-allies": 46,
        "chinas-shifting-approach": 41,
        "pursuit-of-a-global-coalition": 40,
    }
    for name, claims in GOLD.items():
        assert {claim.document_id for claim in claims} == {seed(name).id}


def test_every_claim_stands_once():
    assert len({claim.claim_id for claim in CLAIMS}) == len(CLAIMS)


@each_article
def test_claims_stand_in_text_order(name):
    starts = [claim.evidence[-1].start for claim in GOLD[name]]
    assert starts == sorted(starts)


@each_claim
def test_spans_are_exact(claim):
    text = text_of(claim)
    found = list(spans(claim))
    assert found
    assert [text[span.start : span.end] for span in found] == [span.exact for span in found]


@each_claim
def test_spans_begin_and_end_with_a_word(claim):
    text = text_of(claim)
    for span in spans(claim):
        assert span.exact == span.exact.strip()
        assert not re.search(r"\w\w", text[max(0, span.start - 1) : span.start + 1])
        assert not re.search(r"\w\w", text[span.end - 1 : span.end + 1])


@each_claim
def test_ids_can_be_computed_again(claim):
    source = claim.attribution.source
    assert claim.claim_id == claim_id(claim.document_id, claim.evidence, claim.text, source and source.name)
    assert claim.provenance.package_version == "gold"
    assert claim.provenance.model is None
    assert (claim.grounding.status, claim.grounding.tier) == ("grounded", "exact")


@each_claim
def test_evidence_is_whole_sentences(claim):
    text = text_of(claim)
    assert claim.evidence
    for span in claim.evidence:
        before = text[: span.start]
        assert not before or before.endswith("\n") or SENTENCE_END.search(before.rstrip(" "))
        assert SENTENCE_END.search(span.exact) or span.exact.endswith(").")
        assert text[span.end : span.end + 1] in {"", " ", "\n"}
        assert not SENTENCE_BREAK.search(span.exact)


@each_article
def test_every_sentence_makes_a_claim(name):
    text = seed(name).text
    for span in {span for claim in GOLD[name] for span in claim.evidence}:
        text = text[: span.start] + " " * len(span.exact) + text[span.end :]
    assert not text.strip()


@each_claim
def test_attribution_is_complete(claim):
    attribution = claim.attribution
    if attribution.type == "none":
        assert (attribution.source, attribution.cue, attribution.content, attribution.via) == (None, None, (), ())
        return
    assert attribution.source is not None
    assert attribution.cue is not None
    assert attribution.mode is not None
    [content] = attribution.content
    start, end = claim.evidence[0].start, claim.evidence[-1].end
    assert start <= content.start < content.end <= end
    assert start <= attribution.cue.start < end
    assert not content.start <= attribution.cue.start < content.end
    quoted = content.exact.startswith("“") and content.exact.endswith("”") and content.exact.count("“") == 1
    expected = {"direct"} if quoted else {"mixed", "indirect"}
    assert attribution.type in expected or content.exact == "“partnerships rather than alliances”"
    if attribution.type == "mixed":
        assert re.search('[“"]', content.exact)


@each_claim
def test_dates_are_edtf(claim):
    values = [date.value for date in claim.dates] + [work.date for work in claim.cited_works if work.date]
    assert all(bounds(value) for value in values)


@each_article
def test_every_quotation_is_part_of_a_claim(name):
    claimed = [span for claim in GOLD[name] for span in claim.attribution.content]
    for match in re.finditer(r"“[^”]*”|\"[^\"]*\"", seed(name).text):
        if match.group() not in OWN_QUOTATIONS:
            assert any(span.start <= match.start() and match.end() <= span.end for span in claimed), match.group()


@each_article
def test_every_work_in_parentheses_is_cited(name):
    text = re.sub(r"\([A-Z]+\)", lambda short: " " * len(short.group()), seed(name).text)  # (SCO)
    cited = {(work.span.start, work.span.exact) for claim in GOLD[name] for work in claim.cited_works if work.span}
    entries = [
        (match.start(1) + entry.start(), entry.group())
        for match in re.finditer(r"\(([^()]*)\)", text)
        for entry in re.finditer(r"[^;\s][^;]*", match.group(1))
    ]
    assert len(entries) == IN_PARENTHESES.get(name, 0)
    assert set(entries) <= cited
