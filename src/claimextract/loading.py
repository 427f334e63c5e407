"""Packages whose names are loaded on first use, so that importing them costs next to nothing."""

from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from sys import modules

__all__ = ["on_demand"]


def on_demand(package: str, names: Collection[str], homes: Sequence[str]) -> Callable[[str], object]:
    """The ``__getattr__`` (PEP 562) of a package.

    Args:
        package: its name.
        names: what it offers.
        homes: the modules that hold them, those that are cheap to import first.
    """

    def found(name: str) -> object:
        for home in homes if name in names else ():
            module = import_module(f".{home}", package)
            if name in getattr(module, "__all__", vars(module)):
                value = vars(modules[package])[name] = getattr(module, name)
                return value
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return found
