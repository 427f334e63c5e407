"""Extraction: what is asked, in which portions and schemas, and what becomes of the answers. No model is needed."""

import asyncio
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from claimextract import extraction
from claimextract.config import Profile, profile_named
from claimextract.errors import EndpointError, InvalidAnswerError, RefusedError, TruncatedError
from claimextract.extraction import asking
from claimextract.extraction.answers import answer_model
from claimextract.extraction.questions import (
    ARTICLE,
    ASIDE,
    BEFORE,
    NOTHING,
    UNNAMED,
    Question,
    batches,
)
from claimextract.llm import answer_schema
from claimextract.models import Claim, Document, Exchange, Scan
from claimextract.pipeline.extracting import extract_all
from claimextract.pipeline.watching import Quiet
from claimextract.prompting import load
from claimextract.scan import scan

CAPABLE = profile_named("capable")
EMBEDDED = profile_named("embedded")
PLAIN: dict[str, object] = {
    "speaker": ARTICLE,
    "kind": "fact",
    "claims": [],
    "date": "event",
    "work": "source",
    "reference": NOTHING,
    "missed": [],
}
HARBOUR = """\
The harbour of Tessaly lost 14 boats in the storm of March 3, 2021. Mayor Anna Weber said on Friday that the pier had \
been closed twice. “We will not rebuild it,” she said. “Nobody lent us any money. We paid twice for nothing.”

According to a 2020 report by the Coastal Institute, the pier was unsafe. The report was ignored (Norrholm Post, June \
23, 2021). It had warned the council in 2019.

Tom Hale, a fisherman, told the council that he had lost two boats. He sold his house in May. The council should \
rebuild the pier by 2023.
"""

Fault = Callable[[list[str]], Exception | None]


class Fake:
    """A model that answers from a table of question ids, or of (step, question id), and else plainly."""

    model = "fake"

    def __init__(self, answers: Mapping[Any, object] | None = None, fault: Fault | None = None) -> None:
        self.answers = answers or {}
        self.fault = fault
        self.calls: list[tuple[str, list[str]]] = []
        self.prompts: list[str] = []

    async def ask(
        self,
        messages: list[dict[str, str]],
        answer: type[BaseModel],
        *,
        document_id: str,
        step: str,
        log: list[Exchange],
    ) -> Any:
        asked = list(answer.model_json_schema()["properties"])
        self.calls.append((step, asked))
        self.prompts.append("\n".join(message["content"] for message in messages))
        digest = hashlib.sha256(json.dumps([messages, asked]).encode()).hexdigest()
        log.append(Exchange(document_id=document_id, step=step, attempt=1, request_sha256=digest, response={}))
        if self.fault is not None and (error := self.fault(asked)) is not None:
            raise error
        plain = {name: PLAIN[name.partition("_")[0]] for name in asked}
        given = {name: self.answers.get((step, name), self.answers.get(name, plain[name])) for name in asked}
        return answer.model_validate(given)


def document(text: str = HARBOUR, **fields: object) -> Document:
    return Document.from_text(text, published="2021-07-01", **fields)


def planned(text: str = HARBOUR, profile: Profile = CAPABLE) -> extraction.Plan:
    article = document(text)
    return extraction.plan(article, scan(article), profile)


def ids(plan: extraction.Plan) -> list[str]:
    return [question.id for call in plan.calls for question in call]


def run(text: str = HARBOUR, fake: Fake | None = None, profile: Profile = CAPABLE, **fields: object) -> Any:
    """A document's way from scan to grounded claims."""
    return asyncio.run(extract_all([document(text, **fields)], fake or Fake(), profile, Quiet()))


def claim(result: Any, words: str) -> Claim:
    """The one claim whose evidence holds these words."""
    (found,) = [c for c in result.claims if any(words in span.exact for span in c.evidence)]
    return found


# -- what is asked -----------------------------------------------------------------------------------------------------


def test_the_capable_profile_asks_about_every_unit_date_and_work() -> None:
    plan = planned()
    asked = ids(plan)
    for unit in plan.units:
        assert {f"kind_{unit.id}", f"claims_{unit.id}"} <= set(asked)
    assert {f"date_{date.id}" for date in plan.scan.dates} <= set(asked)
    assert {f"work_{citation.id}" for citation in plan.scan.citations} <= set(asked)
    assert len(asked) == len(set(asked))


def test_the_embedded_profile_asks_for_references_only() -> None:
    asked = ids(planned(profile=EMBEDDED))
    assert asked
    assert {name.partition("_")[0] for name in asked} == {"reference"}


def test_a_passage_over_sentences_is_asked_for_its_speaker_once() -> None:
    plan = planned("“The pier was old. The town had no money at all. Nobody lent us any,” Anna Weber said on Monday.")
    assert len(plan.units) == 3
    assert [name for name in ids(plan) if name.startswith("speaker_")] == ["speaker_u1"]


