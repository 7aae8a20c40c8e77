"""How long a digest takes over 70,000 papers, the start of its process included.

Also where the place voted: then what it likes is learned first, once.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import OFFLINE, SHARED, measure, report

from bot.app import utc_now
from bot.messages import Address
from bot.ranking import Meanings
from storage.sqlite import SqliteStore

RUNS, VOTES = 5, 40


async def vote(file: str) -> None:
    """Votes of some places, and a meaning as the service fits it."""
    store = await SqliteStore.open(Path(file))
    await Meanings(store, utc_now).renew()
    voted = await store.papers.recent(VOTES)
    for name in (f"{kind}{number}" for kind in ("topic", "category") for number in range(RUNS)):
        for row, each in enumerate(voted):
            place = Address("console", name)
            await store.votes.vote(place, each.id, "anna", 1 if row % 3 else -1, utc_now())
    await store.close()


def digests(folder: str, name: str, *words: str) -> tuple[float, float]:
    """Seconds and megabytes of a place's first digest."""
    its = ("digest", *words, "--max", "3")
    runs = [
        measure((*its, "--place", f"console:{name}{number}"), folder, OFFLINE)
        for number in range(RUNS)
    ]
    seconds, memory = map(statistics.median, zip(*runs, strict=True))
    return seconds, memory


if __name__ == "__main__":
    if sys.argv[1:]:
        asyncio.run(vote(sys.argv[1]))
        sys.exit()
    if not SHARED.is_dir():
        sys.exit("the real papers are not beside this checkout (../shared)")
    topic = ("--category", "cs.CV", "--topic", '"gaussian splatting"')
    with tempfile.TemporaryDirectory() as folder:
        # In processes of their own: a child's peak of memory counts what its parent held.
        for file in ("ingest.py", "digest.py"):
            if file == "digest.py":
                seconds, memory = digests(folder, "plain", *topic)
            filling = [sys.executable, Path(__file__).with_name(file), f"{folder}/paperboy.db"]
            subprocess.run(filling, check=True, stdout=subprocess.DEVNULL)
        report("a place's first digest over 70,000 papers", seconds, "s", 2.0)
        report("memory of a digest over 70,000 papers", memory, "MB", 250.0)
        for name, words in (("topic", topic), ("category", topic[:2])):
            seconds, memory = digests(folder, name, *words)
            report(f"a first digest on a {name}, learned from {VOTES} votes", seconds, "s", 2.0)
            report(f"memory of a digest on a {name}, learned from votes", memory, "MB", 250.0)
