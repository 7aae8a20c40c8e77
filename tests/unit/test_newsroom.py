"""The newsroom: when it fetches, what it tells, and how a withdrawal is followed up."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.digest import Newsroom
from bot.errors import StoreError
from bot.messages import Address, Message, MessageRef
from bot.models import Announcement, Batch, Schedule, Subscription
from bot.schedule import next_run
from storage.sqlite import SqliteStore
from tests.days import DAY, EVERY_DAY, MONDAY, Days, announce, at, made
from tests.fakes import PLACE, FakeChat
from tests.sources import FakeSource

OTHER = Address("fake", "other room")


class Source(FakeSource):
    """Counts how often its feeds are asked for; with `hangs` it never answers."""

    def __init__(self, *announced: Announcement) -> None:
        super().__init__(*announced, today=MONDAY)
        self.fetched = 0
        self.hangs = False
        self.together = self.most_together = 0

    async def latest(self, categories: Sequence[str], validator: str | None) -> Batch:
        self.fetched += 1
        self.together += 1
        self.most_together = max(self.together, self.most_together)
        if self.hangs:
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        self.together -= 1
        return await super().latest(categories, validator)


class World:
    """A newsroom with its source, on a clock that the test moves."""

    def __init__(self, store: SqliteStore, patience: float = 30.0) -> None:
        self.store, self.now, self.source = store, at(MONDAY, "06:00"), Source()
        self.newsroom = Newsroom((self.source,), store, lambda: self.now, "UTC", patience=patience)

    async def follow(self, *categories: str, **more: object) -> Subscription:
        wanted = Subscription(PLACE, categories=categories, **more)  # type: ignore[arg-type]
        return await self.store.subscriptions.add(wanted, self.now)

    async def refresh(self, moment: datetime | None = None) -> int:
        """How often it fetched now."""
        self.now, before = moment or self.now, self.source.fetched
        await self.newsroom.refresh()
        return self.source.fetched - before


@pytest.fixture
def world(store: SqliteStore) -> World:
    return World(store)


async def test_it_fetches_once_a_day_while_the_feed_is_todays(world: World) -> None:
    assert await world.refresh() == 0, "nobody wants anything"
    await world.follow("cs.RO")
    assert [await world.refresh(at(MONDAY, each)) for each in ("06:00", "07:00", "23:00")] == [
        1,
        0,
        0,
    ]
    # Midnight in New York is at 04:00 in UTC: only then there may be another.
    assert await world.refresh(at(MONDAY + DAY, "03:59")) == 0
    assert await world.refresh(at(MONDAY + DAY, "04:00")) == 1


async def test_a_feed_that_is_late_is_looked_for_each_half_hour(world: World) -> None:
    await world.follow("cs.RO")
    await world.refresh()
    tuesday = MONDAY + DAY
    assert [await world.refresh(at(tuesday, each)) for each in ("05:00", "05:29", "05:30")] == [
        1,
        0,
        1,
    ]
    world.source.today = tuesday
    assert [await world.refresh(at(tuesday, each)) for each in ("06:00", "06:30", "20:00")] == [
        1,
        0,
        0,
    ]


async def test_on_a_weekend_it_only_looks_now_and_then(world: World) -> None:
    await world.follow("cs.RO")
    saturday = MONDAY + DAY * 5
    world.source.today = MONDAY + DAY * 4
    looks = [await world.refresh(at(saturday) + timedelta(minutes=10 * each)) for each in range(12)]
    assert sum(looks) == 4
    assert world.newsroom.failed == ()


async def test_a_category_that_fails_is_named_and_tried_again_after_ten_minutes(
    world: World,
) -> None:
    mine = await world.follow("cs.RO", "cs.LG")
    theirs = Subscription(OTHER, ("black holes",), ("astro-ph.GA",))
    world.source.failing = {"cs.LG"}
    assert await world.refresh() == 1
    note = "The feed did not come: cs.LG is missing, and is caught up with the next digest."
    assert world.newsroom.notes(mine) == (note,)
    assert world.newsroom.notes(theirs) == ()
    assert await world.refresh(at(MONDAY, "06:09")) == 0
    assert await world.refresh(at(MONDAY, "06:10")) == 1
    world.source.failing = set()
    assert await world.refresh(at(MONDAY, "06:20")) == 1
    assert world.newsroom.notes(mine) == ()
    assert await world.refresh(at(MONDAY, "06:30")) == 0


async def test_a_source_that_hangs_is_given_up_and_named(store: SqliteStore) -> None:
    world = World(store, patience=0.05)
    mine = await world.follow("cs.RO", topics=("robots",))
    world.source.hangs = True
    await world.refresh()
    [note] = world.newsroom.notes(mine)
    assert note.startswith("The sources did not answer within 0 seconds: cs.RO is missing")
    world.source.hangs, world.newsroom.patience = False, 30.0
    assert await world.refresh(at(MONDAY, "06:10")) == 1
    assert world.newsroom.failed == ()


async def test_what_is_newly_wanted_is_fetched_at_once(world: World) -> None:
    first = await world.follow("cs.RO")
    await world.refresh()
    await world.follow("cs.LG")
    assert await world.refresh() == 1
    await world.follow("cs.RO", topics=("robots",))
    assert await world.refresh() == 0, "the same categories"
    await world.store.subscriptions.pause(first.id, "Anna paused it")
    assert await world.refresh() in (0, 1)
    assert await world.refresh() == 0


async def test_a_clock_that_was_set_back_does_not_stop_it(world: World) -> None:
    await world.follow("cs.RO")
    assert await world.refresh(at(MONDAY + DAY * 300)) == 1
    assert await world.refresh(at(MONDAY, "06:00")) == 1
    world.source.today = MONDAY + DAY
    assert await world.refresh(at(MONDAY + DAY, "06:00")) == 1


async def test_many_who_ask_at_once_cause_one_fetch(world: World) -> None:
    await world.follow("cs.RO")
    await asyncio.gather(*(world.newsroom.refresh() for _ in range(5)))
    await asyncio.gather(
        *(world.newsroom.fill(Subscription(PLACE, (), ("cs.LG",)), 3) for _ in "ab")
    )
    assert (world.source.fetched, world.source.most_together) == (3, 1)


async def test_a_day_that_failed_comes_with_the_next_digest(world: World) -> None:
    papers = [
        replace(made(each), submitted=at(MONDAY - DAY * 4 + DAY * each, "15:00")) for each in (0, 1)
    ]
    world.source.announced = [
        Announcement(papers[0], "cs.RO", "new", MONDAY),
        Announcement(
            replace(papers[1], submitted=at(MONDAY, "13:00")), "cs.RO", "new", MONDAY + DAY
        ),
    ]
    days = Days(world.store, world.now)
    await days.subscribe(categories=("cs.RO",))
    await world.refresh()
    days.failed = world.newsroom.failed
    await days.tick(at(MONDAY))
    assert papers[0].title in days.shown[0]
    world.source.today, world.source.failing, world.source.down = MONDAY + DAY, {"cs.RO"}, True
    await world.refresh(at(MONDAY + DAY, "06:00"))
    days.failed = world.newsroom.failed
    await days.tick(at(MONDAY + DAY))
    assert "The feed did not come" in days.shown[1]
    world.source.today, world.source.failing, world.source.down = MONDAY + DAY * 2, set(), False
    await world.refresh(at(MONDAY + DAY * 2, "06:00"))
    days.failed = world.newsroom.failed
    await days.tick(at(MONDAY + DAY * 2))
    assert papers[1].title in days.shown[2]


class Threads(FakeChat):
    """Remembers in whose thread each message went."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, MessageRef | None]] = []

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        self.sent.append((message.text, parent))
        return await super().send(to, message, key, parent)


