"""What Paperboy needs in each kind of channel: sending, checks and events go by one table."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.errors import ChatError, PlaceGone
from bot.messages import Address, Message, PlaceChanged
from tests.discord.core import HELLO, Core, listening
from tests.discord.shapes import (
    ANNOUNCEMENTS,
    ATTACH_FILES,
    CREATE_PUBLIC_THREADS,
    FORUM_CHANNEL,
    FORUMS,
    MEDIA,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    SEND_POLLS,
    SERVER,
    STAGE,
    TEXT_CHANNEL,
    THREAD,
    VIEW_CHANNEL,
    VOICE,
)
from tests.discord.stand_in import DiscordRoom, discord_room

ROOM = "700"
AT = Address("discord", f"{SERVER}/{ROOM}")
VIEW = (VIEW_CHANNEL, "View Channel")
SEND = (SEND_MESSAGES, "Send Messages")
IN_THREADS = (SEND_MESSAGES_IN_THREADS, "Send Messages in Threads")
THREADS = (CREATE_PUBLIC_THREADS, "Create Public Threads")
HISTORY = (READ_MESSAGE_HISTORY, "Read Message History")
FILES, POLLS = (ATTACH_FILES, "Attach Files"), (SEND_POLLS, "Create Polls")
CHATS = (TEXT_CHANNEL, ANNOUNCEMENTS, VOICE, STAGE)


@dataclass(frozen=True)
class Case:
    """A kind of channel, what is taken there, and its name."""

    kind: int
    taken: int
    named: str


def cases(kinds: tuple[int, ...], *permissions: tuple[int, str]) -> list[Case]:
    return [Case(kind, *each) for kind in kinds for each in permissions]


ENDS = [
    *cases(CHATS, VIEW, SEND, HISTORY),
    *cases(FORUMS, VIEW, SEND, IN_THREADS, HISTORY),
    *cases((THREAD,), VIEW, IN_THREADS, HISTORY),
]
DETAILS = cases((TEXT_CHANNEL, ANNOUNCEMENTS), IN_THREADS, THREADS)
NOTHING = [
    *cases(CHATS, FILES, POLLS),
    *cases((VOICE, STAGE), IN_THREADS, THREADS),
    *cases(FORUMS, THREADS, FILES, POLLS),
    *cases((THREAD,), SEND, THREADS, FILES, POLLS),
]


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made


async def opened(room: DiscordRoom, kind: int) -> Address:
    """A place of this kind: for a thread, one in the channel."""
    if kind in FORUMS:
        room.discord.add_forum(ROOM, kind=kind)
        return AT
    room.discord.add_channel(ROOM, kind=TEXT_CHANNEL if kind == THREAD else kind)
    if kind != THREAD:
        return AT
    parent = await room.chat.send(AT, HELLO, "parent")
    ref = await room.chat.send(AT, HELLO, "child", parent=parent)
    return ref.address


@pytest.mark.parametrize("case", ENDS, ids=str)
async def test_without_it_nothing_comes_there(room: DiscordRoom, case: Case) -> None:
    at = await opened(room, case.kind)
    await room.discord.deny(ROOM, case.taken)
    found = await room.chat.check_place(at)
    assert case.named in found.what + found.mend
    assert found.mend
    if case.named == HISTORY[1] and case.kind not in FORUMS:
        await room.chat.send(at, HELLO, "key")  # it would not be found again, that is all
        return
    if case.named == IN_THREADS[1] and case.kind in FORUMS:
        at_once = await room.chat.send(at, HELLO, "post")
        with pytest.raises(PlaceGone, match=case.named):
            await room.chat.send(at, Message("detail"), "key", parent=at_once)
        return
    with pytest.raises(PlaceGone, match=case.named):
        await room.chat.send(at, HELLO, "key")


@pytest.mark.parametrize("case", DETAILS, ids=str)
async def test_without_it_details_stand_in_the_channel(room: DiscordRoom, case: Case) -> None:
    at = await opened(room, case.kind)
    await room.discord.deny(ROOM, case.taken)
    found = await room.chat.check_place(at)
    assert f"without {case.named}, details go to the channel" in found.what
    parent = await room.chat.send(at, HELLO, "a")
    ref = await room.chat.send(at, Message("detail"), "b", parent=parent)
    assert ref.address == at


@pytest.mark.parametrize("case", NOTHING, ids=str)
async def test_without_it_all_is_well(room: DiscordRoom, case: Case) -> None:
    at = await opened(room, case.kind)
    await room.discord.deny(ROOM, case.taken)
    found = await room.chat.check_place(at)
    assert not found.mend
    parent = await room.chat.send(at, HELLO, "a")
    await room.chat.send(at, Message("detail"), "b", parent=parent)
    assert room.times("detail") == 1


@pytest.mark.parametrize("case", [each for each in ENDS if each.kind != THREAD], ids=str)
async def test_events_end_a_place_by_the_same_table_and_bring_it_back(
    room: DiscordRoom, case: Case
) -> None:
    await opened(room, case.kind)
    core = Core()
    async with listening(room, core):
        await room.chat.send(AT, HELLO, "a")
        await _told(room, core)
        await room.discord.deny(ROOM, case.taken)
        await core.until(1)
        await room.discord.allow(ROOM, case.taken)
        await core.until(2)
    why = f"Paperboy lost the permission {case.named} there"
    back = f"Paperboy has the permission {case.named} again"
    assert core.changes == [PlaceChanged(AT, "gone", why), PlaceChanged(AT, "back", back)]


@pytest.mark.parametrize("case", [each for each in NOTHING if each.kind != THREAD], ids=str)
async def test_events_of_what_is_not_needed_end_nothing(room: DiscordRoom, case: Case) -> None:
    await opened(room, case.kind)
    core = Core()
    async with listening(room, core):
        await room.chat.send(AT, HELLO, "a")
        await _told(room, core)
        await room.discord.deny(ROOM, case.taken)
        await room.discord.deny(ROOM, VIEW_CHANNEL)
        await core.until(1)
    assert [each.why for each in core.changes] == [
        "Paperboy lost the permission View Channel there"
    ]


async def _told(room: DiscordRoom, core: Core) -> None:
    """Wait until the servers are known: a command comes after them."""
    typed = await room.discord.type("digest now")
    await room.discord.until(lambda: typed.seen)
    core.events.clear()


# ---------------------------------------------------------------- kinds of channels


@pytest.mark.parametrize("kind", [VOICE, STAGE])
async def test_where_no_threads_are_details_stand_in_the_chat(room: DiscordRoom, kind: int) -> None:
    at = await opened(room, kind)
    parent = await room.chat.send(at, HELLO, "a")
    ref = await room.chat.send(at, Message("detail"), "b", parent=parent)
    assert ref.address == at
    assert "threads" not in (await room.chat.check_place(at)).what


async def test_announcements_have_threads_of_their_own_kind(room: DiscordRoom) -> None:
    at = await opened(room, ANNOUNCEMENTS)
    parent = await room.chat.send(at, HELLO, "a")
    ref = await room.chat.send(at, Message("detail"), "b", parent=parent)
    assert ref.address.thread == parent.id
    assert room.discord.places[parent.id]["type"] == 10


async def test_a_thread_that_is_a_place_ends_with_it(room: DiscordRoom) -> None:
    at = await opened(room, THREAD)
    assert at.thread
    await room.discord.delete_channel(at.thread)
    with pytest.raises(PlaceGone):
        await room.chat.send(at, HELLO, "a")


async def test_a_deleted_thread_is_opened_anew_for_the_next_detail(room: DiscordRoom) -> None:
    at = await opened(room, TEXT_CHANNEL)
    parent = await room.chat.send(at, HELLO, "a")
    ref = await room.chat.send(at, Message("detail"), "b", parent=parent)
    await room.discord.delete_channel(parent.id)
    again = await room.chat.send(at, Message("more"), "c", parent=parent)
    assert again.address == ref.address
    await room.discord.delete_channel(parent.id)
    with pytest.raises(ChatError, match="deleted") as raised:
        await room.chat.send(at, Message("deeper"), "d", parent=ref)
    assert not isinstance(raised.value, PlaceGone)


@pytest.mark.parametrize("kind", [FORUM_CHANNEL, MEDIA])
async def test_details_need_no_more_than_posts_take(room: DiscordRoom, kind: int) -> None:
    at = await opened(room, kind)
    ref = await room.chat.send(at, HELLO, "a")
    await room.discord.deny(ROOM, SEND_MESSAGES)
    await room.chat.send(at, Message("detail"), "b", parent=ref)  # no new post
    assert room.times("detail") == 1
