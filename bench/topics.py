"""What a channel gets that follows a fashionable, ambiguous topic, on 20 real days.

A subscription to each topic in cs.CV, cs.LG, cs.CL and cs.AI, without votes; each day its digest is
selected as `paperboy digest` does, out of a store that the day was ingested into. Reported are the
papers with the topic in their title that are picked, and how many of the picks that were read by
hand (docs/topic_verdicts.md) are relevant. `topics.py tuning` takes 60 other days, on which the
weights were chosen; `topics.py draw` prints picks to read. Skips, saying why, without ../shared.
"""

import asyncio
import gzip
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from figures import SHARED, report
from ingest import read_papers

from bot.digest import prepare_digest
from bot.digest.edition import Edition
from bot.messages import Address
from bot.models import Announcement, Batch, Paper, Subscription
from bot.summaries import ExtractiveWriter, Summariser
from bot.text.words import singular, words
from storage.sqlite import SqliteStore

FASHIONABLE = (
    "agents", "diffusion", "gaussian splatting", "avatar", "video understanding",
    "neural rendering",
)  # fmt: skip
OTHERS = (
    "graph neural networks", "quantization", "alignment", "robot manipulation", "speech",
    "segmentation", "transformers", "3D reconstruction", "hallucination", "causal inference",
    "remote sensing", "privacy", "music", "code generation",
    "tokenization", "anomaly detection", "knowledge graphs", "sign language",
    # Never looked at before the weights were final:
    "machine unlearning", "point clouds", "emotion recognition", "long context",
)  # fmt: skip
CATEGORIES = ("cs.CV", "cs.LG", "cs.CL", "cs.AI")
DAYS, TUNED, FEWEST, SEED = 20, 60, 100, 9  # days, more days, new papers of a day, of the days
READ = {FASHIONABLE: 100, OTHERS: 60}  # picks that were read
VERDICTS = Path(__file__).parents[1] / "docs" / "topic_verdicts.md"
_VERDICT = re.compile(
    r"^\| \d+ \| ([\w .-]+) \| (\d{4}\.\d{5}) \|.*\| (relevant|not)\b", re.MULTILINE
)
_MOMENT = datetime(2026, 4, 1, tzinfo=UTC)

Picked = dict[str, list[Paper]]  # of each topic


def chosen_days(*, tuning: bool) -> dict[date, list[str]]:
    """The ids that a crawler saw for the first time on each of these days."""
    seen: set[str] = set()
    days: list[tuple[date, list[str]]] = []
    with gzip.open(SHARED / "data" / "announced_days.jsonl.gz", "rt", encoding="utf-8") as lines:
        for its in map(json.loads, lines):
            new = [each for each in its["ids"] if each not in seen]
            seen.update(new)
            if len(new) >= FEWEST:
                days.append((date.fromisoformat(its["date"]), new))
    drawn = Random(SEED).sample(days, DAYS + TUNED)
    return dict(sorted(drawn[:TUNED] if tuning else drawn[TUNED:]))


async def fill(store: SqliteStore, days: Mapping[date, Sequence[str]]) -> dict[date, list[Paper]]:
    """Store what was announced on these days; returns the papers."""
    known = {paper.id: paper for paper in read_papers()}
    stored = {}
    for day, ids in days.items():
        stored[day] = [known[each] for each in ids if each in known]
        events = tuple(
            Announcement(paper, category, "cross" if number else "new", day)
            for paper in stored[day]
            for number, category in enumerate(paper.categories)
        )
        await store.announcements.record("bench", "", Batch(events), _MOMENT)
    return stored


async def picks(
    store: SqliteStore, topics: Iterable[str], days: Iterable[date], most: int
) -> Picked:
    """What the digests of these days have, each day's as if it were the first."""
    summariser = Summariser(store, ExtractiveWriter(), lambda: _MOMENT)
    found: Picked = {topic: [] for topic in topics}
    for day in days:
        edition = Edition(store, summariser)
        for topic, its in found.items():
            wanted = Subscription(Address("console", "bench"), (topic,), CATEGORIES, max=most)
            digest = await prepare_digest(wanted, day, store, edition, _MOMENT, until=day)
            its += [pick.paper for pick in digest.picks]
    return found


def titled(topic: str, papers: Iterable[Paper]) -> set[str]:
    """The papers of these categories with the phrase in their title, singular or plural."""
    return {
        paper.id
        for paper in papers
        if _singular(topic) in _singular(paper.title) and {*CATEGORIES} & {*paper.categories}
    }


def _singular(text: str) -> str:
    return f" {' '.join(map(singular, words(text)))} "


def drawn(found: Picked, count: int) -> Iterator[tuple[str, Paper]]:
    """Picks to read, drawn from each topic in turn, until there are so many.

    Each has its own chance: where others come or go, it is drawn as before.
    """
    left = {
        topic: sorted(its, key=lambda paper, topic=topic: Random(f"{topic} {paper.id}").random())
        for topic, its in found.items()
    }
    while count and any(left.values()):
        for topic, its in left.items():
            if its and count:
                count -= 1
                yield topic, its.pop()


def report_titled(found: Picked, most: int, days: Mapping[date, Sequence[Paper]]) -> None:
    """The share of the papers with a topic in the title that are among the picks."""
    there = got = room = 0
    for topic, its in found.items():
        ids = {paper.id for paper in its}
        for papers in days.values():
            wanted = titled(topic, papers)
            there, got = there + len(wanted), got + len(wanted & ids)
            room += min(len(wanted), most)
    figure = f"picked, of the papers with the topic in the title, at most {most} a day"
    if room < 0.6 * there:  # then it cannot hold
        tell(figure, round(got / there, 3), f"of {there}")
    else:
        report(figure, got / there, f"of {there}", 0.6, at_least=True)
    report(f"{figure}, as far as they have room", got / room, f"of {room}", 0.6, at_least=True)


def report_read(found: Picked, kind: str, target: float) -> None:
    """How many of the picks that were read are relevant, and how many of these picks there are."""
    its = _VERDICT.findall(VERDICTS.read_text("utf-8"))
    verdicts = {(topic, paper_id): verdict for topic, paper_id, verdict in its}
    picked = {(topic, paper.id) for topic, papers in found.items() for paper in papers}
    tell(f"picks on {kind} topics, at most 5 a day", len(picked), f"on {DAYS} days")
    said = [verdicts[each] for each in picked & verdicts.keys()]
    share = said.count("relevant") / max(len(said), 1)
    report(f"relevant picks on {kind} topics", share, f"of {len(said)} read", target, at_least=True)


def tell(figure: str, value: float, unit: str) -> None:
    """Print a figure that has no target."""
    print(json.dumps({"figure": figure, "value": value, "unit": unit}), flush=True)


async def main(*asked: str) -> None:
    """Print the figures, or what is to be read."""
    days = chosen_days(tuning="tuning" in asked)
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder, "bench.db"))
        papers = await fill(store, days)
        found = {each: await picks(store, each, days, 5) for each in READ}
        more = await picks(store, FASHIONABLE, days, 10)
        await store.close()
    if "draw" in asked:
        for topics, count in READ.items():
            for topic, its in drawn(found[topics], count):
                print(f"{topic} | {its.id} | {its.title}\n    {' '.join(its.abstract.split())}")
        return
    report_titled(found[FASHIONABLE], 5, papers)
    report_titled(more, 10, papers)
    if "tuning" not in asked:
        report_read(found[FASHIONABLE], "fashionable", 0.9)
        report_read(found[OTHERS], "other", 0.8)


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the real papers are not beside this checkout (../shared)")
    asyncio.run(main(*sys.argv[1:]))
