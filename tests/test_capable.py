"""The whole-article path: all questions in few calls, answered from the gold, rightly and in corrupted form.

The client, the schemas, the drafting and the checks are the real ones; only the model is a stand-in on loopback
(goldmodel.py). How claims are compared, and what is not compared strictly, stands in ``differences``.
"""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from claimextract import Extraction, Settings, extract, extraction, reconcile
from claimextract.config import profile_named
from claimextract.extraction.questions import ARTICLE, NOTHING
from claimextract.models import Claim, Document, Exchange, Source, Span
from claimextract.pipeline.extracting import extract_all
from claimextract.pipeline.watching import Quiet
from claimextract.scan import scan
from corruption import BLIND, NEARBY, WORDING, Corrupted, Corruption
from goldmodel import GoldModel, estimated
from stub import Stub, serving
from test_gold import ARTICLES, GOLD, seed, spans

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

DOCUMENTS = [seed(name) for name in ARTICLES]
PAIRS = [(seed(name), GOLD[name]) for name in ARTICLES]
WORDS = sum(len(document.text.split()) for document in DOCUMENTS)
DOCS = Path(__file__).parents[1] / "docs" / "larger-models.md"

# Right wordings that the checks, strict by design, cannot follow: the claim keeps its evidence as its text.
REFUSED = {
    "The Chinese Communist Party rules 1.4 billion people and a fast-growing economy.",
    "Other Chinese experts have begun to doubt that alliances stand for finding enemies and partnerships for making "
    "friends.",
    'By "allies" Xi Jinping means close political cooperation.',
    # They name what the evidence has no mention of, or one that stands elsewhere in the sentence.
    "Beijing had delayed Iran’s membership in the Shanghai Cooperation Organization for more than ten years to avoid "
    "upsetting Washington.",
    "China and North Korea share a mutual defense treaty.",
    "China and Russia have increased their military drills with Iran in recent years.",
    "It will not be easy for China to copy the American model.",
    "No single NATO ally can master the challenges of the next ten years.",
    "Other initiatives than NATO’s point the same way.",
    'The developing countries are China’s "natural allies."',
    "Zack Cooper agreed with the central European official.",
}
# What is left between perfect answers and the gold. No question asks for these fields of a unit: the rules find them.
LEFT = {
    # The rules take the verb alone for the cue ("warned", "warn", "call").
    ("cue", "Jens Stoltenberg warned of “the security consequences” of China’s rise."),
    ("cue", "China’s leaders often call for “partnerships rather than alliances”."),
    ("cue", "Some experts warn of a divided international order with competing rules."),
    ("mode", "China’s leaders often call for “partnerships rather than alliances”."),  # a call: an intention
    ("mode", 'The American "containment policy" would stay.'),  # "concluding": speech
    # Quotation marks in what somebody fears are not the words of who fears it.
    (
        "type",
        "Washington and its allies are turning their “hub and spokes” pacts in the Indo-Pacific into a collective "
        "security system.",
    ),
    # A negation in the subject, and one in what is stressed.
    (
        "polarity",
        "Refusing to renew the defense treaty between China and North Korea would be an unacceptable risk.",
    ),
    (
        "polarity",
        "Chinese officials stress more than the Kremlin does that China’s relationship with Russia is not an alliance.",
    ),
    ("works", 'Partnerships should follow the norms of "justice" and "fairness."'),  # the year, from context
    ("via", "China’s neighbors would ask, “What are you doing?”"),  # asked, by Yan's account, in the next sentence
    # One sentence more: the splitter takes “... cooperation.” It accuses ... for one.
    (
        "evidence",
        "Beijing presents its many strategic partnerships as a sign of mutual respect and “win-win cooperation.”",
    ),
    ("evidence", "Beijing accuses the United States of a “cold war mentality”."),
    ("evidence", "Beijing dismisses American alliances as “closed and exclusive cliques”."),
}


@dataclass(frozen=True)
class Done:
    """A run against the stand-in."""

    result: Extraction
    stub: Stub
    model: Any

    def of(self, document: Document) -> list[Claim]:
        return [claim for claim in self.result.claims if claim.document_id == document.id]


def run(model: Any, folder: Path) -> Done:
    with serving(Stub(model)) as stub:
        result = extract(DOCUMENTS, settings=Settings(**stub.settings, cache_dir=folder))
    return Done(result, stub, model)


@pytest.fixture(scope="module")
def perfect(tmp_path_factory: pytest.TempPathFactory) -> Done:
    return run(GoldModel(PAIRS), tmp_path_factory.mktemp("perfect"))


# -- perfect answers ---------------------------------------------------------------------------------------------------


