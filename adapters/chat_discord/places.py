"""Where things are on Discord: addresses as ids, and the routes of a channel."""

from dataclasses import replace
from datetime import datetime, timedelta

from adapters.chat_discord.sdk import Route, discord
from bot.errors import ChatError
from bot.messages import Address, MessageRef

NAME = "discord"
DIRECT = "@me"  # stands for the server in the address of a direct message, as in Discord's links
FORUMS = (15, 16)  # kinds of channel that hold posts only: a forum, and one for media
_APART = timedelta(minutes=1)  # that our clock and Discord's may be


def channel_of(at: Address) -> str:
    """The id of the thread or channel. Raises `ChatError` where the address names none."""
    guild, _, channel = at.channel.partition("/")
    known = _is_id(channel) and (_is_id(guild) or guild == DIRECT)
    if not known or not (at.thread is None or _is_id(at.thread)):
        raise ChatError(f"{at} names no channel: write discord:<server id>/<channel id>.")
    return at.thread or channel


def guild_of(at: Address) -> str | None:
    """The id of the server; `None` for a direct message."""
    guild = at.channel.partition("/")[0]
    return guild if _is_id(guild) else None


def thread_of(parent: MessageRef) -> Address:
    """Where the thread of a message is: it has the message's id. A thread has no threads."""
    at = parent.address
    return at if at.thread else replace(at, thread=parent.id)


def channel(method: str, channel_id: str) -> Route:
    """A channel or thread."""
    return Route(method, "/channels/{channel_id}", channel_id=channel_id)


def messages(method: str, channel: str) -> Route:
    """All messages of a channel or thread."""
    return Route(method, "/channels/{channel_id}/messages", channel_id=channel)


def message(method: str, channel: str, message_id: str) -> Route:
    """One message."""
    return Route(
        method,
        "/channels/{channel_id}/messages/{message_id}",
        channel_id=channel,
        message_id=message_id,
    )


def snowflake(since: datetime) -> int:
    """The id below which all that was made before lies; our clock may be ahead by a minute."""
    return max(discord.utils.time_snowflake(since - _APART), 0)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 21
