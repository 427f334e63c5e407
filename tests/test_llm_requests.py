"""Schemas in strict form, and what the hash of a request depends on."""

import enum
import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from claimextract.errors import LLMError
from claimextract.llm import answer_schema, request_sha256, schema_sha256
from claimextract.llm.requests import response_format


class Mood(enum.StrEnum):
    CALM = "calm"
    STORMY = "stormy"


class Part(BaseModel):
    title: str | None = None
    default: int = 3


class Whole(BaseModel):
    """Text that stays."""

    parts: Annotated[list[Part], Field(max_length=4, description="the parts")]
    first: Part = Field(description="the first part")
    mood: Mood = Mood.CALM
    kind: Literal["only"] = "only"
    pages: tuple[int, ...] = ()
    share: Annotated[int, Field(ge=0, le=100)] = 50
    note: Annotated[str, Field(max_length=80)] | None = None


def objects(node: Any) -> list[dict[str, Any]]:
    found = []
    if isinstance(node, dict):
        if node.get("type") == "object":
            found.append(node)
        for value in node.values():
            found += objects(value)
    elif isinstance(node, list):
        for value in node:
            found += objects(value)
    return found


def test_strict_form() -> None:
    schema = answer_schema(Whole)
    found = objects(schema)
    assert len(found) == 3  # the answer, the part, and the part that carries a description
    for node in found:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
    assert "default" not in json.dumps({**schema, "$defs": {}}).replace('"default": {', "").replace('"default"]', "")
    assert list(schema["properties"]) == ["parts", "first", "mood", "kind", "pages", "share", "note"]
    assert schema["properties"]["kind"] == {"enum": ["only"], "type": "string"}
    assert schema["properties"]["parts"]["maxItems"] == 4
    assert schema["properties"]["share"] == {"minimum": 0, "maximum": 100, "type": "integer"}
    assert schema["properties"]["note"] == {"anyOf": [{"maxLength": 80, "type": "string"}, {"type": "null"}]}
    assert schema["properties"]["first"]["description"] == "the first part"
    assert schema["properties"]["first"]["type"] == "object"


def test_properties_called_like_keywords_stay() -> None:
    part = answer_schema(Part)
    assert list(part["properties"]) == ["title", "default"]
    assert part["properties"]["default"] == {"type": "integer"}


class Open(BaseModel):
    by_name: dict[str, int]


class Anything(BaseModel):
    value: Any


class Distinct(BaseModel):
    values: set[int]


class Pair(BaseModel):
    values: tuple[int, str]


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Pet(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]


class Tree(BaseModel):
    left: "Tree | None" = None
    right: "Tree" = Field(description="the other side")


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (Open, "Open.by_name"),
        (Anything, "Anything.value"),
        (Distinct, "Distinct.values"),
        (Pair, "Pair.values"),
        (Pet, "Pet.pet"),
        (Tree, "Tree"),
    ],
)
def test_what_has_no_strict_form_is_named(answer: type[BaseModel], where: str) -> None:
    with pytest.raises(LLMError, match=where):
        answer_schema(answer)


def test_response_format_has_a_name_that_the_endpoint_takes() -> None:
    assert response_format(Whole)["type"] == "json_schema"
    long = type("Answer[Very«Odd»]" + "x" * 80, (BaseModel,), {})
    name = response_format(long)["json_schema"]["name"]  # type: ignore[index]
    assert len(name) == 64
    assert name.startswith("Answer_Very_Odd__")


def test_schema_hash_follows_the_schema() -> None:
    class Changed(Whole):
        more: int

    assert schema_sha256(Whole) == schema_sha256(Whole)
    assert schema_sha256(Whole) != schema_sha256(Changed)


REQUEST = {
    "model": "m",
    "messages": [{"role": "user", "content": "Brücke “x”"}],
    "response_format": {"type": "json_schema", "json_schema": {"name": "A", "schema": {"a": 1, "b": 2}}},
    "temperature": 0.0,
    "seed": 0,
    "max_tokens": 10,
    "extra_body": {"cache_prompt": False},
}


def test_the_hash_is_stable() -> None:
    """A changed hash would make every cache and every recorded run useless: change it knowingly."""
    assert request_sha256(REQUEST) == "35a977c8c0ae27bf4f8893d7602d960a8046d13bb7c8118df2040da96c2dcca0"


@pytest.mark.parametrize("name", sorted(REQUEST))
def test_each_part_of_the_request_counts(name: str) -> None:
    changed = {**REQUEST, name: "changed"}
    assert request_sha256(changed) != request_sha256(REQUEST)
    assert request_sha256({key: value for key, value in REQUEST.items() if key != name}) != request_sha256(REQUEST)


def test_nothing_else_counts() -> None:
    more = {"api_key": "sk-1", "base_url": "http://a.test", "timeout": 3, "max_retries": 9, "user": "u", "stop": None}
    assert request_sha256({**REQUEST, **more}) == request_sha256(REQUEST)
    reordered = json.loads(json.dumps(REQUEST, sort_keys=True))
    assert request_sha256(reordered) == request_sha256(REQUEST)


@given(st.text(), st.text())
def test_two_texts_have_two_hashes(first: str, second: str) -> None:
    hashes = [request_sha256({"messages": [{"role": "user", "content": text}]}) for text in (first, second)]
    assert (hashes[0] == hashes[1]) == (first == second)


def test_text_cannot_pass_for_structure() -> None:
    one = {"messages": [{"role": "user", "content": 'a"},{"role":"system","content":"b'}]}
    two = {"messages": [{"role": "user", "content": "a"}, {"role": "system", "content": "b"}]}
    assert request_sha256(one) != request_sha256(two)
