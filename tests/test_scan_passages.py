"""Attributed passages: who says what, in which words, and how it is known."""

from dataclasses import dataclass

import pytest

from claimextract.models import Document, Passage, Scan
from claimextract.scan import scan


@dataclass(frozen=True)
class Said:
    """A passage as a reader tells it."""

    type: str
    source: str | None
    cue: str | None
    content: tuple[str, ...]


def read(text: str) -> Scan:
    found = scan(Document.from_text(text))
    for passage in found.passages:
        spans = [*passage.content, passage.cue, passage.mention, passage.frame]
        assert all(text[span.start : span.end] == span.exact for span in spans if span is not None)
    return found


def said(text: str) -> list[Said]:
    found = read(text)
    return [_said(found, passage) for passage in found.passages]


def _said(found: Scan, passage: Passage) -> Said:
    names = {member.id: member.name for member in found.cast}
    return Said(
        passage.type,
        names[passage.source] if passage.source else None,
        passage.cue.exact if passage.cue else None,
        tuple(span.exact for span in passage.content),
    )


def only(text: str) -> Passage:
    (passage,) = read(text).passages
    return passage


# -- direct ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("“The pier was unsafe for years,” said Anna Weber.", "said"),
        ("“The pier was unsafe for years,” Anna Weber said.", "said"),
        ("“The pier was unsafe for years,” Anna Weber told the council on Friday.", "told"),
        ("“The pier was unsafe for years,” said Anna Weber, the harbour engineer of Tessaly.", "said"),
        ("“The pier was unsafe for years,” Anna Weber, who runs the harbour, said on Monday.", "said"),
        ("Anna Weber said, “The pier was unsafe for years,” and left.", "said"),
        ("Anna Weber argued, “The pier was unsafe for years,” and left.", "argued"),
    ],
)
def test_direct(text: str, cue: str) -> None:
    assert said(text) == [Said("direct", "Anna Weber", cue, ("“The pier was unsafe for years,”",))]


def test_direct_after_a_colon() -> None:
    text = "Anna Weber told reporters on Friday: “The pier was unsafe for years.”"
    assert said(text) == [Said("direct", "Anna Weber", "told", ("“The pier was unsafe for years.”",))]


def test_straight_marks() -> None:
    assert said('"The pier was unsafe for years," said Anna Weber.') == [
        Said("direct", "Anna Weber", "said", ('"The pier was unsafe for years,"',))
    ]


def test_angle_marks() -> None:
    assert said("«The pier was unsafe for years,» said Anna Weber.") == [
        Said("direct", "Anna Weber", "said", ("«The pier was unsafe for years,»",))
    ]


def test_low_marks() -> None:
    assert said("„The pier fell,“ said Anna Weber.") == [Said("direct", "Anna Weber", "said", ("„The pier fell,“",))]


def test_a_question_and_an_exclamation() -> None:
    assert said("“Was the pier unsafe?” asked Anna Weber.") == [
        Said("direct", "Anna Weber", "asked", ("“Was the pier unsafe?”",))
    ]
    assert said("“Not again!” shouted Anna Weber.") == [Said("direct", "Anna Weber", "shouted", ("“Not again!”",))]


def test_a_tag_in_the_middle_ends_the_first_part() -> None:
    found = said("“The pier,” Anna Weber said, “was unsafe for years.”")
    assert {item.source for item in found} == {"Anna Weber"}
    assert [piece for item in found for piece in item.content] == ["“The pier,”", "“was unsafe for years.”"]


def test_a_quotation_goes_on_after_its_tag() -> None:
    text = "“The pier was unsafe,” Anna Weber said. “Nobody wanted to pay for it. We wrote three letters.”"
    assert [(item.source, item.content) for item in said(text)] == [
        ("Anna Weber", ("“The pier was unsafe,”",)),
        ("Anna Weber", ("“Nobody wanted to pay for it. We wrote three letters.”",)),
    ]


def test_a_quotation_over_paragraphs_has_one_speaker() -> None:
    text = (
        "“The first part is long,” Anna Weber said.\n\n“The pier was old and we knew it.\n\n"
        "“The town had no money, and nobody lent us any.\n\n“That is the truth,” she said.\n\nIt rained."
    )
    found = said(text)
    assert [item.content[0][:12] for item in found] == ["“The first p", "“The pier wa", "“The town ha", "“That is the"]
    assert {item.source for item in found} == {"Anna Weber"}


