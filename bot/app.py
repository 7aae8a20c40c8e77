"""The composition root: settings in, a working Paperboy out. Alone in knowing the adapters."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom
from typing import TextIO

from adapters.chat_console import ConsoleChat
from adapters.papers_arxiv import ArxivSource
from adapters.papers_huggingface import HuggingFaceSource
from adapters.papers_sample import SampleSource
from bot.config import NO_TOKENS, Settings, Tokens
from bot.delivery import Sender
from bot.desk import Desk
from bot.digest import Editor, Newsroom
from bot.messages import Address, MessageRef
from bot.models import Part
from bot.ports import Chat, Clock, PaperSource, Store
from bot.router import Router
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
    editor: Editor
    console: Chat
    place: Address = CONSOLE

    def printed(self, part: Part) -> MessageRef:
        """The reference of a part that was printed for a script."""
        return MessageRef(part.place, f"printed-{part.id}")


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
    tokens: Tokens = NO_TOKENS,
    clock: Clock = utc_now,
) -> AsyncIterator[Paperboy]:
    """Open the store and put everything together. Raises `StoreError`."""
    console = ConsoleChat(out, lines, echo=echo, at=CONSOLE, program=program)
    store = await SqliteStore.open(settings.storage.path)
    sources = tuple(_sources(settings, patience))
    chats = (console, *_chats(settings, tokens, clock))
    try:
        yield _put_together(settings, store, chats, sources, random or SystemRandom(), clock)
    finally:
        await store.close()


def _put_together(
    settings: Settings,
    store: Store,
    its: tuple[Chat, ...],
    sources: tuple[PaperSource, ...],
    random: Random,
    clock: Clock,
) -> Paperboy:
    chats = {each.name: each for each in its}
    worker = f"{os.getpid()}-{random.getrandbits(32):08x}"
    sender = Sender(store, chats, clock, worker, on_unsure=settings.bot.on_unsure)
    writer = ExtractiveWriter()
    desk = Desk(
        store=store,
        sources=sources,
        writer=writer,
        chats=chats,
        sender=sender,
        newsroom=Newsroom(sources, store, clock, settings.bot.timezone),
        timezone=settings.bot.timezone,
        clock=clock,
        random=random,
        admins=frozenset(settings.bot.admins),
    )
    editor = Editor(
        store=store,
        writer=writer,
        chats=chats,
        clock=clock,
        worker=worker,
        grace=timedelta(hours=settings.bot.grace_hours),
        receipts=settings.bot.receipts,
    )
    return Paperboy(desk, Router(desk), editor, its[0])


def _chats(settings: Settings, tokens: Tokens, clock: Clock) -> Iterator[Chat]:
    """The platforms that there are tokens for. Each SDK takes time to import."""
    if tokens.slack_bot and tokens.slack_app:
        from adapters.chat_slack import SlackChat

        yield SlackChat(
            bot_token=tokens.slack_bot,
            app_token=tokens.slack_app,
            api_url=settings.chat.slack.api_url,
            clock=clock,
        )
    if tokens.discord:
        from adapters.chat_discord import DiscordChat

        yield DiscordChat(
            token=tokens.discord,
            api_url=settings.chat.discord.api_url,
            gateway_url=settings.chat.discord.gateway_url or None,
            clock=clock,
        )


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
