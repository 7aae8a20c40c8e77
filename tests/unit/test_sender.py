"""The courier, part by part: a real store, a chat that fails in every way, a clock of its own."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.delivery import Sender
from bot.errors import (
    ChatError,
    NotAllowed,
    Nowhere,
    PlaceGone,
    RateLimited,
    StoreError,
    Unsure,
)
from bot.messages import Address, Message, MessageRef
from bot.models import Draft, Subscription
from storage.sqlite import SqliteStore
from tests.delivery import LEASE, OTHER, add, draft, states
from tests.fakes import NOW, PLACE
from tests.post import Room, Slow, Time, sender, the_part


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


async def test_a_request_leaves_only_when_the_store_knows_and_counts_only_when_it_is_told(
    store: SqliteStore, room: Room, time: Time
) -> None:
    seen: list[object] = []

    async def look() -> None:
        seen.append((await the_part(store)).state)
        seen.append(await store.ledger.posted(PLACE))

    room.before = look
    await add(store, draft("hello", "p1"))
    await sender(store, room, time).flush(PLACE)
    assert seen == ["sending", frozenset()]
    assert await store.ledger.posted(PLACE) == {"p1"}
    assert room.texts == ["hello"]


async def test_parts_go_in_order_at_the_channels_pace_and_behind_them_what_is_in_threads(
    store: SqliteStore, room: Room, time: Time
) -> None:
    [above] = await add(store, draft("1"))
    await add(store, draft("2", parent=above), draft("3"))
    await sender(store, room, time).flush(PLACE)
    assert room.texts == ["1", "3", "2"]
    assert [parent for *_, parent in room.sends] == [None, None, MessageRef(PLACE, "1")]
    assert all(b - a >= 1 for a, b in pairwise(room.moments))


async def test_what_is_for_a_chat_that_is_not_connected_is_left_alone(
    store: SqliteStore, room: Room, time: Time
) -> None:
    elsewhere = Address("another chat", "room")
    await add(store, draft("hello"), place=elsewhere)
    await sender(store, room, time).flush(elsewhere)
    assert (await the_part(store)).state == "due"


async def test_a_rate_limit_is_waited_for_however_often_it_comes(
    store: SqliteStore, room: Room, time: Time
) -> None:
    await add(store, draft("hello"))
    room.fails = [RateLimited("slow down", 30)] * 20
    for _ in range(21):
        await sender(store, room, time).flush(PLACE)
        time.now += 29
        await sender(store, room, time).flush(PLACE)
        time.now += 1
    assert len(room.sends) == 21
    assert await states(store) == {}


@pytest.mark.parametrize("seconds", [100_000.0, float("inf")])
async def test_nothing_is_waited_for_longer_than_a_day_nor_asked_for_in_between(
    store: SqliteStore, room: Room, time: Time, seconds: float
) -> None:
    await add(store, draft("hello"))
    room.fails = [RateLimited("slow down", seconds)]
    post = sender(store, room, time)
    await post.flush(PLACE)
    time.now += 86_000
    await post.flush(PLACE)
    assert len(room.sends) == 1
    time.now += 400
    await post.flush(PLACE)
    assert len(room.sends) == 2


async def test_a_place_that_is_gone_is_paused_and_what_waits_there_is_dropped(
    store: SqliteStore, room: Room, time: Time
) -> None:
    for place in (PLACE, OTHER):
        await store.subscriptions.add(Subscription(place, next_run_at=NOW), NOW)
        await add(store, draft("1", "p1"), draft("2", "p2"), place=place)
    room.fails = [PlaceGone("the channel was deleted")]
    post = sender(store, room, time)
    await post.flush(PLACE)
    await post.flush(OTHER)
    [gone], [there] = [await store.subscriptions.of(place) for place in (PLACE, OTHER)]
    assert (gone.paused, there.paused) == ("the channel was deleted", "")
    assert await store.outbox.unfinished() == ()
    assert await store.ledger.among(PLACE, ["p1", "p2"]) == {}
    assert await store.ledger.posted(OTHER) == {"p1", "p2"}


async def test_what_may_stand_in_a_place_that_is_gone_is_held(
    store: SqliteStore, room: Room, time: Time
) -> None:
    await add(store, draft("1", "p1"), draft("2", "p2"))
    room.loses = [Unsure("the connection broke")]
    room.history = PlaceGone("the channel was deleted")
    await sender(store, room, time).flush(PLACE)
    assert ((await the_part(store)).papers, (await the_part(store)).state) == (("p1",), "held")
    assert await store.ledger.among(PLACE, ["p1", "p2"]) == {"p1": False}


@pytest.mark.parametrize("failure", [Unsure("the connection broke"), RuntimeError("a surprise")])
async def test_a_doubt_that_is_found_in_the_history_is_not_sent_again(
    store: SqliteStore, room: Room, time: Time, failure: Exception
) -> None:
    await add(store, draft("hello", "p1"))
    room.loses = [failure]
    await sender(store, room, time).flush(PLACE)
    assert room.texts == ["hello"]
    assert await store.ledger.posted(PLACE) == {"p1"}
    [(_, since)] = room.finds
    assert since < NOW


async def test_an_absence_is_believed_only_a_minute_after_the_last_try(
    store: SqliteStore, room: Room, time: Time
) -> None:
    await add(store, draft("hello"))
    room.fails = [Unsure("the connection broke")]
    post = sender(store, room, time)
    await post.flush(PLACE)
    assert (await the_part(store)).state == "unsure"
    time.now = 59.9
    await post.flush(PLACE)
    assert len(room.sends) == 1
    time.now = 60
    await post.flush(PLACE)
    assert len(room.sends) == 2
    assert await states(store) == {}


UNKNOWN = [
    Unsure("the history does not reach back so far"), NotAllowed("may not read the history"),
    ChatError("the server is down"), TimeoutError(), RuntimeError("a surprise"),
]  # fmt: skip


@pytest.mark.parametrize("history", UNKNOWN)
async def test_what_the_history_cannot_tell_is_held_and_listed_and_the_place_goes_on(
    store: SqliteStore, room: Room, time: Time, history: Exception
) -> None:
    await add(store, draft("doubtful", "p1"), draft("next"))
    room.fails, room.history = [Unsure("the connection broke")], history
    post = sender(store, room, time)
    await post.flush(PLACE)
    time.now = 60
    await post.flush(PLACE)
    part = await the_part(store)
    assert (part.state, part.papers) == ("held", ("p1",))
    assert "nobody can tell" in part.why
    assert room.texts == ["doubtful", "next"]
    await store.outbox.decide([part.id], "resend", time.clock())
    await post.flush(PLACE)
    assert room.texts == ["doubtful", "next", "doubtful"]


@pytest.mark.parametrize("history", UNKNOWN)
async def test_what_the_history_cannot_tell_is_sent_again_where_that_is_asked_for(
    store: SqliteStore, room: Room, time: Time, history: Exception
) -> None:
    await add(store, draft("doubtful"))
    room.fails, room.history = [Unsure("the connection broke")], history
    post = sender(store, room, time, "resend")
    await post.flush(PLACE)
    time.now = 60
    await post.flush(PLACE)
    assert room.texts == ["doubtful", "doubtful"]
    assert await states(store) == {}


async def test_a_history_that_is_rate_limited_is_asked_again(
    store: SqliteStore, room: Room, time: Time
) -> None:
    await add(store, draft("hello"))
    room.loses, room.history = [Unsure("the connection broke")], RateLimited("slow down", 90)
    post = sender(store, room, time)
    await post.flush(PLACE)
    room.history = None
    time.now = 89
    await post.flush(PLACE)
    assert (await the_part(store)).state == "unsure"
    time.now = 90
    await post.flush(PLACE)
    assert (len(room.finds), len(room.sends)) == (2, 1)
    assert await states(store) == {}


async def test_within_the_keys_window_a_doubt_is_sent_again_with_the_same_key(
    store: SqliteStore, time: Time
) -> None:
    room = Room(time, key_window=120)
    await add(store, draft("hello", "p1"))
    room.loses = [Unsure("the connection broke")] * 3
    await sender(store, room, time).flush(PLACE)
    assert len({key for *_, key, _ in room.sends}) == 1
    assert (len(room.sends), len(room.finds), len(room.shown)) == (4, 0, 1)
    assert await store.ledger.posted(PLACE) == {"p1"}


@pytest.mark.parametrize(("seconds", "looked_up"), [(99, 0), (100, 1)])
async def test_a_doubt_is_looked_up_if_its_repeat_may_come_after_the_keys_window(
    store: SqliteStore, time: Time, seconds: float, looked_up: int
) -> None:
    room = Room(time, key_window=120)  # a request may take 20 of them
    await add(store, draft("hello"))
    room.loses = [Unsure("the connection broke"), RateLimited("slow down", seconds - 2)]
    post = sender(store, room, time)
    await post.flush(PLACE)
    part = await the_part(store)
    assert (part.state, part.doubt_since) == ("unsure", NOW)  # the second try was surely not sent
    time.now = seconds
    await post.flush(PLACE)
    assert (len(room.finds), len(room.shown)) == (looked_up, 1)
    assert await states(store) == {}


async def test_a_repeat_that_fails_for_sure_leaves_the_doubt_of_the_first_try(
    store: SqliteStore, time: Time
) -> None:
    room = Room(time, key_window=120)
    await add(store, draft("hello"))
    room.loses = [Unsure("the connection broke"), ChatError("the server is down")]
    await sender(store, room, time).flush(PLACE)
    part = await the_part(store)
    assert (part.state, part.doubt_since) == ("unsure", NOW)


async def test_no_answer_in_time_is_a_doubt(store: SqliteStore, room: Room, time: Time) -> None:
    never = asyncio.Event()
    room.before, room.history = never.wait, Unsure("no history")
    await add(store, draft("hello"))
    await sender(store, room, time, request=0.01).flush(PLACE)
    part = await the_part(store)
    assert (part.state, part.why) == ("unsure", "no history")


async def test_a_failure_is_tried_again_ever_later_and_held_in_the_end(
    store: SqliteStore, room: Room, time: Time
) -> None:
    [number] = await add(store, draft("hello"))
    await add(store, draft("below", parent=number))
    room.fails = [ChatError("the server is down")] * 8
    post = sender(store, room, time)
    for _ in range(8):
        assert set((await states(store)).values()) != {"held"}
        await post.flush(PLACE)
        time.now += 600
    assert set((await states(store)).values()) == {"held"}
    assert (await store.outbox.unfinished())[0].why == "the server is down"
    assert len(room.sends) == 8


async def test_a_missing_permission_is_waited_for_longer_than_another_failure(
    store: SqliteStore, room: Room, time: Time
) -> None:
    await add(store, draft("hello"))
    room.fails = [NotAllowed("may not write")] * 8
    post = sender(store, room, time)
    while (await the_part(store)).state != "held":
        await post.flush(PLACE)
        time.now += 60
    assert time.now > 2 * 3600


async def test_an_edit_is_sent_again_until_it_is_surely_there(
    store: SqliteStore, room: Room, time: Time
) -> None:
    [number] = await add(store, draft("poll"))
    post = sender(store, room, time)
    await post.flush(PLACE)
    await add(store, Draft(Message("1 vote"), changes=number))
    room.fails = [Unsure("the connection broke"), RuntimeError("a surprise")]
    for _ in range(3):
        await post.flush(PLACE)
        time.now += 20
    assert list(room.shown.values()) == [Message("1 vote")]
    await add(store, Draft(None, changes=number))
    await post.flush(PLACE)
    assert room.shown == {}
    assert room.finds == []


async def test_what_another_worker_left_in_flight_is_resolved_before_the_place_goes_on(
    store: SqliteStore, room: Room, time: Time
) -> None:
    await add(store, draft("1", "p1"), draft("2"))
    [part] = await store.outbox.claim("crashed", ["fake"], NOW, NOW + LEASE, 1)
    await store.outbox.sending(part, NOW, NOW + LEASE)
    await room.send(part.place, part.message, part.key)
    post = sender(store, room, time)
    await post.flush(PLACE)
    assert room.texts == ["1"]
    time.now = 45
    await post.flush(PLACE)
    assert room.texts == ["1", "2"]
    assert await store.ledger.posted(PLACE) == {"p1"}


async def test_a_machine_that_slept_after_it_noted_the_request_sends_nothing(
    store: SqliteStore, room: Room, time: Time
) -> None:
    await add(store, draft("hello"))
    naps = [26.0, 0.0]

    def nap() -> None:
        assert not room.sends
        time.now += naps.pop(0)

    store.outbox = Slow(store, nap)  # type: ignore[assignment]
    await sender(store, room, time).flush(PLACE)
    assert naps == []
    assert len(room.sends) == 1


async def test_a_machine_that_slept_through_the_keys_window_looks_up(
    store: SqliteStore, time: Time
) -> None:
    room = Room(time, key_window=60)
    await add(store, draft("hello"))
    room.loses = [Unsure("the connection broke")] * 3
    naps = [0.0, 24.0, 24.0, 24.0]

    def nap() -> None:
        time.now += naps.pop(0)

    store.outbox = Slow(store, nap)  # type: ignore[assignment]
    await sender(store, room, time).flush(PLACE)
    assert max(room.moments) < 60 - 20
    assert (len(room.finds), len(room.shown)) == (1, 1)


async def test_a_doubt_from_before_the_clock_was_set_back_is_held(
    store: SqliteStore, time: Time
) -> None:
    room = Room(time, key_window=120)
    await add(store, draft("hello", "p1"))
    room.fails = [Unsure("the connection broke"), RateLimited("slow down", 1)]
    time.now = 40 * 86400
    post = sender(store, room, time)
    await post.flush(PLACE)
    time.now = 0
    await post.flush(PLACE)
    part = await the_part(store)
    assert (part.state, len(room.finds)) == ("held", 1)
    assert "the clock was set back" in part.why


async def test_two_senders_on_one_file_send_everything_once(tmp_path: Path, time: Time) -> None:
    stores = [await SqliteStore.open(tmp_path / "paperboy.db") for _ in range(2)]
    room = Room(time)
    places = [Address("fake", f"room {number}") for number in range(20)]
    for place in places:
        await add(stores[0], draft(f"1 {place}"), draft(f"2 {place}"), place=place)
    senders = [
        Sender(each, {"fake": room}, time.clock, name, sleep=time.sleep, monotonic=time.monotonic)
        for each, name in zip(stores, "vw", strict=True)
    ]
    await asyncio.gather(*(each.flush(place) for place in places for each in senders))
    await asyncio.gather(*(each.flush(place) for place in places for each in senders))
    assert sorted(room.texts) == sorted(f"{n} {place}" for place in places for n in (1, 2))
    for each in stores:
        await each.close()


@pytest.mark.parametrize(("lost_in", "state"), [("sending", "claimed"), ("sent", "sending")])
async def test_a_store_that_fails_under_way_leaves_at_most_a_doubt(
    store: SqliteStore, room: Room, time: Time, tmp_path: Path, lost_in: str, state: str
) -> None:
    await add(store, draft("hello", "p1"))
    file, aside = tmp_path / "paperboy.db", tmp_path / "aside.db"

    async def lose_the_file(*_: float) -> None:
        file.rename(aside)

    post = sender(store, room, time)
    with pytest.MonkeyPatch.context() as patch:
        if lost_in == "sent":
            patch.setattr(room, "before", lose_the_file)
        else:
            patch.setattr(post, "_sleep", lose_the_file)
        with pytest.raises(StoreError, match="deleted or replaced"):
            await post.flush(PLACE)
    aside.rename(file)
    assert len(room.sends) == (lost_in == "sent")
    assert (await the_part(store)).state == state
    time.now = 60
    await post.flush(PLACE)
    assert len(room.shown) == 1
    assert await store.ledger.posted(PLACE) == {"p1"}


async def test_what_belongs_to_a_message_that_was_deleted_is_left_out_and_the_place_lives(
    store: SqliteStore, room: Room, time: Time
) -> None:
    await store.subscriptions.add(Subscription(PLACE, next_run_at=NOW), NOW)
    [above] = await add(store, draft("1", "p1"))
    await add(store, draft("2", parent=above), draft("3", "p3"))
    post = sender(store, room, time)
    room.fails = [None, None, Nowhere("the post was deleted")]
    await post.flush(PLACE)
    assert room.texts == ["1", "3", "2"]  # which was tried once
    [its] = await store.subscriptions.of(PLACE)
    assert not its.paused
    assert await store.outbox.unfinished() == ()
    assert await store.ledger.posted(PLACE) == {"p1", "p3"}
