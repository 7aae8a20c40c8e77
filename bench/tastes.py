"""What a digest costs a place that voted: its papers are chosen of the same 500 as everyone's.

Real papers where they lie beside the project (../shared), made-up ones elsewhere. Summaries are
not timed: they are written once a paper.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from fanout_core import CATEGORIES, DAY, NOW, TOPICS, TimedWriter, papers
from figures import report

from bot import logs
from bot.digest import Edition, prepare_digest
from bot.messages import Address
from bot.models import Announcement, Batch, Subscription
from bot.ranking.child import fit_meaning
from bot.summaries import Summariser
from storage.sqlite import SqliteStore

PLACES, LEARNING, VOTES = 500, 100, 20


async def fill(store: SqliteStore) -> None:
    """An announcement, and a meaning of its papers."""
    events = [
        Announcement(paper, each, "new" if each == paper.categories[0] else "cross", DAY)
        for paper in papers()
        for each in paper.categories
    ]
    await store.announcements.record("bench", "", Batch(tuple(events)), NOW)
    meaning = fit_meaning(await store.meanings.stems(1_000), 64)
    await store.meanings.put(meaning.dump(), len(events), NOW)


def wanted(number: int) -> Subscription:
    """What a place wants: some have topics, some categories alone."""
    random = Random(number)
    topics = tuple(random.sample(TOPICS, random.randint(0, 2)))
    return Subscription(Address("bench", f"room{number}"), topics, random.choice(CATEGORIES))


async def vote(store: SqliteStore, places: int) -> None:
    """Votes of two people in each place."""
    voted = await store.papers.recent(200)
    for number in range(places):
        random = Random(number)
        for row, each in enumerate(random.sample(voted, VOTES)):
            person, value = random.choice(["anna", "bob"]), 1 if row % 3 else -1
            place = wanted(number).place
            await store.votes.vote(place, each.id, person, 1 if value > 0 else -1, NOW)


async def chosen(store: SqliteStore, places: int, now: datetime = NOW) -> list[float]:
    """Milliseconds a place, of one round."""
    writer = TimedWriter()
    edition = Edition(store, Summariser(store, writer, lambda: NOW))
    times = []
    for number in range(places):
        began, writing = time.perf_counter(), writer.seconds
        await prepare_digest(wanted(number), DAY, store, edition, now)
        times.append((time.perf_counter() - began - (writer.seconds - writing)) * 1000)
    return times


async def main() -> None:
    """All figures, on one store."""
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "paperboy.db")
        await fill(store)
        await chosen(store, PLACES)  # summaries are written once
        plain = await chosen(store, PLACES)
        report("choosing, median a place without votes", statistics.median(plain), "ms", 3.0)
        await vote(store, LEARNING)
        learned = await chosen(store, LEARNING)
        report("choosing, median a place that learns anew", statistics.median(learned), "ms", 80.0)
        known = await chosen(store, LEARNING, NOW + timedelta(days=1))
        report("choosing, median a place that learned before", statistics.median(known), "ms", 8.0)
        report("the first of them, which reads all papers", max(learned), "ms", 2000.0)
        await store.close()


if __name__ == "__main__":
    logs.configure(service=True, level=logging.WARNING)
    asyncio.run(main())
