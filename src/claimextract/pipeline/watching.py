"""Telling of a run's progress."""

from typing import Protocol

from ..models import DocumentEntry

__all__ = ["Progress", "Quiet"]


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
