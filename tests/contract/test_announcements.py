"""What every `AnnouncementStore` does, in memory and in SQLite."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.models import Announcement, Batch, Kind, Paper
from bot.ports import Store
from storage.sqlite import SqliteStore
from tests.fakes import NOW, paper
from tests.memory import MemoryStore

TODAY = NOW.date()
DAY = timedelta(days=1)
CV = ("cs.CV",)


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened: Store = (
        MemoryStore() if request.param == "memory" else await SqliteStore.open(tmp_path / "a.db")
    )
    yield opened
    await opened.close()


def event(
    number: int, category: str = "cs.CV", kind: Kind = "new", day: date = TODAY
) -> Announcement:
    return Announcement(paper(number, categories=(category,)), category, kind, day)


async def record(store: Store, *events: Announcement, **more: object) -> int:
    batch = replace(Batch(events), **more)  # type: ignore[arg-type]
    return await store.announcements.record("arXiv", "key", batch, NOW)


async def after(
    store: Store,
    sequence: int | None = None,
    categories: tuple[str, ...] = CV,
    until: date | None = None,
) -> tuple[list[int], int, date | None]:
    """The papers' numbers, the sequence, the day."""
    its = await store.announcements.after(sequence, categories, until)
    return [int(each.split(".")[1]) for each in its.ids], its.sequence, its.day


async def test_nothing_was_announced_at_first(store: Store) -> None:
    assert await after(store) == ([], 0, None)
    assert await store.announcements.covered("cs.CV") == frozenset()
    assert await store.announcements.validator("arXiv", "key") is None


async def test_a_batch_is_stored_whole(store: Store) -> None:
    covered = (("cs.CV", TODAY), ("cs.LG", TODAY))
    assert await record(store, event(1), event(2), covered=covered, validator="v1") == 2
    assert await store.papers.get("2603.00001") == paper(1)
    assert await store.announcements.covered("cs.LG") == {TODAY}
    assert await store.announcements.covered("cs.RO") == frozenset()
    assert await store.announcements.validator("arXiv", "key") == "v1"
    assert await store.announcements.validator("arXiv", "other") is None
    assert await store.announcements.validator("other", "key") is None


async def test_a_batch_without_a_validator_keeps_the_one_before(store: Store) -> None:
    await record(store, validator="v1")
    await record(store, event(1))
    assert await store.announcements.validator("arXiv", "key") == "v1"
    await record(store, validator="v2")
    assert await store.announcements.validator("arXiv", "key") == "v2"


async def test_what_cannot_be_stored_whole_is_not_stored_at_all(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "a.db")
    rumour = event(2, kind="rumour")  # type: ignore[arg-type]  # no such kind: the table refuses
    with pytest.raises(StoreError):
        await record(store, event(1), rumour, covered=(("cs.CV", TODAY),), validator="v")
    assert await after(store) == ([], 0, None)
    assert await store.papers.count() == 0
    assert await store.announcements.covered("cs.CV") == frozenset()
    assert await store.announcements.validator("arXiv", "key") is None
    await store.close()


async def test_a_repeated_announcement_is_no_new_event(store: Store) -> None:
    assert await record(store, event(1)) == 1
    _, sequence, _ = await after(store)
    again = replace(event(1, day=TODAY + DAY), inferred=True)
    assert await record(store, event(1), event(1), again, event(1, kind="cross")) == 0
    assert await after(store, sequence) == ([], sequence, TODAY)


async def test_another_category_is_a_new_event(store: Store) -> None:
    await record(store, event(1))
    _, sequence, _ = await after(store)
    await record(store, event(1, "cs.LG", "cross", TODAY + DAY))
    found, later, day = await after(store, sequence, ("cs.CV", "cs.LG"))
    assert (found, day) == ([1], TODAY + DAY)
    assert later > sequence
    assert (await after(store, sequence))[0] == []


async def test_a_paper_comes_once_however_often_it_was_announced(store: Store) -> None:
    await record(store, event(1), event(1, "cs.LG", "cross"), event(2))
    assert (await after(store, categories=("cs.CV", "cs.LG")))[0] == [2, 1]
    assert (await after(store, categories=()))[0] == [2, 1]


