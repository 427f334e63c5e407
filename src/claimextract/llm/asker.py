"""What those who ask need of a client: any object that answers so will do."""

from typing import Protocol, TypeVar

from pydantic import BaseModel

from ..models import Exchange

__all__ = ["Asker"]

T = TypeVar("T", bound=BaseModel)


class Asker(Protocol):
    """Asks one question of a model at a time; ``Client.ask`` says how."""

    @property
    def model(self) -> str:
        """The model's name, as requests carry it."""
        ...

    async def ask(
        self,
        messages: list[dict[str, str]],
        answer: type[T],
        *,
        document_id: str,
        step: str,
        log: list[Exchange],
    ) -> T:
        """Ask one question of the model."""
        ...
