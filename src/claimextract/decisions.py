"""decisions.yaml: what the analyst decided, read from YAML with the line of every fault, and added to at its end.

Only plain lists, mappings and text are read: no tags, no anchors or aliases, and nothing is guessed, so that the id
``12345e67`` stays text. What is added leaves every character before it as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from .conflicts import conflict
from .errors import RunFolderError
from .language.edtf import bounds
from .models import Decision, DecisionKind, Ignored, IgnoredKind

__all__ = ["appended", "parse"]

_LARGEST = 4_000_000  # characters
_DEEPEST = 5
_KINDS: tuple[DecisionKind, ...] = ("same", "not same", "split", "wording", "ignore")
_SOURCES: tuple[IgnoredKind, ...] = ("document", "speaker", "publisher", "work")
_REMARKS = ("note", "by", "date")
_SHAPES: Mapping[str, str] = {
    "same": "a list of two or more claim ids: [ID, ID]",
    "not same": "a list of two or more claim ids: [ID, ID]",
    "split": "two or more groups of claim ids: [[ID, ID], [ID]]",
    "wording": "the id of one claim",
    "ignore": f"one source: {{{': ... } or {'.join(_SOURCES)}: ... }}",
}
_HEADER = """\
# What the analyst decided on this run. The program follows it and never changes what stands here.
"""


class _BadLine(Exception):  # noqa: N818 - it says where, and becomes an error of the tree
    """What is wrong, and in which line, counted from 1."""

    def __init__(self, line: int | None, problem: str) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True)
class _Node:
    """A piece of YAML: text, a list, or a mapping as pairs."""

    line: int
    column: int
    value: "str | list[_Node] | list[tuple[_Node, _Node]]"
    mapping: bool = False


def parse(text: str, name: str) -> list[Decision]:
    """Read the text of a file called ``name``.

    Raises:
        RunFolderError: it is no YAML, an entry is none of the known ones, or two entries contradict each other; the
            message names the file, the line and the remedy.
    """
    try:
        decisions = [_decision(entry) for entry in _entries(_root(text))]
    except _BadLine as fault:
        where = name if fault.line is None else f"{name}, line {fault.line}"
        raise RunFolderError(f"{where}: {fault}") from None
    if problem := conflict(decisions):
        raise RunFolderError(f"{name}: {problem}; remove or correct one of them")
    return decisions


def appended(text: str, decision: Decision, name: str, labels: Mapping[str, str]) -> str:
    """The text with one more entry at its end; ``labels`` are comments for claim ids, so that a person can read it.

    Raises:
        RunFolderError: the text is faulty, the entry contradicts one that stands there, or the text is written in a
            way that nothing can follow its end.
    """
    before = parse(text, name)
    if problem := conflict([*before, decision]):
        raise RunFolderError(f"{name}: {problem}; remove or correct the earlier one, or leave this one")
    if decision.date and bounds(decision.date) is None:
        raise RunFolderError(f"`{decision.date}` is no date; write it as 2026-11-22 (EDTF)")
    root = _root(text)
    indent = " " * root.column if root is not None and root.value else ""
    entry = "".join(f"{indent}{line}\n" for line in _lines(decision, labels))
    start = text or _HEADER
    longer = f"{start}{'' if start.endswith(chr(10)) else chr(10)}{entry}"
    try:
        after: list[Decision] | None = [_decision(node) for node in _entries(_root(longer))]
    except _BadLine:
        after = None
    wanted = [known.model_dump() for known in [*before, decision]]
    if after is None or [known.model_dump() for known in after] != wanted:
        raise RunFolderError(f"{name}: nothing can be added at its end as it is written; add this by hand:\n{entry}")
    return longer


# -- reading -----------------------------------------------------------------------------------------------------------


def _root(text: str) -> _Node | None:
    """The one node of a YAML text; None where there is nothing but comments."""
    if len(text) > _LARGEST:
        raise _BadLine(None, f"it is longer than {_LARGEST} characters; divide the run or remove old entries")
    try:
        # The parser of libyaml, where PyYAML was built with it, is the fast one.
        events = iter(yaml.parse(text.removeprefix("\ufeff"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        documents = [_node(event, events, 0) for event in events if _begins(event)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _BadLine(
            mark.line + 1 if mark else None, f"this is no valid YAML ({error.problem}); correct it"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        problem = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _BadLine(None, f"this is no valid YAML ({problem}); correct it") from None
    if len(documents) > 1:
        raise _BadLine(documents[1].line, "a second YAML document begins here; remove the line `---` before it")
    return documents[0] if documents and documents[0].value != "" else None


def _begins(event: yaml.Event) -> bool:
    return isinstance(event, yaml.NodeEvent)


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> _Node:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column) if mark else (1, 0)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _BadLine(line, "anchors (&) and aliases (*) are not read here; write the value out, in quotes if need be")
    tag = getattr(event, "tag", None)
    if tag not in {None, "!"}:  # "!" is what a parser may call text in quotes
        raise _BadLine(line, f"tags ({tag}) are not read here; write plain text or a list")
    if depth > _DEEPEST:
        raise _BadLine(line, "lists stand too deep in each other; see docs/analyst.md for the form of an entry")
    if isinstance(event, yaml.ScalarEvent):
        empty = event.implicit[0] and event.value in {"~", "null"}
        return _Node(line, column, "" if empty else event.value)
    items: list[_Node] = []
    for inner in events:
        if isinstance(inner, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            break
        items.append(_node(inner, events, depth + 1))
    if isinstance(event, yaml.SequenceStartEvent):
        return _Node(line, column, items)
    return _Node(line, column, list(zip(items[::2], items[1::2], strict=True)), mapping=True)


def _entries(root: _Node | None) -> Sequence[_Node]:
    if root is None:
        return []
    if root.mapping or isinstance(root.value, str):
        raise _BadLine(root.line, "the file holds a list: begin every entry with a dash, as in `- same: [ID, ID]`")
    return [item for item in root.value if isinstance(item, _Node)]


def _decision(entry: _Node) -> Decision:
    fields = _fields(entry)
    kinds = [kind for kind in _KINDS if kind in fields]
    if len(kinds) != 1:
        found = f"two ({', '.join(kinds)})" if kinds else "none"
        raise _BadLine(entry.line, f"an entry holds exactly one of {', '.join(_KINDS)}; this one holds {found}")
    kind = kinds[0]
    if "text" in fields and kind != "wording":
        raise _BadLine(fields["text"].line, f"`text` belongs to an entry with `wording`, not with `{kind}`; remove it")
    if "text" in fields and not _text(fields["text"], "text"):
        raise _BadLine(fields["text"].line, "`text` is empty; write the wording, or remove the line")
    remarks = {name: _text(fields[name], name) or None for name in (*_REMARKS, "text") if name in fields}
    if (date := remarks.get("date")) and bounds(date) is None:
        raise _BadLine(fields["date"].line, f"`{date}` is no date; write it as 2026-11-22 (EDTF)")
    value = fields[kind]
    ignored = _ignored(value) if kind == "ignore" else None
    groups = () if kind == "ignore" else _groups(kind, value)
    named: dict[str, None] = {}
    for claim in (claim for group in groups for claim in group):
        if claim in named:
            raise _BadLine(value.line, f"claim {claim} is named twice in one entry; name it once")
        named[claim] = None
    return Decision(kind=kind, groups=groups, ignored=ignored, line=entry.line, **remarks)


def _fields(entry: _Node) -> dict[str, _Node]:
    if not entry.mapping:
        raise _BadLine(entry.line, f"an entry begins with one of {', '.join(_KINDS)} and a colon: `- same: [ID, ID]`")
    known = (*_KINDS, "text", *_REMARKS)
    fields: dict[str, _Node] = {}
    for key, value in _pairs(entry):
        name = " ".join(key.value.replace("_", " ").split()) if isinstance(key.value, str) else "?"
        if name not in known:
            raise _BadLine(key.line, f"`{name}` is not known here; known are {', '.join(known)}")
        if name in fields:
            raise _BadLine(key.line, f"`{name}` stands twice in one entry; make them two entries or remove one")
        fields[name] = value
    return fields


def _pairs(node: _Node) -> list[tuple[_Node, _Node]]:
    return [pair for pair in node.value if isinstance(pair, tuple)]


def _text(node: _Node, name: str) -> str:
    if not isinstance(node.value, str):
        raise _BadLine(node.line, f"`{name}` takes text, in quotes where it holds a colon or a bracket")
    return " ".join(node.value.split())


def _groups(kind: DecisionKind, value: _Node) -> tuple[tuple[str, ...], ...]:
    wrong = _BadLine(value.line, f"`{kind}` takes {_SHAPES[kind]}")
    if kind == "wording":
        if not isinstance(value.value, str) or not value.value.strip():
            raise wrong
        return ((value.value.strip(),),)
    if value.mapping or isinstance(value.value, str):
        raise wrong
    items = [item for item in value.value if isinstance(item, _Node)]
    if len(items) < 2:
        raise wrong
    if kind == "split":
        groups = [_ids(item, wrong) if not isinstance(item.value, str) else _ids(_list(item), wrong) for item in items]
        return tuple(groups)
    ids = _ids(value, wrong)
    return (ids,) if kind == "same" else tuple((claim,) for claim in ids)


def _list(item: _Node) -> _Node:
    return _Node(item.line, item.column, [item])


def _ids(node: _Node, wrong: _BadLine) -> tuple[str, ...]:
    items = [] if node.mapping or isinstance(node.value, str) else node.value
    ids = [item.value.strip() for item in items if isinstance(item, _Node) and isinstance(item.value, str)]
    if not ids or len(ids) < len(items) or "" in ids:
        raise wrong
    return tuple(ids)


def _ignored(value: _Node) -> Ignored:
    wrong = _BadLine(value.line, f"`ignore` takes {_SHAPES['ignore']}")
    pairs = _pairs(value) if value.mapping else []
    if len(pairs) != 1:
        raise wrong
    [(key, source)] = pairs
    kind = next((kind for kind in _SOURCES if kind == key.value), None)
    if kind is None:
        raise _BadLine(key.line, f"`{key.value}` is no source that can be ignored; known are {', '.join(_SOURCES)}")
    name = _text(source, kind)
    if not name:
        raise wrong
    return Ignored(kind=kind, name=name)


# -- writing -----------------------------------------------------------------------------------------------------------


def _lines(decision: Decision, labels: Mapping[str, str]) -> Iterator[str]:
    """The entry as it is written, one claim a line with its label."""

    def named(dash: str, claim: str) -> str:
        label = " ".join("".join(mark if mark.isprintable() else " " for mark in labels.get(claim, "")).split())
        return f"{dash}{_scalar(claim)}{f'  # {label}' if label else ''}"

    if decision.ignored is not None:
        yield f"- ignore: {{{decision.ignored.kind}: {_quoted(decision.ignored.name)}}}"
    elif decision.kind == "wording":
        yield named("- wording: ", decision.claims[0])
    else:
        yield f"- {decision.kind}:"
        for group in decision.groups:
            for place, claim in enumerate(group):
                dash = "  - " if decision.kind != "split" else "  - - " if place == 0 else "    - "
                yield named(dash, claim)
    for name in ("text", *_REMARKS):
        if value := getattr(decision, name):
            yield f"  {name}: {_quoted(value)}"


def _scalar(text: str) -> str:
    """Plain where it is sure to stay text for every reader of YAML."""
    return text if text.isascii() and text.isalnum() and text[0].isalpha() and len(text) > 5 else _quoted(text)


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, default_style='"', width=float("inf")).strip()
