"""The terminal as a chat: what a person sees and types."""

import re
from collections.abc import AsyncIterator, Callable
from io import StringIO

import pytest

from adapters.chat_console import ConsoleChat
from bot.messages import (
    Address,
    Argument,
    Button,
    Card,
    Command,
    CommandSpec,
    Event,
    Image,
    Message,
    Poll,
    Press,
    Reply,
)

ROOM = Address("console", "default")
SPECS = (CommandSpec("paper", "Find papers", (Argument("topic", "what"),)),)
MESSAGE = Message(
    "2 new papers",
    (
        Card("2 new papers · Tue 10 March", footer="robots · 9 announced, 2 chosen"),
        Card(
            "A title of some length that has to be wrapped where the terminal is a narrow one",
            "One **bold**, _quiet_ and `coded` sentence with a [link](https://example.org/x).\n\n"
            "- first\n- second\n\n> A quoted sentence.",
            url="https://arxiv.org/abs/2603.00001",
            fields=(("Authors", "A. Lovelace, A. Turing"),),
            buttons=(Button("Details", "paper.details", "1"), Button("A", "quiz.answer", "7:0")),
            footer="A. Lovelace · in the title",
        ),
    ),
)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def shown(message: Message, out: StringIO, width: int = 60, program: str = "") -> str:
    chat = ConsoleChat(out, typed(), width=width, program=program)
    await chat.send(ROOM, message, "a")
    return out.getvalue()


async def test_what_a_pipe_gets(golden: Callable[[str, str], None]) -> None:
    golden("console_pipe.txt", await shown(MESSAGE, StringIO()))


async def test_what_a_terminal_gets(
    golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = await shown(MESSAGE, Terminal())
    golden("console_terminal.txt", re.sub(r"id=\d+", "id=1", text))


async def test_titles_are_clickable_where_the_terminal_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    address = "https://arxiv.org/abs/2603.00001"
    assert f";{address}\x1b\\" in await shown(MESSAGE, Terminal())
    plain = await shown(MESSAGE, Terminal(), program="Apple_Terminal")
    assert "\x1b]8" not in plain
    assert address in plain


@pytest.mark.parametrize("width", [20, 40, 80, 300])
async def test_lines_fit_the_width_and_addresses_stay_whole(width: int) -> None:
    lines = (await shown(MESSAGE, StringIO(), width)).splitlines()
    assert "https://arxiv.org/abs/2603.00001" in lines
    assert all(len(line) <= min(width, 100) or line.startswith("http") for line in lines)


async def test_wide_signs_count_as_wide() -> None:
    lines = (await shown(Message("", (Card("字" * 30),)), StringIO(), 20)).split()
    assert [len(line) for line in lines] == [10, 10, 10]


async def test_text_cannot_steer_the_terminal() -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\r\x9b5m[bold red]x[/] :smile:"
    text = await shown(
        Message(evil, (Card(evil, evil, url=f"https://a.org/{evil}", footer=evil),)), StringIO(), 99
    )
    assert not any(sign in text for sign in "\x1b\x07\r\x9b")
    assert "[bold red]x[/] :smile:" in text


async def heard(*lines: str) -> list[Event]:
    events: list[Event] = []

    async def on_event(event: Event, reply: Reply) -> None:
        events.append(event)
        if isinstance(event, Command):
            await reply(MESSAGE)

    chat = ConsoleChat(StringIO(), typed(*lines))
    await chat.run(SPECS, on_event)
    return events


async def test_a_line_is_a_command_and_a_number_or_label_presses_a_button() -> None:
    command, first, second, by_label = await heard("/paper robots", "1", "", " 2 ", "a")
    assert isinstance(command, Command)
    assert (command.name, command.args, command.at) == ("paper", {"topic": "robots"}, ROOM)
    presses = [each for each in (first, second, by_label) if isinstance(each, Press)]
    assert [(each.action, each.value) for each in presses] == [
        ("paper.details", "1"),
        ("quiz.answer", "7:0"),
        ("quiz.answer", "7:0"),
    ]


async def test_numbers_go_on_and_old_buttons_still_work() -> None:
    events = await heard("/paper x", "/paper y", "1", "3", "5", "²")
    assert [type(each).__name__ for each in events] == [
        "Command",
        "Command",
        "Press",
        "Press",
        "Command",
    ]


async def test_after_close_no_line_is_answered() -> None:
    events: list[Event] = []

    async def on_event(event: Event, reply: Reply) -> None:
        del reply
        events.append(event)
        await chat.close()

    chat = ConsoleChat(StringIO(), typed("/paper one", "/paper two"))
    await chat.run(SPECS, on_event)
    assert len(events) == 1


async def test_a_change_is_printed_below() -> None:
    out = StringIO()

    async def on_event(event: Event, reply: Reply) -> None:
        del event
        handle = await reply(Message("working"))
        await handle.update(Message("done"))

    await ConsoleChat(out, typed("/paper x")).run(SPECS, on_event)
    assert out.getvalue() == "› /paper x\n\nworking\n\ndone\n\n"


ELSEWHERE = Address("console", "reading-group")
PLACED = Message(
    "Digests",
    (
        Card("“robots”", place=ELSEWHERE, buttons=(Button("Pause", "digest.pause", "1"),)),
        Card(place=ELSEWHERE, image=Image("ab12", "two\nrobots"), footer="drawn"),
    ),
)


async def test_a_place_and_a_picture_are_told_in_words() -> None:
    assert (await shown(PLACED, StringIO())).splitlines() == [
        "“robots”  console:reading-group",
        "[1] Pause",
        "",
        "console:reading-group",
        "[picture: two robots]",
        "drawn",
        "",
    ]


async def test_a_button_acts_in_the_place_of_its_card() -> None:
    events: list[Event] = []

    async def on_event(event: Event, reply: Reply) -> None:
        events.append(event)
        await reply(PLACED)

    await ConsoleChat(StringIO(), typed("/paper x", "1")).run(SPECS, on_event)
    assert isinstance(events[1], Press)
    assert events[1].source.address == ELSEWHERE


async def test_nothing_is_to_be_mended_on_a_terminal() -> None:
    chat = ConsoleChat(StringIO())
    assert [each.mend for each in await chat.check([ROOM])] == [""]
    assert not chat.threads


async def test_a_poll_is_a_card_whose_options_are_typed() -> None:
    message = Message("What next?", poll=Poll("Which paper?", ("a *b*", "c"), 24))
    assert (await shown(message, StringIO())).split("\n") == [
        "What next?",
        "",
        "Which paper?",
        "A  a *b*",
        "B  c",
        "[1] A   [2] B",
        "",
        "",
    ]
