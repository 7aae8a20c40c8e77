"""A whole Paperboy in a chat, by a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from bot.app import Paperboy, open_paperboy
from bot.commands import SPECS
from bot.config import (
    ArxivSection,
    ChatSection,
    HuggingFaceSection,
    Settings,
    SourcesSection,
    StorageSection,
    Tokens,
)
from bot.service import Service

PATIENCE = 30.0  # seconds that anything may take, of the test's own clock


class House:
    """Opened once a day on the same store. `told` hears of each step of its clock."""

    def __init__(
        self,
        folder: Path,
        arxiv: str,
        chat: ChatSection,
        tokens: Tokens,
        told: Callable[[datetime], None] = lambda _: None,
    ) -> None:
        self.ahead, self.told, self.tokens = timedelta(), told, tokens
        self.settings = Settings(
            storage=StorageSection(url=f"sqlite:///{folder / 'paperboy.db'}"),
            sources=SourcesSection(
                arxiv=ArxivSection(
                    api_url=f"{arxiv}/api/query", rss_url=f"{arxiv}/rss", delay_seconds=0
                ),
                huggingface=HuggingFaceSection(enabled=False),
            ),
            chat=chat,
        )

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def set_clock(self, moment: str) -> None:
        self.ahead = datetime.fromisoformat(moment) - datetime.now(UTC)
        self.told(self.clock())

    @asynccontextmanager
    async def open(
        self,
        *connected: Callable[[], Awaitable[None]],
        prepare: Callable[[Paperboy], None] = lambda _: None,
    ) -> AsyncIterator[Paperboy]:
        """Run all its platforms, and wait until they are connected."""
        async with open_paperboy(
            self.settings, StringIO(), tokens=self.tokens, clock=self.clock, patience=1
        ) as paperboy:
            prepare(paperboy)
            chats = [each for name, each in paperboy.desk.chats.items() if name != "console"]
            service = Service(paperboy.desk, paperboy.editor)
            listening = [
                asyncio.create_task(each.run(SPECS, paperboy.router.handle)) for each in chats
            ]
            for each in connected:
                await each()
            service.start()
            try:
                yield paperboy
            finally:
                await service.stop()
                for chat in chats:
                    await chat.close()
                await asyncio.gather(*listening)

    async def until(self, paperboy: Paperboy, condition: Callable[[], bool]) -> None:
        """Wait until it is so and nothing is left to be sent; the clock runs fast meanwhile."""
        async with asyncio.timeout(PATIENCE):
            while not condition() or await paperboy.desk.store.outbox.unfinished():
                self.ahead += timedelta(seconds=2)
                self.told(self.clock())
                await asyncio.sleep(0.05)  # the outbox tells nobody when it is empty
