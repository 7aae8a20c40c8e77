"""The composition root: settings in, a working Paperboy out. Alone in knowing the adapters."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom
from typing import Any, Literal, TextIO

from adapters.chat_console import ConsoleChat
from adapters.drawing import MermaidDrawing
from adapters.papers_arxiv import ArxivSource
from adapters.papers_arxiv.fulltext import ArxivFullTexts
from adapters.papers_huggingface import HuggingFaceSource
from adapters.papers_sample import SampleSource
from bot.asking import Asking, Embedding, Embeddings
from bot.commands import GROUPS, SPECS
from bot.config import NO_TOKENS, Settings, Tokens
from bot.courtesy import Courtesy
from bot.delivery import Sender
from bot.desk import Desk
from bot.digest import Editor, Newsroom
from bot.messages import Address, MessageRef
from bot.models import Part
from bot.ports import Chat, Clock, Embedder, FullTexts, Model, PaperSource, Pictures, Store
from bot.quizzes import QuestionWriter
from bot.router import Router
from bot.summaries import ExtractiveWriter, ModelWriter, Summariser
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
    store = await open_store(settings)
    sources = tuple(sources_of(settings, patience))
    chats = (console, *platforms_of(settings, tokens, clock, store.pictures, patience))
    model, embedder = model_of(settings, tokens), embedder_of(settings, tokens)
    random = random or SystemRandom()
    paperboy = _Parts(
        settings, store, chats, sources, model, embedder, random, clock, patience
    ).together()
    try:
        yield paperboy
    finally:
        await paperboy.desk.summariser.close()
        if model:
            await model.close()
        if embedder:
            await embedder.close()
        await store.close()


@dataclass(frozen=True)
class _Parts:
    """What a Paperboy is put together from."""

    settings: Settings
    store: Store
    chats: tuple[Chat, ...]
    sources: tuple[PaperSource, ...]
    model: Model | None
    embedder: Embedder | None
    random: Random
    clock: Clock
    patience: float

    def together(self) -> Paperboy:
        """A working Paperboy; the first of the chats is its console."""
        chats = {each.name: each for each in self.chats}
        worker = f"{os.getpid()}-{self.random.getrandbits(32):08x}"
        courtesy = Courtesy()
        sender = Sender(
            self.store,
            chats,
            self.clock,
            worker,
            on_unsure=self.settings.bot.on_unsure,
            step_aside=courtesy.step_aside,
        )
        desk = self._desk(chats, sender, courtesy)
        editor = Editor(
            store=self.store,
            summariser=desk.summariser,
            chats=chats,
            clock=self.clock,
            worker=worker,
            grace=timedelta(hours=self.settings.bot.grace_hours),
            receipts=self.settings.bot.receipts,
            step_aside=courtesy.step_aside,
        )
        return Paperboy(desk, Router(desk), editor, self.chats[0])

    def _desk(self, chats: dict[str, Chat], sender: Sender, courtesy: Courtesy) -> Desk:
        its, llm = self.settings.bot, self.settings.llm
        asking = self._asking()
        return Desk(
            store=self.store,
            sources=self.sources,
            summariser=self._summariser(asking, sender.worker),
            chats=chats,
            sender=sender,
            newsroom=Newsroom(self.sources, self.store, self.clock, its.timezone),
            timezone=its.timezone,
            clock=self.clock,
            random=self.random,
            admins=frozenset(its.admins),
            language=its.language,
            quiz_open=timedelta(hours=its.quiz_hours),
            question_writer=QuestionWriter(asking, self.random) if asking else None,
            budget=llm.daily_budget_usd if self.model or self.embedder else None,
            priced=llm.is_priced(writes=self.model is not None, embeds=self.embedder is not None),
            courtesy=courtesy,
            embeddings=self._embeddings(),
        )

    def _summariser(self, asking: Asking | None, worker: str) -> Summariser:
        model = self.settings.llm.model
        return Summariser(
            self.store,
            ExtractiveWriter(),
            self.clock,
            model=ModelWriter(asking) if asking else None,
            texts=_texts_of(self.settings, self.patience),
            drawing=MermaidDrawing(),
            worker=worker,
            lacking=f"no key for {model}" if model and not self.model else "",
        )

    def _asking(self) -> Asking | None:
        if self.model is None:
            return None
        return Asking(
            self.model,
            self.store.spending,
            most_a_day=self.settings.llm.daily_budget_usd,
            prices=self.settings.llm.prices,
            timezone=self.settings.bot.timezone,
            clock=self.clock,
            random=self.random,
        )

    def _embeddings(self) -> Embeddings | None:
        if self.embedder is None:
            return None
        embedding = Embedding(
            self.embedder,
            self.store.spending,
            most_a_day=self.settings.llm.daily_budget_usd,
            price=self.settings.llm.embedding_price,
            timezone=self.settings.bot.timezone,
            clock=self.clock,
        )
        return Embeddings(self.store, embedding, self.settings.llm.base_url)


def model_of(settings: Settings, tokens: Tokens) -> Model | None:
    """The model that is configured; None where there is none, or no key for it."""
    llm = settings.llm
    if not llm.model or (llm.needs_key and not tokens.openai):
        return None
    from adapters.model_openai import OpenAIModel

    return OpenAIModel(
        model=llm.model, base_url=llm.base_url, key=tokens.openai, timeout=llm.timeout
    )


def embedder_of(settings: Settings, tokens: Tokens) -> Embedder | None:
    """The model of embeddings that is configured; None where there is none, or no key for it."""
    llm = settings.llm
    if not llm.embedding_model or (llm.needs_key and not tokens.openai):
        return None
    from adapters.model_openai import OpenAIEmbedder

    return OpenAIEmbedder(
        model=llm.embedding_model, base_url=llm.base_url, key=tokens.openai, timeout=llm.timeout
    )


def _texts_of(settings: Settings, patience: float) -> FullTexts | None:
    arxiv = settings.sources.arxiv
    if not arxiv.enabled:
        return None
    return ArxivFullTexts(
        pdf_url=arxiv.pdf_url,
        html_url=arxiv.html_url,
        delay_seconds=arxiv.delay_seconds,
        agent=AGENT,
        lock=settings.storage.path.with_suffix(".arxiv"),
        patience=patience,
    )


async def open_store(settings: Settings) -> Store:
    """Open the store, made or brought up to date. Raises `StoreError`."""
    return await SqliteStore.open(settings.storage.path)


async def open_store_as_it_is(settings: Settings) -> tuple[Store, bool]:
    """Open the store to read only; whether an older version left it. Raises `StoreError`."""
    return await SqliteStore.open_as_it_is(settings.storage.path)


def platforms_of(
    settings: Settings,
    tokens: Tokens,
    clock: Clock,
    pictures: Pictures | None = None,
    patience: float = 15.0,
) -> Iterator[Chat]:
    """The platforms that there are tokens for. Each SDK takes time to import.

    `patience`: seconds for one request, of which a platform may take fewer.
    """
    slack, discord = settings.chat.slack, settings.chat.discord
    if tokens.slack_bot:
        from adapters.chat_slack import HttpMode, SlackChat, SocketMode

        yield SlackChat(
            bot_token=tokens.slack_bot,
            way=HttpMode(tokens.slack_signing, slack.host, slack.port)
            if slack.mode == "http"
            else SocketMode(tokens.slack_app),
            clock=clock,
            pictures=pictures,
            api_url=slack.api_url,
            agent=AGENT,
            timeout=int(patience),
        )
    if tokens.discord:
        from adapters.chat_discord import DiscordChat

        yield DiscordChat(
            token=tokens.discord,
            api_url=discord.api_url,
            gateway_url=discord.gateway_url or None,
            shards=_shards(discord.shards),
            silent=settings.bot.silent,
            timeout=min(patience, 15.0),
            pictures=pictures,
            clock=clock,
        )


def _shards(wanted: int | Literal["auto"]) -> int | None:
    """None for one plain connection, 0 for as many as Discord advises."""
    return 0 if wanted == "auto" else None if wanted == 1 else wanted


def slack_manifest(url: str) -> dict[str, Any]:
    """What to paste at api.slack.com; `url`: where Slack reaches us, "" for Socket Mode."""
    from adapters.chat_slack.manifest import manifest

    return manifest(SPECS, GROUPS, url)


def discord_manifest(token: str) -> str:
    """The invite link and what it asks for, as text; the token, where there is one, has the id."""
    from adapters.chat_discord.manifest import application_id_of, manifest

    return manifest(application_id_of(token))


def sources_of(settings: Settings, patience: float) -> Iterator[PaperSource]:
    """The sources that are switched on; `patience`: seconds that a request may take in all."""
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
