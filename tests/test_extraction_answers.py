"""The schema that an answer brings along is the one that pydantic would find."""

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from claimextract.extraction.answers import answer_model
from claimextract.extraction.questions import Question

WORDS = st.text(min_size=1, max_size=6)
OPTIONS = st.lists(WORDS, min_size=1, max_size=4, unique=True).map(tuple)


@st.composite
def questions(draw: st.DrawFn) -> list[Question]:
    made = [
        Question(f"kind_u{n}", "kinds", 0, 1, "x", draw(st.one_of(st.just(()), OPTIONS)))
        for n in range(draw(st.integers(1, 12)))
    ]
    if draw(st.booleans()):
        made.append(Question("missed_m1", "missed", 0, 1, "x", ("A",), draw(st.one_of(st.just(()), OPTIONS))))
    return made


@given(questions())
def test_the_schema_is_pydantics_own(asked: list[Question]) -> None:
    model = answer_model(asked)
    own = BaseModel.model_json_schema.__func__(model)
    assert model.model_json_schema() == own
    assert list(model.model_json_schema()["properties"]) == list(own["properties"])
    assert list(model.model_json_schema().get("$defs", {})) == list(own.get("$defs", {}))
