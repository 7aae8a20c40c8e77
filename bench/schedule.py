"""What 100,000 subscriptions cost: to start, to look in vain, to begin all that one hour brings."""

import asyncio
import resource
import subprocess
import sys
import tempfile
import time as timing
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from figures import report

from bot.digest import Editor, apply_configured
from bot.messages import Address
from bot.models import Schedule, Subscription
from bot.schedule import next_run
from bot.summaries import ExtractiveWriter, Summariser
from storage.sqlite import SqliteStore

SUBSCRIPTIONS, DUE, TOPICS = 100_000, 30_000, 500
NOW = datetime(2026, 3, 10, 7, 59, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """See `bot.ports.Clock`."""
        return self.now


def subscriptions() -> Iterator[Subscription]:
    """30,000 subscriptions due at 08:00 UTC, the others at other hours."""
    for number in range(SUBSCRIPTIONS):
        due = number < DUE
        at = time(8) if due else time(10 + number % 6, number % 60)
        schedule = Schedule(at=at, timezone="UTC" if due else ZONES[number % 4])
        yield Subscription(
            Address("fake", f"room{number}"),
            (f"topic {number % TOPICS}",),
            ("cs.CV",),
            schedule=schedule,
            next_run_at=next_run(schedule, NOW),
        )


async def fill(path: Path) -> None:
    """Add them side by side: one at a time would wait for the disk each time."""
    store = await SqliteStore.open(path)
    its = list(subscriptions())
    for start in range(0, SUBSCRIPTIONS, 1000):
        await asyncio.gather(
            *(store.subscriptions.add(each, NOW) for each in its[start : start + 1000])
        )
    await store.close()


async def look(path: Path) -> None:
    """Start; tick in vain; begin what is due."""
    clock = Clock()
    began = timing.perf_counter()
    store = await SqliteStore.open(path)
    editor = Editor(store, Summariser(store, ExtractiveWriter(), clock), {}, clock, "bench")
    assert not await apply_configured((), store, clock())
    assert len(await store.subscriptions.wanted()) == TOPICS
    assert not await editor.is_due()
    await editor.begin()
    report("start with 100,000 subscriptions", timing.perf_counter() - began, "s", 2.0)
    ticks = []
    for _ in range(200):
        began = timing.perf_counter()
        await editor.begin()
        await editor.serve(lambda _: ())
        ticks.append(timing.perf_counter() - began)
    report("empty tick, p99 of 200", sorted(ticks)[-2] * 1000, "ms", 5.0)
    clock.now = NOW + timedelta(minutes=1)
    began = timing.perf_counter()
    assert await editor.begin() == DUE
    report("30,000 due claimed and advanced", timing.perf_counter() - began, "s", 2.0)
    assert await editor.begin() == 0
    await store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report("memory with 100,000 subscriptions", peak, "MB", 300.0)


if __name__ == "__main__":
    if len(sys.argv) > 1:  # in a process of its own, so that filling does not count
        asyncio.run(look(Path(sys.argv[1])))
    else:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "paperboy.db"
            asyncio.run(fill(file))
            subprocess.run([sys.executable, __file__, str(file)], check=True)
