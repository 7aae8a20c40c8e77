"""Whether answers wait while the meaning of all papers is fitted and every paper placed anew."""

import asyncio
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile

from figures import report

from bot.ranking import Meanings
from searching.speed import answered, mixed, percentile
from storage.sqlite import SqliteStore

_MOST = 100.0  # ms
_LATER = timedelta(days=30)
_PAUSE = 0.05  # seconds between two people
_WARMING = 50


def measure(file: Path) -> None:
    """Answer, one after the other, as long as a fit takes; then as often without one."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder, "store.db")
        copyfile(file, copied)
        asyncio.run(_measure(copied))


async def _measure(file: Path) -> None:
    asked = mixed(file, 200)
    store = await SqliteStore.open(file)
    await store.papers.prepare()
    for each in asked[:_WARMING]:
        await answered(store, each)
    meanings = Meanings(store, lambda: datetime.now(UTC) + _LATER)
    fit = asyncio.create_task(_fit(meanings))
    during: list[float] = []
    while not fit.done():
        during.append(await answered(store, asked[len(during) % len(asked)]))
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(fit), _PAUSE)
    placed = await fit
    alone = [await answered(store, asked[each % len(asked)]) for each in range(len(during))]
    await store.close()
    report("p99 of answers without a fit", percentile(alone, 99), "ms", _MOST)
    report(f"p99 of {len(during)} answers while {placed} papers are fitted and placed",
           percentile(during, 99), "ms", _MOST)  # fmt: skip


async def _fit(meanings: Meanings) -> int:
    await meanings.renew()
    return await meanings.place()
