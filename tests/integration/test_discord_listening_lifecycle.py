"""Reactions in Discord, and servers and channels that come and go: nobody is answered."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.chat_discord import identifying, lifecycle
from adapters.chat_discord.access import Access
from adapters.chat_discord.sdk import discord as sdk
from bot.messages import Address, Message, MessageRef, PlaceChanged, Reaction
from tests.discord.core import ADA, DIGEST, HELLO, SPECS, Core, listening, said
from tests.discord.shapes import (
    BOT_MAY,
    CHANNEL,
    FORUM,
    SEND_MESSAGES,
    SERVER,
    VIEW_CHANNEL,
    role_of,
)
from tests.discord.stand_in import PLACE, TOKEN, DiscordRoom, discord_room

EVERYWHERE = Address("discord", f"{SERVER}/")
THUMB = replace(ADA, can_manage=False)


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made


async def settled(room: DiscordRoom, core: Core, *, clear: bool = True) -> None:
    """Wait until the servers are known: a press comes after them."""
    await room.chat.send(PLACE, DIGEST, "first")
    pressed = await room.discord.press("Cite")
    await room.discord.until(lambda: pressed.seen)
    if clear:
        core.events.clear()


async def test_a_thumb_on_a_message_is_a_reaction_to_it(room: DiscordRoom) -> None:
    ref, core = await room.chat.send(PLACE, DIGEST, "key"), Core()
    async with listening(room, core):
        await room.discord.react(ref.id, emoji="👍🏽")
        await room.discord.react(ref.id, emoji="❤️", by="401")
        await room.discord.react(ref.id, by="300")  # our own
        await room.discord.react(ref.id, emoji="👍🏽", added=False)
        await core.until(3)
    there, gone = Reaction(ref, THUMB, "👍", added=True), Reaction(ref, THUMB, "👍", added=False)
    nameless = replace(THUMB, name=THUMB.id)
    assert core.events[0] == there
    assert isinstance(core.events[1], Reaction)
    assert core.events[1].emoji == "❤"
    assert core.events[2] == replace(gone, user=nameless)


@pytest.mark.parametrize("known", [True, False])
async def test_a_reaction_in_a_thread_says_which_channel_it_is_in(
    room: DiscordRoom, known: bool
) -> None:
    parent = await room.chat.send(PLACE, DIGEST, "a")
    core = Core()
    if known:
        ref = await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
        assert ref.address == replace(PLACE, thread=parent.id)
    async with listening(room, core):
        if not known:  # one that the gateway never told of
            room.discord.channels[parent.id] = {}
            made = await room.chat.send(replace(PLACE, thread=parent.id), HELLO, "c")
            ref = made
        await room.discord.react(ref.id, channel=parent.id)
        await room.discord.react(ref.id, channel=parent.id, added=False)
        await core.until(2)
    reactions = [each for each in core.events if isinstance(each, Reaction)]
    assert [each.ref for each in reactions] == [ref, ref]
    assert len(room.discord.sent(f"GET /channels/{parent.id}$")) <= 1


async def test_a_reaction_to_a_post_in_a_forum_is_to_what_was_sent(room: DiscordRoom) -> None:
    room.discord.add_forum(FORUM)
    ref, core = await room.chat.send(Address("discord", f"{SERVER}/{FORUM}"), DIGEST, "a"), Core()
    async with listening(room, core):
        await room.discord.react(ref.id, channel=ref.address.thread or "")
        await core.until(1)
    (reaction,) = core.events
    assert isinstance(reaction, Reaction)
    assert reaction.ref == ref


async def test_a_reaction_in_a_direct_message_says_where(room: DiscordRoom) -> None:
    at, core = Address("discord", "@me/500"), Core()
    room.discord.channels["500"] = {}
    ref = await room.chat.send(at, DIGEST, "a")
    async with listening(room, core):
        await room.discord.react(ref.id, channel="500")
        await core.until(1)
    (reaction,) = core.events
    assert isinstance(reaction, Reaction)
    assert reaction.ref == MessageRef(at, ref.id)


async def test_a_reaction_somewhere_that_nobody_may_see_is_left_at_that(room: DiscordRoom) -> None:
    core = Core()
    room.discord.channels["777"] = {}
    async with listening(room, core):
        del room.discord.channels["777"]
        told = {"user_id": "400", "channel_id": "777", "message_id": "1", "type": 0}
        emoji = {"id": None, "name": "👍"}
        await room.discord.dispatch(
            "MESSAGE_REACTION_REMOVE", told | {"guild_id": SERVER, "emoji": emoji}, SERVER
        )
        await settled(room, core)
    assert not core.events


async def test_being_thrown_out_ends_a_server_and_being_invited_opens_it(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        await settled(room, core)
        await room.discord.remove_from_server()
        await room.discord.invite_back()
        await core.until(2)
    assert core.changes == [
        PlaceChanged(EVERYWHERE, "gone", "Paperboy was removed from the server"),
        PlaceChanged(EVERYWHERE, "back", "Paperboy was invited to the server"),
    ]


async def test_an_outage_ends_nothing(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        await settled(room, core)
        await room.discord.outage()
        await room.discord.outage_ends()
        await room.discord.delete_channel()
        await core.until(1)
    assert core.changes == [PlaceChanged(PLACE, "gone", "the channel was deleted")]


@pytest.mark.parametrize(
    ("permission", "name"), [(VIEW_CHANNEL, "View Channel"), (SEND_MESSAGES, "Send Messages")]
)
async def test_permissions_that_are_taken_end_a_channel_and_given_back_open_it(
    room: DiscordRoom, permission: int, name: str
) -> None:
    core = Core()
    gone = PlaceChanged(PLACE, "gone", f"Paperboy lost the permission {name} there")
    back = PlaceChanged(PLACE, "back", f"Paperboy has the permission {name} again")
    async with listening(room, core):
        await settled(room, core)
        await room.discord.deny(CHANNEL, permission)
        await core.until(1)
        await room.discord.deny(CHANNEL, permission)  # no change
        await room.discord.allow(CHANNEL, permission)
        await core.until(2)
        # What is allowed to the bot itself in the channel, its role cannot take away.
        await room.discord.change_role(BOT_MAY & ~permission)
        await room.discord.delete_channel()
        await core.until(3)
    assert core.changes == [gone, back, PlaceChanged(PLACE, "gone", "the channel was deleted")]


async def test_a_role_that_loses_a_permission_ends_all_channels(room: DiscordRoom) -> None:
    core = Core()
    second = replace(PLACE, channel=f"{SERVER}/{room.discord.add_channel('201')}")
    async with listening(room, core):
        await settled(room, core)
        await room.discord.change_role(BOT_MAY & ~SEND_MESSAGES)
        await core.until(2)
        await room.discord.change_role(BOT_MAY)
        await core.until(4)
    why = "the permission Send Messages"
    assert {(each.address, each.change) for each in core.changes[:2]} == {
        (PLACE, "gone"),
        (second, "gone"),
    }
    assert core.changes[2].why == f"Paperboy has {why} again"


async def test_permissions_that_were_missing_before_are_no_news(room: DiscordRoom) -> None:
    await room.discord.deny(CHANNEL, VIEW_CHANNEL)
    core = Core()
    async with listening(room, core):
        await room.discord.allow(CHANNEL, VIEW_CHANNEL)
        await settled(room, core)
    assert not [each for each in core.changes if each.change == "gone"]


async def test_what_happened_while_a_session_was_lost_is_seen_afterwards(
    room: DiscordRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identifying, "APART", 0.0)
    core = Core()
    async with listening(room, core):
        await settled(room, core)
        await room.discord.invalidate(resumable=False)
        await room.discord.remove_from_server()
        await room.discord.connected()
        await core.until(1)
    assert core.changes == [
        PlaceChanged(EVERYWHERE, "gone", "Paperboy was removed from the server")
    ]


async def test_who_is_thrown_out_while_it_connects_is_not_back(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    core = Core()
    running = asyncio.create_task(room.chat.run(SPECS, core))
    await room.discord.connected()
    await room.discord.remove_from_server()  # in one breath with the servers
    await said(caplog, "connected to Discord: ")
    await room.discord.invite_back()
    await core.until(2)
    await settled(room, core, clear=False)
    await room.chat.close()
    await running
    assert [each.change for each in core.changes] == ["gone", "back"]


async def test_what_changes_before_all_was_seen_makes_no_news_of_the_rest(
    room: DiscordRoom,
) -> None:
    hidden = room.discord.add_channel("201", "hidden")
    await room.discord.deny(hidden, VIEW_CHANNEL)
    client = sdk.Client(intents=sdk.Intents(guilds=True))
    await client.login(TOKEN)
    told: Any = room.discord.guild(SERVER)
    guild, access = sdk.Guild(data=told, state=client._connection), Access()
    first, second = sorted(guild.channels, key=lambda each: each.id)
    assert not access.look(guild, [first])
    assert not access.look(guild)
    assert not access.look(guild, [second])
    await client.close()


async def test_roles_of_others_are_not_looked_at_and_many_changes_are_one(
    room: DiscordRoom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(lifecycle, "TOGETHER", 0.05)
    looked, really = [], sdk.TextChannel.permissions_for

    def permissions_for(channel: sdk.TextChannel, who: sdk.Member) -> sdk.Permissions:
        looked.append(channel.id)
        return really(channel, who)

    monkeypatch.setattr(sdk.TextChannel, "permissions_for", permissions_for)
    for number in range(201, 320):
        room.discord.add_channel(str(number))
    room.discord.roles[SERVER]["999"] = role_of("999", "others", 0)
    core = Core()
    async with listening(room, core):
        await said(caplog, "connected to Discord: ")
        before = len(looked)
        for _ in range(20):
            await room.discord.change_role(VIEW_CHANNEL, role="999")
        await settled(room, core)
        assert len(looked) == before == 120
        for each in (VIEW_CHANNEL, 0, BOT_MAY, VIEW_CHANNEL):
            await room.discord.change_role(each)
        await core.until(120)
    assert len(looked) == 2 * before
    assert {each.change for each in core.changes} == {"gone"}
