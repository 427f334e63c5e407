"""Requests: their canonical hash, and answer schemas in OpenAI's strict form."""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from ..errors import LLMError

__all__ = ["answer_schema", "request_sha256", "response_format", "schema_sha256"]

# What decides the answer. Keys, addresses, timeouts and retries do not.
_CANONICAL = ("model", "messages", "response_format", "temperature", "seed", "max_tokens", "extra_body")

# JSON Schema that strict structured output (OpenAI, "Supported schemas") or llama.cpp's grammars do not honour.
_NOT_STRICT = ("oneOf", "prefixItems", "uniqueItems", "patternProperties", "not", "if")


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def request_sha256(request: Mapping[str, object]) -> str:
    """The hash of a request: of its model, messages, schema and sampling, in canonical JSON, and of nothing else."""
    kept = {name: request[name] for name in _CANONICAL if request.get(name) is not None}
    return hashlib.sha256(_canonical(kept)).hexdigest()


def schema_sha256(answer: type[BaseModel]) -> str:
    """The hash of an answer's schema, as it is sent."""
    return hashlib.sha256(_canonical(answer_schema(answer))).hexdigest()


def response_format(answer: type[BaseModel]) -> dict[str, object]:
    """The ``response_format`` of a request for this answer: strict on OpenAI, a grammar on llama.cpp."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", answer.__name__)[:64]
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": answer_schema(answer)}}


@lru_cache(maxsize=64)
def answer_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of an answer in OpenAI's strict form: objects closed, every property required, no defaults.

    It is kept for the next call: not to be changed.

    Raises:
        LLMError: the model uses what has no strict form (dict, set, fixed tuple, Any, discriminated union, recursion
            through a described field); the message names the place.
    """
    schema = answer.model_json_schema()
    definitions = schema.get("$defs", {})
    return _tighten(schema, definitions, answer.__name__, ())


def _tighten(
    schema: Mapping[str, Any], definitions: dict[str, Any], where: str, inlined: tuple[str, ...]
) -> dict[str, Any]:
    node = {key: value for key, value in schema.items() if key not in ("default", "title", "examples")}
    if "$ref" in node and len(node) > 1:  # strict form allows nothing beside a $ref
        reference = str(node.pop("$ref"))
        if reference in inlined:
            raise LLMError(f"the answer schema has no strict form: {where} is recursive")
        target = definitions[reference.removeprefix("#/$defs/")]
        return _tighten({**target, **node}, definitions, where, (*inlined, reference))
    refused = [key for key in _NOT_STRICT if key in node]
    described = {"type", "$ref", "anyOf", "enum", "const"} & node.keys()
    if refused or not described:
        raise LLMError(f"the answer schema has no strict form: {where} is {', '.join(refused) or 'of any type'}")
    if "const" in node:
        node["enum"] = [node.pop("const")]
    if node.get("type") == "object":
        if "properties" not in node and node.get("additionalProperties", True) is not False:
            raise LLMError(f"the answer schema has no strict form: {where} is an open object")
        properties = node.get("properties", {})
        node["properties"] = {
            name: _tighten(value, definitions, f"{where}.{name}", inlined) for name, value in properties.items()
        }
        node["required"] = list(properties)
        node["additionalProperties"] = False
    if "items" in node:
        node["items"] = _tighten(node["items"], definitions, f"{where}[]", inlined)
    if "anyOf" in node:
        node["anyOf"] = [_tighten(option, definitions, where, inlined) for option in node["anyOf"]]
    if "$defs" in node:
        node["$defs"] = {name: _tighten(value, definitions, name, inlined) for name, value in node["$defs"].items()}
    return node
