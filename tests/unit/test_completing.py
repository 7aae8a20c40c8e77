"""What the store lacks is fetched once an hour, one question at a time, and few wait for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.errors import SourceError
from bot.models import Announcement, Batch, Paper, Topic
from bot.papers import Completing
from storage.sqlite import SqliteStore
from tests.fakes import NOW, TODAY, paper
from tests.papers import MemoryPapers
from tests.sources import FakeSource

WHALES = Topic(("whales",))


def whales(*numbers: int) -> FakeSource:
    its = [paper(each, f"Whales {each}", submitted=NOW - timedelta(days=1)) for each in numbers]
    return FakeSource(*[Announcement(each, "cs.CV", "new", TODAY) for each in its])


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Slow(FakeSource):
    """Answers once it may, and counts how many ask at once."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()
        self.inside = self.most = 0

    async def lookup(self, paper_ids: Sequence[str]) -> tuple[Paper, ...]:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.may.wait()
        self.inside -= 1
        return await super().lookup(paper_ids)


async def test_what_comes_is_stored_and_asked_for_once_an_hour() -> None:
    store, source, clock = MemoryPapers(), whales(1, 2), Clock()
    its = Completing([source], store, clock)
    assert (await its.fetch(WHALES)).ids == {"2603.00001", "2603.00002"}
    assert await store.count() == 2
    assert not its.may_help(WHALES)
    assert (await its.fetch(WHALES)).outcome == "known"
    clock.now += timedelta(hours=1)
    assert its.may_help(WHALES)
    assert (await its.fetch(WHALES)).outcome == "asked"
    assert source.asked == ["matching “whales” best"] * 2
    clock.now -= timedelta(hours=5)  # a clock that is set back refuses nobody till then
    assert its.may_help(WHALES)


async def test_an_id_is_looked_up_and_a_topic_without_words_wants_the_newest() -> None:
    store, source = MemoryPapers(), whales(1)
    its = Completing([source], store, Clock())
    assert (await its.fetch("2603.00001")).ids == {"2603.00001"}
    assert (await its.fetch("2603.00009")).ids == set()
    await its.fetch(Topic(categories=("cs.CV",)))
    assert source.asked == ["lookup 2603.00001", "lookup 2603.00009", "matching in cs.CV"]


async def test_only_sources_that_know_categories_are_asked() -> None:
    source = whales(1)
    source.by_category = False
    for sources in ([], [source]):
        its = Completing(sources, MemoryPapers(), Clock())
        assert (its.may_help(WHALES), its.sources) == (False, "")


async def test_a_source_that_fails_is_left_alone_for_a_moment(
    caplog: pytest.LogCaptureFixture,
) -> None:
    source, clock = whales(1), Clock()
    source.down = True
    its = Completing([source], MemoryPapers(), clock)
    assert (await its.fetch(WHALES)).outcome == "failed"
    assert "did not answer" in caplog.text
    assert not its.may_help(Topic(("seals",)))
    assert (await its.fetch(Topic(("seals",)))).outcome == "failed"
    assert len(source.asked) == 1
    clock.now += timedelta(seconds=30)
    source.down = False
    assert (await its.fetch(WHALES)).outcome == "asked"


async def test_of_many_who_ask_at_once_few_wait_and_one_at_a_time_is_asked() -> None:
    source = Slow()
    its = Completing([source], MemoryPapers(), Clock())
    asking = [asyncio.create_task(its.fetch(f"2603.{each:05}")) for each in range(200)]
    await asyncio.sleep(0)
    assert not its.may_help("2603.99999")
    source.may.set()
    outcomes = [each.outcome for each in await asyncio.gather(*asking)]
    assert (outcomes.count("asked"), outcomes.count("busy"), source.most) == (10, 190, 1)


async def test_who_asks_the_same_meanwhile_gets_the_same() -> None:
    source = Slow()
    source.announced = whales(1).announced
    its = Completing([source], MemoryPapers(), Clock())
    asking = [asyncio.create_task(its.fetch("2603.00001")) for _ in range(200)]
    await asyncio.sleep(0)
    asking[7].cancel()
    source.may.set()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert [each for each in found if isinstance(each, BaseException)] == [found[7]]
    assert len(source.asked) == 1
    assert {each.ids for each in found if not isinstance(each, BaseException)} == {
        frozenset({"2603.00001"})
    }


async def test_who_first_asked_may_leave() -> None:
    source = Slow()
    its = Completing([source], MemoryPapers(), Clock())
    first, other = (asyncio.create_task(its.fetch("2603.00001")) for _ in range(2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    first.cancel()
    assert (await other).outcome == "failed"
    assert its.may_help("2603.00001")


async def test_a_failure_spares_those_who_wait() -> None:
    class Failing(Slow):
        async def lookup(self, paper_ids: Sequence[str]) -> tuple[Paper, ...]:
            await super().lookup(paper_ids)
            raise SourceError("It did not answer.")

    source = Failing()
    its = Completing([source], MemoryPapers(), Clock())
    asking = [asyncio.create_task(its.fetch(f"2603.0000{each}")) for each in range(5)]
    await asyncio.sleep(0)
    source.may.set()
    assert {each.outcome for each in await asyncio.gather(*asking)} == {"failed"}
    assert len(source.asked) == 1


async def test_what_came_so_was_announced_nowhere(store: SqliteStore) -> None:
    source = whales(1)
    await Completing([source], store.papers, Clock()).fetch(WHALES)
    assert await store.papers.count() == 1
    assert (await store.announcements.after(None, ["cs.CV"], None)).ids == ()
    # Once it is announced it is news like any other.
    await store.announcements.record("fake", "", Batch(tuple(source.announced)), NOW)
    assert (await store.announcements.after(None, ["cs.CV"], None)).ids == ("2603.00001",)


async def test_what_was_of_the_sample_is_announced_no_more_once_the_real_paper_came(
    store: SqliteStore,
) -> None:
    its = [paper(n, "Whales", sample=True) for n in (1, 2)]
    news = tuple(Announcement(each, "cs.CV", "new", TODAY, inferred=True) for each in its)
    await store.announcements.record("sample", "", Batch(news), NOW)
    await Completing([whales(1)], store.papers, Clock()).fetch(WHALES)
    assert (await store.announcements.after(None, ["cs.CV"], None)).ids == ("2603.00002",)


async def test_what_hugging_face_knows_of_a_paper_stays(store: SqliteStore) -> None:
    known = paper(1, "Whales 1", categories=(), upvotes=7, code="https://example.org/x")
    await store.papers.add([known])
    await Completing([whales(1)], store.papers, Clock()).fetch("2603.00001")
    found = await store.papers.get("2603.00001")
    assert found
    assert (found.upvotes, found.code, found.categories) == (7, known.code, ("cs.CV",))
    assert await store.papers.written("2603.00002") is None
    written = replace(known, title=r"Wh\"ales $x^2$", categories=("cs.CV",))
    await store.papers.add([written])
    assert (its := await store.papers.written("2603.00001"))
    assert its.title == written.title
    assert its.upvotes == 7
