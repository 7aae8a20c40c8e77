"""The tour of `paperboy demo`: a real dialogue, typed by a script, in a store of its own."""

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TextIO

from bot.app import CONSOLE, load_sample, open_paperboy
from bot.config import Settings, StorageSection, SubscriptionSection
from bot.router import SPECS

TOPIC = '"diffusion models"'
TYPED = (
    "/digest now",
    "/paper black holes",
    "/quiz start 1706.03762",
    "B",
)
_NEXT = "Next: your own topic, as in  .venv/bin/paperboy digest --topic '\"language models\"'"


async def tour(out: TextIO, program: str = "") -> None:
    """Show a digest, a search and a quiz; every answer is the real one. Keeps nothing."""
    with TemporaryDirectory(prefix="paperboy-demo-") as folder:
        settings = Settings(
            storage=StorageSection(url=f"sqlite:///{Path(folder) / 'demo.db'}"),
            subscriptions=(SubscriptionSection(place=str(CONSOLE), topics=(TOPIC,), max=3),),
        )
        random = Random(7)  # noqa: S311 -- the same tour each time
        async with open_paperboy(
            settings, out, _typed(), random=random, program=program
        ) as paperboy:
            await load_sample(paperboy)
            await paperboy.console.run(SPECS, paperboy.router.handle)
    out.write(f"{_NEXT}\n")


async def _typed() -> AsyncIterator[str]:
    for line in TYPED:
        yield line
