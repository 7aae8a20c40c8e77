"""Discord's gateway: how it is connected, lost and found again, and nothing is lost with it."""

import asyncio
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import pytest

from adapters.chat_discord import gateway, identifying
from bot.errors import ChatError
from bot.messages import Command, Message, Press, Reply
from tests.discord.core import DIGEST, HELLO, SPECS, Core, answered, listening, said
from tests.discord.stand_in import (
    PLACE,
    Asked,
    DiscordRoom,
    DiscordStandIn,
    Fault,
    chat_on,
    discord_room,
)
from tests.stand_ins import has_loopback

T = TypeVar("T")


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made
    names = {each.name for each in threading.enumerate()}
    assert not [each for each in names if each.startswith(("discord", "keep-alive"))]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second session begins at once, not after 5 seconds."""

    monkeypatch.setattr(identifying, "APART", 0.0)


def presses(core: Core) -> list[str]:
    return [each.action for each in core.events if isinstance(each, Press)]


@pytest.mark.parametrize("loss", ["4000", "tear", "op 7", "op 9", "zombie"])
async def test_a_lost_connection_loses_no_press_and_repeats_none(
    room: DiscordRoom, loss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, core = room.discord, Core()
    monkeypatch.setattr(gateway, "HEARTBEAT_TIMEOUT", 0.3)
    here.heartbeat = 0.1
    await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, core):
        before = await here.press("Summary")
        await answered(room, before)
        match loss:
            case "tear":
                await here.tear()
            case "op 7":
                await here.reconnect()
            case "op 9":
                await here.invalidate(resumable=True)
            case "zombie":
                await here.zombie()
            case code:
                await here.hang_up(int(code))
        meanwhile = await here.press("Cite")
        await answered(room, meanwhile)
        after = await here.press("Summary")
        await answered(room, after)
    assert presses(core) == ["paper.details", "paper.cite", "paper.details"]
    assert (here.identified, here.resumed) == (1, 1)


@pytest.mark.usefixtures("at_once")
async def test_a_session_that_is_no_good_any_more_is_replaced(room: DiscordRoom) -> None:
    core = Core()
    await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, core):
        await room.discord.invalidate(resumable=False)
        await room.discord.connected()
        after = await room.discord.press("Cite")
        await answered(room, after)
    assert presses(core) == ["paper.cite"]
    assert room.discord.identified == 2


async def test_what_comes_again_after_a_resume_is_dealt_with_once(room: DiscordRoom) -> None:
    core = Core()
    await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, core):
        pressed = await room.discord.press("Cite")
        await answered(room, pressed)
        (session,) = room.discord.sessions.values()
        session.log += [each for each in session.log if each[0] == "INTERACTION_CREATE"]
        await session.flush()
        last = await room.discord.type("paper", topic="x")
        await answered(room, last)
    assert presses(core) == ["paper.cite"]


async def test_buttons_of_an_earlier_process_work_and_commands_are_declared_once(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, Core()):
        pass
    later, core = DiscordRoom(chat_on(room.discord), room.discord), Core()
    async with listening(later, core):
        pressed = await room.discord.press("Cite")
        await answered(room, pressed)
    assert presses(core) == ["paper.cite"]
    assert len(room.discord.sent("PUT")) == 1
    assert caplog.text.count("are declared") == 1


async def test_commands_that_differ_are_declared_anew(room: DiscordRoom) -> None:
    async with listening(room, Core()):
        pass
    room.discord.commands[0]["options"][0]["description"] = "once"
    async with listening(DiscordRoom(chat_on(room.discord), room.discord), Core()):
        await room.discord.until(lambda: len(room.discord.sent("PUT")) == 2)
        assert room.discord.commands[0]["options"][0]["description"] == "words"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (4004, "DISCORD_TOKEN"),
        (4014, "intent"),
        (4011, "chat.discord.*shards|shards.*chat.discord"),
    ],
)
async def test_what_the_gateway_refuses_for_good_is_one_line(
    room: DiscordRoom, code: int, what: str
) -> None:
    room.discord.refuses_gateway = code
    with pytest.raises(ChatError, match=what) as raised:
        await asyncio.wait_for(room.chat.run(SPECS, Core()), 5)
    assert "\n" not in str(raised.value)
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("users/@me", 503),
        Fault("users/@me", lost=True),
        Fault("GET /applications", reset=True),
        Fault("PUT", 500),
        Fault("GET /gateway", 502),
        Fault("GATEWAY", 503),
        Fault("GATEWAY", lost=True),
    ],
    ids=str,
)
async def test_a_discord_that_is_away_at_the_start_is_tried_again(
    room: DiscordRoom, fault: Fault
) -> None:
    room.discord.faults.append(fault)
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("paper", topic="x")
        await answered(room, asked)
    assert not room.discord.faults


async def test_a_bot_that_started_too_often_today_waits(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    room.discord.identified = 1000
    running = asyncio.create_task(room.chat.run(SPECS, Core()))
    await said(caplog, "no more for 24.0 hours")
    assert room.discord.identified == 1000
    await room.chat.close()
    await running


async def test_closing_while_it_waits_to_connect_ends_it_at_once(room: DiscordRoom) -> None:
    core = Core()
    running = asyncio.create_task(room.chat.run(SPECS, core))
    await room.discord.connected()
    room.discord.faults.append(Fault("GATEWAY", 503, times=99))
    await room.discord.tear()
    await room.discord.until(lambda: room.discord.faults[0].times < 99)
    began = time.monotonic()
    await room.chat.close()
    await running
    assert time.monotonic() - began < 3


async def test_closing_while_discord_is_silent_ends_it(room: DiscordRoom) -> None:
    running = asyncio.create_task(room.chat.run(SPECS, Core()))
    room.discord.faults.append(Fault("GATEWAY", hang=True))
    await room.discord.until(lambda: not room.discord.faults)
    await room.chat.close()
    await running


@pytest.mark.parametrize("shards", [0, 2])
@pytest.mark.usefixtures("at_once")
async def test_several_connections_share_the_servers(room: DiscordRoom, shards: int) -> None:
    room.discord.shards = 2
    second = str(1 << 22)
    room.discord.add_server(second)
    room.discord.add_channel("201", server=second)
    sharded = DiscordRoom(chat_on(room.discord, shards=shards), room.discord)
    core = Core()
    running = asyncio.create_task(sharded.chat.run(SPECS, core))
    await room.discord.connected(shards=2)
    for channel in ("200", "201"):
        asked = await room.discord.type("paper", channel=channel, topic="x")
        await answered(room, asked)
    await sharded.chat.close()
    await running
    at = {each.at.channel for each in core.events if isinstance(each, Command)}
    assert at == {"100/200", f"{second}/201"}


# ------------------------------------------------------------------ under load


@contextmanager
def on_a_thread() -> Iterator[tuple[DiscordStandIn, asyncio.AbstractEventLoop]]:
    """A Discord that this loop cannot hold up."""
    loop, ready, done = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    here = DiscordStandIn()

    async def serve() -> None:
        async with here.serving():
            ready.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield here, loop
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        loop.close()


def _is_answered(asked: Asked) -> bool:
    return bool(asked.seen)


async def test_all_of_many_at_once_are_acknowledged_while_the_core_computes() -> None:
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")

    async def compute(_event: object, reply: Reply) -> None:
        end = time.thread_time() + 0.02
        while time.thread_time() < end:
            sum(range(1000))
        await reply(Message("computed"))

    switch = sys.getswitchinterval()
    sys.setswitchinterval(0.001)  # as `paperboy run` does
    try:
        with on_a_thread() as (here, loop):

            async def there(work: Coroutine[Any, Any, T]) -> T:
                return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))

            chat = chat_on(here)
            running = asyncio.create_task(chat.run(SPECS, compute))
            await there(here.connected())

            async def burst() -> None:
                for number in range(200):
                    await here.type("paper", topic=str(number))

            await there(burst())
            for each in here.asked.values():
                await there(here.until(partial(_is_answered, each)))
            waited = sorted(each.waited or 99.0 for each in here.asked.values())
            await chat.close()
            await running
    finally:
        sys.setswitchinterval(switch)
    assert len(waited) == 200
    assert waited[-1] < 3
