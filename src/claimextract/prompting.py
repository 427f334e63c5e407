"""Prompts: Jinja templates in ``claimextract.prompts``. A missing variable is an error, not a blank."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from jinja2 import Environment, StrictUndefined, Template, TemplateError

from .errors import PromptError

__all__ = ["Prompt", "load", "one_line"]

_PACKAGE = "claimextract.prompts"

# What would close a prompt's <<< >>>, or what model servers read as the marks of a new turn: <|im_start|>, [INST].
_MARKS = re.compile(r"<(?=\S)|>(?=>)|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_\w+)\])")

# No loader: a prompt is one file, so its hash covers all of it. No escaping: the output is plain text for a model.
_ENVIRONMENT = Environment(
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Prompt:
    """A template with its name and the sha256 of its source."""

    name: str
    source: str
    sha256: str

    def render(self, **variables: object) -> str:
        """Fill the template in. Values are inserted as they are: a template inside a value is never rendered.

        Raises:
            PromptError: a variable is missing or the template fails; the message names the template.
        """
        try:
            return _compile(self.name, self.source).render(**variables)
        except TemplateError as error:
            raise PromptError(f"prompt {self.name}.jinja: {error.message}") from error
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise PromptError(f"prompt {self.name}.jinja cannot be rendered: {error}") from error


@cache
def _compile(name: str, source: str) -> Template:
    try:
        return _ENVIRONMENT.from_string(source)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f" line {line}" if line else ""
        raise PromptError(f"prompt {name}.jinja{where}: {error.message}") from error


def load(name: str, folder: Traversable | None = None) -> Prompt:
    """Load ``<name>.jinja`` from the package's prompts, or from another folder.

    Raises:
        PromptError: there is no such template, or it is not valid Jinja in UTF-8.
    """
    return _read(name, folder) if folder else _shipped(name)


@cache
def _shipped(name: str) -> Prompt:
    return _read(name, None)


def _read(name: str, folder: Traversable | None) -> Prompt:
    place = (folder or files(_PACKAGE)).joinpath(f"{name}.jinja")
    try:
        data = place.read_bytes()
        source = data.decode("utf-8")
    except OSError as error:
        raise PromptError(f"there is no prompt {name}.jinja in {folder or _PACKAGE}") from error
    except UnicodeDecodeError as error:
        raise PromptError(f"prompt {name}.jinja is not UTF-8 text") from error
    _compile(name, source)
    return Prompt(name=name, source=source, sha256=hashlib.sha256(data).hexdigest())


def one_line(words: str) -> str:
    """Words of an article on one line, with a space in the marks that could end the place given to them."""
    return _MARKS.sub(lambda mark: f"{mark.group()} ", re.sub(r"\s+", " ", words).strip())