def test_the_tag_behind_a_quotation_over_paragraphs_names_its_speaker() -> None:
    text = (
        "Tom Hale left on Monday.\n\n“The pier was old and we knew it.\n\n"
        "“That is the whole truth about it,” said Anna Weber.\n\nIt rained."
    )
    assert {item.source for item in said(text)} == {"Anna Weber"}


def test_two_speakers_in_turn() -> None:
    text = (
        "“The pier was unsafe,” Anna Weber said.\n\n“That is not true,” said Tom Hale.\n\n"
        "“We wrote three letters,” Weber said.\n\n“I never saw them,” Hale answered."
    )
    assert [item.source for item in said(text)] == ["Anna Weber", "Tom Hale", "Anna Weber", "Tom Hale"]


@pytest.mark.parametrize(
    "lead",
    ["John Carter agreed.", "John Carter disagreed with the council.", "John Carter lost two boats in the storm."],
)
def test_a_pronoun_after_the_name(lead: str) -> None:
    text = f"{lead} “The pier was unsafe for years,” he said."
    (found,) = said(text)
    assert found == Said("direct", "John Carter", "said", ("“The pier was unsafe for years,”",))
    mention = only(text).mention
    assert mention is not None
    assert mention.exact == "he"


def test_pronouns_find_the_person_of_their_paragraph() -> None:
    text = (
        "Maria Ruiz agreed with the plan. “The pier was unsafe for years,” she said.\n\n"
        "John Carter disagreed. “It was the safest pier on the coast,” he said."
    )
    assert [item.source for item in said(text)] == ["Maria Ruiz", "John Carter"]


def test_a_pronoun_that_nobody_can_be_meant_by_stays_open() -> None:
    passage = only("“The pier fell,” she said.")
    assert passage.source is None
    assert passage.confidence == "unsure"


# -- indirect and mixed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Anna Weber said that the pier had been closed twice.", "said"),
        ("Anna Weber said the pier had been closed twice.", "said"),
        ("Anna Weber told the council that the pier had been closed twice.", "told"),
        ("Anna Weber has insisted that the pier had been closed twice.", "insisted"),
        ("According to Anna Weber, the pier had been closed twice.", "According to"),
    ],
)
def test_indirect(text: str, cue: str) -> None:
    assert said(text) == [Said("indirect", "Anna Weber", cue, ("the pier had been closed twice",))]


def test_indirect_with_the_tag_behind() -> None:
    assert said("The pier had been closed twice, Anna Weber said. It fell on Monday.") == [
        Said("indirect", "Anna Weber", "said", ("The pier had been closed twice",))
    ]
    assert said("The pier had been closed twice, according to the Harbour Ministry.") == [
        Said("indirect", "Harbour Ministry", "according to", ("The pier had been closed twice",))
    ]


def test_indirect_around_the_tag() -> None:
    assert said("The pier, Anna Weber said, had been closed twice before the storm.") == [
        Said("indirect", "Anna Weber", "said", ("The pier", "had been closed twice before the storm"))
    ]


def test_the_subject_of_what_is_said_is_not_the_speaker() -> None:
    text = "The town, Anna Weber said on Friday, will pay for the pier, but the bridge will stay closed."
    assert {item.source for item in said(text)} == {"Anna Weber"}


def test_what_stands_before_a_semicolon_is_not_reported() -> None:
    text = "In March the council approved the loan; Anna Weber said it was a mistake."
    assert [item.content for item in said(text)] == [("it was a mistake",)]


def test_mixed() -> None:
    text = "Anna Weber said the pier had been “closed twice and opened twice” before the storm."
    assert said(text) == [
        Said(
            "mixed",
            "Anna Weber",
            "said",
            ("the pier had been “closed twice and opened twice” before the storm",),
        )
    ]


