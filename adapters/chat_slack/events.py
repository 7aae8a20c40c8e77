"""What Slack's payloads say, as the core's events. Pure.

All of it raises `KeyError` and the like where a payload is none of Slack's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adapters.chat_slack.marks import addresses_in, behind_mention, typed
from adapters.chat_slack.render import action_of, place_of
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
    read_command,
)

Payload = Mapping[str, Any]

_LONGEST = 10_000  # characters of a message that a shortcut takes
_SAID = (None, "file_share", "me_message", "thread_broadcast")  # subtypes that people write
_HANDS = {"+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎"}
_GONE = {
    "channel_left": "Paperboy was removed from the channel",
    "group_left": "Paperboy was removed from the channel",
    "channel_archive": "the channel was archived",
    "group_archive": "the channel was archived",
    "channel_deleted": "the channel was deleted",
    "group_deleted": "the channel was deleted",
}
_BACK = {
    "channel_unarchive": "the channel is no longer archived",
    "group_unarchive": "the channel is no longer archived",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event came from, and the way back to the person.

    `direct`: nobody else reads along. `home`: it is the page of the App Home, not a channel.
    """

    at: Address
    user: User
    response_url: str = ""
    direct: bool = False
    home: bool = False


Read = tuple[Event, Origin]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads payloads for the bot `me`, a user's id."""

    specs: Sequence[CommandSpec]
    me: str

    def read(self, payload: Payload) -> Read | None:
        """Read anything that Slack brings; `None` where it is nothing for us."""
        if "command" in payload:
            return self._slash(payload)
        match payload["type"]:
            case "block_actions":
                return _press(payload)
            case "message_action":
                return self._shortcut(payload)
            case "event_callback":
                return self._event(payload)
            case _:
                return None

    def _slash(self, payload: Payload) -> Read:
        at = _address(payload["team_id"], payload["channel_id"])
        user = _user(payload["user_id"], payload.get("user_name"))
        line = f"{payload['command']} {typed(str(payload.get('text') or ''))}"
        command = read_command(line, self.specs, user, at)
        return command, Origin(at, user, str(payload.get("response_url") or ""))

    def _shortcut(self, payload: Payload) -> Read | None:
        spec = next(
            (each for each in self.specs if _callback(each) == payload["callback_id"]), None
        )
        if spec is None:
            return None
        message, sender = payload["message"], payload["user"]
        at = _address(_team(payload), payload["channel"]["id"], _thread(message))
        user = _user(sender["id"], sender.get("name") or sender.get("username"))
        args = {spec.arguments[0].name: _words(message)} if spec.arguments else {}
        origin = Origin(at, user, str(payload.get("response_url") or ""))
        return Command(spec.name, user, at, args), origin

    def _event(self, payload: Payload) -> Read | None:
        event = payload["event"]
        team, delivery = _team(payload), str(payload.get("event_id") or "")
        match event["type"]:
            case "app_mention":
                return self._said(event, team, direct=False)
            case "message" if event.get("channel_type") == "im":
                return self._said(event, team, direct=True)
            case "app_home_opened" if event.get("tab") == "home":
                return _opened(event["user"], team)
            case "reaction_added" | "reaction_removed":
                return self._reaction(event, team, delivery)
            case _:
                return self._lifecycle(event, team, delivery)

    def _said(self, event: Payload, team: str, *, direct: bool) -> Read | None:
        """A mention, or a direct message: the same words as a slash command."""
        if event.get("bot_id") or event.get("subtype") not in _SAID or event["user"] == self.me:
            return None
        at = _address(team, event["channel"], _thread(event))
        user = _user(event["user"])
        line = typed(behind_mention(str(event.get("text") or ""), self.me))
        delivery = f"{at.channel}/{event['ts']}"  # an edited message comes as a new event
        command = read_command(line, self.specs, user, at, delivery)
        return command, Origin(at, user, direct=direct)

    def _reaction(self, event: Payload, team: str, delivery: str) -> Read | None:
        item = event["item"]
        hand = _HANDS.get(str(event["reaction"]).partition("::")[0])
        if hand is None or item["type"] != "message" or event["user"] == self.me:
            return None
        at, user = _address(team, item["channel"]), _user(event["user"])
        added = event["type"] == "reaction_added"
        return Reaction(MessageRef(at, item["ts"]), user, hand, added, delivery), Origin(at, user)

    def _lifecycle(self, event: Payload, team: str, delivery: str) -> Read | None:
        kind: str = event["type"]
        if kind in ("tokens_revoked", "app_uninstalled"):
            return self._uninstalled(event, team, delivery)
        if kind in ("member_left_channel", "member_joined_channel"):
            if event["user"] != self.me:
                return None
            went = kind == "member_left_channel"
            why = _GONE["channel_left"] if went else "Paperboy was invited into the channel"
            return _changed(event["channel"], team, "gone" if went else "back", why, delivery)
        if kind == "channel_id_changed":
            why = "the channel has a new id in Slack: subscribe there again"
            return _changed(event["old_channel_id"], team, "gone", why, delivery)
        if kind in _GONE:
            return _changed(event["channel"], team, "gone", _GONE[kind], delivery)
        if kind in _BACK:
            return _changed(event["channel"], team, "back", _BACK[kind], delivery)
        return None

    def _uninstalled(self, event: Payload, team: str, delivery: str) -> Read | None:
        if event["type"] == "tokens_revoked" and self.me not in (event["tokens"].get("bot") or ()):
            return None
        revoked = event["type"] == "tokens_revoked"
        why = "token was revoked" if revoked else "app was removed from the workspace"
        everywhere = Address("slack", f"{_id(team)}/")
        changed = PlaceChanged(everywhere, "gone", f"Paperboy's {why}", delivery)
        return changed, Origin(everywhere, _user(self.me))


