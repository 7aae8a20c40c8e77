"""What every `Chat` does. The fake keeps the same contract as the real ones."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat_console import ConsoleChat
from bot.errors import Unsure
from bot.messages import Address, Button, Card, Message
from bot.ports import Chat
from bot.splitting import split
from bot.text.markdown import escape
from tests.fakes import NOW, FakeChat

ROOM = Address("console", "default")
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


@dataclass
class Room:
    """A chat, and how often a message stands in it."""

    chat: Chat
    times: Callable[[str], int]


def fake() -> Room:
    chat = FakeChat()
    return Room(chat, lambda text: sum(text in shown.text for shown in chat.shown.values()))


def console() -> Room:
    out = StringIO()
    return Room(ConsoleChat(out, _no_lines()), lambda text: out.getvalue().count(text))


async def _no_lines() -> AsyncIterator[str]:
    for line in ():
        yield line


@pytest.fixture(params=[fake, console])
def room(request: pytest.FixtureRequest) -> Room:
    made: Room = request.param()
    return made


async def test_a_message_is_shown_and_has_a_reference_of_its_own(room: Room) -> None:
    first = await room.chat.send(ROOM, HELLO, "a")
    second = await room.chat.send(ROOM, HELLO, "b")
    assert first != second
    assert first.address == ROOM
    assert room.times("hello") == 2


async def test_a_key_makes_a_repeat_harmless(room: Room) -> None:
    first = await room.chat.send(ROOM, HELLO, "a")
    assert await room.chat.send(ROOM, HELLO, "a") == first
    assert room.times("hello") == 1


async def test_a_detail_goes_with_its_parent(room: Room) -> None:
    parent = await room.chat.send(ROOM, HELLO, "a")
    await room.chat.send(ROOM, Message("detail"), "b", parent=parent)
    assert room.times("detail") == 1


async def test_an_edit_is_shown(room: Room) -> None:
    ref = await room.chat.send(ROOM, HELLO, "a")
    await room.chat.edit(ref, Message("goodbye"))
    assert room.times("goodbye") == 1


async def test_what_was_sent_is_found_by_its_key_and_absence_is_never_guessed(room: Room) -> None:
    ref = await room.chat.send(ROOM, HELLO, "a")
    assert await room.chat.find(ROOM, "a", NOW) == ref
    with pytest.raises(Unsure):
        await room.chat.find(ROOM, "never sent", NOW - timedelta(days=1))


async def test_closing_twice_is_harmless(room: Room) -> None:
    await room.chat.close()
    await room.chat.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE, cards=st.lists(CARDS, max_size=4).map(tuple))
async def test_hostile_text_fits_after_splitting_and_is_sent(
    room: Room, text: str, cards: tuple[Card, ...]
) -> None:
    for number, part in enumerate(split(Message(text, cards), room.chat.limits, room.chat.size)):
        assert not room.chat.limits.exceeded(room.chat.size(part))
        await room.chat.send(ROOM, part, f"{hash((text, cards))}{number}")


def test_size_of_an_empty_message_is_nothing(room: Room) -> None:
    assert not any(
        getattr(room.chat.size(Message("")), name) for name in ("text", "cards", "total", "buttons")
    )
    assert room.chat.size(replace(HELLO, cards=(Card("t"),))).cards == 1
