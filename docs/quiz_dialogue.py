"""A quiz in the terminal from question to scores: a real dialogue, drawn by `make picture`."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TextIO

import structlog

from bot.app import CONSOLE, load_sample, open_paperboy
from bot.commands import SPECS
from bot.config import ArxivSection, Settings, SourcesSection, StorageSection
from bot.quizzes import Host

START = datetime(2026, 3, 10, 8, tzinfo=UTC)


class _Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


async def dialogue(out: TextIO) -> None:
    """Ask, answer, close a day later, and show the scores."""
    clock = _Clock()
    with TemporaryDirectory(prefix="paperboy-quiz-") as folder:
        settings = Settings(
            storage=StorageSection(url=f"sqlite:///{Path(folder) / 'quiz.db'}"),
            sources=SourcesSection(arxiv=ArxivSection(enabled=False)),
        )

        async def typed() -> AsyncIterator[str]:
            yield "/quiz start 1706.03762"
            asked = await desk.store.quizzes.get(1)
            yield "ABCD"[asked.question.key] if asked else "A"
            clock.now += timedelta(hours=25)
            await Host(desk.store, desk.chats, clock, desk.random).serve()
            await desk.sender.flush(CONSOLE)
            yield "/quiz scores"
            yield "/quiz mine"

        random = Random(7)  # noqa: S311 -- the same dialogue each time
        async with open_paperboy(settings, out, typed(), random=random, clock=clock) as paperboy:
            desk = paperboy.desk
            await load_sample(paperboy)
            await paperboy.console.run(SPECS, paperboy.router.handle)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(dialogue(sys.stdout))
