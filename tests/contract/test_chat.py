"""What every `Chat` does. The fake keeps the same contract as the real ones."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO
from itertools import count
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat_console import ConsoleChat
from bot.errors import Unsure
from bot.messages import Address, Button, Card, Message
from bot.ports import Chat
from bot.splitting import split
from bot.text.markdown import escape
from tests.discord.stand_in import discord_room
from tests.fakes import NOW, PLACE, FakeChat
from tests.slack.stand_in import slack_http_room, slack_room

NUMBERS = count()
HELLO = Message("hello")
HOSTILE = st.text(max_size=3000) | st.sampled_from(
    [
        "<!channel> @everyone <@U1>",
        "\x1b[2J\x1b]8;;x\x07",
        "`*_~" * 500,
        "&lt;" * 1000,
        "\u202e" * 9,
        "字" * 3000,
    ]
)
CARDS = st.builds(
    Card,
    title=HOSTILE,
    body=HOSTILE.map(escape),
    footer=HOSTILE,
    buttons=st.lists(st.builds(Button, st.text(max_size=30), st.just("do")), max_size=9).map(tuple),
)


class Room(Protocol):
    """A chat, a place in it, and how often a text stands there."""

    @property
    def chat(self) -> Chat: ...
    @property
    def place(self) -> Address: ...
    @property
    def times(self) -> Callable[[str], int]: ...


@dataclass
class Here:
    """A room in this process."""

    chat: Chat
    place: Address
    times: Callable[[str], int]


@asynccontextmanager
async def fake_room() -> AsyncIterator[Room]:
    chat = FakeChat()

    def times(text: str) -> int:
        return sum(text in shown.text for shown in chat.shown.values())

    yield Here(chat, PLACE, times)


@asynccontextmanager
async def console_room() -> AsyncIterator[Room]:
    out = StringIO()
    place = Address("console", "default")
    yield Here(ConsoleChat(out, _no_lines()), place, lambda text: out.getvalue().count(text))


async def _no_lines() -> AsyncIterator[str]:
    nothing: tuple[str, ...] = ()
    for line in nothing:
        yield line


@pytest.fixture(params=[fake_room, console_room, slack_room, slack_http_room, discord_room])
async def room(request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    async with request.param() as made:
        yield made


async def test_a_message_is_shown_and_has_a_reference_of_its_own(room: Room) -> None:
    first = await room.chat.send(room.place, HELLO, "a")
    second = await room.chat.send(room.place, HELLO, "b")
    assert first != second
    assert first.address == room.place
    assert room.times("hello") == 2


async def test_a_key_makes_a_repeat_harmless_for_as_long_as_the_chat_says(room: Room) -> None:
    # These two keep their keys for as long as they live.
    if not (room.chat.key_window or isinstance(room.chat, FakeChat | ConsoleChat)):
        pytest.skip(f"{room.chat.name} knows no keys: a repeat is a second message")
    first = await room.chat.send(room.place, HELLO, "a")
    assert await room.chat.send(room.place, HELLO, "a") == first
    assert room.times("hello") == 1


async def test_a_detail_goes_with_its_parent(room: Room) -> None:
    parent = await room.chat.send(room.place, HELLO, "a")
    await room.chat.send(room.place, Message("detail"), "b", parent=parent)
    assert room.times("detail") == 1


async def test_a_detail_stands_apart_where_the_chat_has_threads(room: Room) -> None:
    parent = await room.chat.send(room.place, HELLO, "a")
    detail = await room.chat.send(room.place, Message("detail"), "b", parent=parent)
    assert detail.address.place.chat == room.place.chat
    assert (detail.address != parent.address) == room.chat.threads


async def test_a_chat_that_works_has_nothing_to_mend(room: Room) -> None:
    findings = await room.chat.check([room.place])
    assert findings
    assert not [each for each in findings if each.mend]


async def test_an_edit_is_shown(room: Room) -> None:
    ref = await room.chat.send(room.place, HELLO, "a")
    await room.chat.edit(ref, Message("goodbye"))
    assert room.times("goodbye") == 1


async def test_what_was_sent_is_found_by_its_key_and_absence_is_never_guessed(room: Room) -> None:
    ref = await room.chat.send(room.place, HELLO, "a")
    assert await room.chat.find(room.place, "a", NOW) == ref
    with suppress(Unsure):
        assert await room.chat.find(room.place, "never sent", NOW - timedelta(days=1)) is None


async def test_what_is_deleted_is_gone_or_said_to_be_taken_back(room: Room) -> None:
    ref = await room.chat.send(room.place, HELLO, "a")
    other = await room.chat.send(room.place, Message("stays"), "b")
    await room.chat.delete(ref)
    assert (room.times("hello") == 0) != (room.times("taken back") == 1)
    assert room.times("stays") == 1
    assert await room.chat.find(room.place, "b", NOW) == other


async def test_deleting_twice_and_editing_what_is_gone_is_harmless(room: Room) -> None:
    ref = await room.chat.send(room.place, HELLO, "a")
    await room.chat.delete(ref)
    await room.chat.delete(ref)
    await room.chat.edit(ref, Message("goodbye"))
    gone = room.times("hello") == 0  # what was printed cannot be unprinted
    assert room.times("goodbye") == (0 if gone else 1)


async def test_closing_twice_is_harmless(room: Room) -> None:
    await room.chat.close()
    await room.chat.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE, cards=st.lists(CARDS, max_size=4).map(tuple))
async def test_hostile_text_fits_after_splitting_and_is_sent(
    room: Room, text: str, cards: tuple[Card, ...]
) -> None:
    for part in split(Message(text, cards), room.chat.limits, room.chat.size):
        assert not room.chat.limits.exceeded(room.chat.size(part))
        await room.chat.send(room.place, part, f"key {next(NUMBERS)}")


def test_size_of_an_empty_message_is_nothing(room: Room) -> None:
    assert not any(
        getattr(room.chat.size(Message("")), name) for name in ("text", "cards", "total", "buttons")
    )
    assert room.chat.size(replace(HELLO, cards=(Card("t"),))).cards == 1
