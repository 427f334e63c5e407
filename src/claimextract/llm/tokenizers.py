"""Counting the tokens of a prompt before it is sent."""

import asyncio
import logging
from typing import TYPE_CHECKING

from ..config import PLACEHOLDER_KEY, Endpoint

if TYPE_CHECKING:
    import tiktoken

__all__ = ["Tokenizer"]

_log = logging.getLogger(__name__)

# English takes about four bytes a token with the vocabularies of today, other scripts more: rather too many tokens.
_BYTES_A_TOKEN = 3
_SAMPLE = 16  # texts that a server is asked about; the others are reckoned from them
_TIMEOUT = 10.0  # seconds


class Tokenizer:
    """Counts tokens by the best that there is, and says by what.

    For OpenAI's models that is ``tiktoken`` where it is installed (it fetches its vocabulary once and keeps it where
    ``TIKTOKEN_CACHE_DIR`` says); for llama.cpp's and vLLM's servers their ``/tokenize``; else an upper estimate.

    Attributes:
        name: how tokens are counted.
    """

    def __init__(self, endpoint: Endpoint | None) -> None:
        self._endpoint = endpoint
        self.name = f"an upper estimate of one token for {_BYTES_A_TOKEN} bytes"
        self._encoding = _tiktoken(endpoint.model) if endpoint and endpoint.kind == "openai" else None
        if self._encoding:
            self.name = f"tiktoken ({self._encoding.name})"
        self._asks = bool(endpoint and endpoint.kind == "compatible" and endpoint.base_url)
        self._asked = self._tokens = self._bytes = 0
        self._gate = asyncio.Lock()

    async def count(self, text: str) -> int:
        """The tokens of a text."""
        if self._encoding:
            return len(self._encoding.encode_ordinary(text))
        size = len(text.encode("utf-8", "replace"))
        async with self._gate:
            if self._asks and self._asked < _SAMPLE:
                counted = await self._served(text)
                self._asks = counted is not None
                if counted is not None:
                    self._asked += 1
                    self._tokens += counted
                    self._bytes += size
                    self.name = f"the endpoint's tokenizer, from {self._asked} of the prompts"
                    return counted
        if self._bytes:
            return -(-size * self._tokens // self._bytes)
        return -(-size // _BYTES_A_TOKEN)

    async def _served(self, text: str) -> int | None:
        """What the server counts, by llama.cpp's field ``content`` or vLLM's ``prompt``; None if it does not count."""
        import httpx2  # noqa: PLC0415 - deferred: half a second

        assert self._endpoint
        assert self._endpoint.base_url
        address = self._endpoint.base_url.rstrip("/").removesuffix("/v1") + "/tokenize"
        key = self._endpoint.api_key.get_secret_value()
        headers = {} if key == PLACEHOLDER_KEY else {"authorization": f"Bearer {key}"}
        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT, headers=headers) as client:
                asked = {"model": self._endpoint.model, "content": text, "prompt": text}
                tokens = (await client.post(address, json=asked)).raise_for_status().json()["tokens"]
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            return None
        return len(tokens) if isinstance(tokens, list) else None


def _tiktoken(model: str) -> "tiktoken.Encoding | None":
    try:
        import tiktoken  # noqa: PLC0415 - deferred: only some need it, and the extra may not be installed

        return tiktoken.encoding_for_model(model)
    except (ImportError, KeyError):  # no extra, or a model that it does not know
        return None
    except (OSError, RuntimeError, ValueError) as error:
        _log.info("tiktoken's vocabulary cannot be had (%s): tokens are estimated", type(error).__name__)
        return None
