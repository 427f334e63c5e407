"""The schema of a call's answer: one field a question, each closed by an enum or bounded in length."""

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, conlist, create_model

from .questions import BEFORE, KINDS, MODES, Question

_LONGEST = 400  # characters of one claim
_MOST_CLAIMS = 4
_MOST_MISSED = 32
_MOST_TAKEN = 8
_KEPT = 1024  # models and option lists that come again


class Missed(BaseModel):
    """A claim that no question covers: its words as the passage has them, what they claim, who says it and how."""

    model_config = ConfigDict(extra="forbid")

    words: str
    claim: str
    speaker: str
    cue: str
    mode: str
    kind: str
    takes: list[str]


class Answered(BaseModel):
    """The base of all answers, which bring their schema along: to have pydantic find it takes longer than all else."""

    model_config = ConfigDict(extra="forbid")

    schema_of_answer: ClassVar[dict[str, Any]]

    @classmethod
    def model_json_schema(cls, *_: object, **__: object) -> dict[str, Any]:
        """The schema that pydantic would give by default."""
        return cls.schema_of_answer


def answer_model(questions: Sequence[Question]) -> type[BaseModel]:
    """The schema of a call's answer: one field a question, each closed by an enum or bounded in length.

    Option lists become shared definitions: an endpoint counts their values once (OpenAI allows 1,000 a schema).
    """
    enums: dict[tuple[str, ...], str] = {}
    fields: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    for question in questions:
        title = question.id.replace("_", " ").title()
        if question.kind == "missed":
            model, schemas = _missed(question.takes)
            fields[question.id] = (conlist(model, max_length=_MOST_MISSED), ...)
            properties[question.id] = _list(title, {"$ref": "#/$defs/Missed"}, _MOST_MISSED)
            definitions |= schemas
        elif question.options:
            name = enums.setdefault(question.options, f"Options{len(enums) + 1}")
            fields[question.id] = (_closed(name, question.options), ...)
            properties[question.id] = {"$ref": f"#/$defs/{name}"}
            definitions[name] = _enum(name, question.options)
        else:
            fields[question.id] = (_SENTENCES, ...)
            properties[question.id] = _list(title, {"maxLength": _LONGEST, "type": "string"}, _MOST_CLAIMS)
    model = create_model("Answers", __base__=Answered, **fields)
    whole = _object("Answers", properties)
    model.schema_of_answer = {"$defs": dict(sorted(definitions.items())), **whole} if definitions else whole
    return model


_SENTENCES = Annotated[list[Annotated[str, Field(max_length=_LONGEST)]], Field(max_length=_MOST_CLAIMS)]


@lru_cache(_KEPT)
def _missed(takes: tuple[str, ...]) -> tuple[type[BaseModel], Mapping[str, Any]]:
    """One claim that was left out, with its schema. Its speaker is checked by code: it may be nobody of the cast."""
    line = Annotated[str, Field(max_length=_LONGEST)]
    closed = {"mode": ("Mode", MODES), "kind": ("Kind", KINDS)}
    taken = (BEFORE, *takes)
    fields: dict[str, Any] = dict.fromkeys(_LINES, (line, ...))
    fields |= {field: (_closed(*options), ...) for field, options in closed.items()}
    fields["takes"] = (conlist(_closed("Taken", taken), max_length=_MOST_TAKEN), ...)
    model = create_model("Missed", __base__=Missed, **fields)
    properties: dict[str, Any] = {
        **{name: {"maxLength": _LONGEST, "title": name.title(), "type": "string"} for name in _LINES},
        **{field: {"$ref": f"#/$defs/{name}"} for field, (name, _) in closed.items()},
        "takes": _list("Takes", {"$ref": "#/$defs/Taken"}, _MOST_TAKEN),
    }
    enums = {name: _enum(name, options) for name, options in (*closed.values(), ("Taken", taken))}
    return model, {**enums, "Missed": _object("Missed", properties)}


_LINES = ("words", "claim", "speaker", "cue")


@lru_cache(_KEPT)
def _closed(name: str, options: tuple[str, ...]) -> Any:  # noqa: ANN401 - a class made at run time
    return Enum(name, {f"o{n}": option for n, option in enumerate(options)}, type=str)


def _enum(name: str, options: Sequence[str]) -> dict[str, Any]:
    return {"enum": list(options), "title": name, "type": "string"}


def _list(title: str, items: Mapping[str, Any], most: int) -> dict[str, Any]:
    return {"items": items, "maxItems": most, "title": title, "type": "array"}


def _object(title: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "additionalProperties": False,
        "properties": dict(properties),
        "required": list(properties),
        "title": title,
        "type": "object",
    }