def differences(gold: Claim, claim: Claim) -> Iterator[str]:
    """The fields in which a claim is not the gold's.

    Compared strictly: text (that is how pairs are found), kind, certainty, polarity, attribution type, mode, cue,
    content, via, roles and values of dates. Less strictly, for the reasons given:
    - evidence: the same sentences, in one span or in two;
    - source: the gold's name or the words at the gold's name or mention ("State media", "its leaders"), without
      article; for type ``none`` either nobody or the author, as the design has it;
    - content: without the "that" in front, which the rules leave out;
    - dates: without "~" ("late June" is June to the gold, about June to the rules);
    - works: by place and date; the gold's names are the words of the text.
    Not compared: quantities, and kind, role and spans of the source: no question asks for them.
    """
    ours, theirs = claim.attribution, gold.attribution
    for name in ("kind", "certainty", "polarity"):
        if getattr(claim, name) != getattr(gold, name):
            yield name
    if _words(claim.evidence) != _words(gold.evidence):
        yield "evidence"
    if ours.type != theirs.type:
        yield "type"
    if theirs.type == "none":
        if ours.source is not None and ours.source.kind != "author":
            yield "source"
    else:
        assert theirs.source is not None
        if ours.source is None or _name(ours.source.name) not in _names(theirs.source):
            yield "source"
        if ours.mode != theirs.mode:
            yield "mode"
        if ours.cue != theirs.cue:
            yield "cue"
        if [_bare(span) for span in ours.content] != [_bare(span) for span in theirs.content]:
            yield "content"
        if [_name(source.name) for source in ours.via] != [_name(source.name) for source in theirs.via]:
            yield "via"
    if _dates(claim) != _dates(gold):
        yield "dates"
    if _works(claim) != _works(gold):
        yield "works"


def _words(evidence: tuple[Span, ...]) -> str:
    return " ".join(span.exact for span in evidence)