def test_headings_captions_notices_and_bare_questions_claim_nothing() -> None:
    text = (
        "# The pier of Tessaly falls\n\nThe pier of Tessaly fell on Monday. Who will pay for it all? It rained.\n\n"
        "Photo: the pier after the storm (Tessaly Gazette)\n\nRead more: The night of the storm"
    )
    plan = planned(text)
    assert [sentence.span.exact for unit in plan.units for sentence in unit.sentences] == [
        "The pier of Tessaly fell on Monday."
    ]


def test_what_is_only_toyed_with_claims_nothing_unless_somebody_says_it() -> None:
    text = (
        "It is tempting to see the pier as a relic. It would be easy to think that the mill is closed, Weber said. "
        "It is tempting to dismiss the poll, but turnout fell by twelve points in May. "
        "It was easy to see the mill from the road."
    )
    assert [unit.part[0].exact for unit in planned(text).units] == [
        "It would be easy to think that the mill is closed",
        "turnout fell by twelve points in May",
        "It was easy to see the mill from the road.",
    ]


@pytest.mark.parametrize("most", [1, 2, 3, 7, 1000])
def test_batches(most: int) -> None:
    questions = [Question(f"kind_u{n}", "kinds", n, n + 1, "words", ("fact",)) for n in range(7)]
    found = batches(questions, most)
    assert [question for batch in found for question in batch] == questions
    assert all(0 < len(batch) <= most for batch in found)
    assert len(found) == -(-7 // most)


def test_nothing_to_ask() -> None:
    result = run("# A heading\n", Fake())
    assert result.claims == ()
    assert [entry.status for entry in result.documents] == ["ok"]
    assert planned("").calls == ()


def test_questions_go_out_in_text_order() -> None:
    starts = [question.start for call in planned().calls for question in call if question.kind != "missed"]
    assert starts == sorted(starts)


# -- the schema of an answer -------------------------------------------------------------------------------------------


def test_the_schema_is_strict_and_closed() -> None:
    questions = [question for call in planned().calls for question in call if question.kind != "missed"]
    schema = answer_schema(answer_model(questions))
    assert schema["additionalProperties"] is False
    assert schema["required"] == [question.id for question in questions] == list(schema["properties"])
    for question in questions:
        field = schema["properties"][question.id]
        if question.options:
            options = schema["$defs"][field["$ref"].removeprefix("#/$defs/")]
            assert (options["type"], tuple(options["enum"])) == ("string", question.options)
        else:
            assert (field["type"], field["maxItems"]) == ("array", 4)
            assert field["items"] == {"type": "string", "maxLength": 400}


def test_what_a_model_copies_is_bounded() -> None:
    question = next(q for call in planned().calls for q in call if q.kind == "missed")
    schema = answer_schema(answer_model([question]))
    field = schema["properties"][question.id]
    assert field["maxItems"] == 32

    def resolved(value: Mapping[str, Any]) -> Mapping[str, Any]:
        return schema["$defs"][value["$ref"].removeprefix("#/$defs/")] if "$ref" in value else value

    item = resolved(field["items"])
    assert item["additionalProperties"] is False
    for name in ("words", "claim", "speaker", "cue"):
        assert item["properties"][name] == {"type": "string", "maxLength": 400}
    assert resolved(item["properties"]["mode"])["enum"] == ["speech", "writing", "belief", "intention"]
    assert resolved(item["properties"]["kind"])["enum"] == ["fact", "prediction", "opinion", "proposal"]
    takes = item["properties"]["takes"]
    assert takes["maxItems"] == 8
    assert resolved(takes["items"])["enum"] == [BEFORE, *question.takes]
    assert question.takes[0] == "d1 March 3, 2021"


def test_equal_options_stand_in_the_schema_once() -> None:
    questions = [question for call in planned().calls for question in call if question.kind != "missed"]
    closed = [question.options for question in questions if question.options]
    definitions = answer_schema(answer_model(questions))["$defs"]
    assert len(definitions) == len(set(closed)) < len(closed)


@pytest.mark.parametrize(
    "options", [('quote "', "back\\slash", "new\nline", "", "{{ 7 }}"), ("é", "e\u0301", "\u202e", "🌊")]
)
def test_any_words_can_be_options(options: tuple[str, ...]) -> None:
    answer = answer_model([Question("speaker_u1", "speakers", 0, 1, "words", options)])
    schema = answer_schema(answer)
    assert schema["$defs"]["Options1"]["enum"] == list(options)
    assert answer.model_validate({"speaker_u1": options[-1]}).speaker_u1 == options[-1]


@pytest.mark.parametrize(
    "answer",
    [
        {"kind_u1": "rumour", "claims_u1": []},
        {"kind_u1": "Fact", "claims_u1": []},
        {"kind_u1": "fact", "claims_u1": ["x" * 401]},
        {"kind_u1": "fact", "claims_u1": ["x"] * 5},
        {"kind_u1": "fact", "claims_u1": [], "kind_u2": "fact"},
        {"kind_u1": "fact"},
        {"kind_u1": None, "claims_u1": []},
    ],
)
def test_an_answer_beside_the_question_is_none(answer: dict[str, object]) -> None:
    questions = [
        Question("kind_u1", "kinds", 0, 1, "words", ("fact", "opinion")),
        Question("claims_u1", "claims", 0, 1, "words"),
    ]
    with pytest.raises(ValidationError):
        answer_model(questions).model_validate(answer)


def test_options_are_all_different() -> None:
    text = "On Monday, somebody unnamed said that the pier was unsafe. Tom Hale sold his house in May."
    for call in planned(text).calls:
        for question in call:
            assert len(set(question.options)) == len(question.options)


def test_speakers_are_chosen_from_the_cast_the_article_and_nobody() -> None:
    (question,) = [q for call in planned().calls for q in call if q.id == "speaker_u1"]
    assert {"Anna Weber", "Tom Hale", "Coastal Institute", ARTICLE, UNNAMED} <= set(question.options)


# -- answers that are cut off, refused or wrong ------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 5])
@pytest.mark.parametrize("error", [TruncatedError, InvalidAnswerError, RefusedError])
def test_a_call_that_fails_goes_out_in_halves(error: type[Exception], most: int) -> None:
    fake = Fake(fault=lambda asked: error(f"too much: {asked}") if len(asked) > most else None)
    result = run(fake=fake)
    sizes = [len(asked) for _, asked in fake.calls]
    answered = Counter(name for _, asked in fake.calls if len(asked) <= most for name in asked)
    assert max(sizes) > most >= min(sizes)
    assert answered == Counter(ids(planned()))
    assert result.documents[0].status == "ok"
    assert _plain(result.claims) == _plain(run().claims)


def test_one_question_that_is_never_answered_leaves_its_document_partial() -> None:
    fake = Fake(fault=lambda asked: TruncatedError("the answer is too long") if "claims_u2" in asked else None)
    result = run(fake=fake)
    (entry,) = result.documents
    assert entry.status == "partial"
    assert entry.reason == "1 question stayed without answer: the answer is too long"
    assert [r.reason for r in result.rejected if r.text == "claims_u2"] == ["the answer is too long"]
    assert ("questions", ["claims_u2"]) in fake.calls
    assert _plain(result.claims) == _plain(run().claims)  # the rules stand in


def test_no_answer_at_all_fails_the_document() -> None:
    result = run(fake=Fake(fault=lambda asked: RefusedError("no")))
    (entry,) = result.documents
    assert (entry.status, entry.reason) == ("failed", "no")
    assert result.claims == ()


def test_an_endpoint_that_is_gone_is_not_asked_in_halves() -> None:
    fake = Fake(fault=lambda asked: EndpointError("connection refused") if "kind_u1" in asked else None)
    profile = replace(CAPABLE, questions_per_call=4)
    result = run(fake=fake, profile=profile)
    assert len(fake.calls) == len(planned(profile=profile).calls)
    assert result.documents[0].status == "partial"
    assert "connection refused" in (result.documents[0].reason or "")


def test_exchanges_stay_in_text_order() -> None:
    fake = Fake(fault=lambda asked: TruncatedError("too long") if len(asked) > 3 else None)
    profile = replace(CAPABLE, questions_per_call=7)
    result = run(fake=fake, profile=profile)
    assert len(result.exchanges) == len(fake.calls)
    again = run(fake=Fake(fault=fake.fault), profile=profile)
    assert [e.request_sha256 for e in result.exchanges] == [e.request_sha256 for e in again.exchanges]


# -- seams -------------------------------------------------------------------------------------------------------------


def _plain(claims: tuple[Claim, ...]) -> list[dict[str, object]]:
    return [claim.model_dump(exclude={"provenance"}) for claim in claims]


def _answers(plan: extraction.Plan) -> dict[str, object]:
    """An answer of its own for every question, whatever the call that it goes out in."""
    answers: dict[str, object] = {}
    for call in plan.calls:
        for question in call:
            if question.kind == "missed":
                continue
            pick = int(hashlib.sha256(question.id.encode()).hexdigest(), 16)
            if question.options:
                answers[question.id] = question.options[pick % len(question.options)]
            else:
                answers[question.id] = [question.words] * (pick % 2) + [f"{question.words} again"] * (pick % 3 == 0)
    return answers


LONG = "\n\n".join(
    f"The council of Tessaly met {n} times in 20{n:02}. Anna Weber said that the pier had cost {n} million euros. "
    f"“We lost {n} boats in the storm,” she said. “We paid {n} times for nothing.” Tom Hale sold {n} boats in May."
    for n in range(11, 26)
)


@pytest.fixture(scope="module")
def long() -> tuple[Document, Scan, dict[str, object], list[dict[str, object]]]:
    """A long document with an answer of its own for every question, and its drafts when all is asked in one call."""
    article = document(LONG)
    found = scan(article)
    plan = extraction.plan(article, found, replace(CAPABLE, questions_per_call=10_000))
    assert len(plan.calls) == 1
    answers = _answers(plan)
    return article, found, answers, _drafts(asyncio.run(extraction.extract(plan, Fake(answers), CAPABLE)))


def _drafts(extracted: extraction.Extracted) -> list[dict[str, object]]:
    return [draft.model_dump(exclude={"provenance"}) for draft in extracted.drafts]


@pytest.mark.parametrize("most", range(1, 51))
def test_long_documents_lose_and_double_nothing_at_the_seams(
    long: tuple[Document, Scan, dict[str, object], list[dict[str, object]]], most: int
) -> None:
    article, found, answers, drafts = long
    profile = replace(CAPABLE, questions_per_call=most)
    plan, fake = extraction.plan(article, found, profile), Fake(answers)
    extracted = asyncio.run(extraction.extract(plan, fake, profile))
    asked = [[name for name in names if not name.startswith("missed_")] for _, names in fake.calls]
    assert Counter(name for names in asked for name in names) == Counter(answers.keys())
    assert all(0 < len(names) <= most for names in asked)
    assert _drafts(extracted) == drafts


@pytest.mark.parametrize("profile", [CAPABLE, EMBEDDED], ids=["capable", "embedded"])
def test_every_sentence_of_a_long_document_is_evidence(profile: Profile) -> None:
    result = run(LONG, profile=profile)
    evidence = Counter(span.exact for claim in result.claims for span in claim.evidence)
    assert evidence == Counter(sentence.span.exact for sentence in scan(document(LONG)).sentences)


def test_the_prompt_shows_what_it_asks_about_and_little_more() -> None:
    profile = replace(CAPABLE, questions_per_call=3, context=200)
    fake = Fake()
    run(LONG, fake, profile)
    by_id = {question.id: question for call in planned(LONG).calls for question in call}
    for (_, asked), prompt in zip(fake.calls, fake.prompts, strict=True):
        passage = prompt.split("Passage:")[1].split("Questions:")[0]
        assert len(passage) < 1200
        assert all(re.sub(r"\s+", " ", by_id[name].words) in passage for name in asked if name.startswith("claims"))


def test_nothing_that_is_asked_about_begins_a_line_of_the_prompt() -> None:
    article, fake = document(), Fake({"speaker_u1": "Anna\nWeber"})
    asked = Question("speaker_u1", "speakers", 0, 9, "the\nharbour", ("Anna\nWeber",), ("d1: 3\nMay",), "of\nthe pier")
    asyncio.run(asking.ask(article, scan(article), [[asked]], fake, CAPABLE, load("questions")))
    [prompt] = fake.prompts
    [line] = [line for line in prompt.splitlines() if line.startswith("speaker_u1")]
    assert line == "speaker_u1: <<< the harbour >>> (Anna Weber) takes: d1: 3 May of the pier"


# -- wordings ----------------------------------------------------------------------------------------------------------

BOATS = "The storm reached Tessaly on Monday. Anna Weber said that the harbour had lost 14 boats."


def test_a_good_wording_is_taken() -> None:
    fake = Fake({"claims_u2": ["14 boats had been lost, says Anna Weber of the harbour."]})
    result = run(BOATS, fake)
    assert claim(result, "14 boats").text == "14 boats had been lost, says Anna Weber of the harbour."
    assert claim(result, "The storm").text == "The storm reached Tessaly on Monday."
    assert [step for step, _ in fake.calls] == ["questions"]


def test_one_sentence_can_make_several_claims() -> None:
    text = "The storm reached Tessaly on Monday and sank 14 boats."
    result = run(text, Fake({"claims_u1": ["The storm reached Tessaly on Monday.", "The storm sank 14 boats."]}))
    assert sorted(c.text for c in result.claims) == ["The storm reached Tessaly on Monday.", "The storm sank 14 boats."]
    assert all(c.evidence[0].exact == text and c.grounding.status == "grounded" for c in result.claims)
    assert len({c.claim_id for c in result.claims}) == 2


def test_a_rejected_wording_is_asked_for_again_with_the_reason() -> None:
    fake = Fake(
        {
            ("questions", "claims_u2"): ["The harbour had lost 40 boats."],
            ("again", "claims_u2"): ["The harbour had lost 14 boats, Anna Weber said."],
        }
    )
    result = run(BOATS, fake)
    assert [asked for step, asked in fake.calls if step == "again"] == [["claims_u2"]]
    assert "was not accepted" in fake.prompts[-1]
    assert "40" in fake.prompts[-1]
    assert claim(result, "14 boats").text == "The harbour had lost 14 boats, Anna Weber said."


def test_a_wording_that_fails_twice_falls_back_to_its_evidence() -> None:
    fake = Fake({"claims_u2": ["The harbour had lost 40 boats."]})
    result = run(BOATS, fake)
    found = claim(result, "14 boats")
    assert found.text == "Anna Weber said that the harbour had lost 14 boats."
    assert found.grounding.status == "grounded"
    assert [step for step, _ in fake.calls].count("again") == 1
    assert "The harbour had lost 40 boats." in [r.text for r in result.rejected if r.stage == "wording"]


def test_an_empty_second_answer_leaves_the_words_of_the_text() -> None:
    fake = Fake({("questions", "claims_u2"): ["The harbour had lost 40 boats."], ("again", "claims_u2"): []})
    assert claim(run(BOATS, fake), "14 boats").text == "The harbour had lost 14 boats."


def test_what_was_rejected_first_is_listed_too() -> None:
    fake = Fake(
        {
            ("questions", "claims_u2"): ["The harbour had lost 40 boats."],
            ("again", "claims_u2"): ["The harbour had lost 14 boats, Anna Weber said."],
        }
    )
    assert "The harbour had lost 40 boats." in [r.text for r in run(BOATS, fake).rejected]


def test_the_second_answer_keeps_what_else_was_answered() -> None:
    text = "Anna Weber left on Monday.\n\nTom Hale stayed. “The mayor lost 15 boats in the storm.”"
    answers = {
        "speaker_u3": "Anna Weber",
        "kind_u3": "opinion",
        ("questions", "claims_u3"): ["The mayor lost 99 boats."],
        ("again", "claims_u3"): ["The mayor lost 15 boats."],
    }
    plan = planned(text)
    (unit,) = [unit for unit in plan.units if "15 boats" in unit.sentences[0].span.exact]
    answers = {_renamed(key, unit.id): value for key, value in answers.items()}
    found = claim(run(text, Fake(answers)), "15 boats")
    assert found.text == "The mayor lost 15 boats."
    assert found.kind == "opinion"
    assert found.attribution.source is not None
    assert found.attribution.source.name == "Anna Weber"


def _renamed(key: Any, unit: str) -> Any:
    return (key[0], key[1].replace("u3", unit)) if isinstance(key, tuple) else key.replace("u3", unit)


# -- what no question covers -------------------------------------------------------------------------------------------


def missed(words: str, claim: str, speaker: str, **more: object) -> dict[str, list[dict[str, object]]]:
    rest = {"cue": "", "mode": "speech", "kind": "fact", "takes": [], **more}
    return {"missed_m1": [{"words": words, "claim": claim, "speaker": speaker, **rest}]}


def test_a_claim_that_no_question_covers() -> None:
    text = "Tom Hale, who lost two boats in the storm, sold his house in May."
    result = run(text, Fake(missed("who lost two boats in the storm", "Tom Hale lost two boats.", ARTICLE)))
    (found,) = [c for c in result.claims if c.text == "Tom Hale lost two boats."]
    assert found.grounding.status == "grounded"
    assert [span.exact for span in found.evidence] == [text]
    assert found.attribution.type == "none"


def test_the_speaker_of_such_a_claim_is_one_of_the_cast() -> None:
    text = "Anna Weber left on Monday. For Anna Weber, the pier was a relic of the old town."
    result = run(text, Fake(missed("the pier was a relic of the old town", "The pier was a relic.", "Anna Weber")))
    (found,) = [c for c in result.claims if c.text == "The pier was a relic."]
    assert found.attribution.source is not None
    assert found.attribution.source.name == "Anna Weber"


def test_a_claim_takes_the_place_of_a_unit_that_is_put_aside() -> None:
    text = "The storm came on Monday. By the count of the harbour office, it sank 14 boats in 2019."
    answer = missed(
        "it sank 14 boats in 2019",
        "The storm sank 14 boats in 2019.",
        "the harbour office",
        cue="By the count",
        mode="writing",
        kind="opinion",
        takes=[BEFORE, "d2 2019"],
    )
    result = run(text, Fake({**answer, "kind_u2": ASIDE}))
    assert [c.text for c in result.claims] == ["The storm came on Monday.", "The storm sank 14 boats in 2019."]
    found = result.claims[1]
    assert [span.exact for span in found.evidence] == [text[:25], text[26:]]
    assert (found.kind, found.attribution.type, found.attribution.mode) == ("opinion", "indirect", "writing")
    assert found.attribution.source is not None
    assert found.attribution.source.name == "the harbour office"
    assert found.attribution.cue is not None
    assert (found.attribution.cue.exact, found.attribution.content[0].exact) == ("By the count", answer_words(answer))
    assert [date.value for date in found.dates] == ["2019"]
    assert [r.stage for r in result.rejected] == ["unit"]


def answer_words(answer: Mapping[str, list[dict[str, object]]]) -> object:
    return answer["missed_m1"][0]["words"]


def test_no_sentence_loses_its_only_claim() -> None:
    text = "The storm reached Tessaly on Monday. The pier of Tessaly fell."
    result = run(text, Fake({"kind_u1": ASIDE, "kind_u2": ASIDE}))
    assert [c.text for c in result.claims] == text.replace(". ", ".\n").splitlines()
    assert [r.stage for r in result.rejected] == ["kind", "kind"]


def test_a_speaker_who_is_nowhere_near_is_refused() -> None:
    text = "The storm reached Tessaly on Monday.\n\nThe pier of Tessaly fell in the night, as expected."
    result = run(text, Fake(missed("fell in the night", "The pier of Tessaly fell in the night.", "Ilse Brandt")))
    assert len(result.claims) == 2
    assert [(r.stage, r.text) for r in result.rejected] == [("speaker", "Ilse Brandt")]


def test_who_is_surely_the_speaker_is_so_in_other_words_too() -> None:
    text = "Tom Hale left the town. Anna Weber said that the pier was old."
    result = run(text, Fake({**missed("the pier was old", "The pier was old.", "Tom Hale"), "kind_u2": ASIDE}))
    names = [c.attribution.source.name for c in result.claims if c.attribution.source]
    assert names == ["Anna Weber"]
    assert ("speaker", "Tom Hale") in [(r.stage, r.text) for r in result.rejected]


def test_a_cue_must_stand_beside_the_words() -> None:
    text = "For Anna Weber, the pier was a relic of the old town."
    answer = missed("the pier was a relic of the old town", "The pier was a relic.", "Anna Weber", cue="shouted")
    (found,) = [c for c in run(text, Fake(answer)).claims if c.text == "The pier was a relic."]
    assert found.attribution.cue is None
    assert ("cue", "shouted") in [(r.stage, r.text) for r in run(text, Fake(answer)).rejected]


def test_what_a_unit_claims_already_is_not_claimed_twice() -> None:
    text = "Tom Hale sold his house in May. The pier of Tessaly fell on Monday."
    result = run(text, Fake(missed("Tom Hale sold his house in May.", "In May, Tom Hale sold his house.", ARTICLE)))
    assert len(result.claims) == 2


def test_words_that_do_not_stand_in_the_text_are_asked_for_again_and_never_become_evidence() -> None:
    fake = Fake(missed("who lost nine boats in the storm", "Tom Hale lost nine boats.", ARTICLE))
    result = run("Tom Hale, who lost two boats in the storm, sold his house in May.", fake)
    assert [asked for step, asked in fake.calls if step == "again"] == [["missed_m1"]]
    (found,) = [c for c in result.claims if "nine" in c.text]
    assert (found.grounding.status, found.evidence) == ("ungrounded", ())
    assert "who lost nine boats in the storm" in [rejection.text for rejection in result.rejected]


# -- speakers ----------------------------------------------------------------------------------------------------------


def test_a_sure_rule_stands_against_the_model_and_the_difference_is_shown() -> None:
    text = "Tom Hale lost two boats. “The pier was unsafe for years,” said Anna Weber."
    result = run(text, Fake({"speaker_u2": "Tom Hale"}))
    source = claim(result, "unsafe").attribution.source
    assert source is not None
    assert source.name == "Anna Weber"
    (rejection,) = [r for r in result.rejected if r.stage == "speaker" and r.text == "Tom Hale"]
    assert "Anna Weber" in rejection.reason
    assert rejection.request_sha256


def test_the_model_decides_where_the_rule_is_not_sure_and_the_difference_is_shown() -> None:
    text = "Anna Weber left on Monday.\n\nTom Hale stayed at home. “The mayor lost 15 boats in the storm.”"
    (unit,) = [u for u in planned(text).units if "15 boats" in u.sentences[0].span.exact]
    result = run(text, Fake({f"speaker_{unit.id}": "Anna Weber"}))
    source = claim(result, "15 boats").attribution.source
    assert source is not None
    assert source.name == "Anna Weber"
    (rejection,) = [r for r in result.rejected if r.text == "Tom Hale"]
    assert rejection.stage == "speaker"
    assert "Anna Weber" in rejection.reason


def test_agreement_is_no_rejection() -> None:
    result = run("“The pier was unsafe for years,” said Anna Weber.", Fake({"speaker_u1": "Anna Weber"}))
    assert result.rejected == ()
    assert claim(result, "unsafe").attribution.type == "direct"


def test_one_answer_serves_the_whole_passage() -> None:
    text = (
        "Anna Weber left on Monday.\n\nTom Hale stayed at home. "
        "“The mayor lost 15 boats in the storm. She lost 20 nets too. She lost her house in May.”"
    )
    plan = planned(text)
    (asked,) = [q.id for call in plan.calls for q in call if q.id.startswith("speaker_") and "15 boats" in q.words]
    result = run(text, Fake({asked: "Anna Weber"}))
    for words in ("15 boats", "20 nets", "her house"):
        source = claim(result, words).attribution.source
        assert source is not None
        assert source.name == "Anna Weber"


def test_content_is_the_same_in_every_claim_of_a_passage() -> None:
    text = "“The pier was old. The town had no money at all. Nobody lent us any,” Anna Weber said on Monday."
    result = run(text, profile=EMBEDDED)
    assert len(result.claims) == 3
    assert {c.attribution.content for c in result.claims} == {result.claims[0].attribution.content}
    content = result.claims[0].attribution.content
    assert [span.exact for span in content] == [text[: text.index(" Anna")]]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Tom Hale sued the port, accusing it of years of neglect.", "Tom Hale accused it of years of neglect."),
        ("Nurses have sent the board a letter, calling for more beds.", "Nurses called for more beds."),
        ("Tom Hale, who has called for a public inquiry, left.", "Tom Hale has called for a public inquiry."),
        ("Tom Hale will sue the port, accusing it of years of neglect.", None),  # nobody knows yet that he does
        ("Before accusing the port of neglect, Tom Hale sued it.", None),
        ("The port, whom Tom Hale often criticizes for its old boats, is full.", None),
    ],
)
def test_what_is_added_of_somebody_is_a_claim_of_its_own(sentence: str, told: str | None) -> None:
    claims = run(sentence, profile=EMBEDDED).claims
    assert [c.text for c in claims if c.attribution.type == "indirect"] == ([told] if told else [])
    # what a relative clause adds is left out of the sentence that it is added to
    own = sentence.replace(", who has called for a public inquiry,", "")
    assert [c.text for c in claims if c.attribution.type == "none"] == [own]


