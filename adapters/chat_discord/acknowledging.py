"""Acknowledgements of interactions, sent from the front's thread within Discord's 3 seconds.

Not by discord.py's own `defer`: it tries again a second after a failure and cannot tell that what
is “acknowledged already” was so by itself, and it opens a connection for each of many at once.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Any

import aiohttp

from adapters.chat_discord.errors import ALREADY_ACKNOWLEDGED
from adapters.chat_discord.interactions import Arrived
from adapters.chat_discord.sdk import Route

_CONNECTIONS = 32
_IN_TIME = 2.6  # seconds for all tries
_ONE_TRY = 1.2
_PAUSE = 0.1

log = logging.getLogger(__name__)


class Acknowledger:
    """Made on the loop that uses it; `close` it in the end."""

    def __init__(self, user_agent: str) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": user_agent},
        )

    async def acknowledge(self, came: Arrived) -> bool:
        """Whether it is ours to answer: not, where another process acknowledged it before."""
        body, loop = came.acknowledgement, asyncio.get_running_loop()
        if body is None:
            return True
        tries, end, why = 0, loop.time() + _IN_TIME, ""
        while loop.time() < end:
            tries += 1
            try:
                async with asyncio.timeout(min(_ONE_TRY, end - loop.time())):
                    status, code = await self._post(came, body)
            except (aiohttp.ClientError, OSError) as error:
                why = type(error).__name__  # a time-out is an OSError
            else:
                if status < 400:
                    return True
                if code == ALREADY_ACKNOWLEDGED:
                    return tries > 1  # by an earlier try, whose answer was lost
                why = f"{status}, {code}"
                if status < 500:
                    break
            await asyncio.sleep(_PAUSE)
        # The person is answered all the same, around the interaction.
        log.warning("an interaction of Discord could not be acknowledged: %s", why)
        return True

    async def close(self) -> None:
        """Hang up."""
        await self._session.close()

    async def _post(self, came: Arrived, body: dict[str, Any]) -> tuple[int, int]:
        """The status, and Discord's code where it refuses."""
        url = f"{Route.BASE}/interactions/{came.id}/{came.token}/callback"
        async with self._session.post(url, json=body) as response:
            if response.status < 400:
                return response.status, 0
            with suppress(ValueError, TypeError, KeyError, aiohttp.ContentTypeError):
                return response.status, int((await response.json())["code"])
            return response.status, 0
