"""discord.py's requests with buckets of our own: what is exhausted for long is refused at once.

Its own buckets sleep, and even after the answer has come: a message that was sent would look as
if it were not, and one channel would hold up who sends.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp

from adapters.chat_discord.gate import PATIENCE
from adapters.chat_discord.sdk import HTTPClient, Ratelimit, discord

_IDLE = 300.0  # seconds after which a bucket may be forgotten
_SAME = 0.5  # seconds within which two ends of a window are the same one
_FEW = 256  # buckets that are kept in any case


class Bucket(Ratelimit):
    """What Discord said of one of its limits. A request waits here, then for `depart`."""

    def __init__(
        self,
        depart: Callable[["Bucket"], Awaitable[None]],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(None)
        self._depart, self._monotonic = depart, monotonic
        self._turn, self._moved = asyncio.Lock(), asyncio.Event()
        self._used, self._opens = monotonic(), 0.0

    def update(self, response: aiohttp.ClientResponse, **_: object) -> None:
        """Take over what an answer says. Those under way may not be counted in it yet."""
        said = response.headers
        remaining = int(_number(said.get("X-RateLimit-Remaining"), 0.0)) - (self.outgoing - 1)
        self.limit = int(_number(said.get("X-RateLimit-Limit"), 1.0))
        expires = self._monotonic() + _number(said.get("X-RateLimit-Reset-After"), 1.0)
        if self.expires is not None and abs(expires - self.expires) < _SAME:
            self.remaining = min(self.remaining, remaining)  # answers may overtake each other
        else:
            self.remaining, self.expires = remaining, expires
        self._moved.set()

    def exhaust(self, seconds: float) -> None:
        """Let nothing through for so long: Discord refused it."""
        self._opens = max(self._opens, self._monotonic() + seconds)

    def is_inactive(self) -> bool:
        """Whether it can be forgotten."""
        now = self._monotonic()
        return not (
            now < max(self.expires or 0.0, self._opens)
            or self.outgoing
            or self._turn.locked()
            or now < self._used + _IDLE
        )

    async def acquire(self) -> None:
        """Wait until Discord takes one more. Raises `discord.RateLimited` where that is long."""
        self._refuse_if_long()
        async with self._turn:
            while not self._is_free():
                self._refuse_if_long()
                self._moved.clear()
                told = self.expires is not None or self.remaining > 0
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._left() if told else None):
                        await self._moved.wait()
            self.remaining -= 1
            self.outgoing += 1
            self._used = self._monotonic()

    async def __aenter__(self) -> "Bucket":
        await self.acquire()
        try:
            await self._depart(self)
        except BaseException:
            self.remaining += 1
            self._leave()
            raise
        return self

    async def __aexit__(self, *_raised: object) -> None:
        self._leave()

    def _leave(self) -> None:
        self.outgoing -= 1
        if self.expires is None and not self.outgoing:  # Discord says nothing of a limit
            self.remaining = self.limit
        self._moved.set()

    def _is_free(self) -> bool:
        if self.expires is not None and self._monotonic() >= self.expires:
            self.remaining, self.expires = self.limit - self.outgoing, None
        return self.remaining > 0 and self._monotonic() >= self._opens

    def _left(self) -> float:
        """Seconds until Discord surely takes one more; 0 where those under way will tell."""
        until = self.expires or 0.0 if self.remaining <= 0 else 0.0
        return max(max(until, self._opens) - self._monotonic(), 0.0)

    def _refuse_if_long(self) -> None:
        if (left := self._left()) > PATIENCE:
            raise discord.RateLimited(left)


class Requests(HTTPClient):
    """discord.py's HTTP with such buckets; `depart` is awaited before each request leaves."""

    def __init__(
        self,
        depart: Callable[[Bucket], Awaitable[None]],
        trace: aiohttp.TraceConfig,
        monotonic: Callable[[], float],
    ) -> None:
        super().__init__(asyncio.get_running_loop(), http_trace=trace)
        self._depart, self._monotonic = depart, monotonic
        self._many = _FEW

    def get_ratelimit(self, key: str) -> Ratelimit:
        """The bucket of this name; forgets those that nobody needs, now and then."""
        if key not in self._buckets:
            if len(self._buckets) >= self._many:
                kept = {k: each for k, each in self._buckets.items() if not each.is_inactive()}
                self._buckets, self._many = kept, max(2 * len(kept), _FEW)
            self._buckets[key] = Bucket(self._depart, self._monotonic)
        return self._buckets[key]


def _number(said: str | None, otherwise: float) -> float:
    with suppress(ValueError):
        return float(said) if said is not None else otherwise
    return otherwise