def test_a_contrast_after_a_report_is_not_reported() -> None:
    text = "The pier fell on Monday, and Anna Weber said that nobody was hurt."
    assert said(text) == [Said("indirect", "Anna Weber", "said", ("nobody was hurt",))]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Anna Weber warned of a collapse of the whole harbour.", "a collapse of the whole harbour"),
        ("Anna Weber called for the closure of the pier.", "the closure of the pier"),
        ("Anna Weber asked whether the pier was unsafe.", "whether the pier was unsafe"),
        ("Anna Weber called for the closure of the pier, which Tom Hale built.", "the closure of the pier"),
        ("Anna Weber promised to close the pier but has never named a day.", "to close the pier"),
        (
            "Anna Weber wants to close the pier, the bridge, and the market.",
            "to close the pier, the bridge, and the market",
        ),
        ("Anna Weber called the old pier “a death trap” on Friday.", "the old pier “a death trap”"),
    ],
)
def test_contents_that_are_no_statements(text: str, content: str) -> None:
    assert [item.content for item in said(text)] == [(content,)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Anna Weber tweeted in the early hours that the pier was unsafe.", "the pier was unsafe"),
        (
            "Anna Weber said the town will pay for the pier and the council will continue to look for money.",
            "the town will pay for the pier and the council will continue to look for money",
        ),
        (
            "The builders who stand by their work when a storm seems near tend to be those who are paid, she said.",
            "The builders who stand by their work when a storm seems near tend to be those who are paid",
        ),
        (
            "Weber said unemployment and lost fishing grounds due to common storm floods have broad consequences.",
            "unemployment and lost fishing grounds due to common storm floods have broad consequences",
        ),
    ],
)
def test_clauses_that_the_parser_loses(text: str, content: str) -> None:
    assert [item.content for item in said(f"Anna Weber runs the harbour. {text}")] == [(content,)]


def test_the_day_of_saying_is_not_said() -> None:
    text = "Anna Weber said on Monday it was too late for the pier."
    assert [item.content for item in said(text)] == [("it was too late for the pier",)]


def test_a_clause_goes_on_behind_an_abbreviation() -> None:
    text = "Anna Weber says she has moved 16 lbs. since she began to work on the pier."
    assert [item.content for item in said(text)] == [("she has moved 16 lbs. since she began to work on the pier",)]


def test_an_object_in_quotation_marks() -> None:
    assert [item.content for item in said("Anna Weber left early and expressed “deep concern” over the old pier.")] == [
        ("“deep concern” over the old pier",)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Weber continued to look for money.",
        "Anna Weber allowed the builders to leave the pier.",
        "The roof of the market, Anna Weber’s pride, continued to leak.",
    ],
)
def test_verbs_that_only_sometimes_speak(text: str) -> None:
    assert said(text) == []


# -- attitudes: no words are reported ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cue", "content", "mode"),
    [
        ("Anna Weber criticized the sale of the pier.", "criticized", "the sale of the pier", "belief"),
        ("Anna Weber supports Tom Hale.", "supports", "Tom Hale", "belief"),
        (
            "Anna Weber attacked the council for its sale of the pier.",
            "attacked",
            "the council for its sale of the pier",
            "belief",
        ),
        ("Anna Weber likened the pier to a rotten tooth.", "likened", "the pier to a rotten tooth", "belief"),
        ("Anna Weber has praised the new bridge, which opened in May.", "praised", "the new bridge", "belief"),
        ("Anna Weber mentioned the price of the loan.", "mentioned", "the price of the loan", "speech"),
        ("Anna Weber proposed a tax on boats.", "proposed", "a tax on boats", "intention"),
        ("Anna Weber called for a tax on boats.", "called", "a tax on boats", "intention"),
        ("Anna Weber declined to close the pier.", "declined", "to close the pier", "intention"),
        ("Anna Weber is willing to close the pier.", "willing", "to close the pier", "intention"),
        ("Anna Weber is afraid that the pier will fall.", "afraid", "the pier will fall", "belief"),
        ("Anna Weber’s decision to close the pier surprised the town.", "decision", "to close the pier", "intention"),
        ("Anna Weber’s fear that the pier will fall is shared by the town.", "fear", "the pier will fall", "belief"),
        ("Anna Weber’s warning that the pier could fall came too late.", "warning", "the pier could fall", "speech"),
        (
            "In Anna Weber’s view, the pier should be closed for good.",
            "In Anna Weber’s view",
            "the pier should be closed for good",
            "belief",
        ),
    ],
)
def test_attitudes_have_their_mode(text: str, cue: str, content: str, mode: str) -> None:
    passage = only(text)
    assert passage.cue is not None
    assert (passage.cue.exact, passage.content[0].exact, passage.mode) == (cue, content, mode)


