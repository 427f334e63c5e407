"""An answer's schema and what it takes are those of a model that pydantic makes of the same fields."""

import contextlib
import json
from enum import Enum
from typing import Annotated, Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from claimextract.extraction.answers import Missed, answer_model
from claimextract.extraction.questions import BEFORE, KINDS, MODES, Question

WORDS = st.text(min_size=1, max_size=6)
OPTIONS = st.lists(WORDS, min_size=1, max_size=4, unique=True).map(tuple)
LINE = Annotated[str, Field(max_length=400)]


@st.composite
def questions(draw: st.DrawFn) -> list[Question]:
    made = [
        Question(f"kind_u{n}", "kinds", 0, 1, "x", draw(st.one_of(st.just(()), OPTIONS)))
        for n in range(draw(st.integers(1, 12)))
    ]
    if draw(st.booleans()):
        made.append(Question("missed_m1", "missed", 0, 1, "x", ("A",), draw(st.one_of(st.just(()), OPTIONS))))
    return made


def closed(name: str, options: tuple[str, ...]) -> Any:
    return Enum(name, {f"o{n}": option for n, option in enumerate(options)}, type=str)


def pydantics(asked: list[Question]) -> type[BaseModel]:
    """The model as pydantic makes it of annotations."""
    fields: dict[str, Any] = {}
    enums: dict[tuple[str, ...], Any] = {}
    for question in asked:
        if question.kind == "missed":
            one: dict[str, Any] = dict.fromkeys(("words", "claim", "speaker", "cue"), (LINE, ...))
            one |= {"mode": (closed("Mode", MODES), ...), "kind": (closed("Kind", KINDS), ...)}
            taken = closed("Taken", (BEFORE, *question.takes))
            one["takes"] = (Annotated[list[taken], Field(max_length=8)], ...)
            model = create_model("Missed", __base__=Missed, **one)
            fields[question.id] = (Annotated[list[model], Field(max_length=32)], ...)
        elif question.options:
            name = f"Options{len(enums) + 1}"
            options = enums.setdefault(question.options, closed(name, question.options))
            fields[question.id] = (options, ...)
        else:
            fields[question.id] = (Annotated[list[LINE], Field(max_length=4)], ...)
    return create_model("Answers", __config__=ConfigDict(extra="forbid"), **fields)


@given(questions())
def test_the_schema_is_pydantics_own(asked: list[Question]) -> None:
    model, own = answer_model(asked).model_json_schema(), pydantics(asked).model_json_schema()
    assert model == own
    assert list(model["properties"]) == list(own["properties"])
    assert list(model.get("$defs", {})) == list(own.get("$defs", {}))


def value_of(draw: st.DrawFn, question: Question) -> object:
    if question.kind == "missed":
        line = st.sampled_from(["", "a line", "x" * 400, "x" * 401])
        one = st.fixed_dictionaries(
            dict.fromkeys(("words", "claim", "speaker", "cue"), line)
            | {
                "mode": st.sampled_from([*MODES, "song"]),
                "kind": st.sampled_from([*KINDS, ""]),
                "takes": st.lists(st.sampled_from([BEFORE, *question.takes, "d99"]), max_size=9),
            },
            optional={"more": st.just(1)},
        )
        return draw(st.lists(one, max_size=2))
    if question.options:
        return draw(st.one_of(st.sampled_from(question.options), st.just("another one"), st.none()))
    return draw(st.one_of(st.lists(st.sampled_from(["", "x" * 400, "x" * 401]), max_size=5), st.just("text")))


def plain(answer: BaseModel | None) -> object:
    """The values, however they are held."""

    def of(value: Any) -> object:
        if isinstance(value, BaseModel):
            return {name: of(inner) for name, inner in vars(value).items()}
        if isinstance(value, list):
            return [of(inner) for inner in value]
        return value.value if isinstance(value, Enum) else value

    return None if answer is None else of(answer)


@given(st.data(), questions())
def test_it_takes_what_pydantics_own_takes(data: st.DataObject, asked: list[Question]) -> None:
    answer = {question.id: value_of(data.draw, question) for question in asked}
    if data.draw(st.booleans()):
        answer.pop(data.draw(st.sampled_from(sorted(answer))))
    told: list[object] = []
    for model in (answer_model(asked), pydantics(asked)):
        taken = None
        with contextlib.suppress(ValidationError):
            taken = model.model_validate_json(json.dumps(answer), strict=True)
        told.append(plain(taken))
    assert told[0] == told[1]
