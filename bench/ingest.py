"""How long it takes to store 70,000 announced papers, found by their words from then on.

The real papers of ../shared, one batch a day as they were announced, through the same
`record` that a feed goes through. With an argument: into that file, which is kept.
"""

import asyncio
import gzip
import itertools
import json
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from figures import SHARED, report

from bot.models import Announcement, Batch, Paper
from bot.papers import read_topic
from storage.sqlite import SqliteStore


def read_papers() -> list[Paper]:
    """The papers of ../shared, in the order of their announcement."""
    with gzip.open(SHARED / "data" / "papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return sorted(map(_paper, rows), key=lambda paper: str(paper.announced))


def _paper(row: dict[str, object]) -> Paper:
    its = row.get
    return Paper(
        id=str(row["id"]),
        title=str(row["title"]),
        abstract=str(row["abstract"]),
        authors=tuple(its("authors") or ()),  # type: ignore[arg-type]
        categories=tuple(its("categories") or ("cs.LG",)),  # type: ignore[arg-type]
        announced=date.fromisoformat(str(its("announced") or "2025-03-01")),
    )


async def fill(file: Path, papers: list[Paper]) -> None:
    """Store the papers as their announcements, a day at a time."""
    store = await SqliteStore.open(file)
    for day, its in itertools.groupby(papers, key=lambda paper: paper.announced):
        events = tuple(
            Announcement(paper, category, "new" if not number else "cross", day or date.min)
            for paper in its
            for number, category in enumerate(paper.categories)
        )
        await store.announcements.record("bench", "", Batch(events), datetime.now(UTC))
    found = await store.papers.search(read_topic("gaussian splatting"), 5)
    if found.total < 5:
        sys.exit("the index does not find what was stored")
    await store.close()


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the real papers are not beside this checkout (../shared)")
    papers = read_papers()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        asyncio.run(fill(Path(*sys.argv[1:] or (folder, "bench.db")), papers))
        seconds = time.perf_counter() - started
    report(f"storing and indexing {len(papers)} announced papers", seconds, "s", 30.0)