def test_a_quotation_in_what_somebody_is_blamed_for_is_speech() -> None:
    passage = only("Anna Weber attacked the council for being “unbelievably slow and unbelievably dear.”")
    assert (passage.type, passage.mode) == ("mixed", "speech")


@pytest.mark.parametrize(
    "text",
    [
        "The storm attacked the old pier.",
        "Anna Weber attacked the pier with a hammer.",
        "Anna Weber linked arms.",
        "Anna Weber does not support the sale of the pier.",
        "The plan to close the pier was old.",
        "Anna Weber is not willing to close the pier.",
    ],
)
def test_what_takes_no_stand(text: str) -> None:
    assert said(text) == []


def test_every_passage_has_a_mode() -> None:
    text = (
        "“The pier was unsafe,” said Anna Weber. “We knew it.” According to Tom Hale, it was safe. He fears a flood. "
        "The report warned of a collapse. She wants to close it. Weber wrote that it was too late."
    )
    modes = [passage.mode for passage in read(text).passages]
    assert len(modes) >= 6
    assert set(modes) == {"speech", "writing", "belief", "intention"}


# -- via ---------------------------------------------------------------------------------------------------------------


def test_somebody_relays_what_another_told() -> None:
    text = "Anna Weber said that Tom Hale told her that the pier was unsafe."
    found = read(text)
    names = {member.id: member.name for member in found.cast}
    inner = next(p for p in found.passages if p.content[0].exact == "the pier was unsafe")
    assert names[inner.source or ""] == "Tom Hale"
    assert [names[relay] for relay in inner.via] == ["Anna Weber"]


@pytest.mark.parametrize(
    ("text", "inner", "mode"),
    [
        ("Anna Weber said that the Harbour Ministry plans to sell the pier.", "to sell the pier", "intention"),
        ("Anna Weber said that Tom Hale believes that the pier is safe.", "the pier is safe", "belief"),
        ("Anna Weber said that Tom Hale wrote that the pier is safe.", "the pier is safe", "writing"),
    ],
)
def test_what_is_relayed_keeps_its_mode(text: str, inner: str, mode: str) -> None:
    found = read(text)
    names = {member.id: member.name for member in found.cast}
    passage = next(p for p in found.passages if p.content[0].exact == inner)
    assert passage.mode == mode
    assert [names[relay] for relay in passage.via] == ["Anna Weber"]


def test_three_sources_relay_outermost_first() -> None:
    text = "Anna Weber said that Tom Hale wrote that Maria Ruiz believes that the pier is safe."
    found = read(text)
    names = {member.id: member.name for member in found.cast}
    passage = next(p for p in found.passages if p.content[0].exact == "the pier is safe")
    assert names[passage.source or ""] == "Maria Ruiz"
    assert [names[relay] for relay in passage.via] == ["Anna Weber", "Tom Hale"]


def test_who_speaks_in_the_next_sentence_is_not_relayed() -> None:
    text = "Anna Weber said that the pier was unsafe. Tom Hale answered that it was safe."
    assert [passage.via for passage in read(text).passages] == [(), ()]


def test_who_speaks_alone_relays_nobody() -> None:
    assert only("Anna Weber said that the pier was unsafe.").via == ()


# -- sources that are no names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("A government source told the paper that the pier had been sold.", "A government source", "anonymous"),
        ("Two officials said the pier had been sold.", "Two officials", "anonymous"),
        ("Residents said the pier had been sold.", "Residents", "anonymous"),
        ("The report warned that the pier had been sold.", "The report", "document"),
        ("According to the indictment, the pier had been sold.", "the indictment", "document"),
        ("The Harbour Ministry announced that the pier had been sold.", "Harbour Ministry", "organization"),
    ],
)
def test_unnamed_sources_and_documents(text: str, name: str, kind: str) -> None:
    found = read(text)
    (passage,) = found.passages
    assert {m.id: m.name for m in found.cast}[passage.source or ""] == name
    assert passage.source_kind == kind
    assert passage.content[0].exact == "the pier had been sold"


