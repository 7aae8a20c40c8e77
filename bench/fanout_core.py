"""Eight o'clock for 2,000 places: each gets its digest of the same 500 papers, at the chat's pace.

Real papers where they lie beside the project (../shared), made-up ones elsewhere. Selecting and
storing is timed a place, without the writing of summaries, which is once a paper; the sending
counts what a stand-in with a strict pace takes and refuses.
"""

import asyncio
import gzip
import json
import logging
import tempfile
import time
from collections import deque
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from figures import SHARED, report

from adapters.chat_console import ConsoleChat
from bot import logs
from bot.delivery import Sender
from bot.digest import Editor
from bot.errors import RateLimited
from bot.messages import Address, Message, MessageRef, Pace
from bot.models import (
    Announcement,
    Batch,
    Paper,
    Schedule,
    Source,
    Style,
    Subscription,
    Summary,
)
from bot.summaries import ExtractiveWriter, Summariser
from storage.sqlite import SqliteStore

PLACES, PAPERS, SENT = 2000, 500, 1000
DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
TOPICS = (
    "diffusion models", '"language models"', "gaussian splatting", "segmentation", "robot",
    "reinforcement learning", "video generation", "benchmark -survey", "medical images", "agents",
    '"large language models" -survey', "3d reconstruction", "reasoning", "speech", "graph",
    "transformers", "retrieval", "distillation", "federated learning", "remote sensing",
)  # fmt: skip
CATEGORIES = ((), ("cs.CV",), ("cs.CL",), ("cs.CV", "cs.LG"), ("cs.AI", "cs.CL", "cs.LG"))


class StrictChat(ConsoleChat):
    """Takes 50 messages in any second and one a second a channel; refuses every other."""

    name = "strict"
    pace = Pace(channel=1, overall=50)

    def __init__(self) -> None:
        super().__init__(StringIO())
        self.taken: deque[float] = deque()
        self.channels: dict[Address, float] = {}
        self.refused = 0
        self.enough = asyncio.Event()

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """See `Chat.send`."""
        del message, parent
        now = time.monotonic()
        recent = [each for each in self.taken if each > now - 1]
        if len(recent) >= self.pace.overall or now - self.channels.get(to, 0) < 1:
            self.refused += 1
            raise RateLimited("too fast", 1.0)
        self.taken.append(now)
        if len(self.taken) >= SENT:
            self.enough.set()
        self.channels[to] = now
        return MessageRef(to, key)


class TimedWriter(ExtractiveWriter):
    """A summary is written once a paper, whatever the number of places: its time counts apart."""

    seconds = 0.0

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        """See `Writer.write`."""
        began = time.perf_counter()
        summary = await super().write(source, style, language, place=place)
        self.seconds += time.perf_counter() - began
        return summary


def papers() -> list[Paper]:
    """500 papers, announced on one day."""
    file = SHARED / "data" / "papers.jsonl.gz"
    if not file.exists():
        return [
            Paper(f"2603.{number:05}", f"{TOPICS[number % 20]} number {number}",
                  "We propose it. " * 60, ("Ada Lovelace",), ("cs.CV",), DAY)
            for number in range(PAPERS)
        ]  # fmt: skip
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [row for line in lines if (row := json.loads(line)).get("categories")]
    return [
        Paper(
            row["id"],
            row["title"],
            row["abstract"],
            tuple(row["authors"]),
            tuple(row["categories"]),
            DAY,
        )
        for row in rows[-PAPERS:]
    ]


async def fill(store: SqliteStore) -> None:
    """The announcement, and a subscription a place."""
    events = [
        Announcement(paper, each, "new" if each == paper.categories[0] else "cross", DAY)
        for paper in papers()
        for each in paper.categories
    ]
    await store.announcements.record("bench", "", Batch(tuple(events)), NOW)
    random = Random(1)
    for number in range(PLACES):
        wanted = Subscription(
            Address("strict", f"room{number}"),
            tuple(random.sample(TOPICS, random.randint(1, 3))),
            random.choice(CATEGORIES),
            schedule=Schedule(at=NOW.time()),
            next_run_at=NOW,
        )
        await store.subscriptions.add(wanted, NOW - timedelta(days=1))


async def compose(store: SqliteStore, chat: StrictChat) -> None:
    """Serve all that is due, each place timed."""
    times: list[float] = []
    writer = TimedWriter()

    class Timed(Editor):
        async def _serve_place(self, *arguments: object) -> int:
            began, writing = time.perf_counter(), writer.seconds
            served: int = await super()._serve_place(*arguments)  # type: ignore[arg-type]
            times.append(time.perf_counter() - began - (writer.seconds - writing))
            return served

    summariser = Summariser(store, writer, lambda: NOW)
    editor = Timed(store, summariser, {"strict": chat}, lambda: NOW, "bench")
    began = time.perf_counter()
    await editor.begin()
    served = await editor.serve(lambda _: ())
    assert served == len(times) == PLACES
    report("select and store, p99 a place", sorted(times)[int(0.99 * PLACES)] * 1000, "ms", 3.0)
    report("2,000 places composed", time.perf_counter() - began, "s", 10.0)


async def send(store: SqliteStore, chat: StrictChat) -> None:
    """Send for a while, and compare with the pace."""
    sender = Sender(store, {"strict": chat}, lambda: datetime.now(UTC), "bench")
    running = asyncio.create_task(sender.run())
    await chat.enough.wait()
    taken = list(chat.taken)
    await sender.stop(10)
    await running
    pace = (SENT - 1) / (taken[SENT - 1] - taken[0])
    report("share of the pace not used", 100 * (1 - pace / chat.pace.overall), "%", 5.0)
    report("messages refused for their pace", chat.refused, "messages", 1)


async def main() -> None:
    """All figures, on one store."""
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "paperboy.db")
        chat = StrictChat()
        await fill(store)
        await compose(store, chat)
        await send(store, chat)
        await store.close()


if __name__ == "__main__":
    logs.configure(service=True, level=logging.WARNING)
    asyncio.run(main())
