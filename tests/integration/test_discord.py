"""Discord through the real discord.py, against a small Discord on this machine."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.chat_discord import DiscordChat
from bot.errors import ChatError, NotAllowed, PlaceGone, RateLimited, Unsure
from bot.messages import Address, Button, Card, Message, MessageRef
from tests.discord.shapes import CHANNEL, SERVER
from tests.discord.stand_in import (
    PLACE,
    TOKEN,
    DiscordRoom,
    DiscordStandIn,
    Fault,
    chat_on,
    discord_room,
)
from tests.fakes import NOW

PAPER = Card(
    "Ref-DGS: Reflective Dual Gaussian Splatting",
    "Separates the surface from what it mirrors.",
    "https://arxiv.org/abs/2603.00001",
    buttons=(Button("Summary", "paper.details", "2603.00001"), Button("Cite", "paper.cite", "1")),
    footer="N. Fan, Y. Wang, D. Yan +1 · “gaussian splatting” in the title",
)
DIGEST = Message("1 new paper", (Card("1 new paper · Tue 10 March", footer="in cs.CV"), PAPER))
HELLO = Message("hello")


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made


async def test_a_digest_is_posted_and_mentions_nobody(room: DiscordRoom) -> None:
    ref = await room.chat.send(PLACE, DIGEST, "key")
    assert ref.address == PLACE
    assert room.times("Ref-DGS") == 1
    (body,) = room.discord.sent("POST /channels")
    assert body["nonce"] == "key"
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": []}


async def test_the_same_key_twice_shows_once(room: DiscordRoom) -> None:
    first = await room.chat.send(PLACE, HELLO, "key")
    assert await room.chat.send(PLACE, HELLO, "key") == first
    assert room.times("hello") == 1


async def test_a_repeat_after_the_window_would_show_twice(room: DiscordRoom) -> None:
    await room.chat.send(PLACE, HELLO, "key")
    room.discord.now += timedelta(seconds=room.chat.key_window)
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 1
    room.discord.now += timedelta(minutes=4)
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 2


async def test_an_edit_is_shown_and_a_deletion_too(room: DiscordRoom) -> None:
    ref = await room.chat.send(PLACE, HELLO, "key")
    await room.chat.edit(ref, Message("goodbye"))
    assert room.discord.texts() == ["goodbye"]
    await room.chat.delete(ref)
    assert room.discord.texts() == []


async def test_a_message_that_is_gone_is_left_at_that(room: DiscordRoom) -> None:
    ref = await room.chat.send(PLACE, HELLO, "key")
    await room.chat.delete(ref)
    await room.chat.delete(ref)
    await room.chat.edit(ref, HELLO)
    in_a_lost_thread = replace(ref, address=replace(PLACE, thread="999"))
    await room.chat.edit(in_a_lost_thread, HELLO)
    assert room.discord.texts() == []


async def test_details_go_into_the_thread_of_their_parent(room: DiscordRoom) -> None:
    parent = await room.chat.send(PLACE, DIGEST, "a")
    first = await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
    second = await room.chat.send(PLACE, Message("more"), "c", parent=parent)
    assert room.discord.texts(parent.id) == ["detail", "more"]
    assert first.address == second.address == replace(PLACE, thread=parent.id)
    assert len(room.discord.sent("threads")) == 1
    again = await room.chat.send(PLACE, Message("deeper"), "d", parent=first)
    assert again.address == first.address


async def test_a_thread_that_another_process_just_made_is_used(room: DiscordRoom) -> None:
    other = chat_on(room.discord)
    parent = await other.send(PLACE, HELLO, "a")
    await other.close()
    room.discord.channels[parent.id] = {}
    room.discord.faults.append(Fault(f"POST /channels/{parent.id}/messages", 404, 10003))
    await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
    assert room.discord.texts(parent.id) == ["detail"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("threads", 403, 50013),
        Fault("threads", 400, 50024),
        Fault("POST /channels/(?!200)", 403, 50013),
        Fault("POST /channels/(?!200)", 400, 160005),
    ],
    ids=lambda fault: f"{fault.on} {fault.code}",
)
async def test_without_threads_details_go_to_the_channel(room: DiscordRoom, fault: Fault) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    room.discord.faults.append(fault)
    ref = await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
    assert ref.address == PLACE
    assert room.discord.texts() == ["hello", "detail"]
    assert await room.chat.find(PLACE, "b", NOW, parent) == ref


async def test_a_thread_that_cannot_be_made_just_now_means_surely_not_sent(
    room: DiscordRoom,
) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    room.discord.faults.append(Fault("threads", 503))
    with pytest.raises(ChatError) as raised:
        await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
    assert type(raised.value) is ChatError


async def test_what_was_sent_is_found_with_buttons_and_without(room: DiscordRoom) -> None:
    digest = await room.chat.send(PLACE, DIGEST, "a")
    plain = await room.chat.send(PLACE, HELLO, "b")
    detail = await room.chat.send(PLACE, Message("detail"), "c", parent=digest)
    assert await room.chat.find(PLACE, "a", NOW) == digest
    assert await room.chat.find(PLACE, "b", NOW) == plain
    assert await room.chat.find(PLACE, "c", NOW, digest) == detail


async def test_absence_is_proven_by_reading_all_history(room: DiscordRoom) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    for _ in range(250):
        room.discord.say("chatter")
    assert await room.chat.find(PLACE, "never sent", NOW - timedelta(days=1), parent) is None
    assert len(room.discord.sent("GET /channels/200/messages")) == 3


async def test_absence_is_proven_where_nothing_was_ever_written(room: DiscordRoom) -> None:
    assert await room.chat.find(PLACE, "never sent", NOW) is None


async def test_a_hidden_history_proves_nothing(room: DiscordRoom) -> None:
    await room.chat.send(PLACE, HELLO, "a")
    room.discord.hidden.add(CHANNEL)
    with pytest.raises(Unsure, match="Read Message History"):
        await room.chat.find(PLACE, "a", NOW)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET /channels", 403, 50001),
        Fault("GET /channels", 404, 10003),
        Fault("GET /channels", 500),
        Fault("GET /channels", reset=True, times=9),
    ],
    ids=str,
)
async def test_what_cannot_be_looked_up_is_unsure(room: DiscordRoom, fault: Fault) -> None:
    room.discord.faults.append(fault)
    with pytest.raises(Unsure):
        await room.chat.find(PLACE, "a", NOW)


REFUSALS = [
    (404, 10003, PlaceGone, "there is no such channel"),
    (404, 10004, PlaceGone, "invite it"),
    (404, 10008, ChatError, "somebody deleted it"),
    (403, 50001, NotAllowed, "View Channel"),  # which it has, as a look shows
    (403, 50013, NotAllowed, "Send Messages"),
    (400, 160002, NotAllowed, "Read Message History"),
    (400, 50007, NotAllowed, "direct messages"),
    (400, 50278, NotAllowed, "no server"),
    (400, 50008, NotAllowed, "text channel or a forum"),  # which it is
    (400, 50009, NotAllowed, "verification"),
    (400, 50024, NotAllowed, "text channel"),
    (400, 40066, NotAllowed, "forum"),
    (400, 40067, NotAllowed, "forum"),
    (400, 30033, NotAllowed, "full"),
    (400, 160006, NotAllowed, "open threads"),
    (400, 50035, ChatError, "form"),
    (400, 200000, ChatError, "AutoMod"),
    (400, 20016, RateLimited, "again in 60 s"),
    (400, 20028, RateLimited, "again in 60 s"),
    (400, 20029, RateLimited, "again in 60 s"),
    (400, 40003, RateLimited, "again in 600 s"),
    (400, 30046, RateLimited, "again in 3600 s"),
    (400, 130000, RateLimited, "again in 30 s"),
    (401, 0, NotAllowed, "DISCORD_TOKEN"),
    (418, 77, ChatError, r"\(418, 77\), as “this is what went wrong”: please"),
    (404, 0, ChatError, "api_url is not Discord"),
    (500, 0, Unsure, "unknown"),
    (502, 0, Unsure, "unknown"),
    (503, 130000, Unsure, "unknown"),
    (504, 0, Unsure, "unknown"),
]


@pytest.mark.parametrize(("status", "code", "kind", "text"), REFUSALS)
async def test_each_refusal_has_its_error(
    room: DiscordRoom, status: int, code: int, kind: type[ChatError], text: str
) -> None:
    room.discord.faults.append(Fault("POST /channels", status, code))
    with pytest.raises(ChatError, match=text) as raised:
        await room.chat.send(PLACE, HELLO, "key")
    assert type(raised.value) is kind
    if isinstance(raised.value, PlaceGone):
        assert f": {raised.value.reason}: " in str(raised.value)
    assert raised.value.__cause__
    assert "\n" not in str(raised.value)
    assert TOKEN not in str(raised.value)
    assert len(room.discord.sent("POST /channels")) == 1


async def test_a_connection_that_breaks_after_storing_is_unsure_and_is_found(
    room: DiscordRoom,
) -> None:
    await room.chat.find(PLACE, "key", NOW)
    room.discord.faults.append(Fault("POST /channels", reset=True))
    with pytest.raises(Unsure):
        await room.chat.send(PLACE, HELLO, "key")
    found = await room.chat.find(PLACE, "key", NOW)
    assert found
    assert await room.chat.send(PLACE, HELLO, "key") == found
    assert room.times("hello") == 1


async def test_silence_is_unsure(room: DiscordRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.chat.send(PLACE, HELLO, "a")
    monkeypatch.setattr(room.chat._wire, "_timeout", 0.1)
    room.discord.faults.append(Fault("POST /channels", hang=True))
    with pytest.raises(Unsure):
        await room.chat.send(PLACE, HELLO, "key")


@pytest.mark.usefixtures("room")  # skips where there is no loopback
async def test_a_discord_that_cannot_be_reached_surely_sent_nothing() -> None:
    far = DiscordStandIn()
    far.url = "http://127.0.0.1:1"
    chat = chat_on(far)
    with pytest.raises(ChatError, match="cannot be reached") as raised:
        await chat.send(PLACE, HELLO, "key")
    assert type(raised.value) is ChatError
    await chat.close()


@pytest.mark.parametrize("fault", [Fault("POST", 200, html=True), Fault("POST", 200, cut=True)])
async def test_an_answer_that_cannot_be_read_is_unsure(room: DiscordRoom, fault: Fault) -> None:
    room.discord.faults.append(fault)
    with pytest.raises(Unsure):
        await room.chat.send(PLACE, HELLO, "key")


@pytest.mark.parametrize("on", ["users", "POST"])
async def test_what_is_not_discord_is_said_so_without_its_page(room: DiscordRoom, on: str) -> None:
    room.discord.faults.append(Fault(on, 404, html=True))
    with pytest.raises(ChatError, match="what answers at api_url is not Discord") as raised:
        await room.chat.send(PLACE, HELLO, "key")
    assert "html" not in str(raised.value)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("users", 200, html=True), ChatError),
        (Fault("users", 500), ChatError),
        (Fault("oauth2", 429, retry_after=3), RateLimited),
    ],
)
async def test_a_login_that_fails_sent_nothing_and_is_tried_again_next_time(
    room: DiscordRoom, fault: Fault, kind: type[ChatError]
) -> None:
    room.discord.faults.append(fault)
    with pytest.raises(ChatError) as raised:
        await room.chat.send(PLACE, HELLO, "key")
    assert type(raised.value) is kind
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 1


async def test_a_wrong_token_is_said_without_showing_it(room: DiscordRoom) -> None:
    chat = chat_on(room.discord, "wrong-token")
    with pytest.raises(ChatError, match="DISCORD_TOKEN") as raised:
        await chat.send(PLACE, HELLO, "key")
    assert "wrong-token" not in str(raised.value)
    await chat.close()


@pytest.mark.parametrize("channel", ["general", "1/", "/2", "1/2/3", "x/2", "1/../2"])
async def test_an_address_that_names_no_channel_is_refused(room: DiscordRoom, channel: str) -> None:
    with pytest.raises(ChatError, match="server id"):
        await room.chat.send(Address("discord", channel), HELLO, "key")
    assert not room.discord.sent("POST")


@pytest.mark.parametrize(
    ("channel", "reason"),
    [
        (f"{SERVER}/201", "this channel is on another server"),
        (f"101/{CHANNEL}", "this channel is on another server"),
        (f"999/{CHANNEL}", "this channel is on another server"),
        ("998/202", "Paperboy is not on this server"),
        (f"@me/{CHANNEL}", "this is a channel of a server, not a person"),
    ],
)
async def test_ids_that_do_not_belong_together_are_noticed_before_anything_is_sent(
    room: DiscordRoom, channel: str, reason: str
) -> None:
    for server, number in (("101", "201"), ("998", "202")):
        room.discord.add_server(server)
        room.discord.add_channel(number, server=server)
    room.discord.servers.discard("998")
    with pytest.raises(PlaceGone) as raised:
        await room.chat.send(Address("discord", channel), HELLO, "key")
    assert raised.value.reason == reason
    assert room.times("hello") == 0


async def test_where_a_channel_is_is_asked_once_a_server(room: DiscordRoom) -> None:
    at = [PLACE, *(Address("discord", f"{SERVER}/{room.discord.add_channel(n)}") for n in "789")]
    sending = (room.chat.send(each, HELLO, each.channel) for each in at)
    await asyncio.gather(*sending)
    await room.chat.send(PLACE, HELLO, "again")
    assert len(room.discord.sent("GET /(channels|guilds)")) == 1
    new = Address("discord", f"{SERVER}/{room.discord.add_channel('555')}")
    for key in "ab":
        await room.chat.send(new, HELLO, key)
    assert len(room.discord.sent("GET /(channels|guilds)")) == 2


@pytest.mark.parametrize("on", ["GET /guilds/100/channels", "GET /channels/201"])
async def test_a_look_at_the_server_that_fails_does_not_hold_a_message_back(
    room: DiscordRoom, on: str
) -> None:
    room.discord.add_channel("201")
    room.discord.faults.append(Fault(on, 500))
    await room.chat.send(Address("discord", f"{SERVER}/201"), HELLO, "b")
    assert room.times("hello") == 1


async def test_closing_before_anything_is_harmless(room: DiscordRoom) -> None:
    await room.chat.close()
    await room.chat.close()
    with pytest.raises(ChatError, match="closed"):
        await room.chat.send(PLACE, HELLO, "key")


async def test_no_text_and_no_token_is_logged(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    room.discord.faults.append(Fault("POST /channels", 429, retry_after=50))
    with pytest.raises(RateLimited):
        await room.chat.send(PLACE, Message("a private matter"), "key")
    assert "private matter" not in caplog.text
    assert TOKEN not in caplog.text


def test_the_chat_says_who_it_is() -> None:
    chat = DiscordChat(token=TOKEN, clock=lambda: NOW)
    assert chat.name == "discord"
    assert chat.pace.channel <= 1
    assert MessageRef(PLACE, "1").address.channel == f"{SERVER}/{CHANNEL}"
