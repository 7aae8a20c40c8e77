"""Discord's limits of rate, and what is surely not sent: real discord.py, no real waiting."""

import asyncio
import logging
from collections.abc import AsyncIterator
from random import Random

import pytest

from adapters.chat_discord.budget import REFUSED, WARNED, WINDOW, Budget
from adapters.chat_discord.gate import RATE, Gate
from adapters.chat_discord.places import messages
from adapters.chat_discord.sdk import Route, discord
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, NotAllowed, RateLimited, Unsure
from bot.messages import Address, Message
from tests.discord.shapes import CHANNEL, SERVER
from tests.discord.stand_in import (
    PLACE,
    TOKEN,
    DiscordRoom,
    Fault,
    chat_on,
    discord_room,
)
from tests.timeline import Timeline

HELLO = Message("hello")
OTHER = Address("discord", f"{SERVER}/201")


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        made.discord.add_channel("201")
        yield made


class Patient:
    """A wire whose time passes when it sleeps, and when a test says so."""

    def __init__(self, room: DiscordRoom) -> None:
        self.time = Timeline()
        self.wire = Wire(
            TOKEN, f"{room.discord.url}/api/v10", monotonic=self.time.now, sleep=self.sleep
        )

    async def sleep(self, seconds: float) -> None:
        self.time.pass_by(seconds)

    async def post(self, channel: str = CHANNEL) -> None:
        await self.wire.call(messages("POST", channel), "there", {"content": "hello"})


@pytest.fixture
async def patient(room: DiscordRoom) -> AsyncIterator[Patient]:
    made = Patient(room)
    yield made
    await made.wire.close()


# ---------------------------------------------------------------- the gate


