"""What Discord sends: the bot, its server, and `/paper` of a person."""

import time
from typing import Any

from bot.messages import Address

BOT, SERVER = "300", "100"
_FIRST_CHANNEL, _FIRST_PERSON = 1000, 10_000_000
_ASKED_IN = 200  # channels
_EPOCH = 1_420_070_400_000  # milliseconds: Discord's time begins in 2015
_WHEN = "2026-01-05T09:00:00.000000+00:00"
# View Channel, Send Messages, Embed Links, Attach Files, Read Message History, and for threads
# Create Public Threads, Send Messages in Threads.
_MAY = str(1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 35 | 1 << 38)

Json = dict[str, Any]


def places(count: int) -> list[Address]:
    """So many channels of the server; people ask in the first of them."""
    numbers = range(_FIRST_CHANNEL, _FIRST_CHANNEL + count)
    return [Address("discord", f"{SERVER}/{number}") for number in numbers]


def snowflake(number: int) -> str:
    """An identity of this moment, with a number of at most 22 bits in it."""
    return str(int(time.time() * 1000) - _EPOCH << 22 | number)


def number_in(identity: str) -> int:
    """The number that `snowflake` put in."""
    return int(identity) & 0x3FFFFF


def person(number: str, name: str) -> Json:
    """Somebody, or the bot."""
    return {
        "id": number,
        "username": name,
        "global_name": name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": number == BOT,
        "public_flags": 0,
    }


def application() -> Json:
    """The bot's own."""
    return {
        "id": BOT,
        "name": "Paperboy",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": person("400", "ada"),
        "verify_key": "0",
        "flags": 0,
    }


def ready(gateway_url: str) -> Json:
    """What a connection begins with."""
    return {
        "v": 10,
        "user": person(BOT, "paperboy"),
        "guilds": [{"id": SERVER, "unavailable": True}],
        "session_id": "bench",
        "session_type": "normal",
        "resume_gateway_url": gateway_url,
        "shard": [0, 1],
        "application": {"id": BOT, "flags": 0},
    }


def server() -> Json:
    """The server, as the gateway tells of it, with the channels in which people ask."""
    return {
        "id": SERVER,
        "name": "Lab",
        "icon": None,
        "owner_id": "400",
        "unavailable": False,
        "joined_at": _WHEN,
        "large": False,
        "member_count": 2000,
        "preferred_locale": "en-US",
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_progress_bar_enabled": False,
        "afk_timeout": 300,
        "system_channel_id": None,
        "features": [],
        "roles": [_everyone()],
        "channels": [_channel(number) for number in range(_ASKED_IN)],
        "members": [_member(person(BOT, "paperboy"))],
        **{each: [] for each in ("threads", "emojis", "stickers", "voice_states", "presences")},
        **{each: [] for each in ("stage_instances", "guild_scheduled_events")},
        "soundboard_sounds": [],
    }


def command(number: int, topic: str, token: str) -> Json:
    """`/paper` as Discord sends it, each by a person of its own."""
    channel = _channel(number % _ASKED_IN)
    who = _member(person(str(_FIRST_PERSON + number), f"person{number}"))
    return {
        "id": snowflake(number),
        "application_id": BOT,
        "type": 2,
        "token": token,
        "version": 1,
        "data": {
            "id": "7",
            "type": 1,
            "name": "paper",
            "options": [{"type": 3, "name": "topic", "value": topic}],
        },
        "guild_id": SERVER,
        "guild": {"id": SERVER, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "channel_id": channel["id"],
        "channel": channel | {"guild_id": SERVER, "permissions": _MAY},
        "member": who | {"permissions": _MAY},
        "app_permissions": _MAY,
        "locale": "en-US",
        "context": 0,
        "authorizing_integration_owners": {"0": SERVER},
        "entitlements": [],
        "attachment_size_limit": 10 << 20,
    }


def _channel(number: int) -> Json:
    return {
        "id": str(_FIRST_CHANNEL + number),
        "type": 0,
        "name": f"papers-{number}",
        "position": number,
        "permission_overwrites": [],
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": None,
        "flags": 0,
    }


def _everyone() -> Json:
    return {
        "id": SERVER,
        "name": "@everyone",
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": 0,
        "permissions": _MAY,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def _member(who: Json) -> Json:
    return {
        "user": who,
        "nick": None,
        "avatar": None,
        "roles": [],
        "joined_at": _WHEN,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "communication_disabled_until": None,
        "flags": 0,
    }