def test_an_article_of_its_own_words_is_its_authors() -> None:
    result = run("The pier of Tessaly fell on Monday.", authors=("Nora Quist", "Per Ek"))
    attribution = result.claims[0].attribution
    assert attribution.type == "none"
    assert attribution.source is not None
    assert (attribution.source.name, attribution.source.kind) == ("Nora Quist, Per Ek", "author")
    assert run("The pier of Tessaly fell on Monday.").claims[0].attribution.source is None


def test_somebody_unnamed() -> None:
    text = "Tom Hale stayed at home. It rained for a week.\n\n“The mayor lost 15 boats in the storm that night.”"
    (unit,) = [u for u in planned(text).units if "15 boats" in u.sentences[0].span.exact]
    source = claim(run(text, Fake({f"speaker_{unit.id}": UNNAMED})), "15 boats").attribution.source
    assert source is not None
    assert source.kind == "anonymous"


# -- kinds, dates, works, references -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["fact", "prediction", "opinion", "proposal"])
def test_the_kind_that_the_model_names(kind: str) -> None:
    result = run("The pier of Tessaly fell on Monday.", Fake({"kind_u1": kind}))
    assert [c.kind for c in result.claims] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The pier of Tessaly fell on Monday.", "fact"),
        ("The pier of Tessaly will fall within a year.", "prediction"),
        ("The pier of Tessaly is a terrible relic.", "opinion"),
        ("The council should rebuild the pier.", "proposal"),
        ("Forcing one's will on the smaller towns closed the bay.", "fact"),
        ("The will of the town closed the bay, and of course the mill shut.", "fact"),
        ("The town will of course close the bay.", "prediction"),
    ],
)
def test_the_kind_by_the_words(text: str, kind: str) -> None:
    assert [c.kind for c in run(text, profile=EMBEDDED).claims] == [kind]
    assert extraction.kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The pier fell on Monday.", "certain"),
        ("The pier may have fallen on Monday.", "possible"),
        ("The pier probably fell on Monday.", "probable"),
        ("The port used its newfound might to close the bay.", "certain"),
        ("The pier fell on May 3 and the dam in late May.", "certain"),
        ("The new port might close the bay.", "possible"),
        ("May the port close the bay?", "possible"),
        ("The Port May Close the Bay.", "possible"),
    ],
)
def test_certainty(text: str, certainty: str) -> None:
    assert extraction.certainty_of(text) == certainty


