"""Answers on Discord when requests fail: tried again, sent around, never lost, nor destroyed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from adapters.chat_discord import DiscordChat
from adapters.chat_discord.answers import Answer
from adapters.chat_discord.interactions import Arrived
from adapters.chat_discord.sdk import Route
from adapters.chat_discord.wire import Wire
from bot.errors import NotAllowed, Unsure
from bot.messages import Event, Message, Poll, Reply
from tests.discord.core import ADA, HELLO, SPECS
from tests.discord.interactions import COMMAND, COMPONENT
from tests.discord.shapes import BOT
from tests.discord.stand_in import PLACE, TOKEN, Asked, DiscordRoom, Fault, discord_room

ORIGINAL, FOLLOW = "PATCH /webhooks.*@original", "POST /webhooks"
AWAY = "DELETE /webhooks.*@original"
QUESTION, EXCUSE = Message("which paper?"), Message("it could not be shown")
DM = "500"


@dataclass
class FakeTime:
    """Passes only while somebody sleeps. `slept`: between the tries of answers."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self.wait(seconds)

    async def wait(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Talk:
    """One interaction, acknowledged, and the answer to it."""

    room: DiscordRoom
    asked: Asked
    answer: Answer
    time: FakeTime

    def fails(self, *faults: Fault) -> None:
        self.room.discord.faults += faults

    @property
    def around(self) -> tuple[list[str], list[str]]:
        """What stands in the direct message, and in the channel, beside the interaction."""
        known = DM in self.room.discord.channels
        return self.room.discord.texts(DM) if known else [], self.room.discord.texts()


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made


@asynccontextmanager
async def talk(
    room: DiscordRoom,
    *,
    pending: bool | None = True,
    patience: float = 3.0,
) -> AsyncIterator[Talk]:
    """A command that shows “thinking” to one person or to all; with `None`, a press."""
    time = FakeTime()
    kind = COMMAND if pending is not None else COMPONENT
    asked = await room.discord.start(kind, {"name": "x", "custom_id": "x"})
    came = Arrived(
        id=int(asked.id),
        kind="press" if pending is None else "command",
        at=PLACE,
        user=ADA,
        application=BOT,
        token=asked.token,
        data={},
        pending=pending,
        since=time.now,
    )
    api = f"{room.discord.url}/api/v10"
    wire = Wire(TOKEN, api, monotonic=time, sleep=time.wait)
    route = Route("POST", f"/interactions/{asked.id}/{asked.token}/callback")
    await wire.call(route, "here", came.acknowledgement)
    answer = Answer(
        wire,
        came,
        None,
        monotonic=time,
        sleep=time.sleep,
        patience=patience,
    )
    try:
        yield Talk(room, asked, answer, time)
    finally:
        await wire.close()


FAULTS = {
    "limited": Fault(ORIGINAL, 429, retry_after=0.5),
    "failed": Fault(ORIGINAL, 500),
    "failed once done": Fault(ORIGINAL, 502, done=True),
    "torn": Fault(ORIGINAL, lost=True),
    "torn once done": Fault(ORIGINAL, reset=True),
    "silent": Fault(ORIGINAL, hang=True),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("private", [True, False])
async def test_one_fault_does_not_lose_an_answer_or_show_it_twice(
    room: DiscordRoom, fault: Fault, *, private: bool
) -> None:
    async with talk(room, pending=private, patience=0.3 if fault.hang else 3.0) as it:
        it.fails(replace(fault))
        await it.answer(HELLO, private=private)
        await it.answer.leave()
        assert it.asked.seen == [("hello", private)]
        assert it.around == ([], [])
        assert it.time.slept[0] == 0.5


async def test_two_faults_wait_for_longer(room: DiscordRoom) -> None:
    async with talk(room) as it:
        it.fails(Fault(ORIGINAL, 500, times=2))
        await it.answer(HELLO)
        assert it.asked.seen == [("hello", True)]
        assert it.time.slept == [0.5, 1.5]


@pytest.mark.parametrize(
    "fault", [Fault(ORIGINAL, reset=True, times=3), Fault(ORIGINAL, 500, done=True, times=3)]
)
async def test_an_excuse_neither_overwrites_nor_removes_what_may_stand_publicly(
    room: DiscordRoom, fault: Fault
) -> None:
    async with talk(room, pending=False) as it:
        it.fails(replace(fault))
        with pytest.raises(Unsure):
            await it.answer(QUESTION, private=False)
        await it.answer(EXCUSE)
        await it.answer.leave()
        assert it.asked.seen == [("which paper?", False), ("it could not be shown", True)]
        assert it.around == ([], [])


async def test_what_stays_unsure_is_rather_shown_twice_to_one_person(room: DiscordRoom) -> None:
    async with talk(room) as it:
        it.fails(Fault(ORIGINAL, reset=True, times=3))
        await it.answer(HELLO)
        await it.answer.leave()
        assert it.asked.seen == [("hello", True)]
        assert it.around == (["hello"], [])


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize(("seconds", "times"), [(0.5, 3), (60.0, 1)])
async def test_what_discord_does_not_take_goes_around_and_nothing_thinks_on(
    room: DiscordRoom, seconds: float, times: int, *, private: bool
) -> None:
    async with talk(room, pending=private) as it:
        it.fails(Fault(ORIGINAL, 429, retry_after=seconds, times=times))
        await it.answer(HELLO, private=private)
        assert it.around == ((["hello"], []) if private else ([], ["hello"]))
        assert len(it.time.slept) == times - 1
        await it.answer.leave()
        assert it.asked.seen == []
        assert not it.asked.thinking


@pytest.mark.parametrize("on", [AWAY, FOLLOW])
async def test_one_fault_on_the_way_to_another_audience_is_got_over(
    room: DiscordRoom, on: str
) -> None:
    for fault in (Fault(on, 500), Fault(on, 429, retry_after=0.5), Fault(on, lost=True, times=2)):
        async with talk(room, pending=False) as it:
            it.fails(fault)
            await it.answer(HELLO)
            assert it.asked.seen == [("hello", True)]
            assert it.around == ([], [])


async def test_a_private_answer_is_never_public_where_thinking_cannot_be_taken_away(
    room: DiscordRoom,
) -> None:
    async with talk(room, pending=False) as it:
        it.fails(Fault(AWAY, 500, times=3))
        await it.answer(HELLO)
        assert it.asked.seen == []
        assert it.around == (["hello"], [])
        await it.answer.leave()
        assert not it.asked.thinking


async def test_a_further_answer_is_shown_twice_to_one_person_and_never_in_public(
    room: DiscordRoom,
) -> None:
    async with talk(room, pending=None) as it:
        it.fails(Fault(FOLLOW, 500, done=True))
        await it.answer(HELLO)
        assert it.asked.seen == [("hello", True)] * 2
    async with talk(room, pending=None) as it:
        it.fails(Fault(FOLLOW, reset=True))
        with pytest.raises(Unsure):
            await it.answer(QUESTION, private=False)
        await it.answer(EXCUSE)
        assert it.asked.seen == [("which paper?", False), ("it could not be shown", True)]


async def test_a_further_public_answer_that_was_refused_is_tried_again(room: DiscordRoom) -> None:
    async with talk(room, pending=None) as it:
        it.fails(Fault(FOLLOW, 429, retry_after=0.5))
        await it.answer(HELLO, private=False)
        assert it.asked.seen == [("hello", False)]


@pytest.mark.parametrize("private", [True, False])
async def test_thinking_that_somebody_deleted_does_not_stop_an_answer(
    room: DiscordRoom, *, private: bool
) -> None:
    async with talk(room, pending=private) as it:
        it.asked.original = "deleted"
        await it.answer(HELLO, private=private)
        await it.answer(Message("more"), private=private)
        assert it.asked.seen == [("hello", private), ("more", private)]


async def test_thinking_that_is_gone_already_counts_as_taken_away(room: DiscordRoom) -> None:
    async with talk(room, pending=False) as it:
        it.asked.original = "deleted"
        it.fails(Fault(AWAY, 404, 10008))
        await it.answer(HELLO)
        assert it.asked.seen == [("hello", True)]


async def test_where_discord_takes_nothing_beside_what_was_deleted_it_goes_around(
    room: DiscordRoom,
) -> None:
    async with talk(room, pending=False) as it:
        it.fails(Fault(ORIGINAL, 404, 10008), Fault(FOLLOW, 404, 10008))
        await it.answer(HELLO, private=False)
        assert it.around == ([], ["hello"])


async def test_a_clock_that_is_an_hour_ahead_changes_nothing(room: DiscordRoom) -> None:
    discord = room.discord
    chat = DiscordChat(
        token=TOKEN,
        clock=lambda: discord.now + timedelta(hours=1),
        api_url=f"{discord.url}/api/v10",
        gateway_url=discord.gateway_url,
    )

    async def core(_event: Event, reply: Reply) -> None:
        await reply(HELLO)

    running = asyncio.create_task(chat.run(SPECS, core))
    await discord.connected()
    asked = await discord.type("paper", topic="x")
    await discord.until(lambda: asked.seen)
    assert asked.seen == [("hello", True)]
    await chat.close()
    await running


async def test_a_quarter_of_an_hour_after_it_came_the_token_is_not_used(room: DiscordRoom) -> None:
    async with talk(room) as it:
        it.time.now += 900
        await it.answer(HELLO)
        assert it.around == (["hello"], [])
        assert not room.discord.sent("/webhooks")


async def test_a_token_that_ends_while_it_is_tried_repeats_nothing_in_public(
    room: DiscordRoom,
) -> None:
    async with talk(room, pending=False) as it:
        it.fails(Fault(ORIGINAL, reset=True), Fault(ORIGINAL, 401, 50027))
        with pytest.raises(Unsure):
            await it.answer(QUESTION, private=False)
        assert it.asked.seen == [("which paper?", False)]
        assert it.around == ([], [])


async def test_what_is_sent_around_is_tried_again_and_shown_once(room: DiscordRoom) -> None:
    async with talk(room) as it:
        it.time.now += 900
        it.fails(Fault(f"POST /channels/{DM}", reset=True), Fault("POST /users/@me", 503))
        shown = await it.answer(HELLO)
        it.fails(Fault(f"PATCH /channels/{DM}", 500, done=True))
        await shown.update(Message("changed"))
        assert it.around == (["changed"], [])


async def test_who_takes_no_direct_messages_can_still_be_told_why(room: DiscordRoom) -> None:
    async with talk(room) as it:
        room.discord.closed.add(ADA.id)
        it.fails(Fault(ORIGINAL, 429, retry_after=60))
        with pytest.raises(NotAllowed):
            await it.answer(HELLO)
        it.time.now += 60
        await it.answer(EXCUSE)
        assert it.asked.seen == [("it could not be shown", True)]


async def test_a_silent_message_fills_what_thinks_without_the_flag_for_it(
    room: DiscordRoom,
) -> None:
    async with talk(room) as it:
        shown = await it.answer(replace(HELLO, silent=True))
        await it.answer(replace(HELLO, silent=True))
        await shown.update(Message("changed", silent=True))
        flags = [body["flags"] for body in room.discord.sent("PATCH|POST /webhooks")]
        assert [each & 1 << 12 for each in flags] == [0, 1 << 12, 0]
        assert [each & 1 << 15 for each in flags] == [1 << 15] * 3


async def test_a_poll_whose_answer_was_lost_stands_there_once(room: DiscordRoom) -> None:
    poll = Message("read", poll=Poll("Which next?", ("one", "two"), 1))
    async with talk(room, pending=False) as it:
        it.fails(Fault(ORIGINAL, reset=True))
        shown = await it.answer(poll, private=False)
        await shown.update(poll)
        assert [each["poll"]["question"]["text"] for each in it.asked.answers.values()] == [
            "Which next?"
        ]
        assert it.around == ([], [])


async def test_a_change_is_tried_again_and_never_shown_beside(room: DiscordRoom) -> None:
    async with talk(room) as it:
        shown = await it.answer(HELLO)
        it.fails(Fault("PATCH /webhooks", 500))
        await shown.update(Message("changed"))
        assert it.asked.seen == [("changed", True)]
        it.fails(Fault("PATCH /webhooks", 500, times=3))
        with pytest.raises(Unsure):
            await shown.update(Message("again"))
        assert it.asked.seen == [("changed", True)]
        assert it.around == ([], [])
