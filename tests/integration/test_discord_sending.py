"""Threads, pictures, permissions and checks on Discord. Real discord.py, a small Discord."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.errors import NotAllowed, PlaceGone, RateLimited, StoreError, Unsure
from bot.messages import Address, Card, Image, Message, MessageRef, Poll
from tests.discord.shapes import (
    ATTACH_FILES,
    CHANNEL,
    CREATE_PUBLIC_THREADS,
    PERSON,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    SERVER,
    SILENT,
    VIEW_CHANNEL,
    media_of,
)
from tests.discord.stand_in import PLACE, DiscordRoom, Fault, chat_on, discord_room
from tests.fakes import NOW

HELLO, DETAIL = Message("hello"), Message("detail")
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"x" * 20, b"\xff\xd8\xff" + b"x" * 20
SHA = "ab" * 32
PICTURED = Message("a paper", (Card("A title", image=Image(SHA, "a diagram")),))
DIRECT = Address("discord", "@me/500")


class Shelf:
    """Pictures in memory; `broken` fails."""

    def __init__(self, data: bytes | None = PNG, *, broken: bool = False) -> None:
        self.data, self.broken = data, broken

    async def add(self, data: bytes) -> str:
        raise AssertionError(data)

    async def get(self, sha256: str) -> bytes | None:
        assert sha256 == SHA
        if self.broken:
            raise StoreError("the store is broken")
        return self.data


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made


def shown_in(room: DiscordRoom, ref: MessageRef) -> list[object]:
    its = room.discord.channels[ref.address.thread or CHANNEL][ref.id]
    return [each["media"]["url"] for each in media_of(its)]


# ---------------------------------------------------------------- threads


async def sent_before(room: DiscordRoom) -> MessageRef:
    """A message of a Paperboy that runs no more."""
    earlier = chat_on(room.discord)
    try:
        return await earlier.send(PLACE, HELLO, "a")
    finally:
        await earlier.close()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Summary of a paper\nwith more below", "Summary of a paper"),
        ("\x00\x07\n\u200b\nseen\x1b[1m", "seen[1m"),
        ("\u200b", "Details"),
        ("", "Details"),
    ],
)
async def test_a_thread_has_a_name_that_can_be_seen(
    room: DiscordRoom, text: str, name: str
) -> None:
    parent = await sent_before(room)
    await room.chat.send(PLACE, Message(text), "b", parent=parent)
    assert room.discord.places[parent.id]["name"] == name


async def test_a_thread_is_called_as_what_it_hangs_on(room: DiscordRoom) -> None:
    digest = Message("2 new papers", (Card("2 new papers · Tue 10 March"), Card("A paper")))
    parent = await room.chat.send(PLACE, digest, "a")
    for key in ("b", "c"):
        await room.chat.send(PLACE, Message("detail"), key, parent=parent)
    assert room.discord.places[parent.id]["name"] == "2 new papers · Tue 10 March"
    assert room.discord.texts(parent.id) == ["detail", "detail"]
    assert len(room.discord.sent("POST")) == 4


async def test_a_long_name_ends_at_a_word(room: DiscordRoom) -> None:
    parent = await sent_before(room)
    await room.chat.send(PLACE, Message("gaussian " * 30), "b", parent=parent)
    name = room.discord.places[parent.id]["name"]
    assert len(name) <= 100
    assert name.endswith("gaussian…")


async def test_an_archived_thread_is_opened_again(room: DiscordRoom) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    first = await room.chat.send(PLACE, DETAIL, "b", parent=parent)
    await room.discord.archive_thread(parent.id)
    await room.chat.edit(first, Message("changed"))
    room.discord.faults.append(Fault(f"POST /channels/{parent.id}/messages", 400, 50083))
    second = await room.chat.send(PLACE, Message("more"), "c", parent=parent)
    assert second.address == first.address
    assert room.discord.texts(parent.id) == ["changed", "more"]
    assert room.discord.sent("PATCH /channels/[0-9]+$") == [{"archived": False}] * 2


@pytest.mark.parametrize("archived", [False, True])
async def test_details_of_a_locked_thread_go_to_the_channel(
    room: DiscordRoom, *, archived: bool
) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    await room.chat.send(PLACE, DETAIL, "b", parent=parent)
    await room.discord.lock_thread(parent.id, archived=archived)
    ref = await room.chat.send(PLACE, Message("more"), "c", parent=parent)
    assert ref.address == PLACE
    assert room.discord.texts() == ["hello", "more"]


@pytest.mark.parametrize("archived", [False, True])
async def test_a_place_that_is_a_locked_thread_is_gone(
    room: DiscordRoom, *, archived: bool
) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    await room.chat.send(PLACE, DETAIL, "b", parent=parent)
    await room.discord.lock_thread(parent.id, archived=archived)
    with pytest.raises(PlaceGone) as raised:
        await room.chat.send(Address("discord", f"{SERVER}/{parent.id}"), HELLO, "c")
    assert raised.value.reason == "the thread is locked or archived"


@pytest.mark.parametrize("taken", [CREATE_PUBLIC_THREADS, SEND_MESSAGES_IN_THREADS])
async def test_without_the_permissions_for_threads_details_go_to_the_channel(
    room: DiscordRoom, taken: int
) -> None:
    await room.discord.deny(CHANNEL, taken)
    parent = await room.chat.send(PLACE, HELLO, "a")
    ref = await room.chat.send(PLACE, DETAIL, "b", parent=parent)
    assert ref.address == PLACE


# ---------------------------------------------------------------- permissions


@pytest.mark.parametrize(
    ("taken", "reason"),
    [
        (VIEW_CHANNEL, "Paperboy lacks View Channel in the channel"),
        (SEND_MESSAGES, "Paperboy lacks Send Messages in the channel"),
        (
            SEND_MESSAGES | READ_MESSAGE_HISTORY,
            "Paperboy lacks Send Messages and Read Message History in the channel",
        ),
    ],
)
async def test_permissions_that_are_taken_end_a_place_and_are_named(
    room: DiscordRoom, taken: int, reason: str
) -> None:
    ref = await room.chat.send(PLACE, HELLO, "a")
    await room.discord.deny(CHANNEL, taken)
    with pytest.raises(PlaceGone) as raised:
        await room.chat.send(PLACE, HELLO, "b")
    assert raised.value.reason == reason
    assert "role" in str(raised.value)
    if taken == VIEW_CHANNEL:
        with pytest.raises(PlaceGone):
            await room.chat.edit(ref, HELLO)


async def test_a_server_that_threw_the_bot_out_is_gone(room: DiscordRoom) -> None:
    await room.discord.remove_from_server()
    with pytest.raises(PlaceGone) as raised:
        await room.chat.send(PLACE, HELLO, "key")
    assert raised.value.reason == "Paperboy is not on this server"


async def test_what_is_missing_but_cannot_be_looked_up_is_no_end(room: DiscordRoom) -> None:
    await room.discord.deny(CHANNEL, SEND_MESSAGES)
    room.discord.faults.append(Fault("GET /guilds/100$", 500))
    with pytest.raises(NotAllowed):
        await room.chat.send(PLACE, HELLO, "a")


async def test_a_person_who_takes_no_messages_is_an_end(room: DiscordRoom) -> None:
    room.discord.channels["500"] = {}
    await room.chat.send(DIRECT, HELLO, "a")
    room.discord.closed.add(PERSON)
    with pytest.raises(PlaceGone, match="takes no messages"):
        await room.chat.send(DIRECT, HELLO, "b")


# ---------------------------------------------------------------- pictures


async def test_a_picture_goes_along_and_stays_through_an_edit(room: DiscordRoom) -> None:
    chat = chat_on(room.discord, pictures=Shelf())
    ref = await chat.send(PLACE, PICTURED, "a")
    assert len(shown_in(room, ref)) == 1
    its = room.discord.channels[CHANNEL][ref.id]
    assert room.discord.pictures(its) == {f"{SHA[:16]}.png": PNG}
    assert its["attachments"][0]["description"] == "a diagram"
    assert await chat.find(PLACE, "a", NOW) == ref
    await chat.edit(ref, replace(PICTURED, text="changed"))
    assert len(shown_in(room, ref)) == 1
    await chat.edit(ref, HELLO)
    assert shown_in(room, ref) == []
    await chat.close()


async def test_a_picture_of_another_kind_is_called_so(room: DiscordRoom) -> None:
    chat = chat_on(room.discord, pictures=Shelf(JPEG))
    ref = await chat.send(PLACE, PICTURED, "a")
    its = room.discord.channels[CHANNEL][ref.id]
    assert list(room.discord.pictures(its)) == [f"{SHA[:16]}.jpg"]
    assert str(shown_in(room, ref)[0]).endswith(".jpg")
    await chat.close()


@pytest.mark.parametrize(
    "shelf",
    [None, Shelf(None), Shelf(b"GIF"), Shelf(PNG * 300_000), Shelf(broken=True)],
    ids=["none", "absent", "no picture", "too large", "broken"],
)
async def test_a_picture_that_cannot_be_shown_holds_no_text_back(
    room: DiscordRoom, shelf: Shelf | None
) -> None:
    chat = chat_on(room.discord, pictures=shelf)
    ref = await chat.send(PLACE, PICTURED, "a")
    assert shown_in(room, ref) == []
    assert room.times("A title") == room.times("a diagram") == 1
    await chat.close()


@pytest.mark.parametrize(("status", "code"), [(413, 40005), (413, 0), (400, 50035), (400, 50046)])
async def test_a_picture_that_discord_refuses_is_left_out(
    room: DiscordRoom, status: int, code: int
) -> None:
    chat = chat_on(room.discord, pictures=Shelf())
    room.discord.faults.append(Fault("POST /channels", status, code))
    ref = await chat.send(PLACE, PICTURED, "a")
    assert shown_in(room, ref) == []
    assert room.times("A title") == 1
    await chat.close()


async def test_without_attach_files_a_message_goes_without_its_picture(room: DiscordRoom) -> None:
    await room.discord.deny(CHANNEL, ATTACH_FILES)
    chat = chat_on(room.discord, pictures=Shelf())
    ref = await chat.send(PLACE, PICTURED, "a")
    assert shown_in(room, ref) == []
    await chat.close()


async def test_a_picture_in_doubt_is_not_sent_again_without(room: DiscordRoom) -> None:
    chat = chat_on(room.discord, pictures=Shelf())
    await chat.check([])
    room.discord.faults.append(Fault("POST /channels", reset=True))
    with pytest.raises(Unsure):
        await chat.send(PLACE, PICTURED, "a")
    assert room.times("A title") == 1
    await chat.close()


# ---------------------------------------------------------------- polls, silence


async def test_a_poll_is_sent_and_stays_as_it_is(room: DiscordRoom) -> None:
    poll = Message("", poll=Poll("Which paper?", ("one", "two"), 24))
    ref = await room.chat.send(PLACE, poll, "a")
    assert await room.chat.send(PLACE, poll, "a") == ref
    assert room.discord.channels[CHANNEL][ref.id]["poll"]
    await room.chat.edit(ref, poll)
    await room.chat.edit(ref, HELLO)
    with pytest.raises(Unsure, match="poll"):
        await room.chat.find(PLACE, "b", NOW)


async def test_a_silent_message_notifies_nobody_and_can_be_edited(room: DiscordRoom) -> None:
    silent = replace(HELLO, silent=True)
    ref = await room.chat.send(PLACE, silent, "a")
    assert room.discord.channels[CHANNEL][ref.id]["flags"] & SILENT
    await room.chat.edit(ref, silent)
    chat = chat_on(room.discord, silent=True)
    quiet = await chat.send(PLACE, HELLO, "b")
    await chat.close()
    assert room.discord.channels[CHANNEL][quiet.id]["flags"] & SILENT


# ---------------------------------------------------------------- checks


async def test_a_check_says_of_the_token_and_each_place_what_to_mend(room: DiscordRoom) -> None:
    unknown = Address("discord", f"{SERVER}/99")
    room.discord.add_channel("201")
    await room.discord.deny("201", ATTACH_FILES | CREATE_PUBLIC_THREADS)
    other = Address("discord", f"{SERVER}/201")
    room.discord.channels["500"] = {}
    found = await room.chat.check([PLACE, unknown, Address("discord", "general"), other, DIRECT])
    said = [(each.what.partition(": ")[2] or each.what, bool(each.mend)) for each in found]
    assert said == [
        ("it is @paper-bot.", False),
        ("Paperboy may write here, and open threads", False),
        ("there is no such channel", True),
        ("discord:general names no channel", True),
        ("without Create Public Threads, details go to the channel", True),
        ("Paperboy may write to this person, if they still let it", False),
    ]
    assert "#papers on Readers" in found[1].what


async def test_a_check_with_a_wrong_token_says_only_that(room: DiscordRoom) -> None:
    chat = chat_on(room.discord, "wrong-token")
    (found,) = await chat.check([PLACE])
    await chat.close()
    assert found.what == "Discord refuses the token"
    assert "DISCORD_TOKEN" in found.mend


async def test_a_server_that_paperboy_is_not_on_is_one_thing_to_mend(room: DiscordRoom) -> None:
    places = [Address("discord", f"101/{number}") for number in (5, 6)]
    found = await room.chat.check([*places, PLACE])
    (wrong,) = [each for each in found if each.mend]
    assert wrong.what == "discord:101: Paperboy is not on this server"
    assert wrong.mend == "invite it with the link of `paperboy manifest discord`."
    assert not room.discord.sent("GET /applications/300/guilds/101")


async def test_a_channel_of_another_server_is_to_be_copied_again(room: DiscordRoom) -> None:
    room.discord.add_server("101")
    room.discord.add_channel("201", server="101")
    found = await room.chat.check_place(Address("discord", f"{SERVER}/201"))
    assert found.what == "discord:100/201: this channel is on another server"
    assert found.mend == "copy both ids again."


async def test_what_others_say_is_no_mend(room: DiscordRoom) -> None:
    room.discord.faults.append(Fault("GET /guilds/100$", 418, 77, said="do: as I say"))
    found = await room.chat.check([PLACE])
    assert [each.mend for each in found] == ["", "please report this."]
    assert "do: as I say" in found[1].what


async def test_a_check_of_what_is_not_discord_says_so(room: DiscordRoom) -> None:
    room.discord.faults.append(Fault("users", 404, html=True))
    (found,) = await room.chat.check([PLACE])
    assert found.what == "discord: what answers at api_url is not Discord"
    assert found.mend == "look at proxies and api_url."


async def test_a_server_without_our_commands_is_to_invite_again(room: DiscordRoom) -> None:
    room.discord.faults.append(Fault("GET /applications/300/guilds/100/commands", 403, 50001))
    found = await room.chat.check([PLACE])
    (wrong,) = [each for each in found if each.mend]
    assert "applications.commands" in wrong.mend
    assert "client_id=300" in wrong.mend


@pytest.mark.parametrize(
    ("taken", "what"),
    [
        (0, "may write here"),
        (VIEW_CHANNEL, "cannot see"),
        (SEND_MESSAGES, "Send Messages is missing"),
    ],
)
async def test_a_place_is_checked_quickly(room: DiscordRoom, taken: int, what: str) -> None:
    await room.chat.check([])
    room.discord.requests.clear()
    if taken:
        await room.discord.deny(CHANNEL, taken)
    found = await room.chat.check_place(PLACE)
    assert what in found.what
    assert bool(found.mend) == bool(taken)
    assert len(room.discord.requests) <= 3


async def test_a_place_on_no_server_of_ours_says_so(room: DiscordRoom) -> None:
    found = await room.chat.check_place(Address("discord", "101/5"))
    assert found.mend
    assert "not on this server" in found.what


async def test_a_place_that_nobody_can_look_at_now_is_unknown(room: DiscordRoom) -> None:
    await room.chat.check([])
    room.discord.faults.append(Fault("GET /guilds", 429, retry_after=9))
    with pytest.raises(RateLimited):
        await room.chat.check_place(PLACE)