def test_half_a_link_leaves_no_mark() -> None:
    text = "In Tessaly, analysts have highlighted [old debts](#) as reasons why the mayor may resist the plan."
    (claim,) = run(text, profile=EMBEDDED).claims
    assert "]" not in claim.text
    assert "old debts as reasons" in claim.text


def test_polarity() -> None:
    result = run("The council did not rebuild the pier. The bridge of Tessaly held firm.", profile=EMBEDDED)
    assert [c.polarity for c in result.claims] == ["negative", "positive"]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The port has no choice but to close the bay.", "positive"),
        ("The port has no choice in the matter.", "negative"),
        ("The lack of trust between the towns shaped the talks.", "positive"),
        ("The port lacks a plan.", "negative"),
        ("The towns met over works not authorized by the council.", "positive"),
        ("The works were not authorized by the council.", "negative"),
    ],
)
def test_polarity_is_that_of_the_statement(text: str, polarity: str) -> None:
    assert [c.polarity for c in run(text, profile=EMBEDDED).claims] == [polarity]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        (
            "“The pier is a ruin of old. Who cares for it? The council has left it.” Weber told the town on Monday.",
            ["The pier is a ruin of old. Who cares for it?", "The council has left it."],
        ),
        (
            "“Who cares for the pier? The council has left it,” Weber said.",
            ["Who cares for the pier? The council has left it."],
        ),
    ],
)
def test_a_question_inside_a_quotation_is_no_claim_of_its_own(text: str, texts: list[str]) -> None:
    assert [c.text for c in run(text, profile=EMBEDDED).claims if "pier" in c.text or "left" in c.text] == texts


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("The wake of the 2008 Global Harbour Crisis has opened new ways for Varn.", []),
        ("The harbour of Tessaly opened in 2008 Anna Weber says.", [("event", "2008")]),
        ("The harbour lost boats in the 2008 storms.", [("event", "2008")]),
        ("“The harbour lost 14 boats,” said Weber, who has run the mill since 1989.", []),
        ("“The harbour lost 14 boats,” said Weber on June 3, 2021.", [("statement", "2021-06-03")]),
        ("“The harbour lost 14 boats,” said Weber, who leaves on June 3, 2031.", []),
        ("Weber said on June 3, 2031 that the harbour lost 14 boats.", []),
        ("Weber will decide on June 3, 2031 whether to mend the pier.", [("event", "2031-06-03")]),
    ],
)
def test_dates_of_what_is_told(text: str, dates: list[tuple[str, str]]) -> None:
    assert [(date.role, date.value) for c in run(text, profile=EMBEDDED).claims[:1] for date in c.dates] == dates


