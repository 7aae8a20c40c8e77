"""What Slack sends: commands, presses, shortcuts, events, as envelopes and as signed requests."""

import json
from itertools import count
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

Payload = dict[str, Any]

SIGNING_SECRET = "signing-secret"
_NUMBERS = count(1)


def slash(url: str, command: str, text: str, user: str = "U01") -> Payload:
    """A slash command in C01."""
    return {
        "command": command,
        "text": text,
        "team_id": "T01",
        "channel_id": "C01",
        "user_id": user,
        "user_name": "anna",
        "response_url": f"{url}/respond/C01/{user}",
        "trigger_id": "1.2.abc",
    }


def block_actions(
    url: str, channel: str, message: Payload, button: Payload, user: str = "U01"
) -> Payload:
    """The press of a button in a message, which has its `ts`."""
    thread = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
    return {
        "type": "block_actions",
        "team": {"id": "T01", "domain": "lab"},
        "user": {"id": user, "username": "anna", "name": "anna", "team_id": "T01"},
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel,
            "is_ephemeral": False,
            **thread,
        },
        "channel": {"id": channel, "name": "papers"},
        "message": {"ts": message["ts"], "team": "T01", **thread},
        "actions": [{"type": "button", "block_id": "b1", "action_ts": "1.2", **button}],
        "response_url": f"{url}/respond/{channel}/{user}",
        "trigger_id": "1.2.abc",
    }


def home_press(button: Payload, user: str = "U01") -> Payload:
    """The press of a button, which has its `block_id`, on the page of a person."""
    return {
        "type": "block_actions",
        "team": {"id": "T01", "domain": "lab"},
        "user": {"id": user, "username": "anna", "name": "anna", "team_id": "T01"},
        "container": {"type": "view", "view_id": "V01"},
        "view": {"id": "V01", "type": "home", "team_id": "T01"},
        "actions": [{"type": "button", "action_ts": "1.2", **button}],
        "trigger_id": "1.2.abc",
    }


def shortcut(url: str, message: Payload, callback: str = "explain") -> Payload:
    """Somebody uses the menu of a message."""
    return {
        "type": "message_action",
        "callback_id": callback,
        "team": {"id": "T01", "domain": "lab"},
        "channel": {"id": "C01", "name": "papers"},
        "user": {"id": "U01", "name": "anna", "team_id": "T01"},
        "message_ts": message["ts"],
        "message": {"type": "message", "user": "U02", **message},
        "response_url": f"{url}/respond/C01/U01",
        "trigger_id": "1.2.abc",
    }


def event(kind: str, event_id: str = "", **more: Any) -> Payload:
    """An event of the Events API."""
    number = next(_NUMBERS)
    return {
        "type": "event_callback",
        "team_id": "T01",
        "api_app_id": "A01",
        "event_id": event_id or f"Ev{number}",
        "event_time": 1,
        "authorizations": [{"team_id": "T01", "user_id": "UBOT", "is_bot": True}],
        "event": {"type": kind, "event_ts": f"{number}.0", **more},
    }


def mention(text: str, **more: Any) -> Payload:
    """Somebody mentions somebody in C01."""
    its = {"user": "U01", "text": text, "ts": f"{next(_NUMBERS)}.5", "channel": "C01"}
    return event("app_mention", **(its | more))


def said_directly(text: str, **more: Any) -> Payload:
    """Somebody writes to the bot alone."""
    its = {"user": "U01", "text": text, "ts": f"{next(_NUMBERS)}.5", "channel": "D01"}
    return event("message", **({"channel_type": "im"} | its | more))


def reaction(name: str, added: bool = True, user: str = "U01", **more: Any) -> Payload:
    """Somebody puts an emoji on a message of C01, or takes it away."""
    item = {"type": "message", "channel": "C01", "ts": "7.0"}
    kind = "reaction_added" if added else "reaction_removed"
    return event(kind, user=user, reaction=name, item=item | more, item_user="UBOT")


def body_of(kind: str, payload: Payload) -> tuple[str, str]:
    """A payload as the body of a request, and its content type. `kind` is that of envelopes."""
    form = "application/x-www-form-urlencoded"
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    if kind == "slash_commands":
        return urlencode(payload), form
    return urlencode({"payload": json.dumps(payload)}), form


def signed(body: str, at: float, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers of a request that Slack signed at this moment."""
    stamp = str(int(at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or ""}
