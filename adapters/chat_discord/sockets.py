"""The sockets that discord.py opens for the gateway, closed with their client.

It forgets one where its session cannot begin; the collector would find it open.
"""

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp

from adapters.chat_discord.sdk import discord

_FAREWELL = 1.0  # seconds


class Sockets:
    """Those of one client, from when this is made."""

    def __init__(self, client: discord.Client) -> None:
        self._open: set[aiohttp.ClientWebSocketResponse] = set()
        self._connect = client.http.ws_connect
        setattr(client.http, "ws_connect", self._kept)  # noqa: B010 -- a method of the client's

    async def close(self) -> None:
        """Close what is open. Harmless when repeated."""
        for socket in self._open:
            with suppress(Exception):  # it is over, whatever became of it
                async with asyncio.timeout(_FAREWELL):
                    await socket.close()
        self._open.clear()

    async def _kept(self, url: str, **more: Any) -> aiohttp.ClientWebSocketResponse:
        made: aiohttp.ClientWebSocketResponse = await self._connect(url, **more)
        self._open = {each for each in self._open if not each.closed} | {made}
        return made