@pytest.mark.parametrize(
    ("answer", "roles"),
    [("event", [("event", "2021-03-03")]), ("statement", [("statement", "2021-03-03")]), ("neither", [])],
)
def test_the_role_that_the_model_gives_a_date(answer: str, roles: list[tuple[str, str]]) -> None:
    result = run("The harbour lost 14 boats on March 3, 2021.", Fake({"date_d1": answer}))
    assert [(date.role, date.value) for date in result.claims[0].dates] == roles


def test_the_role_of_a_date_by_its_place() -> None:
    text = "Anna Weber said on June 1, 2021 that the harbour had lost 14 boats on March 3, 2021."
    result = run(text, profile=EMBEDDED)
    assert [(d.role, d.value) for d in result.claims[0].dates] == [("statement", "2021-06-01"), ("event", "2021-03-03")]
    for date in result.claims[0].dates:
        assert date.span is not None
        assert text[date.span.start : date.span.end] == date.span.exact


@pytest.mark.parametrize(("answer", "names"), [("source", ["Norrholm Post"]), ("mention", [])])
def test_a_work_that_is_only_mentioned_is_not_cited(answer: str, names: list[str]) -> None:
    result = run("The report was ignored (Norrholm Post, June 23, 2021).", Fake({"work_w1": answer}))
    assert [work.publisher for work in result.claims[0].cited_works] == names


