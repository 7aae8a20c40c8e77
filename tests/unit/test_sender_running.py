"""The sender's loop: many places side by side, a store that fails, an end in good order."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import structlog

from bot.delivery import Sender
from bot.errors import RateLimited
from bot.messages import Address
from storage.sqlite import SqliteStore, database
from tests.delivery import LEASE, OTHER, add, draft
from tests.fakes import NOW, PLACE
from tests.post import LONG, Room, SharedTime, Time, Watched, check_pace, sender, the_part


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "paperboy.db")
    yield opened
    await opened.close()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def room(time: Time) -> Room:
    return Room(time)


async def test_200_places_get_theirs_as_fast_as_the_pace_allows_and_never_faster(
    store: SqliteStore,
) -> None:
    time = SharedTime()
    room = Room(time)
    for number in range(200):
        place = Address("fake", f"room {number}")
        await add(store, draft("1"), draft("2"), place=place)
    store.outbox = Watched(store, time)  # type: ignore[assignment]
    post = sender(store, room, time)
    running = asyncio.create_task(post.run())
    await time.drive(lambda: len(room.shown) == 400)
    for start in room.moments:
        assert sum(start <= at < start + 1 for at in room.moments) <= room.pace.overall
    for place in {to for _, to, *_ in room.sends}:
        check_pace([at for at, to, *_ in room.sends if to == place], room.pace.channel)
    assert max(room.moments) < 400 / 48.5 + 0.6  # 8 seconds at that pace, and a look or two
    stopping = asyncio.create_task(post.stop(5))
    await time.drive(stopping.done)
    await running


async def test_a_place_that_is_rate_limited_holds_up_no_other(store: SqliteStore) -> None:
    time = SharedTime()
    room = Room(time)
    room.fails = [RateLimited("slow down", 30)]
    for number in range(5):
        await add(store, draft(f"{number}"), place=Address("fake", f"room {number}"))
    store.outbox = Watched(store, time)  # type: ignore[assignment]
    post = sender(store, room, time)
    running = asyncio.create_task(post.run())
    await time.drive(lambda: len(room.shown) == 5)
    early, last = room.moments[:-1], room.moments[-1]
    assert (max(early) < 1, last >= 30) == (True, True)
    stopping = asyncio.create_task(post.stop(5))
    await time.drive(stopping.done)
    await running


async def test_a_message_steps_aside_unless_somebody_asked_for_it(store: SqliteStore) -> None:
    time, waiting, free = SharedTime(), asyncio.Event(), asyncio.Event()
    room = Room(time)

    async def step_aside() -> None:
        waiting.set()
        await free.wait()

    post = Sender(
        store, {room.name: room}, time.clock, "w", sleep=time.sleep, monotonic=time.monotonic,
        step_aside=step_aside,
    )  # fmt: skip
    await add(store, draft("asked for"))
    flushing = asyncio.create_task(post.flush(PLACE))
    await time.drive(flushing.done)
    assert (len(room.shown), waiting.is_set()) == (1, False)
    await add(store, draft("not asked for"), place=Address("fake", "other"))
    store.outbox = Watched(store, time)  # type: ignore[assignment]
    running = asyncio.create_task(post.run())
    await asyncio.wait_for(waiting.wait(), 5)
    assert len(room.shown) == 1
    free.set()
    await time.drive(lambda: len(room.shown) == 2)
    stopping = asyncio.create_task(post.stop(5))
    await time.drive(stopping.done)
    await running


async def test_stopping_finishes_what_is_in_flight_and_gives_back_what_is_claimed(
    store: SqliteStore, room: Room, time: Time
) -> None:
    leaving, answer, waking = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def request() -> None:
        leaving.set()
        await answer.wait()

    async def sleep(seconds: float) -> None:
        if seconds:
            await waking.wait()

    room.before = request
    time.sleep = sleep  # type: ignore[method-assign]
    await add(store, draft("1", "p1"), draft("next"))
    [other] = await add(store, draft("2"), place=OTHER)
    post = sender(store, room, time)
    running = asyncio.create_task(post.run())
    async with asyncio.timeout(LONG):
        await leaving.wait()
        stopping = asyncio.create_task(post.stop(5))
        answer.set()
        waking.set()
        await stopping
        await running
    assert room.texts == ["1"]
    assert await store.ledger.posted(PLACE) == {"p1"}
    left = {part.message.text: part.state for part in await store.outbox.unfinished()}
    assert left == {"next": "due", "2": "due"}
    assert [part.id for part in await store.outbox.claim("v", ["fake"], NOW, NOW + LEASE, 9)][
        -1
    ] == other


async def test_what_is_claimed_while_it_stops_is_given_back_before_the_end(
    store: SqliteStore, room: Room, time: Time
) -> None:
    claiming, go_on = asyncio.Event(), asyncio.Event()
    outbox = store.outbox

    class Claiming:
        def __getattr__(self, name: str) -> object:
            return getattr(outbox, name)

        async def claim(self, *values: object) -> object:
            claimed = await outbox.claim(*values)  # type: ignore[arg-type]
            claiming.set()
            await go_on.wait()
            return claimed

    await add(store, draft("hello"))
    store.outbox = Claiming()  # type: ignore[assignment]
    post = sender(store, room, time)
    running = asyncio.create_task(post.run())
    async with asyncio.timeout(LONG):
        await claiming.wait()
        asyncio.get_running_loop().call_soon(go_on.set)
        await post.stop(5)
        assert (await the_part(store)).state == "due"
        await running
    assert room.sends == []


async def test_stopping_waits_no_longer_than_its_grace_and_leaves_a_doubt(
    store: SqliteStore, room: Room, time: Time
) -> None:
    leaving, never = asyncio.Event(), asyncio.Event()

    async def request() -> None:
        leaving.set()
        await never.wait()

    room.before = request
    await add(store, draft("hello"))
    post = Sender(store, {"fake": room}, time.clock, "w")
    running = asyncio.create_task(post.run())
    async with asyncio.timeout(LONG):
        await leaving.wait()
        await post.stop(0.01)
        await running
    assert (await the_part(store)).state == "sending"


def move_away(folder: Path) -> Callable[[], object]:
    """Take the store's file away; returns how to bring it back."""
    file, aside = folder / "paperboy.db", folder / "aside.db"
    file.rename(aside)
    return lambda: aside.rename(file)


