"""Slack's payloads as the core's events, also where they lack this and that."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_slack.events import Origin, Reader
from adapters.chat_slack.marks import typed
from bot.messages import (
    Address,
    Command,
    CommandSpec,
    Event,
    MessageRef,
    Opened,
    PlaceChanged,
    Press,
    Reaction,
    User,
)
from tests.slack.core import SPECS
from tests.slack.payloads import (
    Payload,
    event,
    home_press,
    mention,
    reaction,
    said_directly,
    shortcut,
)

ANNA = User("U01", "anna", can_manage=True)
NAMELESS = User("U01", "U01", can_manage=True)
PLACE = Address("slack", "T01/C01")
HOME = Address("slack", "T01/U01")
READER = Reader((*SPECS, CommandSpec("paperboy help", "Help")), "UBOT")
SLASH = {
    "command": "/paperboy",
    "team_id": "T01",
    "channel_id": "C01",
    "user_id": "U01",
    "user_name": "anna",
}
PRESS: Payload = {
    "type": "block_actions",
    "user": {"id": "U01", "name": "anna", "team_id": "T01"},
    "container": {"message_ts": "2.0", "channel_id": "C01"},
    "actions": [{"action_id": "quiz.answer#3", "value": "17:2"}],
}


def read(payload: Payload) -> tuple[Event, Origin]:
    found = READER.read(payload)
    assert found
    return found


# ------------------------------------------------------------------ commands and presses


def test_a_command_without_a_text_or_a_way_back_is_read() -> None:
    command, origin = read(SLASH)
    assert command == Command("paperboy", ANNA, PLACE)
    assert (origin.at, origin.user, origin.response_url) == (PLACE, ANNA, "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("help", "paperboy help"),
        ("  HELP ", "paperboy help"),
        ("no such thing", "paperboy no"),
    ],
)
def test_the_name_of_a_command_may_be_two_words(text: str, name: str) -> None:
    command, _ = read(SLASH | {"text": text})
    assert isinstance(command, Command)
    assert command.name == name


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
    press, origin = read(PRESS | more)
    at = Address("slack", channel, thread)
    assert press == Press("quiz.answer", "17:2", ANNA, MessageRef(at, "2.0"))
    assert origin.at == at


def test_a_press_without_a_value_has_an_empty_one() -> None:
    press, _ = read(PRESS | {"actions": [{"action_id": "do#0"}]})
    assert isinstance(press, Press)
    assert (press.action, press.value) == ("do", "")


@pytest.mark.parametrize(
    ("block_id", "at"),
    [("at:T01/C01#3", PLACE), ("xyz", HOME), ("at:#1", HOME), ("at:T01/C01/x#3", HOME)],
)
def test_a_press_at_home_acts_where_its_block_says_and_may_nothing_yet(
    block_id: str, at: Address
) -> None:
    press, origin = read(home_press({"action_id": "place.pause#0", "block_id": block_id}))
    nobody = User("U01", "anna", can_manage=False)
    assert press == Press("place.pause", "", nobody, MessageRef(at, "V01"))
    assert (origin.at, origin.home) == (HOME, True)


# ------------------------------------------------------------------ what people say


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<https://arxiv.org/abs/1|arxiv> R&amp;D", "https://arxiv.org/abs/1 R&D"),
        ("<https://x.org/?a=1&amp;b=2>", "https://x.org/?a=1&b=2"),
        ("by <@U07|ada> and <@U08>", "by @ada and @U08"),
        ("in <#C01|papers> or <#C02>", "in #papers or #C02"),
        ("<!here> <!subteam^S1|@lab>", "@here @lab"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("x &lt; y &amp;lt; z", "x < y &lt; z"),
    ],
)
def test_the_marks_of_slack_are_undone(text: str, plain: str) -> None:
    assert typed(text) == plain


@given(st.text())
def test_undoing_marks_never_fails(text: str) -> None:
    typed(text)


@pytest.mark.parametrize(
    ("text", "name", "args"),
    [
        ("<@UBOT> paper R&amp;D", "paper", {"topic": "R&D"}),
        ("<@UBOT|paperboy>  Digest Now", "digest now", {}),
        ("paper x <@UBOT>", "paper", {"topic": "x"}),
        ("hey <@UBOT> paper robots", "paper", {"topic": "robots"}),
        ("<@UBOT> paper <@UBOT> x", "paper", {"topic": "x"}),
        ("paper <@U02> <@UBOT> ", "paper", {"topic": "@U02"}),
        ("<@UBOT>", "", {}),
        ("<@UBOT> /paper x", "paper", {"topic": "x"}),
    ],
)
def test_a_mention_is_the_same_words_without_it(text: str, name: str, args: dict[str, str]) -> None:
    command, origin = read(mention(text, ts="5.0"))
    assert command == Command(name, NAMELESS, PLACE, args, "T01/C01/5.0")
    assert origin == Origin(PLACE, NAMELESS)


def test_a_mention_in_a_thread_is_there_and_one_that_begins_a_thread_is_not() -> None:
    assert read(mention("x", thread_ts="4.0"))[1].at == Address("slack", "T01/C01", "4.0")
    assert read(mention("x", ts="5.0", thread_ts="5.0"))[1].at == PLACE


def test_a_direct_message_is_a_command_too() -> None:
    command, origin = read(said_directly("paper x", ts="5.0"))
    at = Address("slack", "T01/D01")
    assert command == Command("paper", NAMELESS, at, {"topic": "x"}, "T01/D01/5.0")
    assert origin == Origin(at, NAMELESS, direct=True)


@pytest.mark.parametrize("said", [mention, said_directly])
def test_an_edited_message_is_the_same_delivery(said: Callable[..., Payload]) -> None:
    edited = {"user": "U01", "ts": "6.0"}
    first, again = said("paper x", ts="5.0"), said("paper y", ts="5.0", edited=edited)
    assert first["event_id"] != again["event_id"]
    ids = [event.delivery for event, _ in map(read, (first, again)) if isinstance(event, Command)]
    assert ids[0] == ids[1]
    assert read(said("paper x", ts="7.0"))[0] != read(first)[0]


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_messages_with_files_and_the_like_are_words_of_people(subtype: str) -> None:
    for said in (mention("paper x", subtype=subtype), said_directly("paper x", subtype=subtype)):
        command, _ = read(said)
        assert isinstance(command, Command)
        assert command.args == {"topic": "x"}


@pytest.mark.parametrize(
    "payload",
    [
        mention("x", bot_id="B07"),
        mention("x", user="UBOT"),
        said_directly("x", bot_id="B01"),
        said_directly("x", subtype="message_changed"),
        said_directly("x", channel_type="channel"),
        event("app_home_opened", user="U01", tab="messages"),
        event("something_new"),
        {"type": "view_submission"},
        shortcut("", {"ts": "1.0"}, "another"),
    ],
)
def test_what_bots_say_and_what_is_not_for_us_is_nothing(payload: Payload) -> None:
    assert READER.read(payload) is None


def test_a_shortcut_takes_the_text_of_a_message_and_every_address_in_it() -> None:
    message = {
        "ts": "1.0",
        "text": "see <https://a.org/1|this> &amp; that",
        "blocks": [
            {"elements": [{"type": "link", "url": "https://a.org/2?x=1&amp;y=2", "text": "two"}]},
            {"text": {"type": "mrkdwn", "text": "<https://a.org/3|three> <@U1>"}},
        ],
        "attachments": [{"from_url": "https://a.org/4", "image_url": "https://a.org/no"}] * 2,
    }
    command, origin = read(shortcut("http://slack", message))
    text = "see https://a.org/1 & that\n" + "\n".join(
        ["https://a.org/2?x=1&y=2", "https://a.org/3", "https://a.org/4"]
    )
    assert command == Command("explain", ANNA, PLACE, {"text": text})
    assert origin.response_url == "http://slack/respond/C01/U01"


def test_a_shortcut_takes_no_more_than_ten_thousand_characters() -> None:
    command, _ = read(shortcut("", {"ts": "1.0", "text": "x" * 20_000}))
    assert isinstance(command, Command)
    assert len(command.args["text"]) == 10_000


# ------------------------------------------------------------------ the rest


def test_whoever_opens_the_home_is_shown_it() -> None:
    opened, origin = read(event("app_home_opened", user="U01", tab="home", channel="D01"))
    assert opened == Opened(HOME, NAMELESS, {})
    assert origin.home


@pytest.mark.parametrize(
    ("name", "hand"),
    [("+1", "👍"), ("thumbsup", "👍"), ("+1::skin-tone-6", "👍"), ("-1::skin-tone-2", "👎")],
)
def test_thumbs_of_every_skin_are_reactions(name: str, hand: str) -> None:
    for added in (True, False):
        payload = reaction(name, added)
        ref = MessageRef(PLACE, "7.0")
        assert read(payload)[0] == Reaction(ref, NAMELESS, hand, added, payload["event_id"])


@pytest.mark.parametrize(
    "payload",
    [reaction("tada"), reaction("+1", user="UBOT"), reaction("+1", type="file")],
)
def test_other_reactions_are_nothing(payload: Payload) -> None:
    assert READER.read(payload) is None


REMOVED = "Paperboy was removed from the channel"


@pytest.mark.parametrize(
    ("payload", "channel", "change", "why"),
    [
        (event("channel_left", channel="C01"), "T01/C01", "gone", REMOVED),
        (event("group_left", channel="C01"), "T01/C01", "gone", REMOVED),
        (event("member_left_channel", channel="C01", user="UBOT"), "T01/C01", "gone", REMOVED),
        (event("channel_archive", channel="C01"), "T01/C01", "gone", "the channel was archived"),
        (event("group_archive", channel="C01"), "T01/C01", "gone", "the channel was archived"),
        (event("channel_deleted", channel="C01"), "T01/C01", "gone", "the channel was deleted"),
        (event("group_deleted", channel="C01"), "T01/C01", "gone", "the channel was deleted"),
        (
            event("channel_id_changed", old_channel_id="C01", new_channel_id="C02"),
            "T01/C01",
            "gone",
            "the channel has a new id in Slack: subscribe there again",
        ),
        (
            event("member_joined_channel", channel="C01", user="UBOT"),
            "T01/C01",
            "back",
            "Paperboy was invited into the channel",
        ),
        (
            event("channel_unarchive", channel="C01"),
            "T01/C01",
            "back",
            "the channel is no longer archived",
        ),
        (
            event("group_unarchive", channel="C01"),
            "T01/C01",
            "back",
            "the channel is no longer archived",
        ),
        (
            event("tokens_revoked", tokens={"oauth": [], "bot": ["UBOT"]}),
            "T01/",
            "gone",
            "Paperboy's token was revoked",
        ),
        (
            event("app_uninstalled"),
            "T01/",
            "gone",
            "Paperboy's app was removed from the workspace",
        ),
    ],
)
def test_places_come_and_go(payload: Payload, channel: str, change: str, why: str) -> None:
    at = Address("slack", channel)
    assert read(payload)[0] == PlaceChanged(at, change, why, payload["event_id"])  # type: ignore[arg-type]  # one of its two


@pytest.mark.parametrize(
    "payload",
    [
        event("member_left_channel", channel="C01", user="U01"),
        event("member_joined_channel", channel="C01", user="U01"),
        event("tokens_revoked", tokens={"oauth": ["U01"]}),
        event("channel_rename", channel={"id": "C01", "name": "new"}),  # known by its id
        event("group_rename", channel={"id": "C01", "name": "new"}),
    ],
)
def test_others_coming_and_going_and_new_names_change_nothing(payload: Payload) -> None:
    assert READER.read(payload) is None


def test_the_workspace_is_the_one_that_the_app_is_installed_in() -> None:
    shared = mention("x") | {"team_id": "T99"}
    assert read(shared)[1].at == PLACE
    assert read(shared | {"authorizations": [{"team_id": None}]})[1].at.channel == "T99/C01"


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event_callback"},
        {"type": "block_actions", "actions": []},
        mention("x", channel="C01/../C02"),
        mention("x", channel=None),
        {},
    ],
)
def test_what_is_none_of_slacks_raises(payload: Payload) -> None:
    with pytest.raises((KeyError, IndexError, ValueError, TypeError)):
        READER.read(payload)
