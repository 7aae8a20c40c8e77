"""How fast an answer is there, one after the other, and whether the short cuts find the same."""

import asyncio
import gc
import statistics
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from fanout_core import TOPICS
from figures import report
from sqlite_utils import Database

from bot.errors import UserError
from bot.models import Paper
from bot.papers import find, read_topic
from searching.asking import misspelt, remembered, titles, unsaid
from searching.stores import judgments
from storage.sqlite import SqliteStore
from storage.sqlite.closest import WHOLE, closest, reach_among
from storage.sqlite.index import telling_stems
from storage.sqlite.postings import Lengths
from storage.sqlite.scoring import Weights
from storage.sqlite.vocabulary import Vocabulary

_WARMING = 50
_TEN = 10
_NEW = 20


def mixed(file: Path, count: int) -> list[str]:
    """What people type: topics, remembered words, slips, titles, filters; shuffled."""
    random = Random(11)
    share = max(count // 5, 1)
    known = remembered(file, 2 * share, random)
    heads = [row["query"] for row in judgments("topics")] + list(TOPICS)
    asked = [" ".join(each.words) for each in known[:share]]
    asked += [" ".join(each.words[:2]) for each in known[share:]]
    asked += [misspelt(each.words, random) for each in known[share:]]
    asked += [title for _, title in titles(file, share, random)]
    asked += [heads[each % len(heads)] for each in range(share)]
    asked += [f"{each} cs.CV since:2025-06 -survey" for each in random.choices(heads, k=share // 2)]
    random.shuffle(asked)
    return asked


def measure(file: Path, count: int, median: float, most: float) -> None:
    """The time of an answer, and until a new paper is found; the memory that it takes."""
    asyncio.run(_measure(file, count, median, most))


async def _measure(file: Path, count: int, median: float, most: float) -> None:
    asked = mixed(file, count)
    store = await SqliteStore.open(file)
    await store.papers.prepare()
    papers = await store.papers.count()
    for each in asked[:_WARMING]:
        await answered(store, each)
    gc.collect()
    started = time.process_time()
    times = [await answered(store, each) for each in asked]
    spent = 1000 * (time.process_time() - started) / len(times)
    named = f"of {papers} papers"
    report(f"an answer {named}, p50 of {len(times)}", statistics.median(times), "ms", median)
    report(f"an answer {named}, p99", percentile(times, 99), "ms", most)
    report(f"processor time of an answer {named}", spent, "ms", most)
    report(f"private memory {named}", _private(), "MB", 1000.0)
    report(f"a new paper is found {named}, slowest of {_NEW}", await _new(store), "ms", 50.0)
    await store.close()


def overlap(file: Path, count: int) -> None:
    """How many of the first ten are those that our score ranks first of all with any word."""
    database, vocabulary, shares = Database(file), Vocabulary(), []
    lengths = Lengths()
    (newest,) = database.execute("SELECT max(number) FROM papers").fetchone()
    for each in mixed(file, count):
        topic = read_topic(each)
        weights = Weights(vocabulary.counts(database, telling_stems(topic), newest), newest)
        if not topic.words or not weights.counts:
            continue
        ours = closest(database, topic, weights, lengths, _TEN, reach_among(newest))
        whole = closest(database, topic, weights, lengths, _TEN, WHOLE)
        best = {its.read().id for its in whole}
        if best:
            shares.append(len(best & {its.read().id for its in ours}) / len(best))
    report(
        f"top-10 overlap with the full OR of {newest} papers, {len(shares)} topics",
        100 * statistics.mean(shares),
        "%",
        90.0,
        at_least=True,
    )
    database.close()


async def answered(store: SqliteStore, typed: str) -> float:
    """How many milliseconds an answer took, also a kind error."""
    started = time.perf_counter()
    with suppress(UserError):
        await find(typed, store.papers, unsaid, 5)
    return 1000 * (time.perf_counter() - started)


def percentile(times: Sequence[float], share: int) -> float:
    """The time that so many of a hundred stay under."""
    return statistics.quantiles(times, n=100, method="inclusive")[share - 1]


async def _new(store: SqliteStore) -> float:
    """From a paper's arrival until it is found, at worst."""
    slowest = 0.0
    for number in range(_NEW):
        name = f"zq{number:03}w{time.time_ns()}"
        its = Paper(f"bench.{name}", f"A {name} engine for pumps", "We show an engine.")
        started = time.perf_counter()
        await store.papers.add([its])
        found = await find(f"{name} engine", store.papers, unsaid, 5)
        slowest = max(slowest, 1000 * (time.perf_counter() - started))
        if found.picks[0].paper.title != its.title:
            raise ValueError(f"{name} was not found")
    return slowest


def _private() -> float:
    """Megabytes that this process shares with no other; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1000
