"""When a new session of the gateway may begin: not too soon, and not one too many."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from adapters.chat_discord.sdk import Route, discord
from adapters.chat_discord.starting import check_sessions

APART = 5.0  # seconds between two, as Discord wants it
_LONGEST = 40.0  # seconds: discord.py gives a connection 60
_LASTING = 600.0  # seconds after which a session was no failure
_IN_TIME = 10.0


class Identifying:
    """Remembers over all clients of a process. `shards`: see `Listening`."""

    def __init__(
        self,
        shards: int | None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._shards, self._monotonic, self._sleep = shards, monotonic, sleep
        self._last: float | None = None
        self._began: dict[int, tuple[float, int]] = {}  # of a shard: when, and how many in a row

    async def check(self, client: discord.Client) -> None:
        """Raise `RateLimited` where Discord begins no more of them; nothing before the first."""
        if self._last is not None:
            await self._ask(client, self._shards)

    async def begin(self, client: discord.Client, shard: int, *, initial: bool) -> None:
        """Wait until one may begin. `initial`: it is the first of a client, which was checked.

        Raises `RateLimited`, too.
        """
        now = self._monotonic()
        before, row = self._began.get(shard, (now - _LASTING, 0))
        row = row + 1 if now - before < _LASTING else 0
        pause = min(APART * 2 ** min(row - 1, 8), _LONGEST) if row else 0.0
        if self._last is not None:
            pause = max(pause, self._last + APART - now)
        if pause > 0:
            await self._sleep(pause)
        if not initial:
            await self._ask(client, None)
        self._last = self._monotonic()
        self._began[shard] = self._last, row

    async def _ask(self, client: discord.Client, shards: int | None) -> None:
        async with asyncio.timeout(_IN_TIME):
            advised = await client.http.request(Route("GET", "/gateway/bot"))
        check_sessions(advised, shards)
