"""Slack's payloads as the core's events, also where they lack this and that."""

from typing import Any

import pytest

from adapters.chat_slack.events import read_press, read_slash
from bot.messages import Address, Command, CommandSpec, MessageRef, Press, User

ANNA = User("U01", "anna", can_manage=True)
SLASH = {
    "command": "/paperboy",
    "team_id": "T01",
    "channel_id": "C01",
    "user_id": "U01",
    "user_name": "anna",
}
PRESS: dict[str, Any] = {
    "user": {"id": "U01", "name": "anna", "team_id": "T01"},
    "container": {"message_ts": "2.0", "channel_id": "C01"},
    "actions": [{"action_id": "quiz.answer#3", "value": "17:2"}],
}


def test_a_command_without_a_text_or_a_way_back_is_read() -> None:
    command, origin = read_slash(SLASH, (CommandSpec("paperboy help", "Help"),))
    assert command == Command("paperboy", ANNA, Address("slack", "T01/C01"))
    assert (origin.at, origin.user, origin.response_url) == (command.at, ANNA, "")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("help", "paperboy help"),
        ("  HELP ", "paperboy help"),
        ("no such thing", "paperboy no"),
    ],
)
def test_the_name_of_a_command_may_be_two_words(typed: str, read: str) -> None:
    command, _ = read_slash(SLASH | {"text": typed}, (CommandSpec("paperboy help", "Help"),))
    assert command.name == read


@pytest.mark.parametrize(
    ("more", "channel", "thread"),
    [
        ({}, "T01/C01", None),
        ({"team": None}, "T01/C01", None),
        ({"team": {"id": "T02"}}, "T02/C01", None),
        ({"team": {"id": "T02"}, "message": {"team": "T01"}}, "T01/C01", None),
        ({"message": {"thread_ts": "1.0"}}, "T01/C01", "1.0"),
        ({"message": {"thread_ts": "2.0"}}, "T01/C01", None),  # the thread hangs on it
    ],
)
def test_a_press_comes_from_where_its_message_stands(
    more: dict[str, Any], channel: str, thread: str | None
) -> None:
    press, origin = read_press(PRESS | more)
    at = Address("slack", channel, thread)
    assert press == Press("quiz.answer", "17:2", ANNA, MessageRef(at, "2.0"))
    assert origin.at == at


def test_a_press_without_a_value_has_an_empty_one() -> None:
    press, _ = read_press(PRESS | {"actions": [{"action_id": "do#0"}]})
    assert (press.action, press.value) == ("do", "")
