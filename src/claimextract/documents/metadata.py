"""What is known about a document, as its author wrote it, brought into the fields of a ``Document``."""

from collections.abc import Mapping

from .dates import edtf

Fields = dict[str, object]
"""Values for the fields of a ``Document``; an ``id`` among them is the user's own."""

UNREAD = "unread"
"""The key in ``Fields`` of a date that was given and not understood; it is told of, and is no field of a document."""

# The first key that holds something wins.
_KEYS = {
    "title": ("title", "headline"),
    "authors": ("authors", "author"),
    "publisher": ("publisher", "sitename", "site"),
    "published": ("published", "date"),
    "url": ("url",),
    "language": ("language", "lang"),
}
_LONGEST = 2000  # characters of a title, a name or an address
_SAID = 160  # characters of a library's message


def one_line(value: object) -> str | None:
    """A scalar as one line of text that can be written as UTF-8; None for an empty value, a list or a mapping.

    What goes on for pages is cut: it stands in prompts and in the report.
    """
    if value is None or isinstance(value, bool | list | tuple | Mapping):
        return None
    text = str(value).encode("utf-8", "replace").decode()  # a lone surrogate could not be written to a file
    return " ".join(text[: 2 * _LONGEST].split())[:_LONGEST] or None


def short(error: object) -> str:
    """What a library says is wrong, fit for one line: it may quote the file at any length."""
    said = "".join(c if c.isprintable() else " " for c in (str(error).splitlines() or [""])[0]).strip()
    return said[:_SAID] + ("…" if len(said) > _SAID else "") or type(error).__name__


def names(value: object) -> tuple[str, ...]:
    """Names out of a list, a list of mappings with a ``name``, or one string in which ";" separates them.

    "A and B" stays one name: it may be one (a law firm, a paper).
    """
    items = list(value) if isinstance(value, list | tuple) else [value]
    found: list[str] = []
    for item in items:
        written = one_line(item.get("name") if isinstance(item, Mapping) else item)
        found += [name for part in (written or "").split(";") if (name := part.strip())]
    return tuple(dict.fromkeys(found))


def document_fields(raw: Mapping[str, object]) -> Fields:
    """The metadata in ``raw`` under the names that ``Document`` gives them; keys that it does not know are ignored.

    A date that cannot be understood becomes None: a guess would be worse; what was written stands under ``UNREAD``.
    The id and the text are not touched here.
    """
    fields: Fields = {}
    for field, keys in _KEYS.items():
        key = next((key for key in keys if raw.get(key) not in (None, "", [], {})), None)
        value = None if key is None else raw[key]
        if field == "authors":
            fields[field] = names(value)
        elif field == "published":
            fields[field] = edtf(value)
            if key is not None and fields[field] is None:
                fields[UNREAD] = f"`{key}: {short(value)}`"
        else:
            fields[field] = one_line(value)
    return fields
