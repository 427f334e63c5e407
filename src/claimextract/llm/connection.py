"""HTTP to one endpoint: texts go to nobody else, and no answer is read without end. Imported on first use only."""

from typing import Any

import httpx2
import openai

__all__ = ["Connection", "TooLongError"]


class _ElsewhereError(openai.OpenAIError):
    """What was sent is wanted at another address. Of openai's errors, as its client wraps all others."""


class TooLongError(openai.OpenAIError):
    """An answer goes on beyond what any can be."""


class Connection(openai.DefaultAioHttpClient):
    """An HTTP client that reads no more than ``most`` bytes of a body, unpacked, and redirects only what it fetches.

    Args:
        most: bytes.
        limits: how many connections, and for how long.
        trust_env: go through the environment's proxy.
    """

    def __init__(
        self, most: int, *, limits: httpx2.Limits = openai.DEFAULT_CONNECTION_LIMITS, trust_env: bool = True
    ) -> None:
        super().__init__(limits=limits, trust_env=trust_env)
        self._most = most

    async def send(
        self,
        request: httpx2.Request,
        *,
        stream: bool = False,
        **options: Any,  # noqa: ANN401 - httpx2's own
    ) -> httpx2.Response:
        """Send a request and read the answer.

        Raises:
            openai.OpenAIError: the request holds texts and is sent elsewhere, or the answer is too long.
        """
        options["follow_redirects"] = request.method == "GET"
        response = await super().send(request, stream=True, **options)
        if stream:
            return response
        try:
            if response.next_request is not None:
                raise _ElsewhereError(_elsewhere(response.next_request.url))
            content = bytearray()
            async for part in response.aiter_bytes():
                content += part
                if len(content) > self._most:
                    raise TooLongError(f"the answer is longer than {self._most / 1e6:g} MB; check --base-url")
        finally:
            await response.aclose()
        # One that is read bit by bit has no content of its own.
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _PACKED]
        return httpx2.Response(
            response.status_code,
            headers=headers,
            content=bytes(content),
            request=response.request,
            extensions=response.extensions,
        )


_PACKED = (b"content-encoding", b"content-length", b"transfer-encoding")


def _elsewhere(url: httpx2.URL) -> str:
    address = str(url.copy_with(query=None, fragment=None, username=None, password=None))
    address = address.removesuffix("/chat/completions")
    return f"the endpoint sends elsewhere ({address}); name that address with --base-url if you trust it"
