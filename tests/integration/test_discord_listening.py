"""Commands and presses of people in Discord, through the real discord.py, and their answers."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import ChatError, NotAllowed, RateLimited
from bot.messages import Address, Command, Event, Message, Press, Reply
from tests.discord.core import ADA, DIGEST, HELLO, SPECS, Core, answered, ask, listening
from tests.discord.stand_in import PLACE, TOKEN, DiscordRoom, Fault, chat_on, discord_room


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made


async def test_commands_are_declared_all_at_once(room: DiscordRoom) -> None:
    async with listening(room, Core()):
        names = {each["name"]: each for each in room.discord.commands}
    assert set(names) == {"paper", "digest", "quiz", "Explain this"}
    assert names["paper"]["options"][0] == {
        "type": 3,
        "name": "topic",
        "description": "words",
        "required": True,
        "autocomplete": True,
        "max_length": 4000,
    }
    assert names["digest"]["options"][0]["name"] == "now"


async def test_paper_gets_a_private_answer(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("paper", topic="3d, gaussian splatting")
        await answered(room, asked)
    assert core.seen == [Command("paper", ADA, PLACE, {"topic": "3d, gaussian splatting"})]
    assert asked.acknowledged == {"type": 5, "data": {"flags": 64}}
    assert asked.seen == [("answer to paper", True)]


async def test_a_subcommand_arrives_by_its_two_words(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("digest now")
        await answered(room, asked)
    assert core.seen == [Command("digest now", ADA, PLACE)]


async def test_a_command_in_a_thread_and_one_in_a_direct_message_say_where(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        for asked in (
            await room.discord.type("paper", thread="777", topic="x"),
            await room.discord.type("paper", direct=True, topic="x"),
        ):
            await answered(room, asked)
    places = {each.at for each in core.events if isinstance(each, Command)}
    assert places == {replace(PLACE, thread="777"), Address("discord", "@me/500")}


async def test_who_may_not_manage_channels_may_not_manage_the_place(room: DiscordRoom) -> None:
    core = Core()
    await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, core):
        await room.discord.press("Summary", permissions=0)
        await core.arrived.wait()
    (press,) = core.events
    assert isinstance(press, Press)
    assert not press.user.can_manage


async def test_a_command_that_nobody_declared_is_passed_on(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("bygone")
        await answered(room, asked)
    assert core.seen == [Command("bygone", ADA, PLACE)]
    assert asked.seen == [("answer to bygone", True)]


async def test_a_press_gets_its_private_answer_and_the_message_stays(room: DiscordRoom) -> None:
    ref = await room.chat.send(PLACE, DIGEST, "key")
    core = Core()
    async with listening(room, core):
        asked = await room.discord.press("Summary")
        await answered(room, asked)
    assert core.events == [Press("paper.details", "2603.00001", ADA, ref)]
    assert asked.acknowledged == {"type": 6}
    assert asked.seen == [("answer to paper.details 2603.00001", True)]
    assert room.times("Ref-DGS") == 1


async def test_a_press_on_a_message_of_an_earlier_process_works(room: DiscordRoom) -> None:
    earlier = chat_on(room.discord)
    ref = await earlier.send(PLACE, DIGEST, "key")
    await earlier.close()
    core = Core()
    async with listening(room, core):
        asked = await room.discord.press("Cite")
        await answered(room, asked)
    assert core.events == [Press("paper.cite", "1", ADA, ref)]


async def test_an_event_that_arrives_twice_counts_once(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("quiz start")
        await answered(room, asked)
        await room.discord.tell(asked, {"name": "quiz", "options": []})
        after = await room.discord.type("paper", topic="x")
        await answered(room, after)
    assert len(core.events) == 2


async def test_an_event_that_another_process_took_is_left_to_it(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        room.discord.faults.append(Fault("callback", 400, 40060))
        await room.discord.type("paper", topic="taken")
        after = await room.discord.type("paper", topic="x")
        await answered(room, after)
    assert [each.args["topic"] for each in core.events if isinstance(each, Command)] == ["x"]


async def test_an_event_that_raises_does_not_end_the_listening(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    core = Core()
    async with listening(room, core):
        bad = await room.discord.type("paper", topic="boom")
        await room.discord.until(lambda: not bad.thinking and bad.acknowledged)
        good = await room.discord.type("paper", topic="x")
        await answered(room, good)
    assert bad.seen == []
    assert "could not be answered" in caplog.text


@pytest.mark.parametrize(("name", "private"), [("paper", False), ("quiz start", True)])
async def test_an_answer_may_be_for_others_than_was_declared(
    room: DiscordRoom, name: str, private: bool
) -> None:
    core = Core()
    async with listening(room, core):
        reply = await ask(room, core, name)
        await reply(HELLO, private=private)
        await reply(Message("more"), private=not private)
        (asked,) = room.discord.asked.values()
        assert asked.seen == [("hello", private), ("more", not private)]
        core.released.set()


async def test_an_answer_can_be_changed(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        reply = await ask(room, core, "paper")
        handles = [await reply(Message("one")), await reply(Message("two"))]
        for handle in handles:
            await handle.update(Message("changed"))
        (asked,) = room.discord.asked.values()
        assert asked.seen == [("changed", True), ("changed", True)]
        core.released.set()


async def test_after_its_time_an_answer_goes_to_the_channel_or_to_the_person(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        reply = await ask(room, core, "paper")
        early = [await reply(Message("own")), await reply(Message("all"), private=False)]
        room.discord.now += timedelta(minutes=16)
        await early[0].update(Message("own, late"))
        await early[1].update(Message("all, late"))
        late = [await reply(Message("for you")), await reply(Message("for all"), private=False)]
        await early[0].update(Message("own, later"))
        await late[0].update(Message("for you, changed"))
        await late[1].update(Message("for all, changed"))
        assert room.discord.texts("500") == ["own, later", "for you, changed"]
        assert room.discord.texts() == ["for all, changed"]
        assert room.times("all, late") == 1
        core.released.set()


async def test_an_acknowledgement_that_came_too_late_still_gets_an_answer(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        room.discord.faults.append(Fault("callback", 404, 10062))
        await room.discord.type("paper", topic="x")
        await room.discord.until(lambda: room.times("answer to paper"))
    assert room.discord.texts("500") == ["answer to paper"]


async def test_a_person_who_takes_no_direct_messages_is_an_error_to_the_core(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        reply = await ask(room, core, "paper")
        room.discord.now += timedelta(minutes=16)
        room.discord.faults.append(Fault("POST /channels/500", 403, 50007))
        with pytest.raises(NotAllowed):
            await reply(HELLO)
        core.released.set()


async def test_closing_finishes_what_is_in_flight(room: DiscordRoom) -> None:
    core = Core()
    running = asyncio.create_task(room.chat.run(SPECS, core))
    await room.discord.connected()
    await ask(room, core, "paper", topic="x")
    closing = asyncio.create_task(room.chat.close())
    core.released.set()
    await closing
    await running
    assert room.times("answer to paper") == 1
    await room.chat.close()


async def test_a_command_may_close_the_chat_that_it_came_from(room: DiscordRoom) -> None:
    async def stop(_event: Event, reply: Reply) -> None:
        await reply(Message("stopping"))
        await room.chat.close()

    running = asyncio.create_task(room.chat.run(SPECS, stop))
    await room.discord.connected()
    await room.discord.type("paper", topic="x")
    await running
    assert room.times("stopping") == 1


async def test_closing_while_it_starts_ends_the_run(room: DiscordRoom) -> None:
    room.discord.faults.append(Fault("PUT", hang=True))
    running = asyncio.create_task(room.chat.run(SPECS, Core()))
    await room.discord.until(lambda: room.discord.sent("PUT"))
    await room.chat.close()
    await running


async def test_a_lost_connection_is_taken_up_again(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        await room.discord.hang_up()
        await room.discord.connected()
        asked = await room.discord.type("paper", topic="x")
        await answered(room, asked)
    assert len(core.events) == 1


async def test_a_gateway_that_refuses_is_told_and_sending_goes_on(room: DiscordRoom) -> None:
    room.discord.refuses_gateway = 4004
    with pytest.raises(ChatError, match="DISCORD_TOKEN"):
        await room.chat.run(SPECS, Core())
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 1


async def test_running_with_a_wrong_token_ends_with_what_to_do(room: DiscordRoom) -> None:
    chat = chat_on(room.discord, "wrong-token")
    with pytest.raises(ChatError, match="DISCORD_TOKEN"):
        await asyncio.wait_for(chat.run(SPECS, Core()), 5)
    await chat.close()


async def test_no_text_and_no_token_is_logged(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with listening(room, Core()):
        room.discord.faults.append(Fault("POST /channels", 429, retry_after=50))
        with pytest.raises(RateLimited):
            await room.chat.send(PLACE, Message("a private matter"), "key")
        asked = await room.discord.type("paper", topic="a private matter")
        await answered(room, asked)
    assert "private matter" not in caplog.text
    assert TOKEN not in caplog.text
    assert asked.token not in caplog.text
