"""What Discord adds to typing: fields with suggestions, commands of messages, and old buttons."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.chat_discord import offering
from bot.messages import Button, Card, Choice, Command, Message, Press, Reply, Suggest
from tests.discord.core import ADA, DIGEST, SPECS, Core, answered, listening
from tests.discord.shapes import buttons_of
from tests.discord.stand_in import PLACE, DiscordRoom, Fault, discord_room

OFFERED = (Choice("Ref-DGS: Reflective Dual", "2603.00001"), Choice("diffusion", "diffusion"))


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made


async def test_what_fits_is_offered_below_a_field(room: DiscordRoom) -> None:
    core = Core(*OFFERED)
    async with listening(room, core):
        asked = await room.discord.suggest("digest subscribe", "wanted", "gauss", max=3)
        await room.discord.until(lambda: asked.choices)
    assert asked.choices == [{"name": each.label, "value": each.value} for each in OFFERED]
    (event,) = core.events
    assert isinstance(event, Suggest)
    assert (event.command, event.argument, event.typed) == ("digest subscribe", "wanted", "gauss")
    assert (event.user, event.at) == (ADA, PLACE)


async def test_suggestions_wait_for_no_turn(room: DiscordRoom) -> None:
    core = Core(*OFFERED)
    core.released.clear()

    async def on_event(event: Any, reply: Reply) -> None:
        if isinstance(event, Suggest):
            await event.offer(OFFERED)
        else:
            await core(event, reply)

    running = asyncio.create_task(room.chat.run(SPECS, on_event))
    await room.discord.connected()
    for number in range(20):
        await room.discord.type("paper", topic=str(number))
    asked = await room.discord.suggest("paper", "topic", "x")
    await room.discord.until(lambda: asked.choices)
    core.released.set()
    await room.chat.close()
    await running


async def test_only_the_last_that_is_typed_in_a_field_is_asked_of_the_core(
    room: DiscordRoom,
) -> None:
    core = Core(*OFFERED)
    async with listening(room, core):
        first = await room.discord.type("paper", topic="x")
        await answered(room, first)
        (line,) = room.discord.lines
        line.deaf = True  # so that all of it comes at once
        asked = [await room.discord.suggest("paper", "topic", "gauss"[:n]) for n in range(1, 6)]
        line.deaf = False
        (session,) = room.discord.sessions.values()
        await session.flush()
        await room.discord.until(lambda: asked[-1].choices)
    typed = [each.typed for each in core.events if isinstance(each, Suggest)]
    assert typed[-1] == "gauss"
    assert len(typed) < 5


@pytest.mark.parametrize("fault", [Fault("callback", 404, 10062), Fault("callback", 400, 40060)])
async def test_suggestions_that_come_too_late_are_dropped(
    room: DiscordRoom, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    core = Core(*OFFERED)
    async with listening(room, core):
        room.discord.faults.append(fault)
        asked = await room.discord.suggest("paper", "topic", "x")
        await core.until(1)
        after = await room.discord.type("paper", topic="x")
        await answered(room, after)
    assert asked.choices is None
    assert "offered" not in caplog.text
    assert "could not" not in caplog.text


async def test_suggestions_that_discord_waits_for_no_more_are_not_sent(
    room: DiscordRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "_IN_TIME", -1.0)
    core = Core(*OFFERED)
    async with listening(room, core):
        await room.discord.suggest("paper", "topic", "x")
        after = await room.discord.type("paper", topic="x")
        await answered(room, after)
    assert not [each for each in core.events if isinstance(each, Suggest)]


async def test_a_message_of_somebody_is_explained(room: DiscordRoom) -> None:
    core = Core()
    said = room.discord.say("Look: https://arxiv.org/abs/2603.00001v2 \\*nice\\*")
    digest = await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, core):
        for shown in (said, digest.id):
            asked = await room.discord.explain(shown)
            await answered(room, asked)
    first, second = [each for each in core.events if isinstance(each, Command)]
    assert first.name == "explain"
    assert first.args["text"] == "Look: https://arxiv.org/abs/2603.00001v2 *nice*"
    assert "https://arxiv.org/abs/2603.00001" in second.args["text"]
    assert asked.acknowledged == {"type": 5, "data": {"flags": 64}}


async def test_numbers_of_a_form_come_as_they_would_be_typed(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("digest subscribe", wanted="gauss", max=3)
        await answered(room, asked)
    (event,) = core.events
    assert isinstance(event, Command)
    assert event.args == {"wanted": "gauss", "max": "3"}
    assert event.delivery == asked.id


# ------------------------------------------------------------------ presses


def large() -> Message:
    """As many components as one message may have."""
    buttons = tuple(Button(f"b{n}", "paper.details", str(n)) for n in range(5))
    return Message("large", tuple(Card(body=f"text {n}", buttons=buttons) for n in range(5)))


async def test_each_button_of_a_message_full_of_them_reaches_the_core(room: DiscordRoom) -> None:
    core = Core()
    ref = await room.chat.send(PLACE, large(), "key")
    shown = room.discord.message(ref.id)
    async with listening(room, core):
        for number, button in enumerate(buttons_of(shown), 1):
            data = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
            await room.discord.start(3, data, message=shown)
            await core.until(number)
    assert len(core.events) == 25


async def test_a_button_below_an_answer_for_one_person_works(room: DiscordRoom) -> None:
    core = Core()
    core.released.clear()
    async with listening(room, core):
        await room.discord.type("paper", topic="x")
        await core.until(1)
        await core.replies[0](DIGEST)
        core.released.set()
        pressed = await room.discord.press("Cite")
        await answered(room, pressed)
    assert isinstance(core.events[-1], Press)
    assert pressed.seen == [("answer to paper.cite 1", True)]


@pytest.mark.parametrize(
    "part",
    [
        {"id": "77", "channel_id": "200"},
        {"components": []},
        {"components": [{"type": 99, "id": 1}]},
        {"components": [{"type": 17, "id": 1, "components": [{"type": 99}]}]},
    ],
    ids=["an id", "no components", "unknown ones", "unknown ones within"],
)
async def test_a_press_whose_message_comes_only_in_part_reaches_the_core(
    room: DiscordRoom, part: dict[str, Any]
) -> None:
    core = Core()
    ref = await room.chat.send(PLACE, DIGEST, "key")
    whole = room.discord.message(ref.id)
    shown = part if "id" in part else whole | part
    async with listening(room, core):
        data = {"component_type": 2, "custom_id": "pb~0~paper.cite~1", "id": 2}
        pressed = await room.discord.start(3, data, message=shown)
        await answered(room, pressed)
    (press,) = core.events
    assert isinstance(press, Press)
    assert (press.action, press.value) == ("paper.cite", "1")


@pytest.mark.parametrize("custom_id", ["cite:1", "pb~x", "pb~0~~", "1" * 100])
async def test_a_button_that_is_not_ours_or_from_another_time_is_passed_on(
    room: DiscordRoom, custom_id: str
) -> None:
    core = Core()
    ref = await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, core):
        data = {"component_type": 2, "custom_id": custom_id, "id": 2}
        pressed = await room.discord.start(3, data, message=room.discord.message(ref.id))
        await answered(room, pressed)
    assert len(core.events) == 1


async def test_a_press_on_a_message_that_is_deleted_gets_its_answer(room: DiscordRoom) -> None:
    core = Core()
    ref = await room.chat.send(PLACE, DIGEST, "key")
    shown = room.discord.message(ref.id)
    await room.chat.delete(ref)
    async with listening(room, core):
        data = {"component_type": 2, "custom_id": "pb~0~paper.cite~1", "id": 2}
        pressed = await room.discord.start(3, data, message=shown)
        await answered(room, pressed)
    assert pressed.seen == [("answer to paper.cite 1", True)]


@pytest.mark.parametrize(
    "fault",
    [Fault("callback", 500, done=True), Fault("callback", reset=True), Fault("callback", 503)],
    ids=str,
)
async def test_an_acknowledgement_in_doubt_is_sent_again_and_the_press_is_ours(
    room: DiscordRoom, fault: Fault
) -> None:
    core = Core()
    await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, core):
        room.discord.faults.append(fault)
        pressed = await room.discord.press("Cite")
        await answered(room, pressed)
    assert len(core.events) == 1
    assert len(room.discord.sent("callback")) == 2
