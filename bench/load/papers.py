"""A store of 70,000 papers, places in it that wait for a digest, and what people ask of it.

Filling it takes half a minute: it is kept in the temporary directory for the next time, under a
name that changes with the papers and with the code that stores them. Places are added to copies.
"""

import asyncio
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random

from fanout_core import CATEGORIES, TOPICS
from figures import SHARED
from ingest import fill, read_papers

from bot.messages import Address
from bot.models import Paper, Schedule, Subscription
from bot.ranking import Meanings
from bot.summaries import ExtractiveWriter, write_ahead
from storage.sqlite import SqliteStore

_MADE_UP = 70_000
_ROOT = Path(__file__).parents[2]
_REAL = SHARED / "data" / "papers.jsonl.gz"
_STORED_BY = ("storage/sqlite", "bot/text", "bot/papers", "bot/ranking", "bot/summaries")
_KEPT = "paperboy-bench-papers-"
EMPTY_WORDS = (
    "about above across after against also among approach based before between beyond both does "
    "during each even every first from have into learning less like many method methods model "
    "models more most much must near need novel only other over paper same should some study such "
    "than that their them then there these they this those through toward towards under upon "
    "using very what when where which while will with within without your"
)


def prepared(given: Path | None = None) -> Path:
    """The file of a filled store; `given`: one that is filled already. Neither is to be changed."""
    if given:
        return given
    kept = Path(tempfile.gettempdir()) / f"{_KEPT}{_version()}.db"
    if not kept.exists():
        for old in kept.parent.glob(f"{_KEPT}*"):
            old.unlink()
        unfinished = kept.with_suffix(".part")
        asyncio.run(fill(unfinished, read_papers() if _REAL.exists() else _made_up()))
        asyncio.run(_settle(unfinished))
        unfinished.rename(kept)
    return kept


async def _settle(file: Path) -> None:
    """What `paperboy run` does behind an ingest: summaries ahead, and once a week a meaning."""
    store = await SqliteStore.open(file)
    await store.papers.prepare()
    await write_ahead(ExtractiveWriter(), store, partial(asyncio.sleep, 0))
    meanings = Meanings(store, lambda: datetime.now(UTC))
    await meanings.renew()
    await meanings.place()
    await store.close()


def copied(source: Path, folder: Path, places: Sequence[Address]) -> Path:
    """A copy of the store to work with, in which these places alone wait for digests."""
    file = folder / "paperboy.db"
    shutil.copyfile(source, file)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE subscriptions SET paused = 'by the bench', next_run_at = NULL")
    asyncio.run(_add(file, places))
    return file


async def _add(file: Path, places: Sequence[Address]) -> None:
    store, random = await SqliteStore.open(file), Random(1)
    for place in places:
        wanted = Subscription(
            place,
            tuple(random.sample(TOPICS, random.randint(1, 3))),
            random.choice(CATEGORIES),
            schedule=Schedule(at=time(9), days=tuple(range(7))),
        )
        await store.subscriptions.add(wanted, datetime.now(UTC) - timedelta(days=1))
    await store.close()


def make_due(file: Path, places: Sequence[Address]) -> None:
    """Move the hour of these places' digests to this minute."""
    now = datetime.now(UTC)
    with closing(sqlite3.connect(file, timeout=10)) as database, database:
        database.executemany(
            "UPDATE subscriptions SET at = ?, next_run_at = ? WHERE place = ? AND paused = ''",
            [(f"{now:%H:%M}", f"{now:%Y-%m-%dT%H:%M}:00.000+00:00", str(each)) for each in places],
        )


def topics(file: Path, count: int) -> list[str]:
    """What people remember of the titles of so many papers: two or three words; all differ."""
    random, found = Random(5), dict[str, None]()
    with closing(sqlite3.connect(file)) as database:
        titles = [title for (title,) in database.execute("SELECT title FROM papers ORDER BY id")]
    random.shuffle(titles)
    empty = set(EMPTY_WORDS.split())
    for title in titles:
        its = [each for each in re.findall("[a-z]{4,}", title.lower()) if each not in empty]
        length = random.choice((2, 3))
        if len(its) >= length:
            first = random.randrange(len(its) - length + 1)
            found[" ".join(its[first : first + length])] = None
        if len(found) == count:
            return list(found)
    raise ValueError(f"{file} has too few titles for {count} topics")


def _version() -> str:
    """Of the papers, and of the code that stores them."""
    digest = sha256()
    if _REAL.exists():
        digest.update(_REAL.read_bytes())
    code = [file for folder in _STORED_BY for file in sorted((_ROOT / folder).rglob("*.py"))]
    for file in (*code, Path(__file__)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _made_up() -> list[Paper]:
    """Papers of made-up words, the first ones frequent as in a language."""
    random = Random(2)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    vocabulary = ["".join(random.choices(syllables, k=3)) for _ in range(8000)]

    def text(length: int) -> str:
        chosen = (vocabulary[int(8000 * random.random() ** 3)] for _ in range(length))
        return " ".join((random.choice(TOPICS).strip('"-'), *chosen))

    return [
        Paper(
            f"26{1 + number % 3:02}.{number:05}",
            text(8).capitalize(),
            " ".join(f"We propose {text(20)}." for _ in range(7)),
            ("Ada Lovelace", "Alan Turing"),
            random.choice(CATEGORIES) or ("cs.AI",),
            date(2026, 3, 31) - timedelta(days=number // 480),
        )
        for number in reversed(range(_MADE_UP))
    ]
