"""Forums: posts with tags, and none of them twice. Real discord.py, a small Discord."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import ChatError, NotAllowed, Nowhere, PlaceGone, RateLimited, Unsure
from bot.messages import Address, Card, Message
from tests.discord.shapes import (
    FORUM,
    MEDIA,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SERVER,
    VIEW_CHANNEL,
)
from tests.discord.stand_in import DiscordRoom, Fault, chat_on, discord_room

FORUM_PLACE = Address("discord", f"{SERVER}/{FORUM}")
DIGEST = Message("2 new papers", (Card("2 new papers · Tue 10 March"), Card("A title", "A body")))
HELLO = Message("hello")


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        made.discord.add_forum()
        yield made


def posts(room: DiscordRoom) -> list[str]:
    its = room.discord.places.values()
    return [each["name"] for each in its if each.get("parent_id") == FORUM]


async def test_a_digest_is_a_post_and_its_details_stand_in_it(room: DiscordRoom) -> None:
    ref = await room.chat.send(FORUM_PLACE, DIGEST, "a")
    assert ref.address == replace(FORUM_PLACE, thread=ref.id)
    assert posts(room) == ["2 new papers · Tue 10 March"]
    detail = await room.chat.send(FORUM_PLACE, Message("detail"), "b", parent=ref)
    assert detail.address == ref.address
    assert room.discord.texts(ref.id)[1:] == ["detail"]
    assert await room.chat.find(FORUM_PLACE, "b", room.discord.now, ref) == detail


async def test_that_it_is_a_forum_is_asked_once(room: DiscordRoom) -> None:
    await room.chat.send(FORUM_PLACE, DIGEST, "a")
    await room.chat.send(FORUM_PLACE, DIGEST, "b")
    assert len(posts(room)) == 2
    assert len(room.discord.sent(f"POST /channels/{FORUM}/messages")) == 1
    assert len(room.discord.sent(f"GET /channels/{FORUM}$")) == 1


@pytest.mark.parametrize(
    ("tags", "needs_tag", "chosen"),
    [
        (("news", "Papers", "PAPERBOY"), False, ["902"]),
        (("news", "papers"), True, ["901"]),
        (("news", "other"), True, ["900"]),
        (("news",), False, None),
    ],
)
async def test_a_post_has_the_tag_that_suits(
    room: DiscordRoom, tags: tuple[str, ...], needs_tag: bool, chosen: list[str] | None
) -> None:
    room.discord.add_forum(tags=tags, needs_tag=needs_tag)
    await room.chat.send(FORUM_PLACE, DIGEST, "a")
    (body,) = room.discord.sent("POST /channels/600/threads")
    assert body.get("applied_tags") == chosen


async def test_a_forum_without_a_tag_to_give_says_so_and_is_looked_at_again(
    room: DiscordRoom,
) -> None:
    room.discord.add_forum(needs_tag=True)
    with pytest.raises(NotAllowed, match="tag"):
        await room.chat.send(FORUM_PLACE, DIGEST, "a")
    assert "tag" in (await room.chat.check_place(FORUM_PLACE)).what
    room.discord.add_forum(tags=("any",), needs_tag=True)
    await room.chat.send(FORUM_PLACE, DIGEST, "a")
    assert len(posts(room)) == 1


async def test_moderated_tags_are_left_to_moderators(room: DiscordRoom) -> None:
    room.discord.add_forum(tags=("papers", "any"), needs_tag=True)
    room.discord.places[FORUM]["available_tags"][0]["moderated"] = True
    await room.chat.send(FORUM_PLACE, DIGEST, "a")
    assert room.discord.sent("POST /channels/600/threads")[0]["applied_tags"] == ["901"]


async def test_posts_are_edited_and_their_message_is_deleted(room: DiscordRoom) -> None:
    ref = await room.chat.send(FORUM_PLACE, HELLO, "a")
    await room.chat.edit(ref, Message("goodbye"))
    assert room.discord.texts(ref.id) == ["goodbye"]
    await room.discord.archive_thread(ref.id)
    await room.chat.edit(ref, Message("again"))
    assert room.discord.texts(ref.id) == ["again"]
    await room.chat.delete(ref)
    await room.chat.delete(ref)
    assert room.discord.texts(ref.id) == []


async def test_posts_are_found_open_or_archived_and_absence_is_proven(room: DiscordRoom) -> None:
    since = room.discord.now
    room.discord.now += timedelta(seconds=30)
    open_one = await room.chat.send(FORUM_PLACE, HELLO, "a")
    archived = await room.chat.send(FORUM_PLACE, HELLO, "b")
    await room.discord.archive_thread(archived.id)
    assert await room.chat.find(FORUM_PLACE, "a", since) == open_one
    assert await room.chat.find(FORUM_PLACE, "b", since) == archived
    assert await room.chat.find(FORUM_PLACE, "never sent", since) is None


async def test_many_archived_posts_are_read_back_to_the_day_and_no_further(
    room: DiscordRoom,
) -> None:
    for number in range(130):
        room.discord.now += timedelta(hours=1)
        thread = room.discord.snowflake()
        made = {"id": thread, "type": 11, "guild_id": SERVER, "parent_id": FORUM, "owner_id": "9"}
        stamp = room.discord.now.isoformat()
        state = {"archived": True, "archive_timestamp": stamp, "locked": False}
        room.discord.channels[thread] = {}
        room.discord.places[thread] = made | {"name": f"{number}", "thread_metadata": state}
    await room.chat.find(FORUM_PLACE, "a", room.discord.now - timedelta(hours=2))
    assert len(room.discord.sent("archived")) == 1
    await room.chat.find(FORUM_PLACE, "a", room.discord.now - timedelta(hours=200))
    assert len(room.discord.sent("archived")) == 3


@pytest.mark.parametrize("on", ["active", "archived", r"GET /channels/\d+/messages/"])
async def test_absence_is_not_claimed_where_something_could_not_be_read(
    room: DiscordRoom, on: str
) -> None:
    await room.chat.send(FORUM_PLACE, HELLO, "a")
    room.discord.faults.append(Fault(on, 500))
    with pytest.raises(Unsure):
        await room.chat.find(FORUM_PLACE, "b", room.discord.now)


async def test_a_post_that_lost_its_message_leaves_doubt(room: DiscordRoom) -> None:
    ref = await room.chat.send(FORUM_PLACE, HELLO, "a")
    await room.chat.delete(ref)
    with pytest.raises(Unsure, match="lost"):
        await room.chat.find(FORUM_PLACE, "b", room.discord.now)
    await room.chat.send(FORUM_PLACE, HELLO, "c")  # which was never tried before


@pytest.mark.parametrize(
    "fault", [Fault("threads$", reset=True), Fault("threads$", 500, done=True)]
)
async def test_a_doubtful_post_is_found_and_never_made_twice(
    room: DiscordRoom, fault: Fault
) -> None:
    room.discord.faults.append(fault)
    with pytest.raises(Unsure):
        await room.chat.send(FORUM_PLACE, HELLO, "a")
    again = await room.chat.send(FORUM_PLACE, HELLO, "a")
    other = chat_on(room.discord)  # after a crash: another process
    assert await other.send(FORUM_PLACE, HELLO, "a") == again
    await other.close()
    assert len(posts(room)) == 1


async def test_what_is_not_there_yet_is_looked_for_again_before_it_is_made(
    room: DiscordRoom,
) -> None:
    room.discord.faults.append(Fault(f"POST /channels/{FORUM}/threads", 500))
    with pytest.raises(Unsure):
        await room.chat.send(FORUM_PLACE, HELLO, "a")
    room.discord.now += timedelta(seconds=4)
    with pytest.raises(RateLimited) as raised:
        await room.chat.send(FORUM_PLACE, HELLO, "a")
    assert raised.value.retry_after == 56
    room.discord.now += timedelta(seconds=56)
    await room.chat.send(FORUM_PLACE, HELLO, "a")
    assert len(posts(room)) == 1


async def test_a_post_is_not_made_where_nobody_can_tell_whether_it_stands_there(
    room: DiscordRoom,
) -> None:
    room.discord.faults.append(Fault("active", 500))
    with pytest.raises(ChatError) as raised:
        await room.chat.send(FORUM_PLACE, HELLO, "a")
    assert type(raised.value) is ChatError
    assert posts(room) == []


@pytest.mark.parametrize(
    ("taken", "named"),
    [(SEND_MESSAGES, "Send Messages"), (READ_MESSAGE_HISTORY, "Read Message History")],
)
async def test_a_forum_whose_permissions_are_taken_is_gone(
    room: DiscordRoom, taken: int, named: str
) -> None:
    await room.discord.deny(FORUM, taken)
    with pytest.raises(PlaceGone) as raised:
        await room.chat.send(FORUM_PLACE, HELLO, "a")
    assert raised.value.reason == f"Paperboy lacks {named} in the channel"


async def test_details_of_a_locked_post_are_not_posts_of_their_own(room: DiscordRoom) -> None:
    ref = await room.chat.send(FORUM_PLACE, HELLO, "a")
    await room.discord.lock_thread(ref.id)
    with pytest.raises(ChatError, match="locked") as raised:
        await room.chat.send(FORUM_PLACE, Message("detail"), "b", parent=ref)
    assert type(raised.value) is Nowhere
    assert len(posts(room)) == 1
    await room.discord.lock_thread(ref.id, archived=True)
    with pytest.raises(ChatError, match="locked") as raised:
        await room.chat.edit(ref, Message("changed"))
    assert type(raised.value) is Nowhere


async def test_a_post_that_is_deleted_ends_what_belongs_there_and_not_the_forum(
    room: DiscordRoom,
) -> None:
    ref = await room.chat.send(FORUM_PLACE, HELLO, "a")
    await room.discord.delete_channel(ref.id)
    with pytest.raises(ChatError, match="deleted") as raised:
        await room.chat.send(FORUM_PLACE, Message("detail"), "b", parent=ref)
    assert type(raised.value) is Nowhere
    assert await room.chat.find(FORUM_PLACE, "b", room.discord.now, ref) is None
    await room.chat.edit(ref, Message("changed"))
    await room.chat.send(FORUM_PLACE, HELLO, "c")


async def test_a_post_that_is_deleted_with_its_forum_ends_both(room: DiscordRoom) -> None:
    ref = await room.chat.send(FORUM_PLACE, HELLO, "a")
    await room.discord.delete_channel(FORUM)
    with pytest.raises(PlaceGone, match="no such channel"):
        await room.chat.send(FORUM_PLACE, Message("detail"), "b", parent=ref)


async def test_a_deleted_post_of_a_forum_that_is_hidden_ends_both(room: DiscordRoom) -> None:
    ref = await room.chat.send(FORUM_PLACE, HELLO, "a")
    await room.discord.delete_channel(ref.id)
    await room.discord.deny(FORUM, VIEW_CHANNEL)
    with pytest.raises(PlaceGone, match="View Channel"):
        await room.chat.send(FORUM_PLACE, Message("detail"), "b", parent=ref)


async def test_whether_a_forum_is_still_there_may_be_unknown_for_now(room: DiscordRoom) -> None:
    ref = await room.chat.send(FORUM_PLACE, HELLO, "a")
    await room.discord.delete_channel(ref.id)
    room.discord.faults.append(Fault(f"GET /channels/{FORUM}$", 500))
    with pytest.raises(ChatError, match="nothing was sent"):
        await room.chat.send(FORUM_PLACE, Message("detail"), "b", parent=ref)


async def test_the_tags_of_a_forum_are_looked_at_again_after_an_hour(room: DiscordRoom) -> None:
    await room.chat.send(FORUM_PLACE, HELLO, "a")
    room.discord.add_forum(tags=("papers",))
    for minutes, tags in ((59, None), (1, ["900"])):
        room.discord.now += timedelta(minutes=minutes)
        await room.chat.send(FORUM_PLACE, HELLO, f"{minutes}")
        assert room.discord.sent("POST /channels/600/threads")[-1].get("applied_tags") == tags
    room.discord.now -= timedelta(days=1)  # a clock that is set back
    await room.chat.send(FORUM_PLACE, HELLO, "b")
    assert len(room.discord.sent(f"GET /channels/{FORUM}$")) == 3


async def test_a_media_channel_is_a_forum(room: DiscordRoom) -> None:
    room.discord.add_forum(kind=MEDIA)
    ref = await room.chat.send(FORUM_PLACE, HELLO, "a")
    assert await room.chat.find(FORUM_PLACE, "a", room.discord.now) == ref
    assert "a post each time" in (await room.chat.check_place(FORUM_PLACE)).what


async def test_a_check_names_the_tags_of_a_forum(room: DiscordRoom) -> None:
    room.discord.add_forum(tags=("papers", "other"))
    found = await room.chat.check_place(FORUM_PLACE)
    assert not found.mend
    assert "papers, other" in found.what
