"""What Slack's payloads say, as the core's events. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.chat_slack.render import action_of
from bot.messages import Address, Command, CommandSpec, MessageRef, Press, User, read_command

Payload = Mapping[str, Any]

_LINK = re.compile(r"<(https?://[^\s|<>]+)(?:\|[^<>]*)?>")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event came from, and the way back to the person."""

    at: Address
    user: User
    response_url: str


def read_slash(payload: Payload, specs: Sequence[CommandSpec]) -> tuple[Command, Origin]:
    """Read a slash command. Raises `KeyError` and the like where it is none of Slack's."""
    at = Address("slack", f"{payload['team_id']}/{payload['channel_id']}")
    user = _user(payload["user_id"], payload.get("user_name"))
    line = f"{payload['command']} {_typed(str(payload.get('text') or ''))}"
    command = read_command(line, specs, user, at)
    return command, Origin(at, user, str(payload.get("response_url") or ""))


def read_press(payload: Payload) -> tuple[Press, Origin]:
    """Read the press of a button in a message. Raises likewise."""
    action, its = payload["actions"][0], payload["container"]
    sender, message = payload["user"], payload.get("message") or {}
    # In a channel shared with others, the person may be of another team than the message.
    team = message.get("team") or (payload.get("team") or {}).get("id") or sender["team_id"]
    thread = its.get("thread_ts") or message.get("thread_ts")
    # What a thread hangs on stands in the channel itself.
    thread = None if thread == its["message_ts"] else thread
    at = Address("slack", f"{team}/{its['channel_id']}", thread)
    user = _user(sender["id"], sender.get("name") or sender.get("username"))
    press = Press(
        action_of(action["action_id"]),
        str(action.get("value") or ""),
        user,
        MessageRef(at, its["message_ts"]),
    )
    return press, Origin(at, user, str(payload.get("response_url") or ""))


def _user(user_id: str, name: str | None) -> User:
    return User(user_id, name or user_id, can_manage=True)


def _typed(text: str) -> str:
    """What the person typed, without the marks that Slack puts around it."""
    text = _LINK.sub(r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
