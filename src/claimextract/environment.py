"""The environment of this process: what of it is set for this program, and what of it others may see."""

import os
from dataclasses import dataclass
from typing import Literal

from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from .config import Settings

__all__ = ["Variable", "keyless_environment", "variables"]


@dataclass(frozen=True)
class Variable:
    """A variable that is set for this program, without its value. ``setting`` is None where none is called so."""

    name: str
    setting: str | None
    place: Literal["environment", ".env"]


def variables() -> list[Variable]:
    """The variables that are set for this program, those that win first."""
    known = {f"claimextract_{name}": name for name in Settings.model_fields}
    known |= {"openai_base_url": "base_url", "openai_api_key": "api_key"}
    found: list[Variable] = []
    places: tuple[tuple[Literal["environment", ".env"], type[EnvSettingsSource]], ...] = (
        ("environment", EnvSettingsSource),
        (".env", DotEnvSettingsSource),
    )
    for place, source in places:
        try:
            given = source(Settings).env_vars
        except UnicodeDecodeError:  # Settings says so
            continue
        names = [name for name, value in given.items() if value and (name in known or name.startswith("claimextract_"))]
        names.sort(key=lambda name: name.startswith("openai_"))
        found += [Variable(name.upper(), known.get(name), place) for name in names]
    return found


def keyless_environment() -> dict[str, str]:
    """What a process that reads strangers' files may know of the environment: nothing that could be a key."""
    known = {"PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH"}
    return {name: value for name, value in os.environ.items() if name in known or name.startswith("LC_")}