async def posted(store: SqliteStore, *places: Address) -> Days:
    """A paper that was posted in some places on Monday."""
    days = Days(store, at(MONDAY, "06:00"), Threads())
    schedule = Schedule(days=EVERY_DAY)
    await announce(store, MONDAY, made(1), made(2, "Drones"))
    for place in places:
        wanted = Subscription(place, ("robots",), ("cs.RO",), schedule=schedule)
        wanted = replace(wanted, next_run_at=next_run(schedule, days.now))
        await store.subscriptions.add(wanted, days.now)
    await days.tick(at(MONDAY))
    for place in places:
        await days.sender.flush(place)
    return days


async def test_a_withdrawal_is_noted_once_in_each_thread(world: World) -> None:
    days = await posted(world.store, PLACE, OTHER)
    chat = days.chat
    assert isinstance(chat, Threads)
    [digest, elsewhere] = list(chat.shown)
    await announce(world.store, MONDAY + DAY, made(1), kind="replace")
    world.source.withdrawn_ids = {made(1).id, made(2).id}
    for each in (1, 2, 3):
        world.source.today = MONDAY + DAY * each
        await world.refresh(at(MONDAY + DAY * each, "06:00"))
        for place in (PLACE, OTHER):
            days.now = world.now
            await days.sender.flush(place)
    text = f"Withdrawn: “{made(1).title}” was withdrawn from arXiv after it was posted here."
    assert chat.sent[2:] == [(text, digest), (text, elsewhere)]


async def test_a_withdrawal_that_cannot_be_looked_up_is_noted_later(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    days = await posted(world.store, PLACE)
    await announce(world.store, MONDAY + DAY, made(1), kind="replace")
    world.source.withdrawn_ids = {made(1).id}
    world.source.down = True
    await world.refresh(at(MONDAY + DAY, "06:00"))
    assert "withdrawals could not be looked up" in caplog.text
    world.source.down = False
    await world.refresh(at(MONDAY + DAY, "07:00"))
    await days.sender.flush(PLACE)
    assert len(days.chat.shown) == 2


async def test_what_was_replaced_but_not_withdrawn_or_never_posted_is_left_alone(
    world: World,
) -> None:
    days = await posted(world.store, PLACE)
    await announce(world.store, MONDAY + DAY, made(1), made(2, "Drones"), kind="replace")
    world.source.withdrawn_ids = {made(2).id}
    await world.refresh(at(MONDAY + DAY, "06:00"))
    assert world.source.asked[-1] == f"withdrawn {made(1).id}"
    await days.sender.flush(PLACE)
    assert len(days.chat.shown) == 1


async def test_a_store_that_fails_is_said_not_swallowed(world: World) -> None:
    await world.follow("cs.RO")
    await world.store.close()
    with pytest.raises((StoreError, RuntimeError)):  # closed: its threads are gone
        await world.refresh()
