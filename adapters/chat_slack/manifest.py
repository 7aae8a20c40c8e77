"""The manifest of the Slack app: what to paste at api.slack.com, made from the commands. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.messages import CommandSpec

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to be asked by @Paperboy",
    "channels:history": "to look up whether a message stands there, after a cut connection",
    "channels:read": "which channels the bot is in, for the Home and `paperboy doctor`, and to "
    "learn that one is archived or left",
    "chat:write": "to post, and to change and delete its own messages",
    "commands": "slash commands and the message shortcut",
    "files:read": "whether an uploaded picture is ready to be shown",
    "files:write": "to upload the pictures of papers",
    "groups:history": "like channels:history, in private channels that the bot was invited to",
    "groups:read": "like channels:read, for private channels that the bot was invited to",
    "im:history": "direct messages to the bot",
    "metadata.message:read": "its own mark on its messages, by which it finds them again",
    "reactions:read": "👍 and 👎 on its messages as votes",
    "users:read": "a person's time zone, for “at 9”",
}
"""The bot scopes that Paperboy needs, and what for."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)
"""What Slack tells us of: what `events` reads, and nothing else."""

EVENTS_PATH = "/slack/events"
_ABOUT = "The few new papers that this channel cares about, each working day."
_COLOUR = "#1f3a5f"


def manifest(
    specs: Sequence[CommandSpec],
    groups: Mapping[str, str],
    url: str = "",
    name: str = "Paperboy",
) -> dict[str, Any]:
    """The app with these commands, as JSON goes. `url`: where Slack reaches us; "": Socket Mode.

    `groups`: what the commands that share a first word are about.
    """
    at = f"{url.rstrip('/').removesuffix(EVENTS_PATH)}{EVENTS_PATH}" if url else ""
    asked = {"request_url": at} if at else {}
    return {
        "display_information": {"name": name, "description": _ABOUT, "background_color": _COLOUR},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                {
                    "name": spec.shortcut,
                    "type": "message",
                    "callback_id": spec.name.replace(" ", "_"),
                    "description": spec.help,
                }
                for spec in specs
                if spec.shortcut
            ],
            "slash_commands": [
                each | ({"url": at} if at else {}) for each in _slash_commands(specs, groups)
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**asked, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **asked},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not at,
            "token_rotation_enabled": False,
        },
    }


def _slash_commands(
    specs: Sequence[CommandSpec], groups: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """One for each first word: `digest subscribe` and `digest list` are both `/digest`."""
    typed = [spec for spec in specs if not spec.shortcut]
    for word in dict.fromkeys(spec.name.split()[0] for spec in typed):
        its = [spec for spec in typed if spec.name.split()[0] == word]
        hints = [spec.usage().removeprefix(f"/{word}").strip() for spec in its]
        yield {
            "command": f"/{word}",
            "description": groups.get(word, its[0].help),
            "usage_hint": " · ".join(filter(None, hints)),
            "should_escape": False,  # `events` takes text as it was typed
        }
