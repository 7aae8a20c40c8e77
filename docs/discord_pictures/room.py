"""A small Discord server with a whole Paperboy in it, by a clock that its user moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import Paperboy, open_paperboy
from bot.commands import SPECS
from bot.config import ChatSection, DiscordSection, Tokens
from docs.pictures.paperboy import by_the_clock, settings_for
from tests.discord.shapes import CHANNEL, text_of
from tests.discord.stand_in import TOKEN, DiscordStandIn
from tests.post import Time

Message = dict[str, Any]

CHANNELS = {CHANNEL: "papers", "201": "robot-lab", "202": "night-vision"}


@dataclass(frozen=True)
class Room:
    """A server with a whole Paperboy in it. At zero of `time` it is Tuesday, 9 in Berlin."""

    discord: DiscordStandIn
    paperboy: Paperboy
    time: Time

    def at(self, hours: int, minutes: int) -> None:
        """It is so late on Tuesday; before, on Monday, where `hours` are less than none."""
        self.time.now = timedelta(hours=hours - 9, minutes=minutes).total_seconds()
        self.discord.now = self.time.clock()

    async def typed(
        self, command: str, answer: str, channel: str = CHANNEL, **options: Any
    ) -> Message:
        """Somebody sends a command in a channel; the message that then shows `answer`."""
        before = self.discord.times(answer)
        await self.discord.type(command, channel=channel, **options)
        return await self.shows(answer, before)

    async def pressed(self, shown: Message, label: str, answer: str) -> Message:
        """Somebody presses a button; the message that then shows `answer`."""
        before = self.discord.times(answer)
        await self.discord.press(label, shown["id"])
        return await self.shows(answer, before)

    async def shows(self, text: str, before: int = 0) -> Message:
        """The newest message with this text, once it stands there more often than `before`."""
        await self.discord.until(lambda: self.discord.times(text) > before)
        found = [shown for shown in self.discord.shown if text in text_of(shown)]
        return max(found, key=lambda shown: int(shown["id"]))


@asynccontextmanager
async def a_room() -> AsyncIterator[Room]:
    """A server with a new Paperboy. The same each time."""
    time = Time()
    with TemporaryDirectory(prefix="discord-pictures-") as folder:
        async with DiscordStandIn().serving() as discord:
            for number, name in CHANNELS.items():
                discord.add_channel(number, name)
            section = DiscordSection(
                api_url=f"{discord.url}/api/v10", gateway_url=discord.gateway_url
            )
            async with open_paperboy(
                settings_for(ChatSection(discord=section), Path(folder)),
                StringIO(),
                random=Random(7),  # noqa: S311 -- the same pictures each time
                tokens=Tokens(discord=TOKEN),
                clock=time.clock,
            ) as paperboy:
                room = Room(discord, by_the_clock(paperboy, time), time)
                room.at(9, 0)
                async with listening(room):
                    yield room


@asynccontextmanager
async def listening(room: Room) -> AsyncIterator[None]:
    """Hear what happens in Discord meanwhile; nothing begins by itself."""
    chat = room.paperboy.desk.chats["discord"]
    task = asyncio.create_task(chat.run(SPECS, room.paperboy.router.handle))
    await room.discord.connected()
    try:
        yield
    finally:
        await chat.close()
        await task
