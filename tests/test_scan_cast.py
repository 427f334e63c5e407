"""The cast: one entry a person, however short the name, with role and kind."""

import os
import subprocess
import sys

import pytest

from claimextract.models import CastMember, Document
from claimextract.scan import scan


def cast(text: str, **fields: object) -> dict[str, CastMember]:
    members = scan(Document.from_text(text, **fields)).cast
    for member in members:
        assert all(text[span.start : span.end] == span.exact for span in member.mentions)
    found = {member.name: member for member in members}
    assert len(found) == len(members)
    return found


def mentions(member: CastMember) -> list[str]:
    return [span.exact for span in member.mentions]


def test_a_surname_finds_its_full_name() -> None:
    found = cast("“The loan was a trap,” said Maria Lopez. Lopez has written two books. Dr. Lopez lives in Norrholm.")
    assert mentions(found["Maria Lopez"])[:2] == ["Maria Lopez", "Lopez"]
    assert "Lopez" not in found


def test_a_full_name_that_comes_late_completes_the_surname() -> None:
    found = cast("Lopez wrote two books on the harbour. In the second, Maria Lopez wrote that the loan was a trap.")
    assert "Maria Lopez" in found
    assert "Lopez" not in found


def test_a_family_name_that_stands_first() -> None:
    found = cast("Chinese envoy Wang Lei met Anna Weber in Tessaly. Wang offered a loan. Weber refused it.")
    assert mentions(found["Wang Lei"]) == ["Wang Lei", "Wang"]
    assert "Wang" not in found


def test_two_people_of_one_family_name_stay_two() -> None:
    found = cast(
        "Anna Weber leads the town. Her brother Karl Weber runs the harbour. Karl Weber said the pier was safe."
    )
    assert mentions(found["Anna Weber"]) == ["Anna Weber"]
    assert mentions(found["Karl Weber"]) == ["Karl Weber", "Karl Weber"]


def test_accents_do_not_part_a_name() -> None:
    found = cast("“The pier was old,” said José García. Garcia added that the bridge was older. García left.")
    assert len([name for name in found if "Garc" in name]) == 1


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Prime Minister Anna Weber opened the pier.", "Anna Weber", "Prime Minister"),
        ("“It fell,” said Anna Weber, the harbour engineer of Tessaly.", "Anna Weber", "harbour engineer of Tessaly"),
        (
            "“It fell,” said Maria Lopez, a professor at the University of Tessaly.",
            "Maria Lopez",
            "professor at the University of Tessaly",
        ),
        ("Chinese envoy Wang Lei met the mayor in Tessaly.", "Wang Lei", "Chinese envoy"),
        ("Tessaly's foreign minister, Anna Weber, said that the pier was a gift.", "Anna Weber", "foreign minister"),
        ("Anna Weber is the mayor of Tessaly. Weber said the pier was a gift.", "Anna Weber", "mayor of Tessaly"),
        ("Mr. John Carter said the pier was safe.", "John Carter", None),
    ],
)
def test_roles(text: str, name: str, role: str | None) -> None:
    found = cast(text)[name].role
    assert found == role or (role is not None and found is not None and found.endswith(role))


def test_a_role_is_remembered_when_only_the_surname_returns() -> None:
    found = cast("Mayor Anna Weber opened the pier.\n\nA year later, Weber closed it.")
    assert found["Anna Weber"].role == "Mayor"
    assert mentions(found["Anna Weber"]) == ["Anna Weber", "Weber"]


def test_kinds() -> None:
    found = cast("Anna Weber told the United Nations that Germany was late. An official said the report was wrong.")
    assert found["Anna Weber"].kind == "person"
    assert found["United Nations"].kind == "organization"
    assert found["An official"].kind == "anonymous"


def test_authors_come_from_the_metadata() -> None:
    found = cast("The pier is a relic. I visited it in May.", authors=("Nora Quist", "Per Ek"))
    assert {"Nora Quist", "Per Ek"} <= set(found)
    assert found["Nora Quist"].kind == "person"
    assert found["Nora Quist"].mentions == ()


def test_an_author_who_is_named_in_the_text_is_the_same_person() -> None:
    found = cast("The pier is a relic, said Nora Quist. Quist visited it in May.", authors=("Nora Quist",))
    assert [name for name in found if "Quist" in name] == ["Nora Quist"]
    assert len(found["Nora Quist"].mentions) == 2


def test_a_possessive_is_no_part_of_a_name() -> None:
    found = cast("Anna Weber’s plan failed. Weber's council met. “It fell,” said Anna Weber.")
    assert set(mentions(found["Anna Weber"])) <= {"Anna Weber", "Weber"}


def test_a_name_behind_a_role_that_belongs_to_another() -> None:
    found = cast("Minister Tom Hale's spokeswoman, Ana Ruiz, said the loan was legal.")
    assert found["Ana Ruiz"].role is not None


def test_ids_are_in_the_order_of_the_text() -> None:
    text = "Anna Weber met Tom Hale. Maria Lopez came late. Hale left. The report said that Lopez won."
    members = scan(Document.from_text(text)).cast
    assert [member.id for member in members] == [f"p{n}" for n in range(1, len(members) + 1)]
    firsts = [member.mentions[0].start for member in members]
    assert firsts == sorted(firsts)


def test_mentions_are_in_text_order_and_never_twice() -> None:
    text = "“It fell,” Anna Weber said. Weber wept. “It fell,” Weber said again, and Anna Weber left."
    for member in cast(text).values():
        starts = [span.start for span in member.mentions]
        assert starts == sorted(set(starts))


def test_words_in_front_of_a_full_name_are_no_part_of_it() -> None:
    found = cast(
        "Crooked Anna Weber left the town, her rival wrote. Anna Weber said that the pier was sold. Weber wept."
    )
    assert "Anna Weber" in found
    assert "Crooked Anna Weber" not in found


def test_a_headline_makes_no_name_that_stands_nowhere_else() -> None:
    found = cast("Weber Seeks More Money For Harbour Town\n\nMayor Anna Weber opened the pier. Weber said it was new.")
    assert "Weber Seeks" not in found
    assert found["Anna Weber"].kind == "person"


def test_a_bare_surname_means_who_was_last_named_in_full() -> None:
    found = cast(
        "Tom Hale runs the harbour office. Hale said the crane was old.\n\n"
        "Her cousin Ruth Hale owns the inn. Hale said the inn was full."
    )
    assert mentions(found["Tom Hale"]) == ["Tom Hale", "Hale"]
    assert mentions(found["Ruth Hale"]) == ["Ruth Hale", "Hale"]


def test_both_parts_of_a_double_surname_are_its_bearers() -> None:
    found = cast("Anna Quist-Weber leads the council. The council met. Quist-Weber said the pier was safe.")
    assert mentions(found["Anna Quist-Weber"]) == ["Anna Quist-Weber", "Quist-Weber"]


def test_the_cast_is_the_same_whatever_the_hash_seed() -> None:
    script = (
        "from claimextract.models import Document; from claimextract.scan import scan; "
        "text = 'Tom Hale met Ruth Hale and Ada Weber met Karl Weber. Hale said that Weber lied. Weber left.'; "
        "print([(m.name, [s.start for s in m.mentions]) for m in scan(Document.from_text(text)).cast])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
