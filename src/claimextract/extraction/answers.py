"""The schema of a call's answer: one field a question, each closed by an enum or bounded in length."""

from collections.abc import Mapping, Sequence
from types import new_class
from typing import Any, ClassVar, cast

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import core_schema

from .questions import BEFORE, KINDS, MODES, Question

_LONGEST = 400  # characters of one claim
_MOST_CLAIMS = 4
_MOST_MISSED = 32
_MOST_TAKEN = 8


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
    """The base of all answers, which bring along what pydantic would otherwise find out for each of them.

    There is one for each call, and that would take as long as the rest of the call.
    """

    model_config = ConfigDict(extra="forbid")

    schema_of_answer: ClassVar[dict[str, Any]]
    fields_of_answer: ClassVar[dict[str, core_schema.ModelField] | None] = None

    @classmethod
    def model_json_schema(cls, *_: object, **__: object) -> dict[str, Any]:
        """The schema that pydantic would give by default."""
        return cls.schema_of_answer

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return handler(source) if cls.fields_of_answer is None else _model(cls, cls.fields_of_answer)


def answer_model(questions: Sequence[Question]) -> type[BaseModel]:
    """The schema of a call's answer: one field a question, each closed by an enum or bounded in length.

    Option lists become shared definitions: an endpoint counts their values once (OpenAI allows 1,000 a schema).
    """
    enums: dict[tuple[str, ...], str] = {}
    fields: dict[str, core_schema.ModelField] = {}
    properties: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    for question in questions:
        title = question.id.replace("_", " ").title()
        if question.kind == "missed":
            model, schemas = _missed(question.takes)
            fields[question.id] = _field(core_schema.list_schema(model, max_length=_MOST_MISSED))
            properties[question.id] = _list(title, {"$ref": "#/$defs/Missed"}, _MOST_MISSED)
            definitions |= schemas
        elif question.options:
            name = enums.setdefault(question.options, f"Options{len(enums) + 1}")
            fields[question.id] = _field(core_schema.literal_schema([*question.options]))
            properties[question.id] = {"$ref": f"#/$defs/{name}"}
            definitions[name] = _enum(name, question.options)
        else:
            fields[question.id] = _field(core_schema.list_schema(_LINE, max_length=_MOST_CLAIMS))
            properties[question.id] = _list(title, {"maxLength": _LONGEST, "type": "string"}, _MOST_CLAIMS)
    whole = _object("Answers", properties)
    schema = {"$defs": dict(sorted(definitions.items())), **whole} if definitions else whole
    made = {"__module__": __name__, "schema_of_answer": schema, "fields_of_answer": fields}
    return cast("type[BaseModel]", new_class("Answers", (Answered,), exec_body=lambda body: body.update(made)))


_LINE = core_schema.str_schema(max_length=_LONGEST)
_LINES = ("words", "claim", "speaker", "cue")


def _missed(takes: tuple[str, ...]) -> tuple[core_schema.CoreSchema, Mapping[str, Any]]:
    """One claim that was left out, with its schema. Its speaker is checked by code: it may be nobody of the cast."""
    closed = {"mode": ("Mode", MODES), "kind": ("Kind", KINDS)}
    taken = (BEFORE, *takes)
    fields = dict.fromkeys(_LINES, _field(_LINE))
    fields |= {field: _field(core_schema.literal_schema([*options])) for field, (_, options) in closed.items()}
    fields["takes"] = _field(core_schema.list_schema(core_schema.literal_schema([*taken]), max_length=_MOST_TAKEN))
    properties: dict[str, Any] = {
        **{name: {"maxLength": _LONGEST, "title": name.title(), "type": "string"} for name in _LINES},
        **{field: {"$ref": f"#/$defs/{name}"} for field, (name, _) in closed.items()},
        "takes": _list("Takes", {"$ref": "#/$defs/Taken"}, _MOST_TAKEN),
    }
    enums = {name: _enum(name, options) for name, options in (*closed.values(), ("Taken", taken))}
    return _model(Missed, fields), {**enums, "Missed": _object("Missed", properties)}


def _model(kind: type[BaseModel], fields: dict[str, core_schema.ModelField]) -> core_schema.CoreSchema:
    return core_schema.model_schema(kind, core_schema.model_fields_schema(fields, extra_behavior="forbid"))


def _field(schema: core_schema.CoreSchema) -> core_schema.ModelField:
    return core_schema.model_field(schema)


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