def test_a_work_cited_behind_the_full_stop() -> None:
    result = run("The report was ignored. (Norrholm Post, June 23, 2021) Nobody read it.", profile=EMBEDDED)
    assert [work.publisher for work in claim(result, "ignored").cited_works] == ["Norrholm Post"]


LOST = "Anna Weber left Tessaly on Monday. Tom Hale lost his boat. He sold his house in May."


def test_a_pronoun_is_resolved_where_code_and_model_agree() -> None:
    result = run(LOST, Fake({"reference_r1": "Tom Hale"}), EMBEDDED)
    assert claim(result, "his house").text == "Tom Hale sold his house in May."
    assert result.rejected == ()


@pytest.mark.parametrize("answer", ["Anna Weber", NOTHING])
def test_a_pronoun_stays_where_they_differ(answer: str) -> None:
    result = run(LOST, Fake({"reference_r1": answer}), EMBEDDED)
    assert claim(result, "his house").text == "He sold his house in May."
    assert [(r.stage, r.text) for r in result.rejected] == ([] if answer == NOTHING else [("reference", answer)])


# -- provenance --------------------------------------------------------------------------------------------------------


def test_a_claim_names_the_request_that_made_it_and_none_where_rules_made_it() -> None:
    asked = run(BOATS).claims
    assert all(c.provenance.model == "fake" and c.provenance.request_sha256 for c in asked)
    ruled = run(BOATS, profile=EMBEDDED).claims
    assert all(c.provenance.model is None and c.provenance.request_sha256 is None for c in ruled)


