"""What the processes of several machines keep to together, by way of a Redis or Valkey server."""

import asyncio
import contextlib
import hashlib
import math
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from pyrate_limiter import RedisStateStore

from ..config import Endpoint, Settings
from ..errors import ConfigurationError, LimitReachedError, StoppedError
from .limits import Amount, Limits, Reservation, bound
from .prices import Prices

__all__ = ["Common", "SharedLimits"]

_NANO = 10**9  # parts of a dollar that are counted: Redis counts whole numbers
_LONGEST_RUN = 30 * 86400  # seconds after which the account of a run is forgotten
_BETWEEN = 0.2  # seconds between two looks at a full account

# Counts a request in, with the most that it can take, unless that passes a cap. All in one step, at the server.
_RESERVE = """
local spent = redis.call("HMGET", KEYS[1], "requests", "tokens", "cost", "flying")
if not spent[4] then return {-1} end
for i = 1, 3 do
  local cap = tonumber(ARGV[i])
  if cap >= 0 and tonumber(spent[i]) + tonumber(ARGV[i + 3]) > cap then return {i, unpack(spent)} end
end
for i, name in ipairs({"requests", "tokens", "cost"}) do redis.call("HINCRBY", KEYS[1], name, ARGV[i + 3]) end
redis.call("HINCRBY", KEYS[1], "flying", 1)
return {0}
"""


class Common:
    """A server that several machines reach. Its address may hold a password, and is never shown with it.

    Raises:
        ConfigurationError: the package is missing.
    """

    def __init__(self, address: SecretStr, endpoint: Endpoint) -> None:
        try:
            from redis.asyncio import Redis  # noqa: PLC0415 - an extra
        except ImportError:
            raise ConfigurationError("the setting limiter needs Redis: pip install 'claimextract[dask]'") from None
        self.redis = Redis.from_url(address.get_secret_value())
        url = urlsplit(address.get_secret_value())
        self._where = f"{url.scheme}://{url.hostname or ''}{f':{url.port}' if url.port else ''}{url.path}"
        # What an endpoint counts, it counts for each of its models.
        whose = hashlib.sha256(f"{endpoint.base_url}\0{endpoint.model}".encode()).hexdigest()[:16]
        self._prefix = f"claimextract:{whose}"

    def rate(self, name: str) -> RedisStateStore:
        """Where the limit a minute of that name is kept."""
        return _Rate(self, f"{self._prefix}:{name}")

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Have it told that the server is out of reach: nothing is asked then, as a limit could be passed."""
        from redis.exceptions import RedisError  # noqa: PLC0415

        try:
            yield
        except (RedisError, OSError) as error:
            problem = f"the limiter {self._where} cannot be used ({error}); check CLAIMEXTRACT_LIMITER and run again"
        else:
            return
        raise StoppedError(problem)

    async def close(self) -> None:
        """Close the connections."""
        await self.redis.aclose()


class _Rate(RedisStateStore):
    def __init__(self, common: Common, key: str) -> None:
        super().__init__(common.redis, key)
        self._common = common

    async def check(self, *arguments: Any) -> Any:  # noqa: ANN401
        with self._common.told():
            return await super().check(*arguments)  # type: ignore[no-untyped-call]


class SharedLimits(Limits):
    """``Limits`` of all processes of one run: each request is counted at the server before it goes out.

    What a process has reserved that was killed stays counted, so that the caps hold whatever happens.

    Args:
        settings: see ``Limits``.
        prices: see ``Limits``.
        common: the server.
        run: names the run.
        patience: seconds after which a request that was not heard of again is given up.
    """

    def __init__(self, settings: Settings, prices: Prices, common: Common, run: str, patience: float) -> None:
        super().__init__(settings, prices)
        self._common = common
        self._key = f"claimextract:run:{run}"
        self._patience = patience
        self._reserve = common.redis.register_script(_RESERVE)
        caps = _counts(Amount(*(self._caps.get(name, -1) for name in ("requests", "tokens", "cost"))), math.floor)
        self._most = [count if name in self._caps else -1 for name, count in caps.items()]

    async def open(self) -> None:
        """Begin the account of the run; the process that hands out the work does."""
        if self._caps:
            with self._common.told():
                async with self._common.redis.pipeline(transaction=True) as changes:
                    for name in (*_counts(Amount()), "flying"):
                        changes.hset(self._key, name, "0")
                    changes.expire(self._key, _LONGEST_RUN)
                    await changes.execute()

    @contextlib.asynccontextmanager
    async def room_for(self, request: Mapping[str, object]) -> AsyncIterator[Reservation]:
        """See ``Limits``."""
        if not self._caps:
            yield Reservation(Amount())
            return
        prompt, output = bound(request)
        most = Amount(1, prompt + output, self._prices.most(prompt, output) or 0.0)
        async with self._gate:
            await self._reserved_at_server(most)
        reservation = Reservation(most)
        try:
            yield reservation
        finally:
            await self._settle(most, reservation.took)

    async def _reserved_at_server(self, most: Amount) -> None:
        seen: list[Any] = []
        since = time.monotonic()
        while True:
            with self._common.told():
                reply = await self._reserve(keys=[self._key], args=[*self._most, *_counts(most).values()])
            passed, *state = reply
            if passed == 0:
                return
            if passed < 0:
                raise StoppedError(
                    "the limiter no longer knows what this run has spent; run again: what is done is kept"
                )
            if state != seen:
                seen, since = state, time.monotonic()
            requests, tokens, cost, flying = map(int, state)
            self._spent = Amount(requests, tokens, cost / _NANO)
            if flying == 0 or time.monotonic() - since > self._patience:
                raise LimitReachedError(self._told(("requests", "tokens", "cost")[passed - 1]))
            await asyncio.sleep(_BETWEEN)

    async def _settle(self, most: Amount, took: Amount) -> None:
        counted, real = _counts(most), _counts(took)
        with self._common.told():
            async with self._common.redis.pipeline(transaction=True) as changes:
                for name, count in counted.items():
                    changes.hincrby(self._key, name, real[name] - count)
                changes.hincrby(self._key, "flying", -1)
                await changes.execute()


def _counts(amount: Amount, whole: Any = math.ceil) -> dict[str, int]:  # noqa: ANN401
    return {"requests": amount.requests, "tokens": amount.tokens, "cost": whole(amount.cost * _NANO)}
