"""`paperboy ingest`: fill the store, with a progress bar where somebody watches."""

import sys

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.app import Paperboy
from bot.digest import wanted_by
from bot.errors import ModelError, SourceError, UserError
from bot.papers import Ingest, Wanted
from bot.ranking.limits import UnfitMeaning
from bot.text.words import counted


async def ingest(paperboy: Paperboy, categories: tuple[str, ...], days: int) -> None:
    """Fetch, and say how much came. Raises `SourceError` where anything failed."""
    desk = paperboy.desk
    wanted = (
        Wanted(categories) if categories else wanted_by(await desk.store.subscriptions.wanted())
    )
    if not wanted.categories and not wanted.topics:
        raise UserError("Which papers? Name a --category, or add [[subscriptions]] to config.toml.")
    today = desk.today()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("starting")

        def progress(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total, description=text)

        ingested = await Ingest(desk.sources, desk.store, desk.clock(), today, progress).run(
            wanted, days
        )
        bar.update(task, description="what the words mean")
        await _learn(paperboy)
    skipped = f", {ingested.skipped} unreadable items left out" if ingested.skipped else ""
    papers = counted(await desk.store.papers.count(), "paper")
    print(f"{counted(ingested.papers, 'new paper')}{skipped}; {papers} in the store.")
    if ingested.failed:
        names = ", ".join(dict.fromkeys(name for name, _ in ingested.failed))
        raise SourceError(f"{names}: {ingested.failed[0][1]} Run it again: it goes on from here.")


async def _learn(paperboy: Paperboy) -> None:
    """Fit anew where that is due, and give each paper its place; without it words alone count."""
    try:
        await paperboy.desk.meanings.renew()
        while await paperboy.desk.place_papers():
            pass
    except (UnfitMeaning, ModelError) as error:
        print(error, file=sys.stderr)
