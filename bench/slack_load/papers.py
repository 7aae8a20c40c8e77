"""A store of 70,000 papers with places that wait for a digest, and what people ask of it.

Filling it takes half a minute: it is kept in the temporary directory for the next time, under a
name that changes with the papers and with the code that stores them.
"""

import asyncio
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from fanout_core import CATEGORIES, TOPICS
from figures import SHARED
from ingest import fill, read_papers

from bot.messages import Address
from bot.models import Paper, Schedule, Subscription
from storage.sqlite import SqliteStore

_MADE_UP = 70_000
_ROOT = Path(__file__).parents[2]
_REAL = SHARED / "data" / "papers.jsonl.gz"
_STORED_BY = ("storage/sqlite", "bot/text", "bot/papers")
_KEPT = "paperboy-bench-slack-"
_EMPTY_WORDS = (
    "about above across after against also among approach based before between beyond both does "
    "during each even every first from have into learning less like many method methods model "
    "models more most much must near need novel only other over paper same should some study such "
    "than that their them then there these they this those through toward towards under upon "
    "using very what when where which while will with within without your"
)


def prepared(places: int, given: Path | None = None) -> Path:
    """The file of a filled store; `given`: one that is filled already. Neither is to be changed."""
    if given:
        return given
    kept = Path(tempfile.gettempdir()) / f"{_KEPT}{_version(places)}.db"
    if not kept.exists():
        for old in kept.parent.glob(f"{_KEPT}*"):
            old.unlink()
        unfinished = kept.with_suffix(".part")
        asyncio.run(fill(unfinished, read_papers() if _REAL.exists() else _made_up()))
        add_places(unfinished, places)
        unfinished.rename(kept)
    return kept


def copied(source: Path, folder: Path, places: int) -> Path:
    """A copy of the store to work with, with its places."""
    file = folder / "paperboy.db"
    shutil.copyfile(source, file)
    with closing(sqlite3.connect(file)) as database:
        tables = "SELECT count(*) FROM sqlite_master WHERE name = 'subscriptions'"
        there = database.execute(tables).fetchone()[0]
        there = there and database.execute("SELECT count(*) FROM subscriptions").fetchone()[0]
    if not there:
        add_places(file, places)
    return file


def add_places(file: Path, places: int) -> None:
    """Subscriptions of channels `T01/C0`, `T01/C1` … that `make_due` wakes."""

    async def add() -> None:
        store, random = await SqliteStore.open(file), Random(1)
        for number in range(places):
            wanted = Subscription(
                Address("slack", f"T01/C{number}"),
                tuple(random.sample(TOPICS, random.randint(1, 3))),
                random.choice(CATEGORIES),
                schedule=Schedule(at=time(9), days=tuple(range(7))),
            )
            await store.subscriptions.add(wanted, datetime.now(UTC) - timedelta(days=1))
        await store.close()

    asyncio.run(add())


def make_due(file: Path, first: int, last: int) -> None:
    """Move the hour of these places' digests to this minute."""
    now = datetime.now(UTC)
    with closing(sqlite3.connect(file, timeout=10)) as database, database:
        database.execute(
            "UPDATE subscriptions SET at = ?, next_run_at = ? WHERE id > ? AND id <= ?",
            (f"{now:%H:%M}", f"{now:%Y-%m-%dT%H:%M}:00.000+00:00", first, last),
        )


def topics(file: Path, count: int) -> list[str]:
    """What people remember of the titles of so many papers: two or three words; all differ."""
    random, found = Random(5), dict[str, None]()
    with closing(sqlite3.connect(file)) as database:
        titles = [title for (title,) in database.execute("SELECT title FROM papers ORDER BY id")]
    random.shuffle(titles)
    empty = set(_EMPTY_WORDS.split())
    for title in titles:
        its = [each for each in re.findall("[a-z]{4,}", title.lower()) if each not in empty]
        length = random.choice((2, 3))
        if len(its) >= length:
            first = random.randrange(len(its) - length + 1)
            found[" ".join(its[first : first + length])] = None
        if len(found) == count:
            return list(found)
    raise ValueError(f"{file} has too few titles for {count} topics")


def _version(places: int) -> str:
    """Of the papers, and of the code that stores them."""
    digest = sha256(f"{places}".encode())
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
