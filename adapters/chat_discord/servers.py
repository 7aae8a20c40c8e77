"""Whether a channel is on the server that its address names, looked up before the first message.

Discord goes by the channel's id alone: with two ids that do not belong together, messages would
come where nobody asked for them.
"""

import asyncio
from collections import defaultdict
from dataclasses import replace
from typing import Any

from adapters.chat_discord.errors import elsewhere, gone
from adapters.chat_discord.places import DIRECT, channel, channel_of, guild_of
from adapters.chat_discord.sdk import Route
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, RateLimited
from bot.messages import Address


class Servers:
    """Remembers which channels each server has: one request a server, and one for what is new."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._channels: defaultdict[str, set[str]] = defaultdict(set)
        self._listed: set[str] = set()
        self._listing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def check(self, at: Address) -> None:
        """Raise `PlaceGone` where the ids surely do not belong together. Nothing is sent yet.

        Asked once a channel. What nobody answers is left to the message itself. Raises `ChatError`
        where Discord does not let us in.
        """
        channel_of(at)
        await self._wire.client()
        its, server = channel_of(replace(at, thread=None)), guild_of(at)
        known = self._channels[server or DIRECT]
        if its in known:
            return
        if server:
            await self._list(server, at)
        if its not in known:
            await self._look_at(its, server, at)
            known.add(its)

    async def _list(self, server: str, at: Address) -> None:
        """Note the channels of a server; its threads are not among them."""
        async with self._listing[server]:  # whoever comes meanwhile need not ask, too
            if server in self._listed:
                return
            route = Route("GET", "/guilds/{guild_id}/channels", guild_id=server)
            shown = await self._ask(route, at)
            self._channels[server].update(str(each["id"]) for each in shown or ())
            self._listed.add(server)

    async def _look_at(self, its: str, server: str | None, at: Address) -> None:
        shown = await self._ask(channel("GET", its), at)
        there = shown.get("guild_id") if shown else None
        if there and server is None:
            what = "this is a channel of a server, not a person"
            raise gone(str(at), what, "write discord:<server id>/<channel id>")
        if there and there != server:
            raise elsewhere(str(at))

    async def _ask(self, route: Route, at: Address) -> Any:
        """What Discord says; `None` where it says nothing of use. Raises `RateLimited`."""
        try:
            return await self._wire.call(route, str(at))
        except RateLimited:
            raise
        except ChatError:
            return None
