"""The tour of `paperboy demo`: a real dialogue, typed by a script, in a store of its own."""

from asyncio import wait_for
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TextIO

from bot.app import CONSOLE, Paperboy, load_sample, open_paperboy
from bot.commands import SPECS
from bot.config import ArxivSection, Settings, SourcesSection, StorageSection, SubscriptionSection
from bot.digest import apply_configured, prepare_digest
from bot.papers import Ingest, Wanted

TOPIC = '"diffusion models"'
TYPED = (
    "/digest now",
    "/paper black holes",
    "/quiz start 1706.03762",
    "B",
)
CATEGORIES = ("cs.CV", "cs.LG")
LIVE_SECONDS = 5.0
_ASKING = f"Asking arXiv for its latest announcement, {LIVE_SECONDS:.0f} seconds at most.\n\n"
_SAMPLE = "arXiv has nothing on this topic just now, or did not answer: here is the sample.\n\n"
_NEXT = "Next: your own topic, as in  .venv/bin/paperboy digest --topic '\"language models\"'"


async def tour(out: TextIO, program: str = "", sources: SourcesSection | None = None) -> None:
    """Show a digest, a search and a quiz; every answer is the real one. Keeps nothing.

    With `sources`, the digest is of arXiv's latest announcement if that comes within 5 seconds.
    """
    with TemporaryDirectory(prefix="paperboy-demo-") as folder:
        settings = Settings(
            storage=StorageSection(url=f"sqlite:///{Path(folder) / 'demo.db'}"),
            sources=sources or SourcesSection(arxiv=ArxivSection(enabled=False)),
            subscriptions=(SubscriptionSection(place=str(CONSOLE), topics=(TOPIC,), max=3),),
        )
        random = Random(7)  # noqa: S311 -- the same tour each time
        async with open_paperboy(
            settings, out, _typed(), random=random, program=program, patience=LIVE_SECONDS
        ) as paperboy:
            desk = paperboy.desk
            await apply_configured(settings.wanted, desk.store, desk.clock())
            asked = settings.sources.arxiv.enabled
            if asked:
                out.write(_ASKING)
                out.flush()
            live = asked and await _is_live(paperboy)
            if asked and not live:
                out.write(_SAMPLE)
            await load_sample(paperboy, announced=not live)
            desk.completing.leave_off()  # a tour ends before that would come
            await paperboy.console.run(SPECS, paperboy.router.handle)
    out.write(f"{_NEXT}\n")


async def _is_live(paperboy: Paperboy) -> bool:
    """Fetch the latest announcement; whether it holds something for the tour's digest."""
    desk = paperboy.desk
    day = desk.today()
    arxiv = [source for source in desk.sources if source.by_category]
    ingest = Ingest(arxiv, desk.store, desk.clock(), day)
    try:
        await wait_for(ingest.run(Wanted(CATEGORIES)), LIVE_SECONDS)
    except TimeoutError:
        return False
    (subscription,) = await desk.store.subscriptions.of(paperboy.place)
    made = await prepare_digest(
        subscription, day, desk.store, desk.edition(), desk.clock(), until=day
    )
    return bool(made.picks)


async def _typed() -> AsyncIterator[str]:
    for line in TYPED:
        yield line
