"""The contract of what chats need besides: repeated events, pictures, workspaces, reactions."""

from collections.abc import Awaitable, Callable
from hashlib import sha256

from bot.messages import Address
from bot.models import Subscription
from bot.ports import Store
from tests.delivery import OTHER
from tests.fakes import NOW, PLACE


async def test_an_event_is_new_once_in_its_chat_also_after_a_restart(
    opened: Callable[[], Awaitable[Store]],
) -> None:
    store = await opened()
    assert await store.deliveries.first("fake", "Ev1", NOW)
    assert not await store.deliveries.first("fake", "Ev1", NOW)
    assert await store.deliveries.first("fake", "Ev2", NOW)
    assert await store.deliveries.first("other", "Ev1", NOW)
    again = await opened()
    assert not await again.deliveries.first("fake", "Ev1", NOW)


async def test_a_picture_is_kept_once_under_its_sha_256(store: Store) -> None:
    data = bytes(range(256)) * 3
    name = await store.pictures.add(data)
    assert name == sha256(data).hexdigest()
    assert await store.pictures.add(data) == name
    assert await store.pictures.get(name) == data
    assert await store.pictures.get("0" * 64) is None


async def test_only_the_vote_that_stands_is_withdrawn(store: Store) -> None:
    await store.votes.vote(PLACE, "p1", "anna", 1, NOW)
    await store.votes.vote(PLACE, "p1", "ben", 1, NOW)
    await store.votes.withdraw(PLACE, "p1", "anna", -1)
    await store.votes.withdraw(OTHER, "p1", "anna", 1)
    assert not await store.votes.withdraw(PLACE, "p1", "anna", 1, before=NOW)
    assert await store.votes.tally(PLACE, "p1") == (2, 0)
    await store.votes.withdraw(PLACE, "p1", "anna", 1)
    await store.votes.withdraw(PLACE, "p1", "anna", 1)
    assert await store.votes.tally(PLACE, "p1") == (1, 0)


async def test_an_address_that_ends_in_a_slash_stands_for_all_that_begin_so(store: Store) -> None:
    names = ["T1/b", "T1/a", "T10/a", "T1", "T1/a", "T_/a", "TX/a", "T1/ü", "T1/a/b"]
    for name in names:
        await store.subscriptions.add(Subscription(Address("fake", name), (name,)), NOW)
    await store.subscriptions.add(Subscription(Address("fakes", "T1/a")), NOW)

    async def inside(channel: str) -> list[tuple[str, int]]:
        its = await store.subscriptions.inside(Address("fake", channel))
        return [(each.place.channel, each.id) for each in its]

    assert await inside("T1/") == [
        ("T1/a", 2),
        ("T1/a", 5),
        ("T1/a/b", 9),
        ("T1/b", 1),
        ("T1/ü", 8),
    ]
    assert await inside("T1/a/") == [("T1/a/b", 9)]
    assert await inside("T1/a") == [("T1/a", 2), ("T1/a", 5)]
    assert await inside("T_/") == [("T_/a", 6)], "no sign stands for others"
    assert await inside("T1") == [("T1", 4)]
    assert await inside("%/") == await inside("nowhere") == []
