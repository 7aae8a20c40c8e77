"""Discord's beginnings and ends: what hangs, fails or is refused then, and what it may not end."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.chat_discord import gateway, identifying, sdk, whereabouts
from adapters.chat_discord.identifying import Identifying
from adapters.chat_discord.places import NAME
from adapters.chat_discord.whereabouts import Whereabouts
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, RateLimited
from bot.messages import Address, PlaceChanged, Reaction
from tests.discord.core import DIGEST, SPECS, Core, answered, ask, listening, said
from tests.discord.gateway import GUILD_REACTIONS
from tests.discord.shapes import SERVER
from tests.discord.stand_in import PLACE, TOKEN, DiscordRoom, Fault, chat_on, discord_room

Discord = sdk.discord


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made


async def until_asked(room: DiscordRoom) -> None:
    """Wait until each fault has met a request."""
    await room.discord.until(lambda: not room.discord.faults)


async def test_a_login_of_the_gateway_that_hangs_is_tried_again(
    room: DiscordRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "LOGIN_TIMEOUT", 0.1)
    await room.chat.send(PLACE, DIGEST, "key")  # this login is not that of the gateway
    room.discord.faults.append(Fault("users/@me", hang=True))
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("paper", topic="x")
        await answered(room, asked)
    assert not room.discord.faults


@pytest.mark.parametrize(
    "fault",
    [
        Fault("users/@me", 403, html=True),
        Fault("GET /gateway/bot", 403, html=True),
        Fault("GET /gateway/bot", 403, 40333),
        Fault("users/@me", 200, html=True),
    ],
    ids=str,
)
async def test_what_is_not_discord_ends_nothing(room: DiscordRoom, fault: Fault) -> None:
    room.discord.faults.append(fault)
    async with listening(room, Core()):
        assert not room.discord.faults


async def test_a_page_instead_of_discord_is_said_in_one_line(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    room.discord.faults.append(Fault("users/@me", 403, html=True))
    async with listening(room, Core()):
        pass
    lines = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert lines == [
        "Discord is asked again until it answers: discord: what answers at api_url is not "
        "Discord: look at proxies and api_url."
    ]


async def test_what_discord_refuses_for_good_ends_the_run(room: DiscordRoom) -> None:
    room.discord.faults.append(Fault("GET /gateway/bot", 403, 20012))
    with pytest.raises(ChatError, match="20012"):
        await asyncio.wait_for(room.chat.run(SPECS, Core()), 5)


@pytest.mark.parametrize("code", [30034, 50240, 50035])
async def test_commands_that_are_refused_do_not_keep_it_from_listening(
    room: DiscordRoom, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    room.discord.faults.append(Fault("PUT", 400, code))
    core = Core()
    running = asyncio.create_task(room.chat.run(SPECS, core))
    await room.discord.connected()
    await said(caplog, "could not be declared")
    asked = await room.discord.type("paper", topic="x")
    await answered(room, asked)
    await room.chat.close()
    await running
    errors = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert "\n" not in errors[0]


@pytest.mark.parametrize("on", ["GET /applications", "PUT"])
async def test_commands_that_discord_is_slow_to_take_do_not_keep_it_from_listening(
    room: DiscordRoom, on: str
) -> None:
    room.discord.faults.append(Fault(on, hang=True))
    core = Core()
    running = asyncio.create_task(room.chat.run(SPECS, core))
    await room.discord.connected()
    await until_asked(room)
    asked = await room.discord.type("paper", topic="x")
    await answered(room, asked)
    began = time.monotonic()
    await room.chat.close()
    await running
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("on", ["users/@me", "oauth2", "GET /gateway/bot"])
@pytest.mark.parametrize("own", [True, False])
async def test_closing_while_a_login_hangs_ends_it_at_once(
    room: DiscordRoom, on: str, own: bool
) -> None:
    if own and on != "GET /gateway/bot":  # the second one is the gateway's
        await room.chat.send(PLACE, DIGEST, "key")
    room.discord.faults.append(Fault(on, hang=True))
    running = asyncio.create_task(room.chat.run(SPECS, Core()))
    await until_asked(room)
    began = time.monotonic()
    await room.chat.close()
    await running
    assert time.monotonic() - began < 2


async def test_whoever_waits_for_a_login_is_told_of_its_end(room: DiscordRoom) -> None:
    room.discord.faults.append(Fault("users/@me", hang=True))
    waiting = [asyncio.create_task(room.chat.send(PLACE, DIGEST, each)) for each in "ab"]
    await until_asked(room)
    await room.chat.close()
    for each in waiting:
        with pytest.raises(ChatError, match="closed"):
            await each


async def test_closing_in_a_hurry_cuts_off_once_and_hangs_up(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    core = Core()
    running = asyncio.create_task(room.chat.run(SPECS, core))
    await room.discord.connected()
    await ask(room, core, "paper")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await room.chat.close()
    await asyncio.wait_for(running, 2)
    assert caplog.text.count("not answered before the end: 1") == 1
    with pytest.raises(ChatError, match="closed"):
        await room.chat.send(PLACE, DIGEST, "key")


# ------------------------------------------------------------------ sessions


async def test_sessions_that_do_not_last_are_begun_more_and_more_slowly(room: DiscordRoom) -> None:
    now, waited = 0.0, []

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        waited.append(seconds)

    client = Discord.Client(intents=Discord.Intents.none())
    await client.login(TOKEN)
    identifying_ = Identifying(None, lambda: now, sleep)
    await identifying_.check(client)
    await identifying_.begin(client, 0, initial=True)
    assert not room.discord.sent("GET /gateway/bot")
    for _ in range(6):
        await identifying_.begin(client, 0, initial=False)
    assert waited == [5, 10, 20, 40, 40, 40]
    assert len(room.discord.sent("GET /gateway/bot")) == 6
    now += 3600
    await identifying_.begin(client, 0, initial=False)
    assert len(waited) == 6
    await identifying_.begin(client, 1, initial=False)  # another shard
    assert waited[6:] == [5]
    room.discord.identified = 1000
    for asked in (identifying_.check(client), identifying_.begin(client, 1, initial=False)):
        with pytest.raises(RateLimited, match=r"24\.0 hours"):
            await asked
    await client.close()


@pytest.mark.parametrize("shards", [None, 2])
async def test_a_bot_that_has_no_session_left_begins_none(
    room: DiscordRoom,
    shards: int | None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identifying, "APART", 0.0)
    room.discord.shards = shards or 1
    chat = chat_on(room.discord, shards=shards)
    running = asyncio.create_task(chat.run(SPECS, Core()))
    await room.discord.connected(shards=shards or 1)
    room.discord.identified = 1000
    await room.discord.invalidate(resumable=False)
    await said(caplog, "no more for 24.0 hours")
    assert room.discord.identified == 1000
    await chat.close()
    await running


@pytest.mark.parametrize("shards", [None, 2])
async def test_an_outage_costs_no_session_and_is_said_once(
    room: DiscordRoom,
    shards: int | None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identifying, "APART", 0.0)
    monkeypatch.setattr(sdk, "_DOUBLINGS", -5)
    monkeypatch.setattr(gateway, "UNSAID", 0.0)
    room.discord.shards = many = shards or 1
    told = threading.Event()
    monkeypatch.setattr(gateway.log, "info", lambda *_: told.set())
    chat = chat_on(room.discord, shards=shards)
    running = asyncio.create_task(chat.run(SPECS, Core()))
    await room.discord.connected(shards=many)
    assert await asyncio.to_thread(told.wait, 10)  # READY arrives later than it is sent
    caplog.clear()
    room.discord.faults.append(Fault("GATEWAY", 503, times=12))
    await room.discord.tear()
    await until_asked(room)
    await room.discord.connected(shards=many)
    # Without the pause before it is said, the end, too, would be.
    lines = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    await chat.close()
    await running
    assert (room.discord.identified, room.discord.resumed) == (many, many)
    assert lines == ["Discord is not connected, and is tried again: no connection"]


def test_discord_py_waits_half_a_minute_at_most_between_two_tries() -> None:
    sdk.point_at("http://127.0.0.1", None)
    for module in (Discord.client, Discord.shard):
        backoff = vars(module)["ExponentialBackoff"]()
        assert max(backoff.delay() for _ in range(200)) <= 32


# ------------------------------------------------------------------ threads that nobody told of


async def unknown_reaction(room: DiscordRoom, thread: str) -> None:
    told = {"user_id": "400", "channel_id": thread, "message_id": "778", "type": 0}
    told |= {"emoji": {"id": None, "name": "👍"}, "burst": False, "guild_id": SERVER}
    await room.discord.dispatch("MESSAGE_REACTION_REMOVE", told, SERVER, GUILD_REACTIONS)


async def test_a_thread_that_cannot_be_looked_up_holds_up_nothing_else(
    room: DiscordRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, core = await room.chat.send(PLACE, DIGEST, "key"), Core()
    async with listening(room, core):
        room.discord.channels["777"] = {}
        room.discord.faults.append(Fault("GET /channels/777", hang=True, times=9))
        await unknown_reaction(room, "777")
        await room.discord.until(lambda: bool(room.discord.sent("GET /channels/777")))
        await room.discord.react(ref.id)
        await core.until(1)
        await room.discord.delete_channel()
        await core.until(2)
        monkeypatch.setattr(whereabouts, "LONGEST", 0.05)
    assert {type(each) for each in core.events} == {Reaction, PlaceChanged}


async def test_where_discord_does_not_say_it_is_not_asked_again_at_once(
    room: DiscordRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whereabouts, "LONGEST", 0.05)
    wire = Wire(TOKEN, f"{room.discord.url}/api/v10")
    here = room.discord
    its = Whereabouts(wire, lambda: here.now)
    await wire.client()
    here.faults.append(Fault("GET /channels/200", hang=True))
    with pytest.raises(ChatError, match="does not say where"):
        await its.find(SERVER, "200")
    assert await its.find(SERVER, "200") is None
    assert not here.faults
    here.now += timedelta(minutes=2)
    monkeypatch.setattr(whereabouts, "LONGEST", 3.0)
    assert await its.find(SERVER, "200") == Address(NAME, f"{SERVER}/200")
    asked = len(here.sent("GET /channels/200"))
    await its.find(SERVER, "200")
    assert len(here.sent("GET /channels/200")) == asked
    await wire.close()