def test_every_span_of_every_claim_is_exact() -> None:
    for profile in (CAPABLE, EMBEDDED):
        for found in run(profile=profile).claims:
            spans = [*found.evidence, *found.attribution.content, *(d.span for d in found.dates)]
            spans += [found.attribution.cue, *(w.span for w in found.cited_works), *(q.span for q in found.quantities)]
            if found.attribution.source is not None:
                spans += [found.attribution.source.span, found.attribution.source.mention_span]
            assert all(HARBOUR[s.start : s.end] == s.exact for s in spans if s is not None)
            assert found.grounding.status == "grounded"


def test_two_quotations_of_one_sentence_are_two_claims() -> None:
    text = "“I am no engineer,” Anna Weber said, “but I paid for the pier.” It fell on Monday."
    said = [claim for claim in run(text, profile=EMBEDDED).claims if claim.attribution.type == "direct"]
    assert [claim.attribution.content[0].exact for claim in said] == [
        "“I am no engineer,”",
        "“but I paid for the pier.”",
    ]
    assert len({claim.text for claim in said}) == 2


def test_one_quoted_word_is_a_claim() -> None:
    result = run("Anna Weber called the story “false” on Monday.", profile=EMBEDDED)
    assert [claim.attribution.content[-1].exact for claim in result.claims if claim.attribution.cue]


def test_a_fragment_without_its_clause_is_not_put_in_somebodys_mouth() -> None:
    text = "The fleets held an exercise, which many saw as an answer to a ruling by the Court rejecting old claims."
    result = run(text, profile=EMBEDDED)
    assert result.claims
    assert all(claim.attribution.source is None for claim in result.claims if claim.text == text)