def test_a_document_writes() -> None:
    assert only("The report warned that the pier could collapse.").mode == "writing"


@pytest.mark.parametrize("body", ["inspectorate", "fire brigade", "council", "ministry", "harbour board", "police"])
def test_a_body_without_a_name_is_an_organization(body: str) -> None:
    assert only(f"The {body} announced that the pier had been sold.").source_kind == "organization"


def test_the_same_unnamed_source_again() -> None:
    found = said("The spokesman said the pier was safe. It rained. The spokesman added that the bridge was safe too.")
    assert len({item.source for item in found}) == 1
    assert len(found) == 2


# -- what attributes nothing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Anna Weber did not say that the pier was unsafe.",
        "Anna Weber never claimed that the pier was unsafe.",
        "If Anna Weber says that the pier is unsafe, the town will close it.",
        "Anna Weber might say that the pier is unsafe.",
        "Did Anna Weber say that the pier was unsafe?",
        "Anna Weber saw the pier and closed it.",
        "The loan was a “gift” to builders.",
        "A book entitled “The Pier of the Old Harbour” sold well.",
        pytest.param(
            "Nobody said that the pier was unsafe.",
        ),
        pytest.param(
            "No official said that the pier was unsafe.",
        ),
    ],
)
def test_negated_hypothetical_and_plain_sentences_attribute_nothing(text: str) -> None:
    assert said(text) == []


# -- modes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "mode"),
    [
        ("said", "speech"),
        ("added", "speech"),
        ("wrote", "writing"),
        ("tweeted", "writing"),
        ("believes", "belief"),
        ("fears", "belief"),
        ("thinks", "belief"),
    ],
)
def test_modes(verb: str, mode: str) -> None:
    passage = only(f"Anna Weber {verb} that the pier will fall.")
    assert (passage.type, passage.mode) == ("indirect", mode)


@pytest.mark.parametrize(
    "verb",
    [
        "wants",
        "plans",
        "intends",
        pytest.param("hopes"),
    ],
)
def test_intentions(verb: str) -> None:
    passage = only(f"Anna Weber {verb} to close the pier before winter.")
    assert passage.mode in {"intention", "belief"}
    assert [span.exact for span in passage.content] == ["to close the pier before winter"]
    assert passage.clause is False


def test_writing_in_quotation_marks() -> None:
    passage = only("“The pier was unsafe,” Anna Weber wrote in a letter to the council.")
    assert (passage.type, passage.mode) == ("direct", "writing")


# -- order -------------------------------------------------------------------------------------------------------------


def test_ids_follow_the_text() -> None:
    text = (
        "Anna Weber said the pier was unsafe. “We knew it,” said Tom Hale. The report warned that it could fall.\n\n"
        "According to Maria Ruiz, it was the town’s fault. “It was,” she said. “We paid twice for nothing.”"
    )
    passages = read(text).passages
    assert [passage.id for passage in passages] == [f"a{n}" for n in range(1, len(passages) + 1)]
    starts = [passage.content[0].start for passage in passages]
    assert starts == sorted(starts)
    assert len(passages) >= 5


def test_that_before_its_cue_opens_a_subject_and_is_said() -> None:
    passage = only("That the town does so openly is sad, Anna Weber said.")
    assert [span.exact for span in passage.content] == ["That the town does so openly is sad"]


def test_a_reported_clause_is_no_tag_of_what_stands_around_it() -> None:
    sentence = (
        "At a summit on the coast, Anna Weber said that the plan responds to unrest, which she blamed on “some ports.”"
    )
    assert only(sentence).cue.exact == "said"


def test_the_subject_of_a_clause_that_the_parser_takes_for_an_object() -> None:
    sentence = (
        "Weber tried to calm the town, explaining the losses amounted to 1 percent of the port's funds every year."
    )
    assert only(sentence).content[0].exact.startswith("the losses amounted")
    assert said("Weber explained the plan to the board because it was new.") == []
