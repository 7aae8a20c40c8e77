"""The composition root: settings in, a working Paperboy out. Alone in knowing the adapters."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import TextIO

from adapters.chat_console import ConsoleChat
from adapters.papers_arxiv import ArxivSource
from adapters.papers_huggingface import HuggingFaceSource
from adapters.papers_sample import SampleSource
from bot.config import Settings
from bot.messages import Address
from bot.ports import Chat, PaperSource
from bot.router import Desk, Router
from bot.summaries import ExtractiveWriter
from bot.version import VERSION
from storage.sqlite import SqliteStore

CONSOLE = Address("console", "default")
AGENT = f"Paperboy/{VERSION} (a bot that posts new papers to a research group's chat)"


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
    echo: bool = True,
    random: Random | None = None,
    program: str = "",
    patience: float = 60.0,
) -> AsyncIterator[Paperboy]:
    """Open the store and put everything together. Raises `StoreError`."""
    console = ConsoleChat(out, lines, echo=echo, at=CONSOLE, program=program)
    store = await SqliteStore.open(settings.storage.path)
    desk = Desk(
        store=store,
        sources=tuple(_sources(settings, patience)),
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


def _sources(settings: Settings, patience: float) -> Iterator[PaperSource]:
    arxiv, hugging_face = settings.sources.arxiv, settings.sources.huggingface
    if arxiv.enabled:
        yield ArxivSource(
            api_url=arxiv.api_url,
            rss_url=arxiv.rss_url,
            delay_seconds=arxiv.delay_seconds,
            agent=AGENT,
            lock=settings.storage.path.with_suffix(".arxiv"),
            patience=patience,
        )
    if hugging_face.enabled:
        yield HuggingFaceSource(api_url=hugging_face.api_url, agent=AGENT, patience=patience)


async def load_sample(paperboy: Paperboy, *, announced: bool = True) -> int:
    """Fill an empty store with the sample, so that every command works; returns how many came.

    Not `announced`: to be found only, beside real papers.
    """
    store, now = paperboy.desk.store, paperboy.desk.clock()
    batch = await SampleSource(now.date()).latest((), None)
    if not announced:
        return await store.papers.add(each.paper for each in batch.announcements)
    if await store.papers.count():
        return 0
    return await store.announcements.record(SampleSource.name, "", batch, now)
