"""A core to listen for Discord: it keeps what comes, and answers once it is released."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.messages import (
    Argument,
    Button,
    Card,
    Choice,
    Command,
    CommandSpec,
    Event,
    Message,
    PlaceChanged,
    Press,
    Reply,
    Suggest,
    User,
)
from tests.discord.shapes import PERSON
from tests.discord.stand_in import Asked, DiscordRoom

SPECS = (
    CommandSpec(
        "paper", "The best papers", (Argument("topic", "words", required=True, suggests=True),)
    ),
    CommandSpec("digest now", "Post what is new", (Argument("topics", "words"),), manages=True),
    CommandSpec(
        "digest subscribe",
        "Begin",
        (
            Argument("wanted", "what", required=True, suggests=True),
            Argument("max", "papers", in_form=True, numbers=range(1, 21)),
        ),
        manages=True,
    ),
    CommandSpec("quiz start", "Ask a question", private=False),
    CommandSpec("explain", "All about it", (Argument("text", "what"),), shortcut="Explain this"),
)
PAPER = Card(
    "Ref-DGS: Reflective Dual Gaussian Splatting",
    "Separates the surface from what it mirrors.",
    "https://arxiv.org/abs/2603.00001",
    buttons=(Button("Summary", "paper.details", "2603.00001"), Button("Cite", "paper.cite", "1")),
)
DIGEST = Message("1 new paper", (Card("1 new paper · Tue 10 March", footer="in cs.CV"), PAPER))
HELLO = Message("hello")
ADA = User(PERSON, "Ada", can_manage=True)


class Core:
    """Stands for the router. `offered` is what it offers for a field."""

    def __init__(self, *offered: Choice) -> None:
        self.offered = offered
        self.events: list[Event] = []
        self.replies: list[Reply] = []
        self.arrived = asyncio.Event()
        self.released = asyncio.Event()
        self.released.set()

    @property
    def seen(self) -> list[Event]:
        """What came, without the ids of interactions."""
        return [
            replace(each, delivery="") if isinstance(each, Command) else each
            for each in self.events
        ]

    async def __call__(self, event: Event, reply: Reply) -> None:
        self.events.append(event)
        self.replies.append(reply)
        self.arrived.set()
        await self.released.wait()
        match event:
            case Suggest():
                await event.offer(self.offered)
            case Command() if event.args.get("topic") == "boom":
                raise RuntimeError("the core has a bad day")
            case Command():
                await reply(Message(f"answer to {event.name}"))
            case Press():
                await reply(Message(f"answer to {event.action} {event.value}"))

    async def until(self, count: int) -> None:
        """Wait until so many events have come."""
        async with asyncio.timeout(20):
            while len(self.events) < count:
                self.arrived.clear()
                await self.arrived.wait()

    @property
    def changes(self) -> list[PlaceChanged]:
        """What became of places."""
        return [each for each in self.events if isinstance(each, PlaceChanged)]


@asynccontextmanager
async def listening(room: DiscordRoom, core: Core) -> AsyncIterator[None]:
    """The chat of a room, connected meanwhile."""
    running = asyncio.create_task(room.chat.run(SPECS, core))
    try:
        await room.discord.connected()
        await room.discord.until(lambda: bool(room.discord.commands))  # declared meanwhile
        yield
    finally:
        await room.chat.close()
        await running


async def ask(room: DiscordRoom, core: Core, name: str, **options: str) -> Reply:
    """Pass a command to the core and take over its reply, still unused."""
    core.released.clear()
    before = len(core.events)
    typed: dict[str, Any] = {**options}
    await room.discord.type(name, **typed)
    await core.until(before + 1)
    return core.replies[-1]


async def answered(room: DiscordRoom, *asked: Asked) -> None:
    """Wait until each of these has an answer."""
    await room.discord.until(lambda: all(each.seen for each in asked))


async def said(caplog: pytest.LogCaptureFixture, text: str) -> None:
    """Wait for a line of the log."""
    heard = asyncio.Event()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if text in record.getMessage():
                loop.call_soon_threadsafe(heard.set)

    ear, loop = Ear(), asyncio.get_running_loop()
    logging.getLogger().addHandler(ear)
    try:
        if text not in caplog.text:
            await asyncio.wait_for(heard.wait(), 5)
    finally:
        logging.getLogger().removeHandler(ear)