async def test_a_replaced_paper_is_no_news_but_is_brought_up_to_date(store: Store) -> None:
    await record(store, event(1))
    _, sequence, _ = await after(store)
    new = replace(paper(1, "A better title"), announced=None)
    await record(
        store,
        Announcement(new, "cs.CV", "replace", TODAY + DAY),
        event(2, kind="replace-cross", day=TODAY + DAY),
    )
    found, _, day = await after(store, sequence)
    assert (found, day) == ([], TODAY)
    its = await store.papers.get("2603.00001")
    assert its is not None
    assert (its.title, its.announced) == ("A better title", TODAY)


async def test_without_a_sequence_only_the_newest_announcement_counts(store: Store) -> None:
    await record(store, event(1, day=TODAY - DAY), event(2))
    await record(store, event(3, "cs.LG", day=TODAY + DAY))
    assert (await after(store))[0] == [2]
    assert (await after(store, categories=("cs.CV", "cs.LG")))[0] == [3]
    assert (await after(store, 0))[0] == [2, 1]


async def test_the_newest_day_of_all_is_told_besides_that_of_what_is_looked_for(
    store: Store,
) -> None:
    async def newest(until: date | None = None, *categories: str) -> date | None:
        return (await store.announcements.after(0, categories, until)).newest

    assert await newest() is None
    await record(store, event(1, day=TODAY - DAY), event(2, "cs.LG"))
    await record(store, event(1, kind="replace", day=TODAY + DAY))
    assert await newest(None, "cs.CV") == TODAY
    assert await newest(None, "cs.RO") == await newest() == TODAY
    assert await newest(TODAY - DAY, "cs.RO") == TODAY - DAY
    assert await newest(TODAY - 2 * DAY) is None


async def test_nothing_from_before_a_day_is_told_where_that_is_named(store: Store) -> None:
    await record(store, event(1, day=TODAY - DAY), event(2))
    for sequence, since, told in ((0, TODAY, 1), (0, TODAY - DAY, 2), (None, TODAY + DAY, 0)):
        its = await store.announcements.after(sequence, CV, None, since)
        assert len(its.ids) == told


async def test_a_week_before_the_newest_is_as_far_back_as_it_goes(store: Store) -> None:
    await record(store, event(1, day=TODAY - 8 * DAY), event(2, day=TODAY - 7 * DAY), event(3))
    assert (await after(store, 0))[0] == [3, 2]


async def test_nothing_that_comes_later_is_told(store: Store) -> None:
    await record(store, event(1, day=TODAY - DAY), event(2))
    assert (await after(store, until=TODAY - DAY))[0] == [1]
    assert (await after(store, until=TODAY - 2 * DAY))[0] == []


async def test_days_that_are_filled_backwards_are_told_one_after_the_other(store: Store) -> None:
    await record(store, event(3))
    await record(store, event(2, day=TODAY - DAY), event(1, day=TODAY - 2 * DAY))
    told: set[int] = set()
    sequence = None
    for back in (2, 1, 0):
        found, sequence, day = await after(store, sequence, until=TODAY - back * DAY)
        assert day == TODAY - back * DAY
        told |= set(found)
    assert told == {1, 2, 3}
    assert (await after(store, sequence, until=TODAY))[0] == []


async def test_a_category_that_comes_late_is_not_lost(store: Store) -> None:
    await record(store, event(1))
    _, sequence, _ = await after(store, categories=("cs.CV", "cs.CL"))
    await record(store, event(2, "cs.CL"))
    assert (await after(store, sequence, ("cs.CV", "cs.CL")))[0] == [2]


async def test_the_first_real_paper_makes_the_sample_disappear(store: Store) -> None:
    sample = replace(event(1), paper=paper(1, sample=True))
    await record(store, sample)
    _, sequence, _ = await after(store)
    await record(store, event(2))
    assert await store.papers.get("2603.00001") is None
    found, later, _ = await after(store, sequence)
    assert found == [2]
    assert later > sequence


async def test_what_another_source_does_not_know_stays(store: Store) -> None:
    await record(store, event(1))
    liked = Paper("2603.00001", "Short title", "", upvotes=9)
    await store.announcements.record(
        "HF", "", Batch((Announcement(liked, "huggingface", "new", TODAY),)), NOW
    )
    its = await store.papers.get("2603.00001")
    assert its == paper(1, upvotes=9)


async def test_two_who_record_the_same_make_one_event(store: Store) -> None:
    batches = (record(store, event(1), event(2)) for _ in range(4))
    assert sorted(await asyncio.gather(*batches)) == [0, 0, 0, 2]
    assert (await after(store, 0))[0] == [2, 1]