def _press(payload: Payload) -> Read:
    action, its, sender = payload["actions"][0], payload["container"], payload["user"]
    name = sender.get("name") or sender.get("username")
    if its.get("type") == "view":
        return _press_at_home(payload, action, _user(sender["id"], name, can_manage=False))
    message = payload.get("message") or {}
    # In a channel shared with others, the person may be of another team than the message.
    team = message.get("team") or (payload.get("team") or {}).get("id") or sender["team_id"]
    thread = its.get("thread_ts") or message.get("thread_ts")
    # What a thread hangs on stands in the channel itself.
    at = _address(team, its["channel_id"], None if thread == its["message_ts"] else thread)
    user = _user(sender["id"], name)
    press = _pressed(action, user, MessageRef(at, its["message_ts"]))
    return press, Origin(at, user, str(payload.get("response_url") or ""))


def _press_at_home(payload: Payload, action: Payload, user: User) -> Read:
    """Where the button acts stands in the id of its block; whether the person may, not yet."""
    home = _address(_team(payload), user.id)
    place = place_of(str(action.get("block_id") or ""))
    at = Address("slack", place) if place else home
    press = _pressed(action, user, MessageRef(at, str(payload["container"].get("view_id") or "")))
    return press, Origin(home, user, home=True)


def _pressed(action: Payload, user: User, source: MessageRef) -> Press:
    return Press(action_of(action["action_id"]), str(action.get("value") or ""), user, source)


def _opened(user_id: str, team: str) -> Read:
    user, home = _user(user_id), _address(team, user_id)
    return Opened(home, user, {}), Origin(home, user, home=True)


def _changed(
    channel: Any, team: str, change: Literal["gone", "back"], why: str, delivery: str
) -> Read:
    at = _address(team, channel)
    # Who did it does not matter: nobody is answered.
    return PlaceChanged(at, change, why, delivery), Origin(at, User("", "", can_manage=False))


def _words(message: Payload) -> str:
    """The text of a message, and one by one the addresses that its blocks and attachments hold."""
    shown = [message.get("blocks"), message.get("attachments")]
    text = typed(str(message.get("text") or ""))
    return "\n".join([text, *dict.fromkeys(addresses_in(shown))]).strip()[:_LONGEST]


def _callback(spec: CommandSpec) -> str | None:
    return spec.name.replace(" ", "_") if spec.shortcut else None


def _thread(message: Payload) -> str | None:
    """The thread that a message hangs in; what a thread hangs on stands in the channel itself."""
    thread: str | None = message.get("thread_ts")
    return None if thread == message["ts"] else thread


def _team(payload: Payload) -> str:
    """The workspace that the app is installed in: a channel may be shared with others."""
    for each in payload.get("authorizations") or ():
        if its := each.get("team_id"):
            return str(its)
    return str(payload.get("team_id") or payload["team"]["id"])


def _address(team: Any, channel: Any, thread: str | None = None) -> Address:
    return Address("slack", f"{_id(team)}/{_id(channel)}", thread)


def _id(value: Any) -> str:
    """An id as Slack makes them: what is none could name another place."""
    if not isinstance(value, str) or not re.fullmatch(r"\w{1,80}", value, re.ASCII):
        raise ValueError("no id of Slack")
    return value


def _user(user_id: Any, name: str | None = None, *, can_manage: bool = True) -> User:
    """Slack lets everyone who is in a channel arrange it."""
    return User(_id(user_id), name or user_id, can_manage)