def lock(folder: Path) -> Callable[[], object]:
    """Hold the store's file as another program; returns how to let it go."""
    holder = sqlite3.connect(folder / "paperboy.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    return holder.close


@pytest.mark.parametrize("fault", [move_away, lock])
async def test_a_store_that_fails_is_said_once_and_lets_nothing_leave_until_it_is_mended(
    tmp_path: Path,
    fault: Callable[[Path], Callable[[], object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.02)
    store = await SqliteStore.open(tmp_path / "paperboy.db")
    time = SharedTime()
    room = Room(time)
    await add(store, draft("hello"))
    store.outbox = Watched(store, time)  # type: ignore[assignment]
    post = sender(store, room, time)
    mend = fault(tmp_path)
    with structlog.testing.capture_logs() as logs:
        running = asyncio.create_task(post.run())
        await time.drive(lambda: time.now > 60)
        assert room.sends == []
        mend()
        await time.drive(lambda: bool(room.shown))
        stopping = asyncio.create_task(post.stop(5))
        await time.drive(stopping.done)
        await running
    assert [each["event"] for each in logs] == ["nothing is sent", "delivered"]
    await store.close()


async def test_a_store_that_fails_after_a_request_left_is_a_doubt_that_is_resolved_later(
    store: SqliteStore, tmp_path: Path
) -> None:
    time = SharedTime()
    room = Room(time)
    mends: list[Callable[[], object]] = []

    async def fail() -> None:
        mends.append(move_away(tmp_path))

    await add(store, draft("hello", "p1"))
    store.outbox = Watched(store, time)  # type: ignore[assignment]
    room.before = fail
    post = sender(store, room, time)
    with structlog.testing.capture_logs() as logs:
        running = asyncio.create_task(post.run())
        await time.drive(lambda: time.now > 100)
        mends[0]()
        await time.drive(lambda: any(each["event"] == "found" for each in logs))
        stopping = asyncio.create_task(post.stop(5))
        await time.drive(stopping.done)
        await running
    assert len(room.sends) == 1
    assert room.finds == [], "this process still knows the message"
    assert await store.ledger.posted(PLACE) == {"p1"}
    said = [each["event"] for each in logs]
    assert said == ["a part was left", "nothing is sent", "leases ran out", "found"]
