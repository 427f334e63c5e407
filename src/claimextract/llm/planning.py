"""What a run would ask, without asking."""

from collections.abc import Mapping

from ..errors import EndpointError
from .client import Client

__all__ = ["Planner"]


class Planner(Client):
    """Stands where the client would, answers from the cache, and notes what would be sent instead of sending it.

    What is asked only after an answer cannot be told before it; questions whose answers are cached are followed up.
    Nothing is started.

    Args:
        client: whose endpoint, settings and cache.

    Attributes:
        requests: what would be sent, by the hash of the request.
    """

    def __init__(self, client: Client) -> None:
        super().__init__(client.endpoint, client._profile, client._settings, client.store, address=str)
        self.requests: dict[str, Mapping[str, object]] = {}

    async def _send(self, request: Mapping[str, object], digest: str) -> dict[str, object]:
        self.requests[digest] = request
        raise EndpointError("not asked: this only tells what would be asked")
