"""The manifest of the Slack app: what it asks for, and that Slack would take it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.chat_slack.events import Reader
from adapters.chat_slack.manifest import EVENTS, SCOPES, manifest
from bot.commands import GROUPS, SPECS
from bot.messages import Argument, CommandSpec
from tests.slack.payloads import event, mention, reaction, said_directly
from tests.slack.stand_in import SCOPES as STAND_INS_SCOPES

URL = "https://paperboy.example.org"
KEYS = {"display_information", "features", "oauth_config", "settings"}


def commands(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["command"]: each for each in made["features"]["slash_commands"]}


@pytest.mark.parametrize("url", ["", URL])
def test_it_is_within_slacks_limits(url: str) -> None:
    made = manifest(SPECS, GROUPS, url)
    assert set(made) == KEYS
    shown, features = made["display_information"], made["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch("#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[\w.-]{1,80}", features["bot_user"]["display_name"])
    for command in features["slash_commands"]:
        assert re.fullmatch("/[a-z]{1,31}", command["command"])
        assert 0 < len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
        assert command["should_escape"] is False
    for shortcut in features["shortcuts"]:
        assert set(shortcut) == {"name", "type", "callback_id", "description"}
        assert 0 < len(shortcut["name"]) <= 24
        assert 0 < len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
    assert len(features["slash_commands"]) <= 50
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100
    assert json.loads(json.dumps(made)) == made


def test_commands_are_those_of_the_router() -> None:
    made = commands(manifest(SPECS, GROUPS))
    assert list(made) == ["/paper", "/digest", "/follow", "/quiz", "/paperboy"]
    for word, about in GROUPS.items():
        assert made[f"/{word}"]["description"] == about
    hint = made["/digest"]["usage_hint"]
    for spec in SPECS:
        if spec.name.startswith("digest "):
            assert spec.usage().removeprefix("/digest ") in hint


def test_a_shortcut_is_no_slash_command() -> None:
    topic = (Argument("topic", "what", required=True),)
    specs = (
        CommandSpec("paper", "Find", topic),
        CommandSpec("look up", "All about it", topic, shortcut="Look this up"),
    )
    made = manifest(specs, {})
    assert list(commands(made)) == ["/paper"]
    assert commands(made)["/paper"]["usage_hint"] == "<topic>"
    assert made["features"]["shortcuts"] == [
        {
            "name": "Look this up",
            "type": "message",
            "callback_id": "look_up",
            "description": "All about it",
        }
    ]


def test_socket_mode_names_no_address() -> None:
    made = manifest(SPECS, GROUPS)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(made)


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/slack/events", f"{URL}/slack/events/"])
def test_over_http_slack_is_told_one_address_for_everything(url: str) -> None:
    made = manifest(SPECS, GROUPS, url)
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    at = {each["url"] for each in made["features"]["slash_commands"]} | {
        settings["interactivity"]["request_url"],
        settings["event_subscriptions"]["request_url"],
    }
    assert at == {f"{URL}/slack/events"}


def test_the_page_and_direct_messages_are_open() -> None:
    made = manifest(SPECS, GROUPS)
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert made["settings"]["interactivity"]["is_enabled"] is True


def test_no_scope_is_asked_for_without_a_reason() -> None:
    assert manifest(SPECS, GROUPS)["oauth_config"] == {"scopes": {"bot": list(SCOPES)}}
    assert all(SCOPES.values())
    assert sorted(STAND_INS_SCOPES.split(",")) == sorted(SCOPES)
    page = (Path(__file__).parents[2] / "docs" / "slack.md").read_text(encoding="utf-8")
    assert all(f"| `{scope}` |" in page for scope in SCOPES)


# From Slack's reference: what each event and each method takes. Of several, each kind of channel
# that Paperboy may be in needs its own. The two that no method names: `commands` for slash commands
# and shortcuts, `metadata.message:read` for the metadata of messages that are read back.
_CHANNELS, _PRIVATE = {"channels:read"}, {"groups:read"}
_PAST = {"channels:history", "groups:history", "im:history"}
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_archive": _CHANNELS,
    "channel_deleted": _CHANNELS,
    "channel_id_changed": _CHANNELS | _PRIVATE,
    "channel_left": _CHANNELS,
    "channel_unarchive": _CHANNELS,
    "group_archive": _PRIVATE,
    "group_deleted": _PRIVATE,
    "group_left": _PRIVATE,
    "group_unarchive": _PRIVATE,
    "member_joined_channel": _CHANNELS | _PRIVATE,
    "member_left_channel": _CHANNELS | _PRIVATE,
    "message.im": {"im:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "tokens_revoked": set(),
}
METHOD_SCOPES: dict[str, set[str]] = {
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": _PAST,
    "conversations.info": _CHANNELS | _PRIVATE,
    "conversations.replies": _PAST,
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "users.conversations": _CHANNELS | _PRIVATE,
    "users.info": {"users:read"},
    "views.publish": set(),
}
_OF_NO_METHOD = {"commands", "metadata.message:read"}


def test_every_event_and_method_has_the_scope_that_it_takes() -> None:
    folder = Path(__file__).parents[2] / "adapters" / "chat_slack"
    source = "".join(each.read_text(encoding="utf-8") for each in folder.glob("*.py"))
    families = "auth|apps|bots|chat|conversations|files|pins|reactions|team|users|views"
    used = set(re.findall(rf'"((?:{families})\.[a-zA-Z.]+)"', source))
    assert used == set(METHOD_SCOPES)
    assert set(EVENTS) == set(EVENT_SCOPES)
    taken = set().union(*EVENT_SCOPES.values(), *METHOD_SCOPES.values())
    assert taken | _OF_NO_METHOD == set(SCOPES)


HAPPENED: dict[str, dict[str, Any]] = {
    "app_home_opened": {"user": "U01", "tab": "home"},
    "tokens_revoked": {"tokens": {"bot": ["UBOT"]}},
    "channel_id_changed": {"old_channel_id": "C01", "new_channel_id": "C02"},
    "member_joined_channel": {"user": "UBOT", "channel": "C01"},
    "member_left_channel": {"user": "UBOT", "channel": "C01"},
}
MADE = {
    "app_mention": mention("<@UBOT> help"),
    "message.im": said_directly("help"),
    "reaction_added": reaction("+1"),
    "reaction_removed": reaction("+1", added=False),
}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_that_slack_is_asked_for_is_read(name: str) -> None:
    payload = MADE.get(name) or event(name, **HAPPENED.get(name, {"channel": "C01"}))
    assert Reader(SPECS, "UBOT").read(payload)


def test_every_event_that_is_read_is_asked_for() -> None:
    source = Path(__file__).parents[2] / "adapters" / "chat_slack" / "events.py"
    named = set(
        re.findall(r'"((?:channel|group|member|reaction|app|tokens)_\w+)"', source.read_text())
    )
    others = {"channel_id", "channel_type", "app_id"}
    assert {each for each in named - others if not each.endswith(("_ts", "_id"))} <= set(EVENTS)
