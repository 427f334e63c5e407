"""Telling of a run's progress."""

from typing import Protocol, runtime_checkable

from ..models import DocumentEntry

__all__ = ["Phased", "Progress", "Quiet", "tell_phase"]


class Progress(Protocol):
    """Told what a run does; every method may be called from another thread."""

    def expect(self, documents: int) -> None:
        """So many more documents, as far as can be told before they are read."""

    def begin(self, calls: int) -> None:
        """So many more calls to the model are planned."""

    def asked(self) -> None:
        """One call is answered."""

    def spent(self, dollars: float) -> None:
        """So much more was spent, where prices are known."""

    def done(self, entry: DocumentEntry) -> None:
        """One document is finished."""

    def weights(self, step: str, done: int, total: int) -> None:
        """The embedded model's weights are being fetched or verified: bytes done, bytes in all."""


@runtime_checkable
class Phased(Protocol):
    """A ``Progress`` that is told as well of what a run does once it is through with the documents."""

    def phase(self, name: str) -> None:
        """This begins now."""


def tell_phase(progress: Progress, name: str) -> None:
    """Tell of a phase whoever wants to know."""
    if isinstance(progress, Phased):
        progress.phase(name)


class Quiet:
    def expect(self, documents: int) -> None:
        pass

    def spent(self, dollars: float) -> None:
        pass

    def begin(self, calls: int) -> None:
        pass

    def asked(self) -> None:
        pass

    def done(self, entry: DocumentEntry) -> None:
        pass

    def weights(self, step: str, done: int, total: int) -> None:
        pass
