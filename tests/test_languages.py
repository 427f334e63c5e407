"""Articles in German, French, Spanish and Chinese: quotations, speakers and dates; other languages by their marks."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimextract.models import Document, Scan
from claimextract.scan import scan
from language_articles import FOLDER, read, score


def speeches(text: str, language: str) -> list[tuple[str, str | None]]:
    """What is said, and by whom, in text order."""
    document = Document.from_text(text, language=language)
    found = scan(document)
    check_offsets(document, found)
    names = {member.id: member.name for member in found.cast}
    return [(" / ".join(c.exact for c in p.content), names.get(p.source or "")) for p in found.passages]


def check_offsets(document: Document, found: Scan) -> None:
    spans = [sentence.span for sentence in found.sentences] + [date.span for date in found.dates]
    spans += [part for quotation in found.quotations for part in quotation.parts]
    spans += [span for member in found.cast for span in member.mentions]
    spans += [span for p in found.passages for span in (*p.content, p.cue, p.mention) if span is not None]
    assert all(document.text[span.start : span.end] == span.exact for span in spans)


# -- whole articles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "fr", "es", "zh"])
def test_articles(language: str) -> None:
    tally: Counter[str] = Counter()
    for path in sorted(FOLDER.glob(f"{language}-*.txt")):
        document, gold = read(path)
        found = scan(document)
        check_offsets(document, found)
        tally += score(found, gold)
    assert tally["q found"] == tally["q"] >= 22
    assert tally["r found"] >= tally["r"] - 1
    assert tally["passages right"] == tally["passages"]
    assert tally["named right"] == tally["named"]
    assert tally["dates right"] == tally["dates"] >= 23


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_the_language_is_recognised_without_a_label(path: object) -> None:
    document, _ = read(path)  # type: ignore[arg-type]
    labelled, unlabelled = scan(document), scan(document.model_copy(update={"language": None}))
    assert labelled == unlabelled


# -- tags --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "„Das Wehr hält“, sagte Jan Kolb.", [("„Das Wehr hält“", "Jan Kolb")]),
        ("de", "Jan Kolb sagte: „Das Wehr hält.“", [("„Das Wehr hält.“", "Jan Kolb")]),
        (
            "de",
            "„Das Wehr“, so Müllermeister Jan Kolb, „hält noch Jahre.“",
            [("„Das Wehr“", "Jan Kolb"), ("„hält noch Jahre.“", "Jan Kolb")],
        ),
        ("de", "Laut Jan Kolb hält das Wehr.", [("hält das Wehr", "Jan Kolb")]),
        ("de", "Jan Kolb zufolge hält das Wehr.", [("hält das Wehr", "Jan Kolb")]),
        ("de", "Jan Kolb sagte, das Wehr sei sicher.", [("das Wehr sei sicher", "Jan Kolb")]),
        ("de", "Das Wehr ist alt, aber es hält.", []),
        ("fr", "« Le barrage tient », a déclaré Jeanne Colas.", [("« Le barrage tient »", "Jeanne Colas")]),
        ("fr", "Jeanne Colas a déclaré : « Le barrage tient. »", [("« Le barrage tient. »", "Jeanne Colas")]),
        ("fr", "Selon Jeanne Colas, le barrage tient bon.", [("le barrage tient bon", "Jeanne Colas")]),
        ("fr", "Le barrage tient bon, selon Jeanne Colas.", [("Le barrage tient bon", "Jeanne Colas")]),
        (
            "fr",
            "« Le barrage tient, a-t-elle dit, et il tiendra. » Jeanne Colas est partie.",
            [("« Le barrage tient / et il tiendra. »", None)],
        ),
        ("fr", "Jeanne Colas assure que le barrage tient bon.", [("le barrage tient bon", "Jeanne Colas")]),
        ("es", "«La presa aguanta», dijo Juana Colás.", [("«La presa aguanta»", "Juana Colás")]),
        ("es", "Juana Colás dijo: «La presa aguanta».", [("«La presa aguanta»", "Juana Colás")]),
        ("es", "Según Juana Colás, la presa aguanta bien.", [("la presa aguanta bien", "Juana Colás")]),
        ("es", "Juana Colás afirmó que la presa aguanta bien.", [("la presa aguanta bien", "Juana Colás")]),
        (
            "es",
            "—Vamos —dijo Juana Colás, y abrió—. Ya es tarde.",
            [("—Vamos", "Juana Colás"), ("Ya es tarde.", "Juana Colás")],
        ),
        ("zh", "郭明远说：“水坝很安全。”", [("“水坝很安全。”", "郭明远")]),
        ("zh", "“水坝很安全。”市长郭明远说。", [("“水坝很安全。”", "郭明远")]),
        ("zh", "“水坝，”郭明远说，“很安全。”", [("“水坝，”", "郭明远"), ("“很安全。”", "郭明远")]),
        ("zh", "郭明远表示，水坝至今很安全。", [("水坝至今很安全", "郭明远")]),
        ("zh", "据县政府介绍，水坝至今很安全。", [("水坝至今很安全", "县政府")]),
        ("zh", "居民对水坝的状况表示担忧。", []),
    ],
)
def test_tags(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert speeches(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("de", "„Es hält“, sagte Jan Kolb. Später meinte Kolb: „Es hält sicher.“", ["Jan Kolb"] * 2),
        ("de", "„Es hält“, sagte Landrätin Ada Kolb. „Sicher hält es“, sagte die Landrätin.", ["Ada Kolb"] * 2),
        ("fr", "« Ça tient », dit Mme Colas. Jeanne Colas a ajouté : « Sûrement. »", ["Jeanne Colas"] * 2),
        ("fr", "« Ça tient », dit la préfète Ada Colas. Elle ajoute : « Oui, ça tient. »", ["Ada Colas"] * 2),
        ("es", "«Aguanta», dijo la alcaldesa, Ada Colás. «Aguantará», añadió.", ["Ada Colás"] * 2),
        ("zh", "“很安全。”郭明远说。他指出：“裂缝已经修好。”", ["郭明远"] * 2),
    ],
)
def test_a_shorter_form_means_the_full_name(language: str, text: str, names: list[str]) -> None:
    assert [name for _, name in speeches(text, language)] == names


def test_a_fallen_quotation_over_paragraphs_has_the_speaker_of_its_tag() -> None:
    text = "„Das Wehr ist alt.\n\n„Es ist sogar sehr alt, und das weiß hier jeder“, sagte Jan Kolb."
    assert [name for _, name in speeches(text, "de")] == ["Jan Kolb", "Jan Kolb"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "In der Stadt heißt das Wehr nur die „Alte Dame“."),
        ("fr", "Les riverains parlent d’un « désert »."),
        ("es", "Los vecinos lo llaman «el eterno»."),
        ("zh", "居民把水坝叫作“老伙计”，作家写过《河边的人》。"),
        ("fr", "— un lit\n\n— une table\n\n— deux chaises"),
    ],
)
def test_no_speech(language: str, text: str) -> None:
    assert speeches(text, language) == []


def test_sentences_do_not_end_behind_an_ordinal_or_a_title() -> None:
    text = "Am 12. Mai kam Dr. Ada Kolb an das Wehr. Es hielt."
    found = scan(Document.from_text(text, language="de")).sentences
    assert [sentence.span.exact for sentence in found] == ["Am 12. Mai kam Dr. Ada Kolb an das Wehr.", "Es hielt."]


# -- languages without rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        (
            "ru",
            "«Плотина старая, и все это знают», — сказал Иван Речной. Дождь шёл.",
            "«Плотина старая, и все это знают»",
        ),
        ("ar", "قال العمدة: «السد قديم جدا والجميع يعرف ذلك». ثم نزل المطر.", "«السد قديم جدا والجميع يعرف ذلك»"),
        (
            "ja",
            "川田さんは「堤防は古い、みんな知っている。」と話した。雨が降った。",
            "「堤防は古い、みんな知っている。」",
        ),
        (
            "sv",
            "”Dammen är gammal och alla vet det”, sade Ada Kolb. Det regnade.",
            "”Dammen är gammal och alla vet det”",
        ),
    ],
)
@pytest.mark.parametrize("labelled", [True, False])
def test_a_language_without_rules_goes_by_its_marks(language: str, text: str, quoted: str, labelled: bool) -> None:
    document = Document.from_text(text, language=language if labelled else None)
    found = scan(document)
    check_offsets(document, found)
    assert quoted in [part.exact for quotation in found.quotations for part in quotation.parts]
    if labelled:
        assert [p.source for p in found.passages] == [None]


PIECES = [
    "„", "“", "‚", "‘", "»", "«", "›", "‹", "「", "」", "『", "』", "《", "》", "“", "”", "``", "''", "`", "'", "’",
    "—", " —",
    "« ", " »", "\u202f", "\u00a0", "\n\n", " ", "sagte Jan Kolb", "a-t-il dit", ", selon Ada Colas,", "dijo", "Según",
    "que ", ", dass ", "郭明远说", "，", "。", "据", "报道，", "Dr.", "12.", "am Montag", "hier", "周五", ": ", ". ",
    "Das ist der ",
    "sehr alte Turm und ", "le pont est la ", "el puente es la ", "Кто", "م",
]  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=18).map("".join),
    st.sampled_from(["de", "fr", "es", "it", "pt", "nl", "zh", "zh-Hant", "ja", "ru", "ar", "en", "xx", None]),
)
def test_any_text_in_any_language(text: str, language: str | None) -> None:
    document = Document.from_text(text, language=language, published="2022-07-20")
    found = scan(document)
    check_offsets(document, found)
    starts = [part.start for quotation in found.quotations for part in quotation.parts]
    assert starts == sorted(starts)
