"""Libraries that only some formats need."""

import importlib
from typing import Any

from ...errors import ConfigurationError

__all__ = ["library"]


def library(name: str, used_for: str) -> Any:  # noqa: ANN401
    """Import a library of the extra ``claimextract[export]``.

    Raises:
        ConfigurationError: It is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ConfigurationError(
            f"{used_for} needs {name}, which is not installed: run `pip install 'claimextract[export]'`"
        ) from None
