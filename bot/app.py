"""The composition root: settings in, a working Paperboy out. Alone in knowing the adapters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import TextIO

from adapters.chat_console import ConsoleChat
from adapters.papers_sample import SampleSource
from bot.config import Settings
from bot.messages import Address
from bot.ports import Chat
from bot.router import Desk, Router
from bot.summaries import ExtractiveWriter
from storage.sqlite import SqliteStore

CONSOLE = Address("console", "default")


def utc_now() -> datetime:
    """The clock of a running Paperboy."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Paperboy:
    """A working Paperboy: the desk for one-off work, the router for what people type."""

    desk: Desk
    router: Router
    console: Chat
    place: Address = CONSOLE


@asynccontextmanager
async def open_paperboy(
    settings: Settings,
    out: TextIO,
    lines: AsyncIterator[str] | None = None,
    *,
    random: Random | None = None,
    program: str = "",
) -> AsyncIterator[Paperboy]:
    """Open the store and put everything together. Raises `StoreError`."""
    console = ConsoleChat(out, lines or _nothing(), at=CONSOLE, program=program)
    store = await SqliteStore.open(settings.storage.path)
    desk = Desk(
        store=store,
        writer=ExtractiveWriter(),
        chats={console.name: console},
        subscriptions=tuple(each.subscription for each in settings.subscriptions),
        timezone=settings.bot.timezone,
        clock=utc_now,
        random=random or SystemRandom(),
    )
    try:
        yield Paperboy(desk, Router(desk), console)
    finally:
        await store.close()


async def _nothing() -> AsyncIterator[str]:
    return
    yield


async def load_sample(paperboy: Paperboy) -> int:
    """Fill an empty store with the sample, so that every command works; returns how many came."""
    papers = paperboy.desk.store.papers
    if await papers.count():
        return 0
    return await papers.add(await SampleSource().latest())
