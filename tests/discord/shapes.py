"""The shapes of what Discord sends: people, servers, channels, threads, roles, interactions."""

from datetime import datetime

from tests.discord.components import (
    COMPONENTS_V2,
    Json,
    Refusal,
    buttons_of,
    components_of,
    media_of,
    menus_of,
    pings,
    text_of,
)
from tests.discord.messages import EPHEMERAL, SILENT, check_edit, checked, message_of
from tests.discord.people import BOT, PERSON, user
from tests.fakes import NOW

__all__ = [
    "BOT",
    "CHANNEL",
    "COMPONENTS_V2",
    "DIRECT_CHANNEL",
    "EPHEMERAL",
    "FORUM",
    "MANAGE_CHANNELS",
    "PERSON",
    "SERVER",
    "SILENT",
    "Json",
    "Refusal",
    "buttons_of",
    "check_edit",
    "checked",
    "components_of",
    "media_of",
    "menus_of",
    "message_of",
    "pings",
    "text_of",
    "thread_of",
    "user",
]

SERVER, CHANNEL, FORUM, ROLE, READERS = "100", "200", "600", "310", "320"
"""The server, its text channel, the forum of `add_forum`, the bot's role, one to be mentioned."""

TEXT_CHANNEL, DIRECT, VOICE, ANNOUNCEMENTS, STAGE, FORUM_CHANNEL, MEDIA = 0, 1, 2, 5, 13, 15, 16
NEWS_THREAD, THREAD = 10, 11
CHATS, FORUMS = (TEXT_CHANNEL, VOICE, ANNOUNCEMENTS, STAGE), (FORUM_CHANNEL, MEDIA)
THREADS, THREADED = (NEWS_THREAD, THREAD), (TEXT_CHANNEL, ANNOUNCEMENTS)
"""Kinds of channel: those with a chat, those of posts, threads, and those that threads hang in."""

REQUIRE_TAG = 1 << 4

MANAGE_CHANNELS, ADD_REACTIONS, VIEW_CHANNEL, SEND_MESSAGES = 1 << 4, 1 << 6, 1 << 10, 1 << 11
EMBED_LINKS, ATTACH_FILES, READ_MESSAGE_HISTORY = 1 << 14, 1 << 15, 1 << 16
MENTION_EVERYONE, MANAGE_THREADS, CREATE_PUBLIC_THREADS = 1 << 17, 1 << 34, 1 << 35
SEND_MESSAGES_IN_THREADS, SEND_POLLS = 1 << 38, 1 << 49
BOT_MAY = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | MENTION_EVERYONE
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS
    | SEND_POLLS
)
"""What the bot's role has until `change_role`."""

DIRECT_CHANNEL: Json = {
    "id": "500",
    "type": DIRECT,
    "last_message_id": None,
    "recipients": [user(PERSON, "Ada")],
    "flags": 0,
}


def channel_of(number: str, name: str = "papers", kind: int = TEXT_CHANNEL) -> Json:
    """A channel of the server."""
    voice = {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    return {
        "id": number,
        "type": kind,
        **(voice if kind in (VOICE, STAGE) else {}),
        "guild_id": SERVER,
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": None,
        "flags": 0,
    }


def forum_of(
    number: str,
    name: str,
    tags: dict[str, str],
    *,
    needs_tag: bool,
    kind: int = FORUM_CHANNEL,
) -> Json:
    """A forum with tags, by id and name."""
    shown = [
        {"id": each, "name": its, "moderated": False, "emoji_id": None, "emoji_name": None}
        for each, its in tags.items()
    ]
    return channel_of(number, name, kind) | {
        "available_tags": shown,
        "flags": REQUIRE_TAG if needs_tag else 0,
        "default_reaction_emoji": None,
        "default_sort_order": None,
        "default_forum_layout": 0,
    }


def thread_of(
    number: str, parent: str = CHANNEL, name: str = "thread", now: datetime = NOW
) -> Json:
    """An open thread, or the post of a forum."""
    return {
        "id": number,
        "type": THREAD,
        "guild_id": SERVER,
        "parent_id": parent,
        "owner_id": BOT,
        "name": name,
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "rate_limit_per_user": 0,
        "flags": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 4320,
            "archive_timestamp": now.isoformat(),
            "create_timestamp": now.isoformat(),
            "locked": False,
        },
    }


def role_of(number: str, name: str, permissions: int, *, mentionable: bool = False) -> Json:
    """A role; that with the server's own id is everyone's."""
    return {
        "id": number,
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": 0 if name == "@everyone" else 1,
        "permissions": str(permissions),
        "managed": number == ROLE,
        "mentionable": mentionable,
        "flags": 0,
    }


def member_of(number: str, name: str, roles: tuple[str, ...] = ()) -> Json:
    """A person, or the bot, as a member of a server."""
    return {
        "user": user(number, name),
        "nick": None,
        "avatar": None,
        "roles": list(roles),
        "joined_at": NOW.isoformat(),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "communication_disabled_until": None,
        "flags": 0,
    }


def guild_of(number: str, roles: list[Json]) -> Json:
    """A server as REST gives it."""
    return {
        "id": number,
        "name": "Readers",
        "icon": None,
        "splash": None,
        "owner_id": PERSON,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": roles,
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "system_channel_id": None,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_progress_bar_enabled": False,
    }


def interaction(
    head: Json, data: Json, channel: Json, who: Json, *, may: int, bot_may: int
) -> Json:
    """An interaction. `head` is its id, token and type; in a direct message `who` is no member."""
    server = channel.get("guild_id", SERVER)
    where: Json = {
        "guild_id": server,
        "guild": {"id": server, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": who | {"permissions": str(may)},
    }
    direct = channel["type"] == DIRECT
    return head | {
        "application_id": BOT,
        "version": 1,
        "data": data,
        "channel": channel,
        "channel_id": channel["id"],
        "locale": "en-US",
        "app_permissions": str(bot_may),
        "context": 1 if direct else 0,
        "authorizing_integration_owners": {"0": "0" if direct else server},
        "entitlements": [],
        "attachment_size_limit": 10 << 20,
        **({"user": who["user"]} if direct else where),
    }
