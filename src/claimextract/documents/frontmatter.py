"""Markdown with YAML front matter."""

import re
from collections.abc import Mapping

import yaml

from ..errors import InputError
from .metadata import Fields, document_fields, one_line, short

_FENCED = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"#[ \t]+(.+)")
_LONGEST = 50_000  # characters: PyYAML takes about a second for 100,000


class _AsWritten(yaml.SafeLoader):
    """The safe loader without its guesses: ``id: 007`` and ``title: 1984`` stay the words that were written."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and the type are PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def parse_markdown(text: str) -> tuple[str, Fields]:
    """Take the front matter off a Markdown text; the rest is kept as it is, leading blank lines apart.

    A first heading of level 1 stands in for a missing title. Text between two "---" that is not a mapping, or goes on
    for pages, is a passage between two rules, and stays.

    Raises:
        InputError: The front matter is not valid YAML; the reason names the line.
    """
    raw: Mapping[object, object] = {}
    fenced = _FENCED.match(text)
    if fenced and len(fenced[1]) <= _LONGEST:
        loaded = _load(fenced[1])
        if loaded is None or isinstance(loaded, Mapping):
            raw = loaded or {}
            text = text[fenced.end() :].lstrip("\n")
    fields = document_fields({str(key).strip().lower(): value for key, value in raw.items()})
    identity = raw.get("id")
    if isinstance(identity, str) and identity:
        fields["id"] = identity
    if fields["title"] is None and (heading := _HEADING.match(text)):
        fields["title"] = one_line(heading[1].rstrip(" \t").rstrip("#"))
    return text, fields


def _load(source: str) -> object:
    try:
        return yaml.load(source, Loader=_AsWritten)  # noqa: S506 - a SafeLoader that does even less
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 2  # marks count from 0, and the opening fence is line 1
        raise InputError(
            f"its front matter is not valid YAML at line {line} ({short(error.problem)}): correct it"
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"its front matter is not valid YAML ({short(error)}): correct it") from None
