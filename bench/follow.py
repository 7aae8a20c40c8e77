"""200 people press “For me” below one digest at once, each following five topics and authors.

Measured in each press from the event to the private answer, with all that lies between: the
router, the store on disk with the newest real papers, the matching, the sentences. Besides: one
who follows fifty.
"""

import asyncio
import sys
import time
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory

import structlog
from figures import SHARED, report
from ingest import fill, read_papers

from bot.app import open_paperboy
from bot.config import ArxivSection, HuggingFaceSection, Settings, SourcesSection, StorageSection
from bot.desk import Desk
from bot.follows import read_follows
from bot.messages import Address, Handle, Message, MessageRef, Press, User, nobody
from bot.models import Paper
from bot.router import Router
from bot.summaries import write_ahead

PEOPLE, FOLLOWS, PAPERS = 200, 5, 15_000
SOURCE = MessageRef(Address("console", "default"), "1")
TOPICS = (
    '"gaussian splatting"', "diffusion models", "video understanding", "language model agents",
    "neural rendering", "retrieval augmented generation", '"world model"', "robot manipulation",
    "reinforcement learning", "medical image segmentation", '"chain of thought"', "avatar",
    "speech recognition", "graph neural networks", "federated learning", '"vision language"',
    "image editing", "autonomous driving", "code generation", "protein",
)  # fmt: skip


class Timed:
    """A reply that notes when it came, and how many papers it held."""

    def __init__(self) -> None:
        self.began, self.seconds, self.papers = time.perf_counter(), 0.0, 0

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """See `Reply`."""
        self.seconds = self.seconds or time.perf_counter() - self.began
        self.papers = sum(bool(card.url) for card in message.cards)
        return await nobody(message, private=private)


async def follow(desk: Desk, papers: list[Paper], person: str, count: int, random: Random) -> None:
    """Three topics to two authors."""
    for number in range(count):
        author = random.choice(random.choice(papers).authors or ("Ada Lovelace",))
        words = random.choice(papers).title.split()[:3]
        topic = random.choice(TOPICS) if number < FOLLOWS else " ".join(words)
        typed = f'by:"{author}"' if number % 5 > 2 else topic
        await desk.store.follows.add("console", person, read_follows(typed)[0], count)


async def press(router: Router, person: str, day: str) -> Timed:
    """One press, and when it was answered."""
    said = Timed()
    user = User(person, person, can_manage=False)
    await router.handle(Press("follow.news", day, user, SOURCE), said)
    return said


async def main(folder: Path) -> None:
    """Fill a store, then press."""
    papers = read_papers()[-PAPERS:]
    await fill(folder / "a.db", papers)
    settings = Settings(
        storage=StorageSection(url=f"sqlite:///{folder / 'a.db'}"),
        sources=SourcesSection(
            arxiv=ArxivSection(enabled=False), huggingface=HuggingFaceSection(enabled=False)
        ),
    )
    random, day = Random(1), papers[-1].announced
    assert day
    async with open_paperboy(settings, sys.stderr) as paperboy:
        desk = paperboy.desk
        await desk.store.papers.prepare()
        await write_ahead(desk.summariser.extractive, desk.store, desk.courtesy.step_aside)
        for number in range(PEOPLE):
            await follow(desk, papers, f"p{number}", FOLLOWS, random)
        await follow(desk, papers, "much", 50, random)
        one = await press(paperboy.router, "much", day.isoformat())
        said = await asyncio.gather(
            *(press(paperboy.router, f"p{each}", day.isoformat()) for each in range(PEOPLE))
        )
        again = await press(paperboy.router, "p0", day.isoformat())
    worst = quantiles([each.seconds for each in said], n=100)[98]
    report("“For me” pressed by 200 at once, p99", worst, "s", 1.0)
    report("“For me” alone", again.seconds * 1000, "ms", 100)
    report("“For me” of one who follows 50, the first", one.seconds * 1000, "ms", 500)
    shown = sum(each.papers > 0 for each in said) / PEOPLE
    report("of them got papers", shown, "part", 0.5, at_least=True)


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit(f"skipped: the real papers are not here: {SHARED}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with TemporaryDirectory() as temporary:
        asyncio.run(main(Path(temporary)))