def _name(name: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", name.casefold().replace("’", "'"))


def _names(source: Source) -> set[str]:
    return {_name(name) for name in (source.name, *(s.exact for s in (source.span, source.mention_span) if s))}


def _bare(span: Span) -> tuple[int, int]:
    return span.start + len(span.exact) - len(span.exact.removeprefix("that ")), span.end


def _dates(claim: Claim) -> list[tuple[str, str]]:
    return sorted((date.role, date.value.rstrip("~")) for date in claim.dates)


def _works(claim: Claim) -> list[tuple[int, str | None]]:
    return sorted((work.span.end, work.date) for work in claim.cited_works if work.span)


def test_perfect_answers_give_every_gold_claim_and_no_other(perfect: Done) -> None:
    for document, gold in PAIRS:
        wanted = Counter(claim.text for claim in gold if claim.text not in REFUSED)
        found = Counter(claim.text for claim in perfect.of(document))
        evidence = {_words(claim.evidence) for claim in gold if claim.text in REFUSED}
        assert wanted - found == Counter()
        assert all(any(text.lower() in words.lower() for words in evidence) for text in found - wanted)
        assert (found - wanted).total() == len(evidence)
    assert all(claim.grounding.status == "grounded" for claim in perfect.result.claims)
    assert [entry.status for entry in perfect.result.documents] == ["ok"] * 4


def test_every_field_of_the_gold_is_kept(perfect: Done) -> None:
    found = set()
    for document, gold in PAIRS:
        by_text = {claim.text: claim for claim in perfect.of(document)}
        found |= {(name, g.text) for g in gold if g.text in by_text for name in differences(g, by_text[g.text])}
    assert found <= LEFT  # nothing else; the rules may get better
    assert len(found) >= 5


def test_what_the_checks_refuse_of_perfect_answers_is_listed(perfect: Done) -> None:
    refused = {rejection.text for rejection in perfect.result.rejected if rejection.stage == "wording"}
    assert refused == REFUSED


def test_the_table_holds_every_gold_claim(perfect: Done) -> None:
    table = reconcile(perfect.result.claims, DOCUMENTS)
    items = [item for row in table.rows for item in row.evidence]
    expected = Counter({claim.claim_id: len(claim.evidence) for claim in perfect.result.claims})
    assert Counter(item.claim_id for item in items) == expected
    texts = {document.id: document.text for document in DOCUMENTS}
    assert all(texts[item.document_id][item.start : item.end] == item.quote for item in items)


def test_all_questions_go_out_in_few_calls(perfect: Done) -> None:
    first = [request for request in perfect.stub.requests if "was not accepted" not in str(request["messages"])]
    asked = [len(_fields(request)) for request in first]
    assert max(asked) <= profile_named("capable").questions_per_call + 1  # what was left out is asked beside
    assert len(first) <= 13
    kinds = Counter(name.partition("_")[0] for request in first for name in _fields(request))
    assert set(kinds) == {"speaker", "kind", "claims", "date", "work", "missed"}


def test_what_a_run_sends_is_what_the_docs_say(perfect: Done) -> None:
    sent = [estimated(request, perfect.model(request)) for request in perfect.stub.requests]
    row = re.search(r"\| capable \| (\d+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|", DOCS.read_text("utf-8"))
    assert row is not None
    told = [int(cell.replace(",", "")) for cell in row.groups()]
    prompt, output = sum(pair[0] for pair in sent), sum(pair[1] for pair in sent)
    measured = [len(sent), prompt, output, prompt * 1000 / WORDS, output * 1000 / WORDS]
    assert measured == pytest.approx(told, rel=0.15)


def _fields(request: dict[str, Any]) -> list[str]:
    return list(request["response_format"]["json_schema"]["schema"]["properties"])


# -- corrupted answers -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[10, 30, 50])
def corrupted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Done:
    model = Corrupted(GoldModel(PAIRS), request.param / 100, seed=2026)
    return run(model, tmp_path_factory.mktemp(f"corrupted{request.param}"))


def test_corrupted_answers_give_exact_evidence(corrupted: Done) -> None:
    texts = {document.id: document.text for document in DOCUMENTS}
    for claim in corrupted.result.claims:
        text = texts[claim.document_id]
        assert all(text[span.start : span.end] == span.exact for span in spans(claim))
        assert claim.evidence or claim.grounding.status == "ungrounded"
    assert [entry.status for entry in corrupted.result.documents] == ["ok"] * 4


def test_no_changed_number_name_or_negation_becomes_a_claim(corrupted: Done) -> None:
    changed = {item.after for item in corrupted.model.made if item.kind in WORDING}
    assert changed
    grounded = {claim.text for claim in corrupted.result.claims if claim.grounding.status == "grounded"}
    assert changed & grounded == set()
    refused = {rejection.text for rejection in corrupted.result.rejected}
    assert {text for text in changed if text not in refused} == set()


def test_no_sentence_loses_its_claims(corrupted: Done) -> None:
    for document, gold in PAIRS:
        left = document.text
        for span in (span for claim in corrupted.of(document) for span in claim.evidence):
            left = left[: span.start] + " " * len(span.exact) + left[span.end :]
        for span in {span for claim in gold for span in claim.evidence}:
            assert not left[span.start : span.end].strip() or span.exact == "Cooper agreed."


def test_the_share_that_is_caught(corrupted: Done, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything that the checks claim to see is rejected, ungrounded, or kept beside the rule's own answer."""
    made, caught = Counter[str](), Counter[str]()
    for item in corrupted.model.made:
        made[item.kind] += 1
        caught[item.kind] += _is_caught(item, corrupted.result)
    shares = ", ".join(f"{kind} {caught[kind]} of {made[kind]}" for kind in sorted(made))
    with capsys.disabled():
        sys.stdout.write(f"\n{corrupted.model.share:.0%} corrupted, caught: {shares}\n")
    for kind in made:
        if kind in BLIND:
            assert caught[kind] == 0
        elif kind == NEARBY:
            assert caught[kind] * 2 >= made[kind]
        else:
            assert caught[kind] == made[kind], kind


def _is_caught(item: Corruption, result: Extraction) -> bool:
    if item.kind in BLIND:
        return False
    told = [r for r in result.rejected if r.document_id == item.document_id]
    if any(item.after in (r.text, r.text.strip()) or f"names {item.after};" in r.reason for r in told):
        return True
    return any(item.after in reason for c in result.claims for reason in c.grounding.reasons)


def test_a_sure_speaker_stays(corrupted: Done) -> None:
    """A wrong speaker against a rule that is sure of its own is listed, and the rule's stays."""
    overruled = [r for r in corrupted.result.rejected if r.reason.startswith("the words beside the passage name")]
    wrong = {item.after for item in corrupted.model.made if item.kind == "speaker"}
    assert overruled
    assert {r.text for r in overruled} <= wrong | {ARTICLE}


class Wrong:
    """A model that names somebody else for every pronoun."""

    model = "wrong"

    async def ask(
        self,
        messages: list[dict[str, str]],
        answer: type[BaseModel],
        *,
        document_id: str,
        step: str,
        log: list[Exchange],
    ) -> Any:
        given = {}
        schema = answer.model_json_schema()
        for name, field in schema["properties"].items():
            options = schema["$defs"][field["$ref"].removeprefix("#/$defs/")]["enum"]
            given[name] = options[0] if options[0] != self.right else options[1]
        return answer.model_validate(given)

    def __init__(self, right: str) -> None:
        self.right = right


def test_a_wrong_reference_replaces_nothing() -> None:
    """Code and model must agree on what a pronoun means: else it stays, and the answer is listed."""
    text = "The harbour board of Tessaly met Norrholm Shipping in May. It lost 14 boats in the storm of 2019."
    document = Document.from_text(text, published="2021-07-01")
    profile = profile_named("embedded")
    plan = extraction.plan(document, scan(document), profile)
    [reference] = [unit.reference for unit in plan.units if unit.reference is not None]
    result = asyncio.run(extract_all([document], Wrong(reference.guess or NOTHING), profile, Quiet()))
    [rejection] = [r for r in result.rejected if r.stage == "reference"]
    assert rejection.text != reference.guess
    [claim] = [claim for claim in result.claims if "14 boats" in claim.text]
    assert claim.text == "It lost 14 boats in the storm of 2019."
