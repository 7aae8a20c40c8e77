"""A small Slack workspace with a whole Paperboy in it, by a clock that its user moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.app import Paperboy, open_paperboy
from bot.commands import SPECS
from bot.config import ChatSection, SlackSection, Tokens
from docs.pictures.paperboy import by_the_clock, settings_for
from tests.post import Time
from tests.slack.methods import ME, Channel
from tests.slack.payloads import slash
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, Shown, Slack, slack_server

ANNA, BEN = "U01", "U02"
CHANNELS = {"C01": "papers", "C02": "robot-lab", "C03": "reading-group", "C04": "night-vision"}


@dataclass(frozen=True)
class Room:
    """A workspace with a whole Paperboy in it. At zero of `time` it is Tuesday, 9 in Berlin."""

    slack: Slack
    paperboy: Paperboy
    time: Time

    def at(self, hours: int, minutes: int) -> None:
        """It is so late on Tuesday."""
        self.time.now = timedelta(hours=hours - 9, minutes=minutes).total_seconds()

    async def typed(self, line: str, answer: str, at: str = "C01", user: str = ANNA) -> Shown:
        """Somebody types a command in a channel; the message that then shows `answer`."""
        command, _, text = line.partition(" ")
        its = slash(self.slack.url, command, text, user) | {"channel_id": at}
        before = self.slack.times(answer)
        await self.slack.deliver("slash_commands", its)
        return await self.shows(answer, before)

    async def pressed(self, shown: Shown, label: str, answer: str) -> Shown:
        """Somebody presses a button; the message that then shows `answer`."""
        before = self.slack.times(answer)
        await self.slack.press(shown, label)
        return await self.shows(answer, before)

    async def shows(self, text: str, before: int = 0) -> Shown:
        """The newest message with this text, once it stands there more often than `before`."""
        await self.slack.until(lambda: self.slack.times(text) > before)
        return next(shown for shown in reversed(self.slack.shown) if text in shown.text)


@asynccontextmanager
async def a_room() -> AsyncIterator[Room]:
    """A workspace with a new Paperboy. The same each time."""
    time = Time()
    with TemporaryDirectory(prefix="slack-pictures-") as folder:
        async with slack_server() as slack:
            slack.clock = time.clock
            slack.channels = {
                "C01": Channel({ME, ANNA, BEN}),
                "C02": Channel({ME, BEN}),
                "C03": Channel({ME, ANNA, BEN}),
                "C04": Channel({ME, BEN}, is_private=True),
            }
            section = ChatSection(slack=SlackSection(api_url=f"{slack.url}/api"))
            async with open_paperboy(
                settings_for(section, Path(folder)),
                StringIO(),
                random=Random(7),  # noqa: S311 -- the same pictures each time
                tokens=Tokens(slack_bot=BOT_TOKEN, slack_app=APP_TOKEN),
                clock=time.clock,
            ) as paperboy:
                room = Room(slack, by_the_clock(paperboy, time), time)
                async with listening(room):
                    yield room


@asynccontextmanager
async def listening(room: Room) -> AsyncIterator[None]:
    """Hear what happens in Slack meanwhile; nothing begins by itself."""
    chat = room.paperboy.desk.chats["slack"]
    task = asyncio.create_task(chat.run(SPECS, room.paperboy.router.handle))
    await room.slack.connected()
    try:
        yield
    finally:
        await chat.close()
        await task