async def _through(
    timeline: Timeline, count: int, to: tuple[float, float], held_up: float = 0.0
) -> list[float]:
    """When so many requests arrive that take `to` seconds each way; `held_up` at times."""
    gate, random, arrived = Gate(timeline.now, timeline.sleep), Random(1), list[float]()

    async def request() -> None:
        passage = await gate.enter()
        await timeline.sleep(random.uniform(*to))
        arrived.append(timeline.now())
        await timeline.sleep(random.uniform(*to))
        gate.answered(passage)
        if random.random() < 0.01:
            timeline.pass_by(held_up)

    async def worker() -> None:
        for _ in range(count // 50):
            await request()

    await timeline.run(*(worker() for _ in range(50)))
    return sorted(arrived)


def _most_in_a_second(arrived: list[float]) -> int:
    first = 0
    most = 0
    for last, at in enumerate(arrived):
        while arrived[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


@pytest.mark.parametrize(
    ("to", "held_up", "least"),
    [
        ((0.05, 0.05), 0.0, 0.98),
        ((0.03, 0.04), 0.0, 0.97),
        ((0.03, 0.06), 0.0, 0.94),
        ((0.024, 0.056), 0.0, 0.93),
        ((0.03, 0.13), 0.0, 0.88),
        ((0.02, 0.6), 0.0, 0.5),
        ((0.01, 0.02), 0.4, 0.7),
    ],
)
async def test_no_second_sees_more_than_fifty_however_the_network_bunches(
    to: tuple[float, float], held_up: float, least: float
) -> None:
    arrived = await _through(Timeline(), 600, to, held_up)
    assert _most_in_a_second(arrived) <= RATE
    assert (len(arrived) - 1) / (arrived[-1] - arrived[0]) >= least * RATE


async def test_the_first_to_come_is_the_first_to_leave() -> None:
    timeline, left = Timeline(), list[int]()
    gate = Gate(timeline.now, timeline.sleep)

    async def request(number: int) -> None:
        await gate.enter()
        left.append(number)

    await timeline.run(*(request(number) for number in range(40)))
    assert left == list(range(40))


async def test_who_gives_up_in_the_queue_holds_up_nobody() -> None:
    timeline = Timeline()
    gate = Gate(timeline.now, timeline.sleep)
    await timeline.run(*(gate.enter() for _ in range(5)))
    waiting = asyncio.create_task(gate.enter())
    await asyncio.sleep(0)
    waiting.cancel()
    await timeline.run(gate.enter())
    assert waiting.cancelled()


async def test_a_queue_of_many_seconds_is_refused_at_once() -> None:
    timeline = Timeline()
    gate = Gate(timeline.now, timeline.sleep)
    came = await timeline.run(*(gate.enter() for _ in range(300)))
    refused = [each for each in came if isinstance(each, discord.RateLimited)]
    assert 0 < len(refused) < 60
    assert all(each.retry_after > 5 for each in refused)


async def test_a_request_that_is_never_answered_counts_for_a_while_only() -> None:
    timeline = Timeline()
    gate = Gate(timeline.now, timeline.sleep)
    began = timeline.now()
    await timeline.run(*(gate.enter() for _ in range(RATE + 1)))
    assert 2 < timeline.now() - began < 4


# ---------------------------------------------------------------- buckets


async def test_an_exhausted_channel_is_told_at_once_and_holds_up_no_other(
    room: DiscordRoom,
) -> None:
    room.discord.limits.channel = 3
    for number in range(3):
        await room.chat.send(PLACE, HELLO, f"k{number}")
    asked = len(room.discord.requests)
    with pytest.raises(RateLimited) as raised:
        await room.chat.send(PLACE, HELLO, "k3")
    assert 2 < raised.value.retry_after <= 5
    assert len(room.discord.requests) == asked
    await room.chat.send(OTHER, HELLO, "k4")
    assert room.discord.limits.invalid == 0


async def test_the_answer_of_the_last_that_fits_comes_at_once(room: DiscordRoom) -> None:
    room.discord.limits.channel = 1
    room.discord.limits.seconds = 20
    async with asyncio.timeout(3):  # discord.py would sleep for those 20 seconds here
        await room.chat.send(PLACE, HELLO, "a")


async def test_many_at_once_in_a_channel_are_sent_as_far_as_they_fit(room: DiscordRoom) -> None:
    room.discord.limits.channel = 5
    sending = (room.chat.send(PLACE, HELLO, f"k{number}") for number in range(12))
    came = await asyncio.gather(*sending, return_exceptions=True)
    assert sum(isinstance(each, RateLimited) for each in came) == 7
    assert room.times("hello") == 5
    assert room.discord.limits.invalid == 0


async def test_a_limit_that_discord_tells_holds_for_that_channel_until_it_is_past(
    room: DiscordRoom, patient: Patient
) -> None:
    room.discord.faults.append(Fault(f"POST /channels/{CHANNEL}", 429, retry_after=7.5))
    with pytest.raises(RateLimited) as raised:
        await patient.post()
    assert raised.value.retry_after == 7.5
    with pytest.raises(RateLimited):
        await patient.post()
    await patient.post("201")
    assert len(room.discord.sent("POST")) == 2
    patient.time.pass_by(8)
    await patient.post()
    assert room.times("hello") == 2


@pytest.mark.parametrize("html", [False, True])
async def test_a_limit_overall_holds_for_all_channels_but_not_for_answers(
    room: DiscordRoom, patient: Patient, *, html: bool
) -> None:
    fault = Fault("POST", 429, retry_after=None if html else 30.0, html=html, overall=True)
    room.discord.faults.append(fault)
    with pytest.raises(RateLimited) as raised:
        await patient.post()
    assert raised.value.retry_after == (60.0 if html else 30.0)
    with pytest.raises(RateLimited):
        await patient.post("201")
    assert len(room.discord.sent("POST")) == 1
    room.discord.faults.append(Fault("GET /webhooks", 404, 10015))
    hook = {"webhook_id": "1", "webhook_token": "x"}
    route = Route("GET", "/webhooks/{webhook_id}/{webhook_token}", **hook)
    with pytest.raises(ChatError, match="10015"):
        await patient.wire.call(route, "there")
    patient.time.pass_by(61)
    await patient.post("201")


async def test_a_short_limit_overall_is_waited_for(room: DiscordRoom, patient: Patient) -> None:
    room.discord.faults.append(Fault("POST", 429, retry_after=1.5, overall=True))
    with pytest.raises(RateLimited):
        await patient.post()
    began = patient.time.now()
    await patient.post()
    assert patient.time.now() - began >= 1.49


# ---------------------------------------------------------------- invalid requests


def test_many_invalid_requests_are_said_once_and_too_many_stop_all(
    caplog: pytest.LogCaptureFixture,
) -> None:
    timeline = Timeline()
    budget = Budget(timeline.now)
    for _ in range(WARNED - 1):
        budget.note()
    assert not caplog.messages
    for _ in range(REFUSED - WARNED):
        budget.note()
    budget.check()
    assert len(caplog.messages) == 1
    timeline.pass_by(100)
    budget.note()
    with pytest.raises(discord.RateLimited) as raised:
        budget.check()
    assert raised.value.retry_after == WINDOW - 100
    timeline.pass_by(WINDOW - 100)
    budget.check()


async def test_only_what_discord_counts_against_the_address_is_counted(
    room: DiscordRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = 0

    class Counting(Budget):
        def note(self) -> None:
            nonlocal noted
            noted += 1

    monkeypatch.setattr("adapters.chat_discord.flights.Budget", Counting)
    chat = chat_on(room.discord)
    for fault in (
        Fault("POST", 403, 77),
        Fault("POST", 404, 78),
        Fault("POST", 400, 50035),
        Fault("POST", 500),
        Fault("POST", 401),
        Fault("POST", 429, retry_after=1),
    ):
        room.discord.faults.append(fault)
        with pytest.raises(ChatError):
            await chat.send(PLACE, HELLO, "key")
    await chat.close()
    assert noted == 3


async def test_a_token_that_was_reset_is_one_clear_line(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    await room.chat.send(PLACE, HELLO, "a")
    room.discord.faults.append(Fault("POST", 401, times=2))
    for key in "bc":
        with pytest.raises(NotAllowed, match="DISCORD_TOKEN"):
            await room.chat.send(PLACE, HELLO, key)
    said = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert [("reset" in each.getMessage(), TOKEN in each.getMessage()) for each in said] == [
        (True, False)
    ]


# ---------------------------------------------------------------- sent or not


async def test_what_waits_for_its_turn_until_it_is_late_was_surely_not_sent(
    room: DiscordRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.chat.find(PLACE, "none", room.discord.now)
    monkeypatch.setattr(room.chat._wire, "_timeout", 0.1)
    room.discord.faults.append(Fault("POST /channels", hang=True))
    first, second = await asyncio.gather(
        room.chat.send(PLACE, HELLO, "a"),
        room.chat.send(PLACE, HELLO, "b"),
        return_exceptions=True,
    )
    assert type(first) is Unsure
    assert type(second) is ChatError
    assert "nothing was sent" in str(second)
    assert len(room.discord.sent("POST /channels")) == 1


async def test_a_server_without_tls_surely_got_nothing(room: DiscordRoom) -> None:
    made = Wire(TOKEN, f"{room.discord.url}/api/v10")
    await made.client()
    Route.BASE = f"{room.discord.url.replace('http:', 'https:')}/api/v10"
    with pytest.raises(ChatError, match="cannot be reached") as raised:
        await made.call(messages("POST", CHANNEL), "there", {"content": "hello"})
    assert type(raised.value) is ChatError
    await made.close()


async def test_a_lost_connection_is_not_tried_again_by_the_library(room: DiscordRoom) -> None:
    await room.chat.send(PLACE, HELLO, "a")
    room.discord.faults.append(Fault("POST /channels", lost=True))
    with pytest.raises(Unsure):
        await room.chat.send(PLACE, HELLO, "b")
    assert len(room.discord.sent("POST /channels")) == 1


async def test_a_send_that_is_cancelled_in_flight_leaves_everything_in_order(
    room: DiscordRoom,
) -> None:
    await room.chat.send(PLACE, HELLO, "a")
    room.discord.faults.append(Fault("POST /channels", hang=True))
    sending = asyncio.create_task(room.chat.send(PLACE, HELLO, "b"))
    await room.discord.until(lambda: len(room.discord.sent("POST /channels")) == 2)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await room.chat.send(PLACE, HELLO, "b")
    assert room.times("hello") == 2
