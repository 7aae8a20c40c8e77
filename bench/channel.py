"""What a channel gets that votes on nothing but its own digests, walking through real days.

Five papers a day, of all that was announced; its people like what a community featured that day,
and dislike some of the rest. Skips, saying why, where the real days of ../shared are not.
"""

import asyncio
import gzip
import json
import logging
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

from figures import SHARED, report

from bot import logs
from bot.digest import Edition, prepare_digest
from bot.messages import Address
from bot.models import Announcement, Batch, Paper, Subscription
from bot.ranking.child import fit_meaning
from bot.ranking.limits import DIMENSIONS
from bot.summaries import ExtractiveWriter, Summariser
from storage.sqlite import SqliteStore

DATA = SHARED / "data"
DAYS, BEFORE, LAST = 60, 20, 30  # days with votes; days before them; days that are reported
PLACES: Mapping[str, tuple[bool, bool]] = {
    "without votes": (False, False),
    "with votes for papers": (True, False),
    "with votes for papers and against": (True, True),
}


def days() -> list[tuple[date, list[Paper], frozenset[str]]]:
    """The last days: their papers, and which of them were featured."""
    with gzip.open(DATA / "judgments" / "hf_picks_by_day.jsonl.gz", "rt", encoding="utf-8") as file:
        said = [json.loads(line) for line in file][-DAYS - BEFORE :]
    wanted = {each for day in said for each in day["candidate_ids"]}
    with gzip.open(DATA / "papers.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = (json.loads(line) for line in file)
        known = {row["id"]: _paper(row) for row in rows if row["id"] in wanted}
    return [
        (
            date.fromisoformat(day["date"]),
            [known[each] for each in day["candidate_ids"] if each in known],
            frozenset(day["relevant_ids"]),
        )
        for day in said
    ]


def _paper(row: dict[str, Any]) -> Paper:
    categories, comment = tuple(row.get("categories") or ("cs.LG",)), row.get("comment") or ""
    its = Paper(row["id"], row["title"], row["abstract"], tuple(row["authors"]), categories)
    return Paper(its.id, its.title, its.abstract, its.authors, categories, comment=comment)


async def announce(store: SqliteStore, day: date, papers: list[Paper]) -> None:
    """All of a day's papers, in their first category."""
    events = tuple(Announcement(each, each.categories[0], "new", day) for each in papers)
    await store.announcements.record("bench", "", Batch(events), _evening(day))


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(20), UTC)


async def live(store: SqliteStore, name: str, day: date, featured: frozenset[str]) -> float:
    """One day of a place: its digest, and what is said to it; the share that was featured."""
    place = Address("bench", name)
    edition = Edition(store, Summariser(store, ExtractiveWriter(), lambda: _evening(day)))
    wanted = Subscription(place)
    digest = await prepare_digest(wanted, day, store, edition, _evening(day), until=day)
    ups, downs = PLACES[name]
    chance = Random(day.isoformat())
    for each in digest.picks:
        liked = each.paper.id in featured
        if (ups and liked) or (downs and not liked and chance.random() < 0.5):
            value = 1 if liked else -1
            await store.votes.vote(place, each.paper.id, "a", 1 if value > 0 else -1, _evening(day))
    good = sum(each.paper.id in featured for each in digest.picks)
    return good / max(1, len(digest.picks))


async def main() -> None:
    """All figures, on one store."""
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "paperboy.db")
        past = days()
        for day, papers, _ in past[:BEFORE]:
            await announce(store, day, papers)
        meaning = fit_meaning(await store.meanings.stems(10_000), DIMENSIONS)
        await store.meanings.put(meaning.dump(), 1, _evening(past[0][0]))
        shares: dict[str, list[float]] = {name: [] for name in PLACES}
        for day, papers, featured in past[BEFORE:]:
            await announce(store, day, papers)
            for name in PLACES:
                shares[name].append(await live(store, name, day, featured))
        for name, its in shares.items():
            target = 0.0 if name == "without votes" else 0.25
            share = sum(its[-LAST:]) / LAST
            report(f"picks that were featured, {name}", share, "share", target, at_least=True)
        await store.close()


if __name__ == "__main__":
    if not (DATA / "judgments").is_dir():
        sys.exit("the real days are not beside this checkout (../shared)")
    logs.configure(service=True, level=logging.WARNING)
    asyncio.run(main())
